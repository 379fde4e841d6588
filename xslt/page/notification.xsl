<?xml version="1.0" encoding="UTF-8"?>
<!-- One notification: to be opened (which is the acknowledgement of receipt), then its content: words, papers, or documents asked again. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='notification']" mode="title"><xsl:for-each select="notice[1]"><xsl:call-template name="notice-label"/></xsl:for-each></xsl:template>
  <xsl:template match="page[@id='notification']" mode="main">
    <p><a class="fr-link" href="/notifications"><t:text id="notification.back"/></a></p>
    <xsl:apply-templates select="elsewhere"/>
    <div class="gt-narrow">
      <xsl:choose>
        <xsl:when test="notice/@open"><xsl:call-template name="to-open"/></xsl:when>
        <xsl:otherwise><xsl:call-template name="opened"/></xsl:otherwise>
      </xsl:choose>
    </div>
    <p class="gt-buttons"><a class="fr-link" href="/notifications"><t:text id="notification.back"/></a></p>
  </xsl:template>

  <!-- a prefetch or a scanner of mails must not start a legal delay: opening takes a button -->
  <xsl:template name="to-open">
    <p><t:text id="notification.sent"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="notice/@at"/></xsl:call-template></p>
    <div class="fr-alert fr-alert--info gt-note"><t:text id="notification.receipt"/><xsl:if test="notice/@days"><p><t:text id="notification.delay"><t:with name="n" select="notice/@days"/></t:text></p></xsl:if></div>
    <form method="post" action="{notice/@open}"><xsl:call-template name="csrf"/><button type="submit" class="fr-btn"><t:text id="notification.open"/></button></form>
  </xsl:template>

  <xsl:template name="opened">
    <p><t:text id="notification.hello"/><xsl:text> </xsl:text><xsl:value-of select="user/@name"/><t:text id="notification.comma"/></p>
    <xsl:for-each select="paragraph"><p><xsl:value-of select="."/></p></xsl:for-each>
    <xsl:apply-templates select="told"/>
    <xsl:for-each select="paper"><p><a class="fr-btn fr-btn--icon-left fr-icon-download-line" href="{@href}"><t:text id="notification.paper"/><xsl:if test="@label"><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></xsl:if></a></p></xsl:for-each>
    <xsl:apply-templates select="complement"/>
    <xsl:if test="not(complement)"><xsl:call-template name="told-end"/></xsl:if>
    <xsl:for-each select="complement/form[@id = 'extension']">
      <details class="gt-extension"><xsl:if test="field/error"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:text id="complement.more-time"/></summary>
        <form method="post" action="{@action}" class="gt-form" novalidate="novalidate"><xsl:call-template name="csrf"/><xsl:apply-templates select="hidden"/><xsl:apply-templates select="field"/><div class="gt-buttons"><xsl:apply-templates select="button"/></div></form></details>
    </xsl:for-each>
    <xsl:if test="complement/@extension = 'waits'"><p class="fr-hint-text"><t:text id="complement.extension-waits"/></p></xsl:if>
  </xsl:template>
  <xsl:template name="told-end">
    <xsl:for-each select="/page/told[@request]"><p><a class="fr-link" href="{@request}"><t:text id="told.request"/></a></p></xsl:for-each>
    <p><t:text id="notification.regards"/><br/><t:text id="notification.officer"/><br/><t:text id="notification.authority"/></p>
  </xsl:template>

  <!-- what a decision, or a title that waits, has to say -->
  <xsl:template match="told">
    <xsl:choose>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'favourable'"><p><t:text id="told.favourable"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.favourable-paper"/></p><p><t:text id="told.favourable-next"/></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'unfavourable'"><p><t:text id="told.unfavourable"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.unfavourable-paper"/></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'incomplete'"><p><t:text id="told.closed"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.closed-again"/></p><xsl:if test="@request"><p><a class="fr-link" href="{@request}#messages"><t:text id="follow-up.write"/></a></p></xsl:if></xsl:when>
      <xsl:when test="../notice/@type = 'reopened'"><p><t:text id="told.reopened"><t:with name="number" select="@number"/></t:text></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision'"><p><t:text id="told.decided"><t:with name="number" select="@number"/></t:text></p></xsl:when>
      <xsl:when test="../notice/@type = 'prolongation'">
        <p><t:text id="told.prolongation"><t:with name="number" select="@number"/></t:text></p>
        <p><strong><t:text id="told.prolongation-from"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@from"/></xsl:call-template><xsl:text> </xsl:text><t:text id="told.prolongation-to"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@to"/></xsl:call-template></strong></p>
        <p><t:text id="told.prolongation-with"/></p><xsl:if test="@renewed = 'yes'"><p><t:text id="told.prolongation-next"/></p></xsl:if>
      </xsl:when>
      <xsl:when test="../notice/@type = 'message'"><p><t:text id="told.message"><t:with name="number" select="@number"/></t:text></p></xsl:when>
      <xsl:when test="../notice/@type = 'extension'"><p><xsl:choose><xsl:when test="@outcome = 'granted'"><t:text id="told.extension-granted"/></xsl:when><xsl:otherwise><t:text id="told.extension-refused"/></xsl:otherwise></xsl:choose><xsl:text> </xsl:text><strong><xsl:call-template name="long-day"><xsl:with-param name="of" select="@due"/></xsl:call-template></strong></p></xsl:when>
      <xsl:when test="../notice/@type = 'title-available'"><p><t:text id="told.available"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.available-tax"/></p></xsl:when>
    </xsl:choose>
    <xsl:if test="words"><p><t:text id="told.words"/></p><blockquote class="gt-notes__text"><bdi><xsl:value-of select="words"/></bdi></blockquote></xsl:if>
    <xsl:if test="answer"><dl class="gt-answers"><xsl:apply-templates select="answer" mode="outcome"/></dl></xsl:if>
    <xsl:if test="../notice/@type = 'title-available'"><p><a class="fr-link" href="/liens/timbre-fiscal"><t:text id="told.stamp"/></a></p></xsl:if>
    <xsl:if test="@remedies"><h2 class="gt-h3"><t:text id="decide.remedies"/></h2><p><xsl:value-of select="@remedies"/></p></xsl:if>
    <xsl:if test="@appeal"><p><strong><t:text id="told.appeal"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@appeal"/></xsl:call-template></strong></p></xsl:if>
  </xsl:template>

  <xsl:template match="complement">
    <xsl:choose>
      <xsl:when test="@replied"><div class="fr-alert fr-alert--success gt-note"><p><t:text id="complement.answered"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@replied"/></xsl:call-template></p></div></xsl:when>
      <xsl:when test="@ended"><div class="fr-alert fr-alert--info gt-note"><p><t:choose prefix="complement-ended." select="@ended"/></p></div></xsl:when>
      <xsl:otherwise>
        <p><t:text id="complement.text"/></p>
        <div class="fr-alert fr-alert--info gt-note"><t:text id="complement.rules"/></div>
        <p class="gt-due"><t:text id="complement.due"/><xsl:text> </xsl:text><strong><xsl:call-template name="long-day"><xsl:with-param name="of" select="@due"/></xsl:call-template></strong><xsl:text> </xsl:text><xsl:call-template name="days-left"/></p>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="words"><p class="gt-notes__text"><bdi><xsl:value-of select="words"/></bdi></p></xsl:if>
    <xsl:choose>
      <xsl:when test="form[@id = 'answer']"><xsl:apply-templates select="form[@id = 'answer']" mode="answer"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="asked" mode="grouped"/><xsl:call-template name="told-end"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- one form for all answers and files: whichever button is pressed, what was typed goes with it -->
  <xsl:template match="form" mode="answer">
    <form method="post" action="{@action}" class="gt-form" id="form" novalidate="novalidate" data-autosave="{@autosave}" data-mirror="yes">
      <xsl:call-template name="csrf"/><input type="hidden" name="version" value="{@version}"/><xsl:apply-templates select="hidden"/>
      <button type="submit" class="gt-default" name="go" value="save" tabindex="-1" aria-hidden="true"><t:text id="button.save-answer"/></button>
      <p class="gt-mandatory"><t:text id="form.mandatory"/></p>
      <xsl:apply-templates select="../asked" mode="grouped"/>
      <p><t:text id="complement.consequence"><t:with name="n" select="../@days"/></t:text></p>
      <xsl:call-template name="told-end"/>
      <div class="gt-buttons gt-buttons--row"><xsl:apply-templates select="button"/></div>
    </form>
  </xsl:template>

  <!-- by what is wrong, as the guide has them -->
  <xsl:template match="asked" mode="grouped">
    <xsl:choose>
      <xsl:when test="answer">
        <xsl:if test="not(preceding-sibling::asked[answer])"><p class="gt-complement__why"><t:text id="complement.answers"/></p></xsl:if>
        <xsl:apply-templates select="."/>
      </xsl:when>
      <xsl:when test="@mark and not(preceding-sibling::asked[not(answer) and @mark = current()/@mark])">
        <p class="gt-complement__why"><t:choose prefix="complement-mark." select="@mark"/></p>
        <xsl:apply-templates select=". | following-sibling::asked[not(answer) and @mark = current()/@mark]"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="asked">
    <section class="gt-paper" id="f-{@id}" tabindex="-1" aria-labelledby="h-{@id}" data-justificatif="{@id}">
      <h2 class="gt-h3" id="h-{@id}"><xsl:value-of select="@heading"/><xsl:if test="@ready = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--success fr-badge--sm"><t:text id="complement.ready"/></span></xsl:if></h2>
      <xsl:for-each select="document[not(@new = 'yes')]"><p><bdi><xsl:value-of select="@name"/></bdi><xsl:text> </xsl:text><a class="fr-link" href="{@href}"><t:text id="complement.see"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></a></p></xsl:for-each>
      <xsl:for-each select="answer"><p><xsl:choose><xsl:when test="@new = 'yes'"><t:text id="complement.answer-now"/></xsl:when><xsl:otherwise><t:text id="complement.answer-was"/></xsl:otherwise></xsl:choose><t:text id="colon"/><xsl:text> </xsl:text><strong><bdi><xsl:call-template name="answer-value"/></bdi></strong></p></xsl:for-each>
      <xsl:if test="observation"><p class="gt-notes__text"><strong><t:text id="complement.observations"/><t:text id="colon"/></strong><br/><xsl:value-of select="observation"/></p></xsl:if>
      <xsl:if test="@optional = 'yes'"><p class="fr-hint-text"><t:text id="complement.optional"/></p></xsl:if>
      <xsl:variable name="own" select="concat(@id, '.')"/>
      <xsl:apply-templates select="field[@name = concat($own, 'answer')] | field[@name = concat($own, 'reason')]"/>
      <xsl:choose>
        <xsl:when test="field"><div class="gt-replace" data-show-when="{@id}.answer=replace">
          <xsl:choose><xsl:when test="answer"><xsl:apply-templates select="field[not(starts-with(@name, $own))]"/></xsl:when><xsl:otherwise><xsl:call-template name="answer-files"/></xsl:otherwise></xsl:choose>
          <xsl:apply-templates select="field[@name = concat($own, 'message')]"/></div></xsl:when>
        <xsl:otherwise>
          <xsl:if test="@answer"><p><strong><t:text id="field.answer"/><t:text id="colon"/></strong><xsl:text> </xsl:text><xsl:call-template name="answer-chosen"/></p></xsl:if>
          <xsl:for-each select="said"><p class="gt-notes__text"><bdi><xsl:value-of select="."/></bdi></p></xsl:for-each>
          <div class="gt-files"><xsl:apply-templates select="document[@new = 'yes']"/></div>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>
  <xsl:template name="answer-chosen"><xsl:choose>
    <xsl:when test="answer and @answer = 'keep'"><t:text id="option.keep-answer"/></xsl:when>
    <xsl:when test="answer"><t:text id="option.change-answer"/></xsl:when>
    <xsl:otherwise><t:choose prefix="option." select="@answer"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template name="answer-files">
    <xsl:variable name="errors" select="/page/findings/finding[@field = concat(current()/@id, '.file')]"/>
    <div class="gt-files" id="f-{@id}.file" tabindex="-1"><xsl:for-each select="$errors"><p class="fr-error-text"><xsl:apply-templates select="." mode="error-text"/></p></xsl:for-each><xsl:apply-templates select="document[@new = 'yes']"/></div>
    <xsl:if test="@may-add = 'yes'">
      <div class="gt-upload" data-upload="{@upload}" data-max-bytes="{@max-bytes}" data-item="{substring-after(@id, 'piece.')}">
        <div class="fr-upload-group">
          <label class="fr-label" for="u-{@id}"><t:text id="justificatifs.add"/><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@heading"/></span>
            <span class="fr-hint-text"><t:text id="justificatifs.formats"/></span></label>
          <input class="fr-upload" type="file" id="u-{@id}" name="{@id}.file" accept="{@accept}"><xsl:if test="$errors"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if></input>
        </div>
        <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm" name="item" value="{substring-after(@id, 'piece.')}" formaction="{@upload}" formenctype="multipart/form-data" formnovalidate="formnovalidate"><t:text id="justificatifs.send"/></button>
      </div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

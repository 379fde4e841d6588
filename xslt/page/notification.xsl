<?xml version="1.0" encoding="UTF-8"?>
<!-- One notification: to be opened (which is the acknowledgement of receipt), then its content: words, papers, or documents asked again. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='notification']" mode="title"><xsl:for-each select="notice[1]"><xsl:call-template name="notice-label"/></xsl:for-each></xsl:template>
  <xsl:template match="page[@id='notification']" mode="main">
    <p><a class="fr-link" href="/notifications"><t:text id="notification.back"/></a></p>
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
    <xsl:if test="notice/@type = 'complement'"><p><t:text id="complement.text"/></p></xsl:if>
    <xsl:apply-templates select="told"/>
    <xsl:for-each select="paper"><p><a class="fr-btn fr-btn--icon-left fr-icon-download-line" href="{@href}"><t:text id="notification.paper"/><xsl:if test="@label"><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></xsl:if></a></p></xsl:for-each>
    <xsl:apply-templates select="complement"/>
    <xsl:for-each select="told[@request]"><p><a class="fr-link" href="{@request}"><t:text id="told.request"/></a></p></xsl:for-each>
    <p><t:text id="notification.regards"/><br/><t:text id="notification.officer"/><br/><t:text id="notification.authority"/></p>
    <xsl:if test="complement/@send"><form method="post" action="{complement/@send}" id="send"><xsl:call-template name="csrf"/><xsl:if test="complement/@version"><input type="hidden" name="version" value="{complement/@version}"/></xsl:if><button type="submit" class="fr-btn" name="go" value="send"><t:text id="complement.send"/></button></form></xsl:if>
  </xsl:template>

  <!-- what a decision, or a title that waits, has to say -->
  <xsl:template match="told">
    <xsl:choose>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'favourable'"><p><t:text id="told.favourable"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.favourable-paper"/></p><p><t:text id="told.favourable-next"/></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'unfavourable'"><p><t:text id="told.unfavourable"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.unfavourable-paper"/></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision' and @outcome = 'incomplete'"><p><t:text id="told.closed"><t:with name="number" select="@number"/></t:text></p><p><t:text id="told.closed-again"/></p></xsl:when>
      <xsl:when test="../notice/@type = 'reopened'"><p><t:text id="told.reopened"><t:with name="number" select="@number"/></t:text></p></xsl:when>
      <xsl:when test="../notice/@type = 'decision'"><p><t:text id="told.decided"><t:with name="number" select="@number"/></t:text></p></xsl:when>
      <xsl:when test="../notice/@type = 'prolongation'">
        <p><t:text id="told.prolongation"><t:with name="number" select="@number"/></t:text></p>
        <p><strong><t:text id="told.prolongation-from"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@from"/></xsl:call-template><xsl:text> </xsl:text><t:text id="told.prolongation-to"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@to"/></xsl:call-template></strong></p>
        <p><t:text id="told.prolongation-with"/></p><xsl:if test="@renewed = 'yes'"><p><t:text id="told.prolongation-next"/></p></xsl:if>
      </xsl:when>
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
      <xsl:otherwise>
        <div class="fr-alert fr-alert--info gt-note"><t:text id="complement.rules"/></div>
        <xsl:if test="@due"><p class="gt-due"><t:text id="complement.due"/><xsl:text> </xsl:text><strong><xsl:call-template name="long-day"><xsl:with-param name="of" select="@due"/></xsl:call-template></strong><xsl:if test="@days-left"><xsl:text> </xsl:text><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="complement.days-left"><t:with name="n" select="@days-left"/></t:text></span></xsl:if></p></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="asked"/>
    <xsl:if test="not(@replied)"><p><t:text id="complement.consequence"><t:with name="n" select="@days"/></t:text></p></xsl:if>
  </xsl:template>

  <!-- one document asked again: what was sent, what the agent says, the answer -->
  <xsl:template match="asked">
    <section class="gt-paper" id="f-{@id}" tabindex="-1" aria-labelledby="h-{@id}" data-justificatif="{@id}">
      <h2 class="gt-h3" id="h-{@id}"><xsl:value-of select="@heading"/><xsl:if test="@ready = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--success fr-badge--sm"><t:text id="complement.ready"/></span></xsl:if></h2>
      <xsl:for-each select="document[not(@new = 'yes')]"><p><bdi><xsl:value-of select="@name"/></bdi><xsl:text> </xsl:text><a class="fr-link" href="{@href}"><t:text id="complement.see"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></a></p></xsl:for-each>
      <xsl:if test="observation"><p><strong><t:text id="complement.observations"/><t:text id="colon"/></strong><br/><xsl:value-of select="observation"/></p></xsl:if>
      <xsl:if test="form"><xsl:apply-templates select="form"/></xsl:if>
      <div class="gt-files"><xsl:apply-templates select="error" mode="paper-error"/><xsl:apply-templates select="document[@new = 'yes']"/></div>
      <xsl:if test="@may-add = 'yes'"><xsl:call-template name="upload"/></xsl:if>
      <xsl:if test="@answer"><p><strong><t:choose prefix="option." select="@answer"/></strong></p></xsl:if>
    </section>
  </xsl:template>
</xsl:stylesheet>

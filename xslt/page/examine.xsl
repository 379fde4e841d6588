<?xml version="1.0" encoding="UTF-8"?>
<!-- One request before an agent's eyes. The head (request, charge, changed) is shared with the pages of decisions. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='examine']" mode="title"><xsl:for-each select="request"><xsl:call-template name="person-name"/></xsl:for-each></xsl:template>

  <xsl:template match="page[@id='examine']" mode="main">
    <xsl:apply-templates select="changed"/>
    <xsl:apply-templates select="alerts" mode="file"/>
    <xsl:call-template name="file-head"/>
    <nav class="gt-file-nav" aria-label="{t:file.nav}">
      <ul>
        <li><a href="#identite"><t:text id="file.identity"/></a></li>
        <li><a href="#reponses"><t:text id="file.answers"/></a></li>
        <li><a href="#pieces"><t:text id="file.documents"/></a></li>
        <xsl:if test="complement"><li><a href="#complement"><t:text id="file.complement"/></a></li></xsl:if>
        <xsl:if test="thread"><li><a href="#messages"><t:text id="thread.title"/></a></li></xsl:if>
        <li><a href="#notes"><t:text id="file.notes"/></a></li>
        <li><a href="#historique"><t:text id="file.history"/></a></li>
      </ul>
    </nav>
    <div class="gt-file-page">
      <div class="gt-file-page__text">
        <xsl:call-template name="file-identity"/>
        <xsl:call-template name="file-checks"/>
        <section aria-labelledby="reponses"><h2 class="gt-h2" id="reponses"><t:text id="file.answers"/></h2><xsl:apply-templates select="review/section" mode="file"/>
          <xsl:if test="observations"><section class="gt-review"><div class="gt-review__head"><h3 class="gt-h4"><t:text id="file.observations"/></h3></div><p class="gt-notes__text"><bdi><xsl:value-of select="observations"/></bdi></p></section></xsl:if></section>
      </div>
      <div class="gt-file-page__papers">
        <section aria-labelledby="pieces"><h2 class="gt-h2" id="pieces"><t:text id="file.documents"/></h2>
          <xsl:apply-templates select="complement" mode="file"/>
          <div class="gt-verdict"><xsl:apply-templates select="viewer"/><xsl:apply-templates select="form[@id = 'mark']" mode="mark"/></div>
          <xsl:apply-templates select="files" mode="file"/>
        </section>
      </div>
    </div>
    <div class="gt-file-page gt-file-page--end">
      <div class="gt-file-page__text"><xsl:apply-templates select="thread"/>
      <section aria-labelledby="notes"><h2 class="gt-h2" id="notes"><t:text id="file.notes"/></h2>
        <p class="fr-hint-text"><t:text id="file.notes-hint"/></p>
        <xsl:for-each select="form[@id = 'note']"><form method="post" action="{@action}" class="gt-form">
          <xsl:call-template name="file-hidden"/>
          <xsl:apply-templates select="field"/>
          <div class="gt-buttons"><xsl:apply-templates select="button"/></div>
        </form></xsl:for-each>
        <xsl:choose>
          <xsl:when test="notes/note"><ol class="gt-notes"><xsl:for-each select="notes/note"><li>
            <p class="gt-notes__by"><strong><xsl:value-of select="@by"/></strong><xsl:text> – </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></p>
            <p class="gt-notes__text"><bdi><xsl:value-of select="."/></bdi></p></li></xsl:for-each></ol></xsl:when>
          <xsl:otherwise><p class="gt-none"><t:text id="file.no-note"/></p></xsl:otherwise>
        </xsl:choose>
      </section></div>
      <section class="gt-file-page__papers" aria-labelledby="historique"><h2 class="gt-h2" id="historique"><t:text id="file.history"/></h2>
        <ol class="gt-history"><xsl:apply-templates select="history/event" mode="file"/></ol>
        <xsl:if test="readings/event"><details class="gt-readings"><summary><t:text id="file.readings"/><xsl:text> (</xsl:text><xsl:value-of select="count(readings/event)"/><xsl:text>)</xsl:text></summary><ol class="gt-history"><xsl:apply-templates select="readings/event" mode="file"/></ol></details></xsl:if>
        <xsl:if test="paper">
          <h3 class="gt-h3"><t:text id="file.papers"/></h3>
          <ul class="gt-plain gt-links"><xsl:for-each select="paper"><li><a class="fr-link fr-icon-download-line" href="{@href}"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="paper." select="@kind"/></xsl:otherwise></xsl:choose></a>
            <xsl:text> </xsl:text><span class="fr-hint-text gt-inline"><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></span>
            <xsl:if test="@revoked = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="paper.revoked"/></span></xsl:if>
            <xsl:if test="@revoke"><xsl:text> </xsl:text><a class="fr-link fr-link--sm" href="{@revoke}"><t:text id="revoke.link"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></a></xsl:if></li></xsl:for-each></ul>
        </xsl:if>
        <xsl:if test="request/@zip"><p><a class="fr-link fr-icon-download-line" href="{request/@zip}"><t:text id="follow-act.download"/></a></p></xsl:if>
      </section>
    </div>
  </xsl:template>

  <!-- ======== what was done meanwhile ======== -->
  <xsl:template match="changed">
    <xsl:if test="event"><section class="gt-changed" aria-labelledby="changed"><h2 class="gt-h4" id="changed"><t:text id="file.changed"/></h2><ol class="gt-history"><xsl:apply-templates select="event" mode="file"/></ol></section></xsl:if>
  </xsl:template>

  <!-- ======== head: what it is, who has it, what can be done ======== -->
  <xsl:template name="file-head">
    <div class="gt-file-head">
      <p class="gt-file-head__line"><strong><xsl:value-of select="request/@procedure"/></strong><xsl:text> – </xsl:text><span class="gt-number"><xsl:value-of select="request/@number"/></span></p>
      <p class="gt-file-head__line">
        <span class="fr-badge fr-badge--info"><xsl:call-template name="state-name"><xsl:with-param name="state" select="request/@state"/></xsl:call-template></span>
        <xsl:if test="request/@replied = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--new fr-badge--no-icon"><t:text id="worklist.replied"/></span></xsl:if>
      </p>
      <dl class="gt-file-head__facts">
        <div><dt><t:text id="worklist.deposited"/></dt><dd><xsl:call-template name="instant"><xsl:with-param name="of" select="request/@deposited"/></xsl:call-template></dd></div>
        <div><dt><t:text id="file.service"/></dt><dd><xsl:value-of select="request/@service"/></dd></div>
        <xsl:if test="request/@silence"><div><dt><t:text id="worklist-day.silence"/></dt><dd><xsl:call-template name="day"><xsl:with-param name="of" select="request/@silence"/></xsl:call-template></dd></div></xsl:if>
        <xsl:if test="request/@due"><div><dt><t:text id="worklist-day.due"/></dt><dd><xsl:call-template name="day"><xsl:with-param name="of" select="request/@due"/></xsl:call-template></dd></div></xsl:if>
        <xsl:if test="request/@prolonged-to"><div><dt><t:text id="worklist-day.prolonged"/></dt><dd><xsl:call-template name="day"><xsl:with-param name="of" select="request/@prolonged-to"/></xsl:call-template></dd></div></xsl:if>
        <xsl:if test="request/@who"><div><dt><t:text id="follow-up.who"/></dt><dd><t:choose prefix="who-agent." select="request/@who"/></dd></div></xsl:if>
        <xsl:if test="request/@channel = 'web' or request/@channel = 'counter'"><div><dt><t:text id="file.channel"/></dt><dd><t:choose prefix="channel." select="request/@channel"/></dd></div></xsl:if>
        <div><dt><t:text id="file.in-time"/></dt><dd><t:choose prefix="option." select="request/@in-time"/></dd></div>
      </dl>
      <div class="gt-file-head__charge">
        <p><xsl:choose>
          <xsl:when test="charge/@state = 'nobody'"><t:text id="file.charge-nobody"/></xsl:when>
          <xsl:when test="charge/@state = 'mine'"><t:text id="file.charge-mine"/></xsl:when>
          <xsl:when test="charge/@state = 'leased'"><t:text id="file.charge-leased"><t:with name="agent" select="charge/@agent"/></t:text><xsl:text> </xsl:text><xsl:value-of select="substring(charge/@until, 12, 5)"/><xsl:text>.</xsl:text></xsl:when>
          <xsl:otherwise><t:text id="file.charge-other"><t:with name="agent" select="charge/@agent"/></t:text></xsl:otherwise>
        </xsl:choose></p>
        <div class="gt-file-head__acts">
          <xsl:for-each select="form[@id = 'claim' or @id = 'release' or @id = 'seen']"><form method="post" action="{@action}"><xsl:call-template name="file-hidden"/><xsl:apply-templates select="button"/></form></xsl:for-each>
          <xsl:apply-templates select="decision" mode="file"/>
          <xsl:apply-templates select="waits"/>
        </div>
        <xsl:for-each select="form[@id = 'assign'][field/option]">
          <details class="gt-file-head__assign"><xsl:if test="field/error"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:text id="file.assign"/></summary>
            <form method="post" action="{@action}" class="gt-form"><xsl:call-template name="file-hidden"/><xsl:apply-templates select="field"/><xsl:apply-templates select="button"/></form></details>
        </xsl:for-each>
      </div>
    </div>
  </xsl:template>
  <xsl:template match="decision" mode="file"><a class="fr-btn fr-btn--secondary" href="{@href}"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="decide-act." select="@act"/></xsl:otherwise></xsl:choose></a></xsl:template>
  <xsl:template name="file-hidden"><xsl:call-template name="csrf"/><input type="hidden" name="version" value="{@version}"/><xsl:apply-templates select="hidden"/></xsl:template>

  <!-- ======== identity, register ======== -->
  <xsl:template name="file-identity">
    <section aria-labelledby="identite"><h2 class="gt-h2" id="identite"><t:text id="file.identity"/></h2>
      <dl class="gt-answers"><xsl:for-each select="identity/fact"><div><dt><t:choose prefix="fact." select="@id"/></dt><dd><bdi><xsl:choose>
        <xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
        <xsl:when test="@type = 'month'"><xsl:call-template name="month-year"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
        <xsl:when test="@type = 'sex'"><t:choose prefix="fact-sex." select="@value"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise></xsl:choose></bdi></dd></div></xsl:for-each></dl>
    </section>
  </xsl:template>
  <xsl:template name="file-checks">
    <xsl:if test="check">
      <section aria-labelledby="registre"><h2 class="gt-h2" id="registre"><t:text id="file.checks"/></h2>
        <xsl:for-each select="check">
          <div>
            <xsl:attribute name="class">fr-alert fr-alert--sm gt-note fr-alert--<xsl:choose><xsl:when test="@agrees = 'yes'">success</xsl:when><xsl:otherwise>warning</xsl:otherwise></xsl:choose></xsl:attribute>
            <p><strong><xsl:value-of select="@label"/></strong><xsl:text> – </xsl:text><t:text id="fact.foreigner-number"/><xsl:text> </xsl:text><xsl:value-of select="@number"/></p>
            <xsl:choose>
              <xsl:when test="@agrees = 'yes'"><p><t:text id="file.check-agrees"/></p></xsl:when>
              <xsl:otherwise><ul><xsl:for-each select="difference"><li><t:choose prefix="file-check." select="@id"/></li></xsl:for-each></ul></xsl:otherwise>
            </xsl:choose>
            <p class="gt-small"><t:text id="file.check-hint"/></p>
          </div>
        </xsl:for-each>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- ======== answers: a heading lower than on the applicant's review ======== -->
  <xsl:template match="section" mode="file">
    <section class="gt-review">
      <div class="gt-review__head"><h3 class="gt-h4"><xsl:value-of select="@label"/><xsl:if test="not(@label)"><t:choose prefix="step." select="@id" otherwise="nothing"/></xsl:if></h3></div>
      <xsl:if test="answer[not(preceding-sibling::heading)]"><dl class="gt-answers"><xsl:apply-templates select="answer[not(preceding-sibling::heading)]"/></dl></xsl:if>
      <xsl:for-each select="heading">
        <xsl:variable name="n" select="position()"/>
        <p class="gt-review__heading gt-review__heading--{@level}"><xsl:value-of select="@label"/></p>
        <xsl:variable name="mine" select="../answer[count(preceding-sibling::heading) = $n]"/>
        <xsl:if test="$mine"><dl class="gt-answers"><xsl:apply-templates select="$mine"/></dl></xsl:if>
      </xsl:for-each>
    </section>
  </xsl:template>

  <!-- ======== documents ======== -->
  <xsl:template match="files" mode="file">
    <ul class="gt-pieces">
      <xsl:for-each select="justificatif">
        <li><p class="gt-pieces__what"><xsl:value-of select="@heading"/><xsl:if test="@required = 'yes'"><span class="gt-star"> *</span></xsl:if><xsl:call-template name="confidential"/>
            <xsl:if test="@mark"><xsl:text> </xsl:text><xsl:call-template name="mark-badge"/></xsl:if>
            <xsl:if test="@check"><xsl:text> </xsl:text><a class="fr-link fr-link--sm" href="{@check}"><t:text id="file.check"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@heading"/></span></a></xsl:if></p>
          <xsl:if test="@case and document"><p class="fr-hint-text"><xsl:value-of select="@case"/></p></xsl:if>
          <xsl:choose>
            <xsl:when test="document"><ul class="gt-pieces__files"><xsl:apply-templates select="document" mode="file"/></ul></xsl:when>
            <xsl:otherwise><p class="gt-none"><t:text id="deposit.no-file"/></p></xsl:otherwise>
          </xsl:choose></li>
      </xsl:for-each>
      <xsl:if test="document"><li><p class="gt-pieces__what"><t:text id="file.other-documents"/></p><ul class="gt-pieces__files"><xsl:apply-templates select="document" mode="file"/></ul></li></xsl:if>
    </ul>
    <xsl:if test="@ask"><p><a class="fr-btn" href="{@ask}"><xsl:choose><xsl:when test="@amend = 'yes'"><t:text id="file.amend"/></xsl:when><xsl:otherwise><t:text id="file.ask"/></xsl:otherwise></xsl:choose></a></p></xsl:if>
  </xsl:template>
  <xsl:template match="document" mode="file">
    <li><xsl:if test="@shown = 'yes'"><xsl:attribute name="class">is-shown</xsl:attribute></xsl:if>
      <a href="{@view}" data-document="{@id}"><xsl:if test="@shown = 'yes'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><bdi><xsl:value-of select="@name"/></bdi></a>
      <xsl:text> </xsl:text><span class="fr-hint-text gt-inline"><xsl:call-template name="file-size"/></span>
      <xsl:if test="@state = 'infected'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--error fr-badge--sm"><t:text id="file.infected"/></span></xsl:if>
    </li>
  </xsl:template>
  <xsl:template name="file-size"><xsl:value-of select="translate(@kind, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/><xsl:text>, </xsl:text><xsl:call-template name="size"><xsl:with-param name="bytes" select="@bytes"/></xsl:call-template><xsl:if test="@pages &gt; 1"><xsl:text>, </xsl:text><t:text id="file.pages"><t:with name="n" select="@pages"/></t:text></xsl:if></xsl:template>

  <xsl:template match="viewer">
    <div class="gt-viewer" id="visionneuse" tabindex="0" role="region" aria-label="{t:file.viewer}" data-viewer="{@pictures}" data-page="{@page}" data-pages="{@pages}" data-zoom="{@zoom}" data-turn="{@turn}">
      <p class="gt-viewer__name"><strong><bdi><xsl:value-of select="@name"/></bdi></strong><xsl:text> – </xsl:text><span data-page-shown="yes"><t:text id="file.page-of"><t:with name="n" select="@page"/><t:with name="of" select="@pages"/></t:text></span></p>
      <xsl:choose>
        <xsl:when test="@state = 'infected'"><div class="fr-alert fr-alert--error fr-alert--sm"><p><t:text id="file.infected-text"/></p></div></xsl:when>
        <xsl:otherwise>
          <ul class="gt-viewer__tools">
            <li><a class="fr-btn fr-btn--secondary fr-btn--sm" data-view="before"><xsl:call-template name="attr-view-link"><xsl:with-param name="to" select="@page-before"/></xsl:call-template><t:text id="file.page-before"/></a></li>
            <li><a class="fr-btn fr-btn--secondary fr-btn--sm" data-view="after"><xsl:call-template name="attr-view-link"><xsl:with-param name="to" select="@page-after"/></xsl:call-template><t:text id="file.page-after"/></a></li>
            <li><a class="fr-btn fr-btn--secondary fr-btn--sm" data-view="smaller"><xsl:call-template name="attr-view-link"><xsl:with-param name="to" select="@smaller"/></xsl:call-template><t:text id="file.smaller"/></a></li>
            <li><a class="fr-btn fr-btn--secondary fr-btn--sm" data-view="larger"><xsl:call-template name="attr-view-link"><xsl:with-param name="to" select="@larger"/></xsl:call-template><t:text id="file.larger"/></a></li>
            <li><a class="fr-btn fr-btn--secondary fr-btn--sm" data-view="turn" href="{@turned}"><t:text id="file.turn"/></a></li>
            <li><a class="fr-btn fr-btn--sm fr-btn--icon-left fr-icon-download-line" href="{@file}"><t:text id="file.original"/></a></li>
          </ul>
          <div class="gt-viewer__window" tabindex="0" role="group" aria-label="{t:file.picture}">
            <img class="gt-viewer__picture gt-zoom-{@zoom} gt-turn-{@turn}" src="{@pictures}{@page}" alt="{t:file.picture}"/>
          </div>
          <p class="gt-small gt-viewer__keys" hidden="hidden"><t:text id="file.keys"/></p>
        </xsl:otherwise>
      </xsl:choose>
      <p class="gt-viewer__turns">
        <xsl:if test="@document-before"><a class="fr-link" data-view="document-before" href="{@document-before}"><t:text id="file.document-before"/></a></xsl:if>
        <xsl:if test="@document-after"><a class="fr-link" data-view="document-after" href="{@document-after}"><t:text id="file.document-after"/></a></xsl:if>
      </p>
    </div>
  </xsl:template>
  <xsl:template name="attr-view-link"><xsl:param name="to"/><xsl:choose><xsl:when test="$to"><xsl:attribute name="href"><xsl:value-of select="$to"/></xsl:attribute></xsl:when><xsl:otherwise><xsl:attribute name="aria-disabled">true</xsl:attribute><xsl:attribute name="role">link</xsl:attribute></xsl:otherwise></xsl:choose></xsl:template>

  <!-- ======== history ======== -->
  <xsl:template match="event" mode="file">
    <li><span class="gt-history__what"><t:choose prefix="act." select="@verb"/></span>
      <xsl:if test="@to and @to != 'draft'"><xsl:text> → </xsl:text><strong><xsl:call-template name="state-name"><xsl:with-param name="state" select="@to"/></xsl:call-template></strong></xsl:if>
      <span class="gt-history__by"><xsl:choose><xsl:when test="@who"><xsl:value-of select="@who"/></xsl:when><xsl:otherwise><t:choose prefix="act-by." select="@by"/></xsl:otherwise></xsl:choose><xsl:text>, </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></span></li>
  </xsl:template>
</xsl:stylesheet>

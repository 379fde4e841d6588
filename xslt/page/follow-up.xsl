<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='follow-up']" mode="title"><t:text id="follow-up.title"/></xsl:template>
  <xsl:template match="page[@id='follow-up']" mode="main">
    <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
    <dl class="gt-answers">
      <xsl:if test="request/@number"><div><dt><t:text id="confirmation.number"/></dt><dd><xsl:call-template name="request-number"><xsl:with-param name="n" select="request/@number"/></xsl:call-template></dd></div></xsl:if>
      <xsl:if test="request/@state"><div><dt><t:text id="follow-up.state"/></dt><dd><span class="fr-badge fr-badge--info"><xsl:call-template name="state-name"><xsl:with-param name="state" select="request/@state"/></xsl:call-template></span></dd></div></xsl:if>
      <xsl:if test="request/@deposited"><div><dt><t:text id="confirmation.date"/></dt><dd><xsl:call-template name="instant"><xsl:with-param name="of" select="request/@deposited"/></xsl:call-template></dd></div></xsl:if>
      <xsl:if test="request/@service"><div><dt><t:text id="confirmation.service"/></dt><dd><xsl:value-of select="request/@service"/><xsl:for-each select="service"><br/><span class="fr-hint-text gt-inline"><xsl:call-template name="service-reached"/></span></xsl:for-each></dd></div></xsl:if>
      <xsl:for-each select="silence[not(@passed)]"><div><dt><xsl:choose><xsl:when test="@effect = 'acceptance'"><t:text id="follow-up.silence-accepts"/></xsl:when><xsl:otherwise><t:text id="follow-up.silence"/></xsl:otherwise></xsl:choose></dt><dd><xsl:call-template name="long-day"><xsl:with-param name="of" select="@on"/></xsl:call-template></dd></div></xsl:for-each>
      <xsl:if test="request/@due"><div><dt><t:text id="follow-up.due"/></dt><dd><strong><xsl:call-template name="long-day"><xsl:with-param name="of" select="request/@due"/></xsl:call-template></strong></dd></div></xsl:if>
      <xsl:if test="request/@prolonged-to"><div><dt><t:text id="follow-up.prolonged-to"/></dt><dd><xsl:call-template name="long-day"><xsl:with-param name="of" select="request/@prolonged-to"/></xsl:call-template></dd></div></xsl:if>
      <xsl:if test="request/@appeal"><div><dt><t:text id="told.appeal"/></dt><dd><xsl:call-template name="long-day"><xsl:with-param name="of" select="request/@appeal"/></xsl:call-template></dd></div></xsl:if>
    </dl>
    <xsl:for-each select="wanted"><div class="fr-alert fr-alert--warning gt-note"><p><t:text id="follow-up.wanted"/><xsl:if test="@due"><xsl:text> </xsl:text><t:text id="complement.due"/><xsl:text> </xsl:text><strong><xsl:call-template name="long-day"><xsl:with-param name="of" select="@due"/></xsl:call-template></strong><xsl:text> </xsl:text><xsl:call-template name="days-left"/></xsl:if></p>
      <p><a class="fr-btn fr-btn--sm" href="{@href}"><xsl:choose><xsl:when test="@due"><t:text id="follow-up.answer"/></xsl:when><xsl:otherwise><t:text id="follow-up.open"/></xsl:otherwise></xsl:choose></a></p></div></xsl:for-each>
    <xsl:apply-templates select="silence[@passed]"/>
    <xsl:if test="request/@state = 'closed-incomplete'"><div class="fr-alert fr-alert--info gt-note"><t:text id="follow-up.closed"/><xsl:call-template name="write-to-service"/></div></xsl:if>
    <xsl:if test="timeline/event">
      <h2 class="gt-h2"><t:text id="follow-up.timeline"/></h2>
      <ol class="gt-timeline">
        <xsl:for-each select="timeline/event">
          <li class="gt-timeline__event">
            <xsl:if test="not(@at != '')"><xsl:attribute name="class">gt-timeline__event gt-timeline__event--later</xsl:attribute></xsl:if>
            <p class="gt-timeline__state"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:when test="@state"><xsl:call-template name="state-name"><xsl:with-param name="state" select="@state"/></xsl:call-template></xsl:when><xsl:otherwise><t:choose prefix="event." select="@verb"/></xsl:otherwise></xsl:choose></p>
            <xsl:if test="@at != ''"><p class="fr-hint-text"><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></p></xsl:if>
            <xsl:if test="@automatic = 'yes'"><p><t:text id="follow-up.automatic"/></p></xsl:if>
            <xsl:if test="@who"><p><t:text id="follow-up.who"/><t:text id="colon"/><xsl:text> </xsl:text><t:choose prefix="who." select="@who"/></p></xsl:if>
          </li>
        </xsl:for-each>
      </ol>
    </xsl:if>
    <xsl:if test="acts/act">
      <h2 class="gt-h2"><t:text id="follow-up.acts"/></h2>
      <ul class="gt-plain gt-acts"><xsl:apply-templates select="acts/act"/></ul>
    </xsl:if>
    <xsl:if test="paper">
      <h2 class="gt-h2"><t:text id="follow-up.papers"/></h2>
      <ul class="gt-plain gt-links">
        <xsl:for-each select="paper"><li><a class="fr-link fr-icon-download-line" href="{@href}"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="paper." select="@kind"/></xsl:otherwise></xsl:choose></a>
          <xsl:if test="@at"><xsl:text> </xsl:text><span class="fr-hint-text gt-inline"><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></span></xsl:if>
          <xsl:if test="@revoked = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="paper.revoked"/></span></xsl:if></li></xsl:for-each>
      </ul>
    </xsl:if>
    <xsl:if test="review"><h2 class="gt-h2"><t:text id="follow-up.answers"/></h2><xsl:apply-templates select="review"/></xsl:if>
    <xsl:apply-templates select="thread"/>
    <xsl:apply-templates select="form"/>
    <p class="gt-buttons"><a class="fr-link" href="/mes-demandes"><t:text id="follow-up.back"/></a></p>
  </xsl:template>
  <!-- what the silence of the administration means, in the words of the receipt, and what can be done -->
  <xsl:template match="silence">
    <xsl:variable name="day"><xsl:call-template name="long-day"><xsl:with-param name="of" select="@on"/></xsl:call-template></xsl:variable>
    <div class="fr-alert fr-alert--warning gt-note">
      <xsl:choose>
        <xsl:when test="@effect = 'acceptance'"><p><t:text id="silence.accepted"><t:with name="date" select="$day"/></t:text></p></xsl:when>
        <xsl:otherwise><p><t:text id="silence.refused"><t:with name="date" select="$day"/></t:text></p>
          <xsl:if test="@appeal-months"><p><t:text id="silence.remedies"><t:with name="months" select="@appeal-months"/></t:text></p>
            <ul><li><t:text id="letter.remedy-prefect"/></li><li><t:text id="letter.remedy-minister"/></li><li><t:text id="letter.remedy-court"/></li></ul></xsl:if></xsl:otherwise>
      </xsl:choose>
      <p><t:text id="silence.goes-on"/></p>
      <xsl:call-template name="write-to-service"/>
    </div>
  </xsl:template>
  <xsl:template name="write-to-service"><xsl:if test="/page/thread/form"><p><a class="fr-link" href="#messages"><t:text id="follow-up.write"/></a></p></xsl:if></xsl:template>
  <xsl:template match="acts/act">
    <li>
      <xsl:choose>
        <xsl:when test="@post = 'yes'"><form method="post" action="{@href}"><xsl:call-template name="csrf"/><button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm" aria-describedby="act-{@id}"><t:choose prefix="follow-act." select="@id"/></button></form></xsl:when>
        <xsl:otherwise><a class="fr-btn fr-btn--secondary fr-btn--sm" href="{@href}" aria-describedby="act-{@id}"><t:choose prefix="follow-act." select="@id"/></a></xsl:otherwise>
      </xsl:choose>
      <p class="fr-hint-text" id="act-{@id}"><t:choose prefix="follow-hint." select="@id" otherwise="nothing"/></p>
    </li>
  </xsl:template>
  <xsl:template name="state-name"><xsl:param name="state"/><t:choose prefix="state." select="$state"/></xsl:template>
</xsl:stylesheet>

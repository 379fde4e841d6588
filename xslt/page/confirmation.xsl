<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='confirmation']" mode="title"><xsl:call-template name="request-title"/></xsl:template>
  <xsl:template match="page[@id='confirmation']" mode="main">
    <xsl:apply-templates select="steps" mode="bar"/>
    <div class="gt-narrow">
      <div class="fr-alert fr-alert--success" role="status">
        <xsl:choose>
          <xsl:when test="request/@automatic = 'yes'"><h2 class="fr-alert__title"><t:text id="confirmation.ended"/></h2><p><t:text id="confirmation.automatic"/></p></xsl:when>
          <xsl:otherwise><h2 class="fr-alert__title"><xsl:choose><xsl:when test="counter"><t:text id="confirmation.counter-title"/></xsl:when><xsl:otherwise><t:text id="confirmation.title"/></xsl:otherwise></xsl:choose></h2><p><xsl:choose><xsl:when test="counter"><t:text id="confirmation.counter"/></xsl:when><xsl:otherwise><t:text id="confirmation.text"/></xsl:otherwise></xsl:choose></p></xsl:otherwise>
        </xsl:choose>
      </div>
      <dl class="gt-answers gt-answers--big">
        <div><dt><t:text id="confirmation.number"/></dt><dd><xsl:call-template name="request-number"><xsl:with-param name="n" select="request/@number"/></xsl:call-template></dd></div>
        <div><dt><t:text id="confirmation.date"/></dt><dd><xsl:call-template name="instant"><xsl:with-param name="of" select="request/@deposited"/></xsl:call-template></dd></div>
        <xsl:if test="request/@service"><div><dt><t:text id="confirmation.service"/></dt><dd><xsl:value-of select="request/@service"/></dd></div></xsl:if>
      </dl>
      <xsl:for-each select="paper"><p><a class="fr-btn fr-btn--icon-left fr-icon-download-line" href="{@href}"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:text id="confirmation.paper"/></xsl:otherwise></xsl:choose></a></p></xsl:for-each>
      <xsl:choose>
        <xsl:when test="counter"><t:text id="confirmation.counter-next"/></xsl:when>
        <xsl:when test="not(request/@automatic = 'yes')"><t:text id="confirmation.next"/></xsl:when>
      </xsl:choose>
      <xsl:if test="draft"><section aria-labelledby="drafts"><h2 class="gt-h2" id="drafts"><t:text id="home.drafts"/></h2><ul class="gt-cards"><xsl:apply-templates select="draft"/></ul></section></xsl:if>
      <p class="gt-buttons"><xsl:if test="request/@follow-up"><a class="fr-btn fr-btn--secondary" href="{request/@follow-up}"><xsl:choose><xsl:when test="counter"><t:text id="confirmation.counter-open"/></xsl:when><xsl:otherwise><t:text id="confirmation.follow"/></xsl:otherwise></xsl:choose></a></xsl:if><xsl:if test="counter"><a class="fr-btn fr-btn--secondary" href="/guichet"><t:text id="confirmation.counter-again"/></a></xsl:if><a class="fr-btn fr-btn--tertiary" href="/"><t:text id="button.home"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='identity-link']" mode="title"><t:choose prefix="identity-link-title." select="identity/@provider"/></xsl:template>
  <xsl:template match="page[@id='identity-link']" mode="main">
    <div class="gt-narrow">
      <t:choose prefix="identity-link-text." select="identity/@provider"/>
      <dl class="gt-answers">
        <div><dt><t:text id="identity-link.received"/></dt><dd><xsl:choose><xsl:when test="identity/@given-name or identity/@family-name"><xsl:value-of select="identity/@given-name"/><xsl:text> </xsl:text><xsl:value-of select="identity/@family-name"/></xsl:when><xsl:otherwise><t:text id="identity-link.unnamed"/></xsl:otherwise></xsl:choose></dd></div>
        <div><dt><t:text id="identity-link.account"/></dt><dd><xsl:value-of select="identity/@account"/></dd></div>
      </dl>
      <t:text id="identity-link.warning"/>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
  <!-- of « Mon compte »; context: page -->
  <xsl:template name="identity-section">
    <section class="gt-panel" aria-labelledby="identity"><h2 class="gt-h2" id="identity"><t:choose prefix="provider." select="identity/@provider"/></h2>
      <xsl:choose>
        <xsl:when test="identity/@since"><p><t:text id="account.identity-since"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="identity/@since"/></xsl:call-template></p><xsl:apply-templates select="identity/form"/></xsl:when>
        <xsl:otherwise><t:text id="account.identity-none"/><p><a class="fr-btn fr-btn--secondary" href="{identity/@href}"><t:choose prefix="identity-begin." select="identity/@provider"/></a></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='abandon']" mode="title"><xsl:choose><xsl:when test="procedure/@rectifies"><t:text id="abandon.rectify-title"/></xsl:when><xsl:otherwise><t:text id="abandon.title"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="page[@id='abandon']" mode="main">
    <div class="gt-narrow">
      <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
      <div class="fr-alert fr-alert--warning gt-note"><xsl:choose><xsl:when test="procedure/@rectifies"><t:text id="abandon.rectify-text"/></xsl:when><xsl:otherwise><t:text id="abandon.text"/></xsl:otherwise></xsl:choose></div>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='unavailable']" mode="title"><xsl:value-of select="entry/@label"/></xsl:template>
  <xsl:template match="page[@id='unavailable']" mode="main">
    <div class="gt-narrow">
      <div class="fr-alert fr-alert--info">
        <xsl:choose>
          <xsl:when test="entry/@away"><t:choose prefix="unavailable-now." select="entry/@away"/></xsl:when>
          <xsl:otherwise><p><t:text id="unavailable.text"/></p></xsl:otherwise>
        </xsl:choose>
      </div>
      <xsl:if test="entry/@hint"><p class="gt-lead"><xsl:value-of select="entry/@hint"/></p></xsl:if>
      <xsl:if test="entry/@href"><p><a class="fr-link" href="{entry/@href}" rel="external noreferrer"><t:text id="unavailable.where"/></a></p></xsl:if>
      <p><t:text id="unavailable.help"/></p>
      <p><a class="fr-btn" href="/"><t:text id="button.home"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

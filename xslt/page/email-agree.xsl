<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='email-agree']" mode="title"><t:text id="email-agree.title"/></xsl:template>
  <xsl:template match="page[@id='email-agree']" mode="main">
    <div class="gt-narrow">
      <xsl:choose><xsl:when test="@alone"><t:text id="email-agree.alone"/></xsl:when><xsl:otherwise><t:text id="email-agree.text"/></xsl:otherwise></xsl:choose>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

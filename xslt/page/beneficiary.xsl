<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='beneficiary']" mode="title"><t:text id="beneficiary.title"/></xsl:template>
  <xsl:template match="page[@id='beneficiary']" mode="main"><div class="gt-narrow"><xsl:apply-templates select="form"/></div></xsl:template>
</xsl:stylesheet>

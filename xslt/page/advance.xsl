<?xml version="1.0" encoding="UTF-8"?>
<!-- The next state by hand; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='advance']" mode="title"><t:choose prefix="advance-title." select="about/@to"/></xsl:template>
  <xsl:template match="page[@id='advance']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <p><t:choose prefix="advance-text." select="about/@to"/></p>
      <xsl:apply-templates select="proposal"/>
      <xsl:apply-templates select="form"/>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

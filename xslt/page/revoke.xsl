<?xml version="1.0" encoding="UTF-8"?>
<!-- A paper that no longer stands; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='revoke']" mode="title"><t:text id="revoke.title"/></xsl:template>
  <xsl:template match="page[@id='revoke']" mode="main">
    <div class="gt-narrow"><xsl:call-template name="decide-head"/><p><t:text id="revoke.text"/></p><xsl:apply-templates select="form"/><xsl:call-template name="decide-back"/></div>
  </xsl:template>
</xsl:stylesheet>

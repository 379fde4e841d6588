<?xml version="1.0" encoding="UTF-8"?>
<!-- A request opened again; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='reopen']" mode="title"><t:text id="reopen.title"/></xsl:template>
  <xsl:template match="page[@id='reopen']" mode="main">
    <div class="gt-narrow"><xsl:call-template name="decide-head"/><p><t:text id="reopen.text"/></p><xsl:apply-templates select="form"/><xsl:call-template name="decide-back"/></div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Another address for an account whose mailbox is lost; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='recover']" mode="title"><t:text id="recover.title"/></xsl:template>
  <xsl:template match="page[@id='recover']" mode="main">
    <div class="gt-narrow"><xsl:call-template name="decide-head"/><t:text id="recover.text"/><xsl:apply-templates select="form"/><xsl:call-template name="decide-back"/></div>
  </xsl:template>
</xsl:stylesheet>

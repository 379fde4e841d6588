<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-agent-new']" mode="title"><t:text id="admin.agent-new"/></xsl:template>
  <xsl:template match="page[@id='admin-agent-new']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <div class="gt-narrow"><p><t:text id="admin.agent-new-text"/></p><xsl:apply-templates select="form"/></div>
  </xsl:template>
</xsl:stylesheet>

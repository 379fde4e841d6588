<?xml version="1.0" encoding="UTF-8"?>
<!-- Closing as incomplete; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='close']" mode="title"><t:text id="close.title"/></xsl:template>
  <xsl:template match="page[@id='close']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <p><t:text id="close.text"/></p>
      <xsl:for-each select="path">
        <ul>
          <li><t:text id="close.requested"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@requested"/></xsl:call-template></li>
          <li><t:text id="close.opened"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@opened"/></xsl:call-template></li>
          <li><t:text id="close.reminders"><t:with name="n" select="@reminders"/></t:text></li>
          <li><t:text id="close.due"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@due"/></xsl:call-template></li>
        </ul>
      </xsl:for-each>
      <p><t:text id="close.indispensable"/></p>
      <xsl:apply-templates select="form"/>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

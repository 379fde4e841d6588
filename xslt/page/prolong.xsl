<?xml version="1.0" encoding="UTF-8"?>
<!-- A prolongation issued by hand; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='prolong']" mode="title"><t:text id="prolong.title"/></xsl:template>
  <xsl:template match="page[@id='prolong']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <p><t:text id="prolong.text"/></p>
      <p><strong><t:text id="prolong.from"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="about/@from"/></xsl:call-template><xsl:text> </xsl:text><t:text id="prolong.until"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="about/@until"/></xsl:call-template></strong></p>
      <xsl:if test="about/@late = 'yes'"><div class="fr-alert fr-alert--warning gt-note"><p><t:text id="prolong.late"/></p></div></xsl:if>
      <xsl:apply-templates select="form"/>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

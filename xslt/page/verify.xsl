<?xml version="1.0" encoding="UTF-8"?>
<!-- Papers checked by anybody. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='verify']" mode="title"><t:text id="verify.title"/></xsl:template>
  <xsl:template match="page[@id='verify']" mode="main">
    <div class="gt-narrow">
      <xsl:apply-templates select="checked"/>
      <xsl:if test="not(checked)"><t:text id="verify.text"/></xsl:if>
      <xsl:if test="checked"><h2 class="gt-h2"><t:text id="verify.another"/></h2></xsl:if>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
  <xsl:template match="checked">
    <div role="status">
      <xsl:attribute name="class">fr-alert gt-note fr-alert--<xsl:choose><xsl:when test="@state = 'valid'">success</xsl:when><xsl:when test="@state = 'ended'">warning</xsl:when><xsl:otherwise>error</xsl:otherwise></xsl:choose></xsl:attribute>
      <h2 class="fr-alert__title"><t:choose prefix="verify-state." select="@state"/></h2>
      <xsl:if test="@state = 'revoked'"><p><t:choose prefix="verify-why." select="@why"/><xsl:text> </xsl:text><xsl:call-template name="long-day"><xsl:with-param name="of" select="@on"/></xsl:call-template><xsl:text>.</xsl:text></p></xsl:if>
      <xsl:if test="@specimen = 'yes'"><p><strong><t:text id="verify.specimen"/></strong></p></xsl:if>
    </div>
    <h2 class="gt-h2"><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="paper." select="@kind"/></xsl:otherwise></xsl:choose></h2>
    <p><t:text id="verify.compare"/></p>
    <dl class="gt-answers"><xsl:apply-templates select="fact" mode="outcome"/></dl>
  </xsl:template>
</xsl:stylesheet>

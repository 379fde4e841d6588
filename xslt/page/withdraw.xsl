<?xml version="1.0" encoding="UTF-8"?>
<!-- After the deposit: the request withdrawn. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='withdraw']" mode="title"><t:text id="withdraw.title"/></xsl:template>
  <xsl:template match="page[@id='withdraw']" mode="main">
    <div class="gt-narrow">
      <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
      <dl class="gt-answers">
        <div><dt><t:text id="confirmation.number"/></dt><dd><xsl:call-template name="request-number"><xsl:with-param name="n" select="request/@number"/></xsl:call-template></dd></div>
        <div><dt><t:text id="follow-up.state"/></dt><dd><xsl:call-template name="state-name"><xsl:with-param name="state" select="request/@state"/></xsl:call-template></dd></div>
      </dl>
      <div class="fr-alert fr-alert--warning gt-note"><t:text id="withdraw.text"/></div>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

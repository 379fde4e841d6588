<?xml version="1.0" encoding="UTF-8"?>
<!-- Each shared part of papers once, as a procedure's sheet would ask for it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <letter title="{t:letter.request-number}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1>Essai</h1>
      <xsl:call-template name="letter-references"/>
      <xsl:call-template name="letter-references"><xsl:with-param name="valid" select="'yes'"/></xsl:call-template>
      <xsl:call-template name="letter-person"/>
      <rule/>
      <para><xsl:call-template name="letter-long-date"><xsl:with-param name="date" select="'2023-05-01'"/></xsl:call-template> / <xsl:call-template name="letter-long-date"><xsl:with-param name="date" select="@issued"/></xsl:call-template></para>
      <para><xsl:call-template name="letter-amount"><xsl:with-param name="amount" select="'0.00'"/></xsl:call-template> / <xsl:call-template name="letter-amount"><xsl:with-param name="amount" select="'225.50'"/></xsl:call-template></para>
      <xsl:call-template name="letter-receipt"/>
      <xsl:call-template name="letter-remedies"/>
      <xsl:call-template name="letter-signature"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

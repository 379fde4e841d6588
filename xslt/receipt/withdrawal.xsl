<?xml version="1.0" encoding="UTF-8"?>
<!-- Receipt of a withdrawal: proves that the person withdrew the request, and when; nothing else. The same in each procedure. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <xsl:variable name="issued"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@issued"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter-withdrawal.title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter-withdrawal.title"/></h1>
      <subtitle><t:text id="letter-withdrawal.subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="letter-withdrawal.done"><t:with name="issued" select="$issued"/><t:with name="deposited" select="$deposited"/></t:text></para>
      <para><t:text id="letter-withdrawal.after"/></para>
      <para><strong><t:text id="letter-withdrawal.proves"/></strong></para>
      <para><strong><t:text id="letter.no-right"/></strong></para>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

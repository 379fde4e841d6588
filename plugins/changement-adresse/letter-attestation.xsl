<?xml version="1.0" encoding="UTF-8"?>
<!-- The change of address as recorded: says the day and the new address, proves no right. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <letter title="{t:attestation.title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="attestation.title"/></h1>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="attestation.recorded"><t:with name="date" select="$deposited"/></t:text></para>
      <xsl:call-template name="letter-channel"/>
      <para><t:text id="attestation.automatic"/></para>
      <para><strong><t:text id="attestation.effect"/></strong></para>
      <para><strong><t:text id="attestation.borders"/></strong></para>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

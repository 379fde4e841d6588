<?xml version="1.0" encoding="UTF-8"?>
<!-- Confirmation of the deposit: proves the deposit and its date, nothing else; bears what the law asks of an electronic receipt.
     A procedure says of what: text letter.confirmation-subtitle. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.confirmation-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.confirmation-title"/></h1>
      <subtitle><t:text id="letter.confirmation-subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="letter.confirmation-deposited"><t:with name="date" select="$deposited"/></t:text></para>
      <xsl:call-template name="letter-channel"/>
      <para><strong><t:text id="letter.confirmation-proves"/></strong></para>
      <para><strong><t:text id="letter.confirmation-stay"/></strong></para>
      <para><strong><t:text id="letter.confirmation-borders"/></strong></para>
      <para><t:text id="letter.confirmation-alone"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="@channel = 'counter'"><t:text id="letter.counter-next"/></xsl:when><xsl:otherwise><t:text id="letter.confirmation-next"/></xsl:otherwise></xsl:choose></para>
      <xsl:call-template name="letter-receipt"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

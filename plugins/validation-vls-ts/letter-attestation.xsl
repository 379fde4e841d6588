<?xml version="1.0" encoding="UTF-8"?>
<!-- The validation: which visa, entry, tax; said to be automatic when it was. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="day"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/@date"/></xsl:call-template></xsl:variable>
    <xsl:variable name="from"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="title/@start"/></xsl:call-template></xsl:variable>
    <xsl:variable name="to"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="title/@end"/></xsl:call-template></xsl:variable>
    <letter title="{t:attestation.title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="attestation.title"/></h1>
      <subtitle><t:text id="attestation.subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="attestation.done"><t:with name="date" select="$day"/></t:text></para>
      <identity>
        <row label="{t:attestation.number}"><xsl:value-of select="title/@number"/></row>
        <row label="{t:attestation.validity}"><t:text id="attestation.from-to"><t:with name="from" select="$from"/><t:with name="to" select="$to"/></t:text></row>
        <row label="{t:attestation.entered}"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="request/arrivee/entree/date"/></xsl:call-template></row>
        <row label="{t:attestation.tax}"><xsl:call-template name="letter-amount"><xsl:with-param name="amount" select="request/taxe/timbre/montant"/></xsl:call-template></row>
      </identity>
      <xsl:call-template name="letter-channel"/>
      <para><strong><t:text id="attestation.effect"/></strong></para>
      <xsl:if test="decision/@automatic = 'yes'"><para><t:text id="attestation.automatic"/></para></xsl:if>
      <para><strong><t:text id="attestation.with"/></strong></para>
      <para><strong><t:text id="attestation.borders"/></strong></para>
      <xsl:call-template name="letter-signature"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Prolongation of the study: keeps the stay and the rights of the former title from one day to another; valid with that title alone.
     Text of the procedure: letter.prolongation-subtitle. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <xsl:variable name="from"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="dates/@from"/></xsl:call-template></xsl:variable>
    <xsl:variable name="to"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="dates/@to"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.prolongation-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.prolongation-title"/></h1>
      <subtitle><t:text id="letter.prolongation-subtitle"/></subtitle>
      <xsl:call-template name="letter-references"><xsl:with-param name="valid" select="'yes'"/></xsl:call-template>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="letter.prolongation-studied"><t:with name="date" select="$deposited"/></t:text></para>
      <para><t:text id="letter.prolongation-presence"><t:with name="from" select="$from"/><t:with name="to" select="$to"/></t:text></para>
      <para><strong><t:text id="letter.prolongation-with"/></strong></para>
      <para><t:text id="letter.prolongation-rights"/></para>
      <para><strong><t:text id="letter.prolongation-borders"/></strong></para>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

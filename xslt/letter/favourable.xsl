<?xml version="1.0" encoding="UTF-8"?>
<!-- Favourable decision on a title: which, from when to when, with which mention and which tax; keeps stay and rights until it is handed over.
     Data of the decision: titre, du, au, taxe. Texts of the procedure: letter.favourable-subtitle, mention.TITRE; for a first title letter.favourable-stay
     and letter.favourable-with, which speak of the former one. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="day"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/@date"/></xsl:call-template></xsl:variable>
    <xsl:variable name="from"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/data[@id = 'du']"/></xsl:call-template></xsl:variable>
    <xsl:variable name="to"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/data[@id = 'au']"/></xsl:call-template></xsl:variable>
    <xsl:variable name="mention"><t:choose prefix="mention." select="string(decision/data[@id = 'titre'])" otherwise="nothing"/></xsl:variable>
    <xsl:variable name="tax"><xsl:call-template name="letter-amount"><xsl:with-param name="amount" select="decision/data[@id = 'taxe']"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.favourable-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.favourable-title"/></h1>
      <subtitle><t:text id="letter.favourable-subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="letter.favourable-decided"><t:with name="date" select="$day"/></t:text></para>
      <identity>
        <row label="{t:letter.favourable-title-row}"><xsl:value-of select="decision/data[@id = 'titre']/@label"/></row>
        <row label="{t:letter.favourable-validity-row}"><t:text id="letter.favourable-from-to"><t:with name="from" select="$from"/><t:with name="to" select="$to"/></t:text></row>
        <xsl:if test="string($mention)"><row label="{t:letter.favourable-mention-row}"><xsl:value-of select="$mention"/></row></xsl:if>
        <row label="{t:letter.favourable-tax-row}"><xsl:value-of select="$tax"/></row>
      </identity>
      <para><t:text id="letter.favourable-stay"/></para>
      <para><strong><t:text id="letter.favourable-with"/></strong></para>
      <para><strong><t:text id="letter.favourable-borders"/></strong></para>
      <para><t:text id="letter.favourable-handover"/><xsl:text> </xsl:text>
        <xsl:choose>
          <xsl:when test="number(decision/data[@id = 'taxe']) &gt; 0"><t:text id="letter.favourable-tax"><t:with name="amount" select="$tax"/></t:text></xsl:when>
          <xsl:otherwise><t:text id="letter.favourable-no-tax"/></xsl:otherwise>
        </xsl:choose>
      </para>
      <xsl:call-template name="letter-signature"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

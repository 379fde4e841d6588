<?xml version="1.0" encoding="UTF-8"?>
<!-- Refusal: the texts it rests on (by regime), the facts, the reasons, what is decided, how to contest it.
     Texts of the procedure: letter.refusal-subtitle, letter.refusal-decided. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <xsl:variable name="day"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/@date"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.refusal-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.refusal-title"/></h1>
      <subtitle><t:text id="letter.refusal-subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <list>
        <item><t:text id="letter.refusal-seen-code"/></item>
        <xsl:if test="person/nationality[@code = 'DZ']"><item><t:text id="letter.refusal-seen-accord"/></item></xsl:if>
        <item><t:text id="letter.refusal-seen-public"/></item>
        <item><t:text id="letter.refusal-seen-request"><t:with name="date" select="$deposited"/></t:text></item>
      </list>
      <h3><t:text id="letter.refusal-reasons"/></h3>
      <xsl:if test="decision/reason"><list><xsl:for-each select="decision/reason"><item><xsl:value-of select="."/></item></xsl:for-each></list></xsl:if>
      <xsl:if test="string(decision/words)"><para><xsl:value-of select="decision/words"/></para></xsl:if>
      <h3><t:text id="letter.refusal-decision"/></h3>
      <para><strong><t:text id="letter.refusal-decided"><t:with name="date" select="$day"/></t:text></strong></para>
      <xsl:call-template name="letter-remedies"/>
      <xsl:call-template name="letter-signature"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Closing as incomplete: what was asked and did not come (decision/reason), why (decision/words), what it means, how to contest it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="deposited"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template></xsl:variable>
    <xsl:variable name="day"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="decision/@date"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.closing-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.closing-title"/></h1>
      <subtitle><t:text id="letter.closing-subtitle"/></subtitle>
      <xsl:call-template name="letter-references"/>
      <rule/>
      <xsl:call-template name="letter-person"/>
      <para><t:text id="letter.closing-asked"><t:with name="date" select="$deposited"/></t:text></para>
      <xsl:if test="decision/reason"><list><xsl:for-each select="decision/reason"><item><xsl:value-of select="."/></item></xsl:for-each></list></xsl:if>
      <para><t:text id="letter.closing-unanswered"/></para>
      <xsl:if test="string(decision/words)"><para><xsl:value-of select="decision/words"/></para></xsl:if>
      <para><strong><t:text id="letter.closing-decided"><t:with name="date" select="$day"/></t:text></strong></para>
      <para><t:text id="letter.closing-means"/><xsl:text> </xsl:text><t:text id="letter.closing-write"/><xsl:text> </xsl:text><xsl:call-template name="letter-service"/></para>
      <xsl:call-template name="letter-remedies"/>
      <xsl:call-template name="letter-signature"/>
      <xsl:call-template name="letter-verify"/>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

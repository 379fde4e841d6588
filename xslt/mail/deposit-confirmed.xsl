<?xml version="1.0" encoding="UTF-8"?>
<!-- A request was deposited. path: of its confirmation; name: as greeted; number: of the request (may be absent); automatic: it ended at once. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.deposit-confirmed.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><xsl:choose><xsl:when test="/mail/arg[@name='automatic']"><t:text id="mail.deposit-confirmed.ended"/></xsl:when><xsl:otherwise><t:text id="mail.deposit-confirmed.recorded"/></xsl:otherwise></xsl:choose></para>
      <xsl:if test="string(/mail/arg[@name='number'])">
        <para><t:text id="mail.deposit-confirmed.number"><t:with name="number" select="/mail/arg[@name='number']"/></t:text></para>
      </xsl:if>
      <xsl:if test="not(/mail/arg[@name='automatic'])"><para><t:text id="mail.deposit-confirmed.informed"/></para></xsl:if>
      <xsl:choose>
        <xsl:when test="/mail/arg[@name='automatic']">
          <para><t:text id="mail.deposit-confirmed.ended-paper"/></para>
          <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.deposit-confirmed.ended-button"/></xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <para><t:text id="mail.deposit-confirmed.paper"/></para>
          <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.deposit-confirmed.button"/></xsl:with-param></xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

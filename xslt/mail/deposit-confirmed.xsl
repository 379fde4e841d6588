<?xml version="1.0" encoding="UTF-8"?>
<!-- A request was deposited. path: of its confirmation; name: as greeted; number: of the request (may be absent). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.deposit-confirmed.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.deposit-confirmed.recorded"/></para>
      <xsl:if test="string(/mail/arg[@name='number'])">
        <para><t:text id="mail.deposit-confirmed.number"><t:with name="number" select="/mail/arg[@name='number']"/></t:text></para>
      </xsl:if>
      <para><t:text id="mail.deposit-confirmed.informed"/></para>
      <para><t:text id="mail.deposit-confirmed.paper"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.deposit-confirmed.button"/></xsl:with-param></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

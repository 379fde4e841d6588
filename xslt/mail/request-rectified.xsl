<?xml version="1.0" encoding="UTF-8"?>
<!-- The person rectified a request. path: of its follow-up; number: of the request. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.request-rectified.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.request-rectified.done"><t:with name="number" select="/mail/arg[@name='number']"/></t:text></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.request-rectified.button"/></xsl:with-param></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- To an address that an agent gave an account at the counter: proof that it is read. path: of the page that uses the link. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.email-counter.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.email-counter.asked"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.email-new.button"/></xsl:with-param></xsl:call-template>
      <para><t:text id="mail.email-counter.then"/></para>
      <para><t:text id="mail.link-day"/></para>
      <para><t:text id="mail.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

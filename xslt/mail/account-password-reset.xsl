<?xml version="1.0" encoding="UTF-8"?>
<!-- A new password was asked for. path: of the page that uses the link. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.account-password-reset.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.account-password-reset.asked"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.account-password-reset.button"/></xsl:with-param></xsl:call-template>
      <para><t:text id="mail.account-password-reset.day"/></para>
      <para><t:text id="mail.account-password-reset.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Somebody asked for an account for a title that has one, from its own address. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.account-exists.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.account-exists.already"/></para>
      <para><t:text id="mail.account-exists.login"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.sign-in"/></xsl:with-param></xsl:call-template>
      <para><t:text id="mail.account-exists.forgotten"/></para>
      <para><t:text id="mail.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- An account was asked for a title that the register does not know, or with other dates. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.account-unknown.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.account-unknown.not-found"/></para>
      <list><item><t:text id="mail.account-unknown.check-number"/></item><item><t:text id="mail.account-unknown.check-dates"/></item><item><t:text id="mail.account-unknown.check-recent"/></item></list>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.account-unknown.button"/></xsl:with-param><xsl:with-param name="otherwise" select="'/'"/></xsl:call-template>
      <para><t:text id="mail.account-unknown.help"/></para>
      <para><t:text id="mail.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

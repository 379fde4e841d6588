<?xml version="1.0" encoding="UTF-8"?>
<!-- The identifier was forgotten. login: the identifier; without it no account has this address. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.account-login-reminder.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <xsl:choose>
        <xsl:when test="string(/mail/arg[@name='login'])"><para><t:text id="mail.account-login-reminder.is"/></para><para><strong><xsl:value-of select="/mail/arg[@name='login']"/></strong></para></xsl:when>
        <xsl:otherwise><para><t:text id="mail.account-login-reminder.none"/></para></xsl:otherwise>
      </xsl:choose>
      <para><t:text id="mail.account-login-reminder.what"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.sign-in"/></xsl:with-param></xsl:call-template>
      <para><t:text id="mail.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- To a person: an identity of a provider now opens the account. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.identity-linked.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.identity-linked.done"/></para>
      <para><t:text id="mail.identity-linked.not-you"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.account-warning.button"/></xsl:with-param><xsl:with-param name="otherwise" select="'/mon-compte'"/></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

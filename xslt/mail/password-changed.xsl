<?xml version="1.0" encoding="UTF-8"?>
<!-- To a person whose password was changed. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.password-changed.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.password-changed.done"/></para>
      <para><t:text id="mail.password-changed.not-you"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.password-changed.button"/></xsl:with-param><xsl:with-param name="otherwise" select="'/compte/mot-de-passe-oublie'"/></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

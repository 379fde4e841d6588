<?xml version="1.0" encoding="UTF-8"?>
<!-- To the former address, when the change is done. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.email-changed.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.email-changed.done"/></para>
      <para><t:text id="mail.email-changed.not-you"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.contact"/></xsl:with-param><xsl:with-param name="otherwise" select="'/contact'"/></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

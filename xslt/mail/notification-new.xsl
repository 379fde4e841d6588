<?xml version="1.0" encoding="UTF-8"?>
<!-- Something waits in the person's space; the mail does not say what. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.notification-new.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.notification-new.waits"/></para>
      <para><t:text id="mail.notification-new.read"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.sign-in"/></xsl:with-param></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

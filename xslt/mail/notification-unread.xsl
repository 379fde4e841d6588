<?xml version="1.0" encoding="UTF-8"?>
<!-- A notification was not opened for some days. days: since when. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.notification-unread.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.notification-unread.waits"><t:with name="days" select="/mail/arg[@name='days']"/></t:text></para>
      <para><t:text id="mail.notification-unread.why"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.sign-in"/></xsl:with-param></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

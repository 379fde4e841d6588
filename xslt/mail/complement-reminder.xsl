<?xml version="1.0" encoding="UTF-8"?>
<!-- A complement is still awaited. days: left; date: the last day, as shown; moved: it was put off, since this reminder comes late. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.complement-reminder.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.complement-reminder.left"><t:with name="days" select="/mail/arg[@name='days']"/><t:with name="date" select="/mail/arg[@name='date']"/></t:text></para>
      <xsl:if test="arg[@name='moved']"><para><t:text id="mail.complement-reminder.moved"/></para></xsl:if>
      <para><t:text id="mail.complement-reminder.after"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.complement-reminder.button"/></xsl:with-param></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

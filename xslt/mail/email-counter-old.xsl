<?xml version="1.0" encoding="UTF-8"?>
<!-- To the address that is said to be lost: another one was asked for at the counter. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.email-counter-old.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.email-counter-old.asked"/></para>
      <para><t:text id="mail.email-counter-old.not-you"/></para>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

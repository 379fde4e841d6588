<?xml version="1.0" encoding="UTF-8"?>
<!-- The day's digest of an agent. name; take, replied, due, alerts: numbers, 0 is not told. No address: the back office is not for mailboxes to know. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.agent-digest.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.agent-digest.waits"/></para>
      <list><xsl:for-each select="arg[@name != 'name' and number(.) &gt; 0]"><item><strong><xsl:value-of select="."/></strong><xsl:text> </xsl:text><t:choose prefix="mail.agent-digest." select="@name"/></item></xsl:for-each></list>
      <para><t:text id="mail.agent-digest.stop"/></para>
      <para kind="small"><t:text id="mail.automatic"/></para>
    </message>
  </xsl:template>
</xsl:stylesheet>

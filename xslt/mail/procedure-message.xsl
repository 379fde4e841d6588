<?xml version="1.0" encoding="UTF-8"?>
<!-- What a procedure's logic says when a decision takes effect. subject, text: words of the procedure; path: of the person's request; number: to a service. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><xsl:choose><xsl:when test="string(arg[@name='subject'])"><xsl:value-of select="arg[@name='subject']"/></xsl:when><xsl:otherwise><t:text id="mail.procedure-message.subject"/></xsl:otherwise></xsl:choose></subject>
      <xsl:call-template name="mail-hello"/>
      <para><xsl:value-of select="arg[@name='text']"/></para>
      <xsl:choose>
        <xsl:when test="arg[@name='number']"><para><t:text id="mail.request-number"><t:with name="number" select="/mail/arg[@name='number']"/></t:text></para></xsl:when>
        <xsl:otherwise><xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.sign-in"/></xsl:with-param></xsl:call-template></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

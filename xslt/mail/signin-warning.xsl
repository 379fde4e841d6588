<?xml version="1.0" encoding="UTF-8"?>
<!-- To a person whose sign-in failed several times. when: day and hour, as shown (may be absent). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="parts/mail.xsl"/>
  <xsl:template match="/mail">
    <message lang="{@lang}">
      <subject><t:text id="mail.signin-warning.subject"/></subject>
      <xsl:call-template name="mail-hello"/>
      <para><t:text id="mail.signin-warning.failed"/></para>
      <xsl:if test="string(/mail/arg[@name='when'])">
        <para><t:text id="mail.signin-warning.when"><t:with name="when" select="/mail/arg[@name='when']"/></t:text></para>
      </xsl:if>
      <para><t:text id="mail.signin-warning.you"/></para>
      <para><t:text id="mail.signin-warning.not-you"/></para>
      <xsl:call-template name="mail-button"><xsl:with-param name="label"><t:text id="mail.signin-warning.button"/></xsl:with-param><xsl:with-param name="otherwise" select="'/compte/mot-de-passe-oublie'"/></xsl:call-template>
      <xsl:call-template name="mail-goodbye"/>
    </message>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-totp']" mode="title"><t:text id="agent-totp.title"/></xsl:template>
  <xsl:template match="page[@id='agent-totp']" mode="main">
    <div class="gt-narrow">
      <xsl:choose>
        <xsl:when test="totp/@secret">
          <ol class="gt-list">
            <li><t:text id="agent-totp.install"/></li>
            <li>
              <t:text id="agent-totp.scan"/>
              <p><img src="{totp/@picture}" alt="{t:agent-totp.picture}" width="260" height="260"/></p>
              <p><t:text id="agent-totp.type"/><br/><span class="gt-code"><xsl:value-of select="concat(substring(totp/@secret, 1, 4), ' ', substring(totp/@secret, 5, 4), ' ', substring(totp/@secret, 9, 4), ' ', substring(totp/@secret, 13, 4), ' ', substring(totp/@secret, 17, 4), ' ', substring(totp/@secret, 21, 4), ' ', substring(totp/@secret, 25, 4), ' ', substring(totp/@secret, 29))"/></span></p>
            </li>
            <li><t:text id="agent-totp.confirm"/></li>
          </ol>
        </xsl:when>
        <xsl:when test="totp/@enrolled = 'yes'"><t:text id="agent-totp.replace"/></xsl:when>
        <xsl:otherwise><t:text id="agent-totp.first"/></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="form"/>
      <xsl:if test="totp/@enrolled = 'yes'"><p><a class="fr-link" href="/mon-compte"><t:text id="agent-totp.back"/></a></p></xsl:if>
    </div>
  </xsl:template>
</xsl:stylesheet>

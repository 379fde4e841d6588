<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='changes']" mode="title"><t:text id="changes.title"/></xsl:template>
  <xsl:template match="page[@id='changes']" mode="main">
    <div class="gt-narrow">
      <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
      <div class="fr-alert fr-alert--info gt-note"><p><t:text id="changes.kept"/></p></div>
      <xsl:if test="change">
        <h2 class="gt-h2"><t:text id="changes.what"/></h2>
        <ul>
          <xsl:for-each select="change">
            <li><span><xsl:if test="@lang"><xsl:attribute name="lang"><xsl:value-of select="@lang"/></xsl:attribute></xsl:if><xsl:value-of select="@text"/></span>
              <xsl:if test="@was"><br/><t:text id="changes.was"/><xsl:text> </xsl:text><strong><xsl:value-of select="@was"/></strong></xsl:if></li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:if test="again/answer">
        <h2 class="gt-h2"><t:text id="changes.again"/></h2>
        <ul><xsl:for-each select="again/answer"><li><xsl:value-of select="@label"/></li></xsl:for-each></ul>
      </xsl:if>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='identity-leave']" mode="title"><t:text id="identity-leave.title"/></xsl:template>
  <xsl:template match="page[@id='identity-leave']" mode="main">
    <div class="gt-narrow">
      <t:choose prefix="identity-leave-text." select="identity/@provider"/>
      <p><a class="fr-btn" href="{identity/@href}"><t:text id="identity-leave.button"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-recovery']" mode="title"><t:text id="agent-recovery.title"/></xsl:template>
  <xsl:template match="page[@id='agent-recovery']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-recovery.text"/>
      <ul class="gt-codes"><xsl:for-each select="codes/code"><li><span class="gt-code"><xsl:value-of select="."/></span></li></xsl:for-each></ul>
      <p><a class="fr-btn" href="/"><t:text id="agent-recovery.go"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-sign-in']" mode="title"><t:text id="agent-sign-in.title"/></xsl:template>
  <xsl:template match="page[@id='agent-sign-in']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-sign-in.text"/>
      <section class="gt-panel" aria-labelledby="own-account"><h2 class="gt-h2" id="own-account"><t:text id="agent-sign-in.account"/></h2><xsl:apply-templates select="form"/></section>
      <xsl:if test="proconnect"><section class="gt-panel" aria-labelledby="proconnect"><h2 class="gt-h2" id="proconnect">ProConnect</h2>
        <t:text id="agent-sign-in.proconnect-text"/><p><a class="fr-btn fr-btn--secondary" href="{proconnect/@href}"><t:text id="agent-sign-in.proconnect"/></a></p></section></xsl:if>
      <t:text id="agent-sign-in.help"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

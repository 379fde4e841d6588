<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-code']" mode="title"><t:text id="agent-code.title"/></xsl:template>
  <xsl:template match="page[@id='agent-code']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-code.text"/>
      <section class="gt-panel" aria-labelledby="code"><h2 class="gt-h2" id="code"><t:text id="agent-code.code"/></h2><xsl:apply-templates select="form"/></section>
      <p><a class="fr-link" href="/connexion"><t:text id="agent-code.again"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

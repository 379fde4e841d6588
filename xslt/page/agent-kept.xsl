<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-kept']" mode="title"><t:text id="home.kept"/></xsl:template>
  <xsl:template match="page[@id='agent-kept']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-kept.text"/>
      <xsl:if test="starts-with(kept-form/@path, '/dossiers/')"><p><a class="fr-link" href="/dossiers/{substring(kept-form/@path, 11, 22)}"><t:text id="agent-kept.look"/></a></p></xsl:if>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

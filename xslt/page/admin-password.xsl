<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-password']" mode="title"><t:text id="admin.given"/></xsl:template>
  <xsl:template match="page[@id='admin-password']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <div class="gt-narrow">
      <div class="fr-alert fr-alert--warning gt-note"><p><t:text id="admin.given-text"/></p></div>
      <dl class="gt-answers">
        <div><dt><t:text id="admin.login"/></dt><dd><xsl:value-of select="given/@login"/></dd></div>
        <div><dt><t:text id="admin.temporary"/></dt><dd><code class="gt-code"><xsl:value-of select="given/@password"/></code></dd></div>
      </dl>
      <p><a class="fr-btn fr-btn--secondary" href="{given/@href}"><t:text id="admin.given-back"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

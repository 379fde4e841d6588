<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='signup-recorded']" mode="title"><t:text id="signup-recorded.title"/></xsl:template>
  <xsl:template match="page[@id='signup-recorded']" mode="main">
    <div class="gt-narrow">
      <div class="fr-alert fr-alert--info" role="status"><h2 class="fr-alert__title"><t:text id="signup-recorded.done"/></h2><t:text id="signup-recorded.text"/></div>
      <t:text id="signup-recorded.next"/>
      <p><a class="fr-btn" href="/"><t:text id="button.home"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

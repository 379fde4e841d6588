<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-procedure']" mode="title"><xsl:value-of select="offered/@title"/></xsl:template>
  <xsl:template match="page[@id='admin-procedure']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <xsl:for-each select="offered">
      <p><xsl:call-template name="admin-offer"/></p>
      <xsl:if test="@offer = 'crashes'"><div class="fr-alert fr-alert--error gt-note"><p><t:text id="admin.crashes-text"/></p></div></xsl:if>
      <section aria-labelledby="versions"><h2 class="gt-h2" id="versions"><t:text id="admin.versions"/></h2><xsl:call-template name="admin-versions"/></section>
    </xsl:for-each>
    <div class="gt-narrow">
      <section class="gt-panel" aria-labelledby="enable"><h2 class="gt-h2" id="enable"><t:text id="admin.enable"/></h2><t:text id="admin.enable-text"/><xsl:apply-templates select="form[@id='enable']"/></section>
      <xsl:if test="form[@id='dates']"><section class="gt-panel" aria-labelledby="dates"><h2 class="gt-h2" id="dates"><t:text id="admin.dates"/></h2><p><t:text id="admin.dates-text"/></p><xsl:apply-templates select="form[@id='dates']"/></section></xsl:if>
      <xsl:if test="form[@id='close']"><section class="gt-panel" aria-labelledby="close"><h2 class="gt-h2" id="close"><t:text id="admin.close"/></h2><p><t:text id="admin.close-text"/></p><xsl:apply-templates select="form[@id='close']"/></section></xsl:if>
      <xsl:if test="form[@id='reopen']"><section class="gt-panel" aria-labelledby="reopen"><h2 class="gt-h2" id="reopen"><t:text id="admin.reopen"/></h2><p><t:text id="admin.reopen-text"/></p><xsl:apply-templates select="form[@id='reopen']"/></section></xsl:if>
    </div>
  </xsl:template>
</xsl:stylesheet>

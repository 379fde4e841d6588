<?xml version="1.0" encoding="UTF-8"?>
<!-- The counter: an agent enters a request for a person who cannot. The banner <counter> stands on every page of such a request. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='counter']" mode="title"><t:text id="counter.title"/></xsl:template>
  <xsl:template match="page[@id='counter']" mode="main">
    <div class="gt-narrow">
      <t:text id="counter.text"/>
      <xsl:apply-templates select="form"/>
      <xsl:if test="draft">
        <section aria-labelledby="drafts"><h2 class="gt-h2" id="drafts"><t:text id="counter.drafts"/></h2><ul class="gt-cards"><xsl:apply-templates select="draft"/></ul></section>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template match="counter">
    <div class="fr-alert fr-alert--info fr-alert--sm gt-note">
      <p><strong><t:text id="counter.for"/><xsl:text> </xsl:text><bdi><xsl:value-of select="@birth-name"/><xsl:text> </xsl:text><xsl:value-of select="@first-names"/></bdi></strong><xsl:text> (</xsl:text><t:text id="field.counter-number"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@foreigner-number"/><xsl:text>). </xsl:text>
        <t:text id="counter.begun"><t:with name="agent" select="@agent"/></t:text></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

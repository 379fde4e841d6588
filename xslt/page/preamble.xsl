<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='preamble']" mode="title"><xsl:call-template name="request-title"/></xsl:template>
  <xsl:template match="page[@id='preamble']" mode="title-before"/>
  <xsl:template match="page[@id='preamble']" mode="main">
    <div class="gt-narrow">
      <h2 class="gt-h2"><t:text id="preamble.title"/></h2>
      <p><t:text id="preamble.for"/><xsl:text> </xsl:text><strong><xsl:value-of select="procedure/@title"/></strong></p>
      <xsl:for-each select="paragraph"><p><xsl:value-of select="."/></p></xsl:for-each>
      <xsl:apply-templates select="advice"/>
      <p><t:text id="preamble.read"/></p>
      <p><t:text id="preamble.observations"/></p>
      <h3 class="gt-h3"><t:text id="preamble.steps"><t:with name="n" select="count(steps/step)"/></t:text></h3>
    </div>
    <ol class="gt-way">
      <xsl:for-each select="steps/step">
        <li><p class="gt-way__title"><xsl:apply-templates select="." mode="label"/></p>
          <p><xsl:choose><xsl:when test="@description"><xsl:value-of select="@description"/></xsl:when><xsl:otherwise><t:choose prefix="step-about." select="@id" otherwise="nothing"/></xsl:otherwise></xsl:choose></p></li>
      </xsl:for-each>
    </ol>
    <div class="gt-narrow">
      <div class="fr-alert fr-alert--info fr-alert--sm gt-note"><p><t:text id="preamble.saved"/></p></div>
      <h3 class="gt-h3"><t:text id="preamble.join"/></h3>
      <xsl:choose>
        <xsl:when test="note[not(@kind) or @kind = 'text']"><ul><xsl:for-each select="note[not(@kind) or @kind = 'text']"><li><xsl:apply-templates select="node()"/></li></xsl:for-each></ul></xsl:when>
        <xsl:otherwise><t:text id="preamble.join-list"/></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="note[@kind = 'info' or @kind = 'warning']"/>
      <xsl:if test="list/@href"><p><a class="fr-link fr-icon-download-line" href="{list/@href}"><t:text id="preamble.list"/></a></p></xsl:if>
    </div>
    <xsl:apply-templates select="form"/>
  </xsl:template>
</xsl:stylesheet>

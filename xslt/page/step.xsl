<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='step']" mode="title"><xsl:call-template name="request-title"/></xsl:template>
  <xsl:template match="page[@id='step']" mode="main">
    <xsl:apply-templates select="steps" mode="bar"/>
    <xsl:apply-templates select="elsewhere"/>
    <h2 class="gt-h2"><xsl:value-of select="step-title"/></h2>
    <xsl:apply-templates select="form"/>
  </xsl:template>

  <!-- changed in another tab: what stands there, beside what was typed here -->
  <xsl:template match="elsewhere">
    <xsl:if test="answer">
      <div class="gt-panel">
        <h2 class="gt-h3"><t:text id="conflict.title"/></h2>
        <dl class="gt-answers">
          <xsl:apply-templates select="answer"/>
        </dl>
      </div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

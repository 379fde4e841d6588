<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='situation']" mode="title"><t:text id="situation.title"/></xsl:template>
  <xsl:template match="page[@id='situation']" mode="main">
    <div class="gt-narrow">
      <xsl:choose>
        <xsl:when test="title">
          <p class="gt-lead"><t:text id="situation.holder"><t:with name="category" select="title/@category-label"/></t:text><xsl:if test="title/@mention"><xsl:text> </xsl:text><t:text id="situation.mention"><t:with name="mention" select="title/@mention"/></t:text></xsl:if></p>
          <xsl:if test="title/@end"><p><t:text id="situation.valid"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="title/@start"/></xsl:call-template><xsl:text> </xsl:text><t:text id="situation.until"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="title/@end"/></xsl:call-template><xsl:text>.</xsl:text></p></xsl:if>
        </xsl:when>
        <xsl:when test="form/hidden[@name = 'beneficiary' and @value != 'self']"><p class="gt-lead"><t:text id="situation.other"/></p></xsl:when>
        <xsl:otherwise><p class="gt-lead"><t:text id="situation.none"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="advice"/>
      <xsl:if test="draft">
        <section class="gt-panel" aria-labelledby="drafts"><h2 class="gt-h2" id="drafts"><t:text id="situation.draft"/></h2><ul class="gt-cards"><xsl:apply-templates select="draft"/></ul></section>
      </xsl:if>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
  <xsl:template match="advice">
    <div class="fr-alert fr-alert--sm fr-alert--info gt-note">
      <xsl:if test="@kind"><xsl:attribute name="class">fr-alert fr-alert--sm fr-alert--<xsl:value-of select="@kind"/> gt-note</xsl:attribute></xsl:if>
      <p><xsl:value-of select="@text"/><xsl:if test="@legal"><xsl:text> </xsl:text><span class="gt-legal">(<xsl:value-of select="@legal"/>)</span></xsl:if></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='requests']" mode="title"><t:text id="requests.title"/></xsl:template>
  <xsl:template match="page[@id='requests']" mode="main">
    <xsl:choose>
      <xsl:when test="request | draft"><xsl:call-template name="request-list"/></xsl:when>
      <xsl:otherwise><p><t:text id="requests.none"/></p></xsl:otherwise>
    </xsl:choose>
    <p><a class="fr-btn" href="/"><t:text id="requests.new"/></a></p>
  </xsl:template>
  <xsl:template name="request-list">
    <ul class="gt-cards">
      <xsl:apply-templates select="draft"/>
      <xsl:for-each select="request">
        <li class="gt-card">
          <p class="gt-card__title"><a href="{@href}"><xsl:value-of select="@title"/></a></p>
          <p class="gt-card__text">
            <xsl:if test="@number"><t:text id="confirmation.number"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:call-template name="request-number"><xsl:with-param name="n" select="@number"/></xsl:call-template><br/></xsl:if>
            <xsl:if test="@deposited"><t:text id="confirmation.date"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@deposited"/></xsl:call-template></xsl:if>
            <xsl:if test="not(@deposited) and @updated"><t:text id="draft.updated"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@updated"/></xsl:call-template></xsl:if>
          </p>
          <p><span class="fr-badge fr-badge--info fr-badge--sm"><xsl:call-template name="state-name"><xsl:with-param name="state" select="@state"/></xsl:call-template></span></p>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='error']" mode="title"><xsl:call-template name="error-part"><xsl:with-param name="part">title</xsl:with-param></xsl:call-template></xsl:template>
  <xsl:template match="page[@id='error']" mode="main">
    <div class="gt-narrow">
      <p class="gt-lead"><xsl:call-template name="error-part"><xsl:with-param name="part">text</xsl:with-param></xsl:call-template></p>
      <xsl:if test="error/@status &gt;= 500 and error/@reference"><p><t:text id="error-page.reference"/><t:text id="colon"/><xsl:text> </xsl:text><span class="gt-code"><xsl:value-of select="error/@reference"/></span></p></xsl:if>
      <xsl:call-template name="sent-again"/>
      <p class="gt-buttons"><a class="fr-btn" href="/"><xsl:if test="form"><xsl:attribute name="class">fr-btn fr-btn--secondary</xsl:attribute></xsl:if><t:text id="button.home"/></a><xsl:if test="site/@side != 'agent'"><a class="fr-btn fr-btn--secondary" href="/contact"><t:text id="header.contact"/></a></xsl:if></p>
    </div>
  </xsl:template>
  <xsl:template name="sent-again"><!-- what was being sent, held in the page -->
    <xsl:for-each select="form">
      <form method="post" action="{@action}" class="gt-buttons">
        <xsl:for-each select="hidden"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
        <p><t:text id="error-page.typed"/></p>
        <xsl:if test="../lost"><div class="gt-note"><p><t:text id="error-page.lost"/></p><xsl:call-template name="lost-files"><xsl:with-param name="of" select="../lost"/></xsl:call-template></div></xsl:if>
        <button type="submit" class="fr-btn"><xsl:apply-templates select="button" mode="label"/></button>
      </form>
    </xsl:for-each>
  </xsl:template>
  <xsl:template name="error-part">
    <xsl:param name="part"/>
    <xsl:variable name="s" select="error/@status"/>
    <xsl:choose>
      <xsl:when test="$part = 'title'">
        <xsl:choose>
          <xsl:when test="$s = 404"><t:text id="error-page.404"/></xsl:when><xsl:when test="$s = 403"><t:text id="error-page.403"/></xsl:when>
          <xsl:when test="$s = 409"><t:text id="error-page.409"/></xsl:when><xsl:when test="$s = 413"><t:text id="error-page.413"/></xsl:when>
          <xsl:when test="$s = 503"><t:text id="error-page.503"/></xsl:when><xsl:when test="$s &lt; 500"><t:text id="error-page.400"/></xsl:when>
          <xsl:otherwise><t:text id="error-page.500"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:otherwise>
        <xsl:choose>
          <xsl:when test="$s = 404"><t:text id="error-page.404-text"/></xsl:when><xsl:when test="$s = 403 and site/@side = 'agent'"><t:text id="error-page.403-agent"/></xsl:when><xsl:when test="$s = 403"><t:text id="error-page.403-text"/></xsl:when>
          <xsl:when test="$s = 409"><t:text id="error-page.409-text"/></xsl:when><xsl:when test="$s = 413"><t:text id="error-page.413-text"/></xsl:when>
          <xsl:when test="$s = 503"><t:text id="error-page.503-text"/></xsl:when><xsl:when test="$s &lt; 500"><t:text id="error-page.400-text"/></xsl:when>
          <xsl:otherwise><t:text id="error-page.500-text"/></xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

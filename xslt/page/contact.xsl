<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='contact']" mode="title"><t:text id="contact.title"/></xsl:template>
  <xsl:template match="page[@id='contact']" mode="main">
    <div class="gt-narrow">
      <t:text id="contact.text"/>
      <xsl:if test="service">
        <h2 class="gt-h2"><t:text id="contact.services"/></h2>
        <ul class="gt-cards">
          <xsl:for-each select="service">
            <li class="gt-card">
              <p class="gt-card__title"><xsl:value-of select="@name"/></p>
              <p class="gt-card__text"><xsl:call-template name="service-reached"/></p>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
    </div>
  </xsl:template>
  <!-- how a service is reached; also on the page of a request. An address in France stays French in any language. -->
  <xsl:template name="service-reached">
    <xsl:if test="@address"><span lang="fr"><xsl:value-of select="@address"/></span></xsl:if>
    <xsl:if test="@phone"><br/><t:text id="contact.phone"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@phone"/></xsl:if>
    <xsl:if test="@email"><br/><t:text id="contact.email"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@email"/></xsl:if>
  </xsl:template>
</xsl:stylesheet>

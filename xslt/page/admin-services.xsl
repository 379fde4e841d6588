<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-services']" mode="title"><t:text id="admin.services"/></xsl:template>
  <xsl:template match="page[@id='admin-services']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <xsl:for-each select="import">
      <div role="status">
        <xsl:choose>
          <xsl:when test="problem">
            <div class="fr-alert fr-alert--error gt-note"><p><t:text id="admin.import-refused"/></p></div>
            <ul><xsl:for-each select="problem"><li><t:text id="admin.import-line"><t:with name="n" select="@line"/></t:text><xsl:text> </xsl:text><xsl:if test="@column"><code><xsl:value-of select="@column"/></code><xsl:text> </xsl:text></xsl:if><span lang="en"><xsl:value-of select="."/></span></li></xsl:for-each></ul>
          </xsl:when>
          <xsl:otherwise><div class="fr-alert fr-alert--info gt-note"><p><t:text id="admin.import-tried"><t:with name="added" select="@added"/><t:with name="changed" select="@changed"/><t:with name="same" select="@same"/></t:text></p></div></xsl:otherwise>
        </xsl:choose>
      </div>
    </xsl:for-each>
    <table class="gt-work gt-work--admin">
      <caption class="fr-sr-only"><t:text id="admin.services"/></caption>
      <thead><tr><th scope="col"><t:text id="admin.service"/></th><th scope="col"><t:text id="admin.departments"/></th><th scope="col"><t:text id="admin.reach"/></th></tr></thead>
      <tbody>
        <xsl:for-each select="service">
          <tr>
            <th scope="row" data-label="{t:admin.service}"><xsl:value-of select="@name"/><span class="gt-work__sub"><xsl:value-of select="@code"/></span></th>
            <td data-label="{t:admin.departments}"><xsl:value-of select="@departments"/></td>
            <td data-label="{t:admin.reach}"><xsl:value-of select="@email"/><span class="gt-work__sub"><xsl:value-of select="@phone"/></span></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
    <div class="gt-narrow">
      <section class="gt-panel" aria-labelledby="import"><h2 class="gt-h2" id="import"><t:text id="admin.import"/></h2><t:text id="admin.import-text"/><xsl:apply-templates select="form"/></section>
    </div>
  </xsl:template>
</xsl:stylesheet>

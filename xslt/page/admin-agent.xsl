<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-agent']" mode="title"><xsl:value-of select="colleague/@name"/></xsl:template>
  <xsl:template match="page[@id='admin-agent']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <div class="gt-narrow">
      <xsl:for-each select="colleague">
        <dl class="gt-answers">
          <div><dt><t:text id="admin.login"/></dt><dd><xsl:value-of select="@login"/></dd></div>
          <div><dt><t:text id="admin.email"/></dt><dd><xsl:value-of select="@email"/></dd></div>
          <div><dt><t:text id="admin.state"/></dt><dd><t:choose prefix="admin-agent." select="@state"/></dd></div>
          <div><dt><t:text id="admin.device"/></dt><dd><xsl:choose><xsl:when test="@enrolled"><t:text id="admin.device-yes"/></xsl:when><xsl:otherwise><t:text id="admin.device-no"/></xsl:otherwise></xsl:choose></dd></div>
        </dl>
      </xsl:for-each>
      <section class="gt-panel" aria-labelledby="roles"><h2 class="gt-h2" id="roles"><t:text id="admin.roles"/></h2>
        <xsl:for-each select="colleague/role">
          <div class="gt-admin-role"><p><xsl:call-template name="admin-role"/></p><xsl:apply-templates select="form"/></div>
        </xsl:for-each>
        <xsl:if test="not(colleague/role)"><p><t:text id="agent-account.no-role"/></p></xsl:if>
        <h3 class="gt-h3"><t:text id="admin.give-role"/></h3>
        <xsl:apply-templates select="form[@id='give']"/>
      </section>
      <xsl:choose>
        <xsl:when test="colleague/@self"><p><t:text id="admin.self"/></p></xsl:when>
        <xsl:otherwise>
          <section class="gt-panel" aria-labelledby="state"><h2 class="gt-h2" id="state"><t:text id="admin.access"/></h2><p><t:text id="admin.access-text"/></p><xsl:apply-templates select="form[@id='state']"/></section>
          <section class="gt-panel" aria-labelledby="second"><h2 class="gt-h2" id="second"><t:text id="admin.second"/></h2><p><t:text id="admin.second-text"/></p><xsl:apply-templates select="form[@id='totp']"/><xsl:apply-templates select="form[@id='password']"/></section>
        </xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-agents']" mode="title"><t:text id="admin.agents"/></xsl:template>
  <xsl:template match="page[@id='admin-agents']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <p><a class="fr-btn" href="/administration/agents/nouveau"><t:text id="admin.agent-new"/></a></p>
    <table class="gt-work gt-work--admin">
      <caption class="fr-sr-only"><t:text id="admin.agents"/></caption>
      <thead><tr>
        <th scope="col"><t:text id="admin.agent"/></th><th scope="col"><t:text id="admin.roles"/></th><th scope="col"><t:text id="admin.state"/></th><th scope="col"><t:text id="admin.device"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="colleague">
          <tr>
            <th scope="row" data-label="{t:admin.agent}"><a class="gt-work__link" href="{@href}"><xsl:value-of select="@name"/></a><span class="gt-work__sub"><xsl:value-of select="@login"/><xsl:text> – </xsl:text><xsl:value-of select="@email"/></span></th>
            <td data-label="{t:admin.roles}"><xsl:for-each select="role"><span class="gt-work__line"><xsl:call-template name="admin-role"/></span></xsl:for-each><xsl:if test="not(role)"><span class="gt-none">–</span></xsl:if></td>
            <td data-label="{t:admin.state}"><t:choose prefix="admin-agent." select="@state"/></td>
            <td data-label="{t:admin.device}"><xsl:choose><xsl:when test="@enrolled"><t:text id="admin.device-yes"/></xsl:when><xsl:otherwise><t:text id="admin.device-no"/></xsl:otherwise></xsl:choose></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template name="admin-role">
    <t:choose prefix="role." select="@id"/><xsl:text> – </xsl:text>
    <xsl:choose><xsl:when test="@service = '*'"><t:text id="agent-account.everywhere"/></xsl:when><xsl:otherwise><t:text id="agent-account.service"/><xsl:text> </xsl:text><xsl:value-of select="@service"/></xsl:otherwise></xsl:choose>
  </xsl:template>
</xsl:stylesheet>

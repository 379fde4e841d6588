<?xml version="1.0" encoding="UTF-8"?>
<!-- Administration: the procedures of the installation. What its pages share stands here. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='admin-procedures']" mode="title"><t:text id="admin.procedures"/></xsl:template>
  <xsl:template match="page[@id='admin-procedures']" mode="main">
    <xsl:call-template name="admin-tabs"/>
    <p class="gt-lead"><t:text id="admin.procedures-text"/></p>
    <table class="gt-work gt-work--admin">
      <caption class="fr-sr-only"><t:text id="admin.procedures"/></caption>
      <thead><tr>
        <th scope="col"><t:text id="admin.procedure"/></th><th scope="col"><t:text id="admin.offer"/></th><th scope="col"><t:text id="admin.version"/></th>
        <th scope="col"><t:text id="admin.drafts"/></th><th scope="col"><t:text id="admin.open"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="offered">
          <tr>
            <th scope="row" data-label="{t:admin.procedure}"><a class="gt-work__link" href="{@href}"><xsl:value-of select="@title"/></a><span class="gt-work__sub"><xsl:value-of select="@id"/></span></th>
            <td data-label="{t:admin.offer}"><xsl:call-template name="admin-offer"/></td>
            <td data-label="{t:admin.version}">
              <xsl:for-each select="version[@state != 'installed']"><xsl:value-of select="@number"/><span class="gt-work__sub"><t:choose prefix="admin-version." select="@state"/></span></xsl:for-each>
              <xsl:if test="not(version[@state != 'installed'])"><span class="gt-none">–</span></xsl:if>
            </td>
            <td data-label="{t:admin.drafts}"><xsl:value-of select="sum(version/@drafts)"/></td>
            <td data-label="{t:admin.open}"><xsl:value-of select="sum(version/@open)"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
    <xsl:if test="not(offered)"><p><t:text id="admin.no-procedure"/></p></xsl:if>
    <p class="gt-small"><t:text id="admin.install-text"/></p>
  </xsl:template>

  <xsl:template name="admin-tabs">
    <nav class="gt-file-nav" aria-label="{t:admin.title}">
      <ul>
        <xsl:for-each select="admin/tab">
          <li><a href="{@href}"><xsl:if test="@current = 'yes'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:choose prefix="admin-tab." select="@id"/></a></li>
        </xsl:for-each>
      </ul>
    </nav>
  </xsl:template>

  <!-- context: offered -->
  <xsl:template name="admin-offer">
    <span>
      <xsl:attribute name="class">fr-badge fr-badge--sm fr-badge--no-icon<xsl:choose>
        <xsl:when test="@offer = 'open'"> fr-badge--success</xsl:when>
        <xsl:when test="@offer = 'crashes' or @offer = 'closed'"> fr-badge--error</xsl:when>
        <xsl:otherwise> fr-badge--info</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <t:choose prefix="admin-offer." select="@offer"/>
    </span>
    <xsl:if test="@reason"><span class="gt-work__sub"><xsl:value-of select="@reason"/></span></xsl:if>
    <xsl:if test="@opens"><span class="gt-work__sub"><t:text id="admin.opens"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@opens"/></xsl:call-template></span></xsl:if>
    <xsl:if test="@closes"><span class="gt-work__sub"><t:text id="admin.closes"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@closes"/></xsl:call-template></span></xsl:if>
  </xsl:template>

  <!-- how many drafts and requests each state of a version means, and why one was refused -->
  <xsl:template name="admin-versions">
    <table class="gt-work gt-work--admin">
      <caption class="fr-sr-only"><t:text id="admin.versions"/></caption>
      <thead><tr>
        <th scope="col"><t:text id="admin.version"/></th><th scope="col"><t:text id="admin.state"/></th><th scope="col"><t:text id="admin.installed"/></th>
        <th scope="col"><t:text id="admin.drafts"/></th><th scope="col"><t:text id="admin.open"/></th><th scope="col"><t:text id="admin.all"/></th><th scope="col"><t:text id="admin.signer"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="version">
          <tr>
            <th scope="row" data-label="{t:admin.version}"><xsl:value-of select="@number"/></th>
            <td data-label="{t:admin.state}"><t:choose prefix="admin-version." select="@state"/><xsl:if test="@reason"><span class="gt-work__sub"><xsl:value-of select="@reason"/></span></xsl:if></td>
            <td data-label="{t:admin.installed}"><xsl:choose><xsl:when test="@installed"><xsl:call-template name="day"><xsl:with-param name="of" select="@installed"/></xsl:call-template></xsl:when><xsl:otherwise>–</xsl:otherwise></xsl:choose></td>
            <td data-label="{t:admin.drafts}"><xsl:value-of select="@drafts"/></td>
            <td data-label="{t:admin.open}"><xsl:value-of select="@open"/></td>
            <td data-label="{t:admin.all}"><xsl:value-of select="@all"/></td>
            <td data-label="{t:admin.signer}"><xsl:choose><xsl:when test="@signer"><xsl:value-of select="@signer"/></xsl:when><xsl:otherwise>–</xsl:otherwise></xsl:choose></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='notifications']" mode="title"><t:text id="notifications.title"/></xsl:template>
  <xsl:template match="page[@id='notifications']" mode="main">
    <t:text id="notifications.text"/>
    <form method="get" action="/notifications" class="gt-filter">
      <div class="fr-select-group">
        <label class="fr-label" for="filter"><t:text id="notifications.filter"/><t:text id="colon"/></label>
        <select class="fr-select" id="filter" name="etat">
          <option value=""><t:text id="notifications.all"/></option>
          <xsl:for-each select="filter/option"><option value="{@value}"><xsl:if test="@selected = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:choose prefix="notice-filter." select="@value"/></option></xsl:for-each>
        </select>
      </div>
      <div class="fr-select-group">
        <label class="fr-label" for="per-page"><t:text id="pager.per-page"/><t:text id="colon"/></label>
        <select class="fr-select" id="per-page" name="par-page">
          <xsl:call-template name="per-page"><xsl:with-param name="n">10</xsl:with-param></xsl:call-template><xsl:call-template name="per-page"><xsl:with-param name="n">25</xsl:with-param></xsl:call-template><xsl:call-template name="per-page"><xsl:with-param name="n">50</xsl:with-param></xsl:call-template>
        </select>
      </div>
      <button type="submit" class="fr-btn fr-btn--secondary"><t:text id="notifications.apply"/></button>
    </form>
    <xsl:choose>
      <xsl:when test="notice"><ul class="gt-notices"><xsl:apply-templates select="notice" mode="line"/></ul></xsl:when>
      <xsl:otherwise><p><t:text id="bell.none"/></p></xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="pager"/>
  </xsl:template>

  <xsl:template name="per-page"><xsl:param name="n"/><option value="{$n}"><xsl:if test="/page/pager/@per-page = $n"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="$n"/></option></xsl:template>

  <xsl:template match="notice" mode="line">
    <li class="gt-notice">
      <xsl:if test="@state = 'unread'"><xsl:attribute name="class">gt-notice gt-notice--unread</xsl:attribute></xsl:if>
      <p class="gt-notice__head"><xsl:call-template name="day"><xsl:with-param name="of" select="@at"/></xsl:call-template><xsl:text> </xsl:text><span class="fr-badge fr-badge--sm"><t:text id="notifications.stay"/></span></p>
      <p class="gt-notice__title"><a href="{@href}"><xsl:call-template name="notice-label"/><xsl:text> </xsl:text><t:choose prefix="notice-state." select="@state"/></a></p>
      <p class="gt-notice__state fr-hint-text">
        <xsl:if test="@read"><t:text id="notifications.read"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@read"/></xsl:call-template></xsl:if>
        <xsl:if test="@replied"><xsl:text> – </xsl:text><t:text id="notifications.answered"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@replied"/></xsl:call-template></xsl:if>
        <xsl:if test="@state = 'read' and @due"><xsl:text> – </xsl:text><t:text id="notifications.due"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@due"/></xsl:call-template></xsl:if>
      </p>
    </li>
  </xsl:template>

  <!-- « 1 sur 1 »; before and after are addresses, absent at the ends -->
  <xsl:template match="pager">
    <nav class="gt-pager" aria-label="{t:pager.label}">
      <xsl:if test="@before"><a class="fr-btn fr-btn--tertiary fr-btn--sm" href="{@before}" rel="prev"><t:text id="pager.before"/></a></xsl:if>
      <span><t:text id="pager.where"><t:with name="n" select="@page"/><t:with name="of" select="@pages"/></t:text></span>
      <xsl:if test="@after"><a class="fr-btn fr-btn--tertiary fr-btn--sm" href="{@after}" rel="next"><t:text id="pager.after"/></a></xsl:if>
    </nav>
  </xsl:template>
</xsl:stylesheet>

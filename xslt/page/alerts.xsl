<?xml version="1.0" encoding="UTF-8"?>
<!-- Alerts: the list of the agent's territory; the same lines at the head of a request. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='alerts']" mode="title"><t:text id="alerts.title"/></xsl:template>
  <xsl:template match="page[@id='alerts']" mode="main">
    <xsl:for-each select="alerts">
      <form method="get" action="/alertes" class="gt-filters" aria-label="{t:alerts.filter-label}">
        <div class="gt-filters__search">
          <div class="gt-filters__field gt-filters__field--wide"><label class="fr-label" for="type"><t:text id="alerts.filter-kind"/></label>
            <select class="fr-select" id="type" name="type"><option value=""><t:text id="alerts.filter-any"/></option>
              <xsl:for-each select="option"><option value="{@value}"><xsl:if test="@selected = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:choose prefix="alert." select="@value"/></option></xsl:for-each></select></div>
          <div class="gt-filters__field"><label class="fr-label" for="etat"><t:text id="alerts.filter-state"/></label>
            <select class="fr-select" id="etat" name="etat"><option value=""><t:text id="alerts.state-open"/></option>
              <option value="traitees"><xsl:if test="@state = 'done'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="alerts.state-done"/></option></select></div>
          <button type="submit" class="fr-btn fr-btn--secondary"><t:text id="alerts.filter-button"/></button>
        </div>
      </form>
      <p class="gt-work__total" role="status"><xsl:choose>
        <xsl:when test="not(alert)"><t:text id="alerts.none"/></xsl:when>
        <xsl:when test="@more = 'yes' and @state = 'done'"><t:text id="alerts.more-done"><t:with name="n" select="count(alert)"/></t:text></xsl:when>
        <xsl:when test="@more = 'yes'"><t:text id="alerts.more"><t:with name="n" select="count(alert)"/></t:text></xsl:when>
        <xsl:when test="count(alert) = 1"><t:text id="alerts.one"/></xsl:when>
        <xsl:otherwise><t:text id="alerts.total"><t:with name="n" select="count(alert)"/></t:text></xsl:otherwise>
      </xsl:choose></p>
      <xsl:if test="alert"><ul class="gt-alerts"><xsl:apply-templates select="alert" mode="line"/></ul></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- at the head of a request -->
  <xsl:template match="alerts" mode="file">
    <section class="gt-alerts-box" aria-labelledby="alerts"><h2 class="gt-h4" id="alerts"><t:text id="alerts.of-request"/></h2><ul class="gt-alerts"><xsl:apply-templates select="alert" mode="line"/></ul></section>
  </xsl:template>

  <xsl:template match="alert" mode="line">
    <li class="gt-alerts__line">
      <div>
        <p class="gt-alerts__kind"><strong><t:choose prefix="alert." select="@kind"/></strong>
          <xsl:if test="@day"><strong><t:text id="colon"/></strong><xsl:text> </xsl:text><span class="gt-alerts__day"><xsl:call-template name="long-day"><xsl:with-param name="of" select="@day"/></xsl:call-template></span></xsl:if></p>
        <xsl:if test="@words and @number"><p><xsl:value-of select="@words"/></p></xsl:if>
        <xsl:if test="@why"><p><t:choose prefix="alert-why." select="@why"/></p></xsl:if>
        <p class="gt-small"><t:choose prefix="alert-next." select="@kind" otherwise="nothing"/></p>
        <xsl:if test="@href and not(../@next)"><p><a class="fr-link" href="{@href}"><xsl:choose><xsl:when test="@number"><xsl:value-of select="@birth-name"/><xsl:text> </xsl:text><xsl:value-of select="@first-names"/></xsl:when><xsl:otherwise><xsl:value-of select="@words"/></xsl:otherwise></xsl:choose></a><xsl:text> </xsl:text><span class="gt-small"><xsl:value-of select="@number"/></span></p></xsl:if>
        <p class="gt-small"><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template>
          <xsl:if test="@done"><xsl:text> – </xsl:text><t:text id="alerts.done"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@done"/></xsl:call-template><xsl:text>, </xsl:text><xsl:choose><xsl:when test="@by"><xsl:value-of select="@by"/></xsl:when><xsl:otherwise><t:text id="alerts.by-itself"/></xsl:otherwise></xsl:choose></xsl:if></p>
      </div>
      <xsl:if test="@treat"><form method="post" action="{@treat}"><xsl:call-template name="csrf"/><input type="hidden" name="next" value="{../@next}"/>
        <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm"><t:text id="button.treat"/><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><t:choose prefix="alert." select="@kind"/><xsl:text> </xsl:text><xsl:value-of select="@number"/></span></button></form></xsl:if>
    </li>
  </xsl:template>
</xsl:stylesheet>

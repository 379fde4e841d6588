<?xml version="1.0" encoding="UTF-8"?>
<!-- A complement before an agent's eyes: the check-list's form, what would be asked, how it stands. « asked », as the person reads it: notification.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='complement']" mode="title"><t:text id="complement.title"/></xsl:template>
  <xsl:template match="page[@id='complement']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <div class="fr-alert fr-alert--info gt-note"><xsl:choose>
        <xsl:when test="complement/@amend = 'yes'"><t:text id="complement.preview-amend"/></xsl:when>
        <xsl:otherwise><t:text id="complement.preview"><t:with name="n" select="complement/@days"/></t:text></xsl:otherwise></xsl:choose></div>
      <xsl:if test="complement/asked">
        <section class="gt-panel" aria-labelledby="preview"><h2 class="gt-h2" id="preview"><t:text id="complement.preview-title"/></h2>
          <div><xsl:if test="complement/@lang"><xsl:attribute name="lang"><xsl:value-of select="complement/@lang"/></xsl:attribute></xsl:if><xsl:apply-templates select="complement/asked" mode="grouped"/></div>
        </section>
      </xsl:if>
      <xsl:apply-templates select="form"/>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>

  <!-- ======== on the page of the request ======== -->
  <xsl:template name="mark-badge"><span><xsl:attribute name="class">fr-badge fr-badge--sm fr-badge--<xsl:choose><xsl:when test="@stale = 'yes'">new</xsl:when><xsl:when test="@mark = 'conforme'">success</xsl:when><xsl:otherwise>warning</xsl:otherwise></xsl:choose></xsl:attribute>
    <xsl:choose><xsl:when test="@stale = 'yes'"><t:text id="file.stale"/></xsl:when><xsl:otherwise><t:choose prefix="option." select="@mark"/></xsl:otherwise></xsl:choose></span></xsl:template>

  <xsl:template match="form" mode="mark">
    <section class="gt-mark" id="avis" aria-labelledby="avis-titre" tabindex="-1"><h3 class="gt-h4" id="avis-titre"><t:text id="file.mark"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@legend"/></h3>
      <form method="post" action="{@action}" class="gt-form"><xsl:call-template name="file-hidden"/>
        <xsl:apply-templates select="field"/>
        <div class="gt-buttons"><xsl:apply-templates select="button"/></div>
      </form></section>
  </xsl:template>

  <xsl:template match="complement" mode="file">
    <section class="gt-panel gt-complement" aria-labelledby="complement"><h3 class="gt-h4" id="complement"><t:text id="file.complement"/></h3>
      <dl class="gt-file-head__facts">
        <div><dt><t:text id="file.complement-asked"/></dt><dd><xsl:call-template name="day"><xsl:with-param name="of" select="@at"/></xsl:call-template></dd></div>
        <div><dt><t:text id="file.complement-state"/></dt><dd><t:choose prefix="complement-state." select="@state"/><xsl:if test="@state = 'opened'"><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@opened"/></xsl:call-template></xsl:if>
          <xsl:if test="@state = 'answered'"><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@replied"/></xsl:call-template></xsl:if></dd></div>
        <xsl:if test="@state = 'opened'"><div><dt><t:text id="worklist-day.due"/></dt><dd><xsl:call-template name="day"><xsl:with-param name="of" select="@due"/></xsl:call-template><xsl:text> </xsl:text><xsl:call-template name="days-left"/></dd></div></xsl:if>
      </dl>
      <p><a class="fr-link" href="{@href}"><t:choose prefix="complement-link." select="@state"/></a></p>
      <xsl:if test="extension"><div class="fr-alert fr-alert--warning fr-alert--sm gt-note"><p><strong><t:text id="file.extension-asked"/></strong></p><p class="gt-notes__text"><bdi><xsl:value-of select="extension"/></bdi></p></div></xsl:if>
      <xsl:for-each select="../form[@id = 'cancel-complement']"><form method="post" action="{@action}"><xsl:call-template name="file-hidden"/><xsl:apply-templates select="button"/></form></xsl:for-each>
      <xsl:for-each select="../form[@id = 'extend']">
        <details class="gt-file-head__assign"><xsl:if test="field/error or ../complement/extension"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:text id="file.extend"/></summary>
          <form method="post" action="{@action}" class="gt-form"><xsl:call-template name="file-hidden"/><xsl:apply-templates select="field"/><div class="gt-buttons gt-buttons--row"><xsl:apply-templates select="button"/></div></form></details>
      </xsl:for-each>
    </section>
  </xsl:template>
  <xsl:template name="days-left"><xsl:choose>
    <xsl:when test="@days-left &lt; 0"><span class="fr-badge fr-badge--error fr-badge--sm"><t:text id="complement.over"/></span></xsl:when>
    <xsl:when test="@days-left = 0"><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="complement.last-day"/></span></xsl:when>
    <xsl:when test="@days-left = 1"><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="complement.one-day-left"/></span></xsl:when>
    <xsl:otherwise><span class="fr-badge fr-badge--warning fr-badge--sm"><t:text id="complement.days-left"><t:with name="n" select="@days-left"/></t:text></span></xsl:otherwise></xsl:choose></xsl:template>
</xsl:stylesheet>

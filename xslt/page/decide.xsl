<?xml version="1.0" encoding="UTF-8"?>
<!-- Decisions before an agent's eyes: the form of one, and what its other pages share. Head and conflict: examine.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">

  <xsl:template name="decide-head">
    <p class="gt-lead"><xsl:for-each select="request"><xsl:call-template name="person-name"/></xsl:for-each></p>
    <dl class="gt-answers">
      <div><dt><t:text id="confirmation.number"/></dt><dd><a href="{request/@href}"><span class="gt-number"><xsl:value-of select="request/@number"/></span></a></dd></div>
      <div><dt><t:text id="decide.procedure"/></dt><dd><xsl:value-of select="request/@procedure"/></dd></div>
      <div><dt><t:text id="follow-up.state"/></dt><dd><span class="fr-badge fr-badge--info fr-badge--sm"><xsl:call-template name="state-name"><xsl:with-param name="state" select="request/@state"/></xsl:call-template></span></dd></div>
    </dl>
  </xsl:template>
  <xsl:template name="decide-back"><p><a class="fr-link" href="{request/@href}"><t:text id="decide.back"/></a></p></xsl:template>

  <xsl:template match="page[@id='decide']" mode="title"><xsl:value-of select="about/@label"/></xsl:template>
  <xsl:template match="page[@id='decide']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <div class="fr-alert fr-alert--info gt-note">
        <xsl:choose>
          <xsl:when test="about/@second-signature = 'yes'"><p><t:text id="decide.second"/></p></xsl:when>
          <xsl:otherwise><p><t:text id="decide.at-once"/></p></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="about/@paper"><p><t:text id="decide.paper"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="about/@paper"/></p></xsl:if>
        <xsl:if test="about/@legal"><p><t:text id="decide.legal"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="about/@legal"/></p></xsl:if>
      </div>
      <xsl:apply-templates select="form"/>
      <xsl:if test="about/@remedies"><section aria-labelledby="remedies"><h2 class="gt-h3" id="remedies"><t:text id="decide.remedies"/></h2><p><xsl:value-of select="about/@remedies"/></p></section></xsl:if>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>

  <!-- ======== what was proposed, or decided ======== -->
  <xsl:template match="proposal">
    <section class="gt-panel" aria-labelledby="proposal"><h2 class="gt-h2" id="proposal"><xsl:value-of select="@label"/></h2>
      <p class="fr-hint-text"><xsl:value-of select="@by"/><xsl:text> – </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></p>
      <xsl:if test="answer"><dl class="gt-answers"><xsl:apply-templates select="answer" mode="outcome"/></dl></xsl:if>
      <xsl:if test="reason"><h3 class="gt-h4"><t:text id="decide.reasons"/></h3><ul><xsl:for-each select="reason"><li><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:if>
      <xsl:if test="words"><p class="gt-notes__text"><bdi><xsl:value-of select="words"/></bdi></p></xsl:if>
    </section>
  </xsl:template>
  <xsl:template match="answer | fact" mode="outcome">
    <div><dt><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="verify-fact." select="@id"/></xsl:otherwise></xsl:choose></dt><dd><bdi><xsl:choose>
      <xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'month'"><xsl:call-template name="month-year"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'amount'"><xsl:call-template name="euros"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise></xsl:choose></bdi></dd></div>
  </xsl:template>
  <xsl:template name="euros"><xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="number($of) = floor(number($of))"><xsl:value-of select="format-number($of, '0')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="translate(format-number($of, '0.00'), '.', substring(',.', 1 + (/page/@lang = 'en'), 1))"/></xsl:otherwise>
    </xsl:choose><xsl:text>&#160;€</xsl:text>
  </xsl:template>


  <!-- a proposal that this agent cannot sign -->
  <xsl:template match="waits"><p class="fr-hint-text"><t:choose prefix="proposal-waits." select="@for"/></p></xsl:template>
</xsl:stylesheet>

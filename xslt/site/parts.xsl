<?xml version="1.0" encoding="UTF-8"?>
<!-- Small things that pages share: dates, sizes, messages, the error summary, the bar of steps. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">

  <!-- ======== dates: ISO in, the reader's way out ======== -->
  <xsl:template name="day"><!-- 23/11/2026 -->
    <xsl:param name="of"/>
    <xsl:value-of select="concat(substring($of, 9, 2), '/', substring($of, 6, 2), '/', substring($of, 1, 4))"/>
  </xsl:template>
  <xsl:template name="long-day"><!-- 23 novembre 2026 -->
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="number(substring($of, 9, 2)) = 1"><t:text id="day.first"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="number(substring($of, 9, 2))"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text> </xsl:text><xsl:call-template name="month"><xsl:with-param name="n" select="number(substring($of, 6, 2))"/></xsl:call-template>
    <xsl:text> </xsl:text><xsl:value-of select="substring($of, 1, 4)"/>
  </xsl:template>
  <xsl:template name="month-year"><!-- novembre 2026 -->
    <xsl:param name="of"/>
    <xsl:call-template name="month"><xsl:with-param name="n" select="number(substring($of, 6, 2))"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="substring($of, 1, 4)"/>
  </xsl:template>
  <xsl:template name="month"><xsl:param name="n"/><t:choose prefix="month." select="$n"/></xsl:template>
  <xsl:template name="instant"><!-- an instant with its offset, as the clock on the wall shows it -->
    <xsl:param name="of"/>
    <xsl:call-template name="long-day"><xsl:with-param name="of" select="$of"/></xsl:call-template>
    <xsl:if test="substring($of, 11, 1) = 'T'"><xsl:text> </xsl:text><t:text id="day.at"/><xsl:text> </xsl:text><xsl:value-of select="substring($of, 12, 5)"/></xsl:if>
  </xsl:template>

  <xsl:template name="size"><!-- bytes as the person's machine shows them -->
    <xsl:param name="bytes"/>
    <xsl:choose>
      <xsl:when test="$bytes &gt;= 1048576"><t:text id="size.mb"><t:with name="n" select="translate(format-number($bytes div 1048576, '0.0'), '.', substring(',.', 1 + (/page/@lang = 'en'), 1))"/></t:text></xsl:when>
      <xsl:otherwise><t:text id="size.kb"><t:with name="n" select="ceiling($bytes div 1024)"/></t:text></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 0123456 as 01 23 45 6 would be: numbers of requests in their three parts -->
  <xsl:template name="request-number"><xsl:param name="n"/><span class="gt-number"><xsl:value-of select="$n"/></span></xsl:template>

  <!-- what is being done: the menu's words for the tile -->
  <xsl:template name="request-title"><xsl:choose><xsl:when test="procedure/@heading"><xsl:value-of select="procedure/@heading"/></xsl:when><xsl:otherwise><t:text id="request.title"/></xsl:otherwise></xsl:choose></xsl:template>

  <!-- ======== messages ======== -->
  <xsl:template match="message">
    <div class="fr-alert fr-alert--{@kind} fr-alert--sm gt-message">
      <xsl:attribute name="role"><xsl:choose><xsl:when test="@kind = 'error' or @kind = 'warning'">alert</xsl:when><xsl:otherwise>status</xsl:otherwise></xsl:choose></xsl:attribute>
      <p><t:choose prefix="message." select="@id"/></p>
    </div>
  </xsl:template>

  <xsl:template match="findings">
    <xsl:if test="finding">
      <div class="fr-alert fr-alert--error gt-summary" id="gt-summary" role="alert" tabindex="-1">
        <h2 class="fr-alert__title"><t:text id="summary.title"/></h2>
        <ul><xsl:apply-templates select="finding"/></ul>
      </div>
    </xsl:if>
  </xsl:template>
  <xsl:template match="finding">
    <xsl:variable name="label"><xsl:apply-templates select="." mode="label"/></xsl:variable>
    <li>
      <xsl:choose>
        <xsl:when test="@field"><a><xsl:attribute name="href"><xsl:if test="/page/@id = 'deposit' and not(/page/files/justificatif[concat('justificatifs.', @id) = current()/@field] or /page/form/field[@name = current()/@field])"><xsl:value-of select="/page/steps/step[@id = substring-before(current()/@field, '.')]/@href"/></xsl:if>#f-<xsl:value-of select="@field"/></xsl:attribute><xsl:if test="$label != ''"><xsl:value-of select="$label"/><xsl:if test="not(contains('.?', substring($label, string-length($label))))"><t:text id="colon"/></xsl:if><xsl:text> </xsl:text></xsl:if><xsl:apply-templates select="." mode="error-text"/></a></xsl:when>
        <xsl:otherwise><xsl:apply-templates select="." mode="error-text"/></xsl:otherwise>
      </xsl:choose>
    </li>
  </xsl:template>
  <xsl:template match="finding" mode="label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:when test="@label-id"><t:choose prefix="field." select="substring-after(@label-id, 'field.')"/></xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="finding | error" mode="error-text">
    <xsl:choose>
      <xsl:when test="@text and @lang"><span lang="{@lang}"><xsl:value-of select="@text"/></span></xsl:when>
      <xsl:when test="@text"><xsl:value-of select="@text"/></xsl:when>
      <xsl:otherwise><t:choose prefix="error." select="@id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ======== the bar of steps ======== -->
  <xsl:template match="steps" mode="bar">
    <xsl:if test="../procedure/@rectifies"><div class="fr-alert fr-alert--info gt-note"><p><t:text id="rectify.note"><t:with name="number" select="../procedure/@rectifies"/></t:text></p></div></xsl:if>
    <nav class="gt-steps" aria-label="{t:steps.label}">
      <p class="gt-steps__where" aria-hidden="true"><xsl:call-template name="step-count"/></p>
      <ol class="gt-steps__list">
        <xsl:for-each select="step">
          <li class="gt-steps__step gt-steps__step--{@state}">
            <xsl:if test="@state = 'current'"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
            <xsl:choose>
              <xsl:when test="@href and @state != 'current'"><a href="{@href}"><xsl:apply-templates select="." mode="label"/></a></xsl:when>
              <xsl:otherwise><span><xsl:apply-templates select="." mode="label"/></span></xsl:otherwise>
            </xsl:choose>
            <xsl:if test="@state = 'done'"><span class="fr-sr-only"><xsl:text> </xsl:text><t:text id="steps.done"/></span></xsl:if>
          </li>
        </xsl:for-each>
      </ol>
    </nav>
  </xsl:template>
  <xsl:template name="step-count"><!-- context: steps -->
    <t:text id="steps.count"><t:with name="n" select="count(step[@state = 'current']/preceding-sibling::step) + 1"/><t:with name="of" select="count(step)"/></t:text>
  </xsl:template>
  <xsl:template match="step" mode="label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="step." select="substring-after(@label-id, 'step.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- pages of a request say their step first in the window's title -->
  <xsl:template match="page[steps/step/@state = 'current']" mode="title-before">
    <xsl:for-each select="steps"><xsl:call-template name="step-count"/></xsl:for-each><t:text id="colon"/><xsl:text> </xsl:text>
    <xsl:apply-templates select="steps/step[@state = 'current']" mode="label"/><xsl:text> – </xsl:text>
  </xsl:template>

  <xsl:template name="csrf"><input type="hidden" name="csrf" value="{/page/csrf/@token}"/></xsl:template>

  <!-- a text of the procedure, with the address of a link in it when it has one -->
  <xsl:template match="link"><a class="fr-link" href="{@href}"><xsl:value-of select="@label"/></a></xsl:template>

  <!-- seen by the person and by the agents of the request alone -->
  <xsl:template name="confidential"><xsl:if test="@confidential = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--info fr-badge--sm"><t:text id="confidential"/></span></xsl:if></xsl:template>
</xsl:stylesheet>

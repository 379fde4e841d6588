<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='deposit']" mode="title"><xsl:call-template name="request-title"/></xsl:template>
  <xsl:template match="page[@id='deposit']" mode="main">
    <xsl:apply-templates select="steps" mode="bar"/>
    <h2 class="gt-h2"><xsl:choose><xsl:when test="procedure/@rectifies"><t:text id="deposit.rectifying"/></xsl:when><xsl:otherwise><t:text id="deposit.title"/></xsl:otherwise></xsl:choose></h2>
    <t:text id="deposit.text"/>
    <p><xsl:choose><xsl:when test="procedure/@rectifies"><t:text id="deposit.rectifying-text"/></xsl:when><xsl:when test="@rectify = 'yes'"><t:text id="deposit.rectify"/></xsl:when><xsl:otherwise><t:text id="deposit.final"/></xsl:otherwise></xsl:choose></p>
    <xsl:if test="missing">
      <div class="fr-alert fr-alert--warning gt-note"><h3 class="fr-alert__title"><t:text id="deposit.missing"/></h3>
        <ul><xsl:for-each select="missing"><li>
          <xsl:choose>
            <xsl:when test="@href"><a href="{@href}"><xsl:call-template name="missing-text"/></a></xsl:when>
            <xsl:otherwise><xsl:call-template name="missing-text"/></xsl:otherwise>
          </xsl:choose></li></xsl:for-each></ul></div>
    </xsl:if>
    <xsl:if test="changes"><h3 class="gt-h3"><t:text id="rectify.changes"/></h3><xsl:apply-templates select="changes"/></xsl:if>
    <h3 class="gt-h3"><t:text id="deposit.review"/></h3>
    <xsl:apply-templates select="review"/>
    <xsl:apply-templates select="files"/>
    <xsl:apply-templates select="form"/>
  </xsl:template>
  <xsl:template name="missing-text">
    <xsl:choose>
      <xsl:when test="@text"><xsl:if test="@label"><xsl:value-of select="@label"/><t:text id="colon"/><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@text"/></xsl:when>
      <xsl:when test="@id"><xsl:if test="@label"><xsl:value-of select="@label"/><t:text id="colon"/><xsl:text> </xsl:text></xsl:if><t:choose prefix="error." select="@id"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@label"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- every answer and file, as it will be deposited -->
  <xsl:template match="review"><xsl:apply-templates select="section"/></xsl:template>
  <xsl:template match="section">
    <section class="gt-review">
      <div class="gt-review__head">
        <h4 class="gt-h4"><xsl:value-of select="@label"/><xsl:if test="not(@label)"><t:choose prefix="step." select="@id" otherwise="nothing"/></xsl:if></h4>
        <xsl:if test="@href"><a class="fr-link" href="{@href}"><t:text id="deposit.modify"/><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></a></xsl:if>
      </div>
      <!-- answers stand under the heading before them -->
      <xsl:if test="answer[not(preceding-sibling::heading)]"><dl class="gt-answers"><xsl:apply-templates select="answer[not(preceding-sibling::heading)]"/></dl></xsl:if>
      <xsl:for-each select="heading">
        <xsl:variable name="n" select="position()"/>
        <p class="gt-review__heading gt-review__heading--{@level}"><xsl:value-of select="@label"/></p>
        <xsl:variable name="mine" select="../answer[count(preceding-sibling::heading) = $n]"/>
        <xsl:if test="$mine"><dl class="gt-answers"><xsl:apply-templates select="$mine"/></dl></xsl:if>
      </xsl:for-each>
    </section>
  </xsl:template>
  <xsl:template match="files">
    <section class="gt-review">
      <div class="gt-review__head"><h4 class="gt-h4"><t:text id="deposit.files"/></h4>
        <xsl:if test="@href"><a class="fr-link" href="{@href}"><t:text id="deposit.modify"/><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><t:text id="deposit.files"/></span></a></xsl:if></div>
      <dl class="gt-answers">
        <xsl:for-each select="justificatif">
          <div id="f-justificatifs.{@id}"><dt><xsl:value-of select="@heading"/><xsl:if test="@required = 'yes'"><span class="gt-star"> *</span></xsl:if></dt>
            <xsl:for-each select="document"><dd><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a><xsl:text> </xsl:text><span class="fr-hint-text gt-inline"><xsl:call-template name="size"><xsl:with-param name="bytes" select="@bytes"/></xsl:call-template></span></dd></xsl:for-each>
            <xsl:if test="not(document)"><dd><span class="gt-none"><t:text id="deposit.no-file"/></span></dd></xsl:if></div>
        </xsl:for-each>
      </dl>
    </section>
  </xsl:template>
  <xsl:template match="answer">
    <div><dt><xsl:choose><xsl:when test="@label-lang"><span lang="{@label-lang}"><xsl:value-of select="@label"/></span></xsl:when><xsl:otherwise><xsl:value-of select="@label"/></xsl:otherwise></xsl:choose><xsl:call-template name="confidential"/>
        <xsl:if test="@mark"><xsl:text> </xsl:text><xsl:call-template name="mark-badge"/></xsl:if>
        <xsl:if test="@check"><xsl:text> </xsl:text><a class="fr-link fr-link--sm" href="{@check}"><t:text id="file.check"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></a></xsl:if></dt><dd>
      <xsl:call-template name="answer-value"/></dd></div>
  </xsl:template>
  <xsl:template name="answer-value">
      <xsl:choose>
        <xsl:when test="not(@value != '') and not(value)"><span class="gt-none"><t:text id="form.nothing"/></span></xsl:when>
        <xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
        <xsl:when test="@type = 'month'"><xsl:call-template name="month-year"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when>
        <xsl:when test="@type = 'yes-no' or @type = 'checkbox' or @type = 'sworn' or @type = 'sex'"><t:choose prefix="option." select="@value"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
      </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

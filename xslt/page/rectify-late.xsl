<?xml version="1.0" encoding="UTF-8"?>
<!-- An agent took the request in charge while it was being rectified; and what a working copy changes, shared with the page of the deposit. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='rectify-late']" mode="title"><t:text id="rectify-late.title"/></xsl:template>
  <xsl:template match="page[@id='rectify-late']" mode="main">
    <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
    <div class="fr-alert fr-alert--warning gt-note"><t:text id="rectify-late.text"/></div>
    <h2 class="gt-h2"><t:text id="rectify.changes"/></h2>
    <xsl:apply-templates select="changes"/>
    <xsl:for-each select="form">
      <h2 class="gt-h2"><t:text id="rectify-late.send"/></h2><p><t:text id="rectify-late.message"/></p>
      <form method="post" action="{@action}" class="gt-form" novalidate="novalidate"><xsl:call-template name="csrf"/><xsl:apply-templates select="hidden"/>
        <xsl:apply-templates select="field"/><div class="gt-buttons"><xsl:apply-templates select="button"/></div></form>
    </xsl:for-each>
    <p class="gt-buttons"><a class="fr-link" href="{request/@href}"><t:text id="rectify-late.follow"/></a></p>
  </xsl:template>

  <!-- the changes as words that an agent reads; the person may write more -->
  <xsl:template match="page[@id='rectify-late']/form/field" mode="prefill">
    <xsl:for-each select="/page/changes/change"><xsl:choose><xsl:when test="@label-id"><t:choose prefix="field." select="@label-id"/></xsl:when><xsl:otherwise><xsl:value-of select="@label"/></xsl:otherwise></xsl:choose><t:text id="colon"/><xsl:text> </xsl:text><xsl:call-template name="change-value"><xsl:with-param name="of" select="@before"/></xsl:call-template><xsl:text> → </xsl:text><xsl:call-template name="change-value"><xsl:with-param name="of" select="@after"/></xsl:call-template><xsl:text>&#10;</xsl:text></xsl:for-each>
    <xsl:for-each select="/page/changes/file"><t:choose prefix="rectify-file." select="@kind"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@name"/><xsl:text>&#10;</xsl:text></xsl:for-each>
  </xsl:template>

  <xsl:template match="changes">
    <xsl:if test="not(change or file)"><p><t:text id="rectify.nothing"/></p></xsl:if>
    <xsl:if test="change or file">
      <dl class="gt-answers">
        <xsl:for-each select="change">
          <div><dt><xsl:choose><xsl:when test="@label-id"><t:choose prefix="field." select="@label-id"/></xsl:when><xsl:otherwise><xsl:value-of select="@label"/></xsl:otherwise></xsl:choose></dt>
            <dd><span class="fr-hint-text gt-inline"><t:text id="rectify.before"/><t:text id="colon"/></span><xsl:text> </xsl:text><del><xsl:call-template name="change-value"><xsl:with-param name="of" select="@before"/></xsl:call-template></del></dd>
            <dd><span class="fr-hint-text gt-inline"><t:text id="rectify.after"/><t:text id="colon"/></span><xsl:text> </xsl:text><ins><xsl:call-template name="change-value"><xsl:with-param name="of" select="@after"/></xsl:call-template></ins></dd></div>
        </xsl:for-each>
        <xsl:for-each select="file"><div><dt><t:choose prefix="rectify-file." select="@kind"/></dt><dd><bdi><xsl:value-of select="@name"/></bdi></dd></div></xsl:for-each>
      </dl>
    </xsl:if>
  </xsl:template>
  <xsl:template name="change-value">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="not($of != '')"><t:text id="form.nothing"/></xsl:when>
      <xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="$of"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'yes-no' or @type = 'checkbox' or @type = 'sworn' or @type = 'sex'"><t:choose prefix="option." select="$of"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$of"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

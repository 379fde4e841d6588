<?xml version="1.0" encoding="UTF-8"?>
<!-- The list of supporting documents, made from the procedure itself: sections, justificatifs, cases and papers stand there alone, and once.
     A procedure gives it its own title: text letter.list-title. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" xmlns:p="urn:guichet:procedure:1" exclude-result-prefixes="p">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <xsl:variable name="asked" select="p:procedure/p:justificatifs"/>
    <xsl:variable name="kinds"><xsl:call-template name="kinds"><xsl:with-param name="ids" select="normalize-space($asked/@kinds)"/></xsl:call-template></xsl:variable>
    <letter title="{t:letter.list-title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter.list-title"/></h1>
      <subtitle><t:text id="letter.list-subtitle"/></subtitle>
      <para><t:text id="letter.list-how"/></para>
      <para><t:text id="letter.list-formats"><t:with name="kinds" select="$kinds"/><t:with name="size" select="floor($asked/@max-bytes div 1048576)"/><t:with name="files" select="$asked/@max-files"/></t:text></para>
      <xsl:apply-templates select="$asked/p:section" mode="top"/>
    </letter>
  </xsl:template>

  <!-- Sections of the page whose own headings the printed list has; inner ones pass through, unless they have a name for the list. -->
  <xsl:template match="p:section" mode="top">
    <h2><t:choose prefix="section." select="@id"/></h2>
    <xsl:apply-templates select="p:section | p:justificatif"/>
  </xsl:template>
  <xsl:template match="p:section">
    <xsl:if test="@list"><h2><t:choose prefix="section." select="@list"/></h2></xsl:if>
    <xsl:if test="p:field">
      <h3><t:choose prefix="section." select="@id"/></h3>
      <para><t:choose prefix="list." select="@id" otherwise="nothing"/></para>
    </xsl:if>
    <xsl:apply-templates select="p:section | p:justificatif"/>
  </xsl:template>

  <xsl:template match="p:justificatif[not(@listed = 'no')]">
    <h3><t:choose prefix="justificatif." select="@id"/><xsl:if test="@required = 'no'"><xsl:text> </xsl:text><t:text id="letter.list-optional"/></xsl:if></h3>
    <xsl:apply-templates select="p:case"/>
  </xsl:template>
  <xsl:template match="p:justificatif"/>

  <xsl:template match="p:case">
    <para>
      <xsl:if test="count(../p:case) &gt; 1"><strong><t:choose prefix="case." select="@id"/> :</strong><br/></xsl:if>
      <xsl:choose>
        <xsl:when test="@all = 'yes'"><t:text id="letter.list-all"/></xsl:when>
        <xsl:when test="contains(normalize-space(@papers), ' ')"><t:text id="letter.list-one"/></xsl:when>
        <xsl:otherwise><t:text id="letter.list-the"/></xsl:otherwise>
      </xsl:choose>
    </para>
    <list>
      <xsl:call-template name="items">
        <xsl:with-param name="ids" select="normalize-space(concat(@papers, ' ', @also))"/>
        <xsl:with-param name="either" select="not(@all = 'yes')"/>
      </xsl:call-template>
    </list>
  </xsl:template>

  <!-- One item a paper: « … ; », « ou … ; », the last one with a full stop. -->
  <xsl:template name="items">
    <xsl:param name="ids"/>
    <xsl:param name="either"/>
    <xsl:param name="first" select="true()"/>
    <xsl:variable name="id" select="substring-before(concat($ids, ' '), ' ')"/>
    <xsl:variable name="rest" select="substring-after($ids, ' ')"/>
    <item>
      <xsl:if test="$either and not($first)"><t:text id="letter.list-or"/><xsl:text> </xsl:text></xsl:if>
      <t:choose prefix="document." select="$id"/>
      <xsl:choose><xsl:when test="string($rest)"> ;</xsl:when><xsl:otherwise>.</xsl:otherwise></xsl:choose>
    </item>
    <xsl:if test="string($rest)">
      <xsl:call-template name="items">
        <xsl:with-param name="ids" select="$rest"/>
        <xsl:with-param name="either" select="$either"/>
        <xsl:with-param name="first" select="false()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- "jpg png" as « .jpg, .png ». -->
  <xsl:template name="kinds">
    <xsl:param name="ids"/>
    <xsl:text>.</xsl:text><xsl:value-of select="substring-before(concat($ids, ' '), ' ')"/>
    <xsl:if test="contains($ids, ' ')"><xsl:text>, </xsl:text><xsl:call-template name="kinds"><xsl:with-param name="ids" select="substring-after($ids, ' ')"/></xsl:call-template></xsl:if>
  </xsl:template>
</xsl:stylesheet>

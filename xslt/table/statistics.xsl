<?xml version="1.0" encoding="UTF-8"?>
<!-- Figures of the services as a table: one row a figure, so that a spreadsheet can be turned around it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="/export">
    <table name="{t:stats.title}">
      <head><cell><t:text id="table.subject"/></cell><cell><t:text id="table.line"/></cell><cell><t:text id="table.procedure"/></cell><cell><t:text id="table.figure"/></cell><cell><t:text id="table.value"/></cell></head>
      <xsl:for-each select="statistics/month">
        <row><cell><t:text id="stats.flow"/></cell><cell><xsl:value-of select="substring(@first, 1, 7)"/></cell><cell/><cell><t:text id="stats.in"/></cell><cell type="number"><xsl:value-of select="@in"/></cell></row>
        <row><cell><t:text id="stats.flow"/></cell><cell><xsl:value-of select="substring(@first, 1, 7)"/></cell><cell/><cell><t:text id="stats.out"/></cell><cell type="number"><xsl:value-of select="@out"/></cell></row>
        <row><cell><t:text id="stats.flow"/></cell><cell><xsl:value-of select="substring(@first, 1, 7)"/></cell><cell/><cell><t:text id="stats.stock"/></cell><cell type="number"><xsl:value-of select="@stock"/></cell></row>
      </xsl:for-each>
      <xsl:for-each select="statistics/state">
        <row><cell><t:text id="stats.states"/></cell><cell><xsl:call-template name="agents-state"/></cell><cell/><cell><t:text id="stats.n"/></cell><cell type="number"><xsl:value-of select="@n"/></cell></row>
        <row><cell><t:text id="stats.states"/></cell><cell><xsl:call-template name="agents-state"/></cell><cell/><cell><t:text id="stats.age"/></cell><cell type="number"><xsl:value-of select="@age"/></cell></row>
        <row><cell><t:text id="stats.states"/></cell><cell><xsl:call-template name="agents-state"/></cell><cell/><cell><t:text id="stats.oldest"/></cell><cell type="number"><xsl:value-of select="@oldest"/></cell></row>
      </xsl:for-each>
      <xsl:for-each select="statistics/step">
        <row><cell><t:text id="stats.steps"/></cell><cell><xsl:call-template name="agents-state"/></cell><cell/><cell><t:text id="stats.days"/></cell><cell type="number"><xsl:value-of select="@days"/></cell></row>
      </xsl:for-each>
      <xsl:for-each select="statistics/piece">
        <row><cell><t:text id="stats.pieces"/></cell><cell><xsl:value-of select="@label"/></cell><cell><xsl:value-of select="@procedure"/></cell><cell><t:text id="stats.asked"/></cell><cell type="number"><xsl:value-of select="@n"/></cell></row>
        <row><cell><t:text id="stats.pieces"/></cell><cell><xsl:value-of select="@label"/></cell><cell><xsl:value-of select="@procedure"/></cell><cell><t:text id="stats.rate"/></cell><cell type="number"><xsl:value-of select="@rate"/></cell></row>
      </xsl:for-each>
    </table>
  </xsl:template>
  <!-- as on the page: two states that are one for the applicant -->
  <xsl:template name="agents-state"><xsl:choose><xsl:when test="@name = 'proposed'"><t:text id="state-filter.proposed"/></xsl:when><xsl:otherwise><t:choose prefix="state." select="@name"/></xsl:otherwise></xsl:choose></xsl:template>
</xsl:stylesheet>

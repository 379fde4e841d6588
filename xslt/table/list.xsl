<?xml version="1.0" encoding="UTF-8"?>
<!-- A worklist as a table: one row a request. Numbers that are names stay texts; days are ISO. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="/list">
    <table name="{t:table.requests}">
      <head><cell><t:text id="table.number"/></cell><cell><t:text id="table.procedure"/></cell><cell><t:text id="table.service"/></cell><cell><t:text id="table.foreigner-number"/></cell><cell><t:text id="table.birth-name"/></cell>
        <cell><t:text id="table.usual-name"/></cell><cell><t:text id="table.first-names"/></cell><cell><t:text id="table.state"/></cell><cell><t:text id="table.agent"/></cell><cell><t:text id="table.deposited"/></cell>
        <cell><t:text id="table.silence"/></cell><cell><t:text id="table.due"/></cell><cell><t:text id="table.prolonged-to"/></cell></head>
      <xsl:for-each select="line">
        <row><cell><xsl:value-of select="@number"/></cell><cell><xsl:value-of select="@procedure"/></cell><cell><xsl:value-of select="@service"/></cell><cell><xsl:value-of select="@foreigner-number"/></cell>
          <cell><xsl:value-of select="@birth-name"/></cell><cell><xsl:value-of select="@usual-name"/></cell><cell><xsl:value-of select="@first-names"/></cell><cell><t:choose prefix="state." select="@state"/></cell>
          <cell><xsl:value-of select="@agent"/></cell><cell type="date"><xsl:value-of select="@deposited"/></cell><cell type="date"><xsl:value-of select="@silence"/></cell><cell type="date"><xsl:value-of select="@due"/></cell>
          <cell type="date"><xsl:value-of select="@prolonged-to"/></cell></row>
      </xsl:for-each>
    </table>
  </xsl:template>
</xsl:stylesheet>

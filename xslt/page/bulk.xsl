<?xml version="1.0" encoding="UTF-8"?>
<!-- Several requests at once: what would be done line by line, with the button that does it; then what was done. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='bulk']" mode="title"><t:choose prefix="bulk-title." select="bulk/@act"/></xsl:template>
  <xsl:template match="page[@id='bulk']" mode="main">
    <xsl:for-each select="bulk">
      <div class="gt-narrow">
        <p class="gt-lead"><xsl:choose>
          <xsl:when test="@done"><t:text id="bulk.done"><t:with name="can" select="@can"/><t:with name="n" select="@n"/></t:text></xsl:when>
          <xsl:otherwise><t:text id="bulk.would"><t:with name="can" select="@can"/><t:with name="n" select="@n"/></t:text></xsl:otherwise></xsl:choose></p>
        <xsl:if test="@to"><p><t:text id="bulk.to"/><t:text id="colon"/><xsl:text> </xsl:text><strong><xsl:value-of select="@to"/></strong></p></xsl:if>
        <xsl:if test="@act = 'available' and not(@done)"><p><t:text id="bulk.told"/></p></xsl:if>
      </div>
      <table class="gt-work"><caption class="fr-sr-only"><t:choose prefix="bulk-title." select="@act"/></caption>
        <thead><tr><th scope="col"><t:text id="worklist.request"/></th><th scope="col"><t:text id="worklist.state"/></th><th scope="col"><t:text id="bulk.result"/></th></tr></thead>
        <tbody><xsl:for-each select="line"><tr>
          <th scope="row" data-label="{t:worklist.request}"><xsl:choose><xsl:when test="@href"><a class="gt-work__link" href="{@href}"><xsl:value-of select="@number"/></a></xsl:when><xsl:otherwise><span class="gt-none">–</span></xsl:otherwise></xsl:choose></th>
          <td data-label="{t:worklist.state}"><xsl:choose><xsl:when test="@state"><xsl:call-template name="state-name"><xsl:with-param name="state" select="@state"/></xsl:call-template></xsl:when><xsl:otherwise><span class="gt-none">–</span></xsl:otherwise></xsl:choose></td>
          <td data-label="{t:bulk.result}"><t:choose prefix="bulk-why." select="@why"/></td></tr></xsl:for-each></tbody>
      </table>
    </xsl:for-each>
    <xsl:for-each select="form"><form method="post" action="{@action}" class="gt-form"><xsl:call-template name="csrf"/><xsl:apply-templates select="hidden"/><div class="gt-buttons"><xsl:apply-templates select="button"/></div></form></xsl:for-each>
    <p class="gt-buttons"><a class="fr-link" href="{bulk/@back}"><t:text id="bulk.back"/></a></p>
  </xsl:template>

  <!-- below a list: what is to be done with the lines that were ticked -->
  <xsl:template match="work/bulk">
    <form method="post" action="/demandes/lot" id="lot" class="gt-filters" aria-labelledby="lot-titre">
      <h2 class="gt-h3" id="lot-titre"><t:text id="bulk.title"/></h2>
      <xsl:call-template name="csrf"/><input type="hidden" name="vue" value="{@view}"/>
      <div class="gt-filters__grid">
        <div class="gt-filters__field"><label class="fr-label" for="lot-acte"><t:text id="bulk.act"/></label>
          <select class="fr-select" id="lot-acte" name="acte"><xsl:for-each select="act"><option value="{@id}"><xsl:if test="@selected"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:choose prefix="bulk-act." select="@id"/></option></xsl:for-each></select></div>
        <div class="gt-filters__field"><label class="fr-label" for="lot-to"><t:text id="bulk.colleague"/></label>
          <select class="fr-select" id="lot-to" name="to"><option value=""><t:text id="bulk.no-colleague"/></option><xsl:for-each select="colleague"><option value="{@id}"><xsl:value-of select="@name"/></option></xsl:for-each></select></div>
      </div>
      <div class="gt-filters__end"><button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm" name="go" value="try"><t:text id="bulk.look"/></button></div>
    </form>
  </xsl:template>
</xsl:stylesheet>

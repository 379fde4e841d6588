<?xml version="1.0" encoding="UTF-8"?>
<!-- The worklists of agents: search and filters, a page of lines. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='work']" mode="title"><t:choose prefix="work." select="work/@list"/></xsl:template>
  <xsl:template match="page[@id='work']" mode="main"><xsl:apply-templates select="work"/></xsl:template>

  <xsl:template match="work">
    <xsl:apply-templates select="filters"/>
    <xsl:apply-templates select="views"/>
    <p class="gt-work__total" role="status">
      <xsl:choose>
        <xsl:when test="@total = 0"><t:text id="worklist.none"/></xsl:when>
        <xsl:when test="@total = 1"><t:text id="worklist.one"/></xsl:when>
        <xsl:when test="@more"><t:text id="worklist.more"><t:with name="n" select="@total"/></t:text></xsl:when>
        <xsl:otherwise><t:text id="worklist.total"><t:with name="n" select="@total"/></t:text></xsl:otherwise>
      </xsl:choose>
    </p>
    <xsl:for-each select="bulk"><p id="lignes"><xsl:choose>
      <xsl:when test="@tick"><a class="fr-link" href="{@tick}"><t:text id="bulk.tick-all"/></a></xsl:when>
      <xsl:otherwise><a class="fr-link" href="{@untick}"><t:text id="bulk.tick-none"/></a></xsl:otherwise></xsl:choose></p></xsl:for-each>
    <xsl:if test="line">
      <table class="gt-work">
        <caption class="fr-sr-only"><t:choose prefix="work." select="@list"/></caption>
        <thead><tr>
          <th scope="col"><t:text id="worklist.person"/></th>
          <th scope="col"><t:text id="worklist.request"/></th>
          <th scope="col"><t:text id="worklist.deposited"/></th>
          <th scope="col"><t:text id="worklist.state"/></th>
          <th scope="col"><t:text id="worklist.day"/></th>
          <th scope="col"><t:text id="worklist.agent"/></th>
        </tr></thead>
        <tbody><xsl:apply-templates select="line"/></tbody>
      </table>
    </xsl:if>
    <xsl:apply-templates select="pager"/>
    <xsl:apply-templates select="bulk"/>
  </xsl:template>

  <!-- saved views: each a link, with its removal; this list under a name; this list as a file -->
  <xsl:template match="work/views">
    <details class="gt-filters__more gt-views">
      <xsl:if test="view[@current = 'yes']"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary class="gt-filters__summary"><t:text id="views.title"/><xsl:text> (</xsl:text><xsl:value-of select="count(view)"/><xsl:text>)</xsl:text></summary>
      <xsl:if test="view">
        <ul class="gt-plain gt-links">
          <xsl:for-each select="view">
            <li><a class="fr-link" href="{@href}"><xsl:if test="@current = 'yes'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><xsl:value-of select="@name"/></a>
              <form method="post" action="{@remove}" class="gt-inline"><xsl:call-template name="csrf"/><button type="submit" class="fr-btn fr-btn--tertiary-no-outline fr-btn--sm"><t:text id="views.remove"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></button></form></li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <form method="post" action="/vues" class="gt-filters__search">
        <xsl:call-template name="csrf"/>
        <input type="hidden" name="query" value="{@query}"/>
        <div class="gt-filters__field"><label class="fr-label" for="view-name"><t:text id="views.name"/></label><input class="fr-input" type="text" id="view-name" name="view-name" maxlength="60" required="required" autocomplete="off"/></div>
        <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm"><t:text id="views.save"/></button>
      </form>
    </details>
    <ul class="gt-plain gt-views__files"><li><a class="fr-link fr-icon-download-line" href="{@csv}"><t:text id="views.csv"/></a></li><li><a class="fr-link fr-icon-download-line" href="{@ods}"><t:text id="views.ods"/></a></li></ul>
  </xsl:template>

  <xsl:template match="work/line">
    <tr>
      <th scope="row" data-label="{t:worklist.person}">
        <xsl:if test="../bulk and @id"><span class="fr-checkbox-group fr-checkbox-group--sm gt-work__tick"><input type="checkbox" form="lot" name="d" value="{@id}" id="lot-{@id}"><xsl:if test="@ticked"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><label class="fr-label" for="lot-{@id}"><span class="fr-sr-only"><t:text id="bulk.tick"/><xsl:text> </xsl:text><xsl:value-of select="@number"/></span></label></span></xsl:if>
        <a class="gt-work__link" href="{@href}"><xsl:call-template name="person-name"/></a>
        <span class="gt-work__sub"><xsl:value-of select="@foreigner-number"/></span>
        <xsl:if test="@rehearsal = 'yes'"><span class="gt-work__sub"><span class="fr-badge fr-badge--sm"><t:text id="worklist.rehearsal"/></span></span></xsl:if>
      </th>
      <td data-label="{t:worklist.request}"><xsl:value-of select="@procedure"/><span class="gt-work__sub"><xsl:value-of select="@number"/></span>
        <xsl:if test="@counter = 'yes'"><span class="gt-work__sub"><span class="fr-badge fr-badge--sm"><t:text id="channel.counter"/></span></span></xsl:if></td>
      <td data-label="{t:worklist.deposited}"><xsl:call-template name="day"><xsl:with-param name="of" select="@deposited"/></xsl:call-template></td>
      <td data-label="{t:worklist.state}">
        <xsl:call-template name="state-name"><xsl:with-param name="state" select="@state"/></xsl:call-template>
        <xsl:if test="@replied = 'yes'"><span class="gt-work__sub"><span class="fr-badge fr-badge--info fr-badge--sm fr-badge--no-icon"><t:text id="worklist.replied"/></span></span></xsl:if>
      </td>
      <td data-label="{t:worklist.day}">
        <xsl:choose>
          <xsl:when test="@nearest">
            <xsl:call-template name="day"><xsl:with-param name="of" select="@nearest"/></xsl:call-template>
            <span class="gt-work__sub"><t:choose prefix="worklist-day." select="@nearest-kind"/></span>
            <xsl:if test="@days &lt;= 30"><span class="gt-work__sub"><span class="fr-badge fr-badge--warning fr-badge--sm fr-badge--no-icon">
              <xsl:choose>
                <xsl:when test="@days &lt; 0"><t:text id="worklist.passed"/></xsl:when>
                <xsl:when test="@days = 0"><t:text id="worklist.today"/></xsl:when>
                <xsl:otherwise><t:text id="worklist.in-days"><t:with name="n" select="@days"/></t:text></xsl:otherwise>
              </xsl:choose></span></span></xsl:if>
          </xsl:when>
          <xsl:otherwise><span class="gt-none">–</span></xsl:otherwise>
        </xsl:choose>
      </td>
      <td data-label="{t:worklist.agent}">
        <xsl:choose>
          <xsl:when test="@charge = 'mine'"><t:text id="worklist.me"/></xsl:when>
          <xsl:when test="@charge"><xsl:value-of select="@agent"/><xsl:if test="@charge = 'leased'"><span class="gt-work__sub"><t:text id="worklist.leased"/></span></xsl:if></xsl:when>
          <xsl:otherwise><span class="gt-none"><t:text id="worklist.nobody"/></span></xsl:otherwise>
        </xsl:choose>
      </td>
    </tr>
  </xsl:template>

  <!-- DUPONT (épouse MARTIN) Jeanne; context: an element with the parts of a name -->
  <xsl:template name="person-name">
    <xsl:value-of select="@birth-name"/>
    <xsl:if test="@usual-name and @usual-name != @birth-name"><xsl:text> (</xsl:text><xsl:value-of select="@usual-name"/><xsl:text>)</xsl:text></xsl:if>
    <xsl:text> </xsl:text><xsl:value-of select="@first-names"/>
    <xsl:if test="not(@birth-name)"><xsl:value-of select="@number"/></xsl:if>
  </xsl:template>

  <xsl:template match="filters">
    <form method="get" action="/demandes" class="gt-filters" role="search" aria-label="{t:worklist.search-label}">
      <input type="hidden" name="liste" value="{../@list}"/>
      <div class="gt-filters__search">
        <div class="gt-filters__field gt-filters__field--wide">
          <label class="fr-label" for="q"><t:text id="worklist.search"/></label>
          <span class="fr-hint-text" id="q-hint"><t:text id="worklist.search-hint"/></span>
          <input class="fr-input" type="search" id="q" name="q" value="{@search}" aria-describedby="q-hint" autocomplete="off" spellcheck="false" maxlength="200"/>
        </div>
        <button type="submit" class="fr-btn"><t:text id="worklist.search-button"/></button>
      </div>
      <details class="gt-filters__more">
        <xsl:if test="@used = 'yes'"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
        <summary class="gt-filters__summary"><t:text id="worklist.filters"/></summary>
        <div class="gt-filters__grid">
          <xsl:apply-templates select="choice[@name != 'tri']"/>
          <div class="gt-filters__field"><label class="fr-label" for="du"><t:text id="worklist.from"/></label><input class="fr-input" type="date" id="du" name="du" value="{@from}"/></div>
          <div class="gt-filters__field"><label class="fr-label" for="au"><t:text id="worklist.to"/></label><input class="fr-input" type="date" id="au" name="au" value="{@to}"/></div>
          <xsl:apply-templates select="choice[@name = 'tri']"/>
        </div>
        <div class="gt-filters__end">
          <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm"><t:text id="worklist.apply"/></button>
          <a class="fr-link" href="/demandes?liste={../@list}"><t:text id="worklist.clear"/></a>
        </div>
      </details>
    </form>
  </xsl:template>

  <xsl:template match="filters/choice | statistics/choice">
    <div class="gt-filters__field">
      <label class="fr-label" for="w-{@name}"><t:choose prefix="worklist-filter." select="@name"/></label>
      <select class="fr-select" id="w-{@name}" name="{@name}">
        <xsl:if test="@name != 'tri'"><option value=""><t:choose prefix="worklist-any." select="@name"/></option></xsl:if>
        <xsl:for-each select="option">
          <option value="{@value}">
            <xsl:if test="@selected = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>
            <xsl:choose>
              <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
              <xsl:when test="../@name = 'etat' and @value = 'proposed'"><t:text id="state-filter.proposed"/></xsl:when>
              <xsl:when test="../@name = 'etat'"><xsl:call-template name="state-name"><xsl:with-param name="state" select="@value"/></xsl:call-template></xsl:when>
              <xsl:otherwise><t:choose prefix="worklist-option." select="@value"/></xsl:otherwise>
            </xsl:choose>
          </option>
        </xsl:for-each>
      </select>
    </div>
  </xsl:template>

  <xsl:template match="work/pager">
    <xsl:if test="@first | @before | @after">
      <nav class="gt-pager" aria-label="{t:worklist.pager}">
        <ul class="gt-pager__list">
          <xsl:if test="@before"><li><a class="fr-link" rel="prev" href="{@before}"><t:text id="worklist.before"/></a></li></xsl:if>
          <xsl:if test="@first"><li><a class="fr-link" href="{@first}"><t:text id="worklist.first"/></a></li></xsl:if>
          <xsl:if test="@after"><li><a class="fr-link" rel="next" href="{@after}"><t:text id="worklist.after"/></a></li></xsl:if>
        </ul>
      </nav>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Figures of the agents' services: each chart above the table that holds the same figures. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='statistics']" mode="title"><t:text id="stats.title"/></xsl:template>
  <xsl:template match="page[@id='statistics']" mode="main"><xsl:apply-templates select="statistics"/></xsl:template>
  <xsl:template match="statistics">
    <form method="get" action="/statistiques" class="gt-filters">
      <div class="gt-filters__grid"><xsl:apply-templates select="choice"/></div>
      <div class="gt-filters__end"><button type="submit" class="fr-btn fr-btn--sm"><t:text id="worklist.apply"/></button></div>
    </form>
    <p class="fr-hint-text"><xsl:choose><xsl:when test="@counted"><t:text id="stats.counted"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@counted"/></xsl:call-template><xsl:text>.</xsl:text></xsl:when><xsl:otherwise><t:text id="stats.uncounted"/></xsl:otherwise></xsl:choose></p>
    <ul class="gt-plain gt-views__files"><li><a class="fr-link fr-icon-download-line" href="{@csv}"><t:text id="stats.csv"/></a></li><li><a class="fr-link fr-icon-download-line" href="{@ods}"><t:text id="stats.ods"/></a></li></ul>

    <section aria-labelledby="flow"><h2 class="gt-h2" id="flow"><t:text id="stats.flow"/></h2>
      <xsl:call-template name="flow-chart"/><xsl:call-template name="stock-chart"/>
      <table class="gt-work gt-stats"><caption class="fr-sr-only"><t:text id="stats.flow"/></caption>
        <thead><tr><th scope="col"><t:text id="stats.month"/></th><th scope="col"><t:text id="stats.in"/></th><th scope="col"><t:text id="stats.out"/></th><th scope="col"><t:text id="stats.stock"/></th></tr></thead>
        <tbody><xsl:for-each select="month"><tr><th scope="row"><xsl:call-template name="month-year"><xsl:with-param name="of" select="@first"/></xsl:call-template></th><td data-label="{t:stats.in}"><xsl:value-of select="@in"/></td><td data-label="{t:stats.out}"><xsl:value-of select="@out"/></td><td data-label="{t:stats.stock}"><xsl:value-of select="@stock"/></td></tr></xsl:for-each></tbody></table>
    </section>
    <section aria-labelledby="stock"><h2 class="gt-h2" id="stock"><t:text id="stats.states"/></h2>
      <xsl:if test="not(state)"><p class="gt-none"><t:text id="stats.none"/></p></xsl:if>
      <xsl:if test="state"><table class="gt-work gt-stats"><caption class="fr-sr-only"><t:text id="stats.states"/></caption>
        <thead><tr><th scope="col"><t:text id="stats.state"/></th><th scope="col"><t:text id="stats.n"/></th><th scope="col"><t:text id="stats.age"/></th><th scope="col"><t:text id="stats.oldest"/></th></tr></thead>
        <tbody><xsl:for-each select="state"><tr><th scope="row"><xsl:call-template name="agents-state"/></th><td data-label="{t:stats.n}"><xsl:value-of select="@n"/></td><td data-label="{t:stats.age}"><xsl:value-of select="@age"/></td><td data-label="{t:stats.oldest}"><xsl:value-of select="@oldest"/></td></tr></xsl:for-each></tbody></table></xsl:if>
    </section>
    <section aria-labelledby="steps"><h2 class="gt-h2" id="steps"><t:text id="stats.steps"/></h2><p class="fr-hint-text"><t:text id="stats.period"/></p>
      <xsl:if test="not(step)"><p class="gt-none"><t:text id="stats.none"/></p></xsl:if>
      <xsl:if test="step"><table class="gt-work gt-stats"><caption class="fr-sr-only"><t:text id="stats.steps"/></caption>
        <thead><tr><th scope="col"><t:text id="stats.state"/></th><th scope="col"><t:text id="stats.times"/></th><th scope="col"><t:text id="stats.days"/></th></tr></thead>
        <tbody><xsl:for-each select="step"><tr><th scope="row"><xsl:call-template name="agents-state"/></th><td data-label="{t:stats.times}"><xsl:value-of select="@n"/></td><td data-label="{t:stats.days}"><xsl:call-template name="tenths"><xsl:with-param name="of" select="@days"/></xsl:call-template></td></tr></xsl:for-each></tbody></table></xsl:if>
    </section>
    <section aria-labelledby="pieces"><h2 class="gt-h2" id="pieces"><t:text id="stats.pieces"/></h2><p class="fr-hint-text"><t:text id="stats.period"/></p>
      <xsl:if test="not(piece)"><p class="gt-none"><t:text id="stats.none"/></p></xsl:if>
      <xsl:if test="piece"><table class="gt-work gt-stats"><caption class="fr-sr-only"><t:text id="stats.pieces"/></caption>
        <thead><tr><th scope="col"><t:text id="stats.piece"/></th><th scope="col"><t:text id="stats.asked"/></th><th scope="col"><t:text id="stats.of"/></th><th scope="col"><t:text id="stats.rate"/></th></tr></thead>
        <tbody><xsl:for-each select="piece"><tr><th scope="row"><xsl:value-of select="@label"/><span class="gt-work__sub"><xsl:value-of select="@procedure"/></span></th><td data-label="{t:stats.asked}"><xsl:value-of select="@n"/></td><td data-label="{t:stats.of}"><xsl:value-of select="@of"/></td><td data-label="{t:stats.rate}"><xsl:call-template name="tenths"><xsl:with-param name="of" select="@rate"/></xsl:call-template></td></tr></xsl:for-each></tbody></table></xsl:if>
    </section>
  </xsl:template>
  <xsl:template name="tenths"><xsl:param name="of"/><t:text id="stats.decimal"><t:with name="whole" select="substring-before($of, '.')"/><t:with name="tenth" select="substring-after($of, '.')"/></t:text></xsl:template>

  <!-- 720 × 200; bars of a month side by side, from the line at 170 up -->
  <xsl:template name="flow-chart">
    <figure class="gt-chart"><figcaption class="gt-chart__key"><span class="gt-chart__in"><t:text id="stats.in"/></span><xsl:text> </xsl:text><span class="gt-chart__out"><t:text id="stats.out"/></span></figcaption>
      <svg viewBox="0 0 720 200" role="img" aria-label="{t:stats.flow-chart}"><xsl:variable name="most" select="@most-flow"/>
        <line x1="0" y1="170" x2="720" y2="170" class="gt-chart__line"/>
        <xsl:for-each select="month"><xsl:variable name="x" select="(position() - 1) * 60"/>
          <rect x="{$x + 8}" y="{170 - round(@in * 140 div $most)}" width="20" height="{round(@in * 140 div $most)}" class="gt-chart__in"/>
          <rect x="{$x + 31}" y="{170 - round(@out * 140 div $most)}" width="20" height="{round(@out * 140 div $most)}" class="gt-chart__out"/>
          <xsl:if test="$most &lt; 1000"><text class="gt-chart__fine" x="{$x + 18}" y="{164 - round(@in * 140 div $most)}"><xsl:value-of select="@in"/></text><text class="gt-chart__fine" x="{$x + 41}" y="{164 - round(@out * 140 div $most)}"><xsl:value-of select="@out"/></text></xsl:if><!-- longer ones would lie over each other: the table has them -->
          <text x="{$x + 30}" y="190"><xsl:if test="position() mod 2 = 1"><xsl:attribute name="class">gt-chart__fine</xsl:attribute></xsl:if><xsl:value-of select="concat(substring(@first, 6, 2), '/', substring(@first, 3, 2))"/></text></xsl:for-each>
      </svg></figure>
  </xsl:template>
  <xsl:template name="stock-chart">
    <figure class="gt-chart"><figcaption class="gt-chart__key"><span class="gt-chart__stock"><t:text id="stats.stock"/></span></figcaption>
      <svg viewBox="0 0 720 200" role="img" aria-label="{t:stats.stock-chart}"><xsl:variable name="most" select="@most-stock"/>
        <line x1="0" y1="170" x2="720" y2="170" class="gt-chart__line"/>
        <xsl:for-each select="month"><xsl:variable name="x" select="(position() - 1) * 60"/>
          <rect x="{$x + 12}" y="{170 - round(@stock * 140 div $most)}" width="36" height="{round(@stock * 140 div $most)}" class="gt-chart__stock"/>
          <text class="gt-chart__fine" x="{$x + 30}" y="{164 - round(@stock * 140 div $most)}"><xsl:value-of select="@stock"/></text>
          <text x="{$x + 30}" y="190"><xsl:if test="position() mod 2 = 1"><xsl:attribute name="class">gt-chart__fine</xsl:attribute></xsl:if><xsl:value-of select="concat(substring(@first, 6, 2), '/', substring(@first, 3, 2))"/></text></xsl:for-each>
      </svg></figure>
  </xsl:template>
  <!-- two states that are one for the applicant: agents tell them apart -->
  <xsl:template name="agents-state"><xsl:choose><xsl:when test="@name = 'proposed'"><t:text id="state-filter.proposed"/></xsl:when><xsl:otherwise><t:choose prefix="state." select="@name"/></xsl:otherwise></xsl:choose></xsl:template>
</xsl:stylesheet>

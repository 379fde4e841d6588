<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='account']" mode="title"><t:text id="account.title"/></xsl:template>
  <xsl:template match="page[@id='account']" mode="main">
    <nav class="gt-toc" aria-label="{t:account.toc}"><ul>
      <li><a href="#requests"><t:text id="requests.title"/></a></li>
      <li><a href="#personal"><t:text id="account.personal"/></a></li>
      <xsl:for-each select="form[@id]"><li><a href="#{@id}"><t:choose prefix="account." select="@id"/></a></li></xsl:for-each>
      <xsl:if test="identity"><li><a href="#identity"><t:choose prefix="provider." select="identity/@provider"/></a></li></xsl:if>
      <xsl:if test="sessions"><li><a href="#sessions"><t:text id="account.sessions"/></a></li></xsl:if>
    </ul></nav>
    <section class="gt-panel" aria-labelledby="requests"><h2 class="gt-h2" id="requests"><t:text id="requests.title"/></h2>
      <xsl:choose><xsl:when test="request | draft"><xsl:call-template name="request-list"/></xsl:when><xsl:otherwise><p><t:text id="requests.none"/></p></xsl:otherwise></xsl:choose>
      <ul class="gt-plain gt-links"><li><a class="fr-link" href="/mes-demandes"><t:text id="menu.requests"/></a></li><li><a class="fr-link" href="/notifications"><t:text id="menu.notifications"/></a></li></ul>
    </section>
    <section class="gt-panel" aria-labelledby="personal"><h2 class="gt-h2" id="personal"><t:text id="account.personal"/></h2>
      <t:text id="account.personal-text"/>
      <xsl:for-each select="recovered"><xsl:variable name="at"><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></xsl:variable>
        <div class="fr-alert fr-alert--info fr-alert--sm gt-note"><p><t:text id="account.recovered"><t:with name="at" select="$at"/></t:text></p></div></xsl:for-each>
      <dl class="gt-answers"><xsl:for-each select="person/answer | answer"><div><dt><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="field." select="substring-after(@label-id, 'field.')"/></xsl:otherwise></xsl:choose></dt><dd>
        <xsl:choose><xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="@value"/></xsl:call-template></xsl:when><xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise></xsl:choose></dd></div></xsl:for-each></dl>
    </section>
    <xsl:for-each select="form">
      <section class="gt-panel">
        <xsl:if test="@id"><h2 class="gt-h2" id="{@id}"><t:choose prefix="account." select="@id"/></h2><t:choose prefix="account-text." select="@id" otherwise="nothing"/></xsl:if>
        <xsl:apply-templates select="."/>
      </section>
    </xsl:for-each>
    <xsl:if test="identity"><xsl:call-template name="identity-section"/></xsl:if>
    <xsl:if test="sessions"><xsl:call-template name="devices"/></xsl:if>
    <xsl:if test="export"><section class="gt-panel" aria-labelledby="export"><h2 class="gt-h2" id="export"><t:text id="account.export"/></h2><t:text id="account.export-text"/><p><a class="fr-btn fr-btn--secondary" href="{export/@href}"><t:text id="account.export-button"/></a></p></section></xsl:if>
  </xsl:template>
  <!-- where one is signed in; context: page -->
  <xsl:template name="devices">
    <section class="gt-panel" aria-labelledby="sessions"><h2 class="gt-h2" id="sessions"><t:text id="account.sessions"/></h2>
      <t:text id="account.sessions-text"/>
      <ul class="gt-cards">
        <xsl:for-each select="sessions/session">
          <li class="gt-card">
            <p class="gt-card__text"><xsl:choose><xsl:when test="@current = 'yes'"><strong><t:text id="account.session-here"/></strong></xsl:when><xsl:otherwise><t:text id="account.session-other"/></xsl:otherwise></xsl:choose>
              <xsl:if test="@agent"><br/><xsl:value-of select="@agent"/></xsl:if>
              <xsl:if test="@begun"><br/><t:text id="account.session-begun"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@begun"/></xsl:call-template></xsl:if>
              <xsl:if test="@seen"><br/><t:text id="account.session-seen"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@seen"/></xsl:call-template></xsl:if></p>
            <xsl:if test="@revoke">
              <form method="post" action="{@revoke}"><xsl:call-template name="csrf"/><xsl:if test="@id"><input type="hidden" name="session" value="{@id}"/></xsl:if><button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm"><t:text id="account.session-end"/></button></form>
            </xsl:if>
          </li>
        </xsl:for-each>
      </ul>
    </section>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='home']" mode="title"><xsl:choose><xsl:when test="user"><t:text id="home.title-user"/></xsl:when><xsl:otherwise><t:text id="home.title"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="page[@id='home']" mode="main">
    <xsl:if test="kept-form">
      <section class="gt-panel" aria-labelledby="kept">
        <h2 class="gt-h2" id="kept"><t:text id="home.kept"/></h2>
        <t:text id="home.kept-text"/>
        <form method="post" action="/mon-compte/formulaire/reprendre" class="gt-buttons"><xsl:call-template name="csrf"/>
          <button type="submit" class="fr-btn" name="go" value="resume"><t:text id="button.resume-form"/></button>
          <button type="submit" class="fr-btn fr-btn--secondary" name="go" value="discard"><t:text id="button.discard-form"/></button>
        </form>
      </section>
    </xsl:if>
    <xsl:if test="draft">
      <section class="gt-panel" aria-labelledby="drafts">
        <h2 class="gt-h2" id="drafts"><t:text id="home.drafts"/></h2>
        <ul class="gt-cards"><xsl:apply-templates select="draft"/></ul>
      </section>
    </xsl:if>
    <h2 class="gt-h2"><xsl:choose><xsl:when test="user"><t:text id="home.tiles-user"/></xsl:when><xsl:otherwise><t:text id="home.tiles"/></xsl:otherwise></xsl:choose></h2>
    <ul class="gt-tiles"><xsl:apply-templates select="tile"/></ul>
    <xsl:if test="link"><ul class="gt-plain gt-links"><xsl:for-each select="link"><li><xsl:apply-templates select="."/></li></xsl:for-each></ul></xsl:if>
    <xsl:if test="not(user)">
      <div class="gt-two">
        <section class="gt-panel" aria-labelledby="sign-in">
          <h2 class="gt-h2" id="sign-in"><t:text id="home.sign-in"/></h2>
          <p><a class="fr-btn" href="/connexion"><t:text id="home.sign-in-button"/></a></p>
          <p><a class="fr-link" href="/aide/compte"><t:text id="sign-in.have-account"/></a></p>
        </section>
        <section class="gt-panel" aria-labelledby="first-visit">
          <h2 class="gt-h2" id="first-visit"><t:text id="home.first-visit"/></h2>
          <t:text id="home.first-visit-text"/>
          <xsl:apply-templates select="form"/>
        </section>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="tile">
    <li class="gt-tile">
      <xsl:if test="not(@available = 'yes')"><xsl:attribute name="class">gt-tile gt-tile--later</xsl:attribute></xsl:if>
      <a class="gt-tile__link" href="{@href}">
        <span class="gt-tile__icon gt-icon-{@icon}" aria-hidden="true"></span>
        <span><xsl:value-of select="@label"/></span>
        <xsl:if test="@hint"><span class="gt-tile__hint"><xsl:value-of select="@hint"/></span></xsl:if>
      </a>
    </li>
  </xsl:template>

  <xsl:template match="draft">
    <li class="gt-card">
      <p class="gt-card__title"><a href="{@href}"><xsl:value-of select="@title"/></a></p>
      <p class="gt-card__text"><xsl:if test="@rectifies = 'yes'"><t:text id="draft.rectifies"/><br/></xsl:if><xsl:if test="@step"><t:text id="draft.step"><t:with name="step" select="@step"/></t:text><br/></xsl:if>
        <xsl:if test="@updated"><t:text id="draft.updated"/><xsl:text> </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@updated"/></xsl:call-template></xsl:if></p>
      <p class="gt-card__go"><a class="fr-btn fr-btn--sm" href="{@href}"><t:text id="draft.resume"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@title"/></span></a></p>
    </li>
  </xsl:template>
</xsl:stylesheet>

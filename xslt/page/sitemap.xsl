<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='sitemap']" mode="title"><t:text id="sitemap.title"/></xsl:template>
  <xsl:template match="page[@id='sitemap']" mode="main">
    <ul class="gt-sitemap">
      <li><a href="/"><t:text id="menu.home"/></a></li>
      <li><t:text id="menu.procedures"/>
        <ul><xsl:for-each select="menu/entry"><li><a href="{@href}"><xsl:value-of select="@label"/></a></li></xsl:for-each></ul></li>
      <li><a href="/connexion"><t:text id="crumb.sign-in"/></a>
        <ul>
          <li><a href="/compte/creer"><t:text id="crumb.signup"/></a></li>
          <li><a href="/compte/mot-de-passe-oublie"><t:text id="sign-in.password-forgotten"/></a></li>
          <li><a href="/compte/identifiant-oublie"><t:text id="sign-in.login-forgotten"/></a></li>
        </ul></li>
      <xsl:if test="user">
        <li><a href="/mon-compte"><t:text id="menu.account"/></a></li>
        <li><a href="/mes-demandes"><t:text id="menu.requests"/></a></li>
        <li><a href="/notifications"><t:text id="menu.notifications"/></a></li>
      </xsl:if>
      <li><a href="/aide"><t:text id="header.help"/></a>
        <ul>
          <li><a href="/aide/compte"><t:text id="help-account.title"/></a></li>
          <li><a href="/aide/numero"><t:text id="help-number.title"/></a></li>
          <li><a href="/aide/franceconnect"><t:text id="help-franceconnect.title"/></a></li>
        </ul></li>
      <li><a href="/contact"><t:text id="header.contact"/></a></li>
      <li><a href="/accessibilite"><t:text id="accessibility.title"/></a></li>
      <li><a href="/mentions-legales"><t:text id="legal.title"/></a></li>
      <li><a href="/donnees-personnelles"><t:text id="privacy.title"/></a></li>
    </ul>
  </xsl:template>
</xsl:stylesheet>

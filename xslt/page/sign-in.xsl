<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='sign-in']" mode="title"><t:text id="sign-in.title"/></xsl:template>
  <xsl:template match="page[@id='sign-in']" mode="main">
    <div class="gt-two gt-two--start">
      <section class="gt-panel">
        <h2 class="gt-h2"><t:text id="sign-in.account"/></h2>
        <xsl:apply-templates select="form"/>
        <ul class="gt-plain gt-links">
          <li><a class="fr-link" href="/compte/mot-de-passe-oublie"><t:text id="sign-in.password-forgotten"/></a></li>
          <li><a class="fr-link" href="/compte/identifiant-oublie"><t:text id="sign-in.login-forgotten"/></a></li>
        </ul>
      </section>
      <div>
        <xsl:if test="franceconnect">
          <section class="gt-panel" aria-labelledby="fc">
            <h2 class="gt-h2" id="fc">FranceConnect</h2>
            <t:text id="sign-in.franceconnect-text"/>
            <p><a class="fr-btn fr-btn--secondary" href="{franceconnect/@href}"><t:text id="sign-in.franceconnect"/></a></p>
            <p><a class="fr-link" href="/aide/franceconnect"><t:text id="sign-in.franceconnect-what"/></a></p>
          </section>
        </xsl:if>
        <section class="gt-panel" aria-labelledby="first">
          <h2 class="gt-h2" id="first"><t:text id="home.first-visit"/></h2>
          <p><a class="fr-btn fr-btn--secondary" href="/compte/creer"><t:text id="button.signup"/></a></p>
          <p><a class="fr-link" href="/aide/compte"><t:text id="sign-in.have-account"/></a></p>
        </section>
      </div>
    </div>
  </xsl:template>
</xsl:stylesheet>

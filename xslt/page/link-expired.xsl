<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='link-expired']" mode="title"><t:text id="link-expired.title"/></xsl:template>
  <xsl:template match="page[@id='link-expired']" mode="main">
    <div class="gt-narrow">
      <t:text id="link-expired.text"/>
      <xsl:apply-templates select="form"/>
      <p class="gt-buttons"><a class="fr-btn" href="/compte/creer"><t:text id="link-expired.signup"/></a><a class="fr-btn fr-btn--secondary" href="/compte/mot-de-passe-oublie"><t:text id="sign-in.password-forgotten"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

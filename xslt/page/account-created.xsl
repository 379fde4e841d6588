<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='account-created']" mode="title"><xsl:choose><xsl:when test="message[@id='password-changed']"><t:text id="account-created.title-reset"/></xsl:when><xsl:otherwise><t:text id="account-created.title"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="page[@id='account-created']" mode="main">
    <div class="gt-narrow">
      <xsl:if test="not(message[@id='password-changed'])">
        <div class="fr-alert fr-alert--success" role="status"><h2 class="fr-alert__title"><t:text id="account-created.done"/></h2><t:text id="account-created.text"/></div>
        <t:text id="account-created.next"/>
      </xsl:if>
      <p class="gt-buttons"><a class="fr-btn" href="/connexion"><t:text id="button.sign-in"/></a><a class="fr-btn fr-btn--secondary" href="/"><t:text id="button.home"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

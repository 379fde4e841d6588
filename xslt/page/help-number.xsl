<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='help-number']" mode="title"><t:text id="help-number.title"/></xsl:template>
  <xsl:template match="page[@id='help-number']" mode="main">
    <t:text id="help-number.text"/>
    <ul class="gt-papers">
      <li><img src="{static:paper-visa.svg}" alt="{t:help-number.visa-alt}" width="320" height="200"/><p><t:text id="help-number.visa"/></p></li>
      <li><img src="{static:paper-card-old.svg}" alt="{t:help-number.old-alt}" width="320" height="200"/><p><t:text id="help-number.old"/></p></li>
      <li><img src="{static:paper-card.svg}" alt="{t:help-number.card-alt}" width="320" height="200"/><p><t:text id="help-number.card"/></p></li>
    </ul>
    <p><a class="fr-link" href="/compte/creer"><t:text id="help-number.back"/></a></p>
  </xsl:template>
</xsl:stylesheet>

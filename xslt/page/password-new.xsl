<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='password-new']" mode="title"><xsl:choose><xsl:when test="form/hidden[@name='purpose']/@value = 'reset'"><t:text id="password-new.title-reset"/></xsl:when><xsl:otherwise><t:text id="password-new.title"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="page[@id='password-new']" mode="main">
    <div class="gt-narrow">
      <xsl:if test="form/hidden[@name='purpose']/@value != 'reset'"><p class="gt-lead"><t:text id="password-new.email-valid"/></p></xsl:if>
      <xsl:apply-templates select="form"/>
    </div>
  </xsl:template>
  <!-- each rule is ticked by the script as it is met; without it the list says what is asked -->
  <xsl:template match="field[@name='password' and /page/@id='password-new'] | field[@name='new-password']" mode="below">
    <div class="gt-rules" id="rules" data-rules-of="f-{@name}">
      <p><t:text id="password.rules"/></p>
      <ul>
        <li data-rule="length"><t:text id="password.rule-length"/></li>
        <li data-rule="upper"><t:text id="password.rule-upper"/></li>
        <li data-rule="lower"><t:text id="password.rule-lower"/></li>
        <li data-rule="digit"><t:text id="password.rule-digit"/></li>
        <li data-rule="special"><t:text id="password.rule-special"/></li>
      </ul>
      <p class="fr-hint-text"><t:text id="password.advice"/></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

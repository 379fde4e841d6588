<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='request-away']" mode="title"><xsl:choose><xsl:when test="away/@version"><t:text id="file-away.title"/></xsl:when><xsl:otherwise><t:text id="request-away.title"/></xsl:otherwise></xsl:choose></xsl:template>
  <!-- for an agent: which version is missing, and whose it is to bring it back -->
  <xsl:template match="page[@id='request-away'][away/@version]" mode="main" priority="1">
    <div class="gt-narrow">
      <p class="gt-lead"><t:text id="file-away.why"><t:with name="version" select="away/@version"/></t:text></p>
      <h2 class="gt-h2"><t:text id="request-away.kept"/></h2>
      <p><t:text id="file-away.kept"><t:with name="number" select="away/@number"/></t:text></p>
      <h2 class="gt-h2"><t:text id="request-away.what"/></h2>
      <p><t:text id="file-away.do"/></p>
      <xsl:call-template name="sent-again"/>
      <p><t:text id="error-page.reference"/><t:text id="colon"/><xsl:text> </xsl:text><span class="gt-code"><xsl:value-of select="away/@reference"/></span></p>
      <p class="gt-buttons"><a class="fr-btn fr-btn--secondary" href="/demandes?liste=all"><t:text id="crumb.work-all"/></a></p>
    </div>
  </xsl:template>
  <xsl:template match="page[@id='request-away']" mode="main">
    <xsl:variable name="at"><xsl:call-template name="instant"><xsl:with-param name="of" select="away/@at"/></xsl:call-template></xsl:variable>
    <div class="gt-narrow">
      <p class="gt-lead"><t:text id="request-away.why"/></p>
      <h2 class="gt-h2"><t:text id="request-away.kept"/></h2>
      <xsl:choose>
        <xsl:when test="away/@number"><p><t:text id="request-away.deposited"><t:with name="number" select="away/@number"/></t:text></p></xsl:when>
        <xsl:otherwise><p><t:text id="request-away.draft"><t:with name="at" select="$at"/></t:text></p></xsl:otherwise>
      </xsl:choose>
      <h2 class="gt-h2"><t:text id="request-away.what"/></h2>
      <p><t:text id="request-away.do"/></p>
      <xsl:call-template name="sent-again"/>
      <h2 class="gt-h2"><t:text id="request-away.when"/></h2>
      <p><t:text id="request-away.come"/></p>
      <p><t:text id="error-page.reference"/><t:text id="colon"/><xsl:text> </xsl:text><span class="gt-code"><xsl:value-of select="away/@reference"/></span></p>
      <p class="gt-buttons"><a class="fr-btn fr-btn--secondary" href="/mes-demandes"><t:text id="crumb.requests"/></a><a class="fr-btn fr-btn--secondary" href="/contact"><t:text id="header.contact"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

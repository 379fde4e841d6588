<?xml version="1.0" encoding="UTF-8"?>
<!-- Every answer on paper. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <letter title="{t:letter.confirmation-title}">
      <xsl:call-template name="letter-attributes"/>
      <h1><t:text id="letter.confirmation-title"/></h1>
      <xsl:call-template name="letter-answers"/>
    </letter>
  </xsl:template>
</xsl:stylesheet>

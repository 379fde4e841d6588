<?xml version="1.0" encoding="UTF-8"?>
<!-- The proposal that waits for a second signature; what decisions share is in decide.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='sign']" mode="title"><t:text id="sign.title"/></xsl:template>
  <xsl:template match="page[@id='sign']" mode="main">
    <div class="gt-narrow">
      <xsl:call-template name="decide-head"/>
      <xsl:apply-templates select="proposal"/>
      <section aria-labelledby="sign"><h2 class="gt-h2" id="sign"><t:text id="sign.sign"/></h2><p><t:text id="sign.text"/></p><xsl:apply-templates select="form[@id='sign']"/></section>
      <section aria-labelledby="send-back"><h2 class="gt-h2" id="send-back"><t:text id="sign.send-back"/></h2><xsl:apply-templates select="form[@id='send-back']"/></section>
      <xsl:call-template name="decide-back"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

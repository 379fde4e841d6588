<?xml version="1.0" encoding="UTF-8"?>
<!-- After the deposit: a document more. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='later']" mode="title"><t:text id="later.title"/></xsl:template>
  <xsl:template match="page[@id='later']" mode="main">
    <p class="gt-lead"><xsl:value-of select="procedure/@title"/></p>
    <xsl:apply-templates select="later"/>
    <p><a class="fr-link" href="{procedure/@href}"><t:text id="later.back"/></a></p>
  </xsl:template>
  <xsl:template match="later">
    <xsl:choose>
      <xsl:when test="@open = 'yes'">
        <t:text id="later.text"/>
        <form method="post" action="{@action}" enctype="multipart/form-data" class="gt-form gt-narrow" id="form">
          <xsl:call-template name="csrf"/>
          <div class="fr-select-group">
            <label class="fr-label" for="f-justificatif"><t:text id="later.which"/></label>
            <select class="fr-select" id="f-justificatif" name="justificatif">
              <option value="autre"><t:text id="later.other"/></option>
              <xsl:for-each select="option"><option value="{@value}"><xsl:if test="@selected = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@label"/></option></xsl:for-each>
            </select>
          </div>
          <xsl:variable name="wrong" select="/page/findings/finding[@field = 'file']"/>
          <div class="fr-upload-group">
            <xsl:if test="$wrong"><xsl:attribute name="class">fr-upload-group fr-upload-group--error</xsl:attribute></xsl:if>
            <label class="fr-label" for="f-file"><t:text id="later.file"/><span class="fr-hint-text"><t:text id="justificatifs.formats"/></span></label>
            <input class="fr-upload" type="file" id="f-file" name="file" accept=".jpg,.jpeg,.png,.pdf,.tif,.tiff,.bmp" required="required">
              <xsl:if test="$wrong"><xsl:attribute name="aria-describedby">e-file</xsl:attribute><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
            </input>
            <xsl:if test="$wrong"><p class="fr-error-text" id="e-file"><xsl:apply-templates select="$wrong[1]" mode="error-text"/></p></xsl:if>
          </div>
          <div class="gt-buttons"><button type="submit" class="fr-btn"><t:text id="later.send"/></button></div>
        </form>
      </xsl:when>
      <xsl:otherwise><p><t:text id="later.closed"/></p></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="document">
      <h2 class="gt-h2"><t:text id="later.added"/></h2>
      <xsl:apply-templates select="document"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

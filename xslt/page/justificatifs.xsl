<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='justificatifs']" mode="title"><xsl:call-template name="request-title"/></xsl:template>
  <xsl:template match="page[@id='justificatifs']" mode="main">
    <xsl:apply-templates select="steps" mode="bar"/>
    <h2 class="gt-h2"><xsl:choose><xsl:when test="step-title"><xsl:value-of select="step-title"/></xsl:when><xsl:otherwise><t:text id="justificatifs.title"/></xsl:otherwise></xsl:choose></h2>
    <div class="fr-alert fr-alert--info fr-alert--sm gt-note"><t:text id="justificatifs.rules"/></div>
    <xsl:apply-templates select="note"/>
    <xsl:apply-templates select="form" mode="justificatifs"/>
  </xsl:template>

  <!-- one form for the number, the files and the buttons: without scripts each button brings along what was typed and chosen beside it -->
  <xsl:template match="form" mode="justificatifs">
    <form method="post" action="{@action}" class="gt-form" id="form" novalidate="novalidate">
      <xsl:if test="@autosave"><xsl:attribute name="data-autosave"><xsl:value-of select="@autosave"/></xsl:attribute></xsl:if>
      <xsl:call-template name="csrf"/>
      <xsl:if test="@version"><input type="hidden" name="version" value="{@version}"/></xsl:if>
      <xsl:apply-templates select="hidden"/>
      <xsl:if test="not(.//field[@confirm and not(@confirmed = 'yes')])"><xsl:apply-templates select="button[@kind = 'primary']" mode="default"/></xsl:if>
      <xsl:apply-templates select="group | field | note"/>
      <xsl:apply-templates select="../justificatif"/>
      <div class="gt-buttons gt-buttons--row"><xsl:apply-templates select="button"/></div>
    </form>
  </xsl:template>

  <xsl:template match="justificatif">
    <xsl:if test="@section and not(@section = preceding-sibling::justificatif[1]/@section)"><h3 class="gt-h3 gt-section"><xsl:value-of select="@section"/></h3></xsl:if>
    <xsl:if test="@sub-section and not(@sub-section = preceding-sibling::justificatif[1]/@sub-section)"><p class="gt-sub-section"><xsl:value-of select="@sub-section"/></p></xsl:if>
    <section class="gt-paper" id="f-justificatifs.{@id}" tabindex="-1" aria-labelledby="justificatif-{@id}" data-justificatif="{@id}">
      <h4 class="gt-h4" id="justificatif-{@id}"><xsl:value-of select="@heading"/><xsl:if test="@required = 'yes'"><span class="gt-star"> *</span></xsl:if></h4>
      <xsl:if test="@hint"><p><xsl:value-of select="@hint"/></p></xsl:if>
      <xsl:apply-templates select="note"/>
      <xsl:call-template name="papers"/>
      <xsl:for-each select="case">
        <xsl:if test="@label"><p class="gt-paper__case"><xsl:value-of select="@label"/></p></xsl:if>
        <xsl:call-template name="papers"/>
        <xsl:if test="@confidential = 'yes'"><p class="fr-hint-text"><t:text id="justificatifs.confidential"/></p></xsl:if>
      </xsl:for-each>
      <xsl:if test="@translation = 'yes'"><p class="fr-hint-text"><t:text id="justificatifs.translation"/></p></xsl:if>
      <xsl:if test="@confidential = 'yes'"><p class="fr-hint-text"><t:text id="justificatifs.confidential"/></p></xsl:if>
      <div class="gt-files">
        <xsl:apply-templates select="error" mode="paper-error"/>
        <xsl:apply-templates select="document"/>
      </div>
      <xsl:if test="@may-add = 'yes'">
        <div class="gt-upload" data-upload="{@upload}" data-max-bytes="{@max-bytes}">
          <xsl:call-template name="upload-inputs"><xsl:with-param name="of" select="concat('.', @id)"/></xsl:call-template>
          <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm" formaction="{@upload}" formenctype="multipart/form-data"><t:text id="justificatifs.send"/></button>
        </div>
      </xsl:if>
      <xsl:if test="not(@may-add = 'yes') and document"><p class="fr-hint-text"><t:text id="justificatifs.full"><t:with name="max" select="@max-files"/></t:text></p></xsl:if>
    </section>
  </xsl:template>
  <xsl:template match="error" mode="paper-error"><p class="fr-error-text"><xsl:apply-templates select="." mode="error-text"/></p></xsl:template>

  <xsl:template name="papers">
    <xsl:if test="paper">
      <ul class="gt-paper__list"><xsl:for-each select="paper"><li><xsl:value-of select="."/><xsl:value-of select="@label"/></li></xsl:for-each></ul>
    </xsl:if>
  </xsl:template>

  <xsl:template match="document">
    <div class="gt-file" data-document="{@id}">
      <xsl:if test="@preview"><a class="gt-file__preview" href="{@preview}" target="_blank"><img src="{@preview}" alt="" loading="lazy" width="60" height="80"/><span class="fr-sr-only"><t:text id="document.preview"><t:with name="name" select="@name"/></t:text></span></a></xsl:if>
      <p class="gt-file__name"><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a><br/>
        <span class="fr-hint-text"><xsl:call-template name="file-kind"/><xsl:text> – </xsl:text><xsl:call-template name="size"><xsl:with-param name="bytes" select="@bytes"/></xsl:call-template><xsl:if test="@pages &gt; 1"><xsl:text> – </xsl:text><t:text id="document.pages"><t:with name="n" select="@pages"/></t:text></xsl:if><xsl:if test="@at"><xsl:text> – </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template></xsl:if></span>
        <xsl:choose>
          <xsl:when test="@state = 'infected'"><span class="fr-badge fr-badge--error fr-badge--sm"><t:text id="document.infected"/></span></xsl:when>
          <xsl:otherwise><span class="fr-badge fr-badge--success fr-badge--sm"><t:text id="document.joined"/></span></xsl:otherwise>
        </xsl:choose></p>
      <xsl:choose>
        <xsl:when test="@remove and /page[@id = 'justificatifs' or @id = 'notification']"><div class="gt-file__remove"><xsl:call-template name="remove-document"/></div></xsl:when>
        <xsl:when test="@remove"><form method="post" action="{@remove}" class="gt-file__remove"><xsl:call-template name="csrf"/><xsl:call-template name="remove-document"/></form></xsl:when>
      </xsl:choose>
    </div>
  </xsl:template>
  <xsl:template name="remove-document">
    <button type="submit" formaction="{@remove}" class="fr-btn fr-btn--tertiary fr-btn--sm fr-btn--icon-left fr-icon-close-line"><t:text id="document.remove"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></button>
  </xsl:template>
  <xsl:template name="file-kind"><xsl:value-of select="translate(@kind, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/></xsl:template>

  <!-- a form of its own, for one file -->
  <xsl:template name="upload">
    <form method="post" enctype="multipart/form-data" action="{@upload}" class="gt-upload" data-upload="{@upload}" data-max-bytes="{@max-bytes}">
      <xsl:call-template name="csrf"/>
      <xsl:call-template name="upload-inputs"/>
      <button type="submit" class="fr-btn fr-btn--secondary fr-btn--sm"><t:text id="justificatifs.send"/></button>
    </form>
  </xsl:template>
  <xsl:template name="upload-inputs">
    <xsl:param name="of"/>
    <xsl:if test="count(case[@label]) &gt; 1">
      <div class="fr-select-group">
        <label class="fr-label" for="c-{@id}"><t:text id="justificatifs.case"/><t:text id="colon"/></label>
        <select class="fr-select" id="c-{@id}" name="case{$of}">
          <xsl:for-each select="case"><option value="{@id}"><xsl:if test="@chosen = 'yes' or @id = ../@case"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@label"/></option></xsl:for-each>
        </select>
      </div>
    </xsl:if>
    <div class="fr-upload-group">
      <label class="fr-label" for="u-{@id}"><t:text id="justificatifs.add"/><span class="fr-sr-only"><t:text id="colon"/><xsl:text> </xsl:text><xsl:value-of select="@heading"/></span>
        <span class="fr-hint-text"><t:text id="justificatifs.formats"/></span></label>
      <input class="fr-upload" type="file" id="u-{@id}" name="file{$of}" accept=".jpg,.jpeg,.png,.pdf,.tif,.tiff,.bmp">
        <xsl:if test="@accept"><xsl:attribute name="accept"><xsl:value-of select="@accept"/></xsl:attribute></xsl:if>
        <xsl:if test="error"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
      </input>
    </div>
  </xsl:template>
</xsl:stylesheet>

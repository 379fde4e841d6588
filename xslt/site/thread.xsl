<?xml version="1.0" encoding="UTF-8"?>
<!-- Messages between an applicant and the agents: the same thread on both sides. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="thread">
    <section aria-labelledby="messages"><h2 class="gt-h2" id="messages"><t:text id="thread.title"/></h2>
      <xsl:choose>
        <xsl:when test="entry"><ol class="gt-thread"><xsl:apply-templates select="entry" mode="thread"/></ol></xsl:when>
        <xsl:otherwise><p class="gt-none"><t:text id="thread.none"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="lost"><div class="fr-alert fr-alert--warning fr-alert--sm gt-note"><p><t:text id="thread.lost"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="form"><t:text id="thread.lost-again"/></xsl:when><xsl:otherwise><t:text id="thread.lost-late"/></xsl:otherwise></xsl:choose></p>
        <xsl:call-template name="lost-files"><xsl:with-param name="of" select="lost"/></xsl:call-template></div></xsl:if>
      <xsl:for-each select="form">
        <form method="post" action="{@action}" class="gt-form" enctype="multipart/form-data" novalidate="novalidate">
          <xsl:call-template name="csrf"/><xsl:apply-templates select="hidden"/>
          <xsl:apply-templates select="field"/>
          <div class="gt-buttons"><xsl:apply-templates select="button"/></div>
        </form>
      </xsl:for-each>
      <xsl:for-each select="unsent"><h3 class="gt-h3"><t:text id="thread.unsent"/></h3><p class="gt-thread__text gt-thread__entry"><bdi><xsl:value-of select="."/></bdi></p></xsl:for-each>
    </section>
  </xsl:template>
  <xsl:template name="lost-files"><xsl:param name="of"/><ul><xsl:for-each select="$of"><li class="gt-thread__file"><bdi><xsl:value-of select="@name"/></bdi></li></xsl:for-each></ul></xsl:template>
  <xsl:template match="entry" mode="thread">
    <li class="gt-thread__entry gt-thread__entry--{@by}">
      <p class="gt-thread__by"><strong><xsl:choose><xsl:when test="@by = ../@side"><t:choose prefix="thread-own." select="@by"/></xsl:when><xsl:otherwise><t:choose prefix="thread-by." select="@by"/></xsl:otherwise></xsl:choose></strong><xsl:text> – </xsl:text><xsl:call-template name="instant"><xsl:with-param name="of" select="@at"/></xsl:call-template>
        <xsl:if test="@new = 'yes'"><xsl:text> </xsl:text><span class="fr-badge fr-badge--new fr-badge--sm"><t:text id="thread.new"/></span></xsl:if></p>
      <p class="gt-thread__text"><bdi><xsl:value-of select="words"/></bdi></p>
      <xsl:for-each select="document"><p class="gt-thread__file"><xsl:choose>
        <xsl:when test="@state = 'infected'"><bdi><xsl:value-of select="@name"/></bdi><xsl:text> </xsl:text><span class="fr-badge fr-badge--error fr-badge--sm"><t:text id="document.infected"/></span></xsl:when>
        <xsl:otherwise><a class="fr-link fr-icon-attachment-line" href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a></xsl:otherwise></xsl:choose>
        <xsl:text> </xsl:text><span class="fr-hint-text gt-inline"><xsl:call-template name="file-kind"/><xsl:text>, </xsl:text><xsl:call-template name="size"><xsl:with-param name="bytes" select="@bytes"/></xsl:call-template></span></p></xsl:for-each>
      <xsl:if test="@by = ../@side"><p class="gt-thread__read"><xsl:choose><xsl:when test="@read"><t:text id="thread.read"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@read"/></xsl:call-template></xsl:when><xsl:otherwise><t:text id="thread.unread"/></xsl:otherwise></xsl:choose></p></xsl:if>
    </li>
  </xsl:template>
  <xsl:template match="field[@type = 'file']" mode="input">
    <div>
      <xsl:attribute name="class">fr-upload-group<xsl:if test="error"> fr-upload-group--error</xsl:if></xsl:attribute>
      <label class="fr-label" for="f-{@name}"><xsl:call-template name="label-content"/><span class="fr-hint-text"><t:text id="justificatifs.formats"/></span></label>
      <input class="fr-upload" type="file" multiple="multiple" id="f-{@name}" name="{@name}" accept=".jpg,.jpeg,.png,.pdf,.tif,.tiff,.bmp"><xsl:call-template name="attr-error"/></input>
      <xsl:apply-templates select="." mode="errors"/>
    </div>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What was asked of the applicant and what came back: before and after side by side. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='complements']" mode="title"><t:text id="complements.title"/></xsl:template>
  <xsl:template match="page[@id='complements']" mode="main">
    <xsl:call-template name="decide-head"/>
    <xsl:apply-templates select="round"/>
    <xsl:if test="not(round)"><p class="gt-none"><t:text id="complements.none"/></p></xsl:if>
    <xsl:call-template name="decide-back"/>
  </xsl:template>
  <xsl:template match="round">
    <section class="gt-panel" aria-labelledby="r-{@n}"><h2 class="gt-h2" id="r-{@n}"><t:text id="complements.round"><t:with name="n" select="@n"/></t:text><xsl:text> – </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@at"/></xsl:call-template></h2>
      <p class="fr-hint-text"><xsl:choose>
        <xsl:when test="@replied"><t:text id="notifications.answered"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@replied"/></xsl:call-template></xsl:when>
        <xsl:when test="@cancelled"><t:text id="complement-state.cancelled"/></xsl:when>
        <xsl:when test="@opened"><t:text id="complement-state.opened"/><xsl:text> </xsl:text><xsl:call-template name="day"><xsl:with-param name="of" select="@opened"/></xsl:call-template></xsl:when>
        <xsl:otherwise><t:text id="complement-state.unread"/></xsl:otherwise></xsl:choose></p>
      <xsl:if test="words"><p class="gt-notes__text"><bdi><xsl:value-of select="words"/></bdi></p></xsl:if>
      <xsl:apply-templates select="asked" mode="both"/>
    </section>
  </xsl:template>
  <xsl:template match="asked" mode="both">
    <div class="gt-both__piece"><h3 class="gt-h4"><xsl:value-of select="@heading"/><xsl:text> </xsl:text><xsl:call-template name="mark-badge"/></h3>
      <xsl:if test="observation"><p class="gt-notes__text"><strong><t:text id="complement.observations"/><t:text id="colon"/></strong><xsl:text> </xsl:text><bdi><xsl:value-of select="observation"/></bdi></p></xsl:if>
      <xsl:if test="../@replied"><p><strong><t:text id="complements.answer"/><t:text id="colon"/></strong><xsl:text> </xsl:text><xsl:choose>
        <xsl:when test="answer and @answer = 'keep'"><t:text id="complements.kept-answer"/></xsl:when><xsl:when test="answer"><t:text id="complements.changed-answer"/></xsl:when>
        <xsl:otherwise><t:choose prefix="option." select="@answer"/></xsl:otherwise></xsl:choose></p></xsl:if>
      <xsl:if test="said"><p class="gt-notes__text"><bdi><xsl:value-of select="said"/></bdi></p></xsl:if>
      <xsl:if test="answer"><div class="gt-both">
        <div><h4 class="gt-h5"><t:text id="complements.before"/></h4><p><bdi><xsl:for-each select="answer[not(@new)]"><xsl:call-template name="answer-value"/></xsl:for-each></bdi></p></div>
        <xsl:if test="../@replied"><div><h4 class="gt-h5"><t:text id="complements.after"/></h4><p><xsl:choose><xsl:when test="answer[@new]"><strong><bdi><xsl:for-each select="answer[@new]"><xsl:call-template name="answer-value"/></xsl:for-each></bdi></strong></xsl:when><xsl:otherwise><span class="gt-none"><t:text id="complements.kept-answer"/></span></xsl:otherwise></xsl:choose></p></div></xsl:if>
      </div></xsl:if>
      <xsl:if test="not(answer)"><div class="gt-both">
        <div><h4 class="gt-h5"><t:text id="complements.before"/></h4><xsl:apply-templates select="document[not(@new = 'yes')]" mode="both"/><xsl:if test="not(document[not(@new = 'yes')])"><p class="gt-none"><t:text id="deposit.no-file"/></p></xsl:if></div>
        <xsl:if test="../@replied"><div><h4 class="gt-h5"><t:text id="complements.after"/></h4><xsl:apply-templates select="document[@new = 'yes']" mode="both"/><xsl:if test="not(document[@new = 'yes'])"><p class="gt-none"><t:text id="complements.kept"/></p></xsl:if></div></xsl:if>
      </div></xsl:if>
      <xsl:if test="@check"><p><a class="fr-link" href="{@check}"><t:text id="file.check"/><span class="fr-sr-only"><xsl:text> </xsl:text><xsl:value-of select="@heading"/></span></a></p></xsl:if>
    </div>
  </xsl:template>
  <xsl:template match="document" mode="both">
    <figure class="gt-both__file">
      <xsl:choose>
        <xsl:when test="@state = 'infected'"><p class="fr-error-text"><t:text id="file.infected-text"/></p></xsl:when>
        <xsl:otherwise><a href="{@preview}" target="_blank"><img src="{@preview}" alt="{t:file.picture}" loading="lazy"/></a></xsl:otherwise>
      </xsl:choose>
      <figcaption><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a><br/><span class="fr-hint-text"><xsl:call-template name="file-size"/></span></figcaption>
    </figure>
  </xsl:template>
</xsl:stylesheet>

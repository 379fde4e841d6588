<?xml version="1.0" encoding="UTF-8"?>
<!-- A whole request to read: answers, documents, history. Not a paper: it proves nothing and bears no code. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:include href="guichet:letter"/>
  <xsl:template match="/paper">
    <letter title="{t:letter-answers.title}">
      <xsl:call-template name="letter-attributes"/>
      <xsl:call-template name="letter-header"/>
      <h1><t:text id="letter-answers.title"/></h1>
      <xsl:call-template name="letter-references"/>
      <para><t:text id="letter-answers.what"/></para>
      <xsl:apply-templates select="more/review/section"/>
      <xsl:if test="more/observations"><h2><t:text id="field.observations"/></h2><para><xsl:value-of select="more/observations"/></para></xsl:if>
      <xsl:if test="more/document">
        <h2><t:text id="deposit.files"/></h2>
        <table widths="10 50 20 20">
          <row header="yes"><cell><t:text id="letter-answers.n"/></cell><cell><t:text id="letter-answers.name"/></cell><cell><t:text id="letter-answers.state"/></cell><cell><t:text id="letter-answers.day"/></cell></row>
          <xsl:for-each select="more/document"><row><cell><xsl:value-of select="@n"/></cell><cell><xsl:value-of select="@name"/></cell><cell><t:choose prefix="document-state." select="@state"/></cell><cell><xsl:call-template name="letter-date"><xsl:with-param name="date" select="substring(@at, 1, 10)"/></xsl:call-template></cell></row></xsl:for-each>
        </table>
      </xsl:if>
      <xsl:if test="more/complement"><h2><t:text id="complements.title"/></h2><xsl:apply-templates select="more/complement"/></xsl:if>
      <xsl:if test="more/message"><h2><t:text id="thread.title"/></h2><xsl:apply-templates select="more/message"/></xsl:if>
      <xsl:if test="more/history/event">
        <h2><t:text id="letter-answers.history"/></h2>
        <table widths="25 50 25">
          <row header="yes"><cell><t:text id="letter-answers.day"/></cell><cell><t:text id="letter-answers.act"/></cell><cell><t:text id="letter-answers.by"/></cell></row>
          <xsl:for-each select="more/history/event">
            <row>
              <cell><xsl:call-template name="letter-date"><xsl:with-param name="date" select="substring(@at, 1, 10)"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="substring(@at, 12, 5)"/></cell>
              <cell><xsl:if test="not(@verb = 'state')"><t:choose prefix="act." select="@verb"/><xsl:if test="@state"> – </xsl:if></xsl:if><xsl:if test="@state"><t:choose prefix="state." select="@state"/></xsl:if></cell>
              <cell><t:choose prefix="act-by." select="@by"/><xsl:if test="@agent"><xsl:text> : </xsl:text><xsl:value-of select="@agent"/></xsl:if></cell>
            </row>
          </xsl:for-each>
        </table>
      </xsl:if>
      <xsl:call-template name="letter-footer"/>
    </letter>
  </xsl:template>

  <!-- what was asked and answered, what was written: line by line as it was typed -->
  <xsl:template match="complement">
    <h3><t:text id="complements.round"><t:with name="n" select="@n"/></t:text> – <xsl:apply-templates select="@at" mode="moment"/></h3>
    <xsl:if test="@opened or @answered or @cancelled">
      <para><xsl:if test="@opened"><t:text id="letter-answers.opened"/><xsl:text> </xsl:text><xsl:apply-templates select="@opened" mode="moment"/><xsl:text>. </xsl:text></xsl:if><xsl:if test="@due and not(@answered) and not(@cancelled)"><t:text id="complement.due"/><xsl:text> </xsl:text><xsl:apply-templates select="@due" mode="moment"/><xsl:text>. </xsl:text></xsl:if><xsl:if test="@answered"><t:text id="letter-answers.answered"/><xsl:text> </xsl:text><xsl:apply-templates select="@answered" mode="moment"/><xsl:text>.</xsl:text></xsl:if><xsl:if test="@cancelled"><t:text id="letter-answers.cancelled"/><xsl:text> </xsl:text><xsl:apply-templates select="@cancelled" mode="moment"/><xsl:text>.</xsl:text></xsl:if></para>
    </xsl:if>
    <xsl:apply-templates select="words/line"/>
    <xsl:apply-templates select="asked"/>
    <xsl:if test="extension"><para><strong><t:text id="letter-answers.extension"/></strong></para><xsl:apply-templates select="extension/line"/></xsl:if>
  </xsl:template>
  <xsl:template match="asked">
    <para><strong><xsl:value-of select="@heading"/></strong> – <t:choose prefix="option." select="@mark"/></para>
    <xsl:apply-templates select="observation/line"/>
    <xsl:if test="before or was"><para><t:text id="complements.before"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:apply-templates select="before | was"/></para></xsl:if>
    <xsl:if test="@answer"><para><t:text id="complements.answer"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="@of-answer and @answer = 'keep'"><t:text id="complements.kept-answer"/></xsl:when><xsl:when test="@of-answer"><t:text id="complements.changed-answer"/></xsl:when><xsl:otherwise><t:choose prefix="option." select="@answer"/></xsl:otherwise></xsl:choose></para></xsl:if>
    <xsl:if test="after or now"><para><t:text id="complements.after"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:apply-templates select="after | now"/></para></xsl:if>
    <xsl:apply-templates select="said/line"/>
  </xsl:template>
  <xsl:template match="message">
    <h3><t:choose prefix="thread-by." select="@by"/> – <xsl:apply-templates select="@at" mode="moment"/></h3>
    <xsl:apply-templates select="words/line"/>
    <xsl:if test="document"><para><t:text id="deposit.files"/><t:text id="colon"/><xsl:text> </xsl:text><xsl:apply-templates select="document"/></para></xsl:if>
  </xsl:template>
  <xsl:template match="line"><para><xsl:value-of select="."/></para></xsl:template>
  <xsl:template match="before | after | message/document"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="@name"/></xsl:template>
  <xsl:template match="was | now"><xsl:choose><xsl:when test="@type = 'date'"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@value"/></xsl:call-template></xsl:when><xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="@*" mode="moment"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="substring(., 1, 10)"/></xsl:call-template><xsl:if test="substring(., 11, 1) = 'T'"><xsl:text> </xsl:text><xsl:value-of select="substring(., 12, 5)"/></xsl:if></xsl:template>

  <xsl:template match="section">
    <h2><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="step." select="@id" otherwise="nothing"/></xsl:otherwise></xsl:choose></h2>
    <xsl:if test="answer[not(preceding-sibling::heading)]"><identity><xsl:apply-templates select="answer[not(preceding-sibling::heading)]"/></identity></xsl:if>
    <xsl:for-each select="heading">
      <xsl:variable name="n" select="position()"/>
      <xsl:variable name="mine" select="../answer[count(preceding-sibling::heading) = $n]"/>
      <h3><xsl:value-of select="@label"/></h3>
      <xsl:if test="$mine"><identity><xsl:apply-templates select="$mine"/></identity></xsl:if>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="answer">
    <row label="{@label}">
      <xsl:choose>
        <xsl:when test="@type = 'date'"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@value"/></xsl:call-template></xsl:when>
        <xsl:when test="@type = 'yes-no' or @type = 'checkbox' or @type = 'sworn' or @type = 'sex'"><t:choose prefix="option." select="@value"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
      </xsl:choose>
    </row>
  </xsl:template>
</xsl:stylesheet>

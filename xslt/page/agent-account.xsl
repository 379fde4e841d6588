<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:template match="page[@id='agent-account']" mode="title"><t:text id="account.title"/></xsl:template>
  <xsl:template match="page[@id='agent-account']" mode="main">
    <xsl:choose>
      <xsl:when test="form[@id='recovery']">
        <section class="gt-panel" aria-labelledby="facts"><h2 class="gt-h2" id="facts"><t:text id="agent-account.facts"/></h2>
          <t:text id="agent-account.facts-text"/>
          <dl class="gt-answers">
            <xsl:for-each select="person/answer"><div><dt><t:choose prefix="field." select="substring-after(@label-id, 'field.')"/></dt><dd><xsl:value-of select="@value"/></dd></div></xsl:for-each>
            <div><dt><t:text id="agent-account.roles"/></dt>
              <dd>
                <xsl:for-each select="person/role">
                  <xsl:if test="position() &gt; 1"><br/></xsl:if>
                  <t:choose prefix="role." select="@id"/><xsl:text> – </xsl:text>
                  <xsl:choose><xsl:when test="@service = '*'"><t:text id="agent-account.everywhere"/></xsl:when><xsl:otherwise><t:text id="agent-account.service"/><xsl:text> </xsl:text><xsl:value-of select="@service"/></xsl:otherwise></xsl:choose>
                </xsl:for-each>
                <xsl:if test="not(person/role)"><t:text id="agent-account.no-role"/></xsl:if>
              </dd></div>
          </dl>
        </section>
        <section class="gt-panel" aria-labelledby="device"><h2 class="gt-h2" id="device"><t:text id="agent-account.device"/></h2>
          <t:text id="agent-account.device-text"/>
          <p><a class="fr-btn fr-btn--secondary" href="/mon-compte/totp"><t:text id="agent-account.device-change"/></a></p>
          <h3 class="gt-h3"><t:text id="agent-account.recovery"/></h3>
          <p><t:text id="agent-account.recovery-left"><t:with name="n" select="recovery/@left"/></t:text></p>
          <t:text id="agent-account.recovery-text"/>
          <xsl:apply-templates select="form[@id='recovery']"/>
        </section>
        <section class="gt-panel" aria-labelledby="digest-title"><h2 class="gt-h2" id="digest-title"><t:text id="agent-account.digest"/></h2><xsl:apply-templates select="form[@id='digest']"/></section>
        <xsl:apply-templates select="." mode="agent-password"/>
        <xsl:if test="identity"><xsl:call-template name="identity-section"/></xsl:if>
        <xsl:if test="sessions"><xsl:call-template name="devices"/></xsl:if>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="agent-password"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="page" mode="agent-password">
    <section class="gt-panel" aria-labelledby="password"><h2 class="gt-h2" id="password"><t:text id="account.password"/></h2><xsl:apply-templates select="form[@id='password']"/></section>
  </xsl:template>
</xsl:stylesheet>

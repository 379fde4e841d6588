<?xml version="1.0" encoding="UTF-8"?>
<!-- The agents' own pages: sign-in with two factors, account, device, recovery codes. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">

  <!-- ======== sign-in ======== -->
  <xsl:template match="page[@id='agent-sign-in']" mode="title"><t:text id="agent-sign-in.title"/></xsl:template>
  <xsl:template match="page[@id='agent-sign-in']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-sign-in.text"/>
      <section class="gt-panel" aria-labelledby="own-account"><h2 class="gt-h2" id="own-account"><t:text id="agent-sign-in.account"/></h2><xsl:apply-templates select="form"/></section>
      <t:text id="agent-sign-in.help"/>
    </div>
  </xsl:template>

  <xsl:template match="page[@id='agent-code']" mode="title"><t:text id="agent-code.title"/></xsl:template>
  <xsl:template match="page[@id='agent-code']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-code.text"/>
      <section class="gt-panel" aria-labelledby="code"><h2 class="gt-h2" id="code"><t:text id="agent-code.code"/></h2><xsl:apply-templates select="form"/></section>
      <p><a class="fr-link" href="/connexion"><t:text id="agent-code.again"/></a></p>
    </div>
  </xsl:template>

  <!-- ======== account ======== -->
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
        <xsl:apply-templates select="." mode="agent-password"/>
        <xsl:if test="sessions"><xsl:call-template name="devices"/></xsl:if>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="agent-password"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="page" mode="agent-password">
    <section class="gt-panel" aria-labelledby="password"><h2 class="gt-h2" id="password"><t:text id="account.password"/></h2><xsl:apply-templates select="form[@id='password']"/></section>
  </xsl:template>

  <!-- ======== a device for the codes ======== -->
  <xsl:template match="page[@id='agent-totp']" mode="title"><t:text id="agent-totp.title"/></xsl:template>
  <xsl:template match="page[@id='agent-totp']" mode="main">
    <div class="gt-narrow">
      <xsl:choose>
        <xsl:when test="totp/@secret">
          <ol class="gt-list">
            <li><t:text id="agent-totp.install"/></li>
            <li>
              <t:text id="agent-totp.scan"/>
              <p><img src="{totp/@picture}" alt="{t:agent-totp.picture}" width="260" height="260"/></p>
              <p><t:text id="agent-totp.type"/><br/><span class="gt-code"><xsl:value-of select="concat(substring(totp/@secret, 1, 4), ' ', substring(totp/@secret, 5, 4), ' ', substring(totp/@secret, 9, 4), ' ', substring(totp/@secret, 13, 4), ' ', substring(totp/@secret, 17, 4), ' ', substring(totp/@secret, 21, 4), ' ', substring(totp/@secret, 25, 4), ' ', substring(totp/@secret, 29))"/></span></p>
            </li>
            <li><t:text id="agent-totp.confirm"/></li>
          </ol>
        </xsl:when>
        <xsl:when test="totp/@enrolled = 'yes'"><t:text id="agent-totp.replace"/></xsl:when>
        <xsl:otherwise><t:text id="agent-totp.first"/></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="form"/>
      <xsl:if test="totp/@enrolled = 'yes'"><p><a class="fr-link" href="/mon-compte"><t:text id="agent-totp.back"/></a></p></xsl:if>
    </div>
  </xsl:template>

  <xsl:template match="page[@id='agent-recovery']" mode="title"><t:text id="agent-recovery.title"/></xsl:template>
  <xsl:template match="page[@id='agent-recovery']" mode="main">
    <div class="gt-narrow">
      <t:text id="agent-recovery.text"/>
      <ul class="gt-codes"><xsl:for-each select="codes/code"><li><span class="gt-code"><xsl:value-of select="."/></span></li></xsl:for-each></ul>
      <p><a class="fr-btn" href="/"><t:text id="agent-recovery.go"/></a></p>
    </div>
  </xsl:template>
</xsl:stylesheet>

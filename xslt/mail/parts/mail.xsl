<?xml version="1.0" encoding="UTF-8"?>
<!-- Shared parts of mails. A mail's sheet turns <mail template lang base><arg name="…">…</arg></mail> into a message document:
       <message lang="fr"><subject>…</subject><para>… <strong>…</strong> …</para><list><item>…</item></list><button href="https://…">…</button>
         <copy href="https://…">…</copy> (the address in full, HTML alone) <para kind="small|sign">…</para></message>
     core/mail makes the plain text of it, frame.xsl the HTML: both say the same. Addresses begin with @base, or the mail is not sent. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>

  <xsl:template name="mail-hello">
    <xsl:if test="/mail/@specimen"><para><strong><t:text id="mail.specimen"/></strong></para></xsl:if>
    <para><xsl:choose>
      <xsl:when test="string(/mail/arg[@name='name'])"><t:text id="mail.hello-name"><t:with name="name" select="/mail/arg[@name='name']"/></t:text></xsl:when>
      <xsl:otherwise><t:text id="mail.hello"/></xsl:otherwise>
    </xsl:choose></para>
  </xsl:template>

  <!-- A button to base + argument `path`, or to `otherwise`; the address again below it, to be copied. -->
  <xsl:template name="mail-button">
    <xsl:param name="label"/>
    <xsl:param name="otherwise" select="'/connexion'"/>
    <xsl:variable name="href"><xsl:value-of select="/mail/@base"/><xsl:choose><xsl:when test="starts-with(/mail/arg[@name='path'], '/')"><xsl:value-of select="/mail/arg[@name='path']"/></xsl:when><xsl:otherwise><xsl:value-of select="$otherwise"/></xsl:otherwise></xsl:choose></xsl:variable>
    <button href="{$href}"><xsl:copy-of select="$label"/></button>
    <copy href="{$href}"><t:text id="mail.copy-link"/></copy>
  </xsl:template>

  <xsl:template name="mail-goodbye">
    <para><t:text id="mail.goodbye"/></para>
    <para kind="sign"><strong><t:text id="mail.authority"/></strong></para>
    <para kind="small"><t:text id="mail.automatic"/></para>
  </xsl:template>
</xsl:stylesheet>

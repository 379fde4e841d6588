<?xml version="1.0" encoding="UTF-8"?>
<!-- Shared parts of papers, for the sheets of procedures: <xsl:include href="guichet:letter"/>.
     Input: the <paper> document (plugins/README.md); output: parts of a <letter> (schema/letter.rng). A whole sheet:

       <xsl:template match="/paper">
         <letter title="{t:confirmation.title}">
           <xsl:call-template name="letter-attributes"/>
           <xsl:call-template name="letter-header"/>
           <h1><t:text id="confirmation.title"/></h1>
           <subtitle><t:text id="confirmation.subtitle"/></subtitle>
           <xsl:call-template name="letter-references"/>
           <xsl:call-template name="letter-person"/>
           <rule/>
           <para>…<xsl:call-template name="letter-date"><xsl:with-param name="date" select="@deposited"/></xsl:call-template>…</para>
           <xsl:call-template name="letter-receipt"/>
           <xsl:call-template name="letter-footer"/>
         </letter>
       </xsl:template>
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>

  <!-- lang, date and specimen of <letter>; first thing inside it. -->
  <xsl:template name="letter-attributes">
    <xsl:attribute name="lang"><xsl:value-of select="/paper/@lang"/></xsl:attribute>
    <xsl:attribute name="date"><xsl:value-of select="/paper/@issued"/></xsl:attribute>
    <xsl:if test="/paper/@specimen = 'yes'"><xsl:attribute name="specimen">yes</xsl:attribute></xsl:if>
  </xsl:template>

  <xsl:template name="letter-header">
    <header><line><t:text id="letter.authority"/></line><xsl:if test="/paper/service/@name"><line><xsl:value-of select="/paper/service/@name"/></line></xsl:if></header>
  </xsl:template>

  <!-- Foot of each page: the service and its address on one line. -->
  <xsl:template name="letter-footer">
    <xsl:if test="/paper/service/@name">
      <footer><xsl:value-of select="/paper/service/@name"/><xsl:for-each select="/paper/service/address/line"><xsl:choose><xsl:when test="position() = 1"> – </xsl:when><xsl:otherwise>, </xsl:otherwise></xsl:choose><xsl:value-of select="."/></xsl:for-each></footer>
    </xsl:if>
  </xsl:template>

  <!-- « Vos références : » N° étranger, N° de la demande, and the day of issue or, with valid="yes", the days it covers. -->
  <xsl:template name="letter-references">
    <xsl:param name="valid"/>
    <references title="{t:letter.references}">
      <xsl:if test="string(/paper/person/@number)"><ref label="{t:letter.foreigner-number}"><xsl:value-of select="/paper/person/@number"/></ref></xsl:if>
      <xsl:if test="string(/paper/@number)"><ref label="{t:letter.request-number}"><xsl:value-of select="/paper/@number"/></ref></xsl:if>
      <xsl:choose>
        <xsl:when test="$valid = 'yes'">
          <ref label="{t:letter.validity}"><t:text id="letter.from-to"><t:with name="from" select="concat(substring(/paper/dates/@from, 9, 2), '/', substring(/paper/dates/@from, 6, 2), '/', substring(/paper/dates/@from, 1, 4))"/><t:with name="to" select="concat(substring(/paper/dates/@to, 9, 2), '/', substring(/paper/dates/@to, 6, 2), '/', substring(/paper/dates/@to, 1, 4))"/></t:text></ref>
        </xsl:when>
        <xsl:otherwise>
          <ref label="{t:letter.issued}"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="/paper/@issued"/></xsl:call-template></ref>
        </xsl:otherwise>
      </xsl:choose>
    </references>
  </xsl:template>

  <!-- Identity at the left, code of verification at the right. -->
  <xsl:template name="letter-person">
    <columns widths="66 34">
      <column><xsl:call-template name="letter-identity"/></column>
      <column><xsl:choose><xsl:when test="/paper/verify"><xsl:call-template name="letter-qr"/></xsl:when><xsl:otherwise><space/></xsl:otherwise></xsl:choose></column>
    </columns>
  </xsl:template>

  <xsl:template name="letter-identity">
    <xsl:variable name="p" select="/paper/person"/>
    <identity>
      <row label="{t:letter.birth-name}"><xsl:call-template name="letter-upper"><xsl:with-param name="text" select="$p/birth-name"/></xsl:call-template></row>
      <row label="{t:letter.used-name}"><xsl:call-template name="letter-upper"><xsl:with-param name="text" select="$p/used-name"/></xsl:call-template></row>
      <row label="{t:letter.first-name}"><xsl:call-template name="letter-upper"><xsl:with-param name="text"><xsl:for-each select="$p/first-name"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each></xsl:with-param></xsl:call-template></row>
      <row label="{t:letter.born-on}"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="$p/birth-date"/></xsl:call-template></row>
      <row label="{t:letter.born-in}"><xsl:call-template name="letter-upper"><xsl:with-param name="text"><xsl:value-of select="$p/birth-place"/><xsl:if test="string($p/birth-place) and string($p/birth-country)">, </xsl:if><xsl:value-of select="$p/birth-country"/></xsl:with-param></xsl:call-template></row>
      <row label="{t:letter.nationality}"><xsl:call-template name="letter-upper"><xsl:with-param name="text" select="$p/nationality"/></xsl:call-template></row>
      <row label="{t:letter.address}"><xsl:call-template name="letter-address"/></row>
    </identity>
  </xsl:template>

  <!-- The person's address on one line, in capitals as on an envelope. -->
  <xsl:template name="letter-address">
    <xsl:variable name="a" select="/paper/person/address"/>
    <xsl:call-template name="letter-upper"><xsl:with-param name="text" select="normalize-space(concat($a/number, ' ', $a/street, ' ', $a/complement, ' ', $a/postcode, ' ', $a/city, ' ', $a/country))"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="letter-qr">
    <xsl:if test="/paper/verify">
      <qr text="{/paper/verify/@qr}" label="{t:letter.verify}" alt="{t:letter.verify-alt}"><xsl:if test="string(/paper/verify/@code)"><xsl:attribute name="code"><xsl:value-of select="/paper/verify/@code"/></xsl:attribute></xsl:if></qr>
    </xsl:if>
  </xsl:template>

  <!-- Small print under a paper: where it can be checked. -->
  <xsl:template name="letter-verify">
    <xsl:if test="/paper/verify"><para kind="small"><t:text id="letter.verify-how"><t:with name="url" select="/paper/verify/@url"/><t:with name="code" select="/paper/verify/@code"/></t:text></para></xsl:if>
  </xsl:template>

  <!-- The service in charge, and how it is reached. -->
  <xsl:template name="letter-service">
    <xsl:variable name="s" select="/paper/service"/>
    <strong><xsl:value-of select="$s/@name"/></strong><xsl:for-each select="$s/address/line">, <xsl:value-of select="."/></xsl:for-each><xsl:if test="string($s/phone)"><xsl:text> ; </xsl:text><t:text id="letter.phone"/><xsl:text> </xsl:text><xsl:value-of select="$s/phone"/></xsl:if><xsl:if test="string($s/mail)"><xsl:text> ; </xsl:text><t:text id="letter.mail"/><xsl:text> </xsl:text><xsl:value-of select="$s/mail"/></xsl:if><xsl:text>.</xsl:text>
  </xsl:template>

  <!-- How it was deposited, when an agent did it for the person. -->
  <xsl:template name="letter-channel">
    <xsl:if test="/paper/@channel = 'counter'"><para><strong><t:text id="letter.counter"/></strong></para></xsl:if>
  </xsl:template>

  <!-- What the law asks of a receipt: service with its addresses, day on which silence counts, remedies. -->
  <xsl:template name="letter-receipt">
    <box title="{t:letter.receipt-title}">
      <para><t:text id="letter.service"/><xsl:text> </xsl:text><xsl:call-template name="letter-service"/></para>
      <xsl:if test="string(/paper/dates/@silence)">
        <para><xsl:choose>
          <xsl:when test="/paper/dates/@silence-effect = 'acceptance'"><t:text id="letter.silence-accepts"><t:with name="date" select="concat(substring(/paper/dates/@silence, 9, 2), '/', substring(/paper/dates/@silence, 6, 2), '/', substring(/paper/dates/@silence, 1, 4))"/></t:text></xsl:when>
          <xsl:otherwise><t:text id="letter.silence-refuses"><t:with name="date" select="concat(substring(/paper/dates/@silence, 9, 2), '/', substring(/paper/dates/@silence, 6, 2), '/', substring(/paper/dates/@silence, 1, 4))"/></t:text></xsl:otherwise>
        </xsl:choose></para>
        <xsl:if test="not(/paper/dates/@silence-effect = 'acceptance')"><xsl:call-template name="letter-remedies-inside"/></xsl:if>
      </xsl:if>
    </box>
  </xsl:template>

  <!-- Remedies against a refusal, in a box of their own. -->
  <xsl:template name="letter-remedies">
    <box title="{t:letter.remedies-title}">
      <para><t:text id="letter.remedies-decision"><t:with name="months" select="/paper/dates/@appeal-months"/></t:text></para>
      <xsl:call-template name="letter-remedies-list"/>
    </box>
  </xsl:template>

  <xsl:template name="letter-remedies-inside">
    <para><t:text id="letter.remedies-intro"><t:with name="months" select="/paper/dates/@appeal-months"/></t:text></para>
    <xsl:call-template name="letter-remedies-list"/>
  </xsl:template>
  <xsl:template name="letter-remedies-list">
    <list>
      <item><t:text id="letter.remedy-prefect"/></item>
      <item><t:text id="letter.remedy-minister"/></item>
      <item><t:text id="letter.remedy-court"/></item>
    </list>
  </xsl:template>

  <!-- What was answered, section by section, as the review shows it; never what is confidential. -->
  <xsl:template name="letter-answers">
    <xsl:if test="/paper/answers/section">
      <h2><t:text id="letter.answers-title"/></h2>
      <xsl:for-each select="/paper/answers/section[answer[string(@value)]]">
        <h3><xsl:value-of select="@label"/></h3>
        <identity>
          <xsl:for-each select="answer[string(@value)]"><row label="{@label}"><xsl:call-template name="letter-answer"/></row></xsl:for-each>
        </identity>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>
  <xsl:template name="letter-answer">
    <xsl:choose>
      <xsl:when test="@type = 'date'"><xsl:call-template name="letter-date"><xsl:with-param name="date" select="@value"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'month'"><xsl:value-of select="concat(substring(@value, 6, 2), '/', substring(@value, 1, 4))"/></xsl:when>
      <xsl:when test="@type = 'yes-no' and @value = 'yes'"><t:text id="letter.yes"/></xsl:when>
      <xsl:when test="@type = 'yes-no'"><t:text id="letter.no"/></xsl:when>
      <xsl:when test="@type = 'sex' and @value = 'F'"><t:text id="letter.sex-f"/></xsl:when>
      <xsl:when test="@type = 'sex' and @value = 'M'"><t:text id="letter.sex-m"/></xsl:when>
      <xsl:when test="@type = 'sex'"><t:text id="letter.sex-x"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="letter-signature">
    <xsl:if test="string(/paper/decision/signed)"><signature><line><xsl:value-of select="/paper/decision/signed"/></line></signature></xsl:if>
  </xsl:template>

  <!-- 2023-05-10 as 10/05/2023; anything else as it is. -->
  <xsl:template name="letter-date">
    <xsl:param name="date"/>
    <xsl:choose>
      <xsl:when test="string-length($date) &gt;= 10 and substring($date, 5, 1) = '-'"><xsl:value-of select="concat(substring($date, 9, 2), '/', substring($date, 6, 2), '/', substring($date, 1, 4))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$date"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 2023-05-10 as « 10 mai 2023 », 2023-05-01 as « 1er mai 2023 »; in English 10 May 2023. -->
  <xsl:template name="letter-long-date">
    <xsl:param name="date"/>
    <xsl:variable name="day" select="number(substring($date, 9, 2))"/>
    <xsl:value-of select="$day"/><xsl:if test="$day = 1"><t:text id="letter.first"/></xsl:if><xsl:text> </xsl:text>
    <xsl:variable name="m" select="concat('letter.month-', substring($date, 6, 2))"/>
    <xsl:choose>
      <xsl:when test="$m = 'letter.month-01'"><t:text id="letter.month-01"/></xsl:when><xsl:when test="$m = 'letter.month-02'"><t:text id="letter.month-02"/></xsl:when>
      <xsl:when test="$m = 'letter.month-03'"><t:text id="letter.month-03"/></xsl:when><xsl:when test="$m = 'letter.month-04'"><t:text id="letter.month-04"/></xsl:when>
      <xsl:when test="$m = 'letter.month-05'"><t:text id="letter.month-05"/></xsl:when><xsl:when test="$m = 'letter.month-06'"><t:text id="letter.month-06"/></xsl:when>
      <xsl:when test="$m = 'letter.month-07'"><t:text id="letter.month-07"/></xsl:when><xsl:when test="$m = 'letter.month-08'"><t:text id="letter.month-08"/></xsl:when>
      <xsl:when test="$m = 'letter.month-09'"><t:text id="letter.month-09"/></xsl:when><xsl:when test="$m = 'letter.month-10'"><t:text id="letter.month-10"/></xsl:when>
      <xsl:when test="$m = 'letter.month-11'"><t:text id="letter.month-11"/></xsl:when><xsl:otherwise><t:text id="letter.month-12"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text> </xsl:text><xsl:value-of select="substring($date, 1, 4)"/>
  </xsl:template>

  <!-- 0.00 as « 0 € », 1225.50 as « 1225,50 € ». -->
  <xsl:template name="letter-amount">
    <xsl:param name="amount"/>
    <xsl:choose>
      <xsl:when test="substring-after($amount, '.') = '00' or not(contains($amount, '.'))"><xsl:value-of select="substring-before(concat($amount, '.'), '.')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="translate($amount, '.', ',')"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text> €</xsl:text>
  </xsl:template>

  <xsl:template name="letter-upper">
    <xsl:param name="text"/>
    <xsl:value-of select="translate($text, 'abcdefghijklmnopqrstuvwxyzàâäáãåæçéèêëîïíìñôöóòõøœùûüúýÿšžłśźżćńęąđğışț', 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÄÁÃÅÆÇÉÈÊËÎÏÍÌÑÔÖÓÒÕØŒÙÛÜÚÝŸŠŽŁŚŹŻĆŃĘĄĐĞIŞȚ')"/>
  </xsl:template>
</xsl:stylesheet>

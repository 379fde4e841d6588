<?xml version="1.0" encoding="UTF-8"?>
<!-- The HTML of any mail: one column that fits a phone of 360 px, no picture, nothing loaded from anywhere. Mail programs read style attributes alone, so they stand here. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>

  <xsl:template match="/message">
    <html lang="{@lang}">
      <head><meta name="viewport" content="width=device-width, initial-scale=1"/><title><xsl:value-of select="subject"/></title></head>
      <body style="margin:0;padding:0;background:#f6f6f6;color:#161616;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere">
        <div role="article" aria-label="{subject}" style="max-width:600px;margin:0 auto;background:#ffffff">
          <div style="padding:20px 20px;border-bottom:3px solid #000091"><span style="font-size:12px;font-weight:bold;letter-spacing:.3px">RÉPUBLIQUE FRANÇAISE</span><br/><span style="font-size:20px;font-weight:bold;color:#000091"><t:text id="mail.brand"/></span></div>
          <div style="padding:24px 20px"><xsl:apply-templates select="*[not(self::subject)]"/></div>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="para"><p style="margin:0 0 16px"><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="para[@kind='sign']"><p style="margin:0 0 24px"><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="para[@kind='small']"><p style="margin:0;padding-top:16px;border-top:1px solid #dddddd;font-size:14px;color:#555555"><em><xsl:apply-templates/></em></p></xsl:template>
  <xsl:template match="list"><ul style="margin:0 0 16px;padding-left:24px"><xsl:apply-templates/></ul></xsl:template>
  <xsl:template match="item"><li style="margin:0 0 4px"><xsl:apply-templates/></li></xsl:template>
  <xsl:template match="button"><p style="margin:8px 0 16px"><a href="{@href}" style="display:inline-block;max-width:100%;box-sizing:border-box;padding:12px 20px;background:#000091;color:#ffffff;text-decoration:none;font-weight:bold"><xsl:apply-templates/></a></p></xsl:template>
  <xsl:template match="copy"><p style="margin:0 0 16px;font-size:14px;color:#555555"><xsl:apply-templates/><br/><span style="word-break:break-all"><xsl:value-of select="@href"/></span></p></xsl:template>
  <xsl:template match="strong"><strong><xsl:apply-templates/></strong></xsl:template>
  <xsl:template match="em"><em><xsl:apply-templates/></em></xsl:template>
  <xsl:template match="br"><br/></xsl:template>
  <xsl:template match="span[@lang]"><span lang="{@lang}"><xsl:apply-templates/></span></xsl:template>
</xsl:stylesheet>

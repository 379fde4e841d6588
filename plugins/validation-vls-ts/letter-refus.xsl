<?xml version="1.0" encoding="UTF-8"?>
<!-- The house's sheet; the words that are this procedure's own stand in texts.*.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:include href="guichet:refusal"/></xsl:stylesheet>

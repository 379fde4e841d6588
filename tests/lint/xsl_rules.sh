#!/bin/sh
# Sheets: nothing that a Content-Security-Policy would refuse, nothing that reads outside, nothing unescaped.
set -u
cd "${top_srcdir:-.}" || exit 99
sheets=$(find xslt plugins -name '*.xsl' | sort)
[ -n "$sheets" ] || { echo "no sheets"; exit 77; }
bad=0
rule() {    # what, pattern
	found=$(grep -nE "$2" $sheets | grep -vE ':[0-9]+:[ \t]*<!--.*-->[ \t]*$') && { echo "$1:"; echo "$found" | head -20; bad=1; }
	return 0
}
rule "unescaped output" 'disable-output-escaping|cdata-section-elements'
rule "reads outside" 'document\(|unparsed-text|xsl:import-schema|<!DOCTYPE|<!ENTITY|unparsed-entity-uri|exsl:document|xsl:result-document|system-property'
rule "an extension" 'extension-element-prefixes|xmlns:(php|python|saxon|msxsl|xalan)'
rule "an event attribute" '<[a-zA-Z][^>]* on[a-z]+="'
# mails are read by programs that know no style sheet
all=$sheets sheets=$(printf '%s\n' $sheets | grep -v '^xslt/mail/')
rule "a style attribute" '<[a-zA-Z][^>]* style="'
sheets=$all
rule "a style element" '<style[ >]'
rule "an inline script" '<script([^>]*[^/])?>[^<]'
rule "a javascript: address" 'javascript:|data:text'
rule "an address of another site" '(src|action)="(https?:)?//'
rule "a scheme from data" '(href|src|action|formaction)="\{[^}]*\}:'
rule "a global parameter" '^<xsl:param|^[ \t]<xsl:param name="[^"]*" select="[^"]*"/>[ \t]*<!-- global'
for sheet in $sheets; do
	xmllint --noout --nonet "$sheet" 2>&1 || bad=1
done
exit $bad

#!/bin/sh
# Texts: what the code names stands in French; French and English hold the same ids; a named template that adds attributes is called attr-SOMETHING
# (core/render/flatten.c relies on it).
set -u
cd "${top_srcdir:-.}" || exit 99
bad=0
ids() { grep -ohE '<text id="[^"]+"' "$@" | sed 's/.*id="//; s/"$//' | sort -u; }
french=$(ids xslt/texts/fr*.xml)
has() { printf '%s\n' "$french" | grep -qxF -- "$1"; }

for part in $(find xslt/texts -name 'fr*.xml' | sed 's#.*/fr##'); do
	ids "xslt/texts/fr$part" >"${TMPDIR:-/tmp}/gt-fr.$$"
	ids "xslt/texts/en$part" >"${TMPDIR:-/tmp}/gt-en.$$"
	d=$(diff "${TMPDIR:-/tmp}/gt-fr.$$" "${TMPDIR:-/tmp}/gt-en.$$") || { echo "fr$part and en$part differ:"; echo "$d"; bad=1; }
	rm -f "${TMPDIR:-/tmp}/gt-fr.$$" "${TMPDIR:-/tmp}/gt-en.$$"
done

for f in xslt/texts/*.xml; do
	twice=$(grep -ohE '<text id="[^"]+"' "$f" | sort | uniq -d)
	[ -z "$twice" ] || { echo "$f: twice: $twice"; bad=1; }
done

code=$(find core -name '*.c' | sort)
for id in $(grep -ohE '"(button|field|crumb)\.[a-z][a-z0-9-]*"' $code | tr -d '"' | sort -u); do has "$id" || { echo "no text '$id', which the code names"; bad=1; }; done
for id in $(grep -ohE 'gt_page_message\(v, "[a-z]+", "[a-z0-9-]+"' $code | sed 's/.*, "//; s/"$//' | sort -u); do has "message.$id" || { echo "no text 'message.$id'"; bad=1; }; done
for id in $(grep -ohE '(gt_page_finding|gt_finding_add)\([^;()]*, "[a-z0-9-]+"\)' $code | grep -oE '"[a-z0-9-]+"\)$' | tr -d '")' | sort -u) $(grep -ohE '\bfile-[a-z-]+\b' core/scan/scan.h core/document/document.h | sort -u); do
	has "error.$id" || { echo "no text 'error.$id'"; bad=1; }
done
for id in $(sed -n '/flash/,/^}/p' core/web/page.c | grep -oE '\{ "[a-z-]+", "(success|info|warning|error)"' | sed 's/{ "//; s/",.*//'); do has "message.$id" || { echo "no text 'message.$id'"; bad=1; }; done
for id in $(sed -n '/gt_alert_kinds\[\] = /,/}/p' core/dossier/alert.c | grep -oE '"[a-z-]+"' | tr -d '"') $(grep -ohE "INTO alert .* d\.id, '[a-z-]+'" $code | sed "s/.*, '//; s/'$//"); do has "alert.$id" || { echo "no text 'alert.$id'"; bad=1; }; done
for id in $(sed -n '/"draft", "deposited"/,/}/p' core/dossier/dossier.c | grep -oE '"[a-z-]+"' | tr -d '"'); do has "state.$id" || { echo "no text 'state.$id'"; bad=1; }; done

awk '/<xsl:template /{ name = ""; if (match($0, /name="[^"]*"/)) name = substr($0, RSTART + 6, RLENGTH - 7); first = 1; if ($0 !~ />[ \t]*$/) first = 0 }
	first && name && /^[ \t]*<xsl:(attribute|if [^>]*><xsl:attribute)/ && name !~ /^attr-/ { print FILENAME ":" FNR ": template \047" name "\047 adds attributes: call it attr-…"; bad = 1 }
	!/<xsl:template / && /<[a-wyz]/ { first = 0 }
	END { exit bad }' $(find xslt/site xslt/page -name '*.xsl') || bad=1
exit $bad

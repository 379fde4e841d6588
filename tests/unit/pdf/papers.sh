#!/bin/sh
# What a finished paper is, asked of tools that are not ours: valid, tagged, in French, embedded fonts, real text, small.
set -u
top=${top_srcdir:-.}; build=${top_builddir:-.}
command -v pdftotext >/dev/null && command -v qpdf >/dev/null || exit 77
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0
check () { what=$1; shift; if "$@" >/dev/null 2>&1; then echo "ok - $what"; else echo "not ok - $what"; failed=1; fi; }
has () { grep -qF -- "$2" "$1"; }
paper () { "$build/tests/unit/pdf/make_paper" "$top/tests/unit/pdf/letters/$1.xml" "$tmp/$2.pdf" ${3:-} || { echo "not ok - $2 is made"; exit 1; }
	pdftotext -layout "$tmp/$2.pdf" "$tmp/$2.txt"; pdfinfo "$tmp/$2.pdf" >"$tmp/$2.info"; pdfinfo -struct-text "$tmp/$2.pdf" >"$tmp/$2.struct"
	qpdf --qdf --object-streams=disable "$tmp/$2.pdf" "$tmp/$2.qdf"; pdffonts "$tmp/$2.pdf" | tail -n +3 >"$tmp/$2.fonts"; }
paper deposit deposit
paper deposit again
paper annex annex specimen
for p in deposit annex; do
	check "$p is a valid PDF" qpdf --check "$tmp/$p.pdf"
	check "$p is tagged" grep -q '^Tagged: *yes' "$tmp/$p.info"
	check "$p says its language" grep -qa '/Lang (fr)' "$tmp/$p.qdf"
	check "$p shows its title in the window" grep -qa '/DisplayDocTitle true' "$tmp/$p.qdf"
	check "$p is below 100 kB" test "$(wc -c <"$tmp/$p.pdf")" -lt 100000
	check "$p has only embedded, subset fonts" sh -c "test -s '$tmp/$p.fonts' && ! awk '{ if (\$(NF-4) != \"yes\" || \$(NF-3) != \"yes\") exit 0 } END { exit 1 }' '$tmp/$p.fonts'"
	check "$p has A4 pages" grep -q 'A4' "$tmp/$p.info"
done
check "the date of the act is the file's date" env TZ=UTC sh -c "pdfinfo '$tmp/deposit.pdf' | grep -q '^CreationDate: *Wed May 10 .*2023'"
check "the same letter gives the same bytes" cmp "$tmp/deposit.pdf" "$tmp/again.pdf"
check "accents are text" has "$tmp/deposit.txt" "CONFIRMATION DU DÉPÔT"
check "the references are text" has "$tmp/deposit.txt" "5901202305100000114"
check "label and value are read as one line" grep -q 'Nom de naissance.*:.*ACC' "$tmp/deposit.struct"
check "a paragraph over two lines is one text" grep -q 'examinée par la préfecture compétente' "$tmp/deposit.struct"
check "the printed code is text" has "$tmp/deposit.txt" "7K2MQ-4HWTD-XN8PV-03RCE"
check "the QR code has words for those who do not see it" grep -qa '/Alt ' "$tmp/deposit.qdf"
check "the QR code is an image of two tones that readers are told not to smooth" sh -c "pdfimages -list '$tmp/deposit.pdf' | grep -q ' gray *1 *1 *image *no '"
check "headings are headings" grep -q '^ *H1' "$tmp/deposit.struct"
check "lists are lists" grep -q '^ *LBody' "$tmp/annex.struct"
check "heading cells say what they head" grep -q 'Scope /Column' "$tmp/annex.struct"
check "decoration is marked as such" grep -qa '/Artifact BMC' "$tmp/deposit.qdf"
# Words of all lengths, so that lines end everywhere.
for mark in : '?' '%' '€' '»'; do
	sed "s|<para>Le 10/05/2023.*</para>|<para>$(awk -v m="$mark" 'BEGIN { for (i = 0; i < 400; i++) printf "%s %s ", substr("abcdefghijklmnopq", 1, i % 17 + 1), m }')</para>|" \
		"$top/tests/unit/pdf/letters/deposit.xml" >"$tmp/glued.xml"
	"$build/tests/unit/pdf/make_paper" "$tmp/glued.xml" "$tmp/glued.pdf" && pdftotext -layout "$tmp/glued.pdf" "$tmp/glued.txt"
	check "no line begins with $mark" sh -c "grep -q 'abc $mark abcd $mark' '$tmp/glued.txt' && ! grep '^ *$mark' '$tmp/glued.txt'"
done
check "no font is there twice" sh -c "test -z \"\$(awk '{ print \$1 }' '$tmp/deposit.fonts' | sed 's/.*+//' | sort | uniq -d)\""
check "a link is a link, and the words beside it are read" sh -c "grep -q 'Vous serez inform' '$tmp/deposit.struct' && grep -qa '/URI (https://etrangers.example.fr/connexion)' '$tmp/deposit.qdf'"
check "pages say which they are" has "$tmp/annex.txt" "Page 2/2"
check "the head comes again on page 2" sh -c "pdftotext -f 2 '$tmp/annex.pdf' - | grep -q 'RÉPUBLIQUE'"
check "a specimen says so on each page" sh -c "test \$(grep -c 'SPÉCIMEN' '$tmp/annex.txt') -eq 2"
check "a true paper is no specimen" sh -c "! grep -q 'SPÉCIMEN' '$tmp/deposit.txt'"
check "direction marks do not reorder words" has "$tmp/annex.txt" "Müllerevil"
if command -v zbarimg >/dev/null; then
	for dpi in 96 150 300; do
		pdftoppm -r $dpi -png -singlefile "$tmp/deposit.pdf" "$tmp/scan"
		check "the QR code can be read at $dpi points an inch" sh -c "zbarimg -q '$tmp/scan.png' | grep -q 'QR-Code:https://etrangers.example.fr/verifier?r='"
	done
fi
exit $failed

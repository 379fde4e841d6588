#!/bin/sh
# What docs/asvs.md names is there: each test, each document.
set -u
cd "${top_srcdir:-.}" || exit 99
bad=0 seen=0
for name in $(grep -o '`[a-z0-9_/.-]*\.\(c\|sh\|js\|md\|test\|h\|sql\|json\)`\|`fuzz/run`' docs/asvs.md | tr -d '`' | sort -u); do
	seen=$((seen + 1))
	[ -e "$name" ] || [ -e "tests/$name" ] || { echo "docs/asvs.md names '$name', which is not there"; bad=1; }
done
[ $seen -gt 30 ] || { echo "only $seen names found"; bad=1; }
# lines that no other test shows: scripts write text, and keep nothing in the browser
found=$(grep -rnE 'innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage' xslt/static/src) && { echo "scripts:"; echo "$found"; bad=1; }
exit $bad

#!/bin/sh
# The core knows no procedure: none of its words stands in core or in the pages' sheets. The list is each plugin's own id.
set -u
cd "${top_srcdir:-.}" || exit 99
bad=0
for xml in plugins/*/procedure.xml; do
	[ -f "$xml" ] || continue
	id=$(basename "$(dirname "$xml")")
	found=$(grep -rnF --include='*.[ch]' --include='*.xsl' -e "$id" core xslt) && { echo "'$id' is named outside plugins:"; echo "$found" | head; bad=1; }
done
exit $bad

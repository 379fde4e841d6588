#!/bin/sh
# core/ROOMS is the law: which room may include which, and who alone may use a foreign header.
set -u
cd "${top_srcdir:-.}" || exit 99
find core -name '*.[ch]' ! -path 'core/sdk/*' | sort | xargs awk '
function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
BEGIN {
	while ((getline line < "core/ROOMS") > 0) {
		if (line ~ /^#/ || line !~ /\|/) continue
		split(line, part, "|")
		n = split(part[1], names, ",")
		for (k = 1; k <= n; k++) {
			room = trim(names[k])
			order[room] = ++count
			may[room] = " " trim(part[2]) " "
			m = split(part[3], headers, " ")
			for (j = 1; j <= m; j++) if (headers[j] != "-") { owner[headers[j]] = owner[headers[j]] " " room " "; foreign[headers[j]] = 1 }
		}
	}
	for (room in may) {
		n = split(may[room], list, " ")
		for (k = 1; k <= n; k++) if (list[k] != "-" && list[k] != "*" && list[k] != "sdk" && !(list[k] in order && order[list[k]] < order[room])) {
			print "core/ROOMS: " room " may include " list[k] ", which is not above it"; bad = 1
		}
	}
}
/^[ \t]*#[ \t]*include[ \t]/ {
	split(FILENAME, dir, "/"); room = dir[2]
	if (!(room in order)) { print FILENAME ": room " room " is not in core/ROOMS"; bad = 1; next }
	if (match($0, /"[^"]+"/)) {
		header = substr($0, RSTART + 1, RLENGTH - 2)
		split(header, to, "/")
		if (header !~ /\//) { print FILENAME ":" FNR ": include \"" header "\" without its room"; bad = 1; next }
		target = to[1]
		if (target == "guichet") target = "sdk"
		if (target == room) next
		if (index(may[room], " * ")) next
		if (!index(may[room], " " target " ")) { print FILENAME ":" FNR ": room " room " may not include room " target; bad = 1 }
		else if (header ~ /_priv\.h$/ || header ~ /_store\.h$/) { print FILENAME ":" FNR ": " header " is private to its room"; bad = 1 }
	} else if (match($0, /<[^>]+>/)) {
		header = substr($0, RSTART + 1, RLENGTH - 2)
		for (f in foreign) if (index(header, f) == 1 && !index(owner[f], " " room " ")) {
			print FILENAME ":" FNR ": <" header "> is for" owner[f] "alone"; bad = 1
		}
	}
}
END { exit bad ? 1 : 0 }'

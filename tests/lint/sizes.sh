#!/bin/sh
# A file of at most 700 lines, a header of at most 200: what is longer is two things.
set -u
cd "${top_srcdir:-.}" || exit 99
find core plugins tests -name '*.[ch]' | xargs wc -l | awk '$2 != "total" { limit = $2 ~ /\.h$/ ? 200 : 700; if ($1 > limit) { print $2 ": " $1 " lines, at most " limit; bad = 1 } } END { exit bad ? 1 : 0 }'

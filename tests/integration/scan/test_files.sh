#!/bin/bash
# The real guichet-scan before all the files that the tests can make: some three hundred lawful ones, and hostile ones by the hundred.
# What is made is kept in the build tree until a generator changes.
set -eu
. "${top_srcdir:-.}/tests/integration/scan/lib.sh"
for tool in python3 convert qpdf pdftocairo; do command -v $tool >/dev/null || { echo "no $tool"; exit 77; }; done

kept=$builddir/tests/lib/cache/files-$(cat "$srcdir"/tests/lib/files/*.py | cksum | cut -d' ' -f1)
if [ ! -d "$kept" ]; then
	rm -rf "$builddir"/tests/lib/cache/files-* "$kept.new"
	mkdir -p "$kept.new"
	python3 "$srcdir/tests/lib/files/valid.py" "$kept.new/valid" >/dev/null
	python3 "$srcdir/tests/lib/files/make.py" "$kept.new/hostile" >/dev/null
	rm "$kept.new"/hostile/clean--* "$kept.new"/hostile/file-too-many-pages--50000-counted-as-one.pdf
	python3 "$srcdir/tests/lib/files/hostile.py" "$kept.new/hostile" >/dev/null
	mv "$kept.new" "$kept"
fi

echo "workers = 2" >>"$dir/guichet.ini"
start

# two askers at once, as two workers of the site are
half() { ls "$kept/$1" | awk -v k="$2" -v d="$kept/$1/" 'NR % 2 == k { print d $0 }'; }
look() { # valid | hostile
	half "$1" 0 | xargs -d '\n' "$ask" "$sock" expect >"$dir/$1.0" 2>&1 & local first=$!
	half "$1" 1 | xargs -d '\n' "$ask" "$sock" expect >"$dir/$1.1" 2>&1 || :
	wait $first || :
	cat "$dir/$1.0" "$dir/$1.1"
}
sum() { awk -v column="$2" '/ files, .* wrong/ { split($0, part, /[^0-9]+/); s += part[column] } END { print s + 0 }' "$dir/$1.0" "$dir/$1.1"; }
at_least() { [ "$3" -ge "$2" ] || { echo "$1: $3, at least $2 are wanted"; exit 1; }; echo "ok: $1: $3"; }
at_most() { [ "$3" -le "$2" ] || { echo "$1: $3, at most $2"; exit 1; }; echo "ok: $1: $3"; }

look valid
at_least "lawful files looked at" 300 "$(sum valid 1)"
at_most "lawful files refused (one in two hundred)" $(($(sum valid 1) / 200)) "$(sum valid 2)"
look hostile
at_least "hostile files looked at" 350 "$(sum hostile 1)"
at_least "foldings of EICAR among them" 30 "$(ls "$kept/hostile" | grep -c '^file-infected--')"
at_most "hostile files told otherwise than they should be" 0 "$(sum hostile 2)"
for f in "$dir"/valid.? "$dir"/hostile.?; do
	at_most "slowest answer of $(basename "$f"), ms" 23000 "$(sed -n 's/.*slowest \([0-9]*\) ms/\1/p' "$f")"
done
soon "it is still there" answers
empty() { [ "$(find "$dir/tmp" -type f | wc -l)" = 0 ]; }
soon "nothing is left in the temporary folder" empty
! grep -E 'Sanitizer|runtime error|sandbox' "$dir/log" || { echo "a child was stopped for a fault"; exit 1; }

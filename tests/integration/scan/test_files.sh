#!/bin/bash
# The real guichet-scan before all the files that the tests can make: some three hundred lawful ones, and hostile ones by the hundred.
# What is made is kept in the build tree until a generator changes.
set -eu
builddir=${top_builddir:-.} srcdir=${top_srcdir:-.}
scan=$builddir/core/prog/guichet-scan ask=$builddir/tests/integration/scan/ask_scan
for tool in python3 convert qpdf pdftocairo; do command -v $tool >/dev/null || { echo "no $tool"; exit 77; }; done
dir=$(mktemp -d /tmp/gt-files-XXXXXX)
pid=
finish() {
	status=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	[ -z "$pid" ] || wait "$pid" 2>/dev/null || :
	if [ $status -ne 0 ]; then echo "failed; log:"; tail -20 "$dir/log" 2>/dev/null || :; fi
	if [ -n "${GT_KEEP:-}" ]; then echo "kept: $dir"; else rm -rf "$dir"; fi
	exit $status
}
trap finish EXIT
trap 'exit 1' INT TERM

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

mkdir "$dir/tmp" "$dir/signatures"
cp "$srcdir/core/scan/signatures/guichet-test.ndb" "$dir/signatures/"
cat >"$dir/guichet.ini" <<END
[run]
directory = $dir
[scan]
tmp_dir = $dir/tmp
database_dir = $dir/none
test_dir = $dir/signatures
test_set = yes
workers = 2
END
"$scan" --config "$dir/guichet.ini" 2>>"$dir/log" &
pid=$!
n=0
until [ "$("$ask" "$dir/scan.sock" status | cut -c1-2)" = ok ]; do
	n=$((n + 1)); [ $n -lt 600 ] || { echo "does not start"; exit 1; }
	kill -0 $pid || { echo "ended at start"; exit 1; }
	sleep 0.05
done

# two askers at once, as two workers of the site are
half() { ls "$kept/$1" | awk -v k="$2" -v d="$kept/$1/" 'NR % 2 == k { print d $0 }'; }
run() { # valid | hostile
	half "$1" 0 | xargs -d '\n' "$ask" "$dir/scan.sock" expect >"$dir/$1.0" 2>&1 & local first=$!
	half "$1" 1 | xargs -d '\n' "$ask" "$dir/scan.sock" expect >"$dir/$1.1" 2>&1 || :
	wait $first || :
	cat "$dir/$1.0" "$dir/$1.1"
}
sum() { awk -v column="$2" '/ files, .* wrong/ { split($0, part, /[^0-9]+/); s += part[column] } END { print s + 0 }' "$dir/$1.0" "$dir/$1.1"; }
at_least() { [ "$3" -ge "$2" ] || { echo "$1: $3, at least $2 are wanted"; exit 1; }; echo "ok: $1: $3"; }
at_most() { [ "$3" -le "$2" ] || { echo "$1: $3, at most $2"; exit 1; }; echo "ok: $1: $3"; }

run valid
at_least "lawful files looked at" 300 "$(sum valid 1)"
at_most "lawful files refused (one in two hundred)" $(($(sum valid 1) / 200)) "$(sum valid 2)"
run hostile
at_least "hostile files looked at" 350 "$(sum hostile 1)"
at_least "foldings of EICAR among them" 30 "$(ls "$kept/hostile" | grep -c '^file-infected--')"
at_most "hostile files told otherwise than they should be" 0 "$(sum hostile 2)"
for f in "$dir"/valid.? "$dir"/hostile.?; do
	at_most "slowest answer of $(basename "$f"), ms" 23000 "$(sed -n 's/.*slowest \([0-9]*\) ms/\1/p' "$f")"
done
case $("$ask" "$dir/scan.sock" status) in ok*) echo "ok: it is still there" ;; *) echo "it is gone"; exit 1 ;; esac
n=0
while [ "$(find "$dir/tmp" -type f | wc -l)" != 0 ]; do n=$((n + 1)); [ $n -lt 50 ] || { echo "something is left in the temporary folder"; exit 1; }; sleep 0.1; done
! grep -E 'Sanitizer|runtime error|sandbox' "$dir/log" || { echo "a child was stopped for a fault"; exit 1; }

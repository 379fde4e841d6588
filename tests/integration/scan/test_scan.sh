#!/bin/sh
# The real guichet-scan: verdicts of all test files, pictures, walls, renewal without a gap, crashes.
set -eu
builddir=${top_builddir:-.} srcdir=${top_srcdir:-.}
scan=$builddir/core/prog/guichet-scan ask=$builddir/tests/integration/scan/ask_scan
command -v python3 >/dev/null || exit 77
dir=$(mktemp -d /tmp/gt-scan-XXXXXX)
pid=
finish() {
	status=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	[ -z "$pid" ] || wait "$pid" 2>/dev/null || :
	if [ $status -ne 0 ]; then echo "failed; log:"; cat "$dir/log" 2>/dev/null || :; fi
	if [ -n "${GT_KEEP:-}" ]; then echo "kept: $dir"; else rm -rf "$dir"; fi
	exit $status
}
trap finish EXIT
trap 'exit 1' INT TERM
sock=$dir/scan.sock
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
END
start() {
	"$scan" --config "$dir/guichet.ini" 2>>"$dir/log" &
	pid=$!
	n=0
	until [ "$("$ask" "$sock" status | cut -c1-2)" = ok ]; do
		n=$((n + 1)); [ $n -lt 600 ] || { echo "does not start"; exit 1; }
		kill -0 $pid || { echo "ended at start"; exit 1; }
		sleep 0.05
	done
}
is() { [ "$2" = "$3" ] || { echo "$1: got '$2', expected '$3'"; exit 1; }; echo "ok: $1"; }

is "nobody there is busy" "$("$ask" "$sock" status)" busy
start
grep -q 'TEST SIGNATURES ONLY' "$dir/log"
is "the test set says that it is one" "$("$ask" "$sock" status | cut -f4)" test

python3 "$srcdir/tests/lib/files/make.py" "$dir/files" >/dev/null
rm "$dir"/files/file-too-many-pages--50000-counted-as-one.pdf
"$ask" "$sock" expect "$dir"/files/*
echo "ok: every test file has the verdict that its name tells"
is "nothing is left in the temporary folder" "$(find "$dir/tmp" -type f | wc -l)" 0
is "a file that is not sealed is refused" "$("$ask" "$sock" unsealed)" badinput

# pictures
for f in one-page.pdf owner-password.pdf turned.jpg grey.jpg alpha.png palette.bmp two-colours.bmp v5.bmp one-page.tif big-endian.tif; do
	got=$("$ask" "$sock" preview "$dir/files/clean--$f" 1 500 "$dir/p.png" 2>/dev/null)
	case $f:$got in *"ok "*) ;; *) echo "no picture of $f: $got"; exit 1 ;; esac
	is "picture of $f is a whole PNG" "$("$ask" "$sock" verdict "$dir/p.png" | cut -f2)" clean
done
is "a picture is as wide as asked" "$("$ask" "$sock" preview "$dir/files/clean--one-page.pdf" 1 500 "$dir/p.png" 2>/dev/null)" "ok 500x707 of 1"
is "a turned photograph stands upright" "$("$ask" "$sock" preview "$dir/files/clean--turned.jpg" 1 500 "$dir/p.png" 2>/dev/null)" "ok 16x32 of 1"
is "third page of a PDF" "$("$ask" "$sock" preview "$dir/files/clean--three-pages.pdf" 3 100 "$dir/p.png" 2>/dev/null)" "ok 100x141 of 3"
is "fourth page of a TIFF" "$("$ask" "$sock" preview "$dir/files/clean--four-pages.tif" 4 100 "$dir/p.png" 2>/dev/null)" "ok 24x16 of 4"
is "no fifth page" "$("$ask" "$sock" preview "$dir/files/clean--four-pages.tif" 5 100 "$dir/p.png" 2>/dev/null)" notfound
is "no picture of a bomb" "$("$ask" "$sock" preview "$dir/files/file-too-many-pixels--50000.png" 1 100 "$dir/p.png" 2>/dev/null)" refused
# text in a font that the file does not carry is shown: the picture of a page with text weighs more than that of a blank one
python3 - "$srcdir/tests/lib/files" "$dir" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import make
open(sys.argv[2] + "/blank.pdf", "wb").write(make.pdf(content=b""))
END
"$ask" "$sock" preview "$dir/blank.pdf" 1 500 "$dir/blank.png" 2>/dev/null >/dev/null
"$ask" "$sock" preview "$dir/files/clean--one-page.pdf" 1 500 "$dir/text.png" 2>/dev/null >/dev/null
[ "$(wc -c <"$dir/text.png")" -gt "$(wc -c <"$dir/blank.png")" ] || { echo "text is not shown"; exit 1; }
echo "ok: text in a font that the file does not carry is shown"

# new signatures, without a gap
before=$("$ask" "$sock" status | cut -f3)
echo "Guichet-New:0:*:$(printf 'a signature of tomorrow' | od -An -tx1 | tr -d ' \n')" >>"$dir/signatures/guichet-test.ndb"
kill -HUP $pid
n=0 gaps=0
while [ "$("$ask" "$sock" status | cut -f3)" = "$before" ]; do
	[ "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" = clean ] || gaps=$((gaps + 1))
	n=$((n + 1)); [ $n -lt 2000 ] || { echo "signatures were not renewed"; exit 1; }
done
is "signatures are renewed without a gap" "$gaps" 0
is "the new signature counts" "$("$ask" "$sock" status | cut -f3)" $((before + 1))

# signatures that cannot be loaded: the old ones stay
cp "$dir/signatures/guichet-test.ndb" "$dir/kept"
echo "this is no signature" >"$dir/signatures/guichet-test.ndb"
kill -HUP $pid
n=0
until grep -q 'msg="signatures in' "$dir/log"; do n=$((n + 1)); [ $n -lt 200 ] || { echo "bad signatures were not told"; exit 1; }; sleep 0.05; done
is "bad signatures leave the old ones at work" "$("$ask" "$sock" verdict "$dir/files/file-infected--text.png" | cut -f2)" file-infected
cp "$dir/kept" "$dir/signatures/guichet-test.ndb"

# the scanner dies: nothing is clean; it comes back
kill -KILL $pid
wait $pid 2>/dev/null || :
pid=
n=0
while [ "$("$ask" "$sock" status)" != busy ]; do n=$((n + 1)); [ $n -lt 200 ] || { echo "workers outlive their service"; exit 1; }; sleep 0.05; done
is "a dead scanner finds nothing clean" "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" scanner-away
start
is "it is back" "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" clean
is "what the dead one left is gone" "$(ls -d "$dir"/tmp/guichet-scan.* | wc -l)" 1
kill -TERM $pid
wait $pid || { echo "status $? at the end"; exit 1; }
pid=
is "it leaves nothing behind" "$(ls "$dir/tmp" | wc -l)" 0

# without signatures and without leave to use the test set nothing is clean
sed 's/test_set = yes/test_set = no/' "$dir/guichet.ini" >"$dir/strict.ini"
"$scan" --config "$dir/strict.ini" 2>"$dir/strict.log" &
pid=$!
n=0
until grep -q 'nothing can be scanned' "$dir/strict.log"; do n=$((n + 1)); [ $n -lt 200 ] || exit 1; sleep 0.05; done
is "no signatures, no uploads" "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" scanner-away
case $("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f6) in [0-9]" ms" | [0-9][0-9]" ms" | [0-9][0-9][0-9]" ms") ;; *) echo "says no too late"; exit 1 ;; esac
# they come: from then on files are looked at
sed 's/test_set = no/test_set = yes/' "$dir/strict.ini" >"$dir/guichet.ini"
kill -TERM $pid
wait $pid
pid=
echo "no signature" >"$dir/signatures/guichet-test.ndb"
"$scan" --config "$dir/guichet.ini" 2>"$dir/late.log" &
pid=$!
n=0
until grep -q 'nothing can be scanned' "$dir/late.log"; do n=$((n + 1)); [ $n -lt 200 ] || exit 1; sleep 0.05; done
is "unreadable signatures, no uploads" "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" scanner-away
cp "$dir/kept" "$dir/signatures/guichet-test.ndb"
kill -HUP $pid
n=0
until [ "$("$ask" "$sock" status | cut -c1-2)" = ok ]; do n=$((n + 1)); [ $n -lt 200 ] || { echo "does not recover"; exit 1; }; sleep 0.05; done
is "signatures that come later are taken" "$("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f2)" clean
kill -TERM $pid
wait $pid
pid=

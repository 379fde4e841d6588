#!/bin/sh
# The real guichet-scan: verdicts of all test files, pictures, walls, renewal without a gap, crashes.
set -eu
. "${top_srcdir:-.}/tests/integration/scan/lib.sh"
command -v python3 >/dev/null || exit 77

is "nobody there is busy" "$(status_of 1)" busy
start
grep -q 'TEST SIGNATURES ONLY' "$dir/log"
is "the test set says that it is one" "$(status_of 4)" test

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
	is "picture of $f is a whole PNG" "$(verdict_of "$dir/p.png")" clean
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
before=$(status_of 3)
add_signature tomorrow
kill -HUP $pid
n=0 gaps=0
while [ "$(status_of 3)" = "$before" ]; do
	[ "$(verdict_of "$dir/files/clean--rgb.png")" = clean ] || gaps=$((gaps + 1))
	n=$((n + 1)); [ $n -lt 2000 ] || { echo "signatures were not renewed"; exit 1; }
done
is "signatures are renewed without a gap" "$gaps" 0
# the old process may still take a question that came before it was told to end
n=0 same=0
while [ $same -lt 10 ]; do
	if [ "$(status_of 3)" = $((before + 1)) ]; then same=$((same + 1)); else same=0; fi
	n=$((n + 1)); [ $n -lt 200 ] || { echo "the new signature does not count"; exit 1; }
done
echo "ok: the new signature counts"

# signatures that cannot be loaded: the old ones stay
cp "$dir/signatures/guichet-test.ndb" "$dir/kept"
echo "this is no signature" >"$dir/signatures/guichet-test.ndb"
kill -HUP $pid
soon "bad signatures are told" grep -q 'msg="signatures in' "$dir/log"
is "bad signatures leave the old ones at work" "$(verdict_of "$dir/files/file-infected--text.png")" file-infected
cp "$dir/kept" "$dir/signatures/guichet-test.ndb"

# the scanner dies: nothing is clean; it comes back
kill -KILL $pid
wait $pid 2>/dev/null || :
pid=
soon "workers end with their service" away
is "a dead scanner finds nothing clean" "$(verdict_of "$dir/files/clean--rgb.png")" scanner-away
start
is "it is back" "$(verdict_of "$dir/files/clean--rgb.png")" clean
is "what the dead one left is gone" "$(ls -d "$dir"/tmp/guichet-scan.* | wc -l)" 1
stop
is "it leaves nothing behind" "$(ls "$dir/tmp" | wc -l)" 0

# without signatures and without leave to use the test set nothing is clean
none() { grep -q 'nothing can be scanned' "$dir/log"; }
sed 's/test_set = yes/test_set = no/' "$dir/guichet.ini" >"$dir/strict.ini"
run "$dir/strict.ini"
soon "it says that it has no signatures" none
is "no signatures, no uploads" "$(verdict_of "$dir/files/clean--rgb.png")" scanner-away
case $("$ask" "$sock" verdict "$dir/files/clean--rgb.png" | cut -f6) in [0-9]" ms" | [0-9][0-9]" ms" | [0-9][0-9][0-9]" ms") ;; *) echo "says no too late"; exit 1 ;; esac
stop
# they come: from then on files are looked at
: >"$dir/log"
echo "no signature" >"$dir/signatures/guichet-test.ndb"
run "$dir/guichet.ini"
soon "it says that they cannot be read" none
is "unreadable signatures, no uploads" "$(verdict_of "$dir/files/clean--rgb.png")" scanner-away
cp "$dir/kept" "$dir/signatures/guichet-test.ndb"
kill -HUP $pid
soon "it recovers" answers
is "signatures that come later are taken" "$(verdict_of "$dir/files/clean--rgb.png")" clean
stop

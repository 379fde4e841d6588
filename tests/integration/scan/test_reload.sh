#!/bin/bash
# The real guichet-scan where memory does not suffice for two sets of signatures: the old ones go on, everybody is told, and the new ones come when
# memory does. How much is free is told by a file (scan.meminfo), as in a container.
set -eu
. "${top_srcdir:-.}/tests/integration/scan/lib.sh"
command -v python3 >/dev/null || exit 77
ctl=$builddir/core/prog/guichetctl
free() { printf 'MemTotal: 9999999 kB\nMemAvailable: %d kB\n' $(($1 * 1024)) >"$dir/meminfo.new"; mv "$dir/meminfo.new" "$dir/meminfo"; }
count() { [ "$(status_of 3)" = "$1" ]; }
told() { [ "$(grep -c "$1" "$dir/log")" -ge "${2:-1}" ]; }
python3 - "$srcdir/tests/lib/files" "$dir" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import make
open(sys.argv[2] + "/clean.pdf", "wb").write(make.pdf())
END
echo "meminfo = $dir/meminfo" >>"$dir/guichet.ini"

# the first set is loaded however little there is: without it nothing works
free 1
start
before=$(status_of 3)

add_signature tomorrow
kill -HUP $pid
soon "the log says so" told 'new signatures wait for memory'
is "with figures" "$(grep -c 'need [1-9][0-9]* MiB, 1 are there' "$dir/log")" 1
is "the old signatures go on" "$(verdict_of "$dir/clean.pdf")" clean
is "they are the old ones" "$(status_of 3)" "$before"
is "the doctor tells the operator" "$("$ctl" --config "$dir/guichet.ini" doctor 2>/dev/null | grep -c '^warn  scanner: newer signatures wait for memory since 20.*, 1 were there')" 1
is "so do the numbers" "$("$ctl" --config "$dir/guichet.ini" metrics 2>/dev/null | grep '^guichet_scanner_waits')" "guichet_scanner_waits_for_memory 1"
kill -HUP $pid
sleep 0.5
is "the log says it once, not at every try" "$(grep -c 'new signatures wait for memory' "$dir/log")" 1
is "still the old ones" "$(status_of 3)" "$before"

free 9000
n=0
until count $((before + 1)); do
	[ "$(verdict_of "$dir/clean.pdf")" = clean ] || { echo "a gap"; exit 1; }
	n=$((n + 1)); [ $n -lt 400 ] || { echo "they do not come"; exit 1; }
	sleep 0.1
done
echo "ok: they come by themselves when memory does, without a gap"
is "nothing waits any more" "$("$ctl" --config "$dir/guichet.ini" doctor 2>/dev/null | grep -c 'wait for memory')" 0

# a full set is larger than the test set: what it will take is not guessed from the small one
mkdir "$dir/official"
: >"$dir/official/daily.cld"
free 1200
sed "s|^database_dir = .*|database_dir = $dir/official|" "$dir/guichet.ini" >"$dir/full.ini"
stop
rm "$dir/official/daily.cld"
run "$dir/full.ini"
soon "it starts" answers
: >"$dir/official/daily.cld"
kill -HUP $pid
soon "a full set is not loaded into too little" told 'need 1[5-9][0-9][0-9] MiB, 1200 are there'
is "the old signatures go on" "$(verdict_of "$dir/clean.pdf")" clean
rm "$dir/official/daily.cld"
stop

# scan.reload = replace: a gap rather than old signatures
free 1
sed 's/^test_set = yes/&\nreload = replace/' "$dir/guichet.ini" >"$dir/replace.ini"
run "$dir/replace.ini"
soon "it starts" answers
before=$(status_of 3)
add_signature later
kill -HUP $pid
soon "the set is replaced" count $((before + 1))
is "the log says that there was a gap" "$(grep -c 'scan.reload = replace' "$dir/log")" 1
is "files are looked at again" "$(verdict_of "$dir/clean.pdf")" clean
stop
sed 's/^test_set = yes/&\nreload = sometimes/' "$dir/guichet.ini" >"$dir/wrong.ini"
! ("$scan" --config "$dir/wrong.ini") >"$dir/wrong" 2>&1 || exit 1
is "another word is refused at start" "$(grep -c "scan.reload is 'beside' or 'replace'" "$dir/wrong")" 1

# two generations of the house on one socket (systemctl reload): the second gives up, the first goes on
free 1
python3 - "$scan" "$dir/guichet.ini" "$sock" "$dir" <<'END' || exit 1
import socket, subprocess, sys, time, os
scan, ini, path, folder = sys.argv[1:]
os.path.exists(path) and os.unlink(path)
s = socket.socket(socket.AF_UNIX)
s.bind(path)
s.listen(16)
def generation():
    r, w = os.pipe()
    p = subprocess.Popen([scan, "--config", ini, "--listen-fd", str(s.fileno()), "--status-fd", str(w)], pass_fds=(s.fileno(), w), stderr=open(folder + "/log", "a"))
    os.close(w)
    return p, r
first, ready = generation()
assert os.read(ready, 1) == b"R"
second, ready = generation()
assert second.wait(20) == 1, "the second generation did not give up"
assert os.read(ready, 1) == b"", "it said that it is ready"
assert first.poll() is None
first.terminate()
assert first.wait(20) == 0
END
echo "ok: a second generation that finds no memory gives up, the first goes on"

# For the tests of this folder: a folder of their own with settings and signatures, the real guichet-scan started there, and its end.
builddir=${top_builddir:-.} srcdir=${top_srcdir:-.}
scan=$builddir/core/prog/guichet-scan ask=$builddir/tests/integration/scan/ask_scan
dir=$(mktemp -d /tmp/gt-scan-XXXXXX)
sock=$dir/scan.sock
pid=
finish() {
	status=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	[ -z "$pid" ] || wait "$pid" 2>/dev/null || :
	if [ $status -ne 0 ]; then echo "failed; log:"; tail -40 "$dir/log" 2>/dev/null || :; fi
	if [ -n "${GT_KEEP:-}" ]; then echo "kept: $dir"; else rm -rf "$dir"; fi
	exit $status
}
trap finish EXIT
trap 'exit 1' INT TERM
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

is() { [ "$2" = "$3" ] || { echo "$1: got '$2', expected '$3'"; exit 1; }; echo "ok: $1"; }
status_of() { "$ask" "$sock" status | cut -f"$1"; }
verdict_of() { "$ask" "$sock" verdict "$1" | cut -f2; }
soon() { # what, command…: true within 30 s
	what=$1 n=0; shift
	until "$@"; do n=$((n + 1)); [ $n -lt 600 ] || { echo "not within 30 s: $what"; exit 1; }; sleep 0.05; done
}
answers() { case $(status_of 1) in ok*) return 0 ;; esac; kill -0 $pid || { echo "it ended by itself"; exit 1; }; return 1; }
away() { [ "$(status_of 1)" = busy ]; }
run() { "$scan" --config "$1" 2>>"$dir/log" & pid=$!; }
start() { run "$dir/guichet.ini"; soon "it starts" answers; }
stop() { kill -TERM $pid; wait $pid || { echo "status $? at the end"; exit 1; }; pid=; }
add_signature() { echo "Guichet-$1:0:*:$(printf 'a signature of %s' "$1" | od -An -tx1 | tr -d ' \n')" >>"$dir/signatures/guichet-test.ndb"; }

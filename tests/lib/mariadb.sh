#!/bin/sh
# A private MariaDB for tests, of the invoking user, without network.
#   mariadb.sh start DIR [CACHE]   makes DIR/d from a template kept in CACHE, starts the server on DIR/s, prints its process id
#   mariadb.sh stop DIR
# Exit status 77: there is no mariadbd on this host.
set -eu
what=${1:?start or stop}
dir=${2:?directory}
PATH=$PATH:/usr/sbin:/sbin

case $what in
stop)
	[ -f "$dir/pid" ] || exit 0
	pid=$(cat "$dir/pid")
	# its data dies with the test: nothing is to be written for a next start. Dead is also who waits to be noticed by a parent that is not ours.
	kill -9 "$pid" 2>/dev/null || exit 0
	n=0
	while grep -q '^State:[[:space:]]*[^XZ]' "/proc/$pid/status" 2>/dev/null && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
	exit 0 ;;
start) ;;
*) echo "mariadb.sh: start or stop" >&2; exit 2 ;;
esac

command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null || exit 77
me=
[ "$(id -u)" != 0 ] || me=--user=root
version=$(mariadbd --version | sed 's/.*Ver \([^ ]*\).*/\1/' | tr -cd 'A-Za-z0-9.-')
cache=${3:-${TMPDIR:-/tmp}/guichet-mariadb-$(id -u)}
template=$cache/template-$version
mkdir -p "$dir" "$cache"

# The template is made once, under a lock, and only then given its name.
if [ ! -d "$template" ]; then
	(
		flock 9
		if [ ! -d "$template" ]; then
			making=$template.$$
			mariadb-install-db --no-defaults $me --datadir="$making" --auth-root-authentication-method=normal --skip-test-db >"$cache/install.log" 2>&1 ||
				{ cat "$cache/install.log" >&2; exit 1; }
			mv "$making" "$template"
		fi
	) 9>"$cache/lock"
fi
cp -R "$template" "$dir/d"

# Without durability: a test's data dies with the test. The log has the size that the template was made with: a small one is written out again and again. The rest is the
# server of a real installation.
mariadbd --no-defaults $me --skip-networking --socket="$dir/s" --datadir="$dir/d" --pid-file="$dir/server.pid" --innodb-flush-log-at-trx-commit=0 \
	--skip-log-bin --innodb-buffer-pool-size=64M --performance-schema=0 --max-allowed-packet=64M --character-set-server=utf8mb4 \
	--collation-server=utf8mb4_nopad_bin ${GT_MARIADB_OPTIONS:-} >"$dir/log" 2>&1 </dev/null &
pid=$!
echo $pid >"$dir/pid"
n=0
until [ -S "$dir/s" ] && grep -q 'ready for connections' "$dir/log"; do
	kill -0 $pid 2>/dev/null || { tail -20 "$dir/log" >&2; exit 1; }
	n=$((n + 1))
	[ $n -lt 600 ] || { tail -20 "$dir/log" >&2; exit 1; }
	sleep 0.1
done
echo $pid

#!/bin/bash
# The road of a request: curl, the shipped nginx files, guichetd, a worker. Limits, refusals, reloads and crashes on the way. TAP.
set -u
src=${top_srcdir:-.} build=${top_builddir:-.}
src=$(cd "$src" && pwd) build=$(cd "$build" && pwd)
command -v nginx >/dev/null && command -v curl >/dev/null || { echo "1..0 # SKIP nginx or curl is not installed"; exit 77; }
work=$(mktemp -d /tmp/gt-road-XXXXXX); chmod 755 "$work"
n=0 failed=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=$((failed + 1)); fi; }
is() { [ "$1" = "$2" ]; local r=$?; [ $r = 0 ] || echo "# got '$1', wanted '$2'"; ok $r "$3"; }
has() { case $1 in *"$2"*) ok 0 "$3";; *) echo "# '$2' is not in '$1'"; ok 1 "$3";; esac; }
finish() {
	[ -z "${nginx_pid:-}" ] || kill -QUIT "$nginx_pid" 2>/dev/null
	[ -z "${guichetd_pid:-}" ] || kill "$guichetd_pid" 2>/dev/null
	wait 2>/dev/null
	[ -n "${GT_KEEP:-}" ] || rm -rf "$work"
}
trap finish EXIT

free_port() { /usr/bin/python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
port=$(free_port) agent_port=$(free_port)
mkdir -p "$work"/{nginx,tmp,static,libexec,run}
echo 'body{}' > "$work/static/x.1.css"; gzip -k "$work/static/x.1.css"
cp "$build/tests/integration/http/echo_web" "$work/libexec/guichet-web"
cat > "$work/guichet.conf" <<END
[run]
directory = $work/run
[hook]
children = 0
[scan]
parents = 0
[fetch]
children = 0
[jobs]
children = 0
[web]
user_children = 2
agent_children = 1
END
[ -x "$work/libexec/guichet-web" ] && [ -x "$build/core/prog/guichetd" ] || { echo "1..0 # SKIP not built"; exit 77; }
export CONF_DIR=$work/nginx RUN_DIR=$work/run TEMP_DIR=$work/tmp STATIC_DIR=$work/static ERROR_DIR=$src/nginx/errors WORKERS=1 UNKNOWN_INCLUDE=
export LISTEN_USER=127.0.0.1:$port LISTEN_AGENT=127.0.0.1:$agent_port ACCESS_LOG=$work/access.log RATE_REQUESTS=1000r/s BURST_REQUESTS=1000 RATE_SIGN_IN=6r/m BURST_SIGN_IN=3
[ "$(id -u)" = 0 ] && export USER_LINE='user root;'
for f in "$src"/nginx/*.conf.in; do t=${f##*/}; sh "$src/nginx/fill" "$f" > "$work/nginx/${t%.in}" || exit 99; done
"$build/core/prog/guichetd" --config "$work/guichet.conf" --libexec "$work/libexec" > "$work/guichetd.log" 2>&1 &
guichetd_pid=$!
nginx -c "$work/nginx/guichet.conf" -e stderr > "$work/nginx.log" 2>&1 &
nginx_pid=$!
url=http://127.0.0.1:$port
for _ in $(seq 100); do grep -q 'ready generation=1' "$work/guichetd.log" && curl -s -o /dev/null "$url/robots.txt" && break; sleep 0.1; done
grep -q 'ready generation=1 children=3' "$work/guichetd.log"; ok $? "every program of the first generation is ready"

code() { curl -s -o "$work/body" -w '%{http_code}' "$@"; }
is "$(code "$url/demandes/%C3%A9?a=1&b=2")" 200 "a page is answered"
has "$(cat "$work/body")" "pool=user method=GET path=/demandes/é query=2" "the worker sees the decoded path and the query"
is "$(code "http://127.0.0.1:$agent_port/")" 200 "the agents' front end is answered"
has "$(cat "$work/body")" "pool=agent" "by the agents' pool"
is "$(code -H 'X-Accel-Redirect: /x' -H 'Proxy: evil' -H 'Accept: application/json' "$url/")" 200 "unknown headers do no harm"
has "$(cat "$work/body")" "json=1" "the named headers pass"
head=$(curl -sI "$url/")
has "$head" "Content-Security-Policy: default-src 'none'; sandbox" "text carries the policy of files"
has "$head" "X-Content-Type-Options: nosniff" "nothing is sniffed"
is "$(code -X PUT "$url/")" 405 "PUT is refused"
is "$(code --path-as-is "$url/a/../../etc/passwd")" 400 "a path above the root is refused"
is "$(code "$url/%00")" 400 "a NUL in the path is refused"
is "$(code -d 'a=%ff' "$url/")" 400 "a form that is not UTF-8 is refused"
is "$(code -d 'a=1&b=2' "$url/x")" 200 "a form passes"
has "$(cat "$work/body")" "form=2" "with its fields"
head -c 10485760 /dev/zero > "$work/ten"; head -c 12582912 /dev/zero > "$work/twelve"; head -c 300000 /dev/zero > "$work/small"
is "$(code -F "fichier=@$work/ten" "$url/demandes/x/justificatifs/y/fichier")" 200 "10 485 760 bytes arrive on the upload route"
has "$(cat "$work/body")" "files=1 bytes=10485760" "all of them"
is "$(code -F "fichier=@$work/twelve" "$url/demandes/x/justificatifs/y/fichier")" 413 "more than 12 MB are refused by nginx"
has "$(cat "$work/body")" "Fichier trop volumineux" "with a page of ours"
is "$(code -F "fichier=@$work/small" "$url/connexion-x")" 413 "a large body elsewhere is refused"
is "$(find "$work/tmp" -type f | wc -l)" 0 "no body is left on the disk"
is "$(code "$url/stream")" 200 "a download streams"
is "$(stat -c %s "$work/body")" 10000000 "whole"
is "$(code "$url/own-503")" 503 "an error page of the application's own"
has "$(cat "$work/body")" "path=/own-503" "is not replaced"
is "$(code "$url/static/x.1.css")" 200 "a static file is served"
has "$(curl -sI -H 'Accept-Encoding: gzip' "$url/static/x.1.css")" "Content-Encoding: gzip" "pre-compressed"
has "$(curl -sI "$url/static/x.1.css")" "immutable" "for ever"
is "$(code "$url/static/none.css")" 404 "a missing one is not found"
is "$(code --path-as-is "$url/static../nginx/guichet.conf")" 200 "a name beside /static/ goes to the application"
is "$(code --path-as-is "$url/static/../../etc/passwd")" 400 "static files cannot be left upwards"
statuses=$(for _ in $(seq 8); do code -d 'login=a' "$url/connexion"; echo; done | sort | uniq -c | tr -s ' \n' ' ')
has "$statuses" "429" "signing in too often is slowed down"
is "$(code "$url/crash")" 502 "a worker that dies gives the incident page"
has "$(cat "$work/body")" "Service momentanément indisponible" "in French"
grep -q 'Référence : <code>[0-9a-f]\{32\}</code>' "$work/body"; ok $? "with the request's reference"
for _ in $(seq 20); do [ "$(code "$url/")" = 200 ] && break; sleep 0.2; done
is "$(code "$url/")" 200 "and another takes its place"

# one generation after the other, without a lost request
( for _ in $(seq 60); do curl -s -o /dev/null -w '%{http_code}\n' "$url/"; done > "$work/codes" ) &
load=$!
for _ in 1 2 3; do kill -HUP "$guichetd_pid"; sleep 0.3; done
curl -s -o /dev/null -w '%{http_code}' "$url/slow" > "$work/slow" & slow=$!
sleep 0.3; kill -HUP "$guichetd_pid"
wait $load $slow
is "$(sort "$work/codes" | uniq -c | tr -s ' ')" " 60 200" "no request is lost while generations change"
is "$(cat "$work/slow")" 200 "a request that began is answered by the old generation"
ready() { grep -c 'ready generation=' "$work/guichetd.log"; }
children() { echo " $(cat "/proc/$guichetd_pid/task/$guichetd_pid/children") "; }
born() { local p; for p in $(children); do case $was in *" $p "*) ;; *) return 0 ;; esac; done; return 1; }
for _ in $(seq 50); do was=$(children); sleep 0.2; [ "$(children)" = "$was" ] && break; done
were=$(ready) was=$(children)
kill -HUP "$guichetd_pid"; for _ in $(seq 500); do born && break; sleep 0.01; done; kill -HUP "$guichetd_pid"
for _ in $(seq 100); do [ "$(ready)" -ge $((were + 2)) ] && break; sleep 0.1; done
is "$(ready)" $((were + 2)) "asked again while a generation starts, another follows it"
( for i in $(seq 40); do curl -s -o /dev/null -w '%{http_code}\n' "$url/slow" & done; wait ) > "$work/parallel"
is "$(sort "$work/parallel" | uniq -c | tr -s ' ' | tr '\n' ' ')" " 40 200 " "40 at once on 2 workers are all answered"
has "$(cat "$work/access.log")" "req=" "the access log has the request's id"
! grep -q '127.0.0.1\|a=1' "$work/access.log"; ok $? "and neither address nor query"

began=$SECONDS
kill -HUP "$guichetd_pid"; sleep 0.02; kill "$guichetd_pid"; wait "$guichetd_pid"; is $? 0 "guichetd ends in order"
[ $((SECONDS - began)) -lt 20 ]; ok $? "also while a generation is starting"
guichetd_pid=
is "$(code "$url/")" 502 "without workers nginx answers by itself"
has "$(cat "$work/body")" "Service momentanément indisponible" "politely"
is "$(code -F "fichier=@$work/ten" "$url/demandes/x/justificatifs/y/fichier")" 502 "also to an upload"
has "$(cat "$work/body")" "Service momentanément indisponible" "which is not called too large"
is "$(ls "$work/run" | grep -c sock)" 0 "no socket is left behind"
echo "1..$n"
[ $failed = 0 ]

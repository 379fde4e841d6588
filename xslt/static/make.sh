#!/bin/sh
# Makes xslt/static/dist in the build directory: fetches the design system by the lock file (npm keeps it in its cache, so that the network is asked once),
# then runs build.mjs. A tarball brings dist along and needs none of this. usage: make.sh SOURCE-DIR (in the top build directory)
set -eu
src=$(cd "$1" && pwd)
work=xslt/static/npm
# a tarball whose times were lost on the way: what it brought is right
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	if [ -f "$src/xslt/static/dist/manifest.txt" ] && [ ! "$src" -ef . ]; then
		mkdir -p xslt/static/dist
		cp "$src"/xslt/static/dist/* xslt/static/dist/
		exit 0
	fi
fi
command -v node >/dev/null && command -v npm >/dev/null || { echo "make.sh: static files of a checkout need nodejs and npm (a tarball does not)" >&2; exit 1; }
mkdir -p "$work"
if ! cmp -s "$src/xslt/static/package-lock.json" "$work/package-lock.json" || [ ! -d "$work/node_modules/@gouvfr/dsfr/dist" ]; then
	rm -rf "$work/package-lock.json"
	cp "$src/xslt/static/package.json" "$src/xslt/static/.npmrc" "$work/"
	cp "$src/xslt/static/package-lock.json" "$work/package-lock.tmp"
	mv "$work/package-lock.tmp" "$work/package-lock.json"
	( cd "$work" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error >npm.log 2>&1 ) || {
		cat "$work/npm.log" >&2; rm -f "$work/package-lock.json"; exit 1; }
fi
node "$src/xslt/static/build.mjs" "$src/xslt" "$work/node_modules" "$src/plugins/catalogue.xml" xslt/static/dist

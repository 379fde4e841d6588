#!/bin/sh
# Somebody who has the installed kit alone begins a procedure, builds it and has it checked.
set -eu
build=$(cd "${top_builddir:-.}" && pwd) top=$(cd "${top_srcdir:-.}" && pwd)
command -v autoreconf >/dev/null && command -v libtoolize >/dev/null && command -v pkg-config >/dev/null || { echo "no autotools here"; exit 77; }
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
kit=$work/kit
umask 022
make -s -C "$build" core/sdk/guichet-plugin.pc >/dev/null       # with its own prefix, before ours is given below
make -s -C "$build" install-guichetincludeHEADERS install-pkgconfigDATA install-dist_aclocalDATA install-dist_sdktemplateDATA install-dist_sdkscenariosDATA \
	prefix="$kit" exec_prefix="$kit" libdir="$kit/lib" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
sed -i "s|^prefix=.*|prefix=$kit|; s|^includedir=.*|includedir=$kit/include|; s|^libdir=.*|libdir=$kit/lib|" "$kit/lib/pkgconfig/guichet-plugin.pc"
cat >"$work/settings" <<END
[run]
libexec = $build/core/prog
[plugins]
directory = $work/plugins
signers = $work/signers
schemas = $top/xslt/schema
catalogue = $top/plugins/catalogue.xml
END
ctl() { "$build/core/prog/guichetctl" --config "$work/settings" "$@"; }
ctl plugin new "$work/ma-procedure" --template "$kit/share/guichet/template"
if ctl plugin new "$work/ma-procedure" --template "$kit/share/guichet/template" 2>/dev/null; then echo "a folder was overwritten"; exit 1; fi
cd "$work/ma-procedure"
# papers include the house's sheets, which are looked for where Guichet is installed; a tree that is not installed yet is checked without them
installed=$(sed -n 's/^prefix = //p' "$build/Makefile" | head -n 1)/share/guichet/xslt/letter/letter.xsl
[ -e "$installed" ] || sed -i '/<paper /d; /<decision /s/ paper="[^"]*"//' procedure.xml
{ ACLOCAL_PATH=$kit/share/aclocal autoreconf -fi && PKG_CONFIG_PATH=$kit/lib/pkgconfig ./configure -q && make -s; } >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
[ -e "$installed" ] || rm -f stage/letter-*.xsl
symbols=$(nm -D --defined-only stage/ma-procedure.so | awk '{ print $3 }')
[ "$symbols" = gt_plugin ] || { echo "it shows: $symbols"; exit 1; }
mkdir "$work/signers"
ctl plugin signer "$work/key" "$work/signers/me.pub" >/dev/null
ctl plugin check stage
ctl plugin sign stage --key "$work/key"
ctl plugin check stage --trusted

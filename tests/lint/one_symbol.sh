#!/bin/sh
# A procedure's shared object shows one symbol: gt_plugin. What it imports is looked at when it is installed.
set -u
build=${top_builddir:-.}
bad=0 seen=0
for object in $(find "$build/plugins" -name '*.so' -type f 2>/dev/null | sort); do
	seen=$((seen + 1))
	symbols=$(nm -D --defined-only "$object" | awk '{ print $3 }' | sort | tr '\n' ' ')
	[ "$symbols" = "gt_plugin " ] || { echo "$object shows: $symbols"; bad=1; }
done
[ $seen -gt 0 ] || { echo "no plugin was built"; exit 77; }
exit $bad

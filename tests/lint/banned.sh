#!/bin/bash
# Functions that our objects do not call, looked up in the objects themselves. banned.allow holds the exceptions, each with its reason.
set -u
src=${top_srcdir:-.} build=${top_builddir:-.}
everywhere='strcpy|strcat|stpcpy|sprintf|vsprintf|strncpy|strncat|strtok|atoi|atol|atoll|gets|rand|random|localtime|gmtime|ctime|asctime|setlocale|system|popen|alloca|tmpnam|mktemp|tempnam|readdir_r|putenv'
time='time|clock_gettime|gettimeofday|clock'
memory='malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|free'
bad=0 seen=0
allowed() { sed 's/#.*//' "$src/tests/lint/banned.allow" | awk -v r="$1" -v s="$2" '$1 == r && $2 == s { found = 1 } END { exit !found }'; }
while IFS= read -r object; do
	seen=$((seen + 1))
	room=${object#"$build"/core/}; room=${room%%/*}
	pattern=$everywhere
	[ "$room" = clock ] || pattern="$pattern|$time"
	[ "$room" = base ] || pattern="$pattern|$memory"
	for symbol in $(nm -u "$object" | awk '{ print $2 }' | sed -E 's/@.*//; s/^__(.*)_chk$/\1/; s/^__isoc[0-9]+_//' | grep -Ex "$pattern" | sort -u); do
		allowed "$room" "$symbol" && continue
		echo "${object#"$build"/}: calls $symbol"
		bad=1
	done
done < <(find "$build/core" -name '*.o' | sort)
[ $seen -gt 0 ] || { echo "no objects below $build/core"; exit 77; }
exit $bad

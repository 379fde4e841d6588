/* The engine alone: how many times a second libclamav, with our own limits, says what a file is. usage: bench_engine SIGNATURES SECONDS FILE…
 * Prints a line a file: name, scans, seconds. */
#include <stdio.h>
#include <stdlib.h>
#include "base/base.h"
#include "clock/clock.h"
#include "scan/scan_priv.h"

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	struct gt_engine *engine = NULL;
	if (argc < 4 || gt_engine_load(argv[1], &engine, &err) != GT_OK) {
		fprintf(stderr, "bench_engine: %s\n", err.message);
		return 2;
	}
	int64_t limit_ms = (int64_t)(atof(argv[2]) * 1000);
	for (int i = 3; i < argc; i++) {
		GT_AUTO_ARENA arena = gt_arena_new("file", 64u << 20);
		struct gt_str file;
		if (gt_file_read(arena, argv[i], 32 << 20, &file, &err) != GT_OK) return 2;
		int64_t begin = gt_monotonic_ms(), n = 0;
		do {
			gt_engine_scan(engine, file.p, file.n, "/tmp");
			n++;
		} while (gt_monotonic_ms() - begin < limit_ms);
		printf("%s %lld %.3f\n", argv[i], (long long)n, (double)(gt_monotonic_ms() - begin) / 1000.0);
	}
	gt_engine_free(&engine);
	return 0;
}

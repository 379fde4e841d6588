/* How long a small file waits for its verdict, as a web worker asks for it. usage: bench_scan SOCKET SECONDS FILE
 * A line: signatures known at the end, MiB that loading them took at most, verdicts, of these busy, then milliseconds: median, 95th percentile, longest. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "base/base.h"
#include "scan/scan.h"

#define VERDICTS_MAX 1000000

static int64_t clock_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

static int sealed(const char *path)
{
	struct gt_str file;
	GT_AUTO_ARENA arena = gt_arena_new("file", 64u << 20);
	int fd = memfd_create("file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || gt_file_read(arena, path, 32 << 20, &file, NULL) != GT_OK || !gt_write_all(fd, file.p, file.n)) return -1;
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0 ? fd : -1;
}

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	struct gt_scan *scan = NULL;
	int fd = argc == 4 ? sealed(argv[3]) : -1;
	if (fd < 0 || gt_scan_open_at(argv[1], &scan, &err) != GT_OK) return 2;
	int64_t *us = gt_xalloc(VERDICTS_MAX * sizeof *us), end = clock_us() + atoi(argv[2]) * 1000000LL, n = 0, busy = 0;
	while (clock_us() < end && n < VERDICTS_MAX) {
		GT_AUTO_ARENA arena = gt_arena_new("verdict", 1 << 20);
		struct gt_verdict verdict;
		int64_t begin = clock_us();
		int rc = gt_scan_verdict(scan, fd, GT_KINDS_ALL, 10 << 20, arena, &verdict, &err);
		us[n++] = clock_us() - begin;
		busy += rc == GT_BUSY;
		if (rc != GT_OK && rc != GT_BUSY) {
			fprintf(stderr, "bench_scan: %s %s\n", verdict.finding.id, err.message);
			return 1;
		}
	}
	GT_AUTO_ARENA arena = gt_arena_new("status", 1 << 16);
	struct gt_scan_status status = { 0 };
	if (n == 0 || gt_scan_ask_status(scan, arena, &status, &err) != GT_OK) return 1;
	qsort(us, (size_t)n, sizeof *us, by_size);
	printf("%lld %lld %lld %lld %.2f %.2f %.2f\n", (long long)status.signature_count, (long long)(status.peak_bytes >> 20), (long long)n, (long long)busy, (double)us[n / 2] / 1e3,
		(double)us[n * 95 / 100] / 1e3, (double)us[n - 1] / 1e3);
	gt_xfree(us);
	gt_scan_free(&scan);
	return 0;
}

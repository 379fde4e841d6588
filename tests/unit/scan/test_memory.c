/* What is left to be taken: the least of the host's memory and of every group above us; what cannot be read is no limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "scan/scan_priv.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static char dir[] = "/tmp/gt-memory-XXXXXX", meminfo[64], own[64];

static void write_file(const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void make_dir(const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int64_t left(void)
{
	return gt_scan_memory_left(&(struct gt_scan_memory_files){ meminfo, own, dir });
}

static void the_host_alone(void **state)
{
	(void)state;
	assert_true(left() == INT64_MAX);                    /* nothing to read */
	write_file("meminfo", "MemTotal:       2048 kB\nMemFree: 9 kB\nMemAvailable:    1024 kB\n");
	assert_int_equal(left(), 1024 * 1024);
	write_file("cgroup", "4:memory:/old\n1:name=systemd:/0::/none\n");   /* cgroup v1 */
	assert_int_equal(left(), 1024 * 1024);
	write_file("meminfo", "MemAvailable:\n");
	assert_true(left() == INT64_MAX);
}

static void the_narrowest_group_counts(void **state)
{
	(void)state;
	write_file("meminfo", "MemAvailable: 1024 kB\n");
	write_file("cgroup", "4:cpu:/\n0::/house.slice/guichet.service\n");
	make_dir("house.slice");
	make_dir("house.slice/guichet.service");
	assert_int_equal(left(), 1024 * 1024);               /* groups without limits */
	write_file("house.slice/guichet.service/memory.max", "max\n");
	write_file("house.slice/guichet.service/memory.current", "5\n");
	assert_int_equal(left(), 1024 * 1024);
	write_file("house.slice/memory.max", "700000\n");
	write_file("house.slice/memory.current", "200000\n");
	assert_int_equal(left(), 500000);                    /* the one above */
	write_file("house.slice/guichet.service/memory.max", "300000\n");
	write_file("house.slice/guichet.service/memory.current", "250000\n");
	assert_int_equal(left(), 50000);
	/* files that were read once can be given back */
	write_file("house.slice/guichet.service/memory.stat", "anon 1\nactive_file 7\ninactive_file 40000\n");
	assert_int_equal(left(), 90000);
	write_file("house.slice/guichet.service/memory.current", "900000\n");
	assert_int_equal(left(), 0);                         /* over its limit already */
	write_file("memory.max", "1\n");                     /* a container's own root has a limit */
	write_file("memory.current", "0\n");
	write_file("house.slice/guichet.service/memory.current", "250000\n");
	assert_int_equal(left(), 1);
}

static void what_this_process_took(void **state)
{
	(void)state;
	assert_true(gt_scan_memory_peak() > 256 * 1024);
	int64_t before = gt_scan_memory_peak();
	volatile char *p = malloc(64 << 20);
	assert_non_null(p);
	for (size_t i = 0; i < 64 << 20; i += 4096)
		p[i] = 1;
	free((void *)(uintptr_t)p);
	assert_true(gt_scan_memory_peak() - before > 32 << 20);   /* the most, not what is left of it */
}

static int64_t huge_kb(void)
{
	char line[256];
	int64_t kb = 0;
	FILE *f = fopen("/proc/self/smaps_rollup", "re");
	while (f && fgets(line, sizeof line, f))
		if (gt_starts(line, "AnonHugePages:")) kb = strtoll(line + sizeof "AnonHugePages:" - 1, NULL, 10);
	if (f) fclose(f);
	return kb;
}

static void large_regions_become_huge_pages_and_hold_what_they_held(void **state)
{
	(void)state;
	size_t n = 32u << 20, page = 2u << 20;
	uint8_t *p = mmap(NULL, n + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(p != MAP_FAILED);
	for (size_t i = 0; i < n + page; i += 64) p[i] = (uint8_t)(i / 64 * 7);
	/* a kernel that makes none (before 6.1, or told never to) makes none for us either */
	uint8_t *first = (uint8_t *)(((uintptr_t)p + page - 1) & ~(uintptr_t)(page - 1));
	bool can = madvise(first, page, MADV_HUGEPAGE) == 0 && madvise(first, page, MADV_COLLAPSE) == 0;
	gt_scan_memory_huge();
#ifdef GT_SANITIZE
	can = false;
#endif
	if (can) assert_true(huge_kb() >= 30 * 1024);
	for (size_t i = 0; i < n + page; i += 64) assert_int_equal(p[i], (uint8_t)(i / 64 * 7));
	munmap(p, n + page);
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	snprintf(meminfo, sizeof meminfo, "%s/meminfo", dir);
	snprintf(own, sizeof own, "%s/cgroup", dir);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_host_alone),
		cmocka_unit_test(the_narrowest_group_counts),
		cmocka_unit_test(what_this_process_took),
		cmocka_unit_test(large_regions_become_huge_pages_and_hold_what_they_held),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	return system(command) == 0 ? failed : 1;
}

/* The structural walks, over the files that tests/lib/files/make.py writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "scan/scan_priv.h"
#include "tests/lib/scan_harness.h"

static char dir[] = "/tmp/gt-walk-XXXXXX";
static struct gt_arena *arena;

static struct gt_walk walk(const uint8_t *p, size_t n)
{
	switch (gt_walk_start(p, n)) {
	case GT_KIND_JPEG: return gt_walk_jpeg(p, n);
	case GT_KIND_PNG: return gt_walk_png(p, n);
	case GT_KIND_TIFF: return gt_walk_tiff(p, n);
	case GT_KIND_BMP: return gt_walk_bmp(p, n);
	case GT_KIND_PDF: return gt_walk_pdf(p, n);
	default: return gt_walk_bad(GT_CAUSE_KIND);
	}
}

static bool is_pdf(const char *name)
{
	return strstr(name, ".pdf") != NULL;
}

typedef void each(const char *name, const uint8_t *p, size_t n);

static int for_files(const char *begins, each *f)
{
	DIR *d = opendir(dir);
	assert_non_null(d);
	int n = 0;
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		char path[512];
		struct gt_str bytes;
		struct gt_error err = { 0 };
		if (!gt_starts(e->d_name, begins) || strstr(e->d_name, "mebi") || strstr(e->d_name, "-byte"))
			continue;
		gt_arena_reset(arena);
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		assert_int_equal(gt_file_read(arena, path, 16 << 20, &bytes, &err), GT_OK);
		/* a copy of exactly that size: a read past its end is seen */
		uint8_t *copy = malloc(bytes.n ? bytes.n : 1);
		memcpy(copy, bytes.p, bytes.n);
		f(e->d_name, copy, bytes.n);
		free(copy);
		n++;
	}
	closedir(d);
	return n;
}

static const char *name_of(enum gt_cause cause)
{
	struct gt_scan_answer a = { .cause = cause };
	return cause == GT_CAUSE_CLEAN ? "clean" : gt_scan_finding(arena, &a, 0).id;
}

static void expect_clean(const char *name, const uint8_t *p, size_t n)
{
	struct gt_walk w = walk(p, n);
	if (w.cause != GT_CAUSE_CLEAN)
		fail_msg("%s: %s", name, name_of(w.cause));
	if (!is_pdf(name))
		assert_true(w.pages > 0 && w.width > 0 && w.height > 0);
}

static void whole_files_of_all_kinds_pass(void **state)
{
	(void)state;
	assert_true(for_files("clean--", expect_clean) >= 28);
}

static void expect_named(const char *name, const uint8_t *p, size_t n)
{
	const char *got = name_of(walk(p, n).cause);
	if (!gt_starts(name, got) || strncmp(name + strlen(got), "--", 2) != 0)
		fail_msg("%s: %s", name, got);
}

static void cut_files_are_said_to_be_truncated(void **state)
{
	(void)state;
	assert_true(for_files("file-truncated--", expect_named) >= 20);
}

static void anything_after_the_end_is_refused(void **state)
{
	(void)state;
	assert_true(for_files("file-trailing--", expect_named) >= 12);
}

static void too_many_pixels_are_refused_by_the_header_alone(void **state)
{
	(void)state;
	assert_int_equal(for_files("file-too-many-pixels--", expect_named), 4);
}

static void expect_not_clean_unless_pdf(const char *name, const uint8_t *p, size_t n)
{
	if (!is_pdf(name))
		assert_int_not_equal(walk(p, n).cause, GT_CAUSE_CLEAN);
}

static void damaged_pictures_are_not_clean(void **state)
{
	(void)state;
	assert_true(for_files("file-damaged--", expect_not_clean_unless_pdf) >= 10);
}

/* Whatever its length, the beginning of a file is not a file; what may be missing at most is padding. */
static void expect_no_prefix_clean(const char *name, const uint8_t *p, size_t n)
{
	size_t slack = is_pdf(name) ? 32 : 17;
	if (strstr(name, "several-pictures") || strstr(name, "zeros-up") || strstr(name, "phone") || n > 200000)
		return;                          /* their first picture is a whole file, zeros are padding; large ones take long */
	for (size_t cut = 0; cut + slack < n; cut++) {
		uint8_t *copy = malloc(cut ? cut : 1);
		memcpy(copy, p, cut);
		enum gt_cause cause = walk(copy, cut).cause;
		free(copy);
		if (cause == GT_CAUSE_CLEAN)
			fail_msg("%s is clean when cut to %zu of %zu bytes", name, cut, n);
	}
}

static void no_beginning_of_a_file_is_a_file(void **state)
{
	(void)state;
	for_files("clean--", expect_no_prefix_clean);
}

/* Any answer will do, as long as one comes. */
static void flip(const char *name, const uint8_t *p, size_t n)
{
	(void)name;
	if (n == 0 || n > 20000)
		return;
	uint8_t *copy = malloc(n);
	memcpy(copy, p, n);
	uint32_t seed = 12345;
	for (int i = 0; i < 3000; i++) {
		seed = seed * 1664525 + 1013904223;
		size_t at = (seed >> 4) % n;
		uint8_t before = copy[at];
		copy[at] = (uint8_t)(seed >> 24);
		walk(copy, n);
		if (i % 7)                       /* a few changes stay: several together */
			copy[at] = before;
	}
	free(copy);
}

static void bytes_changed_at_random_do_no_harm(void **state)
{
	(void)state;
	for_files("clean--", flip);
	for_files("file-", flip);
}

static void a_file_begins_at_its_first_byte(void **state)
{
	(void)state;
	assert_int_equal(gt_walk_start((const uint8_t *)" %PDF-1.7", 9), GT_KIND_NONE);
	assert_int_equal(gt_walk_start((const uint8_t *)"%PDF-1.7", 8), GT_KIND_PDF);
	assert_int_equal(gt_walk_start((const uint8_t *)"BMW is a maker of motor cars", 28), GT_KIND_NONE);
	assert_int_equal(gt_walk_start((const uint8_t *)"", 0), GT_KIND_NONE);
}

int main(void)
{
	if (!mkdtemp(dir) || !gt_test_files_make(dir))
		return 77;
	arena = gt_arena_new("walk", 64 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_files_of_all_kinds_pass),
		cmocka_unit_test(cut_files_are_said_to_be_truncated),
		cmocka_unit_test(anything_after_the_end_is_refused),
		cmocka_unit_test(too_many_pixels_are_refused_by_the_header_alone),
		cmocka_unit_test(damaged_pictures_are_not_clean),
		cmocka_unit_test(no_beginning_of_a_file_is_a_file),
		cmocka_unit_test(bytes_changed_at_random_do_no_harm),
		cmocka_unit_test(a_file_begins_at_its_first_byte),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	DIR *d = opendir(dir);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
	gt_arena_free(&arena);
	return failed;
}

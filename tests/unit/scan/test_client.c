/* The client against a scanner that lies, stammers or is silent: whatever it hears, only a whole, lawful "clean" is clean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "scan/scan_priv.h"
#include "tests/lib/scan_harness.h"

static char path[64];
static struct gt_arena *arena;
static struct gt_scan *scan;

/* Answers one question with these bytes as a frame of that type, or hangs up when there are none. */
static pid_t liar(uint16_t type, uint16_t version, struct gt_str payload)
{
	int fd = -1;
	struct gt_error err = { 0 };
	unlink(path);
	assert_int_equal(gt_socket_listen(path, 0600, &fd, &err), GT_OK);
	pid_t pid = fork();
	if (pid == 0) {
		int peer = -1;
		struct gt_frame f;
		while (gt_socket_accept(fd, -1, &peer, &err) == GT_BUSY)
			continue;
		if (gt_frame_recv(peer, arena, 4096, GT_FRAME_MAY_FD, 5000, &f, &err) == GT_OK && payload.p)
			(void)!gt_frame_send(peer, type, version, payload, -1, 1000, &err);
		_exit(0);
	}
	close(fd);
	return pid;
}

static struct gt_str answer(struct gt_scan_answer a)
{
	struct gt_buf b = gt_buf_new(arena, 1024);
	gt_scan_answer_put(&b, &a);
	return (struct gt_str){ b.p, b.n };
}

static const struct gt_scan_answer clean = { .cause = GT_CAUSE_CLEAN, .kind = GT_KIND_PNG, .pages = 1, .width = 1, .height = 1, .engine = "engine", .signatures = "set" };

static int ask(uint16_t type, uint16_t version, struct gt_str payload, uint32_t kinds, struct gt_verdict *v)
{
	struct gt_error err = { 0 };
	pid_t pid = liar(type, version, payload);
	int fd = gt_test_memfd("x", 1);
	int rc = gt_scan_verdict(scan, fd, kinds, 100, arena, v, &err);
	close(fd);
	waitpid(pid, NULL, 0);
	return rc;
}

static void a_whole_clean_answer_is_clean(void **state)
{
	(void)state;
	struct gt_verdict v;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(clean), GT_KINDS_ALL, &v), GT_OK);
	assert_null(v.finding.id);
	assert_int_equal(v.kind, GT_KIND_PNG);
	assert_string_equal(v.signatures, "set");
}

static void every_other_answer_is_busy(void **state)
{
	(void)state;
	struct gt_verdict v;
	struct gt_str good = answer(clean);
	/* another type, another version, silence */
	assert_int_equal(ask(GT_SCAN_SAY_STATUS, GT_SCAN_VERSION, good, GT_KINDS_ALL, &v), GT_BUSY);
	assert_string_equal(v.finding.id, "scanner-away");
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION + 1, good, GT_KINDS_ALL, &v), GT_BUSY);
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, (struct gt_str){ NULL, 0 }, GT_KINDS_ALL, &v), GT_BUSY);
	/* one byte more, every number of bytes less */
	char *more = gt_arena_alloc(arena, good.n + 1);
	memcpy(more, good.p, good.n);
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, (struct gt_str){ more, good.n + 1 }, GT_KINDS_ALL, &v), GT_BUSY);
	for (size_t n = 0; n < good.n; n++)
		assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, (struct gt_str){ good.p, n }, GT_KINDS_ALL, &v), GT_BUSY);
}

static void clean_of_a_kind_nobody_asked_for_is_not_clean(void **state)
{
	(void)state;
	struct gt_verdict v;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(clean), 1u << GT_KIND_PDF, &v), GT_BUSY);
}

static void clean_without_kind_pages_or_author_is_not_clean(void **state)
{
	(void)state;
	struct gt_verdict v;
	struct gt_scan_answer a = clean;
	a.kind = GT_KIND_NONE;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v), GT_BUSY);
	a = clean;
	a.pages = 0;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v), GT_BUSY);
	a = clean;
	a.looks_like = GT_LOOKS_LIKE_ZIP;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v), GT_BUSY);
	a = clean;
	a.engine = NULL;
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v), GT_BUSY);
	a = clean;
	a.signatures = "";
	assert_int_equal(ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v), GT_BUSY);
}

static void every_cause_has_its_finding(void **state)
{
	(void)state;
	for (int cause = GT_CAUSE_CLEAN + 1; cause < GT_CAUSE__MAX; cause++) {
		struct gt_verdict v;
		struct gt_scan_answer a = { .cause = (enum gt_cause)cause, .engine = "e", .signatures = "s" };
		int rc = ask(GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, answer(a), GT_KINDS_ALL, &v);
		assert_int_equal(rc, cause == GT_CAUSE_AWAY ? GT_BUSY : GT_REFUSED);
		assert_non_null(v.finding.id);
	}
}

static void sizes_are_judged_without_asking(void **state)
{
	(void)state;
	struct gt_verdict v;
	struct gt_error err = { 0 };
	unlink(path);                        /* nobody there */
	int empty = gt_test_memfd("", 0), eleven = gt_test_memfd("12345678901", 11);
	assert_int_equal(gt_scan_verdict(scan, empty, GT_KINDS_ALL, 10, arena, &v, &err), GT_REFUSED);
	assert_string_equal(v.finding.id, "file-empty");
	assert_int_equal(gt_scan_verdict(scan, eleven, GT_KINDS_ALL, 10, arena, &v, &err), GT_REFUSED);
	assert_string_equal(v.finding.id, "file-too-big");
	assert_string_equal(v.finding.value, "10");
	assert_int_equal(gt_scan_verdict(scan, eleven, GT_KINDS_ALL, 11, arena, &v, &err), GT_BUSY);
	assert_string_equal(v.finding.id, "scanner-away");
	close(empty);
	close(eleven);
}

static void a_file_that_can_still_change_is_not_taken(void **state)
{
	(void)state;
	struct gt_verdict v;
	struct gt_error err = { 0 };
	int fd = gt_memfd("open");
	assert_true(gt_write_all(fd, "x", 1));
	assert_int_equal(gt_scan_verdict(scan, fd, GT_KINDS_ALL, 10, arena, &v, &err), GT_BADINPUT);
	close(fd);
}

static void kinds_are_known_by_their_names(void **state)
{
	(void)state;
	uint32_t set = 0;
	assert_true(gt_kinds_parse("jpg png pdf tiff bmp", &set));
	assert_int_equal(set, GT_KINDS_ALL);
	assert_true(gt_kinds_parse(" pdf ", &set));
	assert_int_equal(set, 1u << GT_KIND_PDF);
	assert_false(gt_kinds_parse("pdf docx", &set));
	assert_int_equal(gt_kind_parse("tif"), GT_KIND_TIFF);
	assert_int_equal(gt_kind_parse("none"), GT_KIND_NONE);
	assert_int_equal(gt_kind_parse(NULL), GT_KIND_NONE);
	assert_string_equal(gt_kind_mime(GT_KIND_JPEG), "image/jpeg");
	assert_string_equal(gt_kind_name((enum gt_kind)77), "none");
}

int main(void)
{
	struct gt_error err = { 0 };
	signal(SIGPIPE, SIG_IGN);
	arena = gt_arena_new("client", 64 << 20);
	snprintf(path, sizeof path, "/tmp/gt-liar-%d.sock", (int)getpid());
	if (gt_scan_open_at(path, &scan, &err) != GT_OK)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_clean_answer_is_clean),
		cmocka_unit_test(every_other_answer_is_busy),
		cmocka_unit_test(clean_of_a_kind_nobody_asked_for_is_not_clean),
		cmocka_unit_test(clean_without_kind_pages_or_author_is_not_clean),
		cmocka_unit_test(every_cause_has_its_finding),
		cmocka_unit_test(sizes_are_judged_without_asking),
		cmocka_unit_test(a_file_that_can_still_change_is_not_taken),
		cmocka_unit_test(kinds_are_known_by_their_names),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	gt_scan_free(&scan);
	gt_arena_free(&arena);
	return failed;
}

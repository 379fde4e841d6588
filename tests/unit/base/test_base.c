#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/base.h"

static int order[3], order_n;
static void note(void *p) { order[order_n++] = *(int *)p; }

static void arena_runs_its_functions_in_reverse(void **state)
{
	(void)state;
	static int a = 1, b = 2;
	order_n = 0;
	struct gt_arena *arena = gt_arena_new("t", 1 << 20);
	gt_arena_on_free(arena, note, &a);
	gt_arena_on_free(arena, note, &b);
	gt_arena_free(&arena);
	assert_null(arena);
	assert_int_equal(order_n, 2);
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 1);
}

static void arena_gives_zeroed_memory_for_small_and_large(void **state)
{
	(void)state;
	GT_AUTO_ARENA arena = gt_arena_new("t", 4 << 20);
	for (size_t n = 1; n < 100000; n = n * 3 + 1) {
		char *p = gt_arena_alloc(arena, n);
		for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
}

static void a_buffer_past_its_maximum_stays_in_error(void **state)
{
	(void)state;
	GT_AUTO_ARENA arena = gt_arena_new("t", 1 << 20);
	struct gt_buf b = gt_buf_new(arena, 5);
	gt_buf_puts(&b, "12345");
	assert_string_equal(gt_buf_cstr(&b), "12345");
	gt_buf_printf(&b, "%d", 6);
	assert_null(gt_buf_cstr(&b));
	gt_buf_puts(&b, "");
	assert_null(gt_buf_cstr(&b));
}

static void an_id_has_one_text_and_comes_back_from_it(void **state)
{
	(void)state;
	char text[GT_ID_TEXT];
	for (int i = 0; i < 1000; i++) {
		struct gt_id id = gt_id_new(), back;
		gt_id_text(id, text);
		assert_int_equal(strlen(text), 22);
		assert_true(gt_id_parse(text, &back));
		assert_true(gt_id_eq(id, back));
	}
	struct gt_id id;
	assert_true(gt_id_parse("AAAAAAAAAAAAAAAAAAAAAA", &id));
	assert_false(gt_id_parse("AAAAAAAAAAAAAAAAAAAAAB", &id));
	assert_false(gt_id_parse("AAAAAAAAAAAAAAAAAAAAA", &id));
	assert_false(gt_id_parse("AAAAAAAAAAAAAAAAAAAA/A", &id));
	assert_false(gt_id_parse(NULL, &id));
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	int64_t v = 7;
	assert_false(gt_parse_i64("", 0, 10, &v));
	assert_false(gt_parse_i64(" 1", 0, 10, &v));
	assert_false(gt_parse_i64("1x", 0, 10, &v));
	assert_false(gt_parse_i64("11", 0, 10, &v));
	assert_false(gt_parse_i64("99999999999999999999", 0, INT64_MAX, &v));
	assert_int_equal(v, 7);
	assert_true(gt_parse_i64("-3", -5, 5, &v));
	assert_int_equal(v, -3);
}

static void settings_keep_the_last_value_and_refuse_bad_lines(void **state)
{
	(void)state;
	char path[] = "/tmp/gt-settings-XXXXXX";
	int fd = mkstemp(path);
	static const char text[] = "[mail]\nhost = a\nhost = b\n[database.web_user]\npassword = p=q\n";
	assert_true(gt_write_all(fd, text, sizeof text - 1));
	struct gt_config *c = NULL;
	struct gt_error err;
	assert_int_equal(gt_config_load(path, &c, &err), GT_OK);
	assert_string_equal(gt_config_get(c, "mail.host", ""), "b");
	assert_string_equal(gt_config_get(c, "database.web_user.password", ""), "p=q");
	assert_null(gt_config_get(c, "mail.port", NULL));
	assert_int_equal(gt_config_int(c, "mail.port", 25, 1, 65535), 25);
	gt_config_free(&c);
	assert_true(gt_write_all(fd, "junk\n", 5));
	assert_int_equal(gt_config_load(path, &c, &err), GT_BADINPUT);
	close(fd);
	unlink(path);
	assert_int_equal(gt_config_load(path, &c, &err), GT_NOTFOUND);
}

static void a_file_over_its_limit_is_not_read(void **state)
{
	(void)state;
	GT_AUTO_ARENA arena = gt_arena_new("t", 1 << 20);
	struct gt_str s;
	struct gt_error err;
	char path[] = "/tmp/gt-file-XXXXXX";
	int fd = mkstemp(path);
	assert_true(gt_write_all(fd, "123456", 6));
	close(fd);
	assert_int_equal(gt_file_read(arena, path, 5, &s, &err), GT_TOOBIG);
	assert_int_equal(gt_file_read(arena, path, 6, &s, &err), GT_OK);
	assert_int_equal(s.n, 6);
	assert_string_equal(s.p, "123456");
	unlink(path);
}

static void a_sealed_memory_file_cannot_change(void **state)
{
	(void)state;
	int fd = gt_memfd("t");
	assert_true(gt_write_all(fd, "abc", 3));
	assert_true(gt_memfd_seal(fd));
	assert_false(gt_write_all(fd, "d", 1));
	assert_int_equal(ftruncate(fd, 1), -1);
	gt_close(&fd);
	assert_int_equal(fd, -1);
}

static void text_for_the_log_is_escaped_and_cut(void **state)
{
	(void)state;
	GT_AUTO_ARENA arena = gt_arena_new("t", 1 << 20);
	assert_string_equal(gt_log_untrusted(arena, "a\nb=\"c"), "a\\x0ab\\x3d\\x22c");
	char longer[500];
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = 0;
	assert_int_equal(strlen(gt_log_untrusted(arena, longer)), 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_runs_its_functions_in_reverse),
		cmocka_unit_test(arena_gives_zeroed_memory_for_small_and_large),
		cmocka_unit_test(a_buffer_past_its_maximum_stays_in_error),
		cmocka_unit_test(an_id_has_one_text_and_comes_back_from_it),
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(settings_keep_the_last_value_and_refuse_bad_lines),
		cmocka_unit_test(a_file_over_its_limit_is_not_read),
		cmocka_unit_test(a_sealed_memory_file_cannot_change),
		cmocka_unit_test(text_for_the_log_is_escaped_and_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

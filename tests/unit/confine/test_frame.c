/* Frames and their numbers: what goes in comes out, and nothing else passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include "confine/confine.h"

static struct gt_arena *arena;
static int pair[2];

static int setup(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 64 << 20);
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
}

static int teardown(void **state)
{
	(void)state;
	gt_close(&pair[0]);
	gt_close(&pair[1]);
	gt_arena_free(&arena);
	return 0;
}

static void numbers_and_text_come_back_as_they_were(void **state)
{
	(void)state;
	struct gt_buf b = gt_buf_new(arena, 1000);
	gt_put_u8(&b, 200);
	gt_put_u16(&b, 60000);
	gt_put_u32(&b, 4000000000u);
	gt_put_i64(&b, -5);
	gt_put_text(&b, "préfecture");
	gt_put_text(&b, NULL);
	gt_put_bytes(&b, GT_STR("a\0b"));
	struct gt_get g = gt_get((struct gt_str){ b.p, b.n });
	uint8_t a; uint16_t c; uint32_t d; int64_t e; const char *t, *none = "x"; struct gt_str raw;
	assert_true(gt_get_u8(&g, 0, 255, &a) && a == 200);
	assert_true(gt_get_u16(&g, 0, 65535, &c) && c == 60000);
	assert_true(gt_get_u32(&g, 0, UINT32_MAX, &d) && d == 4000000000u);
	assert_true(gt_get_i64(&g, -10, 10, &e) && e == -5);
	assert_true(gt_get_text(&g, arena, 100, &t));
	assert_string_equal(t, "préfecture");
	assert_true(gt_get_text(&g, arena, 100, &none));
	assert_null(none);
	assert_true(gt_get_bytes(&g, 3, &raw) && raw.n == 3);
	assert_true(gt_get_end(&g));
}

static void a_number_out_of_range_spoils_all_that_follows(void **state)
{
	(void)state;
	struct gt_buf b = gt_buf_new(arena, 1000);
	gt_put_u8(&b, 7);
	gt_put_u8(&b, 1);
	struct gt_get g = gt_get((struct gt_str){ b.p, b.n });
	uint8_t v;
	assert_false(gt_get_u8(&g, 0, 6, &v));
	assert_int_equal(v, 0);
	assert_false(gt_get_u8(&g, 0, 6, &v));
	assert_false(gt_get_end(&g));
}

static void every_cut_of_a_payload_is_refused(void **state)
{
	(void)state;
	struct gt_buf b = gt_buf_new(arena, 1000);
	gt_put_u32(&b, 9);
	gt_put_text(&b, "texte");
	gt_put_i64(&b, 1);
	for (size_t n = 0; n <= b.n + 1; n++) {
		struct gt_buf cut = gt_buf_new(arena, 1000);
		gt_buf_add(&cut, b.p, n < b.n ? n : b.n);
		if (n > b.n)
			gt_put_u8(&cut, 0);
		struct gt_get g = gt_get((struct gt_str){ cut.p, cut.n });
		uint32_t a; const char *t; int64_t c;
		gt_get_u32(&g, 0, 10, &a);
		gt_get_text(&g, arena, 100, &t);
		gt_get_i64(&g, 0, 10, &c);
		assert_int_equal(gt_get_end(&g), n == b.n);
	}
}

static void utf8_is_strict(void **state)
{
	(void)state;
	static const struct { const char *text; bool valid; } cases[] = {
		{ "", true }, { "é€😀", true }, { "\xc0\x80", false }, { "\xc3", false }, { "\xed\xa0\x80", false }, { "\xf4\x90\x80\x80", false },
		{ "\xe0\x80\xaf", false }, { "\xf0\x80\x80\x80", false }, { "\xff", false }, { "\x80", false }, { "\xf4\x8f\xbf\xbf", true }, { "\xe2\x82", false }, { "\xc3\x41", false },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++)
		assert_int_equal(gt_utf8_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid);
	assert_false(gt_utf8_valid("a\0b", 3));
}

static void a_frame_carries_its_descriptor(void **state)
{
	(void)state;
	GT_AUTO_FD file = gt_memfd("test");
	assert_true(gt_write_all(file, "bonjour", 7));
	assert_int_equal(gt_frame_send(pair[0], 3, 1, GT_STR("payload"), file, 1000, NULL), GT_OK);
	struct gt_frame f;
	assert_int_equal(gt_frame_recv(pair[1], arena, 100, GT_FRAME_MUST_FD, 1000, &f, NULL), GT_OK);
	assert_int_equal(f.type, 3);
	assert_int_equal(f.version, 1);
	assert_memory_equal(f.payload.p, "payload", 7);
	char text[8] = { 0 };
	assert_int_equal(pread(f.fd, text, 7, 0), 7);
	assert_string_equal(text, "bonjour");
	assert_true(fcntl(f.fd, F_GETFD) & FD_CLOEXEC);
	gt_close(&f.fd);
}

static void a_descriptor_nobody_asked_for_is_refused_and_closed(void **state)
{
	(void)state;
	GT_AUTO_FD file = gt_memfd("test");
	assert_int_equal(gt_frame_send(pair[0], 3, 1, GT_STR("x"), file, 1000, NULL), GT_OK);
	struct gt_frame f;
	int before = dup(0);
	close(before);
	assert_int_equal(gt_frame_recv(pair[1], arena, 100, GT_FRAME_NO_FD, 1000, &f, NULL), GT_BADINPUT);
	int after = dup(0);
	close(after);
	assert_int_equal(before, after);
}

static void a_missing_descriptor_a_long_frame_and_a_silent_peer_are_told_apart(void **state)
{
	(void)state;
	struct gt_frame f;
	assert_int_equal(gt_frame_send(pair[0], 3, 1, GT_STR("x"), -1, 1000, NULL), GT_OK);
	assert_int_equal(gt_frame_recv(pair[1], arena, 100, GT_FRAME_MUST_FD, 1000, &f, NULL), GT_BADINPUT);
	assert_int_equal(gt_frame_recv(pair[1], arena, 100, GT_FRAME_NO_FD, 20, &f, NULL), GT_BUSY);
	assert_int_equal(gt_frame_send(pair[0], 3, 1, GT_STR("0123456789"), -1, 1000, NULL), GT_OK);
	assert_int_equal(gt_frame_recv(pair[1], arena, 9, GT_FRAME_NO_FD, 1000, &f, NULL), GT_TOOBIG);
}

static void a_peer_that_leaves_early_is_noticed_at_every_byte(void **state)
{
	(void)state;
	static const char whole[] = "\0\0\0\2\0\1\0\1ok";
	for (size_t n = 0; n < 10; n++) {
		int p[2];
		struct gt_frame f;
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, p), 0);
		assert_true(gt_write_all(p[0], whole, n));
		close(p[0]);
		assert_int_equal(gt_frame_recv(p[1], arena, 100, GT_FRAME_NO_FD, 1000, &f, NULL), n ? GT_BADINPUT : GT_NOTFOUND);
		close(p[1]);
	}
}

static void *send_large(void *arg)
{
	return gt_frame_send(pair[0], 9, 2, *(struct gt_str *)arg, -1, 5000, NULL) == GT_OK ? arg : NULL;
}

static void a_frame_larger_than_the_socket_buffer_passes(void **state)
{
	(void)state;
	struct gt_str big = { gt_arena_alloc(arena, GT_FRAME_MAX_BYTES), GT_FRAME_MAX_BYTES };
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, send_large, &big), 0);
	struct gt_frame f;
	assert_int_equal(gt_frame_recv(pair[1], arena, GT_FRAME_MAX_BYTES, GT_FRAME_NO_FD, 5000, &f, NULL), GT_OK);
	void *sent;
	pthread_join(t, &sent);
	assert_ptr_equal(sent, &big);
	assert_int_equal(f.payload.n, big.n);
	struct gt_str more = { big.p, big.n + 1 };
	assert_int_equal(gt_frame_send(pair[0], 9, 2, more, -1, 1000, NULL), GT_TOOBIG);
}

static void a_peer_that_does_not_read_meets_the_deadline(void **state)
{
	(void)state;
	struct gt_str big = { gt_arena_alloc(arena, GT_FRAME_MAX_BYTES), GT_FRAME_MAX_BYTES };
	assert_int_equal(gt_frame_send(pair[0], 9, 2, big, -1, 30, NULL), GT_BUSY);
}

static void a_living_socket_is_not_stolen_and_a_dead_one_is_replaced(void **state)
{
	(void)state;
	char dir[] = "/tmp/gt-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *path = gt_arena_printf(arena, "%s/s", dir);
	int a = -1, b = -1, c = -1;
	assert_int_equal(gt_socket_connect(path, 100, &c, NULL), GT_BUSY);
	assert_int_equal(gt_socket_listen(path, 0660, &a, NULL), GT_OK);
	assert_int_equal(gt_socket_listen(path, 0660, &b, NULL), GT_CONFLICT);
	assert_int_equal(gt_socket_connect(path, 100, &c, NULL), GT_OK);
	gt_close(&c);
	gt_close(&a);
	assert_int_equal(gt_socket_listen(path, 0660, &b, NULL), GT_OK);
	gt_close(&b);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_and_text_come_back_as_they_were, setup, teardown),
		cmocka_unit_test_setup_teardown(a_number_out_of_range_spoils_all_that_follows, setup, teardown),
		cmocka_unit_test_setup_teardown(every_cut_of_a_payload_is_refused, setup, teardown),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test_setup_teardown(a_frame_carries_its_descriptor, setup, teardown),
		cmocka_unit_test_setup_teardown(a_descriptor_nobody_asked_for_is_refused_and_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_descriptor_a_long_frame_and_a_silent_peer_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(a_peer_that_leaves_early_is_noticed_at_every_byte, setup, teardown),
		cmocka_unit_test_setup_teardown(a_frame_larger_than_the_socket_buffer_passes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_peer_that_does_not_read_meets_the_deadline, setup, teardown),
		cmocka_unit_test_setup_teardown(a_living_socket_is_not_stolen_and_a_dead_one_is_replaced, setup, teardown),
	};
	return cmocka_run_group_tests_name("confine/frame", tests, NULL, NULL);
}

/* A real child on a real socket: whole answers, odd peers, an orderly end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "http/http.h"
#include "tests/lib/fcgi.h"

static struct gt_arena *arena;
static char dir[] = "/tmp/gt-test-XXXXXX";
static char path[64];
static pid_t child;
static int listen_fd = -1;

static int fill(void *arg, struct gt_str *piece, struct gt_error *err)
{
	int *left = arg;
	(void)err;
	static char junk[50000];
	*piece = (struct gt_str){ junk, *left > 0 ? sizeof junk : 0 };
	return (*left)-- == -7 ? GT_FAILED : GT_OK;
}

static void handle(void *app, const struct gt_request *r, struct gt_response *res)
{
	(void)app;
	gt_respond_status(res, 200);
	if (gt_streq(r->path, "/stream")) {
		int *left = gt_new(r->arena, int);
		*left = 20;
		gt_respond_stream(res, "application/pdf", "x.pdf", false, 20 * 50000, fill, left);
	} else if (gt_streq(r->path, "/short")) {
		int *left = gt_new(r->arena, int);
		*left = 2;
		gt_respond_stream(res, "application/pdf", "x.pdf", false, 20 * 50000, fill, left);
	} else if (gt_streq(r->path, "/told-to-end")) {
		kill(getpid(), SIGTERM);
		usleep(300000);
		gt_respond_body(res, "text/plain", GT_STR("done"));
	} else if (gt_streq(r->path, "/crash")) {
		_exit(9);
	} else {
		gt_respond_body(res, "text/plain", gt_str(gt_arena_printf(r->arena, "%zu fields, %zu files, %lld bytes", r->n_form, r->n_uploads, r->n_uploads ? (long long)r->uploads[0].bytes : -1LL)));
	}
}

static bool may_upload(const char *p)
{
	return gt_streq(p, "/upload");
}

static pid_t start(int64_t max_requests)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(gt_http_serve(listen_fd, max_requests, may_upload, handle, NULL));
	return pid;
}

static int setup(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 128 << 20);
	strcpy(dir, "/tmp/gt-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	memcpy(a.sun_path, gt_arena_printf(arena, "%s/s", dir), strlen(dir) + 3);
	memcpy(path, a.sun_path, sizeof path);
	listen_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(listen_fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(listen_fd, 64) != 0)
		return -1;
	child = start(1000);
	return 0;
}

static int status_of(pid_t pid)
{
	int status = 0;
	waitpid(pid, &status, 0);
	return status;
}

static int teardown(void **state)
{
	(void)state;
	if (child > 0) {
		kill(child, SIGKILL);
		status_of(child);
	}
	gt_close(&listen_fd);
	unlink(path);
	rmdir(dir);
	gt_arena_free(&arena);
	return 0;
}

static struct fcgi_answer call(const char *method, const char *uri, const char *type, struct gt_str body, size_t record_bytes)
{
	const struct gt_pair params[] = { { "REQUEST_METHOD", method }, { "DOCUMENT_URI", uri }, { "CONTENT_TYPE", type }, { "CONTENT_LENGTH", body.n || gt_streq(method, "POST") ? gt_arena_printf(arena, "%zu", body.n) : "" } };
	struct fcgi_call c = { .params = params, .n_params = 4, .body = body, .record_bytes = record_bytes };
	struct fcgi_answer a;
	assert_true(fcgi_call(arena, path, &c, &a));
	return a;
}

static void a_page_a_form_and_a_file_are_answered(void **state)
{
	(void)state;
	struct fcgi_answer a = call("GET", "/", "", GT_STR(""), 0);
	assert_int_equal(a.status, 200);
	assert_true(a.complete);
	assert_string_equal(a.body.p, "0 fields, 0 files, -1 bytes");
	a = call("HEAD", "/", "", GT_STR(""), 0);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, 0);
	a = call("POST", "/", "application/x-www-form-urlencoded", GT_STR("a=1&b=2"), 1);
	assert_string_equal(a.body.p, "2 fields, 0 files, -1 bytes");
	struct gt_buf b = gt_buf_new(arena, 16 << 20);
	gt_buf_puts(&b, "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n");
	char *junk = gt_arena_alloc(arena, 3000000);
	gt_buf_add(&b, junk, 3000000);
	gt_buf_puts(&b, "\r\n--X--\r\n");
	a = call("POST", "/upload", "multipart/form-data; boundary=X", (struct gt_str){ b.p, b.n }, 9999);
	assert_string_equal(a.body.p, "0 fields, 1 files, 3000000 bytes");
	a = call("POST", "/elsewhere", "multipart/form-data; boundary=X", (struct gt_str){ b.p, b.n }, 0);
	assert_int_equal(a.status, 413);
}

static void a_stream_is_whole_or_visibly_broken(void **state)
{
	(void)state;
	struct fcgi_answer a = call("GET", "/stream", "", GT_STR(""), 0);
	assert_int_equal(a.body.n, 1000000);
	assert_true(a.complete);
	a = call("GET", "/short", "", GT_STR(""), 0);
	assert_false(a.complete);
	assert_true(a.body.n < 1000000);
}

static void an_upload_that_breaks_off_is_refused(void **state)
{
	(void)state;
	const struct gt_pair params[] = { { "REQUEST_METHOD", "POST" }, { "DOCUMENT_URI", "/" }, { "CONTENT_TYPE", "application/x-www-form-urlencoded" }, { "CONTENT_LENGTH", "100" } };
	struct fcgi_call c = { .params = params, .n_params = 4, .body = GT_STR("a=1"), .body_sent = 2 };
	struct fcgi_answer a;
	assert_true(fcgi_call(arena, path, &c, &a));
	assert_int_equal(a.status, 400);
}

static void other_roles_are_refused(void **state)
{
	(void)state;
	const struct gt_pair params[] = { { "REQUEST_METHOD", "GET" }, { "DOCUMENT_URI", "/" } };
	for (uint16_t role = 2; role <= 3; role++) {
		struct fcgi_call c = { .params = params, .n_params = 2, .role = role };
		struct fcgi_answer a;
		assert_true(fcgi_call(arena, path, &c, &a));
		assert_int_equal(a.status, 400);
	}
}

static void rubbish_on_the_socket_does_not_stop_the_next_request(void **state)
{
	(void)state;
	static const char rubbish[][24] = { "GET / HTTP/1.1\r\n\r\n", "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0", "\1\4\0\1\0\10\0\0aaaaaaaa", "", "\1\1\0\1\xff\xff\0\0", "\1\1\0\1\0\10\0\0\0\11\0\0\0\0\0" };
	for (size_t i = 0; i < GT_COUNT(rubbish); i++)
		assert_true(fcgi_send_raw(path, (struct gt_str){ rubbish[i], i == 3 ? 0 : 16 }));
	assert_int_equal(call("GET", "/", "", GT_STR(""), 0).status, 200);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
}

static void told_to_end_it_ends_in_order(void **state)
{
	(void)state;
	assert_int_equal(call("GET", "/", "", GT_STR(""), 0).status, 200);
	kill(child, SIGTERM);
	assert_int_equal(status_of(child), 0);
	child = 0;
}

static void told_to_end_while_others_queue_it_leaves_them_to_the_next(void **state)
{
	(void)state;
	pid_t other = fork();
	if (other == 0) {
		usleep(100000);
		call("GET", "/crash", "", GT_STR(""), 0);
		_exit(0);
	}
	assert_int_equal(call("GET", "/told-to-end", "", GT_STR(""), 0).status, 200);
	assert_int_equal(status_of(child), 0);
	child = start(1000);
	assert_int_equal(WEXITSTATUS(status_of(child)), 9);
	child = 0;
	status_of(other);
}

static void it_ends_by_itself_when_what_it_needs_is_gone(void **state)
{
	(void)state;
	int need[2];
	assert_int_equal(pipe(need), 0);
	kill(child, SIGKILL);
	status_of(child);
	gt_http_ends_with(need[0]);
	child = start(1000);
	gt_http_ends_with(-1);
	assert_int_equal(call("GET", "/", "", GT_STR(""), 0).status, 200);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	/* both ends: the child holds them too */
	assert_int_equal(write(need[1], "x", 1), 1);
	assert_int_equal(status_of(child), 0);
	child = 0;
	close(need[0]);
	close(need[1]);
}

static void it_retires_after_its_number_of_requests(void **state)
{
	(void)state;
	kill(child, SIGKILL);
	status_of(child);
	child = start(3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(call("GET", "/", "", GT_STR(""), 0).status, 200);
	assert_int_equal(status_of(child), 0);
	child = 0;
}

static void several_children_share_the_work(void **state)
{
	(void)state;
	pid_t second = start(1000);
	for (int i = 0; i < 50; i++)
		assert_int_equal(call("GET", "/", "", GT_STR(""), 0).status, 200);
	kill(second, SIGTERM);
	assert_int_equal(status_of(second), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_page_a_form_and_a_file_are_answered), T(a_stream_is_whole_or_visibly_broken), T(an_upload_that_breaks_off_is_refused), T(other_roles_are_refused),
		T(rubbish_on_the_socket_does_not_stop_the_next_request), T(told_to_end_it_ends_in_order), T(told_to_end_while_others_queue_it_leaves_them_to_the_next),
		T(it_ends_by_itself_when_what_it_needs_is_gone), T(it_retires_after_its_number_of_requests), T(several_children_share_the_work),
	};
	return cmocka_run_group_tests_name("http/serve", tests, NULL, NULL);
}

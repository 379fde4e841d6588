/* Asking a server that lies, through a real guichet-fetch: every lie is a result within its time, and nobody is asked who may not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "confine/confine.h"
#include "fetch/fetch.h"

static char dir[] = "/tmp/gt-fetch-XXXXXX";
static int plain_port, tls_port, wrong_port;
static pid_t children[8];
static size_t n_children;
static struct gt_config *config;
static struct gt_fetch *fetch;
static struct gt_arena *arena;
static struct gt_error err;

static const char *path_of(const char *name) { return gt_arena_printf(arena, "%s/%s", dir, name); }
static const char *top(const char *name) { const char *v = getenv(name); return v ? v : "."; }

/* Its stdin stays open as long as we live: it ends with us. */
static pid_t start(const char *const argv[], int *ret_out)
{
	int in[2], out[2];
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		dup2(in[0], 0);
		dup2(out[1], 1);
		gt_descriptors_close(NULL, 0);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	*ret_out = out[0];
	children[n_children++] = pid;
	return pid;
}

static int liar(const char *cert, const char *key)
{
	const char *program = gt_arena_printf(arena, "%s/tests/lib/hostile_http.py", top("top_srcdir")), *argv[] = { "/usr/bin/python3", program, cert, key, NULL };
	int out;
	char port[16] = "";
	start(argv, &out);
	assert_true(read(out, port, sizeof port - 1) > 0);
	return atoi(port);
}

static void certificate(const char *name, const char *host)
{
	const char *command = gt_arena_printf(arena, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s -addext subjectAltName=DNS:%s -keyout %s/%s.key -out %s/%s.pem 2>/dev/null",
		host, host, dir, name, dir, name);
	const char *argv[] = { "sh", "-c", command, NULL };
	int out, status;
	pid_t pid = start(argv, &out);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	n_children--;
	assert_int_equal(status, 0);
}

static void write_settings(void)
{
	FILE *f = fopen(path_of("conf"), "we");
	assert_non_null(f);
	fprintf(f, "[demo]\nenabled = yes\n[run]\ndirectory = %s\n", dir);
	fprintf(f, "[plain]\nurl = http://localhost:%d/search\ntimeout_ms = 1000\n", plain_port);
	fprintf(f, "[nobody]\nurl = http://localhost:1/\ntimeout_ms = 1000\n");
	fprintf(f, "[believed]\nissuer = https://localhost:%d\nca_file = %s/good.pem\ntimeout_ms = 3000\n", tls_port, dir);
	fprintf(f, "[unknown]\nissuer = https://localhost:%d\ntimeout_ms = 3000\n", tls_port);
	fprintf(f, "[misnamed]\nissuer = https://localhost:%d\nca_file = %s/wrong.pem\ntimeout_ms = 3000\n", wrong_port, dir);
	fprintf(f, "[far]\nurl = http://guichet.example/\n");
	assert_int_equal(fclose(f), 0);
	assert_int_equal(gt_config_load(path_of("conf"), &config, &err), GT_OK);
}

static int setup(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 1 << 24);
	assert_non_null(mkdtemp(dir));
	certificate("good", "localhost");
	certificate("wrong", "ailleurs.example");
	plain_port = liar(NULL, NULL);
	tls_port = liar(path_of("good.pem"), path_of("good.key"));
	wrong_port = liar(path_of("wrong.pem"), path_of("wrong.key"));
	write_settings();
	int listening, out;
	assert_int_equal(gt_socket_listen(path_of("fetch.sock"), 0600, &listening, &err), GT_OK);
	const char *program = gt_arena_printf(arena, "%s/core/prog/guichet-fetch", top("top_builddir")), *fd = gt_arena_printf(arena, "%d", 9);
	assert_int_equal(dup2(listening, 9), 9);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		execl(program, program, "--config", path_of("conf"), "--listen-fd", fd, (char *)NULL);
		_exit(127);
	}
	children[n_children++] = pid;
	(void)out;
	return gt_fetch_open(config, &fetch, &err);
}

static int teardown(void **state)
{
	(void)state;
	gt_fetch_free(&fetch);
	for (size_t i = 0; i < n_children; i++) {
		kill(children[i], SIGTERM);
		waitpid(children[i], NULL, 0);
	}
	gt_config_free(&config);
	const char *const made[] = { "good.pem", "good.key", "wrong.pem", "wrong.key", "conf", "fetch.sock" };
	for (size_t i = 0; i < GT_COUNT(made); i++) unlink(path_of(made[i]));
	rmdir(dir);
	gt_arena_free(&arena);
	return 0;
}

static int ask(const char *service, int port, const char *scheme, const char *path, struct gt_fetch_answer *ret)
{
	const char *url = gt_arena_printf(arena, "%s://localhost:%d%s", scheme, port, path);
	memset(&err, 0, sizeof err);
	return gt_fetch(fetch, arena, &(struct gt_fetch_ask){ .service = service, .url = url, .type = "application/json" }, ret, &err);
}

static void a_true_answer_comes_whole(void **state)
{
	(void)state;
	struct gt_fetch_answer got;
	assert_int_equal(ask("plain", plain_port, "http", "/good", &got), GT_OK);
	assert_int_equal(got.status, 200);
	assert_true(gt_str_eq(got.body, GT_STR("{\"good\":true}")));
	assert_int_equal(ask("plain", plain_port, "http", "/404", &got), GT_OK);
	assert_int_equal(got.status, 404);
}

static void each_lie_is_a_result_within_its_time(void **state)
{
	(void)state;
	static const struct { const char *path; int rc; } lies[] = {
		{ "/slow", GT_BUSY }, { "/hang", GT_BUSY }, { "/500", GT_BUSY }, { "/cut", GT_BUSY }, { "/huge", GT_TOOBIG }, { "/headers", GT_TOOBIG }, { "/html", GT_BADINPUT }, { "/moved", GT_BADINPUT },
	};
	for (size_t i = 0; i < GT_COUNT(lies); i++) {
		struct gt_fetch_answer got = { 0 };
		int64_t begun = gt_monotonic_ms();
		int rc = ask("plain", plain_port, "http", lies[i].path, &got);
		if (rc != lies[i].rc) fail_msg("%s: %s, '%s'", lies[i].path, gt_rc_name(rc), err.message);
		assert_null(got.body.p);
		assert_true(gt_monotonic_ms() - begun < 6000);
	}
	struct gt_fetch_answer got;
	assert_int_equal(ask("nobody", 1, "http", "/good", &got), GT_BUSY);
}

static void only_the_certificate_of_that_host_by_an_authority_of_the_settings_is_believed(void **state)
{
	(void)state;
	struct gt_fetch_answer got;
	assert_int_equal(ask("believed", tls_port, "https", "/good", &got), GT_OK);
	assert_int_equal(ask("unknown", tls_port, "https", "/good", &got), GT_BUSY);
	assert_int_equal(ask("misnamed", wrong_port, "https", "/good", &got), GT_BUSY);
}

static void nobody_else_is_asked(void **state)
{
	(void)state;
	const char *const elsewhere[] = {
		gt_arena_printf(arena, "http://localhost:%d/good", tls_port), "http://127.0.0.1:1/", gt_arena_printf(arena, "http://localhost:%d@guichet.example/", plain_port), "file:///etc/passwd",
		gt_arena_printf(arena, "http://localhost:%d.guichet.example/", plain_port), gt_arena_printf(arena, "https://localhost:%d/", plain_port), gt_arena_printf(arena, "http://localhost:%d\\@x/", plain_port), "//localhost/",
	};
	for (size_t i = 0; i < GT_COUNT(elsewhere); i++) {
		struct gt_fetch_answer got;
		assert_int_equal(gt_fetch(fetch, arena, &(struct gt_fetch_ask){ .service = "plain", .url = elsewhere[i], .type = "application/json" }, &got, &err), GT_DENIED);
	}
	struct gt_fetch_answer got;
	/* plain HTTP to another host, a section that names no service, a name that is none */
	assert_int_equal(gt_fetch(fetch, arena, &(struct gt_fetch_ask){ .service = "far", .url = "http://guichet.example/", .type = "application/json" }, &got, &err), GT_DENIED);
	assert_int_equal(ask("run", plain_port, "http", "/good", &got), GT_DENIED);
	assert_int_equal(ask("../plain", plain_port, "http", "/good", &got), GT_DENIED);
}

static void a_form_is_posted_and_nothing_is_remembered(void **state)
{
	(void)state;
	struct gt_fetch_answer got;
	struct gt_fetch_ask asked = { .service = "plain", .url = gt_arena_printf(arena, "http://localhost:%d/echo?q=%s", plain_port, gt_fetch_escape(arena, "rue de l'Été & co")), .form = "a=1", .bearer = "jeton", .type = "application/json" };
	for (int i = 0; i < 2; i++) {
		assert_int_equal(gt_fetch(fetch, arena, &asked, &got, &err), GT_OK);
		assert_string_equal(gt_arena_strndup(arena, got.body.p, got.body.n), "POST\n/echo?q=rue%20de%20l%27%C3%89t%C3%A9%20%26%20co\na=1\nBearer jeton\napplication/json\n");
	}
	/* what would end a line of HTTP is not even asked */
	asked.bearer = "a\r\nHost: ailleurs";
	assert_int_equal(gt_fetch(fetch, arena, &asked, &got, &err), GT_BUSY);
}

static void many_at_once_do_not_wait_for_a_slow_one(void **state)
{
	(void)state;
	pid_t slow[4];
	for (size_t i = 0; i < GT_COUNT(slow); i++) {
		slow[i] = fork();
		if (slow[i] == 0) {
			struct gt_fetch_answer got;
			_exit(ask("plain", plain_port, "http", "/hang", &got) == GT_BUSY ? 0 : 1);
		}
	}
	struct gt_fetch_answer got;
	int64_t begun = gt_monotonic_ms();
	assert_int_equal(ask("plain", plain_port, "http", "/good", &got), GT_OK);
	assert_true(gt_monotonic_ms() - begun < 900);
	for (size_t i = 0; i < GT_COUNT(slow); i++) {
		int status = -1;
		waitpid(slow[i], &status, 0);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_true_answer_comes_whole), cmocka_unit_test(each_lie_is_a_result_within_its_time),
		cmocka_unit_test(only_the_certificate_of_that_host_by_an_authority_of_the_settings_is_believed), cmocka_unit_test(nobody_else_is_asked),
		cmocka_unit_test(a_form_is_posted_and_nothing_is_remembered), cmocka_unit_test(many_at_once_do_not_wait_for_a_slow_one),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}

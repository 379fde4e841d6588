/* FastCGI records, as a neighbour that took over nginx could write them: a real worker behind a real socket. It may end (the library gives up on some
 * records, and the supervisor starts another), but never by a fault in memory, never with a page that reads unclean text, and the next one answers. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine/confine.h"
#include "http/http.h"
#include "tests/fuzz/fuzz.h"
#include "tests/lib/fcgi.h"

#define BEGIN "\1\1\0\1\0\10\0\0" "\0\1\0\0\0\0\0\0"
#define GET "\16\3REQUEST_METHODGET" "\14\2DOCUMENT_URI/x" "\14\3QUERY_STRINGa=1"        /* 52 bytes */
#define POST "\16\4REQUEST_METHODPOST"                                                  /* 20 */
#define LENGTH "\16\2CONTENT_LENGTH11"                                                  /* 18 */
#define END_OF_PARAMS "\1\4\0\1\0\0\0\0"
#define END_OF_BODY "\1\5\0\1\0\0\0\0"
const struct gt_str fuzz_seeds[] = {
	GT_STR(BEGIN "\1\4\0\1\0\64\0\0" GET END_OF_PARAMS END_OF_BODY),
	GT_STR(BEGIN "\1\4\0\1\0\24\4\0" POST "\0\0\0\0" "\1\4\0\1\0\22\0\0" LENGTH END_OF_PARAMS "\1\5\0\1\0\13\5\0nom=ACC&x=1\0\0\0\0\0" END_OF_BODY),
	GT_STR("\1\11\0\0\0\20\0\0" "\16\0FCGI_MAX_CONNS" "\1\2\0\1\0\0\0\0"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { BEGIN, "\1\4\0\1", "\1\5\0\1", "\xff\xff\xff\xff", "\x80", "\x7f\xff\xff\xff", "\x80\xff\xff\xff", "CONTENT_LENGTH", "99999999999", "\1\1\0\2", NULL };
const int64_t fuzz_cost = 400;

static struct sockaddr_un at = { .sun_family = AF_UNIX };
static int heard = -1;
static pid_t worker;

static bool any(const char *path) { (void)path; return true; }

static void clean(const struct gt_pair *list, size_t n)
{
	for (size_t i = 0; i < n; i++) gt_assert(gt_utf8_valid(list[i].name, strlen(list[i].name)) && gt_utf8_valid(list[i].value, strlen(list[i].value)));
}

static void page(void *app, const struct gt_request *r, struct gt_response *res)
{
	(void)app;
	clean(r->query, r->n_query);
	clean(r->form, r->n_form);
	clean(r->cookies, r->n_cookies);
	gt_assert(r->path[0] == '/');
	gt_respond_status(res, 200);
	gt_respond_body(res, "text/plain; charset=utf-8", GT_STR("bien"));
}

static void away(void)
{
	if (worker > 0) kill(worker, SIGKILL);
	unlink(at.sun_path);
}

/* Each worker has a socket of its own, which ends with it: whoever waits there is told. */
static void start(void)
{
	if (heard < 0) {
		snprintf(at.sun_path, sizeof at.sun_path, "/tmp/gt-records-%d.sock", (int)getpid());
		heard = memfd_create("heard", MFD_CLOEXEC);
		atexit(away);
	}
	unlink(at.sun_path);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	gt_assert(heard >= 0 && bind(listener, (const struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 16) == 0);
	gt_assert(ftruncate(heard, 0) == 0 && lseek(heard, 0, SEEK_SET) == 0);
	worker = fork();
	gt_assert(worker >= 0);
	if (worker == 0) {
		dup2(heard, STDERR_FILENO);
		_exit(gt_http_serve(listener, INT64_MAX, any, page, NULL));
	}
	close(listener);
}

/* As the real allocator answers: a parameter of two gigabytes finds no memory, and the library gives up by its own assertion. */
const char *__asan_default_options(void) __attribute__((visibility("default")));
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }

/* What an ended worker said: a give-up of the library's own is borne, a fault is not. */
static void begin_again(int status)
{
	char words[8192];
	ssize_t n = pread(heard, words, sizeof words - 1, 0);
	words[n > 0 ? n : 0] = 0;
	bool gave_up = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strstr(words, "fcgiapp.c") && !strstr(words, "ERROR: ") && !strstr(words, "runtime error");
	if (!gave_up) {
		fprintf(stderr, "worker ended, status %d: %s\n", status, words);
		worker = 0;
		abort();
	}
	start();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 40 << 20);
	int status;
	if (!worker) start();
	gt_assert(fcgi_send_raw(at.sun_path, (struct gt_str){ (const char *)data, size }));
	if (waitpid(worker, &status, WNOHANG) == worker) begin_again(status);
	static const struct gt_pair params[] = { { "REQUEST_METHOD", "GET" }, { "DOCUMENT_URI", "/bien" } };
	const struct fcgi_call good = { .params = params, .n_params = GT_COUNT(params) };
	struct fcgi_answer answer = { 0 };
	bool asked = fcgi_call(arena, at.sun_path, &good, &answer);
	if (!asked || answer.status != 200) {                 /* it was just ending */
		gt_assert(waitpid(worker, &status, 0) == worker);
		begin_again(status);
		asked = fcgi_call(arena, at.sun_path, &good, &answer);
	}
	gt_assert(asked && answer.status == 200 && gt_str_eq(answer.body, GT_STR("bien")));
	return 0;
}

/* http: the life of a child: accept, read, answer, until told to end. The only file that speaks libfcgi.
 * Connections are accepted here, not by the library: it has no time limit for a silent peer, leaks descriptors to children and
 * loses a signal that comes between its check and its accept. */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/select.h>
#include <unistd.h>
#include "http/http_priv.h"

#define WRITE_TIMEOUT_S 30

static volatile sig_atomic_t ending;
static int status_fd = -1, lifeline = -1;

void gt_http_status_to(int fd)
{
	status_fd = fd;
}

void gt_http_ends_with(int fd)
{
	lifeline = fd;
}

static void on_term(int sig)
{
	(void)sig;
	ending = 1;
}

static void tell_supervisor(char c)
{
	if (status_fd >= 0 && write(status_fd, &c, 1) < 0)
		status_fd = errno == EAGAIN || errno == EINTR ? status_fd : -1;
}

/* SIGTERM is let in only while waiting for a connection: a request that began is answered. It is held back first, so that none is lost
 * between the handlers of the library and ours. */
static bool signals_and_library(sigset_t *ret_while_waiting)
{
	struct sigaction term = { .sa_handler = on_term }, ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, ret_while_waiting);
	sigdelset(ret_while_waiting, SIGTERM);
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 1);
	setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "200", 1);
	if (FCGX_Init() != 0)
		return false;
	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGUSR1, &ignore, NULL);
	return true;
}

/* Where connections queue, ppoll comes back with one and SIGTERM stays held back for as long as they do. */
static bool told_meanwhile(void)
{
	sigset_t held;
	return sigpending(&held) == 0 && sigismember(&held, SIGTERM) == 1;
}

/* ret: a connection, -1: none this time, -2: this child cannot go on. */
static int accept_one(int listen_fd, const sigset_t *while_waiting)
{
	struct pollfd p[] = { { .fd = listen_fd, .events = POLLIN }, { .fd = lifeline, .events = POLLIN } };
	if (ppoll(p, GT_COUNT(p), NULL, while_waiting) < 0)
		return errno == EINTR ? -1 : -2;
	if (p[1].revents || told_meanwhile()) {
		ending = 1;
		return -1;
	}
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED ? -1 : -2;
	struct timeval read_limit = { .tv_sec = GT_REQUEST_READ_TIMEOUT_S }, write_limit = { .tv_sec = WRITE_TIMEOUT_S };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &read_limit, sizeof read_limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &write_limit, sizeof write_limit);
	return fd;
}

static size_t read_body(void *arg, char *p, size_t n)
{
	FCGX_Request *fcgi = arg;
	size_t got = 0;
	while (got < n) {
		size_t want = n - got < 1 << 20 ? n - got : 1 << 20;
		int r = FCGX_GetStr(p + got, (int)want, fcgi->in);
		if (r <= 0)
			break;
		got += (size_t)r;
	}
	return got;
}

static bool put(FCGX_Request *fcgi, struct gt_str s)
{
	while (s.n) {
		size_t n = s.n < 1 << 20 ? s.n : 1 << 20;
		if (FCGX_PutStr(s.p, (int)n, fcgi->out) < 0)
			return false;
		s.p += n;
		s.n -= n;
	}
	return true;
}

static void put_stream(FCGX_Request *fcgi, const struct gt_response *res)
{
	bool counted = res->stream_bytes >= 0;
	int64_t left = counted ? res->stream_bytes : INT64_MAX;
	for (;;) {
		struct gt_str piece = { NULL, 0 };
		struct gt_error err = { 0 };
		int rc = res->fill(res->fill_arg, &piece, &err);
		if (rc == GT_OK && piece.n == 0 && (left == 0 || !counted))
			return;
		/* the head has gone out: a broken connection is the only way left to say that this is not the whole file */
		if (rc != GT_OK || piece.n == 0 || (int64_t)piece.n > left) {
			if (rc != GT_OK)
				gt_log_error(GT_ERR, "http", &err);
			shutdown(fcgi->ipcFd, SHUT_RDWR);
			return;
		}
		left -= (int64_t)piece.n;
		if (!put(fcgi, piece))
			return;
		tell_supervisor('b');            /* at work, not stuck: the watchdog begins anew */
	}
}

static void answer(FCGX_Request *fcgi, const struct gt_request *req, const struct gt_response *res)
{
	if (!put(fcgi, gt_str(gt_response_head(res, req->tls))) || req->method == GT_HEAD)
		return;
	if (res->stream)
		put_stream(fcgi, res);
	else
		put(fcgi, res->body);
}

static void serve_one(FCGX_Request *fcgi, struct gt_arena *arena, gt_may_upload *may_upload, gt_handler *handler, void *app)
{
	struct gt_request req;
	struct gt_response res = { .arena = arena, .status = 500 };
	int status = gt_request_build(arena, fcgi->envp, may_upload, read_body, fcgi, &req);
	gt_log_request(req.id);
	if (status)
		gt_response_refusal(&res, &req, status);
	else
		handler(app, &req, &res);
	answer(fcgi, &req, &res);
	gt_log_request(NULL);
}

int gt_http_serve(int listen_fd, int64_t max_requests, gt_may_upload *may_upload, gt_handler *handler, void *app)
{
	sigset_t while_waiting;
	if (!signals_and_library(&while_waiting)) {
		gt_log_at(GT_ERR, "http", "libfcgi does not start");
		return 1;
	}
	int flags = fcntl(listen_fd, F_GETFL);
	if (flags < 0 || fcntl(listen_fd, F_SETFL, flags | O_NONBLOCK) != 0) {
		gt_log_at(GT_ERR, "http", "listening socket: errno %d", errno);
		return 1;
	}
	struct gt_arena *arena = gt_arena_new_clean("request", GT_REQUEST_ARENA_MAX_BYTES);
	FCGX_Request fcgi;
	int status = 0;
	tell_supervisor('R');
	for (int64_t served = 0; !ending && served < max_requests;) {
		int fd = accept_one(listen_fd, &while_waiting);
		if (fd == -1)
			continue;
		if (fd < 0) {
			gt_log_at(GT_ERR, "http", "accept: errno %d", errno);
			status = 1;
			break;
		}
		tell_supervisor('b');
		/* the library takes a connection that stands in ipcFd; -1 as listening socket keeps it from accepting another */
		FCGX_InitRequest(&fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR);
		fcgi.ipcFd = fd;
		fcgi.keepConnection = 1;
		if (FCGX_Accept_r(&fcgi) == 0) {
			serve_one(&fcgi, arena, may_upload, handler, app);
			fcgi.keepConnection = 0;
			FCGX_Finish_r(&fcgi);
			served++;
		}
		gt_arena_reset(arena);
		tell_supervisor('e');
	}
	gt_arena_free(&arena);
	return status;
}

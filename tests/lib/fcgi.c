/* A small FastCGI client for tests; see fcgi.h. Knows the records of the protocol and nothing of ours. */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "tests/lib/fcgi.h"

enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, RECORD_MAX = 65535 };

static int dial(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || strlen(path) >= sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
		gt_close(&fd);
	return fd;
}

static void record(struct gt_buf *b, unsigned type, const char *p, size_t n)
{
	char h[8] = { 1, (char)type, 0, 1, (char)(n >> 8), (char)n, 0, 0 };
	gt_buf_add(b, h, sizeof h);
	gt_buf_add(b, p, n);
}

static void length(struct gt_buf *b, size_t n)
{
	char l[4] = { (char)(n >> 24 | 0x80), (char)(n >> 16), (char)(n >> 8), (char)n };
	gt_buf_add(b, l, sizeof l);
}

static struct gt_buf request_bytes(struct gt_arena *arena, const struct fcgi_call *c)
{
	size_t whole = c->body.n, send = c->body_sent ? c->body_sent : whole;
	struct gt_buf b = gt_buf_new(arena, 64 << 20), params = gt_buf_new(arena, 1 << 20);
	uint16_t role = c->role ? c->role : 1;
	char begin[8] = { (char)(role >> 8), (char)role, 0 };
	record(&b, BEGIN, begin, sizeof begin);
	for (size_t i = 0; i < c->n_params; i++) {
		length(&params, strlen(c->params[i].name));
		length(&params, strlen(c->params[i].value));
		gt_buf_puts(&params, c->params[i].name);
		gt_buf_puts(&params, c->params[i].value);
	}
	for (size_t at = 0; at < params.n; at += RECORD_MAX)
		record(&b, PARAMS, params.p + at, params.n - at < RECORD_MAX ? params.n - at : RECORD_MAX);
	record(&b, PARAMS, "", 0);
	size_t step = c->record_bytes ? c->record_bytes : RECORD_MAX;
	for (size_t at = 0; at < send; at += step)
		record(&b, STDIN, c->body.p + at, send - at < step ? send - at : step);
	if (send == whole)
		record(&b, STDIN, "", 0);
	return b;
}

static bool read_all(int fd, char *p, size_t n)
{
	while (n) {
		ssize_t r = read(fd, p, n);
		if (r <= 0)
			return false;
		p += r;
		n -= (size_t)r;
	}
	return true;
}

bool fcgi_call(struct gt_arena *arena, const char *path, const struct fcgi_call *call, struct fcgi_answer *ret)
{
	int fd = dial(path);
	if (fd < 0)
		return false;
	*ret = (struct fcgi_answer){ 0 };
	struct gt_buf out = request_bytes(arena, call), in = gt_buf_new(arena, 32 << 20);
	gt_write_all(fd, out.p, out.n);
	if (call->body_sent)
		shutdown(fd, SHUT_WR);
	uint8_t h[8];
	while (!ret->complete && read_all(fd, (char *)h, sizeof h)) {
		size_t n = (size_t)(h[4] << 8 | h[5]), padding = h[6];
		char *content = gt_arena_alloc(arena, n + padding + 1);
		if (!read_all(fd, content, n + padding))
			break;
		if (h[1] == STDOUT)
			gt_buf_add(&in, content, n);
		ret->complete = h[1] == END;
	}
	gt_close(&fd);
	const char *text = gt_buf_cstr(&in), *blank = text ? strstr(text, "\r\n\r\n") : NULL;
	if (blank) {
		ret->head = gt_arena_strndup(arena, text, (size_t)(blank + 2 - text));
		ret->body = (struct gt_str){ blank + 4, in.n - (size_t)(blank + 4 - text) };
		if (gt_starts(ret->head, "Status: "))
			ret->status = (int)strtol(ret->head + 8, NULL, 10);
	}
	return true;
}

bool fcgi_send_raw(const char *path, struct gt_str bytes)
{
	int fd = dial(path);
	if (fd < 0)
		return false;
	gt_write_all(fd, bytes.p, bytes.n);
	shutdown(fd, SHUT_WR);
	char junk[4096];
	while (read(fd, junk, sizeof junk) > 0)
		;
	gt_close(&fd);
	return true;
}

/* confine: one frame out, one frame in, under a deadline. Decides what ends a connection; does not know what frames mean. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock/clock.h"
#include "confine/confine.h"

#define HEADER_BYTES 8

/* Waits for events until deadline_ms (monotonic; -1: for ever). */
static int wait_for(int fd, short events, int64_t deadline_ms, struct gt_error *err)
{
	for (;;) {
		int64_t left = -1;
		if (deadline_ms >= 0) {
			left = deadline_ms - gt_monotonic_ms();
			if (left <= 0)
				return gt_fail(err, GT_BUSY, "deadline over");
		}
		struct pollfd p = { .fd = fd, .events = events };
		int n = poll(&p, 1, left > 1000000 ? 1000000 : (int)left);
		if (n > 0)
			return GT_OK;
		/* a signal ends only a wait without deadline: an idle server that is told to stop */
		if (n < 0 && (errno != EINTR || deadline_ms < 0))
			return errno == EINTR ? gt_fail(err, GT_BUSY, "interrupted") : gt_fail(err, GT_FAILED, "poll: errno %d", errno);
	}
}

static int64_t deadline_of(int64_t timeout_ms)
{
	return timeout_ms < 0 ? -1 : gt_monotonic_ms() + timeout_ms;
}

static int send_some(int fd, const struct gt_str *piece, int pass_fd, int64_t deadline_ms, size_t *ret_sent, struct gt_error *err)
{
	union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control = { .room = { 0 } };
	struct iovec iov = { (void *)(uintptr_t)piece->p, piece->n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	if (pass_fd >= 0) {
		msg.msg_control = control.room;
		msg.msg_controllen = sizeof control.room;
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &pass_fd, sizeof pass_fd);
	}
	for (;;) {
		ssize_t n = sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n >= 0) {
			*ret_sent = (size_t)n;
			return GT_OK;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			int rc = wait_for(fd, POLLOUT, deadline_ms, err);
			if (rc)
				return rc;
		} else if (errno != EINTR) {
			return gt_fail(err, GT_FAILED, "peer gone while sending: errno %d", errno);
		}
	}
}

int gt_frame_send(int fd, uint16_t type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms, struct gt_error *err)
{
	if (payload.n > GT_FRAME_MAX_BYTES)
		return gt_fail(err, GT_TOOBIG, "frame of %zu bytes", payload.n);
	uint32_t n = (uint32_t)payload.n;
	char header[HEADER_BYTES] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n, (char)(type >> 8), (char)type, (char)(version >> 8), (char)version };
	int64_t deadline = deadline_of(timeout_ms);
	struct gt_str pieces[2] = { { header, sizeof header }, payload };
	for (size_t i = 0; i < GT_COUNT(pieces); i++) {
		while (pieces[i].n) {
			size_t sent = 0;
			/* the descriptor travels with the first byte */
			int rc = send_some(fd, &pieces[i], i == 0 && pieces[i].n == HEADER_BYTES ? pass_fd : -1, deadline, &sent, err);
			if (rc)
				return rc;
			pieces[i].p += sent;
			pieces[i].n -= sent;
		}
	}
	return GT_OK;
}

struct incoming { int fd; int count; };

/* Descriptors beyond the first are closed and counted: the caller refuses the frame. */
static void take_descriptors(struct msghdr *msg, struct incoming *in)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (in->count++ == 0)
				in->fd = fd;
			else
				close(fd);
		}
	}
	if (msg->msg_flags & MSG_CTRUNC)
		in->count += 2;
}

static int recv_exact(int fd, char *p, size_t n, bool first, struct incoming *in, int64_t deadline_ms, struct gt_error *err)
{
	size_t got = 0;
	while (got < n) {
		union { char room[CMSG_SPACE(4 * sizeof(int))]; struct cmsghdr align; } control;
		struct iovec iov = { p + got, n - got };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room };
		int rc = wait_for(fd, POLLIN, deadline_ms, err);
		if (rc)
			return rc;
		ssize_t r = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		if (r < 0) {
			if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
				continue;
			if (errno == ECONNRESET && first && got == 0)
				return gt_fail(err, GT_NOTFOUND, "peer closed");
			return gt_fail(err, GT_FAILED, "receiving: errno %d", errno);
		}
		take_descriptors(&msg, in);
		if (r == 0)
			return first && got == 0 ? gt_fail(err, GT_NOTFOUND, "peer closed") : gt_fail(err, GT_BADINPUT, "peer closed inside a frame");
		got += (size_t)r;
	}
	return GT_OK;
}

static int recv_frame(int fd, struct gt_arena *arena, size_t max_bytes, int64_t deadline_ms, struct incoming *in, struct gt_frame *frame, struct gt_error *err)
{
	uint8_t h[HEADER_BYTES];
	int rc = recv_exact(fd, (char *)h, sizeof h, /* first= */ true, in, deadline_ms, err);
	if (rc)
		return rc;
	size_t n = (size_t)h[0] << 24 | (size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3];
	frame->type = (uint16_t)(h[4] << 8 | h[5]);
	frame->version = (uint16_t)(h[6] << 8 | h[7]);
	if (n > max_bytes || n > GT_FRAME_MAX_BYTES)
		return gt_fail(err, GT_TOOBIG, "frame of %zu bytes announced", n);
	char *payload = gt_arena_alloc(arena, n + 1);
	frame->payload = (struct gt_str){ payload, n };
	return n ? recv_exact(fd, payload, n, false, in, deadline_ms, err) : GT_OK;
}

int gt_frame_recv(int fd, struct gt_arena *arena, size_t max_bytes, enum gt_frame_fd want_fd, int64_t timeout_ms, struct gt_frame *ret, struct gt_error *err)
{
	struct incoming in = { -1, 0 };
	struct gt_frame frame = { .fd = -1 };
	int rc = recv_frame(fd, arena, max_bytes, deadline_of(timeout_ms), &in, &frame, err);
	if (!rc && (in.count > 1 || (in.count == 1 && want_fd == GT_FRAME_NO_FD)))
		rc = gt_fail(err, GT_BADINPUT, "descriptor on a frame of type %u that takes none", frame.type);
	if (!rc && in.count == 0 && want_fd == GT_FRAME_MUST_FD)
		rc = gt_fail(err, GT_BADINPUT, "frame of type %u without its descriptor", frame.type);
	if (rc) {
		gt_close(&in.fd);
		return rc;
	}
	frame.fd = in.fd;
	*ret = frame;
	return GT_OK;
}

int gt_frame_call(const char *path, uint16_t type, uint16_t want_type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms,
	struct gt_arena *arena, enum gt_frame_fd want_fd, struct gt_frame *ret, struct gt_error *err)
{
	return gt_frame_call_while(path, type, want_type, version, payload, pass_fd, timeout_ms, NULL, NULL, arena, want_fd, ret, err);
}

int gt_frame_call_while(const char *path, uint16_t type, uint16_t want_type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms,
	void (*work)(void *arg), void *arg, struct gt_arena *arena, enum gt_frame_fd want_fd, struct gt_frame *ret, struct gt_error *err)
{
	int64_t deadline = gt_monotonic_ms() + timeout_ms;
	GT_AUTO_FD fd = -1;
	int rc = gt_socket_connect(path, timeout_ms, &fd, err);
	if (!rc)
		rc = gt_frame_send(fd, type, version, payload, pass_fd, deadline - gt_monotonic_ms(), err);
	if (!rc && work)
		work(arg);
	struct gt_frame answer = { .fd = -1 };
	if (!rc)
		rc = gt_frame_recv(fd, arena, GT_FRAME_MAX_BYTES, want_fd, deadline - gt_monotonic_ms() > 0 ? deadline - gt_monotonic_ms() : 0, &answer, err);
	if (rc == GT_NOTFOUND || rc == GT_FAILED)
		return gt_fail(err, GT_BUSY, "no answer from '%s'", path);
	if (rc)
		return rc;
	if (answer.type != want_type || answer.version != version) {
		gt_close(&answer.fd);
		return gt_fail(err, GT_BADINPUT, "answer of type %u version %u, wanted %u version %u", answer.type, answer.version, want_type, version);
	}
	*ret = answer;
	return GT_OK;
}

/* confine: Unix sockets by path. Decides when an old socket may be replaced; says nothing about what is spoken. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "clock/clock.h"
#include "confine/confine.h"

#define BACKLOG 511

static int address_of(const char *path, struct sockaddr_un *ret, struct gt_error *err)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof ret->sun_path)
		return gt_fail(err, GT_FAILED, "socket path of %zu bytes, the system takes %zu: '%s'", n, sizeof ret->sun_path - 1, path);
	memcpy(ret->sun_path, path, n);
	return GT_OK;
}

int gt_socket_listen(const char *path, unsigned mode, int *ret_fd, struct gt_error *err)
{
	struct sockaddr_un address;
	int rc = address_of(path, &address, err);
	if (rc)
		return rc;
	struct stat st;
	if (lstat(path, &st) == 0) {
		GT_AUTO_FD probe = -1;
		if (!S_ISSOCK(st.st_mode))
			return gt_fail(err, GT_CONFLICT, "'%s' exists and is no socket", path);
		if (gt_socket_connect(path, 500, &probe, NULL) == GT_OK)
			return gt_fail(err, GT_CONFLICT, "another process listens on '%s'", path);
		if (unlink(path) != 0)
			return gt_fail(err, GT_FAILED, "cannot replace '%s': errno %d", path, errno);
	}
	GT_AUTO_FD fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return gt_fail(err, GT_FAILED, "socket: errno %d", errno);
	/* fchmod before bind sets the mode of the new name: there is no moment with wider rights */
	if (fchmod(fd, mode) != 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || chmod(path, mode) != 0 || listen(fd, BACKLOG) != 0)
		return gt_fail(err, GT_FAILED, "cannot listen on '%s': errno %d", path, errno);
	*ret_fd = fd;
	fd = -1;
	return GT_OK;
}

int gt_socket_connect(const char *path, int64_t timeout_ms, int *ret_fd, struct gt_error *err)
{
	struct sockaddr_un address;
	int rc = address_of(path, &address, err);
	if (rc)
		return rc;
	int64_t deadline = gt_monotonic_ms() + timeout_ms;
	GT_AUTO_FD fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return gt_fail(err, GT_FAILED, "socket: errno %d", errno);
	while (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			return gt_fail(err, GT_BUSY, "nobody listens on '%s'", path);
		if (errno != EAGAIN && errno != EINTR)
			return gt_fail(err, GT_FAILED, "cannot connect to '%s': errno %d", path, errno);
		/* a full backlog of a Unix socket cannot be waited for by poll: look again soon */
		if (gt_monotonic_ms() >= deadline)
			return gt_fail(err, GT_BUSY, "'%s' takes no more connections", path);
		poll(NULL, 0, 10);
	}
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0)
		return gt_fail(err, GT_FAILED, "fcntl: errno %d", errno);
	*ret_fd = fd;
	fd = -1;
	return GT_OK;
}

int gt_socket_accept(int listen_fd, int64_t timeout_ms, int *ret_fd, struct gt_error *err)
{
	struct pollfd p = { .fd = listen_fd, .events = POLLIN };
	int n = poll(&p, 1, timeout_ms > 1000000 ? 1000000 : (int)timeout_ms);
	if (n == 0 || (n < 0 && errno == EINTR))
		return gt_fail(err, GT_BUSY, "nobody came");
	if (n < 0)
		return gt_fail(err, GT_FAILED, "poll: errno %d", errno);
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0) {
		/* with several processes on one socket another may have been quicker, or the peer left again */
		if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
			return gt_fail(err, GT_BUSY, "nobody came");
		return gt_fail(err, GT_FAILED, "accept: errno %d", errno);
	}
	*ret_fd = fd;
	return GT_OK;
}

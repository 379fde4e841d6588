/* Files read whole, memory files, descriptors. */
#include "base/base.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int gt_file_read(struct gt_arena *arena, const char *path, size_t max_bytes, struct gt_str *ret, struct gt_error *err)
{
	GT_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) return gt_fail(err, errno == ENOENT ? GT_NOTFOUND : GT_FAILED, "'%s' cannot be opened (errno %d)", path, errno);
	struct stat st;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) return gt_fail(err, GT_FAILED, "'%s' is not a file", path);
	if (st.st_size < 0 || (uint64_t)st.st_size > max_bytes) return gt_fail(err, GT_TOOBIG, "'%s' is larger than %zu bytes", path, max_bytes);
	size_t n = (size_t)st.st_size, at = 0;
	char *p = gt_arena_alloc(arena, n + 1);
	while (at < n) {
		ssize_t got = read(fd, p + at, n - at);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return gt_fail(err, GT_FAILED, "'%s' cannot be read whole", path);
		at += (size_t)got;
	}
	*ret = (struct gt_str){ p, n };
	return GT_OK;
}

int gt_memfd(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) gt_panic("no memory file (errno %d)", errno);
	return fd;
}

bool gt_memfd_seal(int fd) { return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0; }

bool gt_write_all(int fd, const void *p, size_t n)
{
	const char *at = p;
	while (n) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno == EINTR) continue;
		if (done <= 0) return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

void gt_close(int *fd)
{
	if (*fd >= 0) close(*fd);
	*fd = -1;
}

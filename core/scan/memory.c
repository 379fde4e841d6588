/* scan: memory. Decides whether a second engine may be loaded beside the one at work: a host that ends processes for want of memory takes the
 * largest first, which is the one that answers. What cannot be learnt is no hindrance: a kernel that tells nothing is asked nothing. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "scan/scan_priv.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25                 /* Linux 6.1; glibc 2.36 does not name it yet */
#endif
#define HUGE_PAGE_BYTES (2UL << 20)

/* Files of /proc and of a cgroup have no size before they are read. */
static bool text_of(const char *path, char *text, size_t room)
{
	GT_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, room - 1);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The number after "key" at the beginning of a line; -1: none, or a word ("max"). */
static int64_t number_after(const char *text, const char *key)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!gt_starts(line, key))
			continue;
		const char *p = line + strlen(key);
		p += strspn(p, " \t");
		return *p >= '0' && *p <= '9' ? strtoll(p, NULL, 10) : -1;
	}
	return -1;
}

int64_t gt_scan_memory_peak(void)
{
	char text[4096];
	int64_t kb = text_of("/proc/self/status", text, sizeof text) ? number_after(text, "VmHWM:") : -1;
	return kb > 0 ? kb * 1024 : 0;
}

void gt_scan_memory_huge(void)
{
#ifndef GT_SANITIZE                      /* whose own regions are terabytes */
	char line[512], mode[5];
	FILE *maps = fopen("/proc/self/maps", "re");
	while (maps && fgets(line, sizeof line, maps)) {
		unsigned long begin, end, file;
		if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &begin, &end, mode, &file) != 4 || strcmp(mode, "rw-p") != 0 || file != 0)
			continue;
		begin = (begin + HUGE_PAGE_BYTES - 1) & ~(HUGE_PAGE_BYTES - 1);
		end &= ~(HUGE_PAGE_BYTES - 1);
		if (begin >= end || madvise((void *)begin, end - begin, MADV_HUGEPAGE) != 0)
			continue;
		/* one by one: the first that cannot be made would end a call for all */
		for (; begin < end; begin += HUGE_PAGE_BYTES)
			(void)madvise((void *)begin, HUGE_PAGE_BYTES, MADV_COLLAPSE);
	}
	if (maps)
		fclose(maps);
#endif
}

/* Room below the limit of one group; files read once and kept in memory are given back before anybody is ended. */
static int64_t group_left(const char *dir)
{
	char path[4200], text[8192];
	snprintf(path, sizeof path, "%s/memory.max", dir);
	int64_t max = text_of(path, text, sizeof text) ? number_after(text, "") : -1;
	snprintf(path, sizeof path, "%s/memory.current", dir);
	int64_t taken = text_of(path, text, sizeof text) ? number_after(text, "") : -1;
	if (max < 0 || taken < 0)
		return INT64_MAX;
	snprintf(path, sizeof path, "%s/memory.stat", dir);
	int64_t given_back = text_of(path, text, sizeof text) ? number_after(text, "inactive_file ") : -1;
	int64_t left = max - taken + (given_back > 0 ? given_back : 0);
	return left > 0 ? left : 0;
}

int64_t gt_scan_memory_left(const struct gt_scan_memory_files *f)
{
	char text[8192], dir[4096];
	int64_t kb = text_of(f->meminfo, text, sizeof text) ? number_after(text, "MemAvailable:") : -1;
	int64_t left = kb >= 0 ? kb * 1024 : INT64_MAX;
	/* cgroup v2 is the line "0::/path"; the limits of all groups above hold too */
	const char *own = text_of(f->own_cgroup, text, sizeof text) ? strstr(text, "0::/") : NULL;
	if (!own || (own != text && own[-1] != '\n'))
		return left;
	int n = snprintf(dir, sizeof dir, "%s/%.*s", f->cgroups, (int)strcspn(own + 4, "\n"), own + 4);
	for (size_t root = strlen(f->cgroups); n > 0 && (size_t)n < sizeof dir && strlen(dir) >= root;) {
		int64_t here = group_left(dir);
		left = here < left ? here : left;
		char *last = strrchr(dir, '/');
		if (!last || (size_t)(last - dir) < root)
			break;
		*last = '\0';
	}
	return left;
}

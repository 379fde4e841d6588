/* confine: users, limits, environment, descriptors, Landlock. Decides how a process gives up what it does not need. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "confine/confine.h"

static void limit(__rlimit_resource_t what, int64_t value)
{
	struct rlimit r = { (rlim_t)value, (rlim_t)value }, now;
	/* never above what the process already has */
	if (getrlimit(what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < r.rlim_max)
		r.rlim_cur = r.rlim_max = now.rlim_max;
	if (setrlimit(what, &r) != 0)
		gt_panic("setrlimit %d: errno %d", (int)what, errno);
}

void gt_limits_set(const struct gt_limits *l)
{
	limit(RLIMIT_CORE, 0);
#ifndef GT_SANITIZE
	if (l->memory_bytes)
		limit(RLIMIT_AS, l->memory_bytes);
#endif
	if (l->cpu_s)
		limit(RLIMIT_CPU, l->cpu_s);
	if (l->file_bytes)
		limit(RLIMIT_FSIZE, l->file_bytes);
	if (l->files)
		limit(RLIMIT_NOFILE, l->files);
	if (l->stack_bytes)
		limit(RLIMIT_STACK, l->stack_bytes);
	if (l->no_processes)
		limit(RLIMIT_NPROC, 0);
}

void gt_environment_clear(void)
{
	/* LD_LIBRARY_PATH and the like are read at exec only; what libraries read later goes away here */
	if (clearenv() != 0 || setenv("PATH", "/usr/bin:/bin", 1) != 0 || setenv("LC_ALL", "C", 1) != 0 || setenv("TZ", "UTC", 1) != 0)
		gt_panic("environment");
}

static bool kept(int fd, const int *keep, size_t n_keep)
{
	for (size_t i = 0; i < n_keep; i++)
		if (keep[i] == fd)
			return true;
	return false;
}

void gt_descriptors_close(const int *keep, size_t n_keep)
{
	int highest = 2;
	for (size_t i = 0; i < n_keep; i++)
		if (keep[i] > highest)
			highest = keep[i];
	for (int fd = 3; fd < highest; fd++)
		if (!kept(fd, keep, n_keep))
			close(fd);
	if (syscall(SYS_close_range, (unsigned)highest + 1, ~0u, 0u) != 0)
		for (int fd = highest + 1; fd < 65536; fd++)     /* a kernel before 5.9, or a sandbox above us */
			close(fd);
}

void gt_no_new_privileges(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0)
		gt_panic("no_new_privs: errno %d", errno);
	prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
}

int gt_user_become(const char *user, struct gt_error *err)
{
	if (gt_empty(user))
		return GT_OK;
	struct passwd entry, *found = NULL;
	char room[16384];
	int e = getpwnam_r(user, &entry, room, sizeof room, &found);
	if (!found)
		return gt_fail(err, GT_NOTFOUND, "no system user '%s' (errno %d)", user, e);
	if (entry.pw_uid == geteuid() && geteuid() != 0)
		return GT_OK;
	if (geteuid() != 0)
		return gt_fail(err, GT_DENIED, "only root can become '%s'", user);
	if (initgroups(user, entry.pw_gid) != 0 || setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid) != 0 || setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid) != 0)
		return gt_fail(err, GT_FAILED, "cannot become '%s': errno %d", user, errno);
	if (entry.pw_uid != 0 && (setuid(0) == 0 || geteuid() != entry.pw_uid))
		gt_panic("root could be regained as '%s'", user);
	return GT_OK;
}

/* ---- Landlock: the library has no wrappers for it ---- */
#define ACCESS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_ALL (ACCESS_READ | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE \
	| LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK \
	| LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define ACCESS_OWN (ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE \
	| LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)

static bool landlock_below(int ruleset, const char *dir, uint64_t access)
{
	GT_AUTO_FD fd = open(dir, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return false;
	struct landlock_path_beneath_attr rule = { .allowed_access = access, .parent_fd = fd };
	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool gt_landlock(const char *rw_dir, const char *const *ro_dirs, size_t n_ro)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = ACCESS_ALL };
	GT_AUTO_FD ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (ruleset < 0)
		return false;
	if (rw_dir && !landlock_below(ruleset, rw_dir, ACCESS_OWN))
		gt_panic("landlock: cannot allow '%s': errno %d", rw_dir, errno);
	for (size_t i = 0; i < n_ro; i++)
		if (!landlock_below(ruleset, ro_dirs[i], ACCESS_READ))
			gt_panic("landlock: cannot allow '%s': errno %d", ro_dirs[i], errno);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0)
		gt_panic("no_new_privs: errno %d", errno);
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		gt_panic("landlock: errno %d", errno);
	return true;
}

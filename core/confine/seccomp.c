/* confine: the system calls of each role. Decides what stays possible inside a wall; a call of neither list ends the process. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "confine/confine.h"

/* Computing, and talking on descriptors that are already open. */
static const int compute[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl),
	SCMP_SYS(fstat), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getrusage), SCMP_SYS(times),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(restart_syscall),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
};
/* Files of one's own folder: which folder, Landlock and the folder's rights say. */
static const int files[] = {
	SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(mkdir), SCMP_SYS(rmdir), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(rename), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(getdents64), SCMP_SYS(ftruncate), SCMP_SYS(pwrite64), SCMP_SYS(getcwd), SCMP_SYS(umask),
	SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
};
/* Asked by libraries that do well without: they get an error, not the end. newfstatat with an empty path is how glibc says fstat. */
static const int refused[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd), SCMP_SYS(ioctl), SCMP_SYS(prlimit64), SCMP_SYS(prctl), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(memfd_create), SCMP_SYS(fadvise64),
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sched_setaffinity), SCMP_SYS(fallocate),
};

/* Looking at files one does not change: what openat may do is said by add_reading. */
static const int reading[] = {
	SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(getdents64),
};

static const struct role { bool opens_files, reads_files, loads_code; } roles[GT_ROLE__MAX] = {
	[GT_ROLE_SCAN_CHILD] = { .opens_files = true },
	[GT_ROLE_PREVIEW_CHILD] = { .reads_files = true },
	[GT_ROLE_PDF_CHILD] = { .opens_files = false },
	[GT_ROLE_HOOK_LOAD] = { .reads_files = true, .loads_code = true },
	[GT_ROLE_HOOK_CHILD] = { .opens_files = false },
};

static bool listed(const int *list, size_t n, int call)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == call)
			return true;
	return false;
}

static void add(scmp_filter_ctx ctx, uint32_t action, const int *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int rc = seccomp_rule_add(ctx, action, list[i], 0);
		if (rc != 0 && rc != -EEXIST && rc != -EDOM)
			gt_panic("seccomp rule %d: %d", list[i], rc);
	}
}

/* A process may end itself by a signal, nobody else: whose number this is, is written into the program when it is loaded. */
#define OWN_PID 0x7fffcafe
static void add_own_signals(scmp_filter_ctx ctx)
{
	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, OWN_PID)) != 0)
		gt_panic("seccomp signal rule");
}

/* Code comes from files that may be read, and more walls may follow; memory that is written is still never run. */
static void add_loading(scmp_filter_ctx ctx)
{
	static const int walls[] = { SCMP_SYS(prctl) };
	const uint64_t exec_or_write = 4 | 2;
	add(ctx, SCMP_ACT_ALLOW, walls, GT_COUNT(walls));
	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, exec_or_write, 4)) != 0)
		gt_panic("seccomp loading rule");
}

/* Memory may be written or run, never made to be both, nor made to run. */
static void add_memory(scmp_filter_ctx ctx, bool loads_code)
{
	const uint64_t prot_exec = 4, prot_both = 6;
	int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, prot_exec, 0));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, prot_exec, 0));
	rc |= loads_code ? seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, prot_both, prot_both))
		: seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, prot_exec, prot_exec));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, prot_exec, prot_exec));
	/* threads: a library that would like one is told there are none left */
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, 0x00010000, 0x00010000));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (rc != 0)
		gt_panic("seccomp memory rules: %d", rc);
}

#ifndef GT_SANITIZE
/* Opening without writing, making or cutting. Each other way has a rule of its own: a general one would swallow the first. */
static void add_reading(scmp_filter_ctx ctx)
{
	const uint64_t mode = O_ACCMODE, change = O_CREAT | O_TRUNC;
	add(ctx, SCMP_ACT_ALLOW, reading, GT_COUNT(reading));
	int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, mode | change, O_RDONLY));
	for (uint64_t way = 1; way <= mode; way++)
		rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, mode, way));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT));
	rc |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC));
	if (rc != 0)
		gt_panic("seccomp reading rules: %d", rc);
}

static bool left_out(enum gt_role role, int call)
{
	if (roles[role].loads_code && call == SCMP_SYS(prctl))
		return true;
	return (roles[role].opens_files && listed(files, GT_COUNT(files), call)) || (roles[role].reads_files && (call == SCMP_SYS(openat) || listed(reading, GT_COUNT(reading), call)));
}
#endif

/* Rules become a program once a process, not once a child: making it takes as long as forking. */
static struct sock_fprog programs[GT_ROLE__MAX];

#ifndef GT_SANITIZE
static scmp_filter_ctx rules_of(enum gt_role role)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!ctx)
		gt_panic("seccomp_init");
	add(ctx, SCMP_ACT_ALLOW, compute, GT_COUNT(compute));
	add_memory(ctx, roles[role].loads_code);
	add_own_signals(ctx);
	if (roles[role].loads_code)
		add_loading(ctx);
	if (roles[role].opens_files)
		add(ctx, SCMP_ACT_ALLOW, files, GT_COUNT(files));
	else if (roles[role].reads_files)
		add_reading(ctx);
	else if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, SCMP_A3(SCMP_CMP_MASKED_EQ, 0x1000, 0x1000)) != 0   /* AT_EMPTY_PATH */
		|| seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1, SCMP_A3(SCMP_CMP_MASKED_EQ, 0x1000, 0)) != 0)
		gt_panic("seccomp stat rule");
	for (size_t i = 0; i < GT_COUNT(refused); i++)
		if (!left_out(role, refused[i]))
			add(ctx, SCMP_ACT_ERRNO(EACCES), &refused[i], 1);
	return ctx;
}

static struct sock_fprog compile(enum gt_role role)
{
	scmp_filter_ctx ctx = rules_of(role);
	GT_AUTO_FD fd = memfd_create("seccomp", MFD_CLOEXEC);
	struct stat st;
	if (fd < 0 || seccomp_export_bpf(ctx, fd) != 0 || fstat(fd, &st) != 0 || st.st_size <= 0 || st.st_size % (off_t)sizeof(struct sock_filter) != 0)
		gt_panic("seccomp program of role %d", (int)role);
	seccomp_release(ctx);
	struct sock_fprog program = { .len = (unsigned short)((size_t)st.st_size / sizeof(struct sock_filter)), .filter = gt_xalloc((size_t)st.st_size) };
	if (pread(fd, program.filter, (size_t)st.st_size, 0) != st.st_size)
		gt_panic("seccomp program of role %d", (int)role);
	return program;
}
#endif

void gt_seccomp_prepare(void)
{
#ifdef GT_SANITIZE
	(void)listed; (void)add; (void)add_memory; (void)add_loading; (void)add_own_signals; (void)compute; (void)files; (void)reading; (void)refused; (void)roles;
#else
	for (enum gt_role role = 0; role < GT_ROLE__MAX && !programs[GT_ROLE__MAX - 1].filter; role++)
		programs[role] = compile(role);
#endif
}

void gt_seccomp(enum gt_role role)
{
	gt_assert(role < GT_ROLE__MAX);
	gt_seccomp_prepare();
	const struct sock_fprog *made = &programs[role];
	if (!made->filter)
		return;
	struct sock_fprog own = { .len = made->len, .filter = gt_xalloc(made->len * sizeof *made->filter) };
	memcpy(own.filter, made->filter, made->len * sizeof *made->filter);
	for (size_t i = 0; i < own.len; i++)
		if (BPF_CLASS(own.filter[i].code) == BPF_JMP && own.filter[i].k == OWN_PID)
			own.filter[i].k = (uint32_t)getpid();
	if (prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER, &own, 0L, 0L) != 0)
		gt_panic("seccomp: errno %d", errno);
	gt_xfree(own.filter);
}

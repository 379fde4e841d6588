/* Children behind walls: they answer, they die on time, and forty ways out are closed in every role. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "confine/confine.h"

static struct gt_arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gt_arena_free(&arena);
	return 0;
}

static struct gt_child spec(enum gt_role role)
{
	return (struct gt_child){ .role = role, .timeout_ms = 5000, .output_max_bytes = 1 << 20 };
}

static int say_hello(void *arg, int out)
{
	return gt_write_all(out, arg, strlen(arg)) ? 0 : 1;
}

static void a_child_of_every_role_gives_its_answer(void **state)
{
	(void)state;
	for (enum gt_role role = 0; role < GT_ROLE__MAX; role++) {
		struct gt_child s = spec(role);
		struct gt_str out;
		struct gt_child_end end;
		assert_int_equal(gt_child_run(&s, say_hello, (void *)(uintptr_t)"bonjour", arena, &out, &end, NULL), GT_OK);
		assert_int_equal(out.n, 7);
		assert_memory_equal(out.p, "bonjour", 7);
		assert_int_equal(end.fate, GT_CHILD_DONE);
	}
}

static int spin(void *arg, int out)
{
	(void)arg;
	for (volatile int i = 1; i; i = 1)
		;
	return out;
}

static int close_and_wait(void *arg, int out)
{
	(void)arg;
	close(out);
	return spin(NULL, 0);
}

static void a_child_that_does_not_end_is_killed(void **state)
{
	(void)state;
	gt_child_main *mains[] = { spin, close_and_wait };
	for (size_t i = 0; i < 2; i++) {
		struct gt_child s = spec(GT_ROLE_HOOK_CHILD);
		s.timeout_ms = 50;
		struct gt_str out;
		struct gt_child_end end;
		assert_int_equal(gt_child_run(&s, mains[i], NULL, arena, &out, &end, NULL), GT_BUSY);
		assert_int_equal(end.fate, GT_CHILD_TIMEOUT);
		assert_int_equal(end.signal, SIGKILL);
	}
}

static int crash(void *arg, int out)
{
	(void)arg;
	(void)out;
	raise(SIGKILL);
	return 0;
}

static int flood(void *arg, int out)
{
	(void)arg;
	static char junk[65536];
	while (gt_write_all(out, junk, sizeof junk))
		;
	return 0;
}

static int status_three(void *arg, int out)
{
	(void)arg;
	(void)out;
	return 3;
}

static void a_crash_a_flood_and_a_bad_status_are_told_apart(void **state)
{
	(void)state;
	struct gt_str out;
	struct gt_child_end end;
	struct gt_child s = spec(GT_ROLE_PDF_CHILD);
	assert_int_equal(gt_child_run(&s, flood, NULL, arena, &out, &end, NULL), GT_TOOBIG);
	assert_int_equal(end.fate, GT_CHILD_OUTPUT_TOO_BIG);
	assert_int_equal(gt_child_run(&s, status_three, NULL, arena, &out, &end, NULL), GT_FAILED);
	assert_int_equal(end.status, 3);
	assert_int_equal(gt_child_run(&s, crash, NULL, arena, &out, &end, NULL), GT_FAILED);
	assert_int_equal(end.fate, GT_CHILD_CRASHED);
}

struct echo { int in; };

static int echo(void *arg, int out)
{
	const struct echo *e = arg;
	char c;
	while (read(e->in, &c, 1) == 1)
		if (!gt_write_all(out, &c, 1))
			return 1;
	return 0;
}

static void a_child_stands_ready_and_its_time_counts_from_the_work_on(void **state)
{
	(void)state;
	struct gt_str out;
	struct gt_child_end end;
	int pipes[2];
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	struct gt_child s = spec(GT_ROLE_PDF_CHILD);
	s.timeout_ms = 300;
	s.keep_fds = pipes;
	s.n_keep_fds = 1;
	struct echo e = { pipes[0] };
	struct gt_child_started child;
	assert_int_equal(gt_child_start(&s, echo, &e, &child, NULL), GT_OK);
	close(pipes[0]);
	poll(NULL, 0, 400);
	assert_true(gt_write_all(pipes[1], "bonjour", 7));
	close(pipes[1]);
	assert_int_equal(gt_child_finish(&child, arena, &out, &end, NULL), GT_OK);
	assert_int_equal(end.fate, GT_CHILD_DONE);
	assert_true(gt_str_eq(out, gt_str("bonjour")));
}

static int list_environment(void *arg, int out)
{
	(void)arg;
	char text[64];
	int open_fds = 0;
	for (int fd = 3; fd < 200; fd++)
		if (fd != out && fcntl(fd, F_GETFD) >= 0)
			open_fds++;
	snprintf(text, sizeof text, "%d %s", open_fds, getenv("GT_SECRET") ? "seen" : "none");
	return gt_write_all(out, text, strlen(text)) ? 0 : 1;
}

static void descriptors_and_environment_stay_outside(void **state)
{
	(void)state;
	setenv("GT_SECRET", "x", 1);
	int high = fcntl(0, F_DUPFD, 150);
	struct gt_child s = spec(GT_ROLE_HOOK_CHILD);
	struct gt_str out;
	assert_int_equal(gt_child_run(&s, list_environment, NULL, arena, &out, NULL, NULL), GT_OK);
	assert_string_equal(out.p, "0 none");
	close(high);
}

#ifndef GT_SANITIZE
/* Calls that would lead out of a wall: each is tried in a child of its own; either the child dies or the call fails. */
static const struct { const char *name; long number, a, b, c; } ways_out[] = {
	{ "socket", SYS_socket, AF_INET, SOCK_STREAM, 0 }, { "socket unix", SYS_socket, AF_UNIX, SOCK_STREAM, 0 }, { "socketpair", SYS_socketpair, AF_UNIX, SOCK_STREAM, 0 },
	{ "connect", SYS_connect, 0, 0, 0 }, { "bind", SYS_bind, 0, 0, 0 }, { "listen", SYS_listen, 0, 1, 0 }, { "accept", SYS_accept, 0, 0, 0 },
	{ "sendmsg", SYS_sendmsg, 0, 0, 0 }, { "recvmsg", SYS_recvmsg, 0, 0, 0 }, { "execve", SYS_execve, (long)"/bin/true", 0, 0 }, { "execveat", SYS_execveat, -100, (long)"/bin/true", 0 },
	{ "fork", SYS_fork, 0, 0, 0 }, { "vfork", SYS_vfork, 0, 0, 0 }, { "clone", SYS_clone, SIGCHLD, 0, 0 }, { "clone3", SYS_clone3, 0, 0, 0 }, { "ptrace", SYS_ptrace, 0, 0, 0 },
	{ "process_vm_readv", SYS_process_vm_readv, 1, 0, 0 }, { "process_vm_writev", SYS_process_vm_writev, 1, 0, 0 }, { "kill parent", SYS_kill, 1, 0, 0 },
	{ "mount", SYS_mount, 0, 0, 0 }, { "umount2", SYS_umount2, (long)"/proc", 0, 0 }, { "pivot_root", SYS_pivot_root, 0, 0, 0 }, { "chroot", SYS_chroot, (long)"/", 0, 0 },
	{ "unshare", SYS_unshare, 0x10000000, 0, 0 }, { "setns", SYS_setns, 0, 0, 0 }, { "setuid", SYS_setuid, 0, 0, 0 }, { "setgid", SYS_setgid, 0, 0, 0 }, { "capset", SYS_capset, 0, 0, 0 },
	{ "bpf", SYS_bpf, 0, 0, 0 }, { "perf_event_open", SYS_perf_event_open, 0, 0, 0 }, { "keyctl", SYS_keyctl, 0, 0, 0 }, { "add_key", SYS_add_key, 0, 0, 0 },
	{ "init_module", SYS_init_module, 0, 0, 0 }, { "kexec_load", SYS_kexec_load, 0, 0, 0 }, { "reboot", SYS_reboot, 0, 0, 0 }, { "io_uring_setup", SYS_io_uring_setup, 1, 0, 0 },
	{ "open passwd", SYS_open, (long)"/etc/passwd", O_RDONLY, 0 }, { "openat passwd", SYS_openat, -100, (long)"/etc/passwd", O_RDONLY }, { "openat2", SYS_openat2, -100, (long)"/etc/passwd", 0 },
	{ "symlink", SYS_symlink, (long)"/etc/passwd", (long)"/tmp/gt-never", 0 }, { "link", SYS_link, (long)"/etc/passwd", (long)"/tmp/gt-never", 0 },
	{ "mknod", SYS_mknod, (long)"/tmp/gt-never", S_IFIFO | 0600, 0 }, { "inotify_init", SYS_inotify_init, 0, 0, 0 }, { "userfaultfd", SYS_userfaultfd, 0, 0, 0 },
	{ "name_to_handle_at", SYS_name_to_handle_at, -100, (long)"/", 0 }, { "personality", SYS_personality, 0x0040000, 0, 0 }, { "mmap exec", SYS_mmap, 0, 4096, 7 },
	{ "pidfd_open", SYS_pidfd_open, 1, 0, 0 }, { "quotactl", SYS_quotactl, 0, 0, 0 }, { "acct", SYS_acct, 0, 0, 0 },
};

static int try_way(void *arg, int out)
{
	(void)out;
	size_t i = *(size_t *)arg;
	long r = ways_out[i].number == SYS_mmap ? syscall(SYS_mmap, 0, 4096, 7, 0x22, -1, 0) : syscall(ways_out[i].number, ways_out[i].a, ways_out[i].b, ways_out[i].c, 0, 0, 0);
	/* 7: the call was let in and only failed on its arguments; 0: it worked */
	return r >= 0 ? 0 : errno == EACCES || errno == EAGAIN || errno == ENOSYS ? 9 : 7;
}

static bool kernel_has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
}

static void every_way_out_is_closed_in_every_role(void **state)
{
	(void)state;
	for (enum gt_role role = 0; role < GT_ROLE__MAX; role++)
		for (size_t i = 0; i < GT_COUNT(ways_out); i++) {
			struct gt_child s = spec(role);
			struct gt_str out;
			struct gt_child_end end;
			/* without Landlock the scan child is held by its system user's rights alone where it opens files */
			if (role == GT_ROLE_SCAN_CHILD && ways_out[i].number == SYS_openat && !kernel_has_landlock())
				continue;
			int rc = gt_child_run(&s, try_way, &i, arena, &out, &end, NULL);
			if (rc == GT_OK || (end.fate != GT_CHILD_SANDBOX && end.status != 9))
				fail_msg("role %d: '%s' was let through (status %d, signal %d)", (int)role, ways_out[i].name, end.status, end.signal);
		}
}

static int use_folder(void *arg, int out)
{
	(void)out;
	int fd = open(arg, O_CREAT | O_RDWR | O_EXCL, 0600);
	return fd >= 0 && gt_write_all(fd, "x", 1) && unlink(arg) == 0 ? 0 : 1;
}

static void a_scan_child_may_use_its_own_folder(void **state)
{
	(void)state;
	char dir[] = "/tmp/gt-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct gt_child s = spec(GT_ROLE_SCAN_CHILD);
	s.rw_dir = dir;
	struct gt_str out;
	assert_int_equal(gt_child_run(&s, use_folder, gt_arena_printf(arena, "%s/f", dir), arena, &out, NULL, NULL), GT_OK);
	if (kernel_has_landlock())
		assert_int_not_equal(gt_child_run(&s, use_folder, gt_arena_printf(arena, "%s-f", dir), arena, &out, NULL, NULL), GT_OK);
	rmdir(dir);
}

static int take_memory(void *arg, int out)
{
	(void)arg;
	(void)out;
	return malloc(512 << 20) ? 0 : 5;
}

static void the_memory_limit_holds(void **state)
{
	(void)state;
	struct gt_child s = spec(GT_ROLE_HOOK_CHILD);
	s.limits.memory_bytes = 256 << 20;
	struct gt_str out;
	struct gt_child_end end;
	assert_int_equal(gt_child_run(&s, take_memory, NULL, arena, &out, &end, NULL), GT_FAILED);
	assert_int_equal(end.status, 5);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_of_every_role_gives_its_answer),
		cmocka_unit_test(a_child_that_does_not_end_is_killed),
		cmocka_unit_test(a_crash_a_flood_and_a_bad_status_are_told_apart),
		cmocka_unit_test(a_child_stands_ready_and_its_time_counts_from_the_work_on),
		cmocka_unit_test(descriptors_and_environment_stay_outside),
#ifndef GT_SANITIZE
		cmocka_unit_test(every_way_out_is_closed_in_every_role),
		cmocka_unit_test(a_scan_child_may_use_its_own_folder),
		cmocka_unit_test(the_memory_limit_holds),
#endif
	};
	return cmocka_run_group_tests_name("confine/child", tests, setup, teardown);
}

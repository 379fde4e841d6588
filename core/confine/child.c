/* confine: a forked child for one dangerous thing. Decides the order of its walls and when it dies; its answer is the caller's to distrust. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "confine/confine.h"

#define KEEP_MAX 8

static _Noreturn void child_enter(const struct gt_child *spec, gt_child_main *main, void *arg, int out_fd)
{
	int keep[KEEP_MAX + 1] = { out_fd };
	for (size_t i = 0; i < spec->n_keep_fds; i++)
		keep[1 + i] = spec->keep_fds[i];
	/* first of all: as long as this child holds the parent's sockets, nobody sees that the parent died */
	gt_descriptors_close(keep, spec->n_keep_fds + 1);
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);       /* a parent that dies takes its child along */
	/* the supervisor's signals were for the parent */
	for (int sig = 1; sig < 32; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, sig == SIGPIPE ? SIG_IGN : SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	gt_environment_clear();
	gt_no_new_privileges();
	gt_landlock(spec->rw_dir, spec->ro_dirs, spec->n_ro_dirs);
	gt_limits_set(&spec->limits);
	if (spec->await)
		spec->await(arg);
	gt_seccomp(spec->role);
	_exit(main(arg, out_fd) & 0xff);
}

struct collect { struct gt_buf out; bool too_big, timed_out; };

static void collect_until(int fd, int64_t deadline_ms, struct collect *c)
{
	char piece[65536];
	for (;;) {
		int64_t left = deadline_ms - gt_monotonic_ms();
		if (left <= 0) {
			c->timed_out = true;
			return;
		}
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, left > 60000 ? 60000 : (int)left) <= 0)
			continue;
		ssize_t n = read(fd, piece, sizeof piece);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return;
		gt_buf_add(&c->out, piece, (size_t)n);
		if (c->out.overflow) {
			c->too_big = true;
			return;
		}
	}
}

/* A child that closed its output but does not end is given until the deadline too. */
static int reap_until(pid_t pid, int64_t deadline_ms, bool now, bool *timed_out)
{
	GT_AUTO_FD ended = pidfd_open(pid, 0);                   /* readable when it has ended */
	int status = 0;
	while (!now && ended >= 0) {
		struct pollfd p = { .fd = ended, .events = POLLIN };
		int64_t left = deadline_ms - gt_monotonic_ms();
		if (left > 0 && poll(&p, 1, left > 60000 ? 60000 : (int)left) > 0)
			break;
		now = *timed_out = left <= 0;
	}
	if (now || ended < 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			gt_panic("waitpid: errno %d", errno);
	return status;
}

static struct gt_child_end end_of(int status, const struct collect *c, int64_t ms)
{
	struct gt_child_end end = { GT_CHILD_DONE, WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0, ms };
	if (c->timed_out || end.signal == SIGXCPU)
		end.fate = GT_CHILD_TIMEOUT;
	else if (c->too_big)
		end.fate = GT_CHILD_OUTPUT_TOO_BIG;
	else if (end.signal == SIGSYS)
		end.fate = GT_CHILD_SANDBOX;
	else if (end.signal || end.status != 0)
		end.fate = GT_CHILD_CRASHED;
	return end;
}

int gt_child_start(const struct gt_child *spec, gt_child_main *main, void *arg, struct gt_child_started *ret, struct gt_error *err)
{
	gt_assert(spec->timeout_ms > 0 && spec->n_keep_fds <= KEEP_MAX && spec->role < GT_ROLE__MAX);
	gt_seccomp_prepare();
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return gt_fail(err, GT_FAILED, "pipe: errno %d", errno);
	GT_AUTO_FD in = pipes[0], out = pipes[1];
	pid_t pid = fork();
	if (pid < 0)
		return gt_fail(err, GT_FAILED, "fork: errno %d", errno);
	if (pid == 0)
		child_enter(spec, main, arg, out);
	*ret = (struct gt_child_started){ *spec, pid, in };
	in = -1;
	return GT_OK;
}

int gt_child_finish(struct gt_child_started *child, struct gt_arena *arena, struct gt_str *ret_output, struct gt_child_end *ret_end, struct gt_error *err)
{
	const struct gt_child *spec = &child->spec;
	int64_t begin = gt_monotonic_ms(), deadline = begin + spec->timeout_ms;
	struct collect c = { .out = gt_buf_new(arena, spec->output_max_bytes) };
	collect_until(child->out_fd, deadline, &c);
	gt_close(&child->out_fd);
	int status = reap_until(child->pid, deadline, c.timed_out || c.too_big, &c.timed_out);
	struct gt_child_end end = end_of(status, &c, gt_monotonic_ms() - begin);
	if (ret_end)
		*ret_end = end;
	switch (end.fate) {
	case GT_CHILD_DONE:
		*ret_output = (struct gt_str){ gt_buf_cstr(&c.out), c.out.n };
		return GT_OK;
	case GT_CHILD_TIMEOUT:
		return gt_fail(err, GT_BUSY, "child of role %d not done after %lld ms", (int)spec->role, (long long)end.ms);
	case GT_CHILD_OUTPUT_TOO_BIG:
		return gt_fail(err, GT_TOOBIG, "child of role %d wrote more than %zu bytes", (int)spec->role, spec->output_max_bytes);
	case GT_CHILD_SANDBOX:
		return gt_fail(err, GT_FAILED, "child of role %d stopped by its sandbox", (int)spec->role);
	case GT_CHILD_CRASHED:
		break;
	}
	return gt_fail(err, GT_FAILED, "child of role %d ended with status %d, signal %d", (int)spec->role, end.status, end.signal);
}

int gt_child_run(const struct gt_child *spec, gt_child_main *main, void *arg, struct gt_arena *arena, struct gt_str *ret_output, struct gt_child_end *ret_end, struct gt_error *err)
{
	struct gt_child_started child;
	if (ret_end)
		*ret_end = (struct gt_child_end){ GT_CHILD_CRASHED, -1, 0, 0 };
	int rc = gt_child_start(spec, main, arg, &child, err);
	return rc == GT_OK ? gt_child_finish(&child, arena, ret_output, ret_end, err) : rc;
}

/* Children that press together: see press.h. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/lib/press.h"

#define NOT_READY 99
struct moment { int ready[2], gate[2]; pid_t pids[GT_PRESSES_MAX]; size_t n; };

/* The gate opens when its other end is closed everywhere. */
static void child(const struct gt_press *p, const struct moment *m)
{
	struct gt_error err = { 0 };
	char go = 'r';
	close(m->gate[1]);
	if (p->ready) p->ready(p->arg);
	if (write(m->ready[1], &go, 1) != 1 || read(m->gate[0], &go, 1) != 0) _exit(NOT_READY);
	_exit(-p->act(p->arg, &err));
}

static void begin(struct moment *m, const struct gt_press presses[], size_t n)
{
	char r;
	gt_assert(n <= GT_PRESSES_MAX);
	*m = (struct moment){ .n = n };
	if (pipe(m->ready) != 0 || pipe(m->gate) != 0) gt_panic("no pipe");
	for (size_t i = 0; i < n; i++) {
		m->pids[i] = fork();
		if (m->pids[i] < 0) gt_panic("no child");
		if (m->pids[i] == 0) child(&presses[i], m);
	}
	close(m->ready[1]);
	for (size_t i = 0; i < n; i++)
		if (read(m->ready[0], &r, 1) != 1) gt_panic("a child did not get ready");
	close(m->ready[0]);
	close(m->gate[0]);
	close(m->gate[1]);
}

static int status_of(pid_t pid)
{
	int status;
	if (waitpid(pid, &status, 0) != pid) gt_panic("a child is lost");
	return status;
}

int gt_press_together(const struct gt_press presses[], size_t n, int results[])
{
	struct moment m;
	int good = 0;
	begin(&m, presses, n);
	for (size_t i = 0; i < n; i++) {
		int status = status_of(m.pids[i]);
		if (!WIFEXITED(status) || WEXITSTATUS(status) == NOT_READY) gt_panic("child %zu ended badly: %d", i, status);
		int rc = -WEXITSTATUS(status);
		if (results) results[i] = rc;
		good += rc == GT_OK;
	}
	return good;
}

void gt_press_killed(const struct gt_press *press, unsigned after_us)
{
	struct moment m;
	begin(&m, press, 1);
	usleep(after_us);
	kill(m.pids[0], SIGKILL);
	status_of(m.pids[0]);
}

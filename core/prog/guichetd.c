/* guichetd: holds the listening sockets, starts the other programs, replaces them one generation by the next, ends them in order.
 * Reads the settings file and signals; never a byte that came from outside. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include "prog/service.h"
#include "clock/clock.h"
#include "confine/confine.h"

#define CHILDREN_MAX 256
#define READY_LIMIT_MS 180000           /* a full set of virus signatures takes 15 s to load, on a slow disk a minute */
#define GRACE_MS 35000                  /* longer than the longest request: nginx gives up after 30 s */
#define RELOAD_FAILURES_MAX 3
#define FOLLOWERS 2                     /* started by each of a service that is ready: all at once would make the first of them, and whoever is served meanwhile, wait */
#define STEADY_MS 10000                 /* a child that lived so long is no crash loop */

enum service_id { HOOK, SCAN, FETCH, JOBS, WEB_USER, WEB_AGENT, SERVICES };
static const struct service {
	const char *program, *pool, *socket, *count_key; int64_t count, count_max;
	const char *user_key; bool for_nginx;
} services[SERVICES] = {
	[HOOK] = { "guichet-hook", NULL, "hook.sock", "hook.children", 2, 16, "users.hook", false },
	[SCAN] = { "guichet-scan", NULL, "scan.sock", "scan.parents", 1, 1, "users.scan", false },
	[FETCH] = { "guichet-fetch", NULL, "fetch.sock", "fetch.children", 1, 4, "users.fetch", false },
	[JOBS] = { "guichet-jobs", NULL, NULL, "jobs.children", 1, 4, "users.jobs", false },
	[WEB_USER] = { "guichet-web", "user", "user.sock", "web.user_children", 4, 100, "users.web", true },
	[WEB_AGENT] = { "guichet-web", "agent", "agent.sock", "web.agent_children", 2, 100, "users.agent", true },
};

#define FOLLOWS INT64_MAX
struct child {
	pid_t pid;                          /* 0: to be started at start_at_ms; FOLLOWS: when another of its service is ready */
	enum service_id service;
	int generation, failures;
	int status_fd;
	bool ready, ending;
	int64_t started_ms, busy_since_ms, start_at_ms, kill_at_ms;
};

static struct {
	const char *config_path, *libexec, *run_dir;
	struct gt_config *config;
	struct gt_arena *arena;
	int listen_fds[SERVICES];
	struct child children[CHILDREN_MAX];
	size_t n;
	int generation, lock_fd;
	int reload_failures;
	bool announced, ending;
	int64_t end_begun_ms;
} d = { .lock_fd = -1 };

static volatile sig_atomic_t got_term, got_hup, got_child;

static void on_signal(int sig)
{
	if (sig == SIGHUP)
		got_hup = 1;
	else if (sig == SIGCHLD)
		got_child = 1;
	else
		got_term++;
}

static _Noreturn void stop(const struct gt_error *err)
{
	gt_log_error(GT_ERR, "guichetd", err);
	exit(1);
}

/* ---- children ---- */

static void exec_child(const struct child *c, int status_fd)
{
	const struct service *s = &services[c->service];
	int listen_fd = d.listen_fds[c->service];
	/* out of the way of the two fixed numbers first */
	int high_listen = listen_fd >= 0 ? fcntl(listen_fd, F_DUPFD, 10) : -1, high_status = fcntl(status_fd, F_DUPFD, 10);
	if ((high_listen >= 0 && dup2(high_listen, 3) != 3) || dup2(high_status, 4) != 4)
		gt_panic("descriptors of '%s': errno %d", s->program, errno);
	const int keep[] = { 4, 3 };
	gt_descriptors_close(keep, listen_fd >= 0 ? 2 : 1);
#ifdef GT_SANITIZE
	const char *asan = getenv("ASAN_OPTIONS"), *ubsan = getenv("UBSAN_OPTIONS"), *lsan = getenv("LSAN_OPTIONS");
	asan = gt_arena_strdup(d.arena, asan), ubsan = gt_arena_strdup(d.arena, ubsan), lsan = gt_arena_strdup(d.arena, lsan);
	gt_environment_clear();
	setenv("ASAN_OPTIONS", asan ? asan : "", 1), setenv("UBSAN_OPTIONS", ubsan ? ubsan : "", 1), setenv("LSAN_OPTIONS", lsan ? lsan : "", 1);
#else
	gt_environment_clear();
#endif
	struct gt_error err = { 0 };
	if (geteuid() == 0 && gt_user_become(gt_config_get(d.config, s->user_key, ""), &err) != GT_OK)
		stop(&err);
	/* after the change of user, which would forget it */
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
	const char *path = gt_arena_printf(d.arena, "%s/%s", d.libexec, s->program);
	const char *argv[12] = { path, "--config", d.config_path, "--status-fd", "4" };
	size_t n = 5;
	if (listen_fd >= 0) {
		argv[n++] = "--listen-fd";
		argv[n++] = "3";
	}
	if (s->pool) {
		argv[n++] = "--pool";
		argv[n++] = s->pool;
	}
	execv(path, (char *const *)(uintptr_t)argv);
	gt_log_at(GT_ERR, "guichetd", "cannot start '%s': errno %d", path, errno);
	_exit(127);
}

static void child_start(struct child *c)
{
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK) != 0) {
		c->start_at_ms = gt_monotonic_ms() + 1000;
		return;
	}
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t none;
		sigemptyset(&none);
		for (int sig = 1; sig < 32; sig++)
			if (sig != SIGKILL && sig != SIGSTOP)
				signal(sig, SIG_DFL);
		sigprocmask(SIG_SETMASK, &none, NULL);
		setpgid(0, 0);
		exec_child(c, pipes[1]);
		_exit(127);
	}
	close(pipes[1]);
	if (pid < 0) {
		gt_log_at(GT_ERR, "guichetd", "fork: errno %d", errno);
		close(pipes[0]);
		c->start_at_ms = gt_monotonic_ms() + 1000;
		return;
	}
	c->pid = pid;
	c->status_fd = pipes[0];
	c->ready = c->ending = false;
	c->busy_since_ms = c->kill_at_ms = 0;
	c->started_ms = gt_monotonic_ms();
}

static void child_remove(struct child *c)
{
	gt_close(&c->status_fd);
	*c = d.children[--d.n];
}

static void child_end(struct child *c)
{
	if (c->ending)
		return;
	c->ending = true;
	c->kill_at_ms = gt_monotonic_ms() + GRACE_MS;
	if (c->pid)
		kill(c->pid, SIGTERM);
}

static void generation_start(void)
{
	d.generation++;
	d.reload_failures = 0;
	for (enum service_id s = 0; s < SERVICES; s++) {
		int64_t count = gt_config_int(d.config, services[s].count_key, services[s].count, 0, services[s].count_max);
		for (int64_t i = 0; i < count && d.n < CHILDREN_MAX; i++) {
			d.children[d.n] = (struct child){ .service = s, .generation = d.generation, .status_fd = -1, .start_at_ms = FOLLOWS };
			if (i == 0)
				child_start(&d.children[d.n]);
			d.n++;
		}
	}
}

/* A new generation that cannot come up is given up; the old one goes on. */
static void generation_give_up(void)
{
	gt_log_at(GT_ERR, "guichetd", "the new generation does not start: the old one stays");
	for (size_t i = d.n; i-- > 0;)
		if (d.children[i].generation == d.generation) {
			child_end(&d.children[i]);
			if (!d.children[i].pid)
				child_remove(&d.children[i]);
		}
	d.generation--;
	sd_notify(0, "READY=1");
}

static bool old_generation_lives(void)
{
	for (size_t i = 0; i < d.n; i++)
		if (d.children[i].generation < d.generation && !d.children[i].ending)
			return true;
	return false;
}

static void child_gone(struct child *c, int status)
{
	int64_t now = gt_monotonic_ms();
	bool steady = now - c->started_ms > STEADY_MS, retired = WIFEXITED(status) && WEXITSTATUS(status) == 0 && c->ready;
	gt_close(&c->status_fd);
	c->pid = 0;
	if (c->ending) {
		child_remove(c);
		return;
	}
	if (!retired)
		gt_log_at(GT_WARN, "guichetd", "program=%s pool=%s status=%d signal=%d ms=%lld", services[c->service].program, services[c->service].pool ? services[c->service].pool : "-",
			WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0, (long long)(now - c->started_ms));
	if (!c->ready && c->generation == d.generation && old_generation_lives() && ++d.reload_failures >= RELOAD_FAILURES_MAX) {
		generation_give_up();
		return;
	}
	/* one that was ready and is killed at work is no program that cannot start: its place is not left empty for long */
	int most = c->ready ? 3 : 7;
	c->failures = steady || retired ? 0 : c->failures < most ? c->failures + 1 : most;
	c->start_at_ms = now + (c->failures ? 100 << c->failures : 0);
	c->ready = false;
}

static void reap(void)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < d.n; i++)
			if (d.children[i].pid == pid) {
				child_gone(&d.children[i], status);
				break;
			}
}

static void all_ready(void)
{
	for (size_t i = 0; i < d.n; i++)
		if (d.children[i].generation == d.generation && !d.children[i].ready)
			return;
	for (size_t i = 0; i < d.n; i++)
		if (d.children[i].generation < d.generation)
			child_end(&d.children[i]);
	if (!d.announced) {
		d.announced = true;
		gt_log_at(GT_INFO, "guichetd", "ready generation=%d children=%zu", d.generation, d.n);
		sd_notify(0, "READY=1");
	}
}

static void followers_start(const struct child *ready)
{
	int started = 0;
	for (size_t i = 0; i < d.n && started < FOLLOWERS; i++) {
		struct child *c = &d.children[i];
		if (c->service == ready->service && c->generation == ready->generation && !c->pid && !c->ending && c->start_at_ms == FOLLOWS) {
			child_start(c);
			started++;
		}
	}
}

static void hear(struct child *c)
{
	char words[512];
	ssize_t n = read(c->status_fd, words, sizeof words);
	if (n == 0)
		gt_close(&c->status_fd);
	for (ssize_t i = 0; i < n; i++) {
		if (words[i] == 'R' && !c->ready) {
			c->ready = true;
			followers_start(c);
			all_ready();
		} else if (words[i] == 'b') {
			c->busy_since_ms = gt_monotonic_ms();
		} else if (words[i] == 'e') {
			c->busy_since_ms = 0;
		}
	}
}

/* What is due now; returns how long the loop may sleep. */
static int64_t timers(void)
{
	int64_t now = gt_monotonic_ms(), next = now + 60000;
	for (size_t i = d.n; i-- > 0;) {
		struct child *c = &d.children[i];
		int64_t due = !c->pid ? c->start_at_ms : c->ending ? c->kill_at_ms : c->busy_since_ms ? c->busy_since_ms + GT_WATCHDOG_S * 1000
			: !c->ready ? c->started_ms + READY_LIMIT_MS : INT64_MAX;
		if (due > now) {
			next = due < next ? due : next;
			continue;
		}
		if (!c->pid) {
			if (c->ending || d.ending)
				child_remove(c);
			else
				child_start(c);
		} else {
			gt_log_at(GT_WARN, "guichetd", "program=%s pid=%d killed: %s", services[c->service].program, (int)c->pid, c->ending ? "did not end" : c->ready ? "one request too long" : "not ready");
			kill(c->pid, SIGKILL);
			c->kill_at_ms = now + GRACE_MS;
			c->busy_since_ms = 0;
			c->started_ms = now;
		}
	}
	int64_t left = next - gt_monotonic_ms();
	return left > 0 ? left : 0;
}

static void reload(void)
{
	struct gt_config *fresh = NULL;
	struct gt_error err = { 0 };
	if (d.ending)
		return;
	if (gt_config_load(d.config_path, &fresh, &err) != GT_OK) {
		gt_log_error(GT_ERR, "guichetd", &err);
		return;
	}
	gt_config_free(&d.config);
	d.config = fresh;
	d.announced = false;
	sd_notify(0, "RELOADING=1");
	generation_start();
}

/* The front first, so that nobody asks a helper that is gone. */
static void end_in_order(void)
{
	bool web = false;
	d.ending = true;
	if (!d.end_begun_ms) {
		d.end_begun_ms = gt_monotonic_ms();
		sd_notify(0, "STOPPING=1");
	}
	for (size_t i = d.n; i-- > 0;)
		if (!d.children[i].pid)
			child_remove(&d.children[i]);
	for (size_t i = 0; i < d.n; i++)
		web = web || services[d.children[i].service].for_nginx;
	for (size_t i = 0; i < d.n; i++) {
		if (services[d.children[i].service].for_nginx || d.children[i].service == JOBS || !web)
			child_end(&d.children[i]);
		if (got_term > 1)
			kill(d.children[i].pid, SIGKILL);
	}
}

static void loop(const sigset_t *while_waiting)
{
	while (!d.ending || d.n) {
		if (got_term)
			end_in_order();
		if (d.ending && !d.n)
			break;
		int64_t sleep_ms = timers();
		struct pollfd fds[CHILDREN_MAX];
		pid_t pids[CHILDREN_MAX];
		nfds_t n = 0;
		for (size_t i = 0; i < d.n; i++)
			if (d.children[i].status_fd >= 0) {
				pids[n] = d.children[i].pid;
				fds[n++] = (struct pollfd){ .fd = d.children[i].status_fd, .events = POLLIN };
			}
		struct timespec ts = { sleep_ms / 1000, sleep_ms % 1000 * 1000000 };
		int woken = ppoll(fds, n, &ts, while_waiting);
		for (nfds_t k = 0; woken > 0 && k < n; k++)
			for (size_t i = 0; fds[k].revents && i < d.n; i++)
				if (d.children[i].pid == pids[k] && d.children[i].status_fd == fds[k].fd) {
					hear(&d.children[i]);
					break;
				}
		if (got_child) {
			got_child = 0;
			reap();
			if (!d.ending)
				all_ready();
		}
		/* asked again while a generation is starting: what changed since is for the one after it */
		if (got_hup && !old_generation_lives()) {
			got_hup = 0;
			reload();
		}
	}
}

/* ---- start ---- */

static void set_group(const char *path, const char *setting)
{
	const char *name = gt_config_get(d.config, setting, "");
	if (gt_empty(name))
		return;
	const struct group *g = getgrnam(name);
	if (!g || chown(path, (uid_t)-1, g->gr_gid) != 0) {
		gt_log_at(GT_ERR, "guichetd", "%s: group '%s' cannot be given to '%s'", setting, name, path);
		exit(1);
	}
}

static void run_dir_prepare(void)
{
	struct gt_error err = { 0 };
	d.run_dir = gt_config_get(d.config, "run.directory", "/run/guichet");
	if (mkdir(d.run_dir, 0750) != 0 && errno != EEXIST) {
		gt_log_at(GT_ERR, "guichetd", "cannot make '%s': errno %d", d.run_dir, errno);
		exit(1);
	}
	if (chmod(d.run_dir, 0750) != 0) {
		gt_log_at(GT_ERR, "guichetd", "'%s' is not ours: errno %d", d.run_dir, errno);
		exit(1);
	}
	set_group(d.run_dir, "run.group");
	const char *pid_file = gt_arena_printf(d.arena, "%s/guichetd.pid", d.run_dir);
	d.lock_fd = open(pid_file, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
	if (d.lock_fd < 0 || flock(d.lock_fd, LOCK_EX | LOCK_NB) != 0) {
		gt_log_at(GT_ERR, "guichetd", "another guichetd holds '%s'", pid_file);
		exit(1);
	}
	const char *pid = gt_arena_printf(d.arena, "%d\n", (int)getpid());
	if (ftruncate(d.lock_fd, 0) != 0 || !gt_write_all(d.lock_fd, pid, strlen(pid)))
		gt_log_at(GT_WARN, "guichetd", "cannot write '%s'", pid_file);
	for (enum service_id s = 0; s < SERVICES; s++) {
		d.listen_fds[s] = -1;
		if (!services[s].socket)
			continue;
		const char *path = gt_arena_printf(d.arena, "%s/%s", d.run_dir, services[s].socket);
		if (gt_socket_listen(path, 0660, &d.listen_fds[s], &err) != GT_OK)
			stop(&err);
		set_group(path, services[s].for_nginx ? "run.web_group" : "run.group");
	}
}

static void run_dir_leave(void)
{
	for (enum service_id s = 0; s < SERVICES; s++)
		if (services[s].socket)
			unlink(gt_arena_printf(d.arena, "%s/%s", d.run_dir, services[s].socket));
	unlink(gt_arena_printf(d.arena, "%s/guichetd.pid", d.run_dir));
}

static void signals_prepare(sigset_t *ret_while_waiting)
{
	static const int heard[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	struct sigaction act = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;
	sigemptyset(&blocked);
	sigaction(SIGPIPE, &ignore, NULL);
	for (size_t i = 0; i < GT_COUNT(heard); i++) {
		sigaction(heard[i], &act, NULL);
		sigaddset(&blocked, heard[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, ret_while_waiting);
	for (size_t i = 0; i < GT_COUNT(heard); i++)
		sigdelset(ret_while_waiting, heard[i]);
}

int main(int argc, char **argv)
{
	gt_prog_words("guichetd", "[--config FILE] [--libexec DIR]", argc, argv);
	gt_log_init("guichetd", GT_INFO);
	for (int i = 1; i + 1 < argc; i += 2) {
		if (gt_streq(argv[i], "--config"))
			d.config_path = argv[i + 1];
		else if (gt_streq(argv[i], "--libexec"))
			d.libexec = argv[i + 1];
		else
			argc = 0;
	}
	if (argc % 2 == 0 || argc == 0) {
		fprintf(stderr, "usage: guichetd [--config FILE] [--libexec DIR]\n");
		return 64;
	}
	struct gt_error err = { 0 };
	if (!d.config_path)
		d.config_path = GT_SYSCONFDIR "/guichet.conf";
	if (gt_config_load(d.config_path, &d.config, &err) != GT_OK)
		stop(&err);
	d.arena = gt_arena_new("guichetd", 1 << 20);
	if (!d.libexec)
		d.libexec = gt_arena_strdup(d.arena, gt_config_get(d.config, "run.libexec", GT_LIBEXECDIR));
	sigset_t while_waiting;
	signals_prepare(&while_waiting);
	run_dir_prepare();
	d.run_dir = gt_arena_strdup(d.arena, d.run_dir);
	generation_start();
	loop(&while_waiting);
	run_dir_leave();
	gt_log_at(GT_INFO, "guichetd", "ended");
	return 0;
}

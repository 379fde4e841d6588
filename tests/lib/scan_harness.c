/* Starts and ends a real guichet-scan for a test. */
#include "tests/lib/scan_harness.h"
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *env(const char *name)
{
	const char *v = getenv(name);
	return v && *v ? v : ".";
}

static bool answers(struct gt_scan_harness *h)
{
	struct gt_scan_status s;
	GT_AUTO_ARENA arena = gt_arena_new("status", 65536);
	for (int i = 0; i < 600; i++) {
		if (gt_scan_ask_status(h->scan, arena, &s, NULL) == GT_OK)
			return true;
		if (waitpid(h->pid, NULL, WNOHANG) == h->pid)
			return false;
		poll(NULL, 0, 50);
	}
	return false;
}

bool gt_scan_harness_again(struct gt_scan_harness *h)
{
	char program[4096];
	snprintf(program, sizeof program, "%s/core/prog/guichet-scan", env("top_builddir"));
	h->pid = fork();
	if (h->pid == 0) {
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		execl(program, program, "--config", h->config, (char *)NULL);
		_exit(127);
	}
	return h->pid > 0 && answers(h);
}

bool gt_scan_harness_start(struct gt_scan_harness *h)
{
	char program[4096];
	snprintf(program, sizeof program, "%s/core/prog/guichet-scan", env("top_builddir"));
	if (access(program, X_OK) != 0)
		return false;
	snprintf(h->dir, sizeof h->dir, "/tmp/gt-scan-XXXXXX");
	if (!mkdtemp(h->dir))
		return false;
	snprintf(h->socket, sizeof h->socket, "%s/scan.sock", h->dir);
	snprintf(h->config, sizeof h->config, "%s/guichet.ini", h->dir);
	snprintf(h->tmp, sizeof h->tmp, "%s/tmp", h->dir);
	FILE *f = fopen(h->config, "we");
	if (!f || mkdir(h->tmp, 0700) != 0)
		return false;
	fprintf(f, "[run]\ndirectory = %s\n[scan]\nsocket = %s\ntmp_dir = %s\ndatabase_dir = %s/none\ntest_set = yes\ntest_dir = %s/core/scan/signatures\n", h->dir, h->socket, h->tmp, h->dir,
		env("top_srcdir"));
	struct gt_error err = { 0 };
	return fclose(f) == 0 && gt_scan_open_at(h->socket, &h->scan, &err) == GT_OK && gt_scan_harness_again(h);
}

void gt_scan_harness_kill(struct gt_scan_harness *h)
{
	if (h->pid <= 0)
		return;
	/* its keeper and workers die with it: the next one must find the socket free */
	kill(h->pid, SIGKILL);
	waitpid(h->pid, NULL, 0);
	h->pid = 0;
	struct gt_scan_status s;
	GT_AUTO_ARENA arena = gt_arena_new("status", 65536);
	for (int i = 0; i < 600 && gt_scan_ask_status(h->scan, arena, &s, NULL) == GT_OK; i++)
		poll(NULL, 0, 50);
}

void gt_scan_harness_stop(struct gt_scan_harness *h)
{
	if (h->pid > 0) {
		kill(h->pid, SIGTERM);
		waitpid(h->pid, NULL, 0);
		h->pid = 0;
	}
	gt_scan_free(&h->scan);
	unlink(h->config);
	unlink(h->socket);
	rmdir(h->tmp);
	rmdir(h->dir);
}

int gt_test_memfd(const void *p, size_t n)
{
	int fd = gt_memfd("test");
	if (!gt_write_all(fd, p, n) || !gt_memfd_seal(fd))
		gt_panic("no memory file");
	return fd;
}

bool gt_test_files_make(const char *dir)
{
	char script[4096];
	snprintf(script, sizeof script, "%s/tests/lib/files/make.py", env("top_srcdir"));
	pid_t pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execlp("python3", "python3", script, dir, (char *)NULL);
		_exit(127);
	}
	int status = -1;
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

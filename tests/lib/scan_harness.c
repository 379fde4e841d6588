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

static bool append(struct gt_scan_harness *h, const char *text)
{
	char path[160];
	snprintf(path, sizeof path, "%s/test.ndb", h->signatures);
	FILE *f = fopen(path, "ae");
	return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static bool copy_signatures(struct gt_scan_harness *h)
{
	char path[4096];
	struct gt_str text;
	GT_AUTO_ARENA arena = gt_arena_new("copy", 1 << 20);
	snprintf(path, sizeof path, "%s/core/scan/signatures/guichet-test.ndb", env("top_srcdir"));
	return gt_file_read(arena, path, 65536, &text, NULL) == GT_OK && append(h, text.p);
}

static int64_t signature_count(struct gt_scan_harness *h)
{
	GT_AUTO_ARENA arena = gt_arena_new("status", 65536);
	struct gt_scan_status s;
	return gt_scan_ask_status(h->scan, arena, &s, NULL) == GT_OK ? s.signature_count : 0;
}

bool gt_scan_harness_learn(struct gt_scan_harness *h, const char *name, const char *bytes)
{
	char line[1024];
	int64_t before = signature_count(h);
	int n = snprintf(line, sizeof line, "%s:0:*:", name);
	for (; *bytes && n + 4 < (int)sizeof line; bytes++)
		n += snprintf(line + n, sizeof line - (size_t)n, "%02x", (unsigned)(unsigned char)*bytes);
	snprintf(line + n, sizeof line - (size_t)n, "\n");
	if (!append(h, line) || kill(h->pid, SIGHUP) != 0)
		return false;
	/* the former generation answers on the same socket until it has left: the new set is there when nobody speaks of the old one any more */
	for (int i = 0, in_a_row = 0; i < 600; i++) {
		in_a_row = signature_count(h) > before ? in_a_row + 1 : 0;
		if (in_a_row == 20)
			return true;
		poll(NULL, 0, 50);
	}
	return false;
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
	snprintf(h->signatures, sizeof h->signatures, "%s/signatures", h->dir);
	if (mkdir(h->tmp, 0700) != 0 || mkdir(h->signatures, 0700) != 0 || !copy_signatures(h))
		return false;
	FILE *f = fopen(h->config, "we");
	if (!f)
		return false;
	fprintf(f, "[run]\ndirectory = %s\n[scan]\nsocket = %s\ntmp_dir = %s\ndatabase_dir = %s/none\ntest_set = yes\ntest_dir = %s\n", h->dir, h->socket, h->tmp, h->dir, h->signatures);
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
	char path[160];
	snprintf(path, sizeof path, "%s/test.ndb", h->signatures);
	unlink(path);
	rmdir(h->signatures);
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

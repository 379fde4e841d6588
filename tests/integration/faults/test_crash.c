/* Every act of the domain dies at every named place it passes and at each of its system calls, and meets every fault a database can answer, at each
 * statement and at COMMIT. Afterwards: done once and wholly or not at all, no invariant broken, and the same click again leads to the end.
 * A sample runs each time; GT_FAULTS_ALL=1 runs all, GT_FAULTS_ACT="deposit" one act of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ctl/verify.h"
#include "db/db_priv.h"
#include "tests/integration/faults/acts.h"

#define POINTS_MAX 128
#define STATEMENTS_MAX 80
#define CALLS_SAMPLED 6                  /* of each act's system calls, when it is no complete run */
#define CONNECTIONS "SELECT COUNT(*) FROM information_schema.processlist WHERE command <> 'Daemon' AND id <> CONNECTION_ID()"

static struct acts a;
static struct gt_scan_harness scanner;
static struct gt_db *ctl;
static bool all;
static const char *only;                 /* the act's name; NULL: each */

/* From act on, the next that is wanted; name NULL ends. */
static const struct act *wanted(const struct act *act)
{
	while (act->name && only && !gt_streq(act->name, only)) act++;
	return act;
}

struct end { int signal, rc; bool met; };
static char *why;                        /* what the last worker had to say, shared with it */
#define WHY_BYTES 1024

/* The act in a process of its own, as in a worker that may die of it. */
static struct end in_a_worker(const struct act *act, const char *name, const char *value)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct gt_error err = { 0 };
		if (name) setenv(name, value, 1);
		gt_db_faults_met = 0;
		int rc = act->run(&a, &err);
		snprintf(why, WHY_BYTES, "%s: %s (%s)", err.where ? err.where : "", err.message, err.detail);
		_exit((-rc & 15) | (gt_db_faults_met ? 16 : 0));
	}
	int status;
	while (waitpid(pid, &status, 0) != pid) continue;
	return (struct end){ .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0, .rc = WIFEXITED(status) ? -(WEXITSTATUS(status) & 15) : 0, .met = WIFEXITED(status) && (WEXITSTATUS(status) & 16) };
}

/* Names of what is broken, in one line. */
static const char *broken(void)
{
	struct gt_buf b = gt_buf_new(a.arena, 8192);
	for (const struct gt_invariant *i = gt_invariants; i->name; i++) {
		struct gt_broken *found;
		struct gt_error err = { 0 };
		size_t n;
		assert_int_equal(gt_invariant_ask(ctl, a.arena, i, &found, &n, &err), GT_OK);
		if (n) gt_buf_printf(&b, "%s ", i->name);
	}
	return gt_buf_cstr(&b) ? gt_buf_cstr(&b) : "";
}

struct known { const char *before, *after; char points[POINTS_MAX][64]; size_t n_points; };

static void ready(const struct act *act)
{
	acts_fresh(&a);
	if (act->before) act->before(&a);
}

static void read_points(const char *path, struct known *k)
{
	char line[64];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		bool seen = false;
		line[strcspn(line, "\n")] = 0;
		for (size_t i = 0; i < k->n_points; i++) seen |= strcmp(k->points[i], line) == 0;
		assert_true(k->n_points < POINTS_MAX);
		if (!seen) snprintf(k->points[k->n_points++], sizeof k->points[0], "%s", line);
	}
	fclose(f);
}

/* Once without a fault: where it may die, and what the rows look like then. Seeds made by the test have no history: that is known before. */
static struct known learn(const struct act *act)
{
	struct known k = { .n_points = 0 };
	const char *path = gt_arena_printf(a.h->arena, "%s/seen", a.h->dir);
	ready(act);
	k.before = gt_arena_strdup(a.h->arena, broken());
	unlink(path);
	struct end e = in_a_worker(act, "GT_CRASH_SEEN", path);
	if (e.signal || e.rc != GT_OK) fail_msg("'%s' fails by itself: rc %d signal %d: %s", act->name, e.rc, e.signal, why);
	assert_int_equal(gt_harness_count(a.h, act->done), 1);
	k.after = gt_arena_strdup(a.h->arena, broken());
	read_points(path, &k);
	return k;
}

static void must_hold(const struct act *act, const struct known *k, const char *where, bool at_the_end)
{
	int64_t done = gt_harness_count(a.h, act->done);
	const char *now = broken();
	if (at_the_end ? done < 1 || (act->once && done != 1) || done > 2 : done != 0 && done != 1) fail_msg("'%s' after %s: done %lld times", act->name, where, (long long)done);
	if (strcmp(now, k->before) != 0 && strcmp(now, k->after) != 0) fail_msg("'%s' after %s: broken: %s", act->name, where, now);
}

/* The person clicks again, on the page they still see. */
static void again(const struct act *act, const struct known *k, const char *where)
{
	bool was = gt_harness_count(a.h, act->done) == 1;
	struct end e = in_a_worker(act, NULL, NULL);
	bool said = e.rc == GT_OK || (was && (e.rc == GT_CONFLICT || e.rc == GT_NOTFOUND || e.rc == GT_REFUSED || e.rc == GT_DENIED));
	if (e.signal || !said) fail_msg("'%s' again after %s: rc %d signal %d: %s", act->name, where, e.rc, e.signal, why);
	must_hold(act, k, where, true);
}

static void every_act_dies_at_every_named_place_and_is_done_once(void **state)
{
	(void)state;
	static char names[POINTS_MAX][64];
	size_t n_names = 0, deaths = 0;
	for (const struct act *act = wanted(all_acts); act->name; act = wanted(act + 1)) {
		struct known k = learn(act);
		for (size_t i = 0; i < k.n_points; i++) {
			bool seen = false;
			for (size_t j = 0; j < n_names; j++) seen |= strcmp(names[j], k.points[i]) == 0;
			if (!seen) snprintf(names[n_names++], sizeof names[0], "%s", k.points[i]);
			if (seen && !all) continue;      /* the sample: each name once */
			ready(act);
			struct end e = in_a_worker(act, "GT_CRASH", k.points[i]);
			if (e.signal != SIGKILL) fail_msg("'%s' did not die at %s", act->name, k.points[i]);
			must_hold(act, &k, k.points[i], false);
			again(act, &k, k.points[i]);
			deaths++;
		}
	}
	print_message("%zu named places, %zu deaths\n", n_names, deaths);
	assert_true(n_names >= (only ? 1 : 40));
}

/* ---- at each system call ---- */
/* Followed from outside; killed as it enters its nth call. ret: calls it made; n 0: all of them. */
static int64_t killed_at_call(const struct act *act, int64_t n, struct end *ret)
{
	pid_t pid = fork();
	int status;
	int64_t stops = 0;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct gt_error err = { 0 };
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(15);
		raise(SIGSTOP);
		_exit(-act->run(&a, &err) & 15);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSTOPPED(status));
	assert_int_equal(ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
	for (long signal = 0;;) {
		assert_true(ptrace(PTRACE_SYSCALL, pid, NULL, signal) == 0 || errno == ESRCH);      /* ESRCH: killed just now */
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSTOPPED(status)) break;
		bool call = WSTOPSIG(status) == (SIGTRAP | 0x80);
		signal = call ? 0 : WSTOPSIG(status);
		stops += call;                           /* one on entering, one on leaving */
		if (call && n && stops == 2 * n - 1) kill(pid, SIGKILL);
	}
	*ret = (struct end){ .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0, .rc = WIFEXITED(status) ? -(WEXITSTATUS(status) & 15) : 0 };
	return (stops + 1) / 2;
}

/* What the dead one had sent may still be carried out. */
static void until_the_database_noticed(int64_t connections)
{
	for (int ms = 0; gt_harness_count(a.h, CONNECTIONS) > connections; ms += 2) {
		if (ms > 5000) fail_msg("the connection of the dead worker stays");
		usleep(2000);
	}
}

static void every_act_dies_at_its_system_calls_and_is_done_once(void **state)
{
	(void)state;
	size_t acts = 0, deaths = 0;
	for (const struct act *act = wanted(all_acts); act->name; act = wanted(act + 1), acts++) {
		struct known k = learn(act);
		struct end e;
		size_t before = deaths;
		ready(act);
		int64_t connections = gt_harness_count(a.h, CONNECTIONS), calls = killed_at_call(act, 0, &e), step = all ? 1 : calls / CALLS_SAMPLED + 1;
		if (e.signal || e.rc != GT_OK || calls < 10) fail_msg("'%s' followed: rc %d signal %d, %lld calls", act->name, e.rc, e.signal, (long long)calls);
		for (int64_t n = all ? 1 : 1 + (int64_t)(acts * 7) % step; n <= calls; n += step) {
			const char *where = gt_arena_printf(a.h->arena, "call %lld of %lld", (long long)n, (long long)calls);
			ready(act);
			killed_at_call(act, n, &e);
			if (e.signal != SIGKILL) continue;       /* it needed fewer this time */
			acts_drawer_anew(&a);
			until_the_database_noticed(connections);
			must_hold(act, &k, where, false);
			again(act, &k, where);
			deaths++;
		}
		if (all) print_message("'%s': %zu deaths, one at each call; %lld calls when it was counted\n", act->name, deaths - before, (long long)calls);
	}
	print_message("%zu acts, %zu deaths\n", acts, deaths);
	assert_true(acts >= (only ? 1 : 10) && deaths > 3 * acts);
}

/* What a person is told: never a lie. */
static void told_right(const struct act *act, const char *fault, const struct end *e)
{
	int64_t done = gt_harness_count(a.h, act->done);
	if (e->signal) fail_msg("'%s' with %s: died of signal %d", act->name, fault, e->signal);
	if (e->rc == GT_OK && done != 1) fail_msg("'%s' with %s: said to be done, and is not", act->name, fault);
	if (e->rc != GT_OK && e->rc != GT_UNCERTAIN && e->rc != GT_CONFLICT && done != 0) fail_msg("'%s' with %s: answered %s, and is done", act->name, fault, gt_rc_name(e->rc));
}

static void every_statement_and_commit_meets_every_fault(void **state)
{
	(void)state;
	static const struct { const char *name; int every; } faults[] = {
		{ "again", 7 }, { "wait", 7 }, { "gone", 7 }, { "lost", 7 }, { "read-only", 7 }, { "commit-before", 1 }, { "commit-after", 1 }, { "commit-again", 1 }, { "commit-read-only", 1 },
	};
	size_t met = 0, turn = 0;
	for (const struct act *act = wanted(all_acts); act->name; act = wanted(act + 1)) {
		struct known k = learn(act);
		for (size_t f = 0; f < GT_COUNT(faults); f++) {
			/* the sample: each fault at other statements in each act */
			int first = all || faults[f].every == 1 ? 1 : 1 + (int)(turn++ % (size_t)faults[f].every), step = all ? 1 : faults[f].every;
			for (int n = first; n < STATEMENTS_MAX; n += step) {
				const char *fault = gt_arena_printf(a.h->arena, "%s@%d", faults[f].name, n);
				ready(act);
				struct end e = in_a_worker(act, "GT_DB_FAULT", fault);
				if (!e.met) break;
				met++;
				told_right(act, fault, &e);
				must_hold(act, &k, fault, false);
				again(act, &k, fault);
			}
		}
	}
	print_message("%zu faults met\n", met);
	assert_true(met > (only ? 5 : 100));
}

int main(void)
{
	all = getenv("GT_FAULTS_ALL") != NULL;
	only = getenv("GT_FAULTS_ACT");
	why = mmap(NULL, WHY_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	a.h = gt_harness_start();
	if (!a.h || !gt_scan_harness_start(&scanner)) return 77;
	gt_log_init("test", GT_ERR);
	a.scan = &scanner;
	acts_open(&a);
	gt_clock_set_fixed(1790000000);
	ctl = gt_harness_db(a.h, "ctl");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_act_dies_at_every_named_place_and_is_done_once),
		cmocka_unit_test(every_act_dies_at_its_system_calls_and_is_done_once),
		cmocka_unit_test(every_statement_and_commit_meets_every_fault),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&ctl);
	gt_scan_harness_stop(&scanner);
	acts_close(&a);
	return failed;
}

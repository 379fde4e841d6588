/* Timers: who runs what when, on the real schema with the real rights; and the program itself, started and told to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "jobs/jobs_priv.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static struct gt_db *db;
static struct gt_sheets *sheets;
static struct gt_config *config;
static struct gt_mailer *mailer;
static const char *settings_path;
static int64_t now_s = 1700000000;

static void ask(int rc, const struct gt_error *err)
{
	if (rc != GT_OK)
		fail_msg("%s: %s (%s)", gt_rc_name(rc), err->message, err->detail);
}

static const char *source(const char *relative)
{
	const char *top = getenv("top_srcdir");

	return gt_arena_printf(h->arena, "%s/%s", top ? top : ".", relative);
}

/* The harness's settings, and those of mail; nobody listens on port 1. */
static void settings_write(void)
{
	struct gt_str text;
	struct gt_error err = { 0 };

	settings_path = gt_arena_printf(h->arena, "%s/jobs.ini", h->dir);
	ask(gt_file_read(h->arena, h->settings_path, 65536, &text, &err), &err);
	FILE *f = fopen(settings_path, "w");
	assert_non_null(f);
	fprintf(f, "%s\n[site]\nbase_url = http://localhost:8080\n[mail]\nfrom = ne-pas-repondre@localhost\nport = 1\n[paths]\nxslt = %s\n[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s\ncatalogue = %s\n", text.p, source("xslt"), h->dir, h->dir,
		source("xslt/schema"), source("plugins/catalogue.xml"));
	assert_int_equal(fclose(f), 0);
}

static struct gt_jobs *open_jobs(void)
{
	struct gt_jobs_parts parts = { .config = config, .db = db, .ring = h->ring, .mailer = mailer };
	struct gt_jobs *jobs = NULL;
	struct gt_error err = { 0 };

	ask(gt_jobs_open(&parts, &jobs, &err), &err);
	return jobs;
}

static int setup(void **state)
{
	static const char *const kinds[] = { "mail", NULL };
	struct gt_error err = { 0 };

	(void)state;
	gt_xml_init();
	settings_write();
	ask(gt_config_load(settings_path, &config, &err), &err);
	ask(gt_sheets_load(h->arena, source("xslt"), kinds, &sheets, &err), &err);
	ask(gt_mailer_open(config, sheets, &mailer, &err), &err);
	db = gt_harness_db(h, "jobs");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gt_mailer_free(&mailer);
	gt_db_free(&db);
	gt_config_free(&config);
	return 0;
}

static int each(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(now_s += 86400);
	return 0;
}

static int64_t count(const char *sql) { return gt_harness_count(h, sql); }

static void every_statement_is_good_and_allowed(void **state)
{
	struct gt_error err = { 0 };

	(void)state;
	ask(gt_jobs_prepare(db, &err), &err);
}

static void each_timer_runs_once_and_says_when_again(void **state)
{
	struct gt_jobs *jobs = open_jobs();

	(void)state;
	assert_true(gt_jobs_turn(jobs) <= 1000);
	for (const struct gt_timer *t = gt_timers; t->name; t++) {
		if (t->period_s == 0)
			continue;
		if (count(gt_arena_printf(h->arena, "SELECT COUNT(*) FROM job_state WHERE name = '%s' AND last_error IS NULL AND claimed_by IS NULL AND last_ok_utc_s = %lld AND next_run_utc_s = %lld", t->name,
			(long long)now_s, (long long)(now_s + t->period_s))) != 1)
			fail_msg("timer %s", t->name);
	}
	gt_jobs_free(&jobs);
}

/* jobs I1 */
static void a_timer_in_hand_elsewhere_is_left_alone_until_its_holder_is_surely_dead(void **state)
{
	struct gt_error err = { 0 };
	bool ours = false;

	(void)state;
	ask(jobs_claim(db, "x", 60, false, "one", &ours, &err), &err);
	assert_true(ours);
	ask(jobs_claim(db, "x", 60, false, "two", &ours, &err), &err);
	assert_false(ours);
	ask(jobs_claim(db, "x", 60, true, "two", &ours, &err), &err);
	assert_false(ours);
	gt_clock_set_fixed(now_s += JOBS_LEASE_S);
	ask(jobs_claim(db, "x", 60, false, "two", &ours, &err), &err);
	assert_true(ours);
	/* What the first says now is not heard. */
	ask(jobs_done(db, "x", "one", now_s + 1000, 5, NULL, &err), &err);
	assert_int_equal(count("SELECT COUNT(*) FROM job_state WHERE claimed_by = 'two' AND done = 0"), 1);
	ask(jobs_done(db, "x", "two", now_s + 60, 5, NULL, &err), &err);
	ask(jobs_claim(db, "x", 60, false, "one", &ours, &err), &err);
	assert_false(ours);
	gt_clock_set_fixed(now_s += 60);
	ask(jobs_claim(db, "x", 60, false, "one", &ours, &err), &err);
	assert_true(ours);
}

static void a_clock_set_back_stops_no_timer(void **state)
{
	struct gt_error err = { 0 };
	bool ours = false;

	(void)state;
	ask(jobs_claim(db, "x", 60, false, "one", &ours, &err), &err);
	ask(jobs_done(db, "x", "one", now_s + 60, 0, NULL, &err), &err);
	gt_clock_set_fixed(now_s -= 86400);
	ask(jobs_claim(db, "x", 60, false, "one", &ours, &err), &err);
	assert_true(ours);
}

static void what_is_over_is_erased_and_nothing_else(void **state)
{
	struct gt_jobs *jobs = open_jobs();
	struct gt_error err = { 0 };
	int64_t done;
	char text[3000];

	(void)state;
	snprintf(text, sizeof text,
		"INSERT INTO account (id, email, email_typed, lang, state, created_utc_s) VALUES (REPEAT('A', 16), 'a@b.fr', 'a@b.fr', 'fr', 'active', 1);\n"
		"INSERT INTO session (token_hash, id, account, csrf, address_hash, created_utc_s, seen_utc_s, expires_utc_s) VALUES"
		" (REPEAT('1', 32), REPEAT('1', 16), REPEAT('A', 16), 'x', REPEAT('x', 32), 1, 1, %lld), (REPEAT('2', 32), REPEAT('2', 16), REPEAT('A', 16), 'x', REPEAT('x', 32), 1, 1, %lld),"
		" (REPEAT('3', 32), REPEAT('3', 16), REPEAT('A', 16), 'x', REPEAT('x', 32), 1, 1, %lld);\n"
		"INSERT INTO throttle (subject, failures, since_utc_s, last_utc_s, until_utc_s) VALUES (REPEAT('1', 32), 1, 1, %lld, 1), (REPEAT('2', 32), 1, 1, %lld, 1);\n",
		(long long)(now_s - 7201), (long long)(now_s - 3600), (long long)(now_s + 60), (long long)(now_s - 2 * 86400 - 1), (long long)(now_s - 3600));
	gt_harness_sql(h, text);
	ask(gt_jobs_run(jobs, "clean-sessions", &done, &err), &err);
	assert_int_equal(done, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM session"), 2);
	ask(gt_jobs_run(jobs, "clean-links", &done, &err), &err);
	assert_int_equal(done, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM throttle"), 1);
	assert_int_equal(gt_jobs_run(jobs, "no-such", &done, &err), GT_NOTFOUND);
	gt_jobs_free(&jobs);
}

static void more_than_a_batch_is_erased_in_one_run(void **state)
{
	struct gt_jobs *jobs = open_jobs();
	struct gt_error err = { 0 };
	int64_t done;

	(void)state;
	gt_harness_sql(h, "INSERT INTO throttle (subject, failures, since_utc_s, last_utc_s, until_utc_s) SELECT UNHEX(SHA2(seq, 256)), 1, 1, 1, 1 FROM seq_1_to_2500;\n");
	ask(gt_jobs_run(jobs, "clean-links", &done, &err), &err);
	assert_int_equal(done, 2500);
	gt_jobs_free(&jobs);
}

/* jobs I3: the program itself. */
static void the_program_says_ready_and_ends_at_once_when_told(void **state)
{
	const char *build = getenv("top_builddir"), *program = gt_arena_printf(h->arena, "%s/core/prog/guichet-jobs", build ? build : ".");
	int ends[2], status = -1;
	char word = 0, fd_text[16];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	snprintf(fd_text, sizeof fd_text, "%d", ends[1]);
	pid_t pid = fork();
	if (pid == 0) {
		execl(program, "guichet-jobs", "--config", settings_path, "--status-fd", fd_text, (char *)NULL);
		_exit(127);
	}
	gt_close(&ends[1]);
	assert_int_equal(read(ends[0], &word, 1), 1);
	assert_int_equal(word, 'R');
	int64_t begin = gt_monotonic_ms();
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(gt_monotonic_ms() - begin < 5000);
	gt_close(&ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_statement_is_good_and_allowed, each), cmocka_unit_test_setup(each_timer_runs_once_and_says_when_again, each),
		cmocka_unit_test_setup(a_timer_in_hand_elsewhere_is_left_alone_until_its_holder_is_surely_dead, each), cmocka_unit_test_setup(a_clock_set_back_stops_no_timer, each),
		cmocka_unit_test_setup(what_is_over_is_erased_and_nothing_else, each), cmocka_unit_test_setup(more_than_a_batch_is_erased_in_one_run, each),
		cmocka_unit_test_setup(the_program_says_ready_and_ends_at_once_when_told, each),
	};

	h = gt_harness_start();
	if (!h)
		return 77;
	return cmocka_run_group_tests(tests, setup, teardown);
}

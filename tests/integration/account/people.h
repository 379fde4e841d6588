/* Three persons, their titles, and what the tests of accounts share: included once by each of them. */
#ifndef GT_TESTS_PEOPLE_H
#define GT_TESTS_PEOPLE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "account/account_store.h"
#include "journal/journal.h"
#include "register/register.h"
#include "tests/lib/db_harness.h"

#define GOOD "Vh7!tmQz-kado"
#define OTHER "Pd4=wyLk-rusa"
#define T0 1789000000

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *ctl;
static struct gt_account_at at;
static int64_t now;
static const struct gt_caller here = { "192.0.2.7", "Browser/1", "fr" }, there = { "198.51.100.9", "Browser/2", "en" };

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)
static inline void later(int64_t s) { gt_clock_set_fixed(now += s); }

static const struct gt_signup known = { "AB123456", { 2025, 1, 1 }, { 2026, 12, 31 }, "Nadia@Exemple.test" };
static const struct gt_signup visa = { "215904337", { 2026, 1, 1 }, { 2026, 12, 31 }, "visa@exemple.test" };
#define SIGNUP(s) do { int64_t w_; OK(gt_account_signup(&at, &here, &(s), &w_, E)); } while (0)

static const char people[] =
	"number,category,valid_from,valid_to,foreigner_number,birth_name,given_names\n"
	"AB123456,some-title,2025-01-01,2026-12-31,5903000001,DURAND,Nadia Lou\n"
	"CD123456,some-title,2025-01-01,2026-12-31,5903000002,PETIT,Omar\n"
	"215904337,some-visa,2026-01-01,2026-12-31,,,\n"
	"ZZ000001,some-title,2020-01-01,2026-12-31,5903000003,GRAND,Lea\n";

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(now = T0);
	gt_arena_reset(arena);
	struct gt_import_report r;
	OK(gt_register_import_titles(ctl, arena, gt_str(people), &(struct gt_import_act){ .by = GT_ACTOR_OPERATOR }, &r, E));
	gt_harness_sql(h, "UPDATE title SET state = 'withdrawn' WHERE number = 'ZZ000001';\n");
	return 0;
}

/* ---- the mails queued ---- */
struct queued { struct gt_id id; const char *template_name; struct gt_str sealed; };
static const struct gt_col queued_map[] = { GT_COL(struct queued, id), GT_COL(struct queued, template_name), GT_COL(struct queued, sealed) };
static const struct gt_query q_queued = { "SELECT id, template, sealed FROM outbox ORDER BY created_utc_s, template", "", GT_ROW(struct queued, queued_map) };

static inline size_t mails(struct gt_mail_job *ret, size_t max)
{
	struct queued *rows;
	size_t n;
	OK(gt_db_select(ctl, arena, &q_queued, GT_NONE_WITH, &rows, &n, E));
	for (size_t i = 0; i < n && i < max; i++) {
		OK(gt_outbox_open(h->ring, arena, rows[i].id, rows[i].sealed, &ret[i], E));
		ret[i].template_name = rows[i].template_name;
	}
	return n;
}

/* The token in the last mail of that template. */
static inline const char *token_of(const char *template_name)
{
	struct gt_mail_job m[20];
	size_t n = mails(m, 20);
	const char *found = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(m[i].template_name, template_name) != 0) continue;
		for (size_t a = 0; a < m[i].n_args; a++)
			if (strcmp(m[i].args[a].name, "path") == 0) { assert_true(gt_starts(m[i].args[a].value, "/")); found = strstr(m[i].args[a].value, "jeton=") + 6; }
	}
	assert_non_null(found);
	return found;
}

static inline int64_t count(const char *sql) { return gt_harness_count(h, sql); }
#define ROWS(table) count("SELECT COUNT(*) FROM " table)

static inline void make_account(const struct gt_signup *s)
{
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	SIGNUP(*s);
	OK(gt_account_password_create(&at, token_of("account-create"), GOOD, broken, &purpose, E));
	gt_harness_sql(h, "DELETE FROM outbox;\n");
}

static inline int sign_in(const struct gt_caller *caller, const char *login, const char *password, char token[GT_TOKEN_TEXT], int64_t *wait)
{
	struct gt_error err = { 0 };
	int rc = gt_account_sign_in(&at, caller, login, password, NULL, token, wait, &err);
	if (rc == GT_FAILED || rc == GT_BUSY) fail_msg("%s (%s)", err.message, err.detail);
	return rc;
}

static inline int run_all(const struct CMUnitTest *tests, size_t n)
{
	int failed = _cmocka_run_group_tests("accounts", tests, n, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

static inline bool start(void)
{
	h = gt_harness_start();
	if (!h) return false;
	arena = gt_arena_new("test", 256u << 20);
	web = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	at = (struct gt_account_at){ .db = web, .ring = h->ring, .config = h->config };
	return true;
}
#define T(name) cmocka_unit_test_setup(name, fresh)

#endif

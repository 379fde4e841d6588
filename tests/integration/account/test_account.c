/* Applicants' accounts as the applicants' program has them: its database account, the real schema and rights. */
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
static void later(int64_t s) { gt_clock_set_fixed(now += s); }

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
	OK(gt_register_import_titles(ctl, arena, gt_str(people), false, &r, E));
	gt_harness_sql(h, "UPDATE title SET state = 'withdrawn' WHERE number = 'ZZ000001';\n");
	return 0;
}

/* ---- the mails queued ---- */
struct queued { struct gt_id id; const char *template_name; struct gt_str sealed; };
static const struct gt_col queued_map[] = { GT_COL(struct queued, id), GT_COL(struct queued, template_name), GT_COL(struct queued, sealed) };
static const struct gt_query q_queued = { "SELECT id, template, sealed FROM outbox ORDER BY created_utc_s, template", "", GT_ROW(struct queued, queued_map) };

static size_t mails(struct gt_mail_job *ret, size_t max)
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
static const char *token_of(const char *template_name)
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

static int64_t count(const char *sql) { return gt_harness_count(h, sql); }
#define ROWS(table) count("SELECT COUNT(*) FROM " table)

static void make_account(const struct gt_signup *s)
{
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	SIGNUP(*s);
	OK(gt_account_password_create(&at, token_of("account-create"), GOOD, broken, &purpose, E));
	gt_harness_sql(h, "DELETE FROM outbox;\n");
}

static int sign_in(const struct gt_caller *caller, const char *login, const char *password, char token[GT_TOKEN_TEXT], int64_t *wait)
{
	struct gt_error err = { 0 };
	int rc = gt_account_sign_in(&at, caller, login, password, NULL, token, wait, &err);
	if (rc == GT_FAILED || rc == GT_BUSY) fail_msg("%s (%s)", err.message, err.detail);
	return rc;
}

/* ---- sign-up ---- */
static void every_statement_of_the_room_is_prepared_by_its_program(void **state)
{
	(void)state;
	size_t n;
	const struct gt_query *q = gt_account_queries(&n);
	OK(gt_db_prepare_all(web, q, n, E));
}

static void one_mail_goes_out_and_as_many_rows_are_written_whatever_is_found(void **state)
{
	(void)state;
	const struct gt_signup other_dates = { known.number, known.start, { 2026, 12, 30 }, "a@exemple.test" }, unknown = { "QQ999999", known.start, known.end, "b@exemple.test" },
		withdrawn = { "ZZ000001", { 2020, 1, 1 }, known.end, "c@exemple.test" }, spaced = { " ab 123-456 ", known.start, known.end, "d@exemple.test" };
	const struct { const struct gt_signup *s; const char *template_name; } cases[] = {
		{ &known, "account-create" }, { &other_dates, "account-unknown" }, { &unknown, "account-unknown" }, { &withdrawn, "account-unknown" }, { &spaced, "account-create" }, { &visa, "account-create" },
	};
	int64_t sealed = 0;
	for (size_t i = 0; i < GT_COUNT(cases); i++) {
		gt_harness_sql(h, "DELETE FROM outbox;\nDELETE FROM account_link;\n");
		SIGNUP(*cases[i].s);
		struct gt_mail_job m[4];
		assert_int_equal(mails(m, 4), 1);
		assert_string_equal(m[0].template_name, cases[i].template_name);
		assert_string_equal(m[0].to, cases[i].s->email);
		assert_int_equal(ROWS("account_link"), 1);
		int64_t bytes = count("SELECT LENGTH(pending) FROM account_link");
		if (i == 0) sealed = bytes;
		assert_int_equal(bytes, sealed);
		assert_int_equal(count("SELECT COUNT(*) FROM account_link WHERE change_id IS NOT NULL AND pending_id IS NOT NULL AND account IS NULL"), 1);
	}
	assert_int_equal(ROWS("account"), 0);
}

static void somebody_elses_account_is_warned_at_its_own_address(void **state)
{
	(void)state;
	make_account(&known);
	gt_harness_sql(h, "DELETE FROM account_link;\n");
	struct gt_signup s = known;
	s.email = "thief@exemple.test";
	SIGNUP(s);
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 2);
	assert_string_equal(m[0].template_name, "account-exists");
	assert_string_equal(m[0].to, "thief@exemple.test");
	assert_string_equal(m[1].template_name, "account-warning");
	assert_string_equal(m[1].to, "Nadia@Exemple.test");
	gt_harness_sql(h, "DELETE FROM outbox;\n");
	SIGNUP(known);
	assert_int_equal(mails(m, 4), 1);
	assert_string_equal(m[0].template_name, "account-exists");
}

static void an_address_that_serves_an_account_makes_no_second_one(void **state)
{
	(void)state;
	make_account(&known);
	struct gt_signup s = { "CD123456", known.start, known.end, "NADIA@exemple.test" };
	SIGNUP(s);
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 1);
	assert_string_equal(m[0].template_name, "account-exists");
}

static void sign_up_is_slowed_down_by_network_and_by_mailbox_and_goes_on_later(void **state)
{
	(void)state;
	int64_t wait = 0;
	for (int i = 0; i < 10; i++) SIGNUP(known);
	GIVES(GT_REFUSED, gt_account_signup(&at, &there, &known, &wait, E));
	assert_true(wait > 0 && wait <= 60);
	assert_int_equal(ROWS("outbox"), 10);
	later(wait);
	OK(gt_account_signup(&at, &there, &known, &wait, E));
	for (int i = 0; i < 50; i++) {
		struct gt_signup s = known;
		s.email = gt_arena_printf(arena, "m%d@exemple.test", i);
		SIGNUP(s);
	}
	struct gt_signup s = known;
	s.email = "last@exemple.test";
	GIVES(GT_REFUSED, gt_account_signup(&at, &here, &s, &wait, E));
	OK(gt_account_signup(&at, &there, &s, &wait, E));
}

static void what_is_no_address_is_said_so(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "a", "a@", "a@b@c.fr", "a b@c.fr", "a@c.fr\r\nBcc: x@y.fr", "a@c.fr, d@e.fr" };
	for (size_t i = 0; i < GT_COUNT(bad); i++) {
		struct gt_signup s = known;
		int64_t wait;
		s.email = bad[i];
		GIVES(GT_BADINPUT, gt_account_signup(&at, &here, &s, &wait, E));
	}
	assert_int_equal(ROWS("outbox"), 0);
}

/* ---- links ---- */
static void a_link_makes_the_account_once(void **state)
{
	(void)state;
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	struct gt_link link;
	SIGNUP(known);
	const char *token = token_of("account-create");
	assert_int_equal(count("SELECT COUNT(*) FROM account_link WHERE HEX(token_hash) LIKE '%00%' AND token_hash = ''"), 0);
	OK(gt_account_link_check(&at, token, &link, E));
	assert_false(link.expired);
	GIVES(GT_REFUSED, gt_account_password_create(&at, token, "Azerty123!", broken, &purpose, E));
	assert_true(broken[GT_PASSWORD_COMMON]);
	GIVES(GT_REFUSED, gt_account_password_create(&at, token, "Durand-Nadia1", broken, &purpose, E));
	OK(gt_account_password_create(&at, token, GOOD, broken, &purpose, E));
	assert_int_equal(purpose, GT_LINK_CREATE);
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE foreigner_number = '5903000001' AND email = 'nadia@exemple.test' AND email_typed = 'Nadia@Exemple.test'"), 1);
	GIVES(GT_NOTFOUND, gt_account_password_create(&at, token, OTHER, broken, &purpose, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, token, &link, E));
}

static void tokens_altered_cut_or_of_a_decoy_open_nothing(void **state)
{
	(void)state;
	struct gt_link link;
	SIGNUP(known);
	const char *token = token_of("account-create");
	for (size_t i = 0; i < strlen(token); i++) {
		char *bad = gt_arena_strdup(arena, token);
		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		GIVES(GT_NOTFOUND, gt_account_link_check(&at, bad, &link, E));
	}
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, gt_arena_strndup(arena, token, 42), &link, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, gt_arena_printf(arena, "%sA", token), &link, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, "", &link, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, NULL, &link, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, "' OR 1=1 -- xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &link, E));
}

static void a_link_lives_a_day(void **state)
{
	(void)state;
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	struct gt_link link;
	SIGNUP(known);
	const char *token = token_of("account-create");
	later(GT_ACCOUNT_LINK_S - 1);
	OK(gt_account_link_check(&at, token, &link, E));
	assert_false(link.expired);
	later(1);
	OK(gt_account_link_check(&at, token, &link, E));
	assert_true(link.expired);
	GIVES(GT_NOTFOUND, gt_account_password_create(&at, token, GOOD, broken, &purpose, E));
	assert_int_equal(ROWS("account"), 0);
}

static void the_first_link_used_voids_the_others_of_that_person(void **state)
{
	(void)state;
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	struct gt_link link;
	SIGNUP(known);
	const char *first = token_of("account-create");
	gt_harness_sql(h, "DELETE FROM outbox;\n");
	struct gt_signup s = known;
	s.email = "second@exemple.test";
	SIGNUP(s);
	const char *second = token_of("account-create");
	OK(gt_account_password_create(&at, second, GOOD, broken, &purpose, E));
	GIVES(GT_NOTFOUND, gt_account_link_check(&at, first, &link, E));
	GIVES(GT_NOTFOUND, gt_account_password_create(&at, first, GOOD, broken, &purpose, E));
	assert_int_equal(count("SELECT COUNT(*) FROM account_link WHERE used_utc_s IS NULL"), 0);
	assert_int_equal(ROWS("account"), 1);
}

/* A child with a connection of its own uses the link; its status tells how it went. */
static pid_t use_in_a_child(const char *token, const char *password)
{
	pid_t pid = fork();
	if (pid) return pid;
	struct gt_db *db = NULL;
	struct gt_error err = { 0 };
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	if (gt_db_open(h->config, "web_user", &db, &err) != GT_OK) _exit(100);
	struct gt_account_at mine = { db, h->ring, h->config };
	_exit(-gt_account_password_create(&mine, token, password, broken, &purpose, &err));
}

static void of_two_uses_at_once_one_wins(void **state)
{
	(void)state;
	SIGNUP(known);
	const char *token = token_of("account-create");
	pid_t pids[4];
	int won = 0;
	for (int i = 0; i < 4; i++) pids[i] = use_in_a_child(token, i % 2 ? GOOD : OTHER);
	for (int i = 0; i < 4; i++) {
		int status = 0;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == 0) won++;
		else assert_int_equal(WEXITSTATUS(status), -GT_NOTFOUND);
	}
	assert_int_equal(won, 1);
	assert_int_equal(ROWS("account"), 1);
}

/* ---- sign-in ---- */
static void a_person_signs_in_with_the_number_and_a_visas_holder_with_the_address(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait;
	make_account(&known);
	make_account(&visa);
	assert_int_equal(sign_in(&here, " 59 03 00 00 01 ", GOOD, token, &wait), GT_OK);
	assert_int_equal(sign_in(&here, "VISA@exemple.test", GOOD, token, &wait), GT_OK);
	assert_int_equal(sign_in(&here, "nadia@exemple.test", GOOD, token, &wait), GT_REFUSED);
	assert_int_equal(sign_in(&here, "5903000001", OTHER, token, &wait), GT_REFUSED);
	assert_int_equal(sign_in(&here, "5903000002", GOOD, token, &wait), GT_REFUSED);
	assert_int_equal(sign_in(&here, "' OR ''='", GOOD, token, &wait), GT_REFUSED);
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE password_hash LIKE '$argon2id$%'"), 2);
}

static void look_alike_addresses_are_other_persons(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait;
	struct gt_signup s = visa;
	s.email = "mike@exemple.test";
	make_account(&s);
	static const char *const others[] = { "m\u0131ke@exemple.test", "mike@exempl\u0435.test", "mike @exemple.test", "m\u00efke@exemple.test", "mike@exemple.test." };
	for (size_t i = 0; i < GT_COUNT(others); i++)
		if (sign_in(&there, others[i], GOOD, token, &wait) == GT_OK) fail_msg("'%s' opened the account of mike@exemple.test", others[i]);
	assert_int_equal(sign_in(&here, "MIKE@EXEMPLE.TEST", GOOD, token, &wait), GT_OK);
	/* What cannot be seen is dropped, for the mailbox as for the identifier: no second account beside the first. */
	s = known;
	s.email = "mi\u200bke@exemple.test";
	SIGNUP(s);
	struct gt_mail_job m[2];
	assert_int_equal(mails(m, 2), 1);
	assert_string_equal(m[0].template_name, "account-exists");
	assert_string_equal(m[0].to, "mike@exemple.test");
}

static void failures_slow_the_pair_down_more_each_time_and_never_lock_it(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait, former = 0;
	make_account(&known);
	static const char *const logins[] = { "5903000001", "5903999999" };   /* known and unknown: the same */
	int64_t waits[2][8];
	for (int who = 0; who < 2; who++) {
		former = 0;
		for (int i = 0; i < 8; i++) {
			wait = 0;
			assert_int_equal(sign_in(&here, logins[who], OTHER, token, &wait), GT_REFUSED);
			assert_int_equal(wait, 0);
			int rc = sign_in(&here, logins[who], OTHER, token, &waits[who][i]);
			if (i < 1) { assert_int_equal(rc, GT_REFUSED); continue; }
			assert_int_equal(rc, GT_REFUSED);
			assert_true(waits[who][i] >= former);
			former = waits[who][i];
			later(former);
		}
	}
	assert_memory_equal(&waits[0][1], &waits[1][1], 7 * sizeof(int64_t));
	assert_true(former >= 32);
	/* From another network the right password opens at once: nobody locks somebody else out. */
	assert_int_equal(sign_in(&there, "5903000001", GOOD, token, &wait), GT_OK);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	later(7200);
	assert_int_equal(sign_in(&here, "5903999999", OTHER, token, &wait), GT_REFUSED);
	assert_int_equal(wait, 0);
}

static void after_five_failures_the_person_hears_of_it_once(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait;
	make_account(&known);
	for (int i = 0; i < 8; i++) {
		struct gt_caller from = { gt_arena_printf(arena, "192.0.2.%d", i + 1), NULL, "fr" };
		assert_int_equal(sign_in(&from, "5903000001", OTHER, token, &wait), GT_REFUSED);
		assert_int_equal(sign_in(&from, "5903888888", OTHER, token, &wait), GT_REFUSED);
	}
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 1);
	assert_string_equal(m[0].template_name, "signin-warning");
	assert_string_equal(m[0].to, "Nadia@Exemple.test");
}

/* ---- sessions ---- */
static void a_session_is_new_at_each_sign_in_and_ends_the_one_that_came_along(void **state)
{
	(void)state;
	char planted[GT_TOKEN_TEXT], first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT];
	struct gt_digest hash;
	struct gt_session s;
	int64_t wait;
	make_account(&known);
	gt_token_new(planted, &hash);
	OK(gt_account_sign_in(&at, &here, "5903000001", GOOD, planted, first, &wait, E));
	assert_string_not_equal(first, planted);
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, planted, &s, E));
	OK(gt_session_find(&at, arena, first, &s, E));
	assert_string_equal(s.name, "Nadia Durand");
	assert_string_equal(s.email, "Nadia@Exemple.test");
	assert_int_equal(s.seconds_left, GT_SESSION_IDLE_S);
	OK(gt_account_sign_in(&at, &here, "5903000001", GOOD, first, second, &wait, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, first, &s, E));
	OK(gt_session_find(&at, arena, second, &s, E));
	assert_int_equal(count("SELECT COUNT(*) FROM session"), 1);
}

static void rest_and_half_a_day_end_a_session(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	int64_t wait;
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	for (int i = 0; i < GT_SESSION_MAX_S / (GT_SESSION_IDLE_S - 1); i++) {
		later(GT_SESSION_IDLE_S - 1);
		OK(gt_session_find(&at, arena, token, &s, E));
	}
	assert_true(s.seconds_left < GT_SESSION_IDLE_S);
	later(s.seconds_left);
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, token, &s, E));
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	later(GT_SESSION_IDLE_S);
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, token, &s, E));
}

static void one_sees_and_ends_ones_own_sessions_and_nobody_elses(void **state)
{
	(void)state;
	char a[GT_TOKEN_TEXT], b[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT];
	struct gt_session sa, sb, so;
	struct gt_session_line *lines;
	size_t n;
	int64_t wait;
	make_account(&known);
	make_account(&visa);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, a, &wait), GT_OK);
	assert_int_equal(sign_in(&there, "5903000001", GOOD, b, &wait), GT_OK);
	assert_int_equal(sign_in(&here, "visa@exemple.test", GOOD, other, &wait), GT_OK);
	OK(gt_session_find(&at, arena, a, &sa, E));
	OK(gt_session_find(&at, arena, b, &sb, E));
	OK(gt_session_find(&at, arena, other, &so, E));
	assert_string_not_equal(sa.csrf, sb.csrf);
	OK(gt_session_list(&at, arena, &sa, &lines, &n, E));
	assert_int_equal(n, 2);
	GIVES(GT_NOTFOUND, gt_session_revoke(&at, &sa, so.id, E));
	OK(gt_session_find(&at, arena, other, &so, E));
	OK(gt_session_revoke(&at, &sa, sb.id, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, b, &sb, E));
	OK(gt_session_sign_out(&at, a, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, a, &sa, E));
	OK(gt_session_sign_out(&at, a, E));
	OK(gt_session_sign_out(&at, "rubbish", E));
}

/* ---- forgotten and changed ---- */
static void a_forgotten_password_writes_as_many_rows_for_known_and_unknown(void **state)
{
	(void)state;
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	int64_t wait;
	make_account(&known);
	gt_harness_sql(h, "DELETE FROM account_link;\n");
	OK(gt_account_password_forgotten(&at, &there, "5903000009", &wait, E));
	assert_int_equal(ROWS("account_link") + ROWS("outbox"), 2);
	assert_int_equal(ROWS("outbox"), 0);
	gt_harness_sql(h, "DELETE FROM account_link;\n");
	OK(gt_account_password_forgotten(&at, &there, "5903000001", &wait, E));
	assert_int_equal(ROWS("account_link") + ROWS("outbox"), 2);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_account_password_create(&at, token_of("account-password-reset"), OTHER, broken, &purpose, E));
	assert_int_equal(purpose, GT_LINK_RESET);
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, token, &s, E));
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_REFUSED);
	assert_int_equal(sign_in(&here, "5903000001", OTHER, token, &wait), GT_OK);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'password-changed'"), 1);
}

static void a_forgotten_identifier_is_told_to_its_mailbox_alone(void **state)
{
	(void)state;
	int64_t wait;
	make_account(&known);
	OK(gt_account_login_forgotten(&at, &here, "nadia@EXEMPLE.test", &wait, E));
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 1);
	assert_string_equal(m[0].to, "Nadia@Exemple.test");
	assert_int_equal(m[0].n_args, 2);
	assert_string_equal(m[0].args[1].value, "5903000001");
	gt_harness_sql(h, "DELETE FROM outbox;\n");
	OK(gt_account_login_forgotten(&at, &here, "nobody@exemple.test", &wait, E));
	assert_int_equal(mails(m, 4), 1);
	assert_string_equal(m[0].to, "nobody@exemple.test");
	assert_int_equal(m[0].n_args, 1);
}

static void a_changed_password_ends_the_other_sessions(void **state)
{
	(void)state;
	bool broken[GT_PASSWORD__MAX];
	char a[GT_TOKEN_TEXT], b[GT_TOKEN_TEXT];
	struct gt_session sa, sb;
	int64_t wait;
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, a, &wait), GT_OK);
	assert_int_equal(sign_in(&there, "5903000001", GOOD, b, &wait), GT_OK);
	OK(gt_session_find(&at, arena, a, &sa, E));
	GIVES(GT_DENIED, gt_account_password_change(&at, &sa, OTHER, OTHER, broken, E));
	GIVES(GT_REFUSED, gt_account_password_change(&at, &sa, GOOD, "short", broken, E));
	OK(gt_account_password_change(&at, &sa, GOOD, OTHER, broken, E));
	OK(gt_session_find(&at, arena, a, &sa, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, b, &sb, E));
	GIVES(GT_BADINPUT, gt_account_phone_set(&at, sa.account, "12", E));
	OK(gt_account_phone_set(&at, sa.account, "06 12 34 56 78", E));
	OK(gt_session_find(&at, arena, a, &sa, E));
	assert_string_equal(sa.phone, "+33612345678");
}

/* ---- another address, closing ---- */
static void an_address_changes_when_both_mailboxes_agreed(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	bool done;
	int64_t wait;
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	GIVES(GT_BADINPUT, gt_account_email_ask(&at, &s, "rubbish", &wait, E));
	OK(gt_account_email_ask(&at, &s, "Neuve@Exemple.test", &wait, E));
	const char *first_old = token_of("email-old"), *first_new = token_of("email-new");
	gt_harness_sql(h, "DELETE FROM outbox;\n");
	/* Asked again: the first pair is void. */
	OK(gt_account_email_ask(&at, &s, "Autre@Exemple.test", &wait, E));
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, first_old, &done, E));
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, first_new, &done, E));
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 2);
	assert_string_equal(m[0].to, "Autre@Exemple.test");
	assert_string_equal(m[1].to, "Nadia@Exemple.test");
	const char *old = token_of("email-old"), *new = token_of("email-new");
	OK(gt_account_email_link_check(&at, new, E));
	OK(gt_account_email_agree(&at, new, &done, E));
	assert_false(done);
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, new, &done, E));
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE email = 'nadia@exemple.test'"), 1);
	OK(gt_account_email_agree(&at, old, &done, E));
	assert_true(done);
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE email = 'autre@exemple.test' AND email_typed = 'Autre@Exemple.test'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'email-changed'"), 1);
	/* Neither kind of link does the other's work. */
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	OK(gt_account_email_ask(&at, &s, "Encore@Exemple.test", &wait, E));
	GIVES(GT_NOTFOUND, gt_account_password_create(&at, token_of("email-old"), OTHER, broken, &purpose, E));
	later(GT_ACCOUNT_LINK_S);
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, token_of("email-old"), &done, E));
}

static void an_address_in_use_is_not_given_away_and_not_told(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	int64_t wait;
	make_account(&known);
	make_account(&visa);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	OK(gt_account_email_ask(&at, &s, "visa@exemple.test", &wait, E));
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 2);
	assert_string_equal(m[0].template_name, "account-exists");
	assert_string_equal(m[0].to, "visa@exemple.test");
}

static void a_closed_account_signs_in_no_more_and_leaves_its_number_free(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	int64_t wait;
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	OK(gt_account_close(&at, &s, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, token, &s, E));
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_REFUSED);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'account-closed'"), 1);
	make_account(&known);
	later(3600);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	assert_int_equal(ROWS("account"), 2);
}

/* ---- kept forms ---- */
static void a_form_that_comes_too_late_is_given_back_to_the_same_person(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], again[GT_TOKEN_TEXT];
	struct gt_session s;
	struct gt_kept_form kept;
	int64_t wait;
	const struct gt_pair pairs[] = { { "csrf", "x" }, { "motif.nom", "Zoë « 1 »" }, { "vide", "" }, { "go", "next" } };
	make_account(&known);
	make_account(&visa);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	later(GT_SESSION_IDLE_S + 600);
	GIVES(GT_NOTFOUND, gt_kept_form_put(&at, arena, token, "wrong", "/demandes/x", pairs, 4, E));
	OK(gt_kept_form_put(&at, arena, token, s.csrf, "/demandes/x", pairs, 4, E));
	OK(gt_kept_form_find(&at, arena, s.account, &kept, E));
	assert_string_equal(kept.path, "/demandes/x");
	assert_int_equal(kept.n, 3);
	assert_string_equal(kept.pairs[0].value, "Zoë « 1 »");
	assert_string_equal(kept.pairs[1].value, "");
	assert_string_equal(kept.pairs[2].name, "go");
	assert_int_equal(count("SELECT COUNT(*) FROM kept_form WHERE sealed LIKE '%Zo%'"), 0);
	struct gt_session other;
	assert_int_equal(sign_in(&there, "visa@exemple.test", GOOD, again, &wait), GT_OK);
	OK(gt_session_find(&at, arena, again, &other, E));
	GIVES(GT_NOTFOUND, gt_kept_form_find(&at, arena, other.account, &kept, E));
	later(GT_KEPT_FORM_S);
	GIVES(GT_NOTFOUND, gt_kept_form_find(&at, arena, s.account, &kept, E));
	later(GT_KEPT_FORM_S);
	GIVES(GT_NOTFOUND, gt_kept_form_put(&at, arena, token, s.csrf, "/demandes/x", pairs, 4, E));
}

static void a_form_sent_after_signing_out_is_kept_and_after_a_revocation_is_not(void **state)
{
	(void)state;
	char a[GT_TOKEN_TEXT], b[GT_TOKEN_TEXT];
	struct gt_session sa, sb;
	struct gt_kept_form kept;
	int64_t wait;
	const struct gt_pair pair = { "x", "1" };
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, a, &wait), GT_OK);
	assert_int_equal(sign_in(&there, "5903000001", GOOD, b, &wait), GT_OK);
	OK(gt_session_find(&at, arena, a, &sa, E));
	OK(gt_session_find(&at, arena, b, &sb, E));
	OK(gt_session_revoke(&at, &sa, sb.id, E));
	GIVES(GT_NOTFOUND, gt_kept_form_put(&at, arena, b, sb.csrf, "/p", &pair, 1, E));
	OK(gt_session_sign_out(&at, a, E));
	OK(gt_kept_form_put(&at, arena, a, sa.csrf, "/p", &pair, 1, E));
	OK(gt_kept_form_find(&at, arena, sa.account, &kept, E));
	OK(gt_kept_form_drop(&at, sa.account, E));
	GIVES(GT_NOTFOUND, gt_kept_form_find(&at, arena, sa.account, &kept, E));
}

static void the_journal_tells_what_was_done_to_an_account(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait;
	make_account(&known);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	assert_int_equal(count("SELECT COUNT(*) FROM journal WHERE verb = 'account-create'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM journal WHERE verb = 'sign-in'"), 1);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 256u << 20);
	web = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	at = (struct gt_account_at){ web, h->ring, h->config };
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(every_statement_of_the_room_is_prepared_by_its_program), T(one_mail_goes_out_and_as_many_rows_are_written_whatever_is_found), T(somebody_elses_account_is_warned_at_its_own_address),
		T(an_address_that_serves_an_account_makes_no_second_one), T(sign_up_is_slowed_down_by_network_and_by_mailbox_and_goes_on_later), T(what_is_no_address_is_said_so),
		T(a_link_makes_the_account_once), T(tokens_altered_cut_or_of_a_decoy_open_nothing), T(a_link_lives_a_day), T(the_first_link_used_voids_the_others_of_that_person),
		T(of_two_uses_at_once_one_wins), T(a_person_signs_in_with_the_number_and_a_visas_holder_with_the_address), T(look_alike_addresses_are_other_persons),
		T(failures_slow_the_pair_down_more_each_time_and_never_lock_it), T(after_five_failures_the_person_hears_of_it_once),
		T(a_session_is_new_at_each_sign_in_and_ends_the_one_that_came_along), T(rest_and_half_a_day_end_a_session), T(one_sees_and_ends_ones_own_sessions_and_nobody_elses),
		T(a_forgotten_password_writes_as_many_rows_for_known_and_unknown), T(a_forgotten_identifier_is_told_to_its_mailbox_alone), T(a_changed_password_ends_the_other_sessions),
		T(an_address_changes_when_both_mailboxes_agreed), T(an_address_in_use_is_not_given_away_and_not_told), T(a_closed_account_signs_in_no_more_and_leaves_its_number_free),
		T(a_form_that_comes_too_late_is_given_back_to_the_same_person), T(a_form_sent_after_signing_out_is_kept_and_after_a_revocation_is_not), T(the_journal_tells_what_was_done_to_an_account),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* Sign-up, links and sign-in as the applicants' program has them: its database account, the real schema and rights. */
#include "people.h"
#include "tests/lib/press.h"

/* ---- sign-up ---- */
static void every_statement_of_the_room_is_prepared_by_its_program(void **state)
{
	(void)state;
	size_t n;
	const struct gt_query *q = gt_account_queries(&n);
	OK(gt_db_prepare_all(web, q, n, E));
	q = gt_session_queries(GT_SIDE_USER, &n);
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

struct use { const char *token, *password; struct gt_account_at at; };

static void looks(void *arg)
{
	struct use *u = arg;
	u->at = (struct gt_account_at){ .db = gt_harness_db(h, "web_user"), .ring = h->ring, .config = h->config };
}

static int uses(void *arg, struct gt_error *err)
{
	struct use *u = arg;
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	return gt_account_password_create(&u->at, u->token, u->password, broken, &purpose, err);
}

static void of_four_uses_at_once_one_wins(void **state)
{
	(void)state;
	SIGNUP(known);
	struct use own[4];
	struct gt_press presses[4];
	int results[4];
	for (int i = 0; i < 4; i++) {
		own[i] = (struct use){ .token = token_of("account-create"), .password = i % 2 ? GOOD : OTHER };
		presses[i] = (struct gt_press){ looks, uses, &own[i] };
	}
	assert_int_equal(gt_press_together(presses, 4, results), 1);
	for (int i = 0; i < 4; i++) assert_true(results[i] == GT_OK || results[i] == GT_NOTFOUND);
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

int main(void)
{
	if (!start()) return 77;
	const struct CMUnitTest tests[] = {
		T(every_statement_of_the_room_is_prepared_by_its_program),
		T(one_mail_goes_out_and_as_many_rows_are_written_whatever_is_found),
		T(somebody_elses_account_is_warned_at_its_own_address),
		T(an_address_that_serves_an_account_makes_no_second_one),
		T(sign_up_is_slowed_down_by_network_and_by_mailbox_and_goes_on_later),
		T(what_is_no_address_is_said_so),
		T(a_link_makes_the_account_once),
		T(tokens_altered_cut_or_of_a_decoy_open_nothing),
		T(a_link_lives_a_day),
		T(the_first_link_used_voids_the_others_of_that_person),
		T(of_four_uses_at_once_one_wins),
		T(a_person_signs_in_with_the_number_and_a_visas_holder_with_the_address),
		T(look_alike_addresses_are_other_persons),
		T(failures_slow_the_pair_down_more_each_time_and_never_lock_it),
		T(after_five_failures_the_person_hears_of_it_once),
	};
	return run_all(tests, GT_COUNT(tests));
}

/* Sessions, what was forgotten or is changed, forms that came too late. */
#include "people.h"

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
	bool alone = true;
	OK(gt_account_email_link_check(&at, new, &alone, E));
	assert_false(alone);
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

/* By the agents' program, as a page of theirs would. */
static void a_lost_mailbox_is_replaced_at_the_counter_and_traced(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], twin[GT_TOKEN_TEXT];
	struct gt_session s;
	bool done;
	int64_t wait, when;
	make_account(&known);
	make_account(&visa);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	assert_int_equal(sign_in(&here, "5903000001", GOOD, twin, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	struct gt_db *db = gt_harness_db(h, "web_agent");
	struct gt_account_at agents = at;
	agents.db = db;
	struct gt_email_recovery r = { .account = s.account, .agent = gt_id_new(), .dossier = gt_id_new(), .email = "rubbish", .present = "Nadia@Exemple.test", .lang = "fr", .proof = "passport" };
	GIVES(GT_BADINPUT, gt_account_email_recover(&agents, &r, &wait, E));
	r.email = "Retrouvee@Exemple.test";
	r.proof = "his word";
	GIVES(GT_BADINPUT, gt_account_email_recover(&agents, &r, &wait, E));
	r.proof = "passport";
	r.account = (struct gt_id){ { 0 } };
	GIVES(GT_NOTFOUND, gt_account_email_recover(&agents, &r, &wait, E));
	r.account = s.account;
	r.email = "visa@exemple.test";                                  /* another's: its owner is told, the agent is not */
	OK(gt_account_email_recover(&agents, &r, &wait, E));
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'account-exists'"), 1);
	gt_harness_sql(h, "DELETE FROM outbox;\n");
	r.email = "Retrouvee@Exemple.test";
	OK(gt_account_email_recover(&agents, &r, &wait, E));
	struct gt_mail_job m[4];
	assert_int_equal(mails(m, 4), 2);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'email-counter-old'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM journal WHERE verb = 'email-recover' AND actor_kind = 1 AND detail = 'passport' AND dossier IS NOT NULL"), 2);
	/* Nothing changes until the new mailbox proves that it is read; then everything at once. */
	OK(gt_session_find(&at, arena, token, &s, E));
	assert_string_equal(s.email, "Nadia@Exemple.test");
	OK(gt_account_email_recovered(&at, s.account, &when, E));
	assert_int_equal(when, 0);
	const char *link = token_of("email-counter");
	bool alone = false;
	OK(gt_account_email_link_check(&at, link, &alone, E));
	assert_true(alone);
	OK(gt_account_email_agree(&at, link, &done, E));
	assert_true(done);
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, link, &done, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, token, &s, E));
	GIVES(GT_NOTFOUND, gt_session_find(&at, arena, twin, &s, E));
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE email = 'retrouvee@exemple.test'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'email-changed'"), 1);
	OK(gt_account_email_recovered(&at, r.account, &when, E));
	assert_int_equal(when, gt_now_utc_s());
	/* Whoever still has the account takes back what was asked by asking for another address. */
	OK(gt_account_email_recover(&agents, &r, &wait, E));
	link = token_of("email-counter");
	assert_int_equal(sign_in(&here, "5903000001", GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	OK(gt_account_email_ask(&at, &s, "Neuve@Exemple.test", &wait, E));
	GIVES(GT_NOTFOUND, gt_account_email_agree(&at, link, &done, E));
	gt_db_free(&db);
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
	if (!start()) return 77;
	const struct CMUnitTest tests[] = {
		T(a_session_is_new_at_each_sign_in_and_ends_the_one_that_came_along),
		T(rest_and_half_a_day_end_a_session),
		T(one_sees_and_ends_ones_own_sessions_and_nobody_elses),
		T(a_forgotten_password_writes_as_many_rows_for_known_and_unknown),
		T(a_forgotten_identifier_is_told_to_its_mailbox_alone),
		T(a_changed_password_ends_the_other_sessions),
		T(a_lost_mailbox_is_replaced_at_the_counter_and_traced), T(an_address_changes_when_both_mailboxes_agreed),
		T(an_address_in_use_is_not_given_away_and_not_told),
		T(a_closed_account_signs_in_no_more_and_leaves_its_number_free),
		T(a_form_that_comes_too_late_is_given_back_to_the_same_person),
		T(a_form_sent_after_signing_out_is_kept_and_after_a_revocation_is_not),
		T(the_journal_tells_what_was_done_to_an_account),
	};
	return run_all(tests, GT_COUNT(tests));
}

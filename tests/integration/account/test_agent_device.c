/* What agents do with their second factor: linking a device, recovery codes, temporary passwords; and what roles let do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <liboath/oath.h>
#include <stdlib.h>
#include "account/agent.h"
#include "journal/journal.h"
#include "tests/lib/db_harness.h"

#define GIVEN "Vh7!tmQz-kado"
#define OWN "Nx4?prLw-bivu"
#define T0 1789000000

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *ctl;
static struct gt_account_at at, operator_at;
static int64_t now, wait_s;
static char codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT];
static const struct gt_caller here = { "192.0.2.7", "Browser/1", "fr" };

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)
static void later(int64_t s) { gt_clock_set_fixed(now += s); }

static const struct gt_agent_role roles[] = { { "instructeur", "5901" } };
static const struct gt_agent_new nina = { .login = "nina", .name = "Nina Essai", .email = "nina@exemple.test", .password = GIVEN, .roles = roles, .n_roles = 1, .temporary = true };

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(now = T0);
	gt_arena_reset(arena);
	OK(gt_agent_put(&operator_at, arena, &nina, E));
	return 0;
}

static const char *code_of(const char *base32, int64_t t)
{
	char *secret, *out = gt_arena_alloc(arena, 16);
	size_t n;
	assert_int_equal(oath_base32_decode(base32, strlen(base32), &secret, &n), OATH_OK);
	assert_int_equal(oath_totp_generate(secret, n, t, 30, 0, 6, out), OATH_OK);
	free(secret);
	return out;
}

/* Signs in with the password alone: complete only while there is no device. */
static bool password_alone(const char *password, char token[GT_TOKEN_TEXT])
{
	bool complete = false;
	OK(gt_agent_sign_in(&at, &here, "nina", password, NULL, token, &complete, &wait_s, E));
	return complete;
}

static const char *link_device(struct gt_agent_session *s, char token[GT_TOKEN_TEXT])
{
	struct gt_totp_secret secret;
	assert_true(password_alone(GIVEN, token));
	OK(gt_agent_session_find(&at, arena, token, s, E));
	OK(gt_agent_totp_begin(&at, s, NULL, &wait_s, E));
	OK(gt_agent_totp_secret(&at, arena, s, &secret, E));
	OK(gt_agent_totp_confirm(&at, s, code_of(secret.base32, now), codes, &wait_s, E));
	OK(gt_agent_session_find(&at, arena, token, s, E));
	return secret.base32;
}

static int with_code(const char *password, const char *code, char token[GT_TOKEN_TEXT], bool *recovery)
{
	char first[GT_TOKEN_TEXT];
	struct gt_error err;
	assert_false(password_alone(password, first));
	return gt_agent_code(&at, &here, first, code, token, recovery, &wait_s, &err);
}

/* ---- linking ---- */
static void without_a_device_an_agent_may_nothing(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	struct gt_totp_secret secret;
	assert_true(password_alone(GIVEN, token));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	assert_false(s.enrolled);
	assert_true(s.password_temporary);
	assert_false(gt_agent_may(&s, "lecteur", NULL));
	GIVES(GT_NOTFOUND, gt_agent_totp_secret(&at, arena, &s, &secret, E));
	GIVES(GT_NOTFOUND, gt_agent_totp_confirm(&at, &s, "123456", codes, &wait_s, E));
	GIVES(GT_REFUSED, gt_agent_recovery_renew(&at, &s, "123456", codes, &wait_s, E));
}

static void a_secret_becomes_the_second_factor_only_by_a_code_of_it(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT];
	struct gt_agent_session s, o;
	struct gt_totp_secret secret;
	assert_true(password_alone(GIVEN, token));
	assert_true(password_alone(GIVEN, other));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	OK(gt_agent_totp_begin(&at, &s, NULL, &wait_s, E));
	OK(gt_agent_totp_secret(&at, arena, &s, &secret, E));
	assert_int_equal(strlen(secret.base32), 32);
	assert_non_null(strstr(secret.uri, "otpauth://totp/Guichet:nina?secret="));
	assert_int_equal(gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM agent WHERE totp_pending LIKE '%%%s%%'", secret.base32)), 0);
	GIVES(GT_REFUSED, gt_agent_totp_confirm(&at, &s, code_of(secret.base32, now - 90), codes, &wait_s, E));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM agent WHERE totp_secret IS NOT NULL"), 0);
	const char *good = code_of(secret.base32, now);
	OK(gt_agent_totp_confirm(&at, &s, good, codes, &wait_s, E));
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, other, &o, E));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	assert_true(s.enrolled);
	GIVES(GT_NOTFOUND, gt_agent_totp_secret(&at, arena, &s, &secret, E));
	bool recovery;
	/* The code that linked the device was that step's one. */
	assert_int_equal(with_code(GIVEN, good, other, &recovery), GT_REFUSED);
}

static void a_linked_device_is_replaced_only_with_a_code_of_it(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	struct gt_totp_secret next;
	bool recovery;
	const char *former = link_device(&s, token);
	later(60);
	GIVES(GT_REFUSED, gt_agent_totp_begin(&at, &s, "", &wait_s, E));
	GIVES(GT_REFUSED, gt_agent_totp_begin(&at, &s, "000000", &wait_s, E));
	OK(gt_agent_totp_begin(&at, &s, code_of(former, now), &wait_s, E));
	OK(gt_agent_totp_secret(&at, arena, &s, &next, E));
	later(60);
	/* Until it is confirmed the former one serves. */
	assert_int_equal(with_code(GIVEN, code_of(former, now), other, &recovery), GT_OK);
	OK(gt_agent_totp_confirm(&at, &s, code_of(next.base32, now), codes, &wait_s, E));
	later(60);
	assert_int_equal(with_code(GIVEN, code_of(former, now), other, &recovery), GT_REFUSED);
	assert_int_equal(with_code(GIVEN, code_of(next.base32, now), other, &recovery), GT_OK);
}

static void the_picture_holds_the_address_and_nothing_that_runs(void **state)
{
	(void)state;
	struct gt_str svg;
	const struct gt_totp_secret secret = { "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "otpauth://totp/Guichet:nina?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Guichet&algorithm=SHA1&digits=6&period=30" };
	OK(gt_agent_totp_picture(arena, &secret, &svg, E));
	assert_true(gt_starts(svg.p, "<svg xmlns="));
	assert_null(strstr(svg.p, "script"));
	assert_true(svg.n < 64 << 10);
}

/* ---- recovery codes ---- */
static void a_recovery_code_serves_once_however_it_is_typed(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT], typed[32];
	struct gt_agent_session s;
	bool recovery = false;
	int64_t left;
	link_device(&s, token);
	OK(gt_agent_recovery_left(&at, &s, &left, E));
	assert_int_equal(left, GT_RECOVERY_CODES);
	memcpy(typed, codes[4], sizeof codes[4]);
	typed[5] = ' ';
	for (char *p = typed; *p; p++) if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 32);
	assert_int_equal(with_code(GIVEN, typed, other, &recovery), GT_OK);
	assert_true(recovery);
	assert_int_equal(with_code(GIVEN, codes[4], other, &recovery), GT_REFUSED);
	OK(gt_agent_recovery_left(&at, &s, &left, E));
	assert_int_equal(left, GT_RECOVERY_CODES - 1);
	for (int i = 0; i < GT_RECOVERY_CODES; i++)
		assert_int_equal(gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM agent_recovery WHERE code_hash LIKE '%%%s%%'", codes[i])), 0);
}

static void new_recovery_codes_need_the_device_and_end_the_former(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT], former[GT_RECOVERY_TEXT];
	struct gt_agent_session s;
	bool recovery;
	const char *secret = link_device(&s, token);
	memcpy(former, codes[0], sizeof former);
	later(60);
	/* A recovery code renews nothing: who found the sheet of paper would have ten more. */
	GIVES(GT_REFUSED, gt_agent_recovery_renew(&at, &s, former, codes, &wait_s, E));
	OK(gt_agent_recovery_renew(&at, &s, code_of(secret, now), codes, &wait_s, E));
	assert_int_equal(with_code(GIVEN, former, other, &recovery), GT_REFUSED);
	assert_int_equal(with_code(GIVEN, codes[0], other, &recovery), GT_OK);
}

static void codes_of_one_agent_are_nothing_to_another(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], first[GT_TOKEN_TEXT], other[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	struct gt_agent_new twin = nina;
	bool recovery, complete;
	link_device(&s, token);
	twin.login = "twin";
	twin.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
	OK(gt_agent_put(&operator_at, arena, &twin, E));
	OK(gt_agent_sign_in(&at, &here, "twin", GIVEN, NULL, first, &complete, &wait_s, E));
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, codes[0], other, &recovery, &wait_s, E));
}

/* ---- passwords ---- */
static void a_temporary_password_is_changed_before_anything_else(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	bool broken[GT_PASSWORD__MAX];
	link_device(&s, token);
	assert_true(s.enrolled);
	assert_false(gt_agent_may(&s, "lecteur", NULL));
	GIVES(GT_DENIED, gt_agent_password_change(&at, &s, OWN, OWN, broken, E));
	GIVES(GT_REFUSED, gt_agent_password_change(&at, &s, GIVEN, GIVEN, broken, E));
	GIVES(GT_REFUSED, gt_agent_password_change(&at, &s, GIVEN, "short", broken, E));
	assert_true(broken[GT_PASSWORD_LENGTH]);
	OK(gt_agent_password_change(&at, &s, GIVEN, OWN, broken, E));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	assert_true(gt_agent_may(&s, "instructeur", "5901"));
	bool complete;
	GIVES(GT_REFUSED, gt_agent_sign_in(&at, &here, "nina", GIVEN, NULL, token, &complete, &wait_s, E));
}

static void what_the_operator_resets_ends_sessions(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	int64_t left;
	link_device(&s, token);
	OK(gt_agent_totp_reset(&operator_at, "nina", E));
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, token, &s, E));
	OK(gt_agent_recovery_left(&at, &s, &left, E));
	assert_int_equal(left, 0);
	assert_true(password_alone(GIVEN, token));
	GIVES(GT_REFUSED, gt_agent_password_reset(&operator_at, "nina", "azerty", E));
	OK(gt_agent_password_reset(&operator_at, "nina", OWN, E));
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, token, &s, E));
	assert_true(password_alone(OWN, token));
	GIVES(GT_NOTFOUND, gt_agent_totp_reset(&operator_at, "nobody", E));
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
	assert_true(checked >= 4);
}

/* ---- roles ---- */
static void roles_hold_where_they_are_and_no_further(void **state)
{
	(void)state;
	static const struct { const char *has, *where, *asked, *there; bool may; } cases[] = {
		{ "instructeur", "5901", "instructeur", "5901", true }, { "instructeur", "5901", "instructeur", "7501", false }, { "instructeur", "5901", "instructeur", NULL, true },
		{ "instructeur", "5901", "lecteur", "5901", true }, { "instructeur", "5901", "valideur", "5901", false }, { "instructeur", "5901", "superviseur", "5901", false },
		{ "lecteur", "*", "lecteur", "9741", true }, { "lecteur", "*", "instructeur", "9741", false }, { "valideur", "5901", "valideur", "5901", true },
		{ "valideur", "5901", "instructeur", "5901", false }, { "valideur", "5901", "lecteur", "5901", true }, { "superviseur", "5901", "instructeur", "5901", true },
		{ "superviseur", "5901", "valideur", "5901", false }, { "superviseur", "5901", "administrateur", "5901", false }, { "administrateur", "*", "superviseur", "5901", true },
		{ "administrateur", "*", "instructeur", "9741", true }, { "administrateur", "*", "valideur", "9741", false }, { "administrateur", "5901", "instructeur", "9741", false },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++) {
		const struct gt_agent_role role = { cases[i].has, cases[i].where };
		struct gt_agent_session s = { .enrolled = true, .roles = &role, .n_roles = 1 };
		if (gt_agent_may(&s, cases[i].asked, cases[i].there) != cases[i].may) fail_msg("%s@%s as %s in %s", cases[i].has, cases[i].where, cases[i].asked, cases[i].there ? cases[i].there : "any");
		s.enrolled = false;
		assert_false(gt_agent_may(&s, cases[i].asked, cases[i].there));
	}
}

static void a_role_given_or_taken_holds_from_the_next_page_on(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	bool broken[GT_PASSWORD__MAX];
	const struct gt_agent_role signs = { "valideur", "5901" }, bad = { "valideur", "5" };
	link_device(&s, token);
	OK(gt_agent_password_change(&at, &s, GIVEN, OWN, broken, E));
	OK(gt_agent_role_set(&operator_at, "nina", &signs, /* has= */ true, E));
	OK(gt_agent_role_set(&operator_at, "nina", &signs, /* has= */ true, E));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	assert_true(gt_agent_may(&s, "valideur", "5901"));
	OK(gt_agent_role_set(&operator_at, "nina", &signs, /* has= */ false, E));
	OK(gt_agent_session_find(&at, arena, token, &s, E));
	assert_false(gt_agent_may(&s, "valideur", "5901"));
	GIVES(GT_BADINPUT, gt_agent_role_set(&operator_at, "nina", &bad, /* has= */ true, E));
	GIVES(GT_NOTFOUND, gt_agent_role_set(&operator_at, "nobody", &signs, /* has= */ true, E));
}

/* ---- a form that came too late ---- */
static void a_late_form_is_kept_for_the_same_agent_with_its_own_token(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT], again[GT_TOKEN_TEXT];
	struct gt_agent_session s;
	struct gt_kept_form kept;
	bool recovery;
	const struct gt_pair form[] = { { "csrf", "x" }, { "note", "Vu au guichet." } };
	const char *secret = link_device(&s, token);
	later(GT_SESSION_AGENT_IDLE_S + 60);
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, token, &(struct gt_agent_session){ .lang = NULL }, E));
	GIVES(GT_NOTFOUND, gt_agent_kept_put(&at, arena, token, "another", "/dossiers/x/notes", form, 2, E));
	OK(gt_agent_kept_put(&at, arena, token, s.csrf, "/dossiers/x/notes", form, 2, E));
	assert_int_equal(with_code(GIVEN, code_of(secret, now), again, &recovery), GT_OK);
	OK(gt_agent_kept_find(&at, arena, s.agent, &kept, E));
	assert_string_equal(kept.path, "/dossiers/x/notes");
	assert_int_equal(kept.n, 1);
	assert_string_equal(kept.pairs[0].value, "Vu au guichet.");
	GIVES(GT_NOTFOUND, gt_agent_kept_find(&at, arena, gt_id_new(), &kept, E));
	OK(gt_agent_kept_drop(&at, s.agent, E));
	GIVES(GT_NOTFOUND, gt_agent_kept_find(&at, arena, s.agent, &kept, E));
	OK(gt_agent_session_find(&at, arena, again, &s, E));
	OK(gt_agent_sign_out(&at, again, E));
	OK(gt_agent_kept_put(&at, arena, again, s.csrf, "/dossiers/x/notes", form, 2, E));
	later(GT_KEPT_FORM_S + 1);
	GIVES(GT_NOTFOUND, gt_agent_kept_put(&at, arena, again, s.csrf, "/dossiers/x/notes", form, 2, E));
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 64u << 20);
	web = gt_harness_db(h, "web_agent");
	ctl = gt_harness_db(h, "ctl");
	at = (struct gt_account_at){ .db = web, .ring = h->ring, .config = h->config };
	operator_at = (struct gt_account_at){ .db = ctl, .ring = h->ring, .config = h->config };
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(without_a_device_an_agent_may_nothing), T(a_secret_becomes_the_second_factor_only_by_a_code_of_it), T(a_linked_device_is_replaced_only_with_a_code_of_it),
		T(the_picture_holds_the_address_and_nothing_that_runs), T(a_recovery_code_serves_once_however_it_is_typed), T(new_recovery_codes_need_the_device_and_end_the_former),
		T(codes_of_one_agent_are_nothing_to_another), T(a_temporary_password_is_changed_before_anything_else), T(what_the_operator_resets_ends_sessions),
		T(roles_hold_where_they_are_and_no_further), T(a_role_given_or_taken_holds_from_the_next_page_on),
		T(a_late_form_is_kept_for_the_same_agent_with_its_own_token),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* Agents: made by the operator's account, signing in through the agents' program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <liboath/oath.h>
#include <stdlib.h>
#include "account/agent_store.h"
#include "tests/lib/db_harness.h"

#define GOOD "Vh7!tmQz-kado"
#define T0 1789000000
#define SECRET "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *user, *ctl;
static struct gt_account_at at, operator_at;
static int64_t now;
static bool recovery;
static const struct gt_caller here = { "192.0.2.7", "Browser/1", "fr" };

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)
static void later(int64_t s) { gt_clock_set_fixed(now += s); }

static const struct gt_agent_role roles[] = { { "instructeur", "5901" }, { "lecteur", "9741" } };
static const struct gt_agent_new camille = { .login = "c.lemaire", .name = "Camille Lemaire", .email = "c@exemple.test", .password = GOOD, .totp_secret = SECRET, .roles = roles, .n_roles = 2 };

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(now = T0);
	gt_arena_reset(arena);
	OK(gt_agent_put(&operator_at, arena, &camille, E));
	return 0;
}

static void code_at(int64_t t, char out[16])
{
	char *secret;
	size_t n;
	assert_int_equal(oath_base32_decode(SECRET, strlen(SECRET), &secret, &n), OATH_OK);
	assert_int_equal(oath_totp_generate(secret, n, t, 30, 0, 6, out), OATH_OK);
	free(secret);
}

static void waiting(char token[GT_TOKEN_TEXT])
{
	int64_t wait;
	bool complete = true;
	OK(gt_agent_sign_in(&at, &here, " C.Lemaire ", GOOD, NULL, token, &complete, &wait, E));
	assert_false(complete);
}

static void statements_are_prepared_by_the_agents_program_and_denied_to_the_applicants(void **state)
{
	(void)state;
	for (int of_sessions = 0; of_sessions < 2; of_sessions++) {
		size_t n;
		const struct gt_query *q = of_sessions ? gt_session_queries(GT_SIDE_AGENT, &n) : gt_agent_queries(&n);
		OK(gt_db_prepare_all(web, q, n, E));
		for (size_t i = 0; i < n; i++) {
			struct gt_error err;
			/* The two tables that both sides share hold digests and sealed forms. */
			if (strstr(q[i].sql, " kept_form ") || strstr(q[i].sql, "FROM session_ended ")) continue;
			assert_int_not_equal(gt_db_prepare_all(user, q + i, 1, &err), GT_OK);
		}
	}
}

static void both_factors_are_needed_and_the_token_changes_between_them(void **state)
{
	(void)state;
	char first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT], code[16];
	struct gt_agent_session s;
	int64_t wait;
	waiting(first);
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, first, &s, E));
	OK(gt_agent_code_awaited(&at, first, E));
	code_at(now, code);
	OK(gt_agent_code(&at, &here, first, code, second, &recovery, &wait, E));
	assert_string_not_equal(first, second);
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, first, &s, E));
	OK(gt_agent_session_find(&at, arena, second, &s, E));
	assert_true(s.enrolled);
	assert_string_equal(s.name, "Camille Lemaire");
	assert_true(gt_agent_may(&s, "instructeur", "5901"));
	assert_false(gt_agent_may(&s, "instructeur", "9741"));
	assert_false(gt_agent_may(&s, "valideur", NULL));
	GIVES(GT_NOTFOUND, gt_agent_code(&at, &here, second, code, first, &recovery, &wait, E));
	later(GT_SESSION_AGENT_IDLE_S);
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, second, &s, E));
}

static void an_agent_of_six_hundred_roles_signs_in_like_any_other(void **state)
{
	(void)state;
	char first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT], code[16];
	struct gt_agent_role many[600];
	struct gt_agent_new everything = camille;
	struct gt_agent_session s;
	int64_t wait;
	for (int i = 0; i < 600; i++) many[i] = (struct gt_agent_role){ i % 2 ? "valideur" : "instructeur", gt_arena_printf(arena, "%04d", 5000 + i / 2) };
	everything.roles = many;
	everything.n_roles = 600;
	OK(gt_agent_put(&operator_at, arena, &everything, E));
	waiting(first);
	OK(gt_agent_code_awaited(&at, first, E));
	code_at(now, code);
	OK(gt_agent_code(&at, &here, first, code, second, &recovery, &wait, E));
	OK(gt_agent_session_find(&at, arena, second, &s, E));
	assert_int_equal(s.n_roles, 600);
	assert_true(gt_agent_may(&s, "valideur", "5299"));
}

static void a_code_serves_once_and_around_its_time(void **state)
{
	(void)state;
	char first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT], code[16], old[16], soon[16];
	int64_t wait;
	code_at(now, code);
	code_at(now - 60, old);
	code_at(now + 30, soon);
	waiting(first);
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, old, second, &recovery, &wait, E));
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, "", second, &recovery, &wait, E));
	OK(gt_agent_code(&at, &here, first, soon, second, &recovery, &wait, E));
	waiting(first);
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, soon, second, &recovery, &wait, E));
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, code, second, &recovery, &wait, E));
	later(60);
	code_at(now, code);
	OK(gt_agent_code(&at, &here, first, code, second, &recovery, &wait, E));
}

static void codes_are_not_to_be_guessed(void **state)
{
	(void)state;
	char first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT];
	int64_t wait = 0;
	waiting(first);
	for (int i = 0; i < 5; i++) GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, "000000", second, &recovery, &wait, E));
	assert_int_equal(wait, 0);
	GIVES(GT_REFUSED, gt_agent_code(&at, &here, first, "000001", second, &recovery, &wait, E));
	assert_true(wait > 0);
}

static void wrong_passwords_and_unknown_logins_are_one_answer(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	int64_t wait;
	bool complete;
	GIVES(GT_REFUSED, gt_agent_sign_in(&at, &here, "c.lemaire", "no", NULL, token, &complete, &wait, E));
	GIVES(GT_REFUSED, gt_agent_sign_in(&at, &here, "nobody", GOOD, NULL, token, &complete, &wait, E));
	GIVES(GT_REFUSED, gt_agent_sign_in(&at, &here, "' OR 1=1", GOOD, NULL, token, &complete, &wait, E));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM agent_session"), 0);
}

static void a_suspended_agent_is_out_at_once(void **state)
{
	(void)state;
	char first[GT_TOKEN_TEXT], second[GT_TOKEN_TEXT], code[16];
	struct gt_agent_session s;
	int64_t wait;
	bool complete;
	waiting(first);
	code_at(now, code);
	OK(gt_agent_code(&at, &here, first, code, second, &recovery, &wait, E));
	OK(gt_agent_state_set(&operator_at, "c.lemaire", "suspended", E));
	GIVES(GT_NOTFOUND, gt_agent_session_find(&at, arena, second, &s, E));
	GIVES(GT_REFUSED, gt_agent_sign_in(&at, &here, "c.lemaire", GOOD, NULL, first, &complete, &wait, E));
	GIVES(GT_NOTFOUND, gt_agent_state_set(&operator_at, "nobody", "active", E));
	GIVES(GT_BADINPUT, gt_agent_state_set(&operator_at, "c.lemaire", "happy", E));
}

static void what_the_operator_may_not_make_is_refused(void **state)
{
	(void)state;
	struct gt_agent_new a = camille;
	const struct gt_agent_role bad_role = { "roi", "5901" }, bad_service = { "lecteur", "59" };
	a.password = "Azerty123!";
	GIVES(GT_REFUSED, gt_agent_put(&operator_at, arena, &a, E));
	a = camille;
	a.login = "Camille L";
	GIVES(GT_BADINPUT, gt_agent_put(&operator_at, arena, &a, E));
	a = camille;
	a.roles = &bad_role;
	a.n_roles = 1;
	GIVES(GT_BADINPUT, gt_agent_put(&operator_at, arena, &a, E));
	a.roles = &bad_service;
	GIVES(GT_BADINPUT, gt_agent_put(&operator_at, arena, &a, E));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM agent"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM agent WHERE totp_secret LIKE '%" SECRET "%'"), 0);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 64u << 20);
	web = gt_harness_db(h, "web_agent");
	user = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	at = (struct gt_account_at){ .db = web, .ring = h->ring, .config = h->config };
	operator_at = (struct gt_account_at){ .db = ctl, .ring = h->ring, .config = h->config };
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_agents_program_and_denied_to_the_applicants), T(both_factors_are_needed_and_the_token_changes_between_them), T(a_code_serves_once_and_around_its_time), T(an_agent_of_six_hundred_roles_signs_in_like_any_other),
		T(codes_are_not_to_be_guessed), T(wrong_passwords_and_unknown_logins_are_one_answer), T(a_suspended_agent_is_out_at_once), T(what_the_operator_may_not_make_is_refused),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&user);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* Identities of a provider: whose they are, in which browser, how often. */
#include "people.h"
#include "account/identity.h"
#include "tests/lib/press.h"
#include "account/identity_store.h"

#define ISSUER "https://fournisseur.example"
static struct gt_identity of(const char *subject)
{
	return (struct gt_identity){ .provider = "franceconnect", .issuer = ISSUER, .subject = subject, .given_name = "Nadia", .family_name = "Durand", .level = "eidas1", .id_token = "a.b.c" };
}

static struct gt_identity_flow begun(const char *browser)
{
	struct gt_identity_flow f;
	int64_t wait;
	OK(gt_identity_begin(&at, &here, GT_SIDE_USER, "franceconnect", browser, "/mon-compte", &f, &wait, E));
	return f;
}

static struct gt_session signed_in(const char *login)
{
	char token[GT_TOKEN_TEXT];
	struct gt_session s;
	int64_t wait;
	assert_int_equal(sign_in(&here, login, GOOD, token, &wait), GT_OK);
	OK(gt_session_find(&at, arena, token, &s, E));
	return s;
}

static void every_statement_prepares_with_the_rights_of_its_program(void **state)
{
	(void)state;
	size_t n;
	const struct gt_query *q = gt_identity_queries(GT_SIDE_USER, &n);
	OK(gt_db_prepare_all(web, q, n, E));
	struct gt_db *agents = gt_harness_db(h, "web_agent");
	q = gt_identity_queries(GT_SIDE_AGENT, &n);
	OK(gt_db_prepare_all(agents, q, n, E));
	/* and the applicants' program has no way to what opens the agents' side */
	GIVES(GT_FAILED, gt_db_prepare_all(web, q, n, E));
	gt_db_free(&agents);
}

static void a_state_serves_once_in_its_browser_and_time(void **state)
{
	(void)state;
	struct gt_identity_flow f = begun(NULL), second = begun(f.browser), got;
	struct gt_digest unused;
	char stranger[GT_TOKEN_TEXT];
	gt_token_new(stranger, &unused);
	assert_string_equal(f.browser, second.browser);
	assert_string_not_equal(f.state, second.state);
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_USER, "franceconnect", f.state, NULL, &got, E));
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_USER, "franceconnect", f.state, stranger, &got, E));
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_USER, "proconnect", f.state, f.browser, &got, E));
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_AGENT, "franceconnect", f.state, f.browser, &got, E));
	OK(gt_identity_answered(&at, arena, GT_SIDE_USER, "franceconnect", f.state, f.browser, &got, E));
	assert_string_equal(got.nonce, f.nonce);
	assert_string_equal(got.verifier, f.verifier);
	assert_string_equal(got.next, "/mon-compte");
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_USER, "franceconnect", f.state, f.browser, &got, E));
	later(GT_IDENTITY_FLOW_S);
	GIVES(GT_NOTFOUND, gt_identity_answered(&at, arena, GT_SIDE_USER, "franceconnect", second.state, f.browser, &got, E));
	/* nothing of it can be read in the database */
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM identity_flow WHERE sealed LIKE '%mon-compte%'"), 0);
}

static void an_identity_waits_for_its_link_and_then_opens_that_account_alone(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_identity who = of("sujet-1"), waiting;
	struct gt_identity_flow f = begun(NULL);
	struct gt_session s, seen;
	const char *provider, *id_token;
	int64_t since;
	make_account(&known);
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	OK(gt_identity_waiting(&at, arena, GT_SIDE_USER, f.browser, &waiting, E));
	assert_string_equal(waiting.family_name, "Durand");
	s = signed_in("5903000001");
	OK(gt_identity_link(&at, &s, f.browser, E));
	GIVES(GT_NOTFOUND, gt_identity_link(&at, &s, f.browser, E));
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'identity-linked'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM journal WHERE verb = 'identity-linked'"), 1);
	OK(gt_identity_since(&at, arena, GT_SIDE_USER, s.account, ISSUER, &since, E));
	assert_int_equal(since, now);
	OK(gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	OK(gt_session_find(&at, arena, token, &seen, E));
	assert_true(gt_id_eq(seen.account, s.account));
	OK(gt_identity_of_session(&at, arena, GT_SIDE_USER, token, &provider, &id_token, E));
	assert_string_equal(id_token, "a.b.c");
	/* the same text from another issuer, or in other letters, is somebody else */
	who.issuer = "https://ailleurs.example";
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	who = of("SUJET-1");
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	OK(gt_identity_unlink(&at, &s, ISSUER, E));
	who = of("sujet-1");
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE template = 'identity-unlinked'"), 1);
}

static void one_identity_one_account_one_account_one_identity(void **state)
{
	(void)state;
	char token[GT_TOKEN_TEXT];
	struct gt_identity who = of("sujet-2"), another = of("sujet-3");
	struct gt_identity_flow f = begun(NULL), g = begun(NULL);
	make_account(&known);
	make_account(&visa);
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &there, &who, g.browser, NULL, token, E));
	struct gt_session a = signed_in("5903000001"), b = signed_in("visa@exemple.test");
	OK(gt_identity_link(&at, &a, f.browser, E));
	GIVES(GT_CONFLICT, gt_identity_link(&at, &b, g.browser, E));
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &another, f.browser, NULL, token, E));
	GIVES(GT_CONFLICT, gt_identity_link(&at, &a, f.browser, E));
	/* what waits for a link does not wait for ever, nor in another browser */
	GIVES(GT_NOTFOUND, gt_identity_link(&at, &a, NULL, E));
	later(GT_IDENTITY_WAIT_S);
	GIVES(GT_NOTFOUND, gt_identity_link(&at, &a, f.browser, E));
	/* a closed account is opened by nobody */
	OK(gt_account_close(&at, &a, E));
	GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, f.browser, NULL, token, E));
}

/* ---- at the same moment ---- */
struct linking { struct gt_session session; const char *browser; struct gt_account_at at; };

static void at_the_button(void *arg)
{
	struct linking *l = arg;
	l->at = (struct gt_account_at){ .db = gt_harness_db(h, "web_user"), .ring = h->ring, .config = h->config };
	struct gt_error err;
	size_t n;
	const struct gt_query *q = gt_identity_queries(GT_SIDE_USER, &n);
	if (gt_db_prepare_all(l->at.db, q, n, &err) != GT_OK) gt_panic("%s", err.message);
}

static int links(void *arg, struct gt_error *err)
{
	struct linking *l = arg;
	return gt_identity_link(&l->at, &l->session, l->browser, err);
}

static void of_four_identities_linked_at_once_one_is(void **state)
{
	(void)state;
	static const char *const subjects[] = { "un", "deux", "trois", "quatre" };
	make_account(&known);
	struct gt_session s = signed_in("5903000001");
	struct linking own[4];
	struct gt_press presses[4];
	int results[4];
	char token[GT_TOKEN_TEXT];
	for (int i = 0; i < 4; i++) {
		struct gt_identity who = of(subjects[i]);
		own[i] = (struct linking){ .session = s, .browser = gt_arena_strdup(arena, begun(NULL).browser) };
		GIVES(GT_NOTFOUND, gt_identity_arrive(&at, &here, &who, own[i].browser, NULL, token, E));
		presses[i] = (struct gt_press){ at_the_button, links, &own[i] };
	}
	assert_int_equal(gt_press_together(presses, 4, results), 1);
	for (int i = 0; i < 4; i++) assert_true(results[i] == GT_OK || results[i] == GT_CONFLICT);
	assert_int_equal(count("SELECT COUNT(*) FROM identity"), 1);
}

static void many_beginnings_from_one_network_are_slowed_down(void **state)
{
	(void)state;
	struct gt_identity_flow f;
	int64_t wait = 0;
	for (int i = 0; i < 60; i++) OK(gt_identity_begin(&at, &here, GT_SIDE_USER, "franceconnect", NULL, "/", &f, &wait, E));
	GIVES(GT_REFUSED, gt_identity_begin(&at, &here, GT_SIDE_USER, "franceconnect", NULL, "/", &f, &wait, E));
	assert_true(wait > 0);
	OK(gt_identity_begin(&at, &there, GT_SIDE_USER, "franceconnect", NULL, "/", &f, &wait, E));
}

int main(void)
{
	if (!start()) return 77;
	const struct CMUnitTest tests[] = {
		T(every_statement_prepares_with_the_rights_of_its_program), T(a_state_serves_once_in_its_browser_and_time), T(an_identity_waits_for_its_link_and_then_opens_that_account_alone),
		T(one_identity_one_account_one_account_one_identity), T(of_four_identities_linked_at_once_one_is), T(many_beginnings_from_one_network_are_slowed_down),
	};
	return run_all(tests, GT_COUNT(tests));
}

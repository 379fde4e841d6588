/* The chain of acts and the outbox, as the programs' own accounts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include "journal/journal.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *ctl;

static int begin(void **state)
{
	(void)state;
	gt_clock_set_fixed(1683727620);
	arena = gt_arena_new("test", 64 << 20);
	web = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	return 0;
}

static int end(void **state)
{
	(void)state;
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return 0;
}

static int empty(void **state)
{
	(void)state;
	gt_harness_clean(h);
	return 0;
}

static int add(struct gt_db *db, void *arg, struct gt_error *err) { return gt_journal_add(db, arg, err); }

static void act(struct gt_id dossier, struct gt_id actor, const char *verb, const char *to)
{
	struct gt_error err = { 0 };
	struct gt_act a = { .dossier = dossier, .actor_kind = GT_ACTOR_USER, .actor = actor, .verb = verb, .from_state = to ? "draft" : NULL, .to_state = to, .detail = "n=1" };
	assert_int_equal(gt_db_tx(web, add, &a, &err), GT_OK);
}

static int verify(struct gt_id *bad, int64_t *n)
{
	struct gt_error err = { 0 };
	return gt_journal_verify(ctl, arena, bad, n, &err);
}

static struct gt_id life(void)
{
	struct gt_id dossier = gt_id_new(), person = gt_id_new();
	act(dossier, person, "create", NULL);
	act(dossier, person, "upload", NULL);
	act(dossier, person, "deposit", "deposited");
	act((struct gt_id){ { 0 } }, person, "sign-in", NULL);
	act((struct gt_id){ { 0 } }, (struct gt_id){ { 0 } }, "start", NULL);
	act((struct gt_id){ { 0 } }, (struct gt_id){ { 0 } }, "reload", NULL);
	return dossier;
}

static void a_whole_journal_is_found_whole(void **state)
{
	(void)state;
	struct gt_id bad;
	int64_t n = 0;
	struct gt_id one = life();
	life();
	assert_int_equal(verify(&bad, &n), GT_OK);
	assert_int_equal(n, 12);
	struct gt_journal_entry *entries;
	size_t count;
	struct gt_error err = { 0 };
	assert_int_equal(gt_journal_list(web, arena, one, &entries, &count, &err), GT_OK);
	assert_int_equal(count, 3);
	assert_string_equal(entries[2].verb, "deposit");
	assert_string_equal(entries[2].to_state, "deposited");
	assert_null(entries[0].to_state);
	assert_int_equal(entries[1].seq, 2);
}

/* Every way of touching a row is found, and the chain is named. */
static void a_touched_row_is_found(void **state)
{
	(void)state;
	static const char *const ways[] = {
		"UPDATE journal SET verb = 'erase' WHERE seq = 2 AND dossier IS NOT NULL;\n",
		"UPDATE journal SET to_state = 'draft' WHERE verb = 'deposit';\n",
		"UPDATE journal SET from_state = NULL WHERE verb = 'deposit';\n",
		"UPDATE journal SET detail = NULL WHERE verb = 'upload';\n",
		"UPDATE journal SET detail = '' WHERE verb = 'upload';\n",
		"UPDATE journal SET at_utc_s = at_utc_s + 1 WHERE verb = 'upload';\n",
		"UPDATE journal SET actor_kind = 1 WHERE verb = 'deposit';\n",
		"UPDATE journal SET actor = REVERSE(actor) WHERE verb = 'deposit';\n",
		"UPDATE journal SET hash = REVERSE(hash) WHERE verb = 'upload';\n",
		"UPDATE journal SET previous = REVERSE(previous) WHERE verb = 'deposit';\n",
		"DELETE FROM journal WHERE verb = 'upload';\n",
		"DELETE FROM journal WHERE verb = 'create';\n",
		"UPDATE journal SET seq = 9 WHERE verb = 'deposit';\n",
		"UPDATE journal SET chain = 'xxxxxxxxxxxxxxxx' WHERE dossier IS NOT NULL;\n",
	};
	for (size_t i = 0; i < GT_COUNT(ways); i++) {
		struct gt_id bad = { { 0 } };
		int64_t n;
		gt_harness_clean(h);
		struct gt_id dossier = life();
		gt_harness_sql(h, ways[i]);
		int rc = verify(&bad, &n);
		if (rc != GT_REFUSED) fail_msg("not found: %s", ways[i]);
		if (i + 1 < GT_COUNT(ways)) assert_true(gt_id_eq(bad, dossier));
	}
}

static int add_two(struct gt_db *db, void *arg, struct gt_error *err)
{
	int rc = gt_journal_add(db, arg, err);
	if (rc == GT_OK) rc = gt_journal_add(db, arg, err);
	return rc == GT_OK ? gt_fail(err, GT_REFUSED, "thought better of it") : rc;
}

static void an_act_undone_leaves_no_link(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_act a = { .dossier = gt_id_new(), .actor_kind = GT_ACTOR_AGENT, .actor = gt_id_new(), .verb = "decide" };
	assert_int_equal(gt_db_tx(web, add_two, &a, &err), GT_REFUSED);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal"), 0);
}

struct rival { struct gt_act act; struct gt_db *other; int runs; };

/* Between our look for a last link (none) and our insert, another one writes the first link. */
static int add_after_other(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct rival *r = arg;
	if (r->runs++ == 0) {
		struct gt_act first = r->act;
		first.verb = "first";
		int rc = gt_db_tx(r->other, add, &first, err);
		if (rc != GT_OK) return rc;
	}
	return gt_journal_add(db, &r->act, err);
}

static void acts_of_two_connections_make_one_chain(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_id bad;
	int64_t n;
	struct rival r = { .act = { .dossier = gt_id_new(), .actor_kind = GT_ACTOR_USER, .actor = gt_id_new(), .verb = "second" }, .other = ctl };
	assert_int_equal(gt_db_tx(web, add_after_other, &r, &err), GT_OK);
	assert_int_equal(verify(&bad, &n), GT_OK);
	assert_int_equal(n, 2);
}

static int queue(struct gt_db *db, void *arg, struct gt_error *err) { return gt_outbox_mail(db, h->ring, arena, arg, err); }

struct sealed { struct gt_id id; struct gt_str bytes; const char *message_id; };
static const struct gt_col sealed_cols[] = { GT_COL(struct sealed, id), GT_COL(struct sealed, bytes), GT_COL(struct sealed, message_id) };

static void a_queued_mail_is_sealed_and_opens_for_the_sender(void **state)
{
	(void)state;
	static const struct gt_query q = { "SELECT id, sealed, message_id FROM outbox WHERE state = 'queued'", "", GT_ROW(struct sealed, sealed_cols) };
	struct gt_error err = { 0 };
	const struct gt_mail_arg args[] = { { "link", "http://localhost/compte?jeton=abc" }, { "name", "Zoé" }, { "empty", "" } };
	struct gt_mail_job job = { .to = "zoe@example.org", .lang = "fr", .template_name = "account-create", .args = args, .n_args = 3 }, got = { 0 };
	struct gt_db *jobs = gt_harness_db(h, "jobs");
	struct sealed row;
	assert_int_equal(gt_db_tx(web, queue, &job, &err), GT_OK);
	assert_int_equal(gt_db_one(jobs, arena, &q, GT_NONE_WITH, &row, &err), GT_OK);
	assert_null(memmem(row.bytes.p, row.bytes.n, "example.org", 11));
	assert_int_equal(strlen(row.message_id), 22);
	assert_int_equal(gt_outbox_open(h->ring, arena, row.id, row.bytes, &got, &err), GT_OK);
	assert_string_equal(got.to, "zoe@example.org");
	assert_int_equal(got.n_args, 3);
	assert_string_equal(got.args[0].value, args[0].value);
	assert_string_equal(got.args[1].name, "name");
	assert_string_equal(got.args[2].value, "");
	assert_int_equal(gt_outbox_open(h->ring, arena, gt_id_new(), row.bytes, &got, &err), GT_FAILED);
	gt_db_free(&jobs);
}

static void statements_suit_the_rights_of_each_program(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	static const char *const programs[] = { "web_user", "web_agent", "jobs", "ctl" };
	for (size_t i = 0; i < GT_COUNT(programs); i++) {
		struct gt_db *db = gt_harness_db(h, programs[i]);
		if (gt_journal_prepare(db, &err) != GT_OK) fail_msg("%s: %s %s", programs[i], err.message, err.detail);
		gt_db_free(&db);
	}
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_whole_journal_is_found_whole, empty),
		cmocka_unit_test_setup(a_touched_row_is_found, empty),
		cmocka_unit_test_setup(an_act_undone_leaves_no_link, empty),
		cmocka_unit_test_setup(acts_of_two_connections_make_one_chain, empty),
		cmocka_unit_test_setup(a_queued_mail_is_sealed_and_opens_for_the_sender, empty),
		cmocka_unit_test(statements_suit_the_rights_of_each_program),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

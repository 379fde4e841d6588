/* Erasure by the rules of procedures of the tree, as the program of the timers does it: what is over goes whole, with a proof; nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include "dossier/erase.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "tests/lib/procedure_harness.h"

#define ID "changement-adresse"          /* keeps requests twelve months, identity papers ("domicile") until the appeal is over */
#define DAY 86400
#define T0 1790000000

static struct gt_harness *h;
static struct gt_desk desk;
static const char *version;

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define E (&err)

static int64_t count(const char *what) { return gt_harness_count(h, gt_arena_printf(h->arena, "SELECT COUNT(*) FROM %s", what)); }

/* A request with something in every table that may hang on one. letter: its id, sixteen times. */
static void request(char letter, const char *state, int64_t deposited, int64_t ended)
{
	char x[32], old[64] = "NULL";
	snprintf(x, sizeof x, "REPEAT('%c', 16)", letter);
	if (deposited) snprintf(old, sizeof old, "%lld", (long long)deposited);
	gt_harness_sql(h, gt_arena_printf(h->arena,
		"SET foreign_key_checks = 0;\n"
		"INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, created_utc_s, updated_utc_s, deposited_utc_s, ended_utc_s) VALUES (%s, '%s', '" ID "', '%s', 'self', 1, 1, %s, %lld);\n"
		"INSERT INTO document (id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s)"
		" VALUES (CONCAT(REPEAT('%c', 15), '1'), %s, 'domicile', 1, 'joined', '', 'pdf', 1, 1, 1, REPEAT('x', 32), '', 'e', 's', 1, 1), (CONCAT(REPEAT('%c', 15), '2'), %s, 'autre', 1, 'joined', '', 'pdf', 1, 1, 1, REPEAT('x', 32), '', 'e', 's', 1, 1);\n"
		"INSERT INTO document_chunk (document, n, data) VALUES (CONCAT(REPEAT('%c', 15), '1'), 0, 'x'), (CONCAT(REPEAT('%c', 15), '2'), 0, 'x');\n"
		"INSERT INTO paper (id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, made_utc_s) VALUES (%s, %s, 'p', 1, CONCAT(%s, %s), 'r', '', '', '', 1, REPEAT('x', 32), 'fr', 1);\n"
		"INSERT INTO note (id, dossier, agent, sealed, created_utc_s) VALUES (%s, %s, %s, 'x', 1);\n"
		"INSERT INTO complement (id, dossier, n, agent, delay_days, requested_utc_s) VALUES (%s, %s, 1, %s, 30, 1);\n"
		"INSERT INTO complement_item (complement, n, justificatif, mark) VALUES (%s, 1, 'domicile', 'absent');\n"
		"INSERT INTO complement_document (complement, n, document, side) VALUES (%s, 1, CONCAT(REPEAT('%c', 15), '2'), 'before');\n"
		"SET foreign_key_checks = 1;\n",
		x, state, version, old, (long long)ended, letter, x, letter, x, letter, letter, x, x, x, x, x, x, x, x, x, x, x, x, letter));
}

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(T0);
	return 0;
}

static int64_t run(int (*walk)(struct gt_desk *, gt_due_ending *, int64_t *, struct gt_error *))
{
	int64_t done = 0;
	OK(walk(&desk, NULL, &done, E));
	return done;
}

static void statements_are_good_and_allowed(void **state)
{
	(void)state;
	OK(gt_erase_store_prepare(desk.db, E));
}

static void what_is_over_goes_whole_and_nothing_else(void **state)
{
	(void)state;
	request('A', "recorded", 1, T0 - 400 * DAY);
	request('B', "recorded", 1, T0 - 300 * DAY);
	request('C', "abandoned", 0, T0 - 31 * DAY);
	request('D', "expired", 0, T0 - 20 * DAY);
	assert_int_equal(run(gt_erase_ended), 2);
	assert_int_equal(run(gt_erase_ended), 0);
	assert_int_equal(count("dossier"), 2);
	assert_int_equal(count("dossier WHERE id IN (REPEAT('B', 16), REPEAT('D', 16))"), 2);
	for (size_t i = 0; gt_erased_table(i); i++) {
		const char *t = gt_erased_table(i);
		if (gt_streq(t, "complement_item") || gt_streq(t, "complement_document")) assert_int_equal(count(t), 2);
		else if (!gt_streq(t, "dossier")) assert_int_equal(count(gt_arena_printf(h->arena, "%s WHERE dossier IN (REPEAT('A', 16), REPEAT('C', 16))", t)), 0);
	}
	assert_int_equal(count("document_chunk"), 4);
	assert_int_equal(count("journal WHERE verb = 'erase'"), 2);
	assert_int_equal(count("purge_proof p JOIN journal j ON j.hash = p.journal_hash WHERE p.documents = 2 AND p.papers = 1 AND p.dossier_hash = UNHEX(SHA2(j.dossier, 256))"), 2);
}

static void copies_of_identity_papers_go_when_the_appeal_is_over(void **state)
{
	(void)state;
	request('A', "recorded", 1, T0 - 70 * DAY);
	request('B', "recorded", 1, T0 - 50 * DAY);
	assert_int_equal(run(gt_erase_identity_papers), 1);
	assert_int_equal(run(gt_erase_identity_papers), 0);
	assert_int_equal(count("document WHERE dossier = REPEAT('A', 16)"), 1);
	assert_int_equal(count("document WHERE dossier = REPEAT('A', 16) AND justificatif = 'domicile'"), 0);
	assert_int_equal(count("document WHERE dossier = REPEAT('B', 16)"), 2);
	assert_int_equal(count("journal WHERE verb = 'erase-identity-papers'"), 1);
}

struct effort { int64_t n; };
static const struct gt_col effort_map[] = { GT_COL(struct effort, n) };
static const struct gt_query effort_query = { .sql = "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'COM_STMT_EXECUTE'", .params = "", GT_ROW(struct effort, effort_map) };

static int64_t statements(void)
{
	struct effort e;
	OK(gt_db_one(desk.db, h->arena, &effort_query, GT_NONE_WITH, &e, E));
	return e.n;
}

/* Years of ended requests: each of them opened every day would be most of what the timers do. */
static void requests_whose_identity_papers_went_are_not_opened_again(void **state)
{
	(void)state;
	request('A', "recorded", 1, T0 - 70 * DAY);
	assert_int_equal(run(gt_erase_identity_papers), 1);
	gt_harness_sql(h, gt_arena_printf(h->arena, "INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, created_utc_s, updated_utc_s, deposited_utc_s, ended_utc_s) "
		"SELECT UNHEX(MD5(seq)), 'recorded', '" ID "', '%s', 'self', 1, 1, 1, %lld - seq FROM seq_1_to_500;\n"
		"INSERT INTO document (id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s) "
		"SELECT UNHEX(MD5(seq)), UNHEX(MD5(seq)), 'autre', 1, 'joined', '', 'pdf', 1, 1, 1, REPEAT('x', 32), '', 'e', 's', 1, 1 FROM seq_1_to_500;\n", version, (long long)T0 - 80 * DAY));
	int64_t before = statements();
	assert_int_equal(run(gt_erase_identity_papers), 0);
	assert_in_range(statements() - before, 1, 10);
}

static void what_is_under_way_is_never_erased(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_id id;
	request('A', "verifying", 1, T0);
	gt_harness_sql(h, "UPDATE dossier SET ended_utc_s = NULL;\n");
	gt_clock_set_fixed(T0 + 4000LL * DAY);
	assert_int_equal(run(gt_erase_ended), 0);
	memset(id.b, 'A', sizeof id.b);
	assert_int_equal(gt_erase_one(&desk, id, &err), GT_CONFLICT);
	assert_int_equal(count("dossier"), 1);
	memset(id.b, 'Z', sizeof id.b);
	assert_int_equal(gt_erase_one(&desk, id, &err), GT_NOTFOUND);
}

/* Whoever adds a table that hangs on a request adds it to the erasure too, or lets it go with the request (ON DELETE CASCADE). */
static void every_table_that_hangs_on_a_request_is_erased(void **state)
{
	(void)state;
	struct name { const char *name; } *names;
	static const struct gt_col cols[] = { { 0, 's' } };
	static const struct gt_query q = { "SELECT DISTINCT table_name FROM information_schema.referential_constraints WHERE constraint_schema = 'guichet_test' AND referenced_table_name IN ('dossier', 'complement') AND delete_rule <> 'CASCADE'", "", cols, 1, sizeof(struct name) };
	size_t n = 0;
	struct gt_db *admin = gt_harness_db(h, "admin");
	OK(gt_db_select(admin, h->arena, &q, GT_NONE_WITH, &names, &n, E));
	assert_true(n >= 8);
	for (size_t i = 0; i < n; i++) {
		bool known = false;
		for (size_t k = 0; gt_erased_table(k); k++) known |= gt_streq(gt_erased_table(k), names[i].name);
		if (!known) fail_msg("'%s' hangs on a request and is not erased with it", names[i].name);
	}
	gt_db_free(&admin);
}

int main(void)
{
	struct gt_error err = { 0 };
	struct gt_sheets *sheets;
	h = gt_harness_start();
	if (!h) return 77;
	gt_xml_init();
	if (gt_sheets_load(h->arena, gt_harness_source(h->arena, "xslt"), (const char *const[]){ NULL }, &sheets, &err) != GT_OK) return 1;
	struct gt_config *config = gt_test_procedures_begin(h);
	version = gt_test_procedure_install(h, config, ID);
	desk = (struct gt_desk){ .db = gt_harness_db(h, "jobs"), .ring = h->ring, .config = config };
	if (gt_plugins_load(config, &desk.plugins, &err) != GT_OK) return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(statements_are_good_and_allowed, fresh), cmocka_unit_test_setup(what_is_over_goes_whole_and_nothing_else, fresh),
		cmocka_unit_test_setup(copies_of_identity_papers_go_when_the_appeal_is_over, fresh), cmocka_unit_test_setup(requests_whose_identity_papers_went_are_not_opened_again, fresh), cmocka_unit_test_setup(what_is_under_way_is_never_erased, fresh),
		cmocka_unit_test_setup(every_table_that_hangs_on_a_request_is_erased, fresh),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_plugins_free(&desk.plugins);
	gt_db_free(&desk.db);
	return failed;
}

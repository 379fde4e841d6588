/* verify, scrub, backup, restore against a real server: each invariant is broken once and must be named; each copy is spoiled once and must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ctl/ctl.h"
#include "ctl/verify.h"
#include "journal/journal.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static char *said;
static size_t said_n;

static int run(const char *a, const char *b, const char *c)
{
	const char *argv[] = { "guichetctl", a, b, c };
	int argc = 1;
	while (argc < 4 && argv[argc]) argc++;
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 256 << 20), .settings_path = h->settings_path, .out = open_memstream(&said, &said_n) };
	int status = gt_ctl_run(&ctl, argc, (char **)(uintptr_t)argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return status;
}

static int each(void **state)
{
	(void)state;
	gt_harness_clean(h);
	return 0;
}

static void every_statement_is_good_and_allowed(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_db *db = gt_harness_db(h, "ctl");
	if (gt_verify_prepare(db, &err) != GT_OK) fail_msg("%s (%s)", err.message, err.detail);
	gt_db_free(&db);
}

#define X "REPEAT('A', 16)"
#define REQUEST(state, columns, values) "INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, created_utc_s, updated_utc_s" columns ") VALUES (" X ", '" state "', 'p', '1', 'self', 1, 1" values ");\n"
#define FILE_(chunks, engine) "INSERT INTO document (id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s)" \
	" VALUES (REPEAT('F', 16), " X ", 'j', 1, 'joined', '', 'pdf', 1, 1, " chunks ", REPEAT('x', 32), '', '" engine "', 's', 1, 1);\n"
#define PAPER(n) "INSERT INTO paper (id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, made_utc_s) VALUES (REPEAT('" n "', 16), " X ", 'p', " n ", REPEAT('" n "', 32), 'r', '', '', '', 1, REPEAT('x', 32), 'fr', 1);\n"
#define ACT(chain, seq, verb, from, to, detail) "INSERT INTO journal (chain, seq, dossier, at_utc_s, actor_kind, verb, from_state, to_state, detail, previous, hash) VALUES (" chain ", " seq ", " chain ", 1, 0, '" verb "', " from ", " to ", " detail ", REPEAT('x', 32), REPEAT('x', 32));\n"
#define DEPOSITED REQUEST("deposited", ", deposited_utc_s, number, service, answers, channel", ", 9000000000, '5901202601010000007', '5901', 'x', 'web'")
#define DECISION(id, state) "INSERT INTO decision (id, dossier, kind, state, data, proposed_by, proposed_utc_s) VALUES (REPEAT('" id "', 16), " X ", 'k', '" state "', '', " X ", 1);\n"
#define COMPLEMENT(id, n) "INSERT INTO complement (id, dossier, n, agent, delay_days, requested_utc_s) VALUES (REPEAT('" id "', 16), " X ", " n ", " X ", 30, 1);\n"

static const struct { const char *name, *sql; } broken[] = {
	{ "file-whole", REQUEST("draft", "", "") FILE_("2", "e") "INSERT INTO document_chunk (document, n, data) VALUES (REPEAT('F', 16), 0, 'x');\n" },
	{ "file-scanned", REQUEST("draft", "", "") FILE_("0", "") },
	{ "file-given-up", REQUEST("abandoned", "", "") FILE_("0", "e") },
	{ "deposit-columns", REQUEST("verifying", "", "") },
	{ "deposit-act", DEPOSITED },
	{ "deposit-act", DEPOSITED ACT(X, "1", "deposit", "'draft'", "'deposited'", "NULL") ACT(X, "2", "deposit", "'draft'", "'deposited'", "NULL") },
	{ "deposit-paper", DEPOSITED },
	{ "deposit-answers", DEPOSITED },
	{ "deposit-mail", DEPOSITED },
	{ "deposit-counter", REQUEST("deposited", ", deposited_utc_s, number, service, answers, channel", ", 9000000000, '5901202601010000007', '5901', 'x', 'counter'") },
	{ "draft-bare", REQUEST("draft", "", "") PAPER("1") },
	{ "number-form", REQUEST("draft", ", number", ", '590120260101000000x'") },
	{ "number-serial", REQUEST("draft", ", number", ", '5901202601010000007'") "INSERT INTO serial (service, last) VALUES ('5901', 6);\n" },
	{ "history-order", REQUEST("draft", "", "") ACT(X, "1", "begin", "NULL", "'draft'", "NULL") ACT(X, "2", "advance", "'examined'", "'draft'", "NULL") },
	{ "history-state", REQUEST("draft", "", "") ACT(X, "1", "begin", "NULL", "'deposited'", "NULL") },
	{ "end-dated", REQUEST("withdrawn", "", "") },
	{ "notification-day", "INSERT INTO notification (id, account, type, created_utc_s, opened_utc_s) VALUES (REPEAT('N', 16), " X ", 't', 1, 2);\n" },
	{ "notification-once", ACT(X, "1", "open-notification", "NULL", "NULL", "'n'") ACT(X, "2", "open-notification", "NULL", "NULL", "'n'") },
	{ "complement-one", REQUEST("draft", "", "") COMPLEMENT("1", "1") COMPLEMENT("2", "2") },
	{ "decision-one", REQUEST("draft", "", "") DECISION("1", "proposed") DECISION("2", "proposed") },
	{ "decision-signed", REQUEST("draft", "", "") DECISION("1", "signed") },
	{ "paper-order", REQUEST("draft", "", "") PAPER("1") PAPER("3") },
	{ "ephoto-used", "INSERT INTO ephoto (number, state, updated_utc_s) VALUES ('E', 'used', 1);\n" },
	{ "mail-sent", "INSERT INTO outbox (id, state, template, lang, sealed, message_id, next_try_utc_s, created_utc_s) VALUES (" X ", 'sent', 't', 'fr', '', 'm', 1, 1);\n" },
	{ "erased-gone", REQUEST("draft", "", "") "INSERT INTO purge_proof (id, dossier_hash, procedure_id, state, documents, papers, purged_utc_s) VALUES (" X ", UNHEX(SHA2(" X ", 256)), 'p', 's', 0, 0, 1);\n" },
};

static void whatever_is_broken_is_named(void **state)
{
	(void)state;
	assert_int_equal(run("verify", NULL, NULL), 0);
	assert_non_null(strstr(said, "all holds"));
	for (size_t i = 0; i < GT_COUNT(broken); i++) {
		gt_harness_clean(h);
		gt_harness_sql(h, "SET foreign_key_checks = 0;\n");
		gt_harness_sql(h, broken[i].sql);
		gt_harness_sql(h, "SET foreign_key_checks = 1;\n");
		assert_int_equal(run("verify", "--rows", NULL), 1);
		if (!strstr(said, gt_arena_printf(h->arena, "BAD   %s:", broken[i].name))) fail_msg("'%s' was not noticed:\n%s", broken[i].name, said);
	}
	for (const struct gt_invariant *inv = gt_invariants; inv->name; inv++) {
		bool tried = false;
		for (size_t i = 0; i < GT_COUNT(broken); i++) tried |= gt_streq(broken[i].name, inv->name);
		if (!tried) fail_msg("no case breaks '%s'", inv->name);
	}
}

static void no_sealed_column_is_forgotten(void **state)
{
	(void)state;
	/* bytes that are no sealed value: tokens, headers read with their files, the pieces of files (read through room document) */
	static const struct gt_col cols[] = { GT_COL(struct gt_broken, what) };
	const struct gt_query q = { "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE()"
		" AND data_type IN ('varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob') AND column_name NOT IN ('csrf', 'header')"
		" AND CONCAT(table_name, '.', column_name) <> 'document_chunk.data'", "", GT_ROW(struct gt_broken, cols) };
	struct gt_error err = { 0 };
	struct gt_db *db = gt_harness_db(h, "ctl");
	struct gt_broken *found;
	size_t n;
	assert_int_equal(gt_db_prepare_all(db, &q, 1, &err), GT_OK);
	assert_int_equal(gt_db_select(db, h->arena, &q, GT_NONE_WITH, &found, &n, &err), GT_OK);
	gt_db_free(&db);
	size_t read = 0;
	for (const struct gt_sealed_column *c = gt_sealed_columns; c->name; c++) read++;
	for (size_t i = 0; i < n; i++) {
		bool listed = false;
		for (const struct gt_sealed_column *c = gt_sealed_columns; c->name; c++) listed |= gt_streq(c->name, found[i].what);
		if (!listed) fail_msg("'%s' is sealed, and verify does not read it", found[i].what);
	}
	assert_int_equal(n, read);
}

/* A draft with sealed answers, a note, a mail. */
static struct gt_id sealed_things(void)
{
	struct gt_error err = { 0 };
	struct gt_id id = gt_id_new();
	struct gt_str sealed;
	struct gt_db *db = gt_harness_db(h, "ctl");
	const struct gt_query put = { "INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, answers, created_utc_s, updated_utc_s) VALUES (?, 'draft', 'p', '1', 'self', ?, 0, 0)", "db", NULL, 0, 0 };
	const struct gt_query note = { "INSERT INTO note (id, dossier, agent, sealed, created_utc_s) VALUES (?, ?, ?, ?, 1)", "dddb", NULL, 0, 0 };
	assert_int_equal(gt_seal(h->ring, h->arena, "answers", id, GT_STR("<answers>nouveau\nnom</answers>"), &sealed, &err), GT_OK);
	assert_int_equal(gt_db_exec(db, &put, GT_WITH(GT_D(id), GT_B(sealed)), NULL, &err), GT_OK);
	struct gt_id n = gt_id_new();
	assert_int_equal(gt_seal(h->ring, h->arena, "note", n, GT_STR("une note"), &sealed, &err), GT_OK);
	assert_int_equal(gt_db_exec(db, &note, GT_WITH(GT_D(n), GT_D(id), GT_D(id), GT_B(sealed)), NULL, &err), GT_OK);
	gt_db_free(&db);
	return id;
}

static void damage_to_what_is_sealed_is_found(void **state)
{
	(void)state;
	sealed_things();
	assert_int_equal(run("scrub", NULL, NULL), 0);
	assert_non_null(strstr(said, "dossier.answers: 1 read"));
	assert_non_null(strstr(said, "note.sealed: 1 read"));
	static const char *const damages[] = {
		"UPDATE dossier SET answers = CONCAT(LEFT(answers, 40), CHAR(ORD(SUBSTRING(answers, 41)) ^ 1), SUBSTRING(answers, 42));\n",   /* one bit */
		"UPDATE dossier SET answers = LEFT(answers, LENGTH(answers) - 1);\n",
		"UPDATE dossier SET answers = (SELECT sealed FROM note);\n",                       /* something that another row sealed */
		"UPDATE dossier SET answers = CONCAT('S', CHAR(1), CHAR(0), CHAR(0), CHAR(0), CHAR(9), SUBSTRING(answers, 7));\n",      /* a key that nobody has */
	};
	for (size_t i = 0; i < GT_COUNT(damages); i++) {
		gt_harness_clean(h);
		sealed_things();
		gt_harness_sql(h, damages[i]);
		assert_int_equal(run("scrub", NULL, NULL), 1);
		if (!strstr(said, "BAD   dossier.answers:")) fail_msg("damage %zu: %s", i, said);
	}
}

static const char *in_dir(const char *name) { return gt_arena_printf(h->arena, "%s/%s", h->dir, name); }

static void a_copy_is_proved_by_making_it_again(void **state)
{
	(void)state;
	sealed_things();
	/* bytes that a text of SQL would trip over */
	gt_harness_sql(h, "INSERT INTO service (code, name) VALUES ('5901', 'L''Haÿ « \\\\ » \nici');\n");
	assert_int_equal(run("backup", in_dir("copy"), NULL), 0);
	assert_non_null(strstr(said, "written to"));
	assert_int_equal(run("backup", in_dir("copy"), NULL), 1);
	assert_int_equal(run("restore", in_dir("copy"), "--drill"), 0);
	assert_non_null(strstr(said, "same counts and digests"));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE '%drill'"), 0);
	/* not over what is there */
	assert_int_equal(run("restore", in_dir("copy"), NULL), 1);
}

static void flip(const char *path, off_t at)
{
	char c;
	GT_AUTO_FD fd = open(path, O_RDWR);
	assert_true(fd >= 0 && pread(fd, &c, 1, at) == 1);
	c = (char)(c ^ 1);
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
}

static void a_copy_that_was_touched_is_refused(void **state)
{
	(void)state;
	struct stat st;
	const char *sealed = in_dir("copy/database.sealed"), *list = in_dir("copy/manifest");
	assert_int_equal(stat(sealed, &st), 0);
	const off_t places[] = { 3, 20, 60, 300, st.st_size / 2, st.st_size - 1 };
	for (size_t i = 0; i < GT_COUNT(places); i++) {
		flip(sealed, places[i]);
		assert_int_equal(run("restore", in_dir("copy"), "--drill"), 1);
		flip(sealed, places[i]);
	}
	assert_int_equal(truncate(sealed, st.st_size - 10), 0);
	assert_int_equal(run("restore", in_dir("copy"), "--drill"), 1);
	assert_int_equal(stat(list, &st), 0);
	flip(list, 40);
	assert_int_equal(run("restore", in_dir("copy"), "--drill"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE '%drill'"), 0);
}

static void nothing_readable_stands_in_a_copy(void **state)
{
	(void)state;
	struct gt_str bytes;
	gt_harness_sql(h, "INSERT INTO service (code, name) VALUES ('5901', 'MARQUEUR-LISIBLE');\n");
	assert_int_equal(run("backup", in_dir("quiet"), NULL), 0);
	assert_int_equal(gt_file_read(h->arena, in_dir("quiet/database.sealed"), 16 << 20, &bytes, NULL), GT_OK);
	assert_null(memmem(bytes.p, bytes.n, "MARQUEUR", 8));
	assert_null(memmem(bytes.p, bytes.n, "INSERT INTO", 11));
}

static void numbers_are_counted_and_tell_nobody(void **state)
{
	(void)state;
	gt_harness_sql(h, "INSERT INTO outbox (id, state, template, lang, sealed, message_id, next_try_utc_s, created_utc_s) VALUES (REPEAT('M', 16), 'queued', 't', 'fr', '', 'm', 1, 1);\n"
		"INSERT INTO job_state (name, last_ok_utc_s, last_error) VALUES ('mail', 1, 'busy');\n");
	sealed_things();
	assert_int_equal(run("metrics", NULL, NULL), 0);
	static const char *const wanted[] = { "guichet_database_up 1\n", "guichet_scanner_up 0\n", "guichet_requests{state=\"draft\"} 1\n", "guichet_mails{state=\"queued\"} 1\n", "guichet_timer_failed{timer=\"mail\"} 1\n",
		"guichet_sessions{side=\"user\"} 0\n", "# TYPE guichet_mail_oldest_seconds gauge\n" };
	for (size_t i = 0; i < GT_COUNT(wanted); i++) if (!strstr(said, wanted[i])) fail_msg("no '%s' in:\n%s", wanted[i], said);
}

/* Last: the database is thrown away and comes back. */
static void a_lost_database_comes_back_whole(void **state)
{
	(void)state;
	sealed_things();
	assert_int_equal(run("backup", in_dir("whole"), NULL), 0);
	gt_harness_sql(h, "DROP DATABASE guichet_test;\n");
	assert_int_equal(run("verify", NULL, NULL), 1);
	assert_int_equal(run("restore", in_dir("whole"), NULL), 0);
	assert_int_equal(run("migrate", "--sql", gt_harness_source(h->arena, "sql")), 0);
	assert_int_equal(run("verify", "--rows", NULL), 1);              /* the draft of this test has no history */
	assert_non_null(strstr(said, "ok    file-whole:"));
	assert_int_equal(run("scrub", NULL, NULL), 0);
	assert_non_null(strstr(said, "dossier.answers: 1 read"));
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_statement_is_good_and_allowed, each), cmocka_unit_test_setup(whatever_is_broken_is_named, each),
		cmocka_unit_test_setup(no_sealed_column_is_forgotten, each),
		cmocka_unit_test_setup(damage_to_what_is_sealed_is_found, each), cmocka_unit_test_setup(a_copy_is_proved_by_making_it_again, each),
		cmocka_unit_test_setup(a_copy_that_was_touched_is_refused, each), cmocka_unit_test_setup(nothing_readable_stands_in_a_copy, each),
		cmocka_unit_test_setup(numbers_are_counted_and_tell_nobody, each), cmocka_unit_test_setup(a_lost_database_comes_back_whole, each),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(said);
	return failed;
}

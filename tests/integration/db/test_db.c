/* Room db against a real server: types, errors, transactions that meet, connections that are killed, rights of the programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "db/migrate.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *a, *b;

struct row { int64_t number; const char *text; struct gt_str bytes; struct gt_id id; struct gt_date day; bool flag; };
static const struct gt_col row_cols[] = { GT_COL(struct row, number), GT_COL(struct row, text), GT_COL(struct row, bytes), GT_COL(struct row, id), GT_COL(struct row, day), GT_COL(struct row, flag) };
static const struct gt_query q_put = { "INSERT INTO probe (number, text, bytes, id, day, flag) VALUES (?, ?, ?, ?, ?, ?)", "isbdDt", NULL, 0, 0 };
static const struct gt_query q_get = { "SELECT number, text, bytes, id, day, flag FROM probe WHERE number = ?", "i", GT_ROW(struct row, row_cols) };
static const struct gt_query q_all = { "SELECT number, text, bytes, id, day, flag FROM probe ORDER BY number", "", GT_ROW(struct row, row_cols) };
static const struct gt_query q_text = { "UPDATE probe SET text = ? WHERE number = ?", "si", NULL, 0, 0 };

struct number { int64_t n; };
static const struct gt_col number_cols[] = { GT_COL(struct number, n) };
static const struct gt_query q_me = { "SELECT CONNECTION_ID()", "", GT_ROW(struct number, number_cols) };

static void put(struct gt_db *db, int64_t n, const char *text)
{
	struct gt_error err = { 0 };
	assert_int_equal(gt_db_exec(db, &q_put, GT_WITH(GT_I(n), GT_S(text), GT_B(GT_STR("b")), GT_D(gt_id_new()), GT_DATE(((struct gt_date){ 2023, 5, 10 })), GT_T(true)), NULL, &err), GT_OK);
}

static int64_t connection_id(struct gt_db *db)
{
	struct number n;
	struct gt_error err = { 0 };
	assert_int_equal(gt_db_one(db, arena, &q_me, GT_NONE_WITH, &n, &err), GT_OK);
	return n.n;
}

static void kill_connection(int64_t id)
{
	gt_harness_sql(h, gt_arena_printf(arena, "KILL %lld;\n", (long long)id));
	const char *gone = gt_arena_printf(arena, "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %lld", (long long)id);
	while (gt_harness_count(h, gone) != 0) usleep(1000);
}

static int begin(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 256 << 20);
	gt_harness_sql(h, "CREATE TABLE probe (number BIGINT NOT NULL PRIMARY KEY, text VARCHAR(100) NULL, bytes MEDIUMBLOB NULL, id BINARY(16) NULL, day DATE NULL, flag TINYINT(1) NULL);\n"
		"GRANT ALL ON probe TO t_web_user@localhost;\n");
	a = gt_harness_db(h, "web_user");
	b = gt_harness_db(h, "web_user");
	return 0;
}

static int end(void **state)
{
	(void)state;
	gt_db_free(&a);
	gt_db_free(&b);
	gt_arena_free(&arena);
	return 0;
}

static int empty(void **state)
{
	(void)state;
	gt_harness_sql(h, "DELETE FROM probe;\n");
	return 0;
}

static void every_type_comes_back_as_it_went(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_id id = gt_id_new();
	struct row r;
	char *big = gt_arena_alloc(arena, 5 << 20);
	memset(big, 0xAB, 5 << 20);
	big[77] = 0;
	int64_t affected = 0;
	assert_int_equal(gt_db_exec(a, &q_put, GT_WITH(GT_I(INT64_MIN), GT_S("Zoé 🦊 \\ ' \""), GT_B(((struct gt_str){ big, 5 << 20 })), GT_D(id), GT_DATE(((struct gt_date){ 2024, 2, 29 })), GT_T(true)), &affected, &err), GT_OK);
	assert_int_equal(affected, 1);
	assert_int_equal(gt_db_one(a, arena, &q_get, GT_WITH(GT_I(INT64_MIN)), &r, &err), GT_OK);
	assert_true(r.number == INT64_MIN && r.flag && gt_id_eq(r.id, id));
	assert_string_equal(r.text, "Zoé 🦊 \\ ' \"");
	assert_int_equal(r.bytes.n, 5 << 20);
	assert_memory_equal(r.bytes.p, big, 5 << 20);
	assert_int_equal(gt_date_cmp(r.day, (struct gt_date){ 2024, 2, 29 }), 0);
}

static void null_reads_as_nothing_and_empty_as_empty(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct row r;
	assert_int_equal(gt_db_exec(a, &q_put, GT_WITH(GT_I(1), GT_S(NULL), GT_B(((struct gt_str){ NULL, 0 })), GT_D(((struct gt_id){ { 0 } })), GT_DATE(((struct gt_date){ 0, 0, 0 })), GT_T(false)), NULL, &err), GT_OK);
	assert_int_equal(gt_db_one(a, arena, &q_get, GT_WITH(GT_I(1)), &r, &err), GT_OK);
	assert_true(!r.text && !r.bytes.p && gt_id_null(r.id) && r.day.y == 0 && !r.flag);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe WHERE text IS NULL AND bytes IS NULL AND id IS NULL AND day IS NULL"), 1);
	assert_int_equal(gt_db_exec(a, &q_text, GT_WITH(GT_S(""), GT_I(1)), NULL, &err), GT_OK);
	assert_int_equal(gt_db_one(a, arena, &q_get, GT_WITH(GT_I(1)), &r, &err), GT_OK);
	assert_string_equal(r.text, "");
	assert_int_equal(gt_db_one(a, arena, &q_get, GT_WITH(GT_I(2)), &r, &err), GT_NOTFOUND);
}

static void values_too_long_are_refused_not_cut(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	char *text = gt_arena_alloc(arena, 102);
	memset(text, 'a', 101);
	put(a, 1, "x");
	assert_int_equal(gt_db_exec(a, &q_text, GT_WITH(GT_S(text), GT_I(1)), NULL, &err), GT_FAILED);
	assert_non_null(strstr(err.detail, "22001"));
}

static void a_duplicate_is_a_conflict_and_its_value_is_not_told(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	put(a, 4242, "x");
	assert_int_equal(gt_db_exec(a, &q_put, GT_WITH(GT_I(4242), GT_S("x"), GT_B(GT_STR("")), GT_D(gt_id_new()), GT_DATE(((struct gt_date){ 2023, 1, 1 })), GT_T(false)), NULL, &err), GT_CONFLICT);
	assert_null(strstr(err.detail, "4242"));
	assert_null(strstr(err.message, "4242"));
}

static void comparisons_are_exact(void **state)
{
	(void)state;
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name IS NOT NULL AND collation_name <> 'utf8mb4_nopad_bin'"), 0);
	static const struct gt_query q = { "SELECT (? = 'a') + (? = 'e') + (? = 'i')", "sss", GT_ROW(struct number, number_cols) };
	struct number n;
	struct gt_error err = { 0 };
	assert_int_equal(gt_db_one(a, arena, &q, GT_WITH(GT_S("a "), GT_S("é"), GT_S("ı")), &n, &err), GT_OK);
	assert_int_equal(n.n, 0);
}

/* ---- transactions ---- */

struct step { int64_t first, second; struct gt_db *other; int runs; int inner; };

static int write_and_fail(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	put(db, s->first, "in");
	return gt_fail(err, GT_REFUSED, "no");
}

static void what_a_refused_transaction_wrote_is_gone(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct step s = { .first = 7 };
	assert_int_equal(gt_db_tx(a, write_and_fail, &s, &err), GT_REFUSED);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe"), 0);
	assert_false(gt_db_in_tx(a));
}

static int write_and_die(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	s->runs++;
	put(db, s->first, "in");
	kill_connection(s->second);
	s->inner = gt_db_exec(db, &q_text, GT_WITH(GT_S("after"), GT_I(s->first)), NULL, err);
	/* a careless function: goes on and says all is well */
	int again = gt_db_exec(db, &q_text, GT_WITH(GT_S("later"), GT_I(s->first)), NULL, err);
	assert_int_equal(again, GT_BUSY);
	return GT_OK;
}

static void a_connection_killed_inside_a_transaction_is_busy_and_nothing_stays(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct step s = { .first = 8, .second = connection_id(a) };
	assert_int_equal(gt_db_tx(a, write_and_die, &s, &err), GT_BUSY);
	assert_int_equal(s.inner, GT_BUSY);
	assert_int_equal(s.runs, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe"), 0);
	put(a, 9, "a fresh connection");
}

static int write_and_be_killed(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	(void)err;
	put(db, s->first, "in");
	kill_connection(s->second);
	return GT_OK;
}

static void a_commit_without_answer_is_uncertain(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct step s = { .first = 10, .second = connection_id(a) };
	assert_int_equal(gt_db_tx(a, write_and_be_killed, &s, &err), GT_UNCERTAIN);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe"), 0);
}

static void a_read_on_a_killed_connection_is_done_again(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct row r;
	put(a, 11, "still here");
	kill_connection(connection_id(a));
	assert_int_equal(gt_db_one(a, arena, &q_get, GT_WITH(GT_I(11)), &r, &err), GT_OK);
	assert_string_equal(r.text, "still here");
}

static void a_transaction_on_a_killed_connection_starts_on_a_fresh_one(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct step s = { .first = 12 };
	kill_connection(connection_id(a));
	assert_int_equal(gt_db_tx(a, write_and_fail, &s, &err), GT_REFUSED);
}

/* Two processes take two rows in opposite order, each after the other surely holds its first: a real deadlock, until one is run again. */
static int cross(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	s->runs++;
	int rc = gt_db_exec(db, &q_text, GT_WITH(GT_S(gt_arena_printf(arena, "by %lld", (long long)s->first)), GT_I(s->first)), NULL, err);
	if (rc != GT_OK) return rc;
	if (s->runs == 1) {
		char c = 'x';
		assert_int_equal(write(s->inner >> 16, &c, 1), 1);
		assert_int_equal(read(s->inner & 0xffff, &c, 1), 1);
	}
	return gt_db_exec(db, &q_text, GT_WITH(GT_S(gt_arena_printf(arena, "by %lld", (long long)s->first)), GT_I(s->second)), NULL, err);
}

static void two_that_deadlock_both_come_through(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	int to_child[2], to_parent[2], report[2];
	put(a, 1, "");
	put(a, 2, "");
	assert_int_equal(pipe(to_child) | pipe(to_parent) | pipe(report), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct gt_db *mine = gt_harness_db(h, "web_user");
		struct step s = { .first = 2, .second = 1, .inner = to_parent[1] << 16 | to_child[0] };
		int rc = gt_db_tx(mine, cross, &s, &err);
		int out[2] = { rc, s.runs };
		ssize_t n = write(report[1], out, sizeof out);
		_exit(n == sizeof out ? 0 : 1);
	}
	struct step s = { .first = 1, .second = 2, .inner = to_child[1] << 16 | to_parent[0] };
	assert_int_equal(gt_db_tx(a, cross, &s, &err), GT_OK);
	int child[2] = { -1, 0 };
	assert_int_equal(read(report[0], child, sizeof child), sizeof child);
	assert_int_equal(child[0], GT_OK);
	assert_int_equal(s.runs + child[1], 3);            /* one of them ran twice */
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(DISTINCT text) FROM probe"), 1);
	for (int i = 0; i < 2; i++) { close(to_child[i]); close(to_parent[i]); close(report[i]); }
}

static int only_again(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	put(db, 100 + s->runs++, "");
	return gt_db_again(db, err);
}

static void one_that_never_gets_through_gives_up_after_five(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct step s = { 0 };
	assert_int_equal(gt_db_tx(a, only_again, &s, &err), GT_BUSY);
	assert_int_equal(s.runs, GT_DB_RETRIES);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe"), 0);
}

static void a_statement_that_is_not_what_it_declares_is_found(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	static const struct gt_query typo = { "SELECT nothing FROM probe", "", GT_ROW(struct number, number_cols) };
	static const struct gt_query columns = { "SELECT number, text FROM probe", "", GT_ROW(struct number, number_cols) };
	static const struct gt_query params = { "DELETE FROM probe WHERE number = ?", "", NULL, 0, 0 };
	assert_int_equal(gt_db_prepare_all(a, &typo, 1, &err), GT_FAILED);
	assert_int_equal(gt_db_prepare_all(a, &columns, 1, &err), GT_FAILED);
	assert_int_equal(gt_db_prepare_all(a, &params, 1, &err), GT_FAILED);
	assert_int_equal(gt_db_prepare_all(a, &q_all, 1, &err), GT_OK);
}

static void a_server_away_is_busy(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_config *config = NULL;
	struct gt_db *db = NULL;
	const char *path = gt_arena_printf(arena, "%s/away.ini", h->dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "[database]\nsocket = %s/none\n[database.jobs]\nuser = x\npassword = y\n", h->dir);
	fclose(f);
	assert_int_equal(gt_config_load(path, &config, &err), GT_OK);
	assert_int_equal(gt_db_open(config, "jobs", &db, &err), GT_OK);
	assert_int_equal(gt_db_ping(db, &err), GT_BUSY);
	gt_db_free(&db);
	gt_config_free(&config);
}

enum { BY_STATE, AFTER, PLAIN };
static const struct gt_list_part parts[] = { [BY_STATE] = { " AND text = ?", 's' }, [AFTER] = { " AND number > ?", 'i' }, [PLAIN] = { " AND flag = 1", 0 } };
static const struct gt_list list = { "SELECT number, text, bytes, id, day, flag FROM probe WHERE 1 = 1", " ORDER BY number", "", parts, GT_COUNT(parts), row_cols, GT_COUNT(row_cols), sizeof(struct row) };

static void a_list_is_paged_by_key(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct row *rows;
	size_t n;
	for (int64_t i = 1; i <= 25; i++) put(a, i, i % 2 ? "odd" : "even");
	int64_t after = 0, seen = 0;
	do {
		const struct gt_list_use uses[] = { { BY_STATE, GT_S("odd") }, { PLAIN, GT_I(0) }, { AFTER, GT_I(after) } };
		assert_int_equal(gt_db_list(a, arena, &list, uses, GT_COUNT(uses), 5, &rows, &n, &err), GT_OK);
		for (size_t i = 0; i < n; i++, seen++) { assert_true(rows[i].number > after); after = rows[i].number; }
	} while (n == 5);
	assert_int_equal(seen, 13);
}

static void the_journal_can_be_changed_by_nobody(void **state)
{
	(void)state;
	static const char *const programs[] = { "web_user", "web_agent", "jobs", "ctl" };
	static const struct gt_query forbidden[] = { { "UPDATE journal SET verb = 'x'", "", NULL, 0, 0 }, { "DELETE FROM journal", "", NULL, 0, 0 } };
	for (size_t i = 0; i < GT_COUNT(programs); i++) {
		struct gt_db *db = gt_harness_db(h, programs[i]);
		for (size_t j = 0; j < GT_COUNT(forbidden); j++) {
			struct gt_error err = { 0 };
			assert_int_equal(gt_db_exec(db, &forbidden[j], GT_NONE_WITH, NULL, &err), GT_FAILED);
			assert_non_null(strstr(err.detail, "1142"));
		}
		gt_db_free(&db);
	}
}

static void applicants_program_sees_no_agent_no_note_and_no_session_of_agents(void **state)
{
	(void)state;
	static const struct gt_query hidden[] = {
		{ "SELECT COUNT(*) FROM agent", "", GT_ROW(struct number, number_cols) }, { "SELECT COUNT(*) FROM note", "", GT_ROW(struct number, number_cols) },
		{ "SELECT COUNT(*) FROM agent_session", "", GT_ROW(struct number, number_cols) }, { "SELECT COUNT(*) FROM agent_identity", "", GT_ROW(struct number, number_cols) },
	};
	struct number n;
	for (size_t i = 0; i < GT_COUNT(hidden); i++) {
		struct gt_error err = { 0 };
		assert_int_equal(gt_db_one(a, arena, &hidden[i], GT_NONE_WITH, &n, &err), GT_FAILED);
		assert_non_null(strstr(err.detail, "1142"));
	}
}

static void migrating_again_changes_nothing(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	const char *dir = gt_harness_source(arena, "sql");
	int64_t done = -1;
	struct gt_migration *m;
	size_t n;
	assert_int_equal(gt_db_migrate(h->config, dir, arena, &done, &err), GT_OK);
	assert_int_equal(done, 0);
	assert_int_equal(gt_db_schema_check(a, &err), GT_OK);
	assert_int_equal(gt_db_migrations(h->config, dir, arena, &m, &n, &err), GT_OK);
	assert_int_equal(n, GT_DB_SCHEMA_VERSION);
	for (size_t i = 0; i < n; i++) assert_true(m[i].applied);
	gt_harness_sql(h, "UPDATE schema_version SET digest = REVERSE(digest) WHERE version = 2;\n");
	assert_int_equal(gt_db_migrate(h->config, dir, arena, &done, &err), GT_CONFLICT);
	assert_non_null(strstr(err.message, "0002_"));
	gt_harness_sql(h, "UPDATE schema_version SET digest = REVERSE(digest) WHERE version = 2;\n");
}

static void migrate_with(const char *dir, int number, const char *text)
{
	struct gt_error err = { 0 };
	int64_t done;
	FILE *f = fopen(gt_arena_printf(arena, "%s/%04d_more.sql", dir, number), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(gt_db_migrate(h->config, dir, arena, &done, &err), GT_OK);
	assert_int_equal(done, 1);
}

/* While programs are replaced the old ones run, die and start again on the new schema; none starts on a schema that took away what it uses. */
static void a_program_starts_on_a_newer_schema_that_still_serves_it(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	const char *dir = gt_arena_printf(arena, "%s/sql-of-later", h->dir);
	gt_harness_sql(h, gt_arena_printf(arena, "DELETE FROM schema_version WHERE version = %d;\n", GT_DB_SCHEMA_VERSION));
	assert_int_equal(gt_db_schema_check(a, &err), GT_REFUSED);
	assert_non_null(strstr(err.message, "guichetctl migrate"));
	assert_int_equal(system(gt_arena_printf(arena, "cp -r '%s' '%s' && rm '%s'/%04d_*.sql", gt_harness_source(arena, "sql"), dir, dir, GT_DB_SCHEMA_VERSION)), 0);
	migrate_with(dir, GT_DB_SCHEMA_VERSION, "CREATE TABLE more (n BIGINT NOT NULL, PRIMARY KEY (n));\n");
	migrate_with(dir, GT_DB_SCHEMA_VERSION + 1, "ALTER TABLE more ADD COLUMN m BIGINT NULL;\n");
	assert_int_equal(gt_db_schema_check(a, &err), GT_OK);
	migrate_with(dir, GT_DB_SCHEMA_VERSION + 2, gt_arena_printf(arena, "-- programs from %04d\nALTER TABLE more DROP COLUMN m;\n", GT_DB_SCHEMA_VERSION + 1));
	assert_int_equal(gt_db_schema_check(a, &err), GT_REFUSED);
	assert_non_null(strstr(err.message, gt_arena_printf(arena, "from migration %d on", GT_DB_SCHEMA_VERSION + 1)));
}

#if defined(GT_FAULTS) || defined(GT_SANITIZE)
static int write_two(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct step *s = arg;
	s->runs++;
	for (int64_t n = s->first; n <= s->second; n++) {
		int rc = gt_db_exec(db, &q_put, GT_WITH(GT_I(n), GT_S("x"), GT_B(GT_STR("")), GT_D(gt_id_new()), GT_DATE(((struct gt_date){ 2023, 1, 1 })), GT_T(false)), NULL, err);
		if (rc != GT_OK) return rc;
	}
	return GT_OK;
}

/* Whatever breaks, both rows are there or none is, and the answer never says the contrary of what happened. */
static void faults_at_each_place_leave_all_or_nothing(void **state)
{
	(void)state;
	static const struct { const char *fault; int rc; int64_t rows; int runs; } cases[] = {
		{ "lost@1", GT_BUSY, 0, 1 }, { "lost@2", GT_BUSY, 0, 1 }, { "again@1", GT_OK, 2, 2 }, { "again@2", GT_OK, 2, 2 },
		{ "commit-before@1", GT_UNCERTAIN, 0, 1 }, { "commit-after@1", GT_UNCERTAIN, 2, 1 },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++) {
		struct gt_error err = { 0 };
		struct step s = { .first = 1, .second = 2 };
		gt_harness_sql(h, "DELETE FROM probe;\n");
		setenv("GT_DB_FAULT", cases[i].fault, 1);
		int rc = gt_db_tx(a, write_two, &s, &err);
		unsetenv("GT_DB_FAULT");
		assert_int_equal(rc, cases[i].rc);
		assert_int_equal(s.runs, cases[i].runs);
		assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM probe"), cases[i].rows);
	}
}
#endif

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_type_comes_back_as_it_went, empty),
		cmocka_unit_test_setup(null_reads_as_nothing_and_empty_as_empty, empty),
		cmocka_unit_test_setup(values_too_long_are_refused_not_cut, empty),
		cmocka_unit_test_setup(a_duplicate_is_a_conflict_and_its_value_is_not_told, empty),
		cmocka_unit_test(comparisons_are_exact),
		cmocka_unit_test_setup(what_a_refused_transaction_wrote_is_gone, empty),
		cmocka_unit_test_setup(a_connection_killed_inside_a_transaction_is_busy_and_nothing_stays, empty),
		cmocka_unit_test_setup(a_commit_without_answer_is_uncertain, empty),
		cmocka_unit_test_setup(a_read_on_a_killed_connection_is_done_again, empty),
		cmocka_unit_test_setup(a_transaction_on_a_killed_connection_starts_on_a_fresh_one, empty),
		cmocka_unit_test_setup(two_that_deadlock_both_come_through, empty),
		cmocka_unit_test_setup(one_that_never_gets_through_gives_up_after_five, empty),
		cmocka_unit_test_setup(a_statement_that_is_not_what_it_declares_is_found, empty),
		cmocka_unit_test(a_server_away_is_busy),
		cmocka_unit_test_setup(a_list_is_paged_by_key, empty),
		cmocka_unit_test(the_journal_can_be_changed_by_nobody),
		cmocka_unit_test(applicants_program_sees_no_agent_no_note_and_no_session_of_agents),
#if defined(GT_FAULTS) || defined(GT_SANITIZE)
		cmocka_unit_test_setup(faults_at_each_place_leave_all_or_nothing, empty),
#endif
		cmocka_unit_test(migrating_again_changes_nothing),
		cmocka_unit_test(a_program_starts_on_a_newer_schema_that_still_serves_it),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

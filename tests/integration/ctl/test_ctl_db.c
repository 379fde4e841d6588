/* Commands of guichetctl against a real server, as the account ctl. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "ctl/ctl.h"
#include "journal/journal.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static char *said;
static size_t said_n;

static int run(const char *a, const char *b, const char *c, const char *d)
{
	const char *argv[] = { "guichetctl", a, b, c, d };
	int argc = 1;
	while (argc < 5 && argv[argc]) argc++;
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 64 << 20), .settings_path = h->settings_path, .out = open_memstream(&said, &said_n) };
	int status = gt_ctl_run(&ctl, argc, (char **)(uintptr_t)argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return status;
}

static const char *sql_dir(void) { return gt_harness_source(h->arena, "sql"); }

static void migrations_show_as_applied(void **state)
{
	(void)state;
	assert_int_equal(run("migrate", "status", "--sql", sql_dir()), 0);
	assert_non_null(strstr(said, "applied  0001_"));
	assert_int_equal(run("migrate", "--sql", sql_dir(), NULL), 0);
	assert_int_equal(run("migrate", "--sql", "/nonexistent", NULL), 1);
}

static int act(struct gt_db *db, void *arg, struct gt_error *err) { return gt_journal_add(db, arg, err); }

static void a_broken_journal_is_status_1_and_named(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	char id[GT_ID_TEXT];
	struct gt_db *db = gt_harness_db(h, "web_user");
	struct gt_act a = { .dossier = gt_id_new(), .actor_kind = GT_ACTOR_USER, .actor = gt_id_new(), .verb = "deposit" };
	assert_int_equal(gt_db_tx(db, act, &a, &err), GT_OK);
	gt_db_free(&db);
	assert_int_equal(run("journal", "verify", NULL, NULL), 0);
	assert_non_null(strstr(said, "whole: 1 links"));
	gt_harness_sql(h, "UPDATE journal SET verb = 'x';\n");
	assert_int_equal(run("journal", "verify", NULL, NULL), 1);
	assert_non_null(strstr(said, gt_id_text(a.dossier, id)));
}

static int queue(struct gt_db *db, void *arg, struct gt_error *err) { return gt_outbox_mail(db, h->ring, h->arena, arg, err); }

static void the_queue_of_mails_is_shown_without_addresses_and_tried_again(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_db *db = gt_harness_db(h, "web_user");
	struct gt_mail_job job = { .to = "conjointe@example.org", .lang = "fr", .template_name = "notification-new" };
	assert_int_equal(run("mail", "show", NULL, NULL), 0);
	assert_string_equal(said, "empty\n");
	assert_int_equal(gt_db_tx(db, queue, &job, &err), GT_OK);
	gt_db_free(&db);
	assert_int_equal(run("mail", "show", NULL, NULL), 0);
	assert_non_null(strstr(said, "queued          1"));
	assert_int_equal(run("mail", "list", NULL, NULL), 0);
	assert_non_null(strstr(said, "notification-new"));
	assert_null(strstr(said, "example.org"));
	char id[GT_ID_TEXT] = "";
	memcpy(id, said, GT_ID_TEXT - 1);
	assert_int_equal(run("mail", "retry", id, NULL), 0);
	assert_int_equal(run("mail", "retry", "--all", NULL), 0);
	assert_non_null(strstr(said, "1 to be tried now"));
	gt_harness_sql(h, "UPDATE outbox SET state = 'sent';\n");
	assert_int_equal(run("mail", "retry", id, NULL), 1);
	assert_int_equal(run("mail", "retry", "nonsense", NULL), 2);
	assert_int_equal(run("mail", "list", "--limit", "-1"), 2);
}

/* After a rotation and a re-wrap the former master key is no longer needed to open files. */
static void rewrapped_files_open_without_the_former_key(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_id dossier = gt_id_new(), file = gt_id_new();
	struct gt_str header, piece;
	struct gt_sealer *s;
	struct { struct gt_str header; } row;
	static const struct gt_col cols[] = { { 0, 'b' } };
	const struct gt_query put_dossier = { "INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, created_utc_s, updated_utc_s) VALUES (?, 'draft', 'p', '1', 'self', 0, 0)", "d", NULL, 0, 0 };
	const struct gt_query put = { "INSERT INTO document (id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s)"
		" VALUES (?, ?, 'j', 1, 'joined', '', 'pdf', 1, 1, 1, REPEAT('x', 32), ?, 'e', 's', 0, 0)", "ddb", NULL, 0, 0 };
	const struct gt_query get = { "SELECT header FROM document WHERE id = ?", "d", cols, 1, sizeof row };
	bool last;
	assert_int_equal(gt_sealer_begin(h->ring, h->arena, file, &s, &header, &err), GT_OK);
	struct gt_str chunk = gt_sealer_chunk(s, GT_STR("bytes"), true);
	struct gt_db *db = gt_harness_db(h, "ctl");
	assert_int_equal(gt_db_exec(db, &put_dossier, GT_WITH(GT_D(dossier)), NULL, &err), GT_OK);
	assert_int_equal(gt_db_exec(db, &put, GT_WITH(GT_D(file), GT_D(dossier), GT_B(header)), NULL, &err), GT_OK);
	assert_int_equal(run("keys", "add", NULL, NULL), 0);
	assert_int_equal(run("keys", "use", NULL, NULL), 0);
	assert_int_equal(run("keys", "rewrap", NULL, NULL), 0);
	assert_non_null(strstr(said, "1 files now depend on master key 0002"));
	assert_int_equal(run("keys", "rewrap", NULL, NULL), 0);
	assert_non_null(strstr(said, "0 files"));
	assert_int_equal(gt_db_one(db, h->arena, &get, GT_WITH(GT_D(file)), &row, &err), GT_OK);
	assert_int_equal(gt_header_key(row.header), 2);
	gt_keyring_free(&h->ring);
	assert_int_equal(gt_keyring_open(gt_arena_printf(h->arena, "%s/keys", h->dir), &h->ring, &err), GT_OK);
	assert_int_equal(gt_opener_begin(h->ring, h->arena, file, row.header, &s, &err), GT_OK);
	assert_int_equal(gt_opener_chunk(s, chunk, &piece, &last, &err), GT_OK);
	assert_true(last && piece.n == 5);
	gt_db_free(&db);
}

static void doctor_names_what_is_to_repair_and_what_is_well(void **state)
{
	(void)state;
	assert_int_equal(run("doctor", NULL, NULL, NULL), 1);
	assert_non_null(strstr(said, "BAD   scanner: "));
	assert_non_null(strstr(said, "ok    database: web_agent signs in"));
	assert_non_null(strstr(said, "ok    keys: ring opens"));
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migrations_show_as_applied),
		cmocka_unit_test(a_broken_journal_is_status_1_and_named), cmocka_unit_test(the_queue_of_mails_is_shown_without_addresses_and_tried_again),
		cmocka_unit_test(rewrapped_files_open_without_the_former_key),
		cmocka_unit_test(doctor_names_what_is_to_repair_and_what_is_well),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(said);
	return failed;
}

/* Files into the register, and what it answers about persons, titles and services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "register/register_priv.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *ctl;

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)
#define HEAD "number,category,mention,valid_from,valid_to,foreigner_number,birth_name,usual_name,given_names,sex,birth_date,birth_country,nationality,postcode,city,insee\n"
#define ONE "ab 12-34,some-title,Mention,2025-01-01,2026-12-31,5903000001,Ñandú,D’Été,Zoë Anne,F,1990-02-28,MX,MX,59000,Lille,59350\n"
#define TWO "CD1234,some-title,,2024-01-01,2025-06-30,5903000001,Ñandú,D’Été,Zoë Anne,F,1990-02-28,MX,MX,59000,Lille,59350\n"
#define VISA "215904337,some-visa,,2026-01-01,2026-12-31,,,,,,,,,,,\n"

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(1767225600);      /* 2026-01-01 */
	gt_arena_reset(arena);
	return 0;
}

static struct gt_import_report put(const char *text, bool dry_run, int want)
{
	struct gt_import_report r = { 0 };
	struct gt_error err = { 0 };
	int rc = gt_register_import_titles(ctl, arena, gt_str(text), &(struct gt_import_act){ .dry_run = dry_run, .by = GT_ACTOR_OPERATOR }, &r, &err);
	if (rc != want) fail_msg("%s: %s (%s), %s", gt_rc_name(rc), err.message, err.detail, r.n_problems ? r.problems[0].cause : "");
	return r;
}

static void twice_the_same_file_changes_nothing(void **state)
{
	(void)state;
	struct gt_import_report r = put(HEAD ONE TWO VISA, true, GT_OK);
	assert_int_equal(r.added, 4);
	assert_int_equal(r.same, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal"), 0);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM title"), 0);
	r = put(HEAD ONE TWO VISA, false, GT_OK);
	assert_int_equal(r.lines, 3);
	assert_int_equal(r.added, 4);
	assert_int_equal(r.same, 1);
	r = put(HEAD ONE TWO VISA, false, GT_OK);
	assert_int_equal(r.added + r.changed, 0);
	r = put(HEAD "AB1234,some-title,Mention,2025-01-01,2027-01-31,5903000001,Ñandú,D’Été,Zoë Anne,F,1990-02-28,MX,MX,59000,Lille,59350\n", false, GT_OK);
	assert_int_equal(r.changed, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM person WHERE folded_name = 'nandu d ete zoe anne'"), 1);
}

static void an_import_that_changes_something_is_in_the_journal_with_whose_act_it_is(void **state)
{
	(void)state;
	struct gt_import_report r;
	struct gt_import_act act = { .by = GT_ACTOR_AGENT, .actor = gt_id_new() };
	struct gt_db *agents = gt_harness_db(h, "web_agent");
	OK(gt_register_import_services(agents, arena, gt_str("code,name\n5901,Nord\n"), &act, &r, E));
	OK(gt_register_import_services(agents, arena, gt_str("code,name\n5901,Nord\n"), &act, &r, E));            /* changes nothing: no act */
	GIVES(GT_REFUSED, gt_register_import_services(agents, arena, gt_str("code,name\n6201,PdC\nx,\n"), &act, &r, E));
	act.dry_run = true;
	OK(gt_register_import_services(agents, arena, gt_str("code,name\n6201,PdC\n"), &act, &r, E));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb = 'services-import' AND actor_kind = 1 AND actor IS NOT NULL AND detail = 'added=1 changed=0 same=0'"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal"), 1);
	gt_db_free(&agents);
}

/* More than one batch; the same person twice in one of them, changed in between. */
static void many_lines_come_out_as_one_after_the_other_would(void **state)
{
	(void)state;
	struct gt_buf b = gt_buf_new(arena, 8 << 20);
	gt_buf_puts(&b, "number,category,valid_from,valid_to,foreigner_number,birth_name,given_names\n");
	for (int i = 0; i < 2500; i++) gt_buf_printf(&b, "T%07d,some-title,2025-01-01,2026-12-31,%010d,NOM%s,Prénom\n", i, 1000 + i / 2, i == 1 ? "BIS" : "");
	const char *text = gt_buf_cstr(&b);
	struct gt_import_report dry = put(text, true, GT_OK), r = put(text, false, GT_OK);
	assert_int_equal(r.lines, 2500);
	assert_int_equal(r.added, 2500 + 1250);
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.same, 1249);
	assert_in_range(dry.added, r.added, r.added + 2);      /* a person at the border of two batches is new to both: nothing was written */
	assert_int_equal(dry.changed, r.changed);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM title t JOIN person p USING (foreigner_number)"), 2500);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM person WHERE birth_name = 'NOMBIS' AND folded_name = 'nombis prenom'"), 1);
	r = put(text, false, GT_OK);
	assert_int_equal(r.added, 0);
	assert_int_equal(r.changed, 2);          /* that person, there and back */
}

static void ephotos_are_told_with_their_end_and_used_ones_stay_used(void **state)
{
	(void)state;
	struct gt_import_report r;
	const struct gt_import_act act = { .by = GT_ACTOR_OPERATOR };
	OK(gt_register_import_ephotos(ctl, arena, gt_str("number,valid_to\nABCD1234EFGH5678IJKL,2026-06-30\nabcd 1234 efgh 5678 ijkl 90,\n"), &act, &r, E));
	assert_int_equal(r.added, 2);
	gt_harness_sql(h, "UPDATE ephoto SET state = 'used', dossier = REPEAT('x', 16);\n");
	OK(gt_register_import_ephotos(ctl, arena, gt_str("number,valid_to\nABCD1234EFGH5678IJKL,2026-07-31\n"), &act, &r, E));
	assert_int_equal(r.changed, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM ephoto WHERE state = 'used'"), 2);
	GIVES(GT_REFUSED, gt_register_import_ephotos(ctl, arena, gt_str("number,valid_to\nABCD,2026-13-01\n"), &act, &r, E));
	assert_int_equal(r.n_problems, 2);
}

static void a_file_that_is_wrong_everywhere_is_refused_and_says_how_much_more(void **state)
{
	(void)state;
	struct gt_buf b = gt_buf_new(arena, 8 << 20);
	gt_buf_puts(&b, HEAD);
	for (int i = 0; i < 1500; i++) gt_buf_puts(&b, ",,,,,,,,,,,,,,,\n");
	struct gt_import_report r = put(gt_buf_cstr(&b), false, GT_REFUSED);
	assert_int_equal(r.n_problems, 200);
	assert_int_equal(r.more, 1500 * 4 - 200);
}

static void one_bad_line_and_nothing_of_the_file_stays(void **state)
{
	(void)state;
	static const struct { const char *line, *column; } bad[] = {
		{ "AB12,some-title,,2025-01-01,2026-12-31,,,,,,,,,,,\n", "number" }, { "AB12345,,,2025-01-01,2026-12-31,,,,,,,,,,,\n", "category" },
		{ "AB12345,some-title,,2025-02-30,2026-12-31,,,,,,,,,,,\n", "valid_from" }, { "AB12345,some-title,,2025-01-01,2024-12-31,,,,,,,,,,,\n", "valid_to" },
		{ "AB12345,some-title,,2025-01-01,2026-12-31,123,A,,B,,,,,,,\n", "foreigner_number" }, { "AB12345,some-title,,2025-01-01,2026-12-31,5903000009,,,B,,,,,,,\n", "birth_name" },
		{ "AB12345,some-title,,2025-01-01,2026-12-31,5903000009,A,,B,Q,,,,,,\n", "sex" }, { "AB12345,some-title,,2025-01-01,2026-12-31,5903000009,A,,B,M,,ZZ,,,,\n", "birth_country" },
		{ "AB12345,some-title,,2025-01-01,2026-12-31,5903000009,A,,B,M,,,,,,00000\n", "insee" }, { "AB12345,some-title\n", NULL },
	};
	for (size_t i = 0; i < GT_COUNT(bad); i++) {
		struct gt_import_report r = put(gt_arena_printf(arena, "%s%s%s", HEAD, ONE, bad[i].line), false, GT_REFUSED);
		assert_true(r.n_problems >= 1);
		assert_int_equal(r.problems[0].line, 3);
		if (bad[i].column) assert_string_equal(r.problems[0].column, bad[i].column);
		assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM title"), 0);
	}
	assert_int_equal(put("number,colour\n", false, GT_REFUSED).problems[0].line, 1);
	put("", false, GT_REFUSED);
	put(HEAD "\"", false, GT_REFUSED);
}

static void a_title_answers_to_its_number_with_both_dates(void **state)
{
	(void)state;
	struct gt_title t, held;
	struct gt_person p;
	const struct gt_date from = { 2025, 1, 1 }, to = { 2026, 12, 31 };
	put(HEAD ONE TWO VISA, false, GT_OK);
	OK(gt_register_title(web, arena, " ab1234", from, to, &t, E));
	assert_string_equal(t.foreigner_number, "5903000001");
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, "ab1234", from, from, &t, E));
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, "ab1234", to, to, &t, E));
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, "ab1235", from, to, &t, E));
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, "' OR 1=1", from, to, &t, E));
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, NULL, from, to, &t, E));
	OK(gt_register_title_of(web, arena, "5903000001", &t, E));
	assert_string_equal(t.number, "AB1234");
	OK(gt_register_holder(web, arena, "5903000001", &p, &held, E));
	assert_string_equal(held.number, t.number);
	assert_string_equal(p.foreigner_number, "5903000001");
	gt_harness_sql(h, "UPDATE title SET state = 'withdrawn' WHERE number = 'AB1234';\n");
	GIVES(GT_NOTFOUND, gt_register_title(web, arena, "ab1234", from, to, &t, E));
	OK(gt_register_title_of(web, arena, "5903000001", &t, E));
	assert_string_equal(t.number, "CD1234");
	GIVES(GT_NOTFOUND, gt_register_title_of(web, arena, NULL, &t, E));
	gt_harness_sql(h, "UPDATE title SET state = 'withdrawn';\n");
	OK(gt_register_holder(web, arena, "5903000001", &p, &held, E));
	assert_null(held.number);
	GIVES(GT_NOTFOUND, gt_register_holder(web, arena, "5903999999", &p, &held, E));
}

static void agents_learn_what_a_declared_person_has_in_common_with_the_register(void **state)
{
	(void)state;
	put(HEAD ONE, false, GT_OK);
	static const struct { struct gt_register_claim claim; unsigned bits; } table[] = {
		{ { "59 0300 0001", "NANDU", "Anne", { 1990, 2, 28 } }, 0 },
		{ { "5903000001", "d'été", "zoe", { 1990, 2, 28 } }, 0 },
		{ { "5903000001", "Autre", "Zoé", { 1990, 2, 28 } }, GT_CLAIM_NAME },
		{ { "5903000001", "Ñandú", "Marie", { 1990, 2, 27 } }, GT_CLAIM_FIRST_NAMES | GT_CLAIM_BIRTH_DATE },
		{ { "5903000002", "Ñandú", "Zoé", { 1990, 2, 28 } }, GT_CLAIM_UNKNOWN },
		{ { NULL, NULL, NULL, { 0, 0, 0 } }, GT_CLAIM_UNKNOWN },
	};
	for (size_t i = 0; i < GT_COUNT(table); i++) {
		unsigned bits = 99;
		OK(gt_register_compare(web, arena, &table[i].claim, &bits, E));
		assert_int_equal(bits, table[i].bits);
	}
	unsigned bits;
	gt_clock_set_fixed(1800000000);      /* 2027 */
	OK(gt_register_compare(web, arena, &table[0].claim, &bits, E));
	assert_int_equal(bits, GT_CLAIM_NO_TITLE);
}

static void a_commune_belongs_to_the_service_of_its_departement(void **state)
{
	(void)state;
	static const char csv[] = "code,name,departments,address\n5901,Nord,59,\"1 rue X\n59000 Lille\"\n2001,Corse,2A 2B,\n9741,La Réunion,974,\n9701,Antilles,\"971 972\",\n";
	struct gt_import_report r;
	OK(gt_register_import_services(ctl, arena, gt_str(csv), &(struct gt_import_act){ .by = GT_ACTOR_OPERATOR }, &r, E));
	OK(gt_register_import_services(ctl, arena, gt_str(csv), &(struct gt_import_act){ .by = GT_ACTOR_OPERATOR }, &r, E));
	assert_int_equal(r.same, 4);
	assert_string_equal(gt_register_service_of(web, arena, "59350"), "5901");
	assert_string_equal(gt_register_service_of(web, arena, "2B033"), "2001");
	assert_string_equal(gt_register_service_of(web, arena, "97411"), "9741");
	assert_null(gt_register_service_of(web, arena, "97302"));
	assert_null(gt_register_service_of(web, arena, "75056"));
	assert_null(gt_register_service_of(web, arena, NULL));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM service WHERE address = '1 rue X\n59000 Lille'"), 1);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 64u << 20);
	web = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(an_import_that_changes_something_is_in_the_journal_with_whose_act_it_is), T(many_lines_come_out_as_one_after_the_other_would),
		T(ephotos_are_told_with_their_end_and_used_ones_stay_used), T(a_file_that_is_wrong_everywhere_is_refused_and_says_how_much_more), T(twice_the_same_file_changes_nothing), T(one_bad_line_and_nothing_of_the_file_stays), T(a_title_answers_to_its_number_with_both_dates),
		T(agents_learn_what_a_declared_person_has_in_common_with_the_register), T(a_commune_belongs_to_the_service_of_its_departement),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

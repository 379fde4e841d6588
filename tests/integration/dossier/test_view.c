/* Saved views, each agent's own; a list as a file for a spreadsheet: whole, in the territory, harmless. */
#include "tests/integration/dossier/after.h"
#include <stdio.h>
#include <stdlib.h>
#include "dossier/view.h"

static struct gt_findings f;

static int save(const struct gt_agent_session *who, const char *name, const char *query, struct gt_error *err)
{
	f = gt_findings_new(arena);
	return gt_view_save(&agents, arena, who, name, query, &f, err);
}

static size_t views_of(const struct gt_agent_session *who, struct gt_view **ret)
{
	size_t n;
	OK(gt_views_list(&agents, arena, who, ret, &n, E));
	return n;
}

static void statements_are_prepared_by_the_agents_program(void **state)
{
	(void)state;
	OK(gt_view_store_prepare(web, E));
}

static void a_view_is_its_agents_alone_and_a_name_stands_once(void **state)
{
	(void)state;
	struct gt_view *all;
	OK(save(&camille, "  Urgences ", "liste=due&tri=echeance", E));
	OK(save(&camille, "Urgences", "liste=all&etat=verifying&q=b%C3%A9", E));
	OK(save(&camille, "A lire", "liste=replied", E));
	assert_int_equal(views_of(&camille, &all), 2);
	assert_string_equal(all[0].name, "A lire");
	assert_string_equal(all[1].query, "liste=all&etat=verifying&q=b%C3%A9");
	assert_int_equal(views_of(&samir, &all), 0);
	views_of(&camille, &all);
	OK(gt_view_remove(&agents, &samir, all[0].id, E));
	assert_int_equal(views_of(&camille, &all), 2);
	OK(gt_view_remove(&agents, &camille, all[0].id, E));
	assert_int_equal(views_of(&camille, &all), 1);
}

static void what_is_no_view_is_not_saved(void **state)
{
	(void)state;
	struct gt_view *all;
	static const char *const wrong[] = { NULL, "", "/ailleurs", "liste=all\" onclick=\"x", "liste=all#x", "http://exemple.test", "liste=a b" };
	for (size_t i = 0; i < GT_COUNT(wrong); i++) GIVES(GT_BADINPUT, save(&camille, "x", wrong[i], E));
	GIVES(GT_REFUSED, save(&camille, " ", "liste=all", E));
	assert_string_equal(f.items[0].id, "required");
	GIVES(GT_REFUSED, save(&camille, "0123456789012345678901234567890123456789012345678901234567890", "liste=all", E));
	for (int i = 0; i < GT_VIEWS_MAX; i++) OK(save(&camille, gt_arena_printf(arena, "vue %d", i), "liste=all", E));
	GIVES(GT_REFUSED, save(&camille, "une de trop", "liste=all", E));
	assert_string_equal(f.items[0].id, "view-too-many");
	OK(save(&camille, "vue 3", "liste=mine", E));
	assert_int_equal(views_of(&camille, &all), GT_VIEWS_MAX);
}

/* ---- the file ---- */
static const char *bytes(const struct gt_agent_session *who, struct gt_work_filter filter, enum gt_table_format format, int *ret_pieces, size_t *ret_n)
{
	struct gt_list_file *file;
	struct gt_str piece;
	struct gt_buf b = gt_buf_new(arena, 8 << 20);
	*ret_pieces = 0;
	OK(gt_list_file_begin(&agents, arena, who, &filter, format, "fr", &file, E));
	for (;;) {
		OK(gt_list_file_piece(file, &piece, E));
		if (!piece.n) break;
		gt_buf_add(&b, piece.p, piece.n);
		++*ret_pieces;
	}
	*ret_n = b.n;
	return gt_buf_cstr(&b);
}

static const char *whole(const struct gt_agent_session *who, struct gt_work_filter filter, int *ret_pieces)
{
	size_t n;
	return bytes(who, filter, GT_TABLE_CSV, ret_pieces, &n);
}

static int lines_in(const char *s)
{
	int n = 0;
	for (; (s = strchr(s, '\n')); s++) n++;
	return n;
}

static void many(int n, const char *service)
{
	for (int i = 0; i < n; i++)
		sql("INSERT INTO dossier (id, state, account, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, created_utc_s, updated_utc_s, deposited_utc_s) VALUES "
			"(X'%s', 'deposited', X'%s', '5903007069', '%s', '%s', 'self', '%s20260910%07d', '%s', 1, %d, %d)", hex(gt_id_new()), hex(conjointe.account), renewal.procedure->id, renewal.procedure->version,
			service, i, service, T0 + i, T0 + i);
}

static void a_long_list_is_whole_and_comes_in_pieces(void **state)
{
	(void)state;
	int pieces;
	many(450, "5901");
	const char *text = whole(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL }, &pieces);
	assert_int_equal(lines_in(text), 451);
	assert_int_equal(pieces, 3);
	assert_true(gt_starts(text, "\xef\xbb\xbf\"N° de la demande\";\"Démarche\";"));
	assert_non_null(strstr(text, ";\"Déposé\";"));                           /* the state in words, the procedure by its title */
	assert_null(strstr(text, renewal.procedure->id));
	for (int i = 0; i < 450; i += 37) assert_non_null(strstr(text, gt_arena_printf(arena, "\"590120260910%07d\"", i)));
	assert_int_equal(count("journal WHERE verb = 'export-list' AND actor = X'%s'", hex(camille.agent)), 1);
}

/* The file as it came, unpacked by unzip: what a spreadsheet would read. */
static const char *unpacked(const char *path, const char *entry)
{
	struct gt_buf b = gt_buf_new(arena, 8 << 20);
	char piece[4096];
	size_t n;
	FILE *p = popen(gt_arena_printf(arena, "unzip -p '%s' '%s'", path, entry), "r");
	assert_non_null(p);
	while ((n = fread(piece, 1, sizeof piece, p)) > 0) gt_buf_add(&b, piece, n);
	assert_int_equal(pclose(p), 0);
	return gt_buf_cstr(&b) ? gt_buf_cstr(&b) : "";
}

static void the_same_list_is_a_sheet_whose_cells_are_texts_and_days(void **state)
{
	(void)state;
	int pieces;
	size_t n, rows = 0;
	many(450, "5901");
	sql("UPDATE person SET birth_name = '=1+1 & <b>' WHERE foreigner_number = '5903007069'");
	const char *path = gt_arena_printf(arena, "%s/liste.ods", h->dir), *all = bytes(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL }, GT_TABLE_ODS, &pieces, &n);
	FILE *file = fopen(path, "wb");
	assert_int_equal(fwrite(all, 1, n, file), n);
	fclose(file);
	/* what it is stands first, as it is, without compression */
	assert_memory_equal(all + 30, "mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK\3\4", 8 + 46 + 4);
	assert_memory_equal(all + 6, "\0\0\0\0", 4);
	assert_int_equal(system(gt_arena_printf(arena, "unzip -tqq %s", path)), 0);
	assert_string_equal(unpacked(path, "mimetype"), gt_table_type(GT_TABLE_ODS));
	const char *content = unpacked(path, "content.xml");
	xmlDocPtr doc;
	OK(gt_xml_parse(arena, gt_str(content), 8 << 20, &doc, E));
	for (const char *s = content; (s = strstr(s, "<table:table-row>")); s++) rows++;
	assert_int_equal(rows, 451);
	assert_non_null(strstr(content, "office:value-type=\"string\"><text:p>=1+1 &amp; &lt;b&gt;</text:p>"));
	assert_non_null(strstr(content, "office:value-type=\"date\" office:date-value=\"2026-09-10\""));
	assert_null(strstr(content, "table:formula"));
	assert_non_null(strstr(unpacked(path, "META-INF/manifest.xml"), "content.xml"));
}

static void out_of_the_territory_nothing_stands_in_it_and_an_empty_list_has_its_head(void **state)
{
	(void)state;
	int pieces;
	sql("INSERT INTO service (code, name) VALUES ('9741', 'Préfecture de La Réunion')");
	many(3, "9741");
	assert_int_equal(lines_in(whole(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL }, &pieces)), 1);
	assert_int_equal(pieces, 1);
}

static void no_cell_is_a_formula(void **state)
{
	(void)state;
	static const struct { const char *from, *to; } cells[] = {
		{ "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" }, { "+33612345678", "\"'+33612345678\"" }, { "-2+3", "\"'-2+3\"" }, { "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1+1", "\"' =1+1\"" }, { "\r=1", "\"' =1\"" }, { "DUPONT; \"x\"", "\"DUPONT; \"\"x\"\"\"" }, { "ligne\nligne", "\"ligne ligne\"" }, { NULL, "\"\"" }, { "O'Brien", "\"O'Brien\"" },
	};
	for (size_t i = 0; i < GT_COUNT(cells); i++) {
		struct gt_buf b = gt_buf_new(arena, 1000);
		gt_csv_cell(&b, cells[i].from);
		assert_string_equal(gt_buf_cstr(&b), cells[i].to);
	}
	int pieces;
	sql("UPDATE person SET birth_name = '=cmd' WHERE foreigner_number = '5903007069'");
	many(1, "5901");
	assert_non_null(strstr(whole(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL }, &pieces), ";\"'=cmd\";"));
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_agents_program), T(a_view_is_its_agents_alone_and_a_name_stands_once), T(what_is_no_view_is_not_saved), T(a_long_list_is_whole_and_comes_in_pieces), T(the_same_list_is_a_sheet_whose_cells_are_texts_and_days),
		T(out_of_the_territory_nothing_stands_in_it_and_an_empty_list_has_its_head), T(no_cell_is_a_formula),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}

/* Saved views of the worklists, and lists as tables for a spreadsheet. */
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/view_store.h"
#include "text/text.h"

#define PAGE_LINES   200
#define PIECE_MAX    (1 << 20)           /* a page of lines stays far below */

/* ---- saved views ---- */
int gt_views_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_view **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_view_store_list(desk->db, arena, agent->agent, ret, ret_n, err);
}

/* It becomes part of an address: parameters alone, encoded. */
static bool is_query(const char *s)
{
	return s && gt_starts(s, "liste=") && strlen(s) <= GT_VIEW_QUERY_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=&%._-") == strlen(s);
}

int gt_view_save(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const char *name, const char *query, struct gt_findings *findings, struct gt_error *err)
{
	const char *clean = name ? gt_text_clean(arena, name, /* lines= */ false) : "";
	struct gt_view *all;
	size_t n;
	bool known = false;
	if (!is_query(query)) return gt_fail(err, GT_BADINPUT, "not a query of a list");
	int rc = gt_view_store_list(desk->db, arena, agent->agent, &all, &n, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++) known |= gt_streq(all[i].name, clean);
	if (gt_empty(clean)) gt_finding_add(findings, "view-name", NULL, "required");
	else if (gt_text_length(clean) > GT_VIEW_NAME_MAX) gt_finding_arg(gt_finding_add(findings, "view-name", NULL, "too-long"), "max", gt_arena_printf(arena, "%d", GT_VIEW_NAME_MAX));
	else if (!known && n >= GT_VIEWS_MAX) gt_finding_add(findings, "view-name", NULL, "view-too-many");
	if (findings->n) return gt_fail(err, GT_REFUSED, "the view is not saved");
	return gt_view_store_put(desk->db, agent->agent, clean, query, gt_now_utc_s(), err);
}

int gt_view_remove(struct gt_desk *desk, const struct gt_agent_session *agent, struct gt_id id, struct gt_error *err)
{
	return gt_view_store_remove(desk->db, agent->agent, id, err);
}

/* ---- CSV ---- */
void gt_csv_cell(struct gt_buf *b, const char *text)
{
	const char *s = text ? text : "";
	gt_buf_puts(b, "\"");
	/* = + - @ begin a formula, a tab or a line end hides one; a telephone number keeps its plus behind the apostrophe */
	if (*s && strchr("=+-@\t\r\n|%", *s)) gt_buf_puts(b, "'");
	for (; *s; s++) {
		if (*s == '"') gt_buf_puts(b, "\"\"");
		else gt_buf_add(b, *s == '\r' || *s == '\n' || *s == '\t' ? " " : s, 1);
	}
	gt_buf_puts(b, "\"");
}

struct gt_list_file {
	struct gt_desk *desk;
	const struct gt_agent_session *agent;
	struct gt_work_filter filter;
	struct gt_arena *page;
	bool begun, ended;
};

static void let_go(void *arg)
{
	struct gt_list_file *f = arg;
	if (f->page) gt_arena_free(&f->page);
}

static int note_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct gt_list_file *f = arg;
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_AGENT, .actor = f->agent->agent, .verb = "export-list", .detail = gt_work_list_name(f->filter.list) }, err);
}

int gt_list_file_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_work_filter *filter, struct gt_list_file **ret, struct gt_error *err)
{
	struct gt_list_file *f = gt_new(arena, struct gt_list_file);
	*f = (struct gt_list_file){ .desk = desk, .agent = agent, .filter = *filter };
	f->filter.cursor = NULL;
	f->filter.backwards = false;
	gt_arena_on_free(arena, let_go, f);
	int rc = gt_db_tx(desk->db, note_tx, f, err);
	if (rc == GT_OK) *ret = f;
	return rc;
}

static void day_cell(struct gt_buf *b, struct gt_date d)
{
	char day[11];
	gt_csv_cell(b, d.y ? gt_date_iso(d, day) : "");
}

static void line(struct gt_buf *b, const struct gt_work_line *l)
{
	const char *const cells[] = { l->number, l->procedure_id, l->service, l->foreigner_number, l->birth_name, l->usual_name, l->first_names, gt_state_name(l->state), l->agent_name };
	for (size_t i = 0; i < GT_COUNT(cells); i++) {
		gt_csv_cell(b, cells[i]);
		gt_buf_puts(b, ";");
	}
	day_cell(b, gt_date_of(l->deposited_utc_s));
	gt_buf_puts(b, ";");
	day_cell(b, l->silence);
	gt_buf_puts(b, ";");
	day_cell(b, l->due);
	gt_buf_puts(b, ";");
	day_cell(b, l->prolonged_to);
	gt_buf_puts(b, "\r\n");
}

/* Names of columns are those of the data, the same in each language; the mark at the beginning tells spreadsheets that it is UTF-8. */
#define HEAD "\xef\xbb\xbfnumero;demarche;service;numero-etranger;nom-naissance;nom-usage;prenoms;etat;agent;depot;silence;reponse-attendue;prolonge-jusqu-au\r\n"

int gt_list_file_piece(void *file, struct gt_str *ret_piece, struct gt_error *err)
{
	struct gt_list_file *f = file;
	struct gt_work_page found;
	*ret_piece = (struct gt_str){ NULL, 0 };
	if (f->ended) return GT_OK;
	/* the cursor of the page before lives in its arena */
	struct gt_arena *page = gt_arena_new("list", 16 << 20);
	int rc = gt_work_page(f->desk, page, f->agent, &f->filter, PAGE_LINES, &found, err);
	if (f->page) gt_arena_free(&f->page);
	f->page = page;
	if (rc != GT_OK) return rc;
	struct gt_buf b = gt_buf_new(page, PIECE_MAX);
	if (!f->begun) gt_buf_puts(&b, HEAD);
	f->begun = true;
	for (size_t i = 0; i < found.n; i++) line(&b, &found.lines[i]);
	f->filter.cursor = found.after;
	f->ended = !found.after;
	if (b.overflow) return gt_fail(err, GT_FAILED, "a page of lines is longer than %d bytes", PIECE_MAX);
	*ret_piece = (struct gt_str){ b.p, b.n };
	return GT_OK;
}

/* Saved views of the worklists, and lists as tables for a spreadsheet. */
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/view_store.h"
#include "plugin/plugin.h"
#include "text/text.h"

#define PAGE_LINES   200

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

/* ---- a list as a table ---- */
struct gt_list_file {
	struct gt_desk *desk;
	const struct gt_agent_session *agent;
	struct gt_work_filter filter;
	struct gt_table *table;
	const char *lang;
	struct gt_arena *page;
	bool whole, ended;                   /* no row more comes; nothing more comes */
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

int gt_list_file_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_work_filter *filter, enum gt_table_format format, const char *lang,
	struct gt_list_file **ret, struct gt_error *err)
{
	struct gt_list_file *f = gt_new(arena, struct gt_list_file);
	*f = (struct gt_list_file){ .desk = desk, .agent = agent, .filter = *filter, .lang = lang };
	f->filter.cursor = NULL;
	f->filter.backwards = false;
	gt_arena_on_free(arena, let_go, f);
	int rc = gt_table_begin(desk, arena, format, "list", lang, &f->table, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, note_tx, f, err);
	if (rc == GT_OK) *ret = f;
	return rc;
}

static void day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char text[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, text));
}

static void line(const struct gt_list_file *f, xmlNodePtr list, const struct gt_work_line *l)
{
	const struct gt_procedure *p = gt_plugins_procedure(f->desk->plugins, l->procedure_id, l->procedure_version);
	xmlNodePtr el = gt_el(list, "line");
	gt_attr(el, "number", l->number);
	gt_attr(el, "procedure", p ? gt_procedure_title(p, f->lang) : l->procedure_id);
	gt_attr(el, "service", l->service);
	gt_attr(el, "foreigner-number", l->foreigner_number);
	gt_attr(el, "birth-name", l->birth_name);
	gt_attr(el, "usual-name", l->usual_name);
	gt_attr(el, "first-names", l->first_names);
	gt_attr(el, "state", gt_state_name(l->state));
	gt_attr(el, "agent", l->agent_name);
	day(el, "deposited", gt_date_of(l->deposited_utc_s));
	day(el, "silence", l->silence);
	day(el, "due", l->due);
	day(el, "prolonged-to", l->prolonged_to);
}

static int rows(struct gt_list_file *f, struct gt_str *ret, struct gt_error *err)
{
	struct gt_work_page found;
	/* the cursor of the page before lives in its arena */
	struct gt_arena *page = gt_arena_new("list", 32 << 20);
	int rc = gt_work_page(f->desk, page, f->agent, &f->filter, PAGE_LINES, &found, err);
	if (f->page) gt_arena_free(&f->page);
	f->page = page;
	if (rc != GT_OK) return rc;
	xmlDocPtr doc = gt_xml_new(page, "list", NULL);
	for (size_t i = 0; i < found.n; i++) line(f, gt_xml_root(doc), &found.lines[i]);
	f->filter.cursor = found.after;
	f->whole = !found.after;
	return gt_table_rows(f->table, page, doc, ret, err);
}

int gt_list_file_piece(void *file, struct gt_str *ret_piece, struct gt_error *err)
{
	struct gt_list_file *f = file;
	*ret_piece = (struct gt_str){ NULL, 0 };
	int rc = GT_OK;
	while (rc == GT_OK && !ret_piece->n && !f->whole) rc = rows(f, ret_piece, err);
	if (rc != GT_OK || ret_piece->n || f->ended) return rc;
	f->ended = true;
	return gt_table_end(f->table, ret_piece, err);
}

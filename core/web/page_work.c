/* The worklists: which list, which filters, a page of it. What stands in a list is room dossier's. */
#include "text/text.h"
#include "dossier/bulk.h"
#include "web/work_priv.h"

static const char *given(const struct gt_visit *v, const char *name)
{
	const char *value = gt_query(v->req, name);
	return gt_empty(value) ? NULL : value;
}

static const struct { const char *name; enum gt_work_sort sort; } sorts[] = {
	{ "depot", GT_SORT_DEPOSITED }, { "depot-recent", GT_SORT_DEPOSITED_LATEST }, { "modification", GT_SORT_UPDATED_LATEST }, { "echeance", GT_SORT_DUE },
};

static enum gt_work_sort usual_sort(enum gt_work_list list)
{
	switch (list) {
	case GT_WORK_MINE: case GT_WORK_DUE: case GT_WORK_WAITING: return GT_SORT_DUE;
	case GT_WORK_REPLIED: return GT_SORT_UPDATED_LATEST;
	case GT_WORK_ALL: return GT_SORT_DEPOSITED_LATEST;
	default: return GT_SORT_DEPOSITED;
	}
}

static bool known_state(const char *name)
{
	for (int s = GT_STATE_DEPOSITED; s < GT_STATE_EXPIRED; s++)
		if (gt_streq(name, gt_state_name((enum gt_state)s))) return true;
	return false;
}

struct gt_work_filter gt_work_filter_of(struct gt_visit *v)
{
	struct gt_work_filter f = { .list = GT_WORK_TAKE, .procedure = given(v, "demarche"), .state = given(v, "etat"), .service = given(v, "service"), .search = given(v, "q") };
	const char *agent = given(v, "agent"), *sort = given(v, "tri"), *from = given(v, "du"), *to = given(v, "au");
	if (!gt_work_list_parse(given(v, "liste"), &f.list) && gt_streq(v->req->path, "/demandes")) f.list = GT_WORK_ALL;
	f.sort = usual_sort(f.list);
	for (size_t i = 0; i < GT_COUNT(sorts); i++)
		if (gt_streq(sort, sorts[i].name)) f.sort = sorts[i].sort;
	if (f.state && !known_state(f.state)) f.state = NULL;
	if (from && !gt_date_parse(from, &f.from)) f.from.y = 0;
	if (to && !gt_date_parse(to, &f.to)) f.to.y = 0;
	if (gt_streq(agent, "personne")) f.nobody = true;
	else if (gt_streq(agent, "moi")) f.agent = v->agent->agent;
	else if (agent && !gt_id_parse(agent, &f.agent)) f.agent = (struct gt_id){ { 0 } };
	if (given(v, "apres")) f.cursor = given(v, "apres");
	else if (given(v, "avant")) { f.cursor = given(v, "avant"); f.backwards = true; }
	return f;
}

/* ---- the same page with another cursor: every other parameter of ours is kept ---- */
static void add_parameter(struct gt_buf *b, const char *name, const char *value)
{
	gt_buf_printf(b, "%c%s=", b->n && memchr(b->p, '?', b->n) ? '&' : '?', name);
	for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
		bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("-._", *c);
		if (plain) gt_buf_add(b, c, 1);
		else gt_buf_printf(b, "%%%02X", *c);
	}
}

static const char *page_href(struct gt_visit *v, const struct gt_work_filter *f, const char *cursor_name, const char *cursor)
{
	static const char *const kept[] = { "q", "demarche", "etat", "service", "agent", "du", "au", "tri" };
	struct gt_buf b = gt_buf_new(v->arena, 8192);
	gt_buf_puts(&b, "/demandes");
	add_parameter(&b, "liste", gt_work_list_name(f->list));
	for (size_t i = 0; i < GT_COUNT(kept); i++)
		if (given(v, kept[i])) add_parameter(&b, kept[i], given(v, kept[i]));
	if (cursor) add_parameter(&b, cursor_name, cursor);
	const char *href = gt_buf_cstr(&b);
	return href ? href : "/demandes";
}

const char *gt_work_href(struct gt_visit *v, const struct gt_work_filter *f) { return page_href(v, f, NULL, NULL); }

/* ---- what one may filter by ---- */
static xmlNodePtr choice(xmlNodePtr parent, const char *name)
{
	xmlNodePtr el = gt_el(parent, "choice");
	gt_attr(el, "name", name);
	return el;
}

static void option(xmlNodePtr parent, const char *value, const char *label, const char *chosen)
{
	xmlNodePtr el = gt_el(parent, "option");
	gt_attr(el, "value", value);
	gt_attr(el, "label", label);
	gt_attr_flag(el, "selected", gt_streq(value, chosen));
}

void gt_work_filter_procedures(struct gt_visit *v, xmlNodePtr filters, const struct gt_work_filter *f)
{
	size_t n;
	const struct gt_plugin *all = gt_plugins_all(v->web->at.plugins, &n);
	xmlNodePtr el = choice(filters, "demarche");
	for (size_t i = 0; i < n; i++) {
		if (!all[i].procedure || (i && gt_streq(all[i - 1].id, all[i].id) && all[i - 1].procedure)) continue;
		option(el, all[i].id, gt_procedure_title(all[i].procedure, v->lang), f->procedure);
	}
}

int gt_work_filter_services(struct gt_visit *v, xmlNodePtr filters, const struct gt_work_filter *f)
{
	struct gt_register_service *services;
	size_t n;
	int rc = gt_register_services(v->web->at.db, v->arena, &services, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr el = choice(filters, "service");
	for (size_t i = 0; i < n; i++)
		if (gt_agent_may(v->agent, "lecteur", services[i].code))
			option(el, services[i].code, gt_arena_printf(v->arena, "%s – %s", services[i].code, services[i].name), f->service);
	return GT_OK;
}

static void add_agents(struct gt_visit *v, xmlNodePtr filters, const struct gt_colleague *all, size_t n)
{
	const char *chosen = given(v, "agent");
	xmlNodePtr el = choice(filters, "agent");
	option(el, "moi", NULL, chosen);
	option(el, "personne", NULL, chosen);
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		if (!gt_id_eq(all[i].id, v->agent->agent)) option(el, gt_arena_strdup(v->arena, gt_id_text(all[i].id, id)), all[i].name, chosen);
	}
}

static void add_states(xmlNodePtr filters, const struct gt_work_filter *f)
{
	xmlNodePtr el = choice(filters, "etat");
	for (int s = GT_STATE_DEPOSITED; s < GT_STATE_EXPIRED; s++) option(el, gt_state_name((enum gt_state)s), NULL, f->state);
}

static int add_filters(struct gt_visit *v, xmlNodePtr work, const struct gt_work_filter *f, const struct gt_colleague *colleagues, size_t n)
{
	char day[11];
	xmlNodePtr filters = gt_el(work, "filters");
	gt_attr(filters, "search", f->search);
	gt_attr(filters, "from", f->from.y ? gt_date_iso(f->from, day) : NULL);
	gt_attr(filters, "to", f->to.y ? gt_date_iso(f->to, day) : NULL);
	gt_attr_flag(filters, "used", f->procedure || f->state || f->service || f->from.y || f->to.y || f->nobody || !gt_id_null(f->agent));
	gt_work_filter_procedures(v, filters, f);
	add_states(filters, f);
	int rc = gt_work_filter_services(v, filters, f);
	add_agents(v, filters, colleagues, n);
	xmlNodePtr sort = choice(filters, "tri");
	for (size_t i = 0; i < GT_COUNT(sorts); i++) option(sort, sorts[i].name, NULL, f->sort == sorts[i].sort ? sorts[i].name : NULL);
	return rc;
}

/* ---- lines ---- */
static void add_day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, day));
}

/* « coche » names the lines to show ticked, with dots between them, or « tout ». */
static bool ticked(struct gt_visit *v, const char *id)
{
	const char *named = given(v, "coche");
	return named && (gt_streq(named, GT_TICK_ALL) || strstr(named, id));
}

static void add_line(struct gt_visit *v, xmlNodePtr work, const struct gt_work_line *line)
{
	char id[GT_ID_TEXT];
	const struct gt_procedure *p = gt_plugins_procedure(v->web->at.plugins, line->procedure_id, line->procedure_version);
	xmlNodePtr el = gt_el(work, "line");
	gt_attr(el, "href", gt_arena_printf(v->arena, "/dossiers/%s", gt_id_text(line->id, id)));
	gt_attr(el, "id", id);
	gt_attr_flag(el, "ticked", ticked(v, id));
	gt_attr(el, "number", line->number);
	gt_attr(el, "state", gt_state_name(line->state));
	gt_attr(el, "procedure", p ? gt_procedure_title(p, v->lang) : line->procedure_id);
	gt_attr(el, "service", line->service);
	gt_attr(el, "foreigner-number", line->foreigner_number);
	gt_attr(el, "birth-name", line->birth_name ? gt_text_upper(v->arena, line->birth_name) : NULL);
	if (!gt_empty(line->usual_name)) gt_attr(el, "usual-name", gt_text_upper(v->arena, line->usual_name));
	gt_attr(el, "first-names", line->first_names);
	gt_page_time(el, "deposited", line->deposited_utc_s);
	add_day(el, "nearest", line->nearest);
	if (line->nearest.y) {
		const char *kind = gt_date_cmp(line->nearest, line->prolonged_to) == 0 ? "prolonged" : gt_date_cmp(line->nearest, line->due) == 0 ? "due" : "silence";
		gt_attr(el, "nearest-kind", kind);
		gt_attr_int(el, "days", gt_days_between(gt_today(), line->nearest));
	}
	if (!gt_id_null(line->agent)) {
		bool mine = gt_id_eq(line->agent, v->agent->agent);
		gt_attr(el, "charge", mine ? "mine" : line->leased ? "leased" : "other");
		gt_attr(el, "agent", line->agent_name);
	}
	gt_attr_flag(el, "counter", line->counter);
	gt_attr_flag(el, "replied", line->replied);
	gt_attr_flag(el, "rehearsal", line->rehearsal);
}

/* What can be done with several lines; for whoever acts somewhere. */
static void add_bulk(struct gt_visit *v, xmlNodePtr work, const struct gt_work_filter *f, const struct gt_colleague *all, size_t n)
{
	if (!gt_agent_may(v->agent, "instructeur", NULL)) return;
	xmlNodePtr bulk = gt_el(work, "bulk");
	const char *here = page_href(v, f, f->backwards ? "avant" : "apres", f->cursor);
	bool everything = gt_streq(given(v, "coche"), GT_TICK_ALL);
	gt_attr(bulk, "view", strchr(here, '?') ? strchr(here, '?') + 1 : "");
	gt_attr(bulk, everything ? "untick" : "tick", gt_arena_printf(v->arena, "%s%s#lignes", here, everything ? "" : "&coche=" GT_TICK_ALL));
	for (int a = 0; a < GT_BULK__MAX; a++) {
		xmlNodePtr act = gt_el(bulk, "act");
		gt_attr(act, "id", gt_bulk_name((enum gt_bulk_act)a));
		gt_attr_flag(act, "selected", gt_streq(given(v, "acte"), gt_bulk_name((enum gt_bulk_act)a)));
	}
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		xmlNodePtr el = gt_el(bulk, "colleague");
		gt_attr(el, "id", gt_id_text(all[i].id, id));
		gt_attr(el, "name", all[i].name);
	}
}

int page_work(struct gt_visit *v)
{
	struct gt_work_filter f = gt_work_filter_of(v);
	struct gt_work_page found;
	int64_t counted;
	struct gt_colleague *colleagues;
	size_t n;
	xmlNodePtr root = gt_page_new(v, "work"), work = gt_el(root, "work");
	GT_XML_EACH(entry, gt_xml_child(root, "menu"), "entry") {
		bool here = gt_streq(gt_xml_attr(entry, "id"), gt_work_list_name(f.list));
		gt_attr_flag(entry, "current", here);
		/* a short list the menu has counted already */
		if (here && gt_xml_attr(entry, "count") && !gt_xml_attr(entry, "more") && gt_parse_i64(gt_xml_attr(entry, "count"), 0, GT_WORK_MENU_MAX, &counted)) f.counted = &counted;
	}
	int rc = gt_work_page(&v->web->desk, v->arena, v->agent, &f, GT_WORK_LINES, &found, &v->err);
	if (rc != GT_OK) return rc;
	gt_attr(work, "list", gt_work_list_name(f.list));
	gt_attr_int(work, "total", found.total > GT_WORK_COUNT_MAX ? GT_WORK_COUNT_MAX : found.total);
	gt_attr_flag(work, "more", found.total > GT_WORK_COUNT_MAX);
	rc = gt_work_colleagues(&v->web->desk, v->arena, v->agent, NULL, &colleagues, &n, &v->err);
	if (rc == GT_OK) rc = add_filters(v, work, &f, colleagues, n);
	if (rc != GT_OK) return rc;
	rc = gt_work_views(v, work, &f);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < found.n; i++) add_line(v, work, &found.lines[i]);
	if (found.n) add_bulk(v, work, &f, colleagues, n);
	xmlNodePtr pager = gt_el(work, "pager");
	if (f.cursor) gt_attr(pager, "first", page_href(v, &f, NULL, NULL));
	if (found.before) gt_attr(pager, "before", page_href(v, &f, "avant", found.before));
	if (found.after) gt_attr(pager, "after", page_href(v, &f, "apres", found.after));
	return gt_page_send(v);
}

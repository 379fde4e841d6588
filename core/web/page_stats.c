/* Figures of the agents' services, as a page and as a file: the same document for both, so that both say the same. */
#include "dossier/stats.h"
#include "dossier/table.h"
#include "web/work_priv.h"

static struct gt_stats_filter filter_of(struct gt_visit *v)
{
	const char *service = gt_query(v->req, "service");
	return (struct gt_stats_filter){ .procedure = gt_query(v->req, "demarche"), .service = gt_empty(service) || gt_agent_may(v->agent, "lecteur", service) ? service : "-" };
}

static const char *piece_label(struct gt_visit *v, const struct gt_procedure *p, const char *piece)
{
	const char *label = p ? gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, strchr(piece, '.') ? "field.%s" : "justificatif.%s", piece), NULL) : NULL;
	return label ? label : piece;
}

static void attr_tenths(struct gt_visit *v, xmlNodePtr el, const char *name, int64_t tenths) { gt_attr(el, name, gt_arena_printf(v->arena, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10))); }

static void add_months(xmlNodePtr el, const struct gt_stats *s)
{
	char day[11];
	int64_t flow = 1, stock = 1;
	for (int i = 0; i < GT_STATS_MONTHS; i++) {
		const struct gt_stats_month *m = &s->months[i];
		xmlNodePtr x = gt_el(el, "month");
		gt_attr(x, "first", gt_date_iso(m->first, day));
		gt_attr_int(x, "in", m->in);
		gt_attr_int(x, "out", m->out);
		gt_attr_int(x, "stock", m->stock);
		flow = m->in > flow ? m->in : flow;
		flow = m->out > flow ? m->out : flow;
		stock = m->stock > stock ? m->stock : stock;
	}
	gt_attr_int(el, "most-flow", flow);
	gt_attr_int(el, "most-stock", stock);
}

static int add_figures(struct gt_visit *v, xmlNodePtr parent, xmlNodePtr *ret)
{
	struct gt_stats s;
	struct gt_stats_filter f = filter_of(v);
	int rc = gt_stats(&v->web->desk, v->arena, v->agent, &f, &s, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr el = *ret = gt_el(parent, "statistics"), x;
	gt_page_time(el, "counted", s.counted_utc_s);
	add_months(el, &s);
	for (size_t i = 0; i < s.n_states; i++) {
		x = gt_el(el, "state");
		gt_attr(x, "name", s.states[i].state);
		gt_attr_int(x, "n", s.states[i].n);
		gt_attr_int(x, "age", s.states[i].age_days);
		gt_attr_int(x, "oldest", s.states[i].oldest_days);
	}
	for (size_t i = 0; i < s.n_steps; i++) {
		x = gt_el(el, "step");
		gt_attr(x, "name", s.steps[i].state);
		gt_attr_int(x, "n", s.steps[i].n);
		attr_tenths(v, x, "days", (s.steps[i].mean_s * 10 + 43200) / 86400);
	}
	for (size_t i = 0; i < s.n_pieces; i++) {
		const struct gt_procedure *p = gt_plugins_procedure(v->web->at.plugins, s.pieces[i].procedure_id, NULL);
		x = gt_el(el, "piece");
		gt_attr(x, "procedure", p ? gt_procedure_title(p, v->lang) : s.pieces[i].procedure_id);
		gt_attr(x, "label", piece_label(v, p, s.pieces[i].piece));
		gt_attr_int(x, "n", s.pieces[i].n);
		gt_attr_int(x, "of", s.pieces[i].of);
		attr_tenths(v, x, "rate", s.pieces[i].of ? (s.pieces[i].n * 1000 + s.pieces[i].of / 2) / s.pieces[i].of : 0);
	}
	return GT_OK;
}

static const char *file_href(struct gt_visit *v, const char *suffix)
{
	const struct gt_stats_filter f = filter_of(v);
	return gt_arena_printf(v->arena, "/statistiques.%s?demarche=%s&service=%s", suffix, gt_empty(f.procedure) ? "" : f.procedure, gt_empty(f.service) ? "" : f.service);
}

static bool plain(const char *s) { return gt_empty(s) || strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s); }

int page_stats(struct gt_visit *v)
{
	xmlNodePtr el;
	if (!plain(gt_query(v->req, "demarche")) || !plain(gt_query(v->req, "service"))) return gt_fail(&v->err, GT_NOTFOUND, "no such procedure or service");
	xmlNodePtr root = gt_page_new(v, "statistics");
	gt_page_crumb(v, "crumb.statistics", NULL);
	int rc = add_figures(v, root, &el);
	if (rc != GT_OK) return rc;
	struct gt_work_filter as_list = { .procedure = filter_of(v).procedure, .service = filter_of(v).service };
	gt_attr(el, "csv", file_href(v, "csv"));
	gt_attr(el, "ods", file_href(v, "ods"));
	gt_work_filter_procedures(v, el, &as_list);
	rc = gt_work_filter_services(v, el, &as_list);
	return rc == GT_OK ? gt_page_send(v) : rc;
}

/* ---- as a file ---- */
struct file { struct gt_table *table; struct gt_arena *arena; xmlDocPtr doc; int at; };

static int piece(void *arg, struct gt_str *ret, struct gt_error *err)
{
	struct file *f = arg;
	*ret = (struct gt_str){ NULL, 0 };
	int rc = GT_OK;
	if (f->at == 0) rc = gt_table_rows(f->table, f->arena, f->doc, ret, err);
	if (rc == GT_OK && f->at < 2 && !ret->n) { f->at = 1; rc = gt_table_end(f->table, ret, err); }
	f->at++;
	return rc;
}

int page_stats_file(struct gt_visit *v)
{
	struct file *f = gt_new(v->arena, struct file);
	xmlNodePtr el;
	char day[11];
	enum gt_table_format format = gt_streq(v->req->path, "/statistiques.ods") ? GT_TABLE_ODS : GT_TABLE_CSV;
	*f = (struct file){ .arena = v->arena, .doc = gt_xml_new(v->arena, "export", NULL) };
	int rc = add_figures(v, gt_xml_root(f->doc), &el);
	if (rc == GT_OK) rc = gt_table_begin(&v->web->desk, v->arena, format, "statistics", v->lang, &f->table, &v->err);
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, 200);
	gt_respond_stream(v->res, gt_table_type(format), gt_arena_printf(v->arena, "statistiques-%s.%s", gt_date_iso(gt_today(), day), gt_table_suffix(format)), /* inline_picture= */ false, -1, piece, f);
	return GT_OK;
}

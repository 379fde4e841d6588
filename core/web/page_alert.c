/* Alerts before agents' eyes: the list of their territory, those of one request, treated with one button; a prolongation issued by hand. */
#include "dossier/alert.h"
#include "dossier/due.h"
#include "web/work_priv.h"

/* ---- one ---- */
/* detail: a day, why and a day, or the template of a mail. */
static void add_detail(struct gt_visit *v, xmlNodePtr el, const char *detail)
{
	struct gt_date day;
	const char *space = detail ? strchr(detail, ' ') : NULL;
	if (gt_empty(detail)) return;
	if (gt_date_parse(detail, &day)) gt_attr(el, "day", detail);
	else if (space && gt_date_parse(space + 1, &day)) {
		gt_attr(el, "why", gt_arena_strndup(v->arena, detail, (size_t)(space - detail)));
		gt_attr(el, "day", space + 1);
	}
}

static const struct gt_procedure *procedure_of(struct gt_visit *v, const char *id, const char *version) { return id && version ? gt_plugins_procedure(v->web->at.plugins, id, version) : NULL; }

/* What a procedure's logic asked for, in the procedure's words; what silence means there. */
static void add_from_procedure(struct gt_visit *v, xmlNodePtr el, const struct gt_alert *a)
{
	const struct gt_procedure *p = procedure_of(v, a->procedure_id, a->procedure_version);
	if (!p) return;
	if (gt_streq(a->kind, "task") || gt_streq(a->kind, "deadline")) gt_attr(el, "words", gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "%s.%s", a->kind, a->detail), NULL));
	else if (gt_starts(a->kind, "silence-")) gt_attr(el, "why", p->delays.silence_refuses ? "silence-refuses" : "silence-accepts");
}

/* detail: its id and version. */
static void add_closed(struct gt_visit *v, xmlNodePtr el, const char *detail)
{
	const char *space = detail ? strchr(detail, ' ') : NULL;
	if (!space) return;
	const char *id = gt_arena_strndup(v->arena, detail, (size_t)(space - detail));
	const struct gt_procedure *p = procedure_of(v, id, space + 1);
	gt_attr(el, "words", gt_arena_printf(v->arena, "%s (%s)", p ? gt_procedure_title(p, v->lang) : id, space + 1));
	gt_attr(el, "href", gt_arena_printf(v->arena, "/administration/demarches/%s", id));
}

static void add_alert(struct gt_visit *v, xmlNodePtr parent, const struct gt_alert *a)
{
	char id[GT_ID_TEXT], dossier[GT_ID_TEXT];
	xmlNodePtr el = gt_el(parent, "alert");
	gt_attr(el, "kind", a->kind);
	gt_attr(el, "service", a->service);
	gt_attr(el, "number", a->number);
	gt_attr(el, "birth-name", a->birth_name);
	gt_attr(el, "first-names", a->first_names);
	if (gt_streq(a->kind, "procedure-closed")) add_closed(v, el, a->detail);
	else add_detail(v, el, a->detail);
	add_from_procedure(v, el, a);
	gt_page_time(el, "at", a->created_utc_s);
	gt_page_time(el, "done", a->done_utc_s);
	gt_attr(el, "by", a->done_name);
	if (!gt_id_null(a->dossier)) gt_attr(el, "href", gt_arena_printf(v->arena, "/dossiers/%s", gt_id_text(a->dossier, dossier)));
	if (!a->done_utc_s && gt_alert_may_treat(v->agent, a)) gt_attr(el, "treat", gt_arena_printf(v->arena, "/alertes/%s/traiter", gt_id_text(a->id, id)));
}

/* ---- the list ---- */
int page_alerts(struct gt_visit *v)
{
	struct gt_alert *all;
	size_t n;
	bool done = gt_streq(gt_query(v->req, "etat"), "traitees");
	const char *asked = gt_query(v->req, "type"), *kind = NULL;
	for (size_t i = 0; gt_alert_kinds[i]; i++)
		if (gt_streq(asked, gt_alert_kinds[i])) kind = gt_alert_kinds[i];
	int rc = gt_alerts_list(&v->web->desk, v->arena, v->agent, done ? GT_ALERTS_DONE : GT_ALERTS_OPEN, kind, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_page_new(v, "alerts");
	gt_page_crumb(v, "crumb.alerts", NULL);
	GT_XML_EACH(entry, gt_xml_child(root, "menu"), "entry") gt_attr_flag(entry, "current", gt_streq(gt_xml_attr(entry, "id"), "alerts"));
	xmlNodePtr list = gt_el(root, "alerts");
	gt_attr(list, "state", done ? "done" : "open");
	bool more = n > GT_ALERTS_MAX;
	gt_attr_flag(list, "more", more);
	if (more) n = GT_ALERTS_MAX;
	for (size_t i = 0; gt_alert_kinds[i]; i++) gt_form_option(list, gt_alert_kinds[i], NULL, gt_streq(kind, gt_alert_kinds[i]));
	for (size_t i = 0; i < n; i++) add_alert(v, list, &all[i]);
	return gt_page_send(v);
}

int page_alert_treat_post(struct gt_visit *v)
{
	struct gt_id id;
	const char *next = gt_own_path(gt_form(v->req, "next"));
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_alert_treat(&v->web->desk, v->agent, id, &v->err);
	return rc == GT_OK ? gt_see_other(v, "%s?m=alert-treated", strcmp(next, "/") == 0 ? "/alertes" : next) : rc;
}

int gt_file_alerts(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_alert *all;
	size_t n;
	int rc = gt_alerts_of(&v->web->desk, v->arena, v->dossier->id, &all, &n, &v->err);
	if (rc != GT_OK || n == 0) return rc;
	xmlNodePtr list = gt_el(root, "alerts");
	gt_attr(list, "state", "open");
	gt_attr(list, "next", gt_file_href(v, ""));
	for (size_t i = 0; i < n; i++) add_alert(v, list, &all[i]);
	return GT_OK;
}

/* ---- a prolongation by hand ---- */
static int prolong_page(struct gt_visit *v, const struct gt_findings *f)
{
	struct gt_date from, to;
	char day[11];
	if (!gt_work_may_act(v->agent, v->dossier)) return gt_fail(&v->err, GT_DENIED, "not an instructeur there");
	if (!gt_prolong_days(v->dossier, &from, &to)) return gt_see_other(v, "%s", gt_file_href(v, "?m=not-now"));
	xmlNodePtr root = gt_file_page(v, "prolong");
	gt_page_crumb(v, "crumb.prolong", NULL);
	xmlNodePtr about = gt_el(root, "about");
	gt_attr(about, "from", gt_date_iso(from, day));
	gt_attr(about, "until", gt_date_iso(to, day));
	gt_attr_flag(about, "late", !v->work->in_time);
	if (f) gt_findings_view(f, root);
	xmlNodePtr form = gt_file_form(v, root, "/prolongation", "prolong");
	gt_attr_int(gt_form_field(v, form, "words", "long-text", "field.prolong-words", true, gt_form(v->req, "words")), "max", GT_WORK_NOTE_MAX);
	gt_form_button(form, "go", "prolong", "button.prolong", "primary");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_prolong(struct gt_visit *v) { return prolong_page(v, NULL); }

int page_prolong_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_prolong_order order = { .version_seen = gt_request_version_seen(v), .words = gt_form(v->req, "words") };
	if (!gt_id_parse(gt_form(v->req, "act") ? gt_form(v->req, "act") : "", &order.act)) return gt_fail(&v->err, GT_BADINPUT, "a prolongation without its key");
	int rc = gt_prolong_by_hand(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, "?m=prolonged"));
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	return rc == GT_REFUSED && f.n ? prolong_page(v, &f) : rc;
}

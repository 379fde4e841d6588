/* Closing as incomplete and opening again, before an agent's eyes. The page of a closing exists only once the lawful path was walked to its end. */
#include "dossier/close.h"
#include "dossier/due.h"
#include "web/work_priv.h"

static void add_day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, day));
}

static int not_now(struct gt_visit *v) { return gt_see_other(v, "%s", gt_file_href(v, "?m=not-now")); }

static int order_of(struct gt_visit *v, struct gt_close_order *ret)
{
	*ret = (struct gt_close_order){ .version_seen = gt_request_version_seen(v), .words = gt_form(v->req, "words") };
	return gt_id_parse(gt_form(v->req, "act") ? gt_form(v->req, "act") : "", &ret->act) ? GT_OK : gt_fail(&v->err, GT_BADINPUT, "an act without its key");
}

static void add_form(struct gt_visit *v, xmlNodePtr root, const char *rest, const char *id, const char *kind)
{
	xmlNodePtr form = gt_file_form(v, root, rest, id);
	gt_attr_int(gt_form_field(v, form, "words", "long-text", gt_arena_printf(v->arena, "field.%s-words", id), true, gt_form(v->req, "words")), "max", GT_DECIDE_WORDS_MAX);
	gt_form_button(form, "go", id, gt_arena_printf(v->arena, "button.%s", id), kind);
}

/* ---- what this agent may do about clocks: links at the head of a request ---- */
static void link(struct gt_visit *v, xmlNodePtr root, const char *rest, const char *act)
{
	xmlNodePtr el = gt_el(root, "decision");
	gt_attr(el, "href", gt_file_href(v, rest));
	gt_attr(el, "act", act);
}

int gt_file_clocks(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_close_path path;
	struct gt_date from, to;
	bool mine = gt_id_eq(v->work->agent, v->agent->agent);
	if (gt_work_may_act(v->agent, v->dossier) && mine && gt_prolong_days(v->dossier, &from, &to)) link(v, root, "/prolongation", "prolong");
	if (gt_may_reopen(v->dossier, v->agent)) link(v, root, "/reouverture", "reopen");
	if (gt_may_recover(v)) link(v, root, "/adresse", "recover");
	if (!gt_may_close(v->dossier, v->work, v->agent)) return GT_OK;
	int rc = gt_close_path_of(&v->web->desk, v->arena, v->dossier, &path, &v->err);
	if (rc == GT_OK && gt_close_path_walked(&path)) link(v, root, "/cloture", "close");
	return rc;
}

/* ---- closing ---- */
static int close_page(struct gt_visit *v, const struct gt_findings *f)
{
	struct gt_close_path path;
	if (!gt_may_close(v->dossier, v->work, v->agent)) return not_now(v);
	int rc = gt_close_path_of(&v->web->desk, v->arena, v->dossier, &path, &v->err);
	if (rc != GT_OK) return rc;
	if (!gt_close_path_walked(&path)) return not_now(v);
	xmlNodePtr root = gt_file_page(v, "close");
	gt_page_crumb(v, "crumb.close", NULL);
	xmlNodePtr about = gt_el(root, "path");
	add_day(about, "requested", path.requested);
	add_day(about, "opened", path.opened_on);
	add_day(about, "due", path.due);
	gt_attr_int(about, "reminders", path.reminders);
	if (f) gt_findings_view(f, root);
	add_form(v, root, "/cloture", "close", "danger");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_close_file(struct gt_visit *v) { return close_page(v, NULL); }

int page_close_file_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_close_order order;
	int rc = order_of(v, &order);
	if (rc == GT_OK) rc = gt_close_incomplete(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, "?m=closed"));
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	return rc == GT_REFUSED && f.n ? close_page(v, &f) : rc;
}

/* ---- opening again ---- */
static int reopen_page(struct gt_visit *v, const struct gt_findings *f)
{
	if (!gt_may_reopen(v->dossier, v->agent)) return not_now(v);
	xmlNodePtr root = gt_file_page(v, "reopen");
	gt_page_crumb(v, "crumb.reopen", NULL);
	if (f) gt_findings_view(f, root);
	add_form(v, root, "/reouverture", "reopen", "primary");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_reopen(struct gt_visit *v) { return reopen_page(v, NULL); }

int page_reopen_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_close_order order;
	int rc = order_of(v, &order);
	if (rc == GT_OK) rc = gt_reopen(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, "?m=reopened"));
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	return rc == GT_REFUSED && f.n ? reopen_page(v, &f) : rc;
}

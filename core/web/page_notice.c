/* Notifications: the bell, the list, one of them. Opening is a POST; nothing that a browser or a scanner of mails does by itself opens one. */
#include "web/complement_priv.h"
#include "web/request_priv.h"

#define BELL_LINES 5

static const char *state_of(const struct gt_notice *n) { return n->replied_utc_s ? "replied" : n->opened_utc_s ? "read" : "unread"; }

static const char *href_of(struct gt_visit *v, const struct gt_notice *n)
{
	char id[GT_ID_TEXT];
	return gt_arena_printf(v->arena, "/notifications/%s", gt_id_text(n->id, id));
}

static xmlNodePtr add_notice(struct gt_visit *v, xmlNodePtr parent, const struct gt_notice *n)
{
	char id[GT_ID_TEXT], day[11];
	xmlNodePtr el = gt_el(parent, "notice");
	gt_attr(el, "id", gt_id_text(n->id, id));
	gt_attr(el, "type", n->type);
	gt_attr(el, "at", gt_date_iso(gt_date_of(n->created_utc_s), day));
	gt_attr(el, "state", state_of(n));
	if (n->opened.y) gt_attr(el, "read", gt_date_iso(n->opened, day));
	if (n->replied_utc_s) gt_attr(el, "replied", gt_date_iso(gt_date_of(n->replied_utc_s), day));
	if (n->due.y) gt_attr(el, "due", gt_date_iso(n->due, day));
	gt_attr(el, "href", href_of(v, n));
	return el;
}

/* A page without its bell is better than no page. */
void gt_page_bell(struct gt_visit *v, xmlNodePtr user)
{
	struct gt_notice *last;
	size_t n = 0;
	int64_t unread = 0;
	if (v->session->notified && gt_notices_latest(&v->web->desk, v->arena, v->session->account, BELL_LINES, &last, &n, &unread, NULL) != GT_OK) n = 0;
	gt_attr_int(user, "unread", unread);
	for (size_t i = 0; i < n; i++) add_notice(v, user, &last[i]);
}

/* ---- the list ---- */
static const char *const filters[] = { [GT_NOTICES_UNREAD] = "unread", [GT_NOTICES_READ] = "read", [GT_NOTICES_REPLIED] = "replied" };

static enum gt_notices filter_of(struct gt_visit *v)
{
	const char *asked = gt_query(v->req, "etat");
	for (size_t i = GT_NOTICES_UNREAD; i < GT_COUNT(filters); i++)
		if (gt_streq(asked, filters[i])) return (enum gt_notices)i;
	return GT_NOTICES_ALL;
}

static int64_t number_asked(struct gt_visit *v, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
	int64_t n;
	const char *s = gt_query(v->req, name);
	return s && gt_parse_i64(s, min, max, &n) ? n : otherwise;
}

static void add_pager(struct gt_visit *v, xmlNodePtr root, enum gt_notices which, int64_t per, int64_t page, int64_t pages)
{
	const char *head = gt_arena_printf(v->arena, "/notifications?etat=%s&par-page=%lld&page=", which ? filters[which] : "", (long long)per);
	xmlNodePtr pager = gt_el(root, "pager");
	gt_attr_int(pager, "page", page);
	gt_attr_int(pager, "pages", pages);
	gt_attr_int(pager, "per-page", per);
	if (page > 1) gt_attr(pager, "before", gt_arena_printf(v->arena, "%s%lld", head, (long long)page - 1));
	if (page < pages) gt_attr(pager, "after", gt_arena_printf(v->arena, "%s%lld", head, (long long)page + 1));
}

/* In the guide's order, the oldest first; the page that opens is therefore the last one, where the newest stand. */
int page_notifications(struct gt_visit *v)
{
	struct gt_notice *all;
	size_t n;
	enum gt_notices which = filter_of(v);
	int64_t per = number_asked(v, "par-page", 10, 50, 10);
	int rc = gt_notices_list(&v->web->desk, v->arena, v->session->account, which, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	int64_t pages = n ? ((int64_t)n + per - 1) / per : 1, page = number_asked(v, "page", 1, pages, pages);
	xmlNodePtr root = gt_page_new(v, "notifications");
	gt_page_crumb(v, "crumb.account", "/mon-compte");
	gt_page_crumb(v, "crumb.notifications", NULL);
	xmlNodePtr filter = gt_el(root, "filter");
	for (size_t i = GT_NOTICES_UNREAD; i < GT_COUNT(filters); i++) gt_form_option(filter, filters[i], NULL, i == which);
	for (size_t i = (size_t)((page - 1) * per); i < n && i < (size_t)(page * per); i++) add_notice(v, root, &all[i]);
	add_pager(v, root, which, per, page, pages);
	return gt_page_send(v);
}

/* ---- one ---- */
static void add_body(struct gt_visit *v, xmlNodePtr root, const struct gt_notice *n, xmlNodePtr body)
{
	xmlNodePtr el = gt_el(root, "told");
	char id[GT_ID_TEXT], day[11];
	const struct gt_procedure *p = gt_plugins_procedure(v->web->at.plugins, n->procedure_id, n->procedure_version);
	const struct gt_decision *decision = p ? gt_procedure_decision(p, gt_xml_attr(body, "decision")) : NULL;
	gt_attr(el, "outcome", gt_xml_attr(body, "outcome"));
	gt_attr(el, "from", gt_xml_attr(body, "from"));
	gt_attr(el, "to", gt_xml_attr(body, "to"));
	gt_attr(el, "renewed", gt_xml_attr(body, "renewed"));
	gt_attr(el, "due", gt_xml_attr(body, "due"));
	gt_attr(el, "number", n->number);
	gt_attr(el, "request", gt_id_null(n->dossier) ? NULL : gt_arena_printf(v->arena, "/demandes/%s", gt_id_text(n->dossier, id)));
	if (p) gt_attr(el, "procedure", gt_procedure_title(p, v->lang));
	if (decision && decision->remedies) gt_attr(el, "remedies", gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "remedies.%s", decision->remedies), NULL));
	bool closed = gt_streq(gt_xml_attr(body, "outcome"), "incomplete");
	if (((decision && decision->outcome == GT_UNFAVOURABLE) || (p && closed)) && p->delays.appeal_months) gt_attr(el, "appeal", gt_date_iso(gt_date_add_months(n->opened, p->delays.appeal_months), day));
	GT_XML_EACH(a, body, "answer") gt_xml_copy_into(el, a);
	if (gt_xml_child(body, "words")) gt_el_text(el, "words", gt_xml_text(v->arena, gt_xml_child(body, "words")));
}

static int find(struct gt_visit *v, struct gt_notice *ret, xmlNodePtr *ret_body)
{
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	return gt_notice_read(&v->web->desk, v->arena, v->session->account, id, ret, ret_body, &v->err);
}

xmlNodePtr gt_notice_page(struct gt_visit *v, const struct gt_notice *n)
{
	xmlNodePtr root = gt_page_new(v, "notification");
	gt_page_crumb(v, "crumb.account", "/mon-compte");
	gt_page_crumb(v, "crumb.notifications", "/notifications");
	gt_page_crumb(v, "crumb.notification", NULL);
	add_notice(v, root, n);
	return root;
}

/* What it asks for; *ret NULL: nothing. */
static int asks(struct gt_visit *v, const struct gt_notice *n, struct gt_complement **ret)
{
	*ret = NULL;
	if (!gt_streq(n->type, "complement")) return GT_OK;
	int rc = gt_dossier_open(&v->web->desk, v->arena, n->dossier, v->applicant, &v->dossier, &v->err);
	return rc == GT_OK ? gt_complement_of_notice(&v->web->desk, v->arena, v->dossier, n->id, ret, &v->err) : rc;
}

int page_notification(struct gt_visit *v)
{
	struct gt_notice n;
	struct gt_complement *c;
	xmlNodePtr body;
	int rc = find(v, &n, &body);
	if (rc == GT_OK) rc = asks(v, &n, &c);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_notice_page(v, &n), el = gt_xml_child(root, "notice");
	if (!n.opened_utc_s) {
		gt_attr(el, "open", gt_arena_printf(v->arena, "%s/ouvrir", href_of(v, &n)));
		if (c && c->running) gt_attr_int(el, "days", c->delay_days);
		return gt_page_send(v);
	}
	add_body(v, root, &n, body);
	rc = c ? gt_complement_view(v, root, c, NULL, NULL) : GT_OK;
	if (rc != GT_OK) return rc;
	if (!gt_id_null(n.paper)) {
		char dossier[GT_ID_TEXT], paper[GT_ID_TEXT];
		gt_attr(gt_el(root, "paper"), "href", gt_arena_printf(v->arena, "/demandes/%s/papiers/%s", gt_id_text(n.dossier, dossier), gt_id_text(n.paper, paper)));
	}
	return gt_page_send(v);
}

int page_notification_open_post(struct gt_visit *v)
{
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_notice_open(&v->web->desk, v->session->account, id, &v->err);
	return rc == GT_OK ? gt_see_other(v, "/notifications/%s", v->args[0]) : rc;
}

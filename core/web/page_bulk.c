/* Several requests of a list at once: what would be done, line by line, then what was done. Which requests may be chosen is the list's; what may be done to each
 * is decided in room dossier. */
#include "dossier/bulk.h"
#include "web/complement_priv.h"
#include "web/work_priv.h"

#define VIEW_MAX_BYTES 4096          /* of a list's address: its filters, each of a few words */

/* « ID » from the list, « ID.VERSION » from the look before. false: neither. */
static bool line_of(struct gt_arena *arena, const char *value, struct gt_bulk_line *ret)
{
	const char *dot = strchr(value, '.');
	*ret = (struct gt_bulk_line){ .version_seen = -1 };
	if (dot && !gt_parse_i64(dot + 1, 0, INT64_MAX, &ret->version_seen)) return false;
	return gt_id_parse(dot ? gt_arena_strndup(arena, value, (size_t)(dot - value)) : value, &ret->id);
}

static size_t lines_of(struct gt_visit *v, struct gt_bulk_line *lines)
{
	size_t n = 0;
	for (size_t i = 0; i < v->req->n_form && n < GT_BULK_MAX; i++)
		if (gt_streq(v->req->form[i].name, "d") && line_of(v->arena, v->req->form[i].value, &lines[n])) n++;
	return n;
}

/* The list they come from, as its own page writes its address; anything else is the whole list. */
static const char *list_of(struct gt_visit *v)
{
	const char *view = gt_form(v->req, "vue");
	if (gt_empty(view) || strlen(view) > VIEW_MAX_BYTES) return "liste=all";
	return view[strspn(view, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=&%._-")] ? "liste=all" : view;
}

/* Back to the list, which says what is missing: what was ticked and chosen stays so. */
static int again(struct gt_visit *v, const struct gt_bulk_line *lines, size_t n, const char *acte, const char *message)
{
	struct gt_buf b = gt_buf_new(v->arena, 8192);
	gt_buf_printf(&b, "/demandes?%s&m=%s", list_of(v), message);
	if (acte) gt_buf_printf(&b, "&acte=%s", acte);
	for (size_t i = 0; i < n && i < GT_WORK_LINES; i++) {
		char id[GT_ID_TEXT];
		gt_buf_printf(&b, "%s%s", i ? "." : "&coche=", gt_id_text(lines[i].id, id));
	}
	return gt_see_other(v, "%s", gt_buf_cstr(&b) ? gt_buf_cstr(&b) : "/demandes");
}

static int colleague(struct gt_visit *v, struct gt_id to, const char **ret)
{
	struct gt_colleague *all;
	size_t n;
	*ret = NULL;
	int rc = gt_work_colleagues(&v->web->desk, v->arena, v->agent, NULL, &all, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_id_eq(all[i].id, to)) *ret = all[i].name;
	return rc;
}

static void add_lines(struct gt_visit *v, xmlNodePtr bulk, const struct gt_bulk_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		xmlNodePtr el = gt_el(bulk, "line");
		gt_attr(el, "why", gt_bulk_why_name(lines[i].why));
		if (!lines[i].number) continue;
		gt_attr(el, "number", lines[i].number);
		gt_attr(el, "href", gt_arena_printf(v->arena, "/dossiers/%s", gt_id_text(lines[i].id, id)));
		if (lines[i].why != GT_BULK_AWAY) gt_attr(el, "state", gt_state_name(lines[i].state));
	}
}

/* The form that does what was looked at: only what can be done, as it was seen. */
static void add_form(struct gt_visit *v, xmlNodePtr root, const struct gt_bulk_order *order, const struct gt_bulk_line *lines, size_t n)
{
	char text[GT_ID_TEXT];
	xmlNodePtr form = gt_form_new(root, "/demandes/lot");
	gt_form_hidden(form, "act", gt_id_text(gt_id_new(), text));
	gt_form_hidden(form, "acte", gt_bulk_name(order->act));
	gt_form_hidden(form, "vue", list_of(v));
	if (order->act == GT_BULK_ASSIGN) gt_form_hidden(form, "to", gt_id_text(order->to, text));
	for (size_t i = 0; i < n; i++)
		if (lines[i].why == GT_BULK_CAN) gt_form_hidden(form, "d", gt_arena_printf(v->arena, "%s.%lld", gt_id_text(lines[i].id, text), (long long)lines[i].version_seen));
	gt_form_button(form, "go", "do", gt_arena_printf(v->arena, "button.bulk-%s", gt_bulk_name(order->act)), "primary");
}

int page_bulk_post(struct gt_visit *v)
{
	struct gt_bulk_line *lines = gt_new_n(v->arena, struct gt_bulk_line, GT_BULK_MAX);
	struct gt_bulk_order order = { 0 };
	const char *name = NULL, *to = gt_form(v->req, "to");
	bool really = gt_streq(gt_form(v->req, "go"), "do");
	size_t n = lines_of(v, lines), can = 0;
	if (!gt_bulk_parse(gt_form(v->req, "acte"), &order.act)) return again(v, lines, n, NULL, "bulk-act");
	if (n == 0) return again(v, lines, n, gt_bulk_name(order.act), "bulk-none");
	if (really && !gt_act_key(v, &order.key)) return GT_BADINPUT;
	if (to && gt_id_parse(to, &order.to)) {
		int rc = colleague(v, order.to, &name);
		if (rc != GT_OK) return rc;
	}
	if (order.act == GT_BULK_ASSIGN && !name) return again(v, lines, n, gt_bulk_name(order.act), "bulk-to");
	if (really) gt_bulk_do(&v->web->desk, v->arena, v->agent, &order, lines, n);
	else gt_bulk_look(&v->web->desk, v->arena, v->agent, &order, lines, n);
	xmlNodePtr root = gt_page_new(v, "bulk"), bulk = gt_el(root, "bulk");
	gt_page_crumb(v, "crumb.work-all", "/demandes?liste=all");
	gt_page_crumb(v, "crumb.bulk", NULL);
	for (size_t i = 0; i < n; i++) can += lines[i].why == (really ? GT_BULK_DONE : GT_BULK_CAN);
	gt_attr(bulk, "act", gt_bulk_name(order.act));
	gt_attr_flag(bulk, "done", really);
	gt_attr_int(bulk, "n", (int64_t)n);
	gt_attr_int(bulk, "can", (int64_t)can);
	gt_attr(bulk, "to", name);
	gt_attr(bulk, "back", gt_arena_printf(v->arena, "/demandes?%s", list_of(v)));
	add_lines(v, bulk, lines, n);
	if (!really && can) add_form(v, root, &order, lines, n);
	return gt_page_send(v);
}

/* The counter's page: for whom, what, why; and the ways into a draft that was begun there. Its steps are the applicant's own pages. */
#include "register/register.h"
#include "text/text.h"
#include "web/counter_priv.h"

static const char *typed(const struct gt_visit *v, const char *name)
{
	const char *s = gt_form(v->req, name);
	return s ? s : "";
}

static const char *beneficiary_of(const struct gt_procedure *p) { return p->beneficiary ? p->beneficiary : "self"; }

/* What is offered to that person today, tile by tile. ret: how many, at most max. */
static size_t offered(struct gt_visit *v, const struct gt_procedure **ret, size_t max)
{
	const char *number = gt_text_number(v->arena, typed(v, "foreigner-number"));
	size_t n = 0;
	GT_XML_EACH(tile, gt_xml_child(gt_plugins_catalogue(v->web->at.plugins), "tiles"), "tile") {
		struct gt_offers offers = gt_plugins_offers(v->web->at.plugins, &(struct gt_offer_for){ .tile = gt_xml_attr(tile, "id"), .invented = gt_register_invented(number), .on = gt_today() });
		for (size_t i = 0; i < offers.n && n < max; i++) ret[n++] = offers.items[i];
	}
	return n;
}

#define OFFERED_MAX 64

static const struct gt_procedure *chosen(struct gt_visit *v)
{
	const struct gt_procedure *all[OFFERED_MAX];
	size_t n = offered(v, all, GT_COUNT(all));
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i]->id, typed(v, "procedure"))) return all[i];
	return NULL;
}

/* Counters of this agent: one is not asked for. */
static int add_services(struct gt_visit *v, xmlNodePtr form)
{
	struct gt_register_service *all;
	const char *only = NULL;
	size_t n, mine = 0;
	int rc = gt_register_services(v->web->at.db, v->arena, &all, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_counter_may(v->agent, all[i].code)) { only = all[i].code; mine++; }
	if (rc != GT_OK) return rc;
	if (mine == 1) gt_form_hidden(form, "service", only);
	if (mine <= 1) return GT_OK;
	xmlNodePtr field = gt_form_field(v, form, "service", "select", "field.counter-service", true, NULL);
	for (size_t i = 0; i < n; i++)
		if (gt_counter_may(v->agent, all[i].code)) gt_form_option(field, all[i].code, gt_arena_printf(v->arena, "%s – %s", all[i].code, all[i].name), gt_streq(all[i].code, typed(v, "service")));
	return GT_OK;
}

static int add_form(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_procedure *all[OFFERED_MAX];
	const char *wanted = v->req->method == GT_POST ? typed(v, "procedure") : gt_query(v->req, "procedure");
	xmlNodePtr form = gt_form_new(root, "/guichet"), field;
	int rc = add_services(v, form);
	if (rc != GT_OK) return rc;
	gt_attr(gt_form_field(v, form, "foreigner-number", "foreigner-number", "field.counter-number", true, typed(v, "foreigner-number")), "autocomplete", "off");
	gt_form_date_value(v, gt_form_field(v, form, "birth", "date", "field.counter-birth", true, NULL), "birth");
	gt_attr(gt_form_field(v, form, "title-number", "title-number", "field.counter-title", true, typed(v, "title-number")), "autocomplete", "off");
	gt_form_field(v, form, "seen-person", "checkbox", "field.recover-seen", true, typed(v, "seen-person"));
	field = gt_form_field(v, form, "procedure", "select", "field.counter-procedure", true, NULL);
	size_t n = offered(v, all, GT_COUNT(all));
	for (size_t i = 0; i < n; i++) gt_form_option(field, all[i]->id, gt_procedure_title(all[i], v->lang), gt_streq(all[i]->id, wanted));
	field = gt_form_field(v, form, "reason", "radio", "field.counter-reason", true, NULL);
	for (const char *const *r = gt_counter_reasons; *r; r++) {
		gt_form_option(field, *r, NULL, gt_streq(*r, typed(v, "reason")));
		gt_attr(field->last, "label-id", gt_arena_printf(v->arena, "option.counter-%s", *r));
	}
	gt_form_button(form, "go", "begin", "button.counter-begin", "primary");
	return GT_OK;
}

static int add_drafts(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_counter_line *lines;
	size_t n;
	int rc = gt_counter_drafts(&v->web->desk, v->arena, v->agent, &lines, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		char id[GT_ID_TEXT];
		const struct gt_procedure *p = gt_plugins_procedure(v->web->at.plugins, lines[i].procedure_id, lines[i].procedure_version);
		xmlNodePtr el = gt_el(root, "draft");
		gt_attr(el, "title", gt_arena_printf(v->arena, "%s %s (%s) – %s", lines[i].birth_name ? gt_text_upper(v->arena, lines[i].birth_name) : "", lines[i].first_names ? lines[i].first_names : "",
			lines[i].foreigner_number, p ? gt_procedure_title(p, v->lang) : lines[i].procedure_id));
		gt_attr(el, "href", gt_arena_printf(v->arena, "/demandes/%s", gt_id_text(lines[i].dossier, id)));
		gt_page_time(el, "updated", lines[i].updated_utc_s);
	}
	return rc;
}

static xmlNodePtr page(struct gt_visit *v)
{
	if (v->page) return gt_xml_root(v->page);
	xmlNodePtr root = gt_page_new(v, "counter");
	gt_page_crumb(v, "crumb.counter", NULL);
	return root;
}

static int show(struct gt_visit *v, const struct gt_findings *why)
{
	xmlNodePtr root = page(v);
	int rc = add_form(v, root);
	if (rc == GT_OK) rc = add_drafts(v, root);
	if (rc != GT_OK) return rc;
	if (why && why->n) gt_findings_view(why, root);
	return why && why->n ? gt_page_send_status(v, 422) : gt_page_send(v);
}

int page_counter(struct gt_visit *v) { return show(v, NULL); }

/* Everything that is missing is said at once. */
static bool complete(struct gt_visit *v, struct gt_counter_new *w)
{
	bool all = true;
	page(v);
	if (gt_empty(w->service)) { gt_page_finding(v, "service", "choice-required"); all = false; }
	if (gt_empty(w->foreigner_number)) { gt_page_finding(v, "foreigner-number", "required"); all = false; }
	if (!gt_form_date(v->req, "birth", &w->birth_date)) { gt_page_finding(v, "birth", "date-invalid"); all = false; }
	if (gt_empty(w->title_number)) { gt_page_finding(v, "title-number", "required"); all = false; }
	if (gt_empty(typed(v, "seen-person"))) { gt_page_finding(v, "seen-person", "recover-not-seen"); all = false; }
	if (!w->procedure) { gt_page_finding(v, "procedure", "choice-required"); all = false; }
	if (gt_empty(w->reason)) { gt_page_finding(v, "reason", "choice-required"); all = false; }
	return all;
}

int page_counter_post(struct gt_visit *v)
{
	struct gt_counter_new w = { .service = typed(v, "service"), .foreigner_number = typed(v, "foreigner-number"), .title_number = typed(v, "title-number"), .reason = typed(v, "reason"), .lang = v->lang,
		.procedure = chosen(v) };
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_id id;
	int64_t wait_s = 0;
	char text[GT_ID_TEXT];
	if (!complete(v, &w)) return show(v, NULL);
	w.beneficiary = beneficiary_of(w.procedure);
	int rc = gt_counter_begin(&v->web->desk, v->arena, v->agent, &w, &f, &id, &wait_s, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/demandes/%s", gt_id_text(id, text));
	if (rc == GT_NOTFOUND) gt_page_finding(v, NULL, "counter-unknown");
	else if (rc == GT_BADINPUT) gt_page_finding(v, "reason", "choice-required");
	else if (rc == GT_CONFLICT) gt_page_finding(v, NULL, "too-many-drafts");
	else if (rc == GT_REFUSED && wait_s > 0) gt_page_slow_down(v, "slow-down", wait_s);
	else if (rc != GT_REFUSED) return rc;
	return show(v, &f);
}

/* Where it was left; once deposited, its receipt. */
int page_counter_resume(struct gt_visit *v)
{
	const struct gt_dossier *d = v->dossier;
	if (d->state != GT_STATE_DRAFT) return gt_see_other(v, "%s", gt_request_href(v, "/confirmation"));
	return page_follow_up(v);
}

/* From inside a draft: another procedure for the same person begins at the counter again. */
int page_counter_procedure(struct gt_visit *v)
{
	const struct gt_plugin *it = gt_plugins_current(v->web->at.plugins, v->args[0], /* rehearsal= */ false);
	return it ? gt_see_other(v, "/guichet?procedure=%s", it->id) : gt_fail(&v->err, GT_NOTFOUND, "no such procedure");
}

bool gt_counter_gives(const struct gt_visit *v, const struct gt_paper *paper) { return !v->counter || paper->made_utc_s <= v->dossier->deposited_utc_s; }

int page_counter_paper(struct gt_visit *v)
{
	struct gt_paper *papers;
	struct gt_id id;
	size_t n;
	if (!gt_id_parse(v->args[1], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_papers_told(&v->web->desk, v->arena, v->dossier->id, &papers, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_id_eq(papers[i].id, id) && gt_counter_gives(v, &papers[i])) return page_paper(v);
	return gt_fail(&v->err, GT_NOTFOUND, "no paper of that deposit");
}

void gt_counter_view(struct gt_visit *v, xmlNodePtr root)
{
	if (!v->counter) return;
	xmlNodePtr el = gt_el(root, "counter"), person = gt_xml_child(gt_xml_root(gt_case_effective(v->dossier->answers)), "person");
	gt_attr(el, "foreigner-number", gt_xml_attr(person, "number"));
	gt_attr(el, "birth-name", gt_text_upper(v->arena, gt_xml_text(v->arena, gt_xml_child(person, "birth-name"))));
	struct gt_buf names = gt_buf_new(v->arena, GT_ANSWER_TEXT_MAX_BYTES);
	GT_XML_EACH(name, person, "first-name") gt_buf_printf(&names, "%s%s", names.n ? " " : "", gt_xml_text(v->arena, name));
	gt_attr(el, "first-names", gt_buf_cstr(&names));
	gt_attr(el, "agent", v->counter->agent_name);
}

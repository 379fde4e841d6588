/* The public page that checks a paper: by the reference its QR code leads to, or by the code printed on it. */
#include "dossier/verify.h"
#include "text/text.h"
#include "web/web_priv.h"

/* A code has 100 random bits; what is slowed down is the trying itself. Settings limits.verify_*. */
static const struct gt_throttle_rule tries = { "verify", 20, 30, 3600, 1800 };

static xmlNodePtr page_begin(struct gt_visit *v)
{
	xmlNodePtr root = gt_page_new(v, "verify");
	gt_page_crumb(v, "crumb.verify", NULL);
	return root;
}

static void add_form(struct gt_visit *v, xmlNodePtr root, const char *typed)
{
	xmlNodePtr form = gt_form_new(root, "/verifier");
	gt_form_field(v, form, "code", "text", "field.verify-code", true, typed);
	gt_form_button(form, "go", "check", "button.verify", "primary");
}

static void add_fact(xmlNodePtr el, const char *id, const char *label, const char *value, const char *type)
{
	if (gt_empty(value)) return;
	xmlNodePtr fact = gt_el(el, "fact");
	gt_attr(fact, "id", id);
	gt_attr(fact, "label", label);
	gt_attr(fact, "value", value);
	gt_attr(fact, "type", type);
}

/* As the paper has them: all, in capitals. */
static const char *names_of(struct gt_visit *v, xmlNodePtr person)
{
	struct gt_buf b = gt_buf_new(v->arena, GT_ANSWER_TEXT_MAX_BYTES);
	GT_XML_EACH(name, person, "first-name") gt_buf_printf(&b, "%s%s", b.n ? " " : "", gt_xml_text(v->arena, name));
	return gt_text_upper(v->arena, gt_buf_cstr(&b));
}

static void add_decision(struct gt_visit *v, xmlNodePtr el, const struct gt_paper_checked *c)
{
	xmlNodePtr decision = gt_xml_child(c->facts, "decision");
	if (!decision || !c->procedure) return;
	GT_XML_EACH(x, decision, "data") {
		const char *label = gt_procedure_text(c->procedure, v->lang, gt_arena_printf(v->arena, "decision.%s.%s", gt_xml_attr(decision, "id"), gt_xml_attr(x, "id")), NULL);
		const char *words = gt_xml_attr(x, "label");
		if (label) add_fact(el, NULL, label, words ? words : gt_xml_text(v->arena, x), gt_xml_attr(x, "type"));
	}
}

static void add_result(struct gt_visit *v, xmlNodePtr root, const struct gt_paper_checked *c)
{
	char day[11];
	xmlNodePtr el = gt_el(root, "checked"), person = gt_xml_child(c->facts, "person"), service = gt_xml_child(c->facts, "service");
	bool ended = c->to.y && gt_date_cmp(gt_today(), c->to) > 0;
	gt_attr(el, "state", c->revoked ? "revoked" : ended ? "ended" : "valid");
	gt_attr(el, "why", c->revoked_why);
	if (c->revoked) gt_attr(el, "on", gt_date_iso(c->revoked_on, day));
	gt_attr(el, "label", c->label);
	gt_attr(el, "kind", c->kind);
	gt_attr_flag(el, "specimen", c->specimen);
	add_fact(el, "issued", NULL, gt_xml_attr(c->facts, "issued"), "date");
	add_fact(el, "request", NULL, gt_xml_attr(c->facts, "number"), NULL);
	add_fact(el, "foreigner-number", NULL, gt_xml_attr(person, "number"), NULL);
	add_fact(el, "birth-name", NULL, gt_text_upper(v->arena, gt_xml_text(v->arena, gt_xml_child(person, "birth-name"))), NULL);
	const char *used = gt_xml_text(v->arena, gt_xml_child(person, "used-name"));
	add_fact(el, "usual-name", NULL, gt_empty(used) ? NULL : gt_text_upper(v->arena, used), NULL);
	add_fact(el, "first-names", NULL, names_of(v, person), NULL);
	add_fact(el, "birth-date", NULL, gt_xml_text(v->arena, gt_xml_child(person, "birth-date")), "date");
	xmlNodePtr nationality = gt_xml_child(person, "nationality");
	add_fact(el, "nationality", NULL, nationality ? gt_text_nationality(gt_xml_attr(nationality, "code"), v->lang, *gt_xml_text(v->arena, gt_xml_child(person, "sex"))) : NULL, NULL);
	if (c->from.y) add_fact(el, "from", NULL, gt_date_iso(c->from, day), "date");
	if (c->to.y) add_fact(el, "to", NULL, gt_date_iso(c->to, day), "date");
	add_decision(v, el, c);
	add_fact(el, "service", NULL, gt_xml_attr(service, "name"), NULL);
}

/* One answer for what is altered, invented, mistyped or of another installation. */
static int answer(struct gt_visit *v, int rc, const struct gt_paper_checked *c, const char *typed)
{
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	xmlNodePtr root = page_begin(v);
	if (rc == GT_OK) add_result(v, root, c);
	else if (typed) gt_page_finding(v, "code", "paper-unknown");
	else gt_page_message(v, "error", "reference-unknown");
	add_form(v, root, typed);
	return gt_page_send_status(v, rc == GT_OK ? 200 : typed ? 422 : 404);
}

int page_verify(struct gt_visit *v)
{
	const char *reference = gt_query(v->req, "r");
	struct gt_paper_checked checked;
	if (gt_empty(reference)) {
		add_form(v, page_begin(v), NULL);
		return gt_page_send(v);
	}
	return answer(v, gt_paper_check_reference(&v->web->desk, v->arena, reference, v->lang, &checked, &v->err), &checked, NULL);
}

int page_verify_post(struct gt_visit *v)
{
	const char *typed = gt_form(v->req, "code");
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_paper_checked checked;
	int64_t wait_s = 0;
	if (gt_empty(typed)) return answer(v, gt_fail(&v->err, GT_NOTFOUND, "no code"), NULL, "");
	int rc = gt_throttle_try(&at, &tries, gt_throttle_network(v->arena, v->req->address), &wait_s, &v->err);
	if (rc == GT_REFUSED) {
		xmlNodePtr root = page_begin(v), finding = gt_page_finding(v, "code", "verify-too-soon");
		gt_attr(gt_el_printf(finding, "arg", "%lld", (long long)(wait_s + 59) / 60), "name", "minutes");
		gt_respond_header(v->res, "Retry-After", gt_arena_printf(v->arena, "%lld", (long long)wait_s));
		add_form(v, root, typed);
		return gt_page_send_status(v, 429);
	}
	if (rc != GT_OK) return rc;
	return answer(v, gt_paper_check_code(&v->web->desk, v->arena, typed, v->lang, &checked, &v->err), &checked, typed);
}

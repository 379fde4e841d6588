/* Decisions before an agent's eyes: what the procedure declares as a form, the proposal that waits for a second signature, the states after. */
#include "dossier/decide.h"
#include "web/work_priv.h"

static bool act_of(struct gt_visit *v, struct gt_id *ret)
{
	const char *s = gt_form(v->req, "act");
	return s && gt_id_parse(s, ret);
}

/* The proposal that waits, if one does. */
static int proposal(struct gt_visit *v, struct gt_decision_made *ret, bool *ret_waits)
{
	*ret_waits = false;
	if (v->dossier->state != GT_STATE_PROPOSED) return GT_OK;
	int rc = gt_decision_last(&v->web->desk, v->arena, v->dossier, ret, &v->err);
	*ret_waits = rc == GT_OK && ret->state == GT_DECISION_PROPOSED;
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

static int may_now(struct gt_visit *v, struct gt_may_decide *ret, struct gt_decision_made *ret_made)
{
	bool waits;
	int rc = proposal(v, ret_made, &waits);
	if (rc == GT_OK) *ret = gt_may_decide(v->dossier, v->work, v->agent, waits ? &ret_made->proposed_by : NULL);
	return rc;
}

static const char *decision_label(struct gt_visit *v, const char *id) { return gt_procedure_text(v->dossier->procedure, v->lang, gt_arena_printf(v->arena, "decision.%s", id), NULL); }

static void link(struct gt_visit *v, xmlNodePtr root, const char *rest, const char *act, const char *label)
{
	xmlNodePtr el = gt_el(root, "decision");
	gt_attr(el, "href", gt_file_href(v, rest));
	gt_attr(el, "act", act);
	gt_attr(el, "label", label);
}

int gt_file_decisions(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_procedure *p = v->dossier->procedure;
	struct gt_decision_made made;
	struct gt_may_decide may;
	int rc = may_now(v, &may, &made);
	if (rc != GT_OK) return rc;
	if (may.advance) link(v, root, "/etat", gt_arena_printf(v->arena, "to-%s", gt_state_name(may.to)), NULL);
	for (size_t i = 0; may.decide && i < p->n_decisions; i++)
		link(v, root, gt_arena_printf(v->arena, "/decision/%s", p->decisions[i].id), NULL, decision_label(v, p->decisions[i].id));
	if (may.sign) link(v, root, "/signature", "sign", NULL);
	if (v->dossier->state == GT_STATE_PROPOSED && !may.sign) gt_attr(gt_el(root, "waits"), "for", may.own_proposal ? "other" : "valideur");
	return GT_OK;
}

/* Not now: the request's page tells how it stands. */
static int not_now(struct gt_visit *v) { return gt_see_other(v, "%s", gt_file_href(v, "?m=not-now")); }

static xmlNodePtr begin(struct gt_visit *v, const char *id)
{
	xmlNodePtr root = gt_file_page(v, id);
	gt_page_crumb(v, gt_arena_printf(v->arena, "crumb.%s", id), NULL);
	return root;
}

/* ---- a decision ---- */
static void add_reasons(struct gt_visit *v, xmlNodePtr form, const struct gt_decision *d)
{
	const struct gt_procedure *p = v->dossier->procedure;
	if (d->reasons && *d->reasons) {
		xmlNodePtr field = gt_form_field(v, form, "reasons", "multi-list", "field.decide-reasons", d->reasons_required, NULL);
		for (const char *const *r = d->reasons; *r; r++) {
			bool chosen = false;
			for (size_t i = 0; i < v->req->n_form; i++) chosen |= gt_streq(v->req->form[i].name, "reasons") && gt_streq(v->req->form[i].value, *r);
			gt_form_option(field, *r, gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "reason.%s", *r), NULL), chosen);
		}
	}
	if (!d->reasons_required && d->outcome != GT_UNFAVOURABLE) return;
	xmlNodePtr words = gt_form_field(v, form, "words", "long-text", "field.decide-words", d->reasons_required, gt_form(v->req, "words"));
	gt_attr_int(words, "max", GT_DECIDE_WORDS_MAX);
}

static int decide_page(struct gt_visit *v, const struct gt_decision *d, const struct gt_findings *f)
{
	const struct gt_procedure *p = v->dossier->procedure;
	xmlNodePtr root = begin(v, "decide"), about = gt_el(root, "about");
	gt_attr(about, "label", decision_label(v, d->id));
	gt_attr(about, "outcome", d->outcome == GT_UNFAVOURABLE ? "unfavourable" : "favourable");
	gt_attr(about, "legal", d->legal);
	gt_attr_flag(about, "second-signature", d->second_signature);
	if (d->paper) gt_attr(about, "paper", gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "paper.%s", d->paper), NULL));
	if (d->remedies) gt_attr(about, "remedies", gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "remedies.%s", d->remedies), NULL));
	if (f) gt_findings_view(f, root);
	xmlNodePtr form = gt_file_form(v, root, gt_arena_printf(v->arena, "/decision/%s", d->id), "decide");
	int rc = gt_decision_view(v->dossier->answers, d, f, form, &v->err);
	if (rc != GT_OK) return rc;
	add_reasons(v, form, d);
	gt_form_button(form, "go", "decide", d->second_signature ? "button.propose" : "button.decide", d->outcome == GT_UNFAVOURABLE ? "danger" : "primary");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_decide(struct gt_visit *v)
{
	const struct gt_decision *d = gt_procedure_decision(v->dossier->procedure, v->args[1]);
	if (!d) return gt_fail(&v->err, GT_NOTFOUND, "no such decision");
	return gt_may_decide(v->dossier, v->work, v->agent, NULL).decide ? decide_page(v, d, NULL) : not_now(v);
}

int page_decide_post(struct gt_visit *v)
{
	const struct gt_decision *d = gt_procedure_decision(v->dossier->procedure, v->args[1]);
	const char *reasons[GT_DECIDE_REASONS_MAX + 1];
	struct gt_findings f = gt_findings_new(v->arena);
	if (!d) return gt_fail(&v->err, GT_NOTFOUND, "no such decision");
	struct gt_decide_order order = { .decision = d, .version_seen = gt_request_version_seen(v), .pairs = v->req->form, .n_pairs = v->req->n_form, .reasons = reasons, .words = gt_form(v->req, "words") };
	if (!act_of(v, &order.act)) return gt_fail(&v->err, GT_BADINPUT, "a decision without its key");
	for (size_t i = 0; i < v->req->n_form && order.n_reasons < GT_COUNT(reasons); i++)
		if (gt_streq(v->req->form[i].name, "reasons")) reasons[order.n_reasons++] = v->req->form[i].value;
	int rc = gt_decide(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, d->second_signature ? "?m=proposed" : "?m=decided"));
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	return rc == GT_REFUSED && f.n ? decide_page(v, d, &f) : rc;
}

/* ---- the second signature ---- */
static void add_proposal(struct gt_visit *v, xmlNodePtr root, const struct gt_decision_made *made)
{
	const char *id = gt_xml_attr(made->data, "id");
	xmlNodePtr el = gt_el(root, "proposal");
	gt_attr(el, "label", decision_label(v, id));
	gt_attr(el, "by", made->proposed_name);
	gt_page_time(el, "at", made->proposed_utc_s);
	GT_XML_EACH(x, made->data, "data") {
		xmlNodePtr a = gt_el(el, "answer");
		gt_attr(a, "label", gt_procedure_text(v->dossier->procedure, v->lang, gt_arena_printf(v->arena, "decision.%s.%s", id, gt_xml_attr(x, "id")), NULL));
		gt_attr(a, "value", gt_xml_attr(x, "label") ? gt_xml_attr(x, "label") : gt_xml_text(v->arena, x));
		gt_attr(a, "type", gt_xml_attr(x, "type"));
	}
	GT_XML_EACH(r, made->data, "reason") gt_el_text(el, "reason", gt_xml_text(v->arena, r));
	if (gt_xml_child(made->data, "words")) gt_el_text(el, "words", gt_xml_text(v->arena, gt_xml_child(made->data, "words")));
}

static int sign_page(struct gt_visit *v, const struct gt_decision_made *made, const struct gt_findings *f)
{
	xmlNodePtr root = begin(v, "sign");
	if (f) gt_findings_view(f, root);
	add_proposal(v, root, made);
	gt_form_button(gt_file_form(v, root, "/signature", "sign"), "go", "sign", "button.sign", "primary");
	xmlNodePtr back = gt_file_form(v, root, "/signature", "send-back");
	gt_attr_int(gt_form_field(v, back, "words", "long-text", "field.send-back-words", true, gt_form(v->req, "words")), "max", GT_WORK_NOTE_MAX);
	gt_form_button(back, "go", "send-back", "button.send-back", "secondary");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_sign(struct gt_visit *v)
{
	struct gt_decision_made made;
	struct gt_may_decide may;
	int rc = may_now(v, &may, &made);
	if (rc != GT_OK) return rc;
	return may.sign ? sign_page(v, &made, NULL) : not_now(v);
}

int page_sign_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_id act;
	struct gt_decision_made made;
	bool back = gt_streq(gt_form(v->req, "go"), "send-back"), waits;
	int64_t version = gt_request_version_seen(v);
	if (!act_of(v, &act)) return gt_fail(&v->err, GT_BADINPUT, "a signature without its key");
	int rc = back ? gt_decide_send_back(&v->web->desk, v->arena, v->dossier, v->agent, act, version, gt_form(v->req, "words"), &f, &v->err)
		: gt_decide_sign(&v->web->desk, v->arena, v->dossier, v->work, v->agent, act, version, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, back ? "?m=sent-back" : "?m=decided"));
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	if (rc != GT_REFUSED || !f.n) return rc;
	rc = proposal(v, &made, &waits);
	if (rc != GT_OK) return rc;
	return waits ? sign_page(v, &made, &f) : gt_file_conflict(v);
}

/* ---- the states after ---- */
static int advance_page(struct gt_visit *v, enum gt_state to, const struct gt_findings *f)
{
	struct gt_decision_made made;
	xmlNodePtr root = begin(v, "advance");
	if (f) gt_findings_view(f, root);
	gt_attr(gt_el(root, "about"), "to", gt_state_name(to));
	if (v->work->decision) {
		int rc = gt_decision_last(&v->web->desk, v->arena, v->dossier, &made, &v->err);
		if (rc != GT_OK) return rc;
		add_proposal(v, root, &made);
	}
	xmlNodePtr form = gt_file_form(v, root, "/etat", "advance");
	gt_form_hidden(form, "to", gt_state_name(to));
	if (to == GT_STATE_HANDED) gt_form_field(v, form, "title-number", "text", "field.title-number", true, gt_form(v->req, "title-number"));
	gt_form_button(form, "go", "advance", gt_arena_printf(v->arena, "button.to-%s", gt_state_name(to)), "primary");
	return gt_page_send_status(v, f ? 422 : 200);
}

int page_advance(struct gt_visit *v)
{
	struct gt_may_decide may = gt_may_decide(v->dossier, v->work, v->agent, NULL);
	return may.advance ? advance_page(v, may.to, NULL) : not_now(v);
}

int page_advance_post(struct gt_visit *v)
{
	static const enum gt_state known[] = { GT_STATE_EXAMINED, GT_STATE_IN_FABRICATION, GT_STATE_AVAILABLE, GT_STATE_HANDED };
	const char *to = gt_form(v->req, "to");
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_advance_order order = { .version_seen = gt_request_version_seen(v), .title_number = gt_form(v->req, "title-number") };
	for (size_t i = 0; i < GT_COUNT(known); i++) {
		if (!gt_streq(to, gt_state_name(known[i])) || !act_of(v, &order.act)) continue;
		order.to = known[i];
		int rc = gt_dossier_advance(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
		if (rc == GT_CONFLICT) return gt_file_conflict(v);
		if (rc == GT_REFUSED && f.n) return advance_page(v, order.to, &f);
		return rc == GT_OK ? gt_see_other(v, "%s", gt_file_href(v, "?m=advanced")) : rc;
	}
	return gt_fail(&v->err, GT_BADINPUT, "no such state to go to");
}

/* ---- a paper that no longer stands ---- */
int page_paper_revoke(struct gt_visit *v)
{
	if (!gt_agent_may(v->agent, "superviseur", v->dossier->service)) return gt_fail(&v->err, GT_DENIED, "not a superviseur there");
	xmlNodePtr root = begin(v, "revoke"), form = gt_file_form(v, root, gt_arena_printf(v->arena, "/papiers/%s/retirer", v->args[1]), "revoke");
	xmlNodePtr why = gt_form_field(v, form, "why", "radio", "field.revoke-why", true, NULL);
	static const char *const causes[] = { "withdrawn", "replaced" };
	for (size_t i = 0; i < GT_COUNT(causes); i++) {
		gt_form_option(why, causes[i], NULL, i == 0);
		gt_attr(why->last, "label-id", gt_arena_printf(v->arena, "option.%s", causes[i]));
	}
	gt_form_button(form, "go", "revoke", "button.revoke", "danger");
	return gt_page_send(v);
}

int page_paper_revoke_post(struct gt_visit *v)
{
	struct gt_id paper;
	if (!gt_id_parse(v->args[1], &paper)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_paper_revoke(&v->web->desk, v->dossier, v->agent, paper, gt_form(v->req, "why"), &v->err);
	/* Withdrawn already, by a second click or by a colleague: it stands so. */
	return rc == GT_OK || rc == GT_CONFLICT ? gt_see_other(v, "%s", gt_file_href(v, "?m=paper-revoked")) : rc;
}

/* Decisions: taken by the agent in charge, or proposed by one and signed by another. What is decided, with what, is the procedure's word. */
#include "dossier/outcome_priv.h"
#include "hook/hook.h"
#include "procedure/about.h"
#include "text/text.h"

static const char *const outcomes[] = { [GT_FAVOURABLE] = "favourable", [GT_UNFAVOURABLE] = "unfavourable", [GT_NEUTRAL] = "neutral" };
static const char *const row_states[] = { [GT_DECISION_PROPOSED] = "proposed", [GT_DECISION_SIGNED] = "signed", [GT_DECISION_SENT_BACK] = "sent-back" };

/* ---- what was decided, as a document ---- */
int gt_decision_data_into(struct gt_case *c, const struct gt_decision *decision, const char *lang, xmlNodePtr to, struct gt_error *err)
{
	xmlNodePtr fields;
	int rc = gt_decision_fields(c, decision, lang, &fields, err);
	if (rc != GT_OK) return rc;
	GT_XML_EACH(f, fields, "field") {
		if (gt_xml_attr(f, "hidden")) continue;
		xmlNodePtr el = gt_el_text(to, "data", gt_decision_value(c, decision, gt_xml_attr(f, "id")));
		gt_attr(el, "id", gt_xml_attr(f, "id"));
		gt_attr(el, "type", gt_xml_attr(f, "type"));
		GT_XML_EACH(o, f, "option") if (gt_xml_attr(o, "selected")) gt_attr(el, "label", gt_xml_attr(o, "label"));
	}
	return GT_OK;
}

static int document_new(struct gt_dossier *d, const struct gt_decide_order *order, xmlDocPtr *ret, struct gt_error *err)
{
	const struct gt_decision *decision = order->decision;
	struct gt_arena *arena = d->answers->arena;
	*ret = gt_xml_new(arena, "decision", NULL);
	xmlNodePtr el = gt_xml_root(*ret);
	gt_attr(el, "id", decision->id);
	gt_attr(el, "outcome", outcomes[decision->outcome]);
	int rc = gt_decision_data_into(d->answers, decision, GT_PAPER_LANG, el, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < order->n_reasons; i++)
		gt_attr(gt_el_text(el, "reason", gt_procedure_text(d->procedure, GT_PAPER_LANG, gt_arena_printf(arena, "reason.%s", order->reasons[i]), NULL)), "id", order->reasons[i]);
	const char *words = order->words ? gt_text_clean(arena, order->words, true) : NULL;
	if (!gt_empty(words)) gt_el_text(el, "words", words);
	return GT_OK;
}

/* Dated and signed on the day it takes effect, by whoever makes it take effect. */
static void sign_document(xmlNodePtr decision, const struct gt_agent_session *agent)
{
	char day[11];
	gt_attr(decision, "date", gt_date_iso(gt_today(), day));
	gt_el_text(decision, "signed", agent->name);
}

int gt_decision_restore(struct gt_case *c, const struct gt_decision *decision, xmlNodePtr data, struct gt_error *err)
{
	struct gt_pair pairs[64];
	size_t n = 0;
	GT_XML_EACH(x, data, "data") {
		if (n == GT_COUNT(pairs)) return gt_fail(err, GT_FAILED, "a decision with too many values");
		pairs[n++] = (struct gt_pair){ gt_arena_printf(c->arena, "decision.%s", gt_xml_attr(x, "id")), gt_xml_text(c->arena, x) };
	}
	gt_decision_post(c, decision, pairs, n);
	return GT_OK;
}

int gt_decision_last(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_decision_made *ret, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_decision_row row;
	struct gt_str plain;
	xmlDocPtr doc;
	int rc = gt_decide_store_last(desk->db, arena, d->id, &row, err);
	if (rc == GT_OK) rc = gt_unseal(desk->ring, arena, "decision", row.id, row.data, &plain, err);
	if (rc == GT_OK) rc = gt_xml_parse(arena, plain, GT_XML_USER_MAX_BYTES, &doc, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_decision_made){ .id = row.id, .proposed_by = row.proposed_by, .signed_by = row.signed_by, .paper = row.paper, .outcome = row.kind, .proposed_name = row.proposed_name,
		.signed_name = row.signed_name, .proposed_utc_s = row.proposed_utc_s, .signed_utc_s = row.signed_utc_s, .data = gt_xml_root(doc) };
	for (size_t i = 0; i < GT_COUNT(row_states); i++)
		if (gt_streq(row.state, row_states[i])) ret->state = (enum gt_decision_state)i;
	return GT_OK;
}

/* ---- what may be said against it ---- */
static bool known_reason(const struct gt_decision *d, const char *id)
{
	for (const char *const *r = d->reasons; r && *r; r++)
		if (gt_streq(*r, id)) return true;
	return false;
}

static void check_reasons(const struct gt_decide_order *order, struct gt_findings *f)
{
	const struct gt_decision *d = order->decision;
	bool unknown = order->n_reasons > GT_DECIDE_REASONS_MAX;
	for (size_t i = 0; i < order->n_reasons; i++) unknown |= !known_reason(d, order->reasons[i]);
	if (unknown || (d->reasons_required && d->reasons && *d->reasons && order->n_reasons == 0)) gt_finding_add(f, "reasons", NULL, "reason-required");
	if (d->reasons_required && gt_empty(order->words)) gt_finding_add(f, "words", NULL, "words-required");
	if (order->words && gt_text_length(order->words) > GT_DECIDE_WORDS_MAX) gt_finding_arg(gt_finding_add(f, "words", NULL, "too-long"), "max", gt_arena_printf(f->arena, "%d", GT_DECIDE_WORDS_MAX));
}

struct asked { struct gt_hook_effect *all; size_t n; };

static int check_values(struct gt_outcome_act *o, const struct gt_decision *decision, struct asked *asked, struct gt_findings *f, struct gt_error *err)
{
	*asked = (struct asked){ 0 };
	int rc = gt_decision_check(o->d->answers, decision, f, err);
	if (rc != GT_OK && rc != GT_REFUSED) return rc;
	if (f->n == 0) {
		rc = gt_hook_decide(o->desk->hook, o->d->answers, decision, f, &asked->all, &asked->n, err);
		if (rc != GT_OK && rc != GT_REFUSED) return rc;
	}
	return f->n ? gt_fail(err, GT_REFUSED, "the decision has findings") : GT_OK;
}

/* ---- it takes effect ---- */
static int make_paper(struct gt_outcome_act *o, const struct gt_decision *decision, xmlNodePtr document, struct gt_error *err)
{
	struct gt_dossier *d = o->d;
	if (!decision->paper) return GT_OK;
	struct gt_paper_order order = { .kind = decision->paper, .lang = GT_PAPER_LANG, .number = d->number, .service = d->service, .issued = gt_today(), .deposited = gt_date_of(d->deposited_utc_s),
		.now_utc_s = o->now_utc_s, .decision = document };
	int rc = gt_paper_make(o->desk, o->arena, d, &order, &o->paper, err);
	if (rc != GT_OK) return rc;
	o->has_paper = true;
	o->row.paper = o->paper.id;
	return GT_OK;
}

static int seal(struct gt_outcome_act *o, xmlDocPtr document, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_xml_canonical(o->arena, document, &plain, err);
	return rc == GT_OK ? gt_seal(o->desk->ring, o->arena, "decision", o->row.id, plain, &o->row.data, err) : rc;
}

static int take_effect(struct gt_outcome_act *o, const struct gt_file_work *work, const struct gt_decision *decision, xmlDocPtr document, const struct asked *asked, struct gt_error *err)
{
	sign_document(gt_xml_root(document), o->agent);
	o->to = decision->outcome == GT_UNFAVOURABLE ? GT_STATE_UNFAVOURABLE : GT_STATE_FAVOURABLE;
	o->decision = outcomes[decision->outcome];
	o->decided = true;
	o->ended = decision->outcome != GT_FAVOURABLE;
	o->row.state = row_states[GT_DECISION_SIGNED];
	o->row.signed_by = o->agent->agent;
	o->row.signed_utc_s = o->now_utc_s;
	int rc = gt_effects_of(o->d, decision, &o->effects, err);
	if (rc == GT_OK) rc = gt_logic_plan(o, work, asked->all, asked->n, err);
	if (rc == GT_OK) rc = make_paper(o, decision, gt_xml_root(document), err);
	if (rc == GT_OK) rc = seal(o, document, err);
	return rc == GT_OK ? gt_outcome_tell(o, work, "decision", decision, NULL, err) : rc;
}

int gt_decide(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_decide_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	struct asked asked;
	xmlDocPtr document;
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(&o, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!gt_may_decide(d, work, agent, NULL).decide) return gt_fail(err, GT_CONFLICT, "not this agent's to decide, in state '%s'", gt_state_name(d->state));
	gt_decision_post(d->answers, order->decision, order->pairs, order->n_pairs);
	check_reasons(order, findings);
	rc = check_values(&o, order->decision, &asked, findings, err);
	if (rc == GT_OK) rc = document_new(d, order, &document, err);
	if (rc != GT_OK) return rc;
	o.detail = order->decision->id;
	o.row_is = GT_ROW_INSERT;
	o.row = (struct gt_decision_row){ .id = gt_id_new(), .dossier = d->id, .kind = outcomes[order->decision->outcome], .proposed_by = agent->agent, .act = order->act, .proposed_utc_s = o.now_utc_s };
	if (order->decision->second_signature) {
		o.verb = "propose";
		o.to = GT_STATE_PROPOSED;
		o.row.state = row_states[GT_DECISION_PROPOSED];
		rc = seal(&o, document, err);
	} else {
		o.verb = "decide";
		rc = take_effect(&o, work, order->decision, document, &asked, err);
	}
	return rc == GT_OK ? gt_outcome_commit(&o, err) : rc;
}

/* ---- second signature ---- */
static int proposal(struct gt_outcome_act *o, const struct gt_agent_session *agent, struct gt_decision_made *ret, const struct gt_decision **ret_decision, struct gt_error *err)
{
	struct gt_dossier *d = o->d;
	if (!gt_agent_may(agent, "valideur", d->service)) return gt_fail(err, GT_DENIED, "not a valideur there");
	int rc = gt_outcome_fresh(o, err);
	if (rc != GT_OK) return rc;
	if (d->state != GT_STATE_PROPOSED) return gt_fail(err, GT_CONFLICT, "no proposal waits");
	rc = gt_decision_last(o->desk, o->arena, d, ret, err);
	if (rc != GT_OK) return rc;
	if (ret->state != GT_DECISION_PROPOSED) return gt_fail(err, GT_CONFLICT, "no proposal waits");
	if (gt_id_eq(ret->proposed_by, agent->agent)) return gt_fail(err, GT_DENIED, "nobody signs their own proposal");
	*ret_decision = gt_procedure_decision(d->procedure, gt_xml_attr(ret->data, "id"));
	if (!*ret_decision) return gt_fail(err, GT_FAILED, "a decision that the procedure does not know");
	o->row_is = GT_ROW_CLOSE;
	o->row = (struct gt_decision_row){ .id = ret->id, .dossier = d->id };
	o->detail = (*ret_decision)->id;
	return GT_OK;
}

int gt_decide_sign(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, act, version_seen);
	struct gt_decision_made made;
	const struct gt_decision *decision;
	struct asked asked;
	int rc = proposal(&o, agent, &made, &decision, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	o.verb = "sign";
	rc = gt_decision_restore(d->answers, decision, made.data, err);
	if (rc == GT_OK) rc = check_values(&o, decision, &asked, findings, err);
	if (rc == GT_OK) rc = take_effect(&o, work, decision, made.data->doc, &asked, err);
	return rc == GT_OK ? gt_outcome_commit(&o, err) : rc;
}

int gt_decide_send_back(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, const char *words,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, act, version_seen);
	struct gt_decision_made made;
	const struct gt_decision *decision;
	int rc = proposal(&o, agent, &made, &decision, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	const char *clean = words ? gt_text_clean(arena, words, true) : "";
	if (gt_empty(clean)) gt_finding_add(findings, "words", NULL, "words-required");
	if (gt_text_length(clean) > GT_WORK_NOTE_MAX) gt_finding_arg(gt_finding_add(findings, "words", NULL, "too-long"), "max", gt_arena_printf(arena, "%d", GT_WORK_NOTE_MAX));
	if (findings->n) return gt_fail(err, GT_REFUSED, "why it is sent back is missing");
	o.verb = "send-back";
	o.to = GT_STATE_EXAMINED;
	o.row.state = row_states[GT_DECISION_SENT_BACK];
	o.row.signed_by = agent->agent;
	o.row.signed_utc_s = o.now_utc_s;
	o.has_note = true;
	o.note = (struct gt_note_row){ .id = gt_id_new(), .dossier = d->id, .agent = agent->agent, .created_utc_s = o.now_utc_s };
	rc = gt_seal(desk->ring, arena, "note", o.note.id, gt_str(clean), &o.note.sealed, err);
	return rc == GT_OK ? gt_outcome_commit(&o, err) : rc;
}

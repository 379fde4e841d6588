/* What decisions and later states have in common: the act's key, its transaction, the states that follow one another by hand, papers withdrawn. */
#include "dossier/alert_store.h"
#include "dossier/close_store.h"
#include "dossier/outcome_priv.h"
#include "procedure/about.h"
#include "text/text.h"

/* ---- who may do what next ---- */
static bool decidable(enum gt_state s) { return s == GT_STATE_VERIFYING || s == GT_STATE_COMPLEMENT_RECEIVED || s == GT_STATE_EXAMINED; }

/* Only what makes a title goes on to its fabrication. */
static bool makes_title(const struct gt_dossier *d, const char *decision)
{
	struct gt_effect_asked *effects;
	size_t n;
	for (size_t i = 0; i < d->procedure->n_decisions; i++) {
		const struct gt_decision *x = &d->procedure->decisions[i];
		if (x->outcome != GT_FAVOURABLE || !gt_streq(decision, "favourable") || gt_decision_effects(d->answers, x, &effects, &n, NULL) != GT_OK) continue;
		for (size_t k = 0; k < n; k++)
			if (effects[k].kind == GT_EFFECT_TITLE) return true;
	}
	return false;
}

static bool next_by_hand(const struct gt_dossier *d, const struct gt_file_work *work, enum gt_state *ret)
{
	switch (d->state) {
	case GT_STATE_VERIFYING: case GT_STATE_COMPLEMENT_RECEIVED: *ret = GT_STATE_EXAMINED; return true;
	case GT_STATE_FAVOURABLE: *ret = GT_STATE_IN_FABRICATION; return makes_title(d, work->decision);
	case GT_STATE_IN_FABRICATION: *ret = GT_STATE_AVAILABLE; return true;
	case GT_STATE_AVAILABLE: *ret = GT_STATE_HANDED; return true;
	default: return false;
	}
}

struct gt_may_decide gt_may_decide(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_id *proposer)
{
	struct gt_may_decide may = { 0 };
	bool act = gt_work_may_act(agent, d), mine = gt_id_eq(work->agent, agent->agent), own = proposer && gt_id_eq(*proposer, agent->agent);
	may.decide = act && mine && decidable(d->state);
	may.take = act && !mine && (decidable(d->state) || d->state == GT_STATE_DEPOSITED);
	may.sign = d->state == GT_STATE_PROPOSED && proposer && !own && gt_agent_may(agent, "valideur", d->service);
	may.own_proposal = d->state == GT_STATE_PROPOSED && own;
	/* After the decision the title is whoever's turn it is at the counter. */
	may.advance = act && next_by_hand(d, work, &may.to) && (mine || !decidable(d->state));
	return may;
}

/* ---- one act ---- */
struct gt_outcome_act gt_outcome_new(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	return (struct gt_outcome_act){ .desk = desk, .arena = arena, .d = d, .agent = agent, .act = act, .version_seen = version_seen, .now_utc_s = gt_now_utc_s(), .from = d->state, .to = d->state };
}

static int done_before(struct gt_outcome_act *o, bool *ret, struct gt_error *err)
{
	int rc = gt_decide_store_done(o->desk->db, o->act, o->agent->agent, o->d->id, ret, err);
	if (rc != GT_OK || !*ret) return rc;
	const char *state;
	rc = gt_decide_store_now(o->desk->db, o->arena, o->d->id, &state, &o->d->version, err);
	if (rc == GT_OK) o->d->state = gt_state_parse(state);
	return rc;
}

int gt_outcome_fresh(struct gt_outcome_act *o, struct gt_error *err)
{
	bool done = false;
	if (gt_id_null(o->act)) return gt_fail(err, GT_BADINPUT, "an act without key");
	int rc = done_before(o, &done, err);
	if (rc != GT_OK) return rc;
	if (done) return GT_DONE;
	return o->version_seen == o->d->version ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)o->version_seen);
}

static int rows(struct gt_db *db, struct gt_outcome_act *o, struct gt_error *err)
{
	int rc = GT_OK;
	if (o->row_is == GT_ROW_INSERT) rc = gt_decide_store_insert(db, &o->row, err);
	if (o->row_is == GT_ROW_CLOSE) rc = gt_decide_store_close(db, &o->row, err);
	if (rc == GT_OK && o->has_paper) rc = gt_dossier_store_paper_insert(db, &o->paper, err);
	CRASHPOINT("act-paper");
	if (rc == GT_OK && !gt_id_null(o->withdrawn)) {
		rc = gt_dossier_store_paper_revoke(db, o->d->id, o->withdrawn, "withdrawn", o->now_utc_s, err);
		if (rc == GT_CONFLICT) rc = GT_OK;              /* a superviseur withdrew it before */
	}
	if (rc == GT_OK && o->has_note) rc = gt_work_store_note_insert(db, &o->note, err);
	if (rc == GT_OK && o->tells) rc = gt_notice_tell(db, &o->notice, err);
	CRASHPOINT("act-told");
	if (rc == GT_OK) rc = gt_effects_apply(db, o->d, &o->effects, err);
	if (rc == GT_OK && o->meets) rc = gt_register_person_met(db, o->arena, &o->person, err);
	if (rc == GT_OK) rc = gt_logic_do(db, o, err);
	if (rc == GT_OK && o->title.number) {
		rc = gt_register_title_handed(db, &o->title, err);
		o->title_known = rc == GT_CONFLICT;
	}
	return rc;
}

static int commit_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_outcome_act *o = arg;
	GT_AUTO_ARENA arena = gt_arena_new("outcome", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	int rc = gt_dossier_store_lock(db, arena, o->d->id, &now, err);
	if (rc != GT_OK) return rc;
	if (now.version != o->version_seen || gt_state_parse(now.state) != o->from) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)o->version_seen);
	CRASHPOINT("act-locked");
	rc = gt_work_store_act_insert(db, o->act, o->agent->agent, o->verb, o->d->id, o->now_utc_s, err);
	CRASHPOINT("act-key");
	if (rc == GT_OK) rc = rows(db, o, err);
	CRASHPOINT("act-rows");
	struct gt_state_change change = { .dossier = o->d->id, .version = o->version_seen, .state = gt_state_name(o->to), .decision = o->decision, .decided = o->decided, .ended = o->ended, .now_utc_s = o->now_utc_s };
	if (rc == GT_OK) rc = o->reopens ? gt_close_store_reopen(db, o->d->id, o->version_seen, change.state, o->silence, o->now_utc_s, err) : gt_decide_store_state(db, &change, err);
	CRASHPOINT("act-state");
	/* The answer was looked at, or more asked; an extension waits as long as its complement. */
	if (rc == GT_OK) rc = gt_alert_settle(db, o->d->id, "replied", err);
	if (rc == GT_OK && o->from == GT_STATE_COMPLEMENT_ASKED && o->to != o->from) rc = gt_alert_settle(db, o->d->id, "extension-asked", err);
	/* What waited for a decision waits no more; what stood for it until then ends with it, whichever it is. */
	if (rc == GT_OK && o->decided) rc = gt_alert_store_settle_decided(db, o->d->id, o->now_utc_s, err);
	if (rc == GT_OK && o->decided) rc = gt_dossier_store_papers_end(db, o->d->id, o->d->procedure->paper_prolongation, "decided", gt_today(), o->now_utc_s, err);
	if (rc == GT_OK && (o->to == GT_STATE_UNFAVOURABLE || o->to == GT_STATE_CLOSED_INCOMPLETE)) rc = gt_register_give_back(db, o->d->id, err);
	if (rc == GT_OK && o->reopens) rc = gt_spend(db, arena, &o->spending, o->d->id, GT_SPEND_IF_FREE, err);
	if (rc == GT_OK && o->also) rc = o->also(db, o->also_arg, err);
	CRASHPOINT("act-also");
	if (rc != GT_OK) return rc;
	bool moves = o->from != o->to;
	return gt_journal_add(db, &(struct gt_act){ .dossier = o->d->id, .actor_kind = GT_ACTOR_AGENT, .actor = o->agent->agent, .verb = o->verb, .from_state = moves ? gt_state_name(o->from) : NULL,
		.to_state = moves ? gt_state_name(o->to) : NULL, .detail = o->detail }, err);
}

int gt_outcome_commit(struct gt_outcome_act *o, struct gt_error *err)
{
	CRASHPOINT("act-made");
	int rc = gt_db_tx(o->desk->db, commit_tx, o, err);
	CRASHPOINT("act-done");
	if (rc == GT_OK) {
		o->d->state = o->to;
		o->d->version = o->version_seen + 1;
		return GT_OK;
	}
	if (rc != GT_CONFLICT && rc != GT_UNCERTAIN) return rc;
	bool done = false;
	struct gt_error second;
	return done_before(o, &done, &second) == GT_OK && done ? GT_OK : rc;
}

/* ---- telling the person ---- */
int gt_decision_fields(struct gt_case *c, const struct gt_decision *decision, const char *lang, xmlNodePtr *ret, struct gt_error *err)
{
	const char *was = c->lang;
	xmlDocPtr doc = gt_xml_new(c->arena, "form", NULL);
	c->lang = lang;
	int rc = gt_decision_view(c, decision, NULL, gt_xml_root(doc), err);
	c->lang = was;
	if (rc == GT_OK) *ret = gt_xml_root(doc);
	return rc;
}

/* The words of a choice; else the value itself: the sheet shows days and amounts the reader's way. */
static const char *told_value(struct gt_case *c, const struct gt_decision *decision, xmlNodePtr field)
{
	GT_XML_EACH(o, field, "option") if (gt_xml_attr(o, "selected")) return gt_xml_attr(o, "label");
	return gt_decision_value(c, decision, gt_xml_attr(field, "id"));
}

int gt_outcome_tell(struct gt_outcome_act *o, const struct gt_file_work *work, const char *type, const struct gt_decision *decision, const char *only_type, struct gt_error *err)
{
	static const char *const outcomes[] = { [GT_FAVOURABLE] = "favourable", [GT_UNFAVOURABLE] = "unfavourable", [GT_NEUTRAL] = "neutral" };
	struct gt_dossier *d = o->d;
	xmlDocPtr doc = gt_xml_new(o->arena, "body", NULL);
	xmlNodePtr body = gt_xml_root(doc), fields;
	if (decision) {
		gt_attr(body, "decision", decision->id);
		gt_attr(body, "outcome", outcomes[decision->outcome]);
		int rc = gt_decision_fields(d->answers, decision, work->applicant_lang, &fields, err);
		if (rc != GT_OK) return rc;
		GT_XML_EACH(f, fields, "field") {
			const char *kind = gt_xml_attr(f, "type"), *value = told_value(d->answers, decision, f);
			if (gt_xml_attr(f, "hidden") || gt_empty(value) || (only_type && !gt_streq(kind, only_type))) continue;
			xmlNodePtr el = gt_el(body, "answer");
			gt_attr(el, "label", gt_xml_attr(f, "label"));
			gt_attr(el, "value", value);
			gt_attr(el, "type", kind);
		}
	}
	struct gt_notice_new what = { .account = d->account, .dossier = d->id, .type = type, .email = d->who->email, .lang = work->applicant_lang, .body = doc };
	if (o->has_paper) what.paper = o->paper.id;
	o->tells = true;
	return gt_notice_prepare(o->desk, o->arena, &what, &o->notice, err);
}

/* ---- the states by hand ---- */
/* The decision that was signed, its values put back into the case: the amounts said again when the title is there. */
static int recall(struct gt_outcome_act *o, const struct gt_decision **ret, struct gt_error *err)
{
	struct gt_decision_made made;
	int rc = gt_decision_last(o->desk, o->arena, o->d, &made, err);
	if (rc != GT_OK) return rc;
	*ret = gt_procedure_decision(o->d->procedure, gt_xml_attr(made.data, "id"));
	if (!*ret) return gt_fail(err, GT_FAILED, "a decision that the procedure does not know");
	return gt_decision_restore(o->d->answers, *ret, made.data, err);
}

/* The title that is handed over, as the decision's effect describes it. */
static int title_of(struct gt_outcome_act *o, const struct gt_decision *decision, const char *typed, struct gt_findings *f, struct gt_error *err)
{
	struct gt_effect_asked *effects;
	size_t n;
	const char *number = gt_text_number(o->arena, typed ? typed : "");
	int rc = gt_decision_effects(o->d->answers, decision, &effects, &n, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++) {
		if (effects[i].kind != GT_EFFECT_TITLE) continue;
		if (!number || strlen(number) > 12) {
			gt_finding_add(f, "title-number", NULL, "title-number-invalid");
			return gt_fail(err, GT_REFUSED, "no number of a title");
		}
		o->title = (struct gt_title){ .number = number, .category = effects[i].category, .foreigner_number = o->d->who->foreigner_number };
		if (!gt_empty(effects[i].holder)) {
			o->title.foreigner_number = effects[i].holder;
			o->person = gt_subject_person(o->d);
			o->person.foreigner_number = effects[i].holder;
			o->meets = o->person.birth_name != NULL;
		}
		if (!gt_date_parse(effects[i].start, &o->title.start) || !gt_date_parse(effects[i].end, &o->title.end)) return gt_fail(err, GT_FAILED, "the decision gives the title no dates");
	}
	return GT_OK;
}

int gt_dossier_advance(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_advance_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	const struct gt_decision *decision;
	enum gt_state to = order->to;
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(&o, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	struct gt_may_decide may = gt_may_decide(d, work, agent, NULL);
	if (!may.advance || may.to != to) return gt_fail(err, GT_CONFLICT, "'%s' does not follow '%s' here", gt_state_name(to), gt_state_name(d->state));
	o.verb = "advance";
	o.to = to;
	o.ended = to == GT_STATE_HANDED;
	if (to == GT_STATE_AVAILABLE || to == GT_STATE_HANDED) rc = recall(&o, &decision, err);
	if (rc == GT_OK && to == GT_STATE_AVAILABLE) rc = gt_outcome_tell(&o, work, "title-available", decision, "amount", err);
	if (rc == GT_OK && to == GT_STATE_HANDED) rc = title_of(&o, decision, order->title_number, findings, err);
	if (rc != GT_OK) return rc;
	rc = gt_outcome_commit(&o, err);
	if (rc != GT_CONFLICT || !o.title_known) return rc;
	gt_finding_add(findings, "title-number", NULL, "title-number-known");
	return gt_fail(err, GT_REFUSED, "the register has that title already");
}

/* ---- papers withdrawn ---- */
struct revocation { struct gt_id dossier, paper, agent; const char *why; };

static int revoke_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct revocation *r = arg;
	char text[GT_ID_TEXT];
	int rc = gt_dossier_store_paper_revoke(db, r->dossier, r->paper, r->why, gt_now_utc_s(), err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = r->dossier, .actor_kind = GT_ACTOR_AGENT, .actor = r->agent, .verb = "revoke-paper", .detail = gt_id_text(r->paper, text) }, err);
}

int gt_paper_revoke(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id paper, const char *why, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_agent_may(agent, "superviseur", d->service)) return gt_fail(err, GT_DENIED, "not a superviseur there");
	if (!gt_streq(why, "replaced") && !gt_streq(why, "withdrawn")) return gt_fail(err, GT_BADINPUT, "no such cause");
	struct revocation r = { .dossier = d->id, .paper = paper, .agent = agent->agent, .why = why };
	return gt_db_tx(desk->db, revoke_tx, &r, err);
}

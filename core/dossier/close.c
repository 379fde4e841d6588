/* Closing as incomplete, and opening again: an agent's acts, with words that the person reads. What a closing needs before it is the law's. */
#include "account/agent.h"
#include "dossier/close_store.h"
#include "dossier/outcome_priv.h"
#include "text/text.h"


/* ---- the path ---- */
bool gt_close_path_walked(const struct gt_close_path *p) { return p->asked && p->opened && p->over && p->reminded && p->indispensable; }

int gt_close_path_of(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_close_path *ret, struct gt_error *err)
{
	struct gt_close_row row;
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	*ret = (struct gt_close_path){ .reminders_wanted = d->procedure->delays.n_reminders };
	int rc = gt_close_store_path(desk->db, arena, d->id, &row, err);
	if (rc == GT_NOTFOUND) return GT_OK;
	if (rc != GT_OK) return rc;
	struct gt_date there = gt_date_in_zone(gt_now_utc_s(), row.zone);
	ret->asked = d->state == GT_STATE_COMPLEMENT_ASKED && row.answered_utc_s == 0;
	ret->opened = row.opened.y != 0 && row.due.y != 0;
	ret->over = ret->opened && gt_date_cmp(gt_today(), row.due) > 0 && gt_date_cmp(there, row.due) > 0;
	ret->reminders = row.reminded;
	ret->reminded = row.reminded >= ret->reminders_wanted;
	ret->indispensable = row.indispensable > 0;
	ret->requested = gt_date_of(row.requested_utc_s);
	ret->opened_on = row.opened;
	ret->due = row.due;
	return GT_OK;
}

bool gt_may_close(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent)
{
	return d->state == GT_STATE_COMPLEMENT_ASKED && gt_work_may_act(agent, d) && gt_id_eq(work->agent, agent->agent);
}

bool gt_may_reopen(const struct gt_dossier *d, const struct gt_agent_session *agent)
{
	if (d->state == GT_STATE_CLOSED_INCOMPLETE) return gt_work_may_act(agent, d);
	return d->state == GT_STATE_UNFAVOURABLE && gt_agent_may(agent, "superviseur", d->service);
}

/* ---- what both write ---- */
static int words_of(struct gt_outcome_act *o, const char *typed, struct gt_findings *f, const char **ret, struct gt_error *err)
{
	*ret = typed ? gt_text_clean(o->arena, typed, true) : "";
	if (gt_empty(*ret)) gt_finding_add(f, "words", NULL, "words-required");
	if (gt_text_length(*ret) > GT_DECIDE_WORDS_MAX) gt_finding_arg(gt_finding_add(f, "words", NULL, "too-long"), "max", gt_arena_printf(o->arena, "%d", GT_DECIDE_WORDS_MAX));
	return f->n ? gt_fail(err, GT_REFUSED, "why is missing") : GT_OK;
}

static xmlDocPtr document_of(struct gt_outcome_act *o, const char *kind, const char *words)
{
	char day[11];
	xmlDocPtr doc = gt_xml_new(o->arena, "decision", NULL);
	xmlNodePtr el = gt_xml_root(doc);
	gt_attr(el, "id", kind);
	gt_attr(el, "outcome", kind);
	gt_attr(el, "date", gt_date_iso(gt_today(), day));
	gt_el_text(el, "words", words);
	return doc;
}

static int row_of(struct gt_outcome_act *o, const char *kind, xmlDocPtr document, struct gt_error *err)
{
	struct gt_str plain;
	o->row_is = GT_ROW_INSERT;
	o->row = (struct gt_decision_row){ .id = gt_id_new(), .dossier = o->d->id, .kind = kind, .state = "signed", .proposed_by = o->agent->agent, .signed_by = o->agent->agent, .act = o->act,
		.proposed_utc_s = o->now_utc_s, .signed_utc_s = o->now_utc_s };
	int rc = gt_xml_canonical(o->arena, document, &plain, err);
	return rc == GT_OK ? gt_seal(o->desk->ring, o->arena, "decision", o->row.id, plain, &o->row.data, err) : rc;
}

static int tell(struct gt_outcome_act *o, const struct gt_file_work *work, const char *type, const char *outcome, const char *words, struct gt_error *err)
{
	xmlDocPtr doc = gt_xml_new(o->arena, "body", NULL);
	gt_attr(gt_xml_root(doc), "outcome", outcome);
	gt_el_text(gt_xml_root(doc), "words", words);
	struct gt_notice_new what = { .account = o->d->account, .dossier = o->d->id, .type = type, .email = o->d->who->email, .lang = work->applicant_lang, .body = doc };
	if (o->has_paper) what.paper = o->paper.id;
	o->tells = true;
	return gt_notice_prepare(o->desk, o->arena, &what, &o->notice, err);
}

/* ---- closing ---- */
/* What was asked and did not come: its headings, as reasons. */
static int add_missing(struct gt_outcome_act *o, xmlNodePtr decision, struct gt_error *err)
{
	struct gt_close_row row;
	struct gt_close_item *items;
	size_t n;
	int rc = gt_close_store_path(o->desk->db, o->arena, o->d->id, &row, err);
	if (rc == GT_OK) rc = gt_close_store_items(o->desk->db, o->arena, row.complement, &items, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		const char *heading = gt_procedure_text(o->d->procedure, GT_PAPER_LANG, gt_arena_printf(o->arena, "justificatif.%s", items[i].justificatif), NULL);
		gt_attr(gt_el_text(decision, "reason", heading ? heading : items[i].justificatif), "id", items[i].justificatif);
	}
	return rc;
}

static int closing_paper(struct gt_outcome_act *o, xmlDocPtr document, struct gt_error *err)
{
	struct gt_dossier *d = o->d;
	if (!d->procedure->paper_closing) return GT_OK;
	gt_el_text(gt_xml_root(document), "signed", o->agent->name);
	struct gt_paper_order order = { .kind = d->procedure->paper_closing, .lang = GT_PAPER_LANG, .number = d->number, .service = d->service, .issued = gt_today(), .deposited = gt_date_of(d->deposited_utc_s),
		.now_utc_s = o->now_utc_s, .decision = gt_xml_root(document) };
	int rc = gt_paper_make(o->desk, o->arena, d, &order, &o->paper, err);
	if (rc != GT_OK) return rc;
	o->has_paper = true;
	o->row.paper = o->paper.id;
	return GT_OK;
}

int gt_close_incomplete(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_close_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	struct gt_close_path path;
	const char *words;
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(&o, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!gt_may_close(d, work, agent)) return gt_fail(err, GT_CONFLICT, "not this agent's to close, in state '%s'", gt_state_name(d->state));
	rc = gt_close_path_of(desk, arena, d, &path, err);
	if (rc != GT_OK) return rc;
	if (!gt_close_path_walked(&path)) return gt_fail(err, GT_CONFLICT, "the path to a closing is not walked to its end");
	rc = words_of(&o, order->words, findings, &words, err);
	if (rc != GT_OK) return rc;
	o.verb = "close-incomplete";
	o.to = GT_STATE_CLOSED_INCOMPLETE;
	o.decision = "incomplete";
	o.decided = o.ended = true;
	xmlDocPtr document = document_of(&o, "incomplete", words);
	rc = add_missing(&o, gt_xml_root(document), err);
	if (rc == GT_OK) rc = row_of(&o, "incomplete", document, err);
	if (rc == GT_OK) rc = closing_paper(&o, document, err);
	if (rc == GT_OK) rc = tell(&o, work, "decision", "incomplete", words, err);
	return rc == GT_OK ? gt_outcome_commit(&o, err) : rc;
}

/* ---- opening again ---- */
int gt_reopen(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_close_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	struct gt_decision_made last;
	const char *words;
	int months = d->procedure->delays.silence_months;
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(&o, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!gt_may_reopen(d, agent)) return gt_fail(err, d->state == GT_STATE_UNFAVOURABLE ? GT_DENIED : GT_CONFLICT, "not to be opened again by this agent, in state '%s'", gt_state_name(d->state));
	rc = words_of(&o, order->words, findings, &words, err);
	if (rc == GT_OK) rc = gt_decision_last(desk, arena, d, &last, err);
	if (rc != GT_OK) return rc;
	o.verb = "reopen";
	o.to = d->state == GT_STATE_UNFAVOURABLE ? GT_STATE_EXAMINED : GT_STATE_VERIFYING;
	o.reopens = true;
	o.spending = gt_spending_of(d);
	o.withdrawn = last.paper;
	if (months) o.silence = gt_date_add_months(gt_today(), months);
	rc = row_of(&o, "reopen", document_of(&o, "reopen", words), err);
	if (rc == GT_OK) rc = tell(&o, work, "reopened", NULL, words, err);
	return rc == GT_OK ? gt_outcome_commit(&o, err) : rc;
}

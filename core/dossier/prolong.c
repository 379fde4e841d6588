/* Attestations de prolongation d'instruction: by rule, without a click, when the request is complete, was deposited in time and the title (or the
 * former attestation) ends soon; by hand, with a reason, by an agent. Paper, notification, mail, journal: one transaction. */
#include "account/agent.h"
#include "dossier/alert.h"
#include "dossier/decide_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/due_priv.h"
#include "dossier/notify.h"
#include "dossier/prolong_store.h"
#include "dossier/work_store.h"
#include "text/text.h"


struct prolongation {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_dossier *d;
	const struct gt_agent_session *agent;                /* NULL: by rule */
	struct gt_id act;
	int64_t now_utc_s;
	struct gt_date from, to;
	struct gt_paper_row paper;
	struct gt_notice_made notice;
	struct gt_note_row note;
};

static bool undecided(enum gt_state s)
{
	return s == GT_STATE_DEPOSITED || s == GT_STATE_VERIFYING || s == GT_STATE_COMPLEMENT_ASKED || s == GT_STATE_COMPLEMENT_RECEIVED || s == GT_STATE_EXAMINED || s == GT_STATE_PROPOSED;
}

static bool days_from(const struct gt_dossier *d, struct gt_date from, struct gt_date *ret_to)
{
	int months = d->procedure->delays.prolongation_months;
	if (!d->procedure->paper_prolongation || months == 0 || !undecided(d->state)) return false;
	*ret_to = gt_date_add_days(gt_date_add_months(from, months), -1);
	return true;
}

bool gt_prolong_days(const struct gt_dossier *d, struct gt_date *ret_from, struct gt_date *ret_to)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	*ret_from = gt_today();
	return days_from(d, *ret_from, ret_to);
}

static int write_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct prolongation *p = arg;
	GT_AUTO_ARENA arena = gt_arena_new("prolong", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	char day[11];
	int rc = gt_dossier_store_lock(db, arena, p->d->id, &now, err);
	if (rc != GT_OK) return rc;
	if (now.version != p->d->version || gt_state_parse(now.state) != p->d->state) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)p->d->version);
	if (p->agent) rc = gt_work_store_act_insert(db, p->act, p->agent->agent, "prolong", p->d->id, p->now_utc_s, err);
	if (rc == GT_OK && p->agent) rc = gt_work_store_note_insert(db, &p->note, err);
	if (rc == GT_OK) rc = gt_dossier_store_paper_insert(db, &p->paper, err);
	if (rc == GT_OK) rc = gt_prolong_store_to(db, p->d->id, p->d->version, p->to, p->now_utc_s, err);
	if (rc == GT_OK) rc = gt_notice_tell(db, &p->notice, err);
	if (rc == GT_OK) rc = gt_alert_settle(db, p->d->id, "prolongation-impossible", err);
	if (rc != GT_OK) return rc;
	struct gt_act act = { .dossier = p->d->id, .actor_kind = p->agent ? GT_ACTOR_AGENT : GT_ACTOR_SYSTEM, .verb = "prolong", .detail = gt_date_iso(p->to, day) };
	if (p->agent) act.actor = p->agent->agent;
	return gt_journal_add(db, &act, err);
}

static int make(struct prolongation *p, const char *lang, struct gt_error *err)
{
	struct gt_dossier *d = p->d;
	const struct gt_paper_order order = { .kind = d->procedure->paper_prolongation, .lang = GT_PAPER_LANG, .number = d->number, .service = d->service, .issued = p->from,
		.deposited = gt_date_of(d->deposited_utc_s), .from = p->from, .to = p->to, .now_utc_s = p->now_utc_s };
	char from[11], to[11];
	int rc = gt_paper_make(p->desk, p->arena, d, &order, &p->paper, err);
	if (rc != GT_OK) return rc;
	xmlDocPtr body = gt_xml_new(p->arena, "body", NULL);
	gt_attr(gt_xml_root(body), "from", gt_date_iso(p->from, from));
	gt_attr(gt_xml_root(body), "to", gt_date_iso(p->to, to));
	gt_attr_flag(gt_xml_root(body), "renewed", p->agent == NULL);
	struct gt_notice_new what = { .account = d->account, .dossier = d->id, .paper = p->paper.id, .type = "prolongation", .email = d->who->email, .lang = lang, .body = body };
	return gt_notice_prepare(p->desk, p->arena, &what, &p->notice, err);
}

/* ---- by rule ---- */
/* Why the rule does not issue it; NULL: it does. Files found bad since, or not what is asked, leave the request incomplete. */
static const char *hindrance(const struct gt_due_thing *t, struct gt_dossier *d)
{
	struct gt_findings f = gt_findings_new(t->arena);
	struct gt_error unsaid;
	if (!t->row->in_time) return "late";
	for (size_t i = 0; i < d->n_documents; i++)
		if (!gt_streq(d->documents[i].state, "joined")) return "incomplete";
	if (!t->row->complete || t->row->open_complements || d->state == GT_STATE_COMPLEMENT_ASKED) return "incomplete";
	return gt_justificatifs_check(d->answers, &f, &unsaid) == GT_OK ? NULL : "incomplete";
}

static int impossible_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	return gt_due_alert(db, t, "prolongation-impossible", t->detail, err);
}

static int by_rule(struct gt_due_thing *t, struct gt_error *err)
{
	const struct gt_due_row *r = t->row;
	struct prolongation p = { .desk = t->desk, .arena = t->arena, .now_utc_s = t->now_utc_s, .from = t->today };
	struct gt_file_work work;
	char day[11];
	struct gt_date end = r->other.y ? r->other : r->day;
	if (gt_days_between(t->today, end) > t->procedure->delays.prolongation_before_days) return GT_OK;
	int rc = gt_work_load(t->desk, t->arena, r->dossier, NULL, &p.d, &work, err);
	if (rc != GT_OK) return rc;
	if (p.d->version != r->version) return gt_fail(err, GT_CONFLICT, "the request changed meanwhile");
	if (!days_from(p.d, p.from, &p.to)) return GT_OK;
	const char *why = hindrance(t, p.d);
	if (why) {
		t->detail = gt_arena_printf(t->arena, "%s %s", why, gt_date_iso(end, day));
		return gt_db_tx(t->desk->db, impossible_tx, t, err);
	}
	rc = make(&p, work.applicant_lang, err);
	if (rc == GT_OK) rc = gt_db_tx(t->desk->db, write_tx, &p, err);
	t->done = rc == GT_OK;
	return rc;
}

int gt_due_prolongations(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	return gt_due_each(desk, GT_DUE_PROLONGATION, gt_date_add_days(gt_today(), GT_DUE_HORIZON_DAYS), 0, by_rule, ending, ret_done, err);
}

/* ---- by hand ---- */
static int done_before(const struct prolongation *p, bool *ret, struct gt_error *err)
{
	const char *state;
	int rc = gt_decide_store_done(p->desk->db, p->act, p->agent->agent, p->d->id, ret, err);
	return rc == GT_OK && *ret ? gt_decide_store_now(p->desk->db, p->arena, p->d->id, &state, &p->d->version, err) : rc;
}

static int words_of(struct prolongation *p, const char *typed, struct gt_findings *f, struct gt_error *err)
{
	const char *clean = typed ? gt_text_clean(p->arena, typed, true) : "";
	if (gt_empty(clean)) gt_finding_add(f, "words", NULL, "words-required");
	if (gt_text_length(clean) > GT_WORK_NOTE_MAX) gt_finding_arg(gt_finding_add(f, "words", NULL, "too-long"), "max", gt_arena_printf(p->arena, "%d", GT_WORK_NOTE_MAX));
	if (f->n) return gt_fail(err, GT_REFUSED, "why it is issued by hand is missing");
	p->note = (struct gt_note_row){ .id = gt_id_new(), .dossier = p->d->id, .agent = p->agent->agent, .created_utc_s = p->now_utc_s };
	return gt_seal(p->desk->ring, p->arena, "note", p->note.id, gt_str(clean), &p->note.sealed, err);
}

int gt_prolong_by_hand(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_prolong_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct prolongation p = { .desk = desk, .arena = arena, .d = d, .agent = agent, .act = order->act, .now_utc_s = gt_now_utc_s() };
	bool done = false;
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	if (gt_id_null(order->act)) return gt_fail(err, GT_BADINPUT, "an act without key");
	int rc = done_before(&p, &done, err);
	if (rc != GT_OK || done) return rc;
	if (order->version_seen != d->version) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)order->version_seen);
	if (!gt_prolong_days(d, &p.from, &p.to)) return gt_fail(err, GT_CONFLICT, "no prolongation in state '%s'", gt_state_name(d->state));
	rc = words_of(&p, order->words, findings, err);
	if (rc == GT_OK) rc = make(&p, work->applicant_lang, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, write_tx, &p, err);
	if (rc == GT_OK) { d->version++; return GT_OK; }
	if (rc != GT_CONFLICT && rc != GT_UNCERTAIN) return rc;
	struct gt_error second;
	return done_before(&p, &done, &second) == GT_OK && done ? GT_OK : rc;
}

/* The agent's side of a complement: marks, what they ask for, asking, cancelling while unread, more time. Each act is one transaction with its key. */
#include "dossier/complement_priv.h"
#include "dossier/outcome_priv.h"
#include "text/text.h"

/* ---- what may be done ---- */
static bool decidable(enum gt_state s) { return s == GT_STATE_VERIFYING || s == GT_STATE_COMPLEMENT_RECEIVED || s == GT_STATE_EXAMINED; }

struct gt_may_complement gt_may_complement(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_complement *running)
{
	bool mine = gt_work_may_act(agent, d) && gt_id_eq(work->agent, agent->agent), unread = running && !running->opened_utc_s;
	return (struct gt_may_complement){ .mark = mine && (decidable(d->state) || d->state == GT_STATE_COMPLEMENT_ASKED), .ask = mine && decidable(d->state), .amend = mine && unread, .cancel = mine && unread,
		.extend = mine && running && !unread };
}

static int may_now(struct gt_outcome_act *o, const struct gt_file_work *work, struct gt_may_complement *ret, struct gt_complement **ret_running, struct gt_error *err)
{
	if (!gt_work_may_act(o->agent, o->d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(o, err);
	if (rc == GT_OK) rc = gt_complement_running(o->desk, o->arena, o->d, ret_running, err);
	if (rc == GT_OK) *ret = gt_may_complement(o->d, work, o->agent, *ret_running);
	return rc;
}

static int not_theirs(const struct gt_dossier *d, struct gt_error *err) { return gt_fail(err, GT_CONFLICT, "not this agent's to do, in state '%s'", gt_state_name(d->state)); }

/* ---- what can be marked ---- */
bool gt_piece_find(const struct gt_dossier *d, struct gt_arena *arena, const char *id, const char *lang, struct gt_piece *ret)
{
	const struct gt_justificatif *j = id ? gt_procedure_justificatif(d->procedure, id) : NULL;
	const struct gt_marked *m = id && !j ? gt_procedure_marked(d->procedure, id) : NULL;
	if (j) {
		const char *heading = gt_procedure_text(d->procedure, lang, gt_arena_printf(arena, "justificatif.%s", j->id), NULL);
		*ret = (struct gt_piece){ .id = j->id, .heading = heading ? heading : j->id, .reasons = j->reasons, .reasons_in_words = j->reasons_in_words, .justificatif = j };
	} else if (m) *ret = (struct gt_piece){ .id = m->name, .heading = gt_case_label_in(d->answers, m->name, lang), .reasons = m->reasons, .reasons_in_words = m->reasons_in_words };
	return j || m;
}

int gt_pieces_list(const struct gt_dossier *d, struct gt_arena *arena, const char *const **ret, struct gt_error *err)
{
	const struct gt_asked *asked;
	size_t n_asked, n = 0;
	int rc = gt_justificatifs_list(d->answers, &asked, &n_asked, err);
	if (rc != GT_OK) return rc;
	const char **all = gt_new_n(arena, const char *, n_asked + d->procedure->n_marked + 1);
	for (size_t i = 0; i < n_asked; i++) all[n++] = asked[i].justificatif->id;
	for (size_t i = 0; i < d->procedure->n_marked; i++)
		if (gt_marked_shown(d->answers, d->procedure->marked[i].name)) all[n++] = d->procedure->marked[i].name;
	*ret = all;
	return GT_OK;
}

/* ---- marks ---- */
int gt_marks_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_mark **ret, size_t *ret_n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_mark_row *rows;
	size_t n;
	int rc = gt_mark_store_list(desk->db, arena, d->id, &rows, &n, err);
	if (rc != GT_OK) return rc;
	struct gt_mark *out = gt_new_n(arena, struct gt_mark, n + 1);
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct gt_mark){ .piece = rows[i].justificatif, .reason = rows[i].reason, .agent_name = rows[i].agent_name, .marked_utc_s = rows[i].marked_utc_s,
			.stale = rows[i].since_utc_s > rows[i].marked_utc_s };
		if (!gt_mark_parse(rows[i].mark, &out[i].kind)) return gt_fail(err, GT_FAILED, "unknown mark '%s'", rows[i].mark);
		rc = gt_complement_unseal(desk, arena, gt_arena_printf(arena, "mark-%s", rows[i].justificatif), d->id, rows[i].words, &out[i].words, err);
		if (rc != GT_OK) return rc;
	}
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

static bool listed(const char *const *ids, const char *id)
{
	for (; ids && *ids; ids++)
		if (gt_streq(*ids, id)) return true;
	return false;
}

/* A reason that only says that the agent will say it is not shown to the person. */
static bool says_nothing(const struct gt_dossier *d, struct gt_arena *arena, const struct gt_mark *m)
{
	struct gt_piece p;
	return !m->reason || !gt_piece_find(d, arena, m->piece, GT_PAPER_LANG, &p) || listed(p.reasons_in_words, m->reason);
}

const char *gt_mark_observation(struct gt_arena *arena, const struct gt_dossier *d, const char *lang, const struct gt_mark *m)
{
	const char *reason = says_nothing(d, arena, m) ? NULL : gt_procedure_text(d->procedure, lang, gt_arena_printf(arena, "reason.%s", m->reason), NULL);
	if (gt_empty(reason)) return m->words ? m->words : "";
	return gt_empty(m->words) ? reason : gt_arena_printf(arena, "%s\n%s", reason, m->words);
}

/* Is this what the library says, whole or above the agent's words? *ret_rest: what follows. */
static bool begins_with(const char *said, const char *reason, const char **ret_rest)
{
	size_t n = reason ? strlen(reason) : 0;
	if (n == 0 || strncmp(said, reason, n) != 0 || (said[n] && said[n] != '\n')) return false;
	*ret_rest = said + n;
	return true;
}

const char *gt_item_observation(struct gt_arena *arena, const struct gt_dossier *d, const char *lang, const struct gt_complement_item *it)
{
	const char *rest, *in;
	struct gt_piece p;
	if (gt_empty(it->observation) || !gt_piece_find(d, arena, it->piece, GT_PAPER_LANG, &p)) return it->observation;
	for (const char *const *r = p.reasons; r && *r; r++) {
		const char *id = gt_arena_printf(arena, "reason.%s", *r), *told = gt_procedure_text(d->procedure, lang, id, NULL);
		for (size_t i = 0; told && (in = gt_procedure_lang(d->procedure, i)) != NULL; i++)
			if (begins_with(it->observation, gt_procedure_text(d->procedure, in, id, NULL), &rest)) return gt_arena_printf(arena, "%s%s", told, rest);
	}
	return it->observation;
}

static void check_mark(const struct gt_dossier *d, const struct gt_mark_order *order, const char *words, const struct gt_piece *p, struct gt_findings *f)
{
	struct gt_mark m = { .piece = order->piece, .reason = order->reason };
	bool known = !order->reason || listed(p->reasons, order->reason);
	if (!known) gt_finding_add(f, "reason", NULL, "choice-invalid");
	if (gt_text_length(words) > GT_MARK_WORDS_MAX) gt_finding_arg(gt_finding_add(f, "words", NULL, "too-long"), "max", gt_arena_printf(f->arena, "%d", GT_MARK_WORDS_MAX));
	if (known && order->kind != GT_MARK_CONFORM && says_nothing(d, f->arena, &m) && gt_empty(words)) gt_finding_add(f, "words", NULL, "observation-required");
}

struct marking { struct gt_outcome_act *o; struct gt_mark_write row; };

static int mark_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct marking *m = arg;
	int rc = gt_mark_store_put(db, &m->row, err);
	return rc == GT_OK ? gt_work_store_keep(db, m->row.dossier, m->row.agent, m->row.now_utc_s + GT_WORK_LEASE_S, err) : rc;
}

int gt_mark_set(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_mark_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	struct gt_complement *running;
	struct gt_may_complement may;
	struct gt_piece p;
	if (!gt_piece_find(d, arena, order->piece, GT_PAPER_LANG, &p) || (!p.justificatif && !gt_marked_shown(d->answers, p.id))) return gt_fail(err, GT_NOTFOUND, "no such piece");
	int rc = may_now(&o, work, &may, &running, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!may.mark) return not_theirs(d, err);
	const char *words = gt_text_clean(arena, order->words ? order->words : "", /* lines= */ true);
	check_mark(d, order, words, &p, findings);
	if (findings->n) return gt_fail(err, GT_REFUSED, "the mark has findings");
	struct marking m = { .o = &o, .row = { .dossier = d->id, .agent = agent->agent, .justificatif = p.id, .mark = gt_mark_name(order->kind), .reason = order->reason, .now_utc_s = o.now_utc_s } };
	rc = gt_complement_seal(desk, arena, gt_arena_printf(arena, "mark-%s", p.id), d->id, words, &m.row.words, err);
	if (rc != GT_OK) return rc;
	o.verb = "mark";
	o.detail = gt_arena_printf(arena, "%s=%s", p.id, m.row.mark);
	o.also = mark_tx;
	o.also_arg = &m;
	return gt_outcome_commit(&o, err);
}

int gt_work_seen(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("seen", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, act, version_seen);
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	int rc = gt_outcome_fresh(&o, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	o.verb = "reply-seen";
	return gt_outcome_commit(&o, err);
}

/* ---- what the marks ask for ---- */
static const struct gt_mark *mark_of(const struct gt_mark *marks, size_t n, const char *piece)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(marks[i].piece, piece)) return &marks[i];
	return NULL;
}

/* An answer is never indispensable in the law's sense: what is missing from a file is its papers. */
static void item_from(struct gt_arena *arena, const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_mark *m, struct gt_complement_item *it)
{
	const struct gt_justificatif *j = gt_procedure_justificatif(d->procedure, m->piece);
	*it = (struct gt_complement_item){ .piece = m->piece, .of_answer = !j, .mark = m->kind, .indispensable = j && j->indispensable, .observation = gt_mark_observation(arena, d, work->applicant_lang, m) };
	it->was = j ? "" : gt_case_value(d->answers, m->piece);
	it->before = gt_new_n(arena, const struct gt_document *, d->n_documents + 1);
	for (size_t i = 0; i < d->n_documents; i++)
		if (gt_streq(d->documents[i].justificatif, m->piece)) it->before[it->n_before++] = &d->documents[i];
}

int gt_complement_preview(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const struct gt_file_work *work, struct gt_complement *ret, struct gt_findings *findings, struct gt_error *err)
{
	const char *const *pieces;
	struct gt_mark *marks;
	size_t n_marks;
	int rc = gt_pieces_list(d, arena, &pieces, err);
	if (rc == GT_OK) rc = gt_marks_list(desk, arena, d, &marks, &n_marks, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_complement){ .dossier = d->id, .delay_days = d->procedure->delays.complement_days, .words = "", .items = gt_new_n(arena, struct gt_complement_item, n_marks + 1) };
	for (; *pieces; pieces++) {
		const struct gt_mark *m = mark_of(marks, n_marks, *pieces);
		if (!m || m->kind == GT_MARK_CONFORM || m->stale) continue;
		struct gt_complement_item *it = &ret->items[ret->n_items++];
		item_from(arena, d, work, m, it);
		it->n = (int64_t)ret->n_items;
	}
	if (!ret->n_items) gt_finding_add(findings, NULL, NULL, "complement-nothing");
	if (!ret->delay_days) gt_finding_add(findings, NULL, NULL, "complement-no-delay");
	if (gt_id_null(d->account)) gt_finding_add(findings, NULL, NULL, "complement-no-account");
	return findings->n ? gt_fail(err, GT_REFUSED, "nothing that can be asked") : GT_OK;
}

/* ---- asking ---- */
struct asking {
	struct gt_complement_row row;
	struct gt_item_row *items;
	const struct gt_complement *what;
	struct gt_id former;                                 /* unread, replaced by this one; null: none */
	int64_t now_utc_s;
};

static int ask_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct asking *a = arg;
	int rc = gt_id_null(a->former) ? GT_OK : gt_complement_store_cancel(db, a->former, a->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_insert(db, &a->row, err);
	for (size_t i = 0; rc == GT_OK && i < a->what->n_items; i++) {
		const struct gt_complement_item *it = &a->what->items[i];
		rc = gt_complement_store_item_insert(db, &a->items[i], err);
		for (size_t k = 0; rc == GT_OK && k < it->n_before; k++)
			rc = gt_complement_store_document_insert(db, &(struct gt_item_document_row){ .complement = a->row.id, .n = it->n, .document = it->before[k]->id, .side = "before" }, err);
	}
	return rc == GT_OK ? gt_complement_store_complete(db, a->row.dossier, false, err) : rc;
}

static int seal_all(struct gt_outcome_act *o, struct asking *a, const char *words, struct gt_error *err)
{
	int rc = gt_complement_seal(o->desk, o->arena, "complement", a->row.id, words, &a->row.words, err);
	a->items = gt_new_n(o->arena, struct gt_item_row, a->what->n_items + 1);
	for (size_t i = 0; rc == GT_OK && i < a->what->n_items; i++) {
		const struct gt_complement_item *it = &a->what->items[i];
		a->items[i] = (struct gt_item_row){ .complement = a->row.id, .n = it->n, .justificatif = it->piece, .mark = gt_mark_name(it->mark), .indispensable = it->indispensable };
		rc = gt_complement_seal(o->desk, o->arena, gt_item_purpose(o->arena, "item", it->n), a->row.id, it->observation, &a->items[i].observation, err);
	}
	return rc;
}

static int tell(struct gt_outcome_act *o, const struct gt_file_work *work, const char *type, xmlDocPtr body, struct gt_error *err)
{
	struct gt_notice_new what = { .account = o->d->account, .dossier = o->d->id, .type = type, .email = o->d->who->email, .lang = work->applicant_lang, .body = body };
	o->tells = true;
	return gt_notice_prepare(o->desk, o->arena, &what, &o->notice, err);
}

int gt_complement_ask(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_complement_order *order,
	struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, order->act, order->version_seen);
	struct gt_complement *running, what;
	struct gt_may_complement may;
	char text[GT_ID_TEXT];
	int rc = may_now(&o, work, &may, &running, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!may.ask && !may.amend) return not_theirs(d, err);
	const char *words = gt_text_clean(arena, order->words ? order->words : "", /* lines= */ true);
	if (gt_text_length(words) > GT_MARK_WORDS_MAX) gt_finding_arg(gt_finding_add(findings, "words", NULL, "too-long"), "max", gt_arena_printf(arena, "%d", GT_MARK_WORDS_MAX));
	rc = gt_complement_preview(desk, arena, d, work, &what, findings, err);
	if (rc != GT_OK) return rc;
	struct asking a = { .what = &what, .now_utc_s = o.now_utc_s, .row = { .id = gt_id_new(), .dossier = d->id, .agent = agent->agent, .delay_days = what.delay_days, .requested_utc_s = o.now_utc_s,
		.from_state = gt_state_name(d->state) } };
	o.verb = "ask-complement";
	if (running) {
		o.verb = "amend-complement";
		a.former = running->id;
		a.row.notification = running->notification;
		a.row.from_state = running->from_state;
	} else {
		rc = tell(&o, work, "complement", NULL, err);
		a.row.notification = o.notice.id;
	}
	if (rc == GT_OK) rc = seal_all(&o, &a, words, err);
	if (rc != GT_OK) return rc;
	o.to = GT_STATE_COMPLEMENT_ASKED;
	o.detail = gt_arena_printf(arena, "complement=%s items=%zu", gt_id_text(a.row.id, text), what.n_items);
	o.also = ask_tx;
	o.also_arg = &a;
	return gt_outcome_commit(&o, err);
}

/* ---- cancelling ---- */
struct cancelling { struct gt_id complement, dossier; int64_t now_utc_s; bool complete; };

static int cancel_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct cancelling *c = arg;
	int rc = gt_complement_store_cancel(db, c->complement, c->now_utc_s, err);
	return rc == GT_OK ? gt_complement_store_complete(db, c->dossier, c->complete, err) : rc;
}

int gt_complement_cancel(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, act, version_seen);
	struct gt_complement *running;
	struct gt_may_complement may;
	struct gt_findings missing = gt_findings_new(arena);
	char text[GT_ID_TEXT];
	int rc = may_now(&o, work, &may, &running, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!may.cancel) return not_theirs(d, err);
	rc = gt_justificatifs_check(d->answers, &missing, err);
	if (rc != GT_OK && rc != GT_REFUSED) return rc;
	struct cancelling c = { .complement = running->id, .dossier = d->id, .now_utc_s = o.now_utc_s, .complete = rc == GT_OK };
	o.verb = "cancel-complement";
	o.to = running->from_state ? gt_state_parse(running->from_state) : GT_STATE_VERIFYING;
	o.detail = gt_arena_printf(arena, "complement=%s", gt_id_text(running->id, text));
	o.also = cancel_tx;
	o.also_arg = &c;
	return gt_outcome_commit(&o, err);
}

/* ---- more time ---- */
struct extending { struct gt_id complement, dossier; struct gt_date due; int64_t days, now_utc_s; };

static int extend_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct extending *e = arg;
	int rc = gt_complement_store_extend(db, e->complement, e->due, e->days, e->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_new_due(db, e->dossier, e->due, err);
	return rc == GT_OK ? gt_alert_settle(db, e->dossier, "extension-asked", err) : rc;
}

/* From the end of the delay, or from today when that is past: what is granted is time to come. */
static struct gt_date extended(const struct gt_complement *c, int64_t days)
{
	struct gt_date today = gt_today();
	if (!days) return c->due;
	return gt_date_add_days(gt_date_cmp(c->due, today) < 0 ? today : c->due, days);
}

int gt_complement_extend(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen,
	int64_t days, struct gt_findings *findings, struct gt_error *err)
{
	struct gt_outcome_act o = gt_outcome_new(desk, arena, d, agent, act, version_seen);
	struct gt_complement *running;
	struct gt_may_complement may;
	char day[11];
	int rc = may_now(&o, work, &may, &running, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	if (!may.extend) return not_theirs(d, err);
	if (days < 0 || days > GT_EXTENSION_DAYS_MAX || (!days && !running->extension_waits))
		gt_finding_arg(gt_finding_add(findings, "days", NULL, "extension-days"), "max", gt_arena_printf(arena, "%d", GT_EXTENSION_DAYS_MAX));
	if (findings->n) return gt_fail(err, GT_REFUSED, "no such extension");
	struct extending e = { .complement = running->id, .dossier = d->id, .days = days, .now_utc_s = o.now_utc_s, .due = extended(running, days) };
	xmlDocPtr body = gt_xml_new(arena, "body", NULL);
	gt_attr(gt_xml_root(body), "outcome", days ? "granted" : "refused");
	gt_attr(gt_xml_root(body), "due", gt_date_iso(e.due, day));
	rc = tell(&o, work, "extension", body, err);
	if (rc != GT_OK) return rc;
	o.verb = days ? "extend-complement" : "refuse-extension";
	o.detail = gt_arena_printf(arena, "days=%lld due=%s", (long long)days, gt_date_iso(e.due, day));
	o.also = extend_tx;
	o.also_arg = &e;
	return gt_outcome_commit(&o, err);
}

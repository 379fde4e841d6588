/* A request before an agent's eyes: opened within the territory, taken in charge, annotated. What is decided in it is decide.c. */
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_store.h"
#include "text/text.h"

static bool ended(enum gt_state s)
{
	return s == GT_STATE_HANDED || s == GT_STATE_UNFAVOURABLE || s == GT_STATE_CLOSED_INCOMPLETE || s == GT_STATE_WITHDRAWN || s == GT_STATE_EXPIRED || s == GT_STATE_ABANDONED || s == GT_STATE_RECORDED;
}

bool gt_work_may_act(const struct gt_agent_session *agent, const struct gt_dossier *d) { return gt_agent_may(agent, "instructeur", d->service); }

static const struct gt_id nobody;            /* reads as nobody: nothing is looked up for the journal */

/* ---- reading ---- */
struct reading { struct gt_id dossier, agent; const char *verb, *detail; };

static int reading_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct reading *r = arg;
	return gt_journal_add(db, &(struct gt_act){ .dossier = r->dossier, .actor_kind = GT_ACTOR_AGENT, .actor = r->agent, .verb = r->verb, .detail = r->detail }, err);
}

static int write_reading(struct gt_desk *desk, struct reading r, struct gt_error *err)
{
	bool known;
	int rc = gt_work_store_read_since(desk->db, r.dossier, r.agent, r.verb, r.detail, gt_now_utc_s() - GT_WORK_READ_AGAIN_S, &known, err);
	if (rc != GT_OK || known) return rc;
	return gt_db_tx(desk->db, reading_tx, &r, err);
}

int gt_work_read(struct gt_desk *desk, struct gt_id dossier, struct gt_id agent, struct gt_error *err) { return write_reading(desk, (struct reading){ .dossier = dossier, .agent = agent, .verb = "read" }, err); }

static int load(struct gt_desk *desk, struct gt_arena *arena, const struct gt_work_row *row, const char *lang, struct gt_dossier **ret, struct gt_file_work *ret_work, struct gt_error *err)
{
	struct gt_applicant *who = gt_new(arena, struct gt_applicant);
	*who = (struct gt_applicant){ .account = row->base.account, .foreigner_number = row->foreigner_number, .email = row->email, .lang = lang ? lang : row->applicant_lang };
	int rc = gt_dossier_load(desk, arena, &row->base, who, ret, err);
	if (rc != GT_OK) return rc;
	(*ret)->due = row->due;
	(*ret)->prolonged_to = row->prolonged_to;
	*ret_work = (struct gt_file_work){ .agent = row->agent, .agent_name = row->agent_name, .lease_utc_s = row->lease_utc_s, .leased = !gt_id_null(row->agent) && row->lease_utc_s > gt_now_utc_s(),
		.replied = row->replied, .in_time = row->in_time, .complete = row->complete, .due = row->due, .prolonged_to = row->prolonged_to, .channel = row->channel, .decision = row->decision,
		.applicant_lang = row->applicant_lang, .applicant_phone = row->phone, .decided_utc_s = row->decided_utc_s, .ended_utc_s = row->ended_utc_s, .seq = row->seq };
	return GT_OK;
}

int gt_work_load(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const char *lang, struct gt_dossier **ret, struct gt_file_work *ret_work, struct gt_error *err)
{
	struct gt_work_row row;
	int rc = gt_work_store_open(desk->db, arena, id, nobody, 0, &row, err);
	return rc == GT_OK ? load(desk, arena, &row, lang, ret, ret_work, err) : rc;
}

int gt_work_open_file(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier **ret, struct gt_file_work *ret_work, struct gt_error *err)
{
	struct gt_work_row row;
	struct reading reading = { .dossier = id, .agent = agent->agent, .verb = "read" };
	int rc = gt_work_store_open(desk->db, arena, id, agent->agent, gt_now_utc_s() - GT_WORK_READ_AGAIN_S, &row, err);
	if (rc != GT_OK) return rc;
	if (!gt_agent_may(agent, "lecteur", row.base.service)) return gt_fail(err, GT_NOTFOUND, "out of the agent's territory");
	/* Nothing is shown before the journal knows. */
	if (!row.read) rc = gt_db_tx(desk->db, reading_tx, &reading, err);
	return rc == GT_OK ? load(desk, arena, &row, agent->lang ? agent->lang : "fr", ret, ret_work, err) : rc;
}

int gt_work_away(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier_away *ret, struct gt_error *err)
{
	struct gt_work_row row;
	int rc = gt_work_store_open(desk->db, arena, id, nobody, 0, &row, err);
	if (rc != GT_OK) return rc;
	if (!gt_agent_may(agent, "lecteur", row.base.service)) return gt_fail(err, GT_NOTFOUND, "out of the agent's territory");
	return gt_dossier_row_away(desk, &row.base, ret, err);
}

int gt_work_open(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier **ret, struct gt_error *err)
{
	struct gt_file_work unused;
	return gt_work_open_file(desk, arena, agent, id, ret, &unused, err);
}

int gt_work_read_document(struct gt_desk *desk, const struct gt_agent_session *agent, const struct gt_dossier *d, struct gt_id document, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	char text[GT_ID_TEXT];
	return write_reading(desk, (struct reading){ .dossier = d->id, .agent = agent->agent, .verb = "read-document", .detail = gt_id_text(document, text) }, err);
}

/* ---- who is in charge ---- */
struct act {
	struct gt_dossier *d;
	const struct gt_agent_session *agent;
	int64_t version_seen, now_utc_s;
	struct gt_id to;
	enum gt_state state;                 /* as it stands after the act */
	int64_t version;
};

static int begin(struct gt_db *db, struct gt_arena *arena, struct act *a, struct gt_charge_row *row, struct gt_error *err)
{
	int rc = gt_work_store_lock(db, arena, a->d->id, row, err);
	if (rc != GT_OK) return rc;
	a->state = gt_state_parse(row->state);
	a->version = row->version;
	return GT_OK;
}

static int unchanged(const struct act *a, const struct gt_charge_row *row, struct gt_error *err)
{
	if (row->version != a->version_seen) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)a->version_seen);
	return ended(a->state) ? gt_fail(err, GT_REFUSED, "the request has ended") : GT_OK;
}

static int charge(struct gt_db *db, struct act *a, struct gt_id agent, const char *verb, const char *detail, struct gt_error *err)
{
	enum gt_state was = a->state;
	bool taken = !gt_id_null(agent);
	if (taken && was == GT_STATE_DEPOSITED) a->state = GT_STATE_VERIFYING;
	struct gt_charge c = { .dossier = a->d->id, .version = a->version, .agent = agent, .lease_utc_s = taken ? a->now_utc_s + GT_WORK_LEASE_S : 0, .state = gt_state_name(a->state), .now_utc_s = a->now_utc_s };
	int rc = gt_work_store_charge(db, &c, err);
	CRASHPOINT("charge-row");
	if (rc != GT_OK) return rc;
	a->version++;
	struct gt_act act = { .dossier = a->d->id, .actor_kind = GT_ACTOR_AGENT, .actor = a->agent->agent, .verb = verb, .detail = detail };
	if (was != a->state) { act.from_state = gt_state_name(was); act.to_state = gt_state_name(a->state); }
	return gt_journal_add(db, &act, err);
}

static int claim_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct act *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("claim", 1 << 16);
	struct gt_charge_row row;
	int rc = begin(db, arena, a, &row, err);
	if (rc != GT_OK) return rc;
	bool mine = gt_id_eq(row.agent, a->agent->agent);
	/* A second click, or another tab: it is this agent's already. */
	if (mine && row.version != a->version_seen) return GT_OK;
	rc = unchanged(a, &row, err);
	if (rc != GT_OK) return rc;
	if (!mine && !gt_id_null(row.agent) && row.lease_utc_s > a->now_utc_s) return gt_fail(err, GT_CONFLICT, "in a colleague's hands");
	char former[GT_ID_TEXT];
	return charge(db, a, a->agent->agent, mine ? "keep" : gt_id_null(row.agent) ? "claim" : "take-over", mine || gt_id_null(row.agent) ? NULL : gt_id_text(row.agent, former), err);
}

static bool superior(const struct act *a, const struct gt_charge_row *row) { return gt_agent_may(a->agent, "superviseur", row->service); }

static int release_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct act *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("release", 1 << 16);
	struct gt_charge_row row;
	int rc = begin(db, arena, a, &row, err);
	if (rc != GT_OK || gt_id_null(row.agent)) return rc;
	if (!gt_id_eq(row.agent, a->agent->agent) && !superior(a, &row)) return gt_fail(err, GT_DENIED, "in a colleague's hands");
	rc = unchanged(a, &row, err);
	char former[GT_ID_TEXT];
	return rc == GT_OK ? charge(db, a, (struct gt_id){ { 0 } }, "release", gt_id_text(row.agent, former), err) : rc;
}

static int assign_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct act *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("assign", 1 << 16);
	struct gt_charge_row row;
	int rc = begin(db, arena, a, &row, err);
	if (rc != GT_OK || gt_id_eq(row.agent, a->to)) return rc;
	if (!gt_id_eq(row.agent, a->agent->agent) && !superior(a, &row)) return gt_fail(err, GT_DENIED, "neither in charge nor superviseur");
	rc = unchanged(a, &row, err);
	char to[GT_ID_TEXT];
	return rc == GT_OK ? charge(db, a, a->to, "assign", gt_id_text(a->to, to), err) : rc;
}

static int perform(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, gt_db_work *fn, struct gt_id to, int64_t version_seen, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	struct act a = { .d = d, .agent = agent, .version_seen = version_seen, .now_utc_s = gt_now_utc_s(), .to = to };
	int rc = gt_db_tx(desk->db, fn, &a, err);
	CRASHPOINT("charge-done");
	if (rc != GT_OK) return rc;
	d->version = a.version;
	d->state = a.state;
	return GT_OK;
}

int gt_work_claim(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, int64_t version_seen, struct gt_error *err)
{
	return perform(desk, d, agent, claim_tx, (struct gt_id){ { 0 } }, version_seen, err);
}

int gt_work_release(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, int64_t version_seen, struct gt_error *err)
{
	return perform(desk, d, agent, release_tx, (struct gt_id){ { 0 } }, version_seen, err);
}

int gt_work_assign(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id to, int64_t version_seen, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("assign", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_colleague *all;
	size_t n;
	int rc = gt_work_colleagues(desk, arena, agent, d->service, &all, &n, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_id_eq(all[i].id, to)) return perform(desk, d, agent, assign_tx, to, version_seen, err);
	return gt_fail(err, GT_REFUSED, "nobody of that service");
}

/* ---- notes ---- */
struct note { struct gt_note_row row; struct gt_id act; };

static int note_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct note *n = arg;
	char id[GT_ID_TEXT];
	int rc = gt_work_store_act_insert(db, n->act, n->row.agent, "note", n->row.dossier, n->row.created_utc_s, err);
	CRASHPOINT("note-key");
	if (rc == GT_OK) rc = gt_work_store_note_insert(db, &n->row, err);
	CRASHPOINT("note-row");
	/* Whoever writes is at work: their lease goes on. Not an edit of the request: its version stays. */
	if (rc == GT_OK) rc = gt_work_store_keep(db, n->row.dossier, n->row.agent, n->row.created_utc_s + GT_WORK_LEASE_S, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = n->row.dossier, .actor_kind = GT_ACTOR_AGENT, .actor = n->row.agent, .verb = "note", .detail = gt_id_text(n->row.id, id) }, err);
}

int gt_work_note_add(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, const char *text, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	const char *clean = gt_text_clean(arena, text ? text : "", /* lines= */ true);
	if (gt_empty(clean)) return gt_fail(err, GT_REFUSED, "an empty note");
	if (gt_text_length(clean) > GT_WORK_NOTE_MAX) return gt_fail(err, GT_TOOBIG, "a note of more than %d characters", GT_WORK_NOTE_MAX);
	struct note n = { .row = { .id = gt_id_new(), .dossier = d->id, .agent = agent->agent, .created_utc_s = gt_now_utc_s() }, .act = act };
	int rc = gt_seal(desk->ring, arena, "note", n.row.id, gt_str(clean), &n.row.sealed, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, note_tx, &n, err);
	return rc == GT_CONFLICT ? GT_OK : rc;           /* the form's second click */
}

int gt_work_notes(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_note **ret, size_t *ret_n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_note_row *rows;
	size_t n;
	int rc = gt_work_store_notes(desk->db, arena, d->id, &rows, &n, err);
	if (rc != GT_OK) return rc;
	struct gt_note *out = gt_new_n(arena, struct gt_note, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct gt_str plain;
		rc = gt_unseal(desk->ring, arena, "note", rows[i].id, rows[i].sealed, &plain, err);
		if (rc != GT_OK) return rc;
		out[i] = (struct gt_note){ .id = rows[i].id, .author = rows[i].author, .text = gt_arena_strndup(arena, plain.p, plain.n), .at_utc_s = rows[i].created_utc_s };
	}
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

/* ---- what stands beside ---- */
int gt_work_history(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, int64_t after_seq, struct gt_history **ret, size_t *ret_n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	return gt_work_store_history(desk->db, arena, d->id, after_seq, ret, ret_n, err);
}

static const char *answer(const struct gt_dossier *d, const char *field) { return field ? gt_case_value(d->answers, field) : ""; }

int gt_work_checks(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_work_check **ret, size_t *ret_n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	const struct gt_procedure *p = d->procedure;
	struct gt_work_check *out = gt_new_n(arena, struct gt_work_check, p->n_register_checks + 1);
	size_t n = 0;
	for (size_t i = 0; i < p->n_register_checks; i++) {
		const struct gt_register_check *c = &p->register_checks[i];
		const char *number = answer(d, c->number);
		if (gt_empty(number)) continue;              /* that part was not asked */
		struct gt_register_claim claim = { .foreigner_number = number, .birth_name = answer(d, c->birth_name), .first_names = answer(d, c->first_names) };
		gt_date_parse(answer(d, c->birth_date), &claim.birth_date);
		out[n] = (struct gt_work_check){ .id = c->id, .number = number };
		int rc = gt_register_compare(desk->db, arena, &claim, &out[n].bits, err);
		if (rc != GT_OK) return rc;
		/* What the procedure does not compare is no difference. */
		if (!c->birth_name) out[n].bits &= ~(unsigned)GT_CLAIM_NAME;
		if (!c->first_names) out[n].bits &= ~(unsigned)GT_CLAIM_FIRST_NAMES;
		if (!c->birth_date) out[n].bits &= ~(unsigned)GT_CLAIM_BIRTH_DATE;
		n++;
	}
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

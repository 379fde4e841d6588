/* Bulk acts: which may be done to which request is asked of the acts' own rules; here are only the walk, and what each one's answer means. */
#include "account/agent.h"
#include "dossier/bulk.h"
#include "dossier/decide.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_store.h"

static const char *const names[GT_BULK__MAX] = { "claim", "assign", "available" };
static const char *const whys[GT_BULK_WHY__MAX] = { "can", "done", "already", "gone", "denied", "held", "ended", "state", "changed", "nobody", "away", "again" };

const char *gt_bulk_name(enum gt_bulk_act act) { return names[act]; }
const char *gt_bulk_why_name(enum gt_bulk_why why) { return whys[why]; }

bool gt_bulk_parse(const char *name, enum gt_bulk_act *ret)
{
	for (int i = 0; i < GT_BULK__MAX; i++)
		if (gt_streq(name, names[i])) { *ret = (enum gt_bulk_act)i; return true; }
	return false;
}

struct walk { struct gt_desk *desk; struct gt_arena *arena; const struct gt_agent_session *agent; const struct gt_bulk_order *order; struct gt_dossier *d; struct gt_file_work work; };

static enum gt_bulk_why why_not_claim(const struct walk *w)
{
	if (gt_id_eq(w->work.agent, w->agent->agent)) return GT_BULK_ALREADY;
	return w->work.leased ? GT_BULK_HELD : GT_BULK_CAN;
}

static enum gt_bulk_why why_not_assign(const struct walk *w)
{
	struct gt_colleague *all;
	struct gt_error unused;
	size_t n;
	if (gt_id_eq(w->work.agent, w->order->to)) return GT_BULK_ALREADY;
	if (!gt_id_eq(w->work.agent, w->agent->agent) && !gt_agent_may(w->agent, "superviseur", w->d->service)) return GT_BULK_HELD;
	if (gt_work_colleagues(w->desk, w->arena, w->agent, w->d->service, &all, &n, &unused) != GT_OK) return GT_BULK_AGAIN;
	for (size_t i = 0; i < n; i++)
		if (gt_id_eq(all[i].id, w->order->to)) return GT_BULK_CAN;
	return GT_BULK_NOBODY;
}

static enum gt_bulk_why why_not_available(const struct walk *w)
{
	if (w->d->state == GT_STATE_AVAILABLE) return GT_BULK_ALREADY;
	if (w->d->state != GT_STATE_IN_FABRICATION) return GT_BULK_STATE;
	struct gt_may_decide may = gt_may_decide(w->d, &w->work, w->agent, NULL);
	return may.advance && may.to == GT_STATE_AVAILABLE ? GT_BULK_CAN : GT_BULK_HELD;
}

static enum gt_bulk_why why_not(struct walk *w, struct gt_bulk_line *line, struct gt_arena *keep)
{
	struct gt_error err;
	line->number = NULL;
	int rc = gt_work_load(w->desk, w->arena, line->id, w->agent->lang, &w->d, &w->work, &err);
	if (rc == GT_OK && !gt_agent_may(w->agent, "lecteur", w->d->service)) rc = GT_NOTFOUND;
	if (rc != GT_OK) {
		struct gt_dossier_away away;
		if (rc == GT_NOTFOUND || gt_work_away(w->desk, w->arena, w->agent, line->id, &away, &err) != GT_OK) return rc == GT_NOTFOUND ? GT_BULK_GONE : GT_BULK_AGAIN;
		line->number = gt_arena_strdup(keep, away.number);
		return GT_BULK_AWAY;
	}
	line->number = gt_arena_strdup(keep, w->d->number);
	line->state = w->d->state;
	if (!gt_work_may_act(w->agent, w->d)) return GT_BULK_DENIED;
	if (w->work.ended_utc_s) return GT_BULK_ENDED;
	switch (w->order->act) {
	case GT_BULK_CLAIM: return why_not_claim(w);
	case GT_BULK_ASSIGN: return why_not_assign(w);
	default: return why_not_available(w);
	}
}

/* One key a request, the same each time the form is sent. */
static struct gt_id key_of(struct gt_id form, struct gt_id request)
{
	uint8_t both[32];
	struct gt_id key;
	memcpy(both, form.b, 16);
	memcpy(both + 16, request.b, 16);
	struct gt_digest d = gt_sha256(both, sizeof both);
	memcpy(key.b, d.b, sizeof key.b);
	return key;
}

static enum gt_bulk_why done(struct walk *w, int64_t version_seen)
{
	struct gt_error err;
	struct gt_findings f = gt_findings_new(w->arena);
	struct gt_advance_order advance = { .to = GT_STATE_AVAILABLE, .act = key_of(w->order->key, w->d->id), .version_seen = version_seen };
	int rc = w->order->act == GT_BULK_CLAIM ? gt_work_claim(w->desk, w->d, w->agent, version_seen, &err)
		: w->order->act == GT_BULK_ASSIGN ? gt_work_assign(w->desk, w->d, w->agent, w->order->to, version_seen, &err)
		: gt_dossier_advance(w->desk, w->arena, w->d, &w->work, w->agent, &advance, &f, &err);
	switch (rc) {
	case GT_OK: return GT_BULK_DONE;
	case GT_CONFLICT: return GT_BULK_CHANGED;
	case GT_DENIED: return GT_BULK_DENIED;
	case GT_REFUSED: return GT_BULK_STATE;
	default: return GT_BULK_AGAIN;
	}
}

/* Each line has an arena of its own: a request is large, and there may be hundreds. */
static void each(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_bulk_order *order, struct gt_bulk_line *lines, size_t n, bool really)
{
	for (size_t i = 0; i < n; i++) {
		GT_AUTO_ARENA one = gt_arena_new("bulk", GT_REQUEST_ARENA_MAX_BYTES);
		struct walk w = { .desk = desk, .arena = one, .agent = agent, .order = order };
		lines[i].why = why_not(&w, &lines[i], arena);
		if (lines[i].why != GT_BULK_CAN) continue;
		if (really) lines[i].why = w.d->version == lines[i].version_seen ? done(&w, lines[i].version_seen) : GT_BULK_CHANGED;
		lines[i].version_seen = w.d->version;
		lines[i].state = w.d->state;
	}
}

void gt_bulk_look(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_bulk_order *order, struct gt_bulk_line *lines, size_t n)
{
	each(desk, arena, agent, order, lines, n, /* really= */ false);
}

void gt_bulk_do(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_bulk_order *order, struct gt_bulk_line *lines, size_t n)
{
	each(desk, arena, agent, order, lines, n, /* really= */ true);
}

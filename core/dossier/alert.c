/* Alerts: raised once, seen within the territory, treated once with their entry in the journal. What is worth an alert is decided by who raises it. */
#include "account/agent.h"
#include "dossier/alert_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_uses_priv.h"

const char *const gt_alert_kinds[] = {
	"replied", "message", "extension-asked", "withdrawn", "prolongation-impossible", "silence-reached", "silence-near", "complement-overdue", "complement-unopened", "decision-unopened",
	"infected", "mail-failed", "mail-late", "procedure-closed", "task", "deadline", NULL
};

static bool known_kind(const char *kind)
{
	for (size_t i = 0; gt_alert_kinds[i]; i++)
		if (gt_streq(gt_alert_kinds[i], kind)) return true;
	return false;
}

int gt_alert_raise(struct gt_db *db, const struct gt_alert_new *alert, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	gt_assert(known_kind(alert->kind));
	struct gt_error known;
	int rc = gt_alert_store_insert(db, gt_id_new(), alert, alert->from_utc_s ? alert->from_utc_s : gt_now_utc_s(), &known);
	/* A duplicate key undoes its own statement alone. */
	if (rc == GT_CONFLICT) return GT_OK;
	if (rc != GT_OK && err) *err = known;
	return rc;
}

int gt_alert_settle(struct gt_db *db, struct gt_id dossier, const char *kind, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_alert_store_settle(db, dossier, kind, gt_now_utc_s(), err);
}

/* ---- territory: whoever has a role reads, who decides there treats; what names no service is for who administers everything ---- */
static const char *const treaters[] = { "instructeur", "valideur", NULL };

static bool may(const struct gt_agent_session *agent, const char *const *roles, const char *service)
{
	return service ? gt_work_may_any(agent, roles, service) : gt_agent_may(agent, "administrateur", "*");
}

bool gt_alert_may_treat(const struct gt_agent_session *agent, const struct gt_alert *alert) { return may(agent, treaters, alert->service); }

/* Which of them, along the index where they stand together: those that wait in services that are named, what was treated latest in one of them. false: none. */
static bool use(struct gt_work_uses *u, struct gt_arena *arena, enum gt_alerts which, const struct gt_agent_session *agent, const char *const *roles)
{
	bool house = may(agent, roles, NULL), somewhere, named = true, one = true;
	USE0(u, GT_ALERT_OPEN_OF_SERVICES);
	somewhere = gt_work_use_territory(u, arena, agent, roles);
	if (!somewhere && !house) return false;
	if (!somewhere) USE0(u, GT_ALERT_HOUSE);
	else if (u->n > 1) {
		named = u->u[1].part == GT_PART_IN;
		one = named && u->u[3].part == GT_PART_END && !house;
		USE0(u, house ? GT_ALERT_OR_HOUSE : GT_ALERT_NOT_HOUSE);
	} else {
		named = one = false;
		if (!house) USE0(u, GT_ALERT_ANY_SERVICE);
	}
	u->u[0].part = which == GT_ALERTS_DONE ? (one ? GT_ALERT_DONE_OF_SERVICE : GT_ALERT_DONE_OF_ALL) : named ? GT_ALERT_OPEN_OF_SERVICES : GT_ALERT_OPEN_OF_ALL;
	if (which == GT_ALERTS_OPEN) USE(u, GT_ALERT_BY, GT_I(gt_now_utc_s()));
	return true;
}

int gt_alerts_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, enum gt_alerts which, const char *kind, struct gt_alert **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	*ret_n = 0;
	if (!use(&u, arena, which, agent, gt_work_readers)) return GT_OK;
	if (!gt_empty(kind)) USE(&u, GT_ALERT_KIND, GT_S(kind));
	USE0(&u, which == GT_ALERTS_DONE ? GT_ALERT_LATEST_DONE : GT_ALERT_OLDEST);
	return gt_alert_store_list(desk->db, arena, which, u.u, u.n, ret, ret_n, err);
}

int gt_alerts_waiting(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, int64_t most, struct gt_alerts_waiting *ret, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	ret->n = 0;
	if (!use(&u, arena, GT_ALERTS_OPEN, agent, treaters)) return gt_alert_store_late(desk->db, &ret->mails_late, err);
	return gt_alert_store_waiting(desk->db, arena, u.u, u.n, most, ret, err);
}

int gt_alerts_of(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_alert **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_alert_store_of(desk->db, arena, dossier, gt_now_utc_s(), ret, ret_n, err);
}

int gt_alert_mails_late(struct gt_desk *desk, bool *ret, struct gt_error *err) { return gt_alert_store_late(desk->db, ret, err); }

struct treating { struct gt_id alert, dossier, agent; const char *kind; };

static int treat_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct treating *t = arg;
	bool first = false;
	int rc = gt_alert_store_treat(db, t->alert, t->agent, gt_now_utc_s(), &first, err);
	if (rc != GT_OK || !first) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = t->dossier, .actor_kind = GT_ACTOR_AGENT, .actor = t->agent, .verb = "treat-alert", .detail = t->kind }, err);
}

int gt_alert_treat(struct gt_desk *desk, const struct gt_agent_session *agent, struct gt_id alert, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("alert", 1 << 18);
	struct gt_alert row;
	int rc = gt_alert_store_one(desk->db, arena, alert, &row, err);
	if (rc != GT_OK) return rc;
	if (!may(agent, gt_work_readers, row.service)) return gt_fail(err, GT_NOTFOUND, "an alert of another service");
	if (!gt_alert_may_treat(agent, &row)) return gt_fail(err, GT_DENIED, "who only reads treats no alert");
	struct treating t = { .alert = alert, .dossier = row.dossier, .agent = agent->agent, .kind = row.kind };
	return gt_db_tx(desk->db, treat_tx, &t, err);
}

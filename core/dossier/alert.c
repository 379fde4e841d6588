/* Alerts: raised once, seen within the territory, treated once with their entry in the journal. What is worth an alert is decided by who raises it. */
#include "account/agent.h"
#include "dossier/alert_store.h"
#include "dossier/dossier_priv.h"

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

int gt_alerts_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, enum gt_alerts which, const char *kind, struct gt_alert **ret, size_t *ret_n, struct gt_error *err)
{
	return which == GT_ALERTS_DONE ? gt_alert_store_done(desk->db, arena, agent->agent, kind, ret, ret_n, err) : gt_alert_store_open(desk->db, arena, agent->agent, kind, gt_now_utc_s(), ret, ret_n, err);
}

int gt_alerts_waiting(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_alerts_waiting *ret, struct gt_error *err)
{
	return gt_alert_store_waiting(desk->db, arena, agent->agent, gt_now_utc_s(), ret, err);
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
	int rc = gt_alert_store_one(desk->db, arena, agent->agent, alert, &row, err);
	if (rc != GT_OK) return rc;
	bool may = row.service ? gt_agent_may(agent, "instructeur", row.service) || gt_agent_may(agent, "valideur", row.service) : gt_agent_may(agent, "administrateur", NULL);
	if (!may) return gt_fail(err, GT_DENIED, "who only reads treats no alert");
	struct treating t = { .alert = alert, .dossier = row.dossier, .agent = agent->agent, .kind = row.kind };
	return gt_db_tx(desk->db, treat_tx, &t, err);
}

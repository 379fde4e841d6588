/* The daily digest of agents: what waits for them, in numbers alone. One a working day, when there is something in it. */
#include <stdlib.h>
#include "account/agent.h"
#include "dossier/alert.h"
#include "dossier/dossier_priv.h"
#include "dossier/due_priv.h"

#define KEPT_DAYS 30

struct digest { struct gt_due_thing *t; struct gt_date day; bool worth_it; struct gt_mail_arg args[8]; size_t n; };

static int digest_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct digest *g = arg;
	const struct gt_due_row *r = g->t->row;
	int rc = gt_due_store_digest(db, r->id, g->day, err);
	if (rc != GT_OK || !g->worth_it) return rc;
	struct gt_mail_job mail = { .to = r->email, .lang = r->lang, .template_name = "agent-digest", .args = g->args, .n_args = g->n };
	return gt_outbox_mail(db, g->t->desk->ring, g->t->arena, &mail, err);
}

static void add(struct digest *g, const char *name, int64_t n)
{
	gt_assert(g->n < GT_COUNT(g->args));
	g->args[g->n++] = (struct gt_mail_arg){ name, gt_arena_printf(g->t->arena, "%lld", (long long)n) };
	if (n > 0) g->worth_it = true;
}

static int digest(struct gt_due_thing *t, struct gt_error *err)
{
	struct digest g = { .t = t, .day = gt_today() };
	struct gt_due_role *rows;
	int64_t counts[GT_WORK__MAX];
	struct gt_alerts_waiting alerts = { 0, false };
	struct gt_agent_session agent = { .agent = t->row->id, .enrolled = true };
	int rc = gt_due_store_roles(t->desk->db, t->arena, t->row->id, &rows, &agent.n_roles, err);
	if (rc != GT_OK) return rc;
	struct gt_agent_role *roles = gt_new_n(t->arena, struct gt_agent_role, agent.n_roles + 1);
	for (size_t i = 0; i < agent.n_roles; i++) roles[i] = (struct gt_agent_role){ rows[i].role, rows[i].service };
	agent.roles = roles;
	rc = gt_work_counts(t->desk, t->arena, &agent, INT64_MAX, counts, err);
	if (rc == GT_OK) rc = gt_alerts_waiting(t->desk, t->arena, &agent, INT64_MAX, &alerts, err);
	if (rc != GT_OK) return rc;
	static const enum gt_work_list told[] = { GT_WORK_TAKE, GT_WORK_REPLIED, GT_WORK_DUE };
	for (size_t i = 0; i < GT_COUNT(told); i++) add(&g, gt_work_list_name(told[i]), counts[told[i]]);
	add(&g, "alerts", alerts.n);
	g.args[g.n++] = (struct gt_mail_arg){ "name", t->row->kind };
	t->done = g.worth_it;
	return gt_db_tx(t->desk->db, digest_tx, &g, err);
}

/* From seven in the morning in Paris. */
static bool hour_has_come(int64_t now_utc_s)
{
	char text[32];
	gt_time_text(now_utc_s, text);
	return strtol(text + 11, NULL, 10) >= GT_DIGEST_HOUR;
}

static bool working_day(struct gt_date d) { return gt_date_cmp(gt_date_add_working_days(gt_date_add_days(d, -1), 1), d) == 0; }

int gt_due_digests(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	struct gt_date today = gt_today();
	if (!hour_has_come(gt_now_utc_s()) || !working_day(today)) return GT_OK;
	int rc = gt_due_store_digests_forget(desk->db, gt_date_add_days(today, -KEPT_DAYS), err);
	return rc == GT_OK ? gt_due_each(desk, GT_DUE_DIGEST, today, 0, digest, ending, ret_done, err) : rc;
}

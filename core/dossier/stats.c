/* Figures of a territory: see stats.h. Months are those of Paris; each count stays within the services of the agent. */
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/stats.h"
#include "dossier/work_uses_priv.h"

#define PIECES_MAX 30
#define DAY_S 86400

/* What every count is narrowed by. false: nowhere. */
static bool use(struct gt_work_uses *u, const struct gt_agent_session *agent, const struct gt_stats_filter *f)
{
	if (!gt_work_use_territory(u, agent)) return false;
	USE0(u, GT_PART_REAL);
	if (!gt_empty(f->service)) USE(u, GT_PART_SERVICE, GT_S(f->service));
	if (!gt_empty(f->procedure)) USE(u, GT_PART_PROCEDURE, GT_S(f->procedure));
	return true;
}

struct counting { struct gt_desk *desk; struct gt_arena *arena; const struct gt_agent_session *agent; const struct gt_stats_filter *filter; };
typedef int intervals(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_work_interval_row **ret, size_t *ret_n, struct gt_error *err);

#define BOUNDS (GT_STATS_MONTHS + 1)

/* One look at all requests says how many fell before the first bound, in each month, after the last. */
static int between(const struct counting *c, intervals *ask, const int64_t bounds[BOUNDS], int64_t ret[BOUNDS + 1], struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	struct gt_work_interval_row *rows;
	size_t n;
	memset(ret, 0, sizeof(int64_t) * (BOUNDS + 1));
	for (size_t i = 0; i < BOUNDS; i++) USE(&u, GT_PART_BOUND, GT_I(bounds[i]));
	USE0(&u, GT_PART_BOUNDED);
	if (!use(&u, c->agent, c->filter)) return GT_OK;
	int rc = ask(c->desk->db, c->arena, u.u, u.n, &rows, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (rows[i].interval >= 0 && rows[i].interval <= BOUNDS) ret[rows[i].interval] = rows[i].n;
	return rc;
}

static int months(const struct counting *c, struct gt_date first, struct gt_stats *ret, struct gt_error *err)
{
	int64_t bounds[BOUNDS], in[BOUNDS + 1], out[BOUNDS + 1], stock = 0;
	for (int i = 0; i < BOUNDS; i++) bounds[i] = gt_day_begins_utc_s(gt_date_add_months(first, i));
	int rc = between(c, gt_work_store_came, bounds, in, err);
	if (rc == GT_OK) rc = between(c, gt_work_store_went, bounds, out, err);
	if (rc != GT_OK) return rc;
	stock = in[0] - out[0];
	for (int i = 0; i < GT_STATS_MONTHS; i++) {
		stock += in[i + 1] - out[i + 1];
		ret->months[i] = (struct gt_stats_month){ .first = gt_date_add_months(first, i), .in = in[i + 1], .out = out[i + 1], .stock = stock };
	}
	return GT_OK;
}

static int states(const struct counting *c, struct gt_stats *ret, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	struct gt_work_state_row *rows;
	int64_t now = gt_now_utc_s();
	if (!use(&u, c->agent, c->filter)) return GT_OK;
	USE(&u, GT_PART_STAYING, GT_I(now + 1));
	int rc = gt_work_store_states(c->desk->db, c->arena, u.u, u.n, &rows, &ret->n_states, err);
	if (rc != GT_OK) return rc;
	ret->states = gt_new_n(c->arena, struct gt_stats_state, ret->n_states + 1);
	for (size_t i = 0; i < ret->n_states; i++)
		ret->states[i] = (struct gt_stats_state){ .state = rows[i].state, .n = rows[i].n, .age_days = (now - rows[i].mean_utc_s) / DAY_S, .oldest_days = (now - rows[i].first_utc_s) / DAY_S };
	return GT_OK;
}

static int64_t of_procedure(const struct gt_work_piece_row *all, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].procedure_id, id)) return all[i].n;
	return 0;
}

static int steps_and_pieces(const struct counting *c, struct gt_date since, struct gt_stats *ret, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	struct gt_work_state_row *steps;
	struct gt_work_piece_row *pieces, *deposits;
	size_t n_deposits;
	if (!use(&u, c->agent, c->filter)) return GT_OK;
	USE(&u, GT_PART_FROM, GT_I(gt_day_begins_utc_s(since)));
	int rc = gt_work_store_steps(c->desk->db, c->arena, u.u, u.n, &steps, &ret->n_steps, err);
	if (rc == GT_OK) rc = gt_work_store_pieces(c->desk->db, c->arena, u.u, u.n, PIECES_MAX, &pieces, &ret->n_pieces, err);
	if (rc == GT_OK) rc = gt_work_store_deposits(c->desk->db, c->arena, u.u, u.n, &deposits, &n_deposits, err);
	if (rc != GT_OK) return rc;
	ret->steps = gt_new_n(c->arena, struct gt_stats_step, ret->n_steps + 1);
	for (size_t i = 0; i < ret->n_steps; i++) ret->steps[i] = (struct gt_stats_step){ .state = steps[i].state, .n = steps[i].n, .mean_s = steps[i].mean_utc_s };
	ret->pieces = gt_new_n(c->arena, struct gt_stats_piece, ret->n_pieces + 1);
	for (size_t i = 0; i < ret->n_pieces; i++)
		ret->pieces[i] = (struct gt_stats_piece){ .procedure_id = pieces[i].procedure_id, .piece = pieces[i].piece, .n = pieces[i].n, .of = of_procedure(deposits, n_deposits, pieces[i].procedure_id) };
	return GT_OK;
}

int gt_stats(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_stats_filter *filter, struct gt_stats *ret, struct gt_error *err)
{
	struct counting c = { desk, arena, agent, filter };
	struct gt_date first = gt_today();
	first.d = 1;
	first = gt_date_add_months(first, 1 - GT_STATS_MONTHS);
	*ret = (struct gt_stats){ .n_states = 0 };
	int rc = months(&c, first, ret, err);
	if (rc == GT_OK) rc = states(&c, ret, err);
	return rc == GT_OK ? steps_and_pieces(&c, first, ret, err) : rc;
}

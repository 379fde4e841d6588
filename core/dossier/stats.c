/* Figures of a territory: see stats.h. Months are those of Paris; each count stays within the services of the agent. */
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/stats.h"
#include "dossier/work_uses_priv.h"

#define PIECES_MAX 30
#define DAY_S 86400

/* What every count begins with. false: nowhere. */
static bool use(struct gt_work_uses *u, const struct gt_agent_session *agent, const struct gt_stats_filter *f)
{
	*u = (struct gt_work_uses){ .n = 0 };
	if (!gt_work_use_territory(u, agent)) return false;
	USE0(u, GT_PART_REAL);
	if (!gt_empty(f->service)) USE(u, GT_PART_SERVICE, GT_S(f->service));
	if (!gt_empty(f->procedure)) USE(u, GT_PART_PROCEDURE, GT_S(f->procedure));
	return true;
}

struct counting { struct gt_desk *desk; struct gt_arena *arena; const struct gt_agent_session *agent; const struct gt_stats_filter *filter; };

static int count(const struct counting *c, uint32_t part, int64_t from_utc_s, uint32_t other, int64_t to_utc_s, int64_t *ret, struct gt_error *err)
{
	struct gt_work_uses u;
	if (!use(&u, c->agent, c->filter)) return GT_OK;
	USE(&u, part, GT_I(from_utc_s));
	USE(&u, other, GT_I(to_utc_s));
	return gt_work_store_count(c->desk->db, c->arena, u.u, u.n, INT64_MAX, ret, err);
}

static int month(const struct counting *c, struct gt_stats_month *m, struct gt_error *err)
{
	int64_t from = gt_day_begins_utc_s(m->first), to = gt_day_begins_utc_s(gt_date_add_months(m->first, 1)), now = gt_now_utc_s();
	int rc = count(c, GT_PART_FROM, from, GT_PART_BEFORE, to, &m->in, err);
	if (rc == GT_OK) rc = count(c, GT_PART_OUT_FROM, from, GT_PART_OUT_BEFORE, to, &m->out, err);
	return rc == GT_OK ? count(c, GT_PART_BEFORE, to, GT_PART_STAYING, to < now ? to : now + 1, &m->stock, err) : rc;
}

static int states(const struct counting *c, struct gt_stats *ret, struct gt_error *err)
{
	struct gt_work_uses u;
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
	struct gt_work_uses u;
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
	int rc = GT_OK;
	first.d = 1;
	first = gt_date_add_months(first, 1 - GT_STATS_MONTHS);
	*ret = (struct gt_stats){ .n_states = 0 };
	for (int i = 0; rc == GT_OK && i < GT_STATS_MONTHS; i++) {
		ret->months[i].first = gt_date_add_months(first, i);
		rc = month(&c, &ret->months[i], err);
	}
	if (rc == GT_OK) rc = states(&c, ret, err);
	return rc == GT_OK ? steps_and_pieces(&c, first, ret, err) : rc;
}

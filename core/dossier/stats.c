/* Figures of a territory: see stats.h. Months are those of Paris; each figure stays within the services of the agent. */
#include <stdlib.h>
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/stats_store.h"
#include "dossier/work_uses_priv.h"

#define PIECES_MAX 30
#define SERVICES_AT_ONCE 1000
#define DAY_S 86400

static struct gt_date first_month(int64_t now_utc_s)
{
	struct gt_date first = gt_date_of(now_utc_s);
	first.d = 1;
	return gt_date_add_months(first, 1 - GT_STATS_MONTHS);
}

/* ---- counting ---- */
struct counting { const char *service; struct gt_figure_months months; };

static int count_one(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct counting *c = arg;
	return gt_stats_store_count(db, c->service, &c->months, gt_now_utc_s(), err);
}

int gt_stats_count(struct gt_desk *desk, bool (*ending)(void), int64_t *ret_done, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("figures", 1 << 20);
	struct gt_figure_service_row *services;
	struct counting c = { .service = NULL };
	size_t n = 0;
	int64_t begun = gt_now_utc_s();
	bool whole;
	*ret_done = 0;
	for (int i = 0; i < GT_STATS_MONTHS; i++) {
		struct gt_date month = gt_date_add_months(first_month(begun), i);
		c.months.day[i] = gt_date_iso(month, gt_arena_alloc(arena, 11));
		c.months.begins_utc_s[i] = gt_day_begins_utc_s(month);
	}
	int rc = gt_stats_store_due(desk->db, arena, c.months.begins_utc_s[GT_STATS_MONTHS - 1], SERVICES_AT_ONCE, &services, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n && !(ending && ending()); i++) {
		c.service = services[i].code;
		rc = gt_db_tx(desk->db, count_one, &c, err);
		*ret_done += rc == GT_OK;
	}
	whole = n < SERVICES_AT_ONCE && *ret_done == (int64_t)n;
	return rc == GT_OK && whole ? gt_stats_store_still(desk->db, begun, err) : rc;       /* the others have not changed */
}

int gt_stats_prepare(struct gt_db *db, struct gt_error *err) { return gt_stats_store_prepare(db, err); }

/* ---- reading ---- */
/* What every figure is narrowed by. false: nowhere. */
static bool use(struct gt_work_uses *u, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_stats_filter *f)
{
	if (!gt_work_use_territory(u, arena, agent, gt_work_readers)) return false;
	if (!gt_empty(f->service)) USE(u, GT_PART_SERVICE, GT_S(f->service));
	return true;
}

/* A service counted in an earlier month: what came before these months, and nothing yet in the one that runs. */
static void add_month(struct gt_stats *s, const struct gt_figure_row *f, int64_t *stock)
{
	bool in = gt_streq(f->kind, "in");
	char day[11];
	for (int i = 0; i < GT_STATS_MONTHS; i++)
		if (gt_streq(gt_date_iso(s->months[i].first, day), f->what)) {
			*(in ? &s->months[i].in : &s->months[i].out) += f->n;
			return;
		}
	*stock += in ? f->n : -f->n;
}

static void add_piece(struct gt_stats *s, const struct gt_figure_row *all, size_t n, const struct gt_figure_row *f)
{
	struct gt_stats_piece *p = &s->pieces[s->n_pieces++];
	*p = (struct gt_stats_piece){ .procedure_id = f->procedure_id, .piece = f->what, .n = f->n };
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].kind, "in") && !gt_empty(all[i].what) && gt_streq(all[i].procedure_id, f->procedure_id)) p->of += all[i].n;
}

static int by_number(const void *a, const void *b)
{
	const struct gt_stats_state *x = a, *y = b;
	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp(x->state, y->state);
}

static int by_times(const void *a, const void *b)
{
	const struct gt_stats_piece *x = a, *y = b;
	int c = strcmp(x->procedure_id, y->procedure_id);
	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : c ? c : strcmp(x->piece, y->piece);
}

/* The rows of one state, of all procedures. */
static size_t same_what(const struct gt_figure_row *f, size_t n, int64_t *ret_n, int64_t *ret_total, int64_t *ret_least)
{
	size_t k = 0;
	*ret_n = *ret_total = 0;
	*ret_least = f->least;
	for (; k < n && gt_streq(f[k].kind, f->kind) && gt_streq(f[k].what, f->what); k++) {
		*ret_n += f[k].n;
		*ret_total += f[k].total;
		*ret_least = f[k].least < *ret_least ? f[k].least : *ret_least;
	}
	return k;
}

static void add_up(struct gt_stats *s, struct gt_arena *arena, const struct gt_figure_row *f, size_t n)
{
	int64_t now = gt_now_utc_s(), stock = 0, number, total, least;
	s->states = gt_new_n(arena, struct gt_stats_state, n + 1);
	s->steps = gt_new_n(arena, struct gt_stats_step, n + 1);
	s->pieces = gt_new_n(arena, struct gt_stats_piece, n + 1);
	for (size_t i = 0, k; i < n; i += k) {
		k = same_what(&f[i], n - i, &number, &total, &least);
		if (gt_streq(f[i].kind, "state")) s->states[s->n_states++] = (struct gt_stats_state){ f[i].what, number, (now - total / number) / DAY_S, (now - least) / DAY_S };
		else if (gt_streq(f[i].kind, "step")) s->steps[s->n_steps++] = (struct gt_stats_step){ f[i].what, number, total / number };
		else if (gt_streq(f[i].kind, "piece")) for (size_t p = 0; p < k; p++) add_piece(s, f, n, &f[i + p]);
		else for (size_t m = 0; m < k; m++) add_month(s, &f[i + m], &stock);
	}
	for (int i = 0; i < GT_STATS_MONTHS; i++) s->months[i].stock = stock += s->months[i].in - s->months[i].out;
	qsort(s->states, s->n_states, sizeof *s->states, by_number);
	qsort(s->pieces, s->n_pieces, sizeof *s->pieces, by_times);
	if (s->n_pieces > PIECES_MAX) s->n_pieces = PIECES_MAX;
}

int gt_stats(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_stats_filter *filter, struct gt_stats *ret, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	struct gt_figure_age_row age;
	struct gt_figure_row *rows;
	size_t n;
	*ret = (struct gt_stats){ .n_states = 0 };
	for (int i = 0; i < GT_STATS_MONTHS; i++) ret->months[i].first = gt_date_add_months(first_month(gt_now_utc_s()), i);
	if (!use(&u, arena, agent, filter)) return GT_OK;
	int rc = gt_stats_store_age(desk->db, arena, u.u, u.n, &age, err);
	if (!gt_empty(filter->procedure)) USE(&u, GT_PART_PROCEDURE, GT_S(filter->procedure));
	if (rc == GT_OK) rc = gt_stats_store_read(desk->db, arena, u.u, u.n, &rows, &n, err);
	if (rc != GT_OK) return rc;
	ret->counted_utc_s = age.counted == age.services ? age.oldest_utc_s : 0;
	add_up(ret, arena, rows, n);
	return GT_OK;
}

/* What the services of an agent's territory do: requests that came in, went out, wait; their age; days a step takes; how often which piece is asked again.
 * Figures alone: no request, no person. Rehearsals are not counted. */
#ifndef GT_DOSSIER_STATS_H
#define GT_DOSSIER_STATS_H
#include "dossier/dossier.h"
#include "dossier/work.h"

#define GT_STATS_MONTHS 12               /* the last ones, with the month that runs */

struct gt_stats_month { struct gt_date first; int64_t in, out, stock; };             /* stock: at the end of the month; of the one that runs, now */
struct gt_stats_state { const char *state; int64_t n, age_days, oldest_days; };      /* of what is not decided: mean and greatest age since the deposit */
struct gt_stats_step { const char *state; int64_t n, mean_s; };                      /* how long requests stayed in that state, each time */
struct gt_stats_piece { const char *procedure_id, *piece; int64_t n, of; };          /* asked again in n of so many requests */
struct gt_stats {
	struct gt_stats_month months[GT_STATS_MONTHS];
	struct gt_stats_state *states; size_t n_states;
	struct gt_stats_step *steps; size_t n_steps;         /* of requests deposited in these months, as the pieces */
	struct gt_stats_piece *pieces; size_t n_pieces;      /* the most often asked first */
};
struct gt_stats_filter { const char *procedure, *service; };                         /* NULL or "": any */
/* ret: OK, BUSY, FAILED. blocks: six statements; those that count look at an index alone. */
int gt_stats(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_stats_filter *filter, struct gt_stats *ret, struct gt_error *err) GT_MUST_USE;

#endif

/* What the services of an agent's territory do: requests that came in, went out, wait; their age; days a step takes; how often which piece is asked again.
 * Figures alone: no request, no person. Rehearsals are not counted. They are counted service by service from time to time, and read from there. */
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
	int64_t counted_utc_s;                               /* when the service longest ago was counted; 0: one of them never was */
	struct gt_stats_month months[GT_STATS_MONTHS];
	struct gt_stats_state *states; size_t n_states;      /* the most first */
	struct gt_stats_step *steps; size_t n_steps;         /* of requests deposited in these months, as the pieces */
	struct gt_stats_piece *pieces; size_t n_pieces;      /* the most often asked first */
};
struct gt_stats_filter { const char *procedure, *service; };                         /* NULL or "": any */
/* ret: OK, BUSY, FAILED. blocks: two statements over counted rows, however many requests there are. */
int gt_stats(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_stats_filter *filter, struct gt_stats *ret, struct gt_error *err) GT_MUST_USE;
/* Counts the services whose requests changed since they were counted, each in a transaction of its own; asked between two: ending (NULL: never).
 * *ret_done services. ret: OK, BUSY, FAILED. */
int gt_stats_count(struct gt_desk *desk, bool (*ending)(void), int64_t *ret_done, struct gt_error *err) GT_MUST_USE;
int gt_stats_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;        /* all statements of the counting, for its program's start and the tests */

#endif

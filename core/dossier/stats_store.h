/* Rows of counted figures: how they are counted, service by service, and read. */
#ifndef GT_DOSSIER_STATS_STORE_H
#define GT_DOSSIER_STATS_STORE_H
#include "dossier/stats.h"
#include "dossier/work_store.h"

struct gt_figure_row { const char *kind, *procedure_id, *what; int64_t n, total, least; };
struct gt_figure_age_row { int64_t services, counted, oldest_utc_s; };
struct gt_figure_service_row { const char *code; };
/* The months counted one by one: the first day of each, and the moment it begins in Paris. */
struct gt_figure_months { const char *day[GT_STATS_MONTHS]; int64_t begins_utc_s[GT_STATS_MONTHS]; };

/* uses: GT_PART_IN … AMONG, GT_PART_SERVICE, GT_PART_PROCEDURE. Same kind and same what stand together. */
int gt_stats_store_read(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_figure_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_stats_store_age(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_figure_age_row *ret, struct gt_error *err) GT_MUST_USE;
/* Services with a request that changed since they were counted, or counted in a month that is over, or never; at most limit. */
int gt_stats_store_due(struct gt_db *db, struct gt_arena *arena, int64_t month_utc_s, int64_t limit, struct gt_figure_service_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Inside a transaction. */
int gt_stats_store_count(struct gt_db *db, const char *service, const struct gt_figure_months *months, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* What was counted before holds at that moment too. */
int gt_stats_store_still(struct gt_db *db, int64_t at_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_stats_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif

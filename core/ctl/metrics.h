/* Inside room ctl: numbers for whoever watches. */
#ifndef GT_CTL_METRICS_H
#define GT_CTL_METRICS_H
#include "db/db.h"

/* One measure of the database: name and label as Prometheus writes them. */
struct gt_measure { const char *label; int64_t value; };
struct gt_metric { const char *name, *type, *help, *label; struct gt_query query; };   /* label NULL: one number; parameter i: now */
extern const struct gt_metric gt_metrics[];               /* name NULL ends */
int gt_metric_ask(struct gt_db *db, struct gt_arena *arena, const struct gt_metric *metric, struct gt_measure **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

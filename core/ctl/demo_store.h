/* Inside room ctl: what the demonstration asks and writes by itself. */
#ifndef GT_CTL_DEMO_STORE_H
#define GT_CTL_DEMO_STORE_H
#include "db/db.h"

int gt_demo_people(struct gt_db *db, struct gt_arena *arena, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;    /* accounts and agents */

#endif

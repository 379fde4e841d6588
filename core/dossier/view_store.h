/* Inside room dossier: rows of saved views. */
#ifndef GT_VIEW_STORE_H
#define GT_VIEW_STORE_H
#include "db/db.h"
#include "dossier/view.h"

int gt_view_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_view **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_view_store_put(struct gt_db *db, struct gt_id agent, const char *name, const char *query, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_view_store_remove(struct gt_db *db, struct gt_id agent, struct gt_id id, struct gt_error *err) GT_MUST_USE;

#endif

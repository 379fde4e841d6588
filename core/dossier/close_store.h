/* Inside room dossier: rows of a closing and of what is opened again. */
#ifndef GT_DOSSIER_CLOSE_STORE_H
#define GT_DOSSIER_CLOSE_STORE_H
#include "db/db.h"
#include "dossier/close.h"

/* The last demande de complément that was not withdrawn. */
struct gt_close_row { struct gt_id complement; const char *zone; int64_t requested_utc_s, answered_utc_s, reminded, indispensable; struct gt_date opened, due; };
int gt_close_store_path(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_close_row *ret, struct gt_error *err) GT_MUST_USE;
struct gt_close_item { const char *justificatif; };
int gt_close_store_items(struct gt_db *db, struct gt_arena *arena, struct gt_id complement, struct gt_close_item **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: the version is not the one seen. */
int gt_close_store_reopen(struct gt_db *db, struct gt_id dossier, int64_t version, const char *state, struct gt_date silence, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;

#endif

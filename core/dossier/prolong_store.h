/* Inside room dossier: the row of a request whose stay is prolonged. */
#ifndef GT_DOSSIER_PROLONG_STORE_H
#define GT_DOSSIER_PROLONG_STORE_H
#include "db/db.h"
#include "dossier/due.h"

/* CONFLICT: the version is not the one seen. */
int gt_prolong_store_to(struct gt_db *db, struct gt_id dossier, int64_t version, struct gt_date to, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;

#endif

/* Inside room dossier: rows of what the applicant does after the deposit: documents added, the request withdrawn. */
#ifndef GT_WITHDRAW_STORE_H
#define GT_WITHDRAW_STORE_H
#include "dossier/dossier_store.h"

/* The request was given something to look at; who works on it finds it among what came back. */
int gt_after_store_added(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: not of that version. */
int gt_after_store_withdraw(struct gt_db *db, struct gt_id dossier, int64_t version, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* What hung on it: complement, proposal. */
int gt_after_store_end(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;

#endif

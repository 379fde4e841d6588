/* Inside room dossier: rows of alerts. */
#ifndef GT_DOSSIER_ALERT_STORE_H
#define GT_DOSSIER_ALERT_STORE_H
#include "db/db.h"
#include "dossier/alert.h"

/* CONFLICT: that key is there. */
int gt_alert_store_insert(struct gt_db *db, struct gt_id id, const struct gt_alert_new *a, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_settle(struct gt_db *db, struct gt_id dossier, const char *kind, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Everything that a decision makes pointless. */
int gt_alert_store_settle_decided(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_open(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, const char *kind, int64_t now_utc_s, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_done(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, const char *kind, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_waiting(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, int64_t now_utc_s, struct gt_alerts_waiting *ret, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_of(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, int64_t now_utc_s, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_late(struct gt_db *db, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_one(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_id alert, struct gt_alert *ret, struct gt_error *err) GT_MUST_USE;
/* *ret: whether it was this call that treated it. */
int gt_alert_store_treat(struct gt_db *db, struct gt_id alert, struct gt_id agent, int64_t now_utc_s, bool *ret, struct gt_error *err) GT_MUST_USE;

#endif

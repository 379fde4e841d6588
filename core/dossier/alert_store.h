/* Inside room dossier: rows of alerts. */
#ifndef GT_DOSSIER_ALERT_STORE_H
#define GT_DOSSIER_ALERT_STORE_H
#include "db/db.h"
#include "dossier/alert.h"
#include "dossier/work_store.h"

/* CONFLICT: that key is there. */
int gt_alert_store_insert(struct gt_db *db, struct gt_id id, const struct gt_alert_new *a, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_settle(struct gt_db *db, struct gt_id dossier, const char *kind, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Everything that a decision makes pointless. */
int gt_alert_store_settle_decided(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* ---- lists and their numbers: parts of a territory (work_uses_priv.h), and these ---- */
enum gt_alert_part {
	GT_ALERT_OPEN_OF_SERVICES = GT_PART__MAX, GT_ALERT_OPEN_OF_ALL, GT_ALERT_DONE_OF_SERVICE, GT_ALERT_DONE_OF_ALL,   /* the first: which index */
	GT_ALERT_OR_HOUSE, GT_ALERT_NOT_HOUSE,                                                                           /* after named services: with what names none, or without */
	GT_ALERT_ANY_SERVICE, GT_ALERT_HOUSE, GT_ALERT_BY, GT_ALERT_KIND, GT_ALERT_OLDEST, GT_ALERT_LATEST_DONE,
};
int gt_alert_store_list(struct gt_db *db, struct gt_arena *arena, enum gt_alerts which, const struct gt_list_use *uses, size_t n_uses, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* At most so many. */
int gt_alert_store_waiting(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, struct gt_alerts_waiting *ret, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_of(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, int64_t now_utc_s, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_late(struct gt_db *db, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_alert_store_one(struct gt_db *db, struct gt_arena *arena, struct gt_id alert, struct gt_alert *ret, struct gt_error *err) GT_MUST_USE;
/* *ret: whether it was this call that treated it. */
int gt_alert_store_treat(struct gt_db *db, struct gt_id alert, struct gt_id agent, int64_t now_utc_s, bool *ret, struct gt_error *err) GT_MUST_USE;

#endif

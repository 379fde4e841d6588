/* Inside room dossier: rows of procedure_version and procedure_enabled. All acts are called inside a transaction. */
#ifndef GT_DOSSIER_VERSIONS_STORE_H
#define GT_DOSSIER_VERSIONS_STORE_H
#include "dossier/versions.h"

int gt_versions_store_put(struct gt_db *db, const char *id, const char *version, struct gt_digest digest, const char *directory, const char *signer, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_retire(struct gt_db *db, const char *id, const char *version, struct gt_error *err) GT_MUST_USE;
/* Locks the procedure's row. NOTFOUND: never enabled. */
int gt_versions_store_lock(struct gt_db *db, struct gt_arena *arena, const char *id, struct gt_version_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_first(struct gt_db *db, const char *id, const char *version, bool rehearsal, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* previous as it shall be afterwards; what closed it is over. */
int gt_versions_store_enable(struct gt_db *db, const char *id, const char *version, const char *previous, bool rehearsal, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_stamp(struct gt_db *db, const char *id, const char *version, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_close(struct gt_db *db, const char *id, const char *reason, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;    /* reason NULL: open again */
int gt_versions_store_dates(struct gt_db *db, const char *id, struct gt_date opens, struct gt_date closes, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_crash(struct gt_db *db, const char *id, bool close, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_versions_store_crash_before(struct gt_db *db, struct gt_arena *arena, const char *id, int64_t *ret_utc_s, struct gt_error *err) GT_MUST_USE;

/* What each worker looks at every second. */
struct gt_enabled_row { const char *procedure_id, *version, *previous, *closed_reason; struct gt_date opens, closes; bool rehearsal; };
int gt_versions_store_enabled(struct gt_db *db, struct gt_arena *arena, struct gt_enabled_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

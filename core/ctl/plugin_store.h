/* Inside room ctl: which versions of procedures the installation knows, and which one new requests get. */
#ifndef GT_CTL_PLUGIN_STORE_H
#define GT_CTL_PLUGIN_STORE_H
#include "crypto/crypto.h"
#include "db/db.h"

struct gt_version_row { const char *procedure_id, *version, *state, *signer; struct gt_str digest; int64_t installed_utc_s; const char *current, *previous, *closed_reason; };
int gt_versions_list(struct gt_db *db, struct gt_arena *arena, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_version_get(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, struct gt_version_row *ret, struct gt_error *err) GT_MUST_USE;  /* NOTFOUND */
/* A version that was installed before under the same number takes the new digest (demonstrations only: the command sees to that). */
int gt_version_put(struct gt_db *db, const char *id, const char *version, struct gt_digest digest, const char *directory, const char *signer, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_version_state(struct gt_db *db, const char *id, const char *version, const char *state, struct gt_error *err) GT_MUST_USE;
int gt_version_enable(struct gt_db *db, const char *id, const char *version, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_procedure_close(struct gt_db *db, const char *id, const char *reason, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;               /* NOTFOUND */
int gt_version_requests(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, int64_t *ret, struct gt_error *err) GT_MUST_USE;
int gt_ctl_plugin_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;  /* all statements, for tests */

#endif

/* Inside room dossier: rows of working copies. */
#ifndef GT_RECTIFY_STORE_H
#define GT_RECTIFY_STORE_H
#include "dossier/dossier_store.h"
#include "dossier/rectify.h"

/* n: version of the answers, as begun from or as it becomes. */
struct gt_rectify_row { struct gt_id copy, request, actor; int64_t n, now_utc_s; struct gt_str answers, sha256; const char *step, *procedure_version; };

/* A draft beside the request: its person, procedure and title. */
int gt_rectify_store_begin(struct gt_db *db, const struct gt_rectify_row *r, struct gt_error *err) GT_MUST_USE;
int gt_rectify_store_running(struct gt_db *db, struct gt_id request, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
int gt_rectify_store_request(struct gt_db *db, struct gt_id account, struct gt_id copy, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
int gt_rectify_store_leave_out(struct gt_db *db, struct gt_id copy, struct gt_id document, struct gt_error *err) GT_MUST_USE;
/* Number of the request that a working copy is of. */
int gt_rectify_store_number(struct gt_db *db, struct gt_arena *arena, struct gt_id request, const char **ret, struct gt_error *err) GT_MUST_USE;
int gt_rectify_store_left_out(struct gt_db *db, struct gt_arena *arena, struct gt_id copy, struct gt_id **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* The request gets them, and their version. CONFLICT: it cannot be rectified any more, or was rectified since. */
int gt_rectify_store_answers(struct gt_db *db, const struct gt_rectify_row *r, struct gt_error *err) GT_MUST_USE;
/* The copy has done its work. CONFLICT: not of that version any more. */
int gt_rectify_store_end(struct gt_db *db, struct gt_id copy, int64_t version, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Whether that version of the request's answers has that digest. */
int gt_rectify_store_is(struct gt_db *db, struct gt_id request, int64_t n, struct gt_str sha256, bool *ret, struct gt_error *err) GT_MUST_USE;

#endif

/* Inside room ctl: headers of sealed files, for the rotation of keys. */
#ifndef GT_CTL_KEYS_STORE_H
#define GT_CTL_KEYS_STORE_H
#include "db/db.h"

enum gt_sealed_kind { GT_SEALED_DOCUMENT, GT_SEALED_PAPER, GT_SEALED__MAX };
struct gt_sealed_file { struct gt_id id; struct gt_str header; };
/* Up to 500, ordered by id, after one. */
int gt_sealed_files(struct gt_db *db, struct gt_arena *arena, enum gt_sealed_kind kind, struct gt_id after, struct gt_sealed_file **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_sealed_header_set(struct gt_db *db, enum gt_sealed_kind kind, const struct gt_sealed_file *seen, struct gt_str header, struct gt_error *err) GT_MUST_USE;

#endif

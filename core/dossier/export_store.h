/* Inside room dossier: versions of answers, as they were sealed. */
#ifndef GT_EXPORT_STORE_H
#define GT_EXPORT_STORE_H
#include "dossier/dossier_store.h"

struct gt_version_row { int64_t n, created_utc_s; const char *reason; struct gt_str sealed; };
int gt_export_store_versions(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

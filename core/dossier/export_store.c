/* Versions of answers. */
#include "dossier/export.h"
#include "dossier/export_store.h"

#define ROW struct gt_version_row
static const struct gt_col row_map[] = { GT_COL(ROW, n), GT_COL(ROW, created_utc_s), GT_COL(ROW, reason), GT_COL(ROW, sealed) };

enum { Q_VERSIONS, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_VERSIONS] = { .sql = "SELECT n, created_utc_s, reason, sealed FROM dossier_answers WHERE dossier = ? ORDER BY n LIMIT 100", .params = "d", GT_ROW(ROW, row_map) },
};

int gt_export_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_export_store_versions(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_VERSIONS], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

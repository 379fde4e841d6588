/* The row of a request whose stay is prolonged. */
#include "dossier/prolong_store.h"

enum { Q_TO, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_TO] = { .sql = "UPDATE dossier SET version = version + 1, prolonged_to = ?, updated_utc_s = ? WHERE id = ? AND version = ?", .params = "Didi" },
};

int gt_prolong_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_prolong_store_to(struct gt_db *db, struct gt_id dossier, int64_t version, struct gt_date to, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_TO], GT_WITH(GT_DATE(to), GT_I(now_utc_s), GT_D(dossier), GT_I(version)), &affected, err);
	if (rc != GT_OK) return rc;
	return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read");
}

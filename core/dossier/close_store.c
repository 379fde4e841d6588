/* Rows of a closing and of what is opened again. */
#include "dossier/close_store.h"

#define ROW struct gt_close_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, complement), GT_COL(ROW, zone), GT_COL(ROW, requested_utc_s), GT_COL(ROW, answered_utc_s), GT_COL(ROW, reminded), GT_COL(ROW, indispensable), GT_COL(ROW, opened), GT_COL(ROW, due),
};
static const struct gt_col item_map[] = { GT_COL(struct gt_close_item, justificatif) };

enum { Q_PATH, Q_ITEMS, Q_REOPEN, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_PATH] = { .sql = "SELECT c.id, s.time_zone, c.requested_utc_s, c.answered_utc_s, c.reminded, (SELECT COUNT(*) FROM complement_item i WHERE i.complement = c.id AND i.indispensable = 1), n.opened_date, c.due_date "
		"FROM complement c JOIN dossier d ON d.id = c.dossier LEFT JOIN service s ON s.code = d.service LEFT JOIN notification n ON n.id = c.notification "
		"WHERE c.dossier = ? AND c.cancelled_utc_s IS NULL ORDER BY c.n DESC LIMIT 1", .params = "d", GT_ROW(ROW, row_map) },
	[Q_ITEMS] = { .sql = "SELECT justificatif FROM complement_item WHERE complement = ? ORDER BY n", .params = "d", GT_ROW(struct gt_close_item, item_map) },
	[Q_REOPEN] = { .sql = "UPDATE dossier SET version = version + 1, state = ?, decision = NULL, decided_utc_s = NULL, ended_utc_s = NULL, replied = 0, due_date = NULL, silence_date = ?, updated_utc_s = ? "
		"WHERE id = ? AND version = ?", .params = "sDidi" },
};

int gt_close_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_close_store_path(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_close_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PATH], GT_WITH(GT_D(dossier)), ret, err);
}

int gt_close_store_items(struct gt_db *db, struct gt_arena *arena, struct gt_id complement, struct gt_close_item **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_ITEMS], GT_WITH(GT_D(complement)), ret, ret_n, err);
}

int gt_close_store_reopen(struct gt_db *db, struct gt_id dossier, int64_t version, const char *state, struct gt_date silence, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_REOPEN], GT_WITH(GT_S(state), GT_DATE(silence), GT_I(now_utc_s), GT_D(dossier), GT_I(version)), &affected, err);
	if (rc != GT_OK) return rc;
	return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read");
}

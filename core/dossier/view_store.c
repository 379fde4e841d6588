/* Rows of saved views. */
#include "dossier/view_store.h"

#define ROW struct gt_view
static const struct gt_col row_map[] = { GT_COL(ROW, id), GT_COL(ROW, name), GT_COL(ROW, query) };

enum { Q_LIST, Q_PUT, Q_REMOVE, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { .sql = "SELECT id, name, query FROM agent_view WHERE agent = ? ORDER BY name LIMIT 100", .params = "d", GT_ROW(ROW, row_map) },
	[Q_PUT] = { .sql = "INSERT INTO agent_view (id, agent, name, query, created_utc_s) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE query = VALUES(query)", .params = "ddssi" },
	[Q_REMOVE] = { .sql = "DELETE FROM agent_view WHERE agent = ? AND id = ?", .params = "dd" },
};

int gt_view_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_view_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_view **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(agent)), ret, ret_n, err);
}

int gt_view_store_put(struct gt_db *db, struct gt_id agent, const char *name, const char *query, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PUT], GT_WITH(GT_D(gt_id_new()), GT_D(agent), GT_S(name), GT_S(query), GT_I(now_utc_s)), NULL, err);
}

int gt_view_store_remove(struct gt_db *db, struct gt_id agent, struct gt_id id, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_REMOVE], GT_WITH(GT_D(agent), GT_D(id)), NULL, err);
}

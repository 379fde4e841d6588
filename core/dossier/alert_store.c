/* Rows of alerts. */
#include "dossier/alert_store.h"

struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };
#define WAITING struct gt_alerts_waiting
static const struct gt_col waiting_map[] = { GT_COL(WAITING, n), GT_COL(WAITING, mails_late) };
#define ROW struct gt_alert
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, kind), GT_COL(ROW, detail), GT_COL(ROW, service), GT_COL(ROW, number), GT_COL(ROW, birth_name), GT_COL(ROW, first_names),
	GT_COL(ROW, done_name), GT_COL(ROW, created_utc_s), GT_COL(ROW, done_utc_s), GT_COL(ROW, procedure_id), GT_COL(ROW, procedure_version),
};
#define COLUMNS "SELECT a.id, a.dossier, a.kind, a.detail, a.service, d.number, p.birth_name, p.given_names, g.name, a.created_utc_s, a.done_utc_s, d.procedure_id, d.procedure_version "
#define AROUND "LEFT JOIN dossier d ON d.id = a.dossier LEFT JOIN person p ON p.foreigner_number = d.foreigner_number LEFT JOIN agent g ON g.id = a.done_by "
#define MAILS_LATE "SELECT COUNT(*) FROM alert WHERE service IS NULL AND done_utc_s IS NULL AND kind = 'mail-late'"

enum { Q_INSERT, Q_SETTLE, Q_SETTLE_HOUSE, Q_SETTLE_DECIDED, Q_OF, Q_LATE, Q_ONE, Q_TREAT, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_INSERT] = { .sql = "INSERT INTO alert (id, service, dossier, kind, detail, once_key, created_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?)", .params = "dsdsssi" },
	[Q_SETTLE] = { .sql = "UPDATE alert FORCE INDEX (alert_dossier) SET done_utc_s = ? WHERE dossier = ? AND kind = ? AND done_utc_s IS NULL", .params = "ids" },
	[Q_SETTLE_HOUSE] = { .sql = "UPDATE alert FORCE INDEX (alert_service) SET done_utc_s = ? WHERE service IS NULL AND dossier IS NULL AND kind = ? AND done_utc_s IS NULL", .params = "is" },
	[Q_SETTLE_DECIDED] = { .sql = "UPDATE alert FORCE INDEX (alert_dossier) SET done_utc_s = ? WHERE dossier = ? AND done_utc_s IS NULL "
		"AND kind IN ('complement-unopened', 'complement-overdue', 'silence-near', 'silence-reached', 'prolongation-impossible')", .params = "id" },
	[Q_OF] = { .sql = COLUMNS "FROM alert a FORCE INDEX (alert_dossier) " AROUND "WHERE a.dossier = ? AND a.done_utc_s IS NULL AND a.created_utc_s <= ? ORDER BY a.created_utc_s, a.id LIMIT 50", .params = "di", GT_ROW(ROW, row_map) },
	[Q_LATE] = { .sql = MAILS_LATE, .params = "", GT_ROW(struct one_number, number_map) },
	[Q_ONE] = { .sql = COLUMNS "FROM alert a " AROUND "WHERE a.id = ?", .params = "d", GT_ROW(ROW, row_map) },
	[Q_TREAT] = { .sql = "UPDATE alert SET done_utc_s = ?, done_by = ? WHERE id = ? AND done_utc_s IS NULL", .params = "idd" },
};

/* ---- lists: what waits or was treated, in a territory ---- */
static const struct gt_list_part parts[] = {
	[GT_ALERT_OPEN_OF_SERVICES] = { " FORCE INDEX (alert_service) WHERE a.done_utc_s IS NULL", 0 },
	[GT_ALERT_OPEN_OF_ALL] = { " FORCE INDEX (alert_all) WHERE a.done_utc_s IS NULL", 0 },
	[GT_ALERT_DONE_OF_SERVICE] = { " FORCE INDEX (alert_service) WHERE a.done_utc_s IS NOT NULL", 0 },
	[GT_ALERT_DONE_OF_ALL] = { " FORCE INDEX (alert_all) WHERE a.done_utc_s IS NOT NULL", 0 },
	[GT_PART_IN] = { " AND (a.service IN (", 0 }, [GT_PART_FIRST] = { "?", 's' }, [GT_PART_NEXT] = { ", ?", 's' }, [GT_PART_END] = { ")", 0 },
	[GT_PART_AMONG] = { " AND (FIND_IN_SET(a.service, ?)", 's' },
	[GT_ALERT_OR_HOUSE] = { " OR a.service IS NULL)", 0 },
	[GT_ALERT_NOT_HOUSE] = { ")", 0 },
	[GT_ALERT_ANY_SERVICE] = { " AND (a.service IS NOT NULL)", 0 },
	[GT_ALERT_HOUSE] = { " AND (a.service IS NULL)", 0 },
	[GT_ALERT_BY] = { " AND a.created_utc_s <= ?", 'i' },
	[GT_ALERT_KIND] = { " AND a.kind = ?", 's' },
	[GT_ALERT_OLDEST] = { " ORDER BY a.created_utc_s, a.id", 0 },
	[GT_ALERT_LATEST_DONE] = { " ORDER BY a.done_utc_s DESC, a.created_utc_s DESC, a.id DESC", 0 },
};
#define FOUND COLUMNS "FROM (SELECT a.id FROM alert a"
#define OF_FOUND ") AS found JOIN alert a ON a.id = found.id " AROUND
static const struct gt_list open_list = { .select = FOUND, .end = OF_FOUND "ORDER BY a.created_utc_s, a.id", .parts = parts, .n_parts = GT_COUNT(parts), GT_ROW(ROW, row_map) };
static const struct gt_list done_list = { .select = FOUND, .end = OF_FOUND "ORDER BY a.done_utc_s DESC, a.created_utc_s DESC, a.id DESC", .parts = parts, .n_parts = GT_COUNT(parts), GT_ROW(ROW, row_map) };
static const struct gt_list waiting = { .select = "SELECT COUNT(*), (" MAILS_LATE ") FROM (SELECT 1 FROM alert a", .end = ") AS some", .parts = parts, .n_parts = GT_COUNT(parts), GT_ROW(WAITING, waiting_map) };

int gt_alert_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_alert_store_insert(struct gt_db *db, struct gt_id id, const struct gt_alert_new *a, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(id), GT_S(a->service), GT_D(a->dossier), GT_S(a->kind), GT_S(a->detail), GT_S(a->key), GT_I(now_utc_s)), NULL, err);
}

int gt_alert_store_settle(struct gt_db *db, struct gt_id dossier, const char *kind, int64_t now_utc_s, struct gt_error *err)
{
	if (gt_id_null(dossier)) return gt_db_exec(db, &queries[Q_SETTLE_HOUSE], GT_WITH(GT_I(now_utc_s), GT_S(kind)), NULL, err);
	return gt_db_exec(db, &queries[Q_SETTLE], GT_WITH(GT_I(now_utc_s), GT_D(dossier), GT_S(kind)), NULL, err);
}

int gt_alert_store_settle_decided(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SETTLE_DECIDED], GT_WITH(GT_I(now_utc_s), GT_D(dossier)), NULL, err);
}

int gt_alert_store_list(struct gt_db *db, struct gt_arena *arena, enum gt_alerts which, const struct gt_list_use *uses, size_t n_uses, struct gt_alert **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_list(db, arena, which == GT_ALERTS_DONE ? &done_list : &open_list, uses, n_uses, GT_ALERTS_MAX + 1, ret, ret_n, err);
}

int gt_alert_store_waiting(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, struct gt_alerts_waiting *ret, struct gt_error *err)
{
	struct gt_alerts_waiting *row;
	size_t n;
	int rc = gt_db_list(db, arena, &waiting, uses, n_uses, most, &row, &n, err);
	if (rc == GT_OK) *ret = row[0];
	return rc;
}

int gt_alert_store_of(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, int64_t now_utc_s, struct gt_alert **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_OF], GT_WITH(GT_D(dossier), GT_I(now_utc_s)), ret, ret_n, err);
}

int gt_alert_store_late(struct gt_db *db, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("alerts", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_LATE], GT_NONE_WITH, &row, err);
	if (rc == GT_OK) *ret = row.n > 0;
	return rc;
}

int gt_alert_store_one(struct gt_db *db, struct gt_arena *arena, struct gt_id alert, struct gt_alert *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_ONE], GT_WITH(GT_D(alert)), ret, err);
}

int gt_alert_store_treat(struct gt_db *db, struct gt_id alert, struct gt_id agent, int64_t now_utc_s, bool *ret, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_TREAT], GT_WITH(GT_I(now_utc_s), GT_D(agent), GT_D(alert)), &affected, err);
	if (rc == GT_OK) *ret = affected == 1;
	return rc;
}

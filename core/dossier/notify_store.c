/* Rows of notifications. Nothing here updates what was opened before: the acknowledgement is written once. */
#include "dossier/notify_store.h"

#define ROW struct gt_notice_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, paper), GT_COL(ROW, type), GT_COL(ROW, number), GT_COL(ROW, procedure_id), GT_COL(ROW, procedure_version),
	GT_COL(ROW, created_utc_s), GT_COL(ROW, opened_utc_s), GT_COL(ROW, replied_utc_s), GT_COL(ROW, opened), GT_COL(ROW, due), GT_COL(ROW, unread), GT_COL(ROW, sealed),
};
#define COLUMNS "n.id, n.dossier, n.paper, n.type, d.number, d.procedure_id, d.procedure_version, n.created_utc_s, n.opened_utc_s, n.replied_utc_s, n.opened_date, "\
	"(SELECT c.due_date FROM complement c WHERE c.notification = n.id AND c.answered_utc_s IS NULL AND c.cancelled_utc_s IS NULL AND d.state = 'complement-asked'), "
#define FROM " FROM notification n LEFT JOIN dossier d ON d.id = n.dossier WHERE n.account = ? "

struct decision { int64_t waiting; struct gt_date opened; };
static const struct gt_col decision_map[] = { GT_COL(struct decision, waiting), GT_COL(struct decision, opened) };

enum { Q_LIST, Q_ONE, Q_OPEN, Q_MESSAGES_READ, Q_INSERT, Q_DECISION, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { .sql = "SELECT " COLUMNS "(SELECT COUNT(*) FROM notification u WHERE u.account = ? AND u.opened_utc_s IS NULL), NULL" FROM "ORDER BY n.created_utc_s DESC, n.id DESC LIMIT ?", .params = "ddi", GT_ROW(ROW, row_map) },
	[Q_ONE] = { .sql = "SELECT " COLUMNS "0, n.sealed" FROM "AND n.id = ?", .params = "dd", GT_ROW(ROW, row_map) },
	[Q_OPEN] = { .sql = "UPDATE notification SET opened_utc_s = ?, opened_date = ? WHERE account = ? AND id = ? AND opened_utc_s IS NULL", .params = "iDdd" },
	[Q_MESSAGES_READ] = { .sql = "UPDATE notification SET opened_utc_s = ?, opened_date = ? WHERE account = ? AND dossier = ? AND type = 'message' AND opened_utc_s IS NULL", .params = "iDdd" },
	[Q_INSERT] = { .sql = "INSERT INTO notification (id, account, dossier, type, paper, sealed, created_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?)", .params = "dddsdbi" },
	[Q_DECISION] = { .sql = "SELECT COUNT(*) - COUNT(opened_utc_s), MAX(opened_date) FROM notification WHERE dossier = ? AND type = 'decision'", .params = "d", GT_ROW(struct decision, decision_map) },
};

int gt_notice_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_notice_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id account, int64_t limit, struct gt_notice_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(account), GT_D(account), GT_I(limit)), ret, ret_n, err);
}

int gt_notice_store_one(struct gt_db *db, struct gt_arena *arena, struct gt_id account, struct gt_id id, struct gt_notice_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_ONE], GT_WITH(GT_D(account), GT_D(id)), ret, err);
}

int gt_notice_store_open(struct gt_db *db, struct gt_id account, struct gt_id id, int64_t now_utc_s, struct gt_date day, bool *ret, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_OPEN], GT_WITH(GT_I(now_utc_s), GT_DATE(day), GT_D(account), GT_D(id)), &affected, err);
	if (rc == GT_OK) *ret = affected == 1;
	return rc;
}

int gt_notice_store_messages_read(struct gt_db *db, struct gt_id account, struct gt_id dossier, int64_t now_utc_s, struct gt_date day, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_MESSAGES_READ], GT_WITH(GT_I(now_utc_s), GT_DATE(day), GT_D(account), GT_D(dossier)), NULL, err);
}

int gt_notice_store_insert(struct gt_db *db, const struct gt_notice_made *n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(n->id), GT_D(n->what.account), GT_D(n->what.dossier), GT_S(n->what.type), GT_D(n->what.paper), GT_B(n->sealed), GT_I(n->now_utc_s)), NULL, err);
}

int gt_notice_store_decision(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_date *ret_opened, bool *ret_waits, struct gt_error *err)
{
	struct decision row;
	int rc = gt_db_one(db, arena, &queries[Q_DECISION], GT_WITH(GT_D(dossier)), &row, err);
	if (rc != GT_OK) return rc;
	*ret_opened = row.opened;
	*ret_waits = row.waiting > 0;
	return GT_OK;
}

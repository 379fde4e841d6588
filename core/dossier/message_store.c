/* Rows of messages and of their files. */
#include "dossier/message_store.h"

#define ROW struct gt_message_row
static const struct gt_col row_map[] = { GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, from), GT_COL(ROW, from_kind), GT_COL(ROW, sealed), GT_COL(ROW, created_utc_s), GT_COL(ROW, read_utc_s) };
#define FILED struct gt_message_file_row
static const struct gt_col filed_map[] = { GT_COL(FILED, message), GT_COL(FILED, document) };

enum { Q_LIST, Q_FILES, Q_INSERT, Q_FILE, Q_READ, Q_SEEN, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { .sql = "SELECT id, dossier, from_id, from_kind, sealed, created_utc_s, read_utc_s FROM message WHERE dossier = ? ORDER BY created_utc_s, id LIMIT 500", .params = "d", GT_ROW(ROW, row_map) },
	[Q_FILES] = { .sql = "SELECT f.message, f.document FROM message m JOIN message_document f ON f.message = m.id WHERE m.dossier = ?", .params = "d", GT_ROW(FILED, filed_map) },
	[Q_INSERT] = { .sql = "INSERT INTO message (id, dossier, from_kind, from_id, sealed, created_utc_s) VALUES (?, ?, ?, ?, ?, ?)", .params = "ddsdbi" },
	[Q_FILE] = { .sql = "INSERT INTO message_document (message, document) VALUES (?, ?)", .params = "dd" },
	[Q_READ] = { .sql = "UPDATE message SET read_utc_s = ? WHERE dossier = ? AND from_kind = ? AND read_utc_s IS NULL", .params = "ids" },
	[Q_SEEN] = { .sql = "UPDATE dossier SET version = version + 1, replied = 0, updated_utc_s = ? WHERE id = ?", .params = "id" },
};

int gt_message_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_message_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_message_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_message_store_files(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_message_file_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_FILES], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_message_store_insert(struct gt_db *db, const struct gt_message_row *m, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(m->id), GT_D(m->dossier), GT_S(m->from_kind), GT_D(m->from), GT_B(m->sealed), GT_I(m->created_utc_s)), NULL, err);
}

int gt_message_store_file(struct gt_db *db, struct gt_id message, struct gt_id document, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_FILE], GT_WITH(GT_D(message), GT_D(document)), NULL, err);
}

int gt_message_store_read(struct gt_db *db, struct gt_id dossier, const char *written_by, int64_t now_utc_s, int64_t *ret, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_READ], GT_WITH(GT_I(now_utc_s), GT_D(dossier), GT_S(written_by)), ret, err);
}

int gt_message_store_seen(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SEEN], GT_WITH(GT_I(now_utc_s), GT_D(dossier)), NULL, err);
}

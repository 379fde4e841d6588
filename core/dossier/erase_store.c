/* Statements of erasure. A table that hangs on a request has its line in `erased`, in an order that no foreign key minds: a test compares with the schema. */
#include "dossier/erase_store.h"

static const struct { const char *table; struct gt_query query; } erased[] = {
	{ "dossier_word", { "DELETE FROM dossier_word WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "dossier_label", { "DELETE FROM dossier_label WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "dossier_answers", { "DELETE FROM dossier_answers WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "complement_document", { "DELETE FROM complement_document WHERE complement IN (SELECT id FROM complement WHERE dossier = ?)", "d", NULL, 0, 0 } },
	{ "complement_item", { "DELETE FROM complement_item WHERE complement IN (SELECT id FROM complement WHERE dossier = ?)", "d", NULL, 0, 0 } },
	{ "complement", { "DELETE FROM complement WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "document", { "DELETE FROM document WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "mark", { "DELETE FROM mark WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "decision", { "DELETE FROM decision WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "message", { "DELETE FROM message WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "note", { "DELETE FROM note WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "alert", { "DELETE FROM alert WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "act_done", { "DELETE FROM act_done WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "outbox", { "DELETE FROM outbox WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "notification", { "DELETE FROM notification WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "paper", { "DELETE FROM paper WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "counter_entry", { "DELETE FROM counter_entry WHERE dossier = ?", "d", NULL, 0, 0 } },
	{ "dossier", { "DELETE FROM dossier WHERE id = ?", "d", NULL, 0, 0 } },
};
const char *gt_erased_table(size_t i) { return i < GT_COUNT(erased) ? erased[i].table : NULL; }

#define ROW struct gt_erase_row
static const struct gt_col row_cols[] = { GT_COL(ROW, id), GT_COL(ROW, state), GT_COL(ROW, procedure_id), GT_COL(ROW, procedure_version), GT_COL(ROW, deposited_utc_s), GT_COL(ROW, decided_utc_s), GT_COL(ROW, ended_utc_s) };
#define COLUMNS "id, state, procedure_id, procedure_version, COALESCE(deposited_utc_s, 0), COALESCE(decided_utc_s, 0), COALESCE(ended_utc_s, 0)"
struct counts { int64_t documents, papers; };
static const struct gt_col count_cols[] = { GT_COL(struct counts, documents), GT_COL(struct counts, papers) };
struct last { struct gt_str hash; };
static const struct gt_col last_cols[] = { GT_COL(struct last, hash) };
struct one_id { struct gt_id id; };
static const struct gt_col id_cols[] = { GT_COL(struct one_id, id) };
static const struct gt_col file_cols[] = { GT_COL(struct gt_erase_file, id), GT_COL(struct gt_erase_file, justificatif) };

enum { Q_PAGE, Q_LOCK, Q_COUNT, Q_LINK, Q_PROOF, Q_FILES, Q_FILE, Q_ACCOUNT, Q_ACCOUNT_GOES, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_PAGE] = { "SELECT " COLUMNS " FROM dossier FORCE INDEX (dossier_ended) WHERE ended_utc_s < ? AND (ended_utc_s > ? OR (ended_utc_s = ? AND id > ?)) "
		"AND (? IS NULL OR EXISTS (SELECT 1 FROM document f WHERE f.dossier = dossier.id AND FIND_IN_SET(f.justificatif, ?))) ORDER BY ended_utc_s, id LIMIT 200", "iiibss", GT_ROW(ROW, row_cols) },
	[Q_LOCK] = { "SELECT " COLUMNS " FROM dossier WHERE id = ? FOR UPDATE", "d", GT_ROW(ROW, row_cols) },
	[Q_COUNT] = { "SELECT (SELECT COUNT(*) FROM document WHERE dossier = ?), (SELECT COUNT(*) FROM paper WHERE dossier = ?)", "dd", GT_ROW(struct counts, count_cols) },
	[Q_LINK] = { "SELECT hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1", "d", GT_ROW(struct last, last_cols) },
	[Q_PROOF] = { "INSERT INTO purge_proof (id, dossier_hash, procedure_id, state, documents, papers, ended_utc_s, purged_utc_s, journal_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "dbssiiiib", NULL, 0, 0 },
	[Q_FILES] = { "SELECT id, justificatif FROM document WHERE dossier = ? LIMIT 2000", "d", GT_ROW(struct gt_erase_file, file_cols) },
	[Q_FILE] = { "DELETE FROM document WHERE id = ?", "d", NULL, 0, 0 },
	[Q_ACCOUNT] = { "SELECT account FROM dossier WHERE id = ?", "d", GT_ROW(struct one_id, id_cols) },
	/* made at the counter for this request, never anybody's to sign in with */
	[Q_ACCOUNT_GOES] = { "DELETE FROM account WHERE id = ? AND state = 'counter' AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.account = ?)", "dd", NULL, 0, 0 },
};

int gt_erase_store_prepare(struct gt_db *db, struct gt_error *err)
{
	int rc = gt_db_prepare_all(db, queries, Q__MAX, err);
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(erased); i++) rc = gt_db_prepare_all(db, &erased[i].query, 1, err);
	return rc;
}

int gt_erase_store_page(struct gt_db *db, struct gt_arena *arena, int64_t before_utc_s, int64_t after_utc_s, struct gt_id after, const char *with_any_of, struct gt_erase_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_PAGE], GT_WITH(GT_I(before_utc_s), GT_I(after_utc_s), GT_I(after_utc_s), GT_B(((struct gt_str){ (const char *)after.b, sizeof after.b })), GT_S(with_any_of), GT_S(with_any_of)), ret, ret_n, err);
}

int gt_erase_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_erase_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_LOCK], GT_WITH(GT_D(dossier)), ret, err);
}

int gt_erase_store_count(struct gt_db *db, struct gt_id dossier, int64_t *ret_documents, int64_t *ret_papers, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("count", 65536);
	struct counts c = { 0 };
	int rc = gt_db_one(db, arena, &queries[Q_COUNT], GT_WITH(GT_D(dossier), GT_D(dossier)), &c, err);
	if (rc == GT_OK) { *ret_documents = c.documents; *ret_papers = c.papers; }
	return rc;
}

int gt_erase_rows(struct gt_db *db, struct gt_id dossier, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("account", 1 << 16);
	struct one_id account;
	int rc = gt_db_one(db, arena, &queries[Q_ACCOUNT], GT_WITH(GT_D(dossier)), &account, err);
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(erased); i++) rc = gt_db_exec(db, &erased[i].query, GT_WITH(GT_D(dossier)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_ACCOUNT_GOES], GT_WITH(GT_D(account.id), GT_D(account.id)), NULL, err) : rc;
}

int gt_erase_store_link(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_str *ret_hash, struct gt_error *err)
{
	struct last l = { { NULL, 0 } };
	int rc = gt_db_one(db, arena, &queries[Q_LINK], GT_WITH(GT_D(dossier)), &l, err);
	if (rc == GT_OK) *ret_hash = l.hash;
	return rc;
}

int gt_erase_store_proof(struct gt_db *db, const struct gt_erase_proof *p, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PROOF], GT_WITH(GT_D(p->id), GT_B(p->dossier_hash), GT_S(p->procedure_id), GT_S(p->state), GT_I(p->documents), GT_I(p->papers), GT_I(p->ended_utc_s),
		GT_I(p->purged_utc_s), GT_B(p->journal_hash)), NULL, err);
}

int gt_erase_store_files(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_erase_file **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_FILES], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_erase_store_file(struct gt_db *db, struct gt_id file, struct gt_error *err) { return gt_db_exec(db, &queries[Q_FILE], GT_WITH(GT_D(file)), NULL, err); }

/* Rows of documents, their chunks and pictures. Decides nothing: document.c says in which order. */
#include "document/document_priv.h"

#define ROW "id, dossier, justificatif, paper_case, state, kind, added_by, name, sha256, header, position, bytes, pages, chunks, created_utc_s, added_n"
static const struct gt_col row_cols[] = {
	GT_COL(struct gt_document_row, id), GT_COL(struct gt_document_row, dossier), GT_COL(struct gt_document_row, justificatif), GT_COL(struct gt_document_row, paper_case),
	GT_COL(struct gt_document_row, state), GT_COL(struct gt_document_row, kind), GT_COL(struct gt_document_row, added_by), GT_COL(struct gt_document_row, name),
	GT_COL(struct gt_document_row, sha256), GT_COL(struct gt_document_row, header), GT_COL(struct gt_document_row, position), GT_COL(struct gt_document_row, bytes),
	GT_COL(struct gt_document_row, pages), GT_COL(struct gt_document_row, chunks), GT_COL(struct gt_document_row, created_utc_s), GT_COL(struct gt_document_row, added_n),
};
struct count { int64_t n, last; };
static const struct gt_col count_cols[] = { GT_COL(struct count, n), GT_COL(struct count, last) };
struct blob { struct gt_str data; };
static const struct gt_col blob_cols[] = { GT_COL(struct blob, data) };

enum { Q_GET, Q_LIST, Q_LIST_ALL, Q_COUNT, Q_INSERT, Q_CHUNK_INSERT, Q_CHUNK_GET, Q_MOVE, Q_DELETE, Q_DELETE_ALL, Q_RENAME, Q_MARK, Q_PICTURE_GET, Q_PICTURE_INSERT, Q_TO_RESCAN, Q_LATER, Q_ALERT, Q_SCANNED, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_GET] = { "SELECT " ROW " FROM document WHERE dossier = ? AND id = ?", "dd", GT_ROW(struct gt_document_row, row_cols) },
	[Q_LIST] = { "SELECT " ROW " FROM document WHERE dossier = ? AND state IN ('joined', 'infected') ORDER BY justificatif, position LIMIT 1000", "d", GT_ROW(struct gt_document_row, row_cols) },
	[Q_LIST_ALL] = { "SELECT " ROW " FROM document WHERE dossier = ? ORDER BY justificatif, position LIMIT 2000", "d", GT_ROW(struct gt_document_row, row_cols) },
	[Q_COUNT] = { "SELECT CAST(COALESCE(SUM(state = ?), 0) AS SIGNED), CAST(COALESCE(MAX(position), 0) AS SIGNED) FROM document WHERE dossier = ? AND justificatif = ?",
		"sds", GT_ROW(struct count, count_cols) },
	[Q_INSERT] = { "INSERT INTO document (id, dossier, justificatif, paper_case, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures,"
		" scanned_utc_s, added_by, added_n, created_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ddssisbsiiibbssisii", NULL, 0, 0 },
	[Q_CHUNK_INSERT] = { "INSERT INTO document_chunk (document, n, data) VALUES (?, ?, ?)", "dib", NULL, 0, 0 },
	[Q_CHUNK_GET] = { "SELECT data FROM document_chunk WHERE document = ? AND n = ?", "di", GT_ROW(struct blob, blob_cols) },
	/* behind what is there already: no justificatif holds a thousand files */
	[Q_MOVE] = { "UPDATE document SET dossier = ?, added_n = ?, position = position + 1000 * ? WHERE dossier = ?", "diid", NULL, 0, 0 },
	[Q_DELETE] = { "DELETE FROM document WHERE dossier = ? AND id = ?", "dd", NULL, 0, 0 },
	[Q_DELETE_ALL] = { "DELETE FROM document WHERE dossier = ?", "d", NULL, 0, 0 },
	[Q_RENAME] = { "UPDATE document SET justificatif = ? WHERE dossier = ? AND justificatif = ?", "sds", NULL, 0, 0 },
	[Q_MARK] = { "UPDATE document SET state = ?, removed_utc_s = NULLIF(?, 0) WHERE dossier = ? AND id = ? AND state = ?", "sidds", NULL, 0, 0 },
	[Q_PICTURE_GET] = { "SELECT data FROM document_preview WHERE document = ? AND page = ?", "di", GT_ROW(struct blob, blob_cols) },
	[Q_PICTURE_INSERT] = { "INSERT INTO document_preview (document, page, width, height, data) VALUES (?, ?, ?, ?, ?)", "diiib", NULL, 0, 0 },
	[Q_TO_RESCAN] = { "SELECT " ROW " FROM document WHERE state = 'joined' AND signatures <> ? AND EXISTS (SELECT 1 FROM dossier d WHERE d.id = document.dossier AND d.decided_utc_s IS NULL)"
		" ORDER BY scanned_utc_s LIMIT ?", "si", GT_ROW(struct gt_document_row, row_cols) },
	[Q_LATER] = { "UPDATE document SET scanned_utc_s = ? WHERE id = ?", "id", NULL, 0, 0 },
	/* Somebody of the service in charge is to ask for another file; a draft has none: the person sees it there. */
	[Q_ALERT] = { "INSERT IGNORE INTO alert (id, service, dossier, kind, once_key, created_utc_s) SELECT ?, d.service, d.id, 'infected', ?, ? FROM dossier d WHERE d.id = ? AND d.service IS NOT NULL", "dsid", NULL, 0, 0 },
	[Q_SCANNED] = { "UPDATE document SET engine = ?, signatures = ?, scanned_utc_s = ? WHERE id = ?", "ssid", NULL, 0, 0 },
};

int gt_document_store_check(struct gt_db *db, struct gt_error *err)
{
	return gt_db_prepare_all(db, queries, Q_RENAME, err);
}

int gt_document_row_get(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_GET], GT_WITH(GT_D(dossier), GT_D(id)), ret, err);
}

int gt_document_rows(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, bool all_states, struct gt_document_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[all_states ? Q_LIST_ALL : Q_LIST], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_document_count(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, const char *justificatif, const char *state, int64_t *ret_n, int64_t *ret_last, struct gt_error *err)
{
	struct count c = { 0, 0 };
	int rc = gt_db_one(db, arena, &queries[Q_COUNT], GT_WITH(GT_S(state), GT_D(dossier), GT_S(justificatif)), &c, err);
	if (rc)
		return rc;
	*ret_n = c.n;
	*ret_last = c.last;
	return GT_OK;
}

int gt_document_insert(struct gt_db *db, const struct gt_document_row *r, const struct gt_document_verdict *v, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(r->id), GT_D(r->dossier), GT_S(r->justificatif), GT_S(r->paper_case), GT_I(r->position), GT_S(r->state), GT_B(r->name), GT_S(r->kind),
		GT_I(r->bytes), GT_I(r->pages), GT_I(r->chunks), GT_B(r->sha256), GT_B(r->header), GT_S(v->engine), GT_S(v->signatures), GT_I(v->scanned_utc_s), GT_S(r->added_by),
		GT_I(r->added_n), GT_I(r->created_utc_s)), NULL, err);
}

int gt_document_chunk_insert(struct gt_db *db, struct gt_id id, int64_t n, struct gt_str sealed, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_CHUNK_INSERT], GT_WITH(GT_D(id), GT_I(n), GT_B(sealed)), NULL, err);
}

static int blob(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, struct gt_id id, int64_t n, struct gt_str *ret, struct gt_error *err)
{
	struct blob b = { { NULL, 0 } };
	int rc = gt_db_one(db, arena, q, GT_WITH(GT_D(id), GT_I(n)), &b, err);
	if (!rc)
		*ret = b.data;
	return rc;
}

int gt_document_chunk_get(struct gt_db *db, struct gt_arena *arena, struct gt_id id, int64_t n, struct gt_str *ret, struct gt_error *err)
{
	return blob(db, arena, &queries[Q_CHUNK_GET], id, n, ret, err);
}

int gt_document_delete(struct gt_db *db, struct gt_id dossier, struct gt_id id, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_DELETE], GT_WITH(GT_D(dossier), GT_D(id)), ret_n, err);
}

int gt_document_rename(struct gt_db *db, struct gt_id dossier, const char *from, const char *to, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_db_exec(db, &queries[Q_RENAME], GT_WITH(GT_S(to), GT_D(dossier), GT_S(from)), NULL, err);
}

int gt_document_destroy_all(struct gt_db *db, struct gt_id dossier, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_DELETE_ALL], GT_WITH(GT_D(dossier)), ret_n, err);
}

int gt_document_move_all(struct gt_db *db, struct gt_id from, struct gt_id to, int64_t added_n, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_MOVE], GT_WITH(GT_D(to), GT_I(added_n), GT_I(added_n), GT_D(from)), ret_n, err);
}

int gt_document_mark(struct gt_db *db, struct gt_id dossier, struct gt_id id, const char *from, const char *state, int64_t at_utc_s, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_MARK], GT_WITH(GT_S(state), GT_I(at_utc_s), GT_D(dossier), GT_D(id), GT_S(from)), ret_n, err);
}

int gt_document_picture_get(struct gt_db *db, struct gt_arena *arena, struct gt_id id, int64_t page, struct gt_str *ret, struct gt_error *err)
{
	return blob(db, arena, &queries[Q_PICTURE_GET], id, page, ret, err);
}

int gt_document_picture_insert(struct gt_db *db, struct gt_id id, int64_t page, const struct gt_picture *size, struct gt_str sealed, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PICTURE_INSERT], GT_WITH(GT_D(id), GT_I(page), GT_I(size->width), GT_I(size->height), GT_B(sealed)), NULL, err);
}

int gt_document_to_rescan(struct gt_db *db, struct gt_arena *arena, const char *signatures, int64_t limit, struct gt_document_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_TO_RESCAN], GT_WITH(GT_S(signatures), GT_I(limit)), ret, ret_n, err);
}

int gt_document_scanned(struct gt_db *db, struct gt_id id, const struct gt_document_verdict *v, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SCANNED], GT_WITH(GT_S(v->engine), GT_S(v->signatures), GT_I(v->scanned_utc_s), GT_D(id)), NULL, err);
}

int gt_document_scan_later(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_LATER], GT_WITH(GT_I(now_utc_s), GT_D(id)), NULL, err);
}

int gt_document_alert(struct gt_db *db, struct gt_id dossier, struct gt_id document, int64_t now_utc_s, struct gt_error *err)
{
	char text[GT_ID_TEXT], key[GT_ID_TEXT + 10] = "infected ";
	memcpy(key + 9, gt_id_text(document, text), GT_ID_TEXT);
	return gt_db_exec(db, &queries[Q_ALERT], GT_WITH(GT_D(gt_id_new()), GT_S(key), GT_I(now_utc_s), GT_D(dossier)), NULL, err);
}

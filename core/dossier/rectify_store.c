/* Rows of working copies. */
#include "dossier/rectify_store.h"

struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };
struct one_id { struct gt_id id; };
static const struct gt_col id_map[] = { GT_COL(struct one_id, id) };

struct one_text { const char *text; };
static const struct gt_col text_map[] = { GT_COL(struct one_text, text) };

enum { Q_BEGIN, Q_RUNNING, Q_REQUEST, Q_LEAVE_OUT, Q_LEFT_OUT, Q_NUMBER, Q_ANSWERS, Q_VERSION, Q_END, Q_IS, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_BEGIN] = { .sql = "INSERT INTO dossier (id, state, account, foreigner_number, procedure_id, procedure_version, beneficiary, choice, title_number, title_end, rehearsal, rectifies, answers, answers_n, "
		"step_at, created_utc_s, updated_utc_s) SELECT ?, 'draft', account, foreigner_number, procedure_id, procedure_version, beneficiary, choice, title_number, title_end, rehearsal, id, ?, ?, ?, ?, ? "
		"FROM dossier WHERE id = ?", .params = "dbisiid" },
	[Q_RUNNING] = { .sql = "SELECT id FROM dossier WHERE rectifies = ? AND state = 'draft' LIMIT 1", .params = "d", GT_ROW(struct one_id, id_map) },
	[Q_REQUEST] = { .sql = "SELECT rectifies FROM dossier WHERE id = ? AND account = ? AND rectifies IS NOT NULL", .params = "dd", GT_ROW(struct one_id, id_map) },
	[Q_LEAVE_OUT] = { .sql = "INSERT IGNORE INTO dossier_left_out (dossier, document) VALUES (?, ?)", .params = "dd" },
	[Q_LEFT_OUT] = { .sql = "SELECT document FROM dossier_left_out WHERE dossier = ?", .params = "d", GT_ROW(struct one_id, id_map) },
	[Q_NUMBER] = { .sql = "SELECT number FROM dossier WHERE id = ?", .params = "d", GT_ROW(struct one_text, text_map) },
	[Q_ANSWERS] = { .sql = "UPDATE dossier SET version = version + 1, answers = ?, answers_n = ?, updated_utc_s = ? WHERE id = ? AND answers_n = ? AND state = 'deposited' AND rectifiable = 1", .params = "biidi" },
	[Q_VERSION] = { .sql = "INSERT INTO dossier_answers (dossier, n, procedure_version, sealed, sha256, actor_kind, actor, reason, created_utc_s) VALUES (?, ?, ?, ?, ?, 'user', ?, 'rectify', ?)", .params = "disbbdi" },
	[Q_END] = { .sql = "UPDATE dossier SET version = version + 1, state = 'abandoned', answers = NULL, updated_utc_s = ?, ended_utc_s = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "iidi" },
	[Q_IS] = { .sql = "SELECT COUNT(*) FROM dossier_answers WHERE dossier = ? AND n = ? AND sha256 = ?", .params = "dib", GT_ROW(struct one_number, number_map) },
};

int gt_rectify_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

static int one_row(int64_t affected, struct gt_error *err) { return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read"); }

static int one_id(struct gt_db *db, const struct gt_query *q, const struct gt_param *with, struct gt_id *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("id", 1 << 16);
	struct one_id row;
	int rc = gt_db_one(db, arena, q, with, &row, err);
	if (rc == GT_OK) *ret = row.id;
	return rc;
}

int gt_rectify_store_begin(struct gt_db *db, const struct gt_rectify_row *r, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_BEGIN], GT_WITH(GT_D(r->copy), GT_B(r->answers), GT_I(r->n), GT_S(r->step), GT_I(r->now_utc_s), GT_I(r->now_utc_s), GT_D(r->request)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_rectify_store_running(struct gt_db *db, struct gt_id request, struct gt_id *ret, struct gt_error *err)
{
	return one_id(db, &queries[Q_RUNNING], GT_WITH(GT_D(request)), ret, err);
}

int gt_rectify_store_request(struct gt_db *db, struct gt_id account, struct gt_id copy, struct gt_id *ret, struct gt_error *err)
{
	return one_id(db, &queries[Q_REQUEST], GT_WITH(GT_D(copy), GT_D(account)), ret, err);
}

int gt_rectify_store_leave_out(struct gt_db *db, struct gt_id copy, struct gt_id document, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_LEAVE_OUT], GT_WITH(GT_D(copy), GT_D(document)), NULL, err);
}

int gt_rectify_store_left_out(struct gt_db *db, struct gt_arena *arena, struct gt_id copy, struct gt_id **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LEFT_OUT], GT_WITH(GT_D(copy)), ret, ret_n, err);
}

int gt_rectify_store_number(struct gt_db *db, struct gt_arena *arena, struct gt_id request, const char **ret, struct gt_error *err)
{
	struct one_text row;
	int rc = gt_db_one(db, arena, &queries[Q_NUMBER], GT_WITH(GT_D(request)), &row, err);
	if (rc == GT_OK) *ret = row.text;
	return rc;
}

int gt_rectify_store_answers(struct gt_db *db, const struct gt_rectify_row *r, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_ANSWERS], GT_WITH(GT_B(r->answers), GT_I(r->n), GT_I(r->now_utc_s), GT_D(r->request), GT_I(r->n - 1)), &affected, err);
	if (rc == GT_OK) rc = one_row(affected, err);
	if (rc != GT_OK) return rc;
	return gt_db_exec(db, &queries[Q_VERSION], GT_WITH(GT_D(r->request), GT_I(r->n), GT_S(r->procedure_version), GT_B(r->answers), GT_B(r->sha256), GT_D(r->actor), GT_I(r->now_utc_s)), NULL, err);
}

int gt_rectify_store_end(struct gt_db *db, struct gt_id copy, int64_t version, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_END], GT_WITH(GT_I(now_utc_s), GT_I(now_utc_s), GT_D(copy), GT_I(version)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_rectify_store_is(struct gt_db *db, struct gt_id request, int64_t n, struct gt_str sha256, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("is", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_IS], GT_WITH(GT_D(request), GT_I(n), GT_B(sha256)), &row, err);
	if (rc == GT_OK) *ret = row.n > 0;
	return rc;
}

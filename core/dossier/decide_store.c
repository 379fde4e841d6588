/* Rows of decisions, and the request's state after them. */
#include "dossier/decide_store.h"

struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };
struct now { const char *state; int64_t version; };
static const struct gt_col now_map[] = { GT_COL(struct now, state), GT_COL(struct now, version) };
#define ROW struct gt_decision_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, proposed_by), GT_COL(ROW, signed_by), GT_COL(ROW, paper), GT_COL(ROW, act), GT_COL(ROW, kind), GT_COL(ROW, state),
	GT_COL(ROW, proposed_name), GT_COL(ROW, signed_name), GT_COL(ROW, data), GT_COL(ROW, proposed_utc_s), GT_COL(ROW, signed_utc_s),
};

enum { Q_INSERT, Q_CLOSE, Q_LAST, Q_STATE, Q_DONE, Q_NOW, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_INSERT] = { .sql = "INSERT INTO decision (id, dossier, kind, state, data, proposed_by, signed_by, paper, act_key, proposed_utc_s, signed_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0))",
		.params = "ddssbddddii" },
	[Q_CLOSE] = { .sql = "UPDATE decision SET state = ?, data = COALESCE(?, data), signed_by = ?, paper = ?, signed_utc_s = ? WHERE id = ? AND state = 'proposed'", .params = "sbddid" },
	[Q_LAST] = { .sql = "SELECT c.id, c.dossier, c.proposed_by, c.signed_by, c.paper, c.act_key, c.kind, c.state, p.name, s.name, c.data, c.proposed_utc_s, c.signed_utc_s FROM decision c "
		"LEFT JOIN agent p ON p.id = c.proposed_by LEFT JOIN agent s ON s.id = c.signed_by WHERE c.dossier = ? ORDER BY c.proposed_utc_s DESC, c.id DESC LIMIT 1", .params = "d", GT_ROW(ROW, row_map) },
	[Q_STATE] = { .sql = "UPDATE dossier SET version = version + 1, state = ?, decision = COALESCE(?, decision), decided_utc_s = IF(?, ?, decided_utc_s), ended_utc_s = IF(?, ?, ended_utc_s), "
		"prolonged_to = IF(?, NULL, prolonged_to), replied = 0, due_date = IF(state = 'complement-asked', due_date, NULL), updated_utc_s = ? WHERE id = ? AND version = ?", .params = "sstititidi" },
	[Q_DONE] = { .sql = "SELECT COUNT(*) FROM act_done WHERE act_key = ? AND actor = ? AND dossier = ?", .params = "ddd", GT_ROW(struct one_number, number_map) },
	[Q_NOW] = { .sql = "SELECT state, version FROM dossier WHERE id = ?", .params = "d", GT_ROW(struct now, now_map) },
};

int gt_decide_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

static int one_row(int64_t affected, struct gt_error *err) { return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read"); }

int gt_decide_store_insert(struct gt_db *db, const struct gt_decision_row *r, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(r->id), GT_D(r->dossier), GT_S(r->kind), GT_S(r->state), GT_B(r->data), GT_D(r->proposed_by), GT_D(r->signed_by), GT_D(r->paper),
		GT_D(r->act), GT_I(r->proposed_utc_s), GT_I(r->signed_utc_s)), NULL, err);
}

int gt_decide_store_close(struct gt_db *db, const struct gt_decision_row *r, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_CLOSE], GT_WITH(GT_S(r->state), GT_B(r->data), GT_D(r->signed_by), GT_D(r->paper), GT_I(r->signed_utc_s), GT_D(r->id)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_decide_store_last(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_decision_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_LAST], GT_WITH(GT_D(dossier)), ret, err);
}

int gt_decide_store_state(struct gt_db *db, const struct gt_state_change *c, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_STATE], GT_WITH(GT_S(c->state), GT_S(c->decision), GT_T(c->decided), GT_I(c->now_utc_s), GT_T(c->ended), GT_I(c->now_utc_s), GT_T(c->decided), GT_I(c->now_utc_s),
		GT_D(c->dossier), GT_I(c->version)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_decide_store_done(struct gt_db *db, struct gt_id act, struct gt_id actor, struct gt_id dossier, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("act", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_DONE], GT_WITH(GT_D(act), GT_D(actor), GT_D(dossier)), &row, err);
	if (rc == GT_OK) *ret = row.n > 0;
	return rc;
}

int gt_decide_store_now(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, const char **ret_state, int64_t *ret_version, struct gt_error *err)
{
	struct now row;
	int rc = gt_db_one(db, arena, &queries[Q_NOW], GT_WITH(GT_D(dossier)), &row, err);
	if (rc != GT_OK) return rc;
	*ret_state = row.state;
	*ret_version = row.version;
	return GT_OK;
}

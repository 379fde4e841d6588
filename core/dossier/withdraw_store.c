/* Rows of what the applicant does after the deposit. */
#include "dossier/withdraw.h"
#include "dossier/withdraw_store.h"

enum { Q_ADDED, Q_WITHDRAW, Q_COMPLEMENT, Q_PROPOSAL, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_ADDED] = { .sql = "UPDATE dossier SET version = version + 1, replied = IF(state = 'deposited', replied, 1), updated_utc_s = ? WHERE id = ?", .params = "id" },
	[Q_WITHDRAW] = { .sql = "UPDATE dossier SET version = version + 1, state = 'withdrawn', decision = 'withdrawn', rectifiable = 0, replied = 0, due_date = NULL, silence_date = NULL, prolonged_to = NULL, "
		"updated_utc_s = ?, ended_utc_s = ? WHERE id = ? AND version = ?", .params = "iidi" },
	[Q_COMPLEMENT] = { .sql = "UPDATE complement SET cancelled_utc_s = ? WHERE dossier = ? AND answered_utc_s IS NULL AND cancelled_utc_s IS NULL", .params = "id" },
	[Q_PROPOSAL] = { .sql = "UPDATE decision SET state = 'cancelled' WHERE dossier = ? AND state = 'proposed'", .params = "d" },
};

int gt_after_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

static int one_row(int64_t affected, struct gt_error *err) { return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read"); }

int gt_after_store_added(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ADDED], GT_WITH(GT_I(now_utc_s), GT_D(dossier)), NULL, err);
}

int gt_after_store_withdraw(struct gt_db *db, struct gt_id dossier, int64_t version, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_WITHDRAW], GT_WITH(GT_I(now_utc_s), GT_I(now_utc_s), GT_D(dossier), GT_I(version)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_after_store_end(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_COMPLEMENT], GT_WITH(GT_I(now_utc_s), GT_D(dossier)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_PROPOSAL], GT_WITH(GT_D(dossier)), NULL, err) : rc;
}

/* Rows of job_state: which instance has which timer in hand, and when it ran. */
#include "jobs/jobs_priv.h"

enum { Q_ROW, Q_CLAIM, Q_CLAIM_NOW, Q_OK, Q_FAULT, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_ROW] = { "INSERT INTO job_state (name) VALUES (?) ON DUPLICATE KEY UPDATE name = name", "s", NULL, 0, 0 },
	/* One statement decides between instances. A next run beyond one period was written by a clock that has since been set back. */
	[Q_CLAIM] = { "UPDATE job_state SET claimed_by = ?, claimed_to_utc_s = ?, last_run_utc_s = ? WHERE name = ? AND (next_run_utc_s <= ? OR next_run_utc_s > ?)"
		" AND (claimed_to_utc_s <= ? OR claimed_to_utc_s > ?)", "siisiiii", NULL, 0, 0 },
	[Q_CLAIM_NOW] = { "UPDATE job_state SET claimed_by = ?, claimed_to_utc_s = ?, last_run_utc_s = ? WHERE name = ? AND claimed_to_utc_s <= ?", "siisi", NULL, 0, 0 },
	[Q_OK] = { "UPDATE job_state SET claimed_by = NULL, claimed_to_utc_s = 0, next_run_utc_s = ?, last_ok_utc_s = last_run_utc_s, done = ?, last_error = NULL"
		" WHERE name = ? AND claimed_by = ?", "iiss", NULL, 0, 0 },
	[Q_FAULT] = { "UPDATE job_state SET claimed_by = NULL, claimed_to_utc_s = 0, next_run_utc_s = ?, done = ?, last_error = ? WHERE name = ? AND claimed_by = ?", "iisss", NULL, 0, 0 },
};

int gt_jobs_prepare(struct gt_db *db, struct gt_error *err)
{
	int rc = gt_db_prepare_all(db, queries, Q__MAX, err);

	if (rc == GT_OK)
		rc = gt_due_store_prepare(db, err);
	if (rc == GT_OK)
		rc = gt_prolong_store_prepare(db, err);
	if (rc == GT_OK)
		rc = gt_stats_prepare(db, err);
	if (rc == GT_OK)
		rc = jobs_erase_prepare(db, err);
	return rc == GT_OK ? jobs_clean_prepare(db, err) : rc;
}

int jobs_claim(struct gt_db *db, const char *name, int64_t period_s, bool at_once, const char *instance, bool *ret_ours, struct gt_error *err)
{
	int64_t now = gt_now_utc_s(), changed = 0;
	int rc = gt_db_exec(db, &queries[Q_ROW], GT_WITH(GT_S(name)), NULL, err);

	if (rc == GT_OK && at_once)
		rc = gt_db_exec(db, &queries[Q_CLAIM_NOW], GT_WITH(GT_S(instance), GT_I(now + JOBS_LEASE_S), GT_I(now), GT_S(name), GT_I(now)), &changed, err);
	else if (rc == GT_OK)
		rc = gt_db_exec(db, &queries[Q_CLAIM], GT_WITH(GT_S(instance), GT_I(now + JOBS_LEASE_S), GT_I(now), GT_S(name), GT_I(now), GT_I(now + period_s),
			GT_I(now), GT_I(now + JOBS_LEASE_S)), &changed, err);
	if (rc == GT_OK)
		*ret_ours = changed == 1;
	return rc;
}

int jobs_done(struct gt_db *db, const char *name, const char *instance, int64_t next_utc_s, int64_t done, const char *error, struct gt_error *err)
{
	if (error)
		return gt_db_exec(db, &queries[Q_FAULT], GT_WITH(GT_I(next_utc_s), GT_I(done), GT_S(error), GT_S(name), GT_S(instance)), NULL, err);
	return gt_db_exec(db, &queries[Q_OK], GT_WITH(GT_I(next_utc_s), GT_I(done), GT_S(name), GT_S(instance)), NULL, err);
}

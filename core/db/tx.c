/* Transactions: one function, run again after a deadlock, never half committed. After a lock wait the server keeps the transaction open and a
 * COMMIT would keep half of it: so any error of a statement ends in ROLLBACK, whatever the function returns. */
#include <poll.h>
#include <stdlib.h>
#include "db/db_priv.h"

int gt_db_again(struct gt_db *db, struct gt_error *err)
{
	gt_assert(db->in_tx);
	if (db->doom == GT_DOOM_NONE) { db->doom = GT_DOOM_AGAIN; db->doom_rc = GT_BUSY; }
	return gt_fail(err, db->doom_rc, "to be tried again");
}

/* 50, 100, 200 … ms with up to as much again: two that met must not meet a second time. */
static void wait_before(int attempt)
{
	uint16_t r;
	gt_random(&r, sizeof r);
	int base_ms = 50 << (attempt - 1);
	poll(NULL, 0, base_ms + r % base_ms);
}

static void roll_back(struct gt_db *db)
{
	if (db->my && mysql_real_query(db->my, "ROLLBACK", 8) != 0) gt_db_drop(db);
}

/* OK; GT_BUSY with *again; UNCERTAIN when no answer came or the answer does not tell. */
static int commit(struct gt_db *db, bool *again, struct gt_error *err)
{
	enum gt_db_fault fault = gt_db_fault_due(true);
	if (fault == GT_FAULT_COMMIT_BEFORE || fault == GT_FAULT_COMMIT_AFTER) {
		if (fault == GT_FAULT_COMMIT_AFTER && mysql_real_query(db->my, "COMMIT", 6) != 0) gt_log_at(GT_DEBUG, "db", "commit of a fault failed");
		gt_db_drop(db);
		return gt_fail(err, GT_UNCERTAIN, "no answer to a COMMIT");
	}
	if (fault == GT_FAULT_COMMIT_AGAIN || fault == GT_FAULT_COMMIT_READ_ONLY) {
		*again = fault == GT_FAULT_COMMIT_AGAIN;
		roll_back(db);
		if (!*again) gt_db_drop(db);
		return gt_fail(err, *again ? GT_BUSY : GT_UNCERTAIN, "fault at COMMIT");
	}
	if (mysql_real_query(db->my, "COMMIT", 6) == 0) {
		db->used_ms = gt_monotonic_ms();
		return GT_OK;
	}
	unsigned code = mysql_errno(db->my);
	enum gt_db_class class = gt_db_classify(code);
	int rc = class == GT_DB_AGAIN ? gt_fail(err, GT_BUSY, "deadlock at COMMIT") : gt_fail(err, GT_UNCERTAIN, "no answer to a COMMIT");
	gt_error_detail(err, "%u at COMMIT: %.200s", code, mysql_error(db->my));
	*again = class == GT_DB_AGAIN;
	if (*again) roll_back(db);
	else gt_db_drop(db);
	return rc;
}

static int once(struct gt_db *db, gt_db_work *fn, void *arg, bool *again, struct gt_error *err)
{
	*again = false;
	int rc = gt_db_ready(db, err);
	if (rc == GT_OK) rc = gt_db_query(db, "START TRANSACTION", err);
	if (rc != GT_OK && !db->my) {          /* lost before anything began: a fresh connection is as good */
		rc = gt_db_connect(db, err);
		if (rc == GT_OK) rc = gt_db_query(db, "START TRANSACTION", err);
	}
	if (rc != GT_OK) return rc;
	db->in_tx = true;
	db->doom = GT_DOOM_NONE;
	CRASHPOINT("tx-begun");
	rc = fn(db, arg, err);
	if (db->doom != GT_DOOM_NONE) {
		/* also when the function made light of it */
		if (rc == GT_OK) rc = gt_fail(err, db->doom_rc, "a statement of the transaction failed");
		*again = db->doom == GT_DOOM_AGAIN;
	}
	CRASHPOINT("tx-before-commit");
	if (rc == GT_OK) rc = commit(db, again, err);
	else roll_back(db);
	CRASHPOINT("tx-after-commit");
	db->in_tx = false;
	db->doom = GT_DOOM_NONE;
	return rc;
}

int gt_db_tx(struct gt_db *db, gt_db_work *fn, void *arg, struct gt_error *err)
{
	GT_CHECK(db, GT_DB_MAGIC);
	if (db->in_tx) gt_panic("a transaction inside a transaction");
	for (int attempt = 1;; attempt++) {
		bool again;
		int rc = once(db, fn, arg, &again, err);
		if (!again || attempt == GT_DB_RETRIES) return again ? GT_BUSY : rc;
		wait_before(attempt);
	}
}

#if defined(GT_FAULTS) || defined(GT_SANITIZE)
/* GT_DB_FAULT: the Nth statement answers lost@N 2013, gone@N 2006, again@N 1213, wait@N 1205, read-only@N 1290; the Nth COMMIT is lost before or after it
 * took effect (commit-before@N, commit-after@N), or answers commit-again@N 1213, commit-read-only@N 1290.
 * Only in builds that nobody runs for real: -DGT_FAULTS, or with sanitizers. */
int gt_db_faults_met;
enum gt_db_fault gt_db_fault_due(bool is_commit)
{
	static const struct { const char *name; enum gt_db_fault fault; bool commit; } kinds[] = {
		{ "lost@", GT_FAULT_LOST, false }, { "gone@", GT_FAULT_GONE, false }, { "again@", GT_FAULT_AGAIN, false }, { "wait@", GT_FAULT_WAIT, false }, { "read-only@", GT_FAULT_READ_ONLY, false },
		{ "commit-again@", GT_FAULT_COMMIT_AGAIN, true }, { "commit-read-only@", GT_FAULT_COMMIT_READ_ONLY, true },
		{ "commit-before@", GT_FAULT_COMMIT_BEFORE, true }, { "commit-after@", GT_FAULT_COMMIT_AFTER, true },
	};
	static int64_t statements, commits;
	static char *last;
	const char *wanted = getenv("GT_DB_FAULT");
	if (wanted && !gt_streq(wanted, last)) {       /* a new wish counts from now */
		gt_xfree(last);
		last = gt_xstrdup(wanted);
		statements = commits = 0;
	}
	int64_t now = is_commit ? ++commits : ++statements, at;
	for (size_t i = 0; wanted && i < GT_COUNT(kinds); i++)
		if (kinds[i].commit == is_commit && gt_starts(wanted, kinds[i].name) && gt_parse_i64(wanted + strlen(kinds[i].name), 1, INT32_MAX, &at) && at == now) {
			gt_db_faults_met++;
			return kinds[i].fault;
		}
	return GT_FAULT_NONE;
}
#else
enum gt_db_fault gt_db_fault_due(bool is_commit) { (void)is_commit; return GT_FAULT_NONE; }
#endif

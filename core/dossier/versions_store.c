/* Rows of procedure_version and procedure_enabled. */
#include "dossier/versions_store.h"

enum { Q_LIST, Q_GET, Q_USE, Q_PUT, Q_RETIRE, Q_LOCK, Q_FIRST, Q_ENABLE, Q_STAMP, Q_CLOSE, Q_DATES, Q_CRASH, Q_BEFORE, Q_REQUESTS, Q_ENABLED, Q__MAX };

#define ROW struct gt_version_row
#define COLUMNS "v.procedure_id, v.version, v.state, v.signer, v.reason, v.digest, v.installed_utc_s, v.enabled_utc_s, e.version, e.previous, e.closed_reason, e.opens, e.closes, " \
	"COALESCE(e.rehearsal, 0), e.crashes, e.revision"
#define FROM " FROM procedure_version v LEFT JOIN procedure_enabled e ON e.procedure_id = v.procedure_id"

static const struct gt_col version_cols[] = {
	GT_COL(ROW, procedure_id), GT_COL(ROW, version), GT_COL(ROW, state), GT_COL(ROW, signer), GT_COL(ROW, reason), GT_COL(ROW, digest), GT_COL(ROW, installed_utc_s),
	GT_COL(ROW, enabled_utc_s), GT_COL(ROW, current), GT_COL(ROW, previous), GT_COL(ROW, closed_reason), GT_COL(ROW, opens), GT_COL(ROW, closes), GT_COL(ROW, rehearsal),
	GT_COL(ROW, crashes), GT_COL(ROW, revision),
};
static const struct gt_col lock_cols[] = { GT_COL(ROW, current), GT_COL(ROW, previous), GT_COL(ROW, closed_reason), GT_COL(ROW, rehearsal), GT_COL(ROW, revision) };
#define USE struct gt_version_use
static const struct gt_col use_cols[] = { GT_COL(USE, procedure_id), GT_COL(USE, version), GT_COL(USE, drafts), GT_COL(USE, open), GT_COL(USE, all) };
struct one_number { int64_t n; };
static const struct gt_col number_cols[] = { GT_COL(struct one_number, n) };
#define ENABLED struct gt_enabled_row
static const struct gt_col enabled_cols[] = {
	GT_COL(ENABLED, procedure_id), GT_COL(ENABLED, version), GT_COL(ENABLED, previous), GT_COL(ENABLED, closed_reason), GT_COL(ENABLED, opens), GT_COL(ENABLED, closes), GT_COL(ENABLED, rehearsal),
};
/* States in which a request is over, or never was one. */
#define OVER "'handed', 'unfavourable', 'closed-incomplete', 'withdrawn', 'expired', 'abandoned', 'recorded'"

static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { "SELECT " COLUMNS FROM " ORDER BY v.procedure_id, v.installed_utc_s DESC, v.version DESC", "", GT_ROW(ROW, version_cols) },
	[Q_GET] = { "SELECT " COLUMNS FROM " WHERE v.procedure_id = ? AND v.version = ?", "ss", GT_ROW(ROW, version_cols) },
	[Q_USE] = { "SELECT procedure_id, procedure_version, CAST(SUM(state = 'draft') AS SIGNED), CAST(SUM(state NOT IN ('draft', " OVER ")) AS SIGNED), COUNT(*) FROM dossier "
		"GROUP BY procedure_id, procedure_version", "", GT_ROW(USE, use_cols) },
	[Q_PUT] = { "INSERT INTO procedure_version (procedure_id, version, digest, directory, state, signer, installed_utc_s) VALUES (?, ?, ?, ?, 'installed', ?, ?) "
		"ON DUPLICATE KEY UPDATE digest = VALUES(digest), signer = VALUES(signer), state = IF(state = 'enabled', state, 'installed'), reason = NULL", "ssbssi", NULL, 0, 0 },
	[Q_RETIRE] = { "UPDATE procedure_version SET state = 'retired' WHERE procedure_id = ? AND version = ?", "ss", NULL, 0, 0 },
	[Q_LOCK] = { "SELECT version, previous, closed_reason, rehearsal, revision FROM procedure_enabled WHERE procedure_id = ? FOR UPDATE", "s", GT_ROW(ROW, lock_cols) },
	[Q_FIRST] = { "INSERT INTO procedure_enabled (procedure_id, version, rehearsal, changed_utc_s) VALUES (?, ?, ?, ?)", "ssti", NULL, 0, 0 },
	[Q_ENABLE] = { "UPDATE procedure_enabled SET version = ?, previous = ?, rehearsal = ?, closed_reason = NULL, crashes = 0, crash_utc_s = 0, crash_before_utc_s = 0, "
		"changed_utc_s = ?, revision = revision + 1 WHERE procedure_id = ?", "sstis", NULL, 0, 0 },
	[Q_STAMP] = { "UPDATE procedure_version SET state = IF(version = ?, 'enabled', IF(state = 'enabled', 'installed', state)), "
		"enabled_utc_s = IF(version = ?, ?, enabled_utc_s) WHERE procedure_id = ?", "ssis", NULL, 0, 0 },
	[Q_CLOSE] = { "UPDATE procedure_enabled SET closed_reason = ?, crashes = 0, crash_utc_s = 0, crash_before_utc_s = 0, changed_utc_s = ?, revision = revision + 1 "
		"WHERE procedure_id = ?", "sis", NULL, 0, 0 },
	[Q_DATES] = { "UPDATE procedure_enabled SET opens = ?, closes = ?, changed_utc_s = ?, revision = revision + 1 WHERE procedure_id = ?", "DDis", NULL, 0, 0 },
	/* before first: assignments are made from left to right */
	[Q_CRASH] = { "UPDATE procedure_enabled SET crash_before_utc_s = crash_utc_s, crash_utc_s = ?, crashes = crashes + 1, closed_reason = IF(?, 'crashes', closed_reason), "
		"changed_utc_s = IF(?, ?, changed_utc_s) WHERE procedure_id = ?", "ittis", NULL, 0, 0 },
	[Q_BEFORE] = { "SELECT crash_before_utc_s FROM procedure_enabled WHERE procedure_id = ? FOR UPDATE", "s", GT_ROW(struct one_number, number_cols) },
	[Q_REQUESTS] = { "SELECT COUNT(*) FROM dossier WHERE procedure_id = ? AND procedure_version = ? AND state NOT IN ('abandoned', 'expired')", "ss", GT_ROW(struct one_number, number_cols) },
	[Q_ENABLED] = { "SELECT procedure_id, version, previous, closed_reason, opens, closes, rehearsal FROM procedure_enabled", "", GT_ROW(ENABLED, enabled_cols) },
};

int gt_versions_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_versions_list(struct gt_db *db, struct gt_arena *arena, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_NONE_WITH, ret, ret_n, err);
}

int gt_version_get(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, struct gt_version_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_GET], GT_WITH(GT_S(id), GT_S(version)), ret, err);
}

int gt_versions_use(struct gt_db *db, struct gt_arena *arena, struct gt_version_use **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_USE], GT_NONE_WITH, ret, ret_n, err);
}

int gt_version_requests(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, int64_t *ret, struct gt_error *err)
{
	struct one_number row = { 0 };
	int rc = gt_db_one(db, arena, &queries[Q_REQUESTS], GT_WITH(GT_S(id), GT_S(version)), &row, err);
	*ret = row.n;
	return rc;
}

int gt_versions_store_put(struct gt_db *db, const char *id, const char *version, struct gt_digest digest, const char *directory, const char *signer, int64_t now, struct gt_error *err)
{
	struct gt_str bytes = { (const char *)digest.b, sizeof digest.b };
	return gt_db_exec(db, &queries[Q_PUT], GT_WITH(GT_S(id), GT_S(version), GT_B(bytes), GT_S(directory), GT_S(signer), GT_I(now)), NULL, err);
}

int gt_versions_store_retire(struct gt_db *db, const char *id, const char *version, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_RETIRE], GT_WITH(GT_S(id), GT_S(version)), NULL, err);
}

int gt_versions_store_lock(struct gt_db *db, struct gt_arena *arena, const char *id, struct gt_version_row *ret, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_db_one(db, arena, &queries[Q_LOCK], GT_WITH(GT_S(id)), ret, err);
}

int gt_versions_store_first(struct gt_db *db, const char *id, const char *version, bool rehearsal, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_FIRST], GT_WITH(GT_S(id), GT_S(version), GT_T(rehearsal), GT_I(now)), NULL, err);
}

int gt_versions_store_enable(struct gt_db *db, const char *id, const char *version, const char *previous, bool rehearsal, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ENABLE], GT_WITH(GT_S(version), GT_S(previous), GT_T(rehearsal), GT_I(now), GT_S(id)), NULL, err);
}

int gt_versions_store_stamp(struct gt_db *db, const char *id, const char *version, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_STAMP], GT_WITH(GT_S(version), GT_S(version), GT_I(now), GT_S(id)), NULL, err);
}

int gt_versions_store_close(struct gt_db *db, const char *id, const char *reason, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_CLOSE], GT_WITH(GT_S(reason), GT_I(now), GT_S(id)), NULL, err);
}

int gt_versions_store_dates(struct gt_db *db, const char *id, struct gt_date opens, struct gt_date closes, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_DATES], GT_WITH(GT_DATE(opens), GT_DATE(closes), GT_I(now), GT_S(id)), NULL, err);
}

int gt_versions_store_crash(struct gt_db *db, const char *id, bool close, int64_t now, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_CRASH], GT_WITH(GT_I(now), GT_T(close), GT_T(close), GT_I(now), GT_S(id)), NULL, err);
}

int gt_versions_store_crash_before(struct gt_db *db, struct gt_arena *arena, const char *id, int64_t *ret, struct gt_error *err)
{
	struct one_number row = { 0 };
	int rc = gt_db_one(db, arena, &queries[Q_BEFORE], GT_WITH(GT_S(id)), &row, err);
	*ret = row.n;
	return rc;
}

int gt_versions_store_enabled(struct gt_db *db, struct gt_arena *arena, struct gt_enabled_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_ENABLED], GT_NONE_WITH, ret, ret_n, err);
}

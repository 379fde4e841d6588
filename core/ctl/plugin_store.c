/* Versions of procedures: rows of procedure_version and procedure_enabled. */
#include "ctl/plugin_store.h"

enum { Q_LIST, Q_GET, Q_PUT, Q_STATE, Q_ENABLE, Q_STAMP, Q_CLOSE, Q_REQUESTS, Q__MAX };

#define COLUMNS "v.procedure_id, v.version, v.state, v.signer, v.digest, v.installed_utc_s, e.version, e.previous, e.closed_reason"
#define FROM " FROM procedure_version v LEFT JOIN procedure_enabled e ON e.procedure_id = v.procedure_id"

static const struct gt_col version_cols[] = {
	GT_COL(struct gt_version_row, procedure_id), GT_COL(struct gt_version_row, version), GT_COL(struct gt_version_row, state), GT_COL(struct gt_version_row, signer),
	GT_COL(struct gt_version_row, digest), GT_COL(struct gt_version_row, installed_utc_s), GT_COL(struct gt_version_row, current), GT_COL(struct gt_version_row, previous),
	GT_COL(struct gt_version_row, closed_reason),
};
struct count { int64_t n; };
static const struct gt_col count_cols[] = { GT_COL(struct count, n) };

static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { "SELECT " COLUMNS FROM " ORDER BY v.procedure_id, v.installed_utc_s DESC, v.version", "", GT_ROW(struct gt_version_row, version_cols) },
	[Q_GET] = { "SELECT " COLUMNS FROM " WHERE v.procedure_id = ? AND v.version = ?", "ss", GT_ROW(struct gt_version_row, version_cols) },
	[Q_PUT] = { "INSERT INTO procedure_version (procedure_id, version, digest, directory, state, signer, installed_utc_s) VALUES (?, ?, ?, ?, 'installed', ?, ?) "
		"ON DUPLICATE KEY UPDATE digest = VALUES(digest), signer = VALUES(signer), state = IF(state = 'enabled', state, 'installed'), reason = NULL", "ssbssi", NULL, 0, 0 },
	[Q_STATE] = { "UPDATE procedure_version SET state = ? WHERE procedure_id = ? AND version = ?", "sss", NULL, 0, 0 },
	/* previous first: assignments are made from left to right */
	[Q_ENABLE] = { "INSERT INTO procedure_enabled (procedure_id, version, changed_utc_s) VALUES (?, ?, ?) "
		"ON DUPLICATE KEY UPDATE previous = IF(version = VALUES(version), previous, version), version = VALUES(version), closed_reason = NULL, crashes = 0, "
		"changed_utc_s = VALUES(changed_utc_s)", "ssi", NULL, 0, 0 },
	[Q_STAMP] = { "UPDATE procedure_version SET state = IF(version = ?, 'enabled', IF(state = 'enabled', 'installed', state)), "
		"enabled_utc_s = IF(version = ?, ?, enabled_utc_s) WHERE procedure_id = ?", "ssis", NULL, 0, 0 },
	[Q_CLOSE] = { "UPDATE procedure_enabled SET closed_reason = ?, changed_utc_s = ? WHERE procedure_id = ?", "sis", NULL, 0, 0 },
	[Q_REQUESTS] = { "SELECT COUNT(*) FROM dossier WHERE procedure_id = ? AND procedure_version = ? AND state NOT IN ('abandoned', 'expired')", "ss", GT_ROW(struct count, count_cols) },
};

int gt_ctl_plugin_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_versions_list(struct gt_db *db, struct gt_arena *arena, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_NONE_WITH, ret, ret_n, err);
}

int gt_version_get(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, struct gt_version_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_GET], GT_WITH(GT_S(id), GT_S(version)), ret, err);
}

int gt_version_put(struct gt_db *db, const char *id, const char *version, struct gt_digest digest, const char *directory, const char *signer, int64_t now, struct gt_error *err)
{
	struct gt_str bytes = { (const char *)digest.b, sizeof digest.b };
	return gt_db_exec(db, &queries[Q_PUT], GT_WITH(GT_S(id), GT_S(version), GT_B(bytes), GT_S(directory), GT_S(signer), GT_I(now)), NULL, err);
}

int gt_version_state(struct gt_db *db, const char *id, const char *version, const char *state, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_STATE], GT_WITH(GT_S(state), GT_S(id), GT_S(version)), NULL, err);
}

int gt_version_enable(struct gt_db *db, const char *id, const char *version, int64_t now, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_ENABLE], GT_WITH(GT_S(id), GT_S(version), GT_I(now)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_STAMP], GT_WITH(GT_S(version), GT_S(version), GT_I(now), GT_S(id)), NULL, err);
	return rc;
}

int gt_procedure_close(struct gt_db *db, const char *id, const char *reason, int64_t now, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_CLOSE], GT_WITH(GT_S(reason), GT_I(now), GT_S(id)), &n, err);
	return rc == GT_OK && n == 0 ? gt_fail(err, GT_NOTFOUND, "'%s' was never enabled", id) : rc;
}

int gt_version_requests(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, int64_t *ret, struct gt_error *err)
{
	struct count c = { 0 };
	int rc = gt_db_one(db, arena, &queries[Q_REQUESTS], GT_WITH(GT_S(id), GT_S(version)), &c, err);
	*ret = c.n;
	return rc;
}

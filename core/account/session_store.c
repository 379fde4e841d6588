/* Rows of sessions and kept forms, as both sides have them. An agent's session that waits for its code is none yet: it is neither listed nor kept as ended. */
#include "account/session_store.h"

#define LINE struct gt_session_line
static const struct gt_col line_map[] = { GT_COL(LINE, id), GT_COL(LINE, browser), GT_COL(LINE, created_utc_s), GT_COL(LINE, seen_utc_s) };
#define ENDED struct gt_ended_row
static const struct gt_col ended_map[] = { GT_COL(ENDED, who), GT_COL(ENDED, csrf), GT_COL(ENDED, ended_utc_s), GT_COL(ENDED, expires_utc_s) };
#define KEPT struct gt_kept_row
static const struct gt_col kept_map[] = { GT_COL(KEPT, id), GT_COL(KEPT, path), GT_COL(KEPT, sealed) };

enum { Q_SEEN, Q_END, Q_DELETE, Q_LIST, Q_REVOKE, Q_REVOKE_OTHERS, Q_ENDED, Q_STILL_THERE, Q_KEPT_INSERT, Q_KEPT, Q_KEPT_DELETE, Q__MAX };

static const struct gt_query queries[GT_SIDE__MAX][Q__MAX] = { {
	[Q_SEEN] = { .sql = "UPDATE session SET seen_utc_s = ? WHERE token_hash = ? AND seen_utc_s < ?", .params = "ibi" },
	[Q_END] = { .sql = "INSERT IGNORE INTO session_ended (token_hash, account, csrf, ended_utc_s) SELECT token_hash, account, csrf, ? FROM session WHERE token_hash = ?", .params = "ib" },
	[Q_DELETE] = { .sql = "DELETE FROM session WHERE token_hash = ?", .params = "b" },
	[Q_LIST] = { .sql = "SELECT id, agent_text, created_utc_s, seen_utc_s FROM session WHERE account = ? AND expires_utc_s > ? AND seen_utc_s > ? ORDER BY seen_utc_s DESC, id LIMIT 100",
		.params = "dii", GT_ROW(LINE, line_map) },
	[Q_REVOKE] = { .sql = "DELETE FROM session WHERE account = ? AND id = ?", .params = "dd" },
	[Q_REVOKE_OTHERS] = { .sql = "DELETE FROM session WHERE account = ? AND id <> COALESCE(?, x'00000000000000000000000000000000')", .params = "dd" },
	[Q_ENDED] = { .sql = "SELECT account, csrf, ended_utc_s, ended_utc_s FROM session_ended WHERE token_hash = ? AND account IS NOT NULL", .params = "b", GT_ROW(ENDED, ended_map) },
	[Q_STILL_THERE] = { .sql = "SELECT account, csrf, seen_utc_s, expires_utc_s FROM session WHERE token_hash = ?", .params = "b", GT_ROW(ENDED, ended_map) },
	[Q_KEPT_INSERT] = { .sql = "INSERT INTO kept_form (id, account, path, sealed, created_utc_s, expires_utc_s) VALUES (?, ?, ?, ?, ?, ?)", .params = "ddsbii" },
	[Q_KEPT] = { .sql = "SELECT id, path, sealed FROM kept_form WHERE account = ? AND expires_utc_s > ? ORDER BY created_utc_s DESC, id LIMIT 1", .params = "di", GT_ROW(KEPT, kept_map) },
	[Q_KEPT_DELETE] = { .sql = "DELETE FROM kept_form WHERE account = ?", .params = "d" },
}, {
	[Q_SEEN] = { .sql = "UPDATE agent_session SET seen_utc_s = ? WHERE token_hash = ? AND seen_utc_s < ?", .params = "ibi" },
	[Q_END] = { .sql = "INSERT IGNORE INTO session_ended (token_hash, agent, csrf, ended_utc_s) SELECT token_hash, agent, csrf, ? FROM agent_session WHERE token_hash = ? AND stage = 'open'", .params = "ib" },
	[Q_DELETE] = { .sql = "DELETE FROM agent_session WHERE token_hash = ?", .params = "b" },
	[Q_LIST] = { .sql = "SELECT id, agent_text, created_utc_s, seen_utc_s FROM agent_session WHERE agent = ? AND stage = 'open' AND expires_utc_s > ? AND seen_utc_s > ? "
		"ORDER BY seen_utc_s DESC, id LIMIT 100", .params = "dii", GT_ROW(LINE, line_map) },
	[Q_REVOKE] = { .sql = "DELETE FROM agent_session WHERE agent = ? AND id = ?", .params = "dd" },
	[Q_REVOKE_OTHERS] = { .sql = "DELETE FROM agent_session WHERE agent = ? AND id <> COALESCE(?, x'00000000000000000000000000000000')", .params = "dd" },
	[Q_ENDED] = { .sql = "SELECT agent, csrf, ended_utc_s, ended_utc_s FROM session_ended WHERE token_hash = ? AND agent IS NOT NULL", .params = "b", GT_ROW(ENDED, ended_map) },
	[Q_STILL_THERE] = { .sql = "SELECT agent, csrf, seen_utc_s, expires_utc_s FROM agent_session WHERE token_hash = ? AND stage = 'open'", .params = "b", GT_ROW(ENDED, ended_map) },
	[Q_KEPT_INSERT] = { .sql = "INSERT INTO kept_form (id, agent, path, sealed, created_utc_s, expires_utc_s) VALUES (?, ?, ?, ?, ?, ?)", .params = "ddsbii" },
	[Q_KEPT] = { .sql = "SELECT id, path, sealed FROM kept_form WHERE agent = ? AND expires_utc_s > ? ORDER BY created_utc_s DESC, id LIMIT 1", .params = "di", GT_ROW(KEPT, kept_map) },
	[Q_KEPT_DELETE] = { .sql = "DELETE FROM kept_form WHERE agent = ?", .params = "d" },
} };

const struct gt_query *gt_session_queries(enum gt_side side, size_t *ret_n)
{
	*ret_n = Q__MAX;
	return queries[side];
}

/* ---- sessions ---- */
int gt_store_session_seen(struct gt_db *db, enum gt_side side, struct gt_digest token, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_SEEN], GT_WITH(GT_I(now_utc_s), GT_B(GT_DIGEST_STR(token)), GT_I(now_utc_s)), NULL, err);
}

int gt_store_session_delete(struct gt_db *db, enum gt_side side, struct gt_digest token, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_DELETE], GT_WITH(GT_B(GT_DIGEST_STR(token))), NULL, err);
}

int gt_store_session_end(struct gt_db *db, enum gt_side side, struct gt_digest token, int64_t now_utc_s, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[side][Q_END], GT_WITH(GT_I(now_utc_s), GT_B(GT_DIGEST_STR(token))), NULL, err);
	return rc == GT_OK ? gt_store_session_delete(db, side, token, err) : rc;
}

int gt_store_sessions(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, int64_t now_utc_s, int64_t seen_after_utc_s, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[side][Q_LIST], GT_WITH(GT_D(who), GT_I(now_utc_s), GT_I(seen_after_utc_s)), ret, ret_n, err);
}

int gt_store_session_revoke(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_id id, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_REVOKE], GT_WITH(GT_D(who), GT_D(id)), ret_n, err);
}

int gt_store_sessions_revoke(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_id but, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_REVOKE_OTHERS], GT_WITH(GT_D(who), GT_D(but)), NULL, err);
}

int gt_store_session_ended(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_digest token, struct gt_ended_row *ret, struct gt_error *err)
{
	int rc = gt_db_one(db, arena, &queries[side][Q_ENDED], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err);
	return rc == GT_NOTFOUND ? gt_db_one(db, arena, &queries[side][Q_STILL_THERE], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err) : rc;
}

/* ---- kept forms ---- */
int gt_store_kept_insert(struct gt_db *db, enum gt_side side, struct gt_id who, const struct gt_kept_row *k, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_KEPT_INSERT], GT_WITH(GT_D(k->id), GT_D(who), GT_S(k->path), GT_B(k->sealed), GT_I(now_utc_s), GT_I(now_utc_s + GT_KEPT_FORM_S)), NULL, err);
}

int gt_store_kept(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, int64_t now_utc_s, struct gt_kept_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[side][Q_KEPT], GT_WITH(GT_D(who), GT_I(now_utc_s)), ret, err);
}

int gt_store_kept_delete(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_error *err) { return gt_db_exec(db, &queries[side][Q_KEPT_DELETE], GT_WITH(GT_D(who)), NULL, err); }

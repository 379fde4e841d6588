/* Rows of sign-ins on their way to a provider, and of identities linked with accounts and agents. The only SQL of both. */
#include "account/identity_store.h"

#define F struct gt_flow_row
static const struct gt_col flow_map[] = { GT_COL(F, provider), GT_COL(F, sealed_id), GT_COL(F, sealed), GT_COL(F, browser), GT_COL(F, expires_utc_s) };
#define FLOW "SELECT provider, sealed_id, sealed, browser_hash, expires_utc_s FROM identity_flow WHERE state_hash = ? AND side = ?"
#define P struct gt_provider_row
static const struct gt_col provider_map[] = { GT_COL(P, id), GT_COL(P, provider), GT_COL(P, id_token) };
struct only_id { struct gt_id id; };
static const struct gt_col id_map[] = { GT_COL(struct only_id, id) };
struct only_n { int64_t n; };
static const struct gt_col n_map[] = { GT_COL(struct only_n, n) };

enum { Q_FLOW_INSERT, Q_FLOW, Q_FLOW_LOCK, Q_FLOW_DELETE, Q_IDENTITY, Q_INSERT, Q_SINCE, Q_OWNER, Q_DELETE, Q_PROVIDER, Q__MAX };
#define FLOWS \
	[Q_FLOW_INSERT] = { .sql = "REPLACE INTO identity_flow (state_hash, provider, side, sealed_id, sealed, browser_hash, expires_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?)", .params = "bssdbbi" }, \
	[Q_FLOW] = { .sql = FLOW, .params = "bs", GT_ROW(F, flow_map) }, \
	[Q_FLOW_LOCK] = { .sql = FLOW " FOR UPDATE", .params = "bs", GT_ROW(F, flow_map) }, \
	[Q_FLOW_DELETE] = { .sql = "DELETE FROM identity_flow WHERE state_hash = ?", .params = "b" }

static const struct gt_query queries[GT_SIDE__MAX][Q__MAX] = {
	[GT_SIDE_USER] = { FLOWS,
		[Q_IDENTITY] = { .sql = "SELECT i.account FROM identity i JOIN account a ON a.id = i.account AND a.state = 'active' WHERE i.provider = ? AND i.subject = ?", .params = "ss", GT_ROW(struct only_id, id_map) },
		[Q_INSERT] = { .sql = "INSERT INTO identity (provider, subject, account, created_utc_s) VALUES (?, ?, ?, ?)", .params = "ssdi" },
		[Q_SINCE] = { .sql = "SELECT MIN(created_utc_s) FROM identity WHERE account = ? AND provider = ?", .params = "ds", GT_ROW(struct only_n, n_map) },
		[Q_OWNER] = { .sql = "SELECT id FROM account WHERE id = ? AND state = 'active' FOR UPDATE", .params = "d", GT_ROW(struct only_id, id_map) },
		[Q_DELETE] = { .sql = "DELETE FROM identity WHERE account = ? AND provider = ?", .params = "ds" },
		[Q_PROVIDER] = { .sql = "SELECT id, provider, id_token FROM session WHERE token_hash = ? AND provider IS NOT NULL AND id_token IS NOT NULL", .params = "b", GT_ROW(P, provider_map) },
	},
	[GT_SIDE_AGENT] = { FLOWS,
		[Q_IDENTITY] = { .sql = "SELECT i.agent FROM agent_identity i JOIN agent a ON a.id = i.agent AND a.state = 'active' WHERE i.provider = ? AND i.subject = ?", .params = "ss", GT_ROW(struct only_id, id_map) },
		[Q_INSERT] = { .sql = "INSERT INTO agent_identity (provider, subject, agent, created_utc_s) VALUES (?, ?, ?, ?)", .params = "ssdi" },
		[Q_SINCE] = { .sql = "SELECT MIN(created_utc_s) FROM agent_identity WHERE agent = ? AND provider = ?", .params = "ds", GT_ROW(struct only_n, n_map) },
		[Q_OWNER] = { .sql = "SELECT id FROM agent WHERE id = ? AND state = 'active' FOR UPDATE", .params = "d", GT_ROW(struct only_id, id_map) },
		[Q_DELETE] = { .sql = "DELETE FROM agent_identity WHERE agent = ? AND provider = ?", .params = "ds" },
		[Q_PROVIDER] = { .sql = "SELECT id, provider, id_token FROM agent_session WHERE token_hash = ? AND provider IS NOT NULL AND id_token IS NOT NULL", .params = "b", GT_ROW(P, provider_map) },
	},
};

const struct gt_query *gt_identity_queries(enum gt_side side, size_t *ret_n)
{
	*ret_n = Q__MAX;
	return queries[side];
}

/* Statements of flows are the same on both sides. */
static const struct gt_query *flow_query(int q) { return &queries[GT_SIDE_USER][q]; }

int gt_store_flow_insert(struct gt_db *db, const struct gt_flow_new *f, struct gt_error *err)
{
	return gt_db_exec(db, flow_query(Q_FLOW_INSERT), GT_WITH(GT_B(GT_DIGEST_STR(f->state)), GT_S(f->provider), GT_S(f->kind), GT_D(f->sealed_id), GT_B(f->sealed),
		GT_B(GT_DIGEST_STR(f->browser)), GT_I(f->expires_utc_s)), NULL, err);
}

int gt_store_flow(struct gt_db *db, struct gt_arena *arena, struct gt_digest state, const char *kind, struct gt_flow_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, flow_query(Q_FLOW), GT_WITH(GT_B(GT_DIGEST_STR(state)), GT_S(kind)), ret, err);
}

int gt_store_flow_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest state, const char *kind, struct gt_flow_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, flow_query(Q_FLOW_LOCK), GT_WITH(GT_B(GT_DIGEST_STR(state)), GT_S(kind)), ret, err);
}

int gt_store_flow_delete(struct gt_db *db, struct gt_digest state, struct gt_error *err)
{
	return gt_db_exec(db, flow_query(Q_FLOW_DELETE), GT_WITH(GT_B(GT_DIGEST_STR(state))), NULL, err);
}

int gt_store_identity(struct gt_db *db, struct gt_arena *arena, enum gt_side side, const char *issuer, const char *subject, struct gt_id *ret, struct gt_error *err)
{
	struct only_id row;
	int rc = gt_db_one(db, arena, &queries[side][Q_IDENTITY], GT_WITH(GT_S(issuer), GT_S(subject)), &row, err);
	if (rc == GT_OK) *ret = row.id;
	return rc;
}

int gt_store_identity_insert(struct gt_db *db, enum gt_side side, const char *issuer, const char *subject, struct gt_id who, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_INSERT], GT_WITH(GT_S(issuer), GT_S(subject), GT_D(who), GT_I(now_utc_s)), NULL, err);
}

int gt_store_identity_since(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_utc_s, struct gt_error *err)
{
	struct only_n row;
	int rc = gt_db_one(db, arena, &queries[side][Q_SINCE], GT_WITH(GT_D(who), GT_S(issuer)), &row, err);
	if (rc == GT_OK && row.n == 0) return gt_fail(err, GT_NOTFOUND, "not linked");
	if (rc == GT_OK) *ret_utc_s = row.n;
	return rc;
}

int gt_store_identity_owner_lock(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, struct gt_error *err)
{
	struct only_id row;
	return gt_db_one(db, arena, &queries[side][Q_OWNER], GT_WITH(GT_D(who)), &row, err);
}

int gt_store_identity_delete(struct gt_db *db, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[side][Q_DELETE], GT_WITH(GT_D(who), GT_S(issuer)), ret_n, err);
}

int gt_store_session_provider(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_digest token, struct gt_provider_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[side][Q_PROVIDER], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err);
}

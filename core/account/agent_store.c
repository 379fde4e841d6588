/* Rows of agents, their roles and sessions. The only SQL of the agents' half of this room. */
#include "account/agent_store.h"
#include "account/account_store.h"

#define A struct gt_agent_row
static const struct gt_col agent_map[] = { GT_COL(A, id), GT_COL(A, login), GT_COL(A, name), GT_COL(A, email), GT_COL(A, password_hash), GT_COL(A, lang), GT_COL(A, totp_secret),
	GT_COL(A, totp_pending), GT_COL(A, totp_last), GT_COL(A, password_temporary) };
#define AGENT "SELECT id, login, name, email, password_hash, lang, totp_secret, totp_pending, totp_last, password_temporary FROM agent WHERE state = 'active' AND "
/* A session as often as its agent has roles, once at least. */
struct session_role { struct gt_agent_session_row s; struct gt_agent_role role; };
#define S struct session_role
static const struct gt_col session_map[] = { GT_COL(S, s.id), GT_COL(S, s.agent), GT_COL(S, s.stage), GT_COL(S, s.csrf), GT_COL(S, s.seen_utc_s), GT_COL(S, s.expires_utc_s), GT_COL(S, s.login), GT_COL(S, s.name), GT_COL(S, s.email),
	GT_COL(S, s.lang), GT_COL(S, s.enrolled), GT_COL(S, s.password_temporary), GT_COL(S, role.role), GT_COL(S, role.service) };
#define LINE struct gt_agent_line
static const struct gt_col line_map[] = { GT_COL(LINE, id), GT_COL(LINE, login), GT_COL(LINE, name), GT_COL(LINE, email), GT_COL(LINE, state), GT_COL(LINE, roles),
	GT_COL(LINE, enrolled) };
struct only_id { struct gt_id id; };
struct only_n { int64_t n; };
static const struct gt_col n_map[] = { GT_COL(struct only_n, n) };
static const struct gt_col id_map[] = { GT_COL(struct only_id, id) };

struct digest { bool wanted; };
static const struct gt_col digest_map[] = { GT_COL(struct digest, wanted) };
enum { Q_ID, Q_BY_ID, Q_PASSWORD, Q_ROLE_REMOVE, Q_PENDING, Q_TOTP, Q_RECOVERY, Q_RECOVERY_DELETE, Q_RECOVERY_CLEAR, Q_RECOVERY_LEFT, Q_PUT, Q_ROLES_CLEAR, Q_ROLE_ADD, Q_STATE, Q_DIGEST, Q_DIGEST_SET, Q_LIST, Q_BY_LOGIN, Q_LOCK, Q_TOTP_LAST, Q_SESSION_INSERT, Q_SESSION, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_ID] = { .sql = "SELECT id FROM agent WHERE login = ?", .params = "s", GT_ROW(struct only_id, id_map) },
	[Q_PUT] = { .sql = "INSERT INTO agent (id, login, name, email, password_hash, password_temporary, totp_secret, lang, state, created_utc_s) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?) "
		"ON DUPLICATE KEY UPDATE name = VALUES(name), email = VALUES(email), password_hash = VALUES(password_hash), password_temporary = VALUES(password_temporary), "
		"totp_secret = VALUES(totp_secret), totp_pending = NULL, totp_last = 0, lang = VALUES(lang), state = 'active', version = version + 1", .params = "dsssstbsi" },
	[Q_ROLES_CLEAR] = { .sql = "DELETE FROM agent_role WHERE agent = ?", .params = "d" },
	[Q_ROLE_ADD] = { .sql = "INSERT IGNORE INTO agent_role (agent, role, service) VALUES (?, ?, ?)", .params = "dss" },
	[Q_STATE] = { .sql = "UPDATE agent SET state = ?, version = version + 1 WHERE login = ?", .params = "ss" },
	[Q_LIST] = { .sql = "SELECT a.id, a.login, a.name, a.email, a.state, (SELECT GROUP_CONCAT(CONCAT(r.role, '@', r.service) ORDER BY r.service, r.role SEPARATOR ' ') FROM agent_role r WHERE r.agent = a.id), "
		"a.totp_secret IS NOT NULL FROM agent a ORDER BY a.login", .params = "", GT_ROW(LINE, line_map) },
	[Q_BY_LOGIN] = { .sql = AGENT "login = ?", .params = "s", GT_ROW(A, agent_map) },
	[Q_BY_ID] = { .sql = AGENT "id = ?", .params = "d", GT_ROW(A, agent_map) },
	[Q_DIGEST] = { .sql = "SELECT digest_mail FROM agent WHERE id = ?", .params = "d", GT_ROW(struct digest, digest_map) },
	[Q_DIGEST_SET] = { .sql = "UPDATE agent SET digest_mail = ?, version = version + 1 WHERE id = ? AND digest_mail <> ?", .params = "tdt" },
	[Q_PASSWORD] = { .sql = "UPDATE agent SET password_hash = ?, password_temporary = ?, version = version + 1 WHERE id = ?", .params = "std" },
	[Q_ROLE_REMOVE] = { .sql = "DELETE FROM agent_role WHERE agent = ? AND role = ? AND service = ?", .params = "dss" },
	[Q_PENDING] = { .sql = "UPDATE agent SET totp_pending = ?, version = version + 1 WHERE id = ?", .params = "bd" },
	[Q_TOTP] = { .sql = "UPDATE agent SET totp_secret = ?, totp_pending = NULL, totp_last = ?, version = version + 1 WHERE id = ?", .params = "bid" },
	[Q_RECOVERY] = { .sql = "INSERT INTO agent_recovery (agent, code_hash, created_utc_s) VALUES (?, ?, ?)", .params = "dbi" },
	[Q_RECOVERY_DELETE] = { .sql = "DELETE FROM agent_recovery WHERE agent = ? AND code_hash = ?", .params = "db" },
	[Q_RECOVERY_CLEAR] = { .sql = "DELETE FROM agent_recovery WHERE agent = ?", .params = "d" },
	[Q_RECOVERY_LEFT] = { .sql = "SELECT COUNT(*) FROM agent_recovery WHERE agent = ?", .params = "d", GT_ROW(struct only_n, n_map) },
	[Q_LOCK] = { .sql = AGENT "id = ? FOR UPDATE", .params = "d", GT_ROW(A, agent_map) },
	[Q_TOTP_LAST] = { .sql = "UPDATE agent SET totp_last = ? WHERE id = ? AND totp_last < ?", .params = "idi" },
	[Q_SESSION_INSERT] = { .sql = "INSERT INTO agent_session (token_hash, id, agent, stage, provider, provider_mfa, id_token, csrf, address_hash, agent_text, created_utc_s, seen_utc_s, expires_utc_s) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		.params = "bddsstbbbsiii" },
	[Q_SESSION] = { .sql = "SELECT s.id, s.agent, s.stage, s.csrf, s.seen_utc_s, s.expires_utc_s, a.login, a.name, a.email, a.lang, a.totp_secret IS NOT NULL OR s.provider_mfa, a.password_temporary AND s.provider IS NULL, r.role, r.service FROM agent_session s "
		"JOIN agent a ON a.id = s.agent AND a.state = 'active' LEFT JOIN agent_role r ON r.agent = a.id WHERE s.token_hash = ? ORDER BY r.service, r.role", .params = "b", GT_ROW(S, session_map) },
};

const struct gt_query *gt_agent_queries(size_t *ret_n)
{
	*ret_n = Q__MAX;
	return queries;
}

int gt_store_agent_id(struct gt_db *db, struct gt_arena *arena, const char *login, struct gt_id *ret, struct gt_error *err)
{
	struct only_id row;
	int rc = gt_db_one(db, arena, &queries[Q_ID], GT_WITH(GT_S(login)), &row, err);
	if (rc == GT_OK) *ret = row.id;
	return rc;
}

int gt_store_agent_put(struct gt_db *db, const struct gt_agent_row *a, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PUT], GT_WITH(GT_D(a->id), GT_S(a->login), GT_S(a->name), GT_S(a->email), GT_S(a->password_hash), GT_T(a->password_temporary), GT_B(a->totp_secret), GT_S(a->lang), GT_I(now_utc_s)), NULL, err);
}

int gt_store_agent_roles_clear(struct gt_db *db, struct gt_id agent, struct gt_error *err) { return gt_db_exec(db, &queries[Q_ROLES_CLEAR], GT_WITH(GT_D(agent)), NULL, err); }

int gt_store_agent_role_add(struct gt_db *db, struct gt_id agent, const struct gt_agent_role *role, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ROLE_ADD], GT_WITH(GT_D(agent), GT_S(role->role), GT_S(role->service)), NULL, err);
}

int gt_store_agent_state(struct gt_db *db, const char *login, const char *state, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_STATE], GT_WITH(GT_S(state), GT_S(login)), ret_n, err);
}

int gt_store_agents(struct gt_db *db, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_NONE_WITH, ret, ret_n, err);
}

int gt_store_agent_by_login(struct gt_db *db, struct gt_arena *arena, const char *login, struct gt_agent_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_LOGIN], GT_WITH(GT_S(login)), ret, err);
}

int gt_store_agent_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_agent_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_LOCK], GT_WITH(GT_D(agent)), ret, err);
}

int gt_store_agent_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_agent_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_ID], GT_WITH(GT_D(agent)), ret, err);
}

int gt_store_agent_password(struct gt_db *db, struct gt_id agent, const char *hash, bool temporary, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PASSWORD], GT_WITH(GT_S(hash), GT_T(temporary), GT_D(agent)), NULL, err);
}

int gt_store_agent_role_remove(struct gt_db *db, struct gt_id agent, const struct gt_agent_role *role, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ROLE_REMOVE], GT_WITH(GT_D(agent), GT_S(role->role), GT_S(role->service)), NULL, err);
}

/* ---- second factor ---- */
int gt_store_agent_totp_pending(struct gt_db *db, struct gt_id agent, struct gt_str sealed, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PENDING], GT_WITH(GT_B(sealed), GT_D(agent)), NULL, err);
}

int gt_store_agent_totp(struct gt_db *db, struct gt_id agent, struct gt_str sealed, int64_t last, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_TOTP], GT_WITH(GT_B(sealed), GT_I(last), GT_D(agent)), NULL, err);
}

int gt_store_recovery_insert(struct gt_db *db, struct gt_id agent, struct gt_digest code, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_RECOVERY], GT_WITH(GT_D(agent), GT_B(GT_DIGEST_STR(code)), GT_I(now_utc_s)), NULL, err);
}

int gt_store_recovery_delete(struct gt_db *db, struct gt_id agent, struct gt_digest code, int64_t *ret_n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_RECOVERY_DELETE], GT_WITH(GT_D(agent), GT_B(GT_DIGEST_STR(code))), ret_n, err);
}

int gt_store_recovery_clear(struct gt_db *db, struct gt_id agent, struct gt_error *err) { return gt_db_exec(db, &queries[Q_RECOVERY_CLEAR], GT_WITH(GT_D(agent)), NULL, err); }

int gt_store_recovery_left(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, int64_t *ret, struct gt_error *err)
{
	struct only_n row;
	int rc = gt_db_one(db, arena, &queries[Q_RECOVERY_LEFT], GT_WITH(GT_D(agent)), &row, err);
	if (rc == GT_OK) *ret = row.n;
	return rc;
}

int gt_store_agent_totp_last(struct gt_db *db, struct gt_id agent, int64_t counter, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_TOTP_LAST], GT_WITH(GT_I(counter), GT_D(agent), GT_I(counter)), &n, err);
	return rc == GT_OK && n != 1 ? gt_fail(err, GT_REFUSED, "that code was used") : rc;
}

int gt_store_agent_session_insert(struct gt_db *db, const struct gt_agent_session_new *s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SESSION_INSERT], GT_WITH(GT_B(GT_DIGEST_STR(s->token)), GT_D(s->id), GT_D(s->agent), GT_S(s->stage), GT_S(s->provider), GT_T(s->provider_mfa), GT_B(s->id_token), GT_B(s->csrf), GT_B(GT_DIGEST_STR(s->address)),
		GT_S(s->browser), GT_I(s->now_utc_s), GT_I(s->now_utc_s), GT_I(s->expires_utc_s)), NULL, err);
}

int gt_store_agent_session(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_agent_session_row *ret, struct gt_error *err)
{
	struct session_role *rows;
	size_t n;
	int rc = gt_db_select(db, arena, &queries[Q_SESSION], GT_WITH(GT_B(GT_DIGEST_STR(token))), &rows, &n, err);
	if (rc != GT_OK) return rc;
	if (!n) return gt_fail(err, GT_NOTFOUND, "no such session");
	struct gt_agent_role *roles = gt_new_n(arena, struct gt_agent_role, n);
	for (size_t i = 0; i < n; i++) roles[i] = rows[i].role;
	*ret = rows[0].s;
	ret->roles = roles;
	ret->n_roles = roles[0].role ? n : 0;
	return GT_OK;
}

int gt_store_agent_digest(struct gt_db *db, struct gt_id agent, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("digest", 1 << 16);
	struct digest row;
	int rc = gt_db_one(db, arena, &queries[Q_DIGEST], GT_WITH(GT_D(agent)), &row, err);
	if (rc == GT_OK) *ret = row.wanted;
	return rc;
}

int gt_store_agent_digest_set(struct gt_db *db, struct gt_id agent, bool wanted, bool *ret_changed, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_DIGEST_SET], GT_WITH(GT_T(wanted), GT_D(agent), GT_T(wanted)), &affected, err);
	if (rc == GT_OK) *ret_changed = affected == 1;
	return rc;
}

/* Rows of accounts, links, sessions as they begin, and the throttle. The only SQL of the applicants' half of this room. */
#include "account/account_store.h"

#define A struct gt_account_row
static const struct gt_col account_map[] = {
	GT_COL(A, id), GT_COL(A, foreigner_number), GT_COL(A, title_number), GT_COL(A, email), GT_COL(A, email_typed), GT_COL(A, phone), GT_COL(A, password_hash), GT_COL(A, lang),
};
#define ACCOUNT "SELECT id, foreigner_number, title_number, email, email_typed, phone, password_hash, lang FROM account WHERE state = 'active' AND "
#define L struct gt_link_row
static const struct gt_col link_map[] = {
	GT_COL(L, purpose), GT_COL(L, account), GT_COL(L, group), GT_COL(L, pending_id), GT_COL(L, pending), GT_COL(L, created_utc_s), GT_COL(L, expires_utc_s), GT_COL(L, used_utc_s),
};
#define LINK "SELECT purpose, account, change_id, pending_id, pending, created_utc_s, expires_utc_s, COALESCE(used_utc_s, 0) FROM account_link WHERE token_hash = ?"
struct used { int64_t used_utc_s; };
static const struct gt_col used_map[] = { GT_COL(struct used, used_utc_s) };
#define S struct gt_session_row
static const struct gt_col session_map[] = {
	GT_COL(S, id), GT_COL(S, account), GT_COL(S, csrf), GT_COL(S, seen_utc_s), GT_COL(S, expires_utc_s), GT_COL(S, foreigner_number), GT_COL(S, email),
	GT_COL(S, phone), GT_COL(S, lang), GT_COL(S, email_bounced), GT_COL(S, notified), GT_COL(S, birth_name), GT_COL(S, usage_name), GT_COL(S, first_names), GT_COL(S, title_number),
};
#define T struct gt_throttle_row
static const struct gt_col throttle_map[] = { GT_COL(T, failures), GT_COL(T, last_utc_s), GT_COL(T, until_utc_s) };

struct one_id { struct gt_id id; };
static const struct gt_col id_map[] = { GT_COL(struct one_id, id) };
struct yes { bool yes; };
static const struct gt_col yes_map[] = { GT_COL(struct yes, yes) };

enum { Q_BY_NUMBER, Q_BY_TITLE, Q_BY_EMAIL, Q_EMAIL_TAKEN, Q_BY_ID, Q_ACCOUNT_INSERT, Q_WAITING, Q_WAITING_TAKEN, Q_PASSWORD, Q_PHONE, Q_EMAIL, Q_CLOSE, Q_IDENTITIES_CLEAR, Q_LINK_USED, Q_LINKS_OPEN, Q_LINK_INSERT, Q_LINK, Q_LINK_LOCK, Q_LINKS_VOID, Q_LINKS_VOID_GROUP,
	Q_SESSION_INSERT, Q_SESSION, Q_THROTTLE_MAKE, Q_THROTTLE_LOCK, Q_THROTTLE_SET, Q_THROTTLE_DELETE, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_BY_NUMBER] = { .sql = ACCOUNT "foreigner_number = ?", .params = "s", GT_ROW(A, account_map) },
	[Q_BY_TITLE] = { .sql = ACCOUNT "foreigner_number IS NULL AND title_number = ? ORDER BY created_utc_s LIMIT 1", .params = "s", GT_ROW(A, account_map) },
	[Q_BY_EMAIL] = { .sql = ACCOUNT "email = ?", .params = "s", GT_ROW(A, account_map) },
	[Q_EMAIL_TAKEN] = { .sql = "SELECT EXISTS (SELECT 1 FROM account WHERE state = 'active' AND email = ?)", .params = "s", GT_ROW(struct yes, yes_map) },
	[Q_BY_ID] = { .sql = ACCOUNT "id = ?", .params = "d", GT_ROW(A, account_map) },
	[Q_ACCOUNT_INSERT] = { .sql = "INSERT INTO account (id, foreigner_number, title_number, email, email_typed, password_hash, lang, state, password_utc_s, created_utc_s) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)", .params = "dssssssii" },
	/* made at the counter with a request: it waits for its person */
	[Q_WAITING] = { .sql = "SELECT id FROM account WHERE foreigner_number = ? AND state = 'counter' FOR UPDATE", .params = "s", GT_ROW(struct one_id, id_map) },
	[Q_WAITING_TAKEN] = { .sql = "UPDATE account SET title_number = ?, email = ?, email_typed = ?, password_hash = ?, lang = ?, state = 'active', password_utc_s = ?, version = version + 1 "
		"WHERE id = ? AND state = 'counter'", .params = "sssssid" },
	[Q_PASSWORD] = { .sql = "UPDATE account SET password_hash = ?, password_utc_s = ?, version = version + 1 WHERE id = ? AND state = 'active'", .params = "sid" },
	[Q_PHONE] = { .sql = "UPDATE account SET phone = ?, version = version + 1 WHERE id = ? AND state = 'active'", .params = "sd" },
	[Q_EMAIL] = { .sql = "UPDATE account SET email = ?, email_typed = ?, email_bounced_utc_s = NULL, version = version + 1 WHERE id = ? AND state = 'active'", .params = "ssd" },
	[Q_CLOSE] = { .sql = "UPDATE account SET state = 'closed', email = NULL, email_typed = NULL, phone = NULL, password_hash = NULL, foreigner_number = NULL, closed_utc_s = ?, version = version + 1 "
		"WHERE id = ? AND state = 'active'", .params = "id" },
	[Q_IDENTITIES_CLEAR] = { .sql = "DELETE FROM identity WHERE account = ?", .params = "d" },
	[Q_LINK_USED] = { .sql = "UPDATE account_link SET used_utc_s = ? WHERE token_hash = ? AND used_utc_s IS NULL", .params = "ib" },
	[Q_LINKS_OPEN] = { .sql = "SELECT COALESCE(used_utc_s, 0) FROM account_link WHERE change_id = ? FOR UPDATE", .params = "d", GT_ROW(struct used, used_map) },
	[Q_LINK_INSERT] = { .sql = "INSERT INTO account_link (token_hash, purpose, account, change_id, pending_id, pending, created_utc_s, expires_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		.params = "bsdddbii" },
	[Q_LINK] = { .sql = LINK, .params = "b", GT_ROW(L, link_map) },
	[Q_LINK_LOCK] = { .sql = LINK " FOR UPDATE", .params = "b", GT_ROW(L, link_map) },
	[Q_LINKS_VOID] = { .sql = "UPDATE account_link SET used_utc_s = ? WHERE account = ? AND used_utc_s IS NULL", .params = "id" },
	[Q_LINKS_VOID_GROUP] = { .sql = "UPDATE account_link SET used_utc_s = ? WHERE change_id = ? AND used_utc_s IS NULL", .params = "id" },
	[Q_SESSION_INSERT] = { .sql = "INSERT INTO session (token_hash, id, account, provider, id_token, csrf, address_hash, agent_text, created_utc_s, seen_utc_s, expires_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		.params = "bddsbbbsiii" },
	[Q_SESSION] = { .sql = "SELECT s.id, s.account, s.csrf, s.seen_utc_s, s.expires_utc_s, "
		"a.foreigner_number, a.email_typed, a.phone, a.lang, a.email_bounced_utc_s IS NOT NULL, n.id IS NOT NULL, p.birth_name, p.usual_name, p.given_names, a.title_number "
		"FROM session s JOIN account a ON a.id = s.account AND a.state = 'active' LEFT JOIN person p ON p.foreigner_number = a.foreigner_number "
		"LEFT JOIN notification n ON n.account = s.account WHERE s.token_hash = ? LIMIT 1",
		.params = "b", GT_ROW(S, session_map) },
	[Q_THROTTLE_MAKE] = { .sql = "INSERT IGNORE INTO throttle (subject, failures, since_utc_s, last_utc_s, until_utc_s) VALUES (?, 0, ?, ?, 0)", .params = "bii" },
	[Q_THROTTLE_LOCK] = { .sql = "SELECT failures, last_utc_s, until_utc_s FROM throttle WHERE subject = ? FOR UPDATE", .params = "b", GT_ROW(T, throttle_map) },
	[Q_THROTTLE_SET] = { .sql = "UPDATE throttle SET failures = ?, last_utc_s = ?, until_utc_s = ? WHERE subject = ?", .params = "iiib" },
	[Q_THROTTLE_DELETE] = { .sql = "DELETE FROM throttle WHERE subject = ?", .params = "b" },
};

const struct gt_query *gt_account_queries(size_t *ret_n)
{
	*ret_n = Q__MAX;
	return queries;
}

/* ---- accounts ---- */
int gt_store_account_by_number(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_account_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_NUMBER], GT_WITH(GT_S(foreigner_number)), ret, err);
}

int gt_store_account_by_title(struct gt_db *db, struct gt_arena *arena, const char *title_number, struct gt_account_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_TITLE], GT_WITH(GT_S(title_number)), ret, err);
}

int gt_store_account_by_email(struct gt_db *db, struct gt_arena *arena, const char *email, struct gt_account_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_EMAIL], GT_WITH(GT_S(email)), ret, err);
}

int gt_store_account_email_taken(struct gt_db *db, struct gt_arena *arena, const char *email, bool *ret, struct gt_error *err)
{
	struct yes row = { false };
	int rc = gt_db_one(db, arena, &queries[Q_EMAIL_TAKEN], GT_WITH(GT_S(email)), &row, err);
	if (rc == GT_OK) *ret = row.yes;
	return rc;
}

int gt_store_account_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_account_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_BY_ID], GT_WITH(GT_D(id)), ret, err);
}

int gt_store_account_insert(struct gt_db *db, struct gt_account_new *a, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("account", 1 << 16);
	struct one_id waiting;
	int rc = gt_db_one(db, arena, &queries[Q_WAITING], GT_WITH(GT_S(a->foreigner_number)), &waiting, err);
	if (rc == GT_OK) {
		a->id = waiting.id;
		return gt_db_exec(db, &queries[Q_WAITING_TAKEN], GT_WITH(GT_S(a->title_number), GT_S(a->email), GT_S(a->email_typed), GT_S(a->password_hash), GT_S(a->lang), GT_I(a->now_utc_s), GT_D(a->id)), NULL, err);
	}
	if (rc != GT_NOTFOUND) return rc;
	return gt_db_exec(db, &queries[Q_ACCOUNT_INSERT], GT_WITH(GT_D(a->id), GT_S(a->foreigner_number), GT_S(a->title_number), GT_S(a->email), GT_S(a->email_typed), GT_S(a->password_hash),
		GT_S(a->lang), GT_I(a->now_utc_s), GT_I(a->now_utc_s)), NULL, err);
}

static int one_row(int rc, int64_t affected, struct gt_error *err) { return rc == GT_OK && affected != 1 ? gt_fail(err, GT_NOTFOUND, "no active account") : rc; }

int gt_store_account_password(struct gt_db *db, struct gt_id id, const char *hash, int64_t now_utc_s, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_PASSWORD], GT_WITH(GT_S(hash), GT_I(now_utc_s), GT_D(id)), &n, err);
	return one_row(rc, n, err);
}

int gt_store_account_phone(struct gt_db *db, struct gt_id id, const char *phone, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_PHONE], GT_WITH(GT_S(phone), GT_D(id)), &n, err);
	return one_row(rc, n, err);
}

int gt_store_account_email(struct gt_db *db, struct gt_id id, const char *email, const char *typed, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_EMAIL], GT_WITH(GT_S(email), GT_S(typed), GT_D(id)), &n, err);
	return one_row(rc, n, err);
}

int gt_store_account_close(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_db_exec(db, &queries[Q_IDENTITIES_CLEAR], GT_WITH(GT_D(id)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_CLOSE], GT_WITH(GT_I(now_utc_s), GT_D(id)), &n, err);
	return one_row(rc, n, err);
}

/* ---- links ---- */
int gt_store_link_used(struct gt_db *db, struct gt_digest token, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_LINK_USED], GT_WITH(GT_I(now_utc_s), GT_B(GT_DIGEST_STR(token))), NULL, err);
}

int gt_store_links_open(struct gt_db *db, struct gt_arena *arena, struct gt_id group, int64_t *ret_n, struct gt_error *err)
{
	struct used *rows;
	size_t n;
	int rc = gt_db_select(db, arena, &queries[Q_LINKS_OPEN], GT_WITH(GT_D(group)), &rows, &n, err);
	if (rc != GT_OK) return rc;
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) *ret_n += rows[i].used_utc_s == 0;
	return GT_OK;
}

int gt_store_link_insert(struct gt_db *db, const struct gt_link_row *l, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_LINK_INSERT], GT_WITH(GT_B(GT_DIGEST_STR(l->token)), GT_S(l->purpose), GT_D(l->account), GT_D(l->group), GT_D(l->pending_id), GT_B(l->pending),
		GT_I(l->created_utc_s), GT_I(l->expires_utc_s)), NULL, err);
}

int gt_store_link(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_link_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_LINK], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err);
}

int gt_store_link_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_link_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_LINK_LOCK], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err);
}

int gt_store_links_void(struct gt_db *db, struct gt_id account, struct gt_id group, int64_t now_utc_s, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_LINKS_VOID], GT_WITH(GT_I(now_utc_s), GT_D(account)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_LINKS_VOID_GROUP], GT_WITH(GT_I(now_utc_s), GT_D(group)), NULL, err) : rc;
}

/* ---- sessions ---- */
int gt_store_session_insert(struct gt_db *db, const struct gt_session_new *s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SESSION_INSERT], GT_WITH(GT_B(GT_DIGEST_STR(s->token)), GT_D(s->id), GT_D(s->account), GT_S(s->provider), GT_B(s->id_token), GT_B(s->csrf), GT_B(GT_DIGEST_STR(s->address)),
		GT_S(s->browser), GT_I(s->now_utc_s), GT_I(s->now_utc_s), GT_I(s->expires_utc_s)), NULL, err);
}

int gt_store_session(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_session_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_SESSION], GT_WITH(GT_B(GT_DIGEST_STR(token))), ret, err);
}

/* ---- throttle ---- */
int gt_store_throttle_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest subject, int64_t now_utc_s, struct gt_throttle_row *ret, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_THROTTLE_MAKE], GT_WITH(GT_B(GT_DIGEST_STR(subject)), GT_I(now_utc_s), GT_I(now_utc_s)), NULL, err);
	return rc == GT_OK ? gt_db_one(db, arena, &queries[Q_THROTTLE_LOCK], GT_WITH(GT_B(GT_DIGEST_STR(subject))), ret, err) : rc;
}

int gt_store_throttle_set(struct gt_db *db, struct gt_digest subject, int64_t failures, int64_t now_utc_s, int64_t until_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_THROTTLE_SET], GT_WITH(GT_I(failures), GT_I(now_utc_s), GT_I(until_utc_s), GT_B(GT_DIGEST_STR(subject))), NULL, err);
}

int gt_store_throttle_delete(struct gt_db *db, struct gt_digest subject, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_THROTTLE_DELETE], GT_WITH(GT_B(GT_DIGEST_STR(subject))), NULL, err);
}

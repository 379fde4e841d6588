/* Sessions of applicants: the browser holds a token, the database its hash. Half an hour of rest or half a day in all end one. */
#include "account/account_priv.h"

#define SEEN_EVERY_S 30                   /* a write for each page would be for nothing */

int64_t gt_session_idle_s(const struct gt_account_at *at) { return gt_config_int(at->config, "session.idle_s", GT_SESSION_IDLE_S, 60, GT_SESSION_MAX_S); }

/* ---- begin ---- */
int gt_session_token_seal(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id session, const struct gt_session_via *via, struct gt_str *ret, struct gt_error *err)
{
	*ret = (struct gt_str){ 0 };
	return via && via->id_token ? gt_seal(at->ring, arena, "id-token", session, gt_str(via->id_token), ret, err) : GT_OK;
}

int gt_session_insert(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id account, const struct gt_session_via *via, const char *former, struct gt_digest hash, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("session", 1 << 16);
	struct gt_digest old;
	uint8_t csrf[32];
	gt_random(csrf, sizeof csrf);
	int64_t now = gt_now_utc_s();
	const char *provider = via ? via->provider : NULL;
	int rc = former && gt_token_hash(former, &old) ? gt_store_session_delete(at->db, GT_SIDE_USER, old, err) : GT_OK;
	CRASHPOINT("session-former-ended");
	struct gt_session_new s = { .token = hash, .id = gt_id_new(), .account = account, .csrf = { (const char *)csrf, sizeof csrf }, .provider = provider, .browser = caller->browser,
		.address = gt_keyed_hash(at->ring, "session-address", gt_str(caller->address ? caller->address : "")), .now_utc_s = now, .expires_utc_s = now + GT_SESSION_MAX_S };
	if (rc == GT_OK) rc = gt_session_token_seal(at, arena, s.id, via, &s.id_token, err);
	if (rc == GT_OK) rc = gt_store_session_insert(at->db, &s, err);
	CRASHPOINT("session-row");
	return rc == GT_OK ? gt_journal_add(at->db, &(struct gt_act){ .actor_kind = GT_ACTOR_USER, .actor = account, .verb = "sign-in", .detail = provider }, err) : rc;
}

struct opening { const struct gt_account_at *at; const struct gt_caller *caller; struct gt_id account; const struct gt_session_via *via; const char *former; struct gt_digest hash; };

static int open_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	const struct opening *o = arg;
	return gt_session_insert(o->at, o->caller, o->account, o->via, o->former, o->hash, err);
}

int gt_session_open(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id account, const struct gt_session_via *via, const char *former, char ret_token[GT_TOKEN_TEXT], struct gt_error *err)
{
	char token[GT_TOKEN_TEXT];
	struct opening o = { at, caller, account, via, former, { { 0 } } };
	gt_token_new(token, &o.hash);
	int rc = gt_db_tx(at->db, open_tx, &o, err);
	if (rc == GT_OK) memcpy(ret_token, token, GT_TOKEN_TEXT);
	explicit_bzero(token, sizeof token);
	return rc;
}

/* ---- find ---- */
static const char *name_of(struct gt_arena *arena, const struct gt_session_row *row)
{
	if (!row->birth_name) return row->email ? row->email : "";
	const char *first = gt_arena_strndup(arena, row->first_names, strcspn(row->first_names, " ")), *name = row->usage_name ? row->usage_name : row->birth_name;
	return gt_arena_printf(arena, "%s %s", gt_text_title(arena, first), gt_text_title(arena, name));
}

int gt_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_session *ret, struct gt_error *err)
{
	struct gt_digest hash;
	struct gt_session_row row;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = gt_store_session(at->db, arena, hash, &row, err);
	if (rc != GT_OK) return rc;
	int64_t now = gt_now_utc_s(), idle = gt_session_idle_s(at);
	/* The row of one that is over stays for an hour: a form that comes too late finds whose it was. */
	if (now >= row.expires_utc_s || now >= row.seen_utc_s + idle) return gt_fail(err, GT_NOTFOUND, "the session is over");
	if (now - row.seen_utc_s >= SEEN_EVERY_S && (rc = gt_store_session_seen(at->db, GT_SIDE_USER, hash, now, err)) != GT_OK) return rc;
	int64_t absolute = row.expires_utc_s - now;
	*ret = (struct gt_session){ .id = row.id, .account = row.account, .name = name_of(arena, &row), .foreigner_number = row.foreigner_number, .title_number = row.title_number, .email = row.email, .phone = row.phone,
		.lang = row.lang, .email_bounced = row.email_bounced, .notified = row.notified, .seconds_left = absolute < idle ? absolute : idle };
	struct gt_digest csrf = { { 0 } };
	if (row.csrf.n != sizeof csrf.b) return gt_fail(err, GT_FAILED, "a session's form token has %zu bytes", row.csrf.n);
	memcpy(csrf.b, row.csrf.p, sizeof csrf.b);
	gt_digest_hex(csrf, ret->csrf);
	return GT_OK;
}

/* ---- end ---- */
struct ending { enum gt_side side; struct gt_digest token; };

static int end_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct ending *e = arg;
	return gt_store_session_end(db, e->side, e->token, gt_now_utc_s(), err);
}

int gt_session_end(const struct gt_account_at *at, enum gt_side side, const char *token, struct gt_error *err)
{
	struct ending e = { .side = side };
	return token && gt_token_hash(token, &e.token) ? gt_db_tx(at->db, end_tx, &e, err) : GT_OK;
}

int gt_sessions_of(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, struct gt_id who, struct gt_id present, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err)
{
	int64_t now = gt_now_utc_s(), idle = side == GT_SIDE_AGENT ? gt_agent_session_idle_s(at) : gt_session_idle_s(at);
	int rc = gt_store_sessions(at->db, arena, side, who, now, now - idle, ret, ret_n, err);
	for (size_t i = 0; rc == GT_OK && i < *ret_n; i++) (*ret)[i].current = gt_id_eq((*ret)[i].id, present);
	return rc;
}

int gt_session_revoke_of(const struct gt_account_at *at, enum gt_side side, struct gt_id who, struct gt_id present, struct gt_id which, struct gt_error *err)
{
	int64_t n = 0;
	if (gt_id_null(which)) return gt_store_sessions_revoke(at->db, side, who, present, err);
	int rc = gt_store_session_revoke(at->db, side, who, which, &n, err);
	return rc == GT_OK && n == 0 ? gt_fail(err, GT_NOTFOUND, "no such session of theirs") : rc;
}

int gt_session_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err) { return gt_session_end(at, GT_SIDE_USER, token, err); }

int gt_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_sessions_of(at, arena, GT_SIDE_USER, session->account, session->id, ret, ret_n, err);
}

int gt_session_revoke(const struct gt_account_at *at, const struct gt_session *session, struct gt_id which, struct gt_error *err)
{
	return gt_session_revoke_of(at, GT_SIDE_USER, session->account, session->id, which, err);
}

/* ---- what the person changes ---- */
int gt_account_phone_set(const struct gt_account_at *at, struct gt_id account, const char *phone, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("phone", 1 << 16);
	const char *e164;
	if (!gt_text_phone(arena, phone ? phone : "", &e164)) return gt_fail(err, GT_BADINPUT, "not a telephone number");
	return gt_store_account_phone(at->db, account, e164, err);
}

struct change { const struct gt_account_at *at; const struct gt_session *session; const char *hash; };

static int change_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct change *c = arg;
	int64_t now = gt_now_utc_s();
	int rc = gt_store_account_password(db, c->session->account, c->hash, now, err);
	if (rc == GT_OK) rc = gt_store_links_void(db, c->session->account, (struct gt_id){ { 0 } }, now, err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(db, GT_SIDE_USER, c->session->account, c->session->id, err);
	return rc == GT_OK ? gt_account_password_told(c->at, c->session->account, "password-change", err) : rc;
}

int gt_account_password_is(const struct gt_account_at *at, const struct gt_session *session, const char *password, struct gt_error *err)
{
	static const struct gt_throttle_rule rule = { "password_change", 5, 2, 900, 3600 };
	GT_AUTO_ARENA arena = gt_arena_new_clean("password", 1 << 18);
	char id[GT_ID_TEXT];
	int64_t wait;
	int rc = gt_throttle_try(at, &rule, gt_id_text(session->account, id), &wait, err);
	if (rc != GT_OK) return rc == GT_REFUSED ? gt_fail(err, GT_BUSY, "too many tries") : rc;
	struct gt_account_row a;
	rc = gt_store_account_by_id(at->db, arena, session->account, &a, err);
	bool too_long = strlen(password) > GT_PASSWORD_MAX_BYTES;
	if (rc == GT_OK) rc = gt_password_verify(too_long ? NULL : a.password_hash, too_long ? "" : password, err);
	if (rc != GT_OK) return rc == GT_REFUSED ? gt_fail(err, GT_DENIED, "the present password is another") : rc;
	return gt_throttle_forget(at, rule.act, id, err);
}

int gt_account_password_change(const struct gt_account_at *at, const struct gt_session *session, const char *present, const char *password, bool broken[GT_PASSWORD__MAX], struct gt_error *err)
{
	char hash[GT_PASSWORD_HASH];
	memset(broken, 0, GT_PASSWORD__MAX * sizeof *broken);
	int rc = gt_account_password_is(at, session, present, err);
	if (rc != GT_OK) return rc;
	const char *words[] = { session->foreigner_number ? session->foreigner_number : "", session->name, NULL };
	if (!gt_password_check(password, words, broken)) return gt_fail(err, GT_REFUSED, "the password breaks rules");
	rc = gt_password_hash(password, hash, err);
	return rc == GT_OK ? gt_db_tx(at->db, change_tx, &(struct change){ at, session, hash }, err) : rc;
}

/* ---- form tokens ---- */
void gt_csrf_for_cookie(const struct gt_keyring *ring, const char *cookie, char out[65])
{
	gt_digest_hex(gt_keyed_hash(ring, "form-token", gt_str(cookie)), out);
}

bool gt_csrf_same(const char *sent, const char *expected)
{
	if (!sent || !expected) return false;
	/* Of digests, so that neither length nor content shows in the time. */
	return gt_digest_eq(gt_sha256(sent, strlen(sent)), gt_sha256(expected, strlen(expected)));
}

/* Agents: made by the operator; two factors to sign in. The code's secret is sealed at rest; a code serves once. */
#include <liboath/oath.h>
#include <stdlib.h>
#include "account/account_priv.h"
#include "account/agent_store.h"

static const struct gt_throttle_rule pair_rule = { "agent_sign_in", 3, 2, 900, 3600 };
static const struct gt_throttle_rule code_rule = { "agent_code", 5, 5, 900, 3600 };
#define WAIT_FOR_CODE_S 300
#define CODE_STEP_S 30
#define SEEN_EVERY_S 30
#define SECRET_PURPOSE "agent-totp"

static const char *const roles[] = { "instructeur", "valideur", "superviseur", "administrateur", "lecteur" };

bool gt_agent_role_known(const char *role)
{
	for (size_t i = 0; i < GT_COUNT(roles); i++)
		if (gt_streq(role, roles[i])) return true;
	return false;
}

void gt_totp_secret_new(char out[GT_TOTP_SECRET_TEXT])
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char raw[GT_TOTP_SECRET_TEXT - 1];
	gt_random(raw, sizeof raw);
	for (size_t i = 0; i < sizeof raw; i++) out[i] = base32[raw[i] % 32];   /* 32 divides 256 */
	out[sizeof raw] = 0;
	explicit_bzero(raw, sizeof raw);
}

/* ---- the operator's side ---- */
static bool login_shape(const char *s) { return s && strlen(s) >= 2 && strlen(s) <= 64 && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_@")] == 0; }

static int check_new(struct gt_arena *arena, const struct gt_agent_new *w, struct gt_error *err)
{
	const char *typed, *normal;
	bool broken[GT_PASSWORD__MAX];
	if (!login_shape(w->login)) return gt_fail(err, GT_BADINPUT, "login '%s': 2 to 64 of a-z 0-9 . - _ @", w->login ? w->login : "");
	if (!gt_text_email(arena, w->email ? w->email : "", &typed, &normal)) return gt_fail(err, GT_BADINPUT, "e-mail of '%s' is none", w->login);
	for (size_t i = 0; i < w->n_roles; i++) {
		const char *s = w->roles[i].service;
		bool service = gt_streq(s, "*") || (s && strlen(s) == 4 && s[strspn(s, "0123456789")] == 0);
		if (!gt_agent_role_known(w->roles[i].role) || !service) return gt_fail(err, GT_BADINPUT, "role '%s' in service '%s'", w->roles[i].role, s ? s : "");
	}
	const char *const words[] = { w->login, w->name, NULL };
	for (int i = 0; i < GT_PASSWORD__MAX; i++) broken[i] = false;
	if (gt_password_check(w->password ? w->password : "", words, broken)) return GT_OK;
	for (int i = 0; i < GT_PASSWORD__MAX; i++)
		if (broken[i]) return gt_fail(err, GT_REFUSED, "the password breaks the rule %s", gt_password_rule_name((enum gt_password_rule)i));
	return GT_OK;
}

struct put { const struct gt_agent_new *wanted; struct gt_agent_row row; };

static int put_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct put *p = arg;
	int rc = gt_store_agent_put(db, &p->row, gt_now_utc_s(), err);
	if (rc == GT_OK) rc = gt_store_agent_roles_clear(db, p->row.id, err);
	for (size_t i = 0; rc == GT_OK && i < p->wanted->n_roles; i++) rc = gt_store_agent_role_add(db, p->row.id, &p->wanted->roles[i], err);
	if (rc == GT_OK) rc = gt_store_agent_sessions_revoke(db, p->row.id, (struct gt_id){ { 0 } }, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_OPERATOR, .actor = p->row.id, .verb = "agent-put" }, err) : rc;
}

int gt_agent_put(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_new *w, struct gt_error *err)
{
	struct put p = { .wanted = w, .row = { .login = w->login, .name = w->name, .email = w->email, .lang = w->lang ? w->lang : "fr" } };
	char hash[GT_PASSWORD_HASH];
	int rc = check_new(arena, w, err);
	if (rc == GT_OK) rc = gt_store_agent_id(at->db, arena, w->login, &p.row.id, err);
	if (rc == GT_NOTFOUND) { p.row.id = gt_id_new(); rc = GT_OK; }
	if (rc == GT_OK && strlen(w->totp_secret) < 16) return gt_fail(err, GT_BADINPUT, "the secret of '%s' is too short", w->login);
	if (rc == GT_OK) rc = gt_seal(at->ring, arena, SECRET_PURPOSE, p.row.id, gt_str(w->totp_secret), &p.row.totp_secret, err);
	if (rc == GT_OK) rc = gt_password_hash(w->password, hash, err);
	if (rc != GT_OK) return rc;
	p.row.password_hash = hash;
	return gt_db_tx(at->db, put_tx, &p, err);
}

int gt_agent_state_set(const struct gt_account_at *at, const char *login, const char *state, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("agent", 1 << 16);
	struct gt_id id;
	int64_t n;
	if (strcmp(state, "active") && strcmp(state, "suspended") && strcmp(state, "closed")) return gt_fail(err, GT_BADINPUT, "state '%s': active, suspended or closed", state);
	int rc = gt_store_agent_id(at->db, arena, login, &id, err);
	if (rc == GT_OK) rc = gt_store_agent_state(at->db, login, state, &n, err);
	return rc == GT_OK && strcmp(state, "active") != 0 ? gt_store_agent_sessions_revoke(at->db, id, (struct gt_id){ { 0 } }, err) : rc;
}

int gt_agent_list(const struct gt_account_at *at, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err) { return gt_store_agents(at->db, arena, ret, ret_n, err); }

/* ---- sessions ---- */
static int64_t idle_s(const struct gt_account_at *at) { return gt_config_int(at->config, "session.agent_idle_s", GT_SESSION_AGENT_IDLE_S, 60, GT_SESSION_MAX_S); }

static int insert_session(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id agent, bool open, struct gt_digest hash, struct gt_error *err)
{
	uint8_t csrf[32];
	gt_random(csrf, sizeof csrf);
	int64_t now = gt_now_utc_s();
	struct gt_agent_session_new s = { .token = hash, .id = gt_id_new(), .agent = agent, .stage = open ? "open" : "totp", .csrf = { (const char *)csrf, sizeof csrf }, .browser = caller->browser,
		.address = gt_keyed_hash(at->ring, "session-address", gt_str(caller->address ? caller->address : "")), .now_utc_s = now, .expires_utc_s = now + (open ? GT_SESSION_MAX_S : WAIT_FOR_CODE_S) };
	return gt_store_agent_session_insert(at->db, &s, err);
}

int gt_agent_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_agent_session *ret, struct gt_error *err)
{
	struct gt_digest hash, csrf = { { 0 } };
	struct gt_agent_session_row row;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = gt_store_agent_session(at->db, arena, hash, &row, err);
	if (rc != GT_OK) return rc;
	int64_t now = gt_now_utc_s(), idle = idle_s(at), absolute = row.expires_utc_s - now;
	if (absolute <= 0 || now >= row.seen_utc_s + idle) return gt_fail(err, GT_NOTFOUND, "the session is over");
	if (now - row.seen_utc_s >= SEEN_EVERY_S && (rc = gt_store_agent_session_seen(at->db, hash, now, err)) != GT_OK) return rc;
	if (row.csrf.n != sizeof csrf.b) return gt_fail(err, GT_FAILED, "a session's form token has %zu bytes", row.csrf.n);
	*ret = (struct gt_agent_session){ .id = row.id, .agent = row.agent, .open = strcmp(row.stage, "open") == 0, .login = row.login, .name = row.name, .email = row.email, .lang = row.lang,
		.seconds_left = absolute < idle ? absolute : idle };
	memcpy(csrf.b, row.csrf.p, sizeof csrf.b);
	gt_digest_hex(csrf, ret->csrf);
	struct gt_agent_role *list;
	rc = gt_store_agent_roles(at->db, arena, row.agent, &list, &ret->n_roles, err);
	ret->roles = list;
	return rc;
}

static int end_tx(struct gt_db *db, void *arg, struct gt_error *err) { return gt_store_agent_session_end(db, *(struct gt_digest *)arg, gt_now_utc_s(), err); }

int gt_agent_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err)
{
	struct gt_digest hash;
	return gt_token_hash(token, &hash) ? gt_db_tx(at->db, end_tx, &hash, err) : GT_OK;
}

int gt_agent_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();
	int rc = gt_store_agent_sessions(at->db, arena, session->agent, now, now - idle_s(at), ret, ret_n, err);
	for (size_t i = 0; rc == GT_OK && i < *ret_n; i++) (*ret)[i].current = gt_id_eq((*ret)[i].id, session->id);
	return rc;
}

int gt_agent_session_revoke(const struct gt_account_at *at, const struct gt_agent_session *session, struct gt_id which, struct gt_error *err)
{
	int64_t n = 0;
	if (gt_id_null(which)) return gt_store_agent_sessions_revoke(at->db, session->agent, session->id, err);
	int rc = gt_store_agent_session_revoke(at->db, session->agent, which, &n, err);
	return rc == GT_OK && n == 0 ? gt_fail(err, GT_NOTFOUND, "no such session of this agent") : rc;
}

bool gt_agent_may(const struct gt_agent_session *session, const char *role, const char *service)
{
	for (size_t i = 0; session->open && i < session->n_roles; i++) {
		const struct gt_agent_role *r = &session->roles[i];
		if ((!role || strcmp(r->role, role) == 0) && (!service || strcmp(r->service, "*") == 0 || strcmp(r->service, service) == 0)) return true;
	}
	return false;
}

/* ---- first factor ---- */
struct first { const struct gt_account_at *at; const struct gt_caller *caller; struct gt_id agent; const char *former; struct gt_digest hash; };

static int first_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct first *f = arg;
	struct gt_digest old;
	int rc = f->former && gt_token_hash(f->former, &old) ? gt_store_agent_session_delete(db, old, err) : GT_OK;
	return rc == GT_OK ? insert_session(f->at, f->caller, f->agent, /* open= */ false, f->hash, err) : rc;
}

int gt_agent_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("agent sign-in", 1 << 20);
	const char *who = gt_text_lower(arena, gt_text_clean(arena, login ? login : "", false));
	if (!login_shape(who)) who = "?";
	const char *pair = gt_arena_printf(arena, "%s\n%s", who, gt_throttle_network(arena, caller->address));
	int rc = gt_throttle_try(at, &pair_rule, pair, ret_wait_s, err);
	if (rc != GT_OK) return rc;
	struct gt_agent_row row = { 0 };
	rc = gt_store_agent_by_login(at->db, arena, who, &row, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	bool too_long = !password || strlen(password) > GT_PASSWORD_MAX_BYTES;
	rc = gt_password_verify(rc == GT_OK && !too_long ? row.password_hash : NULL, too_long ? "" : password, err);
	if (rc != GT_OK) return rc;
	char token[GT_TOKEN_TEXT];
	struct first f = { .at = at, .caller = caller, .agent = row.id, .former = former };
	gt_token_new(token, &f.hash);
	rc = gt_db_tx(at->db, first_tx, &f, err);
	if (rc == GT_OK) rc = gt_throttle_forget(at, pair_rule.act, pair, err);
	if (rc == GT_OK) memcpy(ret_token, token, GT_TOKEN_TEXT);
	explicit_bzero(token, sizeof token);
	return rc;
}

/* ---- second factor ---- */
struct second { const struct gt_account_at *at; const struct gt_caller *caller; struct gt_id agent; const char *code; struct gt_digest waiting, hash; };

/* The counter whose code this is; -1: none of the three around now. */
static int64_t counter_of(struct gt_str secret_text, const char *code)
{
	char *secret = NULL;
	size_t n = 0;
	int64_t found = -1, now = gt_now_utc_s() / CODE_STEP_S;
	if (oath_base32_decode(secret_text.p, secret_text.n, &secret, &n) != OATH_OK) return -1;
	for (int64_t c = now - 1; c <= now + 1; c++) {
		char expected[16];
		if (oath_hotp_generate(secret, n, (uint64_t)c, 6, false, OATH_HOTP_DYNAMIC_TRUNCATION, expected) == OATH_OK && gt_csrf_same(code, expected)) found = c;
		explicit_bzero(expected, sizeof expected);
	}
	explicit_bzero(secret, n);
	free(secret);  /* liboath's */
	return found;
}

static int second_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct second *s = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("agent code", 1 << 18);
	struct gt_agent_row row;
	struct gt_str secret;
	int rc = gt_store_agent_lock(db, arena, s->agent, &row, err);
	if (rc == GT_OK) rc = gt_unseal(s->at->ring, arena, SECRET_PURPOSE, row.id, row.totp_secret, &secret, err);
	if (rc != GT_OK) return rc;
	int64_t counter = counter_of(secret, s->code);
	if (counter < 0 || counter <= row.totp_last) return gt_fail(err, GT_REFUSED, "wrong or used code");
	rc = gt_store_agent_totp_last(db, row.id, counter, err);
	if (rc == GT_OK) rc = gt_store_agent_session_delete(db, s->waiting, err);
	if (rc == GT_OK) rc = insert_session(s->at, s->caller, row.id, /* open= */ true, s->hash, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_AGENT, .actor = row.id, .verb = "sign-in" }, err) : rc;
}

int gt_agent_code(const struct gt_account_at *at, const struct gt_caller *caller, const char *token, const char *code, char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("agent code", 1 << 18);
	struct gt_agent_session waiting;
	*ret_wait_s = 0;
	int rc = gt_agent_session_find(at, arena, token, &waiting, err);
	if (rc == GT_OK && waiting.open) return gt_fail(err, GT_NOTFOUND, "no code is awaited");
	if (rc != GT_OK) return rc;
	const char *digits = gt_text_number(arena, code ? code : "");
	char who[GT_ID_TEXT], new_token[GT_TOKEN_TEXT];
	rc = gt_throttle_try(at, &code_rule, gt_id_text(waiting.agent, who), ret_wait_s, err);
	if (rc != GT_OK) return rc;
	struct second s = { .at = at, .caller = caller, .agent = waiting.agent, .code = digits ? digits : "" };
	gt_token_hash(token, &s.waiting);
	gt_token_new(new_token, &s.hash);
	rc = gt_db_tx(at->db, second_tx, &s, err);
	if (rc == GT_OK) rc = gt_throttle_forget(at, code_rule.act, who, err);
	if (rc == GT_OK) memcpy(ret_token, new_token, GT_TOKEN_TEXT);
	explicit_bzero(new_token, sizeof new_token);
	return rc;
}

/* Two factors, one after the other. Known and unknown logins take the same statements and one Argon2; failures slow down, nothing is locked. */
#include "account/agent_priv.h"

static const struct gt_throttle_rule pair_rule = { "agent_sign_in", 3, 2, 900, 3600 };
static const struct gt_throttle_rule network_rule = { "agent_sign_in_network", 50, 1, 60, 3600 };

/* ---- first factor ---- */
struct first {
	const struct gt_account_at *at;
	const struct gt_caller *caller;
	const char *former;
	struct gt_agent_row agent;
	struct gt_throttle_rule pair;
	struct gt_digest pair_subject, network_subject, hash;
	int64_t wait_s;
};

/* The pair is counted beforehand, so that a hundred tries at once do not slip through together; a success forgets it. */
static int admit_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct first *f = arg;
	GT_AUTO_ARENA arena = gt_arena_new("agent sign-in", 1 << 16);
	struct gt_throttle_row network;
	int64_t failures, now = gt_now_utc_s();
	f->wait_s = 0;
	int rc = gt_store_throttle_lock(db, arena, f->network_subject, now, &network, err);
	if (rc != GT_OK) return rc;
	if (network.until_utc_s > now) {
		f->wait_s = network.until_utc_s - now;
		return gt_fail(err, GT_REFUSED, "too many failures from there");
	}
	return gt_throttle_count(f->at, arena, &f->pair, f->pair_subject, &failures, &f->wait_s, err);
}

static int failed_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	struct first *f = arg;
	GT_AUTO_ARENA arena = gt_arena_new("agent sign-in", 1 << 16);
	struct gt_throttle_rule network = gt_throttle_rule_of(f->at, &network_rule);
	int64_t failures, wait;
	int rc = gt_throttle_count(f->at, arena, &network, f->network_subject, &failures, &wait, err);
	return rc == GT_REFUSED ? GT_OK : rc;
}

static int first_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct first *f = arg;
	bool waits = f->agent.totp_secret.n > 0;
	int rc = gt_store_throttle_delete(db, f->pair_subject, err);
	if (rc == GT_OK) rc = gt_agent_session_insert(f->at, f->caller, f->agent.id, waits ? GT_AGENT_WAITS : GT_AGENT_OPEN, NULL, f->former, f->hash, err);
	return rc == GT_OK && !waits ? gt_agent_told(db, GT_ACTOR_AGENT, f->agent.id, "sign-in", "without-second-factor", err) : rc;
}

int gt_agent_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], bool *ret_complete, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("agent sign-in", 1 << 20);
	const char *who = gt_agent_login_normalise(arena, login), *network = gt_throttle_network(arena, caller->address);
	struct first f = { .at = at, .caller = caller, .former = former, .pair = gt_throttle_rule_of(at, &pair_rule) };
	f.pair_subject = gt_throttle_subject(at, pair_rule.act, gt_arena_printf(arena, "%s\n%s", who, network));
	f.network_subject = gt_throttle_subject(at, network_rule.act, network);
	*ret_wait_s = 0;
	int rc = gt_db_tx(at->db, admit_tx, &f, err);
	if (rc == GT_REFUSED) *ret_wait_s = f.wait_s;
	if (rc != GT_OK) return rc;
	rc = gt_store_agent_by_login(at->db, arena, who, &f.agent, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	bool too_long = !password || strlen(password) > GT_PASSWORD_MAX_BYTES;
	rc = gt_password_verify(rc == GT_OK && !too_long ? f.agent.password_hash : NULL, too_long ? "" : password, err);
	if (rc == GT_REFUSED) {
		rc = gt_db_tx(at->db, failed_tx, &f, err);
		return rc == GT_OK ? gt_fail(err, GT_REFUSED, "wrong login or password") : rc;
	}
	if (rc != GT_OK) return rc;
	char token[GT_TOKEN_TEXT];
	gt_token_new(token, &f.hash);
	rc = gt_db_tx(at->db, first_tx, &f, err);
	if (rc == GT_OK) memcpy(ret_token, token, GT_TOKEN_TEXT);
	if (rc == GT_OK) *ret_complete = f.agent.totp_secret.n == 0;
	explicit_bzero(token, sizeof token);
	return rc;
}

/* ---- second factor ---- */
struct second { const struct gt_account_at *at; const struct gt_caller *caller; struct gt_id agent; const char *code, *waiting; struct gt_digest hash; bool recovery; };

static int second_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct second *s = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("agent code", 1 << 18);
	struct gt_agent_row row;
	int rc = gt_store_agent_lock(db, arena, s->agent, &row, err);
	if (rc == GT_OK) rc = gt_agent_code_use(s->at, arena, &row, s->code, &s->recovery, err);
	if (rc == GT_OK) rc = gt_agent_session_insert(s->at, s->caller, row.id, GT_AGENT_OPEN, NULL, s->waiting, s->hash, err);
	return rc == GT_OK ? gt_agent_told(db, GT_ACTOR_AGENT, row.id, "sign-in", s->recovery ? "recovery-code" : NULL, err) : rc;
}

int gt_agent_code(const struct gt_account_at *at, const struct gt_caller *caller, const char *token, const char *code, char ret_token[GT_TOKEN_TEXT], bool *ret_recovery,
	int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("agent code", GT_AGENT_SESSION_ARENA_BYTES);
	struct gt_agent_session_row waiting;
	char new_token[GT_TOKEN_TEXT];
	*ret_wait_s = 0;
	int rc = token ? gt_agent_session_row(at, arena, token, GT_AGENT_WAITS, &waiting, err) : gt_fail(err, GT_NOTFOUND, "no token");
	if (rc == GT_OK) rc = gt_agent_code_admit(at, waiting.agent, ret_wait_s, err);
	if (rc != GT_OK) return rc;
	struct second s = { .at = at, .caller = caller, .agent = waiting.agent, .code = code ? code : "", .waiting = token };
	gt_token_new(new_token, &s.hash);
	rc = gt_db_tx(at->db, second_tx, &s, err);
	if (rc == GT_OK) rc = gt_agent_code_forget(at, waiting.agent, err);
	if (rc == GT_OK) memcpy(ret_token, new_token, GT_TOKEN_TEXT);
	if (rc == GT_OK) *ret_recovery = s.recovery;
	explicit_bzero(new_token, sizeof new_token);
	return rc;
}

/* Sessions of agents: a quarter of an hour of rest or half a day in all end one. The token of one that waits for its code opens nothing. */
#include "account/agent_priv.h"

#define WAIT_FOR_CODE_S 300
#define SEEN_EVERY_S 30                   /* a write for each page would be for nothing */

int64_t gt_agent_session_idle_s(const struct gt_account_at *at) { return gt_config_int(at->config, "session.agent_idle_s", GT_SESSION_AGENT_IDLE_S, 60, GT_SESSION_MAX_S); }

int gt_agent_session_insert(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id agent, enum gt_agent_stage stage, const struct gt_session_via *via, const char *former,
	struct gt_digest hash, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("agent session", 1 << 16);
	struct gt_digest old;
	uint8_t csrf[32];
	gt_random(csrf, sizeof csrf);
	int64_t now = gt_now_utc_s();
	int rc = former && gt_token_hash(former, &old) ? gt_store_session_delete(at->db, GT_SIDE_AGENT, old, err) : GT_OK;
	struct gt_agent_session_new s = { .token = hash, .id = gt_id_new(), .agent = agent, .stage = stage == GT_AGENT_OPEN ? "open" : "totp", .csrf = { (const char *)csrf, sizeof csrf },
		.browser = caller->browser, .address = gt_keyed_hash(at->ring, "session-address", gt_str(caller->address ? caller->address : "")), .now_utc_s = now,
		.expires_utc_s = now + (stage == GT_AGENT_OPEN ? GT_SESSION_MAX_S : WAIT_FOR_CODE_S) };
	if (via) s.provider = via->provider, s.provider_mfa = via->second_factor;
	if (rc == GT_OK) rc = gt_session_token_seal(at, arena, s.id, via, &s.id_token, err);
	return rc == GT_OK ? gt_store_agent_session_insert(at->db, &s, err) : rc;
}

int gt_agent_session_row(const struct gt_account_at *at, struct gt_arena *arena, const char *token, enum gt_agent_stage stage, struct gt_agent_session_row *ret, struct gt_error *err)
{
	struct gt_digest hash;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = gt_store_agent_session(at->db, arena, hash, ret, err);
	if (rc != GT_OK) return rc;
	int64_t now = gt_now_utc_s();
	if (now >= ret->expires_utc_s || now >= ret->seen_utc_s + gt_agent_session_idle_s(at)) return gt_fail(err, GT_NOTFOUND, "the session is over");
	if (strcmp(ret->stage, stage == GT_AGENT_OPEN ? "open" : "totp") != 0) return gt_fail(err, GT_NOTFOUND, "the session is at another stage");
	return GT_OK;
}

int gt_agent_code_awaited(const struct gt_account_at *at, const char *token, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("agent session", GT_AGENT_SESSION_ARENA_BYTES);
	struct gt_agent_session_row row;
	return token ? gt_agent_session_row(at, arena, token, GT_AGENT_WAITS, &row, err) : gt_fail(err, GT_NOTFOUND, "no token");
}

int gt_agent_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_agent_session *ret, struct gt_error *err)
{
	struct gt_digest hash, csrf = { { 0 } };
	struct gt_agent_session_row row;
	int rc = gt_agent_session_row(at, arena, token, GT_AGENT_OPEN, &row, err);
	if (rc != GT_OK) return rc;
	int64_t now = gt_now_utc_s(), idle = gt_agent_session_idle_s(at), absolute = row.expires_utc_s - now;
	gt_assert(gt_token_hash(token, &hash));
	if (now - row.seen_utc_s >= SEEN_EVERY_S && (rc = gt_store_session_seen(at->db, GT_SIDE_AGENT, hash, now, err)) != GT_OK) return rc;
	if (row.csrf.n != sizeof csrf.b) return gt_fail(err, GT_FAILED, "a session's form token has %zu bytes", row.csrf.n);
	*ret = (struct gt_agent_session){ .id = row.id, .agent = row.agent, .login = row.login, .name = row.name, .email = row.email, .lang = row.lang, .enrolled = row.enrolled,
		.password_temporary = row.password_temporary, .roles = row.roles, .n_roles = row.n_roles, .seconds_left = absolute < idle ? absolute : idle };
	memcpy(csrf.b, row.csrf.p, sizeof csrf.b);
	gt_digest_hex(csrf, ret->csrf);
	return GT_OK;
}

int gt_agent_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err) { return gt_session_end(at, GT_SIDE_AGENT, token, err); }

int gt_agent_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_sessions_of(at, arena, GT_SIDE_AGENT, session->agent, session->id, ret, ret_n, err);
}

int gt_agent_session_revoke(const struct gt_account_at *at, const struct gt_agent_session *session, struct gt_id which, struct gt_error *err)
{
	return gt_session_revoke_of(at, GT_SIDE_AGENT, session->agent, session->id, which, err);
}

/* ---- what a role lets do ---- */
static bool acts_as(const char *has, const char *wanted)
{
	if (strcmp(wanted, "lecteur") == 0 || strcmp(has, wanted) == 0) return true;
	bool head = strcmp(has, "administrateur") == 0, leads = head || strcmp(has, "superviseur") == 0;
	return (leads && strcmp(wanted, "instructeur") == 0) || (head && strcmp(wanted, "superviseur") == 0);
}

bool gt_agent_may(const struct gt_agent_session *session, const char *role, const char *service)
{
	gt_assert(gt_agent_role_known(role));
	for (size_t i = 0; session->enrolled && !session->password_temporary && i < session->n_roles; i++) {
		const struct gt_agent_role *r = &session->roles[i];
		if (acts_as(r->role, role) && (!service || strcmp(r->service, "*") == 0 || strcmp(r->service, service) == 0)) return true;
	}
	return false;
}

/* ---- the daily digest ---- */
struct digest { struct gt_id agent; bool wanted; };

static int digest_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct digest *g = arg;
	bool changed = false;
	int rc = gt_store_agent_digest_set(db, g->agent, g->wanted, &changed, err);
	if (rc != GT_OK || !changed) return rc;
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_AGENT, .actor = g->agent, .verb = "digest", .detail = g->wanted ? "wanted" : "not wanted" }, err);
}

int gt_agent_digest(const struct gt_account_at *at, const struct gt_agent_session *session, bool *ret, struct gt_error *err) { return gt_store_agent_digest(at->db, session->agent, ret, err); }

int gt_agent_digest_set(const struct gt_account_at *at, const struct gt_agent_session *session, bool wanted, struct gt_error *err)
{
	struct digest g = { .agent = session->agent, .wanted = wanted };
	return gt_db_tx(at->db, digest_tx, &g, err);
}

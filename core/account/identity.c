/* Sign-ins with an identity provider: on their way, back, linked. A state serves once and in one browser; an account is linked only by whoever is signed
 * in to it with its own password (an agent: and code), so that nobody takes an account over by an identity that merely looks like it. */
#include <stdio.h>
#include "account/agent_priv.h"
#include "account/identity_store.h"

static const struct gt_throttle_rule begin_rule = { "identity", 60, 1, 60, 3600 };
static const char *const on_the_way[GT_SIDE__MAX] = { "u", "a" }, *const waiting[GT_SIDE__MAX] = { "U", "A" };
#define LINES_MAX_BYTES 9000
#define NEXT_MAX_BYTES 200

/* ---- sealed lines ---- */
static int put_lines(const struct gt_account_at *at, struct gt_arena *arena, const char *const *lines, size_t n, struct gt_flow_new *f, struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, LINES_MAX_BYTES);
	for (size_t i = 0; i < n; i++) gt_buf_printf(&b, "%s%s", i ? "\n" : "", lines[i] ? lines[i] : "");
	if (b.overflow) return gt_fail(err, GT_TOOBIG, "a sign-in on its way of more than %d bytes", LINES_MAX_BYTES);
	f->sealed_id = gt_id_new();
	return gt_seal(at->ring, arena, "identity-flow", f->sealed_id, (struct gt_str){ b.p, b.n }, &f->sealed, err);
}

static int get_lines(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_flow_row *row, const char **lines, size_t n, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_unseal(at->ring, arena, "identity-flow", row->sealed_id, row->sealed, &plain, err);
	char *p = rc == GT_OK ? gt_arena_strndup(arena, plain.p, plain.n) : NULL;
	for (size_t i = 0; i < n; i++) lines[i] = strsep(&p, "\n");
	return rc == GT_OK && !lines[n - 1] ? gt_fail(err, GT_FAILED, "a sign-in on its way lacks a line") : rc;
}

/* ---- on its way ---- */
int gt_identity_begin(const struct gt_account_at *at, const struct gt_caller *caller, enum gt_side side, const char *provider, const char *browser, const char *next,
	struct gt_identity_flow *ret, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("identity", 1 << 18);
	struct gt_digest unused;
	struct gt_flow_new f = { .provider = provider, .kind = on_the_way[side], .expires_utc_s = gt_now_utc_s() + GT_IDENTITY_FLOW_S };
	int rc = gt_throttle_try(at, &begin_rule, gt_throttle_network(arena, caller->address), ret_wait_s, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_identity_flow){ .next = next };
	gt_token_new(ret->state, &f.state);
	gt_token_new(ret->nonce, &unused);
	gt_token_new(ret->verifier, &unused);
	if (browser && gt_token_hash(browser, &f.browser)) memcpy(ret->browser, browser, GT_TOKEN_TEXT);
	else gt_token_new(ret->browser, &f.browser);
	const char *lines[] = { ret->nonce, ret->verifier, next && strlen(next) <= NEXT_MAX_BYTES ? next : "/" };
	rc = put_lines(at, arena, lines, GT_COUNT(lines), &f, err);
	return rc == GT_OK ? gt_store_flow_insert(at->db, &f, err) : rc;
}

struct taking { struct gt_arena *arena; struct gt_digest state; const char *kind; struct gt_flow_row row; };

static int take_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct taking *t = arg;
	int rc = gt_store_flow_lock(db, t->arena, t->state, t->kind, &t->row, err);
	return rc == GT_OK ? gt_store_flow_delete(db, t->state, err) : rc;
}

static bool of_browser(const struct gt_flow_row *row, const char *browser)
{
	struct gt_digest sent, kept = { { 0 } };
	if (!browser || !gt_token_hash(browser, &sent) || row->browser.n != sizeof kept.b) return false;
	memcpy(kept.b, row->browser.p, sizeof kept.b);
	return gt_digest_eq(sent, kept);
}

int gt_identity_answered(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *provider, const char *state, const char *browser,
	struct gt_identity_flow *ret, struct gt_error *err)
{
	struct taking t = { .arena = arena, .kind = on_the_way[side] };
	if (!state || !gt_token_hash(state, &t.state)) return gt_fail(err, GT_NOTFOUND, "no state of ours");
	/* Somebody else's browser learns nothing and takes nothing away. */
	int rc = gt_store_flow(at->db, arena, t.state, t.kind, &t.row, err);
	if (rc == GT_OK && (!of_browser(&t.row, browser) || !gt_streq(t.row.provider, provider))) return gt_fail(err, GT_NOTFOUND, "a state of another browser");
	if (rc == GT_OK) rc = gt_db_tx(at->db, take_tx, &t, err);
	if (rc != GT_OK) return rc;
	if (gt_now_utc_s() >= t.row.expires_utc_s) return gt_fail(err, GT_NOTFOUND, "a state that is over");
	const char *lines[3];
	rc = get_lines(at, arena, &t.row, lines, GT_COUNT(lines), err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_identity_flow){ .next = lines[2] };
	snprintf(ret->state, sizeof ret->state, "%s", state);
	snprintf(ret->nonce, sizeof ret->nonce, "%s", lines[0]);
	snprintf(ret->verifier, sizeof ret->verifier, "%s", lines[1]);
	snprintf(ret->browser, sizeof ret->browser, "%s", browser);
	return GT_OK;
}

/* ---- what waits for its link: one a browser ---- */
static struct gt_digest waiting_key(const struct gt_account_at *at, const char *browser) { return gt_keyed_hash(at->ring, "identity-waiting", gt_str(browser)); }

static int let_wait(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const struct gt_identity *who, const char *browser, struct gt_error *err)
{
	struct gt_flow_new f = { .provider = who->provider, .kind = waiting[side], .state = waiting_key(at, browser), .expires_utc_s = gt_now_utc_s() + GT_IDENTITY_WAIT_S };
	const char *lines[] = { who->issuer, who->subject, who->given_name, who->family_name, who->level, who->second_factor ? "mfa" : "" };
	if (!gt_token_hash(browser, &f.browser)) return gt_fail(err, GT_FAILED, "no browser's token");
	int rc = put_lines(at, arena, lines, GT_COUNT(lines), &f, err);
	if (rc == GT_OK) rc = gt_store_flow_insert(at->db, &f, err);
	return rc == GT_OK ? gt_fail(err, GT_NOTFOUND, "not linked with an account yet") : rc;
}

static int read_waiting(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_flow_row *row, const char *browser, struct gt_identity *ret, struct gt_error *err)
{
	const char *l[6];
	if (!of_browser(row, browser) || gt_now_utc_s() >= row->expires_utc_s) return gt_fail(err, GT_NOTFOUND, "nothing waits any more");
	int rc = get_lines(at, arena, row, l, GT_COUNT(l), err);
	if (rc == GT_OK) *ret = (struct gt_identity){ .provider = row->provider, .issuer = l[0], .subject = l[1], .given_name = l[2], .family_name = l[3], .level = l[4], .second_factor = *l[5] };
	return rc;
}

int gt_identity_waiting(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *browser, struct gt_identity *ret, struct gt_error *err)
{
	struct gt_flow_row row;
	if (!browser) return gt_fail(err, GT_NOTFOUND, "no browser's token");
	int rc = gt_store_flow(at->db, arena, waiting_key(at, browser), waiting[side], &row, err);
	return rc == GT_OK ? read_waiting(at, arena, &row, browser, ret, err) : rc;
}

int gt_identity_drop(const struct gt_account_at *at, enum gt_side side, const char *browser, struct gt_error *err)
{
	(void)side;
	return browser ? gt_store_flow_delete(at->db, waiting_key(at, browser), err) : GT_OK;
}

/* ---- arriving ---- */
struct arriving { const struct gt_account_at *at; const struct gt_caller *caller; const struct gt_identity *who; struct gt_id id; const char *former; struct gt_digest hash; enum gt_agent_stage stage; };

int gt_identity_arrive(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_identity *who, const char *browser, const char *former, char ret_token[GT_TOKEN_TEXT], struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("identity", 1 << 18);
	struct gt_id account;
	int rc = gt_store_identity(at->db, arena, GT_SIDE_USER, who->issuer, who->subject, &account, err);
	if (rc == GT_NOTFOUND) return let_wait(at, arena, GT_SIDE_USER, who, browser, err);
	return rc == GT_OK ? gt_session_open(at, caller, account, &(struct gt_session_via){ who->provider, who->id_token, false }, former, ret_token, err) : rc;
}

static int arrive_agent_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct arriving *a = arg;
	struct gt_session_via via = { a->who->provider, a->who->id_token, a->who->second_factor };
	bool open = a->stage == GT_AGENT_OPEN;
	int rc = gt_agent_session_insert(a->at, a->caller, a->id, a->stage, open ? &via : NULL, a->former, a->hash, err);
	return rc == GT_OK && open ? gt_agent_told(db, GT_ACTOR_AGENT, a->id, "sign-in", a->who->provider, err) : rc;
}

int gt_identity_arrive_agent(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_identity *who, const char *browser, const char *former, char ret_token[GT_TOKEN_TEXT],
	bool *ret_code, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("identity", 1 << 18);
	struct arriving a = { .at = at, .caller = caller, .who = who, .former = former, .stage = who->second_factor ? GT_AGENT_OPEN : GT_AGENT_WAITS };
	struct gt_agent_row row;
	int rc = gt_store_identity(at->db, arena, GT_SIDE_AGENT, who->issuer, who->subject, &a.id, err);
	if (rc == GT_NOTFOUND) return let_wait(at, arena, GT_SIDE_AGENT, who, browser, err);
	if (rc == GT_OK) rc = gt_store_agent_by_id(at->db, arena, a.id, &row, err);
	if (rc != GT_OK) return rc;
	if (!who->second_factor && row.totp_secret.n == 0) return gt_fail(err, GT_DENIED, "one factor alone, and no device");
	*ret_code = !who->second_factor;
	char token[GT_TOKEN_TEXT];
	gt_token_new(token, &a.hash);
	rc = gt_db_tx(at->db, arrive_agent_tx, &a, err);
	if (rc == GT_OK) memcpy(ret_token, token, GT_TOKEN_TEXT);
	explicit_bzero(token, sizeof token);
	return rc;
}

/* ---- the link ---- */
struct linking { const struct gt_account_at *at; enum gt_side side; struct gt_id who; const char *browser; };

static int told(const struct linking *l, struct gt_arena *arena, const char *verb, const char *provider, struct gt_error *err)
{
	if (l->side == GT_SIDE_AGENT) return gt_agent_told(l->at->db, GT_ACTOR_AGENT, l->who, verb, provider, err);
	struct gt_account_row a;
	int rc = gt_store_account_by_id(l->at->db, arena, l->who, &a, err);
	if (rc == GT_OK) rc = gt_mail_queue(l->at, arena, verb, a.lang, a.email_typed, a.id, NULL, 0, err);
	return rc == GT_OK ? gt_journal_add(l->at->db, &(struct gt_act){ .actor_kind = GT_ACTOR_USER, .actor = l->who, .verb = verb, .detail = provider }, err) : rc;
}

static int link_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct linking *l = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("identity", 1 << 18);
	struct gt_flow_row row;
	struct gt_identity who;
	int64_t since;
	int rc = gt_store_flow_lock(db, arena, waiting_key(l->at, l->browser), waiting[l->side], &row, err);
	if (rc == GT_OK) rc = read_waiting(l->at, arena, &row, l->browser, &who, err);
	if (rc != GT_OK) return rc;
	/* Two browsers with an identity each, for one account: the second waits here, and then sees the first. */
	rc = gt_store_identity_owner_lock(db, arena, l->side, l->who, err);
	if (rc == GT_OK) rc = gt_store_identity_since(db, arena, l->side, l->who, who.issuer, &since, err);
	if (rc == GT_OK) return gt_fail(err, GT_CONFLICT, "the account is linked already");
	if (rc == GT_NOTFOUND) rc = gt_store_identity_insert(db, l->side, who.issuer, who.subject, l->who, gt_now_utc_s(), err);
	if (rc == GT_OK) rc = gt_store_flow_delete(db, waiting_key(l->at, l->browser), err);
	return rc == GT_OK ? told(l, arena, "identity-linked", who.provider, err) : rc;
}

static int link_with(const struct gt_account_at *at, enum gt_side side, struct gt_id who, const char *browser, struct gt_error *err)
{
	if (!browser) return gt_fail(err, GT_NOTFOUND, "no browser's token");
	return gt_db_tx(at->db, link_tx, &(struct linking){ at, side, who, browser }, err);
}

int gt_identity_link(const struct gt_account_at *at, const struct gt_session *session, const char *browser, struct gt_error *err) { return link_with(at, GT_SIDE_USER, session->account, browser, err); }
int gt_identity_link_agent(const struct gt_account_at *at, const struct gt_agent_session *session, const char *browser, struct gt_error *err) { return link_with(at, GT_SIDE_AGENT, session->agent, browser, err); }

int gt_identity_since(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_utc_s, struct gt_error *err)
{
	return gt_store_identity_since(at->db, arena, side, who, issuer, ret_utc_s, err);
}

struct unlinking { struct linking l; const char *issuer; };

static int unlink_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct unlinking *u = arg;
	GT_AUTO_ARENA arena = gt_arena_new("identity", 1 << 18);
	int64_t n = 0;
	int rc = gt_store_identity_delete(db, u->l.side, u->l.who, u->issuer, &n, err);
	if (rc == GT_OK && n == 0) return gt_fail(err, GT_NOTFOUND, "not linked");
	return rc == GT_OK ? told(&u->l, arena, "identity-unlinked", NULL, err) : rc;
}

int gt_identity_unlink(const struct gt_account_at *at, const struct gt_session *session, const char *issuer, struct gt_error *err)
{
	return gt_db_tx(at->db, unlink_tx, &(struct unlinking){ { at, GT_SIDE_USER, session->account, NULL }, issuer }, err);
}

int gt_identity_unlink_agent(const struct gt_account_at *at, const struct gt_agent_session *session, const char *issuer, struct gt_error *err)
{
	return gt_db_tx(at->db, unlink_tx, &(struct unlinking){ { at, GT_SIDE_AGENT, session->agent, NULL }, issuer }, err);
}

/* ---- leaving ---- */
int gt_identity_of_session(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *token, const char **ret_provider, const char **ret_id_token, struct gt_error *err)
{
	struct gt_digest hash;
	struct gt_provider_row row;
	struct gt_str plain;
	if (!token || !gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = gt_store_session_provider(at->db, arena, side, hash, &row, err);
	if (rc == GT_OK) rc = gt_unseal(at->ring, arena, "id-token", row.id, row.id_token, &plain, err);
	if (rc != GT_OK) return rc;
	*ret_provider = row.provider;
	*ret_id_token = gt_arena_strndup(arena, plain.p, plain.n);
	return GT_OK;
}

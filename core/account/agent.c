/* Agents as the operator makes them: facts, roles, state; and the password they change themselves. */
#include "account/agent_priv.h"

static const char *const roles[] = { "instructeur", "valideur", "superviseur", "administrateur", "lecteur" };
static const struct gt_id nobody;

bool gt_agent_role_known(const char *role)
{
	for (size_t i = 0; i < GT_COUNT(roles); i++)
		if (gt_streq(role, roles[i])) return true;
	return false;
}

bool gt_agent_login_shape(const char *s) { return s && strlen(s) >= 2 && strlen(s) <= 64 && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_@")] == 0; }

const char *gt_agent_login_normalise(struct gt_arena *arena, const char *login)
{
	const char *s = gt_text_lower(arena, gt_text_clean(arena, login ? login : "", false));
	return gt_agent_login_shape(s) ? s : "?";
}

int gt_agent_told(struct gt_db *db, enum gt_actor by, struct gt_id agent, const char *verb, const char *detail, struct gt_error *err)
{
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = by, .actor = agent, .verb = verb, .detail = detail }, err);
}

static int check_role(const struct gt_agent_role *r, struct gt_error *err)
{
	const char *s = r->service;
	bool service = gt_streq(s, "*") || (s && strlen(s) == 4 && s[strspn(s, "0123456789")] == 0);
	if (gt_agent_role_known(r->role) && service) return GT_OK;
	return gt_fail(err, GT_BADINPUT, "role '%s' in service '%s': ROLE@SERVICE, four digits or *", r->role ? r->role : "", s ? s : "");
}

static int check_password(const char *password, const char *login, const char *name, struct gt_error *err)
{
	bool broken[GT_PASSWORD__MAX] = { false };
	const char *const words[] = { login, name, NULL };
	if (gt_password_check(password ? password : "", words, broken)) return GT_OK;
	for (int i = 0; i < GT_PASSWORD__MAX; i++)
		if (broken[i]) return gt_fail(err, GT_REFUSED, "the password breaks the rule %s", gt_password_rule_name((enum gt_password_rule)i));
	return gt_fail(err, GT_REFUSED, "the password breaks rules");
}

static int check_new(struct gt_arena *arena, const struct gt_agent_new *w, struct gt_error *err)
{
	const char *typed, *normal;
	if (!gt_agent_login_shape(w->login)) return gt_fail(err, GT_BADINPUT, "login '%s': 2 to 64 of a-z 0-9 . - _ @", w->login ? w->login : "");
	if (gt_empty(w->name)) return gt_fail(err, GT_BADINPUT, "'%s' has no name", w->login);
	if (!gt_text_email(arena, w->email ? w->email : "", &typed, &normal)) return gt_fail(err, GT_BADINPUT, "e-mail of '%s' is none", w->login);
	int rc = GT_OK;
	for (size_t i = 0; rc == GT_OK && i < w->n_roles; i++) rc = check_role(&w->roles[i], err);
	return rc == GT_OK ? check_password(w->password, w->login, w->name, err) : rc;
}

/* ---- made, or given other facts ---- */
struct put { struct gt_id by; const struct gt_agent_new *wanted; struct gt_agent_row row; };

/* By the operator: in the agent's own chain. By an administrator: in theirs, with the agent's id. */
static int tell(struct gt_db *db, struct gt_id by, struct gt_id agent, const char *verb, const char *detail, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("tell", 1 << 16);
	char id[GT_ID_TEXT];
	if (gt_id_null(by)) return gt_agent_told(db, GT_ACTOR_OPERATOR, agent, verb, detail, err);
	return gt_agent_told(db, GT_ACTOR_AGENT, by, verb, gt_arena_printf(arena, "%s%s%s", gt_id_text(agent, id), detail ? " " : "", detail ? detail : ""), err);
}

static int put_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct put *p = arg;
	int rc = gt_store_agent_put(db, &p->row, gt_now_utc_s(), err);
	if (rc == GT_OK) rc = gt_store_agent_roles_clear(db, p->row.id, err);
	for (size_t i = 0; rc == GT_OK && i < p->wanted->n_roles; i++) rc = gt_store_agent_role_add(db, p->row.id, &p->wanted->roles[i], err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(db, GT_SIDE_AGENT, p->row.id, nobody, err);
	if (rc == GT_OK) rc = gt_store_recovery_clear(db, p->row.id, err);
	return rc == GT_OK ? tell(db, p->by, p->row.id, "agent-put", NULL, err) : rc;
}

int gt_agent_put(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_new *w, struct gt_error *err)
{
	struct put p = { .wanted = w, .by = at->by, .row = { .login = w->login, .name = w->name, .email = w->email, .lang = w->lang ? w->lang : "fr", .password_temporary = w->temporary } };
	char hash[GT_PASSWORD_HASH];
	int rc = check_new(arena, w, err);
	if (rc == GT_OK) rc = gt_store_agent_id(at->db, arena, w->login, &p.row.id, err);
	if (rc == GT_NOTFOUND) { p.row.id = gt_id_new(); rc = GT_OK; }
	if (rc == GT_OK && w->totp_secret) rc = gt_agent_secret_seal(at, arena, p.row.id, w->totp_secret, &p.row.totp_secret, err);
	if (rc == GT_OK) rc = gt_password_hash(w->password, hash, err);
	if (rc != GT_OK) return rc;
	p.row.password_hash = hash;
	return gt_db_tx(at->db, put_tx, &p, err);
}

/* ---- one fact of an agent that there is ---- */
enum what { STATE, ROLE_GIVEN, ROLE_TAKEN, TOTP, PASSWORD };
struct change { enum what what; struct gt_id agent, by; const char *login, *state, *hash; const struct gt_agent_role *role; };

static int write_change(struct gt_db *db, const struct change *c, struct gt_error *err)
{
	switch (c->what) {
	case STATE: { int64_t n; return gt_store_agent_state(db, c->login, c->state, &n, err); }
	case ROLE_GIVEN: return gt_store_agent_role_add(db, c->agent, c->role, err);
	case ROLE_TAKEN: return gt_store_agent_role_remove(db, c->agent, c->role, err);
	case PASSWORD: return gt_store_agent_password(db, c->agent, c->hash, /* temporary= */ true, err);
	case TOTP: break;
	}
	int rc = gt_store_agent_totp(db, c->agent, (struct gt_str){ NULL, 0 }, 0, err);
	return rc == GT_OK ? gt_store_recovery_clear(db, c->agent, err) : rc;
}

static int change_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	static const char *const verbs[] = { [STATE] = "agent-state", [ROLE_GIVEN] = "agent-role-given", [ROLE_TAKEN] = "agent-role-taken", [TOTP] = "agent-totp-reset", [PASSWORD] = "agent-password-reset" };
	const struct change *c = arg;
	GT_AUTO_ARENA arena = gt_arena_new("agent change", 1 << 16);
	int rc = write_change(db, c, err);
	/* A role changes at the next page; everything else ends what is open. */
	bool ends = c->what == TOTP || c->what == PASSWORD || (c->what == STATE && strcmp(c->state, "active") != 0);
	if (rc == GT_OK && ends) rc = gt_store_sessions_revoke(db, GT_SIDE_AGENT, c->agent, nobody, err);
	const char *detail = c->role ? gt_arena_printf(arena, "%s@%s", c->role->role, c->role->service) : c->state;
	return rc == GT_OK ? tell(db, c->by, c->agent, verbs[c->what], detail, err) : rc;
}

static int change(const struct gt_account_at *at, struct change c, const char *login, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("agent", 1 << 16);
	c.by = at->by;
	c.login = gt_agent_login_normalise(arena, login);
	int rc = gt_store_agent_id(at->db, arena, c.login, &c.agent, err);
	if (rc == GT_NOTFOUND) return gt_fail(err, GT_NOTFOUND, "no agent '%s'", c.login);
	return rc == GT_OK ? gt_db_tx(at->db, change_tx, &c, err) : rc;
}

int gt_agent_state_set(const struct gt_account_at *at, const char *login, const char *state, struct gt_error *err)
{
	if (!gt_streq(state, "active") && !gt_streq(state, "suspended") && !gt_streq(state, "closed")) return gt_fail(err, GT_BADINPUT, "state '%s': active, suspended or closed", state ? state : "");
	return change(at, (struct change){ .what = STATE, .state = state }, login, err);
}

int gt_agent_role_set(const struct gt_account_at *at, const char *login, const struct gt_agent_role *role, bool has, struct gt_error *err)
{
	int rc = check_role(role, err);
	return rc == GT_OK ? change(at, (struct change){ .what = has ? ROLE_GIVEN : ROLE_TAKEN, .role = role }, login, err) : rc;
}

int gt_agent_totp_reset(const struct gt_account_at *at, const char *login, struct gt_error *err) { return change(at, (struct change){ .what = TOTP }, login, err); }

int gt_agent_password_reset(const struct gt_account_at *at, const char *login, const char *temporary, struct gt_error *err)
{
	char hash[GT_PASSWORD_HASH];
	int rc = check_password(temporary, login, NULL, err);
	if (rc == GT_OK) rc = gt_password_hash(temporary, hash, err);
	return rc == GT_OK ? change(at, (struct change){ .what = PASSWORD, .hash = hash }, login, err) : rc;
}

int gt_agent_list(const struct gt_account_at *at, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err) { return gt_store_agents(at->db, arena, ret, ret_n, err); }

/* ---- the agent's own password ---- */
struct own { const struct gt_agent_session *session; const char *hash; };

static int password_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct own *o = arg;
	int rc = gt_store_agent_password(db, o->session->agent, o->hash, /* temporary= */ false, err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(db, GT_SIDE_AGENT, o->session->agent, o->session->id, err);
	return rc == GT_OK ? gt_agent_told(db, GT_ACTOR_AGENT, o->session->agent, "password-change", NULL, err) : rc;
}

int gt_agent_password_change(const struct gt_account_at *at, const struct gt_agent_session *session, const char *present, const char *password, bool broken[GT_PASSWORD__MAX], struct gt_error *err)
{
	static const struct gt_throttle_rule rule = { "password_change", 5, 2, 900, 3600 };
	GT_AUTO_ARENA arena = gt_arena_new_clean("password", 1 << 18);
	char id[GT_ID_TEXT], hash[GT_PASSWORD_HASH];
	int64_t wait;
	struct gt_agent_row row;
	memset(broken, 0, GT_PASSWORD__MAX * sizeof *broken);
	int rc = gt_throttle_try(at, &rule, gt_id_text(session->agent, id), &wait, err);
	if (rc != GT_OK) return rc == GT_REFUSED ? gt_fail(err, GT_BUSY, "too many tries") : rc;
	rc = gt_store_agent_by_id(at->db, arena, session->agent, &row, err);
	if (rc == GT_OK) rc = gt_password_verify(row.password_hash, present, err);
	if (rc != GT_OK) return rc == GT_REFUSED ? gt_fail(err, GT_DENIED, "the present password is another") : rc;
	/* A temporary one must really go. */
	const char *words[] = { session->login, session->name, row.password_temporary ? present : NULL, NULL };
	if (!gt_password_check(password, words, broken)) return gt_fail(err, GT_REFUSED, "the password breaks rules");
	if (strcmp(present, password) == 0) return broken[GT_PASSWORD_COMMON] = true, gt_fail(err, GT_REFUSED, "the same password again");
	rc = gt_password_hash(password, hash, err);
	if (rc == GT_OK) rc = gt_db_tx(at->db, password_tx, &(struct own){ session, hash }, err);
	return rc == GT_OK ? gt_throttle_forget(at, rule.act, id, err) : rc;
}

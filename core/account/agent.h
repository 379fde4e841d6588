/* Agents of the back office: accounts made by the operator, sign-in with password and one-time code, sessions of two stages. */
#ifndef GT_AGENT_H
#define GT_AGENT_H
#include "account/account.h"

#define GT_TOTP_SECRET_TEXT 33                            /* 160 bits in base32 and NUL */
/* role: instructeur, valideur, superviseur, administrateur, lecteur. service: 4 digits, or "*": everywhere. */
struct gt_agent_role { const char *role, *service; };
struct gt_agent_new { const char *login, *name, *email, *password, *totp_secret, *lang; const struct gt_agent_role *roles; size_t n_roles; };
bool gt_agent_role_known(const char *role);
void gt_totp_secret_new(char out[GT_TOTP_SECRET_TEXT]);

/* Makes an agent, or gives an existing one (same login) these facts, roles and secrets; its sessions end. For the operator's commands.
 * ret: OK; REFUSED the password breaks rules; BADINPUT login, e-mail, role or secret of a wrong shape; BUSY, FAILED. */
int gt_agent_put(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_new *wanted, struct gt_error *err) GT_MUST_USE;
/* active, suspended or closed; sessions end unless active. NOTFOUND no such login. */
int gt_agent_state_set(const struct gt_account_at *at, const char *login, const char *state, struct gt_error *err) GT_MUST_USE;
struct gt_agent_line { struct gt_id id; const char *login, *name, *email, *state, *roles; };  /* roles: "instructeur@5901 …" */
int gt_agent_list(const struct gt_account_at *at, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- sign-in ---- */
struct gt_agent_session {
	struct gt_id id, agent;
	bool open;                           /* false: the password was right, the code is awaited; nothing else may be shown */
	const char *login, *name, *email, *lang;
	const struct gt_agent_role *roles; size_t n_roles;
	int64_t seconds_left;
	char csrf[65];
};
/* First factor. ret as gt_account_sign_in; the token opens a session that waits for the code, five minutes. */
int gt_agent_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* Second factor: six digits of now, 30 s before or after, each once. The waiting session ends, another token opens the real one.
 * ret: OK; REFUSED wrong, or too soon (*ret_wait_s > 0); NOTFOUND no session waits; BUSY, FAILED. locks: the agent's row. */
int gt_agent_code(const struct gt_account_at *at, const struct gt_caller *caller, const char *token, const char *code, char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
int gt_agent_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_agent_session *ret, struct gt_error *err) GT_MUST_USE;
int gt_agent_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err) GT_MUST_USE;
int gt_agent_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_agent_session_revoke(const struct gt_account_at *at, const struct gt_agent_session *session, struct gt_id which, struct gt_error *err) GT_MUST_USE; /* null id: all others */
/* Whether an agent has that role (NULL: any) in that service (NULL: anywhere). */
bool gt_agent_may(const struct gt_agent_session *session, const char *role, const char *service);

#endif

/* Agents of the back office: made by the operator, sign-in with password and one-time code, roles in services, sessions. */
#ifndef GT_AGENT_H
#define GT_AGENT_H
#include "account/account.h"

#define GT_TOTP_SECRET_TEXT 33                            /* 160 bits in base32 and NUL */
#define GT_RECOVERY_CODES 10
#define GT_RECOVERY_TEXT 12                               /* XXXXX-XXXXX and NUL: 50 bits */

/* role: instructeur, valideur, superviseur, administrateur, lecteur. service: 4 digits, or "*": everywhere. */
struct gt_agent_role { const char *role, *service; };
bool gt_agent_role_known(const char *role);
void gt_totp_secret_new(char out[GT_TOTP_SECRET_TEXT]);

/* ---- the operator's acts ---- */
/* totp_secret: base32; NULL: the agent enrols a device at the first sign-in. temporary: the password must be changed then. */
struct gt_agent_new { const char *login, *name, *email, *password, *totp_secret, *lang; const struct gt_agent_role *roles; size_t n_roles; bool temporary; };
/* Makes an agent, or gives an existing one (same login) these facts, roles and secrets; its sessions and recovery codes end.
 * ret: OK; REFUSED the password breaks rules; BADINPUT login, e-mail, role or secret of a wrong shape; BUSY, FAILED. */
int gt_agent_put(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_new *wanted, struct gt_error *err) GT_MUST_USE;
/* ret: OK; NOTFOUND no such login; BADINPUT state, role or service; BUSY, FAILED. */
int gt_agent_state_set(const struct gt_account_at *at, const char *login, const char *state, struct gt_error *err) GT_MUST_USE;   /* active, suspended, closed: sessions end */
int gt_agent_role_set(const struct gt_account_at *at, const char *login, const struct gt_agent_role *role, bool has, struct gt_error *err) GT_MUST_USE;
int gt_agent_totp_reset(const struct gt_account_at *at, const char *login, struct gt_error *err) GT_MUST_USE;                     /* a device is enrolled at the next sign-in */
int gt_agent_password_reset(const struct gt_account_at *at, const char *login, const char *temporary, struct gt_error *err) GT_MUST_USE;
struct gt_agent_line { struct gt_id id; const char *login, *name, *email, *state, *roles; bool enrolled; };  /* roles: "instructeur@5901 …" */
int gt_agent_list(const struct gt_account_at *at, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- sessions ---- */
struct gt_agent_session {
	struct gt_id id, agent;
	const char *name, *login, *email, *lang;
	char csrf[65];
	int64_t seconds_left;
	bool enrolled;                       /* has a second factor; without it nothing but its enrolment is shown */
	bool password_temporary;             /* must be changed before anything else is shown */
	const struct gt_agent_role *roles; size_t n_roles;
};
/* Whether this agent may act in that role in that service (NULL: in any). superviseur and administrateur act as instructeur too, administrateur as
 * superviseur; whoever has a role there reads ("lecteur"); valideur is nobody else's. An agent without second factor may nothing. */
bool gt_agent_may(const struct gt_agent_session *session, const char *role, const char *service);

/* First factor. ret: OK: *ret_token opens a session that waits for the code (five minutes), or, *ret_complete, one without second factor yet;
 * REFUSED wrong, or too soon (*ret_wait_s > 0); BUSY, FAILED. blocks: one Argon2 for known and unknown alike. */
int gt_agent_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], bool *ret_complete, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* Whether that token's session waits for a code. ret: OK, NOTFOUND, BUSY, FAILED. */
int gt_agent_code_awaited(const struct gt_account_at *at, const char *token, struct gt_error *err) GT_MUST_USE;
/* Second factor: six digits of now, 30 s before or after, each once; or a recovery code (*ret_recovery). The waiting session ends, another token
 * opens the real one. ret: OK; REFUSED wrong, or too soon (*ret_wait_s > 0); NOTFOUND no session waits; BUSY, FAILED. locks: the agent's row. */
int gt_agent_code(const struct gt_account_at *at, const struct gt_caller *caller, const char *token, const char *code, char ret_token[GT_TOKEN_TEXT], bool *ret_recovery,
	int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* ret: OK, and the idle time starts again; NOTFOUND no such session, over, or waiting for its code; BUSY, FAILED. */
int gt_agent_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_agent_session *ret, struct gt_error *err) GT_MUST_USE;
int gt_agent_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err) GT_MUST_USE;
int gt_agent_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_agent_session_revoke(const struct gt_account_at *at, const struct gt_agent_session *session, struct gt_id which, struct gt_error *err) GT_MUST_USE; /* null id: all others */

/* A form that came after its session's end, as of applicants (account.h). */
int gt_agent_kept_put(const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, const char *path, const struct gt_pair *pairs, size_t n, struct gt_error *err) GT_MUST_USE;
int gt_agent_kept_find(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id agent, struct gt_kept_form *ret, struct gt_error *err) GT_MUST_USE;
int gt_agent_kept_drop(const struct gt_account_at *at, struct gt_id agent, struct gt_error *err) GT_MUST_USE;

/* ---- what an agent changes ---- */
/* ret: OK, other sessions end; DENIED the present one is wrong; REFUSED broken rules; BUSY also: too many tries; FAILED. */
int gt_agent_password_change(const struct gt_account_at *at, const struct gt_agent_session *session, const char *present, const char *password, bool broken[GT_PASSWORD__MAX], struct gt_error *err) GT_MUST_USE;
/* A new device. begin: makes a secret and keeps it aside; who has a device already gives a code of it. secret: shows the one kept aside (NOTFOUND: none).
 * confirm: a code of it makes it the second factor and gives recovery codes, other sessions end. ret: REFUSED wrong code, or too soon (*ret_wait_s > 0);
 * BUSY, FAILED. */
int gt_agent_totp_begin(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
struct gt_totp_secret { const char *base32, *uri; };
int gt_agent_totp_secret(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_totp_secret *ret, struct gt_error *err) GT_MUST_USE;
int gt_agent_totp_confirm(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, char ret_codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT],
	int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* The secret's address as a picture to scan (SVG). */
int gt_agent_totp_picture(struct gt_arena *arena, const struct gt_totp_secret *secret, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* Ten new recovery codes in place of all former ones; needs a code of the device. REFUSED as above. */
int gt_agent_recovery_renew(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, char ret_codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT],
	int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
int gt_agent_recovery_left(const struct gt_account_at *at, const struct gt_agent_session *session, int64_t *ret, struct gt_error *err) GT_MUST_USE;

/* The daily digest by mail (dossier/due.h): wanted or not. ret: OK, BUSY, FAILED. */
int gt_agent_digest(const struct gt_account_at *at, const struct gt_agent_session *session, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_agent_digest_set(const struct gt_account_at *at, const struct gt_agent_session *session, bool wanted, struct gt_error *err) GT_MUST_USE;

#endif

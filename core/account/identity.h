/* Room account, identity providers: a sign-in on its way to one and back, who was vouched for, the link with an account. What a provider says is checked
 * by room oidc before it comes here. An account is linked only by somebody who is signed in to it otherwise. */
#ifndef GT_ACCOUNT_IDENTITY_H
#define GT_ACCOUNT_IDENTITY_H
#include "account/account.h"
#include "account/agent.h"

#define GT_IDENTITY_FLOW_S 600            /* from the button to the answer */
#define GT_IDENTITY_WAIT_S 1800           /* from the answer to the link: time to find a password, or to get another */

/* ---- on its way ---- */
struct gt_identity_flow { char state[GT_TOKEN_TEXT], nonce[GT_TOKEN_TEXT], verifier[GT_TOKEN_TEXT], browser[GT_TOKEN_TEXT]; const char *next; };
/* browser: the token this browser has already (two tabs may both be on their way), NULL: another is made. next: where to go afterwards.
 * ret: OK; REFUSED too many from there (*ret_wait_s); BUSY, FAILED. */
int gt_identity_begin(const struct gt_account_at *at, const struct gt_caller *caller, enum gt_side side, const char *provider, const char *browser, const char *next,
	struct gt_identity_flow *ret, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* An answer to that state, in that browser. It serves once, whatever comes of it. ret: OK; NOTFOUND never made, of another browser, used, over; BUSY, FAILED. */
int gt_identity_answered(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *provider, const char *state, const char *browser,
	struct gt_identity_flow *ret, struct gt_error *err) GT_MUST_USE;

/* ---- who was vouched for ---- */
struct gt_identity { const char *provider, *issuer, *subject, *given_name, *family_name, *level, *id_token; bool second_factor; };  /* provider: our name, issuer: its address */
/* ret: OK a session is open, *ret_token; NOTFOUND nobody is linked: it waits under the browser's token for gt_identity_link; BUSY, FAILED. */
int gt_identity_arrive(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_identity *who, const char *browser, const char *former, char ret_token[GT_TOKEN_TEXT], struct gt_error *err) GT_MUST_USE;
/* The same of an agent. *ret_code: the provider asked for a password alone, the token waits for the code of the agent's own device (gt_agent_code).
 * DENIED: a password alone, and the agent has no device. */
int gt_identity_arrive_agent(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_identity *who, const char *browser, const char *former, char ret_token[GT_TOKEN_TEXT],
	bool *ret_code, struct gt_error *err) GT_MUST_USE;
/* What waits in this browser for its link. ret: OK; NOTFOUND; BUSY, FAILED. */
int gt_identity_waiting(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *browser, struct gt_identity *ret, struct gt_error *err) GT_MUST_USE;
int gt_identity_drop(const struct gt_account_at *at, enum gt_side side, const char *browser, struct gt_error *err) GT_MUST_USE;
/* Links what waits with the account of who is signed in; told by mail. ret: OK; NOTFOUND nothing waits; CONFLICT the identity, or the account, is linked
 * otherwise; BUSY, FAILED. */
int gt_identity_link(const struct gt_account_at *at, const struct gt_session *session, const char *browser, struct gt_error *err) GT_MUST_USE;
int gt_identity_link_agent(const struct gt_account_at *at, const struct gt_agent_session *session, const char *browser, struct gt_error *err) GT_MUST_USE;
/* When the account (or the agent) was linked with that issuer; NOTFOUND: it is not. unlink: NOTFOUND too. */
int gt_identity_since(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_identity_unlink(const struct gt_account_at *at, const struct gt_session *session, const char *issuer, struct gt_error *err) GT_MUST_USE;
int gt_identity_unlink_agent(const struct gt_account_at *at, const struct gt_agent_session *session, const char *issuer, struct gt_error *err) GT_MUST_USE;
/* Through whom a session was opened, before it ends: for the sign-out there. NOTFOUND: with a password. */
int gt_identity_of_session(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, const char *token, const char **ret_provider, const char **ret_id_token, struct gt_error *err) GT_MUST_USE;

#endif

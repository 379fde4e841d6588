/* Inside room account: what the files about agents share. */
#ifndef GT_AGENT_PRIV_H
#define GT_AGENT_PRIV_H
#include "account/account_priv.h"
#include "account/agent_store.h"

/* ---- agent.c ---- */
bool gt_agent_login_shape(const char *login);
const char *gt_agent_login_normalise(struct gt_arena *arena, const char *login);   /* what is no login becomes "?": it matches nothing */
/* In the journal; operator: what was done to the agent, not by them. Inside a transaction. */
int gt_agent_told(struct gt_db *db, enum gt_actor by, struct gt_id agent, const char *verb, const char *detail, struct gt_error *err) GT_MUST_USE;

/* ---- agent_session.c ---- */
#define GT_AGENT_SESSION_ARENA_BYTES (1 << 20)     /* a session is read with each role of its agent: thousands */
enum gt_agent_stage { GT_AGENT_WAITS, GT_AGENT_OPEN };
/* Inside a transaction: a session row, and the former one's end. */
int gt_agent_session_insert(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id agent, enum gt_agent_stage stage, const struct gt_session_via *via, const char *former,
	struct gt_digest hash, struct gt_error *err) GT_MUST_USE;
/* A session of that stage that is not over. */
int gt_agent_session_row(const struct gt_account_at *at, struct gt_arena *arena, const char *token, enum gt_agent_stage stage, struct gt_agent_session_row *ret, struct gt_error *err) GT_MUST_USE;

/* ---- agent_totp.c ---- */
int gt_agent_secret_seal(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id agent, const char *base32, struct gt_str *ret, struct gt_error *err) GT_MUST_USE; /* BADINPUT not base32 of 80 bits at least */
/* Inside a transaction, the agent's row being locked: uses up a code of the device, or (recovery not NULL) a recovery code. REFUSED neither, or used before. */
int gt_agent_code_use(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_row *agent, const char *code, bool *recovery, struct gt_error *err) GT_MUST_USE;
/* Counts a try of this agent's code. REFUSED too soon. */
int gt_agent_code_admit(const struct gt_account_at *at, struct gt_id agent, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
int gt_agent_code_forget(const struct gt_account_at *at, struct gt_id agent, struct gt_error *err) GT_MUST_USE;

#endif

/* Rows of agents, their roles and sessions. */
#ifndef GT_AGENT_STORE_H
#define GT_AGENT_STORE_H
#include "account/agent.h"
#include "account/account_store.h"

struct gt_agent_row { struct gt_id id; const char *login, *name, *email, *password_hash, *lang; struct gt_str totp_secret, totp_pending; int64_t totp_last; bool password_temporary; };
/* roles: by service and name; none for who has none yet. */
struct gt_agent_session_row { struct gt_id id, agent; const char *stage; struct gt_str csrf; int64_t seen_utc_s, expires_utc_s; const char *login, *name, *email, *lang; bool enrolled, password_temporary; const struct gt_agent_role *roles; size_t n_roles; };
struct gt_agent_session_new { struct gt_digest token, address; struct gt_id id, agent; const char *stage, *provider; bool provider_mfa; struct gt_str csrf, id_token; const char *browser; int64_t now_utc_s, expires_utc_s; };

#define STORE int __attribute__((warn_unused_result))
STORE gt_store_agent_id(struct gt_db *db, struct gt_arena *arena, const char *login, struct gt_id *ret, struct gt_error *err);
STORE gt_store_agent_put(struct gt_db *db, const struct gt_agent_row *a, int64_t now_utc_s, struct gt_error *err);             /* by login */
STORE gt_store_agent_roles_clear(struct gt_db *db, struct gt_id agent, struct gt_error *err);
STORE gt_store_agent_role_add(struct gt_db *db, struct gt_id agent, const struct gt_agent_role *role, struct gt_error *err);
STORE gt_store_agent_state(struct gt_db *db, const char *login, const char *state, int64_t *ret_n, struct gt_error *err);
STORE gt_store_agents(struct gt_db *db, struct gt_arena *arena, struct gt_agent_line **ret, size_t *ret_n, struct gt_error *err);
STORE gt_store_agent_by_login(struct gt_db *db, struct gt_arena *arena, const char *login, struct gt_agent_row *ret, struct gt_error *err); /* active ones */
STORE gt_store_agent_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_agent_row *ret, struct gt_error *err);
STORE gt_store_agent_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_agent_row *ret, struct gt_error *err);
STORE gt_store_agent_password(struct gt_db *db, struct gt_id agent, const char *hash, bool temporary, struct gt_error *err);
STORE gt_store_agent_role_remove(struct gt_db *db, struct gt_id agent, const struct gt_agent_role *role, struct gt_error *err);
STORE gt_store_agent_totp_pending(struct gt_db *db, struct gt_id agent, struct gt_str sealed, struct gt_error *err);
STORE gt_store_agent_totp(struct gt_db *db, struct gt_id agent, struct gt_str sealed, int64_t last, struct gt_error *err);       /* nothing sealed: no second factor */
STORE gt_store_recovery_insert(struct gt_db *db, struct gt_id agent, struct gt_digest code, int64_t now_utc_s, struct gt_error *err);
STORE gt_store_recovery_delete(struct gt_db *db, struct gt_id agent, struct gt_digest code, int64_t *ret_n, struct gt_error *err);
STORE gt_store_recovery_clear(struct gt_db *db, struct gt_id agent, struct gt_error *err);
STORE gt_store_recovery_left(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, int64_t *ret, struct gt_error *err);
STORE gt_store_agent_totp_last(struct gt_db *db, struct gt_id agent, int64_t counter, struct gt_error *err);
STORE gt_store_agent_session_insert(struct gt_db *db, const struct gt_agent_session_new *s, struct gt_error *err);
STORE gt_store_agent_session(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_agent_session_row *ret, struct gt_error *err);
#undef STORE
/* The statements the agents' program may prepare. */
const struct gt_query *gt_agent_queries(size_t *ret_n);

/* Whether this agent wants the daily digest. set: *ret_changed false when it stood so already. */
int gt_store_agent_digest(struct gt_db *db, struct gt_id agent, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_agent_digest_set(struct gt_db *db, struct gt_id agent, bool wanted, bool *ret_changed, struct gt_error *err) GT_MUST_USE;

#endif

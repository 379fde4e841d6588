/* Inside room account: what sessions and kept forms of applicants and of agents have in common. Each side has a table of sessions, and rights to its own alone. */
#ifndef GT_SESSION_STORE_H
#define GT_SESSION_STORE_H
#include "account/account.h"

/* Of a session that is over; who: the account, or the agent. */
struct gt_ended_row { struct gt_id who; struct gt_str csrf; int64_t ended_utc_s, expires_utc_s; };
struct gt_kept_row { struct gt_id id; const char *path; struct gt_str sealed; };

#define STORE int __attribute__((warn_unused_result))
STORE gt_store_session_seen(struct gt_db *db, enum gt_side side, struct gt_digest token, int64_t now_utc_s, struct gt_error *err);
STORE gt_store_session_end(struct gt_db *db, enum gt_side side, struct gt_digest token, int64_t now_utc_s, struct gt_error *err);               /* moved to the ended ones; one that waits for its code is not kept */
STORE gt_store_session_delete(struct gt_db *db, enum gt_side side, struct gt_digest token, struct gt_error *err);
STORE gt_store_sessions(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, int64_t now_utc_s, int64_t seen_after_utc_s, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err);
STORE gt_store_session_revoke(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_id id, int64_t *ret_n, struct gt_error *err);
STORE gt_store_sessions_revoke(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_id but, struct gt_error *err);                   /* null id: all */
STORE gt_store_session_ended(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_digest token, struct gt_ended_row *ret, struct gt_error *err);
STORE gt_store_kept_insert(struct gt_db *db, enum gt_side side, struct gt_id who, const struct gt_kept_row *k, int64_t now_utc_s, struct gt_error *err);
STORE gt_store_kept(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, int64_t now_utc_s, struct gt_kept_row *ret, struct gt_error *err);
STORE gt_store_kept_delete(struct gt_db *db, enum gt_side side, struct gt_id who, struct gt_error *err);
#undef STORE
/* Digests as parameters. */
#define GT_DIGEST_STR(d) ((struct gt_str){ (const char *)(d).b, sizeof (d).b })
/* The statements that the program of that side may prepare. */
const struct gt_query *gt_session_queries(enum gt_side side, size_t *ret_n);

#endif

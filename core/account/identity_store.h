/* Rows of sign-ins on their way to a provider, and of identities linked with accounts and agents. */
#ifndef GT_IDENTITY_STORE_H
#define GT_IDENTITY_STORE_H
#include "account/account_store.h"
#include "account/identity.h"

/* kind: a sign-in on its way (u, a), or an identity that waits for its link (U, A). */
struct gt_flow_row { const char *provider; struct gt_id sealed_id; struct gt_str sealed, browser; int64_t expires_utc_s; };
struct gt_flow_new { struct gt_digest state, browser; const char *provider, *kind; struct gt_id sealed_id; struct gt_str sealed; int64_t expires_utc_s; };
struct gt_provider_row { struct gt_id id; const char *provider; struct gt_str id_token; };

#define STORE int __attribute__((warn_unused_result))
STORE gt_store_flow_insert(struct gt_db *db, const struct gt_flow_new *f, struct gt_error *err);
STORE gt_store_flow(struct gt_db *db, struct gt_arena *arena, struct gt_digest state, const char *kind, struct gt_flow_row *ret, struct gt_error *err);
STORE gt_store_flow_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest state, const char *kind, struct gt_flow_row *ret, struct gt_error *err);
STORE gt_store_flow_delete(struct gt_db *db, struct gt_digest state, struct gt_error *err);
STORE gt_store_identity(struct gt_db *db, struct gt_arena *arena, enum gt_side side, const char *issuer, const char *subject, struct gt_id *ret, struct gt_error *err);   /* of an active one */
STORE gt_store_identity_insert(struct gt_db *db, enum gt_side side, const char *issuer, const char *subject, struct gt_id who, int64_t now_utc_s, struct gt_error *err); /* CONFLICT */
STORE gt_store_identity_since(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_utc_s, struct gt_error *err);
STORE gt_store_identity_owner_lock(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_id who, struct gt_error *err);      /* NOTFOUND: closed */
STORE gt_store_identity_delete(struct gt_db *db, enum gt_side side, struct gt_id who, const char *issuer, int64_t *ret_n, struct gt_error *err);
STORE gt_store_session_provider(struct gt_db *db, struct gt_arena *arena, enum gt_side side, struct gt_digest token, struct gt_provider_row *ret, struct gt_error *err);
#undef STORE
/* The statements the program of that side may prepare. */
const struct gt_query *gt_identity_queries(enum gt_side side, size_t *ret_n);

#endif

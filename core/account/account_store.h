/* Rows of accounts, links, sessions, kept forms and the throttle, for the files of this room. Agents: agent_store.h. */
#ifndef GT_ACCOUNT_STORE_H
#define GT_ACCOUNT_STORE_H
#include "account/session_store.h"

struct gt_account_row { struct gt_id id; const char *foreigner_number, *title_number, *email, *email_typed, *phone, *password_hash, *lang; };
struct gt_account_new { struct gt_id id; const char *foreigner_number, *title_number, *email, *email_typed, *password_hash, *lang; int64_t now_utc_s; };
struct gt_link_row { const char *purpose; struct gt_id account, group, pending_id; struct gt_str pending; int64_t created_utc_s, expires_utc_s, used_utc_s; struct gt_digest token; };
struct gt_session_row {
	struct gt_id id, account;
	struct gt_str csrf;
	int64_t seen_utc_s, expires_utc_s;
	bool email_bounced, notified;
	const char *foreigner_number, *email, *phone, *lang, *birth_name, *usage_name, *first_names, *title_number;
};
struct gt_session_new { struct gt_digest token, address; struct gt_id id, account; struct gt_str csrf, id_token; const char *provider, *browser; int64_t now_utc_s, expires_utc_s; };
struct gt_throttle_row { int64_t failures, last_utc_s, until_utc_s; };

#define STORE int __attribute__((warn_unused_result))
STORE gt_store_account_by_number(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_account_row *ret, struct gt_error *err);
STORE gt_store_account_by_title(struct gt_db *db, struct gt_arena *arena, const char *title_number, struct gt_account_row *ret, struct gt_error *err); /* of visas alone */
STORE gt_store_account_by_email(struct gt_db *db, struct gt_arena *arena, const char *email, struct gt_account_row *ret, struct gt_error *err);
STORE gt_store_account_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_account_row *ret, struct gt_error *err);
STORE gt_store_account_email_taken(struct gt_db *db, struct gt_arena *arena, const char *email, bool *ret, struct gt_error *err);   /* by an account that is open */
STORE gt_store_account_insert(struct gt_db *db, struct gt_account_new *a, struct gt_error *err);                             /* an account that waits since the counter is taken over, a->id is then its own. CONFLICT: the number or the e-mail has one */
STORE gt_store_account_password(struct gt_db *db, struct gt_id id, const char *hash, int64_t now_utc_s, struct gt_error *err);
STORE gt_store_account_phone(struct gt_db *db, struct gt_id id, const char *phone, struct gt_error *err);

STORE gt_store_account_email(struct gt_db *db, struct gt_id id, const char *email, const char *typed, struct gt_error *err);      /* CONFLICT: another account has it */
STORE gt_store_account_close(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err);

STORE gt_store_link_used(struct gt_db *db, struct gt_digest token, int64_t now_utc_s, struct gt_error *err);
STORE gt_store_links_open(struct gt_db *db, struct gt_arena *arena, struct gt_id group, int64_t *ret_n, struct gt_error *err);   /* locks them all */
STORE gt_store_link_insert(struct gt_db *db, const struct gt_link_row *l, struct gt_error *err);
STORE gt_store_link(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_link_row *ret, struct gt_error *err);
STORE gt_store_link_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_link_row *ret, struct gt_error *err);
STORE gt_store_links_void(struct gt_db *db, struct gt_id account, struct gt_id group, int64_t now_utc_s, struct gt_error *err);

STORE gt_store_session_insert(struct gt_db *db, const struct gt_session_new *s, struct gt_error *err);
STORE gt_store_session(struct gt_db *db, struct gt_arena *arena, struct gt_digest token, struct gt_session_row *ret, struct gt_error *err);

STORE gt_store_throttle_lock(struct gt_db *db, struct gt_arena *arena, struct gt_digest subject, int64_t now_utc_s, struct gt_throttle_row *ret, struct gt_error *err);
STORE gt_store_throttle_set(struct gt_db *db, struct gt_digest subject, int64_t failures, int64_t now_utc_s, int64_t until_utc_s, struct gt_error *err);
STORE gt_store_throttle_delete(struct gt_db *db, struct gt_digest subject, struct gt_error *err);
#undef STORE
const struct gt_query *gt_account_queries(size_t *ret_n);

#endif

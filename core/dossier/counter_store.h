/* Inside room dossier: rows of what was entered at a counter. */
#ifndef GT_COUNTER_STORE_H
#define GT_COUNTER_STORE_H
#include "dossier/counter.h"
#include "dossier/dossier_store.h"

/* The person's account as far as the agents' program sees it. */
struct gt_counter_account { struct gt_id id; const char *email, *lang; };
struct gt_counter_row { struct gt_id dossier, account, agent; const char *service, *reason, *agent_name, *foreigner_number, *title_number, *email, *lang; int64_t at_utc_s; };
/* What is written with the draft. */
struct gt_counter_begun { struct gt_id agent; const char *service, *reason, *foreigner_number, *title_number, *lang; int64_t now_utc_s; };

int gt_counter_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;
int gt_counter_store_account(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_counter_account *ret, struct gt_error *err) GT_MUST_USE;   /* NOTFOUND: none */
/* In the act's transaction: the account of that number, made when there is none. */
int gt_counter_store_account_make(struct gt_db *db, const struct gt_counter_begun *b, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
int gt_counter_store_insert(struct gt_db *db, struct gt_id dossier, const struct gt_counter_begun *b, struct gt_error *err) GT_MUST_USE;
/* The draft that stands already: same person, counter, procedure and beneficiary. */
int gt_counter_store_draft(struct gt_db *db, const struct gt_counter_new *wanted, const char *foreigner_number, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
int gt_counter_store_row(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_counter_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_counter_store_drafts(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_counter_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

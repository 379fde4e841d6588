/* Inside room ctl: what a rehearsal leaves, and its erasure. */
#ifndef GT_CTL_REHEARSAL_STORE_H
#define GT_CTL_REHEARSAL_STORE_H
#include "db/db.h"

struct gt_rehearsal_person { const char *foreigner_number, *birth_name, *given_names, *title; struct gt_date from, to; int64_t requests; bool account; };
int gt_rehearsal_persons(struct gt_db *db, struct gt_arena *arena, struct gt_rehearsal_person **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Inside a transaction: all requests, accounts, titles, persons and e-photos of rehearsals. The journal keeps its acts. */
struct gt_rehearsal_gone { int64_t requests, accounts, persons; };
int gt_rehearsal_erase(struct gt_db *db, struct gt_arena *arena, struct gt_rehearsal_gone *ret, struct gt_error *err) GT_MUST_USE;
int gt_rehearsal_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;   /* all statements, for tests */

#endif

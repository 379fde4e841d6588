/* Room dossier: what is not kept any longer. How long is each procedure's own <retention>; the journal stays (ids and numbers), and a proof. */
#ifndef GT_DOSSIER_ERASE_H
#define GT_DOSSIER_ERASE_H
#include "dossier/due.h"

#define GT_ERASE_UNDONE_DAYS 30          /* a draft that was given up or ran out holds little; a month lets a mistake be asked about */

/* Requests that ended longer ago than their procedure keeps them: everything of them but the journal, each in one transaction with its proof. */
int gt_erase_ended(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err) GT_MUST_USE;
/* Copies of identity papers (<retention identity-papers="after-decision">): once the delay of an appeal is over, before the rest. */
int gt_erase_identity_papers(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err) GT_MUST_USE;
/* One request, now, whatever its age: what the operator does when the law asks for it. NOTFOUND; CONFLICT it has not ended. */
int gt_erase_one(struct gt_desk *desk, struct gt_id dossier, struct gt_error *err) GT_MUST_USE;
/* Everything of one request but the journal, inside the caller's transaction, with neither act nor proof: a rehearsal leaves none. */
int gt_erase_rows(struct gt_db *db, struct gt_id dossier, struct gt_error *err) GT_MUST_USE;       /* all tables, the request's own last */
int gt_erase_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;
const char *gt_erased_table(size_t i);                    /* every table that hangs on a request; NULL: no more */

#endif

/* Rectifying what was deposited, until an agent takes it in charge; a procedure may forbid it (<rectification>). A working copy is a draft of its
 * own, walked by the same steps; what is sent becomes the next version of the answers, with a receipt. Until then the request stays as it was. */
#ifndef GT_DOSSIER_RECTIFY_H
#define GT_DOSSIER_RECTIFY_H
#include "dossier/dossier.h"

/* Whether that request can be rectified now. */
bool gt_rectify_may(const struct gt_dossier *d);
/* Begin a working copy, or find the one that runs. ret: OK; REFUSED it cannot be rectified (any more); BUSY, UNCERTAIN, FAILED. locks: the request's row. */
int gt_rectify_begin(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
/* The working copy of that request that runs. ret: OK; NOTFOUND none; BUSY, FAILED. */
int gt_rectify_running(struct gt_desk *desk, struct gt_id request, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
/* The request that a working copy of this account is or was of, whatever became of it. ret: OK; NOTFOUND no working copy of theirs; BUSY, FAILED. */
int gt_rectify_request(struct gt_desk *desk, struct gt_id account, struct gt_id copy, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
/* Send it: everything is checked as at the deposit, then one transaction: answers, documents, receipt, journal, mail. The copy is given up
 * (gt_dossier_abandon) without a trace in the request.
 * in: d the working copy. ret: OK, also when it was sent before; REFUSED (findings); CONFLICT saved in another tab; DENIED an agent took the
 * request in charge meanwhile, or it left the state in which it can be rectified: the copy is untouched; BUSY, FAILED. blocks: hooks, PDF, DB. */
int gt_rectify_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;

int gt_rectify_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;  /* all statements, for the tests */

#endif

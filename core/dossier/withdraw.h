/* Withdrawing a deposited request: the applicant's own act, until it is decided. It ends the request. */
#ifndef GT_DOSSIER_WITHDRAW_H
#define GT_DOSSIER_WITHDRAW_H
#include "dossier/dossier.h"

bool gt_withdraw_may(const struct gt_dossier *d);
/* One transaction: state, receipt, journal, mail; a complement that waits and a proposal that is not signed end with it, attestations of its examination
 * no longer stand, the agent in charge is alerted. ret: OK, also when it was withdrawn before; CONFLICT the request changed since version_seen: the
 * person decides again on what it is now; DENIED it can be withdrawn no more (decided, ended); BUSY, UNCERTAIN, FAILED. blocks: PDF, DB. locks: the request's row. */
int gt_withdraw(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_error *err) GT_MUST_USE;

int gt_after_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;    /* all statements of what the applicant does after the deposit, for the tests */

#endif

/* Zip files: a whole request, or everything the house holds of a person. Written as they are read, entry after entry: memory holds one file at most. */
#ifndef GT_DOSSIER_EXPORT_H
#define GT_DOSSIER_EXPORT_H
#include "dossier/dossier.h"
#include "dossier/work.h"

struct gt_export;
/* One request: answers as PDF and each version of them as canonical XML, documents as they were sent, papers, history, what was said on both sides. For the applicant without
 * what is not told yet; for an agent (not NULL) with everything but notes. The journal knows of it first. ret: OK; BUSY, UNCERTAIN, FAILED. */
int gt_export_request(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_export **ret, struct gt_error *err) GT_MUST_USE;
/* All of an account: what the account and the register say, each request and draft as above, the journal of the account. phone may be NULL. */
int gt_export_account(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const char *phone, struct gt_export **ret, struct gt_error *err) GT_MUST_USE;
/* A gt_fill (http): *ret_piece.n 0 is the end. After an error the rest is not given: the file is cut, and every reader of zip files says so.
 * A document found infected since is left out; the list in the answers' PDF says its state. */
int gt_export_piece(void *export, struct gt_str *ret_piece, struct gt_error *err);

int gt_export_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;   /* all statements, for the tests */

#endif

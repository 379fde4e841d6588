/* Papers anyone can check: by the signed reference of the QR code, or by the random code printed on the paper. Tells what is printed and no more;
 * what became of the request is told to nobody here: of an attestation de prolongation, only that a decision ended it, whichever. */
#ifndef GT_DOSSIER_VERIFY_H
#define GT_DOSSIER_VERIFY_H
#include "dossier/dossier.h"

struct gt_paper_checked {
	const char *kind, *label;                    /* id of the paper; its name in the reader's language, NULL: a paper of the house (texts paper.KIND) */
	xmlNodePtr facts;                            /* <facts number issued deposited><person/><service/><dates/><decision/></facts> */
	const struct gt_procedure *procedure;        /* NULL: not loaded any more */
	struct gt_date from, to;                     /* what it covers; y 0: nothing */
	bool revoked, specimen;
	struct gt_date revoked_on;
	const char *revoked_why;                     /* replaced, withdrawn, decided */
};
/* in: reference as in ?r=. ret: OK; NOTFOUND the signature is not ours, altered, or no such paper: one answer; BUSY, FAILED. */
int gt_paper_check_reference(struct gt_desk *desk, struct gt_arena *arena, const char *reference, const char *lang, struct gt_paper_checked *ret, struct gt_error *err) GT_MUST_USE;
/* in: code as typed; spaces, dashes, case and look-alike letters do not count. The caller counts the tries. */
int gt_paper_check_code(struct gt_desk *desk, struct gt_arena *arena, const char *typed, const char *lang, struct gt_paper_checked *ret, struct gt_error *err) GT_MUST_USE;

#endif

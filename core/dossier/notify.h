/* Notifications: what an applicant is told through the bell. The mail only says that something is there. Opening one is the acknowledgement of
 * receipt: its day is written once, and legal delays run from it. Which act tells what is decided by that act. */
#ifndef GT_DOSSIER_NOTIFY_H
#define GT_DOSSIER_NOTIFY_H
#include "dossier/dossier.h"

#define GT_NOTICES_MAX 500               /* shown of one account, the latest; nobody was ever told more */

struct gt_notice {
	struct gt_id id, dossier, paper;             /* dossier, paper null: none; the paper is the person's once it is opened */
	const char *type;                            /* decision, title-available, complement, prolongation …: text notice.<type> */
	const char *number, *procedure_id, *procedure_version;
	int64_t created_utc_s, opened_utc_s, replied_utc_s;  /* 0: not yet */
	struct gt_date opened, due;                  /* Europe/Paris; y 0: not yet; due: an answer is waited for until then */
};
enum gt_notices { GT_NOTICES_ALL, GT_NOTICES_UNREAD, GT_NOTICES_READ, GT_NOTICES_REPLIED, GT_NOTICES__MAX };

/* An account's notifications, the oldest first as on the guide's page. ret of all: OK, BUSY, FAILED. */
int gt_notices_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, enum gt_notices which, struct gt_notice **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* The last ones, the latest first: for the bell. */
int gt_notices_latest(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, int64_t limit, struct gt_notice **ret, size_t *ret_n, int64_t *ret_unread, struct gt_error *err) GT_MUST_USE;
/* One of this account's; *ret_body what the act wrote into it (NULL: nothing), to be shown once it is opened. NOTFOUND: none, or somebody else's. */
int gt_notice_read(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, struct gt_id id, struct gt_notice *ret, xmlNodePtr *ret_body, struct gt_error *err) GT_MUST_USE;
/* Opens it: the acknowledgement, written once with its journal entry. ret: OK, also when it was opened before; NOTFOUND; BUSY, FAILED. */
int gt_notice_open(struct gt_desk *desk, struct gt_id account, struct gt_id id, struct gt_error *err) GT_MUST_USE;
/* Whether a decision of that request waits to be opened: until then its outcome is told nowhere else. */
int gt_notice_decision_waits(struct gt_desk *desk, struct gt_id dossier, bool *ret, struct gt_error *err) GT_MUST_USE;
/* When the decision of that request was opened; y 0: not yet. Appeals run from it. */
int gt_notice_decision_opened(struct gt_desk *desk, struct gt_id dossier, struct gt_date *ret, struct gt_error *err) GT_MUST_USE;

/* For acts: prepared before the transaction (the body is sealed), told inside it, with the mail that says something is there. account null (a
 * request entered at the counter): nothing is told. */
struct gt_notice_new { struct gt_id account, dossier, paper; const char *type, *email, *lang; xmlDocPtr body; };
struct gt_notice_made { struct gt_id id; struct gt_notice_new what; struct gt_str sealed; int64_t now_utc_s; struct gt_arena *arena; const struct gt_desk *desk; };
int gt_notice_prepare(struct gt_desk *desk, struct gt_arena *arena, const struct gt_notice_new *what, struct gt_notice_made *ret, struct gt_error *err) GT_MUST_USE;
int gt_notice_tell(struct gt_db *db, const struct gt_notice_made *made, struct gt_error *err) GT_MUST_USE;

int gt_notice_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;  /* all statements, for the tests */

#endif

/* Inside room dossier: rows that clocks walk, and what they write. */
#ifndef GT_DOSSIER_DUE_STORE_H
#define GT_DOSSIER_DUE_STORE_H
#include "db/db.h"
#include "dossier/due.h"

/* One thing that may be due; what does not apply is null. */
struct gt_due_row {
	struct gt_id id, dossier, account;                   /* id: what is walked: a request, a complement, a notification, a mail, an agent */
	const char *kind;                                    /* state of the request, type of the notification, name of the agent */
	const char *procedure_id, *procedure_version, *service, *zone, *email, *lang;
	int64_t version, reminded, open_complements, at_utc_s, told_utc_s;
	struct gt_date day, other;                           /* end of the delay or title; prolonged to */
	bool complete, in_time;
};
enum gt_due_what { GT_DUE_COMPLEMENT, GT_DUE_UNOPENED, GT_DUE_PROLONGATION, GT_DUE_SILENCE, GT_DUE_DRAFT, GT_DUE_MAIL_FAILED, GT_DUE_DIGEST, GT_DUE__MAX };
#define GT_DUE_BATCH 100
#define GT_DUE_FIRST { .kind = "", .at_utc_s = INT64_MIN }
/* The next rows after that one (of which id, kind, day, instant are looked at) in the walk's own order. until: the farthest day or instant of interest. */
int gt_due_store_next(struct gt_db *db, struct gt_arena *arena, enum gt_due_what what, struct gt_date until, int64_t until_utc_s, const struct gt_due_row *after, struct gt_due_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* All: CONFLICT when it is not so any more: answered, opened, saved, told by another program. */
int gt_due_store_complement_reminded(struct gt_db *db, struct gt_id complement, int64_t n, struct gt_error *err) GT_MUST_USE;
/* Inside the request's lock: so many days more. */
int gt_due_store_complement_moved(struct gt_db *db, const struct gt_due_row *r, struct gt_date due, int64_t days, struct gt_error *err) GT_MUST_USE;
int gt_due_store_notice_reminded(struct gt_db *db, struct gt_id notification, int64_t n, struct gt_error *err) GT_MUST_USE;
int gt_due_store_draft_told(struct gt_db *db, const struct gt_due_row *r, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_due_store_draft_expire(struct gt_db *db, const struct gt_due_row *r, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_due_store_digest(struct gt_db *db, struct gt_id agent, struct gt_date day, struct gt_error *err) GT_MUST_USE;
int gt_due_store_digests_forget(struct gt_db *db, struct gt_date before, struct gt_error *err) GT_MUST_USE;
struct gt_due_role { const char *role, *service; };
int gt_due_store_roles(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_due_role **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Alerts about a complement or a decision whose cause is gone. */
int gt_due_store_settle(struct gt_db *db, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Whether a mail has waited since then while none left. */
int gt_due_store_mails_late(struct gt_db *db, int64_t since_utc_s, bool *ret, struct gt_error *err) GT_MUST_USE;

#endif

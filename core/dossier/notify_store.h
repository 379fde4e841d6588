/* Inside room dossier: rows of notifications. */
#ifndef GT_DOSSIER_NOTIFY_STORE_H
#define GT_DOSSIER_NOTIFY_STORE_H
#include "db/db.h"
#include "dossier/notify.h"

struct gt_notice_row {
	struct gt_id id, dossier, paper;
	const char *type, *number, *procedure_id, *procedure_version;
	int64_t created_utc_s, opened_utc_s, replied_utc_s;
	struct gt_date opened, due;
	int64_t unread;                      /* of all of the account, in lists */
	struct gt_str sealed;
};
int gt_notice_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id account, int64_t limit, struct gt_notice_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_notice_store_one(struct gt_db *db, struct gt_arena *arena, struct gt_id account, struct gt_id id, struct gt_notice_row *ret, struct gt_error *err) GT_MUST_USE;
/* *ret: whether it was this call that opened it. */
int gt_notice_store_open(struct gt_db *db, struct gt_id account, struct gt_id id, int64_t now_utc_s, struct gt_date day, bool *ret, struct gt_error *err) GT_MUST_USE;
/* Messages read on the page of the request: what told of them waits no more. */
int gt_notice_store_messages_read(struct gt_db *db, struct gt_id account, struct gt_id dossier, int64_t now_utc_s, struct gt_date day, struct gt_error *err) GT_MUST_USE;
int gt_notice_store_insert(struct gt_db *db, const struct gt_notice_made *n, struct gt_error *err) GT_MUST_USE;
int gt_notice_store_decision(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_date *ret_opened, bool *ret_waits, struct gt_error *err) GT_MUST_USE;

#endif

/* Inside room dossier: rows of marks and complements. */
#ifndef GT_DOSSIER_COMPLEMENT_STORE_H
#define GT_DOSSIER_COMPLEMENT_STORE_H
#include "db/db.h"
#include "dossier/complement.h"

struct gt_mark_row { const char *justificatif, *mark, *reason, *agent_name; struct gt_str words; int64_t marked_utc_s, since_utc_s; };
struct gt_mark_write { struct gt_id dossier, agent; const char *justificatif, *mark, *reason; struct gt_str words; int64_t now_utc_s; };
struct gt_complement_row {
	struct gt_id id, dossier, notification, agent;
	int64_t n, version, delay_days, extended_days, requested_utc_s, opened_utc_s, answered_utc_s, cancelled_utc_s, extension_asked_utc_s, extension_answered_utc_s;
	struct gt_date opened, due;
	struct gt_str words, extension_reason;
	const char *from_state;
};
struct gt_item_row { struct gt_id complement; int64_t n; const char *justificatif, *mark, *answer; bool indispensable; struct gt_str observation, text; };
struct gt_item_document_row { struct gt_id complement, document; int64_t n; const char *side; };
struct gt_item_answer { struct gt_id complement; int64_t n; const char *answer; struct gt_str text; int64_t now_utc_s; };

/* The next version of a request's answers. */
struct gt_answers_row { struct gt_id dossier, actor; int64_t n, now_utc_s; const char *procedure_version; struct gt_str sealed, sha256; };

int gt_mark_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_mark_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_mark_store_put(struct gt_db *db, const struct gt_mark_write *m, struct gt_error *err) GT_MUST_USE;
/* The request moves on one version; the answer was seen. CONFLICT: the version is not the one seen. */
int gt_mark_store_seen(struct gt_db *db, struct gt_id dossier, int64_t version_seen, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;

int gt_complement_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_complement_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_items(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_item_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_documents(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_item_document_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_insert(struct gt_db *db, const struct gt_complement_row *c, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_item_insert(struct gt_db *db, const struct gt_item_row *i, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_document_insert(struct gt_db *db, const struct gt_item_document_row *d, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_document_delete(struct gt_db *db, struct gt_id complement, struct gt_id document, bool *ret, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: it does not run any more; in cancel, it was opened meanwhile. The request's row is locked. */
int gt_complement_store_cancel(struct gt_db *db, struct gt_id complement, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_extend(struct gt_db *db, struct gt_id complement, struct gt_date due, int64_t days, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_ask_extension(struct gt_db *db, struct gt_id complement, struct gt_str reason, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_save(struct gt_db *db, struct gt_id complement, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
/* A file came or went. *ret_version: the new one. */
int gt_complement_store_touch(struct gt_db *db, struct gt_id complement, int64_t *ret_version, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_item_answer(struct gt_db *db, const struct gt_item_answer *a, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: another version came meanwhile. */
int gt_complement_store_answers(struct gt_db *db, const struct gt_answers_row *r, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_answered(struct gt_db *db, struct gt_id complement, int64_t version_seen, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* *ret: the delay now runs. false: it does not run any more, or a notification of something else. */
int gt_complement_store_opened(struct gt_db *db, struct gt_arena *arena, struct gt_id notification, struct gt_date opened, struct gt_date *ret_due, bool *ret, struct gt_error *err) GT_MUST_USE;

/* The request's own columns, under its lock. complete: what the act knows of it. */
int gt_complement_store_complete(struct gt_db *db, struct gt_id dossier, bool complete, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_due(struct gt_db *db, struct gt_id dossier, struct gt_date due, struct gt_error *err) GT_MUST_USE;             /* version moves on */
int gt_complement_store_new_due(struct gt_db *db, struct gt_id dossier, struct gt_date due, struct gt_error *err) GT_MUST_USE;         /* inside an act that moved it on */
/* complement-asked → complement-received. CONFLICT: not there any more. */
int gt_complement_store_received(struct gt_db *db, struct gt_id dossier, bool complete, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_complement_store_replied(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;          /* « Réponses reçues », version moves on */
int gt_complement_store_notice_replied(struct gt_db *db, struct gt_id notification, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* For agents' eyes; raised once for a key. */

#endif

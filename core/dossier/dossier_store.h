/* Inside room dossier: rows of requests and papers. */
#ifndef GT_DOSSIER_STORE_H
#define GT_DOSSIER_STORE_H
#include "crypto/crypto.h"
#include "db/db.h"
#include "dossier/dossier.h"

struct gt_dossier_row {
	struct gt_id id, account;
	int64_t version;
	const char *state, *procedure_id, *procedure_version, *number, *service, *step;
	struct gt_str answers;
	struct gt_date silence, due, prolonged_to;
	bool rectifiable;
	int64_t answers_n;
	struct gt_id rectifies;
	int64_t created_utc_s, updated_utc_s, deposited_utc_s;
	bool rehearsal;
	bool no_documents;                   /* false: there are some, or nobody looked */
};
struct gt_draft_new { struct gt_id id, account; const char *foreigner_number, *procedure_id, *procedure_version, *beneficiary, *title_number, *step; struct gt_date title_end; struct gt_str answers; int64_t now_utc_s; bool rehearsal; };
struct gt_deposit_row {
	struct gt_id id; int64_t version; const char *number, *service, *ephoto; struct gt_str answers; struct gt_digest answers_sha256;
	struct gt_date silence; bool in_time; int64_t now_utc_s; const char *procedure_version; struct gt_id actor; bool counter;   /* actor: the agent's at the counter, else the account */
};
struct gt_paper_row {
	struct gt_id id, dossier; const char *kind, *reference, *lang; int64_t n; struct gt_str code_hash, facts, header, data, sha256;
	int64_t bytes; struct gt_date from, to; bool specimen; int64_t made_utc_s, revoked_utc_s;
};
struct gt_paper_found { struct gt_id id; const char *kind, *procedure_id, *procedure_version, *revoked_why; struct gt_str facts; struct gt_date from, to; bool specimen; int64_t revoked_utc_s; };
struct gt_service_row { const char *code, *name, *office, *address, *email, *phone, *web; };

/* Prepares every statement: a typo or a missing grant fails in the tests. */
int gt_dossier_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_draft_insert(struct gt_db *db, const struct gt_draft_new *d, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_drafts_count(struct gt_db *db, struct gt_id account, int64_t *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_open(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_id account, struct gt_dossier_row *ret, struct gt_error *err) GT_MUST_USE;
/* In a transaction: the row is locked. */
int gt_dossier_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_dossier_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id account, struct gt_dossier_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Both: CONFLICT when the version is not the one seen, or the draft is none any more. */
int gt_dossier_store_save(struct gt_db *db, struct gt_id id, int64_t version_seen, struct gt_str answers, const char *step, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_migrate(struct gt_db *db, struct gt_id id, int64_t version_seen, const char *procedure_version, struct gt_str answers, const char *step, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_touch(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_abandon(struct gt_db *db, struct gt_id id, int64_t version_seen, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_number(struct gt_db *db, struct gt_id dossier, const char *service, const char *number, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_serial(struct gt_db *db, struct gt_arena *arena, const char *service, int64_t *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_deposit(struct gt_db *db, const struct gt_deposit_row *d, struct gt_error *err) GT_MUST_USE;
/* Ended by rule, right after the deposit. */
int gt_dossier_store_ended(struct gt_db *db, struct gt_id dossier, const char *state, const char *decision, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Whom the request is about, for lists. */
int gt_dossier_store_subject(struct gt_db *db, struct gt_id dossier, const struct gt_person *p, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_words(struct gt_db *db, struct gt_id dossier, const char *const *words, struct gt_error *err) GT_MUST_USE;   /* instead of those it had */
/* Its place among the papers of its kind is counted here: the request's row is locked by the act. */
int gt_dossier_store_paper_insert(struct gt_db *db, const struct gt_paper_row *p, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_papers(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_paper(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_paper_row *ret, struct gt_error *err) GT_MUST_USE;
/* The same two, without what an unopened notification of a decision still holds back: for the applicant. */
int gt_dossier_store_papers_told(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_paper_told(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_paper_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_paper_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id paper, struct gt_paper_found *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_paper_by_code(struct gt_db *db, struct gt_arena *arena, struct gt_str code_hash, struct gt_paper_found *ret, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: it is revoked already, or not of that request. */
int gt_dossier_store_paper_revoke(struct gt_db *db, struct gt_id dossier, struct gt_id paper, const char *why, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* All of that kind (NULL: none) that still run. */
int gt_dossier_store_papers_end(struct gt_db *db, struct gt_id dossier, const char *kind, const char *why, struct gt_date today, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_service_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_store_events(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_event **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

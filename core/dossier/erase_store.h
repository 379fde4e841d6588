/* Inside room dossier: rows of what is erased. */
#ifndef GT_DOSSIER_ERASE_STORE_H
#define GT_DOSSIER_ERASE_STORE_H
#include "dossier/erase.h"

struct gt_erase_row { struct gt_id id; const char *state, *procedure_id, *procedure_version; int64_t deposited_utc_s, decided_utc_s, ended_utc_s; };
struct gt_erase_proof { struct gt_id id; struct gt_str dossier_hash, journal_hash; const char *procedure_id, *state; int64_t documents, papers, ended_utc_s, purged_utc_s; };
struct gt_erase_file { struct gt_id id; const char *justificatif; };
/* Up to 200 that ended before that instant, in the order of (ended, id), after one. with_any_of: that have a file of one of these justificatifs (commas between); NULL: all. */
int gt_erase_store_page(struct gt_db *db, struct gt_arena *arena, int64_t before_utc_s, int64_t after_utc_s, struct gt_id after, const char *with_any_of, struct gt_erase_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_erase_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_count(struct gt_db *db, struct gt_id dossier, int64_t *ret_documents, int64_t *ret_papers, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_link(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_str *ret_hash, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_proof(struct gt_db *db, const struct gt_erase_proof *proof, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_files(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_erase_file **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_erase_store_file(struct gt_db *db, struct gt_id file, struct gt_error *err) GT_MUST_USE;

#endif

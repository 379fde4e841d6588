/* Inside room document: rows, and the store that reads and writes them. */
#ifndef GT_DOCUMENT_PRIV_H
#define GT_DOCUMENT_PRIV_H
#include "document/document.h"

struct gt_document_row {
	struct gt_id id, dossier;
	const char *justificatif, *paper_case, *state, *kind, *added_by;
	struct gt_str name, sha256, header;                    /* name sealed */
	int64_t position, bytes, pages, chunks, created_utc_s, added_n;
};
struct gt_document_verdict { const char *engine, *signatures; int64_t scanned_utc_s; };

int gt_document_row_get(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_document_rows(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, bool all_states, struct gt_document_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Files of a justificatif in that state, and the last position given there. */
int gt_document_count(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, const char *justificatif, const char *state, int64_t *ret_n, int64_t *ret_last, struct gt_error *err) GT_MUST_USE;
int gt_document_insert(struct gt_db *db, const struct gt_document_row *row, const struct gt_document_verdict *v, struct gt_error *err) GT_MUST_USE;
int gt_document_chunk_insert(struct gt_db *db, struct gt_id id, int64_t n, struct gt_str sealed, struct gt_error *err) GT_MUST_USE;
int gt_document_chunk_get(struct gt_db *db, struct gt_arena *arena, struct gt_id id, int64_t n, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
int gt_document_delete(struct gt_db *db, struct gt_id dossier, struct gt_id id, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_document_mark(struct gt_db *db, struct gt_id dossier, struct gt_id id, const char *from, const char *state, int64_t at_utc_s, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_document_picture_get(struct gt_db *db, struct gt_arena *arena, struct gt_id id, int64_t page, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
int gt_document_picture_insert(struct gt_db *db, struct gt_id id, int64_t page, const struct gt_picture *size, struct gt_str sealed, struct gt_error *err) GT_MUST_USE;
int gt_document_to_rescan(struct gt_db *db, struct gt_arena *arena, const char *signatures, int64_t limit, struct gt_document_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_document_scan_later(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_document_alert(struct gt_db *db, struct gt_id dossier, struct gt_id document, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE; /* once a document */
int gt_document_scanned(struct gt_db *db, struct gt_id id, const struct gt_document_verdict *v, struct gt_error *err) GT_MUST_USE;

/* The plain bytes of a row, whatever its state, in a sealed memfd. */
int gt_document_row_unseal(const struct gt_document_at *at, const struct gt_document_row *row, int *ret_fd, struct gt_error *err) GT_MUST_USE;

#endif

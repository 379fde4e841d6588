/* Inside room ctl: what must hold over all rows, and everything sealed, to be read again. */
#ifndef GT_CTL_VERIFY_H
#define GT_CTL_VERIFY_H
#include "db/db.h"

/* A query that finds nothing when all is well; what it finds is named to the operator: ids and numbers, nothing of a person. */
struct gt_invariant { const char *name, *means; struct gt_query query; };
extern const struct gt_invariant gt_invariants[];         /* name NULL ends */
struct gt_broken { const char *what; };
int gt_invariant_ask(struct gt_db *db, struct gt_arena *arena, const struct gt_invariant *invariant, struct gt_broken **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* Every sealed column, "table.column" (a test compares with the schema; the pieces of files are read through room document). */
struct gt_sealed_column { const char *name; struct gt_query query; };
extern const struct gt_sealed_column gt_sealed_columns[];  /* name NULL ends */
/* id: what it is bound to; purpose: what it was sealed for, NULL: a whole file under a header. */
struct gt_sealed_item { struct gt_id id; int64_t n; const char *purpose; struct gt_str sealed, header, sha256; int64_t bytes; };
/* The next few after (id, n), in order. */
int gt_sealed_page(struct gt_db *db, struct gt_arena *arena, const struct gt_sealed_column *column, struct gt_id after, int64_t n, struct gt_sealed_item **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* Files of citizens: read through room document. */
struct gt_file_key { struct gt_id id, dossier; };
int gt_file_keys(struct gt_db *db, struct gt_arena *arena, struct gt_id after, struct gt_file_key **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_verify_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif

/* Room db: one connection a process, prepared statements, transactions with retry. The only user of Connector/C.
 * SQL stands only in *_store.c, as tables of gt_query; nothing is assembled at run time but by gt_db_list. */
#ifndef GT_DB_H
#define GT_DB_H
#include "base/base.h"
#include "clock/clock.h"

struct gt_db;

/* ---- statements ----
 * types: i int64_t · s const char* (NULL = SQL NULL) · b struct gt_str (p NULL = SQL NULL) · d struct gt_id (all zero = SQL NULL) · D struct gt_date (y 0 = SQL NULL) · t bool */
struct gt_col { uint32_t offset; char type; };
#define GT_DB_TYPE(member) _Generic((member), int64_t: 'i', const char *: 's', char *: 's', struct gt_str: 'b', struct gt_id: 'd', struct gt_date: 'D', bool: 't')
#define GT_COL(S, m) { (uint32_t)offsetof(S, m), GT_DB_TYPE(((S *)0)->m) }
struct gt_query { const char *sql; const char *params; const struct gt_col *cols; uint32_t n_cols; uint32_t row_bytes; };
#define GT_ROW(S, map) (map), GT_COUNT(map), sizeof(S)

struct gt_param { char type; union { int64_t i; const char *s; struct gt_str b; struct gt_id d; struct gt_date D; bool t; } v; };
#define GT_I(x) { .type = 'i', .v.i = (x) }
#define GT_S(x) { .type = 's', .v.s = (x) }
#define GT_B(x) { .type = 'b', .v.b = (x) }
#define GT_D(x) { .type = 'd', .v.d = (x) }
#define GT_DATE(x) { .type = 'D', .v.D = (x) }
#define GT_T(x) { .type = 't', .v.t = (x) }
#define GT_WITH(...) (const struct gt_param[]){ __VA_ARGS__ }
#define GT_NONE_WITH ((const struct gt_param *)NULL)

/* Connects when first used and again after a loss; settings database.socket, database.name, database.<account>.user/password. */
int gt_db_open(const struct gt_config *config, const char *account, struct gt_db **ret, struct gt_error *err) GT_MUST_USE;
void gt_db_free(struct gt_db **db);
int gt_db_ping(struct gt_db *db, struct gt_error *err);
/* Prepares every statement of a store: a typo or a missing grant fails in the tests. */
int gt_db_prepare_all(struct gt_db *db, const struct gt_query *queries, size_t n, struct gt_error *err) GT_MUST_USE;

/* After any error but a duplicate key the transaction is lost: later statements of fn answer the same, nothing is committed. NULL reads as 0,
 * false, NULL, the null id, no date.
 * ret of all: OK; BUSY (database away, or deadlock outside a transaction); CONFLICT (duplicate key); FAILED. err->detail holds the SQLSTATE. */
int gt_db_exec(struct gt_db *db, const struct gt_query *q, const struct gt_param *params, int64_t *ret_affected, struct gt_error *err) GT_MUST_USE;
/* The same statement for many rows, sent at once: params row after row. Inside a transaction only; after an error it is lost. */
int gt_db_exec_rows(struct gt_db *db, const struct gt_query *q, const struct gt_param *params, size_t n_rows, struct gt_error *err) GT_MUST_USE;
/* Rows as an array of the query's row struct in the arena. */
int gt_db_select(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, const struct gt_param *params, void *ret_rows, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Exactly one row into *ret_row; NOTFOUND when none. */
int gt_db_one(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, const struct gt_param *params, void *ret_row, struct gt_error *err) GT_MUST_USE;

/* Runs fn in one transaction (READ COMMITTED); anything but OK from fn rolls back and is returned. 1205, 1213 (also at COMMIT): again, up to
 * GT_DB_RETRIES, so fn must have no effect outside the database and reset what it wrote in arg. ret adds: BUSY, UNCERTAIN (COMMIT unanswered). */
typedef int gt_db_work(struct gt_db *db, void *arg, struct gt_error *err);
int gt_db_tx(struct gt_db *db, gt_db_work *fn, void *arg, struct gt_error *err) GT_MUST_USE;
/* Inside fn: somebody else was first (two rows for one key); fn returns this result and is run again like after a deadlock. */
int gt_db_again(struct gt_db *db, struct gt_error *err) GT_MUST_USE;
bool gt_db_in_tx(const struct gt_db *db);

/* ---- lists with filters and keyset paging: a closed table of fragments, chosen by number ---- */
struct gt_list_part { const char *sql; char param; };    /* " AND d.state = ?", 's' (param 0: none) */
/* select, parts in the order of their use, tail, the limit, end. */
struct gt_list { const char *select, *tail, *end; const struct gt_list_part *parts; uint32_t n_parts; const struct gt_col *cols; uint32_t n_cols, row_bytes; };
struct gt_list_use { uint32_t part; struct gt_param param; };
int gt_db_list(struct gt_db *db, struct gt_arena *arena, const struct gt_list *list, const struct gt_list_use *uses, size_t n_uses, int64_t limit, void *ret_rows, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

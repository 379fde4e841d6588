/* Inside room ctl: copies of the database. dump.c runs MariaDB's own tools; cmd_backup.c seals, counts and proves. */
#ifndef GT_CTL_BACKUP_H
#define GT_CTL_BACKUP_H
#include "crypto/crypto.h"
#include "ctl/ctl.h"

/* Rows and digest of each table, as a dump names them; the first line is what stands between the rows (the schema). */
#define GT_COUNT_TABLES 128
struct gt_table_sum { const char *name; int64_t rows; struct gt_digest digest; };
struct gt_dump_sum { struct gt_table_sum tables[GT_COUNT_TABLES]; size_t n; int64_t rows, bytes; };
struct gt_dump_counter;
struct gt_dump_counter *gt_dump_counter_new(struct gt_arena *arena);
void gt_dump_counter_add(struct gt_dump_counter *c, struct gt_str piece);
int gt_dump_counter_end(struct gt_dump_counter *c, struct gt_dump_sum *ret, struct gt_error *err) GT_MUST_USE;   /* FAILED: the dump has no end */

/* mariadb-dump of one database, piece by piece to take; mariadb fed from give (NULL p: the end). Both as database.admin, the password in a memory file.
 * ret: what take or give answers; FAILED the tool is missing or fails. */
typedef int gt_dump_take(void *arg, struct gt_str piece, struct gt_error *err);
typedef int gt_dump_give(void *arg, struct gt_str *ret_piece, struct gt_error *err);
int gt_dump_run(const struct gt_config *config, struct gt_arena *arena, const char *database, gt_dump_take *take, void *arg, struct gt_error *err) GT_MUST_USE;
int gt_dump_load(const struct gt_config *config, struct gt_arena *arena, const char *database, gt_dump_give *give, void *arg, struct gt_error *err) GT_MUST_USE;

/* backup_store.c, as database.admin */
int gt_backup_tables(struct gt_db *admin, const char *database, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_backup_database_make(struct gt_db *admin, struct gt_arena *arena, const char *database, struct gt_error *err) GT_MUST_USE;
int gt_backup_database_drop(struct gt_db *admin, struct gt_arena *arena, const char *database, struct gt_error *err) GT_MUST_USE;

#endif

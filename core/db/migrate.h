/* Room db, for guichetctl and the test harness alone: the schema's migrations and the programs' accounts. */
#ifndef GT_DB_MIGRATE_H
#define GT_DB_MIGRATE_H
#include "db/db.h"

struct gt_migration { int64_t version; const char *name; bool applied; };
/* Applies the files of dir (0001_x.sql …) that are not applied yet, then makes the programs' accounts and applies grants.sql. Connects as
 * database.admin.user/password. Creates the database when it is missing. One run at a time: the second waits 30 s for the lock.
 * ret: OK; CONFLICT (an applied file has changed); BUSY; FAILED (file and statement named in message). ret_done: how many files were applied. */
int gt_db_migrate(const struct gt_config *config, const char *dir, struct gt_arena *arena, int64_t *ret_done, struct gt_error *err) GT_MUST_USE;
/* What stands in dir and what is applied, in order. */
int gt_db_migrations(const struct gt_config *config, const char *dir, struct gt_arena *arena, struct gt_migration **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Statements of a text, each ended by ';' at the end of a line; text is changed. For the harness and the tests. */
int gt_db_run_script(struct gt_db *db, const char *name, char *text, struct gt_error *err) GT_MUST_USE;
/* Checked by every program at its start: the schema is the one of this build, or a newer one that still serves it (sql/README.md): programs are replaced
 * while they run, and one of the old generation may have to start again meanwhile. REFUSED names both numbers. */
#define GT_DB_SCHEMA_VERSION 23
int gt_db_schema_check(struct gt_db *db, struct gt_error *err) GT_MUST_USE;
/* The same at a start: a database that is away (a host that boots, a server that starts again) is waited for. ret: BUSY after GT_DB_AWAIT_MS.
 * blocks: GT_DB_AWAIT_MS. */
int gt_db_schema_await(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif

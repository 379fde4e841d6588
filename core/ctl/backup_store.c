/* A database made and thrown away around a restore. Its name was checked by the caller: small letters, digits, _. */
#include "ctl/backup.h"
#include "db/migrate.h"

struct number { int64_t n; };
static const struct gt_col cols[] = { GT_COL(struct number, n) };
static const struct gt_query q_tables = { "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ?", "s", GT_ROW(struct number, cols) };

int gt_backup_tables(struct gt_db *admin, const char *database, int64_t *ret_n, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("tables", 65536);
	struct number n = { 0 };
	int rc = gt_db_one(admin, arena, &q_tables, GT_WITH(GT_S(database)), &n, err);
	if (rc == GT_OK) *ret_n = n.n;
	return rc;
}

int gt_backup_database_make(struct gt_db *admin, struct gt_arena *arena, const char *database, struct gt_error *err)
{
	return gt_db_run_script(admin, "restore", gt_arena_printf(arena, "CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;\n", database), err);
}

int gt_backup_database_drop(struct gt_db *admin, struct gt_arena *arena, const char *database, struct gt_error *err)
{
	return gt_db_run_script(admin, "restore", gt_arena_printf(arena, "DROP DATABASE %s;\n", database), err);
}

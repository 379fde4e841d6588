/* For integration tests: a private MariaDB with the real migrations and rights, and one database a test program.
 *
 *   static struct gt_harness *h;
 *   int main(void) { h = gt_harness_start(); if (!h) return 77; ... }   // no mariadbd: skipped
 *
 * Server: `tests/lib/mariadb.sh start DIR` (template cached in the build tree); stopped and erased at exit, kept with GT_KEEP=1. */
#ifndef GT_TESTS_DB_HARNESS_H
#define GT_TESTS_DB_HARNESS_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"

struct gt_harness {
	struct gt_arena *arena;
	const char *dir;                     /* temporary directory of this run */
	const char *socket;
	const char *settings_path;           /* a settings file that the programs accept too */
	struct gt_config *config;
	struct gt_keyring *ring;             /* keys of its own under dir/keys */
};
struct gt_harness *gt_harness_start(void);               /* NULL: no mariadbd on this host */
void gt_harness_stop(struct gt_harness **h);             /* also done at exit */
/* A connection as one of the programs: "web_user", "web_agent", "jobs", "ctl"; or "admin". Panics when there is none. */
struct gt_db *gt_harness_db(struct gt_harness *h, const char *account);
/* Statements of the test itself, as admin, separated by ';' at line ends. Panics on an error. */
void gt_harness_sql(struct gt_harness *h, const char *text);
int64_t gt_harness_count(struct gt_harness *h, const char *sql);   /* first column of the first row, as admin */
/* A path inside the source tree. */
const char *gt_harness_source(struct gt_arena *arena, const char *relative);
/* Empty all tables but schema_version: a fresh start for each test. */
void gt_harness_clean(struct gt_harness *h);

#endif

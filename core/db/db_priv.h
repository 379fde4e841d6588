/* Inside room db: the connection, its statements, how an error of the server becomes a result of ours. */
#ifndef GT_DB_PRIV_H
#define GT_DB_PRIV_H
#include <mysql.h>
#include <sys/types.h>
#include "db/db.h"

#define GT_DB_MAGIC 0x67746462u
#define GT_DB_BUCKETS 256
#define GT_DB_STATEMENTS_MAX 600       /* all stores together stay below; lists make the rest */
#define GT_DB_PARAMS_MAX 160
#define GT_DB_COLS_MAX 64

struct gt_statement { struct gt_statement *next; MYSQL_STMT *stmt; char *sql; unsigned n_params, n_cols; };
enum gt_db_doom { GT_DOOM_NONE, GT_DOOM_AGAIN, GT_DOOM_LOST, GT_DOOM_ERROR };

struct gt_db {
	uint32_t magic;
	const struct gt_config *config;    /* the caller's, outlives the connection */
	char *account;
	MYSQL *my;                         /* NULL: not connected */
	pid_t pid;                         /* who connected: a connection is never shared across fork */
	int64_t used_ms;                   /* monotonic, last time the server answered */
	bool in_tx;
	enum gt_db_doom doom; int doom_rc;
	struct gt_statement *buckets[GT_DB_BUCKETS];
	size_t n_statements;
};

int gt_db_connect(struct gt_db *db, struct gt_error *err);
void gt_db_drop(struct gt_db *db);                       /* closes connection and statements */
/* Connected, fresh enough, of this process. Within a transaction: the transaction still stands. */
int gt_db_ready(struct gt_db *db, struct gt_error *err);
enum gt_db_class { GT_DB_ERROR, GT_DB_DUPLICATE, GT_DB_AGAIN, GT_DB_LOST, GT_DB_AWAY, GT_DB_TOO_BIG };
enum gt_db_class gt_db_classify(unsigned code);
/* Records what an error does to the connection and the transaction; fills err. `what` is a statement's text. */
int gt_db_error(struct gt_db *db, unsigned code, const char *state, const char *text, const char *what, struct gt_error *err);
int gt_db_query(struct gt_db *db, const char *sql, struct gt_error *err); /* text protocol, no rows; constant text of this room only */
int gt_db_statement(struct gt_db *db, const char *sql, const char *params, uint32_t n_cols, struct gt_statement **ret, struct gt_error *err);
/* Tests: which fault is due now (GT_DB_FAULT, builds with GT_FAULTS). */
enum gt_db_fault { GT_FAULT_NONE, GT_FAULT_LOST, GT_FAULT_GONE, GT_FAULT_AGAIN, GT_FAULT_WAIT, GT_FAULT_READ_ONLY, GT_FAULT_COMMIT_BEFORE, GT_FAULT_COMMIT_AFTER, GT_FAULT_COMMIT_AGAIN, GT_FAULT_COMMIT_READ_ONLY };
extern int gt_db_faults_met;                              /* how many came due so far */
enum gt_db_fault gt_db_fault_due(bool commit);

#endif

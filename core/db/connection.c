/* One connection: how it is opened, what is set on it, when it counts as lost. Reconnecting is ours, never the library's: settings of the session
 * and prepared statements die with a connection. Decides nothing about transactions (tx.c). */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "db/db_priv.h"

/* A connection silent that long is asked first: the server may have restarted meanwhile, and a read would fail for nothing. */
#define IDLE_MS 3000

int gt_db_open(const struct gt_config *config, const char *account, struct gt_db **ret, struct gt_error *err)
{
	if (mysql_library_init(0, NULL, NULL) != 0) return gt_fail(err, GT_FAILED, "Connector/C cannot start");
	struct gt_db *db = gt_xalloc(sizeof *db);
	db->magic = GT_DB_MAGIC;
	db->config = config;
	db->account = gt_xstrdup(account);
	*ret = db;
	return GT_OK;
}

void gt_db_free(struct gt_db **pdb)
{
	struct gt_db *db = *pdb;
	if (!db) return;
	GT_CHECK(db, GT_DB_MAGIC);
	gt_db_drop(db);
	gt_xfree(db->account);
	db->magic = 0;
	gt_xfree(db);
	*pdb = NULL;
}

static const char *setting(const struct gt_db *db, const char *name, const char *otherwise)
{
	char key[128];
	snprintf(key, sizeof key, "database.%s.%s", db->account, name);
	return gt_config_get(db->config, key, otherwise);
}

/* Strict, exact, in UTC; short lock waits, because the wrapper retries; a statement of a page never outlives the page. EXISTS is asked of each row, along an
 * index: made an IN, as by default, it reads the other table whole once a statement. */
static int session_init(struct gt_db *db, bool page, struct gt_error *err)
{
	static const char *const common[] = {
		"SET SESSION sql_mode='TRADITIONAL,ONLY_FULL_GROUP_BY', time_zone='+00:00', innodb_lock_wait_timeout=5, lock_wait_timeout=10,"
		" tx_isolation='READ-COMMITTED', autocommit=1, optimizer_switch='exists_to_in=off'",
		"SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
	};
	for (size_t i = 0; i < GT_COUNT(common); i++) {
		int rc = gt_db_query(db, common[i], err);
		if (rc != GT_OK) return rc;
	}
	/* several nodes: what was written through one is waited for when read through another */
	if (gt_config_bool(db->config, "database.galera", false)) {
		int rc = gt_db_query(db, "SET SESSION wsrep_sync_wait=1", err);
		if (rc != GT_OK) return rc;
	}
	return gt_db_query(db, page ? "SET SESSION max_statement_time=8" : "SET SESSION max_statement_time=0", err);
}

static void options(MYSQL *my, const struct gt_db *db, bool page)
{
	unsigned connect_s = GT_DB_CONNECT_TIMEOUT_S, io_s = page ? GT_DB_IO_TIMEOUT_S : 600, off = 0;
	my_bool no = 0, yes = 1;
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &io_s);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &io_s);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(my, MYSQL_OPT_RECONNECT, &no);
	mysql_options(my, MYSQL_REPORT_DATA_TRUNCATION, &yes);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (gt_config_get(db->config, "database.host", NULL)) {
		mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
		mysql_options(my, MYSQL_OPT_SSL_CA, gt_config_get(db->config, "database.ca", "/etc/ssl/certs/ca-certificates.crt"));
	}
}

int gt_db_connect(struct gt_db *db, struct gt_error *err)
{
	bool page = gt_starts(db->account, "web");
	const char *host = gt_config_get(db->config, "database.host", NULL);
	const char *socket = host ? NULL : gt_config_get(db->config, "database.socket", "/run/mysqld/mysqld.sock");
	int64_t port = gt_config_int(db->config, "database.port", 3306, 1, 65535);
	/* the administrator's own connection makes the database: it cannot enter it before */
	const char *name = gt_streq(db->account, "admin") ? NULL : gt_config_get(db->config, "database.name", "guichet");
	gt_db_drop(db);
	db->my = mysql_init(NULL);
	gt_assert(db->my);
	options(db->my, db, page);
	if (!mysql_real_connect(db->my, host, setting(db, "user", "root"), setting(db, "password", ""), name, (unsigned)port, socket, 0)) {
		unsigned code = mysql_errno(db->my);
		int rc = gt_db_classify(code) == GT_DB_ERROR ? GT_FAILED : GT_BUSY;
		gt_fail(err, rc, rc == GT_BUSY ? "database away" : "the database refuses account '%s'", db->account);
		gt_error_detail(err, "%u %s", code, mysql_error(db->my));
		gt_db_drop(db);
		return rc;
	}
	db->pid = getpid();
	int rc = session_init(db, page, err);
	if (rc != GT_OK) gt_db_drop(db);
	else db->used_ms = gt_monotonic_ms();
	return rc;
}

void gt_db_drop(struct gt_db *db)
{
	for (size_t i = 0; i < GT_DB_BUCKETS; i++)
		while (db->buckets[i]) {
			struct gt_statement *s = db->buckets[i];
			db->buckets[i] = s->next;
			mysql_stmt_close(s->stmt);
			gt_xfree(s->sql);
			gt_xfree(s);
		}
	db->n_statements = 0;
	if (db->my) mysql_close(db->my);
	db->my = NULL;
}

int gt_db_ready(struct gt_db *db, struct gt_error *err)
{
	GT_CHECK(db, GT_DB_MAGIC);
	if (db->in_tx) {
		if (db->doom == GT_DOOM_NONE) return GT_OK;
		return gt_fail(err, db->doom_rc, "the transaction was already lost");
	}
	if (db->my) {
		if (db->pid != getpid()) gt_panic("a database connection was carried across fork");
		if (gt_monotonic_ms() - db->used_ms < IDLE_MS) return GT_OK;
		if (mysql_ping(db->my) == 0) { db->used_ms = gt_monotonic_ms(); return GT_OK; }
	}
	return gt_db_connect(db, err);
}

int gt_db_ping(struct gt_db *db, struct gt_error *err)
{
	int rc = gt_db_ready(db, err);
	return rc == GT_OK ? gt_db_query(db, "DO 1", err) : rc;
}

bool gt_db_in_tx(const struct gt_db *db) { return db->in_tx; }

/* One table of what the server says and what it means here; what is not in it is an error of ours or of the installation. */
enum gt_db_class gt_db_classify(unsigned code)
{
	static const struct { unsigned code; enum gt_db_class is; } table[] = {
		{ 1062, GT_DB_DUPLICATE },
		{ 1205, GT_DB_AGAIN },     /* lock wait: the server undoes one statement only, the wrapper undoes the rest */
		{ 1213, GT_DB_AGAIN },     /* deadlock; with Galera also a failed certification */
		{ 1020, GT_DB_AGAIN },     /* row changed since read */
		{ 2006, GT_DB_LOST }, { 2013, GT_DB_LOST }, { 2055, GT_DB_LOST }, { 1927, GT_DB_LOST }, { 1053, GT_DB_LOST }, { 1158, GT_DB_LOST }, { 1159, GT_DB_LOST },
		{ 1160, GT_DB_LOST }, { 1161, GT_DB_LOST }, { 4150, GT_DB_LOST },
		{ 2002, GT_DB_AWAY }, { 2003, GT_DB_AWAY }, { 2005, GT_DB_AWAY }, { 2012, GT_DB_AWAY }, { 1040, GT_DB_AWAY }, { 1203, GT_DB_AWAY }, { 1226, GT_DB_AWAY },
		{ 1290, GT_DB_AWAY },      /* read-only: being moved or repaired */
		{ 1836, GT_DB_AWAY },
		{ 1047, GT_DB_AWAY },      /* Galera node not ready */
		{ 1317, GT_DB_AWAY }, { 1969, GT_DB_AWAY }, { 3024, GT_DB_AWAY }, /* interrupted, too slow */
		{ 1114, GT_DB_AWAY }, { 1021, GT_DB_AWAY }, /* full */
		{ 1153, GT_DB_TOO_BIG },
	};
	for (size_t i = 0; i < GT_COUNT(table); i++)
		if (table[i].code == code) return table[i].is;
	return GT_DB_ERROR;
}

int gt_db_error(struct gt_db *db, unsigned code, const char *state, const char *text, const char *what, struct gt_error *err)
{
	enum gt_db_class class = gt_db_classify(code);
	int rc = class == GT_DB_ERROR ? GT_FAILED : class == GT_DB_DUPLICATE ? GT_CONFLICT : class == GT_DB_TOO_BIG ? GT_TOOBIG : GT_BUSY;
	gt_fail(err, rc, "database: %.180s", class == GT_DB_DUPLICATE ? "duplicate key" : class == GT_DB_AGAIN ? "deadlock or lock wait" :
		class == GT_DB_LOST ? "connection lost" : class == GT_DB_AWAY ? "away, full or too slow" : what);
	/* a duplicate's text holds the value: an e-mail address has no place in a log */
	if (class == GT_DB_DUPLICATE) gt_error_detail(err, "%u %s in: %.180s", code, state, what);
	else gt_error_detail(err, "%u %s %.200s", code, state, text);
	if (db->in_tx && class != GT_DB_DUPLICATE) {
		db->doom = class == GT_DB_AGAIN ? GT_DOOM_AGAIN : class == GT_DB_LOST ? GT_DOOM_LOST : GT_DOOM_ERROR;
		db->doom_rc = rc;
	}
	if (class == GT_DB_LOST) gt_db_drop(db);
	return rc;
}

int gt_db_query(struct gt_db *db, const char *sql, struct gt_error *err)
{
	if (mysql_real_query(db->my, sql, strlen(sql)) == 0) {
		db->used_ms = gt_monotonic_ms();
		return GT_OK;
	}
	char state[8], text[256];
	unsigned code = mysql_errno(db->my);
	snprintf(state, sizeof state, "%s", mysql_sqlstate(db->my));
	snprintf(text, sizeof text, "%s", mysql_error(db->my));
	return gt_db_error(db, code, state, text, sql, err);
}

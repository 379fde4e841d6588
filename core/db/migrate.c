/* Migrations: files of sql/ in order, each once, under the server's own lock; then the programs' accounts and their rights. DDL of MariaDB commits by
 * itself, so a file that fails half-way is not undone: its statements are written to be few and the failing one is named. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include "db/db_priv.h"
#include "db/migrate.h"

#define FILE_MAX_BYTES (1024 * 1024)
static const char *const programs[] = { "web_user", "web_agent", "jobs", "ctl" };

struct version_row { int64_t version; const char *digest; };
static const struct gt_col version_cols[] = { GT_COL(struct version_row, version), GT_COL(struct version_row, digest) };
static const struct gt_query q_versions = { "SELECT version, digest FROM schema_version ORDER BY version", "", GT_ROW(struct version_row, version_cols) };
struct number_row { int64_t n; };
static const struct gt_col number_cols[] = { GT_COL(struct number_row, n) };
static const struct gt_query q_lock = { "SELECT COALESCE(GET_LOCK('guichet-migrate', 30), 0)", "", GT_ROW(struct number_row, number_cols) };
static const struct gt_query q_record = { "INSERT INTO schema_version (version, name, digest, applied_utc_s, programs_from) VALUES (?, ?, ?, ?, ?)", "issii", NULL, 0, 0 };
static const struct gt_query q_newest = { "SELECT COALESCE(MAX(version), 0) FROM schema_version", "", GT_ROW(struct number_row, number_cols) };
static const struct gt_query q_oldest_program = { "SELECT COALESCE(MAX(programs_from), 0) FROM schema_version", "", GT_ROW(struct number_row, number_cols) };

struct file { int64_t version; char name[64]; };

static int by_version(const void *a, const void *b)
{
	int64_t x = ((const struct file *)a)->version, y = ((const struct file *)b)->version;
	return (x > y) - (x < y);
}

/* 0001_word.sql … without a hole and without doubles. */
static int read_dir(const char *dir, struct gt_arena *arena, struct file **ret, size_t *ret_n, struct gt_error *err)
{
	DIR *d = opendir(dir);
	if (!d) return gt_fail(err, GT_NOTFOUND, "migrations '%s' cannot be opened (errno %d)", dir, errno);
	struct file *files = gt_new_n(arena, struct file, 1000);
	size_t n = 0;
	for (struct dirent *e; (e = readdir(d)) && n < 1000;) {
		size_t length = strlen(e->d_name);
		if (length < 10 || length >= sizeof files->name || strspn(e->d_name, "0123456789") != 4 || e->d_name[4] != '_' || strcmp(e->d_name + length - 4, ".sql") != 0) continue;
		files[n].version = (e->d_name[0] - '0') * 1000 + (e->d_name[1] - '0') * 100 + (e->d_name[2] - '0') * 10 + (e->d_name[3] - '0');
		memcpy(files[n++].name, e->d_name, length + 1);
	}
	closedir(d);
	qsort(files, n, sizeof *files, by_version);
	for (size_t i = 0; i < n; i++)
		if (files[i].version != (int64_t)i + 1) return gt_fail(err, GT_BADINPUT, "migrations '%s': number %04zu is missing or doubled", dir, i + 1);
	*ret = files;
	*ret_n = n;
	return GT_OK;
}

/* Each statement ends with ';' at the end of a line; comments from "--" to the line's end are dropped (no "--" stands inside a text). */
static int run_text(struct gt_db *db, const char *name, char *text, struct gt_error *err)
{
	char *out = text, *start = text;
	for (char *line = text; line && *line;) {
		char *next = strchr(line, '\n');
		size_t n = next ? (size_t)(next - line) : strlen(line);
		char *comment = memmem(line, n, "--", 2);
		size_t keep = comment ? (size_t)(comment - line) : n;
		while (keep && (line[keep - 1] == ' ' || line[keep - 1] == '\t' || line[keep - 1] == '\r')) keep--;
		bool end = keep && line[keep - 1] == ';';
		memmove(out, line, keep);
		out += keep;
		line = next ? next + 1 : NULL;
		if (!end) { if (line) *out++ = '\n'; continue; }
		out[-1] = 0;
		while (*start == '\n' || *start == ' ') start++;
		if (*start && gt_db_query(db, start, err) != GT_OK) {
			struct gt_error inner = err ? *err : (struct gt_error){ 0 };
			gt_fail(err, GT_FAILED, "%s: refused: %.120s", name, start);
			gt_error_detail(err, "%s", inner.detail);
			return GT_FAILED;
		}
		start = out;
	}
	while (start < out && (*start == '\n' || *start == ' ')) start++;
	return start < out ? gt_fail(err, GT_BADINPUT, "%s: the last statement has no ';'", name) : GT_OK;
}

int gt_db_run_script(struct gt_db *db, const char *name, char *text, struct gt_error *err)
{
	int rc = gt_db_ready(db, err);
	return rc == GT_OK ? run_text(db, name, text, err) : rc;
}

static const char *digest_of(struct gt_arena *arena, struct gt_str text)
{
	/* FNV-1a twice with other seeds: a change by mistake is what this finds; room db stands below crypto and has no SHA-256 */
	uint64_t a = 14695981039346656037ull, b = 88172645463325252ull;
	for (size_t i = 0; i < text.n; i++) {
		a = (a ^ (uint8_t)text.p[i]) * 1099511628211ull;
		b = (b ^ (uint8_t)text.p[i]) * 6364136223846793005ull + 1442695040888963407ull;
	}
	return gt_arena_printf(arena, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
}

static char *quoted(struct gt_db *db, struct gt_arena *arena, const char *s)
{
	size_t n = strlen(s);
	char *out = gt_arena_alloc(arena, 2 * n + 3);
	unsigned long got = mysql_real_escape_string(db->my, out + 1, s, n);
	out[0] = '\'';
	out[got + 1] = '\'';
	return out;
}

static const char *setting(const struct gt_config *config, struct gt_arena *arena, const char *program, const char *name)
{
	return gt_config_get(config, gt_arena_printf(arena, "database.%s.%s", program, name), NULL);
}

static const char *account(struct gt_db *db, struct gt_arena *arena, const char *program)
{
	const char *user = setting(db->config, arena, program, "user");
	const char *host = gt_config_get(db->config, "database.client_host", "localhost");
	return user ? gt_arena_printf(arena, "%s@%s", quoted(db, arena, user), quoted(db, arena, host)) : NULL;
}

/* Made if missing, and given the password of the settings each time: changing one is changing the file and migrating. */
static int make_accounts(struct gt_db *db, struct gt_arena *arena, struct gt_error *err)
{
	for (size_t i = 0; i < GT_COUNT(programs); i++) {
		const char *who = account(db, arena, programs[i]), *password = setting(db->config, arena, programs[i], "password");
		if (!who) return gt_fail(err, GT_BADINPUT, "setting database.%s.user is missing", programs[i]);
		if (gt_empty(password)) return gt_fail(err, GT_BADINPUT, "setting database.%s.password is missing", programs[i]);
		if (gt_db_query(db, gt_arena_printf(arena, "CREATE USER IF NOT EXISTS %s", who), err) != GT_OK) return GT_FAILED;
		struct gt_error inner = { 0 };
		/* the statement holds a password: it must not come back in the error */
		if (gt_db_query(db, gt_arena_printf(arena, "ALTER USER %s IDENTIFIED BY %s", who, quoted(db, arena, password)), &inner) != GT_OK)
			return gt_fail(err, GT_FAILED, "the password of %s is refused by the server", who);
	}
	return GT_OK;
}

static int apply_grants(struct gt_db *db, const char *dir, struct gt_arena *arena, struct gt_error *err)
{
	struct gt_str text;
	const char *path = gt_arena_printf(arena, "%s/grants.sql", dir);
	int rc = gt_file_read(arena, path, FILE_MAX_BYTES, &text, err);
	if (rc != GT_OK) return rc;
	struct gt_buf out = gt_buf_new(arena, 4 * FILE_MAX_BYTES);
	for (const char *p = text.p; *p;) {
		bool known = false;
		for (size_t i = 0; *p == '@' && i < GT_COUNT(programs) && !known; i++) {
			size_t n = strlen(programs[i]);
			if (strncmp(p + 1, programs[i], n) != 0 || p[n + 1] != '@') continue;
			gt_buf_puts(&out, account(db, arena, programs[i]));
			p += n + 2;
			known = true;
		}
		if (!known) gt_buf_add(&out, p++, 1);
	}
	const char *sql = gt_buf_cstr(&out);
	if (!sql) return gt_fail(err, GT_TOOBIG, "'%s' is too long", path);
	return run_text(db, "grants.sql", gt_arena_strdup(arena, sql), err);
}

static bool plain_name(const char *name) { return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name) && strlen(name) <= 64; }

static int enter_database(struct gt_db *db, struct gt_arena *arena, bool make, struct gt_error *err)
{
	const char *name = gt_config_get(db->config, "database.name", "guichet");
	if (!plain_name(name)) return gt_fail(err, GT_BADINPUT, "database.name '%s': small letters, digits and _ only", name);
	int rc = gt_db_ready(db, err);
	if (rc == GT_OK && make) rc = gt_db_query(db, gt_arena_printf(arena, "CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin", name), err);
	if (rc == GT_OK) rc = gt_db_query(db, gt_arena_printf(arena, "USE %s", name), err);
	if (rc == GT_OK && make)
		rc = gt_db_query(db, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL, name VARCHAR(64) NOT NULL, digest VARCHAR(64) NOT NULL,"
			" applied_utc_s BIGINT NOT NULL, PRIMARY KEY (version))", err);
	if (rc == GT_OK && make) rc = gt_db_query(db, "ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS programs_from BIGINT NOT NULL DEFAULT 0", err);
	return rc;
}

/* A file that takes away what programs before migration NNNN use says so in its first line. ret: that number, 0: it only adds. */
static int64_t programs_from(struct gt_str text)
{
	static const char said[] = "-- programs from ";
	int64_t n = 0;
	char number[5] = "";
	if (text.n < sizeof said + 4 || memcmp(text.p, said, sizeof said - 1) != 0) return 0;
	memcpy(number, text.p + sizeof said - 1, 4);
	return gt_parse_i64(number, 1, 9999, &n) ? n : 0;
}

/* One file: applied and recorded, or already recorded and unchanged. */
static int apply(struct gt_db *db, const char *dir, const struct file *f, const struct version_row *applied, size_t n_applied, struct gt_arena *arena, int64_t *done, struct gt_error *err)
{
	struct gt_str text;
	int rc = gt_file_read(arena, gt_arena_printf(arena, "%s/%s", dir, f->name), FILE_MAX_BYTES, &text, err);
	if (rc != GT_OK) return rc;
	const char *sum = digest_of(arena, text);
	for (size_t i = 0; i < n_applied; i++) {
		if (applied[i].version != f->version) continue;
		return gt_streq(applied[i].digest, sum) ? GT_OK : gt_fail(err, GT_CONFLICT, "%s was changed after it was applied", f->name);
	}
	rc = run_text(db, f->name, gt_arena_strdup(arena, text.p), err);
	if (rc != GT_OK) return rc;
	(*done)++;
	return gt_db_exec(db, &q_record, GT_WITH(GT_I(f->version), GT_S(f->name), GT_S(sum), GT_I(gt_now_utc_s()), GT_I(programs_from(text))), NULL, err);
}

static int migrate(struct gt_db *db, const char *dir, struct gt_arena *arena, int64_t *done, struct gt_error *err)
{
	struct file *files;
	size_t n, n_applied;
	struct version_row *applied;
	struct number_row locked = { 0 };
	int rc = read_dir(dir, arena, &files, &n, err);
	if (rc == GT_OK) rc = enter_database(db, arena, true, err);
	if (rc == GT_OK) rc = gt_db_one(db, arena, &q_lock, GT_NONE_WITH, &locked, err);
	if (rc == GT_OK && locked.n != 1) rc = gt_fail(err, GT_BUSY, "another migration is running");
	if (rc == GT_OK) rc = gt_db_select(db, arena, &q_versions, GT_NONE_WITH, &applied, &n_applied, err);
	if (rc == GT_OK && n_applied > n) rc = gt_fail(err, GT_CONFLICT, "the database is newer (%zu) than this program (%zu)", n_applied, n);
	for (size_t i = 0; rc == GT_OK && i < n; i++) rc = apply(db, dir, &files[i], applied, n_applied, arena, done, err);
	if (rc == GT_OK) rc = make_accounts(db, arena, err);
	if (rc == GT_OK) rc = apply_grants(db, dir, arena, err);
	return rc;
}

int gt_db_migrate(const struct gt_config *config, const char *dir, struct gt_arena *arena, int64_t *ret_done, struct gt_error *err)
{
	struct gt_db *db;
	int64_t done = 0;
	int rc = gt_db_open(config, "admin", &db, err);
	if (rc != GT_OK) return rc;
	rc = migrate(db, dir, arena, &done, err);      /* the lock goes with the connection */
	gt_db_free(&db);
	if (rc == GT_OK) *ret_done = done;
	return rc;
}

int gt_db_migrations(const struct gt_config *config, const char *dir, struct gt_arena *arena, struct gt_migration **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_db *db;
	struct file *files;
	size_t n, n_applied = 0;
	struct version_row *applied = NULL;
	int rc = read_dir(dir, arena, &files, &n, err);
	if (rc == GT_OK) rc = gt_db_open(config, "ctl", &db, err);
	if (rc != GT_OK) return rc;
	rc = gt_db_select(db, arena, &q_versions, GT_NONE_WITH, &applied, &n_applied, err);
	gt_db_free(&db);
	if (rc != GT_OK) return rc;
	struct gt_migration *list = gt_new_n(arena, struct gt_migration, n);
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct gt_migration){ .version = files[i].version, .name = files[i].name };
		for (size_t j = 0; j < n_applied; j++) list[i].applied |= applied[j].version == files[i].version;
	}
	*ret = list;
	*ret_n = n;
	return GT_OK;
}

int gt_db_schema_check(struct gt_db *db, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("schema", 65536);
	struct number_row newest = { 0 }, oldest = { 0 };
	int rc = gt_db_one(db, arena, &q_newest, GT_NONE_WITH, &newest, err);
	if (rc == GT_OK && newest.n < GT_DB_SCHEMA_VERSION)
		return gt_fail(err, GT_REFUSED, "the database is at migration %lld, this program needs %d: run guichetctl migrate", (long long)newest.n, GT_DB_SCHEMA_VERSION);
	if (rc == GT_OK && newest.n > GT_DB_SCHEMA_VERSION) rc = gt_db_one(db, arena, &q_oldest_program, GT_NONE_WITH, &oldest, err);
	if (rc == GT_OK && oldest.n > GT_DB_SCHEMA_VERSION)
		rc = gt_fail(err, GT_REFUSED, "the database is for programs from migration %lld on, this one is of %d: install the newer one", (long long)oldest.n, GT_DB_SCHEMA_VERSION);
	return rc;
}

int gt_db_schema_await(struct gt_db *db, struct gt_error *err)
{
	int64_t deadline = gt_monotonic_ms() + GT_DB_AWAIT_MS;
	int rc;
	while ((rc = gt_db_schema_check(db, err)) == GT_BUSY && gt_monotonic_ms() < deadline) poll(NULL, 0, 100);
	return rc;
}

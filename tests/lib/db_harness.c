/* The private MariaDB of a test program: started once, the schema by the real migrations, rights by the real grants, stopped when the program ends,
 * also by a failed assertion or a signal that ends it (the server's parent death is watched by a small child). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "db/migrate.h"
#include "db_harness.h"

static struct gt_harness *only;
static struct gt_db *admin;
static pid_t owner;

const char *gt_harness_source(struct gt_arena *arena, const char *relative)
{
	const char *top = getenv("top_srcdir");
	return gt_arena_printf(arena, "%s/%s", top ? top : GT_TOP_SRCDIR, relative);
}

/* Runs a program and waits; ret: its exit status, -1 a signal. */
static int run(const char *const argv[], int quiet)
{
	pid_t pid = fork();
	if (pid < 0) return -1;
	if (pid == 0) {
		if (quiet && !freopen("/dev/null", "w", stdout)) _exit(126);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void clean_up(void)
{
	if (!only || getpid() != owner) return;
	gt_db_free(&admin);
	run((const char *const[]){ "/bin/sh", gt_harness_source(only->arena, "tests/lib/mariadb.sh"), "stop", only->dir, NULL }, 1);
	if (getenv("GT_KEEP")) fprintf(stderr, "kept: %s\n", only->dir);
	else run((const char *const[]){ "rm", "-rf", "--", only->dir, NULL }, 1);
	gt_keyring_free(&only->ring);
	gt_config_free(&only->config);
	struct gt_arena *arena = only->arena;
	only = NULL;
	gt_arena_free(&arena);
}

/* A test that aborts does not come to atexit: a child holding the reading end of a pipe sees its end and stops the server. */
static void watch(struct gt_harness *h)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) gt_panic("no pipe");
	pid_t pid = fork();
	if (pid == 0) {
		char c;
		setsid();
		/* it bears the test's name: who ends all of that name must not end it before the server */
		signal(SIGTERM, SIG_IGN);
		signal(SIGINT, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		close(ends[1]);
		while (read(ends[0], &c, 1) > 0) {}
		if (access(h->dir, F_OK) == 0) {
			run((const char *const[]){ "/bin/sh", gt_harness_source(h->arena, "tests/lib/mariadb.sh"), "stop", h->dir, NULL }, 1);
			if (!getenv("GT_KEEP")) run((const char *const[]){ "rm", "-rf", "--", h->dir, NULL }, 1);
		}
		_exit(0);
	}
	close(ends[0]);                        /* ends[1] stays open as long as we live */
	gt_assert(pid > 0);
}

static void write_settings(struct gt_harness *h)
{
	static const char *const programs[] = { "web_user", "web_agent", "jobs", "ctl" };
	FILE *f = fopen(h->settings_path, "w");
	if (!f) gt_panic("cannot write '%s'", h->settings_path);
	fprintf(f, "[database]\nsocket = %s\nname = guichet_test\n[database.admin]\nuser = root\npassword =\n", h->socket);
	for (size_t i = 0; i < GT_COUNT(programs); i++) fprintf(f, "[database.%s]\nuser = t_%s\npassword = secret-of-%s\n", programs[i], programs[i], programs[i]);
	fprintf(f, "[keys]\ndirectory = %s/keys\n[site]\nbase_url = http://localhost:8080\nagents_base_url = http://localhost:8081\n[demo]\nenabled = yes\n", h->dir);
	if (fclose(f) != 0) gt_panic("cannot write '%s'", h->settings_path);
}

static void ask(int rc, const struct gt_error *err, const char *what)
{
	if (rc != GT_OK) gt_panic("%s: %s: %s (%s)", what, gt_rc_name(rc), err->message, err->detail);
}

struct gt_harness *gt_harness_start(void)
{
	if (only) return only;
	struct gt_arena *arena = gt_arena_new("harness", 64 << 20);
	struct gt_harness *h = gt_new(arena, struct gt_harness);
	struct gt_error err = { 0 };
	char dir[] = "/tmp/gt-test-XXXXXX";     /* short: a socket's path has 107 bytes */
	if (!mkdtemp(dir)) gt_panic("no temporary directory");
	h->arena = arena;
	h->dir = gt_arena_strdup(arena, dir);
	h->socket = gt_arena_printf(arena, "%s/s", dir);
	h->settings_path = gt_arena_printf(arena, "%s/guichet.ini", dir);
	const char *build = getenv("top_builddir"), *cache = build ? gt_arena_printf(arena, "%s/tests/lib/cache", build) : NULL;
	int status = run((const char *const[]){ "/bin/sh", gt_harness_source(arena, "tests/lib/mariadb.sh"), "start", h->dir, cache, NULL }, 1);
	if (status != 0) {
		run((const char *const[]){ "rm", "-rf", "--", h->dir, NULL }, 1);
		gt_arena_free(&arena);
		if (status == 77) return NULL;
		gt_panic("the private MariaDB does not start (status %d); top_srcdir must name the source tree", status);
	}
	only = h;
	owner = getpid();
	atexit(clean_up);
	watch(h);
	write_settings(h);
	ask(gt_config_load(h->settings_path, &h->config, &err), &err, "settings");
	int64_t done;
	ask(gt_db_migrate(h->config, gt_harness_source(arena, "sql"), arena, &done, &err), &err, "migrations");
	const char *keys = gt_arena_printf(arena, "%s/keys", dir);
	ask(gt_keyring_create(keys, &err), &err, "keys");
	ask(gt_keyring_open(keys, &h->ring, &err), &err, "keys");
	return h;
}

void gt_harness_stop(struct gt_harness **h)
{
	if (*h) clean_up();
	*h = NULL;
}

struct gt_db *gt_harness_db(struct gt_harness *h, const char *account)
{
	struct gt_db *db = NULL;
	struct gt_error err = { 0 };
	ask(gt_db_open(h->config, account, &db, &err), &err, account);
	ask(gt_db_ping(db, &err), &err, account);
	return db;
}

static struct gt_db *as_admin(struct gt_harness *h)
{
	if (!admin) {
		char use[] = "USE guichet_test;";
		struct gt_error err = { 0 };
		admin = gt_harness_db(h, "admin");
		ask(gt_db_run_script(admin, "harness", use, &err), &err, use);
	}
	return admin;
}

void gt_harness_sql(struct gt_harness *h, const char *text)
{
	struct gt_error err = { 0 };
	GT_AUTO_ARENA arena = gt_arena_new("sql", 16 << 20);
	ask(gt_db_run_script(as_admin(h), "test", gt_arena_strdup(arena, text), &err), &err, text);
}

struct number { int64_t n; };
static const struct gt_col number_cols[] = { GT_COL(struct number, n) };

int64_t gt_harness_count(struct gt_harness *h, const char *sql)
{
	struct gt_error err = { 0 };
	GT_AUTO_ARENA arena = gt_arena_new("count", 1 << 20);
	struct number *rows = NULL;
	size_t n = 0;
	const struct gt_query q = { sql, "", GT_ROW(struct number, number_cols) };
	ask(gt_db_select(as_admin(h), arena, &q, GT_NONE_WITH, &rows, &n, &err), &err, sql);
	if (n == 0) gt_panic("no row: %s", sql);
	return rows[0].n;
}

struct table { const char *name; };
static const struct gt_col table_cols[] = { GT_COL(struct table, name) };

void gt_harness_clean(struct gt_harness *h)
{
	static const struct gt_query q = { "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'schema_version'", "", GT_ROW(struct table, table_cols) };
	struct gt_error err = { 0 };
	GT_AUTO_ARENA arena = gt_arena_new("clean", 1 << 20);
	struct table *tables = NULL;
	size_t n = 0;
	ask(gt_db_select(as_admin(h), arena, &q, GT_NONE_WITH, &tables, &n, &err), &err, "tables");
	struct gt_buf b = gt_buf_new(arena, 65536);
	gt_buf_puts(&b, "SET foreign_key_checks = 0;\n");
	for (size_t i = 0; i < n; i++) gt_buf_printf(&b, "DELETE FROM %s;\n", tables[i].name);   /* faster than TRUNCATE on small tables */
	gt_buf_puts(&b, "SET foreign_key_checks = 1;\n");
	gt_harness_sql(h, gt_buf_cstr(&b));
}

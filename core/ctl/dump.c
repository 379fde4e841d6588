/* MariaDB's own dump and client, as children of ours, and the counter that reads a dump as it goes by. A row is a line: the same rows give the same
 * lines, so two dumps are compared by rows and digests of each table. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ctl/backup.h"

#define PIECE 65536

/* ---- counting ---- */
#define HEAD_MAX 96                       /* enough for INSERT INTO `table` */
struct gt_dump_counter {
	struct gt_arena *arena;
	struct gt_dump_sum sum;
	struct gt_sha256_stream *streams[GT_COUNT_TABLES];
	char head[HEAD_MAX]; size_t head_n;
	size_t at;                           /* which stream the line belongs to, once known */
	bool known, too_many, ended;
};
static const char row_mark[] = "INSERT " "INTO `";   /* as the dump writes it: no statement of ours */
static const char end_mark[] = "/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;";

struct gt_dump_counter *gt_dump_counter_new(struct gt_arena *arena)
{
	struct gt_dump_counter *c = gt_new(arena, struct gt_dump_counter);
	c->arena = arena;
	c->sum.tables[0].name = "schema";
	c->streams[0] = gt_sha256_begin(arena);
	c->sum.n = 1;
	return c;
}

static size_t table_at(struct gt_dump_counter *c, const char *name, size_t n)
{
	for (size_t i = c->sum.n - 1; i > 0; i--)
		if (strlen(c->sum.tables[i].name) == n && memcmp(c->sum.tables[i].name, name, n) == 0) return i;
	if (c->sum.n == GT_COUNT_TABLES) { c->too_many = true; return 0; }
	c->sum.tables[c->sum.n].name = gt_arena_strndup(c->arena, name, n);
	c->streams[c->sum.n] = gt_sha256_begin(c->arena);
	return c->sum.n++;
}

/* The first bytes of a line tell whose it is. */
static void line_known(struct gt_dump_counter *c)
{
	const size_t mark = sizeof row_mark - 1;
	const char *end = c->head_n > mark && memcmp(c->head, row_mark, mark) == 0 ? memchr(c->head + mark, '`', c->head_n - mark) : NULL;
	c->at = end ? table_at(c, c->head + mark, (size_t)(end - c->head) - mark) : 0;
	c->sum.tables[c->at].rows += end != NULL;
	c->sum.rows += end != NULL;
	c->ended = c->ended || (c->head_n >= sizeof end_mark - 1 && memcmp(c->head, end_mark, sizeof end_mark - 1) == 0);
	gt_sha256_add(c->streams[c->at], c->head, c->head_n);
	c->known = true;
}

void gt_dump_counter_add(struct gt_dump_counter *c, struct gt_str piece)
{
	c->sum.bytes += (int64_t)piece.n;
	for (const char *p = piece.p, *end = piece.p + piece.n; p < end;) {
		const char *line = memchr(p, '\n', (size_t)(end - p));
		size_t n = line ? (size_t)(line - p) + 1 : (size_t)(end - p);
		if (!c->known) {
			size_t take = n < HEAD_MAX - c->head_n ? n : HEAD_MAX - c->head_n;
			memcpy(c->head + c->head_n, p, take);
			c->head_n += take;
			if (line ? take == n : c->head_n == HEAD_MAX) line_known(c);
			else if (c->head_n == HEAD_MAX) line_known(c);
			p += take;
			n -= take;
		}
		if (c->known && n) {
			gt_sha256_add(c->streams[c->at], p, n);
			p += n;
		}
		if (c->known && line && p == line + 1) {
			c->known = false;
			c->head_n = 0;
		}
	}
}

int gt_dump_counter_end(struct gt_dump_counter *c, struct gt_dump_sum *ret, struct gt_error *err)
{
	if (c->too_many) return gt_fail(err, GT_FAILED, "more than %d tables", GT_COUNT_TABLES - 1);
	if (!c->ended || c->head_n) return gt_fail(err, GT_FAILED, "the dump has no end");
	for (size_t i = 0; i < c->sum.n; i++) c->sum.tables[i].digest = gt_sha256_end(c->streams[i]);
	*ret = c->sum;
	return GT_OK;
}

/* ---- the tools ---- */
static const char *quoted(struct gt_arena *arena, const char *s)
{
	struct gt_buf b = gt_buf_new(arena, 4096);
	for (; *s; s++) gt_buf_printf(&b, *s == '\\' || *s == '"' ? "\\%c" : "%c", *s);
	return gt_buf_cstr(&b) ? gt_buf_cstr(&b) : "";
}

/* Who signs in, and where: in a memory file, since arguments are seen by everybody on the host. */
static int options_file(const struct gt_config *config, struct gt_arena *arena, int *ret_fd, struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, 16384);
	const char *host = gt_config_get(config, "database.host", NULL);
	gt_buf_printf(&b, "[client]\nuser=\"%s\"\npassword=\"%s\"\ndefault-character-set=utf8mb4\n", quoted(arena, gt_config_get(config, "database.admin.user", "root")),
		quoted(arena, gt_config_get(config, "database.admin.password", "")));
	if (host) gt_buf_printf(&b, "host=\"%s\"\nport=%lld\nssl-verify-server-cert\nssl-ca=\"%s\"\n", quoted(arena, host), (long long)gt_config_int(config, "database.port", 3306, 1, 65535),
		quoted(arena, gt_config_get(config, "database.ca", "/etc/ssl/certs/ca-certificates.crt")));
	else gt_buf_printf(&b, "socket=\"%s\"\n", quoted(arena, gt_config_get(config, "database.socket", "/run/mysqld/mysqld.sock")));
	int fd = gt_memfd("options");
	/* others may not write to it: the tools would ignore it */
	if (b.overflow || fchmod(fd, 0600) != 0 || !gt_write_all(fd, b.p, b.n)) { gt_close(&fd); return gt_fail(err, GT_FAILED, "no memory file"); }
	*ret_fd = fd;
	return GT_OK;
}

static pid_t tool_start(const char *const *argv, int options, int from, int to)
{
	pid_t self = getpid(), pid = fork();
	if (pid != 0) return pid;
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
	if (getppid() != self || fcntl(options, F_SETFD, 0) != 0 || (from >= 0 && dup2(from, 0) < 0) || (to >= 0 && dup2(to, 1) < 0)) _exit(126);
	execvp(argv[0], (char **)(uintptr_t)argv);
	fprintf(stderr, "guichetctl: '%s' cannot be started (package mariadb-client): errno %d\n", argv[0], errno);
	_exit(127);
}

static int tool_end(pid_t pid, const char *name, bool was_good, struct gt_error *err)
{
	int status = 0;
	if (!was_good) kill(pid, SIGTERM);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
	if (!was_good || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return GT_OK;
	return gt_fail(err, GT_FAILED, "%s ended with status %d", name, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

int gt_dump_run(const struct gt_config *config, struct gt_arena *arena, const char *database, gt_dump_take *take, void *arg, struct gt_error *err)
{
	GT_AUTO_FD options = -1;
	int pipes[2];
	int rc = options_file(config, arena, &options, err);
	if (rc != GT_OK) return rc;
	if (pipe2(pipes, O_CLOEXEC) != 0) return gt_fail(err, GT_FAILED, "pipe: errno %d", errno);
	GT_AUTO_FD in = pipes[0], out = pipes[1];
	/* one snapshot of all tables, rows in the order of their keys, a row a line */
	const char *const argv[] = { "mariadb-dump", gt_arena_printf(arena, "--defaults-file=/proc/self/fd/%d", options), "--single-transaction", "--skip-lock-tables", "--order-by-primary",
		"--skip-extended-insert", "--hex-blob", "--no-autocommit", "--skip-triggers", "--skip-comments", "--skip-dump-date", "--no-tablespaces", "--max-allowed-packet=64M", "--quick", database, NULL };
	pid_t pid = tool_start(argv, options, -1, out);
	if (pid < 0) return gt_fail(err, GT_FAILED, "fork: errno %d", errno);
	gt_close(&out);
	char *piece = gt_arena_alloc(arena, PIECE);
	ssize_t n = 1;
	while (rc == GT_OK && (n = read(in, piece, PIECE)) != 0) {
		if (n < 0 && errno == EINTR) continue;
		rc = n < 0 ? gt_fail(err, GT_FAILED, "read: errno %d", errno) : take(arg, (struct gt_str){ piece, (size_t)n }, err);
	}
	int ended = tool_end(pid, argv[0], rc == GT_OK, err);
	return rc == GT_OK ? ended : rc;
}

int gt_dump_load(const struct gt_config *config, struct gt_arena *arena, const char *database, gt_dump_give *give, void *arg, struct gt_error *err)
{
	GT_AUTO_FD options = -1;
	int pipes[2];
	int rc = options_file(config, arena, &options, err);
	if (rc != GT_OK) return rc;
	if (pipe2(pipes, O_CLOEXEC) != 0) return gt_fail(err, GT_FAILED, "pipe: errno %d", errno);
	GT_AUTO_FD in = pipes[0], out = pipes[1];
	const char *const argv[] = { "mariadb", gt_arena_printf(arena, "--defaults-file=/proc/self/fd/%d", options), "--batch", "--max-allowed-packet=64M", database, NULL };
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	pid_t pid = tool_start(argv, options, in, -1);
	if (pid < 0) return gt_fail(err, GT_FAILED, "fork: errno %d", errno);
	gt_close(&in);
	struct gt_str piece = { NULL, 0 };
	while (rc == GT_OK && (rc = give(arg, &piece, err)) == GT_OK && piece.p)
		if (!gt_write_all(out, piece.p, piece.n)) rc = gt_fail(err, GT_FAILED, "the client of MariaDB does not take the dump");
	gt_close(&out);
	int ended = tool_end(pid, argv[0], rc == GT_OK, err);
	signal(SIGPIPE, before);
	return rc == GT_OK ? ended : rc;
}

/* backup: the database in one sealed file, beside it a signed list of what it holds, table by table. restore: the same list must come out of the
 * database that was made from it. A drill does that in a database of its own, and throws it away. Keys are copied apart: README.md. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ctl/backup.h"
#include "ctl/families.h"
#include "db/migrate.h"

/* database.sealed: magic, id, length and bytes of the header, then chunks, each after its length (4 bytes, big-endian). */
static const char magic[] = "guichet-backup-1\n";
#define MANIFEST_MAX 65536

struct backup {
	struct gt_ctl *ctl;
	const struct gt_config *config;
	const struct gt_keyring *ring;
	struct gt_arena *arena;
	int fd;
	struct gt_sealer *sealer;
	struct gt_buf plain;                 /* what waits for a whole chunk */
	struct gt_dump_counter *counter;
};

static void put32(uint8_t p[4], size_t n) { for (int i = 0; i < 4; i++) p[i] = (uint8_t)(n >> (24 - 8 * i)); }

static bool put_part(int fd, struct gt_str part)
{
	uint8_t head[4];
	put32(head, part.n);
	return gt_write_all(fd, head, 4) && gt_write_all(fd, part.p, part.n);
}

static bool read_exactly(int fd, void *to, size_t n)
{
	for (char *p = to; n;) {
		ssize_t got = read(fd, p, n);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* 0: the file's end. */
static bool get_part(int fd, char *to, size_t max, size_t *ret)
{
	uint8_t head[4];
	ssize_t first = read(fd, head, 1);
	*ret = 0;
	if (first == 0) return true;
	if (first != 1 || !read_exactly(fd, head + 1, 3)) return false;
	size_t n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
	*ret = n;
	return n > 0 && n <= max && read_exactly(fd, to, n);
}

/* ---- writing ---- */
static int chunk_out(struct backup *b, bool last, struct gt_error *err)
{
	struct gt_str sealed = gt_sealer_chunk(b->sealer, (struct gt_str){ b->plain.p ? b->plain.p : "", b->plain.n }, last);
	b->plain.n = 0;
	return put_part(b->fd, sealed) ? GT_OK : gt_fail(err, GT_FAILED, "the copy cannot be written: errno %d", errno);
}

static int take(void *arg, struct gt_str piece, struct gt_error *err)
{
	struct backup *b = arg;
	gt_dump_counter_add(b->counter, piece);
	while (piece.n) {
		size_t room = GT_CHUNK_BYTES - b->plain.n, n = piece.n < room ? piece.n : room;
		gt_buf_add(&b->plain, piece.p, n);
		piece.p += n;
		piece.n -= n;
		if (b->plain.n < GT_CHUNK_BYTES) continue;
		int rc = chunk_out(b, /* last= */ false, err);
		if (rc != GT_OK) return rc;
	}
	return GT_OK;
}

static int file_begin(struct backup *b, const char *path, struct gt_error *err)
{
	struct gt_id id = gt_id_new();
	struct gt_str header;
	b->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (b->fd < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be made: errno %d", path, errno);
	int rc = gt_sealer_begin(b->ring, b->arena, id, &b->sealer, &header, err);
	if (rc != GT_OK) return rc;
	b->plain = gt_buf_new(b->arena, GT_CHUNK_BYTES);
	bool good = gt_write_all(b->fd, magic, sizeof magic - 1) && gt_write_all(b->fd, id.b, sizeof id.b) && put_part(b->fd, header);
	return good ? GT_OK : gt_fail(err, GT_FAILED, "'%s' cannot be written: errno %d", path, errno);
}

/* ---- reading ---- */
struct reading { int fd; struct gt_arena *arena; struct gt_sealer *opener; char *sealed; bool last; struct gt_dump_counter *counter; };

static int file_open(struct reading *r, const struct gt_keyring *ring, const char *path, struct gt_error *err)
{
	char head[sizeof magic - 1];
	struct gt_id id;
	size_t n = 0;
	r->sealed = gt_arena_alloc(r->arena, GT_CHUNK_BYTES + 64);
	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0) return gt_fail(err, GT_NOTFOUND, "'%s' cannot be read: errno %d", path, errno);
	if (!read_exactly(r->fd, head, sizeof head) || memcmp(head, magic, sizeof head) != 0 || !read_exactly(r->fd, id.b, sizeof id.b) || !get_part(r->fd, r->sealed, 1024, &n) || !n)
		return gt_fail(err, GT_FAILED, "'%s' is no copy of ours", path);
	return gt_opener_begin(ring, r->arena, id, (struct gt_str){ gt_arena_strndup(r->arena, r->sealed, n), n }, &r->opener, err);
}

static int next_piece(void *arg, struct gt_str *ret, struct gt_error *err)
{
	struct reading *r = arg;
	size_t n;
	if (!get_part(r->fd, r->sealed, GT_CHUNK_BYTES + 64, &n)) return gt_fail(err, GT_FAILED, "the copy was cut");
	if (n == 0) {
		*ret = (struct gt_str){ NULL, 0 };
		return r->last ? GT_OK : gt_fail(err, GT_FAILED, "the copy was cut");
	}
	int rc = gt_opener_chunk(r->opener, (struct gt_str){ r->sealed, n }, ret, &r->last, err);
	if (rc == GT_OK && r->counter) gt_dump_counter_add(r->counter, *ret);
	return rc;
}

static int count_file(const struct gt_keyring *ring, const char *path, struct gt_arena *arena, struct gt_dump_sum *ret, struct gt_error *err)
{
	struct reading r = { .fd = -1, .arena = arena, .counter = gt_dump_counter_new(arena) };
	struct gt_str piece = { NULL, 0 };
	int rc = file_open(&r, ring, path, err);
	do rc = rc == GT_OK ? next_piece(&r, &piece, err) : rc; while (rc == GT_OK && piece.p);
	gt_close(&r.fd);
	return rc == GT_OK ? gt_dump_counter_end(r.counter, ret, err) : rc;
}

/* ---- the list ---- */
static const char *list_text(struct gt_arena *arena, const struct gt_dump_sum *sum)
{
	struct gt_buf b = gt_buf_new(arena, MANIFEST_MAX);
	char hex[GT_DIGEST_HEX];
	for (size_t i = 0; i < sum->n; i++) gt_buf_printf(&b, "%s %lld %s\n", sum->tables[i].name, (long long)sum->tables[i].rows, gt_digest_hex(sum->tables[i].digest, hex));
	return gt_buf_cstr(&b) ? gt_buf_cstr(&b) : "";
}

static int list_write(struct backup *b, const char *path, const char *list, struct gt_error *err)
{
	char when[32], signature[GT_SIGNATURE_TEXT];
	gt_time_text(gt_now_utc_s(), when);
	const char *text = gt_arena_printf(b->arena, "guichet-backup 1\nmade %s\nschema %d\nkey %04u\n%s", when, GT_DB_SCHEMA_VERSION, gt_keyring_sealing(b->ring), list);
	int rc = gt_sign(b->ring, "backup", gt_str(text), signature, err);
	if (rc != GT_OK) return rc;
	GT_AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *whole = gt_arena_printf(b->arena, "%ssignature %s\n", text, signature);
	if (fd < 0 || !gt_write_all(fd, whole, strlen(whole)) || fsync(fd) != 0) return gt_fail(err, GT_FAILED, "'%s' cannot be written: errno %d", path, errno);
	return GT_OK;
}

static int list_read(const struct gt_keyring *ring, struct gt_arena *arena, const char *path, const char **ret_list, struct gt_error *err)
{
	struct gt_str text;
	int rc = gt_file_read(arena, path, MANIFEST_MAX, &text, err);
	if (rc != GT_OK) return rc;
	const char *mark = strstr(text.p, "\nsignature "), *list = text.p;
	if (!mark || !gt_starts(text.p, "guichet-backup 1\n")) return gt_fail(err, GT_FAILED, "'%s' is no list of ours", path);
	size_t n = (size_t)(mark - text.p) + 1;
	const char *signature = gt_arena_strndup(arena, mark + 11, strcspn(mark + 11, "\n"));
	if (gt_verify(ring, "backup", (struct gt_str){ text.p, n }, signature) != GT_OK) return gt_fail(err, GT_REFUSED, "'%s' is not signed by a key of this ring", path);
	for (int i = 0; i < 4; i++) list = strchr(list, '\n') + 1;
	*ret_list = gt_arena_strndup(arena, list, (size_t)(text.p + n - list));
	return GT_OK;
}

/* ---- commands ---- */
static const char *name_of(const struct gt_config *config) { return gt_config_get(config, "database.name", "guichet"); }
static bool plain_name(const char *name) { return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name) && strlen(name) <= 64; }

static int backup_write(struct backup *b, const char *path, struct gt_dump_sum *ret, struct gt_error *err)
{
	b->counter = gt_dump_counter_new(b->arena);
	int rc = file_begin(b, path, err);
	if (rc == GT_OK) rc = gt_dump_run(b->config, b->arena, name_of(b->config), take, b, err);
	if (rc == GT_OK) rc = chunk_out(b, /* last= */ true, err);
	if (rc == GT_OK && fsync(b->fd) != 0) rc = gt_fail(err, GT_FAILED, "'%s': errno %d", path, errno);
	gt_close(&b->fd);
	return rc == GT_OK ? gt_dump_counter_end(b->counter, ret, err) : rc;
}

static int backup(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct backup b = { .ctl = ctl, .arena = ctl->arena, .fd = -1 };
	struct gt_dump_sum written, read_again;
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "one new directory");
	int rc = gt_ctl_config(ctl, &b.config, err);
	if (rc == GT_OK) rc = gt_ctl_keyring(ctl, &b.ring, err);
	if (rc != GT_OK) return rc;
	if (mkdir(argv[0], 0700) != 0) return gt_fail(err, GT_CONFLICT, "'%s' cannot be made: errno %d", argv[0], errno);
	const char *path = gt_arena_printf(ctl->arena, "%s/database.sealed", argv[0]);
	rc = backup_write(&b, path, &written, err);
	if (rc == GT_OK) rc = count_file(b.ring, path, ctl->arena, &read_again, err);
	if (rc != GT_OK) return rc;
	const char *list = list_text(ctl->arena, &written);
	if (!gt_streq(list, list_text(ctl->arena, &read_again))) return gt_fail(err, GT_FAILED, "what was written does not read back the same");
	rc = list_write(&b, gt_arena_printf(ctl->arena, "%s/manifest", argv[0]), list, err);
	if (rc == GT_OK) fprintf(ctl->out, "%zu tables with rows, %lld rows, %lld bytes: written to %s and read back\n", written.n - 1, (long long)written.rows, (long long)written.bytes, argv[0]);
	return rc;
}

static int only_count(void *arg, struct gt_str piece, struct gt_error *err)
{
	(void)err;
	gt_dump_counter_add(arg, piece);
	return GT_OK;
}

/* Loaded, dumped again, compared with the list. */
static int load_and_compare(struct gt_ctl *ctl, const char *dir, const char *database, const char *list, struct gt_error *err)
{
	struct reading r = { .fd = -1, .arena = ctl->arena };
	struct gt_dump_counter *counter = gt_dump_counter_new(ctl->arena);
	struct gt_dump_sum sum;
	int rc = file_open(&r, ctl->ring_, gt_arena_printf(ctl->arena, "%s/database.sealed", dir), err);
	if (rc == GT_OK) rc = gt_dump_load(ctl->config_, ctl->arena, database, next_piece, &r, err);
	gt_close(&r.fd);
	if (rc != GT_OK) return rc;
	rc = gt_dump_run(ctl->config_, ctl->arena, database, only_count, counter, err);
	if (rc == GT_OK) rc = gt_dump_counter_end(counter, &sum, err);
	if (rc != GT_OK) return rc;
	if (!gt_streq(list_text(ctl->arena, &sum), list)) return gt_fail(err, GT_REFUSED, "the database that was made differs from the list of the copy");
	fprintf(ctl->out, "%zu tables with rows, %lld rows: same counts and digests as when the copy was made\n", sum.n - 1, (long long)sum.rows);
	return GT_OK;
}

static int restore_into(struct gt_ctl *ctl, struct gt_db *admin, const char *dir, const char *database, bool drill, const char *list, struct gt_error *err)
{
	int64_t tables = 0;
	int rc = gt_backup_tables(admin, database, &tables, err);
	if (rc == GT_OK && tables) rc = gt_fail(err, GT_CONFLICT, "the database '%s' holds %lld tables: restore fills an empty one only", database, (long long)tables);
	if (rc == GT_OK) rc = gt_backup_database_make(admin, ctl->arena, database, err);
	if (rc != GT_OK) return rc;
	rc = load_and_compare(ctl, dir, database, list, err);
	if (!drill) return rc;
	struct gt_error own = { 0 };
	int dropped = gt_backup_database_drop(admin, ctl->arena, database, rc == GT_OK ? err : &own);
	return rc == GT_OK ? dropped : rc;
}

static int restore(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	const struct gt_keyring *ring;
	const char *list = "";
	struct gt_db *admin;
	bool drill = gt_ctl_flag(&argc, argv, "drill");
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "the directory of a copy");
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_ctl_keyring(ctl, &ring, err);
	if (rc == GT_OK) rc = list_read(ring, ctl->arena, gt_arena_printf(ctl->arena, "%s/manifest", argv[0]), &list, err);
	if (rc != GT_OK) return rc;
	const char *database = drill ? gt_arena_printf(ctl->arena, "%s_drill", name_of(config)) : name_of(config);
	if (!plain_name(database)) return gt_fail(err, GT_BADINPUT, "database.name '%s': small letters, digits and _ only", database);
	rc = gt_db_open(config, "admin", &admin, err);
	if (rc != GT_OK) return rc;
	rc = restore_into(ctl, admin, argv[0], database, drill, list, err);
	gt_db_free(&admin);
	if (rc == GT_OK && !drill) fprintf(ctl->out, "now: guichetctl migrate (accounts and rights), guichetctl verify, start\n");
	return rc;
}

const struct gt_ctl_entry gt_ctl_backup[] = {
	{ "backup", "DIR", "Copies the database (as database.admin) into a new directory: one sealed file, one signed list of rows and digests a table. Read back before it ends.", backup },
	{ "restore", "DIR [--drill]", "Fills the empty database of the settings from such a copy and compares it with the list; --drill: in a database of its own, thrown away.", restore },
	{ 0 },
};

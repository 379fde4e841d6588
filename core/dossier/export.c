/* Zip files, written as they are read. Here is what goes into one and in which order; what an entry holds is export_parts.c, the format is libarchive's. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <unistd.h>
#include "dossier/export_priv.h"

#define PIECE_BYTES (256 * 1024)
#define OUT_MAX_BYTES (4 * 1024 * 1024)                  /* what libarchive gives back for one piece stays far below */
#define REQUEST_ARENA (48u << 20)

struct gt_export {
	uint32_t magic;
	struct gt_desk *desk;
	struct gt_arena *arena;              /* the export's own life */
	struct gt_export_for who;
	struct archive *zip;
	struct gt_buf out;
	bool given, closed;                  /* out was handed to the reader; nothing more comes */
	int64_t now_utc_s;
	const struct gt_dossier_line *lines; size_t n_lines, next_line;
	struct gt_arena *one;                /* the request at work */
	struct gt_export_entry *entries; size_t n_entries, next_entry;
	int fd; int64_t left;                /* the entry at work is a file: what is still to come of it */
};
#define MAGIC 0x47d0e4a2u

/* ---- libarchive ---- */
static la_ssize_t take(struct archive *zip, void *arg, const void *bytes, size_t n)
{
	struct gt_export *x = arg;
	gt_buf_add(&x->out, bytes, n);
	if (!x->out.overflow) return (la_ssize_t)n;
	archive_set_error(zip, EIO, "more than %d bytes at once", OUT_MAX_BYTES);
	return -1;
}

static int zip_rc(struct gt_export *x, int rc, struct gt_error *err)
{
	return rc >= ARCHIVE_WARN ? GT_OK : gt_fail(err, GT_FAILED, "zip: %s", archive_error_string(x->zip) ? archive_error_string(x->zip) : "cannot be written");
}

static void let_go(void *arg)
{
	struct gt_export *x = arg;
	if (x->fd >= 0) close(x->fd);
	x->fd = -1;
	if (x->one) gt_arena_free(&x->one);
	if (x->zip) archive_write_free(x->zip);
	x->zip = NULL;
}

static int export_new(struct gt_desk *desk, struct gt_arena *arena, struct gt_export **ret, struct gt_error *err)
{
	struct gt_export *x = gt_new(arena, struct gt_export);
	*x = (struct gt_export){ .magic = MAGIC, .desk = desk, .arena = arena, .fd = -1, .now_utc_s = gt_now_utc_s(), .out = gt_buf_new(arena, OUT_MAX_BYTES) };
	x->zip = archive_write_new();
	if (!x->zip) gt_panic("out of memory (zip)");
	gt_arena_on_free(arena, let_go, x);
	archive_write_set_format_zip(x->zip);
	archive_write_set_bytes_per_block(x->zip, 0);          /* as it comes: no padding, no block kept back */
	*ret = x;
	return zip_rc(x, archive_write_open(x->zip, x, NULL, take, NULL), err);
}

static int begin_entry(struct gt_export *x, const struct gt_export_entry *e, int64_t bytes, struct gt_error *err)
{
	struct archive_entry *head = archive_entry_new();
	if (!head) gt_panic("out of memory (zip)");
	archive_entry_set_pathname(head, e->path);             /* letters of ASCII alone: export_parts.c makes it so */
	archive_entry_set_filetype(head, AE_IFREG);
	archive_entry_set_perm(head, 0644);
	archive_entry_set_mtime(head, e->at_utc_s ? e->at_utc_s : x->now_utc_s, 0);
	archive_entry_set_size(head, bytes);
	int rc = archive_write_header(x->zip, head);
	archive_entry_free(head);
	return zip_rc(x, rc, err);
}

static int write_bytes(struct gt_export *x, struct gt_str s, struct gt_error *err)
{
	return archive_write_data(x->zip, s.p, s.n) == (la_ssize_t)s.n ? GT_OK : zip_rc(x, ARCHIVE_FATAL, err);
}

/* ---- one step after the other ---- */
static int next_request(struct gt_export *x, struct gt_error *err)
{
	const struct gt_dossier_line *line = &x->lines[x->next_line++];
	struct gt_dossier *d;
	if (x->one) gt_arena_free(&x->one);
	x->one = gt_arena_new("export", REQUEST_ARENA);
	x->n_entries = x->next_entry = 0;
	int rc = gt_dossier_open(x->desk, x->one, line->id, x->who.applicant, &d, err);
	if (rc == GT_NOTFOUND) return GT_OK;                   /* given up meanwhile */
	return rc == GT_OK ? gt_export_parts(x->desk, x->one, d, &x->who, &x->entries, &x->n_entries, err) : rc;
}

static int begin_file(struct gt_export *x, const struct gt_export_entry *e, struct gt_error *err)
{
	struct gt_document_at at = gt_dossier_documents_at(x->desk);
	int rc = gt_document_unseal(&at, e->dossier, e->document, &x->fd, err);
	if (rc == GT_DENIED || rc == GT_NOTFOUND) return GT_OK; /* found infected, or taken away since */
	if (rc != GT_OK) return rc;
	if (lseek(x->fd, 0, SEEK_SET) != 0) return gt_fail(err, GT_FAILED, "a document cannot be read");
	x->left = e->bytes;
	return begin_entry(x, e, e->bytes, err);
}

static int next_entry(struct gt_export *x, struct gt_error *err)
{
	const struct gt_export_entry *e = &x->entries[x->next_entry++];
	if (e->kind == GT_EXPORT_DOCUMENT) return begin_file(x, e, err);
	struct gt_str body;
	int rc = gt_export_body(x->desk, x->one, e, &x->who, &body, err);
	if (rc == GT_OK) rc = begin_entry(x, e, (int64_t)body.n, err);
	return rc == GT_OK ? write_bytes(x, body, err) : rc;
}

static int go_on_with_file(struct gt_export *x, struct gt_error *err)
{
	static char piece[PIECE_BYTES];                        /* one request at a time in a process */
	ssize_t n = read(x->fd, piece, sizeof piece);
	if (n < 0) return gt_fail(err, GT_FAILED, "a document cannot be read");
	x->left -= n;
	if (n > 0) return write_bytes(x, (struct gt_str){ piece, (size_t)n }, err);
	if (x->left != 0) return gt_fail(err, GT_FAILED, "a document is not as long as it was");
	close(x->fd);
	x->fd = -1;
	return GT_OK;
}

static int step(struct gt_export *x, struct gt_error *err)
{
	if (x->fd >= 0) return go_on_with_file(x, err);
	if (x->next_entry < x->n_entries) return next_entry(x, err);
	if (x->next_line < x->n_lines) return next_request(x, err);
	x->closed = true;
	return zip_rc(x, archive_write_close(x->zip), err);
}

int gt_export_piece(void *export, struct gt_str *ret_piece, struct gt_error *err)
{
	struct gt_export *x = export;
	GT_CHECK(x, MAGIC);
	if (x->given) x->out.n = 0;
	x->given = false;
	while (x->out.n == 0 && !x->closed) {
		int rc = step(x, err);
		if (rc != GT_OK) return rc;
	}
	x->given = true;
	*ret_piece = (struct gt_str){ x->out.p, x->out.n };
	return GT_OK;
}

/* ---- beginning ---- */
struct noted { struct gt_id dossier; enum gt_actor kind; struct gt_id actor; };

static int note_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct noted *n = arg;
	return gt_journal_add(db, &(struct gt_act){ .dossier = n->dossier, .actor_kind = n->kind, .actor = n->actor, .verb = "export" }, err);
}

int gt_export_request(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_export **ret, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_export *x;
	struct noted n = { .dossier = d->id, .kind = agent ? GT_ACTOR_AGENT : GT_ACTOR_USER, .actor = agent ? agent->agent : d->account };
	int rc = export_new(desk, arena, &x, err);
	x->who = (struct gt_export_for){ .applicant = d->who, .agent = agent };
	x->one = gt_arena_new("export", REQUEST_ARENA);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, note_tx, &n, err);
	if (rc == GT_OK) rc = gt_export_parts(desk, x->one, d, &x->who, &x->entries, &x->n_entries, err);
	if (rc == GT_OK) *ret = x;
	return rc;
}

int gt_export_account(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const char *phone, struct gt_export **ret, struct gt_error *err)
{
	struct gt_export *x;
	struct gt_dossier_line *lines;
	struct noted n = { .kind = GT_ACTOR_USER, .actor = who->account };
	int rc = export_new(desk, arena, &x, err);
	x->who = (struct gt_export_for){ .applicant = who, .phone = phone };
	x->one = gt_arena_new("export", REQUEST_ARENA);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, note_tx, &n, err);
	if (rc == GT_OK) rc = gt_dossier_list(desk, arena, who->account, &lines, &x->n_lines, err);
	if (rc != GT_OK) return rc;
	x->lines = lines;
	x->entries = gt_new(x->one, struct gt_export_entry);
	x->entries[0] = (struct gt_export_entry){ .kind = GT_EXPORT_ACCOUNT, .path = "compte.xml" };
	x->n_entries = 1;
	*ret = x;
	return GT_OK;
}

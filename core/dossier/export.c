/* Zip files, written as they are read. Here is what goes into one and in which order; what an entry holds is export_parts.c, the format is zip.c's. */
#include <unistd.h>
#include "dossier/export_priv.h"
#include "dossier/zip_priv.h"

#define PIECE_BYTES (256 * 1024)
#define REQUEST_ARENA (48u << 20)

struct gt_export {
	uint32_t magic;
	struct gt_desk *desk;
	struct gt_arena *arena;              /* the export's own life */
	struct gt_export_for who;
	struct gt_zip *zip;
	bool closed;                         /* nothing more comes */
	const struct gt_dossier_line *lines; size_t n_lines, next_line;
	struct gt_arena *one;                /* the request at work */
	struct gt_export_entry *entries; size_t n_entries, next_entry;
	int fd; int64_t left;                /* the entry at work is a file: what is still to come of it */
};
#define MAGIC 0x47d0e4a2u

static void let_go(void *arg)
{
	struct gt_export *x = arg;
	if (x->fd >= 0) close(x->fd);
	x->fd = -1;
	if (x->one) gt_arena_free(&x->one);
}

static int export_new(struct gt_desk *desk, struct gt_arena *arena, struct gt_export **ret, struct gt_error *err)
{
	struct gt_export *x = gt_new(arena, struct gt_export);
	*x = (struct gt_export){ .magic = MAGIC, .desk = desk, .arena = arena, .fd = -1 };
	gt_arena_on_free(arena, let_go, x);
	*ret = x;
	return gt_zip_new(arena, &x->zip, err);
}

static int begin_entry(struct gt_export *x, const struct gt_export_entry *e, int64_t bytes, struct gt_error *err)
{
	return gt_zip_begin(x->zip, &(struct gt_zip_entry){ .path = e->path, .at_utc_s = e->at_utc_s, .bytes = bytes }, err);
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
	return rc == GT_OK ? gt_zip_write(x->zip, body, err) : rc;
}

static int go_on_with_file(struct gt_export *x, struct gt_error *err)
{
	static char piece[PIECE_BYTES];                        /* one request at a time in a process */
	ssize_t n = read(x->fd, piece, sizeof piece);
	if (n < 0) return gt_fail(err, GT_FAILED, "a document cannot be read");
	x->left -= n;
	if (n > 0) return gt_zip_write(x->zip, (struct gt_str){ piece, (size_t)n }, err);
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
	return gt_zip_close(x->zip, err);
}

int gt_export_piece(void *export, struct gt_str *ret_piece, struct gt_error *err)
{
	struct gt_export *x = export;
	GT_CHECK(x, MAGIC);
	while (!(*ret_piece = gt_zip_take(x->zip)).n && !x->closed) {
		int rc = step(x, err);
		if (rc != GT_OK) return rc;
	}
	if (!ret_piece->n) *ret_piece = gt_zip_take(x->zip);
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

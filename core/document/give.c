/* document: giving a file back. Decides that nothing of it is given before all of it was unsealed, counted and hashed: an altered file is an
 * error page, never half a download. */
#include <sys/mman.h>
#include <unistd.h>
#include "document/document_priv.h"

#define PICTURE_PURPOSE "document-preview"
#define CHUNK_ARENA (4 * GT_CHUNK_BYTES)
#define PICTURE_ARENA (GT_SCAN_PREVIEW_MAX_BYTES * 8)

static int chunks_unseal(const struct gt_document_at *at, const struct gt_document_row *row, int fd, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("opener", CHUNK_ARENA);
	struct gt_sealer *opener;
	int64_t bytes = 0;
	bool last = false;
	int rc = gt_opener_begin(at->ring, arena, row->id, row->header, &opener, err);
	for (int64_t n = 0; !rc && n < row->chunks; n++) {
		GT_AUTO_ARENA one = gt_arena_new("chunk", CHUNK_ARENA);
		struct gt_str sealed, plain;
		rc = gt_document_chunk_get(at->db, one, row->id, n, &sealed, err);
		if (rc == GT_NOTFOUND)
			return gt_fail(err, GT_FAILED, "chunk %lld is missing", (long long)n);
		if (!rc)
			rc = gt_opener_chunk(opener, sealed, &plain, &last, err);
		if (!rc && last != (n + 1 == row->chunks))
			return gt_fail(err, GT_FAILED, "the file ends at chunk %lld of %lld", (long long)n, (long long)row->chunks);
		if (!rc && (bytes += (int64_t)plain.n) > row->bytes)
			return gt_fail(err, GT_FAILED, "the file is longer than it was");
		if (!rc && !gt_write_all(fd, plain.p, plain.n))
			return gt_fail(err, GT_FAILED, "no memory for the file");
	}
	return rc ? rc : bytes == row->bytes ? GT_OK : gt_fail(err, GT_FAILED, "the file is shorter than it was");
}

static int compare(const struct gt_document_row *row, int fd, struct gt_error *err)
{
	struct gt_digest want;
	if (row->sha256.n != sizeof want.b || row->bytes <= 0)
		return gt_fail(err, GT_FAILED, "digest of a wrong length");
	memcpy(want.b, row->sha256.p, sizeof want.b);
	void *p = mmap(NULL, (size_t)row->bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return gt_fail(err, GT_FAILED, "no memory for the file");
	bool same = gt_digest_eq(gt_sha256(p, (size_t)row->bytes), want);
	munmap(p, (size_t)row->bytes);
	return same ? GT_OK : gt_fail(err, GT_FAILED, "the file is not what was scanned");
}

int gt_document_row_unseal(const struct gt_document_at *at, const struct gt_document_row *row, int *ret_fd, struct gt_error *err)
{
	GT_AUTO_FD fd = gt_memfd("document");
	int rc = chunks_unseal(at, row, fd, err);
	if (!rc && !gt_memfd_seal(fd))
		rc = gt_fail(err, GT_FAILED, "file cannot be sealed");
	if (!rc)
		rc = compare(row, fd, err);
	if (rc)
		return rc;
	*ret_fd = fd;
	fd = -1;
	return GT_OK;
}

static int row_to_give(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document_row *ret, struct gt_error *err)
{
	int rc = gt_document_row_get(at->db, arena, dossier, id, ret, err);
	return rc ? rc : gt_streq(ret->state, "infected") ? gt_fail(err, GT_DENIED, "a later scan found it infected") : GT_OK;
}

int gt_document_unseal(const struct gt_document_at *at, struct gt_id dossier, struct gt_id id, int *ret_fd, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("unseal", 65536);
	struct gt_document_row row;
	int rc = row_to_give(at, arena, dossier, id, &row, err);
	return rc ? rc : gt_document_row_unseal(at, &row, ret_fd, err);
}

/* ---- streaming ---- */
struct gt_document_reader { uint32_t magic; int fd; char *buffer; };
#define READER_MAGIC 0x52454144u

static void reader_close(void *arg)
{
	struct gt_document_reader *r = arg;
	gt_close(&r->fd);
	r->magic = 0;
}

int gt_document_open(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document *ret, struct gt_document_reader **ret_reader, struct gt_error *err)
{
	int fd = -1;
	int rc = gt_document_get(at, arena, dossier, id, ret, err);
	if (!rc)
		rc = gt_document_unseal(at, dossier, id, &fd, err);
	if (rc)
		return rc;
	struct gt_document_reader *r = gt_new(arena, struct gt_document_reader);
	*r = (struct gt_document_reader){ READER_MAGIC, fd, gt_arena_alloc(arena, GT_CHUNK_BYTES) };
	gt_arena_on_free(arena, reader_close, r);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return gt_fail(err, GT_FAILED, "file cannot be read");
	*ret_reader = r;
	return GT_OK;
}

int gt_document_piece(void *reader, struct gt_str *ret_piece, struct gt_error *err)
{
	struct gt_document_reader *r = reader;
	GT_CHECK(r, READER_MAGIC);
	ssize_t n = read(r->fd, r->buffer, GT_CHUNK_BYTES);
	if (n < 0)
		return gt_fail(err, GT_FAILED, "file cannot be read");
	*ret_piece = (struct gt_str){ r->buffer, (size_t)n };
	return GT_OK;
}

/* ---- pictures ---- */

/* The page's number is bound to the picture: pictures of two pages cannot be exchanged. */
static const char *picture_purpose(struct gt_arena *arena, int64_t page)
{
	return gt_arena_printf(arena, "%s-%lld", PICTURE_PURPOSE, (long long)page);
}

static struct gt_str copied(struct gt_arena *arena, struct gt_str from)
{
	char *copy = gt_arena_alloc(arena, from.n + 1);
	memcpy(copy, from.p, from.n);
	return (struct gt_str){ copy, from.n };
}

static int picture_kept(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id id, int64_t page, struct gt_str *ret_png)
{
	GT_AUTO_ARENA own = gt_arena_new("picture", PICTURE_ARENA);
	struct gt_str sealed, png;
	int rc = gt_document_picture_get(at->db, own, id, page, &sealed, NULL);
	if (!rc)
		rc = gt_unseal(at->ring, own, picture_purpose(own, page), id, sealed, &png, NULL);
	if (!rc)
		*ret_png = copied(arena, png);
	return rc;
}

static int picture_make(const struct gt_document_at *at, struct gt_arena *arena, const struct gt_document_row *row, int64_t page, struct gt_str *ret_png, struct gt_error *err)
{
	GT_AUTO_FD fd = -1;
	GT_AUTO_ARENA own = gt_arena_new("picture", PICTURE_ARENA);
	struct gt_picture picture;
	int rc = gt_document_row_unseal(at, row, &fd, err);
	if (!rc)
		rc = gt_scan_preview(at->scan, fd, gt_kind_parse(row->kind), page, GT_DOCUMENT_PREVIEW_WIDTH, own, &picture, err);
	if (rc)
		return rc;
	*ret_png = copied(arena, picture.png);
	/* keeping it is a saving, not a duty: it can be made again, so a failure here is none */
	struct gt_str sealed;
	if (gt_seal(at->ring, own, picture_purpose(own, page), row->id, picture.png, &sealed, NULL) == GT_OK)
		(void)!gt_document_picture_insert(at->db, row->id, page, &picture, sealed, NULL);
	return GT_OK;
}

int gt_document_preview(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, int64_t page, struct gt_str *ret_png, struct gt_error *err)
{
	GT_AUTO_ARENA scratch = gt_arena_new("preview", 65536);
	struct gt_document_row row;
	int rc = row_to_give(at, scratch, dossier, id, &row, err);
	if (rc)
		return rc;
	if (page < 1 || page > row.pages)
		return gt_fail(err, GT_NOTFOUND, "no page %lld", (long long)page);
	if (picture_kept(at, arena, id, page, ret_png) == GT_OK)
		return GT_OK;
	return picture_make(at, arena, &row, page, ret_png, err);
}

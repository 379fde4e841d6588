/* Zip files by libarchive, streamed: nothing is kept but the block at work. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include "clock/clock.h"
#include "dossier/zip_priv.h"

#define OUT_MAX_BYTES (4 * 1024 * 1024)                  /* what libarchive gives back for one piece stays far below */

struct gt_zip { struct archive *zip; struct gt_buf out; bool taken; uint32_t cut; /* bytes left out of the first entry */ };

/* Records of a zip file (APPNOTE.TXT 4.3.7, 4.3.9, 4.3.12, 4.3.16): their bytes, and where the fields stand that we change. */
enum { LOCAL_BYTES = 30, LOCAL_FLAGS = 6, LOCAL_CRC = 14, LOCAL_EXTRA = 28, DESCRIPTOR_BYTES = 16, DESCRIPTOR_CRC = 4, CRC_AND_SIZES = 12,
	ENTRY_BYTES = 46, ENTRY_FLAGS = 8, ENTRY_NAME = 28, ENTRY_EXTRA = 30, ENTRY_COMMENT = 32, ENTRY_OFFSET = 42, END_BYTES = 22, END_BYTES_OF_LIST = 12, END_OFFSET = 16 };

static la_ssize_t take(struct archive *zip, void *arg, const void *bytes, size_t n)
{
	struct gt_zip *z = arg;
	if (z->taken) z->out.n = 0;
	z->taken = false;
	gt_buf_add(&z->out, bytes, n);
	if (!z->out.overflow) return (la_ssize_t)n;
	archive_set_error(zip, EIO, "more than %d bytes at once", OUT_MAX_BYTES);
	return -1;
}

static int zip_rc(struct gt_zip *z, int rc, struct gt_error *err)
{
	return rc >= ARCHIVE_WARN ? GT_OK : gt_fail(err, GT_FAILED, "zip: %s", archive_error_string(z->zip) ? archive_error_string(z->zip) : "cannot be written");
}

static void let_go(void *arg)
{
	struct gt_zip *z = arg;
	if (z->zip) archive_write_free(z->zip);
	z->zip = NULL;
}

int gt_zip_new(struct gt_arena *arena, struct gt_zip **ret, struct gt_error *err)
{
	struct gt_zip *z = gt_new(arena, struct gt_zip);
	*z = (struct gt_zip){ .zip = archive_write_new(), .out = gt_buf_new(arena, OUT_MAX_BYTES) };
	if (!z->zip) gt_panic("out of memory (zip)");
	gt_arena_on_free(arena, let_go, z);
	archive_write_set_format_zip(z->zip);
	archive_write_set_bytes_per_block(z->zip, 0);          /* as it comes: no padding, no block kept back */
	*ret = z;
	return zip_rc(z, archive_write_open(z->zip, z, NULL, take, NULL), err);
}

int gt_zip_begin(struct gt_zip *z, const struct gt_zip_entry *e, struct gt_error *err)
{
	struct archive_entry *head = archive_entry_new();
	if (!head) gt_panic("out of memory (zip)");
	archive_entry_set_pathname(head, e->path);
	archive_entry_set_filetype(head, AE_IFREG);
	archive_entry_set_perm(head, 0644);
	archive_entry_set_mtime(head, e->at_utc_s ? e->at_utc_s : gt_now_utc_s(), 0);
	if (e->bytes >= 0) archive_entry_set_size(head, e->bytes);
	if (e->stored) archive_write_zip_set_compression_store(z->zip);
	else archive_write_zip_set_compression_deflate(z->zip);
	int rc = archive_write_header(z->zip, head);
	archive_entry_free(head);
	return zip_rc(z, rc, err);
}

int gt_zip_write(struct gt_zip *z, struct gt_str s, struct gt_error *err)
{
	return archive_write_data(z->zip, s.p, s.n) == (la_ssize_t)s.n ? GT_OK : zip_rc(z, ARCHIVE_FATAL, err);
}

static size_t get16(const char *p) { return (size_t)(unsigned char)p[0] | (size_t)(unsigned char)p[1] << 8; }

static void less32(char *p, uint32_t by)
{
	uint32_t n = (uint32_t)(get16(p) | get16(p + 2) << 16) - by;
	for (int i = 0; i < 4; i++) p[i] = (char)(n >> 8 * i & 0xff);
}

static void leave_out(struct gt_buf *b, char *from, size_t n)
{
	memmove(from, from + n, b->n - (size_t)(from - b->p) - n);
	b->n -= n;
}

/* libarchive writes an extra field and a data descriptor whatever it is told: both are taken out of what it wrote. */
int gt_zip_first(struct gt_zip *z, const char *path, struct gt_str s, struct gt_error *err)
{
	int rc = gt_zip_begin(z, &(struct gt_zip_entry){ .path = path, .bytes = (int64_t)s.n, .stored = true }, err);
	if (rc == GT_OK) rc = gt_zip_write(z, s, err);
	if (rc == GT_OK) rc = zip_rc(z, archive_write_finish_entry(z->zip), err);
	if (rc != GT_OK) return rc;
	size_t name = strlen(path), extra = z->out.n > LOCAL_BYTES ? get16(z->out.p + LOCAL_EXTRA) : 0;
	if (z->out.n != LOCAL_BYTES + name + extra + s.n + DESCRIPTOR_BYTES) return gt_fail(err, GT_FAILED, "zip: the first entry is not as libarchive writes it");
	char *p = z->out.p, *descriptor = p + z->out.n - DESCRIPTOR_BYTES;
	memset(p + LOCAL_FLAGS, 0, 2);
	memcpy(p + LOCAL_CRC, descriptor + DESCRIPTOR_CRC, CRC_AND_SIZES);
	memset(p + LOCAL_EXTRA, 0, 2);
	z->out.n -= DESCRIPTOR_BYTES;
	leave_out(&z->out, p + LOCAL_BYTES + name, extra);
	z->cut = (uint32_t)(extra + DESCRIPTOR_BYTES);
	return GT_OK;
}

/* The list at the end, from there on, says the same as the entries. */
static int list_follows(struct gt_zip *z, size_t from, struct gt_error *err)
{
	size_t at = from, extra = 0;
	for (; z->out.n - at >= ENTRY_BYTES && memcmp(z->out.p + at, "PK\1\2", 4) == 0; at += ENTRY_BYTES + get16(z->out.p + at + ENTRY_NAME) + get16(z->out.p + at + ENTRY_EXTRA) + get16(z->out.p + at + ENTRY_COMMENT)) {
		char *p = z->out.p + at;
		if (at > from) {
			less32(p + ENTRY_OFFSET, z->cut);
			continue;
		}
		extra = get16(p + ENTRY_EXTRA);
		memset(p + ENTRY_FLAGS, 0, 2);
		memset(p + ENTRY_EXTRA, 0, 2);
		leave_out(&z->out, p + ENTRY_BYTES + get16(p + ENTRY_NAME), extra);
	}
	if (z->out.n - at != END_BYTES || memcmp(z->out.p + at, "PK\5\6", 4) != 0) return gt_fail(err, GT_FAILED, "zip: the list is not as libarchive writes it, or of more than 4 GiB");
	less32(z->out.p + at + END_BYTES_OF_LIST, (uint32_t)extra);
	less32(z->out.p + at + END_OFFSET, z->cut);
	return GT_OK;
}

int gt_zip_close(struct gt_zip *z, struct gt_error *err)
{
	int rc = zip_rc(z, archive_write_finish_entry(z->zip), err);
	size_t from = z->taken ? 0 : z->out.n;
	if (rc == GT_OK) rc = zip_rc(z, archive_write_close(z->zip), err);
	return rc == GT_OK && z->cut ? list_follows(z, from, err) : rc;
}

struct gt_str gt_zip_take(struct gt_zip *z)
{
	struct gt_str none = { NULL, 0 };
	if (z->taken || z->out.n == 0) return none;
	z->taken = true;
	return (struct gt_str){ z->out.p, z->out.n };
}

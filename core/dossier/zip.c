/* Zip files by libarchive, streamed: nothing is kept but the block at work. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include "clock/clock.h"
#include "dossier/zip_priv.h"

#define OUT_MAX_BYTES (4 * 1024 * 1024)                  /* what libarchive gives back for one piece stays far below */

struct gt_zip { struct archive *zip; struct gt_buf out; bool taken; };

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

int gt_zip_close(struct gt_zip *z, struct gt_error *err) { return zip_rc(z, archive_write_close(z->zip), err); }

struct gt_str gt_zip_take(struct gt_zip *z)
{
	struct gt_str none = { NULL, 0 };
	if (z->taken || z->out.n == 0) return none;
	z->taken = true;
	return (struct gt_str){ z->out.p, z->out.n };
}

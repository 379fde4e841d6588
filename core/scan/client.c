/* scan: the client's half. Decides that silence, a wrong word or a late answer never means clean. */
#include <stdio.h>
#include "scan/scan_priv.h"

#define MARGIN_MS 2000                   /* the service kills its child at GT_SCAN_TIMEOUT_MS and still answers */
#define NAME_MAX_BYTES 128

struct gt_scan { uint32_t magic; char *socket_path; };
#define SCAN_MAGIC 0x5343414eu

int gt_scan_open_at(const char *socket_path, struct gt_scan **ret, struct gt_error *err)
{
	if (gt_empty(socket_path))
		return gt_fail(err, GT_FAILED, "setting scan.socket is missing");
	struct gt_scan *s = gt_xalloc(sizeof *s);
	s->magic = SCAN_MAGIC;
	s->socket_path = gt_xstrdup(socket_path);
	*ret = s;
	return GT_OK;
}

int gt_scan_open(const struct gt_config *config, struct gt_scan **ret, struct gt_error *err)
{
	char path[512];
	const char *set = gt_config_get(config, "scan.socket", NULL);
	int n = snprintf(path, sizeof path, "%s%s", set ? set : gt_config_get(config, "run.directory", "/run/guichet"), set ? "" : "/scan.sock");
	return n > 0 && (size_t)n < sizeof path ? gt_scan_open_at(path, ret, err) : gt_fail(err, GT_FAILED, "socket path too long");
}

void gt_scan_free(struct gt_scan **scan)
{
	struct gt_scan *s = *scan;
	if (!s)
		return;
	GT_CHECK(s, SCAN_MAGIC);
	s->magic = 0;
	gt_xfree(s->socket_path);
	gt_xfree(s);
	*scan = NULL;
}

void gt_scan_answer_put(struct gt_buf *b, const struct gt_scan_answer *a)
{
	gt_put_u8(b, (uint8_t)a->cause);
	gt_put_u8(b, a->looks_like);
	gt_put_u8(b, (uint8_t)a->kind);
	gt_put_u32(b, a->pages);
	gt_put_u32(b, a->width);
	gt_put_u32(b, a->height);
	gt_put_text(b, a->engine);
	gt_put_text(b, a->signatures);
}

bool gt_scan_answer_get(struct gt_get *g, struct gt_arena *arena, struct gt_scan_answer *ret)
{
	struct gt_scan_answer a = { .cause = GT_CAUSE_TOO_COMPLEX };
	uint8_t cause, kind;
	if (!gt_get_u8(g, 1, GT_CAUSE__MAX - 1, &cause) || !gt_get_u8(g, 0, GT_LOOKS_LIKE__MAX - 1, &a.looks_like) || !gt_get_u8(g, 0, GT_KIND__MAX - 1, &kind)
		|| !gt_get_u32(g, 0, GT_SCAN_PAGES_MAX, &a.pages) || !gt_get_u32(g, 0, INT32_MAX, &a.width) || !gt_get_u32(g, 0, INT32_MAX, &a.height)
		|| !gt_get_text(g, arena, NAME_MAX_BYTES, &a.engine) || !gt_get_text(g, arena, NAME_MAX_BYTES, &a.signatures))
		return false;
	a.cause = (enum gt_cause)cause;
	a.kind = (enum gt_kind)kind;
	/* a clean file is a file of some kind with at least one page, and looks like nothing else: anything else is a lie */
	if (a.cause == GT_CAUSE_CLEAN && (a.kind == GT_KIND_NONE || a.pages == 0 || a.looks_like))
		return false;
	*ret = a;
	return true;
}

static int told(struct gt_arena *arena, const struct gt_scan_answer *a, int64_t max_bytes, struct gt_verdict *ret, struct gt_error *err)
{
	ret->kind = a->kind;
	ret->pages = a->pages;
	ret->engine = a->engine;
	ret->signatures = a->signatures;
	ret->finding = (struct gt_file_finding){ 0 };
	if (a->cause == GT_CAUSE_CLEAN)
		return GT_OK;
	ret->finding = gt_scan_finding(arena, a, max_bytes);
	return gt_fail(err, a->cause == GT_CAUSE_AWAY ? GT_BUSY : GT_REFUSED, "%s", ret->finding.id);
}

static int away(struct gt_arena *arena, struct gt_verdict *ret, struct gt_error *err, const struct gt_error *why)
{
	told(arena, &(struct gt_scan_answer){ .cause = GT_CAUSE_AWAY }, 0, ret, NULL);
	gt_fail(err, GT_BUSY, "scanner away: %s", why->message);
	return GT_BUSY;
}

int gt_scan_verdict(struct gt_scan *scan, int fd, uint32_t kinds, int64_t max_bytes, struct gt_arena *arena, struct gt_verdict *ret, struct gt_error *err)
{
	return gt_scan_verdict_while(scan, fd, kinds, max_bytes, NULL, NULL, arena, ret, err);
}

int gt_scan_verdict_while(struct gt_scan *scan, int fd, uint32_t kinds, int64_t max_bytes, void (*work)(void *arg), void *arg, struct gt_arena *arena, struct gt_verdict *ret,
	struct gt_error *err)
{
	GT_CHECK(scan, SCAN_MAGIC);
	int64_t bytes = 0;
	if (!gt_scan_sealed(fd, &bytes))
		return gt_fail(err, GT_BADINPUT, "file is not a sealed memory file");
	if (bytes == 0)
		return told(arena, &(struct gt_scan_answer){ .cause = GT_CAUSE_EMPTY }, max_bytes, ret, err);
	if (bytes > max_bytes || bytes > GT_UPLOAD_MAX_BYTES)
		return told(arena, &(struct gt_scan_answer){ .cause = GT_CAUSE_TOO_BIG }, max_bytes < GT_UPLOAD_MAX_BYTES ? max_bytes : GT_UPLOAD_MAX_BYTES, ret, err);
	struct gt_buf b = gt_buf_new(arena, 64);
	gt_put_u32(&b, kinds);
	gt_put_i64(&b, bytes);
	struct gt_frame frame;
	struct gt_error why = { 0 };
	if (gt_frame_call_while(scan->socket_path, GT_SCAN_ASK_VERDICT, GT_SCAN_SAY_VERDICT, GT_SCAN_VERSION, (struct gt_str){ b.p, b.n }, fd,
		GT_SCAN_TIMEOUT_MS + MARGIN_MS, work, arg, arena, GT_FRAME_NO_FD, &frame, &why) != GT_OK)
		return away(arena, ret, err, &why);
	struct gt_get g = gt_get(frame.payload);
	struct gt_scan_answer a;
	bool whole = gt_scan_answer_get(&g, arena, &a) && gt_get_end(&g);
	/* clean must say who says so, and be of a kind that was asked for */
	if (whole && a.cause == GT_CAUSE_CLEAN)
		whole = !gt_empty(a.engine) && !gt_empty(a.signatures) && (kinds & 1u << a.kind);
	if (!whole) {
		gt_fail(&why, GT_BADINPUT, "answer of a wrong shape");
		return away(arena, ret, err, &why);
	}
	return told(arena, &a, max_bytes, ret, err);
}

int gt_scan_preview(struct gt_scan *scan, int fd, enum gt_kind kind, int64_t page, int64_t max_width, struct gt_arena *arena, struct gt_picture *ret, struct gt_error *err)
{
	GT_CHECK(scan, SCAN_MAGIC);
	if (page < 1 || page > GT_SCAN_PAGES_MAX)
		return gt_fail(err, GT_NOTFOUND, "no page %lld", (long long)page);
	gt_assert(max_width > 0 && max_width <= GT_SCAN_PREVIEW_WIDTH_MAX && kind > GT_KIND_NONE && kind < GT_KIND__MAX);
	struct gt_buf b = gt_buf_new(arena, 64);
	gt_put_u8(&b, (uint8_t)kind);
	gt_put_u32(&b, (uint32_t)page);
	gt_put_u32(&b, (uint32_t)max_width);
	struct gt_frame frame;
	int rc = gt_frame_call(scan->socket_path, GT_SCAN_ASK_PREVIEW, GT_SCAN_SAY_PREVIEW, GT_SCAN_VERSION, (struct gt_str){ b.p, b.n }, fd,
		GT_SCAN_PREVIEW_TIMEOUT_MS + MARGIN_MS, arena, GT_FRAME_NO_FD, &frame, err);
	if (rc)
		return rc == GT_BADINPUT ? gt_fail(err, GT_BUSY, "scanner answered something else") : rc;
	struct gt_get g = gt_get(frame.payload);
	uint8_t shown;
	uint32_t width, height, pages;
	struct gt_str png;
	gt_get_u8(&g, 0, 2, &shown);
	gt_get_u32(&g, 0, GT_SCAN_PREVIEW_WIDTH_MAX, &width);
	gt_get_u32(&g, 0, INT32_MAX, &height);
	gt_get_u32(&g, 0, GT_SCAN_PAGES_MAX, &pages);
	gt_get_bytes(&g, GT_SCAN_PREVIEW_MAX_BYTES, &png);
	if (!gt_get_end(&g))
		return gt_fail(err, GT_BUSY, "answer of a wrong shape");
	if (shown != 1)
		return shown == 2 ? gt_fail(err, GT_NOTFOUND, "no page %lld", (long long)page) : gt_fail(err, GT_REFUSED, "page cannot be shown");
	*ret = (struct gt_picture){ png, width, height, pages };
	return GT_OK;
}

int gt_scan_ask_status(struct gt_scan *scan, struct gt_arena *arena, struct gt_scan_status *ret, struct gt_error *err)
{
	GT_CHECK(scan, SCAN_MAGIC);
	struct gt_frame frame;
	int rc = gt_frame_call(scan->socket_path, GT_SCAN_ASK_STATUS, GT_SCAN_SAY_STATUS, GT_SCAN_VERSION, (struct gt_str){ "", 0 }, -1, MARGIN_MS, arena, GT_FRAME_NO_FD, &frame, err);
	if (rc)
		return gt_fail(err, GT_BUSY, "scanner away");
	struct gt_get g = gt_get(frame.payload);
	uint8_t test = 0;
	struct gt_scan_status s = { 0 };
	gt_get_text(&g, arena, NAME_MAX_BYTES, &s.engine);
	gt_get_text(&g, arena, NAME_MAX_BYTES, &s.signatures);
	gt_get_i64(&g, 0, INT64_MAX, &s.database_utc_s);
	gt_get_i64(&g, 0, INT64_MAX, &s.signature_count);
	gt_get_i64(&g, 0, INT64_MAX, &s.peak_bytes);
	gt_get_i64(&g, 0, INT64_MAX, &s.waiting_utc_s);
	gt_get_i64(&g, 0, INT64_MAX, &s.needs_bytes);
	gt_get_i64(&g, 0, INT64_MAX, &s.left_bytes);
	gt_get_u8(&g, 0, 1, &test);
	s.test_set = test;
	if (!gt_get_end(&g) || gt_empty(s.engine) || gt_empty(s.signatures))
		return gt_fail(err, GT_BUSY, "scanner answered something else");
	*ret = s;
	return GT_OK;
}

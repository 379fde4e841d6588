/* scan: a worker answers questions, one at a time. Decides what a dead, late or lying child means: never clean. It maps the file only to
 * hash it; every look inside is a child's. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "scan/worker.h"

#define ASK_TIMEOUT_MS 5000              /* for a question to come in whole, an answer to go out */
#define SLOW_KEPT_MS 60000               /* a file that took too long is refused again without a look */
#define CHILD_MEMORY_BYTES (768LL << 20) /* beside what the engine holds already */
#define CHILD_FILE_BYTES (300LL << 20)
#define RESERVE 4096

/* Address space of this process: a child may have so much and a little more. */
static int64_t memory_now(void)
{
	char text[128] = { 0 };
	GT_AUTO_FD fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
		return 2LL << 30;
	int64_t pages = 0;
	for (const char *p = text; *p >= '0' && *p <= '9'; p++)
		pages = pages * 10 + (*p - '0');
	return pages * 4096;
}

static bool hash_file(int fd, int64_t n, uint8_t sum[32])
{
	void *p = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return false;
	bool ok = gt_engine_hash(p, (size_t)n, sum);
	munmap(p, (size_t)n);
	return ok;
}

/* Sending the same costly file again and again must not cost again and again. */
static enum gt_cause slow_before(struct gt_worker *w, const uint8_t sum[32])
{
	int64_t now = gt_monotonic_ms();
	for (size_t i = 0; i < GT_COUNT(w->slow); i++)
		if (w->slow[i].until_ms > now && memcmp(w->slow[i].sum, sum, 32) == 0)
			return w->slow[i].cause;
	return GT_CAUSE_CLEAN;
}

static bool any_slow(const struct gt_worker *w)
{
	int64_t now = gt_monotonic_ms();
	for (size_t i = 0; i < GT_COUNT(w->slow); i++)
		if (w->slow[i].until_ms > now)
			return true;
	return false;
}

static void slow_keep(struct gt_worker *w, int fd, int64_t n, enum gt_cause cause)
{
	size_t i = w->next_slow++ % GT_COUNT(w->slow);
	if (hash_file(fd, n, w->slow[i].sum)) {
		w->slow[i].until_ms = gt_monotonic_ms() + SLOW_KEPT_MS;
		w->slow[i].cause = cause;
	}
}

/* ---- a child a file; the next one stands ready: forking beside a whole engine takes as long as looking at a small file ---- */
enum { WIRE_FILE = 1 };
#define WIRE_VERSION 1

static void await_file(void *arg)
{
	struct gt_examine *x = arg;
	struct gt_arena *arena = gt_arena_new("file", RESERVE);
	struct gt_frame frame;
	uint32_t kinds;
	int64_t n;
	if (gt_frame_recv(x->fd, arena, RESERVE, GT_FRAME_MUST_FD, -1, &frame, NULL) != GT_OK || frame.type != WIRE_FILE)
		_exit(0);                        /* nobody will ask any more */
	struct gt_get g = gt_get(frame.payload);
	gt_get_u32(&g, 0, GT_KINDS_ALL, &kinds);
	gt_get_i64(&g, 1, GT_UPLOAD_MAX_BYTES, &n);
	if (!gt_get_end(&g))
		_exit(1);
	x->kinds = kinds;
	x->n = (size_t)n;
	x->fd = frame.fd;
}

static int child_ready(struct gt_worker *w, struct gt_error *err)
{
	int pair[2];
	if (mkdir(w->dir, 0700) != 0 && errno != EEXIST)
		return gt_fail(err, GT_FAILED, "no temporary folder: errno %d", errno);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return gt_fail(err, GT_FAILED, "no socket pair for a child: errno %d", errno);
	struct gt_examine x = { .engine = w->engine, .fd = pair[1], .tmp_dir = w->dir };
	struct gt_child child = {
		.role = GT_ROLE_SCAN_CHILD, .timeout_ms = GT_SCAN_TIMEOUT_MS, .output_max_bytes = RESERVE,
		.limits = { .memory_bytes = memory_now() + CHILD_MEMORY_BYTES, .cpu_s = GT_SCAN_TIMEOUT_MS / 1000, .file_bytes = CHILD_FILE_BYTES, .files = 64, .no_processes = true },
		.keep_fds = &pair[1], .n_keep_fds = 1, .rw_dir = w->dir, .await = await_file,
	};
	int rc = gt_child_start(&child, gt_examine_child, &x, &w->child, err);
	gt_close(&pair[1]);
	if (rc != GT_OK)
		gt_close(&pair[0]);
	w->feed = pair[0];
	return rc;
}

/* false: the child died; *ret then says what that means. */
static bool examine_once(struct gt_worker *w, struct gt_arena *arena, int fd, int64_t n, uint32_t kinds, int64_t timeout_ms, struct gt_scan_answer *ret)
{
	struct gt_str output;
	struct gt_error err = { 0 };
	struct gt_buf ask = gt_buf_new(arena, 64);
	if (w->feed < 0 && child_ready(w, &err) != GT_OK) {
		gt_log_error(GT_WARN, "scan", &err);
		*ret = (struct gt_scan_answer){ .cause = GT_CAUSE_AWAY };
		return true;
	}
	gt_put_u32(&ask, kinds);
	gt_put_i64(&ask, n);
	int rc = gt_frame_send(w->feed, WIRE_FILE, WIRE_VERSION, (struct gt_str){ ask.p, ask.n }, fd, ASK_TIMEOUT_MS, &err);
	gt_close(&w->feed);
	w->child.spec.timeout_ms = timeout_ms;
	int end = gt_child_finish(&w->child, arena, &output, NULL, &err);
	rc = rc == GT_OK ? end : GT_FAILED;      /* it died while it stood ready */
	gt_scan_wipe(w->dir);
	if (rc == GT_OK) {
		struct gt_get g = gt_get(output);
		if (gt_scan_answer_get(&g, arena, ret) && gt_get_end(&g) && !ret->engine && !ret->signatures)
			return true;
		gt_fail(&err, GT_BADINPUT, "child answered something else");
	}
	gt_log_error(GT_WARN, "scan", &err);
	bool late = rc == GT_BUSY;
	*ret = (struct gt_scan_answer){ .cause = late ? GT_CAUSE_TOO_COMPLEX : GT_CAUSE_DAMAGED };
	if (late)
		slow_keep(w, fd, n, GT_CAUSE_TOO_COMPLEX);
	return late;
}

static bool too_old(const struct gt_worker *w)
{
	int64_t made = gt_engine_utc_s(w->engine), max = w->service->max_age_days;
	return !w->test_set && made > 0 && max > 0 && gt_now_utc_s() - made > max * 86400;
}

static struct gt_scan_answer examine(struct gt_worker *w, struct gt_arena *arena, int fd, int64_t n, uint32_t kinds)
{
	struct gt_scan_answer a = { .cause = GT_CAUSE_AWAY };
	uint8_t sum[32];
	if (too_old(w)) {
		gt_log_at(GT_ERR, "scan", "signatures are older than %lld days: uploads are refused (run freshclam)", (long long)w->service->max_age_days);
		return a;
	}
	if (any_slow(w) && hash_file(fd, n, sum) && slow_before(w, sum) != GT_CAUSE_CLEAN) {
		a.cause = slow_before(w, sum);
		return a;
	}
	int64_t begin = gt_monotonic_ms();
	/* a crash may have been ours: one more try in a fresh child, within the same time */
	if (!examine_once(w, arena, fd, n, kinds, GT_SCAN_TIMEOUT_MS, &a)) {
		int64_t left = GT_SCAN_TIMEOUT_MS - (gt_monotonic_ms() - begin);
		if (left > 100)
			examine_once(w, arena, fd, n, kinds, left, &a);
	}
	a.engine = gt_engine_version(w->engine);
	a.signatures = gt_engine_signatures(w->engine);
	return a;
}

static void answer(int peer, uint16_t type, struct gt_buf *b)
{
	struct gt_error err = { 0 };
	if (b->overflow || gt_frame_send(peer, type, GT_SCAN_VERSION, (struct gt_str){ b->p, b->n }, -1, ASK_TIMEOUT_MS, &err) != GT_OK)
		gt_log_at(GT_DEBUG, "scan", "nobody waited for the answer");
}

static void on_verdict(struct gt_worker *w, struct gt_arena *arena, int peer, const struct gt_frame *frame)
{
	struct gt_get g = gt_get(frame->payload);
	uint32_t kinds;
	int64_t said, n;
	gt_get_u32(&g, 0, GT_KINDS_ALL, &kinds);
	gt_get_i64(&g, 1, GT_UPLOAD_MAX_BYTES, &said);
	if (!gt_get_end(&g) || frame->fd < 0 || !gt_scan_sealed(frame->fd, &n) || n != said)
		return;                          /* a fault of the asker: silence, and it hears BUSY */
	struct gt_scan_answer a = examine(w, arena, frame->fd, n, kinds);
	if (a.cause == GT_CAUSE_CLEAN && !(kinds & 1u << a.kind))
		a = (struct gt_scan_answer){ .cause = GT_CAUSE_DAMAGED };    /* a child that lies */
	struct gt_buf b = gt_buf_new(arena, RESERVE);
	gt_scan_answer_put(&b, &a);
	answer(peer, GT_SCAN_SAY_VERDICT, &b);
}

/* What a picture must be before it leaves this house: a PNG from its first byte to its last, of the size that was said. */
static bool picture_lawful(struct gt_str png, uint32_t width, uint32_t height)
{
	const uint8_t *p = (const uint8_t *)png.p;
	if (gt_walk_start(p, png.n) != GT_KIND_PNG)
		return false;
	struct gt_walk w = gt_walk_png(p, png.n);
	return w.cause == GT_CAUSE_CLEAN && w.width == width && w.height == height;
}

static bool preview(struct gt_arena *arena, const struct gt_preview_ask *ask, uint32_t ret_size[3], struct gt_str *ret_png)
{
	static const char *const fonts[] = { "/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/poppler", "/usr/share/ghostscript", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig" };
	const char *there[GT_COUNT(fonts)];
	size_t n_there = 0;
	for (size_t i = 0; i < GT_COUNT(fonts); i++)
		if (access(fonts[i], R_OK) == 0)
			there[n_there++] = fonts[i];
	struct gt_preview_ask copy = *ask;
	struct gt_child child = {
		.role = GT_ROLE_PREVIEW_CHILD, .timeout_ms = GT_SCAN_PREVIEW_TIMEOUT_MS, .output_max_bytes = GT_SCAN_PREVIEW_MAX_BYTES + RESERVE,
		.limits = { .memory_bytes = memory_now() + CHILD_MEMORY_BYTES, .cpu_s = GT_SCAN_PREVIEW_TIMEOUT_MS / 1000, .files = 64, .no_processes = true },
		.keep_fds = &copy.fd, .n_keep_fds = 1, .ro_dirs = there, .n_ro_dirs = n_there,
	};
	struct gt_str output;
	struct gt_error err = { 0 };
	if (gt_child_run(&child, gt_preview_child, &copy, arena, &output, NULL, &err) != GT_OK) {
		gt_log_error(GT_WARN, "scan", &err);
		return false;
	}
	struct gt_get g = gt_get(output);
	gt_get_u32(&g, 0, ask->max_width, &ret_size[0]);
	gt_get_u32(&g, 0, INT32_MAX, &ret_size[1]);
	gt_get_u32(&g, 1, GT_SCAN_PAGES_MAX, &ret_size[2]);
	gt_get_bytes(&g, GT_SCAN_PREVIEW_MAX_BYTES, ret_png);
	if (!gt_get_end(&g))
		return false;
	return ask->page > ret_size[2] ? ret_png->n == 0 : picture_lawful(*ret_png, ret_size[0], ret_size[1]);
}

static void on_preview(struct gt_arena *arena, int peer, const struct gt_frame *frame)
{
	struct gt_get g = gt_get(frame->payload);
	struct gt_preview_ask ask = { .fd = frame->fd };
	int64_t n;
	gt_get_u8(&g, 1, GT_KIND__MAX - 1, &ask.kind);
	gt_get_u32(&g, 1, GT_SCAN_PAGES_MAX, &ask.page);
	gt_get_u32(&g, 1, GT_SCAN_PREVIEW_WIDTH_MAX, &ask.max_width);
	if (!gt_get_end(&g) || frame->fd < 0 || !gt_scan_sealed(frame->fd, &n) || n <= 0 || n > GT_UPLOAD_MAX_BYTES)
		return;
	ask.n = (size_t)n;
	uint32_t size[3] = { 0 };
	struct gt_str png = { "", 0 };
	bool shown = preview(arena, &ask, size, &png);
	struct gt_buf b = gt_buf_new(arena, GT_SCAN_PREVIEW_MAX_BYTES + RESERVE);
	gt_put_u8(&b, !shown ? 0 : png.n ? 1 : 2);
	for (size_t i = 0; i < 3; i++)
		gt_put_u32(&b, shown ? size[i] : 0);
	gt_put_bytes(&b, shown ? png : (struct gt_str){ "", 0 });
	answer(peer, GT_SCAN_SAY_PREVIEW, &b);
}

static void on_status(const struct gt_worker *w, struct gt_arena *arena, int peer)
{
	struct gt_buf b = gt_buf_new(arena, RESERVE);
	gt_put_text(&b, gt_engine_version(w->engine));
	gt_put_text(&b, gt_engine_signatures(w->engine));
	gt_put_i64(&b, gt_engine_utc_s(w->engine));
	gt_put_i64(&b, gt_engine_count(w->engine));
	gt_put_i64(&b, w->peak_bytes);
	gt_put_i64(&b, w->wait->since_utc_s);
	gt_put_i64(&b, w->wait->needs_bytes);
	gt_put_i64(&b, w->wait->left_bytes);
	gt_put_u8(&b, w->test_set);
	answer(peer, GT_SCAN_SAY_STATUS, &b);
}

static void serve_one(struct gt_worker *w, struct gt_arena *arena, int peer)
{
	struct gt_frame frame = { .fd = -1 };
	struct gt_error err = { 0 };
	if (gt_frame_recv(peer, arena, RESERVE, GT_FRAME_MAY_FD, ASK_TIMEOUT_MS, &frame, &err) != GT_OK)
		return;
	if (frame.version == GT_SCAN_VERSION) {
		if (frame.type == GT_SCAN_ASK_VERDICT)
			on_verdict(w, arena, peer, &frame);
		else if (frame.type == GT_SCAN_ASK_PREVIEW)
			on_preview(arena, peer, &frame);
		else if (frame.type == GT_SCAN_ASK_STATUS && frame.fd < 0)
			on_status(w, arena, peer);
	}
	gt_close(&frame.fd);
}

int gt_worker_run(struct gt_worker *w)
{
	struct gt_arena *arena = gt_arena_new("scan", 32 << 20);
	if (madvise(w->wait, sizeof *w->wait, MADV_DONTFORK) != 0)
		return 1;
	while (!*w->ending) {
		int peer = -1;
		struct gt_error err = { 0 };
		if (w->feed < 0)
			child_ready(w, NULL);            /* where it fails, it is tried again with the file */
		int rc = gt_socket_accept(w->service->listen_fd, 500, &peer, &err);
		if (rc == GT_OK) {
			serve_one(w, arena, peer);
			gt_close(&peer);
			gt_arena_reset(arena);
		} else if (rc != GT_BUSY) {
			gt_log_error(GT_ERR, "scan", &err);
			return 1;
		}
	}
	gt_close(&w->feed);
	gt_arena_free(&arena);
	return 0;
}

/* scan: the confined child's work on one file: kind, structure, engine. Decides which of several reasons is told: a virus first,
 * then what its owner can mend. Archives are not handed to the engine: they are refused, and are what costs most. */
#include <stdlib.h>
#include <sys/mman.h>
#include "scan/scan_priv.h"

/* What else the engine is to be given: a locked PDF, unlocked. */
struct more { uint8_t *p; size_t n; };

static struct gt_walk walk(enum gt_kind kind, const uint8_t *p, size_t n, struct more *more)
{
	switch (kind) {
	case GT_KIND_JPEG: return gt_walk_jpeg(p, n);
	case GT_KIND_PNG: return gt_walk_png(p, n);
	case GT_KIND_TIFF: return gt_walk_tiff(p, n);
	case GT_KIND_BMP: return gt_walk_bmp(p, n);
	case GT_KIND_PDF: {
		struct gt_walk w = gt_walk_pdf(p, n);
		return w.cause == GT_CAUSE_CLEAN ? gt_pdf_look(p, n, &more->p, &more->n) : w;
	}
	default: return gt_walk_bad(GT_CAUSE_KIND);
	}
}

static struct gt_scan_answer look(const uint8_t *p, size_t n, uint32_t kinds, struct more *more)
{
	enum gt_kind kind = gt_walk_start(p, n);
	if (kind == GT_KIND_NONE)
		return gt_sniff(p, n);
	if (!(kinds & 1u << kind))
		return (struct gt_scan_answer){ .cause = GT_CAUSE_KIND, .looks_like = (uint8_t)kind };
	struct gt_walk w = walk(kind, p, n, more);
	return (struct gt_scan_answer){ .cause = w.cause, .kind = kind, .pages = w.pages, .width = w.width, .height = w.height };
}

static bool archive(const struct gt_scan_answer *a)
{
	return a->cause == GT_CAUSE_HEIC || (a->cause == GT_CAUSE_KIND && a->looks_like >= GT_LOOKS_LIKE_ZIP && a->looks_like <= GT_LOOKS_LIKE_GZIP);
}

int gt_examine_child(void *arg, int out_fd)
{
	const struct gt_examine *x = arg;
	const uint8_t *p = mmap(NULL, x->n, PROT_READ, MAP_PRIVATE, x->fd, 0);
	if (p == MAP_FAILED)
		return 1;
	struct more more = { NULL, 0 };
	struct gt_scan_answer a = look(p, x->n, x->kinds, &more);
	if (!archive(&a)) {
		enum gt_cause engine = gt_engine_scan(x->engine, p, x->n, x->tmp_dir);
		if (engine == GT_CAUSE_CLEAN && more.p)
			engine = gt_engine_scan(x->engine, more.p, more.n, x->tmp_dir);
		if (a.cause == GT_CAUSE_CLEAN || engine == GT_CAUSE_INFECTED)
			a.cause = engine;
	}
	struct gt_arena *arena = gt_arena_new("answer", 4096);
	struct gt_buf b = gt_buf_new(arena, 256);
	gt_scan_answer_put(&b, &a);
	return gt_write_all(out_fd, b.p, b.n) ? 0 : 1;
}

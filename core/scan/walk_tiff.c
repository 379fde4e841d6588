/* scan: TIFF. Follows the directories of pages and what hangs on them, counts what they refer to, and asks that the file end there.
 * BigTIFF is another format, and is not accepted. */
#include "scan/scan_priv.h"

#define ENTRIES_MAX 512
#define DIRECTORIES_MAX (GT_SCAN_PAGES_MAX + 200)   /* pages and what hangs on them (thumbnails, EXIF) */
#define STRIPS_MAX 200000
#define SAMPLES_MAX 8                    /* four inks and their masks; thousands are a way to cost memory */

struct tiff {
	const uint8_t *p; size_t n;
	bool big_endian;
	size_t end;                              /* after the last byte referred to */
	uint32_t seen[DIRECTORIES_MAX]; size_t n_seen;
	uint32_t pages;
	enum gt_cause cause;
	uint64_t width, height;                  /* of the first page */
};

static uint32_t get(const struct tiff *t, size_t at, size_t width)
{
	uint32_t v = 0;
	for (size_t i = 0; i < width; i++)
		v |= (uint32_t)t->p[at + i] << 8 * (t->big_endian ? width - 1 - i : i);
	return v;
}

static bool fail(struct tiff *t, enum gt_cause cause)
{
	if (t->cause == GT_CAUSE_CLEAN)
		t->cause = cause;
	return false;
}

static bool refer(struct tiff *t, uint64_t at, uint64_t bytes)
{
	if (at > t->n || bytes > t->n - at)
		return fail(t, GT_CAUSE_TRUNCATED);
	if (at + bytes > t->end)
		t->end = at + bytes;
	return true;
}

struct entry { uint32_t tag, type, count; size_t at, width; };   /* at: where its values stand */

static bool entry_read(struct tiff *t, size_t at, struct entry *e)
{
	static const uint8_t widths[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };
	e->tag = get(t, at, 2);
	e->type = get(t, at + 2, 2);
	e->count = get(t, at + 4, 4);
	e->width = e->type < GT_COUNT(widths) ? widths[e->type] : 0;
	uint64_t bytes = (uint64_t)e->width * e->count;
	if (bytes <= 4) {
		e->at = at + 8;
		return true;
	}
	e->at = get(t, at + 8, 4);
	return refer(t, e->at, bytes);
}

static uint32_t value(const struct tiff *t, const struct entry *e, uint32_t i)
{
	size_t width = e->width > 4 ? 4 : e->width;
	return i < e->count && width ? get(t, e->at + (size_t)i * e->width, width) : 0;
}

struct directory { struct entry offsets, counts; uint32_t subs[16]; size_t n_subs; uint64_t width, height, samples, thumbnail, thumbnail_bytes; };

/* Strips or tiles: as many offsets as lengths, each within the file. */
static bool data_follow(struct tiff *t, const struct directory *d)
{
	if (d->thumbnail && !refer(t, d->thumbnail, d->thumbnail_bytes))
		return false;
	if (!d->offsets.count)
		return true;
	if (d->offsets.count != d->counts.count || d->offsets.count > STRIPS_MAX)
		return fail(t, d->offsets.count > STRIPS_MAX ? GT_CAUSE_TOO_COMPLEX : GT_CAUSE_DAMAGED);
	for (uint32_t i = 0; i < d->offsets.count; i++)
		if (!refer(t, value(t, &d->offsets, i), value(t, &d->counts, i)))
			return false;
	return true;
}

static bool entry_take(struct tiff *t, const struct entry *e, struct directory *d)
{
	switch (e->tag) {
	case 256: d->width = value(t, e, 0); break;
	case 257: d->height = value(t, e, 0); break;
	case 277: d->samples = value(t, e, 0); break;
	case 273: case 324: d->offsets = *e; break;
	case 279: case 325: d->counts = *e; break;
	case 513: d->thumbnail = value(t, e, 0); break;
	case 514: d->thumbnail_bytes = value(t, e, 0); break;
	case 330: case 34665: case 34853: case 40965:        /* directories hanging on this one */
		for (uint32_t i = 0; i < e->count; i++) {
			if (d->n_subs == GT_COUNT(d->subs) || e->width != 4)
				return fail(t, GT_CAUSE_TOO_COMPLEX);
			d->subs[d->n_subs++] = value(t, e, i);
		}
		break;
	default: break;
	}
	return true;
}

static bool once(struct tiff *t, uint32_t at)
{
	for (size_t i = 0; i < t->n_seen; i++)
		if (t->seen[i] == at)
			return fail(t, GT_CAUSE_DAMAGED);    /* a circle */
	if (t->n_seen == DIRECTORIES_MAX)
		return fail(t, GT_CAUSE_TOO_MANY_PAGES);
	t->seen[t->n_seen++] = at;
	return true;
}

static bool directory_read(struct tiff *t, uint32_t at, struct directory *d, uint32_t *ret_next)
{
	if (!once(t, at) || !refer(t, at, 2))
		return false;
	uint32_t count = get(t, at, 2);
	if (count == 0 || count > ENTRIES_MAX)
		return fail(t, GT_CAUSE_DAMAGED);
	if (!refer(t, at, 2 + (uint64_t)count * 12 + 4))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct entry e;
		if (!entry_read(t, at + 2 + (size_t)i * 12, &e) || !entry_take(t, &e, d))
			return false;
	}
	*ret_next = get(t, at + 2 + (size_t)count * 12, 4);
	return data_follow(t, d);
}

static bool page_count(struct tiff *t, const struct directory *d)
{
	if (t->pages && !d->offsets.count && d->thumbnail)   /* the second directory of a camera: its thumbnail */
		return true;
	struct gt_walk size = gt_walk_good(d->width, d->height, 1);
	if (size.cause != GT_CAUSE_CLEAN)
		return fail(t, size.cause);
	if (!d->offsets.count)
		return fail(t, GT_CAUSE_DAMAGED);
	if (d->samples > SAMPLES_MAX)
		return fail(t, GT_CAUSE_TOO_COMPLEX);
	if (++t->pages > GT_SCAN_PAGES_MAX)
		return fail(t, GT_CAUSE_TOO_MANY_PAGES);
	if (t->pages == 1) {
		t->width = d->width;
		t->height = d->height;
	}
	return true;
}

static bool subs_follow(struct tiff *t, const struct directory *d, int depth)
{
	for (size_t i = 0; i < d->n_subs; i++) {
		/* some writers chain sub-directories */
		for (uint32_t at = d->subs[i], next = 0; at; at = next) {
			struct directory sub = { 0 };
			if (!directory_read(t, at, &sub, &next))
				return false;
			if (depth > 3)
				return fail(t, GT_CAUSE_TOO_COMPLEX);
			if (!subs_follow(t, &sub, depth + 1))
				return false;
		}
	}
	return true;
}

struct gt_walk gt_walk_tiff(const uint8_t *p, size_t n)
{
	struct tiff t = { .p = p, .n = n, .end = 8, .cause = GT_CAUSE_CLEAN };
	if (n < 8)
		return gt_walk_bad(GT_CAUSE_TRUNCATED);
	t.big_endian = p[0] == 'M';
	uint32_t at = get(&t, 4, 4);
	if (!at)
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	while (at) {
		struct directory d = { 0 };
		uint32_t next = 0;
		if (!directory_read(&t, at, &d, &next) || !page_count(&t, &d) || !subs_follow(&t, &d, 0))
			return gt_walk_bad(t.cause);
		at = next;
	}
	/* writers align to words; more than that was put there by somebody else */
	if (n - t.end > 3)
		return gt_walk_bad(GT_CAUSE_TRAILING);
	return gt_walk_good(t.width, t.height, t.pages);
}

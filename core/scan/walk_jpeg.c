/* scan: JPEG, marker by marker. Two things may follow the picture, because phones put them there: the further pictures that a
 * multi-picture index announces, each a whole JPEG, and the small trailer of one maker, checked entry by entry. Nothing else. */
#include "scan/scan_priv.h"

#define SCANS_MAX 100                    /* a progressive picture has about ten; a thousand is meant to cost */
#define TRAILER_MAX (64 * 1024)          /* dates and settings; a film in the trailer is larger, and refused */
#define PICTURES_MAX 8
#define PADDING_MAX 65536              /* cameras fill up to a whole block */

static uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static bool is_frame(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Compressed data runs to the next marker that is neither stuffing nor a restart. n: not found. */
static size_t after_scan(const uint8_t *p, size_t at, size_t n)
{
	while (at + 1 < n) {
		const uint8_t *next = memchr(p + at, 0xff, n - at - 1);
		if (!next)
			return n;
		at = (size_t)(next - p);
		if (p[at + 1] != 0 && p[at + 1] != 0xff && !(p[at + 1] >= 0xd0 && p[at + 1] <= 0xd7))
			return at;
		at += p[at + 1] == 0xff ? 1 : 2;
	}
	return n;
}

struct gt_walk gt_walk_jpeg_one(const uint8_t *p, size_t n, size_t *ret_end, bool *ret_several)
{
	uint64_t width = 0, height = 0;
	int scans = 0;
	for (size_t at = 2;;) {
		if (at + 2 > n)
			return gt_walk_bad(GT_CAUSE_TRUNCATED);
		if (p[at] != 0xff)
			return gt_walk_bad(GT_CAUSE_DAMAGED);
		uint8_t marker = p[at + 1];
		if (marker == 0xff) {            /* fill byte */
			at++;
			continue;
		}
		at += 2;
		if (marker == 0xd9) {
			*ret_end = at;
			return scans ? gt_walk_good(width, height, 1) : gt_walk_bad(GT_CAUSE_DAMAGED);
		}
		if (marker == 0 || marker == 0xd8 || (marker >= 0xd0 && marker <= 0xd7))
			return gt_walk_bad(GT_CAUSE_DAMAGED);
		if (marker == 0x01)              /* no length */
			continue;
		if (at + 2 > n)
			return gt_walk_bad(GT_CAUSE_TRUNCATED);
		uint32_t length = be16(p + at);
		if (length < 2)
			return gt_walk_bad(GT_CAUSE_DAMAGED);
		if (length > n - at)
			return gt_walk_bad(GT_CAUSE_TRUNCATED);
		if (is_frame(marker)) {
			if (width || length < 8)
				return gt_walk_bad(GT_CAUSE_DAMAGED);
			height = be16(p + at + 3);
			width = be16(p + at + 5);
		}
		if (marker == 0xe2 && length >= 6 && memcmp(p + at + 2, "MPF\0", 4) == 0)
			*ret_several = true;
		at += length;
		if (marker == 0xda) {
			if (!width || ++scans > SCANS_MAX)
				return gt_walk_bad(width ? GT_CAUSE_TOO_COMPLEX : GT_CAUSE_DAMAGED);
			at = after_scan(p, at, n);
		}
	}
}

static uint32_t le16(const uint8_t *p)
{
	return (uint32_t)p[1] << 8 | p[0];
}

/* Blocks, then SEFH, version, count, 12 bytes an entry (0, type, distance back from SEFH, length), size of all that, SEFT. */
static bool phone_trailer(const uint8_t *p, size_t n)
{
	if (n < 24 || n > TRAILER_MAX || memcmp(p + n - 4, "SEFT", 4) != 0)
		return false;
	uint32_t size = le32(p + n - 8);
	if (size > n - 8 || size < 12)
		return false;
	const uint8_t *head = p + n - 8 - size;
	size_t blocks = (size_t)(head - p), covered = 0;
	uint32_t count = le32(head + 8);
	if (memcmp(head, "SEFH", 4) != 0 || count == 0 || count > 64 || size != 12 + 12 * count)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *entry = head + 12 + 12 * i;
		uint32_t back = le32(entry + 4), length = le32(entry + 8);
		if (back > blocks || length > back || length < 8)
			return false;
		const uint8_t *block = head - back;
		if (le16(block) != 0 || le16(block + 2) != le16(entry + 2) || le32(block + 4) > length - 8)
			return false;
		covered += length;
	}
	return covered == blocks;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

/* Between two pictures: bytes 0 or 255, up to the mark of the next. */
static size_t filling(const uint8_t *p, size_t n)
{
	size_t at = 0;
	while (at < n && at < PADDING_MAX && (p[at] == 0 || (p[at] == 0xff && (at + 1 == n || p[at + 1] != 0xd8)))) at++;
	return at;
}

struct gt_walk gt_walk_jpeg(const uint8_t *p, size_t n)
{
	size_t end = 0;
	bool several = false, more = false;
	struct gt_walk first = gt_walk_jpeg_one(p, n, &end, &several);
	if (first.cause != GT_CAUSE_CLEAN)
		return first;
	for (int pictures = 1; several && pictures < PICTURES_MAX; pictures++) {
		size_t at = end;
		at += filling(p + at, n - at);
		if (n - at < 4 || memcmp(p + at, "\xff\xd8\xff", 3) != 0)
			break;
		size_t length = 0;
		struct gt_walk next = gt_walk_jpeg_one(p + at, n - at, &length, &more);
		if (next.cause != GT_CAUSE_CLEAN)
			return next;
		end = at + length;
	}
	if (end == n || phone_trailer(p + end, n - end) || (n - end <= PADDING_MAX && all_zero(p + end, n - end)))
		return first;
	return gt_walk_bad(GT_CAUSE_TRAILING);
}

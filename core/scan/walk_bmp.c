/* scan: BMP. Its header says where the pixels begin and how large they are; the file ends with them (or with the colour profile that
 * the newest header announces). A gap between header and pixels is refused: nothing shows what stands in it. */
#include "scan/scan_priv.h"

static uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static uint32_t le16(const uint8_t *p)
{
	return (uint32_t)p[1] << 8 | p[0];
}

enum { PLAIN = 0, RLE8 = 1, RLE4 = 2, FIELDS = 3, ALPHA_FIELDS = 6 };
struct bmp { uint32_t header, offset, bits, compression, colours, image_bytes; int64_t width, height; };

static bool bmp_read(const uint8_t *p, struct bmp *b)
{
	b->offset = le32(p + 10);
	b->header = le32(p + 14);
	if (b->header == 12) {
		b->width = le16(p + 18);
		b->height = le16(p + 20);
		b->bits = le16(p + 24);
		return le16(p + 22) == 1;
	}
	b->width = (int32_t)le32(p + 18);
	b->height = (int32_t)le32(p + 22);
	if (b->height < 0)                   /* rows from the top */
		b->height = -b->height;
	b->bits = le16(p + 28);
	b->compression = le32(p + 30);
	b->image_bytes = le32(p + 34);
	b->colours = le32(p + 46);
	return le16(p + 26) == 1;
}

static bool bmp_lawful(const struct bmp *b)
{
	bool known = b->bits == 1 || b->bits == 4 || b->bits == 8 || b->bits == 16 || b->bits == 24 || b->bits == 32;
	bool packed = (b->compression == RLE8 && b->bits == 8) || (b->compression == RLE4 && b->bits == 4);
	bool fields = (b->compression == FIELDS || b->compression == ALPHA_FIELDS) && (b->bits == 16 || b->bits == 32);
	return known && b->width > 0 && b->height > 0 && b->colours <= (b->bits <= 8 ? 256u : 4096u) && (b->compression == PLAIN || packed || fields);
}

/* Where pixels begin when nothing stands between. */
static uint64_t bmp_expected(const struct bmp *b)
{
	uint64_t palette = b->bits <= 8 ? (b->colours ? b->colours : 1u << b->bits) : b->colours;
	uint64_t masks = b->header == 40 ? (b->compression == FIELDS ? 12 : b->compression == ALPHA_FIELDS ? 16 : 0) : 0;
	return 14 + b->header + masks + palette * (b->header == 12 ? 3 : 4);
}

struct gt_walk gt_walk_bmp(const uint8_t *p, size_t n)
{
	struct bmp b = { 0 };
	if (n < 26 || n < 14 + (size_t)le32(p + 14))
		return gt_walk_bad(GT_CAUSE_TRUNCATED);
	if (!bmp_read(p, &b) || !bmp_lawful(&b))
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	struct gt_walk good = gt_walk_good((uint64_t)b.width, (uint64_t)b.height, 1);
	if (good.cause != GT_CAUSE_CLEAN)
		return good;
	if (b.offset < 14 + b.header || b.offset > bmp_expected(&b) + 4)   /* writers align the pixels to four bytes */
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	bool packed = b.compression == RLE8 || b.compression == RLE4;
	uint64_t pixels = ((uint64_t)b.width * b.bits + 31) / 32 * 4 * (uint64_t)b.height;
	if (packed)
		pixels = b.image_bytes;
	if (packed && pixels < 2)
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	uint64_t end = b.offset + pixels;
	if (b.header == 124) {
		uint64_t profile = le32(p + 14 + 112), profile_n = le32(p + 14 + 116);
		if (profile_n && 14 + profile >= end && 14 + profile - end <= 4)
			end = 14 + profile + profile_n;
	}
	if (end > n)
		return gt_walk_bad(GT_CAUSE_TRUNCATED);
	if (n - end > 3)
		return gt_walk_bad(GT_CAUSE_TRAILING);
	return good;
}

/* scan: what a file is by its first bytes, and the two kinds with a simple body: PNG and PDF's outside.
 * Decides strictly: the format begins at the first byte, ends at the last. Does not decode anything. */
#include "scan/scan_priv.h"

struct gt_walk gt_walk_bad(enum gt_cause cause)
{
	return (struct gt_walk){ .cause = cause };
}

struct gt_walk gt_walk_good(uint64_t width, uint64_t height, uint32_t pages)
{
	if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	if (width * height > GT_SCAN_PIXELS_MAX)
		return gt_walk_bad(GT_CAUSE_TOO_MANY_PIXELS);
	return (struct gt_walk){ GT_CAUSE_CLEAN, pages, (uint32_t)width, (uint32_t)height };
}

static bool begins(const uint8_t *p, size_t n, const char *with, size_t with_n)
{
	return n >= with_n && memcmp(p, with, with_n) == 0;
}
#define BEGINS(p, n, literal) begins((p), (n), (literal), sizeof(literal) - 1)

enum gt_kind gt_walk_start(const uint8_t *p, size_t n)
{
	if (BEGINS(p, n, "%PDF-"))
		return GT_KIND_PDF;
	if (BEGINS(p, n, "\xff\xd8\xff"))
		return GT_KIND_JPEG;
	if (BEGINS(p, n, "\x89PNG\r\n\x1a\n"))
		return GT_KIND_PNG;
	if (BEGINS(p, n, "II*\0") || BEGINS(p, n, "MM\0*"))
		return GT_KIND_TIFF;
	/* "BM" alone is too little: the header's own size must be one that exists */
	if (BEGINS(p, n, "BM") && n >= 18) {
		static const uint8_t sizes[] = { 12, 40, 52, 56, 64, 108, 124 };
		for (size_t i = 0; i < GT_COUNT(sizes); i++)
			if (p[14] == sizes[i] && !p[15] && !p[16] && !p[17])
				return GT_KIND_BMP;
	}
	return GT_KIND_NONE;
}

/* ---- PNG: chunks with lengths and sums ---- */
static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Four bytes at a time: of a 10 MiB picture the sums would else take a seventh of the whole scan. */
static uint32_t crc_table[4][256];

static void crc_make(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
		crc_table[0][i] = c;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int k = 1; k < 4; k++)
			crc_table[k][i] = crc_table[k - 1][i] >> 8 ^ crc_table[0][crc_table[k - 1][i] & 0xff];
}

static uint32_t crc_of(const uint8_t *p, size_t n)
{
	uint32_t c = 0xffffffffu;
	if (!crc_table[0][1])
		crc_make();
	for (; n >= 4; p += 4, n -= 4) {
		c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		c = crc_table[3][c & 0xff] ^ crc_table[2][c >> 8 & 0xff] ^ crc_table[1][c >> 16 & 0xff] ^ crc_table[0][c >> 24];
	}
	for (size_t i = 0; i < n; i++)
		c = crc_table[0][(c ^ p[i]) & 0xff] ^ c >> 8;
	return ~c;
}

static bool letters(const uint8_t *p)
{
	for (int i = 0; i < 4; i++)
		if (!((p[i] >= 'A' && p[i] <= 'Z') || (p[i] >= 'a' && p[i] <= 'z')))
			return false;
	return true;
}

static bool png_depth_lawful(uint8_t depth, uint8_t colour)
{
	switch (colour) {
	case 0: return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
	case 3: return depth == 1 || depth == 2 || depth == 4 || depth == 8;
	case 2: case 4: case 6: return depth == 8 || depth == 16;
	default: return false;
	}
}

struct png { uint64_t width, height; uint8_t colour; bool palette, data, data_over; };

/* What a chunk may be where it stands: header first and once, palette before the data, data in one piece, an end without content. */
static enum gt_cause png_chunk(struct png *g, const uint8_t *chunk, uint32_t length, bool first)
{
	const uint8_t *name = chunk + 4;
	bool header = memcmp(name, "IHDR", 4) == 0, end = memcmp(name, "IEND", 4) == 0, data = memcmp(name, "IDAT", 4) == 0;
	if (header != first || (header && length != 13) || (end && (length != 0 || !g->data)))
		return GT_CAUSE_DAMAGED;
	/* several pictures in one: only the first would be shown to who reads it */
	if (memcmp(name, "acTL", 4) == 0 || memcmp(name, "fcTL", 4) == 0 || memcmp(name, "fdAT", 4) == 0)
		return GT_CAUSE_TOO_COMPLEX;
	if (header) {
		g->width = be32(chunk + 8);
		g->height = be32(chunk + 12);
		g->colour = chunk[17];
		return png_depth_lawful(chunk[16], chunk[17]) && !chunk[18] && !chunk[19] && chunk[20] <= 1 ? GT_CAUSE_CLEAN : GT_CAUSE_DAMAGED;
	}
	if (memcmp(name, "PLTE", 4) == 0) {
		if (g->palette || g->data || length == 0 || length > 768 || length % 3)
			return GT_CAUSE_DAMAGED;
		g->palette = true;
	}
	if (data && (g->data_over || (g->colour == 3 && !g->palette)))
		return GT_CAUSE_DAMAGED;
	g->data_over = g->data && !data;
	g->data = g->data || data;
	return GT_CAUSE_CLEAN;
}

struct gt_walk gt_walk_png(const uint8_t *p, size_t n)
{
	struct png g = { 0 };
	for (size_t at = 8;;) {
		if (n - at < 12)
			return gt_walk_bad(GT_CAUSE_TRUNCATED);
		const uint8_t *chunk = p + at;
		uint32_t length = be32(chunk);
		if (length > INT32_MAX || !letters(chunk + 4))
			return gt_walk_bad(GT_CAUSE_DAMAGED);
		if (length > n - at - 12)
			return gt_walk_bad(GT_CAUSE_TRUNCATED);
		if (crc_of(chunk + 4, length + 4u) != be32(chunk + 8 + length))
			return gt_walk_bad(GT_CAUSE_DAMAGED);
		enum gt_cause cause = png_chunk(&g, chunk, length, at == 8);
		if (cause != GT_CAUSE_CLEAN)
			return gt_walk_bad(cause);
		at += 12u + length;
		if (memcmp(chunk + 4, "IEND", 4) == 0)
			return at == n ? gt_walk_good(g.width, g.height, 1) : gt_walk_bad(GT_CAUSE_TRAILING);
	}
}

/* ---- PDF: its first line and its last ---- */
static bool pdf_space(uint8_t c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* "12 0 obj": what stands after the last end mark when an updated or linearised file was cut. */
static bool object_begins(const uint8_t *p, size_t n)
{
	size_t i = 0;
	while (i < n && i < 10 && digit(p[i])) i++;
	if (i == 0 || i >= n || p[i] != ' ')
		return false;
	size_t j = ++i;
	while (j < n && j < i + 5 && digit(p[j])) j++;
	return j > i && n - j >= 4 && memcmp(p + j, " obj", 4) == 0;
}

struct gt_walk gt_walk_pdf(const uint8_t *p, size_t n)
{
	static const char mark[] = "%%EOF";
	if (n < 9 || !digit(p[5]) || p[6] != '.' || !digit(p[7]))
		return gt_walk_bad(GT_CAUSE_DAMAGED);
	size_t end = n;
	while (end > 0 && pdf_space(p[end - 1])) end--;
	if (end >= 5 && memcmp(p + end - 5, mark, 5) == 0)
		/* a page of blanks is a blank page; a megabyte of them is not */
		return n - end <= 1024 ? (struct gt_walk){ .cause = GT_CAUSE_CLEAN } : gt_walk_bad(GT_CAUSE_TRAILING);
	for (size_t at = n - 5; at > 0; at--) {
		if (p[at] != '%' || memcmp(p + at, mark, 5) != 0)
			continue;
		size_t after = at + 5;
		while (after < n && pdf_space(p[after])) after++;
		return gt_walk_bad(object_begins(p + after, n - after) ? GT_CAUSE_TRUNCATED : GT_CAUSE_TRAILING);
	}
	return gt_walk_bad(GT_CAUSE_TRUNCATED);
}

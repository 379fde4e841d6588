/* confine: numbers, bytes and text in a frame's payload. Decides their encoding and refuses what is out of range.
 * Does not know which fields a message has. */
#include "confine/confine.h"

#define TEXT_NULL 0xffffffffu

void gt_put_u8(struct gt_buf *b, uint8_t v)
{
	gt_buf_add(b, &v, 1);
}

void gt_put_u16(struct gt_buf *b, uint16_t v)
{
	uint8_t raw[2] = { (uint8_t)(v >> 8), (uint8_t)v };
	gt_buf_add(b, raw, sizeof raw);
}

void gt_put_u32(struct gt_buf *b, uint32_t v)
{
	uint8_t raw[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };
	gt_buf_add(b, raw, sizeof raw);
}

void gt_put_i64(struct gt_buf *b, int64_t v)
{
	gt_put_u32(b, (uint32_t)((uint64_t)v >> 32));
	gt_put_u32(b, (uint32_t)(uint64_t)v);
}

void gt_put_bytes(struct gt_buf *b, struct gt_str bytes)
{
	gt_assert(bytes.n <= GT_FRAME_MAX_BYTES);
	gt_put_u32(b, (uint32_t)bytes.n);
	gt_buf_add(b, bytes.p, bytes.n);
}

void gt_put_text(struct gt_buf *b, const char *text)
{
	if (text)
		gt_put_bytes(b, gt_str(text));
	else
		gt_put_u32(b, TEXT_NULL);
}

struct gt_get gt_get(struct gt_str payload)
{
	return (struct gt_get){ (const uint8_t *)payload.p, payload.n, false };
}

static const uint8_t *take(struct gt_get *g, size_t n)
{
	if (g->bad || g->n < n) {
		g->bad = true;
		return NULL;
	}
	const uint8_t *p = g->p;
	g->p += n;
	g->n -= n;
	return p;
}

static uint64_t big_endian(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	while (n--)
		v = v << 8 | *p++;
	return v;
}

static bool get_unsigned(struct gt_get *g, size_t width, uint64_t min, uint64_t max, uint64_t *ret)
{
	*ret = 0;
	const uint8_t *p = take(g, width);
	if (!p)
		return false;
	uint64_t v = big_endian(p, width);
	if (v < min || v > max) {
		g->bad = true;
		return false;
	}
	*ret = v;
	return true;
}

bool gt_get_u8(struct gt_get *g, uint8_t min, uint8_t max, uint8_t *ret)
{
	uint64_t v;
	bool ok = get_unsigned(g, 1, min, max, &v);
	*ret = (uint8_t)v;
	return ok;
}

bool gt_get_u16(struct gt_get *g, uint16_t min, uint16_t max, uint16_t *ret)
{
	uint64_t v;
	bool ok = get_unsigned(g, 2, min, max, &v);
	*ret = (uint16_t)v;
	return ok;
}

bool gt_get_u32(struct gt_get *g, uint32_t min, uint32_t max, uint32_t *ret)
{
	uint64_t v;
	bool ok = get_unsigned(g, 4, min, max, &v);
	*ret = (uint32_t)v;
	return ok;
}

bool gt_get_i64(struct gt_get *g, int64_t min, int64_t max, int64_t *ret)
{
	*ret = 0;
	const uint8_t *p = take(g, 8);
	if (!p)
		return false;
	int64_t v = (int64_t)big_endian(p, 8);
	if (v < min || v > max) {
		g->bad = true;
		return false;
	}
	*ret = v;
	return true;
}

bool gt_get_bytes(struct gt_get *g, size_t max_bytes, struct gt_str *ret)
{
	*ret = (struct gt_str){ NULL, 0 };
	const uint8_t *length = take(g, 4);
	if (!length)
		return false;
	size_t n = big_endian(length, 4);
	if (n > max_bytes) {
		g->bad = true;
		return false;
	}
	const uint8_t *p = take(g, n);
	if (!p)
		return false;
	*ret = (struct gt_str){ (const char *)p, n };
	return true;
}

bool gt_get_text(struct gt_get *g, struct gt_arena *arena, size_t max_bytes, const char **ret)
{
	*ret = NULL;
	if (!g->bad && g->n >= 4 && big_endian(g->p, 4) == TEXT_NULL)
		return take(g, 4) != NULL;
	struct gt_str raw;
	if (!gt_get_bytes(g, max_bytes, &raw))
		return false;
	if (!gt_utf8_valid(raw.p, raw.n)) {
		g->bad = true;
		return false;
	}
	*ret = gt_arena_strndup(arena, raw.p, raw.n);
	return true;
}

bool gt_get_end(struct gt_get *g)
{
	if (g->n)
		g->bad = true;
	return !g->bad;
}

bool gt_utf8_valid(const char *text, size_t n)
{
	const uint8_t *p = (const uint8_t *)text, *end = p + n;
	while (p < end) {
		uint8_t c = *p++;
		if (c < 0x80) {
			if (c == 0)
				return false;
			continue;
		}
		int more = c >= 0xc2 && c <= 0xdf ? 1 : (c & 0xf0) == 0xe0 ? 2 : c >= 0xf0 && c <= 0xf4 ? 3 : 0;
		if (!more || end - p < more)
			return false;
		/* the first byte after decides overlong forms, surrogates and the end of Unicode */
		uint8_t low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80, high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
		if (*p < low || *p > high)
			return false;
		for (p++; --more; p++)
			if ((*p & 0xc0) != 0x80)
				return false;
	}
	return true;
}

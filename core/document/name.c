/* document: a file's name as the person's machine gave it, made fit to be shown. Decides nothing of the file: its kind comes from its content. */
#include "confine/confine.h"
#include "document/document.h"

/* One character from p; n is how many bytes it took. What is not UTF-8 is one replacement character a byte. */
static uint32_t next(const uint8_t *p, const uint8_t *end, size_t *n)
{
	size_t most = (size_t)(end - p) < 4 ? (size_t)(end - p) : 4;
	for (*n = 1; *n <= most; ++*n) {
		if (!gt_utf8_valid((const char *)p, *n))
			continue;
		uint32_t c = *n == 1 ? p[0] : p[0] & (0x7fu >> *n);
		for (size_t i = 1; i < *n; i++)
			c = c << 6 | (p[i] & 0x3f);
		return c;
	}
	*n = 1;
	return 0xfffd;
}

/* Controls, and characters that change the direction or the extent of what stands around them, or cannot be seen at all. */
static bool unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e)
		|| (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffc) || (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe;
}

static const char *last_part(const char *name)
{
	const char *from = name;
	for (const char *p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			from = p + 1;
	return from;
}

const char *gt_document_name_clean(struct gt_arena *arena, const char *name)
{
	const char *from = last_part(name ? name : "");
	struct gt_buf b = gt_buf_new(arena, GT_FILE_NAME_MAX_BYTES + 1);
	const uint8_t *p = (const uint8_t *)from, *end = p + strlen(from);
	while (p < end) {
		size_t n;
		uint32_t c = next(p, end, &n);
		const char *piece = c == 0xfffd ? "\xef\xbf\xbd" : (const char *)p;
		size_t piece_n = c == 0xfffd ? 3 : n;
		p += n;
		if (unfit(c) || (b.n == 0 && c == ' '))
			continue;
		if (b.n + piece_n > GT_FILE_NAME_MAX_BYTES)
			break;
		gt_buf_add(&b, piece, piece_n);
	}
	while (b.n && (b.p[b.n - 1] == ' '))
		b.n--;
	bool only_dots = true;
	for (size_t i = 0; i < b.n; i++)
		only_dots = only_dots && b.p[i] == '.';
	return only_dots ? "document" : gt_arena_strndup(arena, b.p, b.n);
}

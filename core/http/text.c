/* http: bytes from outside to text a page may read; pairs of queries, forms and cookies. Decides what is answered 400; knows no page. */
#include "http/http_priv.h"

#define COOKIE_VALUE_MAX_BYTES 4096

/* Length of the valid character at p, 0 when there is none; its code in *ret. */
static size_t character(const uint8_t *p, size_t n, uint32_t *ret)
{
	uint8_t c = p[0];
	size_t length = c < 0x80 ? 1 : c >= 0xc2 && c <= 0xdf ? 2 : (c & 0xf0) == 0xe0 ? 3 : c >= 0xf0 && c <= 0xf4 ? 4 : 0;
	if (!length || length > n)
		return 0;
	uint32_t code = length == 1 ? c : c & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fu);
	}
	if ((length == 3 && code < 0x800) || (length == 4 && code < 0x10000) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret = code;
	return length;
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f) || c == 0xfffe || c == 0xffff;
}

bool gt_http_text_clean(char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t length = character((const uint8_t *)text + i, n - i, &c);
		if (c == '\v' || c == '\f')
			text[i] = ' ';
		else if (!length || is_control(c))
			return false;
		i += length;
	}
	return true;
}

/* Marks that turn the order of letters round: `facture\u202Efdp.exe` would be shown as `factureexe.pdf`. */
static bool turns_text(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

const char *gt_file_name_clean(struct gt_arena *arena, struct gt_str raw)
{
	for (size_t i = raw.n; i-- > 0;)
		if (raw.p[i] == '/' || raw.p[i] == '\\') {
			raw = (struct gt_str){ raw.p + i + 1, raw.n - i - 1 };
			break;
		}
	struct gt_buf b = gt_buf_new(arena, 4 * GT_FILE_NAME_MAX_BYTES);
	for (size_t i = 0; i < raw.n;) {
		uint32_t c;
		size_t length = character((const uint8_t *)raw.p + i, raw.n - i, &c);
		bool bad = !length || is_control(c) || c == '\t' || c == '\n' || c == '\r';
		if (b.n + (bad ? 3 : length) > GT_FILE_NAME_MAX_BYTES)
			break;
		if (bad)
			gt_buf_puts(&b, "\xef\xbf\xbd");
		else if (!turns_text(c))
			gt_buf_add(&b, raw.p + i, length);
		i += length ? length : 1;
	}
	return gt_buf_cstr(&b);
}

bool gt_pairs_add(struct gt_arena *arena, struct gt_pairs *pairs, const char *name, const char *value)
{
	if (pairs->n >= pairs->max)
		return false;
	if (pairs->n == pairs->cap) {
		pairs->cap = pairs->cap ? pairs->cap * 2 : 16;
		struct gt_pair *list = gt_new_n(arena, struct gt_pair, pairs->cap);
		if (pairs->n)
			memcpy(list, pairs->list, pairs->n * sizeof *list);
		pairs->list = list;
	}
	pairs->list[pairs->n++] = (struct gt_pair){ name, value };
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static const char *decode(struct gt_arena *arena, const char *p, size_t n)
{
	char *out = gt_arena_alloc(arena, n + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '+') {
			out[k++] = ' ';
		} else if (p[i] == '%') {
			int high = i + 2 < n ? hex(p[i + 1]) : -1, low = high >= 0 ? hex(p[i + 2]) : -1;
			if (low < 0)
				return NULL;
			out[k++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[k++] = p[i];
		}
	}
	out[k] = 0;
	return gt_http_text_clean(out, k) ? out : NULL;
}

bool gt_pairs_parse(struct gt_arena *arena, struct gt_str text, struct gt_pairs *pairs)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p < end) {
		const char *stop = memchr(p, '&', (size_t)(end - p));
		if (!stop)
			stop = end;
		const char *equal = memchr(p, '=', (size_t)(stop - p));
		const char *name = decode(arena, p, (size_t)((equal ? equal : stop) - p));
		const char *value = equal ? decode(arena, equal + 1, (size_t)(stop - equal - 1)) : "";
		if (!name || !value)
			return false;
		if (stop > p && !gt_pairs_add(arena, pairs, name, value))
			return false;
		p = stop < end ? stop + 1 : end;
	}
	return true;
}

/* Cookies of other applications on the same host are none of our business: an odd one must not lock its owner out. */
void gt_cookies_parse(struct gt_arena *arena, const char *header, struct gt_pairs *pairs)
{
	const char *p = header ? header : "";
	while (*p) {
		p += strspn(p, " ;");
		size_t n = strcspn(p, ";");
		const char *equal = memchr(p, '=', n);
		if (equal && equal > p && n < COOKIE_VALUE_MAX_BYTES) {
			char *name = gt_arena_strndup(arena, p, (size_t)(equal - p)), *value = gt_arena_strndup(arena, equal + 1, n - (size_t)(equal + 1 - p));
			if (gt_http_text_clean(name, strlen(name)) && gt_http_text_clean(value, strlen(value)) && !gt_pairs_add(arena, pairs, name, value))
				return;
		}
		p += n;
	}
}

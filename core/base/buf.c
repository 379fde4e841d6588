/* String views and growing buffers. A buffer's maximum is given at its birth; past it, it is in error until read. */
#include "base/base.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

bool gt_str_eq(struct gt_str a, struct gt_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
bool gt_starts(const char *s, const char *prefix) { return s && strncmp(s, prefix, strlen(prefix)) == 0; }

bool gt_parse_i64(const char *s, int64_t min, int64_t max, int64_t *ret)
{
	if (gt_empty(s) || !(*s == '-' || (*s >= '0' && *s <= '9'))) return false;
	char *end;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno || *end || v < min || v > max) return false;
	*ret = v;
	return true;
}

struct gt_buf gt_buf_new(struct gt_arena *arena, size_t max) { return (struct gt_buf){ .arena = arena, .max = max }; }

static bool room_for(struct gt_buf *b, size_t n)
{
	if (b->overflow || n > b->max || b->n > b->max - n) {
		b->overflow = true;
		return false;
	}
	if (b->n + n + 1 > b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 256;
		while (cap < b->n + n + 1) cap *= 2;
		char *p = gt_arena_alloc(b->arena, cap);
		if (b->n) memcpy(p, b->p, b->n);
		b->p = p;
		b->cap = cap;
	}
	return true;
}

void gt_buf_add(struct gt_buf *b, const void *p, size_t n)
{
	if (n == 0 || !room_for(b, n)) return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

void gt_buf_puts(struct gt_buf *b, const char *s) { gt_buf_add(b, s, strlen(s)); }

void gt_buf_printf(struct gt_buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0 && room_for(b, (size_t)n)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

const char *gt_buf_cstr(struct gt_buf *b)
{
	if (b->overflow) return NULL;
	return b->p ? b->p : "";
}

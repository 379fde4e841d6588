/* Request-long memory: blocks that are given back together. Decides how memory is obtained; nobody else calls malloc.
 * Out of memory and over the maximum end the process: a child is cheap, and all sizes are bounded before they are asked for. */
#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>

#define ARENA_MAGIC 0x47a7e4a1u
#define ALIGN 16u

struct block { struct block *next; size_t cap, used; _Alignas(16) char data[]; };
struct hook { struct hook *next; void (*fn)(void *); void *ptr; };
struct gt_arena { uint32_t magic; bool clean; const char *name; size_t max, used; struct block *blocks; struct hook *hooks; };

void *gt_xalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);
	if (!p) gt_panic("out of memory (%zu bytes)", n);
	return p;
}

void *gt_xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q) gt_panic("out of memory (%zu bytes)", n);
	return q;
}

char *gt_xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;
	return memcpy(gt_xalloc(n), s, n);
}

void gt_xfree(void *p) { free(p); }

size_t gt_mul(size_t a, size_t b)
{
	size_t r;
	if (__builtin_mul_overflow(a, b, &r)) gt_panic("size overflow");
	return r;
}

static struct gt_arena *arena_new(const char *name, size_t max_bytes, bool clean)
{
	struct gt_arena *a = gt_xalloc(sizeof *a);
	a->magic = ARENA_MAGIC;
	a->name = name;
	a->max = max_bytes;
	a->clean = clean;
	return a;
}

struct gt_arena *gt_arena_new(const char *name, size_t max_bytes) { return arena_new(name, max_bytes, false); }
struct gt_arena *gt_arena_new_clean(const char *name, size_t max_bytes) { return arena_new(name, max_bytes, true); }

static struct block *block_new(size_t cap)
{
	struct block *b = malloc(sizeof *b + cap);
	if (!b) gt_panic("out of memory (%zu bytes)", cap);
	b->next = NULL;
	b->cap = cap;
	b->used = 0;
	return b;
}

/* The sanitizer flavour gives each allocation a block of its own, so that a step beyond it is seen. */
static size_t block_size(size_t n)
{
#ifdef GT_SANITIZE
	return n;
#else
	return n > GT_ARENA_BLOCK_BYTES / 4 ? n : GT_ARENA_BLOCK_BYTES;
#endif
}

void *gt_arena_alloc(struct gt_arena *a, size_t n)
{
	GT_CHECK(a, ARENA_MAGIC);
#ifndef GT_SANITIZE
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
#endif
	if (n == 0) n = 1;
	if (n > a->max || a->used > a->max - n) gt_panic("arena '%s' is over its maximum of %zu bytes", a->name, a->max);
	struct block *b = a->blocks;
	if (!b || b->cap - b->used < n) {
		struct block *fresh = block_new(block_size(n));
		/* A large block goes behind the current one, whose rest stays usable. */
		if (b && fresh->cap == n && b->cap - b->used > ALIGN) { fresh->next = b->next; b->next = fresh; }
		else { fresh->next = b; a->blocks = fresh; }
		b = fresh;
	}
	void *p = b->data + b->used;
	b->used += n;
	a->used += n;
	memset(p, 0, n);
	return p;
}

void gt_arena_on_free(struct gt_arena *a, void (*fn)(void *), void *ptr)
{
	struct hook *h = gt_new(a, struct hook);
	h->fn = fn;
	h->ptr = ptr;
	h->next = a->hooks;
	a->hooks = h;
}

void gt_arena_reset(struct gt_arena *a)
{
	GT_CHECK(a, ARENA_MAGIC);
	while (a->hooks) {
		struct hook *h = a->hooks;
		a->hooks = h->next;
		h->fn(h->ptr);
	}
	while (a->blocks) {
		struct block *b = a->blocks;
		a->blocks = b->next;
		if (a->clean) explicit_bzero(b->data, b->used);
		free(b);
	}
	a->used = 0;
}

void gt_arena_free(struct gt_arena **arena)
{
	if (!arena || !*arena) return;
	gt_arena_reset(*arena);
	(*arena)->magic = 0;
	free(*arena);
	*arena = NULL;
}

size_t gt_arena_used(const struct gt_arena *a) { return a->used; }

char *gt_arena_strndup(struct gt_arena *a, const char *s, size_t n)
{
	char *p = gt_arena_alloc(a, n + 1);
	if (n) memcpy(p, s, n);
	return p;
}

char *gt_arena_strdup(struct gt_arena *a, const char *s) { return s ? gt_arena_strndup(a, s, strlen(s)) : NULL; }

char *gt_arena_vprintf(struct gt_arena *a, const char *fmt, va_list ap)
{
	/* most are short: written once, and copied */
	char first[256];
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(first, sizeof first, fmt, ap);
	gt_assert(n >= 0);
	char *p = gt_arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof first) memcpy(p, first, (size_t)n);
	else vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *gt_arena_printf(struct gt_arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *p = gt_arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

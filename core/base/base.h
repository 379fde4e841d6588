/* Room base: memory, text buffers, results, log, settings, ids. What every other room stands on; knows none of them.
 * Memory rule: a request owns one arena; what a function returns lives in the arena it was given, unless its comment says otherwise. */
#ifndef GT_BASE_H
#define GT_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/limits.h"

#define GT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define GT_MUST_USE __attribute__((warn_unused_result))
#define GT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- results ---- */
enum gt_rc {
	GT_OK = 0,
	GT_REFUSED = -1,   /* the domain said no; findings say why */
	GT_NOTFOUND = -2,  /* no such thing, or not this person's: the same answer */
	GT_DENIED = -3,    /* signed in, but may not */
	GT_CONFLICT = -4,  /* somebody changed it since it was read */
	GT_BUSY = -5,      /* try again later: database, scanner or hook away */
	GT_UNCERTAIN = -6, /* a COMMIT without an answer: ask the idempotency key */
	GT_TOOBIG = -7,
	GT_BADINPUT = -8,  /* not of the shape our own pages send */
	GT_FAILED = -9,    /* an environment fault; the operator is told */
};
const char *gt_rc_name(int rc);

/* Filled only on failure. message: for the operator. detail: for the log only. Nothing of either is shown to citizens. */
struct gt_error { int rc; const char *where; char message[256]; char detail[256]; };
/* Fill err (may be NULL) and return rc: `return gt_fail(err, GT_BUSY, "scanner away");` */
int gt_fail_at(struct gt_error *err, int rc, const char *where, const char *fmt, ...) GT_PRINTF(4, 5);
#define gt_fail(err, rc, ...) gt_fail_at((err), (rc), __func__, __VA_ARGS__)
void gt_error_detail(struct gt_error *err, const char *fmt, ...) GT_PRINTF(2, 3);

/* ---- asserts: on in production; a bug ends the child, its parent starts another ---- */
_Noreturn void gt_panic_at(const char *file, int line, const char *fmt, ...) GT_PRINTF(3, 4);
#define gt_panic(...) gt_panic_at(__FILE__, __LINE__, __VA_ARGS__)
#define gt_assert(x) do { if (__builtin_expect(!(x), 0)) gt_panic("assertion '%s'", #x); } while (0)
#define GT_CHECK(p, m) gt_assert((p) != NULL && (p)->magic == (m))

/* ---- arena ---- */
struct gt_arena;
struct gt_arena *gt_arena_new(const char *name, size_t max_bytes);
/* A clean arena is overwritten before it is freed: tokens, keys, plaintext. */
struct gt_arena *gt_arena_new_clean(const char *name, size_t max_bytes);
void gt_arena_free(struct gt_arena **arena);            /* runs on_free functions in reverse order; NULL-safe */
void gt_arena_reset(struct gt_arena *arena);            /* the same, but the arena can be used again */
void *gt_arena_alloc(struct gt_arena *arena, size_t n) __attribute__((alloc_size(2), malloc, returns_nonnull)); /* zeroed, 16-aligned; over the maximum: panic */
#define gt_new(arena, type) ((type *)gt_arena_alloc((arena), sizeof(type)))
#define gt_new_n(arena, type, n) ((type *)gt_arena_alloc((arena), gt_mul((n), sizeof(type))))
size_t gt_mul(size_t a, size_t b);                      /* overflow: panic */
char *gt_arena_strdup(struct gt_arena *arena, const char *s);               /* NULL stays NULL */
char *gt_arena_strndup(struct gt_arena *arena, const char *s, size_t n);
char *gt_arena_printf(struct gt_arena *arena, const char *fmt, ...) GT_PRINTF(2, 3);
char *gt_arena_vprintf(struct gt_arena *arena, const char *fmt, va_list ap) GT_PRINTF(2, 0);
void gt_arena_on_free(struct gt_arena *arena, void (*fn)(void *), void *ptr);
size_t gt_arena_used(const struct gt_arena *arena);
#define gt_auto(type) __attribute__((cleanup(type##_free)))
static inline void gt_arena_cleanup(struct gt_arena **a) { gt_arena_free(a); }
#define GT_AUTO_ARENA __attribute__((cleanup(gt_arena_cleanup))) struct gt_arena *

/* For what must outlive an arena or go to a library that frees it; out of memory ends the process. */
void *gt_xalloc(size_t n) __attribute__((alloc_size(1), malloc, returns_nonnull)); /* zeroed */
void *gt_xrealloc(void *p, size_t n);
char *gt_xstrdup(const char *s);
void gt_xfree(void *p);

/* ---- string view, growing buffer ---- */
struct gt_str { const char *p; size_t n; };
struct gt_pair { const char *name, *value; };           /* one field of a form */
#define GT_STR(literal) ((struct gt_str){ (literal), sizeof(literal) - 1 })
static inline struct gt_str gt_str(const char *s) { return (struct gt_str){ s, s ? strlen(s) : 0 }; }
bool gt_str_eq(struct gt_str a, struct gt_str b);
static inline bool gt_streq(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }
static inline bool gt_empty(const char *s) { return !s || !*s; }
bool gt_starts(const char *s, const char *prefix);
bool gt_parse_i64(const char *s, int64_t min, int64_t max, int64_t *ret);   /* decimal, whole string; false: out not touched */

/* Its memory grows in the arena up to max, after which it is in error: check once at the end. */
struct gt_buf { struct gt_arena *arena; char *p; size_t n, cap, max; bool overflow; };
struct gt_buf gt_buf_new(struct gt_arena *arena, size_t max);
void gt_buf_add(struct gt_buf *b, const void *p, size_t n);
void gt_buf_puts(struct gt_buf *b, const char *s);
void gt_buf_printf(struct gt_buf *b, const char *fmt, ...) GT_PRINTF(2, 3);
const char *gt_buf_cstr(struct gt_buf *b);              /* NUL-terminated; NULL when it overflowed */

/* ---- ids: 128 random bits; 22 characters of base64url in addresses ---- */
#define GT_ID_TEXT 23
struct gt_id { uint8_t b[16]; };
struct gt_id gt_id_new(void);
bool gt_id_parse(const char *s, struct gt_id *ret);
const char *gt_id_text(struct gt_id id, char out[GT_ID_TEXT]);
static inline bool gt_id_eq(struct gt_id a, struct gt_id b) { return memcmp(a.b, b.b, 16) == 0; }
static inline bool gt_id_null(struct gt_id a) { static const struct gt_id z; return gt_id_eq(a, z); }
void gt_random(void *p, size_t n);                      /* getrandom(2); cannot fail */

/* ---- log: one line, key=value, to stderr; never a value a citizen typed ---- */
enum gt_level { GT_DEBUG, GT_INFO, GT_WARN, GT_ERR };
void gt_log_init(const char *program, enum gt_level least);
void gt_log_request(const char *request_id);            /* NULL: none. Shown as req= in the lines that follow */
void gt_log_at(enum gt_level level, const char *room, const char *fmt, ...) GT_PRINTF(3, 4);
void gt_log_error(enum gt_level level, const char *room, const struct gt_error *err);
const char *gt_log_untrusted(struct gt_arena *arena, const char *s); /* escaped and cut */

/* ---- settings: one INI file, read once at start; keys as section.name ---- */
struct gt_config;
int gt_config_load(const char *path, struct gt_config **ret, struct gt_error *err) GT_MUST_USE;
void gt_config_free(struct gt_config **c);
const char *gt_config_get(const struct gt_config *c, const char *key, const char *otherwise);
int64_t gt_config_int(const struct gt_config *c, const char *key, int64_t otherwise, int64_t min, int64_t max); /* out of range: panic at start */
bool gt_config_bool(const struct gt_config *c, const char *key, bool otherwise);

/* ---- for tests: a place where a process may be made to die (crashpoint.c); nothing at all in builds that are installed ---- */
#ifdef GT_SANITIZE
void gt_crashpoint(const char *name);
#define CRASHPOINT(name) gt_crashpoint(name)
#else
#define CRASHPOINT(name) ((void)0)
#endif

/* ---- files and descriptors ---- */
int gt_file_read(struct gt_arena *arena, const char *path, size_t max_bytes, struct gt_str *ret, struct gt_error *err) GT_MUST_USE; /* NOTFOUND, TOOBIG, FAILED; NUL-terminated */
int gt_memfd(const char *name);                         /* CLOEXEC, sealable; panics when none can be had */
bool gt_memfd_seal(int fd);                             /* WRITE|GROW|SHRINK|SEAL */
bool gt_write_all(int fd, const void *p, size_t n);
void gt_close(int *fd);
static inline void gt_fd_free(int *fd) { gt_close(fd); }
#define GT_AUTO_FD __attribute__((cleanup(gt_fd_free))) int

#endif

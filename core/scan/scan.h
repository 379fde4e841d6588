/* Room scan: verdicts and previews from guichet-scan. A web worker never parses a citizen's file: it looks at its size, and asks here.
 * Anything but an explicit "clean" is a refusal with a finding (texts error.<id>), or BUSY: nothing unscanned goes on. */
#ifndef GT_SCAN_H
#define GT_SCAN_H
#include "base/base.h"

/* ---- kinds of file that can be accepted; a procedure allows some of them ---- */
enum gt_kind { GT_KIND_NONE, GT_KIND_PDF, GT_KIND_JPEG, GT_KIND_PNG, GT_KIND_TIFF, GT_KIND_BMP, GT_KIND__MAX };
#define GT_KINDS_ALL ((1u << GT_KIND__MAX) - 2u)         /* sets of kinds: bit 1 << kind */
const char *gt_kind_name(enum gt_kind kind);              /* "pdf", "jpeg", "png", "tiff", "bmp": as stored */
const char *gt_kind_label(enum gt_kind kind);             /* "PDF", "JPEG" …: the same in all languages */
const char *gt_kind_mime(enum gt_kind kind);
enum gt_kind gt_kind_parse(const char *name);             /* jpg and tif too; NONE: no such kind */
bool gt_kinds_parse(const char *names, uint32_t *ret);    /* "jpg png pdf" of a procedure; false: an unknown one */

/* Limits of what is looked at. Texts get the number as argument max. */
#define GT_SCAN_PIXELS_MAX   70000000                     /* A4 at 600 dpi is 35 million, a large phone's camera 64 */
#define GT_SCAN_PAGES_MAX    200
#define GT_SCAN_PREVIEW_TIMEOUT_MS 10000
#define GT_SCAN_PREVIEW_MAX_BYTES  (3 * 1024 * 1024)
#define GT_SCAN_PREVIEW_WIDTH_MAX  2000

/* What a refused file is told: file-empty file-too-big[max] file-kind[kind] file-heic file-truncated file-damaged file-trailing file-encrypted
 * file-active file-too-complex file-too-many-pixels[max] file-too-many-pages[max] file-infected scanner-away. All strings are constants or in the arena. */
struct gt_file_finding { const char *id, *arg, *value; }; /* arg NULL: none */

struct gt_verdict {
	enum gt_kind kind;                                     /* what the file is, by its content */
	int64_t pages;
	const char *engine, *signatures;                       /* who said so: kept with the file */
	struct gt_file_finding finding;                        /* id NULL: clean */
};

struct gt_scan;
/* Setting scan.socket; otherwise scan.sock in run.directory. Nothing is connected before the first question. */
int gt_scan_open(const struct gt_config *config, struct gt_scan **ret, struct gt_error *err) GT_MUST_USE;
int gt_scan_open_at(const char *socket_path, struct gt_scan **ret, struct gt_error *err) GT_MUST_USE;
void gt_scan_free(struct gt_scan **scan);

/* Is this file one of these kinds, whole, harmless, clean? in: fd a sealed memfd (caller keeps it); kinds a set; max_bytes of the justificatif.
 * ret: OK clean; REFUSED ret->finding says why; BUSY scanner away or too slow (finding scanner-away); BADINPUT fd not sealed.
 * blocks: GT_SCAN_TIMEOUT_MS and a little. */
int gt_scan_verdict(struct gt_scan *scan, int fd, uint32_t kinds, int64_t max_bytes, struct gt_arena *arena, struct gt_verdict *ret, struct gt_error *err) GT_MUST_USE;

/* The same; work(arg) is done while the scanner looks, when it was asked: what a file needs that is clean. */
int gt_scan_verdict_while(struct gt_scan *scan, int fd, uint32_t kinds, int64_t max_bytes, void (*work)(void *arg), void *arg, struct gt_arena *arena, struct gt_verdict *ret,
	struct gt_error *err) GT_MUST_USE;

/* A page as a picture. in: fd a sealed memfd holding a file that was found clean; page from 1; max_width in pixels.
 * ret: OK; NOTFOUND no such page; REFUSED it cannot be shown (too complex, damaged); BUSY. blocks: GT_SCAN_PREVIEW_TIMEOUT_MS. */
struct gt_picture { struct gt_str png; int64_t width, height, pages; };
int gt_scan_preview(struct gt_scan *scan, int fd, enum gt_kind kind, int64_t page, int64_t max_width, struct gt_arena *arena, struct gt_picture *ret, struct gt_error *err) GT_MUST_USE;

/* Who answers there. ret: OK, BUSY. blocks: 2 s. */
struct gt_scan_status {
	const char *engine, *signatures;
	int64_t database_utc_s, signature_count;
	int64_t peak_bytes;                                    /* the most that loading them took; 0: not known */
	int64_t waiting_utc_s, needs_bytes, left_bytes;        /* since when newer signatures wait for memory (0: none do), how much they need, how much there was */
	bool test_set;
};
int gt_scan_ask_status(struct gt_scan *scan, struct gt_arena *arena, struct gt_scan_status *ret, struct gt_error *err) GT_MUST_USE;

#endif

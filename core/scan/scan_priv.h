/* Inside room scan: the messages between client and guichet-scan, and what each half of the engine calls of the other. */
#ifndef GT_SCAN_PRIV_H
#define GT_SCAN_PRIV_H
#include "scan/scan.h"
#include "confine/confine.h"

/* ---- messages: type, and the one version of all of them ---- */
#define GT_SCAN_VERSION 1
enum { GT_SCAN_ASK_VERDICT = 1, GT_SCAN_SAY_VERDICT, GT_SCAN_ASK_PREVIEW, GT_SCAN_SAY_PREVIEW, GT_SCAN_ASK_STATUS, GT_SCAN_SAY_STATUS };

/* Closed list of causes: a confined child can say nothing else. */
enum gt_cause {
	GT_CAUSE_CLEAN = 1, GT_CAUSE_EMPTY, GT_CAUSE_TOO_BIG, GT_CAUSE_KIND, GT_CAUSE_HEIC, GT_CAUSE_TRUNCATED, GT_CAUSE_DAMAGED, GT_CAUSE_TRAILING,
	GT_CAUSE_ENCRYPTED, GT_CAUSE_ACTIVE, GT_CAUSE_TOO_COMPLEX, GT_CAUSE_TOO_MANY_PIXELS, GT_CAUSE_TOO_MANY_PAGES, GT_CAUSE_INFECTED, GT_CAUSE_AWAY,
	GT_CAUSE__MAX
};
/* What a refused file seems to be; shown as it is. The first ones are gt_kind. */
enum { GT_LOOKS_LIKE_ZIP = GT_KIND__MAX, GT_LOOKS_LIKE_DOCX, GT_LOOKS_LIKE_XLSX, GT_LOOKS_LIKE_ODF, GT_LOOKS_LIKE_OLE, GT_LOOKS_LIKE_RAR, GT_LOOKS_LIKE_7Z, GT_LOOKS_LIKE_GZIP,
	GT_LOOKS_LIKE_GIF, GT_LOOKS_LIKE_WEBP, GT_LOOKS_LIKE_SVG, GT_LOOKS_LIKE_HTML, GT_LOOKS_LIKE_RTF, GT_LOOKS_LIKE_TEXT, GT_LOOKS_LIKE_VIDEO, GT_LOOKS_LIKE_AUDIO,
	GT_LOOKS_LIKE_PROGRAM, GT_LOOKS_LIKE_XML, GT_LOOKS_LIKE_PS, GT_LOOKS_LIKE_AVIF, GT_LOOKS_LIKE_XPS, GT_LOOKS_LIKE_BIGTIFF, GT_LOOKS_LIKE__MAX };

struct gt_scan_answer {
	enum gt_cause cause;
	uint8_t looks_like;                  /* with CAUSE_KIND: one of the above; NONE: no idea */
	enum gt_kind kind;
	uint32_t pages, width, height;
	const char *engine, *signatures;     /* added by the parent, NULL from a child */
};
void gt_scan_answer_put(struct gt_buf *b, const struct gt_scan_answer *a);
bool gt_scan_answer_get(struct gt_get *g, struct gt_arena *arena, struct gt_scan_answer *ret);  /* range-checks all; does not ask for the end */
/* The finding told to the person; max_bytes fills file-too-big. */
struct gt_file_finding gt_scan_finding(struct gt_arena *arena, const struct gt_scan_answer *a, int64_t max_bytes);
bool gt_scan_sealed(int fd, int64_t *ret_bytes);        /* a sealed memory file; its size */

/* ---- structural walks: pure functions over bytes, no library, no allocation. Run in the confined child (and in tests). ---- */
struct gt_walk { enum gt_cause cause; uint32_t pages, width, height; };
struct gt_walk gt_walk_jpeg(const uint8_t *p, size_t n);
struct gt_walk gt_walk_png(const uint8_t *p, size_t n);
struct gt_walk gt_walk_bmp(const uint8_t *p, size_t n);
struct gt_walk gt_walk_tiff(const uint8_t *p, size_t n);
struct gt_walk gt_walk_pdf(const uint8_t *p, size_t n);  /* start and end only: pages 0; the inside is gt_pdf_look's */
enum gt_kind gt_walk_start(const uint8_t *p, size_t n);  /* by the first bytes, at offset 0 and nowhere else */
struct gt_walk gt_walk_bad(enum gt_cause cause);
struct gt_walk gt_walk_good(uint64_t width, uint64_t height, uint32_t pages); /* or too many pixels */
/* JPEG alone, without what may follow it: *ret_end after EOI. Used for the pictures of a multi-picture file too. */
struct gt_walk gt_walk_jpeg_one(const uint8_t *p, size_t n, size_t *ret_end, bool *ret_several);

/* ---- engine half, linked into guichet-scan alone ---- */
struct gt_engine;
/* Loads signatures of dir; options: the test set beside it. Warms what must not be opened behind walls. */
int gt_engine_load(const char *dir, struct gt_engine **ret, struct gt_error *err) GT_MUST_USE;
void gt_engine_free(struct gt_engine **e);
const char *gt_engine_version(const struct gt_engine *e);
const char *gt_engine_signatures(const struct gt_engine *e);
int64_t gt_engine_utc_s(const struct gt_engine *e);      /* when its signatures were made; 0: they do not say */
int64_t gt_engine_count(const struct gt_engine *e);
/* In the child: CLEAN, INFECTED, ACTIVE, ENCRYPTED or TOO_COMPLEX; anything unexpected is TOO_COMPLEX. */
enum gt_cause gt_engine_scan(struct gt_engine *e, const void *p, size_t n, const char *tmp_dir);
/* In the parent at start: EICAR is found, a clean file is clean. */
int gt_engine_self_test(struct gt_engine *e, const char *tmp_dir, struct gt_error *err) GT_MUST_USE;
bool gt_engine_hash(const void *p, size_t n, uint8_t out[32]);
bool gt_engine_official(const char *dir);                /* freshclam was here */
bool gt_engine_dir_moved(const char *dir, int64_t *stamp); /* its files changed since stamp; moves stamp on */

/* PDF's inside, through qpdf. *ret_unlocked: a file under an owner's password, without it (gt_xfree); NULL: nothing was locked. */
struct gt_walk gt_pdf_look(const uint8_t *p, size_t n, uint8_t **ret_unlocked, size_t *ret_unlocked_n);
/* What a refused file seems to be, through libmagic. init in the parent. */
int gt_sniff_init(struct gt_error *err) GT_MUST_USE;
struct gt_scan_answer gt_sniff(const uint8_t *p, size_t n);

/* The child's whole work on one file. */
struct gt_examine { struct gt_engine *engine; int fd; size_t n; uint32_t kinds; const char *tmp_dir; };
int gt_examine_child(void *examine, int out_fd);         /* a gt_child_main */

/* Pictures. */
struct gt_preview_ask { int fd; size_t n; uint8_t kind; uint32_t page, max_width; };
void gt_preview_warm(void);                              /* in the parent: loaders, fonts */
int gt_preview_child(void *ask, int out_fd);             /* a gt_child_main: u32 width, height, pages, bytes PNG; pages alone when there is no such page */

/* Memory. peak: the most this process has held so far; 0: not told. left: what can still be taken before somebody is ended for it, of the host and
 * of the groups (cgroup v2) we are in; INT64_MAX: nothing tells. */
struct gt_scan_memory_files { const char *meminfo, *own_cgroup, *cgroups; };  /* /proc/meminfo, /proc/self/cgroup, /sys/fs/cgroup */
int64_t gt_scan_memory_peak(void);
/* Once signatures are loaded: a fork copies the map of every page its parent holds, and an end takes it down again; 1,100 MiB are 280,000 pages, or 550
 * huge ones. What the kernel cannot or will not (before 6.1, or transparent_hugepage = never) stays as it is. */
void gt_scan_memory_huge(void);
int64_t gt_scan_memory_left(const struct gt_scan_memory_files *files);

/* The service. Ends when told to; returns the exit status. listen_fd is its own. ready is called once uploads can be served. */
struct gt_scan_service {
	int listen_fd;
	const char *socket_path;             /* where listen_fd listens */
	const char *database_dir, *test_dir, *tmp_dir;
	bool test_set;                       /* without an official database the shipped test set may stand in */
	bool replace;                        /* where memory does not suffice for two engines, the one at work ends before the other loads */
	struct gt_scan_memory_files memory;
	int64_t max_age_days, workers;
	void (*ready)(void *arg); bool (*ending)(void); void *arg;
};
int gt_scan_serve(const struct gt_scan_service *service);

#endif

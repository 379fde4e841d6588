/* Inside room dossier: a zip file that is written as it is read; what came out since is taken after each step. */
#ifndef GT_ZIP_PRIV_H
#define GT_ZIP_PRIV_H
#include "base/base.h"

struct gt_zip;
int gt_zip_new(struct gt_arena *arena, struct gt_zip **ret, struct gt_error *err) GT_MUST_USE;
/* path: letters of ASCII. bytes: -1 when it is not known. stored: as it is, without compression. */
struct gt_zip_entry { const char *path; int64_t at_utc_s, bytes; bool stored; };
int gt_zip_begin(struct gt_zip *z, const struct gt_zip_entry *e, struct gt_error *err) GT_MUST_USE;
/* The first entry, whole, as formats want it that are known by it (ODF 1.2 part 3, 3.3): stored, without extra field nor data descriptor. Nothing was taken yet. */
int gt_zip_first(struct gt_zip *z, const char *path, struct gt_str s, struct gt_error *err) GT_MUST_USE;
int gt_zip_write(struct gt_zip *z, struct gt_str s, struct gt_error *err) GT_MUST_USE;
int gt_zip_close(struct gt_zip *z, struct gt_error *err) GT_MUST_USE;
/* Bytes that came out and were not taken yet; they stand until the next step. */
struct gt_str gt_zip_take(struct gt_zip *z);

#endif

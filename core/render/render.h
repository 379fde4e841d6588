/* Room render: sheets compiled at start (papers, tables: when needed), once a language; a document of ours in, bytes out. The only user of libxslt.
 * Phase 1, at load: texts of the language, names of static files with their digests are written into the sheet (see xslt/README.md).
 * Phase 2, per document: the transformation, without files, network, parameters or extension elements, under a cost limit. */
#ifndef GT_RENDER_H
#define GT_RENDER_H
#include "base/base.h"
#include "xml/xml.h"

struct gt_sheets;                                        /* all sheets of a directory, in all languages */
/* dir: the installed xslt/ folder; kinds: which subfolders ("page", "mail", "letter"). FAILED names sheet, line and cause. */
int gt_sheets_load(struct gt_arena *arena, const char *dir, const char *const kinds[], struct gt_sheets **ret, struct gt_error *err) GT_MUST_USE;
/* A single sheet of a plugin, same two phases with the plugin's texts. */
struct gt_sheet;
int gt_sheet_load(struct gt_arena *arena, const char *path, const char *texts_path, const char *lang, struct gt_sheet **ret, struct gt_error *err) GT_MUST_USE;

bool gt_sheets_has(const struct gt_sheets *s, const char *kind, const char *name, const char *lang);
/* A sheet of them on its own, in that language or in French; NULL: none of that name. */
const struct gt_sheet *gt_sheets_find(const struct gt_sheets *s, const char *kind, const char *name, const char *lang);
/* languages found, "fr" first; NULL-terminated. */
const char *const *gt_sheets_languages(const struct gt_sheets *s);
int gt_render(const struct gt_sheets *s, struct gt_arena *arena, const char *kind, const char *name, const char *lang, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* From here on pages seen before are written from what their sheet made then, with this document's values: the same bytes, without the transformation. */
void gt_sheets_keep_pages(struct gt_sheets *s);
/* The result as a tree (letters); freed with the arena. */
int gt_sheet_apply(const struct gt_sheet *sheet, struct gt_arena *arena, xmlDocPtr doc, xmlDocPtr *ret, struct gt_error *err) GT_MUST_USE;

#endif

/* Inside room render: texts of a language, names of static files, a compiled sheet. */
#ifndef GT_RENDER_PRIV_H
#define GT_RENDER_PRIV_H
#include <libxslt/xsltInternals.h>
#include "render/render.h"

#define GT_TEXT_NS "urn:guichet:text"
#define GT_XSL_NS "http://www.w3.org/1999/XSL/Transform"
#define GT_RENDER_LANGUAGES_MAX 32
/* A list of 500 rows takes 40 000 steps; a loop that does not end is stopped within a fraction of a second. */
#define GT_RENDER_STEPS_MAX 400000
#define GT_RENDER_XPATH_STEPS_MAX 5000000
#define GT_RENDER_DEPTH_MAX 200
#define GT_RENDER_VARIABLES_MAX 4000

/* ---- texts.c ---- */
struct gt_texts;                                          /* texts of one language, by id; first file that has an id wins */
struct gt_texts *gt_texts_new(struct gt_arena *arena, const char *lang);
int gt_texts_read(struct gt_texts *t, const char *path, struct gt_error *err) GT_MUST_USE;
int gt_texts_take(struct gt_texts *t, const char *path, xmlDocPtr doc, struct gt_error *err) GT_MUST_USE; /* of a document in t's arena */
void gt_texts_add_all(struct gt_texts *t, const struct gt_texts *more);            /* ids that t has not */
xmlNodePtr gt_texts_find(const struct gt_texts *t, const char *id);
const char *gt_texts_plain(const struct gt_texts *t, const char *id);              /* characters alone, no placeholder; NULL: no such text, or more than that */
size_t gt_texts_count(const struct gt_texts *t);
xmlNodePtr gt_texts_at(const struct gt_texts *t, size_t i, const char **ret_id);   /* in the order of ids */
const char *gt_texts_lang(const struct gt_texts *t);

/* Names of static files: "guichet.css" to "/static/guichet.1a2b3c4d.css". */
struct gt_manifest;
int gt_manifest_read(struct gt_arena *arena, const char *path, struct gt_manifest **ret, struct gt_error *err) GT_MUST_USE;
const char *gt_manifest_find(const struct gt_manifest *m, const char *name);       /* NULL: not there */

/* ---- write.c: phase 1 on one document of a sheet ---- */
struct gt_writing {
	struct gt_arena *arena;
	const char *lang;
	const struct gt_texts *own, *french;                  /* own may be french */
	const struct gt_manifest *manifest;                   /* NULL: names stay as they are, under /static/ */
};
int gt_sheet_write(const struct gt_writing *w, xmlDocPtr doc, struct gt_error *err) GT_MUST_USE;

/* ---- flatten.c: literal elements of an HTML sheet become text written as it stands; a third of the work of a page is saved ---- */
void gt_sheet_flatten(xmlDocPtr doc);

/* ---- sheets.c ---- */
#define GT_SHEET_MAGIC 0x53484554u
struct gt_recipe;
struct gt_sheet { uint32_t magic; xsltStylesheetPtr style; const struct gt_recipe *recipe; const char *name; }; /* style NULL: made from the recipe when needed */
/* The compiled sheet in an arena, freed with it. */
int gt_sheet_compile(const struct gt_recipe *r, struct gt_arena *arena, xsltStylesheetPtr *ret, struct gt_error *err) GT_MUST_USE;

/* ---- made.c: sheets of papers and tables, compiled when they are needed, a few kept; and the files they are made of, as they were at the start ---- */
#define GT_RENDER_MADE_MAX 4                              /* a sheet takes a megabyte, making it again some milliseconds */
struct gt_source { struct gt_source *next; const char *path; struct gt_str text; };
struct gt_sources { struct gt_arena *arena; struct gt_source *first; };
/* The bytes of a file: those of the first time. */
int gt_source_read(struct gt_sources *s, const char *path, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* own: texts for sheets of the house; NULL: those of the file texts_path, then the house's. files: this sheet's; house: the folder they share. */
struct gt_recipe {
	const char *path, *dir, *shared, *texts_path, *lang;
	const struct gt_texts *own, *french;
	const struct gt_manifest *manifest;
	struct gt_sources *files, *house;
};
/* Makes it once, so that a fault is known now. */
int gt_sheet_promise(struct gt_arena *arena, const struct gt_recipe *recipe, struct gt_sheet **ret, struct gt_error *err) GT_MUST_USE;
/* What to transform with, until the next call. */
int gt_sheet_style(const struct gt_sheet *s, xsltStylesheetPtr *ret, struct gt_error *err) GT_MUST_USE;
void gt_sheets_forget_made(void);

/* ---- skeleton.c: pages written before, with holes for values ---- */
struct gt_skeletons;
struct gt_skeletons *gt_skeletons_new(struct gt_arena *arena);
bool gt_skeletons_page(const char *name);                 /* whether that page may be kept */
int gt_skeleton_text(struct gt_skeletons *all, const struct gt_sheet *s, struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

/* ---- run.c: phase 2 ---- */
void gt_render_init(void);                                /* process-wide switches of libxslt, once */
void gt_render_forbid(void);                              /* from here on no sheet may read or write anything */
void gt_render_messages_clear(void);
const char *gt_render_messages(void);                     /* what libxslt said since; "" when nothing */
int gt_sheet_run(const struct gt_sheet *s, xmlDocPtr doc, xmlDocPtr *ret, struct gt_error *err) GT_MUST_USE; /* the caller frees */
int gt_sheet_text(const struct gt_sheet *s, struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

#endif

/* What the files of room pdf share: the drawing side. Nothing of it is seen by other rooms. */
#ifndef GT_PDF_PRIV_H
#define GT_PDF_PRIV_H
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include "base/base.h"
#include "pdf/pdf.h"

/* A4 in points; margins of 2 cm at the sides. */
#define PDF_W 595.276
#define PDF_H 841.890
#define PDF_LEFT 56.7
#define PDF_RIGHT (PDF_W - 56.7)
#define PDF_TOP_BARE 56.7        /* first line of a page without a head */
#define PDF_TOP_HEAD 128.0       /* below the head */
#define PDF_BOTTOM (PDF_H - 68.0)

/* Every size and weight that is ever drawn: the drawing process warms exactly these, a child can load no other. */
enum pdf_style {
	PDF_BODY, PDF_SMALL, PDF_LEAD, PDF_H1, PDF_SUBTITLE, PDF_H2, PDF_H3, PDF_STATE, PDF_MOTTO, PDF_BRAND, PDF_FOOT, PDF_CODE, PDF_SPECIMEN, PDF_STYLE__MAX
};
struct pdf_colour { double r, g, b; };
extern const struct pdf_colour pdf_ink, pdf_grey, pdf_blue, pdf_tint, pdf_line, pdf_red;

/* ---- fonts.c: found once, in the drawing process, before any child ---- */
struct pdf_fonts;
struct pdf_fonts *pdf_fonts_load(struct gt_arena *arena, const char *family_or_null, struct gt_error *err);
PangoLayout *pdf_layout_new(const struct pdf_fonts *f, enum pdf_style style);
bool pdf_fonts_have(const struct pdf_fonts *f, enum pdf_style style, uint32_t c);
double pdf_line_height(enum pdf_style style);

/* ---- text.c: inline content to a laid-out text ---- */
enum pdf_align { PDF_START, PDF_CENTRE, PDF_END };
struct pdf_link { int start, end; const char *href; };
struct pdf_text { PangoLayout *layout; const struct pdf_link *links; size_t n_links; double height; int n_lines; struct pdf_colour colour; };
struct pdf_text_how { enum pdf_style style; enum pdf_align align; double width; bool upper, french; struct pdf_colour colour; const char *suffix; };
struct pdf_draw;
/* Laid out once a letter, however often it is measured or drawn; lives as long as the arena. node NULL: plain is taken. Lists inside an item are left out. */
GHashTable *pdf_texts_new(struct gt_arena *arena);
struct pdf_text *pdf_text_of(struct pdf_draw *d, xmlNodePtr node, const char *plain, const struct pdf_text_how *how);
double pdf_text_line_y(const struct pdf_text *t, int line, double *ret_height);   /* top of a line, from the text's top */
void pdf_text_draw(cairo_t *cr, const struct pdf_text *t, double x, double y, int first, int n, bool tagged); /* lines first … first+n-1; y: top of the first */
double pdf_text_width(const struct pdf_text *t);

/* ---- draw.c, blocks.c: the letter onto pages ---- */
struct pdf_notes { const char **alts; size_t n_alts; };     /* what cairo cannot say: alternatives of figures, in order */
struct pdf_draw {
	struct gt_arena *arena;
	const struct pdf_fonts *fonts;
	GHashTable *texts;                      /* of text.c */
	cairo_t *cr;
	xmlNodePtr letter;
	bool dry, specimen, french, fixed;      /* dry: measures only; fixed: no page break here */
	double y, top;
	int page, pages;
	int too_many;                           /* pages beyond GT_PDF_PAGES_MAX */
	struct pdf_notes notes;
};
void pdf_draw_blocks(struct pdf_draw *d, xmlNodePtr parent, double x, double w);
void pdf_page_begin(struct pdf_draw *d);
void pdf_page_next(struct pdf_draw *d);
bool pdf_room_for(const struct pdf_draw *d, double h);
void pdf_tag(struct pdf_draw *d, const char *name);
void pdf_untag(struct pdf_draw *d, const char *name);
void pdf_fill(struct pdf_draw *d, struct pdf_colour c, double x, double y, double w, double h);
/* Draws the text at x, going on to further pages as needed; tag NULL: none. */
void pdf_flow_text(struct pdf_draw *d, const struct pdf_text *t, const char *tag, double x);
double pdf_measure(struct pdf_draw *d, xmlNodePtr parent, double x, double w);
/* tables.c, lists.c */
void pdf_draw_table(struct pdf_draw *d, xmlNodePtr table, double x, double w);
void pdf_draw_list(struct pdf_draw *d, xmlNodePtr list, double x, double w, int depth);
int pdf_percents(const char *widths, int n, double out[8]);
enum pdf_align pdf_align_of(xmlNodePtr el);
/* qr.c */
void pdf_draw_qr(struct pdf_draw *d, xmlNodePtr qr, double x, double w);

/* The whole: letter to finished bytes, in the process that calls. */
int pdf_render(struct gt_arena *arena, const struct pdf_fonts *fonts, xmlDocPtr letter, const struct gt_pdf_options *options, struct gt_str *ret, struct gt_error *err);
/* finish.c: /Lang, /Alt, scopes, artifacts, deterministic id. */
int pdf_finish(struct gt_arena *arena, struct gt_str raw, const char *lang, const struct pdf_notes *notes, struct gt_str *ret, struct gt_error *err);

#endif

/* Which fonts, which sizes. Decides what is loaded before any paper is drawn; a child that has no file access draws with nothing else.
 * Pango keeps a thread of its own for fontconfig, which a fork does not carry over: a size, weight or script that was not met here would wait
 * for that thread for ever. Hence the closed table of styles and the closed set of characters. */
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include "pdf/pdf_priv.h"

const struct pdf_colour pdf_ink = { 0.086, 0.086, 0.086 }, pdf_grey = { 0.33, 0.33, 0.33 }, pdf_blue = { 0, 0, 0.57 }, pdf_tint = { 0.962, 0.962, 0.992 },
	pdf_line = { 0.78, 0.78, 0.80 }, pdf_red = { 0.88, 0, 0.06 };

/* latin: drawn in no other script and in no other weight. Pango remembers 256 matches of (size,
 * weight, slant, script) and forgets the oldest: this table and scripts[] make about 190. Count again before adding to either. */
static const struct { double points; bool bold, italic; double spacing; bool latin; } styles[PDF_STYLE__MAX] = {
	[PDF_BODY] = { 10.2, false, false, 1.34, false }, [PDF_SMALL] = { 8.4, false, false, 1.3, false }, [PDF_LEAD] = { 11.5, false, false, 1.34, false },
	[PDF_H1] = { 17, true, false, 1.2, false }, [PDF_SUBTITLE] = { 11.5, true, false, 1.25, false }, [PDF_H2] = { 12.5, true, false, 1.25, false },
	[PDF_H3] = { 10.6, true, false, 1.3, false }, [PDF_STATE] = { 10.5, true, false, 1.12, true }, [PDF_MOTTO] = { 8, false, true, 1.15, true },
	[PDF_BRAND] = { 13.5, true, false, 1.2, true }, [PDF_FOOT] = { 7.8, false, false, 1.25, true }, [PDF_CODE] = { 9, true, false, 1.3, true },
	[PDF_SPECIMEN] = { 104, true, false, 1, true },
};
/* Found in the second font alone, and of no script: so that each script meets both fonts. */
#define ODD " \xef\xbf\xbd\xe2\x9c\x93\xe2\x96\xa0, 7"
/* One line a script: what names on a French paper may be written in. Papers are in Latin letters; the two others for
 * what an agent quotes. Each costs several matches a size and weight; Arabic would want a second font that has it in italics. */
static const char *const scripts[] = { "ABCdéèœßŁżşğắ Ấ đ 0123 «»–’…•→€№" ODD, "Αθήνα, 12 (x)" ODD, "Жанна Їжак, 12 (x)" ODD };
static const char *const fallback = "DejaVu Sans";

struct pdf_fonts { PangoContext *context; PangoFontDescription *desc[PDF_STYLE__MAX]; PangoCoverage *cover[8]; size_t n_cover; };

static void context_free(void *p) { g_object_unref(p); }
static void desc_free(void *p) { pango_font_description_free(p); }

double pdf_line_height(enum pdf_style style) { return styles[style].points * styles[style].spacing; }

PangoLayout *pdf_layout_new(const struct pdf_fonts *f, enum pdf_style style)
{
	PangoLayout *l = pango_layout_new(f->context);

	pango_layout_set_font_description(l, f->desc[style]);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	return l;
}

bool pdf_fonts_have(const struct pdf_fonts *f, enum pdf_style style, uint32_t c)
{
	/* Symbols that pango may take for emoji would ask for a font of their own. */
	if ((c >= 0x2300 && c <= 0x2bff && c != 0x2713 && c != 0x2717 && c != 0x25a0) || c >= 0x10000 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xa9 || c == 0xae || c == 0x203c || c == 0x2049 || c == 0x2122 || c == 0x2139)
		return c == 0xa9 || c == 0xae || c == 0x2122;
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_COMMON: case G_UNICODE_SCRIPT_INHERITED: case G_UNICODE_SCRIPT_LATIN: break;
	case G_UNICODE_SCRIPT_GREEK: case G_UNICODE_SCRIPT_CYRILLIC:
		if (styles[style].latin)
			return false;
		break;
	default: return false;
	}
	/* Spaces, joiners and combining marks are composed by the shaper. */
	if (g_unichar_isspace(c) || g_unichar_iszerowidth(c) || c == 0x202f)
		return true;
	/* cover: pairs (first choice, fallback) for each weight and slant: a character must be in one of each pair. */
	for (size_t i = 0; i + 1 < f->n_cover; i += 2)
		if (pango_coverage_get(f->cover[i], (int)c) != PANGO_COVERAGE_EXACT && pango_coverage_get(f->cover[i + 1], (int)c) != PANGO_COVERAGE_EXACT)
			return false;
	return true;
}

static int load_coverage(struct pdf_fonts *f, const char *family, struct gt_error *err)
{
	for (int variant = 0; variant < 4; variant++)
		for (int k = 0; k < 2; k++) {
			PangoFontDescription *d = pango_font_description_new();
			pango_font_description_set_family(d, k ? fallback : family);
			pango_font_description_set_weight(d, variant & 1 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
			pango_font_description_set_style(d, variant & 2 ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
			pango_font_description_set_size(d, 10 * PANGO_SCALE);
			PangoFont *font = pango_context_load_font(f->context, d);
			pango_font_description_free(d);
			if (!font)
				return gt_fail(err, GT_FAILED, "no font '%s' on this machine", k ? fallback : family);
			PangoFontDescription *got = pango_font_describe(font);
			bool same = g_ascii_strcasecmp(pango_font_description_get_family(got), k ? fallback : family) == 0;
			pango_font_description_free(got);
			f->cover[f->n_cover++] = pango_font_get_coverage(font, pango_context_get_language(f->context));
			g_object_unref(font);
			if (!same)
				return gt_fail(err, GT_FAILED, "font '%s' is not installed (packages fonts-liberation2, fonts-dejavu-core)", k ? fallback : family);
		}
	return GT_OK;
}

static void warm_one(struct pdf_fonts *f, cairo_t *cr, enum pdf_style style, int variant, const char *text)
{
	PangoLayout *l = pdf_layout_new(f, style);
	PangoAttrList *a = pango_attr_list_new();

	if (variant & 1)
		pango_attr_list_insert(a, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	if (variant & 2)
		pango_attr_list_insert(a, pango_attr_style_new(PANGO_STYLE_ITALIC));
	pango_layout_set_attributes(l, a);
	pango_attr_list_unref(a);
	pango_layout_set_text(l, text, -1);
	cairo_move_to(cr, 10, 10);
	pango_cairo_show_layout(cr, l);
	g_object_unref(l);
}

/* Draws every script in every style, so that each font file a child may need is open and each match is remembered. */
static void warm(struct pdf_fonts *f)
{
	cairo_surface_t *s = cairo_pdf_surface_create(NULL, PDF_W, PDF_H);
	cairo_t *cr = cairo_create(s);

	for (int style = 0; style < PDF_STYLE__MAX; style++)
		for (int variant = 0; variant < 4; variant++)
			for (size_t i = 0; i < GT_COUNT(scripts); i++)
				if ((i == 0 || !styles[style].latin) && !(styles[style].bold && (variant & 1)) && !(styles[style].latin && variant && style != PDF_FOOT))
					warm_one(f, cr, (enum pdf_style)style, variant, scripts[i]);
	cairo_destroy(cr);
	cairo_surface_finish(s);
	cairo_surface_destroy(s);
}

/* The folders of the fonts of that family, as elements of a configuration. */
static void folders_of(const char *family, GString *xml)
{
	FcPattern *wanted = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, NULL);
	FcObjectSet *files = FcObjectSetBuild(FC_FILE, NULL);
	FcFontSet *found = FcFontList(NULL, wanted, files);

	for (int i = 0; found && i < found->nfont; i++) {
		FcChar8 *file;
		if (FcPatternGetString(found->fonts[i], FC_FILE, 0, &file) != FcResultMatch)
			continue;
		char *folder = g_path_get_dirname((const char *)file), *element = g_markup_printf_escaped("<dir>%s</dir>", folder);
		if (!strstr(xml->str, element))
			g_string_append(xml, element);
		g_free(folder);
		g_free(element);
	}
	if (found)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(files);
	FcPatternDestroy(wanted);
}

/* The folders of the two families and no rules: a match weighs a dozen fonts instead of all of the machine's (a fifth of a second for those that
 * warm() asks for, in every worker), and a paper looks the same whatever else is installed. */
static bool only(PangoFontMap *map, const char *family)
{
	GString *xml = g_string_new("<?xml version=\"1.0\"?><fontconfig>");
	FcStrList *caches = FcConfigGetCacheDirs(NULL);
	FcConfig *config = FcConfigCreate();
	FcChar8 *cache;

	folders_of(family, xml);
	folders_of(fallback, xml);
	while (caches && (cache = FcStrListNext(caches)) != NULL) {
		char *element = g_markup_printf_escaped("<cachedir>%s</cachedir>", (const char *)cache);
		g_string_append(xml, element);
		g_free(element);
	}
	if (caches)
		FcStrListDone(caches);
	g_string_append(xml, "</fontconfig>");
	bool good = config && FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)xml->str, FcTrue) && FcConfigBuildFonts(config);
	if (good)
		pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
	if (config)
		FcConfigDestroy(config);
	g_string_free(xml, TRUE);
	return good;
}

struct pdf_fonts *pdf_fonts_load(struct gt_arena *arena, const char *family, struct gt_error *err)
{
	struct pdf_fonts *f = gt_new(arena, struct pdf_fonts);

	if (gt_empty(family))
		family = "Liberation Sans";
	PangoFontMap *map = pango_cairo_font_map_get_default();
	if (!only(map, family)) {
		gt_fail(err, GT_FAILED, "fontconfig takes no configuration of its own");
		return NULL;
	}
	f->context = pango_font_map_create_context(map);
	gt_arena_on_free(arena, context_free, f->context);
	pango_cairo_context_set_resolution(f->context, 72);
	/* One language for all papers: it is part of what pango remembers a font by. The file's own language is told apart. */
	pango_context_set_language(f->context, pango_language_from_string("fr"));
	pango_context_set_round_glyph_positions(f->context, FALSE);
	cairo_font_options_t *o = cairo_font_options_create();
	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(f->context, o);
	cairo_font_options_destroy(o);
	if (load_coverage(f, family, err) != GT_OK)
		return NULL;
	for (int i = 0; i < PDF_STYLE__MAX; i++) {
		PangoFontDescription *d = pango_font_description_new();
		pango_font_description_set_family(d, gt_arena_printf(arena, "%s,%s", family, fallback));
		pango_font_description_set_size(d, (gint)(styles[i].points * PANGO_SCALE));
		pango_font_description_set_weight(d, styles[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
		pango_font_description_set_style(d, styles[i].italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
		f->desc[i] = d;
		gt_arena_on_free(arena, desc_free, d);
	}
	warm(f);
	return f;
}

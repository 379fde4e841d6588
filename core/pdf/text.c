/* Inline content to a laid-out text: blanks, French spacing, bold and italics, links. Decides nothing about pages. */
#include <hb.h>
#include "pdf/pdf_priv.h"

struct build {
	struct gt_arena *arena;
	const struct pdf_fonts *fonts;
	GString *s;
	PangoAttrList *attrs;
	bool french, upper, blank;                   /* blank: a space is owed before the next character */
	size_t glue;                                 /* bytes up to and with the space that stands before the next character and that no line may end at; 0: none */
	gunichar last;
	enum pdf_style style;
	struct pdf_link links[64];
	size_t n_links;
};

/* A blank owed at the start of a bold run belongs before it: its width must not depend on the run. */
static void add_attr(struct build *b, PangoAttribute *a, size_t from)
{
	a->start_index = (guint)from;
	a->end_index = (guint)b->s->len;
	pango_attr_list_insert(b->attrs, a);
}

static bool glues(const struct build *b, gunichar c)
{
	return b->french && (c == ':' || c == ';' || c == '!' || c == '?' || c == '%' || c == 0xbb || c == 0x20ac || b->last == 0xab || (b->last == 0xb0 && g_unichar_isdigit(c)));
}

/* Spaces are owed, not written, until the next character says which kind they are. One that glues is an ordinary space where no line may end:
 * cairo would embed each font once more for the no-break space alone, which is in none of the eight-bit encodings it knows. */
static void put_char(struct build *b, gunichar c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		b->blank = b->s->len > 0 && !b->glue;
		return;
	}
	if (c == 0xa0 || c == 0x202f) {
		if (!b->glue)
			g_string_append_c(b->s, ' ');
		b->blank = false;
		b->glue = b->s->len;
		return;
	}
	/* Direction marks would let a name reorder the words around it; control characters have no place on paper. */
	if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0xfeff || c == 0xad || c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xfe00 && c <= 0xfe0f))
		return;
	if (!pdf_fonts_have(b->fonts, b->style, c))
		c = 0xfffd;
	if (b->blank && b->last != '\n') {
		g_string_append_c(b->s, ' ');
		b->glue = glues(b, c) ? b->s->len : 0;
	}
	b->blank = false;
	g_string_append_unichar(b->s, b->upper ? g_unichar_toupper(c) : c);
	if (b->glue)
		add_attr(b, pango_attr_allow_breaks_new(FALSE), b->glue - 1);
	b->glue = 0;
	b->last = c;
}

static void put_text(struct build *b, const char *text)
{
	for (const char *p = text; p && *p; p = g_utf8_next_char(p))
		put_char(b, g_utf8_get_char(p));
}

static void put_node(struct build *b, xmlNodePtr node)
{
	for (xmlNodePtr n = node->children; n; n = n->next) {
		size_t from = b->s->len;
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
			put_text(b, (const char *)n->content);
		} else if (gt_xml_is(n, "br")) {
			g_string_append_c(b->s, '\n');
			b->last = '\n';
			b->blank = false;
			b->glue = 0;
		} else if (gt_xml_is(n, "span")) {
			put_node(b, n);
		} else if (gt_xml_is(n, "strong")) {
			put_node(b, n);
			add_attr(b, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
		} else if (gt_xml_is(n, "em")) {
			put_node(b, n);
			add_attr(b, pango_attr_style_new(PANGO_STYLE_ITALIC), from);
		} else if (gt_xml_is(n, "link")) {
			if (b->blank && b->last != '\n')
				g_string_append_c(b->s, ' ');
			b->blank = false;
			from = b->s->len;
			put_node(b, n);
			/* A colour makes it a run of its own, which pdf_text_draw relies on. */
			add_attr(b, pango_attr_foreground_new(0, 0, 0x9191), from);
			if (b->n_links < GT_COUNT(b->links))
				b->links[b->n_links++] = (struct pdf_link){ (int)from, (int)b->s->len, gt_xml_attr(n, "href") };
		}
	}
}

static void unref(void *p) { g_object_unref(p); }

static struct pdf_text *lay_out(struct gt_arena *arena, const struct pdf_fonts *f, xmlNodePtr node, const char *plain, const struct pdf_text_how *how)
{
	struct pdf_text *t = gt_new(arena, struct pdf_text);
	struct build b = { .arena = arena, .fonts = f, .s = g_string_new(NULL), .attrs = pango_attr_list_new(), .french = how->french, .upper = how->upper, .style = how->style };
	PangoRectangle logical;

	if (node)
		put_node(&b, node);
	else
		put_text(&b, plain);
	if (how->suffix)
		put_text(&b, how->suffix);
	t->layout = pdf_layout_new(f, how->style);
	gt_arena_on_free(arena, unref, t->layout);
	pango_layout_set_text(t->layout, b.s->str, (int)b.s->len);
	pango_layout_set_attributes(t->layout, b.attrs);
	pango_layout_set_line_spacing(t->layout, 0);
	pango_layout_set_alignment(t->layout, how->align == PDF_CENTRE ? PANGO_ALIGN_CENTER : how->align == PDF_END ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	if (how->width > 0)
		pango_layout_set_width(t->layout, (int)(how->width * PANGO_SCALE));
	t->n_links = b.n_links;
	if (b.n_links) {
		struct pdf_link *l = gt_new_n(arena, struct pdf_link, b.n_links);
		memcpy(l, b.links, b.n_links * sizeof *l);
		t->links = l;
	}
	g_string_free(b.s, TRUE);
	pango_attr_list_unref(b.attrs);
	pango_layout_get_extents(t->layout, NULL, &logical);
	t->n_lines = pango_layout_get_line_count(t->layout);
	t->colour = how->colour;
	t->height = t->n_lines * pdf_line_height(how->style);
	return t;
}

/* ---- the texts of a letter: a dry run, measures of columns and the pages ask for the same ones ---- */
struct known { xmlNodePtr node; const char *plain; struct pdf_text_how how; };

static guint hash_of(const void *p)
{
	const struct known *k = p;
	return g_direct_hash(k->node) ^ (k->plain ? g_str_hash(k->plain) : 0) ^ g_double_hash(&k->how.width) ^ k->how.style;
}

static bool same_colour(struct pdf_colour a, struct pdf_colour b) { return a.r == b.r && a.g == b.g && a.b == b.b; }

static gboolean is_same(const void *p, const void *q)
{
	const struct known *a = p, *b = q;
	return a->node == b->node && g_strcmp0(a->plain, b->plain) == 0 && a->how.style == b->how.style && a->how.align == b->how.align && a->how.width == b->how.width
		&& a->how.upper == b->how.upper && a->how.french == b->how.french && same_colour(a->how.colour, b->how.colour) && g_strcmp0(a->how.suffix, b->how.suffix) == 0;
}

static void forget(void *texts) { g_hash_table_destroy(texts); }

struct pdf_text *pdf_text_of(struct pdf_draw *d, xmlNodePtr node, const char *plain, const struct pdf_text_how *how)
{
	struct known k = { node, plain, *how };

	struct pdf_text *t = g_hash_table_lookup(d->texts, &k);
	if (!t) {
		struct known *copy = gt_new(d->arena, struct known);
		*copy = k;
		copy->plain = plain ? gt_arena_strdup(d->arena, plain) : NULL;
		copy->how.suffix = how->suffix ? gt_arena_strdup(d->arena, how->suffix) : NULL;
		t = lay_out(d->arena, d->fonts, node, plain, how);
		g_hash_table_insert(d->texts, copy, t);
	}
	return t;
}

GHashTable *pdf_texts_new(struct gt_arena *arena)
{
	GHashTable *texts = g_hash_table_new(hash_of, is_same);

	gt_arena_on_free(arena, forget, texts);
	return texts;
}

double pdf_text_width(const struct pdf_text *t)
{
	PangoRectangle logical;

	pango_layout_get_extents(t->layout, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

double pdf_text_line_y(const struct pdf_text *t, int line, double *ret_height)
{
	double h = t->n_lines ? t->height / t->n_lines : 0;

	if (ret_height)
		*ret_height = h;
	return h * line;
}

static const struct pdf_link *link_at(const struct pdf_text *t, int byte)
{
	for (size_t i = 0; i < t->n_links; i++)
		if (byte >= t->links[i].start && byte < t->links[i].end)
			return &t->links[i];
	return NULL;
}

/* Pango takes the blank at a line's end away; a reader aloud would then join the last word to the next line's first. */
static void restore_blank(PangoLayoutRun *run, const char *text)
{
	hb_codepoint_t space;

	for (int i = 0; i < run->glyphs->num_glyphs; i++)
		if (run->glyphs->glyphs[i].glyph == PANGO_GLYPH_EMPTY && text[run->item->offset + run->glyphs->log_clusters[i]] == ' '
			&& hb_font_get_nominal_glyph(pango_font_get_hb_font(run->item->analysis.font), ' ', &space))
			run->glyphs->glyphs[i].glyph = space;
}

static void link_begin(cairo_t *cr, const char *href)
{
	char *attrs = g_strdup_printf("uri='%s'", href);

	/* Quotes and backslashes would end cairo's own attribute; the grammar lets addresses of ours alone pass, which have neither. */
	for (char *p = attrs + 5; *p && p[1]; p++)
		if (*p == '\'' || *p == '\\')
			*p = '_';
	cairo_tag_begin(cr, CAIRO_TAG_LINK, attrs);
	g_free(attrs);
}

/* Run by run: a link needs a tag of its own around its glyphs. */
static void draw_runs(cairo_t *cr, const struct pdf_text *t, PangoLayoutLine *line, double x, double base, bool tagged)
{
	const char *text = pango_layout_get_text(t->layout);
	double at = x;
	bool spans = tagged && t->n_links > 0;

	for (GSList *r = line->runs; r; r = r->next) {
		PangoLayoutRun *run = r->data;
		PangoRectangle logical;
		restore_blank(run, text);
		pango_glyph_string_extents(run->glyphs, run->item->analysis.font, NULL, &logical);
		double w = (double)logical.width / PANGO_SCALE;
		const struct pdf_link *link = tagged ? link_at(t, run->item->offset) : NULL;
		struct pdf_colour c = link ? pdf_blue : t->colour;
		cairo_set_source_rgb(cr, c.r, c.g, c.b);
		/* cairo marks the content of leaves alone: beside a link, plain words need a leaf of their own. */
		if (link)
			link_begin(cr, link->href);
		else if (spans)
			cairo_tag_begin(cr, "Span", NULL);
		cairo_move_to(cr, at, base);
		pango_cairo_show_glyph_item(cr, text, run);
		if (link) {
			cairo_rectangle(cr, at, base + 1.4, w, 0.5);
			cairo_fill(cr);
			cairo_tag_end(cr, CAIRO_TAG_LINK);
		} else if (spans) {
			cairo_tag_end(cr, "Span");
		}
		at += w;
	}
}

void pdf_text_draw(cairo_t *cr, const struct pdf_text *t, double x, double y, int first, int n, bool tagged)
{
	double h, size = pango_font_description_get_size(pango_layout_get_font_description(t->layout)) / (double)PANGO_SCALE;
	double width = pango_layout_get_width(t->layout) / (double)PANGO_SCALE;
	PangoAlignment align = pango_layout_get_alignment(t->layout);

	pdf_text_line_y(t, 0, &h);
	for (int i = first; i < first + n && i < t->n_lines; i++) {
		PangoLayoutLine *line = pango_layout_get_line(t->layout, i);
		PangoRectangle logical;
		pango_layout_line_get_extents(line, NULL, &logical);
		double w = (double)logical.width / PANGO_SCALE, at = x;
		if (width > 0 && (align == PANGO_ALIGN_RIGHT) != (line->resolved_dir == PANGO_DIRECTION_RTL && align != PANGO_ALIGN_CENTER))
			at = x + width - w;
		else if (width > 0 && align == PANGO_ALIGN_CENTER)
			at = x + (width - w) / 2;
		/* The same line height whatever the font: the baseline stands at a fixed share of it. */
		double base = y + (i - first) * h + h / 2 + size * 0.355;
		draw_runs(cr, t, line, at, base, tagged);
	}
}

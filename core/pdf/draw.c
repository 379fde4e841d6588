/* Pages and the flow of blocks down them. Decides where a page ends, what stays together, what comes again on each page. */
#include "pdf/pdf_priv.h"

void pdf_tag(struct pdf_draw *d, const char *name)
{
	if (!d->dry)
		cairo_tag_begin(d->cr, name, NULL);
}

void pdf_untag(struct pdf_draw *d, const char *name)
{
	if (!d->dry)
		cairo_tag_end(d->cr, name);
}

void pdf_fill(struct pdf_draw *d, struct pdf_colour c, double x, double y, double w, double h)
{
	if (d->dry)
		return;
	/* A tint lets the word SPÉCIMEN through. */
	bool tint = c.r == pdf_tint.r && c.g == pdf_tint.g;
	cairo_set_source_rgba(d->cr, tint ? pdf_blue.r : c.r, tint ? pdf_blue.g : c.g, tint ? pdf_blue.b : c.b, tint ? 0.04 : 1);
	cairo_rectangle(d->cr, x, y, w, h);
	cairo_fill(d->cr);
}

static struct pdf_text *line_of(struct pdf_draw *d, xmlNodePtr node, const char *plain, enum pdf_style style, enum pdf_align align, double width, struct pdf_colour colour)
{
	struct pdf_text_how how = { .style = style, .align = align, .width = width, .french = d->french, .colour = colour };

	return pdf_text_of(d, node, plain, &how);
}

/* Tagged on the first page alone: on the others it is decoration that a screen reader need not repeat. */
static double head_line(struct pdf_draw *d, xmlNodePtr node, const char *plain, enum pdf_style style, enum pdf_align align, double x, double y, double w, struct pdf_colour colour)
{
	struct pdf_text *t = line_of(d, node, plain, style, align, w, colour);

	if (!d->dry) {
		if (d->page == 1)
			cairo_tag_begin(d->cr, "P", NULL);
		pdf_text_draw(d->cr, t, x, y, 0, t->n_lines, d->page == 1);
		if (d->page == 1)
			cairo_tag_end(d->cr, "P");
	}
	return t->height;
}

/* Our own sober block: the State's name and motto in the text's font, three small bars; neither the official logo nor its font. */
static void head(struct pdf_draw *d)
{
	xmlNodePtr h = gt_xml_child(d->letter, "header");
	const char *brand = gt_xml_attr(h, "brand");
	double x = PDF_LEFT, y = 40, half = (PDF_RIGHT - PDF_LEFT) / 2;

	pdf_fill(d, pdf_blue, x, y, 15, 3.2);
	pdf_fill(d, pdf_line, x + 15, y, 15, 0.5);
	pdf_fill(d, pdf_line, x + 15, y + 2.7, 15, 0.5);
	pdf_fill(d, pdf_red, x + 30, y, 15, 3.2);
	y += 8;
	y += head_line(d, NULL, "RÉPUBLIQUE", PDF_STATE, PDF_START, x, y, half, pdf_ink);
	y += head_line(d, NULL, "FRANÇAISE", PDF_STATE, PDF_START, x, y, half, pdf_ink) + 3;
	y += head_line(d, NULL, "Liberté", PDF_MOTTO, PDF_START, x, y, half, pdf_ink);
	y += head_line(d, NULL, "Égalité", PDF_MOTTO, PDF_START, x, y, half, pdf_ink);
	head_line(d, NULL, "Fraternité", PDF_MOTTO, PDF_START, x, y, half, pdf_ink);
	y = 47;
	y += head_line(d, NULL, brand ? brand : "Étrangers en France", PDF_BRAND, PDF_END, x + half, y, half, pdf_blue) + 1;
	GT_XML_EACH (line, h, "line")
		y += head_line(d, line, NULL, PDF_SMALL, PDF_END, x + half, y, half, pdf_grey);
}

static void foot(struct pdf_draw *d)
{
	xmlNodePtr f = gt_xml_child(d->letter, "footer");
	double y = PDF_H - 44, w = PDF_RIGHT - PDF_LEFT;

	if (!f && d->pages < 2)
		return;
	pdf_fill(d, pdf_line, PDF_LEFT, y - 6, w, 0.5);
	if (f) {
		struct pdf_text *t = line_of(d, f, NULL, PDF_FOOT, PDF_START, w - 70, pdf_grey);
		pdf_text_draw(d->cr, t, PDF_LEFT, y, 0, 2, false);
	}
	if (d->pages > 1) {
		struct pdf_text *t = line_of(d, NULL, gt_arena_printf(d->arena, "Page %d/%d", d->page, d->pages), PDF_FOOT, PDF_END, 66, pdf_grey);
		pdf_text_draw(d->cr, t, PDF_RIGHT - 66, y, 0, 1, false);
	}
}

static void specimen(struct pdf_draw *d)
{
	struct pdf_text *t = line_of(d, NULL, "SPÉCIMEN", PDF_SPECIMEN, PDF_START, 0, (struct pdf_colour){ 0.90, 0.90, 0.93 });
	double w = pdf_text_width(t);

	/* Shapes, not text: letters lying across the page would be mixed into the lines by whoever copies or reads aloud. The word itself stands
	 * once more, upright, at the head. */
	cairo_save(d->cr);
	cairo_translate(d->cr, PDF_W / 2, PDF_H / 2);
	cairo_rotate(d->cr, -0.955);
	cairo_move_to(d->cr, -w / 2, 38);
	pango_cairo_layout_line_path(d->cr, pango_layout_get_line_readonly(t->layout, 0));
	cairo_set_source_rgb(d->cr, t->colour.r, t->colour.g, t->colour.b);
	cairo_fill(d->cr);
	cairo_restore(d->cr);
	head_line(d, NULL, "SPÉCIMEN", PDF_BRAND, PDF_CENTRE, PDF_LEFT, 22, PDF_RIGHT - PDF_LEFT, pdf_red);
}

void pdf_page_begin(struct pdf_draw *d)
{
	bool has_head = gt_xml_child(d->letter, "header") != NULL;

	d->page++;
	if (d->page > GT_PDF_PAGES_MAX)
		d->too_many = d->page;
	d->top = d->y = has_head ? PDF_TOP_HEAD : PDF_TOP_BARE;
	if (d->dry)
		return;
	/* First, so that the text stands upon it. */
	if (d->specimen)
		specimen(d);
	if (has_head)
		head(d);
	foot(d);
}

void pdf_page_next(struct pdf_draw *d)
{
	if (d->fixed || d->too_many)
		return;
	if (!d->dry)
		cairo_show_page(d->cr);
	pdf_page_begin(d);
}

bool pdf_room_for(const struct pdf_draw *d, double h) { return d->fixed || d->y + h <= PDF_BOTTOM; }

/* How many of the lines from first on stand here: never one alone at the foot, never one alone on the next page. */
static int lines_here(const struct pdf_draw *d, double line_h, int left)
{
	if (d->fixed)
		return left;
	int fit = (int)((PDF_BOTTOM - d->y) / line_h + 0.001);
	if (fit >= left)
		return left;
	if (left - fit == 1)
		fit--;
	if (fit < 2)
		fit = 0;
	/* A line taller than a page cannot be, but an endless loop must not be either. */
	return fit == 0 && d->y <= d->top + 0.5 ? 1 : fit;
}

void pdf_flow_text(struct pdf_draw *d, const struct pdf_text *t, const char *tag, double x)
{
	double h;

	pdf_text_line_y(t, 0, &h);
	for (int at = 0; at < t->n_lines && !d->too_many;) {
		int n = lines_here(d, h, t->n_lines - at);
		if (n == 0) {
			pdf_page_next(d);
			continue;
		}
		if (!d->dry) {
			if (tag)
				cairo_tag_begin(d->cr, tag, NULL);
			pdf_text_draw(d->cr, t, x, d->y, at, n, true);
			if (tag)
				cairo_tag_end(d->cr, tag);
		}
		d->y += n * h;
		at += n;
		if (at < t->n_lines)
			pdf_page_next(d);
	}
}

double pdf_measure(struct pdf_draw *d, xmlNodePtr parent, double x, double w)
{
	struct pdf_draw m = *d;

	m.dry = m.fixed = true;
	m.y = 0;
	pdf_draw_blocks(&m, parent, x, w);
	return m.y;
}

static void metadata(cairo_surface_t *s, xmlNodePtr letter, const struct gt_pdf_options *options)
{
	/* Noon of the act's day: the day is right in every zone of the Republic's mainland, and the same act gives the same bytes. */
	char date[32];

	snprintf(date, sizeof date, "%.10sT12:00:00Z", gt_xml_attr(letter, "date"));
	cairo_pdf_surface_restrict_to_version(s, CAIRO_PDF_VERSION_1_5);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, gt_xml_attr(letter, "title"));
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, options && options->author ? options->author : "Étrangers en France");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Guichet");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static cairo_status_t take(void *arg, const unsigned char *p, unsigned n)
{
	struct gt_buf *b = arg;

	gt_buf_add(b, p, n);
	return b->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void run(struct pdf_draw *d)
{
	pdf_page_begin(d);
	pdf_draw_blocks(d, d->letter, PDF_LEFT, PDF_RIGHT - PDF_LEFT);
}

int pdf_render(struct gt_arena *arena, const struct pdf_fonts *fonts, xmlDocPtr doc, const struct gt_pdf_options *options, struct gt_str *ret, struct gt_error *err)
{
	xmlNodePtr letter = gt_xml_root(doc);
	struct gt_buf out = gt_buf_new(arena, 4 * 1024 * 1024);
	struct pdf_draw d = { .arena = arena, .fonts = fonts, .texts = pdf_texts_new(arena), .letter = letter, .dry = true };

	d.french = gt_starts(gt_xml_attr(letter, "lang"), "fr");
	d.specimen = gt_streq(gt_xml_attr(letter, "specimen"), "yes") || (options && options->specimen);
	run(&d);
	if (d.too_many)
		return gt_fail(err, GT_TOOBIG, "the letter is longer than %d pages", GT_PDF_PAGES_MAX);
	d.pages = d.page;
	d.page = 0;
	d.dry = false;
	d.notes = (struct pdf_notes){ 0 };
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, &out, PDF_W, PDF_H);
	metadata(s, letter, options);
	d.cr = cairo_create(s);
	pdf_tag(&d, "Document");
	run(&d);
	pdf_untag(&d, "Document");
	cairo_show_page(d.cr);
	cairo_status_t bad = cairo_status(d.cr);
	cairo_destroy(d.cr);
	cairo_surface_finish(s);
	if (bad == CAIRO_STATUS_SUCCESS)
		bad = cairo_surface_status(s);
	cairo_surface_destroy(s);
	if (bad != CAIRO_STATUS_SUCCESS || out.overflow)
		return gt_fail(err, GT_FAILED, "cairo: %s", cairo_status_to_string(bad));
	return pdf_finish(arena, (struct gt_str){ out.p, out.n }, gt_xml_attr(letter, "lang"), &d.notes, ret, err);
}

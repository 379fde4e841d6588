/* The QR code. Level M, so that a fold or a stamp does not spoil it. */
#include <qrencode.h>
#include "pdf/pdf_priv.h"

#define PIXELS 4        /* a module's side in the image: readers that smooth a small image that is enlarged blur a tenth of a module at most */

/* An image of two tones, half a kilobyte. As a path the code was most of a letter's content and half of the time that drawing takes. */
static void squares(struct pdf_draw *d, const QRcode *q, double x, double y, double side)
{
	int width = q->width * PIXELS;
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, width);
	unsigned char *rows = cairo_image_surface_get_data(image);
	int stride = cairo_image_surface_get_stride(image);

	for (int r = 0; r < width; r++)
		for (int c = 0; c < width; c++) {
			uint32_t pixel = q->data[r / PIXELS * q->width + c / PIXELS] & 1 ? 0 : 0xffffff;
			memcpy(rows + r * stride + c * 4, &pixel, sizeof pixel);
		}
	cairo_surface_mark_dirty(image);
	cairo_save(d->cr);
	cairo_translate(d->cr, x, y);
	cairo_scale(d->cr, side / width, side / width);
	cairo_set_source_surface(d->cr, image, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(d->cr), CAIRO_FILTER_NEAREST);
	cairo_paint(d->cr);
	cairo_restore(d->cr);
	cairo_surface_destroy(image);
}

static void note_alt(struct pdf_draw *d, const char *alt)
{
	const char **more = gt_new_n(d->arena, const char *, d->notes.n_alts + 1);

	if (d->notes.n_alts)
		memcpy(more, d->notes.alts, d->notes.n_alts * sizeof *more);
	more[d->notes.n_alts++] = alt;
	d->notes.alts = more;
}

void pdf_draw_qr(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	const char *text = gt_xml_attr(n, "text"), *alt = gt_xml_attr(n, "alt"), *label = gt_xml_attr(n, "label"), *code = gt_xml_attr(n, "code");
	bool narrow = w < 220;
	double side = strlen(text) > 150 ? 100 : 84, quiet = 4;
	struct pdf_text_how how = { .style = PDF_SMALL, .align = narrow ? PDF_CENTRE : PDF_START, .french = d->french, .colour = pdf_grey };
	struct pdf_text *l = NULL, *c = NULL;

	if (side > w - 2 * quiet)
		side = w - 2 * quiet;
	how.width = narrow ? w : w - side - 24;
	if (label)
		l = pdf_text_of(d, NULL, label, &how);
	how.style = PDF_CODE;
	how.colour = pdf_ink;
	if (code)
		c = pdf_text_of(d, NULL, code, &how);
	double words = (l ? l->height : 0) + (c ? c->height : 0), h = narrow ? side + 8 + words : side + 8;
	if (!pdf_room_for(d, h) && d->y > d->top + 0.5)
		pdf_page_next(d);
	double left = narrow ? x + (w - side) / 2 : x + quiet, ty = narrow ? d->y + side + 6 : d->y + (side - words) / 2 + quiet, tx = narrow ? x : x + side + 20;
	if (!d->dry) {
		QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
		if (q) {
			cairo_tag_begin(d->cr, "Figure", NULL);
			squares(d, q, left, d->y + 2, side);
			cairo_tag_end(d->cr, "Figure");
			QRcode_free(q);
			note_alt(d, alt ? alt : label ? label : "Code QR");
		}
	}
	double end = d->y + h;
	d->y = ty;
	bool was = d->fixed;
	d->fixed = true;
	if (l)
		pdf_flow_text(d, l, "P", tx);
	if (c)
		pdf_flow_text(d, c, "P", tx);
	d->fixed = was;
	d->y = end + 4;
}

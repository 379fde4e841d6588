/* One function a block of the letter vocabulary: how it looks. */
#include <stdlib.h>
#include "pdf/pdf_priv.h"

#define SIGN_ABOVE 12
#define SIGN_BELOW 6

static struct pdf_text *text(struct pdf_draw *d, xmlNodePtr n, enum pdf_style style, enum pdf_align align, double w, struct pdf_colour c)
{
	struct pdf_text_how how = { .style = style, .align = align, .width = w, .french = d->french, .colour = c };

	return pdf_text_of(d, n, NULL, &how);
}

enum pdf_align pdf_align_of(xmlNodePtr el)
{
	const char *a = gt_xml_attr(el, "align");

	return gt_streq(a, "centre") ? PDF_CENTRE : gt_streq(a, "end") ? PDF_END : PDF_START;
}

static bool first_here(const struct pdf_draw *d) { return d->y <= d->top + 0.5 || (d->fixed && d->y <= 0.5); }

static void air(struct pdf_draw *d, double h)
{
	if (!first_here(d))
		d->y += h;
}

/* A heading never stands alone at the foot: it asks for its own height and three lines more. */
static void heading(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	bool one = gt_xml_is(n, "h1"), sub = gt_xml_is(n, "subtitle"), two = gt_xml_is(n, "h2");
	struct pdf_text_how how = { .style = one ? PDF_H1 : sub ? PDF_SUBTITLE : two ? PDF_H2 : PDF_H3, .align = one || sub ? PDF_CENTRE : PDF_START,
		.width = w, .upper = one || sub, .french = d->french, .colour = two || one ? pdf_blue : pdf_ink };
	struct pdf_text *t = pdf_text_of(d, n, NULL, &how);

	air(d, one ? 14 : sub ? 3 : two ? 14 : 9);
	if (!pdf_room_for(d, t->height + 3 * pdf_line_height(PDF_BODY)) && !first_here(d))
		pdf_page_next(d);
	pdf_flow_text(d, t, one ? "H1" : sub ? "P" : two ? "H2" : "H3", x);
	d->y += one ? 1 : sub ? 12 : two ? 5 : 2;
}

/* label : value on each line; one P a row, so that it is read as one sentence. */
static void rows(struct pdf_draw *d, xmlNodePtr parent, double x, double w, struct pdf_colour label_colour, bool bold_value)
{
	double label_w = 0;

	for (xmlNodePtr r = gt_xml_child(parent, NULL); r; r = gt_xml_next(r, NULL)) {
		struct pdf_text_how how = { .style = PDF_BODY, .french = d->french, .suffix = d->french ? " :\xc2\xa0" : ":\xc2\xa0", .colour = label_colour };
		double l = pdf_text_width(pdf_text_of(d, NULL, gt_xml_attr(r, "label"), &how));
		label_w = l > label_w ? l : label_w;
	}
	if (label_w > w * 0.48)
		label_w = w * 0.48;
	for (xmlNodePtr r = gt_xml_child(parent, NULL); r; r = gt_xml_next(r, NULL)) {
		struct pdf_text_how how = { .style = PDF_BODY, .width = label_w + 0.5, .french = d->french, .suffix = d->french ? " :\xc2\xa0" : ":\xc2\xa0", .colour = label_colour };
		struct pdf_text *l = pdf_text_of(d, NULL, gt_xml_attr(r, "label"), &how);
		struct pdf_text *v = text(d, r, bold_value ? PDF_H3 : PDF_BODY, PDF_START, w - label_w - 6, pdf_ink);
		double h = l->height > v->height ? l->height : v->height;
		if (!pdf_room_for(d, h))
			pdf_page_next(d);
		if (!d->dry) {
			pdf_tag(d, "P");
			pdf_text_draw(d->cr, l, x, d->y, 0, l->n_lines, false);
			pdf_text_draw(d->cr, v, x + label_w + 6, d->y, 0, v->n_lines, true);
			pdf_untag(d, "P");
		}
		d->y += h + 1.6;
	}
}

static void references(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	const char *title = gt_xml_attr(n, "title");
	struct pdf_draw m = *d;
	double pad = 10;
	struct pdf_text *t = NULL;

	if (title) {
		struct pdf_text_how how = { .style = PDF_H3, .width = w - 2 * pad - 4, .upper = true, .french = d->french, .colour = pdf_blue };
		t = pdf_text_of(d, NULL, title, &how);
	}
	m.dry = m.fixed = true;
	m.y = 0;
	rows(&m, n, 0, w - 2 * pad - 4, pdf_grey, true);
	double h = m.y + 2 * pad - 4 + (t ? t->height + 3 : 0);
	air(d, 8);
	if (!pdf_room_for(d, h))
		pdf_page_next(d);
	double bottom = d->y + h;
	pdf_fill(d, pdf_tint, x, d->y, w, h);
	pdf_fill(d, pdf_blue, x, d->y, 2.6, h);
	d->y += pad - 2;
	if (t) {
		pdf_flow_text(d, t, "P", x + pad + 4);
		d->y += 3;
	}
	rows(d, n, x + pad + 4, w - 2 * pad - 4, pdf_grey, true);
	d->y = bottom + 8;
}

static void box(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	const char *title = gt_xml_attr(n, "title");
	double pad = 11;
	struct pdf_text *t = NULL;

	if (title) {
		struct pdf_text_how how = { .style = PDF_H3, .width = w - 2 * pad, .french = d->french, .colour = pdf_ink };
		t = pdf_text_of(d, NULL, title, &how);
	}
	double h = pdf_measure(d, n, x + pad, w - 2 * pad) + 2 * pad - 5 + (t ? t->height + 2 : 0);
	air(d, 7);
	if (!pdf_room_for(d, h + 2) && d->top + h <= PDF_BOTTOM)
		pdf_page_next(d);
	bool framed = d->fixed || d->y + h <= PDF_BOTTOM;
	double top = d->y;
	if (framed && !d->dry) {
		pdf_fill(d, pdf_blue, x, top, 2.6, h);
		cairo_set_source_rgb(d->cr, pdf_line.r, pdf_line.g, pdf_line.b);
		cairo_set_line_width(d->cr, 0.6);
		cairo_rectangle(d->cr, x + 0.3, top + 0.3, w - 0.6, h - 0.6);
		cairo_stroke(d->cr);
	}
	d->y += pad - 2;
	if (t) {
		pdf_flow_text(d, t, "P", x + pad);
		d->y += 2;
	}
	pdf_draw_blocks(d, n, x + pad, w - 2 * pad);
	d->y = (framed ? top + h : d->y) + 8;
}

int pdf_percents(const char *widths, int n, double out[8])
{
	int k = 0;

	for (const char *p = widths; p && *p && k < 8; k++) {
		char *end;
		out[k] = (double)strtol(p, &end, 10) / 100;
		p = *end == ' ' ? end + 1 : end;
	}
	if (k != n)
		for (k = 0; k < n && k < 8; k++)
			out[k] = 1.0 / n;
	return k;
}

static void columns(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	double share[8], gap = 16, h = 0, at = x;
	int count = 0, i = 0;

	GT_XML_EACH (c, n, "column")
		count++;
	if (count > 3)
		count = 3;
	pdf_percents(gt_xml_attr(n, "widths"), count, share);
	double room = w - gap * (count - 1);
	GT_XML_EACH (c, n, "column") {
		double ch = i < count ? pdf_measure(d, c, x, room * share[i]) : 0;
		h = ch > h ? ch : h;
		i++;
	}
	air(d, 6);
	if (!pdf_room_for(d, h) && !first_here(d))
		pdf_page_next(d);
	double top = d->y;
	i = 0;
	GT_XML_EACH (c, n, "column") {
		if (i >= count)
			break;
		bool was = d->fixed;
		double old_top = d->top;
		d->fixed = true;
		d->y = d->top = top;
		pdf_draw_blocks(d, c, at, room * share[i]);
		d->fixed = was;
		d->top = old_top;
		at += room * share[i] + gap;
		i++;
	}
	d->y = top + h + 6;
}

static void lines(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	bool sign = gt_xml_is(n, "signature");
	struct pdf_text *t[16];
	double h = 0, left = sign ? x + w * 0.5 : x, room = sign ? w * 0.5 : w;
	size_t k = 0;

	for (xmlNodePtr l = gt_xml_child(n, "line"); l && k < GT_COUNT(t); l = gt_xml_next(l, "line")) {
		t[k] = text(d, l, PDF_BODY, PDF_START, room, pdf_ink);
		h += t[k++]->height;
	}
	/* What is said small under a signature stays with it: no page holds that alone. */
	xmlNodePtr next = gt_xml_next(n, NULL);
	double with = sign && gt_xml_is(next, "para") && gt_streq(gt_xml_attr(next, "kind"), "small") ? SIGN_BELOW + 2 * pdf_line_height(PDF_SMALL) : 0;
	air(d, sign ? SIGN_ABOVE : 4);
	if (!pdf_room_for(d, h + with) && !first_here(d))
		pdf_page_next(d);
	for (size_t i = 0; i < k; i++)
		pdf_flow_text(d, t[i], "P", left);
	d->y += sign ? SIGN_BELOW : 5;
}

static void para(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	const char *kind = gt_xml_attr(n, "kind");
	bool small = gt_streq(kind, "small");
	struct pdf_text *t = text(d, n, small ? PDF_SMALL : gt_streq(kind, "lead") ? PDF_LEAD : PDF_BODY, pdf_align_of(n), w, small ? pdf_grey : pdf_ink);

	/* A short line that announces a list or a table goes where its first lines are. */
	xmlNodePtr next = gt_xml_next(n, NULL);
	if (t->n_lines <= 2 && (gt_xml_is(next, "list") || gt_xml_is(next, "table")) && !pdf_room_for(d, t->height + 2.5 * pdf_line_height(PDF_BODY)) && !first_here(d))
		pdf_page_next(d);
	pdf_flow_text(d, t, "P", x);
	d->y += small ? 4 : gt_xml_is(next, "list") ? 3 : 7;
}

static void block(struct pdf_draw *d, xmlNodePtr n, double x, double w)
{
	const char *name = (const char *)n->name;

	if (gt_xml_is(n, "h1") || gt_xml_is(n, "subtitle") || gt_xml_is(n, "h2") || gt_xml_is(n, "h3")) {
		heading(d, n, x, w);
	} else if (strcmp(name, "para") == 0) {
		para(d, n, x, w);
	} else if (strcmp(name, "references") == 0) {
		references(d, n, x, w);
	} else if (strcmp(name, "identity") == 0) {
		air(d, 2);
		rows(d, n, x, w, pdf_grey, false);
		d->y += 5;
	} else if (strcmp(name, "columns") == 0) {
		columns(d, n, x, w);
	} else if (strcmp(name, "list") == 0) {
		pdf_draw_list(d, n, x, w, 0);
		d->y += 5;
	} else if (strcmp(name, "table") == 0) {
		pdf_draw_table(d, n, x, w);
	} else if (strcmp(name, "box") == 0) {
		box(d, n, x, w);
	} else if (strcmp(name, "address") == 0 || strcmp(name, "signature") == 0) {
		lines(d, n, x, w);
	} else if (strcmp(name, "qr") == 0) {
		pdf_draw_qr(d, n, x, w);
	} else if (strcmp(name, "rule") == 0) {
		air(d, 6);
		pdf_fill(d, pdf_line, x, d->y, w, 0.7);
		d->y += 9;
	} else if (strcmp(name, "space") == 0) {
		const char *l = gt_xml_attr(n, "lines");
		d->y += pdf_line_height(PDF_BODY) * (l ? (double)strtol(l, NULL, 10) : 1);
	} else if (strcmp(name, "page-break") == 0 && !first_here(d)) {
		pdf_page_next(d);
	}
}

void pdf_draw_blocks(struct pdf_draw *d, xmlNodePtr parent, double x, double w)
{
	for (xmlNodePtr n = gt_xml_child(parent, NULL); n && !d->too_many; n = gt_xml_next(n, NULL))
		block(d, n, x, w);
}

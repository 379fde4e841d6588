/* Tables and lists: structure for the ear (tags), lines for the eye. */
#include "pdf/pdf_priv.h"

#define CELL_PAD 5.0

struct row { struct pdf_text *cell[8]; bool head[8]; int n; double h; bool header; };

static void row_lay(struct pdf_draw *d, xmlNodePtr r, const double *share, int n_cols, double w, struct row *ret)
{
	*ret = (struct row){ .header = gt_streq(gt_xml_attr(r, "header"), "yes") };
	GT_XML_EACH (c, r, "cell") {
		if (ret->n >= n_cols)
			break;
		bool head = ret->header || gt_streq(gt_xml_attr(c, "header"), "yes");
		struct pdf_text_how how = { .style = head ? PDF_H3 : PDF_BODY, .align = pdf_align_of(c), .width = share[ret->n] * w - 2 * CELL_PAD, .french = d->french,
			.colour = pdf_ink };
		struct pdf_text *t = pdf_text_of(d, c, NULL, &how);
		ret->head[ret->n] = head;
		ret->cell[ret->n++] = t;
		ret->h = t->height > ret->h ? t->height : ret->h;
	}
	ret->h += 2 * CELL_PAD - 2;
}

static void row_draw(struct pdf_draw *d, const struct row *r, const double *share, double x, double w, bool tagged)
{
	double at = x;

	if (!d->dry) {
		if (r->header)
			pdf_fill(d, pdf_tint, x, d->y, w, r->h);
		pdf_fill(d, r->header ? pdf_blue : pdf_line, x, d->y + r->h - 0.5, w, r->header ? 1.0 : 0.5);
		if (tagged)
			cairo_tag_begin(d->cr, "TR", NULL);
		for (int i = 0; i < r->n; i++) {
			const char *tag = r->head[i] ? "TH" : "TD";
			if (tagged)
				cairo_tag_begin(d->cr, tag, NULL);
			pdf_text_draw(d->cr, r->cell[i], at + CELL_PAD, d->y + CELL_PAD - 1, 0, r->cell[i]->n_lines, tagged);
			if (tagged)
				cairo_tag_end(d->cr, tag);
			at += share[i] * w;
		}
		if (tagged)
			cairo_tag_end(d->cr, "TR");
	}
	d->y += r->h;
}

void pdf_draw_table(struct pdf_draw *d, xmlNodePtr table, double x, double w)
{
	double share[8];
	int n = 0;
	struct row header = { 0 }, row;

	GT_XML_EACH (c, gt_xml_child(table, "row"), "cell")
		n++;
	n = pdf_percents(gt_xml_attr(table, "widths"), n > 8 ? 8 : n, share);
	d->y += 3;
	pdf_tag(d, "Table");
	GT_XML_EACH (r, table, "row") {
		row_lay(d, r, share, n, w, &row);
		double want = row.header ? row.h + 3 * pdf_line_height(PDF_BODY) : row.h;
		if (!pdf_room_for(d, want) && d->y > d->top + 0.5) {
			pdf_page_next(d);
			/* Said once, shown on each page. */
			if (header.n && !row.header)
				row_draw(d, &header, share, x, w, false);
		}
		row_draw(d, &row, share, x, w, true);
		if (row.header)
			header = row;
	}
	pdf_untag(d, "Table");
	d->y += 9;
}

void pdf_draw_list(struct pdf_draw *d, xmlNodePtr list, double x, double w, int depth)
{
	bool numbers = gt_streq(gt_xml_attr(list, "kind"), "number");
	double indent = numbers ? 20 : 15;
	int n = 0;

	if (depth > 3)
		return;
	pdf_tag(d, "L");
	GT_XML_EACH (item, list, "item") {
		const char *mark = numbers ? gt_arena_printf(d->arena, "%d.", ++n) : depth % 2 ? "–" : "•";
		struct pdf_text_how mhow = { .style = PDF_BODY, .colour = numbers ? pdf_ink : pdf_blue }, how = { .style = PDF_BODY, .width = w - indent, .french = d->french, .colour = pdf_ink };
		struct pdf_text *m = pdf_text_of(d, NULL, mark, &mhow), *t = pdf_text_of(d, item, NULL, &how);
		double two = (t->n_lines < 2 ? 1 : 2) * pdf_line_height(PDF_BODY);
		if (!pdf_room_for(d, t->n_lines <= 3 ? t->height : two) && d->y > d->top + 0.5)
			pdf_page_next(d);
		pdf_tag(d, "LI");
		if (!d->dry) {
			cairo_tag_begin(d->cr, "Lbl", NULL);
			pdf_text_draw(d->cr, m, x + 3, d->y, 0, 1, false);
			cairo_tag_end(d->cr, "Lbl");
		}
		pdf_flow_text(d, t, "LBody", x + indent);
		d->y += 1.5;
		xmlNodePtr inner = gt_xml_child(item, "list");
		if (inner)
			pdf_draw_list(d, inner, x + indent, w - indent, depth + 1);
		pdf_untag(d, "LI");
	}
	pdf_untag(d, "L");
}

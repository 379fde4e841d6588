/* What cairo leaves out of a tagged file, written by libqpdf: language, alternatives of figures, scopes of heading cells, the marks that tell
 * decoration from text, a title bar, an id that depends on the content alone. */
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include "pdf/pdf_priv.h"

struct finish { qpdf_data q; const struct pdf_notes *notes; size_t figure; int depth; };

static void walk(struct finish *f, qpdf_oh el, bool first_row);

static void walk_kids(struct finish *f, qpdf_oh el, bool first_row)
{
	qpdf_oh kids = qpdf_oh_get_key(f->q, el, "/K");

	if (qpdf_oh_is_array(f->q, kids)) {
		int n = qpdf_oh_get_array_n_items(f->q, kids);
		for (int i = 0; i < n; i++) {
			qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, i);
			walk(f, kid, first_row);
			qpdf_oh_release(f->q, kid);
		}
	} else {
		walk(f, kids, first_row);
	}
	qpdf_oh_release(f->q, kids);
}

static bool is_kind(struct finish *f, qpdf_oh el, const char *name)
{
	qpdf_oh s = qpdf_oh_get_key(f->q, el, "/S");
	bool yes = qpdf_oh_is_name_and_equals(f->q, s, name);

	qpdf_oh_release(f->q, s);
	return yes;
}

/* A row all of heading cells heads its columns; a single one heads its row. */
static bool all_heads(struct finish *f, qpdf_oh row)
{
	qpdf_oh kids = qpdf_oh_get_key(f->q, row, "/K");
	bool all = true;

	if (qpdf_oh_is_array(f->q, kids)) {
		int n = qpdf_oh_get_array_n_items(f->q, kids);
		for (int i = 0; i < n; i++) {
			qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, i);
			all = all && is_kind(f, kid, "/TH");
			qpdf_oh_release(f->q, kid);
		}
	}
	qpdf_oh_release(f->q, kids);
	return all;
}

static void walk(struct finish *f, qpdf_oh el, bool heads)
{
	if (!qpdf_oh_is_dictionary(f->q, el) || f->depth > 30)
		return;
	f->depth++;
	if (is_kind(f, el, "/Figure") && f->figure < f->notes->n_alts)
		qpdf_oh_replace_key(f->q, el, "/Alt", qpdf_oh_new_unicode_string(f->q, f->notes->alts[f->figure++]));
	if (is_kind(f, el, "/TH"))
		qpdf_oh_replace_key(f->q, el, "/A", qpdf_oh_parse(f->q, heads ? "<< /O /Table /Scope /Column >>" : "<< /O /Table /Scope /Row >>"));
	walk_kids(f, el, is_kind(f, el, "/TR") ? all_heads(f, el) : heads);
	f->depth--;
}

/* Everything outside a tagged run is decoration: said so, a reader skips it. cairo writes each BDC and EMC on a line of its own. */
static struct gt_str mark_artifacts(struct gt_arena *arena, const char *p, size_t n)
{
	struct gt_buf b = gt_buf_new(arena, 8 * 1024 * 1024);
	int depth = 0;

	gt_buf_puts(&b, "/Artifact BMC\n");
	while (n > 0) {
		const char *nl = memchr(p, '\n', n);
		size_t len = nl ? (size_t)(nl - p) + 1 : n, end = len;
		while (end > 0 && (p[end - 1] == '\n' || p[end - 1] == ' ' || p[end - 1] == '\r'))
			end--;
		bool opens = end >= 4 && memcmp(p + end - 4, " BDC", 4) == 0, closes = end == 3 && memcmp(p, "EMC", 3) == 0;
		if (opens && depth++ == 0)
			gt_buf_puts(&b, "EMC\n");
		gt_buf_add(&b, p, len);
		if (closes && --depth == 0)
			gt_buf_puts(&b, "/Artifact BMC\n");
		p += len;
		n -= len;
	}
	gt_buf_puts(&b, "\nEMC\n");
	return (struct gt_str){ b.overflow ? NULL : b.p, b.n };
}

static int mark_pages(struct gt_arena *arena, qpdf_data q, struct gt_error *err)
{
	int n = qpdf_get_num_pages(q);

	for (int i = 0; i < n; i++) {
		qpdf_oh page = qpdf_get_page_n(q, (size_t)i), contents = qpdf_oh_get_key(q, page, "/Contents");
		unsigned char *data = NULL;
		size_t len = 0;
		if (qpdf_oh_get_page_content_data(q, page, &data, &len) & QPDF_ERRORS)
			return gt_fail(err, GT_FAILED, "qpdf: a page's content cannot be read");
		struct gt_str marked = mark_artifacts(arena, (const char *)data, len);
		gt_xfree(data); /* malloc of qpdf */
		if (!marked.p)
			return gt_fail(err, GT_TOOBIG, "a page's content is too long");
		if (qpdf_oh_is_stream(q, contents))
			qpdf_oh_replace_stream_data(q, contents, (const unsigned char *)marked.p, marked.n, qpdf_oh_new_null(q), qpdf_oh_new_null(q));
		qpdf_oh_replace_key(q, page, "/Tabs", qpdf_oh_new_name(q, "/S"));
	}
	return GT_OK;
}

static int rewrite(struct gt_arena *arena, qpdf_data q, struct gt_str raw, const char *lang, const struct pdf_notes *notes, struct gt_str *ret, struct gt_error *err)
{
	struct finish f = { .q = q, .notes = notes };

	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	if (qpdf_read_memory(q, "letter", raw.p, raw.n, NULL) & QPDF_ERRORS)
		return gt_fail(err, GT_FAILED, "qpdf cannot read cairo's file");
	qpdf_oh root = qpdf_get_root(q), tree = qpdf_oh_get_key(q, root, "/StructTreeRoot");
	qpdf_oh_replace_key(q, root, "/Lang", qpdf_oh_new_string(q, lang));
	qpdf_oh_replace_key(q, root, "/ViewerPreferences", qpdf_oh_parse(q, "<< /DisplayDocTitle true >>"));
	walk_kids(&f, tree, false);
	int rc = mark_pages(arena, q, err);
	if (rc != GT_OK)
		return rc;
	qpdf_init_write_memory(q);
	qpdf_set_deterministic_ID(q, QPDF_TRUE);
	qpdf_set_object_stream_mode(q, qpdf_o_generate);
	qpdf_set_compress_streams(q, QPDF_TRUE);
	qpdf_set_minimum_pdf_version(q, "1.7");
	if (qpdf_write(q) & QPDF_ERRORS)
		return gt_fail(err, GT_FAILED, "qpdf cannot write the file");
	char *copy = gt_arena_alloc(arena, qpdf_get_buffer_length(q) + 1);
	memcpy(copy, qpdf_get_buffer(q), qpdf_get_buffer_length(q));
	*ret = (struct gt_str){ copy, qpdf_get_buffer_length(q) };
	return GT_OK;
}

int pdf_finish(struct gt_arena *arena, struct gt_str raw, const char *lang, const struct pdf_notes *notes, struct gt_str *ret, struct gt_error *err)
{
	qpdf_data q = qpdf_init();
	int rc = rewrite(arena, q, raw, lang, notes, ret, err);

	qpdf_cleanup(&q);
	return rc;
}

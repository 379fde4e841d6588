/* Tables for a spreadsheet: see table.h. What stands in one is its sheet's; here is how a row is written. */
#include "dossier/dossier_priv.h"
#include "dossier/table.h"
#include "dossier/zip_priv.h"
#include "render/render.h"

#define PIECE_MAX (4 << 20)              /* a page of rows stays far below */
#define ODS_TYPE "application/vnd.oasis.opendocument.spreadsheet"

struct gt_table {
	enum gt_table_format format;
	const struct gt_sheet *sheet;
	const char *lang;
	struct gt_zip *zip;                  /* of ODS */
	bool begun;
};

const char *gt_table_type(enum gt_table_format f) { return f == GT_TABLE_ODS ? ODS_TYPE : "text/csv; charset=utf-8"; }
const char *gt_table_suffix(enum gt_table_format f) { return f == GT_TABLE_ODS ? "ods" : "csv"; }

/* ---- CSV: UTF-8, semicolons; the mark at the beginning tells spreadsheets so ---- */
void gt_csv_cell(struct gt_buf *b, const char *text)
{
	const char *s = text ? text : "";
	gt_buf_puts(b, "\"");
	/* = + - @ begin a formula, a tab or a line end hides one; a telephone number keeps its plus behind the apostrophe */
	if (*s && strchr("=+-@\t\r\n|%", *s)) gt_buf_puts(b, "'");
	for (; *s; s++) {
		if (*s == '"') gt_buf_puts(b, "\"\"");
		else gt_buf_add(b, *s == '\r' || *s == '\n' || *s == '\t' ? " " : s, 1);
	}
	gt_buf_puts(b, "\"");
}

static void csv_row(struct gt_arena *arena, struct gt_buf *b, xmlNodePtr row)
{
	bool first = true;
	GT_XML_EACH(cell, row, "cell") {
		if (!first) gt_buf_puts(b, ";");
		first = false;
		if (gt_streq(gt_xml_attr(cell, "type"), "number")) gt_buf_puts(b, gt_xml_text(arena, cell));
		else gt_csv_cell(b, gt_xml_text(arena, cell));
	}
	gt_buf_puts(b, "\r\n");
}

/* ---- ODS: one sheet; a text cell is a text, whatever it begins with ---- */
#define MANIFEST "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">" \
	"<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"" ODS_TYPE "\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
#define CONTENT "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" " \
	"xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.2\"><office:automatic-styles>" \
	"<number:date-style style:name=\"day\"><number:day number:style=\"long\"/><number:text>/</number:text><number:month number:style=\"long\"/><number:text>/</number:text><number:year number:style=\"long\"/></number:date-style>" \
	"<style:style style:name=\"date\" style:family=\"table-cell\" style:data-style-name=\"day\"/>" \
	"<style:style style:name=\"head\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"

static void escaped(struct gt_buf *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '&') gt_buf_puts(b, "&amp;");
		else if (*s == '<') gt_buf_puts(b, "&lt;");
		else if (*s == '>') gt_buf_puts(b, "&gt;");
		else if (*s == '"') gt_buf_puts(b, "&quot;");
		else gt_buf_add(b, (unsigned char)*s < 0x20 ? " " : s, 1);
	}
}

static void ods_row(struct gt_arena *arena, struct gt_buf *b, xmlNodePtr row, bool head)
{
	gt_buf_puts(b, "<table:table-row>");
	GT_XML_EACH(cell, row, "cell") {
		const char *text = gt_xml_text(arena, cell), *type = gt_xml_attr(cell, "type");
		if (!*text) { gt_buf_puts(b, "<table:table-cell/>"); continue; }
		if (gt_streq(type, "date")) gt_buf_printf(b, "<table:table-cell table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"%s\">", text);
		else if (gt_streq(type, "number")) gt_buf_printf(b, "<table:table-cell office:value-type=\"float\" office:value=\"%s\">", text);
		else gt_buf_printf(b, "<table:table-cell%s office:value-type=\"string\">", head ? " table:style-name=\"head\"" : "");
		gt_buf_puts(b, "<text:p>");
		escaped(b, text);
		gt_buf_puts(b, "</text:p></table:table-cell>");
	}
	gt_buf_puts(b, "</table:table-row>");
}

static int ods_begin(struct gt_table *t, struct gt_error *err)
{
	int rc = gt_zip_first(t->zip, "mimetype", gt_str(ODS_TYPE), err);
	if (rc == GT_OK) rc = gt_zip_begin(t->zip, &(struct gt_zip_entry){ .path = "META-INF/manifest.xml", .bytes = sizeof MANIFEST - 1 }, err);
	if (rc == GT_OK) rc = gt_zip_write(t->zip, gt_str(MANIFEST), err);
	if (rc == GT_OK) rc = gt_zip_begin(t->zip, &(struct gt_zip_entry){ .path = "content.xml", .bytes = -1 }, err);
	return rc == GT_OK ? gt_zip_write(t->zip, gt_str(CONTENT), err) : rc;
}

/* ---- both ---- */
int gt_table_begin(struct gt_desk *desk, struct gt_arena *arena, enum gt_table_format format, const char *sheet, const char *lang, struct gt_table **ret, struct gt_error *err)
{
	struct gt_table *t = gt_new(arena, struct gt_table);
	*t = (struct gt_table){ .format = format, .lang = lang, .sheet = desk->sheets ? gt_sheets_find(desk->sheets, "table", sheet, lang) : NULL };
	if (!t->sheet) return gt_fail(err, GT_FAILED, "no sheet of a table '%s'", sheet);
	*ret = t;
	return format == GT_TABLE_ODS ? gt_zip_new(arena, &t->zip, err) : GT_OK;
}

static void head(struct gt_table *t, struct gt_arena *arena, struct gt_buf *b, xmlNodePtr table)
{
	xmlNodePtr first = gt_xml_child(table, "head");
	if (t->format == GT_TABLE_CSV) {
		gt_buf_puts(b, "\xef\xbb\xbf");
		csv_row(arena, b, first);
		return;
	}
	gt_buf_puts(b, "<table:table table:name=\"");
	escaped(b, gt_xml_attr(table, "name"));
	gt_buf_puts(b, "\">");
	ods_row(arena, b, first, /* head= */ true);
}

int gt_table_rows(struct gt_table *t, struct gt_arena *arena, xmlDocPtr rows, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr made;
	struct gt_buf b = gt_buf_new(arena, PIECE_MAX);
	int rc = gt_sheet_apply(t->sheet, arena, rows, &made, err);
	if (rc == GT_OK && !t->begun && t->zip) rc = ods_begin(t, err);
	if (rc != GT_OK) return rc;
	xmlNodePtr table = gt_xml_root(made);
	if (!t->begun) head(t, arena, &b, table);
	t->begun = true;
	GT_XML_EACH(row, table, "row") {
		if (t->zip) ods_row(arena, &b, row, /* head= */ false);
		else csv_row(arena, &b, row);
	}
	if (b.overflow) return gt_fail(err, GT_FAILED, "a page of rows is longer than %d bytes", PIECE_MAX);
	*ret = (struct gt_str){ b.p, b.n };
	if (!t->zip) return GT_OK;
	rc = gt_zip_write(t->zip, *ret, err);
	*ret = gt_zip_take(t->zip);
	return rc;
}

int gt_table_end(struct gt_table *t, struct gt_str *ret, struct gt_error *err)
{
	*ret = (struct gt_str){ NULL, 0 };
	if (!t->zip) return GT_OK;
	int rc = gt_zip_write(t->zip, gt_str("</table:table></office:spreadsheet></office:body></office:document-content>"), err);
	if (rc == GT_OK) rc = gt_zip_close(t->zip, err);
	*ret = gt_zip_take(t->zip);
	return rc;
}

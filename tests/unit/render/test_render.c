/* Room render: both phases, and what a sheet is kept from. Numbers in comments are those of core/render/README.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "render/render_priv.h"

#define SHEET(body) "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:t=\"urn:guichet:text\" exclude-result-prefixes=\"t\">\n" body "\n</xsl:stylesheet>\n"
#define HTML_OUT "<xsl:output method=\"html\" encoding=\"UTF-8\" indent=\"no\" doctype-system=\"about:legacy-compat\"/>"

struct world { struct gt_arena *arena; char dir[64]; struct gt_sheets *sheets; struct gt_error err; };

static void write_file(struct world *w, const char *name, const char *text)
{
	const char *path = gt_arena_printf(w->arena, "%s/%s", w->dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int up(void **state)
{
	struct world *w = gt_xalloc(sizeof *w);
	w->arena = gt_arena_new("test", 64u * 1024 * 1024);
	snprintf(w->dir, sizeof w->dir, "%s", "/tmp/guichet-render-XXXXXX");
	if (!mkdtemp(w->dir)) return -1;
	static const char *const folders[] = { "site", "page", "mail", "letter", "texts", "static" };
	for (size_t i = 0; i < GT_COUNT(folders); i++) mkdir(gt_arena_printf(w->arena, "%s/%s", w->dir, folders[i]), 0700);
	write_file(w, "texts/fr.xml", "<texts lang=\"fr\"><text id=\"a\">Bonjour <b>{who}</b> !</text><text id=\"b\">\"Deux\" &amp; {x}</text><text id=\"only\">seul</text>"
		"<text id=\"error.one\">au plus {max}</text><text id=\"error.two\">deux</text></texts>");
	write_file(w, "texts/en.xml", "<texts lang=\"en\"><text id=\"a\">Hello <b>{who}</b>!</text><text id=\"error.one\">at most {max}</text></texts>");
	write_file(w, "static/manifest.txt", "guichet.css guichet.0123.css\nwords.en.js words.en.4567.js\nwords.fr.js words.fr.0123.js\n");
	*state = w;
	return 0;
}

static int down(void **state)
{
	struct world *w = *state;
	gt_arena_free(&w->arena);
	static const char *const names[] = { "site", "page", "mail", "letter", "texts", "static" };
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		static const char *const files[] = { "x.xsl", "y.xsl", "parts.xsl", "fr.xml", "en.xml", "fr.more.xml", "manifest.txt", "texts.xml" };
		for (size_t k = 0; k < GT_COUNT(files); k++) { char path[200]; snprintf(path, sizeof path, "%s/%s/%s", w->dir, names[i], files[k]); unlink(path); }
		char path[200];
		snprintf(path, sizeof path, "%s/%s", w->dir, names[i]);
		rmdir(path);
	}
	rmdir(w->dir);
	gt_xfree(w);
	return 0;
}

static int load(struct world *w)
{
	const char *const kinds[] = { "page", "mail", NULL };
	return gt_sheets_load(w->arena, w->dir, kinds, &w->sheets, &w->err);
}

static const char *render(struct world *w, const char *kind, const char *lang, const char *doc)
{
	xmlDocPtr d;
	struct gt_str out;
	assert_int_equal(gt_xml_parse(w->arena, gt_str(doc), 1024 * 1024, &d, &w->err), GT_OK);
	if (gt_render(w->sheets, w->arena, kind, "x", lang, d, &out, &w->err)) return NULL;
	return out.p;
}

static const char *render_one(struct world *w, const char *sheet, const char *lang, const char *doc)
{
	write_file(w, "mail/x.xsl", sheet);
	if (load(w)) return NULL;
	return render(w, "mail", lang, doc);
}

static void texts_are_written_in_the_language_and_placeholders_filled(void **state)
{
	struct world *w = *state;
	const char *s = render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><p><t:text id=\"a\"><t:with name=\"who\" select=\"/r/@n\"/></t:text></p></xsl:template>"), "en", "<r n=\"A&lt;B\"/>");
	assert_non_null(s);
	assert_non_null(strstr(s, "<p>Hello <b>A&lt;B</b>!</p>"));
	assert_non_null(strstr(render(w, "mail", "fr", "<r n=\"x\"/>"), "Bonjour <b>x</b> !"));
}

static void a_missing_text_comes_from_french_and_says_so(void **state) /* render I3 */
{
	struct world *w = *state;
	const char *s = render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><div title=\"{t:only}\"><t:text id=\"only\"/></div></xsl:template>"), "en", "<r/>");
	assert_non_null(s);
	assert_non_null(strstr(s, "<div title=\"seul\"><span lang=\"fr\">seul</span></div>"));
}

static void a_text_that_french_lacks_names_file_line_and_id(void **state) /* render I3 */
{
	struct world *w = *state;
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\">\n<t:text id=\"nowhere\"/></xsl:template>"), "fr", "<r/>"));
	assert_non_null(strstr(w->err.message, "/mail/x.xsl:3: no text 'nowhere'"));
}

static void a_placeholder_without_a_value_is_an_error(void **state)
{
	struct world *w = *state;
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><t:text id=\"a\"/></xsl:template>"), "fr", "<r/>"));
	assert_non_null(strstr(w->err.message, "placeholder 'who'"));
}

static void static_files_get_their_digest_and_unknown_ones_are_an_error(void **state) /* render I3 */
{
	struct world *w = *state;
	const char *s = render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><a href=\"{static:guichet.css}\">x</a></xsl:template>"), "fr", "<r/>");
	assert_non_null(strstr(s, "/static/guichet.0123.css"));
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><a href=\"{static:other.css}\">x</a></xsl:template>"), "fr", "<r/>"));
	assert_non_null(strstr(w->err.message, "no static file 'other.css'"));
}

static void a_choice_takes_the_text_of_the_id_and_its_arguments(void **state)
{
	struct world *w = *state;
	const char *s = render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><xsl:for-each select=\"/r/e\"><p><t:choose prefix=\"error.\" select=\"@id\"/></p></xsl:for-each></xsl:template>"), "en",
		"<r><e id=\"one\"><arg name=\"max\">3</arg></e><e id=\"two\"/><e id=\"odd\"/></r>");
	assert_non_null(strstr(s, "<p>at most 3</p><p><span lang=\"fr\">deux</span></p><p>odd</p>"));
}

static void a_static_file_of_a_language_is_that_of_the_sheet(void **state)
{
	struct world *w = *state;
	const char *sheet = SHEET(HTML_OUT "<xsl:template match=\"/\"><a href=\"{static:words.*.js}\">x</a></xsl:template>");
	assert_non_null(strstr(render_one(w, sheet, "fr", "<r/>"), "/static/words.fr.0123.js"));
	assert_non_null(strstr(render_one(w, sheet, "en", "<r/>"), "/static/words.en.4567.js"));
}

static void parts_of_a_language_are_read_with_it(void **state)
{
	struct world *w = *state;
	write_file(w, "texts/fr.more.xml", "<texts><text id=\"more\">encore</text></texts>");
	assert_non_null(strstr(render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><p><t:text id=\"more\"/></p></xsl:template>"), "fr", "<r/>"), "<p>encore</p>"));
	const char *const *l = gt_sheets_languages(w->sheets);
	assert_string_equal(l[0], "fr");
	assert_string_equal(l[1], "en");
	assert_null(l[2]);
}

static void a_sheet_that_is_wrong_names_file_and_line(void **state)
{
	struct world *w = *state;
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\">\n<xsl:value-of select=\"a[\"/></xsl:template>"), "fr", "<r/>"));
	assert_non_null(strstr(w->err.message, "/mail/x.xsl:3: "));
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><xsl:call-template name=\"nobody\"/></xsl:template>"), "fr", "<r/>"));
	assert_non_null(strstr(w->err.message, "/mail/x.xsl:2: "));
}

static void an_include_leads_only_to_sheets_of_ours(void **state) /* render I1 */
{
	struct world *w = *state;
	write_file(w, "letter/parts.xsl", SHEET("<xsl:template name=\"shared\"><i>shared</i></xsl:template>"));
	const char *s = render_one(w, SHEET(HTML_OUT "<xsl:include href=\"guichet:parts\"/><xsl:template match=\"/\"><xsl:call-template name=\"shared\"/></xsl:template>"), "fr", "<r/>");
	assert_non_null(strstr(s, "<i>shared</i>"));
	s = render_one(w, SHEET(HTML_OUT "<xsl:include href=\"../letter/parts.xsl\"/><xsl:template match=\"/\"><xsl:call-template name=\"shared\"/></xsl:template>"), "fr", "<r/>");
	assert_non_null(s);
	static const char *const outside[] = { "../../../../../etc/passwd", "/etc/passwd", "http://example.org/x.xsl", "guichet:../../x", "file:///etc/hostname" };
	for (size_t i = 0; i < GT_COUNT(outside); i++) {
		assert_null(render_one(w, gt_arena_printf(w->arena, SHEET("<xsl:include href=\"%s\"/><xsl:template match=\"/\"/>"), outside[i]), "fr", "<r/>"));
		assert_non_null(strstr(w->err.message, "outside of the sheets"));
	}
}

static void a_sheet_reads_no_file(void **state) /* render I1, I2 */
{
	struct world *w = *state;
	assert_null(render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><p><xsl:copy-of select=\"document('/etc/hostname')\"/></p></xsl:template>"), "fr", "<r/>"));
	assert_int_equal(w->err.rc, GT_FAILED);
	assert_null(render_one(w, SHEET(HTML_OUT "<xsl:template match=\"/\"><p><xsl:copy-of select=\"document('x.xsl')\"/></p></xsl:template>"), "fr", "<r/>"));
}

static void a_sheet_writes_no_file(void **state) /* render I1 */
{
	struct world *w = *state;
	const char *target = gt_arena_printf(w->arena, "%s/static/pwned", w->dir);
	const char *sheet = gt_arena_printf(w->arena, "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:exsl=\"http://exslt.org/common\" extension-element-prefixes=\"exsl\">"
		"<xsl:template match=\"/\"><exsl:document href=\"%s\"><a/></exsl:document><p/></xsl:template></xsl:stylesheet>", target);
	(void)render_one(w, sheet, "fr", "<r/>");
	assert_int_not_equal(access(target, F_OK), 0);
}

static void endless_work_is_stopped(void **state) /* render I2 */
{
	struct world *w = *state;
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><xsl:call-template name=\"again\"/></xsl:template><xsl:template name=\"again\"><xsl:call-template name=\"again\"/></xsl:template>"), "fr", "<r/>"));
	assert_int_equal(w->err.rc, GT_FAILED);
	struct gt_buf b = gt_buf_new(w->arena, 256 * 1024);
	gt_buf_puts(&b, "<r>");
	for (int i = 0; i < 2000; i++) gt_buf_puts(&b, "<e/>");
	gt_buf_puts(&b, "</r>");
	const char *many = gt_buf_cstr(&b);
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><xsl:for-each select=\"//e\"><xsl:for-each select=\"//e\"><p/></xsl:for-each></xsl:for-each></xsl:template>"), "fr", many));
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><xsl:value-of select=\"count(//e[count(//e[count(//e) > 0]) > 0])\"/></xsl:template>"), "fr", many));
}

static void a_page_too_long_is_refused_not_cut(void **state) /* render I2 */
{
	struct world *w = *state;
	struct gt_buf b = gt_buf_new(w->arena, 512 * 1024);
	gt_buf_puts(&b, "<r>");
	for (int i = 0; i < 300; i++) gt_buf_puts(&b, "<e>0123456789</e>");
	gt_buf_puts(&b, "</r>");
	assert_null(render_one(w, SHEET("<xsl:template match=\"/\"><xsl:for-each select=\"//e\"><xsl:copy-of select=\"/r\"/></xsl:for-each></xsl:template>"), "fr", gt_buf_cstr(&b)));
	assert_int_equal(w->err.rc, GT_TOOBIG);
}

/* The same sheet as a page (flattened) and as a mail (not): the same bytes. */
static void flattening_changes_no_byte(void **state) /* render I5 */
{
	struct world *w = *state;
	const char *sheet = SHEET(HTML_OUT "<xsl:template match=\"/\"><html lang=\"{/r/@l}\"><head><title>T &amp; <t:text id=\"only\"/></title></head><body>"
		"<p class=\"a&lt;b\" title=\"{t:b}\">un &lt; deux &amp; <b>trois</b><br/><img src=\"/x\" alt=\"\"/><xsl:value-of select=\"/r/@v\"/></p>"
		"<xsl:variable name=\"v\"><i>gardé</i></xsl:variable><div><xsl:copy-of select=\"$v\"/></div>"
		"<ul><xsl:for-each select=\"/r/e\"><li><xsl:if test=\"@k\"><xsl:attribute name=\"class\">k</xsl:attribute></xsl:if><xsl:call-template name=\"attr-x\"/><span>{{x}} <em>y</em></span></li></xsl:for-each></ul>"
		"<span><xsl:call-template name=\"attr-x\"/>z</span><textarea name=\"t\"><xsl:value-of select=\"/r/@v\"/></textarea></body></html></xsl:template>"
		"<xsl:template name=\"attr-x\"><xsl:attribute name=\"data-x\"><xsl:value-of select=\"/r/@v\"/></xsl:attribute></xsl:template>");
	write_file(w, "texts/fr.xml", "<texts><text id=\"only\">seul</text><text id=\"b\">«Deux» &amp; &lt;</text></texts>");
	write_file(w, "page/x.xsl", sheet);
	write_file(w, "mail/x.xsl", sheet);
	assert_int_equal(load(w), GT_OK);
	const char *doc = "<r l=\"fr\" v=\"&lt;script&gt;&quot;'&amp;\"><e k=\"1\"/><e/></r>";
	const char *flat = render(w, "page", "fr", doc), *plain = render(w, "mail", "fr", doc);
	assert_non_null(flat);
	assert_non_null(plain);
	assert_string_equal(flat, plain);
	assert_null(strstr(flat, "<script>"));
}

static void what_a_person_typed_never_becomes_markup(void **state)
{
	struct world *w = *state;
	write_file(w, "page/x.xsl", SHEET(HTML_OUT "<xsl:template match=\"/\"><div><p>x</p><xsl:value-of select=\"/r\"/><input value=\"{/r}\"/><textarea><xsl:value-of select=\"/r\"/></textarea></div></xsl:template>"));
	assert_int_equal(load(w), GT_OK);
	const char *s = render(w, "page", "fr", "<r>\"&gt;&lt;img src=x onerror=alert(1)&gt;&lt;/textarea&gt;</r>");
	assert_non_null(s);
	assert_null(strstr(s, "<img"));
	const char *end = strstr(s, "</textarea>");
	assert_non_null(end);
	assert_null(strstr(end + 1, "</textarea>"));
}

static void a_plugins_sheet_takes_its_own_texts_first_and_gives_a_tree(void **state) /* render I6 */
{
	struct world *w = *state;
	write_file(w, "mail/x.xsl", SHEET("<xsl:template match=\"/\"/>"));
	assert_int_equal(load(w), GT_OK);
	write_file(w, "letter/texts.xml", "<texts><text id=\"a\">propre</text></texts>");
	write_file(w, "letter/y.xsl", SHEET("<xsl:template match=\"/\"><letter><t:text id=\"a\"/>|<t:text id=\"only\"/></letter></xsl:template>"));
	struct gt_sheet *sheet;
	assert_int_equal(gt_sheet_load(w->arena, gt_arena_printf(w->arena, "%s/letter/y.xsl", w->dir), gt_arena_printf(w->arena, "%s/letter/texts.xml", w->dir), "fr", &sheet, &w->err), GT_OK);
	xmlDocPtr in, out;
	assert_int_equal(gt_xml_parse(w->arena, GT_STR("<r/>"), 100, &in, &w->err), GT_OK);
	assert_int_equal(gt_sheet_apply(sheet, w->arena, in, &out, &w->err), GT_OK);
	assert_true(gt_xml_is(gt_xml_root(out), "letter"));
	assert_string_equal(gt_xml_text(w->arena, gt_xml_root(out)), "propre|seul");
}

static const char *letter_of(struct world *w, const struct gt_sheet *sheet)
{
	xmlDocPtr in, out;
	assert_int_equal(gt_xml_parse(w->arena, GT_STR("<r/>"), 100, &in, &w->err), GT_OK);
	assert_int_equal(gt_sheet_apply(sheet, w->arena, in, &out, &w->err), GT_OK);
	return gt_xml_text(w->arena, gt_xml_root(out));
}

static void a_papers_sheet_is_made_when_needed_of_what_was_read_at_the_start(void **state) /* render I8 */
{
	struct world *w = *state;
	struct gt_sheet *sheets[GT_RENDER_MADE_MAX + 2];
	write_file(w, "mail/x.xsl", SHEET("<xsl:template match=\"/\"/>"));
	assert_int_equal(load(w), GT_OK);
	write_file(w, "letter/texts.xml", "<texts><text id=\"a\">avant</text></texts>");
	write_file(w, "letter/parts.xsl", SHEET("<xsl:template name=\"part\"><t:text id=\"a\"/></xsl:template>"));
	write_file(w, "letter/y.xsl", SHEET("<xsl:include href=\"guichet:parts\"/><xsl:template match=\"/\"><letter><xsl:call-template name=\"part\"/></letter></xsl:template>"));
	const char *path = gt_arena_printf(w->arena, "%s/letter/y.xsl", w->dir), *texts = gt_arena_printf(w->arena, "%s/letter/texts.xml", w->dir);
	for (size_t i = 0; i < GT_COUNT(sheets); i++) assert_int_equal(gt_sheet_load(w->arena, path, texts, "fr", &sheets[i], &w->err), GT_OK);
	write_file(w, "letter/texts.xml", "<texts><text id=\"a\">après</text></texts>");
	write_file(w, "letter/parts.xsl", "<not-a-sheet/>");
	write_file(w, "letter/y.xsl", "<not-a-sheet/>");
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < GT_COUNT(sheets); i++) assert_string_equal(letter_of(w, sheets[i]), "avant");
	struct gt_sheet *fresh;
	write_file(w, "letter/x.xsl", SHEET("<xsl:template match=\"/\"><t:text id=\"nowhere\"/></xsl:template>"));
	assert_int_equal(gt_sheet_load(w->arena, gt_arena_printf(w->arena, "%s/letter/x.xsl", w->dir), texts, "fr", &fresh, &w->err), GT_FAILED);   /* a fault is known at once */
}

static void an_unknown_sheet_is_not_found(void **state)
{
	struct world *w = *state;
	write_file(w, "mail/x.xsl", SHEET("<xsl:template match=\"/\"/>"));
	assert_int_equal(load(w), GT_OK);
	assert_true(gt_sheets_has(w->sheets, "mail", "x", "en"));
	assert_false(gt_sheets_has(w->sheets, "page", "x", "en"));
	xmlDocPtr d;
	struct gt_str out;
	assert_int_equal(gt_xml_parse(w->arena, GT_STR("<r/>"), 100, &d, &w->err), GT_OK);
	assert_int_equal(gt_render(w->sheets, w->arena, "page", "x", "fr", d, &out, &w->err), GT_NOTFOUND);
}

#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
int main(void)
{
	gt_xml_init();
	const struct CMUnitTest tests[] = {
		T(texts_are_written_in_the_language_and_placeholders_filled), T(a_missing_text_comes_from_french_and_says_so), T(a_text_that_french_lacks_names_file_line_and_id),
		T(a_placeholder_without_a_value_is_an_error), T(static_files_get_their_digest_and_unknown_ones_are_an_error), T(a_choice_takes_the_text_of_the_id_and_its_arguments),
		T(a_static_file_of_a_language_is_that_of_the_sheet), T(parts_of_a_language_are_read_with_it), T(a_sheet_that_is_wrong_names_file_and_line),
		T(an_include_leads_only_to_sheets_of_ours), T(a_sheet_reads_no_file), T(a_sheet_writes_no_file), T(endless_work_is_stopped), T(a_page_too_long_is_refused_not_cut),
		T(flattening_changes_no_byte), T(what_a_person_typed_never_becomes_markup), T(a_plugins_sheet_takes_its_own_texts_first_and_gives_a_tree),
		T(a_papers_sheet_is_made_when_needed_of_what_was_read_at_the_start), T(an_unknown_sheet_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

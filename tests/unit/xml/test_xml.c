/* Room xml: what is refused, what is built, what expressions may do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <unistd.h>
#include "xml/xml.h"

static int parse(struct gt_arena *a, const char *s, xmlDocPtr *doc, struct gt_error *e)
{
	return gt_xml_parse(a, gt_str(s), GT_XML_USER_MAX_BYTES, doc, e);
}

static void a_well_formed_document_is_read(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr doc;
	assert_int_equal(parse(a, "<a x='1 &amp; 2'><b>é&lt;<![CDATA[c]]></b><b>d</b></a>", &doc, NULL), GT_OK);
	xmlNodePtr root = gt_xml_root(doc);
	assert_string_equal(gt_xml_attr(root, "x"), "1 & 2");
	assert_null(gt_xml_attr(root, "y"));
	xmlNodePtr b = gt_xml_child(root, "b");
	assert_string_equal(gt_xml_text(a, b), "é<c");
	assert_string_equal(gt_xml_text(a, gt_xml_next(b, "b")), "d");
	assert_null(gt_xml_next(gt_xml_next(b, NULL), NULL));
}

/* xml 1 */
static void a_doctype_is_refused_whatever_it_holds(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr doc;
	struct gt_error e;
	static const char *const bad[] = {
		"<!DOCTYPE a><a/>", "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
		"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>",
	};
	for (size_t i = 0; i < GT_COUNT(bad); i++) {
		assert_int_equal(parse(a, bad[i], &doc, &e), GT_BADINPUT);
		assert_non_null(strstr(e.message, "DOCTYPE"));
	}
}

static void what_is_not_well_formed_is_told_with_its_line(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr doc;
	struct gt_error e;
	assert_int_equal(parse(a, "<a>\n<b>\n</a>", &doc, &e), GT_BADINPUT);
	assert_non_null(strstr(e.message, "line 3"));
	assert_int_equal(parse(a, "", &doc, &e), GT_BADINPUT);
	assert_int_equal(parse(a, "<a>&unknown;</a>", &doc, &e), GT_BADINPUT);
	assert_int_equal(parse(a, "<a>\xff</a>", &doc, &e), GT_BADINPUT);
}

/* xml 3 */
static void too_much_and_too_deep_are_refused(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 22);
	xmlDocPtr doc;
	struct gt_error e;
	assert_int_equal(gt_xml_parse(a, gt_str("<a></a>"), 6, &doc, &e), GT_TOOBIG);
	struct gt_buf b = gt_buf_new(a, 1 << 20);
	for (int i = 0; i < 300; i++) gt_buf_puts(&b, "<a>");
	for (int i = 0; i < 300; i++) gt_buf_puts(&b, "</a>");
	assert_int_equal(parse(a, gt_buf_cstr(&b), &doc, &e), GT_BADINPUT);
}

static void a_file_is_named_in_the_message(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	char path[] = "/tmp/gt-xml-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(gt_write_all(fd, "<a>\n<b/>", 8));
	close(fd);
	xmlDocPtr doc;
	struct gt_error e;
	assert_int_equal(gt_xml_parse_file(a, path, 1000, &doc, &e), GT_BADINPUT);
	assert_true(gt_starts(e.message, path));
	assert_non_null(strstr(e.message, ":2: "));
	unlink(path);
	assert_int_equal(gt_xml_parse_file(a, path, 1000, &doc, &e), GT_NOTFOUND);
}

static void a_grammar_accepts_and_refuses(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	char path[] = "/tmp/gt-rng-XXXXXX";
	int fd = mkstemp(path);
	static const char rng[] = "<element name='a' xmlns='http://relaxng.org/ns/structure/1.0'><attribute name='n'/><zeroOrMore><element name='b'><empty/></element></zeroOrMore></element>";
	assert_true(gt_write_all(fd, rng, sizeof rng - 1));
	close(fd);
	struct gt_grammar *g;
	struct gt_error e;
	assert_int_equal(gt_grammar_load(a, path, &g, &e), GT_OK);
	unlink(path);
	xmlDocPtr doc;
	assert_int_equal(parse(a, "<a n='1'><b/></a>", &doc, &e), GT_OK);
	assert_int_equal(gt_grammar_check(g, doc, &e), GT_OK);
	assert_int_equal(parse(a, "<a n='1'>\n<c/></a>", &doc, &e), GT_OK);
	assert_int_equal(gt_grammar_check(g, doc, &e), GT_REFUSED);
	assert_true(gt_starts(e.message, "line 2"));
}

/* xml 4 */
static void nothing_enters_a_tree_that_xml_cannot_hold(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr doc = gt_xml_new(a, "r", NULL);
	xmlNodePtr r = gt_xml_root(doc);
	gt_attr(r, "q", "a\x01<\"&\xff");
	gt_el_text(r, "t", "<b>\x02&amp;\x0bé\xc3(\xed\xa0\x80");
	gt_el_printf(r, "p", "%d < %s", 3, "&");
	gt_attr_int(r, "n", -7);
	gt_attr_flag(r, "on", true);
	gt_attr_flag(r, "off", false);
	struct gt_str c;
	assert_int_equal(gt_xml_canonical(a, doc, &c, NULL), GT_OK);
	assert_string_equal(c.p, "<r n=\"-7\" on=\"yes\" q=\"a&lt;&quot;&amp;\xef\xbf\xbd\"><t>&lt;b&gt;&amp;amp;é\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</t><p>3 &lt; &amp;</p></r>");
	xmlDocPtr again;
	assert_int_equal(gt_xml_parse(a, c, 1000, &again, NULL), GT_OK);
}

/* xml 6 */
static void equal_documents_have_equal_bytes(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr one, two;
	struct gt_str c1, c2;
	assert_int_equal(parse(a, "<a  y='2' x=\"1\"><!-- c --><b/></a>", &one, NULL), GT_OK);
	assert_int_equal(parse(a, "<?xml version='1.0'?>\n<a x='1' y='2'><b></b></a>", &two, NULL), GT_OK);
	assert_int_equal(gt_xml_canonical(a, one, &c1, NULL), GT_OK);
	assert_int_equal(gt_xml_canonical(a, two, &c2, NULL), GT_OK);
	assert_true(gt_str_eq(c1, c2));
}

static void fn_answer(xmlXPathParserContextPtr ctxt, int nargs)
{
	if (nargs != 0) { xmlXPathSetArityError(ctxt); return; }
	valuePush(ctxt, xmlXPathNewString((const xmlChar *)ctxt->context->userData));
}

static void expressions_are_evaluated_with_our_functions(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	xmlDocPtr doc;
	assert_int_equal(parse(a, "<a><b>1</b><b>2</b></a>", &doc, NULL), GT_OK);
	struct gt_xpath_env *env = gt_xpath_env_new(a, doc);
	gt_xpath_env_function(env, "answer", fn_answer);
	char data[] = "2";
	gt_xpath_env_data(env, data);
	struct gt_xpath *x;
	bool yes;
	const char *s;
	xmlNodePtr *nodes;
	size_t n;
	struct gt_error e;
	assert_int_equal(gt_xpath_compile(a, "b[2] = answer()", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_bool(env, gt_xml_root(doc), x, &yes, &e), GT_OK);
	assert_true(yes);
	assert_int_equal(gt_xpath_compile(a, "sum(//b)", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_string(env, a, NULL, x, &s, &e), GT_OK);
	assert_string_equal(s, "3");
	assert_int_equal(gt_xpath_compile(a, "/a/b", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_nodes(env, a, NULL, x, &nodes, &n, &e), GT_OK);
	assert_int_equal(n, 2);
}

static void a_wrong_expression_is_told(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 20);
	struct gt_xpath *x;
	struct gt_error e;
	assert_int_equal(gt_xpath_compile(a, "a[", &x, &e), GT_BADINPUT);
	assert_non_null(strstr(e.message, "'a['"));
	assert_int_equal(gt_xpath_compile(a, "nothing-like-it()", &x, &e), GT_OK);
	xmlDocPtr doc = gt_xml_new(a, "r", NULL);
	bool yes;
	assert_int_equal(gt_xpath_bool(gt_xpath_env_new(a, doc), NULL, x, &yes, &e), GT_FAILED);
	assert_non_null(strstr(e.message, "does not exist"));
}

/* xml 5, xml 2 */
static void an_expression_cannot_work_for_ever_nor_read_files(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 1 << 22);
	xmlDocPtr doc = gt_xml_new(a, "r", NULL);
	for (int i = 0; i < 1500; i++) gt_el(gt_xml_root(doc), "x");
	struct gt_xpath_env *env = gt_xpath_env_new(a, doc);
	struct gt_xpath *x;
	struct gt_error e;
	bool yes;
	assert_int_equal(gt_xpath_compile(a, "count(//x[count(//x[count(//x) > 1]) > 1]) > 1", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_bool(env, NULL, x, &yes, &e), GT_FAILED);
	assert_int_equal(gt_xpath_compile(a, "count(x) = 1500", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_bool(env, NULL, x, &yes, &e), GT_OK); /* the budget is one evaluation's, not the environment's */
	assert_true(yes);
	assert_int_equal(gt_xpath_compile(a, "document('file:///etc/passwd')", &x, &e), GT_OK);
	assert_int_equal(gt_xpath_bool(env, NULL, x, &yes, &e), GT_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_well_formed_document_is_read),
		cmocka_unit_test(a_doctype_is_refused_whatever_it_holds),
		cmocka_unit_test(what_is_not_well_formed_is_told_with_its_line),
		cmocka_unit_test(too_much_and_too_deep_are_refused),
		cmocka_unit_test(a_file_is_named_in_the_message),
		cmocka_unit_test(a_grammar_accepts_and_refuses),
		cmocka_unit_test(nothing_enters_a_tree_that_xml_cannot_hold),
		cmocka_unit_test(equal_documents_have_equal_bytes),
		cmocka_unit_test(expressions_are_evaluated_with_our_functions),
		cmocka_unit_test(a_wrong_expression_is_told),
		cmocka_unit_test(an_expression_cannot_work_for_ever_nor_read_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

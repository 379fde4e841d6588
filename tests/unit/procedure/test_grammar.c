/* The grammar of procedures is its own reference: every element is described, with an example at the end of its description, and every example is valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "xml/xml.h"

#define PROCEDURE "urn:guichet:procedure:1"
#define ELEMENTS_MAX 200

static const char *top;

static xmlDocPtr grammar(struct gt_arena *a)
{
	xmlDocPtr doc;
	struct gt_error err;
	if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/xslt/schema/procedure.rng", top), GT_XML_PLUGIN_MAX_BYTES, &doc, &err)) fail_msg("%s", err.message);
	return doc;
}

static void elements(xmlNodePtr el, xmlNodePtr *to, size_t *n)
{
	GT_XML_EACH(x, el, NULL) {
		if (gt_xml_is(x, "element") && *n < ELEMENTS_MAX) to[(*n)++] = x;
		elements(x, to, n);
	}
}

/* The grammar with one of its elements as the root: what an example of it is held against. */
static struct gt_grammar *grammar_of(struct gt_arena *a, size_t which)
{
	xmlDocPtr doc = grammar(a);
	xmlNodePtr all[ELEMENTS_MAX], start = gt_xml_child(gt_xml_root(doc), "start");
	size_t n = 0;
	elements(gt_xml_root(doc), all, &n);
	xmlNodePtr copy = xmlCopyNode(all[which], 1), old = gt_xml_child(start, NULL);
	xmlUnlinkNode(old);
	xmlFreeNode(old);
	xmlAddChild(start, copy);
	char path[] = "/tmp/gt-grammar-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	xmlChar *text = NULL;
	int length = 0;
	xmlDocDumpMemory(doc, &text, &length);
	assert_true(gt_write_all(fd, (const char *)text, (size_t)length));
	close(fd);
	xmlFree(text);
	struct gt_grammar *g;
	struct gt_error err;
	if (gt_grammar_load(a, path, &g, &err)) fail_msg("%s", err.message);
	unlink(path);
	return g;
}

/* Examples stand last, each a whole element of that name. */
static size_t examples(struct gt_arena *a, const char *name, const char *documentation, xmlDocPtr *ret, size_t max)
{
	const char *from = strstr(documentation, gt_arena_printf(a, "<%s", name));
	struct gt_error err;
	xmlDocPtr all;
	size_t n = 0;
	if (!from) return 0;
	/* a root says its own namespace */
	if (gt_xml_parse(a, gt_str(gt_arena_printf(a, "<x xmlns=\"" PROCEDURE "\">%s</x>", from)), GT_XML_PLUGIN_MAX_BYTES, &all, &err)) { print_error("<%s>: its example is no XML: %s\n", name, err.message); return 0; }
	GT_XML_EACH(x, gt_xml_root(all), NULL) {
		if (!gt_xml_is(x, name)) { print_error("<%s>: an example of <%s>\n", name, (const char *)x->name); return 0; }
		if (n == max) break;
		xmlDocPtr doc = gt_xml_new(a, "x", PROCEDURE);
		xmlNodePtr copy = xmlDocCopyNode(x, doc, 1);
		xmlReconciliateNs(doc, copy);
		xmlNodePtr old = xmlDocSetRootElement(doc, copy);
		if (old) xmlFreeNode(old);
		ret[n++] = doc;
	}
	return n;
}

static void every_element_is_described_with_an_example_that_is_valid(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 512u << 20);
	xmlNodePtr all[ELEMENTS_MAX];
	size_t n = 0, bad = 0;
	elements(gt_xml_root(grammar(a)), all, &n);
	assert_true(n > 40);
	for (size_t i = 0; i < n; i++) {
		const char *name = gt_xml_attr(all[i], "name"), *said = gt_xml_text(a, gt_xml_child(all[i], "documentation"));
		xmlDocPtr found[8];
		size_t n_found = examples(a, name, said, found, 8);
		struct gt_error err;
		if (!n_found) { print_error("procedure.rng:%ld: <%s> has no example\n", xmlGetLineNo(all[i]), name); bad++; continue; }
		struct gt_grammar *g = grammar_of(a, i);
		for (size_t k = 0; k < n_found; k++)
			if (gt_grammar_check(g, found[k], &err)) { print_error("procedure.rng:%ld: the example of <%s>: %s\n", xmlGetLineNo(all[i]), name, err.message); bad++; }
	}
	assert_int_equal(bad, 0);
}

static void every_type_of_field_is_described(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64u << 20);
	xmlNodePtr all[ELEMENTS_MAX];
	size_t n = 0, types = 0;
	xmlNodePtr root = gt_xml_root(grammar(a));
	struct gt_buf words = gt_buf_new(a, 1 << 20);
	elements(root, all, &n);
	for (size_t i = 0; i < n; i++)
		if (gt_streq(gt_xml_attr(all[i], "name"), "field")) gt_buf_puts(&words, gt_xml_text(a, gt_xml_child(all[i], "documentation")));
	GT_XML_EACH(define, root, "define") {
		if (!gt_streq(gt_xml_attr(define, "name"), "field-type")) continue;
		GT_XML_EACH(value, gt_xml_child(define, "choice"), "value") {
			types++;
			if (!strstr(gt_buf_cstr(&words), gt_xml_text(a, value))) fail_msg("type %s is not described", gt_xml_text(a, value));
		}
	}
	assert_true(types > 20);
}

int main(void)
{
	top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	gt_xml_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_element_is_described_with_an_example_that_is_valid),
		cmocka_unit_test(every_type_of_field_is_described),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

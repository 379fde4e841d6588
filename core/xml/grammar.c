/* RELAX NG: a grammar compiled once, documents checked against it. Grammars are one file each: includes are refused by the loader. */
#include "xml/xml_priv.h"
#include <libxml/relaxng.h>

struct gt_grammar { const char *path; xmlRelaxNGPtr rng; };

static void rng_free(void *p) { xmlRelaxNGFree(p); }

int gt_grammar_load(struct gt_arena *arena, const char *path, struct gt_grammar **ret, struct gt_error *err)
{
	xmlDocPtr doc;
	int rc = gt_xml_parse_file(arena, path, GT_XML_PLUGIN_MAX_BYTES, &doc, err);
	if (rc) return rc;
	struct gt_xml_fault fault = { 0 };
	xmlRelaxNGParserCtxtPtr c = xmlRelaxNGNewDocParserCtxt(doc);
	if (!c) gt_panic("out of memory (RELAX NG)");
	xmlRelaxNGSetParserStructuredErrors(c, gt_xml_fault_note, &fault);
	xmlRelaxNGPtr rng = xmlRelaxNGParse(c);
	xmlRelaxNGFreeParserCtxt(c);
	if (!rng) return gt_fail(err, GT_BADINPUT, "%s:%d: %s", path, fault.line, fault.seen ? fault.text : "not a RELAX NG grammar");
	struct gt_grammar *g = gt_new(arena, struct gt_grammar);
	g->path = gt_arena_strdup(arena, path);
	g->rng = rng;
	gt_arena_on_free(arena, rng_free, rng);
	*ret = g;
	return GT_OK;
}

int gt_grammar_check(const struct gt_grammar *g, xmlDocPtr doc, struct gt_error *err)
{
	struct gt_xml_fault fault = { 0 };
	xmlRelaxNGValidCtxtPtr c = xmlRelaxNGNewValidCtxt(g->rng);
	if (!c) gt_panic("out of memory (RELAX NG)");
	xmlRelaxNGSetValidStructuredErrors(c, gt_xml_fault_note, &fault);
	int bad = xmlRelaxNGValidateDoc(c, doc);
	xmlRelaxNGFreeValidCtxt(c);
	if (!bad) return GT_OK;
	int rc = gt_fail(err, GT_REFUSED, "line %d: %s", fault.line, fault.seen ? fault.text : "does not follow the grammar");
	gt_error_detail(err, "grammar %s", g->path);
	return rc;
}

/* procedure.xml as a stranger writes it: read, held against the grammar, built into a model, or refused by name. A model that was accepted can be used. */
#include <stdlib.h>
#include "tests/unit/procedure/fixture.h"
#include "tests/fuzz/fuzz.h"

const int64_t fuzz_cost = 20;
const struct gt_str fuzz_seeds[] = { GT_STR(HEAD STEPS FILES TAIL), { NULL, 0 } };
const char *const fuzz_words[] = { "<!DOCTYPE a>", "&a;", "<step id='x'>", "</step>", "repeat='1..99999'", "test=\"", "count(//*)", "../", "/request", "'", "\"", "]]>", "id=''", "show=\"1=1\"", "9999999999999999999", "tariff('taxe', today())",
	"((((((((", "))))", "-- ", "xmlns='x'", "max-bytes='-1'", NULL };

static const struct gt_grammar *grammar(void)
{
	static struct gt_grammar *g;
	static struct gt_arena *arena;
	struct gt_error err = { 0 };
	const char *top = getenv("top_srcdir");
	if (g) return g;
	gt_xml_init();
	arena = gt_arena_new("grammar", 64 << 20);
	gt_assert(gt_grammar_load(arena, gt_arena_printf(arena, "%s/xslt/schema/procedure.rng", top ? top : "."), &g, &err) == GT_OK);
	return g;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 256 << 20);
	struct gt_problems problems = { .arena = arena };
	struct gt_procedure_file files[2] = { { .name = "texts.fr.xml" }, { .name = "texts.en.xml" } };
	struct gt_error err = { 0 };
	const struct gt_procedure *p;
	xmlDocPtr doc;
	const struct gt_grammar *g = grammar();
	if (gt_xml_parse(arena, (struct gt_str){ (const char *)data, size }, GT_XML_PLUGIN_MAX_BYTES, &doc, &err) != GT_OK || gt_grammar_check(g, doc, &err) != GT_OK) return 0;
	gt_assert(gt_xml_parse(arena, GT_STR(TEXTS), GT_XML_PLUGIN_MAX_BYTES, &files[0].doc, &err) == GT_OK && gt_xml_parse(arena, GT_STR(ENGLISH), GT_XML_PLUGIN_MAX_BYTES, &files[1].doc, &err) == GT_OK);
	if (gt_procedure_build(arena, doc, files, 2, &problems, &p, &err) != GT_OK) return 0;
	struct gt_case *c = gt_case_new(arena, p, "fr", &facts, &seed);
	struct gt_findings f = gt_findings_new(arena);
	struct gt_str plain;
	(void)!gt_case_check_all(c, &f, &err);
	gt_assert(gt_case_serialise(c, &plain, &err) != GT_OK || plain.n > 0);
	return 0;
}

/* A procedure of this tree, read with its texts. */
#include <stdio.h>
#include "procedure/procedure.h"

static inline void tree_show(const struct gt_problems *problems, size_t from)
{
	for (size_t i = from; i < problems->n; i++)
		if (!problems->items[i].warning) fprintf(stderr, "%s:%d: %s\n", problems->items[i].file, problems->items[i].line, problems->items[i].cause);
}

static inline const struct gt_procedure *tree_load(struct gt_arena *a, const char *top, const char *id, struct gt_problems *problems)
{
	static const char *const langs[] = { "fr", "en" };
	struct gt_procedure_file texts[4];
	struct gt_error e;
	xmlDocPtr doc;
	struct gt_grammar *g;
	const struct gt_procedure *p = NULL;
	size_t n = 0;
	if (gt_grammar_load(a, gt_arena_printf(a, "%s/xslt/schema/procedure.rng", top), &g, &e)) { fprintf(stderr, "%s\n", e.message); return NULL; }
	if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/plugins/%s/procedure.xml", top, id), GT_XML_PLUGIN_MAX_BYTES, &doc, &e) || gt_grammar_check(g, doc, &e)) {
		fprintf(stderr, "%s: %s\n", id, e.message);
		return NULL;
	}
	for (size_t i = 0; i < 2; i++) {
		texts[n].name = gt_arena_printf(a, "texts.%s.xml", langs[i]);
		if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/plugins/%s/%s", top, id, texts[n].name), GT_XML_PLUGIN_MAX_BYTES, &texts[n].doc, &e) == GT_OK) n++;
		else if (e.rc != GT_NOTFOUND) fprintf(stderr, "%s\n", e.message);
	}
	for (size_t i = 0; i < 2; i++, n++) {
		texts[n].name = gt_arena_printf(a, "%s.words.xml", langs[i]);
		if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/xslt/texts/%s", top, texts[n].name), GT_XML_PLUGIN_MAX_BYTES, &texts[n].doc, &e)) fprintf(stderr, "%s\n", e.message);
	}
	if (gt_procedure_build(a, doc, texts, n, problems, &p, &e)) { tree_show(problems, 0); return NULL; }
	return p;
}


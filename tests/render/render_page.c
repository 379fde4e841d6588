/* Renders a page document as the workers do: checked by the grammar, then its sheet. usage: render_page XSLT-DIR LANG IN.xml
 * With -n COUNT before them: so many times, for measuring. The page goes to standard output; what look.c finds wrong in it, to standard error. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "render/render.h"
#include "look.h"

static int fail(const struct gt_error *err)
{
	fprintf(stderr, "render_page: %s%s%s\n", err->message, *err->detail ? " – " : "", err->detail);
	return 1;
}

int main(int argc, char **argv)
{
	int n = 1;
	if (argc > 2 && strcmp(argv[1], "-n") == 0) { n = atoi(argv[2]); argv += 2; argc -= 2; }
	if (argc != 4) { fprintf(stderr, "usage: render_page [-n COUNT] XSLT-DIR LANG IN.xml\n"); return 2; }
	struct gt_error err = { 0 };
	gt_xml_init();
	GT_AUTO_ARENA arena = gt_arena_new("process", 256u * 1024 * 1024);
	const char *const kinds[] = { "page", NULL };
	struct gt_sheets *sheets;
	struct gt_grammar *grammar;
	xmlDocPtr doc;
	if (gt_sheets_load(arena, argv[1], kinds, &sheets, &err) || gt_grammar_load(arena, gt_arena_printf(arena, "%s/schema/page.rng", argv[1]), &grammar, &err)) return fail(&err);
	if (gt_xml_parse_file(arena, argv[3], 1024 * 1024, &doc, &err)) return fail(&err);
	if (gt_grammar_check(grammar, doc, &err)) { fprintf(stderr, "%s: ", argv[3]); return fail(&err); }
	struct gt_arena *request = gt_arena_new("request", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_str html = { NULL, 0 };
	for (int i = 0; i < n; i++) {
		gt_arena_reset(request);
		if (gt_render(sheets, request, "page", gt_xml_attr(gt_xml_root(doc), "id"), argv[2], doc, &html, &err)) return fail(&err);
	}
	bool ok = gt_write_all(STDOUT_FILENO, html.p, html.n);
	int faults = look_through(argv[3], html.p, html.n);
	gt_arena_free(&request);
	return ok && !faults ? 0 : 1;
}

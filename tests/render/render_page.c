/* Renders page documents as the workers do, in every language: checked by the grammar, then its sheet; what look.c finds wrong goes to standard
 * error. Each is also written from what was kept of it, with its own values and with others: the same bytes as by its sheet. usage: render_page XSLT-DIR OUT-DIR IN.xml…: OUT/PAGE.LANG.html, where PAGE is the name of the folder of IN.xml.
 * With -n COUNT before them: so many times, for measuring. The last line counts the pages. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "render/render_priv.h"
#include "look.h"

static struct gt_sheets *sheets;
static struct gt_grammar *grammar;
static struct gt_arena *request;

static int fail(const struct gt_error *err)
{
	fprintf(stderr, "render_page: %s%s%s\n", err->message, *err->detail ? " – " : "", err->detail);
	return 1;
}

static const char *page_of(struct gt_arena *arena, const char *in)
{
	const char *end = strrchr(in, '/'), *begin = end;
	while (begin && begin > in && begin[-1] != '/') begin--;
	return end ? gt_arena_strndup(arena, begin, (size_t)(end - begin)) : in;
}

/* Other values in the places that a sheet only copies: letters more, what must be escaped, another day. */
static void other_values(xmlNodePtr el, int round)
{
	static const char *const more[] = { "a", " & <b> é", "D'Arc", "12", "\"quoted\"", "{x}" };
	const char *add = more[(size_t)round % GT_COUNT(more)];
	for (xmlAttrPtr a = el->properties; a; a = a->next) {
		const char *s = a->children ? (const char *)a->children->content : "", *id = strstr(s, "/demandes/");
		bool name = gt_xml_is(el, "user") && !strcmp((const char *)a->name, "name");
		if (*s && (name || gt_xml_is(el, "csrf") || gt_xml_is(el, "session"))) xmlNodeAddContent(a->children, (const xmlChar *)(name ? add : "7"));
		else if (id && strlen(id) >= 32) ((char *)(uintptr_t)id)[12 + round % 8] = (char)('A' + round);
	}
	if (gt_xml_is(el, "value") && el->children && el->children->type == XML_TEXT_NODE && !gt_xml_child(el->parent, "option")) {
		if (gt_streq(gt_xml_attr(el->parent, "type"), "date")) xmlNodeSetContent(el->children, (const xmlChar *)(round % 2 ? "2031-01-01" : "1999-12-31"));
		else xmlNodeAddContent(el->children, (const xmlChar *)add);
	}
	GT_XML_EACH(c, el, NULL) other_values(c, round);
}

static bool same_when_kept(struct gt_arena *arena, const char *lang, xmlDocPtr original, struct gt_error *err)
{
	const char *id = gt_xml_attr(gt_xml_root(original), "id");
	for (int round = 0; round < 12; round++) {
		xmlDocPtr doc = xmlCopyDoc(original, 1);
		if (round > 3) other_values(gt_xml_root(doc), round);
		struct gt_str plain, kept;
		int rc = gt_sheet_text(gt_sheets_find(sheets, "page", id, lang), arena, doc, &plain, err);
		if (!rc) rc = gt_render(sheets, arena, "page", id, lang, doc, &kept, err);
		xmlFreeDoc(doc);
		if (rc) return false;
		if (!gt_str_eq(plain, kept)) { gt_fail(err, GT_FAILED, "kept, the page differs (round %d)", round); return false; }
	}
	return true;
}

/* ret: how many faults. */
static int one(struct gt_arena *arena, const char *out, const char *in, const char *lang, int times)
{
	struct gt_error err = { 0 };
	xmlDocPtr doc;
	if (gt_xml_parse_file(arena, in, 1024 * 1024, &doc, &err)) return fail(&err);
	if (gt_grammar_check(grammar, doc, &err)) { fprintf(stderr, "%s: ", in); return fail(&err); }
	struct gt_str html = { NULL, 0 };
	for (int i = 0; i < times; i++) {
		gt_arena_reset(request);
		if (gt_render(sheets, request, "page", gt_xml_attr(gt_xml_root(doc), "id"), lang, doc, &html, &err)) return fail(&err);
	}
	int fd = open(gt_arena_printf(arena, "%s/%s.%s.html", out, page_of(arena, in), lang), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool written = fd >= 0 && gt_write_all(fd, html.p, html.n);
	if (fd >= 0) close(fd);
	GT_AUTO_ARENA second = gt_arena_new("kept", GT_REQUEST_ARENA_MAX_BYTES * 4);
	if (!same_when_kept(second, lang, doc, &err)) return fail(&err);
	return look_through(in, html.p, html.n) + !written;
}

int main(int argc, char **argv)
{
	int times = 1, pages = 0, wrong = 0;
	if (argc > 2 && strcmp(argv[1], "-n") == 0) { times = atoi(argv[2]); argv += 2; argc -= 2; }
	if (argc < 4) { fprintf(stderr, "usage: render_page [-n COUNT] XSLT-DIR OUT-DIR IN.xml…\n"); return 2; }
	struct gt_error err = { 0 };
	gt_xml_init();
	GT_AUTO_ARENA arena = gt_arena_new("process", 256u * 1024 * 1024);
	request = gt_arena_new("request", GT_REQUEST_ARENA_MAX_BYTES);
	const char *const kinds[] = { "page", NULL };
	if (gt_sheets_load(arena, argv[1], kinds, &sheets, &err) || gt_grammar_load(arena, gt_arena_printf(arena, "%s/schema/page.rng", argv[1]), &grammar, &err)) return fail(&err);
	gt_sheets_keep_pages(sheets);
	for (int i = 3; i < argc; i++)
		for (const char *const *lang = gt_sheets_languages(sheets); *lang; lang++, pages++)
			if (one(arena, argv[2], argv[i], *lang, times)) { printf("FAIL: %s (%s)\n", page_of(arena, argv[i]), *lang); wrong++; }
	printf("%d pages, %d wrong\n", pages, wrong);
	gt_arena_free(&request);
	return wrong ? 1 : 0;
}

/* Every paper of every procedure of this tree: its sheet compiles in each language the procedure has, gives a letter of the grammar, and becomes a PDF.
 * Arguments: the folders of procedures (none: all). GT_PAPERS_OUT=DIR keeps the PDFs for eyes. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pdf/pdf.h"
#include "render/render.h"

struct run { struct gt_arena *arena; const char *top; struct gt_grammar *letter; int papers, failures; };

static int failed(struct run *r, const char *what, const struct gt_error *err)
{
	printf("not ok - %s: %s\n", what, err->message);
	r->failures++;
	return 1;
}

/* The document of a paper: a sample, or for the list the procedure itself. */
static int input(struct run *r, xmlNodePtr paper, xmlDocPtr procedure, const char *lang, xmlDocPtr *ret, struct gt_error *err)
{
	const char *when = gt_xml_attr(paper, "when"), *id = gt_xml_attr(paper, "id");
	if (gt_streq(when, "list")) {
		*ret = gt_xml_new(r->arena, "paper", NULL);
		gt_attr(gt_xml_root(*ret), "kind", when);
		gt_attr(gt_xml_root(*ret), "issued", "2026-11-23");
		gt_attr(gt_xml_root(*ret), "lang", lang);
		gt_xml_copy_into(gt_xml_root(*ret), gt_xml_root(procedure));
		return GT_OK;
	}
	bool decision = gt_streq(when, "decision");
	const char *sample = gt_arena_printf(r->arena, "%s/tests/plugins/%s%s%s.xml", r->top, when, decision ? "-" : "", decision ? (gt_streq(id, "refus") ? "refus" : "favorable") : "");
	int rc = gt_xml_parse_file(r->arena, sample, 64 * 1024, ret, err);
	if (rc == GT_OK) xmlSetProp(gt_xml_root(*ret), (const xmlChar *)"lang", (const xmlChar *)lang);
	return rc;
}

static void keep(const char *name, struct gt_str pdf)
{
	const char *dir = getenv("GT_PAPERS_OUT");
	char path[512];
	if (!dir) return;
	snprintf(path, sizeof path, "%s/%s.pdf", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || !gt_write_all(fd, pdf.p, pdf.n)) perror(path);
	if (fd >= 0) close(fd);
}

static int try_paper(struct run *r, const char *dir, xmlNodePtr paper, xmlDocPtr procedure, const char *lang)
{
	struct gt_error err = { 0 };
	struct gt_sheet *sheet;
	xmlDocPtr doc, letter;
	struct gt_str pdf;
	const char *name = gt_arena_printf(r->arena, "%s.%s.%s", gt_xml_attr(gt_xml_root(procedure), "id"), gt_xml_attr(paper, "id"), lang);
	const char *path = gt_arena_printf(r->arena, "%s/%s", dir, gt_xml_attr(paper, "sheet")), *texts = gt_arena_printf(r->arena, "%s/texts.%s.xml", dir, lang);
	r->papers++;
	if (gt_sheet_load(r->arena, path, texts, lang, &sheet, &err)) return failed(r, name, &err);
	if (input(r, paper, procedure, lang, &doc, &err)) return failed(r, name, &err);
	if (gt_sheet_apply(sheet, r->arena, doc, &letter, &err)) return failed(r, name, &err);
	if (gt_grammar_check(r->letter, letter, &err)) return failed(r, name, &err);
	if (gt_pdf_make(r->arena, letter, NULL, &pdf, &err)) return failed(r, name, &err);
	keep(name, pdf);
	printf("ok - %s (%zu bytes)\n", name, pdf.n);
	return 0;
}

static void try_procedure(struct run *r, const char *dir)
{
	struct gt_error err = { 0 };
	xmlDocPtr procedure;
	if (access(gt_arena_printf(r->arena, "%s/procedure.xml", dir), R_OK)) return;
	if (gt_xml_parse_file(r->arena, gt_arena_printf(r->arena, "%s/procedure.xml", dir), 512 * 1024, &procedure, &err)) { failed(r, dir, &err); return; }
	static const char *const langs[] = { "fr", "en" };
	GT_XML_EACH(paper, gt_xml_root(procedure), "paper")
		for (size_t i = 0; i < GT_COUNT(langs); i++)
			if (!access(gt_arena_printf(r->arena, "%s/texts.%s.xml", dir, langs[i]), R_OK)) try_paper(r, dir, paper, procedure, langs[i]);
}

int main(int argc, char **argv)
{
	struct run r = { .arena = gt_arena_new("papers", 256 * 1024 * 1024), .top = getenv("top_srcdir") };
	struct gt_error err = { 0 };
	struct gt_sheets *sheets;
	const char *const kinds[] = { "letter", NULL };
	if (!r.top) r.top = ".";
	gt_xml_init();
	const char *xslt = gt_arena_printf(r.arena, "%s/xslt", r.top);
	if (gt_pdf_warm(NULL, xslt, &err) || gt_sheets_load(r.arena, xslt, kinds, &sheets, &err)
		|| gt_grammar_load(r.arena, gt_arena_printf(r.arena, "%s/schema/letter.rng", xslt), &r.letter, &err)) return failed(&r, "start", &err);
	for (int i = 1; i < argc; i++) try_procedure(&r, argv[i]);
	DIR *d = argc > 1 ? NULL : opendir(gt_arena_printf(r.arena, "%s/plugins", r.top));
	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.') try_procedure(&r, gt_arena_printf(r.arena, "%s/plugins/%s", r.top, e->d_name));
	if (d) closedir(d);
	gt_pdf_end();
	printf("%d papers, %d failures\n", r.papers, r.failures);
	int failures = r.failures, papers = r.papers;
	gt_arena_free(&r.arena);
	return failures || !papers;
}

/* Writes the sheets of the pages as they are after texts and names of static files went in, for another processor of XSLT to run.
 * usage: bench_sheets XSLT-DIR OUT-DIR: OUT/{site,page}/NAME.xsl, OUT/page.xsl that includes them, OUT/texts.json for t:text(). */
#include <dirent.h>
#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include "render/render_priv.h"

static FILE *top, *texts;

static int one(const struct gt_writing *w, const char *from, const char *to, struct gt_error *err)
{
	xmlDocPtr doc;
	int rc = gt_xml_parse_file(w->arena, from, 1 << 20, &doc, err);
	if (rc != GT_OK) return rc;
	doc->URL = xmlStrdup((const xmlChar *)from);
	rc = gt_sheet_write(w, doc, err);
	if (rc == GT_OK && xmlSaveFile(to, doc) < 0) rc = gt_fail(err, GT_FAILED, "'%s' cannot be written", to);
	return rc;
}

static int folder(const struct gt_writing *w, const char *dir, const char *out, const char *name, struct gt_error *err)
{
	DIR *d = opendir(gt_arena_printf(w->arena, "%s/%s", dir, name));
	int rc = d ? GT_OK : gt_fail(err, GT_NOTFOUND, "no folder '%s'", name);
	mkdir(gt_arena_printf(w->arena, "%s/%s", out, name), 0755);
	for (struct dirent *e; rc == GT_OK && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (n < 5 || strcmp(e->d_name + n - 4, ".xsl") != 0) continue;
		rc = one(w, gt_arena_printf(w->arena, "%s/%s/%s", dir, name, e->d_name), gt_arena_printf(w->arena, "%s/%s/%s", out, name, e->d_name), err);
		fprintf(top, "<xsl:include href=\"%s/%s\"/>\n", name, e->d_name);
	}
	if (d) closedir(d);
	return rc;
}

static void json(const char *s)
{
	putc('"', texts);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') putc('\\', texts);
		if ((unsigned char)*s < 32) fprintf(texts, "\\u%04x", (unsigned)(unsigned char)*s);
		else putc(*s, texts);
	}
	putc('"', texts);
}

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	if (argc != 3) return 2;
	gt_xml_init();
	gt_render_init();
	GT_AUTO_ARENA arena = gt_arena_new("sheets", 1u << 28);
	struct gt_texts *fr = gt_texts_new(arena, "fr");
	struct gt_writing w = { .arena = arena, .lang = "fr", .own = fr, .french = fr };
	int rc = GT_OK;
	glob_t parts = { 0 };
	if (glob(gt_arena_printf(arena, "%s/texts/fr*.xml", argv[1]), 0, NULL, &parts) != 0) return 2;
	for (size_t i = 0; i < parts.gl_pathc && rc == GT_OK; i++) rc = gt_texts_read(fr, parts.gl_pathv[i], &err);
	globfree(&parts);
	struct gt_manifest *manifest = NULL;
	if (rc == GT_OK && gt_manifest_read(arena, gt_arena_printf(arena, "%s/static/manifest.txt", argv[1]), &manifest, &err) == GT_OK) w.manifest = manifest;
	top = fopen(gt_arena_printf(arena, "%s/page.xsl", argv[2]), "w");
	texts = fopen(gt_arena_printf(arena, "%s/texts.json", argv[2]), "w");
	if (!top || !texts) return 2;
	fprintf(top, "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"" GT_XSL_NS "\">\n");
	if (rc == GT_OK) rc = folder(&w, argv[1], argv[2], "site", &err);
	if (rc == GT_OK) rc = folder(&w, argv[1], argv[2], "page", &err);
	fprintf(top, "</xsl:stylesheet>\n");
	putc('{', texts);
	for (size_t i = 0, n = 0; rc == GT_OK && i < gt_texts_count(fr); i++) {
		const char *id, *plain;
		gt_texts_at(fr, i, &id);
		if (!(plain = gt_texts_plain(fr, id))) continue;
		if (n++) putc(',', texts);
		json(id);
		putc(':', texts);
		json(plain);
	}
	putc('}', texts);
	fclose(top);
	fclose(texts);
	if (rc != GT_OK) fprintf(stderr, "bench_sheets: %s\n", err.message);
	return rc == GT_OK ? 0 : 1;
}

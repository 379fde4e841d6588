/* Every procedure of this tree: grammar, model without any problem, scenarios as expected. Arguments: folders of procedures (none: all). */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "procedure/scenario.h"
#include "xml/xml.h"

#define NAMES_MAX 200
struct run { struct gt_arena *arena; struct gt_grammar *procedures, *scenarios; int played, failures; };

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Names in dir that begin and end so, sorted. */
static size_t list(struct run *r, const char *dir, const char *begin, const char *end, const char **names)
{
	DIR *d = opendir(dir);
	size_t n = 0, ne = strlen(end);
	for (struct dirent *e; d && n < NAMES_MAX && (e = readdir(d));) {
		size_t len = strlen(e->d_name);
		if (e->d_name[0] != '.' && len >= ne && !strncmp(e->d_name, begin, strlen(begin)) && !strcmp(e->d_name + len - ne, end)) names[n++] = gt_arena_strdup(r->arena, e->d_name);
	}
	if (d) closedir(d);
	qsort(names, n, sizeof *names, by_name);
	return n;
}

static int show(struct run *r, const char *name, int rc, const struct gt_problems *problems, const struct gt_error *err)
{
	bool bad = rc != GT_OK;
	for (size_t i = 0; i < problems->n; i++) {
		const struct gt_problem *p = &problems->items[i];
		printf("# %s: %s:%d: %s (%s)\n", p->warning ? "warning" : "error", p->file, p->line, p->cause, p->cure ? p->cure : "");
		bad = true; /* a shipped procedure has no warnings either */
	}
	if (rc != GT_OK && !problems->n) printf("# %s\n", err->message);
	printf("%s - %s\n", bad ? "not ok" : "ok", name);
	r->failures += bad;
	return bad;
}

static void try_procedure(struct run *r, const char *dir)
{
	struct gt_error err = { 0 };
	struct gt_problems problems = { .arena = r->arena };
	const struct gt_procedure *p = NULL;
	const char *names[NAMES_MAX];
	struct gt_procedure_file texts[8];
	xmlDocPtr doc;
	size_t n_texts = 0, n = list(r, dir, "texts.", ".xml", names);
	if (access(gt_arena_printf(r->arena, "%s/procedure.xml", dir), R_OK)) return;
	int rc = gt_xml_parse_file(r->arena, gt_arena_printf(r->arena, "%s/procedure.xml", dir), GT_XML_PLUGIN_MAX_BYTES, &doc, &err);
	if (rc == GT_OK) rc = gt_grammar_check(r->procedures, doc, &err);
	for (size_t i = 0; rc == GT_OK && i < n && n_texts < GT_COUNT(texts); i++) {
		texts[n_texts].name = names[i];
		rc = gt_xml_parse_file(r->arena, gt_arena_printf(r->arena, "%s/%s", dir, names[i]), GT_XML_PLUGIN_MAX_BYTES, &texts[n_texts++].doc, &err);
	}
	if (rc == GT_OK) rc = gt_procedure_build(r->arena, doc, texts, n_texts, &problems, &p, &err);
	show(r, dir, rc, &problems, &err);
	if (!p) return;
	const char *folder = gt_arena_printf(r->arena, "%s/scenarios", dir);
	n = list(r, folder, "", ".xml", names);
	for (size_t i = 0; i < n; i++) {
		const char *says = names[i];
		struct gt_problems found = { .arena = r->arena };
		rc = gt_scenario_run(r->arena, p, r->scenarios, folder, names[i], &found, &says, &err);
		r->played++;
		show(r, gt_arena_printf(r->arena, "%s: %s", p->id, says), rc, &found, &err);
	}
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".", *names[NAMES_MAX];
	struct run r = { .arena = gt_arena_new("scenarios", 512 * 1024 * 1024) };
	struct gt_error err = { 0 };
	gt_xml_init();
	if (gt_grammar_load(r.arena, gt_arena_printf(r.arena, "%s/xslt/schema/procedure.rng", top), &r.procedures, &err)
		|| gt_grammar_load(r.arena, gt_arena_printf(r.arena, "%s/xslt/schema/scenario.rng", top), &r.scenarios, &err)) {
		printf("not ok - %s\n", err.message);
		return 1;
	}
	for (int i = 1; i < argc; i++) try_procedure(&r, argv[i]);
	const char *plugins = gt_arena_printf(r.arena, "%s/plugins", top);
	size_t n = argc > 1 ? 0 : list(&r, plugins, "", "", names);
	for (size_t i = 0; i < n; i++) try_procedure(&r, gt_arena_printf(r.arena, "%s/%s", plugins, names[i]));
	printf("%d scenarios, %d failures\n", r.played, r.failures);
	int failed = r.failures || !r.played;
	gt_arena_free(&r.arena);
	return failed;
}

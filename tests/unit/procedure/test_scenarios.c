/* Every procedure of this tree is read, and its scenarios come out as they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include "procedure/scenario.h"
#include "text/text.h"

static const char *top;

static void show(const struct gt_problems *problems, size_t from)
{
	for (size_t i = from; i < problems->n; i++)
		if (!problems->items[i].warning) print_error("%s:%d: %s\n", problems->items[i].file, problems->items[i].line, problems->items[i].cause);
}

static const struct gt_procedure *load(struct gt_arena *a, const char *id, struct gt_problems *problems)
{
	static const char *const langs[] = { "fr", "en" };
	struct gt_procedure_file texts[4];
	struct gt_error e;
	xmlDocPtr doc;
	struct gt_grammar *g;
	const struct gt_procedure *p = NULL;
	size_t n = 0;
	assert_int_equal(gt_grammar_load(a, gt_arena_printf(a, "%s/xslt/schema/procedure.rng", top), &g, &e), GT_OK);
	if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/plugins/%s/procedure.xml", top, id), GT_XML_PLUGIN_MAX_BYTES, &doc, &e) || gt_grammar_check(g, doc, &e)) {
		print_error("%s: %s\n", id, e.message);
		return NULL;
	}
	for (size_t i = 0; i < 2; i++) {
		texts[n].name = gt_arena_printf(a, "texts.%s.xml", langs[i]);
		if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/plugins/%s/%s", top, id, texts[n].name), GT_XML_PLUGIN_MAX_BYTES, &texts[n].doc, &e) == GT_OK) n++;
		else if (e.rc != GT_NOTFOUND) print_error("%s\n", e.message);
	}
	for (size_t i = 0; i < 2; i++, n++) {
		texts[n].name = gt_arena_printf(a, "%s.words.xml", langs[i]);
		if (gt_xml_parse_file(a, gt_arena_printf(a, "%s/xslt/texts/%s", top, texts[n].name), GT_XML_PLUGIN_MAX_BYTES, &texts[n].doc, &e)) print_error("%s\n", e.message);
	}
	if (gt_procedure_build(a, doc, texts, n, problems, &p, &e)) { show(problems, 0); return NULL; }
	return p;
}

static size_t run_scenarios(struct gt_arena *a, const struct gt_procedure *p, struct gt_problems *problems)
{
	const char *dir = gt_arena_printf(a, "%s/plugins/%s/scenarios", top, p->id);
	DIR *d = opendir(dir);
	size_t bad = 0;
	struct gt_error e;
	for (struct dirent *x; d && (x = readdir(d)); ) {
		size_t n = strlen(x->d_name), before = problems->n;
		if (n < 5 || strcmp(x->d_name + n - 4, ".xml") != 0) continue;
		int rc = gt_scenario_run(a, p, gt_arena_printf(a, "%s/%s", dir, x->d_name), problems, &e);
		if (rc == GT_OK) continue;
		bad++;
		if (rc != GT_REFUSED) print_error("%s\n", e.message);
		show(problems, before);
	}
	if (d) closedir(d);
	return bad;
}

static void every_procedure_is_read_and_its_scenarios_come_out_as_they_say(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 512u << 20);
	char path[600];
	snprintf(path, sizeof path, "%s/plugins", top);
	DIR *d = opendir(path);
	assert_non_null(d);
	size_t bad = 0, n = 0;
	for (struct dirent *x; (x = readdir(d)); ) {
		snprintf(path, sizeof path, "%s/plugins/%.200s/procedure.xml", top, x->d_name);
		FILE *f = fopen(path, "r");
		if (!f) continue;
		fclose(f);
		n++;
		struct gt_problems problems = { .arena = a };
		const struct gt_procedure *p = load(a, x->d_name, &problems);
		bad += p ? run_scenarios(a, p, &problems) : 1;
	}
	closedir(d);
	assert_true(n > 0);
	assert_int_equal(bad, 0);
}

int main(void)
{
	top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	struct gt_error e;
	if (gt_text_init(&e)) return 1;
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_procedure_is_read_and_its_scenarios_come_out_as_they_say) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every procedure of this tree is read, and its scenarios come out as they say, its own logic included: what `guichetctl plugin check` says of its folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ctl/ctl.h"
#include "render/render.h"

static const char *top, *build;
static char dir[] = "/tmp/guichet-scenarios.XXXXXX";
static struct gt_arena *arena;
static char *said;
static size_t said_n;

static int check(const char *folder)
{
	const char *argv[] = { "guichetctl", "plugin", "check", folder, "--quiet" };
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 512 << 20), .settings_path = gt_arena_printf(arena, "%s/settings", dir), .out = open_memstream(&said, &said_n) };
	int status = gt_ctl_run(&ctl, 5, (char **)(uintptr_t)argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return status;
}

static void shell(const char *line)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) { execl("/bin/sh", "sh", "-c", line, (char *)NULL); _exit(127); }
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_int_equal(status, 0);
}

/* The folder as it is installed: with its object, without what it is built from. */
static const char *staged(const char *id)
{
	const char *stage = gt_arena_printf(arena, "%s/%s", dir, id);
	if (access(stage, F_OK) == 0) return stage;
	shell(gt_arena_printf(arena, "umask 022; cp -R '%s/plugins/%s' '%s' && chmod -R u+w '%s' && rm -f '%s/Makefile.inc' '%s/plugin.c' && cp '%s/plugins/%s/.libs/%s.so' '%s'", top, id, stage, stage, stage, stage,
		build, id, id, stage));
	return stage;
}

static void write_scenario(const char *stage, const char *name, const char *text)
{
	FILE *f = fopen(gt_arena_printf(arena, "%s/scenarios/%s", stage, name), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void says(const char *stage, const char *name, const char *text, const char *expected)
{
	write_scenario(stage, name, text);
	assert_int_equal(check(stage), 1);
	if (!strstr(said, expected)) print_error("%s\nnot: %s\n", said, expected);
	assert_non_null(strstr(said, expected));
	unlink(gt_arena_printf(arena, "%s/scenarios/%s", stage, name));
}

static void every_procedure_is_read_and_its_scenarios_come_out_as_they_say(void **state)
{
	(void)state;
	DIR *d = opendir(gt_arena_printf(arena, "%s/plugins", top));
	size_t n = 0;
	assert_non_null(d);
	for (struct dirent *x; (x = readdir(d)); ) {
		if (access(gt_arena_printf(arena, "%s/plugins/%s/procedure.xml", top, x->d_name), F_OK) != 0) continue;
		n++;
		if (check(staged(x->d_name)) != 0) print_error("%s: %s\n", x->d_name, said);
		assert_non_null(strstr(said, " is good"));
	}
	closedir(d);
	assert_true(n > 0);
}

#define LIKE(expect) "<scenario xmlns=\"urn:guichet:scenario:1\" says=\"x\" today=\"2026-10-01\" like=\"01-mariee.xml\">" expect "</scenario>\n"

static void a_scenario_file_that_is_wrong_is_told_by_file_line_cause_and_cure(void **state)
{
	(void)state;
	const char *stage = staged("conjoint-rf-renouvellement");
	says(stage, "99.xml", "<scenario", "/scenarios/99.xml:1: ");
	says(stage, "99.xml", LIKE("\n<expect><findings/></expect>"), "/scenarios/99.xml:2: ");
	assert_non_null(strstr(said, "see the grammar scenario.rng"));
	says(stage, "99.xml", LIKE("\n\n<answer field=\"motif.nulle-part\">x</answer><expect/>"), "/scenarios/99.xml:3: no field 'motif.nulle-part'");
	says(stage, "99.xml", LIKE("<join justificatif=\"aucun\"/><expect/>"), "no justificatif 'aucun'");
	says(stage, "99.xml", "<scenario xmlns=\"urn:guichet:scenario:1\" says=\"x\" today=\"2026-10-01\" like=\"00.xml\"><expect/></scenario>", "name a scenario of the same folder");
}

static void what_the_logic_does_not_say_differs(void **state)
{
	(void)state;
	const char *stage = staged("conjoint-rf-renouvellement");
	says(stage, "99.xml", LIKE("<expect><finding field=\"motif.liens.enfants.enfant.1.nom\" error=\"enfant-en-double\"/></expect>"), "'enfant-en-double' was not found");
	says(stage, "99.xml", LIKE("<decide decision=\"favorable\"/><expect><effect kind=\"task\" text=\"aucune\"/></expect>"), "asks for no such task");
}

static void logic_that_crashes_or_says_what_it_may_not_stops_the_check(void **state)
{
	(void)state;
	const char *stage = staged("conjoint-rf-renouvellement");
	static const char *const wrong[] = { "abort();", "h->value_set(h, \"motif.accueillant.nom\", \"x\");", "h->finding_add(h, NULL, \"sans-texte\");" };
	static const char *const told[] = { "crashed", "has no say in", "without text" };
	for (size_t i = 0; i < GT_COUNT(wrong); i++) {
		shell(gt_arena_printf(arena, "cd '%s' && printf '#define PROCEDURE_DIGEST \"%%s\"\\n' \"`sha256sum <'%s/procedure.xml' | cut -c1-64`\" >procedure-digest.h && "
			"sed 's/^static int decide(.*/&\\n{ %s return GT_PLUGIN_OK; }\\nstatic __attribute__((unused)) int not_called(const struct gt_host *h, const struct gt_request_data *d, const char *decision)/; s/#include <stdio.h>/&\\n#include <stdlib.h>/' "
			"'%s/plugins/conjoint-rf-renouvellement/plugin.c' >plugin.c && cc -shared -fPIC -O1 -fvisibility=hidden -Wl,-z,defs -I. -I'%s/core/sdk/include' -o '%s/conjoint-rf-renouvellement.so' plugin.c",
			dir, stage, wrong[i], top, top, stage));
		assert_int_equal(check(stage), 1);
		if (!strstr(said, told[i])) print_error("%s\nnot: %s\n", said, told[i]);
		assert_non_null(strstr(said, told[i]));
	}
}

/* A new procedure whose logic computes an answer and routes the request. */
static void values_and_the_service_come_from_the_logic_too(void **state)
{
	(void)state;
	const char *new = gt_arena_printf(arena, "%s/essai", dir);
	shell(gt_arena_printf(arena, "'%s/core/prog/guichetctl' --config '%s/settings' plugin new '%s' --template '%s/core/sdk/template' && cd '%s' && rm -f configure.ac Makefile.am && "
		"sed -i 's#<hooks check=\"demande\"/>#<hooks compute=\"yes\" route=\"yes\"/>#; s#<field id=\"combien\"#<field id=\"total\" type=\"computed\"/>&#' procedure.xml && "
		"sed -i 's#</texts>#<text id=\"field.demande.objet.total\">Total</text></texts>#; /error.soi-meme/d' texts.fr.xml && rm scenarios/02-soi-meme.xml && "
		"sed -i 's#<expect>#<expect><service code=\"7511\"/><value field=\"demande.objet.total\" is=\"2 enfants\"/>#' scenarios/01-simple.xml && "
		"printf '#define PROCEDURE_DIGEST \"%%s\"\n' \"`sha256sum <procedure.xml | cut -c1-64`\" >procedure-digest.h && cat >plugin.c <<'END'\n"
		"#include <guichet/plugin.h>\n#include <stdio.h>\n#include \"procedure-digest.h\"\n"
		"static int compute(const struct gt_host *h, const struct gt_request_data *d) { char *t = h->alloc(h, 99); snprintf(t, 99, \"%%s enfants\", h->value_get(h, d, \"demande.objet.combien\"));"
		" h->value_set(h, \"demande.objet.total\", t); return GT_PLUGIN_OK; }\n"
		"static int route(const struct gt_host *h, const struct gt_request_data *d) { (void)d; h->service_set(h, \"7511\"); return GT_PLUGIN_OK; }\n"
		"GT_HOOKS(.compute = compute, .route = route);\nGT_PLUGIN(.name = \"essai\", .version = \"1.0\", .procedure_sha256 = PROCEDURE_DIGEST, .hooks = &hooks);\nEND\n"
		"cc -shared -fPIC -O1 -fvisibility=hidden -Wl,-z,defs -I. -I'%s/core/sdk/include' -o essai.so plugin.c && rm plugin.c procedure-digest.h README.md", build, dir, new, top, new, top));
	if (check(new) != 0) print_error("%s\n", said);
	assert_non_null(strstr(said, "1 scenarios, 0 differ"));
	shell(gt_arena_printf(arena, "sed -i 's/is=\"2 enfants\"/is=\"3 enfants\"/; s/7511/7512/' '%s/scenarios/01-simple.xml'", new));
	assert_int_equal(check(new), 1);
	assert_non_null(strstr(said, "the request goes to service 7511"));
	assert_non_null(strstr(said, "'demande.objet.total' is '2 enfants'"));
}

int main(void)
{
	arena = gt_arena_new("t", 64u << 20);
	top = realpath(getenv("top_srcdir") ? getenv("top_srcdir") : ".", NULL);
	build = realpath(getenv("top_builddir") ? getenv("top_builddir") : ".", NULL);
	if (!top || !build || !mkdtemp(dir)) return 99;
	umask(022);
	shell(gt_arena_printf(arena, "cat >'%s/settings' <<'END'\n[run]\nlibexec = %s/core/prog\n[plugins]\nschemas = %s/xslt/schema\ncatalogue = %s/plugins/catalogue.xml\nEND\n", dir, build, top, top));
	/* the house's own sheets, which papers include, are those of this tree, not of an installation */
	static const char *const no_kinds[] = { NULL };
	struct gt_sheets *sheets;
	struct gt_error e;
	if (gt_sheets_load(arena, gt_arena_printf(arena, "%s/xslt", top), no_kinds, &sheets, &e)) return 99;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_procedure_is_read_and_its_scenarios_come_out_as_they_say),
		cmocka_unit_test(a_scenario_file_that_is_wrong_is_told_by_file_line_cause_and_cure),
		cmocka_unit_test(what_the_logic_does_not_say_differs),
		cmocka_unit_test(values_and_the_service_come_from_the_logic_too),
		cmocka_unit_test(logic_that_crashes_or_says_what_it_may_not_stops_the_check),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	shell(gt_arena_printf(arena, "rm -rf '%s'", dir));
	free(said);
	return failed;
}

/* The operator's way with a procedure, on a real server: sign, install, enable, go back, retire; and what is refused on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ctl/ctl.h"
#include "dossier/versions.h"
#include "render/render.h"
#include "tests/lib/db_harness.h"

#define ID "conjoint-rf-renouvellement"

static struct gt_harness *h;
static char *said;
static size_t said_n;
static const char *stage, *key;

static int run(const char *a, const char *b, const char *c, const char *d)
{
	const char *argv[] = { "guichetctl", "plugin", a, b, c, d };
	int argc = 2;
	while (argc < 6 && argv[argc]) argc++;
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 512 << 20), .settings_path = h->settings_path, .out = open_memstream(&said, &said_n) };
	int status = gt_ctl_run(&ctl, argc, (char **)(uintptr_t)argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return status;
}

static const char *doctor(void)
{
	const char *argv[] = { "guichetctl", "doctor" };
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 512 << 20), .settings_path = h->settings_path, .out = open_memstream(&said, &said_n) };
	assert_int_equal(gt_ctl_run(&ctl, 2, (char **)(uintptr_t)argv), 1);          /* no keys, no scanner here */
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return said;
}

static void shell(const char *fmt, ...) GT_PRINTF(1, 2);
static void shell(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *line = gt_arena_vprintf(h->arena, fmt, ap);
	va_end(ap);
	pid_t pid = fork();
	if (pid == 0) { execl("/bin/sh", "sh", "-c", line, (char *)NULL); _exit(127); }
	int status;
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_folder_is_checked_with_its_scenarios(void **state)
{
	(void)state;
	assert_int_equal(run("check", stage, "--quiet", NULL), 0);
	assert_non_null(strstr(said, "scenarios, 0 differ"));
	assert_non_null(strstr(said, ID " 1.0 is good"));
}

static void what_is_not_signed_is_not_installed(void **state)
{
	(void)state;
	assert_int_equal(run("install", stage, NULL, NULL), 1);
}

static void a_stranger_cannot_sign(void **state)
{
	(void)state;
	assert_int_equal(run("signer", gt_arena_printf(h->arena, "%s/stranger.key", h->dir), gt_arena_printf(h->arena, "%s/stranger.pub", h->dir), NULL), 0);
	assert_int_equal(run("sign", stage, "--key", gt_arena_printf(h->arena, "%s/stranger.key", h->dir)), 0);
	assert_int_equal(run("install", stage, NULL, NULL), 1);
}

static void a_signed_folder_is_installed_once_and_enabled(void **state)
{
	(void)state;
	assert_int_equal(run("sign", stage, "--key", key), 0);
	assert_int_equal(run("install", stage, NULL, NULL), 0);
	assert_non_null(strstr(said, "installed in"));
	assert_int_equal(run("install", stage, NULL, NULL), 0);
	assert_non_null(strstr(said, "installed already"));
	assert_int_equal(run("enable", ID, "9.9", NULL), 1);
	assert_int_equal(run("enable", ID, "1.0", NULL), 0);
	assert_int_equal(run("enable", ID, "1.0", NULL), 0);
	assert_non_null(strstr(said, "enabled already"));
	assert_int_equal(run("list", NULL, NULL, NULL), 0);
	assert_non_null(strstr(said, " 1.0      enabled "));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb LIKE 'plugin-%'"), 2);
}

static void an_installed_version_never_changes(void **state)
{
	(void)state;
	shell("echo '<!-- later -->' >>'%s/texts.en.xml'", stage);
	assert_int_equal(run("install", stage, NULL, NULL), 1);            /* its files are not those of its manifest */
	assert_int_equal(run("sign", stage, "--key", key), 0);
	assert_int_equal(run("install", stage, NULL, NULL), 1);            /* another 1.0 */
}

/* As the author's kit builds it, from the procedure.xml of the folder. */
static void build_object(const char *version)
{
	shell("printf '#define PROCEDURE_DIGEST \"%%s\"\\n' \"`sha256sum <'%s/procedure.xml' | cut -c1-64`\" >'%s/procedure-digest.h' && sed 's/\"1.0\"/\"%s\"/' '%s' >'%s/plugin.c' && "
		"cc -shared -fPIC -O1 -fvisibility=hidden -Wl,-z,defs -I'%s' -I'%s' -o '%s/" ID ".so' '%s/plugin.c'", stage, h->dir, version, gt_harness_source(h->arena, "plugins/" ID "/plugin.c"), h->dir,
		gt_harness_source(h->arena, "core/sdk/include"), h->dir, stage, h->dir);
}

static void a_new_version_takes_over_and_the_former_can_come_back(void **state)
{
	(void)state;
	shell("sed -i 's/version=\"1.0\" min-abi/version=\"1.1\" min-abi/' '%s/procedure.xml'", stage);
	assert_int_equal(run("check", stage, "--quiet", NULL), 1);          /* its object was built for another procedure.xml */
	assert_non_null(strstr(said, "another procedure or version"));
	build_object("1.1");
	assert_int_equal(run("sign", stage, "--key", key), 0);
	assert_int_equal(run("install", stage, NULL, NULL), 0);
	assert_int_equal(run("enable", ID, "1.1", NULL), 0);
	assert_int_equal(run("diff", ID, "1.0", "1.1"), 0);
	assert_non_null(strstr(said, "+ procedure.xml"));
	assert_int_equal(run("verify", NULL, NULL, NULL), 0);
	assert_non_null(strstr(said, "whole, signed by demo.pub"));
	assert_int_equal(run("retire", ID, "1.1", NULL), 1);
	assert_int_equal(run("rollback", ID, NULL, NULL), 0);
	assert_non_null(strstr(said, "get version 1.0"));
	assert_int_equal(run("retire", ID, "1.1", NULL), 0);
	assert_int_equal(run("list", NULL, NULL, NULL), 0);
	assert_null(strstr(said, "1.1"));
}

static void a_closed_procedure_says_so_and_opens_again(void **state)
{
	(void)state;
	assert_int_equal(run("disable", ID, "--reason", "essai"), 0);
	assert_int_equal(run("list", NULL, NULL, NULL), 0);
	assert_non_null(strstr(said, "closed"));
	assert_non_null(strstr(doctor(), "warn  procedure: " ID " takes no new request: essai"));
	gt_harness_sql(h, "UPDATE procedure_enabled SET closed_reason = 'crashes', crashes = 3;");
	assert_non_null(strstr(doctor(), "BAD   procedure: " ID " 1.0 is in quarantine"));
	assert_int_equal(run("enable", ID, "1.0", NULL), 0);
	assert_non_null(strstr(doctor(), "ok    procedure: " ID " 1.0"));
	assert_int_equal(run("disable", "no-such-procedure", NULL, NULL), 1);
}

static void a_changed_file_closes_its_procedure_and_says_why(void **state)
{
	(void)state;
	shell("chmod u+w '%s/plugins/" ID "/1.0/texts.fr.xml' && echo ' ' >>'%s/plugins/" ID "/1.0/texts.fr.xml'", h->dir, h->dir);
	assert_int_equal(run("list", NULL, NULL, NULL), 0);
	assert_non_null(strstr(said, "refused"));
	assert_non_null(strstr(said, "manifest"));
	assert_non_null(strstr(doctor(), "BAD   procedure: " ID " 1.0 is refused: "));
}

static void every_statement_is_known_to_the_server(void **state)
{
	(void)state;
	struct gt_error err;
	struct gt_db *db = gt_harness_db(h, "ctl");
	assert_int_equal(gt_versions_prepare(db, &err), GT_OK);
	gt_db_free(&db);
}

static void prepare(void)
{
	const char *build = getenv("top_builddir") ? getenv("top_builddir") : ".";
	stage = gt_arena_printf(h->arena, "%s/stage", h->dir);
	key = gt_arena_printf(h->arena, "%s/demo.key", h->dir);
	umask(022);
	shell("mkdir -p '%s/plugins' '%s/signers' && cp -R '%s' '%s' && chmod -R u+w '%s' && rm -f '%s/Makefile.inc' '%s/plugin.c' && cp '%s/plugins/" ID "/.libs/" ID ".so' '%s'",
		h->dir, h->dir, gt_harness_source(h->arena, "plugins/" ID), stage, stage, stage, stage, build, stage);
	shell("cat >>'%s' <<'END'\n[run]\nlibexec = %s/core/prog\n[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s\ncatalogue = %s\nEND\n", h->settings_path, build, h->dir, h->dir,
		gt_harness_source(h->arena, "xslt/schema"), gt_harness_source(h->arena, "plugins/catalogue.xml"));
	/* the house's own sheets, which papers include, are those of this tree, not of an installation */
	static const char *const no_kinds[] = { NULL };
	struct gt_sheets *sheets;
	struct gt_error err;
	assert_int_equal(gt_sheets_load(h->arena, gt_harness_source(h->arena, "xslt"), no_kinds, &sheets, &err), GT_OK);
	assert_int_equal(run("signer", key, gt_arena_printf(h->arena, "%s/signers/demo.pub", h->dir), NULL), 0);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	prepare();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_checked_with_its_scenarios),
		cmocka_unit_test(what_is_not_signed_is_not_installed),
		cmocka_unit_test(a_stranger_cannot_sign),
		cmocka_unit_test(a_signed_folder_is_installed_once_and_enabled),
		cmocka_unit_test(an_installed_version_never_changes),
		cmocka_unit_test(a_new_version_takes_over_and_the_former_can_come_back),
		cmocka_unit_test(a_closed_procedure_says_so_and_opens_again),
		cmocka_unit_test(a_changed_file_closes_its_procedure_and_says_why),
		cmocka_unit_test(every_statement_is_known_to_the_server),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(said);
	return failed;
}

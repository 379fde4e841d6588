/* The host of plugins, the real one on a real socket, given plugins that are wrong: each costs its own call and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "hook/hook.h"
#include "hook/hook_priv.h"
#include "procedure/procedure.h"
#include "text/text.h"

#define XML "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'><place tile='t' nature='first'/><delays/><route service=\"''\" fallback='0000'/>" \
	"<step id='motif'><group id='g' untitled='yes'><field id='act' type='text'/></group></step>" \
	"<retention drafts-months='3' decided-months='60' identity-papers='with-request'/><hooks check='motif'/></procedure>"
#define TEXTS "<texts lang='fr'><text id='title'>Essai</text><text id='step.motif'>Motif</text><text id='field.motif.g.act'>Acte</text><text id='error.dit'>Le procédé parle.</text></texts>"

static char dir[] = "/tmp/gt-hook-XXXXXX";
static struct gt_arena *arena;
static struct gt_config *config;
static struct gt_hook *hook;
static pid_t server;

/* ---- the host, as guichet-hook runs it: a process a call ---- */
static void serve(int listener)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int connection;
		struct gt_error err;
		if (gt_socket_accept(listener, -1, &connection, &err)) continue;
		if (fork() == 0) {
			signal(SIGCHLD, SIG_DFL);
			gt_hook_host_serve(config, NULL, connection);
			_exit(0);
		}
		close(connection);
	}
}

static void copy(const char *from, const char *to)
{
	struct gt_str bytes;
	struct gt_error err;
	FILE *f;
	assert_int_equal(gt_file_read(arena, from, 64 << 20, &bytes, &err), GT_OK);
	unlink(to);                                      /* a new file, as installing does: never over a live object */
	assert_non_null(f = fopen(to, "w"));
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(to, 0644), 0);
}

static void install(const char *variant)
{
	const char *build = getenv("top_builddir") ? getenv("top_builddir") : ".";
	copy(gt_arena_printf(arena, "%s/tests/plugin/.libs/bad-%s.so", build, variant), gt_arena_printf(arena, "%s/plugins/essai/1.0/essai.so", dir));
}

static const struct gt_procedure *procedure(void)
{
	static const struct gt_procedure *p;
	struct gt_problems problems = { .arena = arena };
	struct gt_procedure_file texts = { .name = "texts.fr.xml" };
	struct gt_error err;
	xmlDocPtr doc;
	if (p) return p;
	assert_int_equal(gt_xml_parse(arena, gt_str(XML), 10000, &doc, &err), GT_OK);
	assert_int_equal(gt_xml_parse(arena, gt_str(TEXTS), 10000, &texts.doc, &err), GT_OK);
	assert_int_equal(gt_procedure_build(arena, doc, &texts, 1, &problems, &p, &err), GT_OK);
	return p;
}

static struct gt_findings said;
static struct gt_error why;

static int ask(const char *act)
{
	const struct gt_procedure *p = procedure();
	struct gt_seed seed = { .birth_date = "1990-05-01" };
	struct gt_case *c = gt_case_new(arena, p, "fr", NULL, &seed);
	struct gt_pair pair = { "motif.g.act", act };
	gt_step_post(c, &p->steps[0], GT_POST_WHOLE, &pair, 1, NULL);
	said = gt_findings_new(arena);
	memset(&why, 0, sizeof why);
	int rc = gt_hook_check(hook, c, &p->steps[0], &said, &why);
	assert_string_equal(gt_case_value(c, "motif.g.act"), act);     /* what was typed is still there, whatever happened */
	return rc;
}

static void still_serves(void)
{
	install("good");
	assert_int_equal(ask("quiet"), GT_OK);
}

static void a_good_plugin_is_heard(void **state)
{
	(void)state;
	install("good");
	assert_int_equal(ask("quiet"), GT_OK);
	assert_int_equal(ask("finding"), GT_REFUSED);
	assert_int_equal(said.n, 1);
	assert_string_equal(said.items[0].field, "motif.g.act");
	assert_string_equal(said.items[0].text, "Le procédé parle.");
	assert_int_equal(ask("page"), GT_REFUSED);
	assert_null(said.items[0].field);
	assert_int_equal(ask("born"), GT_REFUSED);
	assert_int_equal(ask("fail"), GT_FAILED);
}

/* Every object that is refused, and a word of the reason. */
static void an_object_that_is_wrong_is_refused_with_its_reason(void **state)
{
	(void)state;
	static const struct { const char *variant, *reason; } all[] = {
		{ "magic", "magic" }, { "short", "short" }, { "major-up", "ABI is 2.0" }, { "major-down", "ABI is 0.0" }, { "minor-up", "ABI is 1.1" }, { "digest", "another procedure.xml" },
		{ "name", "another procedure" }, { "undeclared", "hooks" }, { "no-hook", "hooks" }, { "no-symbol", "gt_plugin" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		install(all[i].variant);
		if (ask("finding") != GT_FAILED) fail_msg("'%s' was opened", all[i].variant);
		if (!strstr(why.message, all[i].reason)) fail_msg("'%s': %s", all[i].variant, why.message);
		assert_int_equal(said.n, 0);
	}
	still_serves();
}

static void an_object_that_others_could_write_is_refused(void **state)
{
	(void)state;
	install("good");
	assert_int_equal(chmod(gt_arena_printf(arena, "%s/plugins/essai/1.0/essai.so", dir), 0666), 0);
	assert_int_equal(ask("quiet"), GT_FAILED);
	assert_non_null(strstr(why.message, "written by others"));
	unlink(gt_arena_printf(arena, "%s/plugins/essai/1.0/essai.so", dir));
	assert_int_equal(ask("quiet"), GT_FAILED);
	still_serves();
}

static void a_hook_that_crashes_costs_one_call(void **state)
{
	(void)state;
	install("good");
	static const char *const acts[] = { "abort", "segv", "leave", "exit", "stack", "scribble" };
	for (size_t i = 0; i < GT_COUNT(acts); i++) {
		if (ask(acts[i]) != GT_FAILED) fail_msg("'%s' went through", acts[i]);
		assert_int_equal(ask("quiet"), GT_OK);
	}
}

static void a_hook_that_loops_is_stopped_by_the_clock(void **state)
{
	(void)state;
	install("good");
	int64_t begin = gt_monotonic_ms();
	assert_int_equal(ask("loop"), GT_BUSY);
	assert_in_range(gt_monotonic_ms() - begin, 500, GT_HOOK_TIMEOUT_MS + 2500);
	assert_int_equal(ask("quiet"), GT_OK);
}

static void a_hook_that_sleeps_costs_one_call(void **state)
{
	(void)state;
	install("good");
	int64_t begin = gt_monotonic_ms();
	int rc = ask("sleep");                           /* behind the wall of system calls it may not even sleep */
	assert_true(rc == GT_BUSY || rc == GT_FAILED);
	assert_in_range(gt_monotonic_ms() - begin, 0, GT_HOOK_TIMEOUT_MS + 2500);
	assert_int_equal(ask("quiet"), GT_OK);
}

/* What an object does while it is opened is done inside the walls too, under the same clock. */
static void an_object_that_misbehaves_while_it_is_opened_costs_one_call(void **state)
{
	(void)state;
	install("constructor-loop");
	int64_t begin = gt_monotonic_ms();
	assert_int_equal(ask("quiet"), GT_BUSY);
	assert_in_range(gt_monotonic_ms() - begin, 500, GT_HOOK_TIMEOUT_MS + 2500);
	install("constructor-crash");
	assert_int_equal(ask("quiet"), GT_FAILED);
	still_serves();
}

static int crashes;
static bool shut;
static bool is_shut(void *arg, const char *id) { (void)arg; (void)id; return shut; }
static void count(void *arg, const char *id, const char *version) { (void)arg; crashes += gt_streq(id, "essai") && gt_streq(version, "1.0"); }

static void whoever_keeps_count_is_told_and_a_closed_procedure_is_not_called(void **state)
{
	(void)state;
	install("good");
	gt_hook_watch(hook, &(struct gt_hook_watch){ .closed = is_shut, .crashed = count });
	static const struct { const char *act; int counts; } all[] = { { "quiet", 0 }, { "finding", 0 }, { "fail", 0 }, { "abort", 1 }, { "unknown-text", 1 }, { "loop", 1 } };
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		crashes = 0;
		(void)ask(all[i].act);
		if (crashes != all[i].counts) fail_msg("'%s' counts %d", all[i].act, crashes);
	}
	shut = true;
	crashes = 0;
	int64_t begin = gt_monotonic_ms();
	assert_int_equal(ask("loop"), GT_BUSY);          /* at once: nothing was called */
	assert_in_range(gt_monotonic_ms() - begin, 0, 400);
	assert_int_equal(crashes, 0);
	shut = false;
	assert_int_equal(ask("quiet"), GT_OK);
	gt_hook_watch(hook, &(struct gt_hook_watch){ .arg = NULL });
}

static void answers_that_the_procedure_does_not_know_are_not_believed(void **state)
{
	(void)state;
	install("good");
	static const char *const acts[] = { "unknown-text", "unknown-field", "null" };
	for (size_t i = 0; i < GT_COUNT(acts); i++) {
		if (ask(acts[i]) != GT_FAILED) fail_msg("'%s' was believed", acts[i]);
		assert_int_equal(said.n, 0);
	}
	assert_true(ask("flood") != GT_OK);
	assert_in_range(said.n, 0, GT_HOOK_FINDINGS_MAX);
	assert_int_equal(ask("quiet"), GT_OK);
}

static void a_hook_reaches_no_file_and_starts_no_process(void **state)
{
	(void)state;
	install("good");
	assert_int_equal(ask("hoard"), GT_OK);           /* it got few, and what it got went away with it */
	assert_int_equal(said.n, 0);
#ifdef GT_SANITIZE
	skip();                                          /* sanitizers and seccomp exclude each other */
#else
	assert_int_not_equal(ask("open"), GT_REFUSED);   /* it would say so if it had got the file, or the child */
	assert_int_equal(said.n, 0);
	assert_int_not_equal(ask("fork"), GT_REFUSED);
	assert_int_equal(said.n, 0);
	assert_int_equal(ask("eat"), GT_FAILED);
	static const char *const acts[] = { "socket", "kill", "exec" };
	for (size_t i = 0; i < GT_COUNT(acts); i++) {
		if (ask(acts[i]) != GT_FAILED) fail_msg("'%s' went through", acts[i]);
		assert_int_equal(ask("quiet"), GT_OK);
	}
#endif
	assert_int_equal(ask("quiet"), GT_OK);
}

static void without_a_host_the_answer_is_come_back_later(void **state)
{
	(void)state;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	assert_int_equal(ask("quiet"), GT_BUSY);
}

static int begin(void **state)
{
	(void)state;
	struct gt_error err;
	arena = gt_arena_new("t", 512 << 20);
	if (!mkdtemp(dir) || gt_text_init(&err)) return -1;
	mkdir(gt_arena_printf(arena, "%s/plugins", dir), 0755);
	mkdir(gt_arena_printf(arena, "%s/plugins/essai", dir), 0755);
	mkdir(gt_arena_printf(arena, "%s/plugins/essai/1.0", dir), 0755);
	const char *settings = gt_arena_printf(arena, "%s/settings", dir);
	FILE *f = fopen(settings, "w");
	fprintf(f, "[plugins]\ndirectory = %s/plugins\n[hook]\nsocket = %s/hook.sock\n", dir, dir);
	fclose(f);
	int listener;
	if (gt_config_load(settings, &config, &err) || gt_socket_listen(gt_arena_printf(arena, "%s/hook.sock", dir), 0600, &listener, &err) || gt_hook_open(config, &hook, &err)) return -1;
	server = fork();
	if (server == 0) serve(listener);
	close(listener);
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (server > 0) { kill(server, SIGKILL); waitpid(server, NULL, 0); }
	gt_hook_free(&hook);
	static const char *const leaves[] = { "plugins/essai/1.0/essai.so", "hook.sock", "settings" }, *const folders[] = { "plugins/essai/1.0", "plugins/essai", "plugins", "." };
	for (size_t i = 0; i < GT_COUNT(leaves); i++) unlink(gt_arena_printf(arena, "%s/%s", dir, leaves[i]));
	for (size_t i = 0; i < GT_COUNT(folders); i++) rmdir(gt_arena_printf(arena, "%s/%s", dir, folders[i]));
	rmdir(dir);
	gt_config_free(&config);
	gt_arena_free(&arena);
	return 0;
}

int main(void)
{
	gt_log_init("test", GT_ERR);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_plugin_is_heard),
		cmocka_unit_test(an_object_that_is_wrong_is_refused_with_its_reason),
		cmocka_unit_test(an_object_that_others_could_write_is_refused),
		cmocka_unit_test(a_hook_that_crashes_costs_one_call),
		cmocka_unit_test(a_hook_that_loops_is_stopped_by_the_clock),
		cmocka_unit_test(a_hook_that_sleeps_costs_one_call),
		cmocka_unit_test(an_object_that_misbehaves_while_it_is_opened_costs_one_call),
		cmocka_unit_test(whoever_keeps_count_is_told_and_a_closed_procedure_is_not_called),
		cmocka_unit_test(answers_that_the_procedure_does_not_know_are_not_believed),
		cmocka_unit_test(a_hook_reaches_no_file_and_starts_no_process),
		cmocka_unit_test(without_a_host_the_answer_is_come_back_later),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

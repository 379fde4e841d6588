/* Room ctl: how a command line finds its function, and the commands that need no database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>
#include "ctl/ctl.h"

static char dir[] = "/tmp/gt-ctl-XXXXXX";
static char *said;
static size_t said_n;

static int run(const char *settings, int argc, ...)
{
	char *argv[10] = { (char *)(uintptr_t)"guichetctl" };
	va_list ap;
	va_start(ap, argc);
	for (int i = 1; i <= argc; i++) argv[i] = va_arg(ap, char *);
	va_end(ap);
	free(said);
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", 16 << 20), .settings_path = settings, .out = open_memstream(&said, &said_n) };
	int status = gt_ctl_run(&ctl, argc + 1, argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	fclose(ctl.out);
	return status;
}

static int begin(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	return gt_crypto_init(NULL);
}

static int end(void **state)
{
	(void)state;
	static const char *const names[] = { "keys/master.0001", "keys/master.0002", "keys/sign.0001", "guichet.ini" };
	char path[128];
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/keys", dir);
	rmdir(path);
	free(said);
	return rmdir(dir);
}

static void every_command_has_words_usage_help_and_a_function(void **state)
{
	(void)state;
	for (const struct gt_ctl_entry *const *family = gt_ctl_families; *family; family++)
		for (const struct gt_ctl_entry *e = *family; e->words; e++) {
			assert_true(*e->words && e->usage && e->help && *e->help && e->run);
			int times = 0;
			for (const struct gt_ctl_entry *const *f = gt_ctl_families; *f; f++)
				for (const struct gt_ctl_entry *o = *f; o->words; o++) times += gt_streq(o->words, e->words);
			assert_int_equal(times, 1);
		}
}

static void help_names_every_command(void **state)
{
	(void)state;
	assert_int_equal(run("none", 1, "help"), 0);
	for (const struct gt_ctl_entry *const *family = gt_ctl_families; *family; family++)
		for (const struct gt_ctl_entry *e = *family; e->words; e++) assert_non_null(strstr(said, e->words));
	assert_int_equal(run("none", 2, "help", "keys"), 0);
	assert_non_null(strstr(said, "keys create"));
	assert_null(strstr(said, "migrate"));
	assert_int_equal(run("none", 2, "help", "nonsense"), 1);
}

static void what_is_no_command_is_status_2(void **state)
{
	(void)state;
	assert_int_equal(run("none", 1, "dance"), 2);
	assert_int_equal(run("none", 1, "keys"), 2);
	assert_int_equal(run("none", 0), 2);
}

static void missing_settings_are_told(void **state)
{
	(void)state;
	assert_int_equal(run("/nonexistent.ini", 2, "keys", "create"), 1);
}

static void keys_are_made_once_then_rotated_in_two_steps(void **state)
{
	(void)state;
	char path[64], keys[64];
	struct gt_keyring *ring = NULL;
	snprintf(path, sizeof path, "%s/guichet.ini", dir);
	snprintf(keys, sizeof keys, "%s/keys", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "[keys]\ndirectory = %s\n", keys);
	fclose(f);
	assert_int_equal(run("elsewhere", 4, "--config", path, "keys", "create"), 0);
	assert_int_equal(run(path, 2, "keys", "create"), 1);
	assert_int_equal(run(path, 2, "keys", "use"), 1);
	assert_int_equal(run(path, 3, "keys", "add", "twice"), 2);
	assert_int_equal(run(path, 2, "keys", "add"), 0);
	assert_int_equal(run(path, 2, "keys", "add"), 1);
	assert_int_equal(run(path, 2, "keys", "use"), 0);
	assert_int_equal(gt_keyring_open(keys, &ring, NULL), GT_OK);
	gt_keyring_free(&ring);
}

static void options_are_taken_out_of_the_arguments(void **state)
{
	(void)state;
	char a[] = "x", b[] = "--sql", c[] = "dir", d[] = "--dry-run", e[] = "--name=v";
	char *argv[] = { a, b, c, d, e };
	int argc = 5;
	assert_string_equal(gt_ctl_option(&argc, argv, "sql"), "dir");
	assert_string_equal(gt_ctl_option(&argc, argv, "name"), "v");
	assert_true(gt_ctl_flag(&argc, argv, "dry-run"));
	assert_false(gt_ctl_flag(&argc, argv, "dry-run"));
	assert_null(gt_ctl_option(&argc, argv, "sql"));
	assert_int_equal(argc, 1);
	assert_string_equal(argv[0], "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_has_words_usage_help_and_a_function),
		cmocka_unit_test(help_names_every_command),
		cmocka_unit_test(what_is_no_command_is_status_2),
		cmocka_unit_test(missing_settings_are_told),
		cmocka_unit_test(keys_are_made_once_then_rotated_in_two_steps),
		cmocka_unit_test(options_are_taken_out_of_the_arguments),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

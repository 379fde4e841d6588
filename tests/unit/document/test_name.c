/* Names of files, as hostile as browsers let them be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "confine/confine.h"
#include "document/document.h"

static struct gt_arena *arena;

static void expect(const char *from, const char *want)
{
	const char *got = gt_document_name_clean(arena, from);
	assert_string_equal(got, want);
}

static void lawful_names_stay_as_they_are(void **state)
{
	(void)state;
	expect("Justificatif de domicile (1).pdf", "Justificatif de domicile (1).pdf");
	expect("été à Évry.PDF", "été à Évry.PDF");
	expect("ةقاطب.jpg", "ةقاطب.jpg");
	expect("居留证 😀.png", "居留证 😀.png");
	expect(".htaccess", ".htaccess");
	expect("a'b\"c<d>&;rm -rf.pdf", "a'b\"c<d>&;rm -rf.pdf");
}

static void paths_are_dropped(void **state)
{
	(void)state;
	expect("../../etc/passwd", "passwd");
	expect("C:\\Users\\moi\\scan.pdf", "scan.pdf");
	expect("..\\x.pdf", "x.pdf");
	expect("%2e%2e%2fx", "%2e%2e%2fx");
}

static void what_cannot_be_seen_is_dropped(void **state)
{
	(void)state;
	expect("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf");
	expect("fac\xe2\x80\xaegpj.exe", "facgpj.exe");
	expect("x\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6y\xd8\x9c.pdf", "xy.pdf");
	expect("a\x01\x7f\xc2\x85z", "az");
}

static void nothing_left_is_called_document(void **state)
{
	(void)state;
	expect(NULL, "document");
	expect("", "document");
	expect("...", "document");
	expect("  \t ", "document");
	expect("dir/", "document");
}

static void invalid_utf8_is_replaced(void **state)
{
	(void)state;
	expect("a\xff" "b.pdf", "a\xef\xbf\xbd" "b.pdf");
	expect("\xed\xa0\x80.pdf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd.pdf");
	expect("a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd");
}

static void a_long_name_is_cut_between_characters(void **state)
{
	(void)state;
	char name[4097];
	for (size_t i = 0; i + 2 < sizeof name; i += 2)
		memcpy(name + i, "\xc3\xa9", 2);
	name[4096] = 0;
	const char *got = gt_document_name_clean(arena, name);
	assert_int_equal(strlen(got), 254);
	assert_true(gt_utf8_valid(got, strlen(got)));
}

static void every_byte_gives_valid_text(void **state)
{
	(void)state;
	uint32_t seed = 7;
	for (int i = 0; i < 20000; i++) {
		char name[24];
		for (size_t k = 0; k < sizeof name - 1; k++) {
			seed = seed * 1664525 + 1013904223;
			name[k] = (char)(seed >> 24);
		}
		name[23] = 0;
		const char *got = gt_document_name_clean(arena, name);
		assert_true(*got && gt_utf8_valid(got, strlen(got)) && strlen(got) <= GT_FILE_NAME_MAX_BYTES);
		gt_arena_reset(arena);
	}
}

int main(void)
{
	arena = gt_arena_new("name", 1 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lawful_names_stay_as_they_are),
		cmocka_unit_test(paths_are_dropped),
		cmocka_unit_test(what_cannot_be_seen_is_dropped),
		cmocka_unit_test(nothing_left_is_called_document),
		cmocka_unit_test(invalid_utf8_is_replaced),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
		cmocka_unit_test(every_byte_gives_valid_text),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_arena_free(&arena);
	return failed;
}

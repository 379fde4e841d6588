#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "register/register_priv.h"
#include "text/text.h"

static int begin(void **state)
{
	*state = gt_arena_new("test", 256u << 20);
	return 0;
}

static int end(void **state)
{
	struct gt_arena *arena = *state;
	gt_arena_free(&arena);
	return 0;
}

static void the_folded_names_kept_are_those_that_the_search_makes(void **state)
{
	struct gt_arena *arena = *state;
	size_t n = 0;
	for (const char *p = gt_communes_text; *p; p = strchr(p, '\n') + 1, n++) {
		const char *name = strchr(p, ';') + 1, *folded = strchr(name, ';') + 1;
		char *typed = gt_arena_strndup(arena, name, (size_t)(folded - name - 1)), *kept = gt_arena_strndup(arena, folded, strcspn(folded, ";"));
		assert_string_equal(gt_text_fold(arena, typed), kept);
		if (n % 500 == 0) gt_arena_reset(arena);
	}
	assert_true(n > 34000);
}

static const char *first(struct gt_arena *arena, const char *query)
{
	struct gt_commune found[8];
	size_t n = gt_communes_search(arena, query, found, 8);
	return n ? gt_arena_printf(arena, "%s %s %s", found[0].postcode, found[0].name, found[0].insee) : "";
}

static void a_commune_is_found_by_the_beginning_of_its_name_or_postcode(void **state)
{
	struct gt_arena *arena = *state;
	assert_string_equal(first(arena, "Lil"), "59000 Lille 59350");
	assert_string_equal(first(arena, "LENS"), "62300 Lens 62498");
	assert_string_equal(first(arena, "59300"), "59300 Valenciennes 59606");
	assert_string_equal(first(arena, "97400 st de"), "97400 Saint-Denis 97411");
	assert_string_equal(first(arena, "noumea"), "98800 Nouméa 98818");
	assert_string_equal(first(arena, "75011"), "75011 Paris 75111");
	assert_string_equal(first(arena, "l'hay"), "94240 L'Haÿ-les-Roses 94038");
	assert_string_equal(first(arena, "zzzz"), "");
	assert_string_equal(first(arena, ""), "");
	assert_string_equal(first(arena, "5"), "");
	assert_string_equal(first(arena, "590000"), "");
}

static void suggestions_stop_at_their_maximum(void **state)
{
	struct gt_commune found[3];
	assert_int_equal(gt_communes_search(*state, "saint", found, 3), 3);
	assert_int_equal(gt_communes_search(*state, "saint", found, 0), 0);
}

static void a_postcode_and_a_name_give_one_code_or_none(void **state)
{
	struct gt_arena *arena = *state;
	assert_string_equal(gt_commune_insee(arena, "59000", "LILLE"), "59350");
	assert_string_equal(gt_commune_insee(arena, "97400", "saint denis"), "97411");
	assert_null(gt_commune_insee(arena, "59000", "Roubaix"));
	assert_null(gt_commune_insee(arena, "", "Lille"));
	assert_string_equal(gt_register_commune_name(NULL, arena, "59350"), "Lille");
	assert_string_equal(gt_register_commune_name(NULL, arena, "2A004"), "Ajaccio");
	assert_null(gt_register_commune_name(NULL, arena, "99999"));
	assert_null(gt_register_commune_name(NULL, arena, NULL));
}

static void the_departement_of_a_commune_has_two_figures_or_three_overseas(void **state)
{
	struct gt_arena *arena = *state;
	assert_string_equal(gt_register_department(arena, "59350"), "59");
	assert_string_equal(gt_register_department(arena, "2A004"), "2A");
	assert_string_equal(gt_register_department(arena, "97411"), "974");
	assert_string_equal(gt_register_department(arena, "98818"), "988");
	assert_string_equal(gt_register_department(arena, "91228"), "91");
	assert_null(gt_register_department(arena, "2C004"));
	assert_null(gt_register_department(arena, "5935"));
	assert_null(gt_register_department(arena, NULL));
}

static const char *read_csv(struct gt_arena *arena, const char *text)
{
	struct gt_csv c = { .arena = arena, .text = gt_str(text) };
	struct gt_buf b = gt_buf_new(arena, 10000);
	const char *fields[GT_CSV_FIELDS_MAX];
	int64_t line;
	int n;
	while ((n = gt_csv_next(&c, fields, &line)) > 0) {
		gt_buf_printf(&b, "%lld:", (long long)line);
		for (int i = 0; i < n; i++) gt_buf_printf(&b, "[%s]", fields[i]);
	}
	if (n < 0) gt_buf_printf(&b, "!%lld", (long long)c.line);
	return gt_buf_cstr(&b);
}

static void csv_is_read_as_the_rfc_has_it(void **state)
{
	struct gt_arena *arena = *state;
	assert_string_equal(read_csv(arena, "a,b\r\n1,2\r\n"), "1:[a][b]2:[1][2]");
	assert_string_equal(read_csv(arena, "\xef\xbb\xbf" "a\n\n\"x,\"\"y\"\"\nz\",\n"), "1:[a]3:[x,\"y\"\nz][]");
	assert_string_equal(read_csv(arena, "a,"), "1:[a][]");
	assert_string_equal(read_csv(arena, ""), "");
	assert_string_equal(read_csv(arena, "a\n\"b"), "1:[a]!2");
	assert_string_equal(read_csv(arena, "a\nb\"c\n"), "1:[a]!2");
	assert_string_equal(read_csv(arena, "\"a\"b\n"), "!1");
	assert_string_equal(read_csv(arena, "\xff\n"), "!1");
	assert_string_equal(read_csv(arena, "a\rb\n"), "!1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_folded_names_kept_are_those_that_the_search_makes),
		cmocka_unit_test(a_commune_is_found_by_the_beginning_of_its_name_or_postcode),
		cmocka_unit_test(suggestions_stop_at_their_maximum),
		cmocka_unit_test(a_postcode_and_a_name_give_one_code_or_none),
		cmocka_unit_test(the_departement_of_a_commune_has_two_figures_or_three_overseas),
		cmocka_unit_test(csv_is_read_as_the_rfc_has_it),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

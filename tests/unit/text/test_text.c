/* Room text: folding, cleaning, addresses, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "text/text.h"

static struct gt_arena *arena;
static int begin(void **state) { (void)state; arena = gt_arena_new("test", 64 << 20); return gt_text_init(NULL); }
static int end(void **state) { (void)state; gt_arena_free(&arena); return 0; }

static void names_fold_whatever_their_accents_and_marks(void **state)
{
	(void)state;
	static const struct { const char *in, *out; } cases[] = {
		{ "Lætitia  D'Été", "laetitia d ete" }, { "BENALI", "benali" }, { "Ben-Ali", "ben ali" }, { "Ngô Đình", "ngo dinh" }, { "Łukasz Øst", "lukasz ost" },
		{ "Œuvre", "oeuvre" }, { "Straße", "strasse" }, { "İbrahim Ilgın", "ibrahim ilgin" }, { "e\xCC\x81t\xC3\xA9", "ete" }, { "O’Brien", "o brien" },
		{ "", "" }, { " - ' ", "" }, { "محمد", "محمد" }, { "مُحَمَّد", "محمد" }, { "ＡＢＣ", "abc" },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++) assert_string_equal(gt_text_fold(arena, cases[i].in), cases[i].out);
}

static void words_of_a_name_are_its_search_rows(void **state)
{
	(void)state;
	const char *const *w = gt_text_words(arena, "Marie-Élise de la  Tour MARIE");
	static const char *const want[] = { "marie", "elise", "de", "la", "tour" };
	for (size_t i = 0; i < GT_COUNT(want); i++) assert_string_equal(w[i], want[i]);
	assert_null(w[5]);
	assert_null(gt_text_words(arena, "  ")[0]);
}

static void two_spellings_of_a_name_are_the_same_name(void **state)
{
	(void)state;
	assert_true(gt_text_same_name(arena, "Anne-Marie BÉNALI", "benali anne marie"));
	assert_false(gt_text_same_name(arena, "Anne Benali", "Anne-Marie Benali"));
	assert_false(gt_text_same_name(arena, "", ""));
}

static void answers_are_cleaned_but_keep_their_lines(void **state)
{
	(void)state;
	assert_string_equal(gt_text_clean(arena, "  a\t b \xC2\xA0 c ", false), "a b c");
	assert_string_equal(gt_text_clean(arena, "a\r\n\r\n\r\n\r\nb \n c\n", true), "a\n\nb\nc");
	assert_string_equal(gt_text_clean(arena, "a\nb", false), "a b");
	assert_string_equal(gt_text_clean(arena, "e\xCC\x81", false), "\xC3\xA9");
	assert_string_equal(gt_text_clean(arena, "", true), "");
}

static void length_counts_characters_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(gt_text_length("été"), 3);
	assert_int_equal(gt_text_length("e\xCC\x81t\xC3\xA9"), 3);
	assert_int_equal(gt_text_length("🦊"), 1);
}

static void only_well_formed_utf8_passes(void **state)
{
	(void)state;
	assert_true(gt_text_utf8("été", 5));
	assert_true(gt_text_utf8("", 0));
	assert_false(gt_text_utf8("a\0b", 3));
	assert_false(gt_text_utf8("\xC0\xAF", 2));            /* overlong */
	assert_false(gt_text_utf8("\xED\xA0\x80", 3));        /* surrogate */
	assert_false(gt_text_utf8("\xF4\x90\x80\x80", 4));    /* past the last */
	assert_false(gt_text_utf8("\xC3", 1));                /* cut */
}

static void capitals_keep_their_accents(void **state)
{
	(void)state;
	assert_string_equal(gt_text_upper(arena, "Algérienne, œuvre, groß"), "ALGÉRIENNE, ŒUVRE, GROSS");
	assert_string_equal(gt_text_lower(arena, "ÉTÉ"), "été");
	assert_string_equal(gt_text_title(arena, "JEAN-PIERRE DUPOND"), "Jean-Pierre Dupond");
}

static void addresses_are_checked_and_normalised(void **state)
{
	(void)state;
	static const struct { const char *in, *typed, *key; } good[] = {
		{ " Zoe.Benali@Example.ORG ", "Zoe.Benali@Example.ORG", "zoe.benali@example.org" },
		{ "a+b@x.fr", "a+b@x.fr", "a+b@x.fr" },
		{ "o'brien@mail.example.com", "o'brien@mail.example.com", "o'brien@mail.example.com" },
		{ "a@exämple.fr", "a@xn--exmple-cua.fr", "a@xn--exmple-cua.fr" },
		{ "ａ@x.fr", "a@x.fr", "a@x.fr" },
	};
	static const char *const bad[] = { "", "a", "@x.fr", "a@", "a@x", "a b@x.fr", "a@x..fr", ".a@x.fr", "a.@x.fr", "a..b@x.fr", "a@x.fr, b@x.fr", "<a@x.fr>", "Zoé <a@x.fr>",
		"é@x.fr", "a@127.0.0.1", "a@[127.0.0.1]", "a@-x.fr", "a@x_y.fr", "a\n@x.fr\nBcc: b@x.fr", "a@x.fr\r\nSubject: x", "\"a b\"@x.fr", "a@@x.fr" };
	const char *typed, *key;
	for (size_t i = 0; i < GT_COUNT(good); i++) {
		assert_true(gt_text_email(arena, good[i].in, &typed, &key));
		assert_string_equal(typed, good[i].typed);
		assert_string_equal(key, good[i].key);
	}
	for (size_t i = 0; i < GT_COUNT(bad); i++)
		if (gt_text_email(arena, bad[i], &typed, &key)) fail_msg("taken for an address: %s", bad[i]);
}

static void phones_become_e164(void **state)
{
	(void)state;
	static const struct { const char *in, *out; } good[] = {
		{ "06 12 34 56 78", "+33612345678" }, { "06.12.34.56.78", "+33612345678" }, { "+33 (0)6 12 34 56 78", "+33612345678" }, { "0033612345678", "+33612345678" },
		{ "0692 12 34 56", "+262692123456" }, { "+213 551 23 45 67", "+213551234567" }, { "06\xC2\xA0" "12\xC2\xA0" "34 56 78", "+33612345678" },
	};
	static const char *const bad[] = { "", "+", "12", "0612345", "06123456789", "0012", "061234567a", "+33612", "++33612345678", "+0612345678" };
	const char *out;
	for (size_t i = 0; i < GT_COUNT(good); i++) {
		assert_true(gt_text_phone(arena, good[i].in, &out));
		assert_string_equal(out, good[i].out);
	}
	for (size_t i = 0; i < GT_COUNT(bad); i++)
		if (gt_text_phone(arena, bad[i], &out)) fail_msg("taken for a phone: %s", bad[i]);
}

static void numbers_lose_spaces_and_become_capitals(void **state)
{
	(void)state;
	assert_string_equal(gt_text_number(arena, " 59 03\xC2\xA0" "007-069 "), "5903007069");
	assert_string_equal(gt_text_number(arena, "ab12c"), "AB12C");
	assert_null(gt_text_number(arena, "59;03"));
	assert_null(gt_text_number(arena, "é123456"));
	assert_null(gt_text_number(arena, " "));
}

static void nationalities_agree_with_the_person(void **state)
{
	(void)state;
	assert_string_equal(gt_text_nationality("MX", "fr", 'F'), "Mexicaine");
	assert_string_equal(gt_text_upper(arena, gt_text_nationality("DZ", "fr", 'F')), "ALGÉRIENNE");
	assert_string_equal(gt_text_nationality("DZ", "fr", 'M'), "Algérien");
	assert_string_equal(gt_text_nationality("TR", "fr", 'F'), "Turque");
	assert_string_equal(gt_text_nationality("BE", "fr", 'F'), "Belge");
	assert_string_equal(gt_text_nationality("CD", "fr", 'F'), "Congolaise (République démocratique du Congo)");
	assert_string_equal(gt_text_nationality("MX", "en", 'F'), "Mexican");
	assert_string_equal(gt_text_nationality("XA", "fr", 0), "Apatride");
	assert_null(gt_text_nationality("ZZ", "fr", 'F'));
	assert_null(gt_text_nationality(NULL, "fr", 'F'));
}

static void countries_and_languages_have_names_in_both_languages(void **state)
{
	(void)state;
	size_t n;
	assert_string_equal(gt_text_country("MX", "fr"), "Mexique");
	assert_string_equal(gt_text_country("DE", "en"), "Germany");
	assert_string_equal(gt_text_country("XK", "fr"), "Kosovo");
	assert_string_equal(gt_text_country("MX", "ar"), "Mexique");       /* a language without names: French */
	assert_null(gt_text_country("ZZ", "fr"));
	assert_string_equal(gt_text_language("ar", "fr"), "arabe");
	const struct gt_named *c = gt_text_countries("fr", &n);
	assert_true(n > 240);
	size_t egypt = n, spain = n, zambia = n;
	for (size_t i = 0; i < n; i++) {
		if (gt_streq(c[i].code, "EG")) egypt = i;
		if (gt_streq(c[i].code, "ES")) spain = i;
		if (gt_streq(c[i].code, "ZM")) zambia = i;
	}
	assert_true(egypt < spain && spain < zambia);                      /* É sorts as E */
	gt_text_nationalities("en", &n);
	assert_true(n > 190);
	gt_text_languages("en", &n);
	assert_true(n > 100);
	assert_true(gt_text_rtl("ar"));
	assert_false(gt_text_rtl("fr"));
}

/* Every State of the nationality table has a country's name: one table never knows a code that the other does not. */
static void each_nationality_has_its_country(void **state)
{
	(void)state;
	size_t n;
	const struct gt_named *list = gt_text_nationalities("fr", &n);
	for (size_t i = 0; i < n; i++)
		if (!gt_streq(list[i].code, "XA") && !gt_text_country(list[i].code, "fr")) fail_msg("no country %s", list[i].code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_fold_whatever_their_accents_and_marks),
		cmocka_unit_test(words_of_a_name_are_its_search_rows),
		cmocka_unit_test(two_spellings_of_a_name_are_the_same_name),
		cmocka_unit_test(answers_are_cleaned_but_keep_their_lines),
		cmocka_unit_test(length_counts_characters_not_bytes),
		cmocka_unit_test(only_well_formed_utf8_passes),
		cmocka_unit_test(capitals_keep_their_accents),
		cmocka_unit_test(addresses_are_checked_and_normalised),
		cmocka_unit_test(phones_become_e164),
		cmocka_unit_test(numbers_lose_spaces_and_become_capitals),
		cmocka_unit_test(nationalities_agree_with_the_person),
		cmocka_unit_test(countries_and_languages_have_names_in_both_languages),
		cmocka_unit_test(each_nationality_has_its_country),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

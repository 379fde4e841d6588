#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "account/account.h"

static unsigned broken_of(const char *password, const char *const *known)
{
	bool broken[GT_PASSWORD__MAX];
	bool good = gt_password_check(password, known, broken);
	unsigned bits = 0;
	for (unsigned i = 0; i < GT_PASSWORD__MAX; i++) bits |= broken[i] ? 1u << i : 0;
	assert_int_equal(good, bits == 0);
	return bits;
}
#define B(x) (1u << GT_PASSWORD_##x)

static void each_rule_of_the_guide_is_looked_at_alone(void **state)
{
	(void)state;
	static const struct { const char *password; unsigned broken; } table[] = {
		{ "Vh7!tmQ", B(LENGTH) },
		{ "vh7!tmqzx", B(UPPER) },
		{ "VH7!TMQZX", B(LOWER) },
		{ "Vhb!tmQzx", B(DIGIT) },
		{ "Vh7btmQzx", B(SPECIAL) },
		{ "", B(LENGTH) | B(UPPER) | B(LOWER) | B(DIGIT) | B(SPECIAL) },
		{ "Vh7!tmQz", 0 },
		{ "quatre mots et le Numero 4 !", 0 },
	};
	for (size_t i = 0; i < GT_COUNT(table); i++) {
		unsigned got = broken_of(table[i].password, NULL);
		if (got != table[i].broken) fail_msg("'%s': %#x, not %#x", table[i].password, got, table[i].broken);
	}
}

static void every_special_character_of_the_guide_counts_and_no_other(void **state)
{
	(void)state;
	char password[] = "Vh7_tmQzx";
	for (unsigned c = 0x21; c < 0x7f; c++) {
		bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (letter) continue;
		password[3] = (char)c;
		assert_int_equal((broken_of(password, NULL) & B(SPECIAL)) == 0, strchr("!\"#$%&()*-./=>?@_", (int)c) != NULL);
	}
}

static void length_is_counted_in_characters(void **state)
{
	(void)state;
	assert_int_equal(broken_of("Éé7!Ab€", NULL) & B(LENGTH), B(LENGTH));
	assert_int_equal(broken_of("Éé7!Ab€ù", NULL) & B(LENGTH), 0);
}

static void common_passwords_are_refused_also_in_their_holiday_clothes(void **state)
{
	(void)state;
	static const char *const common[] = { "Azerty123!", "Password1!", "Bonjour1!", "Motdepasse1!", "P@ssw0rd1", "Qwerty123!" };
	for (size_t i = 0; i < GT_COUNT(common); i++)
		if (broken_of(common[i], NULL) != B(COMMON)) fail_msg("%s", common[i]);
	static const char *const weak[] = { "Soleil2024!", "Marie1985!", "Abcdefg1!", "Prefecture2026!" };
	for (size_t i = 0; i < GT_COUNT(weak); i++)
		if (!(broken_of(weak[i], NULL) & (B(COMMON) | B(WEAK)))) fail_msg("%s", weak[i]);
}

static void the_persons_own_words_do_not_carry_a_password(void **state)
{
	(void)state;
	static const char *const known[] = { "5903104417", "quintana", "valeria", NULL };
	assert_int_equal(broken_of("Quintana-Valeria1", NULL), 0);
	assert_true(broken_of("Quintana-Valeria1", known) & B(WEAK));
	assert_true(broken_of("Aa-5903104417", known) & (B(WEAK) | B(COMMON)));
}

static void a_kilobyte_passes_and_one_byte_more_does_not(void **state)
{
	(void)state;
	char text[GT_PASSWORD_MAX_BYTES + 2];
	for (size_t i = 0; i < sizeof text - 1; i++) text[i] = "Vh7!tmQzxKp2 rT"[i % 15];
	text[GT_PASSWORD_MAX_BYTES + 1] = 0;
	assert_int_equal(broken_of(text, NULL), B(TOO_LONG));
	text[GT_PASSWORD_MAX_BYTES] = 0;
	assert_int_equal(broken_of(text, NULL), 0);
}

static void each_rule_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < GT_PASSWORD__MAX; i++)
		for (int j = 0; j < i; j++) assert_string_not_equal(gt_password_rule_name((enum gt_password_rule)i), gt_password_rule_name((enum gt_password_rule)j));
}

static void form_tokens_compare_whole(void **state)
{
	(void)state;
	assert_true(gt_csrf_same("abc", "abc"));
	assert_false(gt_csrf_same("abc", "abcd"));
	assert_false(gt_csrf_same("", "abc"));
	assert_false(gt_csrf_same(NULL, "abc"));
	assert_false(gt_csrf_same("abc", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_of_the_guide_is_looked_at_alone),
		cmocka_unit_test(every_special_character_of_the_guide_counts_and_no_other),
		cmocka_unit_test(length_is_counted_in_characters),
		cmocka_unit_test(common_passwords_are_refused_also_in_their_holiday_clothes),
		cmocka_unit_test(the_persons_own_words_do_not_carry_a_password),
		cmocka_unit_test(a_kilobyte_passes_and_one_byte_more_does_not),
		cmocka_unit_test(each_rule_has_a_name_of_its_own),
		cmocka_unit_test(form_tokens_compare_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Reading a procedure: what it becomes, and that each mistake of an author is told with its line. */
#include "fixture.h"

static void a_procedure_is_read_with_its_steps_delays_and_texts(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	const struct gt_procedure *p = fixture(a);
	static const char *const steps[] = { "identite", "motif", "justificatifs", "depot", "confirmation" };
	assert_int_equal(p->n_steps, GT_COUNT(steps));
	for (size_t i = 0; i < GT_COUNT(steps); i++) assert_string_equal(p->steps[i].id, steps[i]);
	assert_int_equal(p->steps[2].kind, GT_STEP_JUSTIFICATIFS);
	assert_int_equal(p->delays.complement_days, 30);
	assert_int_equal(p->delays.n_reminders, 3);
	assert_int_equal(p->delays.reminders[1], 7);
	assert_int_equal(p->delays.silence_months, 4);
	assert_true(p->delays.silence_refuses && p->rectify && !p->hooks.any);
	assert_int_equal(p->justificatifs[2].max_bytes, 1000);
	assert_int_equal(p->justificatifs[0].max_files, 2);
	assert_int_equal(p->observations_max_chars, 20);
	assert_string_equal(gt_step_label(p, &p->steps[1], "fr"), "Motif");
	assert_string_equal(gt_step_heading(p, &p->steps[1], "fr"), "Je dis pourquoi");
	assert_null(gt_step_label(p, &p->steps[3], "fr"));
}

static void a_missing_text_falls_back_to_french_and_says_so(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	const struct gt_procedure *p = fixture(a);
	const char *lang;
	assert_string_equal(gt_procedure_text(p, "en", "title", &lang), "Trial");
	assert_string_equal(lang, "en");
	assert_string_equal(gt_procedure_text(p, "en", "choice.veuf", &lang), "Veuf(ve)");
	assert_string_equal(lang, "fr");
	assert_string_equal(gt_procedure_title(p, "ar"), "Essai");
	assert_null(gt_procedure_text(p, "fr", "nothing", NULL));
	assert_string_equal(gt_procedure_lang(p, 0), "fr");
	assert_string_equal(gt_procedure_lang(p, 1), "en");
	assert_null(gt_procedure_lang(p, 2));
}

/* Replaces one part of the procedure and expects one message. */
static void refused(const char *xml, const char *says)
{
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_problems problems;
	struct gt_error err;
	const struct gt_procedure *p;
	if (fixture_build(a, xml, TEXTS, &problems, &p, &err) != GT_REFUSED) fail_msg("accepted, though: %s", says);
	bool told = false;
	for (size_t i = 0; i < problems.n; i++) told |= strstr(problems.items[i].cause, says) && problems.items[i].line > 0 && !gt_empty(problems.items[i].cure);
	if (!told) {
		for (size_t i = 0; i < problems.n; i++) print_error("told: %s\n", problems.items[i].cause);
		fail_msg("not told: %s", says);
	}
}

#define WITH_RULE(test) HEAD "<step id='motif'><group id='situation' untitled='yes'><field id='etat' type='list' choices='marie veuf' text='motif.situation.etat'/>" \
	"<field id='jour' type='date' text='motif.situation.deces'><rule test=\"" test "\" else='futur'/></field></group></step>" TAIL_SHORT
#define TAIL_SHORT "<retention drafts-months='3' decided-months='60' identity-papers='with-request'/></procedure>"
#define WITH_ITEMS(items) "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'><place tile='t' nature='first'/><delays/><route service=\"''\" fallback='0000'/>" \
	"<step id='motif'><group id='situation' untitled='yes'>" items "</group></step>" TAIL_SHORT

static void a_name_that_is_not_there_is_told(void **state)
{
	(void)state;
	refused(WITH_RULE("../etta = 'veuf'"), "no 'etta' in 'motif.situation'");
	refused(WITH_RULE("/request/motiv/situation"), "no 'motiv'");
	refused(WITH_RULE("/demande/motif"), "no 'demande'");
	refused(WITH_RULE("/request/person/birthday != ''"), "no 'birthday' in person");
	refused(WITH_RULE("/request/title/end = ''"), "title/@end");
	refused(WITH_RULE("count(/request/motif[situation/ett = 'x']) = 0"), "no 'ett'");
}

static void a_function_or_a_tariff_that_is_not_there_is_told(void **state)
{
	(void)state;
	refused(WITH_RULE("document('x') = 1"), "no function 'document'");
	refused(WITH_RULE("tariff('taxes', today()) = 1"), "no 'taxes' in the tariffs");
	refused(WITH_RULE("../etat = "), "not an expression");
}

static void a_condition_that_can_never_hold_is_told(void **state)
{
	(void)state;
	refused(WITH_RULE("../etat = 'divorce'"), "'motif.situation.etat' is never 'divorce'");
	refused(WITH_RULE(". &lt; today()"), "dates are text");
	refused(WITH_RULE("/request/motif/situation/jour &gt; 3"), "dates are text");
}

static void answers_that_depend_on_each_other_in_a_circle_are_told(void **state)
{
	(void)state;
	refused(WITH_ITEMS("<field id='a' type='yes-no' show=\"../b = 'yes'\"/><field id='b' type='yes-no' show=\"../a = 'yes'\"/>"), "in a circle");
	refused(WITH_ITEMS("<group id='g' untitled='yes' show=\"a = 'yes'\"><field id='a' type='yes-no'/></group>"), "in a circle");
	refused(WITH_ITEMS("<field id='a' type='computed' compute='../b + 1' text='x'/><field id='b' type='computed' compute='../a + 1' text='x'/>"), "in a circle");
	refused(WITH_ITEMS("<field id='a' type='yes-no' show=\"../b = '1'\" text='x'/><field id='b' type='computed' compute=\"choose(../a = 'yes', '1', '2')\" text='x'/>"), "in a circle");
}

static void fields_that_cannot_work_are_told(void **state)
{
	(void)state;
	refused(WITH_ITEMS("<field id='a' type='text'/><field id='a' type='text'/>"), "stands twice");
	refused(WITH_ITEMS("<field id='a' type='list'/>"), "a list without choices");
	refused(WITH_ITEMS("<field id='a' type='list' choices='@none'/>"), "no list 'none'");
	refused(WITH_ITEMS("<field id='a' type='text' locked='yes'/>"), "nothing fills it");
	refused(WITH_ITEMS("<field id='a' type='text' repeat='3..2' add='prenom'/>"), "is no range");
	refused(WITH_ITEMS("<field id='a' type='text' repeat='1..2'/>"), "its button");
	refused(WITH_ITEMS("<field id='a' type='text' pattern='['/>"), "pattern '[' is wrong");
	refused(WITH_ITEMS("<group id='g' shape='none'/>"), "no shape 'none'");
	refused(WITH_ITEMS("<field id='a' type='date' repeat='1..2' add='prenom'/>"), "is not repeated");
	refused(WITH_ITEMS("<field id='a' type='text' due='100'/>"), "has due, but its type is text");
	refused(WITH_ITEMS("<field id='a' type='person' parts='birth-name shoe-size'/>"), "no part 'shoe-size'");
	refused(WITH_ITEMS("<field id='a' type='person' required='1 = 1'/>"), "required or not");
	refused(WITH_ITEMS("<field id='a' type='person' identifies='yes'/><field id='b' type='person' identifies='yes'/>"), "about one person");
	refused(WITH_ITEMS("<field id='a' type='checkbox'><reasons ids='autre'/></field>"), "cannot be asked for again alone");
	refused(WITH_ITEMS("<field id='a' type='text' repeat='1..2' add='prenom'><reasons ids='autre'/></field>"), "a repeated answer");
	refused(WITH_ITEMS("<group id='g' repeat='1..2' add='prenom'><field id='a' type='text'><reasons ids='autre'/></field></group>"), "an answer of a repeated group");
	refused(WITH_ITEMS("<field id='a' type='text'><reasons ids='autre' words='inconnu'/></field>"), "stands in words alone");
}

static void a_text_that_is_not_written_is_told(void **state)
{
	(void)state;
	refused(WITH_ITEMS("<field id='nouveau' type='text'/>"), "no French text 'field.motif.situation.nouveau'");
	refused(WITH_ITEMS("<field id='a' type='list' choices='inconnu' text='x'/>"), "no French text 'choice.inconnu'");
}

static void what_nothing_uses_is_a_warning(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_problems problems;
	struct gt_error err;
	const struct gt_procedure *p;
	assert_int_equal(fixture_build(a, "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'><place tile='t' nature='first'/><delays/><route service=\"''\" fallback='0000'/>"
		"<shape id='enfant'><field id='nom' type='name'/></shape><list id='oubli'><choice id='a'/></list>" "<step id='motif'><group id='situation' untitled='yes'><field id='etat' type='list' choices='marie veuf' show='false()'/>"
		"</group></step>" TAIL_SHORT, TEXTS, &problems, &p, &err), GT_OK);
	bool list = false, shape = false, never = false;
	for (size_t i = 0; i < problems.n; i++) {
		list |= strstr(problems.items[i].cause, "'oubli'") && problems.items[i].warning;
		shape |= strstr(problems.items[i].cause, "'enfant'") && problems.items[i].warning;
		never |= strstr(problems.items[i].cause, "'motif.situation.etat' is never shown") && problems.items[i].warning;
	}
	assert_true(list && shape && never);
}

static void a_procedure_of_a_later_abi_is_refused(void **state)
{
	(void)state;
	refused("<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.7'><place tile='t' nature='first'/><delays/><route service=\"''\" fallback='0000'/>" TAIL_SHORT, "needs ABI 1.7");
}

static void a_refusal_by_a_machine_is_told(void **state)
{
	(void)state;
	refused(HEAD STEPS "<decision id='non' outcome='unfavourable' automatic='true()'/>" TAIL_SHORT, "unfavourable and automatic");
	refused(HEAD STEPS "<decision id='oui' outcome='favourable' paper='lettre'/>" TAIL_SHORT, "paper 'lettre' that is not declared");
}

int main(void)
{
	struct gt_error err;
	if (gt_text_init(&err)) return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_procedure_is_read_with_its_steps_delays_and_texts),
		cmocka_unit_test(a_missing_text_falls_back_to_french_and_says_so),
		cmocka_unit_test(a_name_that_is_not_there_is_told),
		cmocka_unit_test(a_function_or_a_tariff_that_is_not_there_is_told),
		cmocka_unit_test(a_condition_that_can_never_hold_is_told),
		cmocka_unit_test(answers_that_depend_on_each_other_in_a_circle_are_told),
		cmocka_unit_test(fields_that_cannot_work_are_told),
		cmocka_unit_test(a_text_that_is_not_written_is_told),
		cmocka_unit_test(what_nothing_uses_is_a_warning),
		cmocka_unit_test(a_procedure_of_a_later_abi_is_refused),
		cmocka_unit_test(a_refusal_by_a_machine_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every type of field: what is typed is kept in one form or refused in words, comes back as it was typed, is read in words by person and agent, is deposited,
 * and stands on a page that a browser and a reader of screens can use. The procedure beside this file has one field of each type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include "procedure/about.h"
#include "register/register.h"
#include "render/render.h"
#include "tests/render/look.h"
#include "text/text.h"

static const char *top;
static struct gt_arena *process;
static const struct gt_procedure *procedure;
static struct gt_sheets *sheets;
static struct gt_grammar *page_grammar;

/* ---- the world around ---- */
static const char *commune_name(void *arg, struct gt_arena *a, const char *insee) { (void)arg; return gt_register_commune_name(NULL, a, insee); }
static const char *commune_find(void *arg, struct gt_arena *a, const char *typed) { (void)arg; return gt_commune_typed(a, typed); }
static int stamp(void *arg, const char *number, struct gt_stamp *ret, struct gt_error *err)
{
	(void)arg; (void)err;
	*ret = (struct gt_stamp){ .state = GT_STAMP_UNKNOWN };
	if (gt_starts(number, "1")) *ret = (struct gt_stamp){ GT_STAMP_FREE, 10000 };
	if (gt_starts(number, "2")) *ret = (struct gt_stamp){ GT_STAMP_FREE, 5000 };
	if (gt_starts(number, "3")) *ret = (struct gt_stamp){ GT_STAMP_SPENT, 10000 };
	return GT_OK;
}
static const struct gt_facts facts = { .commune_name = commune_name, .commune_find = commune_find, .stamp = stamp };
static const struct gt_seed nobody = { .request_id = "r", .beneficiary = "self" };
static const struct gt_seed known = { .request_id = "r", .beneficiary = "self", .foreigner_number = "5903007069", .birth_name = "ACC", .first_names = "CONJOINTE MARIE", .sex = "F",
	.birth_date = "1990-05-01", .birth_country = "MX", .birth_place = "CANCUN", .nationality = "MX", .address = { "20", "RUE NATIONALE", NULL, "59000", "LILLE", "FR", "59350" } };

static struct gt_case *begin(struct gt_arena *a, const char *lang, const struct gt_seed *seed) { return gt_case_new(a, procedure, lang, &facts, seed); }

static void type(struct gt_case *c, const char *field, const char *typed)
{
	struct gt_pair pairs[3];
	size_t n = 0;
	const char *step = gt_arena_strndup(c->arena, field, strcspn(field, "."));
	/* parts as a page sends them: "d=1 m=2 y=2020" */
	if (strchr(typed, '=')) {
		const char *s = gt_arena_strdup(c->arena, typed);
		for (char *one; n < 3 && (one = strsep((char **)&s, " ")); n++)
			pairs[n] = (struct gt_pair){ gt_arena_printf(c->arena, "%s.%.*s", field, (int)strcspn(one, "="), one), strchr(one, '=') + 1 };
	} else pairs[n++] = (struct gt_pair){ field, typed };
	gt_step_post(c, gt_procedure_step(procedure, step), GT_POST_PART, pairs, n, NULL);
}

static const char *said(struct gt_case *c, const char *field)
{
	struct gt_findings f = gt_findings_new(c->arena);
	struct gt_error err = { 0 };
	const char *step = gt_arena_strndup(c->arena, field, strcspn(field, "."));
	if (gt_step_check(c, gt_procedure_step(procedure, step), &f, &err) == GT_FAILED) fail_msg("%s", err.message);
	for (size_t i = 0; i < f.n; i++)
		if (gt_starts(f.items[i].field, field)) return f.items[i].id ? f.items[i].id : f.items[i].rule;
	return NULL;
}

static xmlNodePtr named(xmlNodePtr el, const char *tag, const char *name)
{
	GT_XML_EACH(x, el, NULL) {
		if (gt_xml_is(x, tag) && gt_streq(gt_xml_attr(x, "name"), name)) return x;
		xmlNodePtr deep = named(x, tag, name);
		if (deep) return deep;
	}
	return NULL;
}

static xmlNodePtr review(struct gt_case *c)
{
	xmlNodePtr root = gt_xml_root(gt_xml_new(c->arena, "review", NULL));
	assert_int_equal(gt_review_view(c, NULL, root, NULL), GT_OK);
	return root;
}

static xmlNodePtr form(struct gt_case *c, const char *step, const struct gt_findings *f)
{
	xmlNodePtr root = gt_xml_root(gt_xml_new(c->arena, "form", NULL));
	assert_int_equal(gt_step_view(c, gt_procedure_step(procedure, step), f, root, NULL), GT_OK);
	return root;
}

/* ---- one line a type: typed, kept, in French, in English, back in the input; or typed and refused ---- */
struct right { const char *field, *typed, *kept, *french, *english, *again; };
static const struct right rights[] = {
	{ "mots.mots.texte", "  deux   mots ", "deux mots", "deux mots", "deux mots", "deux mots" },
	{ "mots.mots.long", "une ligne\nune autre", "une ligne\nune autre", "une ligne\nune autre", "une ligne\nune autre", "une ligne\nune autre" },
	{ "mots.mots.nom", "D'Été-Nguyễn", "D'Été-Nguyễn", "D'Été-Nguyễn", "D'Été-Nguyễn", "D'Été-Nguyễn" },
	{ "mots.mots.entier", "1 234", "1234", "1\u202f234", "1,234", "1234" },
	{ "mots.mots.decimal", "1234,5", "1234.5", "1\u202f234,5", "1,234.5", "1234,5" },
	{ "mots.mots.montant", "1 234,5 €", "1234.50", "1\u202f234,50\u00a0€", "1,234.50\u00a0€", "1234,50" },
	{ "mots.mots.jour", "d=1 m=2 y=2020", "2020-02-01", "2020-02-01", "2020-02-01", "2020-02-01" },
	{ "mots.mots.mois", "m=3 y=2026", "2026-03", "2026-03", "2026-03", "2026-03" },
	{ "choix.choix.oui", "yes", "yes", "yes", "yes", "yes" },
	{ "choix.choix.case", "yes", "yes", "yes", "yes", "yes" },
	{ "choix.choix.jure", "yes", "yes", "yes", "yes", "yes" },
	{ "choix.choix.radio", "rouge", "rouge", "Rouge", "Red", "rouge" },
	{ "choix.choix.liste", "rouge", "rouge", "Rouge", "Red", "rouge" },
	{ "choix.choix.plusieurs", "vert", "vert", "Vert", "Green", "vert" },
	{ "choix.choix.ville", "arras", "arras", "Arras", "Arras", "arras" },
	{ "lieux.lieux.pays", "MX", "MX", "Mexique", "Mexico", "MX" },
	{ "lieux.lieux.nationalite.1", "MX", "MX", "Mexicain", "Mexican", "MX" },
	{ "lieux.lieux.commune", "59350", "59350", "Lille", "Lille", "Lille (59350)" },
	{ "lieux.lieux.commune", "lille", "59350", "Lille", "Lille", "Lille (59350)" },
	{ "lieux.lieux.commune", "97400 Saint-Denis", "97411", "Saint-Denis", "Saint-Denis", "Saint-Denis (97411)" },
	{ "lieux.lieux.commune", "Saint-Denis (97411)", "97411", "Saint-Denis", "Saint-Denis", "Saint-Denis (97411)" },
	{ "lieux.lieux.commune", "Ajaccio (2A004)", "2A004", "Ajaccio", "Ajaccio", "Ajaccio (2A004)" },
	{ "lieux.lieux.telephone", "06 24 05 34 48", "+33624053448", "06 24 05 34 48", "06 24 05 34 48", "06 24 05 34 48" },
	{ "lieux.lieux.courriel", "A.B@exemple.fr", "A.B@exemple.fr", "A.B@exemple.fr", "A.B@exemple.fr", "A.B@exemple.fr" },
	{ "numeros.numeros.etranger", "59 03 00 70 69", "5903007069", "5903007069", "5903007069", "5903007069" },
	{ "numeros.numeros.titre", "7f8k2q19x", "7F8K2Q19X", "7F8K2Q19X", "7F8K2Q19X", "7F8K2Q19X" },
	{ "numeros.numeros.ephoto", "a1b2c3d4 e5f6g7h8 i9j0k1", "A1B2C3D4E5F6G7H8I9J0K1", "A1B2C3D4E5F6G7H8I9J0K1", "A1B2C3D4E5F6G7H8I9J0K1", "A1B2C3D4E5F6G7H8I9J0K1" },
	{ "numeros.numeros.timbre", "1234-5678-9012-3456", "1234567890123456", "1234 5678 9012 3456", "1234 5678 9012 3456", "1234 5678 9012 3456" },
};

static const char *base_of(struct gt_case *c, const char *field)
{
	size_t n = strlen(field);
	return n > 2 && field[n - 2] == '.' && field[n - 1] == '1' ? gt_arena_strndup(c->arena, field, n - 2) : field;
}

static void every_right_answer_is_kept_in_one_form_and_read_in_words(void **state)
{
	(void)state;
	static const char *const langs[] = { "fr", "en" };
	for (size_t i = 0; i < GT_COUNT(rights); i++)
		for (size_t l = 0; l < 2; l++) {
			GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
			const struct right *r = &rights[i];
			struct gt_case *c = begin(a, langs[l], &nobody);
			if (gt_streq(r->field, "choix.choix.ville")) type(c, "choix.choix.departement", "pas-de-calais");
			type(c, r->field, r->typed);
			const char *name = base_of(c, r->field);
			if (said(c, name)) fail_msg("'%s' at %s: %s", r->typed, r->field, said(c, name));
			assert_string_equal(gt_case_value(c, r->field), r->kept);
			xmlNodePtr answer = named(review(c), "answer", name);
			assert_non_null(answer);
			assert_string_equal(gt_xml_attr(answer, "value"), l ? r->english : r->french);
			if (l) continue;
			xmlNodePtr field = named(form(c, gt_arena_strndup(a, r->field, strcspn(r->field, ".")), NULL), "field", name);
			assert_string_equal(gt_xml_text(a, gt_xml_child(field, "value")), r->again);
		}
}

static void what_the_sheet_has_words_for_stays_a_code(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	static const struct { const char *field, *typed, *type; } all[] = {
		{ "mots.mots.jour", "d=1 m=2 y=2020", "date" }, { "mots.mots.mois", "m=3 y=2026", "month" }, { "choix.choix.oui", "no", "yes-no" }, { "choix.choix.case", "yes", "yes-no" },
		{ "choix.choix.jure", "yes", "yes-no" }, { "gens.moi.sex", "F", "sex" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		type(c, all[i].field, all[i].typed);
		assert_string_equal(gt_xml_attr(named(review(c), "answer", all[i].field), "type"), all[i].type);
	}
}

struct wrong { const char *field, *typed, *says; };
static const struct wrong wrongs[] = {
	{ "mots.mots.texte", "", "required" }, { "mots.mots.texte", "un texte qui est bien trop long", "too-long" }, { "mots.mots.nom", "R2-D2", "name-invalid" },
	{ "mots.mots.entier", "douze", "number-invalid" }, { "mots.mots.entier", "0", "too-small" }, { "mots.mots.entier", "5001", "too-big" }, { "mots.mots.entier", "1,5", "number-invalid" },
	{ "mots.mots.decimal", "1.2.3", "number-invalid" }, { "mots.mots.decimal", "0,4", "too-small" }, { "mots.mots.montant", "12,345", "amount-invalid" }, { "mots.mots.montant", "9,99", "too-small" },
	{ "mots.mots.jour", "d=31 m=2 y=2020", "date-invalid" }, { "mots.mots.jour", "d=1 m= y=2020", "date-incomplete" }, { "mots.mots.jour", "d=1 m=1 y=2999", "date-too-late" },
	{ "mots.mots.mois", "m=13 y=2026", "month-invalid" }, { "mots.mots.mois", "m=12 y=2019", "date-too-early" }, { "choix.choix.oui", "maybe", "choice-invalid" },
	{ "choix.choix.jure", "", "sworn-required" }, { "choix.choix.radio", "bleu", "choice-invalid" }, { "choix.choix.liste", "bleu", "choice-invalid" },
	{ "lieux.lieux.pays", "ZZ", "country-invalid" }, { "lieux.lieux.nationalite.1", "ZZ", "nationality-invalid" }, { "lieux.lieux.commune", "Nulleville", "commune-unknown" },
	{ "lieux.lieux.commune", "Saint-Denis", "commune-several" }, { "lieux.lieux.telephone", "12", "phone-invalid" }, { "lieux.lieux.courriel", "a@", "email-invalid" },
	{ "numeros.numeros.etranger", "123", "foreigner-number-invalid" }, { "numeros.numeros.titre", "12345", "title-number-invalid" }, { "numeros.numeros.ephoto", "A1", "ephoto-invalid" },
	{ "numeros.numeros.timbre", "123", "estamp-invalid" }, { "numeros.numeros.timbre", "9999888877776666", "estamp-unknown" },
	{ "numeros.numeros.timbre", "3999888877776666", "estamp-spent" }, { "numeros.numeros.timbre", "2999888877776666", "estamp-too-small" },
	{ "gens.moi.birth-name", "", "required" }, { "gens.moi.birth-date", "d=1 m=1 y=2999", "date-future" },
};

static void every_wrong_answer_is_kept_as_typed_and_refused_in_words_of_both_languages(void **state)
{
	(void)state;
	GT_AUTO_ARENA texts = gt_arena_new("t", 64 << 20);
	xmlDocPtr site[2];
	struct gt_error err;
	assert_int_equal(gt_xml_parse_file(texts, gt_arena_printf(texts, "%s/xslt/texts/fr.xml", top), GT_XML_PLUGIN_MAX_BYTES, &site[0], &err), GT_OK);
	assert_int_equal(gt_xml_parse_file(texts, gt_arena_printf(texts, "%s/xslt/texts/en.xml", top), GT_XML_PLUGIN_MAX_BYTES, &site[1], &err), GT_OK);
	for (size_t i = 0; i < GT_COUNT(wrongs); i++) {
		GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
		const struct wrong *w = &wrongs[i];
		struct gt_case *c = begin(a, "fr", &nobody);
		type(c, w->field, w->typed);
		const char *got = said(c, base_of(c, w->field));
		if (!gt_streq(got, w->says)) fail_msg("'%s' at %s: %s, not %s", w->typed, w->field, got ? got : "nothing", w->says);
		for (size_t l = 0; l < 2; l++) {
			bool there = gt_procedure_text(procedure, l ? "en" : "fr", gt_arena_printf(a, "error.%s", w->says), NULL) != NULL;
			GT_XML_EACH(t, gt_xml_root(site[l]), "text") there |= gt_streq(gt_xml_attr(t, "id"), gt_arena_printf(a, "error.%s", w->says));
			if (!there) fail_msg("no text error.%s", w->says);
		}
	}
}

static void a_computed_amount_follows_what_it_is_made_of(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	assert_string_equal(gt_case_value(c, "mots.mots.double"), "");
	type(c, "mots.mots.montant", "600");
	assert_string_equal(gt_case_value(c, "mots.mots.double"), "1200");
	assert_string_equal(gt_xml_attr(named(review(c), "answer", "mots.mots.double"), "value"), "1\u202f200\u00a0€");
}

static void a_list_that_depends_on_another_stands_whole_and_takes_what_fits(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	xmlNodePtr field = named(form(c, "choix", NULL), "field", "choix.choix.ville");
	assert_string_equal(gt_xml_attr(field, "by"), "choix.choix.departement");
	size_t n = 0;
	GT_XML_EACH(o, field, "option") {
		n++;
		assert_non_null(gt_xml_attr(o, "of"));
		assert_string_equal(gt_xml_attr(o, "group"), gt_streq(gt_xml_attr(o, "value"), "arras") ? "Pas-de-Calais" : "Nord");
	}
	assert_int_equal(n, 3);
	type(c, "choix.choix.departement", "nord");
	type(c, "choix.choix.ville", "arras");
	assert_string_equal(said(c, "choix.choix.ville"), "choice-invalid");
	type(c, "choix.choix.ville", "douai");
	assert_null(said(c, "choix.choix.ville"));
}

static void a_condition_is_mirrored_for_the_browser_where_it_can_be(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	xmlNodePtr f = form(c, "choix", NULL);
	assert_string_equal(gt_xml_attr(named(f, "field", "choix.choix.pourquoi"), "show-when"),
		"choix.choix.plusieurs=rouge|choix.choix.oui!=no&choix.choix.radio!=vert&choix.choix.radio!=");
	assert_string_equal(gt_xml_attr(named(f, "field", "choix.choix.ensuite"), "show-when"), "choix.choix.liste=|choix.choix.plusieurs=vert");
	assert_string_equal(gt_xml_attr(named(f, "field", "choix.choix.plus-tard"), "show-when"), "");
	assert_string_equal(gt_xml_attr(named(f, "field", "choix.choix.plus-tard"), "hidden"), "yes");
}

static void a_person_is_prefilled_and_locked_where_the_register_knows_and_typed_where_it_does_not(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &known);
	assert_string_equal(gt_case_value(c, "gens.moi.birth-name"), "ACC");
	assert_string_equal(gt_case_value(c, "gens.moi.first-name.2"), "MARIE");
	assert_string_equal(gt_xml_attr(named(form(c, "gens", NULL), "field", "gens.moi.sex"), "locked"), "yes");
	assert_string_equal(gt_xml_attr(gt_case_subject(c), "number"), "5903007069");
	assert_string_equal(gt_case_value(c, "lieux.lieux.adresse.city"), "LILLE");
	c = begin(a, "fr", &nobody);
	type(c, "gens.moi.birth-name", "LIN");
	type(c, "gens.moi.first-name.1", "Mei");
	assert_string_equal(gt_xml_text(a, gt_xml_child(gt_case_subject(c), "birth-name")), "LIN");
	assert_string_equal(gt_xml_attr(gt_case_subject(c), "number"), "");
	assert_false(gt_case_about_other(c));
}

static void a_child_has_the_parts_of_a_child_and_comes_several_times(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	bool reshaped = false;
	struct gt_pair add = { "add", "gens.enfant" };
	gt_step_post(c, gt_procedure_step(procedure, "gens"), GT_POST_WHOLE, &add, 1, &reshaped);
	assert_true(reshaped);
	type(c, "gens.enfant.1.birth-name", "POULEIN");
	type(c, "gens.enfant.1.residence", "en-france");
	assert_string_equal(said(c, "gens.enfant.1.birth-date"), "required");
	xmlNodePtr f = form(c, "gens", NULL);
	assert_null(named(f, "field", "gens.enfant.1.birth-country"));
	assert_string_equal(gt_xml_attr(named(f, "field", "gens.enfant.1.residence"), "label"), "Où réside l'enfant ?");
	assert_string_equal(gt_xml_attr(named(review(c), "answer", "gens.enfant.1.residence"), "value"), "En France");
}

static void what_is_deposited_holds_the_values_and_nothing_that_was_hidden(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	for (size_t i = 0; i < GT_COUNT(rights); i++) type(c, rights[i].field, rights[i].typed);
	type(c, "choix.choix.plus-tard", "caché");
	struct gt_str text;
	struct gt_error err;
	assert_int_equal(gt_case_deposited(c, &text, &err), GT_OK);
	const char *s = gt_arena_strndup(a, text.p, text.n);
	static const char *const there[] = { "<entier>1234</entier>", "<montant>1234.50</montant>", "<mois>2026-03</mois>", "<commune>2A004</commune>", "<timbre>1234567890123456</timbre>", "<double>2469</double>" };
	for (size_t i = 0; i < GT_COUNT(there); i++)
		if (!strstr(s, there[i])) fail_msg("no %s in %s", there[i], s);
	assert_null(strstr(s, "caché"));
	const char *stamps[2];
	assert_int_equal(gt_case_stamps(c, stamps, 2), 1);
	assert_string_equal(stamps[0], "1234567890123456");
}

/* ---- pages ---- */
static xmlNodePtr page_new(struct gt_arena *a, const char *id, const char *lang)
{
	xmlNodePtr root = gt_xml_root(gt_xml_new(a, "page", NULL)), el;
	gt_attr(root, "id", id);
	gt_attr(root, "lang", lang);
	el = gt_el(root, "site");
	gt_attr(el, "side", "user");
	gt_attr(el, "path", "/demandes/X");
	gt_attr(gt_el(root, "language"), "code", "fr");
	gt_el(root, "menu");
	gt_attr(gt_el(root, "csrf"), "token", "t");
	return root;
}

static const char *rendered(struct gt_arena *a, xmlNodePtr page, const char *what)
{
	struct gt_error err = { 0 };
	struct gt_str html;
	if (gt_grammar_check(page_grammar, page->doc, &err)) fail_msg("%s: %s", what, err.message);
	if (gt_render(sheets, a, "page", gt_xml_attr(page, "id"), gt_xml_attr(page, "lang"), page->doc, &html, &err)) fail_msg("%s: %s", what, err.message);
	assert_int_equal(look_through(what, html.p, html.n), 0);
	return gt_arena_strndup(a, html.p, html.n);
}

static void steps_of(struct gt_arena *a, const char *lang, bool wrong)
{
	for (size_t i = 0; i + 2 < procedure->n_steps; i++) {
		const struct gt_step *s = &procedure->steps[i];
		struct gt_case *c = begin(a, lang, &nobody);
		struct gt_findings f = gt_findings_new(a);
		for (size_t k = 0; k < GT_COUNT(wrongs) && wrong; k++) type(c, wrongs[k].field, wrongs[k].typed);
		if (wrong && gt_step_check(c, s, &f, NULL) == GT_FAILED) fail();
		xmlNodePtr page = page_new(a, "step", lang), form_el;
		gt_el_text(page, "step-title", "?");
		form_el = gt_el(page, "form");
		gt_attr(form_el, "action", "/x");
		assert_int_equal(gt_step_view(c, s, wrong ? &f : NULL, form_el, NULL), GT_OK);
		const char *html = rendered(a, page, s->id);
		if (gt_streq(s->id, "mots")) {
			assert_non_null(strstr(html, "name=\"mots.mots.mois.m\""));
			assert_non_null(strstr(html, "name=\"mots.mots.mois.y\""));
			assert_null(strstr(html, "name=\"mots.mots.mois.d\""));
		}
		if (gt_streq(s->id, "choix")) assert_non_null(strstr(html, "<optgroup label=\"Nord\" data-of=\"nord\">"));
		if (gt_streq(s->id, "lieux")) assert_non_null(strstr(html, "data-suggest=\"communes\""));
	}
}

static void every_step_is_a_page_in_both_languages_with_and_without_errors(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 512u << 20);
	steps_of(a, "fr", false);
	steps_of(a, "en", false);
	steps_of(a, "fr", true);
	steps_of(a, "en", true);
}

static void the_review_reads_every_answer_in_words(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	for (size_t i = 0; i < GT_COUNT(rights); i++) type(c, rights[i].field, rights[i].typed);
	type(c, "gens.moi.sex", "F");
	xmlNodePtr page = page_new(a, "deposit", "fr");
	assert_int_equal(gt_review_view(c, NULL, gt_el(page, "review"), NULL), GT_OK);
	const char *html = rendered(a, page, "review");
	static const char *const words[] = { "1\u202f234,50\u00a0€", "01/02/2020", "mars 2026", "Oui", "Rouge", "Mexicain", "Ajaccio", "06 24 05 34 48", "1234 5678 9012 3456", "Féminin" };
	for (size_t i = 0; i < GT_COUNT(words); i++)
		if (!strstr(html, words[i])) fail_msg("the review does not say '%s'", words[i]);
}

/* ---- the paper ---- */
static void a_paper_lists_every_answer_in_words(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a, "fr", &nobody);
	struct gt_error err = { 0 };
	struct gt_sheet *sheet;
	struct gt_grammar *grammar;
	xmlDocPtr letter;
	struct gt_str text;
	for (size_t i = 0; i < GT_COUNT(rights); i++) type(c, rights[i].field, rights[i].typed);
	xmlNodePtr paper = gt_xml_root(gt_xml_new(a, "paper", NULL));
	gt_attr(paper, "lang", "fr");
	gt_attr(paper, "issued", "2026-11-29");
	assert_int_equal(gt_review_view(c, NULL, gt_el(paper, "answers"), NULL), GT_OK);
	const char *dir = gt_arena_printf(a, "%s/tests/types", top);
	if (gt_sheet_load(a, gt_arena_printf(a, "%s/letter-recepisse.xsl", dir), gt_arena_printf(a, "%s/texts.fr.xml", dir), "fr", &sheet, &err)) fail_msg("%s", err.message);
	assert_int_equal(gt_grammar_load(a, gt_arena_printf(a, "%s/xslt/schema/letter.rng", top), &grammar, &err), GT_OK);
	if (gt_sheet_apply(sheet, a, paper->doc, &letter, &err) || gt_grammar_check(grammar, letter, &err)) fail_msg("%s", err.message);
	assert_int_equal(gt_xml_canonical(a, letter, &text, &err), GT_OK);
	const char *s = gt_arena_strndup(a, text.p, text.n);
	static const char *const words[] = { "1\u202f234,50\u00a0€", "01/02/2020", "03/2026", ">oui<", "Rouge", "Mexicain", "Ajaccio", "1234 5678 9012 3456" };
	for (size_t i = 0; i < GT_COUNT(words); i++)
		if (!strstr(s, words[i])) fail_msg("the paper does not say '%s'", words[i]);
}

static int load(void)
{
	struct gt_error err = { 0 };
	struct gt_problems problems = { .arena = process };
	static const char *const names[][2] = { { "texts.fr.xml", "tests/types/texts.fr.xml" }, { "texts.en.xml", "tests/types/texts.en.xml" }, { "fr.words.xml", "xslt/texts/fr.words.xml" }, { "en.words.xml", "xslt/texts/en.words.xml" } };
	struct gt_procedure_file files[GT_COUNT(names)];
	static const char *const kinds[] = { "page", NULL };
	struct gt_grammar *g;
	xmlDocPtr doc;
	int rc = gt_text_init(&err);
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(names); i++) {
		files[i].name = names[i][0];
		rc = gt_xml_parse_file(process, gt_arena_printf(process, "%s/%s", top, names[i][1]), GT_XML_PLUGIN_MAX_BYTES, &files[i].doc, &err);
	}
	if (rc == GT_OK) rc = gt_grammar_load(process, gt_arena_printf(process, "%s/xslt/schema/procedure.rng", top), &g, &err);
	if (rc == GT_OK) rc = gt_xml_parse_file(process, gt_arena_printf(process, "%s/tests/types/procedure.xml", top), GT_XML_PLUGIN_MAX_BYTES, &doc, &err);
	if (rc == GT_OK) rc = gt_grammar_check(g, doc, &err);
	if (rc == GT_OK) rc = gt_procedure_build(process, doc, files, GT_COUNT(files), &problems, &procedure, &err);
	if (rc == GT_OK) rc = gt_sheets_load(process, gt_arena_printf(process, "%s/xslt", top), kinds, &sheets, &err);
	if (rc == GT_OK) rc = gt_grammar_load(process, gt_arena_printf(process, "%s/xslt/schema/page.rng", top), &page_grammar, &err);
	if (rc != GT_OK) fprintf(stderr, "%s\n", err.message);
	for (size_t i = 0; i < problems.n; i++) fprintf(stderr, "%s:%d: %s\n", problems.items[i].file, problems.items[i].line, problems.items[i].cause);
	return rc;
}

int main(void)
{
	top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	process = gt_arena_new("process", 512u << 20);
	gt_clock_set_fixed(1795910400);          /* 2026-11-29, noon */
	if (load() != GT_OK) return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_right_answer_is_kept_in_one_form_and_read_in_words),
		cmocka_unit_test(what_the_sheet_has_words_for_stays_a_code),
		cmocka_unit_test(every_wrong_answer_is_kept_as_typed_and_refused_in_words_of_both_languages),
		cmocka_unit_test(a_computed_amount_follows_what_it_is_made_of),
		cmocka_unit_test(a_list_that_depends_on_another_stands_whole_and_takes_what_fits),
		cmocka_unit_test(a_condition_is_mirrored_for_the_browser_where_it_can_be),
		cmocka_unit_test(a_person_is_prefilled_and_locked_where_the_register_knows_and_typed_where_it_does_not),
		cmocka_unit_test(a_child_has_the_parts_of_a_child_and_comes_several_times),
		cmocka_unit_test(what_is_deposited_holds_the_values_and_nothing_that_was_hidden),
		cmocka_unit_test(every_step_is_a_page_in_both_languages_with_and_without_errors),
		cmocka_unit_test(the_review_reads_every_answer_in_words),
		cmocka_unit_test(a_paper_lists_every_answer_in_words),
	};
	int failures = cmocka_run_group_tests(tests, NULL, NULL);
	gt_arena_free(&process);
	return failures;
}

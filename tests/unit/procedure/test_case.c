/* A case: what is typed, kept, hidden, checked, shown, deposited. Numbers in comments are those of core/procedure/README.md. */
#include "fixture.h"
#include "procedure/about.h"
#include "procedure/migrate.h"

static void a_new_case_knows_the_register_and_its_defaults(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	assert_string_equal(gt_case_value(c, "identite.civil.nom"), "ACC");
	assert_string_equal(gt_case_value(c, "identite.logement.adresse.city"), "LILLE");
	assert_string_equal(gt_case_value(c, "motif.situation.etat"), "marie");
	assert_string_equal(gt_case_value(c, "person.first-name.2"), "MARIE");
	const char *service;
	assert_int_equal(gt_case_route(c, &service, NULL), GT_OK);
	assert_string_equal(service, "5901");
}

static void answers_are_kept_in_their_normal_form(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "identite", { "identite.contact.telephone", "06 24 05 34 48" });
	POST(c, "motif", { "motif.situation.etat", "veuf" }, { "motif.situation.deces.d", "1" }, { "motif.situation.deces.m", "2" }, { "motif.situation.deces.y", "2020" },
		{ "motif.situation.revenu", "1\u202f234,5 €" }, { "motif.situation.prenoms.1", "  Jean   Paul " });
	assert_string_equal(gt_case_value(c, "identite.contact.telephone"), "+33624053448");
	assert_string_equal(gt_case_value(c, "motif.situation.deces"), "2020-02-01");
	assert_string_equal(gt_case_value(c, "motif.situation.revenu"), "1234.50");
	assert_string_equal(gt_case_value(c, "motif.situation.prenoms"), "Jean Paul");
}

static const char *printed(struct gt_case *c)
{
	xmlDocPtr doc = gt_xml_new(c->arena, "paper", NULL);
	struct gt_str text;
	gt_case_public(c, gt_xml_root(doc));
	assert_int_equal(gt_xml_canonical(c->arena, doc, &text, NULL), GT_OK);
	return text.p;
}

static void what_is_confidential_is_in_the_request_and_not_in_what_is_printed(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "identite", { "identite.contact.telephone", "0624053448" }, { "identite.contact.delicat", "un secret" });
	gt_case_files_set(c, (const struct gt_file[]){ { .id = "f1", .justificatif = "domicile", .kind = "pdf", .bytes = 9, .kase = "hotel", .name = "foyer.pdf" },
		{ .id = "f2", .justificatif = "libre", .kind = "pdf", .bytes = 9, .kase = "libre", .name = "bail.pdf" } }, 2);
	const char *out = printed(c);
	assert_null(strstr(out, "un secret"));
	assert_null(strstr(out, "hotel"));
	assert_null(strstr(out, "foyer.pdf"));
	assert_non_null(strstr(out, "+33624053448"));
	assert_non_null(strstr(out, "bail.pdf"));
	assert_string_equal(gt_case_value(c, "identite.contact.delicat"), "un secret");
	const struct gt_asked *asked;
	size_t n;
	assert_int_equal(gt_justificatifs_list(c, &asked, &n, NULL), GT_OK);
	for (size_t i = 0; i < n; i++) assert_int_equal(asked[i].confidential, gt_streq(asked[i].justificatif->id, "domicile"));
	xmlNodePtr page = gt_xml_root(gt_xml_new(a, "page", NULL));
	assert_int_equal(gt_justificatifs_view(c, NULL, page, NULL), GT_OK);
	xmlNodePtr own = gt_xml_child(gt_xml_child(page, "justificatif"), "case"), hotel = gt_xml_next(own, "case");
	assert_null(gt_xml_attr(own, "confidential"));
	assert_string_equal(gt_xml_attr(hotel, "confidential"), "yes");
}

/* 1 */
static void what_was_typed_wrong_is_shown_again_with_what_is_wrong(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "identite", { "identite.contact.telephone", "12" });
	struct gt_findings f = checked(c, "identite");
	assert_true(found(&f, "identite.contact.telephone", "phone-invalid"));
	assert_int_equal(f.n, 1);
	assert_string_equal(f.items[0].label, "Téléphone");
	xmlNodePtr field = field_in(form(c, "identite", &f), "identite.contact.telephone");
	assert_string_equal(gt_xml_text(a, gt_xml_child(field, "value")), "12");
	assert_string_equal(gt_xml_attr(gt_xml_child(field, "error"), "id"), "phone-invalid");
	POST(c, "motif", { "motif.situation.etat", "veuf" }, { "motif.situation.deces.d", "31" }, { "motif.situation.deces.m", "2" }, { "motif.situation.deces.y", "2020" });
	f = checked(c, "motif");
	assert_true(found(&f, "motif.situation.deces", "date-invalid"));
	xmlNodePtr value = gt_xml_child(field_in(form(c, "motif", &f), "motif.situation.deces"), "value");
	assert_string_equal(gt_xml_attr(value, "d"), "31");
	assert_string_equal(gt_xml_attr(value, "m"), "2");
	POST(c, "motif", { "motif.situation.deces.d", "3" }, { "motif.situation.deces.m", "" }, { "motif.situation.deces.y", "2020" });
	f = checked(c, "motif");
	assert_true(found(&f, "motif.situation.deces", "date-incomplete"));
}

static void wrong_input_outlives_being_sealed_and_read_again(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a), *again;
	struct gt_str text;
	POST(c, "identite", { "identite.contact.telephone", "<12> & \"" });
	assert_int_equal(gt_case_serialise(c, &text, NULL), GT_OK);
	assert_int_equal(gt_case_parse(a, c->procedure, "fr", &facts, text, &again, NULL), GT_OK);
	assert_string_equal(gt_xml_text(a, gt_xml_child(field_in(form(again, "identite", NULL), "identite.contact.telephone"), "value")), "<12> & \"");
	struct gt_error err;
	assert_int_equal(gt_case_parse(a, c->procedure, "fr", &facts, GT_STR("<other/>"), &again, &err), GT_BADINPUT);
}

/* 2 */
static void a_hidden_answer_is_kept_but_neither_required_nor_deposited(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	struct gt_str text;
	POST(c, "motif", { "motif.situation.etat", "veuf" }, { "motif.situation.deces.d", "1" }, { "motif.situation.deces.m", "2" }, { "motif.situation.deces.y", "2020" });
	POST(c, "motif", { "motif.situation.etat", "marie" });
	struct gt_findings f = checked(c, "motif");
	assert_false(found(&f, "motif.situation.deces", "required"));
	assert_string_equal(gt_case_value(c, "motif.situation.deces"), "");
	assert_non_null(strstr(shown(c, "motif", NULL), "hidden=\"yes\" id=\"deces\""));
	assert_int_equal(gt_case_deposited(c, &text, NULL), GT_OK);
	assert_null(strstr(text.p, "2020-02-01"));
	POST(c, "motif", { "motif.situation.etat", "veuf" });
	assert_string_equal(gt_case_value(c, "motif.situation.deces"), "2020-02-01");
}

/* 3 */
static void locked_and_unknown_names_are_not_read(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "identite", { "identite.civil.nom", "AUTRE" }, { "identite.logement.adresse.city", "PARIS" }, { "identite.contact.courriel", "b@example.org" }, { "person.birth-name", "X" },
		{ "identite.rien", "1" }, { "..", "1" }, { "identite.contact.telephone.1", "0624053448" });
	assert_string_equal(gt_case_value(c, "identite.civil.nom"), "ACC");
	assert_string_equal(gt_case_value(c, "identite.logement.adresse.city"), "LILLE");
	assert_string_equal(gt_case_value(c, "identite.contact.courriel"), "a@example.org");
	assert_string_equal(gt_case_value(c, "person.birth-name"), "ACC");
}

static void an_address_the_register_lacks_is_asked_part_by_part(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_seed s = seed;
	s.address = (struct gt_address){ 0 };
	struct gt_case *c = gt_case_new(a, fixture(a), "fr", &facts, &s);
	struct gt_findings f = checked(c, "identite");
	assert_true(found(&f, "identite.logement.adresse", "required"));
	POST(c, "identite", { "identite.logement.adresse.street", "Rue Nationale" }, { "identite.logement.adresse.city", "Lille" }, { "identite.logement.adresse.postcode", "5900" });
	f = checked(c, "identite");
	assert_true(found(&f, "identite.logement.adresse.postcode", "postcode-invalid"));
	POST(c, "identite", { "identite.logement.adresse.street", "Rue Nationale" }, { "identite.logement.adresse.city", "Lille" }, { "identite.logement.adresse.postcode", "59000" });
	f = checked(c, "identite");
	assert_false(found(&f, "identite.logement.adresse.postcode", "postcode-invalid"));
	gt_case_reseed(c, &seed);                        /* the register learnt it meanwhile: it is locked from now on */
	assert_string_equal(gt_case_value(c, "identite.logement.adresse.street"), "RUE NATIONALE");
}

/* 4 */
static void a_box_is_unticked_only_by_a_form_it_stood_on(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	const struct gt_step *motif = gt_procedure_step(c->procedure, "motif");
	struct gt_pair box = { "motif.situation.accord", "yes" }, other = { "motif.situation.revenu", "1" };
	POST(c, "motif", { box.name, box.value });
	gt_step_post(c, motif, GT_POST_PART, &other, 1, NULL);
	assert_string_equal(gt_case_value(c, "motif.situation.accord"), "yes");
	gt_step_post(c, motif, GT_POST_WHOLE, &other, 1, NULL);
	assert_string_equal(gt_case_value(c, "motif.situation.accord"), "");
}

static void values_are_added_and_removed_without_losing_the_others(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	assert_true(POST(c, "motif", { "motif.situation.prenoms.1", "Anne" }, { "add", "motif.situation.prenoms" }));
	xmlNodePtr field = field_in(form(c, "motif", NULL), "motif.situation.prenoms");
	assert_non_null(gt_xml_next(gt_xml_child(field, "value"), "value"));
	assert_true(POST(c, "motif", { "motif.situation.prenoms.1", "Anne" }, { "motif.situation.prenoms.2", "Lou" }, { "add", "motif.situation.prenoms" }));
	assert_true(POST(c, "motif", { "motif.situation.prenoms.1", "Anne" }, { "motif.situation.prenoms.2", "Lou" }, { "motif.situation.prenoms.3", "" }, { "remove", "motif.situation.prenoms.1" }));
	assert_string_equal(gt_case_value(c, "motif.situation.prenoms.1"), "Lou");
	assert_false(POST(c, "motif", { "motif.situation.prenoms.1", "Lou" }, { "motif.situation.prenoms.2", "" }));
	field = field_in(form(c, "motif", NULL), "motif.situation.prenoms");
	assert_null(gt_xml_next(gt_xml_child(field, "value"), "value"));
}

static void children_come_and_go_with_the_question(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "motif", { "motif.situation.enfants", "yes" }, { "motif.situation.enfant.1.nom", "Un" }, { "add", "motif.situation.enfant" });
	assert_string_equal(gt_case_value(c, "motif.situation.total"), "2");
	struct gt_findings f = checked(c, "motif");
	assert_true(found(&f, "motif.situation.enfant.1.naissance", "required"));
	assert_true(found(&f, "motif.situation.enfant.2.nom", "required"));
	const char *page = shown(c, "motif", &f);
	assert_non_null(strstr(page, "legend=\"Enfant 2\""));
	assert_non_null(strstr(page, "remove=\"motif.situation.enfant.2\""));
	assert_non_null(strstr(page, "show-when=\"motif.situation.enfants=yes\""));
	assert_non_null(strstr(page, "<add label=\"Ajouter un enfant\" name=\"motif.situation.enfant\""));
	POST(c, "motif", { "motif.situation.enfants", "yes" }, { "motif.situation.enfant.1.nom", "Un" }, { "motif.situation.enfant.2.nom", "Deux" }, { "remove", "motif.situation.enfant.1" });
	assert_string_equal(gt_case_value(c, "motif.situation.enfant.1.nom"), "Deux");
	POST(c, "motif", { "motif.situation.enfants", "no" });
	f = checked(c, "motif");
	assert_false(found(&f, "motif.situation.enfant.1.naissance", "required"));
	POST(c, "motif", { "motif.situation.enfants", "yes" });
	assert_string_equal(gt_case_value(c, "motif.situation.enfant.1.nom"), "Deux");
}

static void more_than_the_procedure_allows_is_not_taken(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	POST(c, "motif", { "motif.situation.enfants", "yes" }, { "motif.situation.enfant.1.nom", "A" }, { "motif.situation.enfant.2.nom", "B" }, { "motif.situation.enfant.3.nom", "C" },
		{ "motif.situation.enfant.4.nom", "D" }, { "motif.situation.enfant.999.nom", "E" }, { "add", "motif.situation.enfant" });
	assert_string_equal(gt_case_value(c, "motif.situation.total"), "3");
	assert_string_equal(gt_case_value(c, "motif.situation.enfant.3.nom"), "C");
	assert_null(strstr(shown(c, "motif", NULL), "<add label=\"Ajouter un enfant\""));
}

static void bounds_lengths_choices_and_rules_are_checked(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	day(2026, 10, 1);
	struct gt_case *c = begin(a);
	char *long_name = gt_arena_alloc(a, 302);
	memset(long_name, 'a', 300);
	POST(c, "motif", { "motif.situation.etat", "veuf" }, { "motif.situation.deces.d", "2" }, { "motif.situation.deces.m", "10" }, { "motif.situation.deces.y", "2026" },
		{ "motif.situation.prenoms.1", long_name }, { "motif.situation.revenu", "1001" }, { "motif.situation.enfants", "peut-être" });
	struct gt_findings f = checked(c, "motif");
	assert_true(found(&f, "motif.situation.deces", "date-too-late"));
	assert_true(found(&f, "motif.situation.prenoms.1", "too-long"));
	assert_true(found(&f, "motif.situation.revenu", "trop"));
	assert_true(found(&f, "motif.situation.enfants", "choice-invalid"));
	assert_true(found(&f, "motif.situation.foi", "sworn-required"));
	POST(c, "motif", { "motif.situation.etat", "autre" }, { "motif.situation.revenu", "-1" }, { "motif.situation.prenoms.1", "J3an" });
	f = checked(c, "motif");
	assert_true(found(&f, "motif.situation.etat", "choice-invalid"));
	assert_true(found(&f, "motif.situation.revenu", "too-small"));
	assert_true(found(&f, "motif.situation.prenoms.1", "name-invalid"));
}

static void a_confirmed_number_stands_alone_until_it_is_taken_away(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	const char *name = "justificatifs.ephoto", *number = "ABCD1234EFGH5678IJKL";
	POST(c, "justificatifs", { name, "abcd 1234 efgh 5678 ijkl" });
	struct gt_findings f = checked(c, "justificatifs");
	assert_true(found(&f, name, "ephoto-not-confirmed"));
	assert_true(POST(c, "justificatifs", { name, number }, { "confirm", name }));
	assert_int_equal(checked(c, "justificatifs").n, 0);
	POST(c, "justificatifs", { name, "ZZZZ1234EFGH5678IJKL" });
	assert_string_equal(gt_case_value(c, name), number);
	assert_string_equal(gt_xml_attr(field_in(form(c, "justificatifs", NULL), name), "confirmed"), "yes");
	assert_true(POST(c, "justificatifs", { name, number }, { "remove", name }));
	assert_string_equal(gt_case_value(c, name), "");
	assert_true(!POST(c, "justificatifs", { name, "court" }, { "confirm", name }));
	f = checked(c, "justificatifs");
	assert_true(found(&f, name, "ephoto-invalid"));
}

static void justificatifs_follow_the_answers_and_the_chosen_case(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	const struct gt_asked *all;
	size_t n;
	struct gt_findings f = gt_findings_new(a);
	assert_int_equal(gt_justificatifs_list(c, &all, &n, NULL), GT_OK);
	assert_int_equal(n, 2);
	POST(c, "motif", { "motif.situation.etat", "veuf" });
	assert_int_equal(gt_justificatifs_list(c, &all, &n, NULL), GT_OK);
	assert_int_equal(n, 3);
	assert_int_equal(gt_justificatifs_check(c, &f, NULL), GT_REFUSED);
	assert_int_equal(f.n, 2);
	assert_true(found(&f, "justificatifs.acte", "missing-justificatif"));
	struct gt_file files[] = { { .id = "1", .justificatif = "domicile", .name = "f.pdf", .kind = "pdf" }, { .id = "2", .justificatif = "acte", .name = "f.pdf", .kind = "pdf" } };
	gt_case_files_set(c, files, 2);
	f.n = 0;
	assert_int_equal(gt_justificatifs_check(c, &f, NULL), GT_REFUSED);
	assert_true(found(&f, "justificatifs.domicile", "missing-case"));
	POST(c, "justificatifs", { "justificatifs.domicile.case", "hotel" });
	f.n = 0;
	assert_int_equal(gt_justificatifs_check(c, &f, NULL), GT_OK);
	files[0].paper = "attestation";
	gt_case_files_set(c, files, 2);
	assert_int_equal(gt_justificatifs_check(c, &f, NULL), GT_REFUSED);
	assert_true(found(&f, "justificatifs.domicile", "missing-paper"));
	xmlDocPtr doc = gt_xml_new(a, "page", NULL);
	struct gt_str text;
	assert_int_equal(gt_justificatifs_view(c, &f, gt_xml_root(doc), NULL), GT_OK);
	assert_int_equal(gt_xml_canonical(a, doc, &text, NULL), GT_OK);
	assert_non_null(strstr(text.p, "<case all=\"yes\" chosen=\"yes\" confidential=\"yes\" id=\"hotel\""));
	assert_non_null(strstr(text.p, "accept=\".jpg,.jpeg,.png,.pdf,.tiff,.tif,.bmp\""));
	assert_non_null(strstr(text.p, "<error id=\"missing-paper\"><arg name=\"paper\">Facture d’hôtel</arg></error>"));
}

static void a_review_reads_like_the_form_in_words(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	xmlDocPtr doc = gt_xml_new(a, "review", NULL);
	struct gt_str text;
	POST(c, "identite", { "identite.contact.telephone", "0624053448" });
	POST(c, "motif", { "motif.situation.etat", "veuf" }, { "motif.situation.deces", "2020-02-01" }, { "motif.situation.prenoms.1", "A" }, { "motif.situation.prenoms.2", "B" });
	assert_int_equal(gt_review_view(c, "/d/", gt_xml_root(doc), NULL), GT_OK);
	assert_int_equal(gt_xml_canonical(a, doc, &text, NULL), GT_OK);
	assert_non_null(strstr(text.p, "<section href=\"/d/identite\" id=\"identite\" label=\"Identité\">"));
	assert_non_null(strstr(text.p, "value=\"20 RUE NATIONALE 59000 LILLE\""));
	assert_non_null(strstr(text.p, "value=\"06 24 05 34 48\""));
	assert_non_null(strstr(text.p, "value=\"Veuf(ve)\""));
	assert_non_null(strstr(text.p, "label=\"Décès le\" name=\"motif.situation.deces\" type=\"date\" value=\"2020-02-01\""));
	assert_non_null(strstr(text.p, "value=\"A, B\""));
}

static void the_deposited_request_is_in_order_and_whole(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	day(2026, 10, 1);
	struct gt_case *c = begin(a);
	struct gt_str text;
	struct gt_findings f = gt_findings_new(a);
	POST(c, "identite", { "identite.contact.telephone", "0624053448" });
	POST(c, "motif", { "motif.situation.enfants", "no" }, { "motif.situation.foi", "yes" }, { "motif.situation.prenoms.1", "A" }, { "motif.situation.etat", "marie" });
	POST(c, "justificatifs", { "justificatifs.ephoto", "ABCD1234EFGH5678IJKL" }, { "confirm", "justificatifs.ephoto" });
	gt_case_observations_set(c, "Vingt et un caractères");
	assert_int_equal(gt_case_check_all(c, &f, NULL), GT_REFUSED);
	assert_true(f.n == 1 && found(&f, "observations", "too-long"));
	gt_case_observations_set(c, "Rien.");
	f.n = 0;
	assert_int_equal(gt_case_check_all(c, &f, NULL), GT_OK);
	assert_int_equal(gt_case_deposited(c, &text, NULL), GT_OK);
	assert_true(gt_starts(text.p, "<request deposited=\"2026-10-01\" id=\"r\" procedure=\"essai\" state=\"deposited\" version=\"1.0\"><person number=\"5903007069\">"));
	assert_non_null(strstr(text.p, "<motif><situation><etat>marie</etat><prenoms>A</prenoms><total>0</total><enfants>no</enfants><foi>yes</foi></situation></motif>"));
	assert_non_null(strstr(text.p, "<observations>Rien.</observations></request>"));
}

static void a_decision_takes_its_defaults_and_is_checked(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	day(2026, 10, 1);
	struct gt_case *c = begin(a);
	const struct gt_decision *d = gt_procedure_decision(c->procedure, "oui");
	struct gt_findings f = gt_findings_new(a);
	gt_decision_post(c, d, NULL, 0);
	assert_int_equal(gt_decision_check(c, d, &f, NULL), GT_OK);
	assert_string_equal(gt_case_value(c, "decision.au"), "2027-09-30");
	assert_string_equal(gt_case_value(c, "decision.taxe"), "225.00");
	struct gt_pair early = { "decision.au", "2026-09-01" };
	gt_decision_post(c, d, &early, 1);
	assert_int_equal(gt_decision_check(c, d, &f, NULL), GT_REFUSED);
	assert_true(found(&f, "decision.au", "ordre"));
}

static void a_decision_says_what_it_changes_outside_the_request(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	day(2026, 10, 1);
	struct gt_case *c = begin(a);
	const struct gt_decision *d = gt_procedure_decision(c->procedure, "oui");
	struct gt_effect_asked *e;
	size_t n;
	gt_decision_post(c, d, NULL, 0);
	assert_int_equal(gt_decision_effects(c, d, &e, &n, NULL), GT_OK);
	assert_int_equal(n, 2);
	assert_string_equal(e[0].category, "csp");
	assert_string_equal(e[0].start, "2026-10-01");
	assert_string_equal(e[0].end, "2027-09-30");
	assert_int_equal(e[1].kind, GT_EFFECT_ADDRESS);
	assert_string_equal(e[1].address.street, "RUE NATIONALE");
	assert_string_equal(e[1].address.insee, "59350");
}

static void a_mark_for_agents_is_theirs_alone_and_blocks_nothing(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = begin(a);
	struct gt_findings f = checked(c, "identite");
	assert_false(found(&f, "identite.civil.nom", "trop"));
	f = gt_findings_new(a);
	assert_int_equal(gt_case_marks(c, &f, NULL), GT_OK);
	assert_true(f.n == 1 && found(&f, "identite.civil.nom", "trop"));
	assert_string_equal(gt_case_label(c, "motif.situation.prenoms.2"), "Prénoms");
	assert_null(gt_case_label(c, "motif.nothing"));
}

static void a_draft_of_an_older_version_is_taken_over_and_its_person_told(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	const struct gt_procedure *p = fixture(a);
	struct gt_case *c;
	struct gt_error err;
	assert_int_equal(gt_case_parse(a, p, "fr", &facts, GT_STR("<request procedure='essai' version='0.9'><motif><situation><prenom>A</prenom><prenom>B</prenom><vieux>x</vieux></situation></motif></request>"), &c, &err), GT_OK);
	assert_false(gt_case_changes(c));
	assert_int_equal(gt_case_migrate(c, &err), GT_OK);
	assert_string_equal(gt_case_value(c, "motif.situation.prenoms.2"), "B");
	xmlNodePtr told = gt_xml_root(gt_xml_new(a, "told", NULL));
	assert_true(gt_case_changes(c));
	gt_case_changes_view(c, told);
	assert_null(gt_xml_next(gt_xml_child(told, "change"), "change"));
	assert_string_equal(gt_xml_attr(gt_xml_child(told, "change"), "text"), "Une réponse n’est plus demandée.");
	assert_string_equal(gt_xml_attr(gt_xml_child(told, "change"), "was"), "x");
	struct gt_str kept;
	assert_int_equal(gt_case_serialise(c, &kept, &err), GT_OK);    /* the report lasts as long as it is not read */
	assert_int_equal(gt_case_parse(a, p, "en", &facts, kept, &c, &err), GT_OK);
	assert_true(gt_case_changes(c));
	assert_int_equal(gt_case_migrate(c, &err), GT_OK);             /* it is of this version already */
	gt_case_changes_seen(c);
	assert_false(gt_case_changes(c));
	assert_int_equal(gt_case_parse(a, p, "fr", &facts, GT_STR("<request procedure='essai' version='0.1'/>"), &c, &err), GT_OK);
	assert_int_equal(gt_case_migrate(c, &err), GT_REFUSED);
}

static void a_form_shows_labels_values_and_locks_in_the_readers_language(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 64 << 20);
	struct gt_case *c = gt_case_new(a, fixture(a), "en", &facts, &seed);
	xmlNodePtr f = form(c, "identite", NULL), phone = field_in(f, "identite.contact.telephone"), name = field_in(f, "identite.civil.nom");
	assert_string_equal(gt_xml_attr(phone, "label"), "Telephone");
	assert_null(gt_xml_attr(phone, "label-lang"));
	assert_string_equal(gt_xml_attr(name, "label-lang"), "fr");
	assert_string_equal(gt_xml_attr(name, "locked"), "yes");
	assert_string_equal(gt_xml_attr(phone, "required"), "yes");
	assert_string_equal(gt_xml_text(a, gt_xml_child(name, "value")), "ACC");
	assert_string_equal(gt_xml_text(a, gt_xml_child(field_in(f, "identite.logement.adresse.country"), "value")), "France");
}

/* 9 */
static void a_rule_that_would_never_end_is_stopped_and_told(void **state)
{
	(void)state;
	GT_AUTO_ARENA a = gt_arena_new("t", 256 << 20);
	struct gt_problems problems;
	struct gt_error err = { 0 };
	const struct gt_procedure *p;
	/* each level multiplies the nodes that are looked at by all there are */
	const char *xml = "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'><place tile='t' nature='first'/><delays/><route service=\"''\" fallback='0000'/><step id='motif'><group id='situation'><field id='etat' type='list' choices='marie veuf'>"
		"<rule test='count(//*[count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]) > 0]) > 0' else='futur'/></field></group></step>"
		"<retention drafts-months='3' decided-months='60' identity-papers='with-request'/></procedure>";
	assert_int_equal(fixture_build(a, xml, TEXTS, &problems, &p, &err), GT_OK);
	struct gt_case *c = gt_case_new(a, p, "fr", &facts, &seed);
	POST(c, "motif", { "motif.situation.etat", "veuf" });
	struct gt_findings f = gt_findings_new(a);
	assert_int_equal(gt_step_check(c, gt_procedure_step(p, "motif"), &f, &err), GT_FAILED);
	assert_non_null(strstr(err.message, "more work"));
}

int main(void)
{
	struct gt_error err;
	if (gt_text_init(&err)) return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_that_would_never_end_is_stopped_and_told),
		cmocka_unit_test(a_new_case_knows_the_register_and_its_defaults),
		cmocka_unit_test(answers_are_kept_in_their_normal_form),
		cmocka_unit_test(what_is_confidential_is_in_the_request_and_not_in_what_is_printed),
		cmocka_unit_test(what_was_typed_wrong_is_shown_again_with_what_is_wrong),
		cmocka_unit_test(wrong_input_outlives_being_sealed_and_read_again),
		cmocka_unit_test(a_hidden_answer_is_kept_but_neither_required_nor_deposited),
		cmocka_unit_test(locked_and_unknown_names_are_not_read),
		cmocka_unit_test(an_address_the_register_lacks_is_asked_part_by_part),
		cmocka_unit_test(a_box_is_unticked_only_by_a_form_it_stood_on),
		cmocka_unit_test(values_are_added_and_removed_without_losing_the_others),
		cmocka_unit_test(children_come_and_go_with_the_question),
		cmocka_unit_test(more_than_the_procedure_allows_is_not_taken),
		cmocka_unit_test(bounds_lengths_choices_and_rules_are_checked),
		cmocka_unit_test(a_confirmed_number_stands_alone_until_it_is_taken_away),
		cmocka_unit_test(justificatifs_follow_the_answers_and_the_chosen_case),
		cmocka_unit_test(a_review_reads_like_the_form_in_words),
		cmocka_unit_test(the_deposited_request_is_in_order_and_whole),
		cmocka_unit_test(a_decision_takes_its_defaults_and_is_checked),
		cmocka_unit_test(a_decision_says_what_it_changes_outside_the_request),
		cmocka_unit_test(a_mark_for_agents_is_theirs_alone_and_blocks_nothing),
		cmocka_unit_test(a_draft_of_an_older_version_is_taken_over_and_its_person_told),
		cmocka_unit_test(a_form_shows_labels_values_and_locks_in_the_readers_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

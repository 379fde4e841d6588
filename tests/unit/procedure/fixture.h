/* A small procedure, read from memory, for the tests of room procedure. */
#ifndef GT_TESTS_PROCEDURE_FIXTURE_H
#define GT_TESTS_PROCEDURE_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include "procedure/procedure.h"
#include "text/text.h"

#define HEAD "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'>" \
	"<place tile='titre-sejour' nature='first' beneficiary='self'/>" \
	"<tariff id='taxe' euros='200' from='2020-01-01'/><tariff id='taxe' euros='225' from='2026-05-01'/>" \
	"<delays><delay id='complement' days='30'/><delay id='reminders' days='15 7 2'/><delay id='silence' months='4' effect='refusal'/></delays>" \
	"<route service=\"service-of(identite/logement/adresse/insee)\" fallback='0000'/>" \
	"<shape id='enfant'><field id='nom' type='name' required='yes'/><field id='naissance' type='date' required='yes'>" \
	"<rule test='days(., today()) &gt;= 0' else='futur'/></field></shape>"
#define STEPS "<step id='identite'><group id='civil' locked='yes'><field id='nom' type='name' prefill='/request/person/birth-name'/><rule on='nom' test=\"nom != 'ACC'\" else='trop' agent='yes'/></group>" \
	"<group id='logement'><field id='adresse' type='address' required='yes' prefill='/request/person/address' locked=\"normalize-space(/request/person/address/city) != ''\"/></group>" \
	"<group id='contact'><field id='telephone' type='phone' required='yes'/><field id='courriel' type='email' locked='yes' prefill='/request/account/email'/>" \
	"<field id='delicat' type='text' confidential='yes'/></group></step>" \
	"<step id='motif'><group id='situation'>" \
	"<field id='etat' type='list' choices='marie veuf' default='marie' required='yes'/>" \
	"<field id='deces' type='date' required='yes' show=\"../etat = 'veuf'\" max='{today()}'/>" \
	"<field id='prenoms' type='name' required='yes' repeat='1..3' add='prenom'/>" \
	"<field id='revenu' type='amount' min='0'/><field id='accord' type='checkbox'/>" \
	"<field id='total' type='computed' compute='count(../enfant)'/>" \
	"<field id='enfants' type='yes-no' required='yes'/>" \
	"<group id='enfant' repeat='1..3' add='enfant' show=\"../enfants = 'yes'\" shape='enfant'/>" \
	"<field id='foi' type='sworn' required='yes'/></group>" \
	"<rule on='motif.situation.revenu' test=\"not(situation/etat = 'veuf' and situation/revenu &gt; 1000)\" else='trop'/></step>"
#define FILES "<justificatifs step='justificatifs' max-files='2'><section id='pieces'>" \
	"<field id='ephoto' type='ephoto' required='yes' confirm='yes'/>" \
	"<justificatif id='domicile' required='yes' legal='x'><case id='soi' papers='facture bail'/><case id='hotel' papers='attestation facture-hotel' all='yes' confidential='yes'/></justificatif>" \
	"<justificatif id='acte' required='yes' legal='x' show=\"motif/situation/etat = 'veuf'\"><case id='acte' papers='acte-deces'/></justificatif>" \
	"<justificatif id='libre' required='no' legal='x' max-bytes='1000'><case id='libre' papers='bail'/></justificatif></section></justificatifs>"
#define TAIL "<observations max-chars='20'/>" \
	"<decision id='oui' outcome='favourable'><data id='du' type='date' required='yes' default='{today()}'/>" \
	"<data id='au' type='date' required='yes' default='{add-days(add-months(../du, 12), -1)}'><rule test='days(../du, .) &gt; 0' else='ordre'/></data>" \
	"<data id='taxe' type='amount' required='yes' default=\"{tariff('taxe', today())}\"/>" \
	"<effect kind='title' category='{choose(true(), \"csp\", \"\")}' start='{decision/du}' end='{decision/au}'/><effect kind='address' select='/request/identite/logement/adresse'/></decision>" \
	"<retention drafts-months='3' decided-months='60' identity-papers='with-request'/>" \
	"<migrate from='0.9'><rename from='motif/situation/prenom' to='motif/situation/prenoms'/><remove path='motif/situation/vieux' text='retire'/></migrate></procedure>"

#define T(id, text) "<text id='" id "'>" text "</text>"
#define TEXTS "<texts lang='fr'>" T("title", "Essai") T("step.identite", "Identité") T("step.motif", "Motif") T("step.motif.heading", "Je dis pourquoi") T("step.justificatifs", "Pièces") \
	T("group.identite.civil", "ÉTAT CIVIL") T("field.identite.civil.nom", "Nom") T("group.identite.logement", "LOGEMENT") T("field.identite.logement.adresse", "Adresse") \
	T("group.identite.contact", "CONTACT") T("field.identite.contact.telephone", "Téléphone") T("field.identite.contact.courriel", "Courriel") T("field.identite.contact.delicat", "Délicat") \
	T("group.motif.situation", "SITUATION") T("field.motif.situation.etat", "État") T("choice.marie", "Marié(e)") T("choice.veuf", "Veuf(ve)") T("field.motif.situation.deces", "Décès le") \
	T("field.motif.situation.prenoms", "Prénoms") T("add.prenom", "Ajouter un prénom") T("field.motif.situation.revenu", "Revenu") T("field.motif.situation.accord", "Accord") \
	T("field.motif.situation.total", "Nombre") T("field.motif.situation.enfants", "Des enfants ?") T("group.motif.situation.enfant", "Enfant {n}") T("add.enfant", "Ajouter un enfant") \
	T("field.shape.enfant.nom", "Nom de l’enfant") T("field.shape.enfant.naissance", "Né(e) le") T("field.motif.situation.foi", "Sur l’honneur") T("error.futur", "Dans le futur.") \
	T("error.trop", "Trop.") T("error.ordre", "La fin vient avant.") T("section.pieces", "PIÈCES") T("field.justificatifs.ephoto", "Numéro") T("field.justificatifs.ephoto.confirm", "Confirmer") \
	T("field.justificatifs.ephoto.remove", "Supprimer") T("justificatif.domicile", "Domicile") T("case.soi", "Chez soi") T("case.hotel", "À l’hôtel") T("document.facture", "Facture") \
	T("document.bail", "Bail") T("document.attestation", "Attestation") T("document.facture-hotel", "Facture d’hôtel") T("justificatif.acte", "Acte") T("document.acte-deces", "Acte de décès") \
	T("justificatif.libre", "Libre") T("decision.oui", "Oui") T("decision.oui.du", "Du") T("decision.oui.au", "Au") T("decision.oui.taxe", "Taxe") T("migrate.retire", "Une réponse n’est plus demandée.") \
	"</texts>"
#define ENGLISH "<texts lang='en'>" T("title", "Trial") T("field.identite.contact.telephone", "Telephone") "</texts>"

static inline int fixture_build(struct gt_arena *a, const char *xml, const char *texts, struct gt_problems *problems, const struct gt_procedure **ret, struct gt_error *err)
{
	xmlDocPtr doc;
	struct gt_procedure_file files[2] = { { .name = "texts.fr.xml" }, { .name = "texts.en.xml" } };
	*problems = (struct gt_problems){ .arena = a };
	assert_int_equal(gt_xml_parse(a, gt_str(xml), GT_XML_PLUGIN_MAX_BYTES, &doc, err), GT_OK);
	assert_int_equal(gt_xml_parse(a, gt_str(texts), GT_XML_PLUGIN_MAX_BYTES, &files[0].doc, err), GT_OK);
	assert_int_equal(gt_xml_parse(a, gt_str(ENGLISH), GT_XML_PLUGIN_MAX_BYTES, &files[1].doc, err), GT_OK);
	return gt_procedure_build(a, doc, files, 2, problems, ret, err);
}

static inline const struct gt_procedure *fixture(struct gt_arena *a)
{
	struct gt_problems problems;
	struct gt_error err;
	const struct gt_procedure *p;
	if (fixture_build(a, HEAD STEPS FILES TAIL, TEXTS, &problems, &p, &err)) {
		for (size_t i = 0; i < problems.n; i++) print_error("%d: %s\n", problems.items[i].line, problems.items[i].cause);
		fail();
	}
	return p;
}

static inline const char *service_of(void *arg, struct gt_arena *a, const char *insee) { (void)arg; (void)a; return gt_streq(insee, "59350") ? "5901" : NULL; }
static const struct gt_facts facts = { .service_of = service_of };
static const struct gt_seed seed = { .request_id = "r", .foreigner_number = "5903007069", .birth_name = "ACC", .first_names = "CONJOINTE MARIE", .sex = "F", .birth_date = "1990-05-01",
	.nationality = "MX", .email = "a@example.org", .address = { "20", "RUE NATIONALE", NULL, "59000", "LILLE", "FR", "59350" } };

static inline struct gt_case *begin(struct gt_arena *a) { return gt_case_new(a, fixture(a), "fr", &facts, &seed); }

static inline void day(int y, int m, int d)
{
	struct gt_date to = { (int16_t)y, (int8_t)m, (int8_t)d }, epoch = { 1970, 1, 1 };
	gt_clock_set_fixed(gt_days_between(epoch, to) * 86400 + 43200);
}

#define POST(c, step, ...) post_pairs((c), (step), (const struct gt_pair[]){ __VA_ARGS__ }, sizeof((const struct gt_pair[]){ __VA_ARGS__ }) / sizeof(struct gt_pair))
static inline bool post_pairs(struct gt_case *c, const char *step, const struct gt_pair *pairs, size_t n)
{
	bool reshaped;
	gt_step_post(c, gt_procedure_step(c->procedure, step), GT_POST_WHOLE, pairs, n, &reshaped);
	return reshaped;
}

static inline struct gt_findings checked(struct gt_case *c, const char *step)
{
	struct gt_findings f = gt_findings_new(c->arena);
	struct gt_error err = { 0 };
	int rc = gt_step_check(c, gt_procedure_step(c->procedure, step), &f, &err);
	if (rc == GT_FAILED) print_error("%s\n", err.message);
	assert_int_equal(rc, f.n ? GT_REFUSED : GT_OK);
	return f;
}

static inline bool found(const struct gt_findings *f, const char *field, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (gt_streq(f->items[i].field, field) && (gt_streq(f->items[i].id, id) || gt_streq(f->items[i].rule, id))) return true;
	return false;
}

/* The form of a step as canonical text. */
static inline const char *shown(struct gt_case *c, const char *step, const struct gt_findings *f)
{
	xmlDocPtr doc = gt_xml_new(c->arena, "form", NULL);
	struct gt_str text;
	struct gt_error err;
	assert_int_equal(gt_step_view(c, gt_procedure_step(c->procedure, step), f, gt_xml_root(doc), &err), GT_OK);
	assert_int_equal(gt_xml_canonical(c->arena, doc, &text, &err), GT_OK);
	return text.p;
}

static inline xmlNodePtr field_in(xmlNodePtr el, const char *name)
{
	GT_XML_EACH(x, el, NULL) {
		if (gt_xml_is(x, "field") && gt_streq(gt_xml_attr(x, "name"), name)) return x;
		xmlNodePtr deep = field_in(x, name);
		if (deep) return deep;
	}
	return NULL;
}

static inline xmlNodePtr form(struct gt_case *c, const char *step, const struct gt_findings *f)
{
	xmlNodePtr root = gt_xml_root(gt_xml_new(c->arena, "form", NULL));
	assert_int_equal(gt_step_view(c, gt_procedure_step(c->procedure, step), f, root, NULL), GT_OK);
	return root;
}

#endif

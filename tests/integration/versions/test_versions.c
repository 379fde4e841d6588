/* Versions of a procedure on a real server, as workers and operator see them: side by side, drafts that follow or stay, back again, closed after crashes,
 * rehearsed by invented persons and erased. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "account/agent.h"
#include "ctl/rehearsal_store.h"
#include "dossier/dossier.h"
#include "dossier/versions.h"
#include "dossier/work.h"
#include "plugin/plugin.h"
#include "procedure/migrate.h"
#include "register/register.h"
#include "tests/lib/db_harness.h"
#include "text/text.h"

#define ID "essai"
#define AT(...) gt_arena_printf(arena, __VA_ARGS__)
#define OK(call) do { struct gt_error *e_ = E; if ((call) != GT_OK) fail_msg("%s: %s (%s)", #call, e_->message, e_->detail); } while (0)
#define E (&err)

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_config *config;
static struct gt_db *web, *ctl;
static struct gt_plugins *plugins;
static struct gt_desk desk;
static struct gt_error err;
static struct gt_applicant person = { .foreigner_number = "5903007069", .email = "conjointe@example.org", .lang = "fr" }, invented = { .foreigner_number = "0000000001", .email = "essai@example.org", .lang = "fr", .invented = true };

/* ---- versions of a small procedure ---- */
#define HEAD "<procedure xmlns='urn:guichet:procedure:1' id='" ID "' version='%s' min-abi='1.0'><place tile='changement-situation' nature='change'/><delays/><route service=\"''\" fallback='0000'/>"
#define TAIL "<retention drafts-months='3' decided-months='60' identity-papers='with-request'/>%s</procedure>"
static const char *const steps[] = {
	"<step id='motif'><group id='g' untitled='yes'><field id='nom' type='text'/><field id='ancien' type='text'/><field id='enfants' type='integer' max='50'/></group></step>"
	"<justificatifs step='pieces' max-files='3'><section id='s'><justificatif id='preuve' required='yes' legal='essai'><case id='c' papers='acte'/><reasons ids='autre'/></justificatif></section></justificatifs>",
	"<step id='motif'><group id='g' untitled='yes'><field id='nom-complet' type='text'/><field id='ville' type='text' required='yes'/><field id='enfants' type='integer' max='5'/></group></step>"
	"<justificatifs step='pieces' max-files='3'><section id='s'><justificatif id='justification' required='yes' legal='essai'><case id='c' papers='acte'/><reasons ids='autre'/></justificatif></section></justificatifs>",
};
#define MIGRATE "<migrate from='1.0'><rename from='motif/g/nom' to='motif/g/nom-complet' text='nom'/><remove path='motif/g/ancien' text='ancien'/><add path='motif/g/ville' value='' text='ville'/>" \
	"<rename from='pieces/preuve' to='pieces/justification'/></migrate>"
#define TEXTS "<texts lang='fr'><text id='title'>Essai</text><text id='step.motif'>Motif</text><text id='step.pieces'>Pièces</text><text id='field.motif.g.nom'>Nom</text>" \
	"<text id='field.motif.g.nom-complet'>Nom complet</text><text id='field.motif.g.ancien'>Ancien</text><text id='field.motif.g.ville'>Ville</text><text id='field.motif.g.enfants'>Enfants</text>" \
	"<text id='section.s'>Pièces</text><text id='justificatif.preuve'>Preuve</text><text id='justificatif.justification'>Justification</text><text id='document.acte'>Acte</text><text id='reason.autre'>Autre</text>" \
	"<text id='migrate.nom'>Le nom est demandé en entier.</text><text id='migrate.ancien'>L’ancien nom n’est plus demandé.</text><text id='migrate.ville'>La ville est demandée.</text></texts>"

static void put(const char *path, const char *text)
{
	unlink(path);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0644), 0);
}

/* As the operator does it: signed, copied into place, its row written. */
static void install(const char *version, int of, const char *migrate)
{
	struct gt_plugin p;
	const char *stage = AT("%s/stage-%s", h->dir, version);
	mkdir(stage, 0755);
	put(AT("%s/procedure.xml", stage), AT("%s%s%s", AT(HEAD, version), steps[of], AT(TAIL, migrate)));
	put(AT("%s/texts.fr.xml", stage), TEXTS);
	OK(gt_plugin_sign(arena, stage, AT("%s/signer.key", h->dir), E));
	OK(gt_plugin_install(arena, config, stage, &p, E));
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = ID, .version = version };
	OK(gt_version_install(ctl, &act, p.manifest, AT(ID "/%s", version), p.signer, E));
}

static int enable(const char *version, enum gt_enable how)
{
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = ID, .version = version };
	int rc = gt_version_enable(ctl, &act, how, E);
	OK(gt_desk_procedures(&desk, E));
	return rc;
}

static struct gt_offers offered(bool to_invented)
{
	return gt_plugins_offers(plugins, &(struct gt_offer_for){ .tile = "changement-situation", .invented = to_invented, .on = gt_today() });
}

static const char *version_offered(bool to_invented) { return offered(to_invented).n == 1 ? offered(to_invented).items[0]->version : "none"; }

/* ---- drafts ---- */
static struct gt_id draft(const struct gt_applicant *who, const struct gt_procedure *p)
{
	struct gt_id id;
	struct gt_findings f = gt_findings_new(arena);
	OK(gt_dossier_begin(&desk, arena, who, p, "self", &f, &id, E));
	return id;
}

static struct gt_dossier *opened(struct gt_id id, const struct gt_applicant *who)
{
	struct gt_dossier *d;
	OK(gt_dossier_open(&desk, arena, id, who, &d, E));
	return d;
}

static struct gt_id filled_draft(void)
{
	struct gt_id id = draft(&person, gt_plugins_procedure(plugins, ID, "1.0"));
	struct gt_dossier *d = opened(id, &person);
	struct gt_pair pairs[] = { { "motif.g.nom", "Conjointe ACC" }, { "motif.g.ancien", "DURAND" }, { "motif.g.enfants", "12" } };
	gt_step_post(d->answers, &d->procedure->steps[0], GT_POST_WHOLE, pairs, GT_COUNT(pairs), NULL);
	OK(gt_dossier_save(&desk, arena, d, d->version, "pieces", E));
	return id;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at) { (void)st; (void)type; (void)at; return remove(path); }

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_harness_sql(h, "INSERT INTO person (foreigner_number, birth_name, given_names, folded_name, source, updated_utc_s) VALUES ('5903007069', 'ACC', 'Conjointe', 'acc conjointe', 'test', 0), ('0000000001', 'SPECIMEN', 'Essai', 'specimen essai', 'test', 0);\n"
		"INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('0000000009', '0000000001', 'visiteur', '2026-01-01', '2027-01-01', 'test', 0);\n"
		"INSERT INTO account (id, foreigner_number, email, state, created_utc_s) VALUES (REPEAT('p', 16), '5903007069', 'p@example.org', 'active', 0), (REPEAT('i', 16), '0000000001', 'i@example.org', 'active', 0);\n");
	memset(person.account.b, 'p', 16);
	memset(invented.account.b, 'i', 16);
	gt_clock_set_fixed(1790000000);
	static const char *const folders[] = { "plugins", "stage-1.0", "stage-2.0", "aside" };
	for (size_t i = 0; i < GT_COUNT(folders); i++) nftw(AT("%s/%s", h->dir, folders[i]), drop, 16, FTW_DEPTH | FTW_PHYS);
	mkdir(AT("%s/plugins", h->dir), 0755);
	if (plugins) gt_plugins_free(&plugins);
	install("1.0", 0, "");
	OK(gt_plugins_load(config, &plugins, E));
	desk = (struct gt_desk){ .db = web, .ring = h->ring, .plugins = plugins, .config = config };
	return enable("1.0", GT_ENABLE);
}

static void installed_is_not_yet_offered_and_enabled_holds_for_the_next_request(void **state)
{
	(void)state;
	assert_string_equal(version_offered(false), "1.0");
	install("2.0", 1, MIGRATE);
	OK(gt_desk_procedures(&desk, E));
	assert_string_equal(version_offered(false), "1.0");
	assert_int_equal(enable("2.0", GT_ENABLE), GT_OK);            /* a worker that runs since before 2.0 was installed */
	assert_string_equal(version_offered(false), "2.0");
	assert_non_null(gt_plugins_procedure(plugins, ID, "1.0"));
	assert_int_equal(enable("1.0", GT_ENABLE_ROLLBACK), GT_OK);
	assert_string_equal(version_offered(false), "1.0");
}

static void a_draft_follows_the_new_version_and_its_person_is_told_until_they_read_it(void **state)
{
	(void)state;
	struct gt_id id = filled_draft();
	gt_harness_sql(h, "INSERT INTO document (id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s) "
		"SELECT REPEAT('f', 16), id, 'preuve', 1, 'joined', '', 'pdf', 1, 1, 1, REPEAT('x', 32), '', 'e', 's', 0, 0 FROM dossier;\n");
	install("2.0", 1, MIGRATE);
	assert_int_equal(enable("2.0", GT_ENABLE), GT_OK);
	gt_harness_sql(h, "UPDATE document SET state = 'removed';\n");        /* its sealed name is none: it is not to be listed here */
	struct gt_dossier *d = opened(id, &person);
	assert_string_equal(d->procedure->version, "2.0");
	assert_string_equal(gt_case_value(d->answers, "motif.g.nom-complet"), "Conjointe ACC");
	assert_true(gt_case_changes(d->answers));
	xmlNodePtr told = gt_xml_root(gt_xml_new(arena, "told", NULL));
	gt_case_changes_view(d->answers, told);
	xmlNodePtr first = gt_xml_child(told, "change"), second = gt_xml_next(first, "change");
	assert_string_equal(gt_xml_attr(first, "text"), "Le nom est demandé en entier.");
	assert_string_equal(gt_xml_attr(second, "text"), "L’ancien nom n’est plus demandé.");
	assert_string_equal(gt_xml_attr(second, "was"), "DURAND");
	struct gt_findings f = gt_findings_new(arena);                        /* stricter, and asked anew: told, and nothing is thrown away */
	assert_int_equal(gt_step_check(d->answers, &d->procedure->steps[0], &f, E), GT_REFUSED);
	assert_int_equal(f.n, 2);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM dossier WHERE procedure_version = '2.0' AND state = 'draft'"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb = 'migrate' AND detail = '1.0 2.0'"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM document WHERE justificatif = 'justification'"), 1);
	d = opened(id, &person);                                              /* once is enough, and the report waits */
	assert_true(gt_case_changes(d->answers));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb = 'migrate'"), 1);
	OK(gt_dossier_changes_seen(&desk, arena, d, d->version, E));
	assert_false(gt_case_changes(opened(id, &person)->answers));
}

static void a_form_of_the_former_version_is_saved_on_the_new_draft(void **state)
{
	(void)state;
	struct gt_id id = filled_draft();
	int64_t shown = opened(id, &person)->version;
	install("2.0", 1, MIGRATE);
	assert_int_equal(enable("2.0", GT_ENABLE), GT_OK);
	struct gt_dossier *d = opened(id, &person);
	assert_int_equal(gt_dossier_save(&desk, arena, d, shown, "motif", E), GT_CONFLICT);    /* what the page then merges */
	struct gt_pair pair = { "motif.g.enfants", "3" };
	gt_step_post(d->answers, &d->procedure->steps[0], GT_POST_PART, &pair, 1, NULL);
	OK(gt_dossier_save(&desk, arena, d, d->version, "motif", E));
	assert_string_equal(gt_case_value(opened(id, &person)->answers, "motif.g.enfants"), "3");
}

static void without_rules_a_draft_stays_and_back_again_none_is_lost(void **state)
{
	(void)state;
	struct gt_id old = filled_draft();
	install("2.0", 1, "");
	assert_int_equal(enable("2.0", GT_ENABLE), GT_OK);
	assert_string_equal(opened(old, &person)->procedure->version, "1.0");
	struct gt_id young = draft(&person, gt_plugins_procedure(plugins, ID, NULL));
	assert_string_equal(opened(young, &person)->procedure->version, "2.0");
	assert_int_equal(enable("1.0", GT_ENABLE_ROLLBACK), GT_OK);
	struct gt_dossier *d = opened(young, &person);                        /* goes on with the version it was begun with */
	assert_string_equal(d->procedure->version, "2.0");
	OK(gt_dossier_save(&desk, arena, d, d->version, "motif", E));
	assert_string_equal(gt_case_value(opened(old, &person)->answers, "motif.g.nom"), "Conjointe ACC");
	int64_t need;
	OK(gt_version_requests(ctl, arena, ID, "2.0", &need, E));
	assert_int_equal(need, 1);
}

static void a_draft_whose_version_is_gone_waits_for_it(void **state)
{
	(void)state;
	struct gt_id id = filled_draft();
	struct gt_dossier *d;
	assert_int_equal(rename(AT("%s/plugins/" ID "/1.0", h->dir), AT("%s/aside", h->dir)), 0);
	gt_plugins_free(&plugins);
	OK(gt_plugins_load(config, &plugins, E));
	desk.plugins = plugins;
	OK(gt_desk_procedures(&desk, E));
	struct gt_dossier_away away;
	assert_int_equal(gt_dossier_open(&desk, arena, id, &person, &d, E), GT_BUSY);
	OK(gt_dossier_away(&desk, arena, id, &person, &away, E));
	assert_null(away.number);
	assert_int_equal(gt_dossier_away(&desk, arena, id, &invented, &away, E), GT_NOTFOUND);       /* another person's */
	static const struct gt_agent_role there[] = { { "lecteur", "5901" } }, elsewhere[] = { { "lecteur", "5902" } };
	struct gt_desk agents = desk;
	struct gt_agent_session here = { .agent = gt_id_new(), .lang = "fr", .enrolled = true, .roles = there, .n_roles = 1 }, far = { .agent = gt_id_new(), .lang = "fr", .enrolled = true, .roles = elsewhere, .n_roles = 1 };
	agents.db = gt_harness_db(h, "web_agent");
	assert_int_equal(gt_work_away(&agents, arena, &here, id, &away, E), GT_NOTFOUND);                              /* a draft is nobody's but its person's */
	gt_harness_sql(h, "INSERT INTO service (code, name, address, departments) VALUES ('5901', 'Nord', '', '59') ON DUPLICATE KEY UPDATE name = 'Nord';\n"
		"UPDATE dossier SET state = 'deposited', number = '5901202609100000001', service = '5901', deposited_utc_s = 1;\n");
	assert_int_equal(gt_work_away(&agents, arena, &far, id, &away, E), GT_NOTFOUND);
	OK(gt_work_away(&agents, arena, &here, id, &away, E));
	assert_string_equal(away.procedure_version, "1.0");
	assert_string_equal(away.number, "5901202609100000001");
	gt_db_free(&agents.db);
	gt_harness_sql(h, "UPDATE dossier SET state = 'draft', number = NULL, service = NULL, deposited_utc_s = NULL;\n");
	assert_int_equal(rename(AT("%s/aside", h->dir), AT("%s/plugins/" ID "/1.0", h->dir)), 0);
	assert_string_equal(gt_case_value(opened(id, &person)->answers, "motif.g.nom"), "Conjointe ACC");
	assert_int_equal(gt_dossier_away(&desk, arena, id, &person, &away, E), GT_NOTFOUND);
}

static void the_third_crash_within_a_minute_closes_and_raises_an_alert(void **state)
{
	(void)state;
	bool closed;
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));
	gt_clock_set_fixed(1790000050);
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));
	gt_clock_set_fixed(1790000061);
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));         /* the first was more than a minute ago */
	assert_false(closed);
	OK(gt_desk_procedures(&desk, E));
	assert_int_equal(offered(false).n, 1);
	gt_clock_set_fixed(1790000110);
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));
	assert_true(closed);
	OK(gt_desk_procedures(&desk, E));
	assert_int_equal(offered(false).n, 0);
	assert_int_equal(offered(false).away, GT_AWAY_CRASHES);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM alert WHERE kind = 'procedure-closed' AND service IS NULL"), 1);
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));         /* closed once */
	assert_false(closed);
	assert_int_equal(enable("1.0", GT_ENABLE), GT_OK);
	assert_int_equal(offered(false).n, 1);
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));         /* and it starts to count anew */
	OK(gt_procedure_crashed(web, ID, "1.0", &closed, E));
	assert_false(closed);
}

static void it_opens_and_closes_by_its_days_and_by_the_administrators_hand(void **state)
{
	(void)state;
	struct gt_db *agents = gt_harness_db(h, "web_agent");
	struct gt_version_act act = { .by = GT_ACTOR_AGENT, .actor = gt_id_new(), .id = ID };
	struct gt_version_row row;
	struct gt_date tomorrow = gt_date_add_days(gt_today(), 1), yesterday = gt_date_add_days(gt_today(), -1), none = { 0 };
	OK(gt_procedure_dates(agents, &act, tomorrow, none, E));
	OK(gt_desk_procedures(&desk, E));
	assert_int_equal(offered(false).away, GT_AWAY_NOT_YET);
	OK(gt_procedure_dates(agents, &act, none, yesterday, E));
	OK(gt_desk_procedures(&desk, E));
	assert_int_equal(offered(false).away, GT_AWAY_OVER);
	OK(gt_procedure_dates(agents, &act, yesterday, tomorrow, E));
	OK(gt_procedure_close(agents, &act, "entretien", E));
	OK(gt_desk_procedures(&desk, E));
	assert_int_equal(offered(false).away, GT_AWAY_CLOSED);
	OK(gt_version_get(agents, arena, ID, "1.0", &row, E));
	act.seen = row.revision - 1;
	assert_int_equal(gt_procedure_reopen(agents, &act, E), GT_CONFLICT);
	act.seen = row.revision;
	OK(gt_procedure_reopen(agents, &act, E));
	OK(gt_desk_procedures(&desk, E));
	assert_string_equal(version_offered(false), "1.0");
	act.version = "1.0";
	act.seen = 0;
	OK(gt_version_enable(agents, &act, GT_ENABLE, E));
	act.id = "no-such-procedure";
	assert_int_equal(gt_procedure_close(agents, &act, "x", E), GT_NOTFOUND);
	gt_db_free(&agents);
}

static int erase_tx(struct gt_db *db, void *arg, struct gt_error *e) { return gt_rehearsal_erase(db, arena, arg, e); }

static void a_rehearsal_is_for_invented_persons_alone_and_leaves_nothing(void **state)
{
	(void)state;
	struct gt_rehearsal_gone gone = { 0 };
	install("2.0", 1, MIGRATE);
	assert_int_equal(enable("2.0", GT_ENABLE_REHEARSAL), GT_OK);
	assert_string_equal(version_offered(false), "1.0");
	assert_string_equal(version_offered(true), "2.0");
	struct gt_id real = filled_draft();
	assert_string_equal(opened(real, &person)->procedure->version, "1.0");        /* nobody's draft moves because of a rehearsal */
	struct gt_id rehearsed = draft(&invented, gt_plugins_current(plugins, ID, true)->procedure);
	assert_true(opened(rehearsed, &invented)->rehearsal);
	assert_false(opened(real, &person)->rehearsal);
	OK(gt_db_tx(ctl, erase_tx, &gone, E));
	assert_int_equal(gone.requests, 1);
	assert_int_equal(gone.accounts, 1);
	assert_int_equal(gone.persons, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM dossier"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM person"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM title"), 0);
	assert_int_equal(enable("2.0", GT_ENABLE), GT_OK);
	assert_string_equal(version_offered(false), "2.0");
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM procedure_enabled WHERE previous = '1.0'"), 1);
}

static void statements_are_prepared_by_the_programs_that_use_them(void **state)
{
	(void)state;
	OK(gt_versions_prepare(ctl, E));
	OK(gt_rehearsal_prepare(ctl, E));
}

static void prepare(void)
{
	arena = gt_arena_new("test", 512u << 20);
	mkdir(AT("%s/signers", h->dir), 0755);
	FILE *f = fopen(h->settings_path, "a");
	fprintf(f, "[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s\ncatalogue = %s\n", h->dir, h->dir, gt_harness_source(arena, "xslt/schema"), gt_harness_source(arena, "plugins/catalogue.xml"));
	fclose(f);
	umask(022);
	if (gt_config_load(h->settings_path, &config, E) || gt_text_init(E) || gt_signer_create(AT("%s/signer.key", h->dir), AT("%s/signers/test.pub", h->dir), E)) {
		fprintf(stderr, "%s\n", err.message);
		exit(1);
	}
	web = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	gt_xml_init();
	prepare();
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_programs_that_use_them), T(installed_is_not_yet_offered_and_enabled_holds_for_the_next_request), T(a_draft_follows_the_new_version_and_its_person_is_told_until_they_read_it),
		T(a_form_of_the_former_version_is_saved_on_the_new_draft), T(without_rules_a_draft_stays_and_back_again_none_is_lost), T(a_draft_whose_version_is_gone_waits_for_it),
		T(the_third_crash_within_a_minute_closes_and_raises_an_alert), T(it_opens_and_closes_by_its_days_and_by_the_administrators_hand), T(a_rehearsal_is_for_invented_persons_alone_and_leaves_nothing),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_plugins_free(&plugins);
	gt_db_free(&web);
	gt_db_free(&ctl);
	gt_config_free(&config);
	gt_arena_free(&arena);
	return failed;
}

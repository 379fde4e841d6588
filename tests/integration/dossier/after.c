/* What the tests of this folder begin with: see the header. */
#include "tests/integration/dossier/after.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "tests/lib/press.h"
#include "tests/lib/procedure_harness.h"

#define ID "conjoint-rf-renouvellement"

struct gt_harness *h;
struct gt_arena *arena;
struct gt_db *web, *user, *ctl;
struct gt_desk agents, users;
struct after_procedure renewal;
struct gt_applicant conjointe, somebody;
struct gt_agent_session camille, samir;
static struct gt_scan_harness scanner;
static char files[] = "/tmp/gt-files-XXXXXX";

void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }

void sql(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(h, gt_arena_printf(arena, "%s;\n", text));
}

const char *hex(struct gt_id id)
{
	char *out = gt_arena_alloc(arena, 33);
	for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02x", id.b[i]);
	return out;
}

int64_t count(const char *what, ...)
{
	va_list ap;
	va_start(ap, what);
	const char *text = gt_arena_vprintf(arena, what, ap);
	va_end(ap);
	return gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM %s", text));
}

static void must(int rc, const struct gt_error *err) { if (rc != GT_OK) gt_panic("%s (%s)", err->message, err->detail); }

/* A drawing process of this process' own. */
static void warm(void)
{
	struct gt_error err = { 0 };
	must(gt_pdf_warm(NULL, gt_harness_source(h->arena, "xslt"), &err), &err);
}

/* ---- people ---- */
static struct gt_applicant person(const char *number, const char *email)
{
	struct gt_applicant a = { .account = gt_id_new(), .foreigner_number = number, .email = email, .lang = "fr" };
	sql("INSERT INTO account (id, foreigner_number, email, email_typed, lang, state, created_utc_s) VALUES (X'%s', '%s', '%s', '%s', 'fr', 'active', 1)", hex(a.account), number, email, email);
	sql("INSERT INTO person (foreigner_number, birth_name, given_names, sex, birth_date, birth_place, birth_country, nationality, address_number, address_street, postcode, city, address_country, insee, "
		"folded_name, source, updated_utc_s) VALUES ('%s', 'ACC', 'CONJOINTE', 'F', '1990-05-01', 'CANCUN', 'MX', 'MX', '20', 'RUE NATIONALE', '59000', 'LILLE', 'FR', '59350', 'acc conjointe', 'import', 1)", number);
	sql("INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('T%s', '%s', 'conjoint-rf', '2025-09-15', '2026-12-14', 'import', 1)", number, number);
	return a;
}

static struct gt_agent_session agent(const char *login)
{
	static const struct gt_agent_role acts[] = { { "instructeur", "5901" } };
	struct gt_agent_session s = { .agent = gt_id_new(), .login = login, .name = login, .lang = "fr", .enrolled = true, .roles = acts, .n_roles = 1 };
	sql("INSERT INTO agent (id, login, name, email, state, created_utc_s) VALUES (X'%s', '%s', '%s', 'a@exemple.test', 'active', 1)", hex(s.agent), login, login);
	return s;
}

struct effort { int64_t n; };
static const struct gt_col effort_map[] = { GT_COL(struct effort, n) };
static const struct gt_query effort_query = { .sql = "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'", .params = "", GT_ROW(struct effort, effort_map) };

int64_t looked_at(struct gt_db *db)
{
	struct effort e;
	OK(gt_db_one(db, arena, &effort_query, GT_NONE_WITH, &e, E));
	return e.n;
}

int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_arena_reset(arena);
	gt_clock_set_fixed(T0);
	sql("INSERT INTO service (code, name, address, departments) VALUES ('5901', 'Préfecture du Nord', '12 rue Jean-sans-Peur\\n59039 Lille Cedex', '59'), ('0000', 'Service national', NULL, '')");
	conjointe = person("5903007069", "conjointe@exemple.test");
	somebody = person("5903007070", "autre@exemple.test");
	camille = agent("camille");
	samir = agent("samir");
	warm();
	return 0;
}

/* ---- a request ---- */
struct gt_dossier *opened(const struct gt_applicant *who, struct gt_id id)
{
	struct gt_dossier *d;
	OK(gt_dossier_open(&users, arena, id, who, &d, E));
	return d;
}

struct gt_dossier *seen_by(struct gt_desk *desk, const struct gt_agent_session *who, struct gt_id id, struct gt_file_work *ret_work)
{
	struct gt_dossier *d;
	OK(gt_work_open_file(desk, arena, who, id, &d, ret_work, E));
	return d;
}

struct gt_str file_bytes(void)
{
	struct gt_str bytes;
	OK(gt_file_read(arena, gt_arena_printf(arena, "%s/clean--one-page.pdf", files), 1 << 20, &bytes, E));
	return bytes;
}

struct gt_id join(struct gt_dossier *d, const char *justificatif, const char *name)
{
	struct gt_str bytes = file_bytes();
	struct gt_document doc;
	struct gt_file_finding why;
	int fd = gt_test_memfd(bytes.p, bytes.n);
	OK(gt_dossier_join(&users, arena, d, &(struct gt_file_sent){ .justificatif = justificatif, .name = name, .fd = fd, .bytes = (int64_t)bytes.n }, &doc, &why, E));
	close(fd);
	return doc.id;
}

void answer(struct gt_dossier *d, const char *step, const char *field, const char *value)
{
	bool reshaped;
	struct gt_pair one = { field, value };
	gt_step_post(d->answers, gt_procedure_step(d->procedure, step), GT_POST_PART, &one, 1, &reshaped);
	OK(gt_dossier_save(&users, arena, d, d->version, step, E));
}

void fill(struct gt_dossier *d)
{
	static const struct { const char *step, *field, *value; } typed[] = {
		{ "informations-personnelles", "informations-personnelles.contact.telephone", "0624053448" }, { "motif", "motif.accueillant.nom", "Poulein" }, { "motif", "motif.accueillant.prenoms.1", "Jorge" },
		{ "motif", "motif.accueillant.numero", "5903007001" }, { "motif", "motif.liens.situation.etat", "marie" }, { "motif", "motif.liens.situation.pays-union", "FR" },
		{ "motif", "motif.liens.enfants.a-charge", "no" }, { "motif", "motif.liens.enfants.a-charge-conjoint", "no" }, { "motif", "motif.attestation.polygamie", "yes" },
		{ "motif", "motif.attestation.sanctions", "yes" }, { "justificatifs", "justificatifs.domicile.case", "domicile-propre" },
		{ "justificatifs", "justificatifs.mariage.case", "mariage-france" }, { "justificatifs", "justificatifs.communaute-de-vie.case", "vie-commune" },
	};
	static const struct gt_pair dates[] = { { "motif.accueillant.naissance.d", "12" }, { "motif.accueillant.naissance.m", "3" }, { "motif.accueillant.naissance.y", "1988" },
		{ "motif.liens.situation.date-union.d", "24" }, { "motif.liens.situation.date-union.m", "6" }, { "motif.liens.situation.date-union.y", "2018" } };
	bool reshaped;
	gt_step_post(d->answers, gt_procedure_step(d->procedure, "motif"), GT_POST_PART, dates, GT_COUNT(dates), &reshaped);
	for (size_t i = 0; i < GT_COUNT(typed); i++) {
		struct gt_pair one = { typed[i].field, typed[i].value };
		gt_step_post(d->answers, gt_procedure_step(d->procedure, typed[i].step), GT_POST_PART, &one, 1, &reshaped);
	}
	static int photos;
	const struct gt_pair sure[] = { { "justificatifs.ephoto", gt_arena_printf(arena, "ABCD1234EFGH5678IJ%04d", photos++) }, { "confirm", "justificatifs.ephoto" } };
	gt_step_post(d->answers, gt_procedure_step(d->procedure, "justificatifs"), GT_POST_PART, sure, GT_COUNT(sure), &reshaped);
	OK(gt_dossier_save(&users, arena, d, d->version, "depot", E));
}

struct gt_id deposited(void)
{
	struct gt_id id;
	struct gt_findings f = gt_findings_new(arena);
	const struct gt_asked *asked;
	size_t n;
	OK(gt_dossier_begin(&users, arena, &conjointe, renewal.procedure, "self", &f, &id, E));
	struct gt_dossier *d = opened(&conjointe, id);
	fill(d);
	OK(gt_justificatifs_list(d->answers, &asked, &n, E));
	for (size_t i = 0; i < n; i++)
		if (asked[i].required) join(d, asked[i].justificatif->id, gt_arena_printf(arena, "%s.pdf", asked[i].justificatif->id));
	d = opened(&conjointe, id);
	int rc;
	struct gt_error err = { 0 };
	rc = gt_dossier_deposit(&users, arena, d, d->version, "fr", &f, &err);
	for (size_t i = 0; rc == GT_REFUSED && i < f.n; i++) fprintf(stderr, "%s: %s %s\n", f.items[i].field ? f.items[i].field : "-", f.items[i].id ? f.items[i].id : "", f.items[i].text ? f.items[i].text : "");
	ok_at(rc, &err, __LINE__);
	assert_int_equal(d->state, GT_STATE_DEPOSITED);
	return id;
}

/* ---- at the same moment ---- */
struct own { after_press *fn; struct gt_id id; struct gt_desk users, agents; };

static void ready(void *arg)
{
	struct own *o = arg;
	o->users = users;
	o->agents = agents;
	o->agents.db = gt_harness_db(h, "web_agent");
	o->users.db = gt_harness_db(h, "web_user");
	warm();
}

static int press(void *arg, struct gt_error *err)
{
	struct own *o = arg;
	return o->fn(&o->users, &o->agents, o->id, err);
}

void together(struct gt_id id, after_press *const fns[], int results[], size_t n)
{
	struct own own[GT_PRESSES_MAX];
	struct gt_press presses[GT_PRESSES_MAX];
	gt_pdf_end();                                        /* no child may inherit the wire to this one */
	for (size_t i = 0; i < n; i++) {
		own[i] = (struct own){ .fn = fns[i], .id = id };
		presses[i] = (struct gt_press){ ready, press, &own[i] };
	}
	gt_press_together(presses, n, results);
	warm();
}

static void install(void)
{
	struct gt_error err = { 0 };
	static const char *const kinds[] = { "receipt", "table", NULL };
	renewal.config = gt_test_procedures_begin(h);
	must(gt_sheets_load(h->arena, gt_harness_source(h->arena, "xslt"), kinds, &renewal.sheets, &err), &err);
	gt_test_procedure_install(h, renewal.config, ID);
	must(gt_plugins_load(renewal.config, &renewal.plugins, &err), &err);
	renewal.procedure = gt_plugins_procedure(renewal.plugins, ID, NULL);
	if (!renewal.procedure) gt_panic("procedure refused");
	agents = (struct gt_desk){ .db = web, .ring = h->ring, .plugins = renewal.plugins, .config = renewal.config, .sheets = renewal.sheets, .scan = scanner.scan };
	users = agents;
	users.db = user;
}

int after_begin(void)
{
	h = gt_harness_start();
	if (!h || !mkdtemp(files) || !gt_test_files_make(files) || !gt_scan_harness_start(&scanner)) return 77;
	arena = gt_arena_new("test", 512u << 20);
	web = gt_harness_db(h, "web_agent");
	user = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	gt_xml_init();
	install();
	return 0;
}

int after_end(int failed)
{
	gt_pdf_end();
	gt_scan_harness_stop(&scanner);
	gt_plugins_free(&renewal.plugins);
	gt_db_free(&web);
	gt_db_free(&user);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* The acts that are made to fail, as the programs do them: real rows, real scanner, real papers. */
#include "tests/integration/faults/acts.h"
#include <stdio.h>
#include "account/agent.h"
#include "dossier/decide.h"
#include "dossier/dossier_priv.h"
#include "dossier/notify.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "tests/lib/procedure_harness.h"
#include "text/text.h"

#define MOVE "changement-adresse"
#define RENEWAL "conjoint-rf-renouvellement"
#define NUMBER "5903007069"
#define MUST(call) do { struct gt_error err = { 0 }; int rc_ = (call); if (rc_ != GT_OK) gt_panic("%s: %s %s (%s)", #call, gt_rc_name(rc_), err.message, err.detail); } while (0)
#define E (&err)

static void sql(struct acts *a, const char *fmt, ...) GT_PRINTF(2, 3);
static void sql(struct acts *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(a->arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(a->h, gt_arena_printf(a->arena, "%s;\n", text));
}

static const char *hex(struct acts *a, struct gt_id id)
{
	char *out = gt_arena_alloc(a->arena, 33);
	for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02x", id.b[i]);
	return out;
}

void acts_drawer_anew(struct acts *a)
{
	gt_pdf_end();
	MUST(gt_pdf_warm(a->config, gt_harness_source(a->h->arena, "xslt"), E));
}

void acts_open(struct acts *a)
{
	struct gt_sheets *sheets;
	a->arena = gt_arena_new("acts", (size_t)1 << 30);
	gt_xml_init();
	MUST(gt_text_init(E));
	MUST(gt_sheets_load(a->h->arena, gt_harness_source(a->h->arena, "xslt"), (const char *const[]){ NULL }, &sheets, E));
	a->config = gt_test_procedures_begin(a->h);
	a->move = gt_test_procedure_install(a->h, a->config, MOVE);
	a->renewal = gt_test_procedure_install(a->h, a->config, RENEWAL);
	acts_drawer_anew(a);
	MUST(gt_plugins_load(a->config, &a->plugins, E));
}

void acts_close(struct acts *a)
{
	gt_pdf_end();
	gt_plugins_free(&a->plugins);
	gt_arena_free(&a->arena);
}

void acts_fresh(struct acts *a)
{
	gt_harness_clean(a->h);
	gt_arena_reset(a->arena);
	a->account = gt_id_new();
	a->agent = gt_id_new();
	a->act = gt_id_new();
	sql(a, "INSERT INTO service (code, name, address, departments) VALUES ('5901', 'Préfecture du Nord', '12 rue Jean-sans-Peur', '59')");
	sql(a, "INSERT INTO person (foreigner_number, birth_name, given_names, sex, birth_date, birth_country, birth_place, nationality, address_number, address_street, postcode, city, address_country, insee, folded_name, source, updated_utc_s)"
		" VALUES ('" NUMBER "', 'ACC', 'CONJOINTE', 'F', '1990-05-01', 'MX', 'CANCUN', 'MX', '20', 'RUE NATIONALE', '59000', 'LILLE', 'FR', '59350', 'acc conjointe', 'test', 1), ('5903007071', 'NEUF', 'JEAN', 'M', '1990-05-01', 'MX', 'CANCUN', 'MX', NULL, NULL, NULL, NULL, NULL, NULL, 'neuf jean', 'test', 1)");
	sql(a, "INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('9903007069', '" NUMBER "', 'conjoint-rf', '2025-12-16', '2026-12-15', 'test', 1), ('9903007071', '5903007071', 'conjoint-rf', '2025-12-16', '2026-12-15', 'test', 1)");
	sql(a, "INSERT INTO account (id, foreigner_number, email, email_typed, lang, state, created_utc_s) VALUES (X'%s', '" NUMBER "', 'usager@exemple.test', 'usager@exemple.test', 'fr', 'active', 1)", hex(a, a->account));
	sql(a, "INSERT INTO agent (id, login, name, email, state, created_utc_s) VALUES (X'%s', 'camille', 'camille', 'a@exemple.test', 'active', 1)", hex(a, a->agent));
}

/* ---- as a worker: connections of its own ---- */
struct worker { struct gt_desk desk; struct gt_account_at accounts; struct gt_applicant who; struct gt_agent_session agent; struct gt_agent_role role; };

static struct worker *worker(struct acts *a, bool agents)
{
	struct worker *w = gt_new(a->arena, struct worker);
	struct gt_error err = { 0 };
	struct gt_db *db;
	if (gt_db_open(a->config, agents ? "web_agent" : "web_user", &db, &err) != GT_OK) gt_panic("no database");
	w->desk = (struct gt_desk){ .db = db, .ring = a->h->ring, .plugins = a->plugins, .config = a->config };
	if (gt_scan_open_at(a->scan->socket, &w->desk.scan, &err) != GT_OK) gt_panic("no scanner");
	w->accounts = (struct gt_account_at){ .db = db, .ring = a->h->ring, .config = a->config };
	w->who = (struct gt_applicant){ .account = a->account, .foreigner_number = NUMBER, .email = "usager@exemple.test", .lang = "fr" };
	w->role = (struct gt_agent_role){ "instructeur", "5901" };
	w->agent = (struct gt_agent_session){ .agent = a->agent, .login = "camille", .name = "camille", .lang = "fr", .enrolled = true, .roles = &w->role, .n_roles = 1 };
	return w;
}

static void leave(struct worker *w)
{
	gt_db_free(&w->desk.db);
	gt_scan_free(&w->desk.scan);
}

/* ---- a draft of a move ---- */
static int begin_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_findings f = gt_findings_new(a->arena);
	struct gt_id id;
	int rc = gt_dossier_begin(&w->desk, a->arena, &w->who, gt_plugins_procedure(a->plugins, MOVE, a->move), "self", &f, &id, err);
	if (rc == GT_OK) a->dossier = id;
	leave(w);
	return rc;
}

static void draft_before(struct acts *a) { MUST(begin_run(a, E)); }

static const struct gt_pair answers[] = {
	{ "nouvelle-adresse.logement.date.d", "15" }, { "nouvelle-adresse.logement.date.m", "9" }, { "nouvelle-adresse.logement.date.y", "2026" },
	{ "nouvelle-adresse.logement.adresse.number", "5" }, { "nouvelle-adresse.logement.adresse.street", "Rue des Fleurs" }, { "nouvelle-adresse.logement.adresse.postcode", "59300" },
	{ "nouvelle-adresse.logement.adresse.city", "Valenciennes" }, { "nouvelle-adresse.logement.adresse.country", "FR" }, { "nouvelle-adresse.logement.adresse.insee", "59606" },
	{ "nouvelle-adresse.attestation.exact", "yes" }, { "justificatifs.domicile.case", "domicile-propre" },
};

static int opened(struct acts *a, struct worker *w, struct gt_dossier **ret, struct gt_error *err) { return gt_dossier_open(&w->desk, a->arena, a->dossier, &w->who, ret, err); }

static int save_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_dossier *d;
	bool reshaped;
	int rc = opened(a, w, &d, err);
	for (size_t i = 0; rc == GT_OK && i < d->procedure->n_steps; i++) gt_step_post(d->answers, &d->procedure->steps[i], GT_POST_PART, answers, GT_COUNT(answers), &reshaped);
	if (rc == GT_OK) rc = gt_dossier_save(&w->desk, a->arena, d, 1, "justificatifs", err);
	leave(w);
	return rc;
}

/* A picture of 600 kB: three pieces. */
static int picture(void)
{
	enum { W = 500, H = 400, BYTES = 54 + W * 3 * H };
	static uint8_t b[BYTES];
	for (size_t i = 54; i < BYTES; i++) b[i] = (uint8_t)(i * 7);
	b[0] = 'B'; b[1] = 'M'; b[10] = 54; b[14] = 40; b[18] = W & 255; b[19] = W >> 8; b[22] = H & 255; b[23] = H >> 8; b[26] = 1; b[28] = 24;
	for (int i = 0; i < 4; i++) b[2 + i] = (uint8_t)((unsigned)BYTES >> 8 * i);
	return gt_test_memfd(b, BYTES);
}

static int join_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_dossier *d;
	struct gt_document doc;
	struct gt_file_finding finding;
	GT_AUTO_FD fd = picture();
	int rc = opened(a, w, &d, err);
	if (rc == GT_OK) rc = gt_dossier_join(&w->desk, a->arena, d, &(struct gt_file_sent){ .justificatif = "domicile", .paper_case = "domicile-propre", .name = "bail.bmp", .fd = fd, .bytes = 54 + 500 * 3 * 400 }, &doc, &finding, err);
	if (rc == GT_OK) a->document = doc.id;
	leave(w);
	return rc;
}

static void filled_before(struct acts *a)
{
	draft_before(a);
	MUST(save_run(a, E));
	MUST(join_run(a, E));
}

static int remove_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_dossier *d;
	int rc = opened(a, w, &d, err);
	if (rc == GT_OK) rc = gt_dossier_remove_document(&w->desk, d, a->document, err);
	leave(w);
	return rc;
}

static int abandon_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_dossier *d;
	int rc = opened(a, w, &d, err);
	if (rc == GT_OK) rc = gt_dossier_abandon(&w->desk, d, d->version, err);
	leave(w);
	return rc;
}

static int deposit_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	struct gt_dossier *d;
	struct gt_findings f = gt_findings_new(a->arena);
	int rc = opened(a, w, &d, err);
	if (rc == GT_OK) rc = gt_dossier_deposit(&w->desk, a->arena, d, d->version, "fr", &f, err);
	for (size_t i = 0; i < f.n; i++) fprintf(stderr, "finding %s %s\n", f.items[i].field ? f.items[i].field : "-", f.items[i].id);
	leave(w);
	return rc;
}

/* ---- a request in an agent's hands ---- */
static void request(struct acts *a, const char *state, bool in_charge)
{
	char text[GT_ID_TEXT];
	const struct gt_procedure *p = gt_plugins_procedure(a->plugins, RENEWAL, a->renewal);
	struct worker *w = worker(a, false);
	a->dossier = gt_id_new();
	struct gt_seed seed = { .request_id = gt_id_text(a->dossier, text), .beneficiary = "self", .foreigner_number = NUMBER, .birth_name = "ACC", .first_names = "CONJOINTE", .sex = "F",
		.birth_date = "1990-05-01", .birth_country = "MX", .birth_place = "CANCUN", .nationality = "MX", .email = "usager@exemple.test",
		.address = { "20", "RUE NATIONALE", NULL, "59000", "LILLE", "FR", "59350" }, .title_number = "9903007069", .title_category = "conjoint-rf", .title_start = "2025-12-16", .title_end = "2026-12-15" };
	struct gt_case *c = gt_case_new(a->arena, p, "fr", NULL, &seed);
	struct gt_str plain, sealed;
	MUST(gt_case_deposited(c, &plain, E));
	MUST(gt_seal(a->h->ring, a->arena, "answers", a->dossier, plain, &sealed, E));
	struct gt_draft_new draft = { .id = a->dossier, .account = a->account, .foreigner_number = NUMBER, .procedure_id = p->id, .procedure_version = p->version, .beneficiary = "self", .step = "depot",
		.answers = sealed, .now_utc_s = gt_now_utc_s() };
	MUST(gt_dossier_store_draft_insert(w->desk.db, &draft, E));
	leave(w);
	sql(a, "UPDATE dossier SET state = '%s', number = '5901202609100000001', service = '5901', deposited_utc_s = %lld, silence_date = '2027-01-10', agent = %s%s%s WHERE id = X'%s'", state, (long long)gt_now_utc_s(),
		in_charge ? "X'" : "NULL", in_charge ? hex(a, a->agent) : "", in_charge ? "'" : "", hex(a, a->dossier));
	a->notice = gt_id_new();
	sql(a, "INSERT INTO notification (id, account, dossier, type, created_utc_s) VALUES (X'%s', X'%s', X'%s', 'message', 1)", hex(a, a->notice), hex(a, a->account), hex(a, a->dossier));
}

static void deposited_before(struct acts *a) { request(a, "deposited", false); }
static void verifying_before(struct acts *a) { request(a, "verifying", true); }

static int notice_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	int rc = gt_notice_open(&w->desk, a->account, a->notice, err);
	leave(w);
	return rc;
}

typedef int agents_act(struct acts *a, struct worker *w, struct gt_dossier *d, struct gt_file_work *work, struct gt_error *err);
static int as_agent(struct acts *a, agents_act *fn, struct gt_error *err)
{
	struct worker *w = worker(a, true);
	struct gt_dossier *d;
	struct gt_file_work work;
	int rc = gt_work_open_file(&w->desk, a->arena, &w->agent, a->dossier, &d, &work, err);
	if (rc == GT_OK) rc = fn(a, w, d, &work, err);
	leave(w);
	return rc;
}

static int claim(struct acts *a, struct worker *w, struct gt_dossier *d, struct gt_file_work *work, struct gt_error *err)
{
	(void)a;
	(void)work;
	return gt_work_claim(&w->desk, d, &w->agent, 1, err);
}

static int note(struct acts *a, struct worker *w, struct gt_dossier *d, struct gt_file_work *work, struct gt_error *err)
{
	(void)work;
	return gt_work_note_add(&w->desk, a->arena, d, &w->agent, a->act, "Appelée ce matin.", err);
}

static int decide(struct acts *a, struct worker *w, struct gt_dossier *d, struct gt_file_work *work, struct gt_error *err)
{
	static const struct gt_pair grant[] = { { "decision.titre", "csp-vpf" }, { "decision.du", "2026-12-15" }, { "decision.au", "2027-12-14" }, { "decision.taxe", "75" } };
	struct gt_findings f = gt_findings_new(a->arena);
	struct gt_decide_order order = { .decision = gt_procedure_decision(d->procedure, "favorable"), .act = a->act, .version_seen = 1, .pairs = grant, .n_pairs = GT_COUNT(grant) };
	return gt_decide(&w->desk, a->arena, d, work, &w->agent, &order, &f, err);
}

static int claim_run(struct acts *a, struct gt_error *err) { return as_agent(a, claim, err); }
static int note_run(struct acts *a, struct gt_error *err) { return as_agent(a, note, err); }
static int decide_run(struct acts *a, struct gt_error *err) { return as_agent(a, decide, err); }

/* ---- an account ---- */
static const struct gt_caller caller = { .address = "192.0.2.1", .lang = "fr" };

static int signup_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	int64_t wait;
	int rc = gt_account_signup(&w->accounts, &caller, &(struct gt_signup){ .number = "9903007071", .start = { 2025, 12, 16 }, .end = { 2026, 12, 15 }, .email = "neuf@exemple.test" }, &wait, err);
	leave(w);
	return rc;
}

struct queued { struct gt_id id; struct gt_str sealed; };

/* The link stands in the mail, and nowhere else. */
static void link_before(struct acts *a)
{
	static const struct gt_col cols[] = { GT_COL(struct queued, id), GT_COL(struct queued, sealed) };
	static const struct gt_query q = { "SELECT id, sealed FROM outbox WHERE template = 'account-create'", "", GT_ROW(struct queued, cols) };
	struct queued mail;
	struct gt_mail_job job = { 0 };
	struct gt_db *ctl = gt_harness_db(a->h, "ctl");
	MUST(signup_run(a, E));
	MUST(gt_db_one(ctl, a->arena, &q, GT_NONE_WITH, &mail, E));
	MUST(gt_outbox_open(a->h->ring, a->arena, mail.id, mail.sealed, &job, E));
	gt_db_free(&ctl);
	size_t n = strlen(job.args[0].value);
	gt_assert(n >= GT_TOKEN_TEXT - 1);
	memcpy(a->token, job.args[0].value + n - (GT_TOKEN_TEXT - 1), GT_TOKEN_TEXT);
}

static int link_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	int rc = gt_account_password_create(&w->accounts, a->token, "Quatre chevaux 7 bleus au galop!", broken, &purpose, err);
	leave(w);
	return rc;
}

static int session_run(struct acts *a, struct gt_error *err)
{
	struct worker *w = worker(a, false);
	char token[GT_TOKEN_TEXT];
	int rc = gt_session_open(&w->accounts, &caller, a->account, NULL, NULL, token, err);
	leave(w);
	return rc;
}

#define DECIDED "SELECT CASE t.n WHEN 6 THEN 1 WHEN 0 THEN 0 ELSE 99 END FROM (SELECT (SELECT COUNT(*) FROM decision WHERE state = 'signed') + (SELECT COUNT(*) FROM paper) + (SELECT COUNT(*) FROM notification WHERE type <> 'message')" \
	" + (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM journal WHERE verb = 'decide') + (SELECT COUNT(*) FROM dossier WHERE state = 'favourable') AS n) t"
#define DEPOSITED "SELECT CASE t.n WHEN 7 THEN 1 WHEN 0 THEN 0 ELSE 99 END FROM (SELECT (SELECT COUNT(*) FROM dossier WHERE state = 'recorded') + (SELECT COUNT(*) FROM dossier_answers) + (SELECT COUNT(*) FROM paper) + (SELECT COUNT(*) FROM outbox)" \
	" + (SELECT COUNT(*) FROM journal WHERE verb IN ('deposit', 'record')) + (SELECT COUNT(*) FROM person WHERE insee = '59606') AS n) t"

const struct act all_acts[] = {
	{ "begin a request", NULL, begin_run, "SELECT COUNT(*) FROM dossier", false },
	{ "save a step", draft_before, save_run, "SELECT version - 1 FROM dossier", true },
	{ "join a file", draft_before, join_run, "SELECT COUNT(*) FROM document", false },
	{ "remove a file", filled_before, remove_run, "SELECT 1 - COUNT(*) FROM document", true },
	{ "give a request up", filled_before, abandon_run, "SELECT CASE WHEN d.state = 'abandoned' AND NOT EXISTS (SELECT 1 FROM document) THEN 1 WHEN d.state = 'draft' AND EXISTS (SELECT 1 FROM document) THEN 0 ELSE 99 END FROM dossier d", true },
	{ "deposit", filled_before, deposit_run, DEPOSITED, true },
	{ "open a notification", deposited_before, notice_run, "SELECT COUNT(*) FROM journal WHERE verb = 'open-notification'", true },
	{ "take in charge", deposited_before, claim_run, "SELECT COUNT(*) FROM journal WHERE verb = 'claim'", true },
	{ "write a note", verifying_before, note_run, "SELECT COUNT(*) FROM note", true },
	{ "decide", verifying_before, decide_run, DECIDED, true },
	{ "ask for an account", NULL, signup_run, "SELECT CASE WHEN l = m THEN l ELSE 99 END FROM (SELECT (SELECT COUNT(*) FROM account_link) AS l, (SELECT COUNT(*) FROM outbox) AS m) t", false },
	{ "make the account", link_before, link_run, "SELECT COUNT(*) FROM account WHERE foreigner_number = '5903007071'", true },
	{ "sign in", NULL, session_run, "SELECT COUNT(*) FROM session", false },
	{ NULL, NULL, NULL, NULL, false },
};

/* The matrix of rights: the people, and what is whose. Rows are made as the programs make them, sealed with the installation's keys. */
#include <stdio.h>
#include <stdlib.h>
#include "account/agent_priv.h"
#include "document/document_priv.h"
#include "dossier/dossier_priv.h"
#include "hook/hook.h"
#include "pdf/pdf.h"
#include "scan/scan.h"
#include "tests/integration/web/rights.h"
#include "tests/lib/procedure_harness.h"

#define ID "conjoint-rf-renouvellement"
#define MUST(call) do { struct gt_error err = { 0 }; int rc_ = (call); if (rc_ != GT_OK) gt_panic("%s: %s (%s)", #call, err.message, err.detail); } while (0)
#define E (&err)

static void sql(struct seed *s, const char *fmt, ...) GT_PRINTF(2, 3);
static void sql(struct seed *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(s->h, gt_arena_printf(s->arena, "%s;\n", text));
}

static const char *hex(struct seed *s, const uint8_t *p, size_t n)
{
	char *out = gt_arena_alloc(s->arena, 2 * n + 1);
	for (size_t i = 0; i < n; i++) snprintf(out + 2 * i, 3, "%02x", p[i]);
	return out;
}
#define HEX(id) hex(s, (id).b, 16)

void seed_open(struct seed *s)
{
	s->arena = gt_arena_new("seed", (size_t)1 << 30);
	gt_xml_init();
	MUST(gt_text_init(E));
	const char *sheets = gt_harness_source(s->h->arena, "xslt");
	struct gt_web_parts parts = { .ring = s->h->ring };
	MUST(gt_sheets_load(s->h->arena, sheets, (const char *const[]){ "page", "receipt", "table", NULL }, &parts.sheets, E));
	struct gt_config *config = gt_test_procedures_begin(s->h);
	s->version = gt_test_procedure_install(s->h, config, ID);
	parts.config = config;
	MUST(gt_pdf_warm(config, sheets, E));
	MUST(gt_plugins_load(config, &parts.plugins, E));
	MUST(gt_scan_open(config, &parts.scan, E));
	MUST(gt_hook_open(config, &parts.hook, E));
	s->plugins = parts.plugins;
	gt_test_procedure_enable(s->h, ID, s->version);
	parts.db = gt_harness_db(s->h, "web_user");
	MUST(gt_web_open(&parts, &s->user, E));
	parts.agents = true;
	parts.db = gt_harness_db(s->h, "web_agent");
	MUST(gt_web_open(&parts, &s->agent, E));
}

/* ---- a request ---- */
static struct gt_id request_of(struct seed *s, struct gt_id account, const char *foreigner, const char *number)
{
	struct gt_id id = gt_id_new();
	char text[GT_ID_TEXT];
	const struct gt_procedure *p = gt_plugins_procedure(s->plugins, ID, s->version);
	struct gt_seed seed = { .request_id = gt_id_text(id, text), .beneficiary = "self", .foreigner_number = foreigner, .birth_name = "ACC", .first_names = "CONJOINTE", .sex = "F",
		.birth_date = "1990-05-01", .birth_country = "MX", .birth_place = "CANCUN", .nationality = "MX", .email = "usager@exemple.test",
		.address = { "20", "RUE NATIONALE", NULL, "59000", "LILLE", "FR", "59350" }, .title_number = "9903007069", .title_category = "conjoint-rf", .title_start = "2025-09-15", .title_end = "2026-12-14" };
	struct gt_case *c = gt_case_new(s->arena, p, "fr", NULL, &seed);
	struct gt_str plain, sealed;
	MUST(gt_case_deposited(c, &plain, E));
	MUST(gt_seal(s->h->ring, s->arena, "answers", id, plain, &sealed, E));
	struct gt_draft_new draft = { .id = id, .account = account, .foreigner_number = foreigner, .procedure_id = p->id, .procedure_version = p->version, .beneficiary = "self", .step = "depot",
		.answers = sealed, .now_utc_s = gt_now_utc_s() };
	MUST(gt_dossier_store_draft_insert(s->user->at.db, &draft, E));
	if (number)
		sql(s, "UPDATE dossier SET state = 'deposited', number = '%s', service = '5901', deposited_utc_s = %lld, silence_date = '2027-01-10' WHERE id = X'%s'", number, (long long)gt_now_utc_s(), HEX(id));
	return id;
}

static struct gt_id document_of(struct seed *s, struct gt_id dossier)
{
	static const char bytes[] = "%PDF-1.4\n%%EOF\n";
	struct gt_digest *digest = gt_new(s->arena, struct gt_digest);
	struct gt_document_row row = { .id = gt_id_new(), .dossier = dossier, .justificatif = "nationalite", .position = 1, .state = "joined", .kind = "pdf", .bytes = sizeof bytes - 1, .pages = 1, .chunks = 1, .added_by = "user", .created_utc_s = gt_now_utc_s() };
	struct gt_document_verdict verdict = { .engine = "e", .signatures = "s", .scanned_utc_s = 1 };
	struct gt_sealer *sealer;
	*digest = gt_sha256(bytes, sizeof bytes - 1);
	row.sha256 = (struct gt_str){ (const char *)digest->b, sizeof digest->b };
	MUST(gt_seal(s->h->ring, s->arena, "document-name", row.id, gt_str("acte.pdf"), &row.name, E));
	MUST(gt_sealer_begin(s->h->ring, s->arena, row.id, &sealer, &row.header, E));
	struct gt_str chunk = gt_sealer_chunk(sealer, (struct gt_str){ bytes, sizeof bytes - 1 }, true);
	MUST(gt_document_insert(s->user->at.db, &row, &verdict, E));
	MUST(gt_document_chunk_insert(s->user->at.db, row.id, 0, chunk, E));
	return row.id;
}

static struct gt_id paper_of(struct seed *s, struct gt_id dossier)
{
	static const char bytes[] = "%PDF-1.4\n%%EOF\n";
	struct gt_id id = gt_id_new();
	struct gt_sealer *sealer;
	struct gt_str header, facts;
	struct gt_digest digest = gt_sha256(bytes, sizeof bytes - 1);
	MUST(gt_seal(s->h->ring, s->arena, "paper-facts", id, gt_str("<facts/>"), &facts, E));
	MUST(gt_sealer_begin(s->h->ring, s->arena, id, &sealer, &header, E));
	struct gt_str data = gt_sealer_chunk(sealer, (struct gt_str){ bytes, sizeof bytes - 1 }, true);
	sql(s, "INSERT INTO paper (id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, made_utc_s) VALUES (X'%s', X'%s', 'confirmation', 1, X'%s%s', 'r', X'%s', X'%s', X'%s', %zu, X'%s', 'fr', 1)",
		HEX(id), HEX(dossier), HEX(id), HEX(id), hex(s, (const uint8_t *)facts.p, facts.n), hex(s, (const uint8_t *)header.p, header.n), hex(s, (const uint8_t *)data.p, data.n), sizeof bytes - 1, hex(s, digest.b, 32));
	return id;
}

static void person(struct seed *s, struct seed_person *p, const char *foreigner, const char *number)
{
	struct gt_account_at at = { .db = s->user->at.db, .ring = s->h->ring, .config = s->user->at.config };
	struct gt_caller caller = { .address = "192.0.2.1", .lang = "fr" };
	char other[GT_TOKEN_TEXT];
	*p = (struct seed_person){ .account = gt_id_new(), .notice = gt_id_new() };
	sql(s, "INSERT INTO account (id, foreigner_number, email, email_typed, lang, state, created_utc_s) VALUES (X'%s', '%s', '%s@exemple.test', '%s@exemple.test', 'fr', 'active', 1)", HEX(p->account), foreigner, foreigner, foreigner);
	sql(s, "INSERT INTO person (foreigner_number, birth_name, given_names, sex, birth_date, birth_country, nationality, folded_name, source, updated_utc_s)"
		" VALUES ('%s', 'ACC', 'CONJOINTE', 'F', '1990-05-01', 'MX', 'MX', 'acc conjointe', 'test', 1)", foreigner);
	sql(s, "INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('99%s', '%s', 'conjoint-rf', '2025-09-15', '2026-12-14', 'test', 1)", foreigner + 2, foreigner);
	MUST(gt_session_open(&at, &caller, p->account, NULL, NULL, p->token, E));
	MUST(gt_session_open(&at, &caller, p->account, NULL, NULL, other, E));
	struct gt_session found;
	MUST(gt_session_find(&at, s->arena, other, &found, E));
	p->other_session = found.id;
	p->draft = request_of(s, p->account, foreigner, NULL);
	p->deposited = request_of(s, p->account, foreigner, number);
	p->draft_document = document_of(s, p->draft);
	p->document = document_of(s, p->deposited);
	p->paper = paper_of(s, p->deposited);
	p->counter_draft = request_of(s, p->account, foreigner, NULL);
	p->counter_deposited = request_of(s, p->account, foreigner, gt_arena_printf(s->arena, "%.17s9%s", number, number + 18));
	p->counter_document = document_of(s, p->counter_draft);
	p->counter_paper = paper_of(s, p->counter_deposited);
	sql(s, "INSERT INTO notification (id, account, dossier, type, created_utc_s) VALUES (X'%s', X'%s', X'%s', 'message', 1)", HEX(p->notice), HEX(p->account), HEX(p->deposited));
}

static struct gt_id agent(struct seed *s, char token[GT_TOKEN_TEXT], const char *login, const char *role, const char *service, const char *how)
{
	struct gt_account_at at = { .db = s->agent->at.db, .ring = s->h->ring, .config = s->agent->at.config };
	struct gt_caller caller = { .address = "192.0.2.2", .lang = "fr" };
	struct gt_id id = gt_id_new();
	struct gt_digest hash;
	bool enrolled = !gt_streq(how, "no-device");
	char secret[GT_TOTP_SECRET_TEXT];
	struct gt_str sealed = { "", 0 };
	gt_totp_secret_new(secret);
	MUST(gt_agent_secret_seal(&at, s->arena, id, secret, &sealed, E));
	sql(s, "INSERT INTO agent (id, login, name, email, totp_secret, password_temporary, state, created_utc_s) VALUES (X'%s', '%s', '%s', 'a@exemple.test', %s, %d, 'active', 1)", HEX(id), login, login,
		enrolled ? gt_arena_printf(s->arena, "X'%s'", hex(s, (const uint8_t *)sealed.p, sealed.n)) : "NULL", gt_streq(how, "temporary"));
	sql(s, "INSERT INTO agent_role (agent, role, service) VALUES (X'%s', '%s', '%s')", HEX(id), role, service);
	gt_token_new(token, &hash);
	MUST(gt_agent_session_insert(&at, &caller, id, gt_streq(how, "waiting") ? GT_AGENT_WAITS : GT_AGENT_OPEN, NULL, NULL, hash, E));
	return id;
}

static void at_counter(struct seed *s, const struct seed_person *p, struct gt_id agent)
{
	sql(s, "INSERT INTO counter_entry (dossier, service, agent, reason, created_utc_s) VALUES (X'%s', '5901', X'%s', 'help', 1), (X'%s', '5901', X'%s', 'help', 1)", HEX(p->counter_draft), HEX(agent),
		HEX(p->counter_deposited), HEX(agent));
}

void seed_fresh(struct seed *s)
{
	char other[GT_TOKEN_TEXT];
	gt_harness_clean(s->h);
	gt_arena_reset(s->arena);
	sql(s, "INSERT INTO service (code, name, address) VALUES ('5901', 'Préfecture du Nord', '12 rue Jean-sans-Peur'), ('9741', 'Préfecture de La Réunion', NULL)");
	gt_test_procedure_enable(s->h, ID, s->version);
	person(s, &s->a, "5903007069", "5901202609100000001");
	person(s, &s->b, "5903007070", "5901202609100000002");
	struct gt_id camille = agent(s, s->instructeur, "camille", "instructeur", "5901", "");
	at_counter(s, &s->a, camille);
	at_counter(s, &s->b, camille);
	agent(s, s->elsewhere, "joseph", "superviseur", "9741", "");
	agent(s, s->lecteur, "marc", "lecteur", "5901", "");
	agent(s, s->superviseur, "philippe", "superviseur", "5901", "");
	agent(s, s->administrateur, "agnes", "administrateur", "*", "");
	agent(s, s->no_device, "nouveau", "superviseur", "5901", "no-device");
	agent(s, s->temporary, "provisoire", "superviseur", "5901", "temporary");
	agent(s, s->waiting, "attend", "superviseur", "5901", "waiting");
	struct gt_account_at at = { .db = s->agent->at.db, .ring = s->h->ring, .config = s->agent->at.config };
	struct gt_caller caller = { .address = "192.0.2.2", .lang = "fr" };
	struct gt_agent_session_row row;
	struct gt_digest hash;
	MUST(gt_agent_session_row(&at, s->arena, s->instructeur, GT_AGENT_OPEN, &row, E));
	gt_token_new(other, &hash);
	MUST(gt_agent_session_insert(&at, &caller, row.agent, GT_AGENT_OPEN, NULL, NULL, hash, E));
	MUST(gt_agent_session_row(&at, s->arena, other, GT_AGENT_OPEN, &row, E));
	s->agent_session = row.id;
}

void seed_close(struct seed *s)
{
	gt_pdf_end();
	gt_plugins_free(&s->plugins);
	gt_arena_free(&s->arena);
}

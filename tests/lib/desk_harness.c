/* Desks of both sides with a procedure of the tree: see desk_harness.h. */
#include <stdio.h>
#include <stdlib.h>
#include "dossier/dossier_store.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "tests/lib/desk_harness.h"
#include "tests/lib/procedure_harness.h"

#define ID GT_TEST_PROCEDURE
#define MUST(call) do { if ((call) != GT_OK) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, err.message); exit(1); } } while (0)

void gt_desk_harness_start(struct gt_harness *h, struct gt_desk_harness *ret)
{
	struct gt_error err = { 0 };
	struct gt_sheets *sheets;
	static const char *const no_kinds[] = { NULL };
	struct gt_config *config = gt_test_procedures_begin(h);
	/* the house's own sheets, which papers include, are those of this tree */
	MUST(gt_sheets_load(h->arena, gt_harness_source(h->arena, "xslt"), no_kinds, &sheets, &err));
	gt_test_procedure_install(h, config, ID);
	MUST(gt_plugins_load(config, &ret->plugins, &err));
	ret->procedure = gt_plugins_procedure(ret->plugins, ID, NULL);
	if (!ret->procedure) { fprintf(stderr, "procedure refused\n"); exit(1); }
	ret->agents = (struct gt_desk){ .db = gt_harness_db(h, "web_agent"), .ring = h->ring, .plugins = ret->plugins, .config = config };
	ret->users = ret->agents;
	ret->users.db = gt_harness_db(h, "web_user");
}

void gt_desk_harness_stop(struct gt_desk_harness *d)
{
	gt_plugins_free(&d->plugins);
	gt_db_free(&d->agents.db);
	gt_db_free(&d->users.db);
}

void gt_desk_harness_warm(struct gt_harness *h)
{
	struct gt_error err = { 0 };
	MUST(gt_pdf_warm(NULL, gt_harness_source(h->arena, "xslt"), &err));
}

/* ---- rows ---- */
void gt_harness_sqlf(struct gt_harness *h, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(h->arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(h, gt_arena_printf(h->arena, "%s;\n", text));
}

const char *gt_harness_hex(struct gt_harness *h, struct gt_id id)
{
	char *out = gt_arena_alloc(h->arena, 33);
	for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02x", id.b[i]);
	return out;
}

struct gt_agent_session gt_harness_agent(struct gt_harness *h, const char *login, const struct gt_agent_role *roles, size_t n)
{
	struct gt_agent_session s = { .agent = gt_id_new(), .login = login, .name = login, .lang = "fr", .enrolled = true, .roles = roles, .n_roles = n };
	gt_harness_sqlf(h, "INSERT INTO agent (id, login, name, email, state, created_utc_s) VALUES (X'%s', '%s', '%s', 'a@exemple.test', 'active', 1)", gt_harness_hex(h, s.agent), login, login);
	return s;
}

struct gt_id gt_harness_account(struct gt_harness *h, const char *foreigner_number, const char *email)
{
	struct gt_id id = gt_id_new();
	gt_harness_sqlf(h, "INSERT INTO account (id, foreigner_number, email, email_typed, lang, state, created_utc_s) VALUES (X'%s', '%s', '%s', '%s', 'fr', 'active', 1)", gt_harness_hex(h, id), foreigner_number, email, email);
	return id;
}

struct gt_id gt_harness_request(struct gt_harness *h, const struct gt_desk_harness *d, struct gt_id account, const char *nationality, const char *state, const struct gt_agent_session *in_charge, int64_t deposited_utc_s)
{
	static int serial;
	struct gt_id id = gt_id_new();
	struct gt_error err = { 0 };
	char text[GT_ID_TEXT];
	struct gt_seed seed = { .request_id = gt_id_text(id, text), .beneficiary = "self", .foreigner_number = "5903007069", .birth_name = "ACC", .first_names = "CONJOINTE", .sex = "F",
		.birth_date = "1990-05-01", .birth_country = "MX", .birth_place = "CANCUN", .nationality = nationality, .email = "usager@exemple.test",
		.address = { "20", "RUE NATIONALE", NULL, "59000", "LILLE", "FR", "59350" }, .title_number = "9903007069", .title_category = "conjoint-rf", .title_start = "2025-09-15", .title_end = "2026-12-14" };
	struct gt_case *c = gt_case_new(h->arena, d->procedure, "fr", NULL, &seed);
	struct gt_str plain, sealed;
	MUST(gt_case_deposited(c, &plain, &err));
	MUST(gt_seal(h->ring, h->arena, "answers", id, plain, &sealed, &err));
	struct gt_draft_new draft = { .id = id, .account = account, .foreigner_number = "5903007069", .procedure_id = d->procedure->id, .procedure_version = d->procedure->version, .beneficiary = "self", .step = "depot",
		.answers = sealed, .now_utc_s = deposited_utc_s };
	MUST(gt_dossier_store_draft_insert(d->users.db, &draft, &err));
	gt_harness_sqlf(h, "UPDATE dossier SET state = '%s', number = '590120260910%07d', service = '5901', deposited_utc_s = %lld, silence_date = '2027-01-10', agent = %s%s%s WHERE id = X'%s'", state, ++serial,
		(long long)deposited_utc_s, in_charge ? "X'" : "NULL", in_charge ? gt_harness_hex(h, in_charge->agent) : "", in_charge ? "'" : "", gt_harness_hex(h, id));
	return id;
}

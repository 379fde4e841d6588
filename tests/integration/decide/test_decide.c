/* Decisions as the agents' program takes them, notifications as the applicants' program opens them, papers as anybody checks them: on the real schema
 * and rights, with a procedure of the tree whose hooks are taken out. Several processes press at once; one is killed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include "account/agent.h"
#include "dossier/alert.h"
#include "dossier/close.h"
#include "dossier/decide.h"
#include "dossier/alert.h"
#include "dossier/decide_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/due.h"
#include "dossier/notify.h"
#include "dossier/outcome_priv.h"
#include "dossier/verify.h"
#include "hook/hook.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "tests/lib/db_harness.h"
#include "tests/lib/desk_harness.h"
#include "tests/lib/press.h"

#define T0 1789000000
#define DAY 86400

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_desk_harness desks;
static struct gt_db *web, *user, *ctl;
static struct gt_desk agents, users;
static const struct gt_procedure *procedure;

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)

#define sql(...) gt_harness_sqlf(h, __VA_ARGS__)
static int64_t count(const char *what) { return gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM %s", what)); }

/* ---- agents ---- */
static const struct gt_agent_role acts[] = { { "instructeur", "5901" } }, signs[] = { { "valideur", "5901" } }, both[] = { { "instructeur", "5901" }, { "valideur", "5901" } },
	leads[] = { { "superviseur", "5901" } }, reads[] = { { "lecteur", "5901" } };
static struct gt_agent_session camille, samir, helene, double_hat, philippe, marc;

static struct gt_agent_session session(const char *login, const struct gt_agent_role *roles, size_t n) { return gt_harness_agent(h, login, roles, n); }

/* ---- a deposited request, in somebody's hands ---- */
static struct gt_id account;

static struct gt_id request_of(const char *nationality, const char *state, const struct gt_agent_session *in_charge) { return gt_harness_request(h, &desks, account, nationality, state, in_charge, T0); }

struct opened { struct gt_dossier *d; struct gt_file_work work; };

static struct opened opened_by(struct gt_desk *desk, const struct gt_agent_session *who, struct gt_id id)
{
	struct opened o;
	OK(gt_work_open_file(desk, arena, who, id, &o.d, &o.work, E));
	return o;
}

static const struct gt_pair grant[] = { { "decision.titre", "csp-vpf" }, { "decision.du", "2026-12-15" }, { "decision.au", "2027-12-14" }, { "decision.taxe", "75" } };
static const char *const broken[] = { "communaute-rompue" };

static struct gt_decide_order order(const char *decision, int64_t version)
{
	struct gt_decide_order o = { .decision = gt_procedure_decision(procedure, decision), .act = gt_id_new(), .version_seen = version };
	if (strcmp(decision, "favorable") == 0) { o.pairs = grant; o.n_pairs = GT_COUNT(grant); }
	else { o.reasons = broken; o.n_reasons = 1; o.words = "La vie commune a cessé le 3 mars."; }
	return o;
}

static int decide(struct gt_desk *desk, struct opened *o, const struct gt_agent_session *who, const struct gt_decide_order *wanted, struct gt_findings *f, struct gt_error *err)
{
	*f = gt_findings_new(arena);
	return gt_decide(desk, arena, o->d, &o->work, who, wanted, f, err);
}

static void warm(void);

static int fresh(void **state)
{
	(void)state;
	warm();
	gt_harness_clean(h);
	gt_arena_reset(arena);
	gt_clock_set_fixed(T0 + 30 * DAY);
	sql("INSERT INTO service (code, name, address) VALUES ('5901', 'Préfecture du Nord', '12 rue Jean-sans-Peur\\n59039 Lille Cedex'), ('9741', 'Préfecture de La Réunion', NULL)");
	account = gt_harness_account(h, "5903007069", "usager@exemple.test");
	camille = session("camille", acts, 1);
	samir = session("samir", acts, 1);
	helene = session("helene", signs, 1);
	double_hat = session("double", both, 2);
	philippe = session("philippe", leads, 1);
	marc = session("marc", reads, 1);
	return 0;
}

static void one_of_each(int64_t decisions)
{
	assert_int_equal(count("decision WHERE state = 'signed'"), decisions);
	assert_int_equal(count("paper"), decisions);
	assert_int_equal(count("notification"), decisions);
	assert_int_equal(count("outbox"), decisions);
	assert_int_equal(count("journal WHERE verb = 'decide'"), decisions);
	assert_int_equal(count("dossier WHERE state = 'favourable' AND version = 2"), decisions);
}

/* ---- who may, when ---- */
static void statements_are_prepared_by_the_programs_that_use_them(void **state)
{
	(void)state;
	OK(gt_decide_store_prepare(web, E));
	OK(gt_alert_store_prepare(web, E));
	OK(gt_close_store_prepare(web, E));
	OK(gt_prolong_store_prepare(web, E));
	OK(gt_notice_store_prepare(web, E));
	OK(gt_notice_store_prepare(user, E));
	OK(gt_dossier_store_prepare(user, E));
	OK(gt_dossier_store_prepare(web, E));
}

static void who_may_not_decide_changes_nothing(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "verifying", &camille), untaken = request_of("MX", "deposited", NULL);
	struct opened o = opened_by(&agents, &marc, id), of_samir = opened_by(&agents, &samir, id), nobodys = opened_by(&agents, &camille, untaken);
	struct gt_decide_order wanted = order("favorable", 1);
	GIVES(GT_DENIED, decide(&agents, &o, &marc, &wanted, &f, E));
	GIVES(GT_DENIED, decide(&agents, &o, &helene, &wanted, &f, E));
	GIVES(GT_CONFLICT, decide(&agents, &of_samir, &samir, &wanted, &f, E));
	GIVES(GT_CONFLICT, decide(&agents, &nobodys, &camille, &wanted, &f, E));
	assert_true(gt_may_decide(nobodys.d, &nobodys.work, &camille, NULL).take);
	one_of_each(0);
	assert_int_equal(count("act_done"), 0);
}

static void what_the_procedure_refuses_is_said_and_not_done(void **state)
{
	(void)state;
	struct gt_findings f;
	struct opened o = opened_by(&agents, &camille, request_of("DZ", "examined", &camille));
	struct gt_decide_order wanted = order("favorable", 1);
	GIVES(GT_REFUSED, decide(&agents, &o, &camille, &wanted, &f, E));           /* not a title for an Algerian national */
	assert_true(f.n > 0);
	wanted = order("defavorable", 1);
	wanted.n_reasons = 0;
	GIVES(GT_REFUSED, decide(&agents, &o, &camille, &wanted, &f, E));
	assert_string_equal(f.items[0].field, "reasons");
	wanted = order("defavorable", 1);
	wanted.words = "";
	GIVES(GT_REFUSED, decide(&agents, &o, &camille, &wanted, &f, E));
	assert_string_equal(f.items[0].field, "words");
	static const char *const invented[] = { "de-mon-cru" };
	wanted = order("defavorable", 1);
	wanted.reasons = invented;
	GIVES(GT_REFUSED, decide(&agents, &o, &camille, &wanted, &f, E));
	one_of_each(0);
	assert_int_equal(o.d->state, GT_STATE_EXAMINED);
}

static void a_stale_page_decides_nothing(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id), late = opened_by(&agents, &camille, id);
	struct gt_decide_order first = order("favorable", 1), second = order("defavorable", 1);
	OK(decide(&agents, &o, &camille, &first, &f, E));
	assert_int_equal(o.d->state, GT_STATE_FAVOURABLE);
	GIVES(GT_CONFLICT, decide(&agents, &late, &camille, &second, &f, E));
	GIVES(GT_CONFLICT, decide(&agents, &o, &camille, &second, &f, E));
	one_of_each(1);
}

static void a_second_click_is_the_first_decision(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id), again = opened_by(&agents, &camille, id);
	struct gt_decide_order wanted = order("favorable", 1);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	OK(decide(&agents, &again, &camille, &wanted, &f, E));
	assert_int_equal(again.d->state, GT_STATE_FAVOURABLE);
	one_of_each(1);
	/* the key of another agent's form opens nothing */
	struct opened stranger = opened_by(&agents, &samir, id);
	GIVES(GT_CONFLICT, decide(&agents, &stranger, &samir, &wanted, &f, E));
}

static void amounts_and_days_are_kept_as_papers_take_them_not_as_forms_show_them(void **state)
{
	(void)state;
	struct gt_findings f;
	struct opened o = opened_by(&agents, &camille, request_of("MX", "verifying", &camille));
	struct gt_decide_order wanted = order("favorable", 1);
	struct gt_decision_made made;
	int seen = 0;
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	OK(gt_decision_last(&agents, arena, o.d, &made, E));
	GT_XML_EACH(x, made.data, "data") {
		if (gt_streq(gt_xml_attr(x, "id"), "taxe")) { assert_string_equal(gt_xml_text(arena, x), "75.00"); seen++; }
		if (gt_streq(gt_xml_attr(x, "id"), "du")) { assert_string_equal(gt_xml_text(arena, x), "2026-12-15"); seen++; }
	}
	assert_int_equal(seen, 2);
}

/* ---- several processes: each has a connection and a drawing process of its own ---- */
static void warm(void) { gt_desk_harness_warm(h); }

struct own { struct gt_id id; struct gt_decide_order wanted; struct gt_desk desk; struct opened o; };

static void looks(void *arg)
{
	struct own *own = arg;
	own->desk = agents;
	own->desk.db = gt_harness_db(h, "web_agent");
	warm();
	own->o = opened_by(&own->desk, &camille, own->id);
}

static int decides(void *arg, struct gt_error *err)
{
	struct own *own = arg;
	struct gt_findings f;
	return decide(&own->desk, &own->o, &camille, &own->wanted, &f, err);
}

static int together(struct gt_id id, const struct gt_decide_order *orders, size_t n, int results[])
{
	struct own own[GT_PRESSES_MAX];
	struct gt_press presses[GT_PRESSES_MAX];
	gt_pdf_end();                                        /* no child may inherit the wire to this one */
	for (size_t i = 0; i < n; i++) {
		own[i] = (struct own){ .id = id, .wanted = orders[i] };
		presses[i] = (struct gt_press){ looks, decides, &own[i] };
	}
	return gt_press_together(presses, n, results);
}

static void pressed_four_times_at_once_it_is_decided_once(void **state)
{
	(void)state;
	int results[4];
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct gt_decide_order four[4] = { order("favorable", 1), order("favorable", 1), order("favorable", 1), order("favorable", 1) };
	assert_int_equal(together(id, four, 4, results), 1);
	for (size_t i = 0; i < 4; i++) assert_true(results[i] == GT_OK || results[i] == GT_CONFLICT);
	one_of_each(1);
}

static void one_click_sent_four_times_is_one_decision_and_good_each_time(void **state)
{
	(void)state;
	int results[4];
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct gt_decide_order one = order("favorable", 1), four[4] = { one, one, one, one };
	assert_int_equal(together(id, four, 4, results), 4);
	one_of_each(1);
}

/* Killed wherever it stands: the same form sent again finds it decided, or decides; never twice. */
static void a_worker_killed_on_the_way_leaves_one_decision(void **state)
{
	(void)state;
	for (int us = 0; us < 60000; us += 7500) {
		fresh(NULL);
		struct gt_id id = request_of("MX", "verifying", &camille);
		struct gt_decide_order wanted = order("favorable", 1);
		gt_pdf_end();
		gt_press_killed(&(struct gt_press){ looks, decides, &(struct own){ .id = id, .wanted = wanted } }, (unsigned)us);
		warm();
		struct opened o = opened_by(&agents, &camille, id);
		struct gt_findings f;
		OK(decide(&agents, &o, &camille, &wanted, &f, E));
		one_of_each(1);
	}
}

/* ---- second signature ---- */
static void a_proposal_is_signed_by_somebody_else_and_only_then_takes_effect(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "examined", &double_hat);
	struct opened o = opened_by(&agents, &double_hat, id);
	struct gt_decide_order wanted = order("defavorable", 1);
	OK(decide(&agents, &o, &double_hat, &wanted, &f, E));
	assert_int_equal(o.d->state, GT_STATE_PROPOSED);
	assert_int_equal(count("paper"), 0);
	assert_int_equal(count("notification"), 0);
	f = gt_findings_new(arena);
	GIVES(GT_DENIED, gt_decide_sign(&agents, arena, o.d, &o.work, &double_hat, gt_id_new(), 2, &f, E));
	GIVES(GT_DENIED, gt_decide_sign(&agents, arena, o.d, &o.work, &camille, gt_id_new(), 2, &f, E));
	struct opened second = opened_by(&agents, &helene, id);
	GIVES(GT_CONFLICT, gt_decide_sign(&agents, arena, second.d, &second.work, &helene, gt_id_new(), 1, &f, E));
	struct gt_id act = gt_id_new();
	OK(gt_decide_sign(&agents, arena, second.d, &second.work, &helene, act, 2, &f, E));
	OK(gt_decide_sign(&agents, arena, second.d, &second.work, &helene, act, 2, &f, E));
	assert_int_equal(second.d->state, GT_STATE_UNFAVOURABLE);
	assert_int_equal(count("paper"), 1);
	assert_int_equal(count("notification"), 1);
	assert_int_equal(count("outbox"), 1);
	assert_int_equal(count("dossier WHERE ended_utc_s IS NOT NULL AND decision = 'unfavourable'"), 1);
	struct gt_decision_made made;
	OK(gt_decision_last(&agents, arena, second.d, &made, E));
	assert_int_equal(made.state, GT_DECISION_SIGNED);
	assert_string_equal(made.signed_name, "helene");
	assert_string_equal(gt_xml_text(arena, gt_xml_child(made.data, "words")), "La vie commune a cessé le 3 mars.");
}

static void a_proposal_is_sent_back_with_words_and_can_be_made_again(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "examined", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_decide_order wanted = order("defavorable", 1);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	struct opened second = opened_by(&agents, &helene, id);
	GIVES(GT_REFUSED, gt_decide_send_back(&agents, arena, second.d, &helene, gt_id_new(), 2, " ", &f, E));
	f = gt_findings_new(arena);
	OK(gt_decide_send_back(&agents, arena, second.d, &helene, gt_id_new(), 2, "Motiver mieux.", &f, E));
	assert_int_equal(second.d->state, GT_STATE_EXAMINED);
	assert_int_equal(count("note"), 1);
	struct opened again = opened_by(&agents, &camille, id);
	wanted = order("defavorable", 3);
	OK(decide(&agents, &again, &camille, &wanted, &f, E));
	assert_int_equal(count("decision"), 2);
	assert_int_equal(count("notification"), 0);
}

/* ---- notifications ---- */
static void a_notification_is_opened_once_by_its_person_and_only_then_gives_its_paper(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_notice *all, one;
	struct gt_paper *papers;
	struct gt_str pdf;
	xmlNodePtr body;
	size_t n;
	bool waits;
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_decide_order wanted = order("favorable", 1);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	OK(gt_notices_list(&users, arena, account, GT_NOTICES_UNREAD, &all, &n, E));
	assert_int_equal(n, 1);
	struct gt_notice notice = all[0];
	OK(gt_papers_told(&users, arena, id, &papers, &n, E));
	assert_int_equal(n, 0);
	GIVES(GT_NOTFOUND, gt_paper_read_told(&users, arena, id, notice.paper, &pdf, E));
	OK(gt_notice_decision_waits(&users, id, &waits, E));
	assert_true(waits);
	GIVES(GT_NOTFOUND, gt_notice_open(&users, gt_id_new(), notice.id, E));
	GIVES(GT_NOTFOUND, gt_notice_read(&users, arena, gt_id_new(), notice.id, &one, &body, E));
	OK(gt_notice_open(&users, account, notice.id, E));
	gt_clock_set_fixed(T0 + 40 * DAY);
	OK(gt_notice_open(&users, account, notice.id, E));
	OK(gt_notice_read(&users, arena, account, notice.id, &one, &body, E));
	assert_int_equal(one.opened_utc_s, T0 + 30 * DAY);
	assert_string_equal(gt_xml_attr(body, "outcome"), "favourable");
	assert_int_equal(count("journal WHERE verb = 'open-notification'"), 1);
	OK(gt_paper_read_told(&users, arena, id, notice.paper, &pdf, E));
	assert_memory_equal(pdf.p, "%PDF", 4);
	OK(gt_notices_list(&users, arena, account, GT_NOTICES_READ, &all, &n, E));
	assert_int_equal(n, 1);
}

/* ---- after ---- */
static void states_follow_one_another_and_the_person_is_told_once_the_title_is_there(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_decide_order wanted = order("favorable", 1);
	sql("INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('9903007069', '5903007069', 'conjoint-rf', '2025-09-15', '2026-12-14', 'import', 1), "
		"('KNOWN1', '5903007070', 'conjoint-rf', '2025-09-15', '2026-12-14', 'import', 1)");
	f = gt_findings_new(arena);
	GIVES(GT_CONFLICT, gt_dossier_advance(&agents, arena, o.d, &o.work, &camille, &(struct gt_advance_order){ GT_STATE_HANDED, gt_id_new(), 1, "AB123456" }, &f, E));
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	static const enum gt_state road[] = { GT_STATE_IN_FABRICATION, GT_STATE_AVAILABLE, GT_STATE_HANDED };
	for (size_t i = 0; i < GT_COUNT(road); i++) {
		struct opened now = opened_by(&agents, &samir, id);            /* any agent there: the counter's turn */
		struct gt_advance_order next = { road[i], gt_id_new(), now.d->version, NULL };
		f = gt_findings_new(arena);
		GIVES(GT_DENIED, gt_dossier_advance(&agents, arena, now.d, &now.work, &marc, &next, &f, E));
		if (road[i] == GT_STATE_HANDED) {
			GIVES(GT_REFUSED, gt_dossier_advance(&agents, arena, now.d, &now.work, &samir, &next, &f, E));
			next.title_number = "KNOWN1";
			GIVES(GT_REFUSED, gt_dossier_advance(&agents, arena, now.d, &now.work, &samir, &next, &f, E));
			assert_string_equal(f.items[1].id, "title-number-known");
			next.title_number = "ab 123 456";
		}
		OK(gt_dossier_advance(&agents, arena, now.d, &now.work, &samir, &next, &f, E));
		struct opened again = opened_by(&agents, &samir, id);
		next.version_seen = 1;
		OK(gt_dossier_advance(&agents, arena, again.d, &again.work, &samir, &next, &f, E));
	}
	assert_int_equal(count("title WHERE number = 'AB123456' AND state = 'valid' AND valid_from = '2026-12-15' AND valid_to = '2027-12-14' AND foreigner_number = '5903007069'"), 1);
	assert_int_equal(count("title WHERE number = '9903007069' AND state = 'replaced'"), 1);
	assert_int_equal(count("title WHERE number = 'KNOWN1' AND state = 'valid'"), 1);
	assert_int_equal(count("dossier WHERE state = 'handed' AND ended_utc_s IS NOT NULL AND version = 5"), 1);
	assert_int_equal(count("notification WHERE type = 'title-available'"), 1);
	assert_int_equal(count("outbox"), 2);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
}

/* ---- papers checked by anybody ---- */
static struct gt_paper_row paper_of(struct gt_id id)
{
	struct gt_paper *all;
	struct gt_paper_row row;
	size_t n;
	OK(gt_papers_list(&agents, arena, id, &all, &n, E));
	assert_int_equal(n, 1);
	OK(gt_dossier_store_paper(web, arena, id, all[0].id, &row, E));
	return row;
}

static const char *code_of(const char *kind)
{
	struct { const char *reference; } *found;
	static const struct gt_col map[] = { { 0, 's' } };
	static const struct gt_query q = { .sql = "SELECT reference FROM paper WHERE kind = ?", .params = "s", .cols = map, .n_cols = 1, .row_bytes = sizeof(char *) };
	size_t n;
	OK(gt_db_select(ctl, arena, &q, GT_WITH(GT_S(kind)), &found, &n, E));
	assert_int_equal(n, 1);
	return found[0].reference;
}

static void a_paper_is_known_by_its_code_and_by_our_signature_and_by_nothing_else(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_paper_checked c;
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_decide_order wanted = order("favorable", 1);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	struct gt_paper_row row = paper_of(id);
	char code[64] = "", text[GT_ID_TEXT], signature[88];
	snprintf(code, sizeof code, "%s", code_of(wanted.decision->paper));
	OK(gt_paper_check_code(&users, arena, code, "fr", &c, E));
	assert_false(c.revoked);
	assert_string_equal(gt_xml_attr(gt_xml_child(c.facts, "person"), "number"), "5903007069");
	assert_null(gt_xml_child(gt_xml_child(c.facts, "person"), "address"));
	for (char *p = code; *p; p++) if (*p == '-') *p = ' ';
	OK(gt_paper_check_code(&users, arena, code, "en", &c, E));
	GIVES(GT_NOTFOUND, gt_paper_check_code(&users, arena, o.d->number, "fr", &c, E));
	code[0] = code[0] == '7' ? '8' : '7';
	GIVES(GT_NOTFOUND, gt_paper_check_code(&users, arena, code, "fr", &c, E));

	const char *signed_text = gt_arena_printf(arena, "%s.%s.2026-10-10", gt_id_text(row.id, text), o.d->number);
	OK(gt_sign(h->ring, "paper", gt_str(signed_text), signature, E));
	OK(gt_paper_check_reference(&users, arena, gt_arena_printf(arena, "%s.%s", signed_text, signature), "fr", &c, E));
	GIVES(GT_NOTFOUND, gt_paper_check_reference(&users, arena, gt_arena_printf(arena, "%s.%s", gt_arena_printf(arena, "%s.%s.2027-10-10", text, o.d->number), signature), "fr", &c, E));
	GIVES(GT_NOTFOUND, gt_paper_check_reference(&users, arena, signed_text, "fr", &c, E));
	GIVES(GT_NOTFOUND, gt_paper_check_reference(&users, arena, "...", "fr", &c, E));

	GIVES(GT_DENIED, gt_paper_revoke(&agents, o.d, &camille, row.id, "withdrawn", E));
	GIVES(GT_BADINPUT, gt_paper_revoke(&agents, o.d, &philippe, row.id, "lost", E));
	OK(gt_paper_revoke(&agents, o.d, &philippe, row.id, "withdrawn", E));
	GIVES(GT_CONFLICT, gt_paper_revoke(&agents, o.d, &philippe, row.id, "withdrawn", E));
	OK(gt_paper_check_reference(&users, arena, gt_arena_printf(arena, "%s.%s", signed_text, signature), "fr", &c, E));
	assert_true(c.revoked);
	assert_string_equal(c.revoked_why, "withdrawn");
}

/* ---- what stands until the decision ---- */
static struct opened prolonged(void)
{
	struct gt_findings f = gt_findings_new(arena);
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_prolong_order by_hand = { .act = gt_id_new(), .version_seen = o.d->version, .words = "Voyage annoncé." };
	OK(gt_prolong_by_hand(&agents, arena, o.d, &o.work, &camille, &by_hand, &f, E));
	assert_int_equal(count("dossier WHERE prolonged_to IS NOT NULL"), 1);
	return opened_by(&agents, &camille, id);
}

static void the_public_check_tells_that_it_ended(bool ended)
{
	struct gt_paper_checked c;
	OK(gt_paper_check_code(&users, arena, code_of(procedure->paper_prolongation), "fr", &c, E));
	assert_int_equal(c.revoked, ended);
	if (ended) assert_string_equal(c.revoked_why, "decided");
	assert_int_equal(count("dossier WHERE prolonged_to IS NOT NULL"), ended ? 0 : 1);
}

static void a_prolongation_ends_with_a_favourable_decision(void **state)
{
	(void)state;
	struct gt_findings f;
	struct opened o = prolonged();
	struct gt_decide_order wanted = order("favorable", o.d->version);
	the_public_check_tells_that_it_ended(false);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	the_public_check_tells_that_it_ended(true);
	/* what the decision brings stands */
	assert_int_equal(count("paper WHERE revoked_utc_s IS NULL"), 1);
}

static void a_prolongation_outlives_a_proposal_and_ends_with_the_refusal(void **state)
{
	(void)state;
	struct gt_findings f = gt_findings_new(arena);
	struct opened o = prolonged();
	struct gt_decide_order wanted = order("defavorable", o.d->version);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	the_public_check_tells_that_it_ended(false);
	sql("INSERT INTO estamp (number, amount_cents, state, dossier, updated_utc_s) SELECT '1111222233334444', 10000, 'used', id, 1 FROM dossier LIMIT 1");
	o = opened_by(&agents, &helene, o.d->id);
	OK(gt_decide_sign(&agents, arena, o.d, &o.work, &helene, gt_id_new(), o.d->version, &f, E));
	the_public_check_tells_that_it_ended(true);
	assert_int_equal(count("estamp WHERE state = 'free' AND dossier IS NULL"), 1);         /* what it paid is for another request */
}

static void a_prolongation_that_was_over_is_left_as_it_ended(void **state)
{
	(void)state;
	struct gt_findings f;
	struct opened o = prolonged();
	gt_clock_set_fixed(T0 + 200 * DAY);
	struct gt_decide_order wanted = order("favorable", o.d->version);
	OK(decide(&agents, &o, &camille, &wanted, &f, E));
	assert_int_equal(count("paper WHERE revoked_utc_s IS NOT NULL"), 0);
}

/* ---- what the logic asks for ---- */
static int effects(struct opened *o, struct gt_outcome_act *act, const struct gt_hook_effect *asked, size_t n, struct gt_error *err)
{
	*act = gt_outcome_new(&agents, arena, o->d, &camille, gt_id_new(), o->d->version);
	act->verb = "decide";
	act->to = GT_STATE_FAVOURABLE;
	act->decision = "favourable";
	act->decided = true;
	return gt_logic_plan(act, &o->work, asked, n, err);
}

static void what_the_logic_asks_for_is_done_with_the_decision_or_not_at_all(void **state)
{
	(void)state;
	static const struct gt_hook_effect asked[] = { { "mail", "applicant", "essai", 0 }, { "mail", "service", "essai", 0 }, { "task", "remise", "essai", 0 }, { "deadline", "retrait", "essai", 90 } };
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id), stale = opened_by(&agents, &camille, id);
	struct gt_outcome_act act, late;
	sql("UPDATE service SET email = 'service@exemple.test' WHERE code = '5901'");
	OK(effects(&o, &act, asked, GT_COUNT(asked), E));
	OK(effects(&stale, &late, asked, GT_COUNT(asked), E));
	assert_int_equal(count("outbox") + count("alert"), 0);
	OK(gt_outcome_commit(&act, E));
	assert_int_equal(count("outbox WHERE template = 'procedure-message'"), 2);
	assert_int_equal(count("alert WHERE kind = 'task' AND detail = 'essai' AND service = '5901'"), 1);
	GIVES(GT_CONFLICT, gt_outcome_commit(&late, E));
	assert_int_equal(count("outbox"), 2);
	assert_int_equal(count("alert"), 2);
	assert_int_equal(count("journal WHERE verb = 'decide'"), 1);

	struct gt_alert *waiting;
	size_t n;
	OK(gt_alerts_of(&agents, arena, id, &waiting, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(waiting[0].kind, "task");
	gt_clock_set_fixed(gt_now_utc_s() + 91 * DAY);
	OK(gt_alerts_of(&agents, arena, id, &waiting, &n, E));
	assert_int_equal(n, 2);
}

static void an_effect_that_cannot_be_done_stops_the_decision(void **state)
{
	(void)state;
	static const struct gt_hook_effect wrong[] = { { "mail", "somebody", "essai", 0 }, { "mail", "applicant", "unknown", 0 }, { "mail", "applicant", "essai", 5 }, { "task", "remise", "unknown", 0 },
		{ "deadline", "retrait", "essai", 0 }, { "deadline", "retrait", "essai", -1 } };
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct gt_outcome_act act;
	for (size_t i = 0; i < GT_COUNT(wrong); i++) {
		struct opened o = opened_by(&agents, &camille, id);
		GIVES(GT_FAILED, effects(&o, &act, &wrong[i], 1, E));
	}
	one_of_each(0);
}

static void whom_a_mail_does_not_reach_the_agents_do(void **state)
{
	(void)state;
	static const struct gt_hook_effect asked[] = { { "mail", "service", "essai", 0 } };
	struct gt_id id = request_of("MX", "verifying", &camille);
	struct opened o = opened_by(&agents, &camille, id);
	struct gt_outcome_act act;
	OK(effects(&o, &act, asked, 1, E));
	OK(gt_outcome_commit(&act, E));
	assert_int_equal(count("outbox"), 0);
	assert_int_equal(count("alert WHERE kind = 'mail-failed'"), 1);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 512u << 20);
	ctl = gt_harness_db(h, "ctl");
	gt_xml_init();
	gt_desk_harness_start(h, &desks);
	agents = desks.agents;
	users = desks.users;
	procedure = desks.procedure;
	web = agents.db;
	user = users.db;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_programs_that_use_them), T(who_may_not_decide_changes_nothing), T(what_the_procedure_refuses_is_said_and_not_done), T(a_stale_page_decides_nothing),
		T(a_second_click_is_the_first_decision), T(amounts_and_days_are_kept_as_papers_take_them_not_as_forms_show_them), T(pressed_four_times_at_once_it_is_decided_once), T(one_click_sent_four_times_is_one_decision_and_good_each_time),
		T(a_worker_killed_on_the_way_leaves_one_decision), T(what_the_logic_asks_for_is_done_with_the_decision_or_not_at_all),
		T(an_effect_that_cannot_be_done_stops_the_decision), T(whom_a_mail_does_not_reach_the_agents_do), T(a_proposal_is_signed_by_somebody_else_and_only_then_takes_effect), T(a_proposal_is_sent_back_with_words_and_can_be_made_again),
		T(a_notification_is_opened_once_by_its_person_and_only_then_gives_its_paper), T(states_follow_one_another_and_the_person_is_told_once_the_title_is_there),
		T(a_paper_is_known_by_its_code_and_by_our_signature_and_by_nothing_else), T(a_prolongation_ends_with_a_favourable_decision),
		T(a_prolongation_outlives_a_proposal_and_ends_with_the_refusal), T(a_prolongation_that_was_over_is_left_as_it_ended),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_pdf_end();
	gt_desk_harness_stop(&desks);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* Counter mode: who may enter a request for whom; the draft through the applicant's own acts; its receipt, its journal, and the account that waits for its person. */
#include "tests/integration/dossier/after.h"
#include <unistd.h>
#include "account/account.h"
#include "dossier/complement.h"
#include "dossier/counter_store.h"
#include "dossier/erase.h"
#include "journal/journal.h"

#define NADIA "5903007071"               /* nobody signs in for her yet */
#define TRIES_FREE 20
static const struct gt_date born = { 1990, 5, 1 };
static const struct gt_agent_role elsewhere[] = { { "superviseur", "0000" } }, reads[] = { { "lecteur", "5901" } }, signs[] = { { "valideur", "5901" } };
static struct gt_agent_session lucie, marc, helene;

static struct gt_agent_session colleague(const char *login, const struct gt_agent_role *role)
{
	struct gt_agent_session s = { .agent = gt_id_new(), .login = login, .name = login, .lang = "fr", .enrolled = true, .roles = role, .n_roles = 1 };
	sql("INSERT INTO agent (id, login, name, email, state, created_utc_s) VALUES (X'%s', '%s', '%s', 'a@exemple.test', 'active', 1)", hex(s.agent), login, login);
	return s;
}

static int at_desk(void **state)
{
	fresh(state);
	lucie = colleague("lucie", elsewhere);
	marc = colleague("marc", reads);
	helene = colleague("helene", signs);
	sql("INSERT INTO person (foreigner_number, birth_name, given_names, sex, birth_date, birth_place, birth_country, nationality, address_number, address_street, postcode, city, address_country, insee, "
		"folded_name, source, updated_utc_s) VALUES ('" NADIA "', 'DURAND', 'NADIA', 'F', '1990-05-01', 'CANCUN', 'MX', 'MX', '20', 'RUE NATIONALE', '59000', 'LILLE', 'FR', '59350', 'durand nadia', 'import', 1)");
	sql("INSERT INTO title (number, foreigner_number, category, valid_from, valid_to, source, updated_utc_s) VALUES ('T" NADIA "', '" NADIA "', 'conjoint-rf', '2025-09-15', '2026-12-14', 'import', 1)");
	return 0;
}

static struct gt_counter_new wanted(const char *number)
{
	return (struct gt_counter_new){ .service = "5901", .foreigner_number = number, .title_number = gt_arena_printf(arena, "T%s", number), .reason = "help", .beneficiary = "self", .lang = "fr", .birth_date = born,
		.procedure = renewal.procedure };
}

static int try(const struct gt_agent_session *who, const struct gt_counter_new *w, struct gt_id *ret, int64_t *ret_wait_s)
{
	struct gt_findings f = gt_findings_new(arena);
	struct gt_error err = { 0 };
	return gt_counter_begin(&agents, arena, who, w, &f, ret, ret_wait_s, &err);
}

static int begin(const struct gt_agent_session *who, const struct gt_counter_new *w, struct gt_id *ret)
{
	int64_t wait_s;
	return try(who, w, ret, &wait_s);
}

static struct gt_dossier *entered(const struct gt_agent_session *who, struct gt_id id, struct gt_counter_entry *ret_entry)
{
	struct gt_dossier *d;
	struct gt_counter_entry unused;
	OK(gt_counter_open(&agents, arena, who, id, "fr", &d, ret_entry ? ret_entry : &unused, E));
	return d;
}

/* The fixtures' own acts, by the agents' program. */
static void fill_here(struct gt_dossier *d)
{
	struct gt_desk was = users;
	const struct gt_asked *asked;
	size_t n;
	users = agents;
	fill(d);
	OK(gt_justificatifs_list(d->answers, &asked, &n, E));
	for (size_t i = 0; i < n; i++)
		if (asked[i].required) join(d, asked[i].justificatif->id, "piece.pdf");
	users = was;
}

static struct gt_id deposited_by(const struct gt_agent_session *who, const char *service, const char *number)
{
	struct gt_id id = { { 0 } };
	struct gt_counter_new w = wanted(number);
	struct gt_findings f = gt_findings_new(arena);
	w.service = service;
	assert_int_equal(begin(who, &w, &id), GT_OK);
	fill_here(entered(who, id, NULL));
	struct gt_dossier *d = entered(who, id, NULL);
	OK(gt_dossier_deposit(&agents, arena, d, d->version, "fr", &f, E));
	assert_int_equal(d->state, GT_STATE_DEPOSITED);
	return id;
}

static void nothing_was_begun(void)
{
	assert_int_equal(count("dossier"), 0);
	assert_int_equal(count("counter_entry"), 0);
	assert_int_equal(count("account WHERE state = 'counter'"), 0);
	assert_int_equal(count("journal WHERE verb = 'counter-begin'"), 0);
}

static struct gt_id deposited_here(const char *number) { return deposited_by(&camille, "5901", number); }

/* ---- refusals ---- */
static void statements_are_prepared_by_the_agents_program_and_denied_to_the_applicants(void **state)
{
	(void)state;
	OK(gt_counter_store_prepare(web, E));
	GIVES(GT_FAILED, gt_counter_store_prepare(user, E));
}

static void who_does_not_examine_in_that_service_keeps_no_counter(void **state)
{
	(void)state;
	struct gt_id id;
	struct gt_counter_new w = wanted(NADIA);
	assert_int_equal(begin(&marc, &w, &id), GT_DENIED);
	assert_int_equal(begin(&helene, &w, &id), GT_DENIED);
	assert_int_equal(begin(&lucie, &w, &id), GT_DENIED);
	w.service = "9999";
	assert_int_equal(begin(&camille, &w, &id), GT_DENIED);
	struct gt_agent_session unfinished = camille;
	unfinished.enrolled = false;
	w = wanted(NADIA);
	assert_int_equal(begin(&unfinished, &w, &id), GT_DENIED);
	nothing_was_begun();
}

static void number_title_and_day_of_birth_must_be_of_one_person(void **state)
{
	(void)state;
	struct gt_id id;
	const struct gt_counter_new good = wanted(NADIA);
	struct gt_counter_new wrong[6];
	for (size_t i = 0; i < GT_COUNT(wrong); i++) wrong[i] = good;
	wrong[0].foreigner_number = "5903007999";
	wrong[1].foreigner_number = conjointe.foreigner_number;
	wrong[2].title_number = "T5903007069";
	wrong[3].title_number = "T0000000000000000";
	wrong[4].birth_date = (struct gt_date){ 1990, 5, 2 };
	wrong[5].foreigner_number = "";
	for (size_t i = 0; i < GT_COUNT(wrong); i++) assert_int_equal(begin(&camille, &wrong[i], &id), GT_NOTFOUND);
	sql("UPDATE title SET state = 'withdrawn' WHERE number = 'T" NADIA "'");
	assert_int_equal(begin(&camille, &good, &id), GT_NOTFOUND);
	sql("UPDATE title SET state = 'valid'");
	struct gt_counter_new no_reason = good;
	no_reason.reason = "because";
	assert_int_equal(begin(&camille, &no_reason, &id), GT_BADINPUT);
	nothing_was_begun();
}

static void who_is_not_eligible_is_told_why_and_nothing_is_begun(void **state)
{
	(void)state;
	struct gt_id id;
	int64_t wait_s;
	struct gt_counter_new w = wanted(NADIA);
	struct gt_findings f = gt_findings_new(arena);
	sql("UPDATE title SET category = 'visiteur' WHERE number = 'T" NADIA "'");
	GIVES(GT_REFUSED, gt_counter_begin(&agents, arena, &camille, &w, &f, &id, &wait_s, E));
	assert_int_equal(wait_s, 0);
	assert_true(f.n > 0);
	nothing_was_begun();
}

static void trying_numbers_out_slows_an_agent_down_and_finding_one_starts_anew(void **state)
{
	(void)state;
	struct gt_id id;
	int64_t wait_s = 0;
	struct gt_counter_new wrong = wanted(NADIA), good = wrong;
	wrong.birth_date.y = 1991;
	for (int i = 0; i < TRIES_FREE; i++) assert_int_equal(try(&camille, &wrong, &id, &wait_s), GT_NOTFOUND);
	for (int i = 0; i < 2; i++) if (try(&camille, &wrong, &id, &wait_s) == GT_REFUSED) break;
	assert_true(wait_s > 0);
	assert_int_equal(try(&camille, &good, &id, &wait_s), GT_REFUSED);
	assert_true(wait_s > 0);
	assert_int_equal(begin(&samir, &good, &id), GT_OK);
	gt_clock_set_fixed(T0 + 4000);
	assert_int_equal(begin(&camille, &good, &id), GT_OK);
	assert_int_equal(try(&camille, &wrong, &id, &wait_s), GT_NOTFOUND);
	assert_int_equal(count("counter_entry"), 1);
}

static void a_draft_that_an_applicant_began_is_out_of_every_counters_reach(void **state)
{
	(void)state;
	struct gt_id own;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *d;
	struct gt_counter_entry entry;
	OK(gt_dossier_begin(&users, arena, &conjointe, renewal.procedure, "self", &f, &own, E));
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &camille, own, "fr", &d, &entry, E));
	/* nor by the person's own facts, with an agent written in */
	struct gt_applicant forged = conjointe;
	forged.agent = camille.agent;
	GIVES(GT_NOTFOUND, gt_dossier_open(&agents, arena, own, &forged, &d, E));
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &camille, gt_id_new(), "fr", &d, &entry, E));
	assert_int_equal(count("journal WHERE verb = 'read'"), 0);
	/* what is entered for her at the counter is a draft of its own */
	struct gt_id id;
	struct gt_counter_new w = wanted(conjointe.foreigner_number);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	assert_false(gt_id_eq(id, own));
}

static void another_services_counter_is_one_that_does_not_exist(void **state)
{
	(void)state;
	struct gt_id id;
	struct gt_dossier *d;
	struct gt_counter_entry entry;
	struct gt_counter_new w = wanted(NADIA);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &lucie, id, "fr", &d, &entry, E));
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &marc, id, "fr", &d, &entry, E));
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &helene, id, "fr", &d, &entry, E));
	/* a colleague of the same counter goes on, and is written down as who read it */
	d = entered(&samir, id, &entry);
	assert_true(gt_id_eq(entry.agent, camille.agent));
	assert_string_equal(entry.reason, "help");
	assert_int_equal(count("journal WHERE verb = 'read' AND actor = X'%s' AND dossier = X'%s'", hex(samir.agent), hex(id)), 1);
	GIVES(GT_NOTFOUND, gt_work_open(&agents, arena, &camille, id, &d, E));
}

static void a_stale_page_saves_and_deposits_nothing(void **state)
{
	(void)state;
	struct gt_id id;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_counter_new w = wanted(NADIA);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	struct gt_dossier *stale = entered(&camille, id, NULL);
	fill_here(entered(&samir, id, NULL));
	GIVES(GT_CONFLICT, gt_dossier_save(&agents, arena, stale, stale->version, "motif", E));
	GIVES(GT_CONFLICT, gt_dossier_abandon(&agents, stale, stale->version, E));
	struct gt_dossier *d = entered(&camille, id, NULL);
	GIVES(GT_CONFLICT, gt_dossier_deposit(&agents, arena, d, d->version - 1, "fr", &f, E));
	assert_int_equal(count("dossier WHERE state = 'draft'"), 1);
}

/* ---- the road ---- */
static void a_draft_is_begun_with_its_agent_its_reason_and_an_account_that_nobody_signs_in_with(void **state)
{
	(void)state;
	struct gt_id id, again;
	struct gt_counter_new w = wanted(NADIA);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	assert_int_equal(count("counter_entry WHERE dossier = X'%s' AND service = '5901' AND agent = X'%s' AND reason = 'help'", hex(id), hex(camille.agent)), 1);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'counter-begin' AND actor_kind = 1 AND actor = X'%s' AND detail = 'help' AND to_state = 'draft'", hex(id), hex(camille.agent)), 1);
	assert_int_equal(count("account WHERE foreigner_number = '" NADIA "' AND state = 'counter' AND email IS NULL AND password_hash IS NULL"), 1);
	/* the form's second click, a colleague's too: the draft that stands */
	assert_int_equal(begin(&samir, &w, &again), GT_OK);
	assert_true(gt_id_eq(again, id));
	assert_int_equal(count("dossier"), 1);
	struct gt_counter_line *lines;
	size_t n;
	OK(gt_counter_drafts(&agents, arena, &camille, &lines, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(lines[0].birth_name, "DURAND");
	OK(gt_counter_drafts(&agents, arena, &samir, &lines, &n, E));
	assert_int_equal(n, 0);
}

static void what_is_given_up_is_gone_with_its_files(void **state)
{
	(void)state;
	struct gt_id id;
	struct gt_dossier *d;
	struct gt_counter_entry entry;
	struct gt_counter_new w = wanted(NADIA);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	fill_here(entered(&camille, id, NULL));
	d = entered(&camille, id, NULL);
	size_t n = d->n_documents;
	assert_true(n > 1);
	OK(gt_dossier_remove_document(&agents, d, d->documents[0].id, E));
	assert_int_equal(count("document"), (int64_t)n - 1);
	assert_int_equal(count("journal WHERE verb = 'remove-document' AND actor_kind = 1 AND actor = X'%s'", hex(camille.agent)), 1);
	d = entered(&camille, id, NULL);
	OK(gt_dossier_abandon(&agents, d, d->version, E));
	assert_int_equal(count("document"), 0);
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &camille, id, "fr", &d, &entry, E));
}

static void the_deposit_says_its_channel_and_every_act_is_the_agents(void **state)
{
	(void)state;
	struct gt_id id = deposited_here(NADIA);
	struct gt_findings f = gt_findings_new(arena);
	struct gt_file_work work;
	assert_int_equal(count("dossier WHERE id = X'%s' AND channel = 'counter' AND state = 'deposited' AND service = '5901'", hex(id)), 1);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s' AND actor_kind = 'agent' AND actor = X'%s'", hex(id), hex(camille.agent)), 1);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND (actor_kind <> 1 OR actor <> X'%s')", hex(id), hex(camille.agent)), 0);
	assert_true(count("journal WHERE dossier = X'%s' AND verb = 'upload'", hex(id)) > 0);
	assert_int_equal(count("paper WHERE dossier = X'%s'", hex(id)), 1);
	assert_int_equal(count("outbox"), 0);
	/* a second click finds it done: one number, one paper */
	struct gt_dossier *d = entered(&samir, id, NULL);
	OK(gt_dossier_deposit(&agents, arena, d, d->version - 1, "fr", &f, E));
	assert_int_equal(count("paper"), 1);
	assert_int_equal(count("journal WHERE verb = 'deposit'"), 1);
	seen_by(&agents, &camille, id, &work);
	assert_string_equal(work.channel, "counter");
	struct gt_work_page page;
	OK(gt_work_page(&agents, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_ALL }, 10, &page, E));
	assert_int_equal(page.n, 1);
	assert_true(page.lines[0].counter);
}

static void a_request_that_goes_to_another_service_leaves_its_counter_the_receipt_alone(void **state)
{
	(void)state;
	struct gt_id id = deposited_by(&lucie, "0000", NADIA);
	struct gt_dossier *d;
	struct gt_counter_entry entry;
	assert_string_equal(entered(&lucie, id, NULL)->service, "5901");
	GIVES(GT_NOTFOUND, gt_work_open(&agents, arena, &lucie, id, &d, E));
	OK(gt_work_open(&agents, arena, &camille, id, &d, E));
	GIVES(GT_NOTFOUND, gt_counter_open(&agents, arena, &camille, id, "fr", &d, &entry, E));
}

static void who_has_an_account_sees_what_is_entered_for_them_and_has_the_mail(void **state)
{
	(void)state;
	struct gt_id id = deposited_here(conjointe.foreigner_number);
	struct gt_dossier_line *lines;
	size_t n;
	assert_int_equal(count("account WHERE state = 'counter'"), 0);
	assert_int_equal(count("outbox WHERE template = 'deposit-confirmed' AND account = X'%s'", hex(conjointe.account)), 1);
	OK(gt_dossier_list(&users, arena, conjointe.account, &lines, &n, E));
	assert_int_equal(n, 1);
	assert_true(gt_id_eq(lines[0].id, id));
	assert_int_equal(opened(&conjointe, id)->state, GT_STATE_DEPOSITED);
	struct gt_dossier *d;
	GIVES(GT_NOTFOUND, gt_dossier_open(&users, arena, id, &somebody, &d, E));
}

static void a_draft_of_the_counter_that_its_person_deposits_at_home_is_of_the_web(void **state)
{
	(void)state;
	struct gt_id id;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_counter_new w = wanted(conjointe.foreigner_number);
	assert_int_equal(begin(&camille, &w, &id), GT_OK);
	fill_here(entered(&camille, id, NULL));
	struct gt_dossier *d = opened(&conjointe, id);
	OK(gt_dossier_deposit(&users, arena, d, d->version, "fr", &f, E));
	assert_int_equal(count("dossier WHERE channel = 'web' AND state = 'deposited'"), 1);
	assert_int_equal(count("journal WHERE verb = 'deposit' AND actor_kind = 0 AND actor = X'%s'", hex(conjointe.account)), 1);
}

/* ---- afterwards ---- */
static const char *creation_link(const char *email)
{
	struct found { struct gt_id id; struct gt_str sealed; } *rows;
	static const struct gt_col cols[] = { GT_COL(struct found, id), GT_COL(struct found, sealed) };
	static const struct gt_query q = { "SELECT id, sealed FROM outbox WHERE template = 'account-create'", "", cols, 2, sizeof(struct found) };
	struct gt_account_at at = { .db = user, .ring = h->ring, .config = h->config };
	const struct gt_signup s = { "T" NADIA, { 2025, 9, 15 }, { 2026, 12, 14 }, email };
	struct gt_mail_job mail;
	int64_t wait_s;
	size_t n;
	OK(gt_account_signup(&at, &(struct gt_caller){ "192.0.2.7", "Browser/1", "fr" }, &s, &wait_s, E));
	OK(gt_db_select(ctl, arena, &q, GT_NONE_WITH, &rows, &n, E));
	assert_int_equal(n, 1);
	OK(gt_outbox_open(h->ring, arena, rows[0].id, rows[0].sealed, &mail, E));
	for (size_t i = 0; i < mail.n_args; i++)
		if (gt_streq(mail.args[i].name, "path")) return strstr(mail.args[i].value, "jeton=") + 6;
	fail();
	return NULL;
}

static void the_account_that_waits_becomes_its_persons_with_the_request_and_what_was_told_meanwhile(void **state)
{
	(void)state;
	struct gt_id id = deposited_here(NADIA);
	struct gt_account_at at = { .db = user, .ring = h->ring, .config = h->config };
	bool broken[GT_PASSWORD__MAX];
	enum gt_link_purpose purpose;
	char token[GT_TOKEN_TEXT];
	int64_t wait_s;
	sql("INSERT INTO notification (id, account, dossier, type, created_utc_s) SELECT REPEAT('n', 16), account, id, 'message', 1 FROM dossier WHERE id = X'%s'", hex(id));
	GIVES(GT_REFUSED, gt_account_sign_in(&at, &(struct gt_caller){ "192.0.2.7", "Browser/1", "fr" }, NADIA, "", NULL, token, &wait_s, E));
	const char *link = creation_link("nadia@exemple.test");
	OK(gt_account_password_create(&at, link, "Vh7!tmQz-kado", broken, &purpose, E));
	assert_int_equal(count("account WHERE foreigner_number = '" NADIA "'"), 1);
	assert_int_equal(count("account WHERE foreigner_number = '" NADIA "' AND state = 'active' AND email = 'nadia@exemple.test'"), 1);
	OK(gt_account_sign_in(&at, &(struct gt_caller){ "192.0.2.7", "Browser/1", "fr" }, NADIA, "Vh7!tmQz-kado", NULL, token, &wait_s, E));
	struct gt_session s;
	OK(gt_session_find(&at, arena, token, &s, E));
	assert_true(s.notified);
	const struct gt_applicant nadia = { .account = s.account, .foreigner_number = NADIA, .email = "nadia@exemple.test", .lang = "fr" };
	assert_int_equal(opened(&nadia, id)->state, GT_STATE_DEPOSITED);
	/* and the counter still gives its receipt */
	assert_int_equal(entered(&camille, id, NULL)->state, GT_STATE_DEPOSITED);
}

static void erased_with_its_request_the_account_that_nobody_came_for_is_gone(void **state)
{
	(void)state;
	struct gt_id id = deposited_here(NADIA), own = deposited_here(conjointe.foreigner_number);
	struct gt_db *jobs = gt_harness_db(h, "jobs");
	struct gt_desk at_night = agents;
	at_night.db = jobs;
	sql("UPDATE dossier SET ended_utc_s = 1, state = 'withdrawn'");
	OK(gt_erase_one(&at_night, id, E));
	OK(gt_erase_one(&at_night, own, E));
	assert_int_equal(count("account WHERE foreigner_number = '" NADIA "'"), 0);
	assert_int_equal(count("account WHERE foreigner_number = '5903007069'"), 1);
	assert_int_equal(count("counter_entry"), 0);
	gt_db_free(&jobs);
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, at_desk)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_agents_program_and_denied_to_the_applicants), T(who_does_not_examine_in_that_service_keeps_no_counter), T(number_title_and_day_of_birth_must_be_of_one_person),
		T(who_is_not_eligible_is_told_why_and_nothing_is_begun), T(trying_numbers_out_slows_an_agent_down_and_finding_one_starts_anew), T(a_draft_that_an_applicant_began_is_out_of_every_counters_reach),
		T(another_services_counter_is_one_that_does_not_exist), T(a_stale_page_saves_and_deposits_nothing), T(a_draft_is_begun_with_its_agent_its_reason_and_an_account_that_nobody_signs_in_with),
		T(what_is_given_up_is_gone_with_its_files), T(the_deposit_says_its_channel_and_every_act_is_the_agents), T(a_request_that_goes_to_another_service_leaves_its_counter_the_receipt_alone), T(who_has_an_account_sees_what_is_entered_for_them_and_has_the_mail),
		T(a_draft_of_the_counter_that_its_person_deposits_at_home_is_of_the_web), T(the_account_that_waits_becomes_its_persons_with_the_request_and_what_was_told_meanwhile),
		T(erased_with_its_request_the_account_that_nobody_came_for_is_gone),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}

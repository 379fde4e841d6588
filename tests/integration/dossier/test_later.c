/* After the deposit: a document added, the request withdrawn; agents, complements and decisions at the same moment; other people's ids. */
#include "tests/integration/dossier/after.h"
#include <unistd.h>
#include "dossier/complement.h"
#include "dossier/later.h"
#include "dossier/message.h"
#include "dossier/notify.h"
#include "dossier/withdraw.h"

static int add(struct gt_dossier *d, const char *justificatif, struct gt_id *ret, struct gt_file_finding *why, struct gt_error *err)
{
	struct gt_document doc;
	struct gt_str bytes = file_bytes();
	int fd = gt_test_memfd(bytes.p, bytes.n);
	int rc = gt_later_join(&users, arena, d, &(struct gt_file_sent){ .justificatif = justificatif, .name = "plus.pdf", .fd = fd, .bytes = (int64_t)bytes.n }, &doc, why, err);
	close(fd);
	if (rc == GT_OK && ret) *ret = doc.id;
	return rc;
}

static void taken(struct gt_id id)
{
	struct gt_file_work work;
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, d, &camille, d->version, E));
}

static void state_is(struct gt_id id, const char *state) { sql("UPDATE dossier SET state = '%s', version = version + 1 WHERE id = X'%s'", state, hex(id)); }

static void statements_are_prepared_by_the_applicants_program(void **state)
{
	(void)state;
	OK(gt_after_store_prepare(user, E));
}

/* ---- a document more ---- */
static void a_document_is_added_with_its_trace_and_is_new_to_the_agent(void **state)
{
	(void)state;
	struct gt_id id = deposited(), doc;
	struct gt_file_finding why;
	struct gt_file_work work;
	taken(id);
	int64_t version = opened(&conjointe, id)->version;
	OK(add(opened(&conjointe, id), "domicile", &doc, &why, E));
	OK(add(opened(&conjointe, id), GT_LATER_OTHER, NULL, &why, E));
	assert_int_equal(count("document WHERE dossier = X'%s' AND added_n = 1", hex(id)), 2);
	assert_int_equal(count("document WHERE id = X'%s' AND justificatif = 'domicile'", hex(doc)), 1);
	assert_int_equal(opened(&conjointe, id)->version, version + 2);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'upload' AND detail LIKE 'document=%%'", hex(id)), 6);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	assert_int_equal(d->n_documents, 6);
	assert_true(work.replied);
	GIVES(GT_CONFLICT, gt_work_release(&agents, d, &camille, version, E));          /* a page without it is stale */
}

static void nobody_works_on_it_yet_and_it_stays_among_what_is_to_be_taken(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_finding why;
	struct gt_file_work work;
	OK(add(opened(&conjointe, id), "domicile", NULL, &why, E));
	seen_by(&agents, &camille, id, &work);
	assert_false(work.replied);
}

static void nothing_is_added_while_a_complement_waits_nor_once_it_is_decided(void **state)
{
	(void)state;
	static const char *const closed[] = { "complement-asked", "favourable", "unfavourable", "closed-incomplete", "withdrawn", "handed" };
	struct gt_id id = deposited();
	struct gt_file_finding why;
	struct gt_dossier *before = opened(&conjointe, id);
	for (size_t i = 0; i < GT_COUNT(closed); i++) {
		state_is(id, closed[i]);
		assert_false(gt_later_may(opened(&conjointe, id)));
		GIVES(GT_CONFLICT, add(before, "domicile", NULL, &why, E));               /* a page that was open */
	}
	assert_int_equal(count("document WHERE dossier = X'%s'", hex(id)), 4);
}

static void what_is_not_asked_or_too_much_is_refused(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_finding why;
	GIVES(GT_NOTFOUND, add(opened(&conjointe, id), "rupture", NULL, &why, E));
	OK(add(opened(&conjointe, id), "domicile", NULL, &why, E));
	OK(add(opened(&conjointe, id), "domicile", NULL, &why, E));
	GIVES(GT_REFUSED, add(opened(&conjointe, id), "domicile", NULL, &why, E));
	assert_string_equal(why.id, "file-too-many");
}

/* ---- words after the end ---- */
static int says(struct gt_id id, const char *text, struct gt_error *err)
{
	struct gt_findings f = gt_findings_new(arena);
	return gt_message_send(&users, arena, opened(&conjointe, id), &(struct gt_message_new){ .act = gt_id_new(), .text = text }, &f, err);
}

static bool may_say(struct gt_id id)
{
	bool may = false;
	OK(gt_message_may(&users, opened(&conjointe, id), NULL, &may, E));
	return may;
}

static void closed_as_incomplete_its_person_says_why_and_the_agents_hear_of_it(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_work work;
	taken(id);
	state_is(id, "closed-incomplete");
	OK(says(id, "J'étais à l'hôpital ; voici le passeport.", E));
	assert_int_equal(count("alert WHERE dossier = X'%s' AND kind = 'message' AND done_utc_s IS NULL", hex(id)), 1);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'message'", hex(id)), 1);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	struct gt_findings f = gt_findings_new(arena);
	OK(gt_message_answer(&agents, arena, d, &work, &camille, &(struct gt_message_new){ .act = gt_id_new(), .text = "Nous rouvrons votre demande." }, &f, E));
	assert_int_equal(count("alert WHERE dossier = X'%s' AND kind = 'message' AND done_utc_s IS NULL", hex(id)), 0);
	state_is(id, "unfavourable");                                                    /* refused is refused: it is contested */
	GIVES(GT_CONFLICT, says(id, "Encore un mot.", E));
}

static void whatever_was_decided_nothing_is_written_before_its_notification_is_opened(void **state)
{
	(void)state;
	static const char *const decided[] = { "favourable", "unfavourable", "closed-incomplete", "in-fabrication" };
	struct gt_id id = deposited();
	sql("INSERT INTO notification (id, account, dossier, type, created_utc_s) VALUES (X'%s', X'%s', X'%s', 'decision', %d)", hex(gt_id_new()), hex(conjointe.account), hex(id), T0);
	assert_true(may_say(id));                                                        /* opened again since: the former decision's notification hinders nothing */
	for (size_t i = 0; i < GT_COUNT(decided); i++) {
		state_is(id, decided[i]);
		assert_false(may_say(id));
		GIVES(GT_CONFLICT, says(id, "Qu'en est-il ?", E));
	}
	sql("UPDATE notification SET opened_utc_s = %d, opened_date = '2026-09-10'", T0);
	state_is(id, "closed-incomplete");
	assert_true(may_say(id));
}

/* ---- withdrawn ---- */
static void withdrawn_it_ends_once_with_its_receipt(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	taken(id);
	struct gt_dossier *d = opened(&conjointe, id), *again = opened(&conjointe, id);
	int64_t seen = d->version;
	sql("INSERT INTO paper (id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, valid_to, made_utc_s) VALUES (X'%s', X'%s', '%s', 1, REPEAT('x', 32), 'x', '', '', '', 1, "
		"REPEAT('x', 32), 'fr', '2030-01-01', 1)", hex(gt_id_new()), hex(id), renewal.procedure->paper_prolongation);
	OK(gt_withdraw(&users, arena, d, seen, "fr", E));
	OK(gt_withdraw(&users, arena, again, seen, "fr", E));                            /* a second click */
	OK(gt_withdraw(&users, arena, opened(&conjointe, id), seen, "fr", E));
	assert_int_equal(count("dossier WHERE id = X'%s' AND state = 'withdrawn' AND decision = 'withdrawn' AND ended_utc_s IS NOT NULL AND silence_date IS NULL", hex(id)), 1);
	assert_int_equal(count("paper WHERE dossier = X'%s' AND kind = 'withdrawal'", hex(id)), 1);
	assert_int_equal(count("paper WHERE dossier = X'%s' AND revoked_why = 'withdrawn'", hex(id)), 1);
	assert_int_equal(count("outbox WHERE dossier = X'%s'", hex(id)), 2);
	assert_int_equal(count("ephoto e JOIN dossier d ON d.ephoto = e.number WHERE d.id = X'%s' AND e.state = 'free' AND e.dossier IS NULL", hex(id)), 1);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'withdraw' AND from_state = 'verifying' AND to_state = 'withdrawn'", hex(id)), 1);
	assert_int_equal(count("alert WHERE dossier = X'%s' AND kind = 'withdrawn' AND service = '5901'", hex(id)), 1);
	struct gt_paper *papers;
	struct gt_str pdf;
	size_t n, receipts = 0;
	OK(gt_papers_told(&users, arena, id, &papers, &n, E));
	for (size_t i = 0; i < n; i++) {
		if (!gt_streq(papers[i].kind, "withdrawal")) continue;
		OK(gt_paper_read_told(&users, arena, id, papers[i].id, &pdf, E));
		assert_memory_equal(pdf.p, "%PDF", 4);
		receipts++;
	}
	assert_int_equal(receipts, 1);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
}

static void with_it_end_a_complement_and_a_proposal(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	sql("INSERT INTO complement (id, dossier, n, agent, delay_days, requested_utc_s) VALUES (X'%s', X'%s', 1, X'%s', 30, 1)", hex(gt_id_new()), hex(id), hex(camille.agent));
	sql("INSERT INTO decision (id, dossier, kind, state, data, proposed_utc_s) VALUES (X'%s', X'%s', 'unfavourable', 'proposed', '', 1)", hex(gt_id_new()), hex(id));
	state_is(id, "complement-asked");
	struct gt_dossier *d = opened(&conjointe, id);
	OK(gt_withdraw(&users, arena, d, d->version, "fr", E));
	assert_int_equal(count("complement WHERE cancelled_utc_s IS NOT NULL"), 1);
	assert_int_equal(count("decision WHERE state = 'cancelled'"), 1);
}

static bool found(const struct gt_findings *f, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (gt_streq(f->items[i].id, id)) return true;
	return false;
}

static void an_ephoto_serves_one_request(void **state)
{
	(void)state;
	struct gt_id first = deposited(), id;
	struct gt_findings f = gt_findings_new(arena), none = gt_findings_new(arena);
	assert_int_equal(count("ephoto e JOIN dossier d ON d.id = e.dossier AND d.ephoto = e.number WHERE d.id = X'%s' AND e.state = 'used'", hex(first)), 1);
	OK(gt_dossier_begin(&users, arena, &somebody, renewal.procedure, "self", &f, &id, E));
	struct gt_dossier *d = opened(&somebody, id);
	const char *used = gt_case_value(opened(&conjointe, first)->answers, "justificatifs.ephoto");
	const struct gt_pair sure[] = { { "justificatifs.ephoto", used }, { "confirm", "justificatifs.ephoto" } };
	bool reshaped;
	const struct gt_step *step = gt_procedure_step(d->procedure, "justificatifs");
	gt_step_post(d->answers, step, GT_POST_PART, sure, 2, &reshaped);
	GIVES(GT_REFUSED, gt_step_check(d->answers, step, &f, E));
	assert_true(found(&f, "ephoto-spent"));
	sql("UPDATE ephoto SET state = 'free', dossier = NULL, valid_to = '2020-01-01'");
	f = gt_findings_new(arena);
	GIVES(GT_REFUSED, gt_step_check(d->answers, step, &f, E));
	assert_true(found(&f, "ephoto-over"));
	sql("UPDATE ephoto SET valid_to = NULL");
	OK(gt_step_check(d->answers, step, &none, E));
}

static void a_stale_page_withdraws_nothing_and_what_is_decided_is_withdrawn_no_more(void **state)
{
	(void)state;
	static const char *const closed[] = { "favourable", "in-fabrication", "handed", "unfavourable", "closed-incomplete", "recorded" };
	struct gt_id id = deposited();
	struct gt_dossier *d = opened(&conjointe, id);
	int64_t seen = d->version;
	taken(id);
	GIVES(GT_CONFLICT, gt_withdraw(&users, arena, d, seen, "fr", E));
	GIVES(GT_CONFLICT, gt_withdraw(&users, arena, opened(&conjointe, id), seen, "fr", E));
	d = opened(&conjointe, id);
	for (size_t i = 0; i < GT_COUNT(closed); i++) {
		state_is(id, closed[i]);
		GIVES(GT_DENIED, gt_withdraw(&users, arena, opened(&conjointe, id), d->version, "fr", E));
		GIVES(GT_DENIED, gt_withdraw(&users, arena, d, d->version, "fr", E));         /* decided while the page was open */
	}
	assert_int_equal(count("paper WHERE kind = 'withdrawal'"), 0);
}

static void a_withdrawn_request_is_neither_taken_nor_given_anything(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_file_finding why;
	struct gt_dossier *d = opened(&conjointe, id);
	OK(gt_withdraw(&users, arena, d, d->version, "fr", E));
	struct gt_dossier *a = seen_by(&agents, &camille, id, &work);
	GIVES(GT_REFUSED, gt_work_claim(&agents, a, &camille, a->version, E));
	GIVES(GT_CONFLICT, add(opened(&conjointe, id), GT_LATER_OTHER, NULL, &why, E));
}

static int claims(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_dossier *d;
	struct gt_file_work work;
	(void)u;
	int rc = gt_work_open_file(a, arena, &camille, id, &d, &work, err);
	return rc == GT_OK ? gt_work_claim(a, d, &camille, d->version, err) : rc;
}

static int withdraws(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_dossier *d;
	(void)a;
	int rc = gt_dossier_open(u, arena, id, &conjointe, &d, err);
	return rc == GT_OK ? gt_withdraw(u, arena, d, d->version, "fr", err) : rc;
}

static void an_agent_who_takes_it_while_it_is_withdrawn_leaves_one_outcome(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		fresh(NULL);
		struct gt_id id = deposited();
		int results[2];
		together(id, (after_press *const[]){ claims, withdraws }, results, 2);
		bool out = results[1] == GT_OK;
		assert_true(results[0] == GT_OK || results[0] == GT_CONFLICT || results[0] == GT_REFUSED);
		assert_true(out || (results[1] == GT_CONFLICT && results[0] == GT_OK));
		assert_int_equal(count("dossier WHERE id = X'%s' AND state = '%s'", hex(id), out ? "withdrawn" : "verifying"), 1);
		assert_int_equal(count("paper WHERE kind = 'withdrawal'"), out ? 1 : 0);
	}
}

static void four_clicks_at_once_withdraw_once(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	int results[4];
	together(id, (after_press *const[]){ withdraws, withdraws, withdraws, withdraws }, results, 4);
	for (int i = 0; i < 4; i++) assert_int_equal(results[i], GT_OK);
	assert_int_equal(count("paper WHERE kind = 'withdrawal'"), 1);
	assert_int_equal(count("journal WHERE verb = 'withdraw'"), 1);
	assert_int_equal(count("outbox WHERE dossier = X'%s'", hex(id)), 2);
}

/* ---- a complement and a withdrawal at the same moment ---- */
static int marks_and_asks(struct gt_desk *a, struct gt_id id, bool asks, struct gt_error *err)
{
	struct gt_dossier *d;
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	int rc = gt_work_open_file(a, arena, &camille, id, &d, &work, err);
	if (rc != GT_OK) return rc;
	if (asks) return gt_complement_ask(a, arena, d, &work, &camille, &(struct gt_complement_order){ .act = gt_id_new(), .version_seen = d->version, .words = "Merci." }, &f, err);
	struct gt_mark_order mark = { .act = gt_id_new(), .version_seen = d->version, .piece = "domicile", .reason = "illisible", .kind = GT_MARK_UNREADABLE };
	return gt_mark_set(a, arena, d, &work, &camille, &mark, &f, err);
}

static int asks(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err) { (void)u; return marks_and_asks(a, id, /* asks= */ true, err); }

static int notice_of(struct gt_desk *u, struct gt_id *ret, struct gt_error *err)
{
	struct gt_notice *all;
	size_t n;
	int64_t unread;
	int rc = gt_notices_latest(u, arena, conjointe.account, 1, &all, &n, &unread, err);
	if (rc == GT_OK) *ret = all[0].id;
	return rc;
}

static int opens(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_id notice;
	(void)a;
	(void)id;
	int rc = notice_of(u, &notice, err);
	return rc == GT_OK ? gt_notice_open(u, conjointe.account, notice, err) : rc;
}

/* What was typed is kept, as a page keeps it; then the answer is sent. */
static int answers(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_dossier *d;
	struct gt_complement *c;
	struct gt_findings f = gt_findings_new(arena);
	(void)a;
	int rc = gt_dossier_open(u, arena, id, &conjointe, &d, err);
	if (rc == GT_OK) rc = gt_complement_running(u, arena, d, &c, err);
	if (rc == GT_OK && !c) return gt_fail(err, GT_CONFLICT, "nothing is asked any more");
	if (rc == GT_OK) rc = gt_complement_save(u, arena, d, c, c->version, &(struct gt_complement_answer){ .n = 1, .answer = GT_ANSWER_KEEP, .reason = "Elle se lit." }, 1, err);
	return rc == GT_OK ? gt_complement_send(u, arena, d, c, gt_id_new(), c->version, &f, err) : rc;
}

static struct gt_id marked(void)
{
	struct gt_id id = deposited();
	taken(id);
	OK(marks_and_asks(&agents, id, /* asks= */ false, E));
	return id;
}

/* Whoever was first: withdrawn with its receipt and nothing that waits, or not withdrawn at all; never both, never nothing. */
static void one_outcome(struct gt_id id, bool withdrawn, const char *otherwise)
{
	assert_int_equal(count("dossier WHERE id = X'%s' AND state = '%s'", hex(id), withdrawn ? "withdrawn" : otherwise), 1);
	assert_int_equal(count("paper WHERE kind = 'withdrawal'"), withdrawn ? 1 : 0);
	assert_int_equal(count("journal WHERE verb = 'withdraw'"), withdrawn ? 1 : 0);
	if (withdrawn) assert_int_equal(count("complement WHERE answered_utc_s IS NULL AND cancelled_utc_s IS NULL"), 0);
	if (withdrawn) assert_int_equal(count("dossier WHERE id = X'%s' AND due_date IS NULL AND silence_date IS NULL", hex(id)), 1);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
}

static void a_complement_asked_while_the_request_is_withdrawn_leaves_one_outcome(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		fresh(NULL);
		struct gt_id id = marked();
		int results[2];
		together(id, (after_press *const[]){ asks, withdraws }, results, 2);
		bool asked = results[0] == GT_OK, out = results[1] == GT_OK;
		assert_true(asked || results[0] == GT_CONFLICT || results[0] == GT_REFUSED);
		assert_true(out || results[1] == GT_CONFLICT);
		assert_true(asked || out);
		one_outcome(id, out, "complement-asked");
		assert_int_equal(count("notification WHERE type = 'complement'"), asked ? 1 : 0);
		assert_int_equal(count("mark"), 1);                      /* the agent's work is not lost */
	}
}

static void an_answer_sent_while_the_request_is_withdrawn_leaves_one_outcome(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		fresh(NULL);
		struct gt_id id = marked();
		int results[2];
		OK(asks(&users, &agents, id, E));
		OK(opens(&users, &agents, id, E));
		together(id, (after_press *const[]){ answers, withdraws }, results, 2);
		bool answered = results[0] == GT_OK, out = results[1] == GT_OK;
		assert_true(answered || results[0] == GT_CONFLICT);
		assert_true(out || results[1] == GT_CONFLICT);
		assert_true(answered || out);
		one_outcome(id, out, "complement-received");
		assert_int_equal(count("journal WHERE verb = 'answer-complement'"), answered ? 1 : 0);
	}
}

static void a_complement_opened_while_the_request_is_withdrawn_starts_no_delay_that_outlives_it(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		fresh(NULL);
		struct gt_id id = marked();
		int results[2];
		OK(asks(&users, &agents, id, E));
		together(id, (after_press *const[]){ opens, withdraws }, results, 2);
		assert_int_equal(results[0], GT_OK);                     /* a notification is opened in any case */
		assert_true(results[1] == GT_OK || results[1] == GT_CONFLICT);
		one_outcome(id, results[1] == GT_OK, "complement-asked");
	}
}

/* ---- several requests ---- */
static void of_two_requests_one_is_withdrawn_and_the_other_is_untouched(void **state)
{
	(void)state;
	struct gt_id first = deposited(), second = deposited();
	struct gt_file_finding why;
	struct gt_dossier *d = opened(&conjointe, first), *other;
	OK(add(opened(&conjointe, second), "domicile", NULL, &why, E));
	OK(gt_withdraw(&users, arena, d, d->version, "fr", E));
	other = opened(&conjointe, second);
	assert_int_equal(other->state, GT_STATE_DEPOSITED);
	assert_string_not_equal(other->number, d->number);
	assert_int_equal(other->n_documents, 5);
	assert_int_equal(opened(&conjointe, first)->n_documents, 4);
	struct gt_dossier_line *lines;
	size_t n;
	OK(gt_dossier_list(&users, arena, conjointe.account, &lines, &n, E));
	assert_int_equal(n, 2);
	OK(gt_dossier_list(&users, arena, somebody.account, &lines, &n, E));
	assert_int_equal(n, 0);
	GIVES(GT_NOTFOUND, gt_dossier_open(&users, arena, second, &somebody, &other, E));
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_applicants_program), T(a_document_is_added_with_its_trace_and_is_new_to_the_agent), T(nobody_works_on_it_yet_and_it_stays_among_what_is_to_be_taken),
		T(nothing_is_added_while_a_complement_waits_nor_once_it_is_decided), T(what_is_not_asked_or_too_much_is_refused),
		T(closed_as_incomplete_its_person_says_why_and_the_agents_hear_of_it), T(whatever_was_decided_nothing_is_written_before_its_notification_is_opened), T(withdrawn_it_ends_once_with_its_receipt),
		T(with_it_end_a_complement_and_a_proposal), T(an_ephoto_serves_one_request), T(a_stale_page_withdraws_nothing_and_what_is_decided_is_withdrawn_no_more), T(a_withdrawn_request_is_neither_taken_nor_given_anything),
		T(a_complement_asked_while_the_request_is_withdrawn_leaves_one_outcome), T(an_answer_sent_while_the_request_is_withdrawn_leaves_one_outcome),
		T(a_complement_opened_while_the_request_is_withdrawn_starts_no_delay_that_outlives_it),
		T(an_agent_who_takes_it_while_it_is_withdrawn_leaves_one_outcome), T(four_clicks_at_once_withdraw_once), T(of_two_requests_one_is_withdrawn_and_the_other_is_untouched),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}

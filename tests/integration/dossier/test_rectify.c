/* Rectifying a deposited request: a new version with its receipt, once; nothing of it before it is sent; an agent who is quicker; other people's ids. */
#include "tests/integration/dossier/after.h"
#include "dossier/message.h"
#include "dossier/rectify.h"
#include "dossier/rectify_store.h"

#define PHONE "informations-personnelles.contact.telephone"

static struct gt_dossier *copy_of(struct gt_id id)
{
	struct gt_id copy;
	OK(gt_rectify_begin(&users, arena, opened(&conjointe, id), &copy, E));
	return opened(&conjointe, copy);
}

static int send(struct gt_dossier *copy, struct gt_error *err)
{
	struct gt_findings f = gt_findings_new(arena);
	return gt_rectify_send(&users, arena, copy, copy->version, "fr", &f, err);
}

static struct gt_id file_of(const struct gt_dossier *d, const char *justificatif)
{
	for (size_t i = 0; i < d->n_documents; i++)
		if (gt_streq(d->documents[i].justificatif, justificatif)) return d->documents[i].id;
	fail_msg("no file for '%s'", justificatif);
	return (struct gt_id){ { 0 } };
}

static void as_it_was_deposited(struct gt_id id)
{
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 1);
	assert_int_equal(count("paper WHERE dossier = X'%s'", hex(id)), 1);
	assert_int_equal(count("document WHERE dossier = X'%s' AND state = 'joined' AND added_n = 0", hex(id)), 4);
	assert_string_equal(gt_case_value(opened(&conjointe, id)->answers, PHONE), "+33624053448");
}

static void statements_are_prepared_by_the_applicants_program(void **state)
{
	(void)state;
	OK(gt_rectify_store_prepare(user, E));
}

static void the_request_stays_as_it_was_until_the_working_copy_is_sent(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	join(copy, "nationalite", "second.pdf");
	OK(gt_dossier_remove_document(&users, opened(&conjointe, copy->id), opened(&conjointe, id)->documents[0].id, E));
	as_it_was_deposited(id);
	assert_int_equal(opened(&conjointe, copy->id)->n_documents, 4);
	OK(gt_dossier_abandon(&users, opened(&conjointe, copy->id), opened(&conjointe, copy->id)->version, E));
	as_it_was_deposited(id);
	assert_int_equal(count("document WHERE dossier = X'%s'", hex(copy->id)), 0);
	struct gt_id request;
	OK(gt_rectify_request(&users, conjointe.account, copy->id, &request, E));
	assert_true(gt_id_eq(request, id));
}

static void what_is_sent_is_the_next_version_with_its_receipt(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	gt_clock_set_fixed(T0 + DAY);
	struct gt_dossier *copy = copy_of(id), *before = opened(&conjointe, id);
	struct gt_id left = file_of(before, "nationalite"), added = join(copy, "nationalite", "second.pdf");
	OK(gt_dossier_remove_document(&users, opened(&conjointe, copy->id), left, E));
	copy = opened(&conjointe, copy->id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	OK(send(copy, E));
	struct gt_dossier *now = opened(&conjointe, id);
	assert_string_equal(gt_case_value(now->answers, PHONE), "+33699999999");
	assert_string_equal(now->number, before->number);
	assert_int_equal(now->silence.m, before->silence.m);
	assert_int_equal(now->answers_n, 2);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s' AND n = 2 AND reason = 'rectify'", hex(id)), 1);
	assert_int_equal(count("document WHERE dossier = X'%s' AND id = X'%s' AND state = 'joined' AND added_n = 2", hex(id), hex(added)), 1);
	assert_int_equal(count("document WHERE dossier = X'%s' AND id = X'%s' AND state = 'removed'", hex(id), hex(left)), 1);
	assert_int_equal(count("paper WHERE dossier = X'%s' AND kind = 'rectification'", hex(id)), 1);
	assert_int_equal(count("outbox WHERE dossier = X'%s'", hex(id)), 2);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'rectify'", hex(id)), 1);
	struct gt_paper *papers;
	struct gt_str pdf;
	size_t n;
	OK(gt_papers_told(&users, arena, id, &papers, &n, E));
	assert_int_equal(n, 2);
	OK(gt_paper_read_told(&users, arena, id, papers[1].id, &pdf, E));
	assert_memory_equal(pdf.p, "%PDF", 4);
	assert_true(pdf.n < 100000);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
	/* the agent reads the new version, and which one it is */
	struct gt_file_work work;
	assert_int_equal(seen_by(&agents, &camille, id, &work)->answers_n, 2);
}

static void a_rectification_can_be_rectified_again(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	for (int i = 0; i < 2; i++) {
		struct gt_dossier *copy = copy_of(id);
		answer(copy, "informations-personnelles", PHONE, gt_arena_printf(arena, "069999999%d", i));
		OK(send(copy, E));
	}
	assert_int_equal(opened(&conjointe, id)->answers_n, 3);
	assert_int_equal(count("paper WHERE kind = 'rectification'"), 2);
}

static void begun_twice_it_is_one_working_copy(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	assert_true(gt_id_eq(copy_of(id)->id, copy_of(id)->id));
	assert_int_equal(count("dossier WHERE rectifies IS NOT NULL"), 1);
}

static void nothing_changed_is_nothing_sent(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *copy = copy_of(id);
	GIVES(GT_REFUSED, gt_rectify_send(&users, arena, copy, copy->version, "fr", &f, E));
	assert_string_equal(f.items[0].id, "rectify-nothing");
	as_it_was_deposited(id);
}

static void what_a_deposit_refuses_a_rectification_refuses(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "");
	GIVES(GT_REFUSED, send(copy, E));
	as_it_was_deposited(id);
}

static void a_stale_tab_sends_nothing(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *copy = copy_of(id);
	int64_t seen = copy->version;
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	GIVES(GT_CONFLICT, gt_rectify_send(&users, arena, opened(&conjointe, copy->id), seen, "fr", &f, E));
	as_it_was_deposited(id);
}

static void sent_again_it_is_the_same_rectification(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	struct gt_dossier *again = opened(&conjointe, copy->id);
	OK(send(copy, E));
	OK(send(again, E));
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 2);
	assert_int_equal(count("paper WHERE kind = 'rectification'"), 1);
	assert_int_equal(count("outbox WHERE dossier = X'%s'", hex(id)), 2);
}

static void three_files_stay_three_whosever_they_are(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier *copy = copy_of(id);
	struct gt_document doc;
	struct gt_file_finding why;
	join(opened(&conjointe, copy->id), "nationalite", "two.pdf");
	join(opened(&conjointe, copy->id), "nationalite", "three.pdf");
	int fd = gt_test_memfd("%PDF", 4);
	GIVES(GT_REFUSED, gt_dossier_join(&users, arena, opened(&conjointe, copy->id), &(struct gt_file_sent){ .justificatif = "nationalite", .name = "four.pdf", .fd = fd, .bytes = 4 }, &doc, &why, E));
	assert_string_equal(why.id, "file-too-many");
	assert_string_equal(why.value, "3");
}

static void in_an_agents_hands_it_is_neither_begun_nor_sent(void **state)
{
	(void)state;
	struct gt_id id = deposited(), copy_id;
	struct gt_file_work work;
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	struct gt_dossier *a = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, a, &camille, a->version, E));
	GIVES(GT_DENIED, send(copy, E));
	GIVES(GT_REFUSED, gt_rectify_begin(&users, arena, opened(&conjointe, id), &copy_id, E));
	as_it_was_deposited(id);
	/* nothing typed is lost */
	assert_string_equal(gt_case_value(opened(&conjointe, copy->id)->answers, PHONE), "+33699999999");
	/* released, it stays in an agent's hands in this sense */
	a = seen_by(&agents, &camille, id, &work);
	OK(gt_work_release(&agents, a, &camille, a->version, E));
	GIVES(GT_DENIED, send(copy, E));
}

static void what_came_too_late_is_told_to_the_agents_with_its_files_once(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	struct gt_id added = join(opened(&conjointe, copy->id), "domicile", "quittance.pdf");
	copy = opened(&conjointe, copy->id);
	struct gt_dossier *again = opened(&conjointe, copy->id), *a = seen_by(&agents, &camille, id, &work);
	/* as long as it can be rectified, it is: no second way */
	GIVES(GT_DENIED, gt_message_of_copy(&users, arena, opened(&conjointe, id), copy, "Mon numéro a changé.", &f, E));
	OK(gt_work_claim(&agents, a, &camille, a->version, E));
	GIVES(GT_REFUSED, gt_message_of_copy(&users, arena, opened(&conjointe, id), copy, " ", &f, E));
	f = gt_findings_new(arena);
	OK(gt_message_of_copy(&users, arena, opened(&conjointe, id), copy, "Mon numéro a changé.", &f, E));
	OK(gt_message_of_copy(&users, arena, opened(&conjointe, id), again, "Mon numéro a changé.", &f, E));      /* the second click */
	struct gt_message *all;
	size_t n, unread;
	a = seen_by(&agents, &camille, id, &work);
	assert_true(work.replied);
	OK(gt_messages_list(&agents, arena, a, /* agent= */ true, &all, &n, &unread, E));
	assert_int_equal(n, 1);
	assert_int_equal(all[0].n_files, 1);
	assert_true(gt_id_eq(all[0].files[0]->id, added));
	assert_int_equal(count("document WHERE id = X'%s' AND dossier = X'%s' AND state = 'joined'", hex(added), hex(id)), 1);
	assert_int_equal(count("dossier WHERE id = X'%s' AND state = 'abandoned'", hex(copy->id)), 1);
	/* the answers are those of the deposit */
	assert_string_equal(gt_case_value(opened(&conjointe, id)->answers, PHONE), "+33624053448");
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 1);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
}

static void a_rectified_request_is_found_by_the_words_of_today(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	sql("INSERT INTO dossier_word (word, dossier) VALUES ('perime', X'%s')", hex(id));
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	OK(send(copy, E));
	assert_int_equal(count("dossier_word WHERE dossier = X'%s' AND word = 'perime'", hex(id)), 0);
	assert_int_equal(count("dossier_word WHERE dossier = X'%s' AND word IN ('acc', 'conjointe')", hex(id)), 2);
}

static int claims(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_dossier *d;
	struct gt_file_work work;
	(void)u;
	int rc = gt_work_open_file(a, arena, &camille, id, &d, &work, err);
	return rc == GT_OK ? gt_work_claim(a, d, &camille, d->version, err) : rc;
}

static int sends(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_id copy;
	struct gt_dossier *d;
	struct gt_findings f = gt_findings_new(arena);
	(void)a;
	int rc = gt_rectify_running(u, id, &copy, err);
	if (rc == GT_OK) rc = gt_dossier_open(u, arena, copy, &conjointe, &d, err);
	return rc == GT_OK ? gt_rectify_send(u, arena, d, d->version, "fr", &f, err) : rc;
}

static void an_agent_who_claims_while_it_is_sent_leaves_one_outcome(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		fresh(NULL);
		struct gt_id id = deposited();
		struct gt_dossier *copy = copy_of(id);
		answer(copy, "informations-personnelles", PHONE, "0699999999");
		int results[2];
		together(id, (after_press *const[]){ claims, sends }, results, 2);
		bool sent = results[1] == GT_OK, claimed = results[0] == GT_OK;
		assert_true(sent || results[1] == GT_DENIED);
		assert_true(claimed || results[0] == GT_CONFLICT);
		assert_true(sent || claimed);
		assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), sent ? 2 : 1);
		assert_int_equal(count("paper WHERE kind = 'rectification'"), sent ? 1 : 0);
		assert_int_equal(count("dossier WHERE id = X'%s' AND state = '%s'", hex(copy->id), sent ? "abandoned" : "draft"), 1);
	}
}

static void four_tabs_that_send_at_once_are_one_rectification(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier *copy = copy_of(id);
	answer(copy, "informations-personnelles", PHONE, "0699999999");
	int results[4];
	together(id, (after_press *const[]){ sends, sends, sends, sends }, results, 4);
	int good = 0;
	for (int i = 0; i < 4; i++) good += results[i] == GT_OK;
	assert_true(good >= 1);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 2);
	assert_int_equal(count("paper WHERE kind = 'rectification'"), 1);
	assert_int_equal(count("journal WHERE verb = 'rectify'"), 1);
	assert_int_equal(count("outbox WHERE dossier = X'%s'", hex(id)), 2);
}

static void another_persons_working_copy_does_not_exist(void **state)
{
	(void)state;
	struct gt_id id = deposited(), request;
	struct gt_dossier *copy = copy_of(id), *d;
	GIVES(GT_NOTFOUND, gt_dossier_open(&users, arena, copy->id, &somebody, &d, E));
	GIVES(GT_NOTFOUND, gt_rectify_request(&users, somebody.account, copy->id, &request, E));
	GIVES(GT_NOTFOUND, gt_rectify_request(&users, conjointe.account, id, &request, E));
	struct gt_file_work work;
	GIVES(GT_NOTFOUND, gt_work_open_file(&agents, arena, &camille, copy->id, &d, &work, E));
}

static void a_working_copy_is_no_new_draft(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_dossier_line *lines;
	size_t n;
	copy_of(id);
	OK(gt_dossier_list(&users, arena, conjointe.account, &lines, &n, E));
	assert_int_equal(n, 2);
	size_t copies = 0;
	for (size_t i = 0; i < n; i++) copies += gt_id_eq(lines[i].rectifies, id);
	assert_int_equal(copies, 1);
	int64_t drafts;
	OK(gt_dossier_store_drafts_count(user, conjointe.account, &drafts, E));
	assert_int_equal(drafts, 0);
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_applicants_program), T(the_request_stays_as_it_was_until_the_working_copy_is_sent), T(what_is_sent_is_the_next_version_with_its_receipt),
		T(a_rectification_can_be_rectified_again), T(begun_twice_it_is_one_working_copy), T(nothing_changed_is_nothing_sent), T(what_a_deposit_refuses_a_rectification_refuses),
		T(a_stale_tab_sends_nothing), T(sent_again_it_is_the_same_rectification), T(three_files_stay_three_whosever_they_are), T(in_an_agents_hands_it_is_neither_begun_nor_sent),
		T(what_came_too_late_is_told_to_the_agents_with_its_files_once), T(a_rectified_request_is_found_by_the_words_of_today),
		T(an_agent_who_claims_while_it_is_sent_leaves_one_outcome), T(four_tabs_that_send_at_once_are_one_rectification), T(another_persons_working_copy_does_not_exist),
		T(a_working_copy_is_no_new_draft),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}

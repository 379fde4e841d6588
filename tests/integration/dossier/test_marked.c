/* Answers marked by agents and asked for again: typed anew or kept, sent once as the next version of the request's answers; what is wrong stays unsent. */
#include "tests/integration/dossier/after.h"
#include "dossier/complement.h"
#include "dossier/notify.h"

#define PHONE "informations-personnelles.contact.telephone"
#define DAY_OF_UNION "motif.liens.situation.date-union"
#define COUNTRY "motif.liens.situation.pays-union"
#define STATE "motif.liens.situation.etat"

static int mark(struct gt_id id, const char *piece, const char *reason, const char *words, struct gt_error *err)
{
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	struct gt_mark_order order = { .act = gt_id_new(), .version_seen = d->version, .piece = piece, .reason = reason, .words = words, .kind = GT_MARK_NOT_CONFORM };
	return gt_mark_set(&agents, arena, d, &work, &camille, &order, &f, err);
}

static struct gt_id taken(void)
{
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, d, &camille, d->version, E));
	return id;
}

static void asked(struct gt_id id)
{
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_notice *all;
	size_t n;
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_complement_ask(&agents, arena, d, &work, &camille, &(struct gt_complement_order){ .act = gt_id_new(), .version_seen = d->version }, &f, E));
	int64_t unread;
	OK(gt_notices_latest(&users, arena, conjointe.account, 1, &all, &n, &unread, E));
	OK(gt_notice_open(&users, conjointe.account, all[0].id, E));
}

struct answering { struct gt_dossier *d; struct gt_complement *c; };

static struct answering answering(struct gt_id id)
{
	struct answering a = { .d = opened(&conjointe, id) };
	OK(gt_complement_running(&users, arena, a.d, &a.c, E));
	assert_non_null(a.c);
	return a;
}

static void types(struct answering *a, int64_t n, const struct gt_pair *pairs, size_t n_pairs)
{
	struct gt_complement_answer one = { .n = n, .answer = GT_ANSWER_REPLACE, .message = "Faute de frappe.", .typed = pairs, .n_typed = n_pairs };
	OK(gt_complement_save(&users, arena, a->d, a->c, a->c->version, &one, 1, E));
}

static int send(struct answering *a, struct gt_id act, struct gt_findings *f, struct gt_error *err)
{
	*f = gt_findings_new(arena);
	return gt_complement_send(&users, arena, a->d, a->c, act, a->c->version, f, err);
}

static const struct gt_pair another_day[] = { { DAY_OF_UNION ".d", "3" }, { DAY_OF_UNION ".m", "2" }, { DAY_OF_UNION ".y", "2019" } };

static void only_answers_with_reasons_are_marked(void **state)
{
	(void)state;
	struct gt_id id = taken();
	const char *const *pieces;
	size_t answers = 0;
	GIVES(GT_NOTFOUND, mark(id, STATE, NULL, "Votre situation a-t-elle changé ?", E));
	GIVES(GT_NOTFOUND, mark(id, "motif.liens.situation", NULL, "Tout.", E));
	GIVES(GT_REFUSED, mark(id, PHONE, "illisible", NULL, E));                        /* a reason for documents */
	GIVES(GT_REFUSED, mark(id, PHONE, NULL, " ", E));
	assert_int_equal(count("mark"), 0);
	OK(mark(id, PHONE, "reponse-imprecise", NULL, E));
	struct gt_file_work work;
	OK(gt_pieces_list(seen_by(&agents, &camille, id, &work), arena, &pieces, E));
	for (; *pieces; pieces++) answers += strchr(*pieces, '.') != NULL;
	assert_int_equal(answers, 3);
}

static void an_answer_typed_anew_is_the_next_version_and_both_stay_side_by_side(void **state)
{
	(void)state;
	struct gt_id id = taken();
	struct gt_findings f;
	OK(mark(id, DAY_OF_UNION, "reponse-contredite", "L'acte dit 2019.", E));
	OK(mark(id, "domicile", "illisible", NULL, E));
	asked(id);
	struct answering a = answering(id);
	assert_int_equal(a.c->n_items, 2);
	assert_true(a.c->items[1].of_answer);
	assert_string_equal(a.c->items[1].was, "2018-06-24");
	assert_false(a.c->items[1].indispensable);
	OK(gt_complement_save(&users, arena, a.d, a.c, a.c->version, &(struct gt_complement_answer){ .n = 1, .answer = GT_ANSWER_KEEP, .reason = "Elle se lit." }, 1, E));
	types(&a, 2, another_day, 3);
	/* kept while it is not sent; the request is as it was deposited */
	a = answering(id);
	assert_int_equal(a.c->items[1].n_typed, 3);
	assert_string_equal(a.c->items[1].typed[2].value, "2019");
	assert_string_equal(gt_case_value(a.d->answers, DAY_OF_UNION), "2018-06-24");
	gt_clock_set_fixed(T0 + 3 * DAY);
	struct gt_id act = gt_id_new();
	struct answering second = answering(id);
	OK(send(&a, act, &f, E));
	OK(send(&second, act, &f, E));                                                   /* the second click */
	struct gt_dossier *d = opened(&conjointe, id);
	assert_int_equal(d->state, GT_STATE_COMPLEMENT_RECEIVED);
	assert_int_equal(d->answers_n, 2);
	assert_string_equal(gt_case_value(d->answers, DAY_OF_UNION), "2019-02-03");
	assert_string_equal(gt_case_value(d->answers, PHONE), "+33624053448");
	assert_string_equal(gt_xml_attr(gt_xml_root(gt_case_effective(d->answers)), "deposited"), "2026-09-10");
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s' AND n = 2 AND reason = 'complement'", hex(id)), 1);
	struct gt_complement *all;
	size_t n;
	OK(gt_complements_list(&agents, arena, d, &all, &n, E));
	assert_string_equal(all[0].items[1].was, "2018-06-24");
	assert_string_equal(all[0].items[1].now, "2019-02-03");
	struct gt_mark *marks;
	OK(gt_marks_list(&agents, arena, d, &marks, &n, E));
	for (size_t i = 0; i < n; i++) assert_true(marks[i].stale);                      /* to be looked at again */
}

static void a_reason_of_the_library_is_read_in_the_readers_language_and_own_words_stay(void **state)
{
	(void)state;
	struct gt_id id = taken();
	OK(mark(id, "domicile", "illisible", "La date manque.", E));
	asked(id);
	struct answering a = answering(id);
	const char *fr = gt_item_observation(arena, a.d, "fr", &a.c->items[0]), *en = gt_item_observation(arena, a.d, "en", &a.c->items[0]);
	const char *id_of = "reason.illisible";
	assert_string_equal(fr, gt_arena_printf(arena, "%s\nLa date manque.", gt_procedure_text(a.d->procedure, "fr", id_of, NULL)));
	assert_string_equal(en, gt_arena_printf(arena, "%s\nLa date manque.", gt_procedure_text(a.d->procedure, "en", id_of, NULL)));
	assert_string_not_equal(fr, en);
	/* words of nobody's library are left as they are */
	assert_string_equal(gt_item_observation(arena, a.d, "en", &(struct gt_complement_item){ .piece = "domicile", .observation = "Illisible" }), "Illisible");
}

static void a_wrong_answer_is_said_and_nothing_of_it_is_sent(void **state)
{
	(void)state;
	static const struct gt_pair wrong[][3] = {
		{ { DAY_OF_UNION ".d", "31" }, { DAY_OF_UNION ".m", "2" }, { DAY_OF_UNION ".y", "2019" } },     /* no such day */
		{ { DAY_OF_UNION ".d", "3" }, { DAY_OF_UNION ".m", "2" }, { DAY_OF_UNION ".y", "2039" } },      /* not yet */
		{ { DAY_OF_UNION ".d", "3" }, { DAY_OF_UNION ".m", "2" }, { DAY_OF_UNION ".y", "1980" } },      /* before the birth of both */
	};
	struct gt_id id = taken();
	OK(mark(id, DAY_OF_UNION, "reponse-contredite", NULL, E));
	asked(id);
	for (size_t i = 0; i < GT_COUNT(wrong); i++) {
		struct answering a = answering(id);
		struct gt_findings f;
		types(&a, 1, wrong[i], 3);
		GIVES(GT_REFUSED, send(&a, gt_id_new(), &f, E));
		assert_string_equal(f.items[0].field, DAY_OF_UNION);
		a = answering(id);
		assert_string_equal(a.c->items[0].typed[2].value, wrong[i][2].value);         /* what was typed is kept */
	}
	struct answering a = answering(id);
	struct gt_findings f;
	types(&a, 1, NULL, 0);
	GIVES(GT_REFUSED, send(&a, gt_id_new(), &f, E));
	assert_string_equal(f.items[0].field, DAY_OF_UNION);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 1);
	assert_int_equal(count("dossier WHERE id = X'%s' AND state = 'complement-asked'", hex(id)), 1);
}

static void an_answer_kept_changes_nothing_but_the_state(void **state)
{
	(void)state;
	struct gt_id id = taken();
	struct gt_findings f;
	OK(mark(id, PHONE, "autre", "Ce numéro ne répond pas.", E));
	asked(id);
	struct answering a = answering(id);
	OK(gt_complement_save(&users, arena, a.d, a.c, a.c->version, &(struct gt_complement_answer){ .n = 1, .answer = GT_ANSWER_KEEP, .reason = "Il répond le soir." }, 1, E));
	OK(send(&a, gt_id_new(), &f, E));
	assert_int_equal(opened(&conjointe, id)->answers_n, 1);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 1);
	assert_int_equal(count("dossier WHERE id = X'%s' AND state = 'complement-received' AND complete = 1", hex(id)), 1);
}

static void an_answer_that_changes_which_papers_are_asked_is_taken(void **state)
{
	(void)state;
	static const struct gt_pair abroad[] = { { COUNTRY, "MX" } };
	struct gt_id id = taken();
	struct gt_findings f;
	OK(mark(id, COUNTRY, "reponse-contredite", NULL, E));
	asked(id);
	struct answering a = answering(id);
	types(&a, 1, abroad, 1);
	OK(send(&a, gt_id_new(), &f, E));
	struct gt_dossier *d = opened(&conjointe, id);
	assert_string_equal(gt_case_value(d->answers, COUNTRY), "MX");
	const struct gt_asked *papers;
	size_t n;
	OK(gt_justificatifs_list(d->answers, &papers, &n, E));
	for (size_t i = 0; i < n; i++)
		if (gt_streq(papers[i].justificatif->id, "mariage")) assert_string_not_equal(papers[i].kase ? papers[i].kase : "", "mariage-france");
}

static int sends(struct gt_desk *u, struct gt_desk *a, struct gt_id id, struct gt_error *err)
{
	struct gt_dossier *d;
	struct gt_complement *c;
	struct gt_findings f = gt_findings_new(arena);
	(void)a;
	int rc = gt_dossier_open(u, arena, id, &conjointe, &d, err);
	if (rc == GT_OK) rc = gt_complement_running(u, arena, d, &c, err);
	if (rc == GT_OK && !c) return gt_fail(err, GT_CONFLICT, "nothing waits");
	return rc == GT_OK ? gt_complement_send(u, arena, d, c, gt_id_new(), c->version, &f, err) : rc;
}

static void sent_in_four_tabs_at_once_it_is_one_version(void **state)
{
	(void)state;
	struct gt_id id = taken();
	int results[4], good = 0;
	OK(mark(id, DAY_OF_UNION, "reponse-contredite", NULL, E));
	asked(id);
	struct answering a = answering(id);
	types(&a, 1, another_day, 3);
	together(id, (after_press *const[]){ sends, sends, sends, sends }, results, 4);
	for (int i = 0; i < 4; i++) good += results[i] == GT_OK;
	assert_int_equal(good, 1);
	assert_int_equal(count("dossier_answers WHERE dossier = X'%s'", hex(id)), 2);
	assert_int_equal(opened(&conjointe, id)->answers_n, 2);
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(only_answers_with_reasons_are_marked), T(an_answer_typed_anew_is_the_next_version_and_both_stay_side_by_side), T(a_reason_of_the_library_is_read_in_the_readers_language_and_own_words_stay), T(a_wrong_answer_is_said_and_nothing_of_it_is_sent),
		T(an_answer_kept_changes_nothing_but_the_state), T(an_answer_that_changes_which_papers_are_asked_is_taken), T(sent_in_four_tabs_at_once_it_is_one_version),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}

/* Check-list and complements: as agents mark and ask, as the applicant opens, answers in part and sends; who was first when both act at once. On the
 * real schema and rights, with a real scanner and a procedure of the tree whose hooks are taken out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "dossier/alert.h"
#include "dossier/complement.h"
#include "dossier/dossier_priv.h"
#include "dossier/message.h"
#include "dossier/notify.h"
#include "tests/lib/desk_harness.h"
#include "tests/lib/press.h"
#include "tests/lib/scan_harness.h"

#define T0 1789000000                    /* 2026-09-10, 02:26 in Paris */
#define DAY 86400

static struct gt_harness *h;
static struct gt_desk_harness desks;
static struct gt_scan_harness scanner;
static struct gt_arena *arena;
static struct gt_db *ctl;
static char files[] = "/tmp/gt-complement-XXXXXX";

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)

static int64_t waiting(const char *alert) { return gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM alert WHERE kind = '%s' AND done_utc_s IS NULL", alert)); }
static int64_t count(const char *what) { return gt_harness_count(h, gt_arena_printf(arena, "SELECT COUNT(*) FROM %s", what)); }

/* ---- who ---- */
static const struct gt_agent_role acts[] = { { "instructeur", "5901" } }, reads[] = { { "lecteur", "5901" } };
static struct gt_agent_session camille, samir, marc;
static struct gt_id account;
static struct gt_applicant applicant;

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_arena_reset(arena);
	gt_clock_set_fixed(T0);
	gt_harness_sqlf(h, "INSERT INTO service (code, name) VALUES ('5901', 'Préfecture du Nord')");
	gt_harness_sqlf(h, "INSERT INTO person (foreigner_number, birth_name, folded_name, given_names, sex, birth_date, birth_place, birth_country, nationality, source, updated_utc_s) "
		"VALUES ('5903007069', 'ACC', 'acc conjointe', 'CONJOINTE', 'F', '1990-05-01', 'CANCUN', 'MX', 'MX', 'import', 1)");
	account = gt_harness_account(h, "5903007069", "usager@exemple.test");
	applicant = (struct gt_applicant){ .account = account, .foreigner_number = "5903007069", .email = "usager@exemple.test", .lang = "fr" };
	camille = gt_harness_agent(h, "camille", acts, 1);
	samir = gt_harness_agent(h, "samir", acts, 1);
	marc = gt_harness_agent(h, "marc", reads, 1);
	return 0;
}

static int64_t to_treat(const struct gt_agent_session *who) { struct gt_alerts_waiting w; OK(gt_alerts_waiting(&desks.agents, arena, who, 100, &w, E)); return w.n; }

/* ---- files: through the scanner, as they come ---- */
static struct gt_document got;
static struct gt_file_finding why;

static struct gt_file_sent file_of(const char *name)
{
	struct gt_str bytes;
	OK(gt_file_read(arena, gt_arena_printf(arena, "%s/%s", files, name), 16 << 20, &bytes, E));
	return (struct gt_file_sent){ .name = name, .fd = gt_test_memfd(bytes.p, bytes.n), .bytes = (int64_t)bytes.n };
}

static void joined(struct gt_id id, const char *justificatif, const char *name)
{
	struct gt_file_sent f = file_of(name);
	struct gt_document_at at = gt_dossier_documents_at(&desks.users);
	struct gt_upload u = { .dossier = id, .justificatif = justificatif, .name = name, .fd = f.fd, .bytes = f.bytes, .max_bytes = GT_UPLOAD_MAX_BYTES, .max_files = 3, .kinds = GT_KINDS_ALL,
		.actor_kind = GT_ACTOR_USER, .actor = account };
	OK(gt_document_receive(&at, arena, &u, &got, &why, E));
	close(f.fd);
}

static struct gt_id request(const char *state)
{
	struct gt_id id = gt_harness_request(h, &desks, account, "MX", state, &camille, T0);
	joined(id, "nationalite", "clean--rgb.png");
	joined(id, "domicile", "clean--one-page.pdf");
	return id;
}

/* ---- both sides open the request ---- */
struct opened { struct gt_dossier *d; struct gt_file_work work; };

static struct opened by(const struct gt_agent_session *who, struct gt_id id)
{
	struct opened o;
	OK(gt_work_open_file(&desks.agents, arena, who, id, &o.d, &o.work, E));
	return o;
}

struct answering { struct gt_dossier *d; struct gt_complement *c; };

/* The last one that asks. */
static struct gt_id notice(void)
{
	struct gt_notice *all;
	size_t n;
	int64_t unread;
	OK(gt_notices_latest(&desks.users, arena, account, 10, &all, &n, &unread, E));
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].type, "complement")) return all[i].id;
	fail_msg("nothing was asked");
	return (struct gt_id){ { 0 } };
}

static struct gt_dossier *own(struct gt_id id)
{
	struct gt_dossier *d;
	OK(gt_dossier_open(&desks.users, arena, id, &applicant, &d, E));
	return d;
}

static struct answering answering(struct gt_id id)
{
	struct answering a = { .d = own(id) };
	OK(gt_complement_of_notice(&desks.users, arena, a.d, notice(), &a.c, E));
	return a;
}

static void open_notice(void) { OK(gt_notice_open(&desks.users, account, notice(), E)); }

static int mark(struct gt_id id, const struct gt_agent_session *who, const char *justificatif, const char *kind, const char *reason, const char *words, struct gt_error *err)
{
	struct opened o = by(who, id);
	struct gt_findings f = gt_findings_new(arena);
	struct gt_mark_order order = { .act = gt_id_new(), .version_seen = o.d->version, .piece = justificatif, .reason = reason, .words = words };
	assert_true(gt_mark_parse(kind, &order.kind));
	return gt_mark_set(&desks.agents, arena, o.d, &o.work, who, &order, &f, err);
}

static int ask_with(struct opened *o, struct gt_id act, const char *words, struct gt_error *err)
{
	struct gt_findings f = gt_findings_new(arena);
	return gt_complement_ask(&desks.agents, arena, o->d, &o->work, &camille, &(struct gt_complement_order){ .act = act, .version_seen = o->d->version, .words = words }, &f, err);
}

static int ask(struct gt_id id, struct gt_error *err)
{
	struct opened o = by(&camille, id);
	return ask_with(&o, gt_id_new(), NULL, err);
}

/* nationalite illisible, domicile absent asked for and opened. */
static struct gt_id asked_and_opened(void)
{
	struct gt_id id = request("verifying");
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", NULL, E));
	OK(mark(id, &camille, "domicile", "perime", NULL, "Une facture de moins de six mois, s'il vous plaît.", E));
	OK(ask(id, E));
	open_notice();
	return id;
}

static void asked_once(int64_t complements)
{
	assert_int_equal(count("complement WHERE cancelled_utc_s IS NULL"), complements);
	assert_int_equal(count("notification WHERE type = 'complement'"), complements);
	assert_int_equal(count("outbox"), complements);
	assert_int_equal(count("journal WHERE verb = 'ask-complement' AND to_state = 'complement-asked'"), complements);
	assert_int_equal(count("dossier WHERE state = 'complement-asked' AND complete = 0 AND due_date IS NULL"), complements);
}

static void statements_are_prepared_by_the_programs_that_use_them(void **state)
{
	(void)state;
	OK(gt_complement_store_prepare(desks.agents.db, /* agents= */ true, E));
	OK(gt_complement_store_prepare(desks.users.db, /* agents= */ false, E));
	OK(gt_message_store_prepare(desks.agents.db, E));
	OK(gt_message_store_prepare(desks.users.db, E));
}

/* ---- the check-list ---- */
static void a_mark_is_the_agents_in_charge_and_wants_its_cause(void **state)
{
	(void)state;
	struct gt_id id = request("verifying"), untaken = request("deposited");
	GIVES(GT_DENIED, mark(id, &marc, "nationalite", "illisible", "illisible", NULL, E));
	GIVES(GT_CONFLICT, mark(id, &samir, "nationalite", "illisible", "illisible", NULL, E));
	GIVES(GT_CONFLICT, mark(untaken, &camille, "nationalite", "illisible", "illisible", NULL, E));
	GIVES(GT_NOTFOUND, mark(id, &camille, "de-mon-cru", "conforme", NULL, NULL, E));
	GIVES(GT_REFUSED, mark(id, &camille, "nationalite", "illisible", NULL, " ", E));
	GIVES(GT_REFUSED, mark(id, &camille, "nationalite", "illisible", "inconnu", "des mots", E));
	GIVES(GT_REFUSED, mark(id, &camille, "nationalite", "non-conforme", "autre", NULL, E));  /* « autre » says nothing alone */
	assert_int_equal(count("mark"), 0);
	OK(mark(id, &camille, "nationalite", "conforme", NULL, NULL, E));
	OK(mark(id, &camille, "nationalite", "non-conforme", "autre", "Il manque la page de signature.", E));
	assert_int_equal(count("mark WHERE mark = 'non-conforme'"), 1);
	struct opened o = by(&camille, id);
	struct gt_mark *marks;
	size_t n;
	OK(gt_marks_list(&desks.agents, arena, o.d, &marks, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(marks[0].agent_name, "camille");
	assert_string_equal(gt_mark_observation(arena, o.d, "fr", &marks[0]), "Il manque la page de signature.");
	struct gt_mark_order stale = { .act = gt_id_new(), .version_seen = 1, .piece = "domicile", .kind = GT_MARK_CONFORM };
	struct gt_findings f = gt_findings_new(arena);
	GIVES(GT_CONFLICT, gt_mark_set(&desks.agents, arena, o.d, &o.work, &camille, &stale, &f, E));
	stale.version_seen = o.d->version;
	OK(gt_mark_set(&desks.agents, arena, o.d, &o.work, &camille, &stale, &f, E));
	OK(gt_mark_set(&desks.agents, arena, o.d, &o.work, &camille, &stale, &f, E));            /* the second click */
	assert_int_equal(count("journal WHERE verb = 'mark'"), 3);
	assert_int_equal(count("mark WHERE observation LIKE '%signature%'"), 0);
}

static void nothing_is_asked_without_something_to_ask(void **state)
{
	(void)state;
	struct gt_id id = request("verifying");
	GIVES(GT_REFUSED, ask(id, E));
	OK(mark(id, &camille, "nationalite", "conforme", NULL, NULL, E));
	GIVES(GT_REFUSED, ask(id, E));
	asked_once(0);
}

static void what_the_marks_say_is_asked_once_and_told_once(void **state)
{
	(void)state;
	struct gt_id id = request("verifying"), act = gt_id_new();
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", "La deuxième page est coupée.", E));
	OK(mark(id, &camille, "domicile", "conforme", NULL, NULL, E));
	OK(mark(id, &camille, "mariage", "absent", "incomplet", NULL, E));
	struct opened o = by(&camille, id), again = by(&camille, id), stale = by(&camille, id);
	OK(ask_with(&o, act, "Merci de répondre pièce par pièce.", E));
	assert_int_equal(o.d->state, GT_STATE_COMPLEMENT_ASKED);
	OK(ask_with(&again, act, NULL, E));
	GIVES(GT_CONFLICT, ask_with(&stale, gt_id_new(), NULL, E));
	asked_once(1);
	struct answering a = answering(id);
	assert_true(a.c->running);
	assert_int_equal(a.c->n_items, 2);
	assert_string_equal(a.c->words, "Merci de répondre pièce par pièce.");
	assert_string_equal(a.c->items[0].piece, "nationalite");
	assert_non_null(strstr(a.c->items[0].observation, "lisible"));
	assert_non_null(strstr(a.c->items[0].observation, "La deuxième page est coupée."));
	/* a reason of the library is read in the reader's language; the agent's own words stay */
	const char *en = gt_item_observation(arena, a.d, "en", &a.c->items[0]);
	assert_string_equal(en, "The document cannot be read. Please provide a legible and whole copy.\nLa deuxième page est coupée.");
	assert_string_equal(gt_item_observation(arena, a.d, "fr", &(struct gt_complement_item){ .piece = "nationalite", .observation = en }), a.c->items[0].observation);
	assert_string_equal(gt_item_observation(arena, a.d, "en", &a.c->items[1]), "The document is not complete. Please provide all its pages.");
	assert_string_equal(gt_item_observation(arena, a.d, "en", &(struct gt_complement_item){ .piece = "nationalite", .observation = "Une page manque." }), "Une page manque.");
	assert_int_equal(a.c->items[0].n_before, 1);
	assert_int_equal(a.c->items[1].mark, GT_MARK_ABSENT);
	assert_int_equal(a.c->items[1].n_before, 0);
	assert_int_equal(a.c->delay_days, 30);
	assert_int_equal(a.c->due.y, 0);
	/* nothing can be answered before it is opened */
	GIVES(GT_CONFLICT, gt_complement_save(&desks.users, arena, a.d, a.c, 1, &(struct gt_complement_answer){ .n = 1, .answer = GT_ANSWER_KEEP, .reason = "Elle est complète." }, 1, E));
}

/* ---- unread: completed, cancelled ---- */
static void an_unread_one_is_completed_under_the_same_notification(void **state)
{
	(void)state;
	struct gt_id id = request("examined");
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", NULL, E));
	OK(ask(id, E));
	struct gt_id first = notice();
	OK(mark(id, &camille, "domicile", "perime", "perime", NULL, E));
	OK(ask(id, E));
	asked_once(1);
	assert_int_equal(count("complement"), 2);
	assert_true(gt_id_eq(first, notice()));
	open_notice();
	struct answering a = answering(id);
	assert_int_equal(a.c->n_items, 2);
	assert_int_equal(a.c->n, 2);
	assert_string_equal(a.c->from_state, "examined");
	assert_int_equal(count("complement WHERE due_date IS NOT NULL"), 1);
	assert_int_equal(count("journal WHERE verb = 'amend-complement'"), 1);
}

static void an_unread_one_is_cancelled_and_its_words_stay(void **state)
{
	(void)state;
	struct gt_id id = request("examined"), act = gt_id_new();
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", "La deuxième page est coupée.", E));
	OK(ask(id, E));
	struct opened o = by(&camille, id), again = by(&camille, id), of_samir = by(&samir, id);
	GIVES(GT_CONFLICT, gt_complement_cancel(&desks.agents, arena, of_samir.d, &of_samir.work, &samir, gt_id_new(), of_samir.d->version, E));
	OK(gt_complement_cancel(&desks.agents, arena, o.d, &o.work, &camille, act, o.d->version, E));
	OK(gt_complement_cancel(&desks.agents, arena, again.d, &again.work, &camille, act, again.d->version, E));
	assert_int_equal(count("dossier WHERE state = 'examined'"), 1);
	assert_int_equal(count("mark WHERE mark = 'illisible'"), 1);
	open_notice();                                       /* tells that nothing is asked any more */
	assert_int_equal(count("complement WHERE due_date IS NOT NULL"), 0);
	assert_int_equal(count("dossier WHERE due_date IS NOT NULL"), 0);
	struct answering a = answering(id);
	assert_false(a.c->running);
	assert_true(a.c->cancelled_utc_s > 0);
	OK(ask(id, E));                                      /* by the same marks */
	assert_int_equal(count("complement WHERE cancelled_utc_s IS NULL"), 1);
}

/* ---- opened: the delay runs ---- */
static void opening_starts_the_delay_on_its_day_in_paris_and_once(void **state)
{
	(void)state;
	struct gt_id id = request("verifying");
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", NULL, E));
	OK(ask(id, E));
	gt_clock_set_fixed(1789250400);                      /* 2026-09-12T22:00Z: the 13th in Paris */
	open_notice();
	gt_clock_set_fixed(1789250400 + 5 * DAY);
	open_notice();
	assert_int_equal(count("complement WHERE due_date = '2026-10-13'"), 1);
	assert_int_equal(count("dossier WHERE due_date = '2026-10-13' AND version = 4"), 1);
	assert_int_equal(count("journal WHERE verb = 'open-notification'"), 1);
	struct opened o = by(&camille, id);
	GIVES(GT_CONFLICT, gt_complement_cancel(&desks.agents, arena, o.d, &o.work, &camille, gt_id_new(), o.d->version, E));
	GIVES(GT_CONFLICT, ask(id, E));
	struct gt_complement *running;
	OK(gt_complement_running(&desks.agents, arena, o.d, &running, E));
	assert_true(gt_may_complement(o.d, &o.work, &camille, running).extend);
	/* the agent's marks go on meanwhile and leave the delay alone */
	OK(mark(id, &camille, "domicile", "conforme", NULL, NULL, E));
	assert_int_equal(count("dossier WHERE due_date = '2026-10-13'"), 1);
}

/* ---- answered ---- */
static int save(struct answering *a, struct gt_complement_answer x, struct gt_error *err) { return gt_complement_save(&desks.users, arena, a->d, a->c, a->c->version, &x, 1, err); }
static int keep(struct answering *a, int64_t n, const char *reason, struct gt_error *err) { return save(a, (struct gt_complement_answer){ .n = n, .answer = GT_ANSWER_KEEP, .reason = reason }, err); }
static int replace(struct answering *a, int64_t n, const char *message, struct gt_error *err) { return save(a, (struct gt_complement_answer){ .n = n, .answer = GT_ANSWER_REPLACE, .message = message }, err); }

static int join(struct answering *a, int64_t n, const char *name, struct gt_error *err)
{
	struct gt_file_sent f = file_of(name);
	int rc = gt_complement_join(&desks.users, arena, a->d, a->c, n, &f, &got, &why, err);
	close(f.fd);
	return rc;
}

static int send_answer(struct answering *a, struct gt_id act, struct gt_findings *f, struct gt_error *err)
{
	*f = gt_findings_new(arena);
	return gt_complement_send(&desks.users, arena, a->d, a->c, act, a->c->version, f, err);
}

static void answers_are_kept_while_they_are_partial_and_two_tabs_notice_each_other(void **state)
{
	(void)state;
	struct gt_id id = asked_and_opened();
	struct answering a = answering(id), tab = answering(id);
	OK(keep(&a, 1, "La copie comporte 2 pages.", E));
	GIVES(GT_CONFLICT, keep(&tab, 1, "Autre chose.", E));
	tab = answering(id);
	assert_string_equal(tab.c->items[0].reason, "La copie comporte 2 pages.");
	assert_true(tab.c->items[0].ready);
	assert_false(tab.c->items[1].ready);
	struct gt_findings f;
	GIVES(GT_REFUSED, send_answer(&tab, gt_id_new(), &f, E));
	assert_int_equal(f.n, 1);
	assert_string_equal(f.items[0].field, "piece.2.answer");
	OK(replace(&tab, 2, NULL, E));
	GIVES(GT_REFUSED, send_answer(&tab, gt_id_new(), &f, E));
	assert_string_equal(f.items[0].field, "piece.2.file");
	OK(keep(&tab, 2, " ", E));
	GIVES(GT_REFUSED, send_answer(&tab, gt_id_new(), &f, E));
	assert_string_equal(f.items[0].field, "piece.2.reason");
	assert_int_equal(count("complement_item WHERE answer_text LIKE '%pages%'"), 0);
	/* a file of another tab is noticed before anything is sent */
	OK(keep(&tab, 2, "Je n'ai pas d'autre facture.", E));
	a = answering(id);
	OK(join(&tab, 2, "clean--grey.jpg", E));
	GIVES(GT_CONFLICT, send_answer(&a, gt_id_new(), &f, E));
}

static void a_new_file_goes_the_way_of_all_files(void **state)
{
	(void)state;
	struct gt_id id = asked_and_opened();
	struct answering a = answering(id);
	GIVES(GT_REFUSED, join(&a, 1, "file-infected--appended.png", E));
	assert_non_null(why.id);
	GIVES(GT_NOTFOUND, join(&a, 7, "clean--rgb.png", E));
	for (int i = 0; i < 3; i++) OK(join(&a, 1, "clean--rgb.png", E));
	GIVES(GT_REFUSED, join(&a, 1, "clean--rgb.png", E));
	assert_string_equal(why.id, "file-too-many");
	assert_int_equal(count("document WHERE state = 'waiting'"), 3);
	struct opened o = by(&camille, id);
	assert_int_equal(o.d->n_documents, 2);               /* agents see nothing of what is not sent */
	OK(gt_complement_remove(&desks.users, a.d, a.c, got.id, E));
	GIVES(GT_NOTFOUND, gt_complement_remove(&desks.users, a.d, a.c, got.id, E));
	GIVES(GT_NOTFOUND, gt_complement_remove(&desks.users, a.d, a.c, o.d->documents[0].id, E));
	assert_int_equal(count("document"), 4);
}

static void sent_once_the_new_file_takes_the_place_of_the_old(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = asked_and_opened(), act = gt_id_new();
	struct answering a = answering(id);
	OK(keep(&a, 1, "La copie comporte 2 pages.", E));
	OK(join(&a, 1, "clean--grey.jpg", E));               /* thought better of it */
	OK(join(&a, 2, "clean--rgb.bmp", E));
	OK(replace(&a, 2, "Voici la facture de septembre.", E));
	gt_clock_set_fixed(T0 + 3 * DAY);
	a = answering(id);
	struct answering late = answering(id);
	OK(send_answer(&a, act, &f, E));
	OK(send_answer(&late, act, &f, E));
	GIVES(GT_CONFLICT, keep(&late, 1, "Encore.", E));
	struct answering stale = answering(id);
	GIVES(GT_CONFLICT, send_answer(&stale, gt_id_new(), &f, E));
	assert_true(count("dossier WHERE state = 'complement-received' AND replied = 1 AND due_date IS NULL") == 1 && count("notification WHERE replied_utc_s = opened_utc_s + 259200") == 1);
	assert_true(count("document WHERE state = 'joined' AND justificatif = 'domicile' AND kind = 'bmp'") == 1 && count("document WHERE state = 'replaced' AND justificatif = 'domicile'") == 1);
	assert_int_equal(count("document WHERE justificatif = 'nationalite'"), 1);           /* the kept one alone */
	assert_true(count("journal WHERE verb = 'answer-complement' AND to_state = 'complement-received'") == 1 && waiting("replied") == 1);
	/* before and after, for the agent */
	struct opened o = by(&camille, id);
	struct gt_complement *all;
	size_t n;
	OK(gt_complements_list(&desks.agents, arena, o.d, &all, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(all[0].items[1].before[0]->state, "replaced");
	assert_string_equal(all[0].items[1].after[0]->name, "clean--rgb.bmp");
	assert_string_equal(all[0].items[1].message, "Voici la facture de septembre.");
	gt_harness_sqlf(h, "INSERT INTO agent_role (agent, role, service) SELECT id, IF(login = 'marc', 'lecteur', 'instructeur'), '5901' FROM agent");
	assert_true(to_treat(&camille) == 1 && to_treat(&marc) == 0);      /* who only reads has nothing to treat */
	OK(gt_work_seen(&desks.agents, o.d, &camille, gt_id_new(), o.d->version, E));
	assert_true(count("dossier WHERE replied = 0") == 1 && to_treat(&camille) == 0);
}

static void after_the_answer_marks_are_renewed_and_a_second_round_is_possible(void **state)
{
	(void)state;
	struct gt_findings f;
	struct gt_id id = asked_and_opened();
	gt_clock_set_fixed(T0 + DAY);
	struct answering a = answering(id);
	OK(keep(&a, 1, "La copie comporte 2 pages.", E));
	OK(keep(&a, 2, "Je n'ai pas d'autre facture.", E));
	OK(send_answer(&a, gt_id_new(), &f, E));
	gt_clock_set_fixed(T0 + 2 * DAY);
	GIVES(GT_REFUSED, ask(id, E));                       /* what was answered is looked at first */
	OK(mark(id, &camille, "domicile", "perime", "perime", NULL, E));
	OK(ask(id, E));
	assert_true(count("complement WHERE n = 2 AND answered_utc_s IS NULL") == 1 && waiting("replied") == 0);
	assert_int_equal(count("dossier WHERE state = 'complement-asked' AND replied = 0"), 1);
	struct opened o = by(&camille, id);
	struct gt_complement *running;
	OK(gt_complement_running(&desks.agents, arena, o.d, &running, E));
	assert_int_equal(running->n_items, 1);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(ctl, arena, &bad, &checked, E));
}

/* ---- more time ---- */
static int extend(struct gt_id id, int64_t days, struct gt_error *err)
{
	struct opened o = by(&camille, id);
	struct gt_findings f = gt_findings_new(arena);
	return gt_complement_extend(&desks.agents, arena, o.d, &o.work, &camille, gt_id_new(), o.d->version, days, &f, err);
}

static void more_time_is_asked_for_and_granted_or_not(void **state)
{
	(void)state;
	struct gt_id id = asked_and_opened(), act = gt_id_new();
	struct answering a = answering(id);
	struct gt_findings f = gt_findings_new(arena);
	GIVES(GT_REFUSED, gt_complement_ask_extension(&desks.users, arena, a.d, a.c, gt_id_new(), "", &f, E));
	f = gt_findings_new(arena);
	GIVES(GT_REFUSED, extend(id, 0, E));                 /* nothing to refuse */
	OK(gt_complement_ask_extension(&desks.users, arena, a.d, a.c, act, "J'attends le consulat.", &f, E));
	OK(gt_complement_ask_extension(&desks.users, arena, a.d, a.c, act, "J'attends le consulat.", &f, E));
	GIVES(GT_CONFLICT, gt_complement_ask_extension(&desks.users, arena, a.d, a.c, gt_id_new(), "Encore.", &f, E));
	assert_true(count("dossier WHERE replied = 1 AND state = 'complement-asked'") == 1 && waiting("extension-asked") == 1);
	gt_harness_sqlf(h, "UPDATE complement SET reminded = 2");
	GIVES(GT_REFUSED, extend(id, GT_EXTENSION_DAYS_MAX + 1, E));
	OK(extend(id, 15, E));
	assert_true(waiting("extension-asked") == 0 && count("complement WHERE due_date = '2026-10-25' AND extended_days = 15 AND reminded = 0 AND extension_answered_utc_s IS NOT NULL") == 1);
	assert_int_equal(count("dossier WHERE due_date = '2026-10-25' AND replied = 0"), 1);
	assert_true(count("notification WHERE type = 'extension'") == 1 && gt_complement_days(a.c) == 30);
	a = answering(id);
	assert_int_equal(gt_complement_days(a.c), 45);
	f = gt_findings_new(arena);
	OK(gt_complement_ask_extension(&desks.users, arena, a.d, a.c, gt_id_new(), "Le consulat est fermé.", &f, E));
	OK(extend(id, 0, E));
	assert_true(waiting("extension-asked") == 0 && count("complement WHERE due_date = '2026-10-25' AND extended_days = 15") == 1);
	assert_int_equal(count("notification WHERE type = 'extension'"), 2);
	/* past the end, what is granted is time to come */
	gt_clock_set_fixed(T0 + 60 * DAY);
	OK(extend(id, 10, E));
	assert_int_equal(count("dossier WHERE due_date = '2026-11-19'"), 1);
}

/* ---- messages ---- */
static int write_to_agents(struct gt_id id, struct gt_id act, const char *text, const char *name, struct gt_error *err)
{
	struct gt_findings f = gt_findings_new(arena);
	struct gt_file_sent all[2];
	size_t n = 0;
	if (name) { all[n++] = file_of("clean--rgb.png"); all[n++] = file_of(name); }
	int rc = gt_message_send(&desks.users, arena, own(id), &(struct gt_message_new){ .act = act, .text = text, .files = all, .n_files = n }, &f, err);
	if (rc == GT_REFUSED && name) assert_string_equal(f.items[0].label, name);
	while (n) close(all[--n].fd);
	return rc;
}

static int answer_message(struct gt_id id, const struct gt_agent_session *who, const char *text, struct gt_error *err)
{
	struct opened o = by(who, id);
	struct gt_findings f = gt_findings_new(arena);
	return gt_message_answer(&desks.agents, arena, o.d, &o.work, who, &(struct gt_message_new){ .act = gt_id_new(), .text = text }, &f, err);
}

static void messages_go_both_ways_once_each_and_are_marked_as_read(void **state)
{
	(void)state;
	struct gt_message *all;
	size_t n, unread;
	struct gt_id id = request("verifying"), act = gt_id_new();
	GIVES(GT_REFUSED, write_to_agents(id, gt_id_new(), " ", NULL, E));
	GIVES(GT_REFUSED, write_to_agents(id, gt_id_new(), "Voici.", "file-infected--appended.png", E));
	assert_int_equal(count("message"), 0);
	OK(write_to_agents(id, act, "Ma facture est-elle arrivée ?", "clean--one-page.pdf", E));
	OK(write_to_agents(id, act, "Ma facture est-elle arrivée ?", "clean--one-page.pdf", E));
	assert_int_equal(count("message"), 1);
	assert_true(count("document WHERE justificatif = 'message' AND state = 'joined'") == 2 && count("document WHERE justificatif = 'message' AND state = 'waiting'") == 0);
	assert_true(count("dossier WHERE replied = 1") == 1 && waiting("message") == 1);
	assert_int_equal(count("message WHERE sealed LIKE '%facture%'"), 0);
	struct opened o = by(&samir, id);
	OK(gt_messages_list(&desks.agents, arena, o.d, /* agent= */ true, &all, &n, &unread, E));
	assert_true(unread == 1 && all[0].n_files == 2);
	OK(gt_messages_read(&desks.users, o.d, NULL, E));    /* its writer's reading is not the agents' */
	assert_int_equal(waiting("message"), 1);
	for (int twice = 0; twice < 2; twice++) OK(gt_messages_read(&desks.agents, o.d, &samir, E));
	assert_int_equal(waiting("message"), 0);
	gt_clock_set_fixed(T0 + 30);
	OK(write_to_agents(id, gt_id_new(), "Merci de répondre.", NULL, E));
	assert_int_equal(count("journal WHERE verb = 'read-messages'"), 1);
	gt_clock_set_fixed(T0 + 60);
	GIVES(GT_DENIED, answer_message(id, &marc, "Oui.", E));
	OK(answer_message(id, &samir, "Oui, nous l'avons.", E));
	assert_int_equal(count("dossier WHERE replied = 0"), 1);
	assert_true(waiting("message") == 0 && count("notification WHERE type = 'message'") == 1 && count("outbox") == 1);
	OK(gt_messages_list(&desks.users, arena, own(id), /* agent= */ false, &all, &n, &unread, E));
	assert_true(n == 3 && unread == 1 && all[2].from_agent && all[0].read_utc_s > 0);
	/* read on the page of the request: what told of it waits no more */
	assert_int_equal(count("notification WHERE type = 'message' AND opened_utc_s IS NULL"), 1);
	OK(gt_messages_read(&desks.users, own(id), NULL, E));
	assert_int_equal(count("notification WHERE type = 'message' AND opened_utc_s IS NOT NULL AND opened_date IS NOT NULL"), 1);
	gt_harness_sqlf(h, "UPDATE dossier SET state = 'unfavourable'");
	GIVES(GT_CONFLICT, write_to_agents(id, gt_id_new(), "Encore un mot.", NULL, E));
	GIVES(GT_CONFLICT, answer_message(id, &camille, "Encore un mot.", E));
}

/* ---- both at once: each has a process and a connection of its own ---- */
static struct gt_id shared_act, shared_request;
static struct answering own_answer;
static struct opened own_file;
static int do_send(void *arg, struct gt_error *err) { struct gt_findings f; (void)arg; return send_answer(&own_answer, gt_id_new(), &f, err); }
static int do_send_shared(void *arg, struct gt_error *err) { struct gt_findings f; (void)arg; return send_answer(&own_answer, shared_act, &f, err); }
static int do_open(void *arg, struct gt_error *err) { (void)arg; return gt_notice_open(&desks.users, account, own_answer.c->notification, err); }
static int do_cancel(void *arg, struct gt_error *err) { (void)arg; return gt_complement_cancel(&desks.agents, arena, own_file.d, &own_file.work, &camille, gt_id_new(), own_file.d->version, err); }
static int do_ask(void *arg, struct gt_error *err) { (void)arg; return ask_with(&own_file, gt_id_new(), NULL, err); }
static int do_extend(void *arg, struct gt_error *err)
{
	struct gt_findings f = gt_findings_new(arena);
	(void)arg;
	return gt_complement_extend(&desks.agents, arena, own_file.d, &own_file.work, &camille, gt_id_new(), own_file.d->version, 10, &f, err);
}

/* What each of them looks at when they press: a page of their own. */
static void looks_at_the_file(void *arg)
{
	(void)arg;
	desks.agents.db = gt_harness_db(h, "web_agent");
	own_file = by(&camille, shared_request);
}

static void looks_at_the_answer(void *arg)
{
	(void)arg;
	desks.users.db = gt_harness_db(h, "web_user");
	own_answer = answering(shared_request);
}

static int together(struct gt_id id, const struct gt_press *presses, size_t n, int results[])
{
	shared_request = id;
	return gt_press_together(presses, n, results);
}

static void pressed_in_four_tabs_the_answer_is_sent_once(void **state)
{
	(void)state;
	int results[4];
	static const struct gt_press tabs[4] = { { looks_at_the_answer, do_send, NULL }, { looks_at_the_answer, do_send, NULL }, { looks_at_the_answer, do_send, NULL }, { looks_at_the_answer, do_send, NULL } }, clicks[4] = { { looks_at_the_answer, do_send_shared, NULL }, { looks_at_the_answer, do_send_shared, NULL }, { looks_at_the_answer, do_send_shared, NULL }, { looks_at_the_answer, do_send_shared, NULL } };
	for (int round = 0; round < 2; round++) {
		fresh(NULL);
		shared_act = gt_id_new();
		struct gt_id id = asked_and_opened();
		struct answering a = answering(id);
		OK(keep(&a, 1, "La copie comporte 2 pages.", E));
		OK(keep(&a, 2, "Je n'ai pas d'autre facture.", E));
		assert_int_equal(together(id, round ? clicks : tabs, 4, results), round ? 4 : 1);
		for (size_t i = 0; i < 4; i++) assert_true(results[i] == GT_OK || results[i] == GT_CONFLICT);
		assert_int_equal(count("journal WHERE verb = 'answer-complement'"), 1);
		assert_int_equal(count("dossier WHERE state = 'complement-received'"), 1);
	}
}

static void opened_while_it_is_cancelled_it_is_one_or_the_other(void **state)
{
	(void)state;
	int results[2];
	static const struct gt_press two[2] = { { looks_at_the_answer, do_open, NULL }, { looks_at_the_file, do_cancel, NULL } };
	for (int i = 0; i < 8; i++) {
		fresh(NULL);
		struct gt_id id = request("verifying");
		OK(mark(id, &camille, "nationalite", "illisible", "illisible", NULL, E));
		OK(ask(id, E));
		together(id, two, 2, results);
		assert_int_equal(results[0], GT_OK);             /* a notification is opened in any case */
		if (results[1] == GT_OK) {
			assert_int_equal(count("dossier WHERE state = 'verifying' AND due_date IS NULL"), 1);
			assert_int_equal(count("complement WHERE cancelled_utc_s IS NOT NULL AND due_date IS NULL"), 1);
		} else {
			assert_int_equal(results[1], GT_CONFLICT);
			assert_int_equal(count("dossier WHERE state = 'complement-asked' AND due_date IS NOT NULL"), 1);
			assert_int_equal(count("complement WHERE cancelled_utc_s IS NULL AND due_date IS NOT NULL"), 1);
		}
	}
}

static void asked_twice_at_once_it_is_asked_once(void **state)
{
	(void)state;
	int results[4];
	static const struct gt_press four[4] = { { looks_at_the_file, do_ask, NULL }, { looks_at_the_file, do_ask, NULL }, { looks_at_the_file, do_ask, NULL }, { looks_at_the_file, do_ask, NULL } };
	struct gt_id id = request("verifying");
	OK(mark(id, &camille, "nationalite", "illisible", "illisible", NULL, E));
	assert_int_equal(together(id, four, 4, results), 1);
	asked_once(1);
}

static void answered_while_more_time_is_granted_nothing_is_lost(void **state)
{
	(void)state;
	int results[2];
	static const struct gt_press two[2] = { { looks_at_the_answer, do_send, NULL }, { looks_at_the_file, do_extend, NULL } };
	for (int i = 0; i < 6; i++) {
		fresh(NULL);
		struct gt_id id = asked_and_opened();
		struct answering a = answering(id);
		OK(keep(&a, 1, "La copie comporte 2 pages.", E));
		OK(keep(&a, 2, "Je n'ai pas d'autre facture.", E));
		together(id, two, 2, results);
		assert_int_equal(results[0], GT_OK);
		assert_true(results[1] == GT_OK || results[1] == GT_CONFLICT);
		assert_int_equal(count("dossier WHERE state = 'complement-received' AND due_date IS NULL AND replied = 1"), 1);
	}
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	if (!mkdtemp(files) || !gt_test_files_make(files) || !gt_scan_harness_start(&scanner)) return 77;
	arena = gt_arena_new("test", 512u << 20);
	ctl = gt_harness_db(h, "ctl");
	gt_xml_init();
	gt_desk_harness_start(h, &desks);
	desks.agents.scan = desks.users.scan = scanner.scan;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_programs_that_use_them), T(a_mark_is_the_agents_in_charge_and_wants_its_cause), T(nothing_is_asked_without_something_to_ask),
		T(what_the_marks_say_is_asked_once_and_told_once), T(an_unread_one_is_completed_under_the_same_notification), T(an_unread_one_is_cancelled_and_its_words_stay),
		T(opening_starts_the_delay_on_its_day_in_paris_and_once), T(answers_are_kept_while_they_are_partial_and_two_tabs_notice_each_other), T(a_new_file_goes_the_way_of_all_files),
		T(sent_once_the_new_file_takes_the_place_of_the_old), T(after_the_answer_marks_are_renewed_and_a_second_round_is_possible), T(more_time_is_asked_for_and_granted_or_not),
		T(pressed_in_four_tabs_the_answer_is_sent_once), T(opened_while_it_is_cancelled_it_is_one_or_the_other), T(asked_twice_at_once_it_is_asked_once),
		T(answered_while_more_time_is_granted_nothing_is_lost), T(messages_go_both_ways_once_each_and_are_marked_as_read),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_scan_harness_stop(&scanner);
	gt_desk_harness_stop(&desks);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}

/* The deposit: everything checked and made first, then one short transaction that happens once. A second click, a replay or an unanswered
 * COMMIT is resolved by the request itself: it is either still a draft, or deposited with its number. */
#include <stdio.h>
#include "dossier/decide_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/outcome_priv.h"
#include "hook/hook.h"
#include "text/text.h"

int gt_dossier_check(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_findings *findings, struct gt_error *err)
{
	(void)arena;
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	int rc = gt_hook_compute(desk->hook, d->answers, err);
	if (rc != GT_OK) return rc;
	int answers = gt_case_check_all(d->answers, findings, err);
	if (answers == GT_FAILED) return answers;
	int files = gt_justificatifs_check(d->answers, findings, err);
	if (files == GT_FAILED) return files;
	int hooks = findings->n ? GT_OK : gt_hook_before_deposit(desk->hook, d->answers, findings, err);
	if (hooks == GT_FAILED || hooks == GT_BUSY) return hooks;
	if (findings->n == 0) return GT_OK;
	return gt_fail(err, GT_REFUSED, "not ready for the deposit");
}

/* ---- the number: 4 service, 8 date, 7 serial. Reserved once a draft and day, before the paper that bears it is made ---- */
struct number { struct gt_dossier *d; const char *service; struct gt_date day; char text[GT_NUMBER_TEXT]; bool gone; };

static int number_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct number *n = arg;
	GT_AUTO_ARENA arena = gt_arena_new("number", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row row;
	int64_t serial;
	char head[32], text[64];
	int rc = gt_dossier_store_lock(db, arena, n->d->id, &row, err);
	if (rc != GT_OK) return rc;
	n->gone = gt_state_parse(row.state) != GT_STATE_DRAFT;
	if (n->gone) return GT_OK;
	snprintf(head, sizeof head, "%.4s%04d%02d%02d", n->service, n->day.y, n->day.m, n->day.d);
	if (row.number && gt_starts(row.number, head)) {
		snprintf(n->text, sizeof n->text, "%s", row.number);
		return GT_OK;
	}
	rc = gt_dossier_store_serial(db, arena, n->service, &serial, err);
	if (rc != GT_OK) return rc;
	if (serial > 9999999) return gt_fail(err, GT_FAILED, "service %s has used all its numbers", n->service);
	snprintf(text, sizeof text, "%s%07lld", head, (long long)serial);
	gt_assert(strlen(text) == GT_NUMBER_TEXT - 1);
	memcpy(n->text, text, GT_NUMBER_TEXT);
	return gt_dossier_store_number(db, n->d->id, n->service, n->text, err);
}

/* ---- the act ---- */
struct deposit {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_dossier *d;
	struct gt_deposit_row row;
	struct gt_paper_row papers[2]; size_t n_papers;
	const struct gt_decision *end;       /* taken by rule, without an agent; NULL: an agent decides */
	struct gt_effects effects;
	struct gt_decision_row decision;     /* of a favourable one: what agents find it by */
	struct gt_spending spending;
	const char *const *words;
	struct gt_mail_job mail;
};

static const char *end_state(const struct gt_decision *d) { return gt_state_name(d->outcome == GT_FAVOURABLE ? GT_STATE_FAVOURABLE : GT_STATE_RECORDED); }

/* What rules end at once: what it changes outside, its state, its own line in the journal. */
static int end_tx(struct gt_db *db, struct deposit *a, struct gt_error *err)
{
	bool favourable = a->end->outcome == GT_FAVOURABLE;
	int rc = gt_dossier_store_ended(db, a->row.id, end_state(a->end), favourable ? "favourable" : NULL, a->row.now_utc_s, err);
	CRASHPOINT("record-row");
	if (rc == GT_OK && favourable) rc = gt_decide_store_insert(db, &a->decision, err);
	if (rc == GT_OK) rc = gt_effects_apply(db, a->d, &a->effects, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = a->row.id, .actor_kind = GT_ACTOR_SYSTEM, .verb = "record", .from_state = "deposited", .to_state = end_state(a->end), .detail = a->end->id }, err);
}

/* Lists and searches know the request by whom it is about. */
static int subject_tx(struct gt_db *db, struct deposit *a, struct gt_error *err)
{
	if (!gt_case_has_subject(a->d->procedure)) return GT_OK;
	struct gt_person p = gt_subject_person(a->d);
	return gt_dossier_store_subject(db, a->row.id, &p, err);
}

static int deposit_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct deposit *a = arg;
	int rc = gt_dossier_store_deposit(db, &a->row, err);
	CRASHPOINT("deposit-row");
	if (rc == GT_OK) rc = gt_dossier_store_words(db, a->row.id, a->words, err);
	CRASHPOINT("deposit-words");
	for (size_t i = 0; rc == GT_OK && i < a->n_papers; i++) rc = gt_dossier_store_paper_insert(db, &a->papers[i], err);
	CRASHPOINT("deposit-papers");
	if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = a->row.id, .actor_kind = gt_dossier_actor_kind(a->d), .actor = a->row.actor, .verb = "deposit", .from_state = "draft",
		.to_state = "deposited", .detail = a->row.number }, err);
	CRASHPOINT("deposit-act");
	if (rc == GT_OK) rc = subject_tx(db, a, err);
	if (rc == GT_OK) rc = gt_spend(db, a->arena, &a->spending, a->row.id, GT_SPEND_ALL, err);
	if (rc == GT_OK && a->end) rc = end_tx(db, a, err);
	CRASHPOINT("deposit-recorded");
	if (rc == GT_OK && a->mail.to) rc = gt_outbox_mail(db, a->desk->ring, a->arena, &a->mail, err);
	return rc;
}

static int reopen(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_error *err)
{
	struct gt_dossier *fresh;
	int rc = gt_dossier_open(desk, arena, d->id, d->who, &fresh, err);
	if (rc == GT_OK) *d = *fresh;
	return rc;
}

/* Deposited before the legal day: what later lets a prolongation be issued. A person without a title in force is never late. */
static bool in_time(struct gt_dossier *d, struct gt_date day)
{
	struct gt_date end;
	if (gt_case_about_other(d->answers)) return true;
	xmlNodePtr title = gt_xml_child(gt_xml_root(gt_case_effective(d->answers)), "title");
	if (!title || !gt_date_parse(gt_xml_attr(title, "end"), &end)) return true;
	return gt_days_between(day, end) >= d->procedure->delays.prolongation_in_time_days;
}

/* Only what is neutral or favourable may end without an agent: the grammar allows nothing else. */
static int prepare_end(struct deposit *a, struct gt_paper_order *order, struct gt_error *err)
{
	const struct gt_decision *decision = a->end;
	char day[11];
	gt_assert(decision->outcome != GT_UNFAVOURABLE);
	gt_decision_post(a->d->answers, decision, NULL, 0);
	int rc = gt_effects_of(a->d, decision, &a->effects, err);
	if (rc != GT_OK) return rc;
	xmlDocPtr doc = gt_xml_new(a->arena, "decision", NULL);
	xmlNodePtr el = gt_xml_root(doc);
	gt_attr(el, "id", decision->id);
	gt_attr(el, "outcome", decision->outcome == GT_NEUTRAL ? "neutral" : "favourable");
	gt_attr(el, "date", gt_date_iso(order->issued, day));
	gt_attr(el, "automatic", "yes");
	rc = gt_decision_data_into(a->d->answers, decision, order->lang, el, err);
	order->kind = decision->paper;
	order->decision = el;
	if (rc == GT_OK && decision->paper) rc = gt_paper_make(a->desk, a->arena, a->d, order, &a->papers[a->n_papers++], err);
	struct gt_str plain;
	if (rc == GT_OK) rc = gt_xml_canonical(a->arena, doc, &plain, err);
	if (rc != GT_OK) return rc;
	a->decision = (struct gt_decision_row){ .id = gt_id_new(), .dossier = a->d->id, .kind = "favourable", .state = "signed", .proposed_utc_s = a->row.now_utc_s, .signed_utc_s = a->row.now_utc_s };
	if (decision->paper) a->decision.paper = a->papers[a->n_papers - 1].id;
	return gt_seal(a->desk->ring, a->arena, "decision", a->decision.id, plain, &a->decision.data, err);
}

static int prepare(struct deposit *a, struct gt_error *err)
{
	struct gt_dossier *d = a->d;
	const char *service;
	int rc = gt_hook_route(a->desk->hook, d->answers, &service, err);
	if (rc == GT_OK && !service) rc = gt_case_route(d->answers, &service, err);
	if (rc != GT_OK) return rc;
	struct number n = { .d = d, .service = service, .day = gt_today() };
	rc = gt_db_tx(a->desk->db, number_tx, &n, err);
	if (rc != GT_OK) return rc;
	if (n.gone) return gt_fail(err, GT_CONFLICT, "deposited meanwhile");
	CRASHPOINT("deposit-number");
	const struct gt_delays *delays = &d->procedure->delays;
	a->row = (struct gt_deposit_row){ .id = d->id, .version = d->version, .number = gt_arena_strdup(a->arena, n.text), .service = service, .now_utc_s = gt_now_utc_s(), .actor = gt_dossier_actor(d), .counter = gt_dossier_actor_kind(d) == GT_ACTOR_AGENT,
		.procedure_version = d->procedure->version, .silence = delays->silence_months ? gt_date_add_months(n.day, delays->silence_months) : (struct gt_date){ 0 } };
	a->row.in_time = in_time(d, n.day);
	struct gt_str plain;
	rc = gt_case_deposited(d->answers, &plain, err);
	if (rc != GT_OK) return rc;
	a->row.answers_sha256 = gt_sha256(plain.p, plain.n);
	rc = gt_seal(a->desk->ring, a->arena, "answers", d->id, plain, &a->row.answers, err);
	if (rc != GT_OK) return rc;
	CRASHPOINT("deposit-answers-sealed");
	struct gt_paper_order order = { .kind = d->procedure->paper_deposit, .lang = GT_PAPER_LANG, .number = a->row.number, .service = service, .issued = n.day, .deposited = n.day, .silence = a->row.silence,
		.now_utc_s = a->row.now_utc_s, .counter = a->row.counter };
	a->spending = gt_spending_of(d);
	a->row.ephoto = a->spending.n_ephotos ? a->spending.ephotos[0] : NULL;
	rc = gt_case_decision(d->answers, &a->end, err);
	/* What ends at once has the paper of its end alone: the other one speaks of a study to come. */
	if (rc == GT_OK && order.kind && !(a->end && a->end->paper)) rc = gt_paper_make(a->desk, a->arena, d, &order, &a->papers[a->n_papers++], err);
	if (rc == GT_OK && a->end) rc = prepare_end(a, &order, err);
	if (rc == GT_OK && a->n_papers == 0) rc = gt_fail(err, GT_FAILED, "procedure '%s' has no paper that proves the deposit", d->procedure->id);
	return rc;
}

static void address_mail(struct deposit *a, const char *lang)
{
	struct gt_dossier *d = a->d;
	struct gt_mail_arg *args = gt_new_n(a->arena, struct gt_mail_arg, 2);
	char id[GT_ID_TEXT];
	args[0] = (struct gt_mail_arg){ "path", gt_arena_printf(a->arena, "/demandes/%s/confirmation", gt_id_text(d->id, id)) };
	args[1] = (struct gt_mail_arg){ "automatic", "yes" };
	a->mail = (struct gt_mail_job){ .to = d->who->email, .lang = lang, .template_name = "deposit-confirmed", .account = d->account, .dossier = d->id, .args = args, .n_args = a->end ? 2 : 1 };
}

int gt_dossier_deposit(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	gt_assert(gt_id_null(d->rectifies));             /* a working copy is sent, not deposited: gt_rectify_send */
	if (d->state != GT_STATE_DRAFT) return GT_OK;
	if (version_seen != d->version) return gt_fail(err, GT_CONFLICT, "saved elsewhere since version %lld", (long long)version_seen);
	int rc = gt_dossier_check(desk, arena, d, findings, err);
	if (rc != GT_OK) return rc;
	CRASHPOINT("deposit-checked");
	struct deposit a = { .desk = desk, .arena = arena, .d = d };
	rc = prepare(&a, err);
	if (rc == GT_OK) {
		address_mail(&a, lang);
		a.words = gt_dossier_words(arena, d);
		CRASHPOINT("deposit-papers-made");
		rc = gt_db_tx(desk->db, deposit_tx, &a, err);
		CRASHPOINT("deposit-done");
	}
	/* Somebody was quicker, or nobody answered: the row knows. */
	if (rc != GT_OK && rc != GT_CONFLICT && rc != GT_UNCERTAIN) return rc;
	struct gt_error first = *err;
	int again = reopen(desk, arena, d, err);
	/* What is committed is done, whether or not it can be read at this moment. */
	if (again != GT_OK && rc == GT_OK) d->state = GT_STATE_DEPOSITED;
	if (again == GT_OK && d->state == GT_STATE_DRAFT && rc == GT_OK) return gt_fail(err, GT_FAILED, "deposit left no trace");
	if (d->state != GT_STATE_DRAFT) return GT_OK;
	*err = first;
	return rc;
}

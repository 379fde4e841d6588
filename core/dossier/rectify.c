/* Working copies of deposited requests: begun, given documents of the request or doing without them, sent once. Steps, savings and uploads are
 * those of any draft (dossier.c). Locks are taken in one order: the request, then its copy. */
#include <stdio.h>
#include "dossier/dossier_priv.h"
#include "dossier/rectify.h"
#include "dossier/rectify_store.h"

bool gt_rectify_may(const struct gt_dossier *d) { return d->state == GT_STATE_DEPOSITED && d->rectifiable && d->procedure->rectify && gt_id_null(d->rectifies); }

/* ---- begin ---- */
static int begin_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_rectify_row *r = arg;
	GT_AUTO_ARENA arena = gt_arena_new("rectify", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row row;
	struct gt_id running;
	char text[GT_ID_TEXT];
	int rc = gt_dossier_store_lock(db, arena, r->request, &row, err);
	if (rc != GT_OK) return rc;
	if (gt_state_parse(row.state) != GT_STATE_DEPOSITED || !row.rectifiable || row.answers_n != r->n) return gt_fail(err, GT_REFUSED, "the request cannot be rectified any more");
	rc = gt_rectify_store_running(db, r->request, &running, err);
	if (rc == GT_OK) r->copy = running;
	if (rc != GT_NOTFOUND) return rc;
	rc = gt_rectify_store_begin(db, r, err);
	if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = r->copy, .actor_kind = GT_ACTOR_USER, .actor = r->actor, .verb = "begin", .to_state = "draft" }, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = r->request, .actor_kind = GT_ACTOR_USER, .actor = r->actor, .verb = "rectify-begin", .detail = gt_id_text(r->copy, text) }, err);
}

/* All steps stand open: it begins with the review. */
static const char *review_step(const struct gt_procedure *p)
{
	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].kind == GT_STEP_REVIEW) return p->steps[i].id;
	gt_panic("procedure '%s' has no review", p->id);
}

int gt_rectify_begin(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_id *ret, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_rectify_may(d)) return gt_fail(err, GT_REFUSED, "the request cannot be rectified");
	struct gt_rectify_row r = { .copy = gt_id_new(), .request = d->id, .actor = d->account, .n = d->answers_n, .now_utc_s = gt_now_utc_s(), .step = review_step(d->procedure) };
	int rc = gt_dossier_seal_answers(desk, arena, r.copy, d->answers, &r.answers, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, begin_tx, &r, err);
	if (rc == GT_OK) *ret = r.copy;
	return rc;
}

int gt_rectify_running(struct gt_desk *desk, struct gt_id request, struct gt_id *ret, struct gt_error *err) { return gt_rectify_store_running(desk->db, request, ret, err); }

int gt_rectify_request(struct gt_desk *desk, struct gt_id account, struct gt_id copy, struct gt_id *ret, struct gt_error *err)
{
	return gt_rectify_store_request(desk->db, account, copy, ret, err);
}

/* ---- documents: the request's, without those left out, then the copy's own ---- */
static bool among(const struct gt_id *ids, size_t n, struct gt_id id)
{
	for (size_t i = 0; i < n; i++)
		if (gt_id_eq(ids[i], id)) return true;
	return false;
}

int gt_rectify_load(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_error *err)
{
	struct gt_document_at at = gt_dossier_documents_at(desk);
	struct gt_document *theirs;
	struct gt_id *out;
	size_t n, n_out, kept = 0;
	int rc = gt_document_list(&at, arena, d->rectifies, false, &theirs, &n, err);
	if (rc == GT_OK) rc = gt_rectify_store_number(desk->db, arena, d->rectifies, &d->number, err);
	if (rc == GT_OK) rc = gt_rectify_store_left_out(desk->db, arena, d->id, &out, &n_out, err);
	if (rc != GT_OK) return rc;
	struct gt_document *all = gt_new_n(arena, struct gt_document, n + d->n_documents + 1);
	for (size_t i = 0; i < n; i++)
		if (!among(out, n_out, theirs[i].id)) all[kept++] = theirs[i];
	if (d->n_documents) memcpy(all + kept, d->documents, d->n_documents * sizeof *all);
	d->documents = all;
	d->n_documents += kept;
	return GT_OK;
}

int64_t gt_rectify_kept(const struct gt_dossier *d, const char *justificatif)
{
	int64_t n = 0;
	for (size_t i = 0; i < d->n_documents; i++) n += !gt_id_eq(d->documents[i].dossier, d->id) && gt_streq(d->documents[i].justificatif, justificatif);
	return n;
}

struct leaving { struct gt_dossier *d; struct gt_id document; };

static int leave_out_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct leaving *l = arg;
	char text[GT_ID_TEXT];
	int rc = gt_dossier_attach(db, l->d, err);
	if (rc == GT_OK) rc = gt_rectify_store_leave_out(db, l->d->id, l->document, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = l->d->id, .actor_kind = GT_ACTOR_USER, .actor = l->d->account, .verb = "leave-out-document", .detail = gt_id_text(l->document, text) }, err);
}

int gt_rectify_leave_out(struct gt_desk *desk, struct gt_dossier *d, struct gt_id document, struct gt_error *err)
{
	struct leaving l = { .d = d, .document = document };
	return gt_db_tx(desk->db, leave_out_tx, &l, err);
}

/* ---- send ---- */
struct sending {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_dossier *copy;
	struct gt_dossier request;           /* the copy's answers, before the law the request */
	struct gt_rectify_row row;
	struct gt_paper_row paper;
	struct gt_mail_job mail;
	bool late;
};

static int take_over_documents(struct gt_db *db, struct sending *s, int64_t *ret_added, int64_t *ret_removed, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("documents", 1 << 18);
	struct gt_id *out;
	size_t n;
	int rc = gt_rectify_store_left_out(db, arena, s->copy->id, &out, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) rc = gt_document_set_aside(db, s->request.id, out[i], GT_ACTOR_USER, s->copy->account, err);
	if (rc == GT_OK) rc = gt_document_move_all(db, s->copy->id, s->request.id, s->row.n, ret_added, err);
	*ret_removed = (int64_t)n;
	for (size_t i = 0; rc == GT_OK && i < s->copy->n_documents; i++) {
		const struct gt_document *doc = &s->copy->documents[i];
		char detail[128], text[GT_ID_TEXT];
		if (!gt_id_eq(doc->dossier, s->copy->id)) continue;
		snprintf(detail, sizeof detail, "document=%s kind=%s bytes=%lld", gt_id_text(doc->id, text), doc->kind, (long long)doc->bytes);
		rc = gt_journal_add(db, &(struct gt_act){ .dossier = s->request.id, .actor_kind = GT_ACTOR_USER, .actor = s->copy->account, .verb = "upload", .detail = detail }, err);
	}
	return rc;
}

/* What a deposit binds outside the answers: whom the request is about, the stamps and e-photos it uses. One that is no longer in the answers stays used: it was paid for this request. */
static int bind_outside(struct gt_db *db, struct sending *s, struct gt_error *err)
{
	struct gt_dossier *d = s->copy;
	int rc = GT_OK;
	if (gt_case_has_subject(d->procedure)) {
		struct gt_person p = gt_subject_person(d);
		rc = gt_dossier_store_subject(db, s->request.id, &p, err);
	}
	if (rc == GT_OK) rc = gt_dossier_store_words(db, s->request.id, gt_dossier_words(s->arena, d), err);
	struct gt_spending spending = gt_spending_of(d);
	return rc == GT_OK ? gt_spend(db, d->answers->arena, &spending, s->request.id, GT_SPEND_ALL, err) : rc;
}

static int send_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct sending *s = arg;
	GT_AUTO_ARENA arena = gt_arena_new("rectify", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	int64_t added = 0, removed = 0;
	char detail[80];
	s->late = false;
	int rc = gt_dossier_store_lock(db, arena, s->request.id, &now, err);
	if (rc != GT_OK) return rc;
	s->late = gt_state_parse(now.state) != GT_STATE_DEPOSITED || !now.rectifiable;
	if (s->late) return gt_fail(err, GT_DENIED, "an agent took the request in charge");
	rc = gt_rectify_store_end(db, s->copy->id, s->copy->version, s->row.now_utc_s, err);
	if (rc == GT_OK) rc = gt_rectify_store_answers(db, &s->row, err);
	if (rc == GT_OK) rc = bind_outside(db, s, err);
	if (rc == GT_OK) rc = take_over_documents(db, s, &added, &removed, err);
	if (rc == GT_OK) rc = gt_dossier_store_paper_insert(db, &s->paper, err);
	if (rc != GT_OK) return rc;
	snprintf(detail, sizeof detail, "answers=%lld added=%lld removed=%lld", (long long)s->row.n, (long long)added, (long long)removed);
	rc = gt_journal_add(db, &(struct gt_act){ .dossier = s->request.id, .actor_kind = GT_ACTOR_USER, .actor = s->copy->account, .verb = "rectify", .detail = detail }, err);
	if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = s->copy->id, .actor_kind = GT_ACTOR_USER, .actor = s->copy->account, .verb = "rectify-send", .from_state = "draft", .to_state = "abandoned" }, err);
	if (rc == GT_OK && s->mail.to) rc = gt_outbox_mail(db, s->desk->ring, s->arena, &s->mail, err);
	return rc;
}

static void address_mail(struct sending *s, const char *lang)
{
	const struct gt_dossier *d = s->copy;
	struct gt_mail_arg *args = gt_new_n(s->arena, struct gt_mail_arg, 2);
	char id[GT_ID_TEXT];
	args[0] = (struct gt_mail_arg){ "path", gt_arena_printf(s->arena, "/demandes/%s", gt_id_text(s->request.id, id)) };
	args[1] = (struct gt_mail_arg){ "number", s->request.number };
	s->mail = (struct gt_mail_job){ .to = d->who->email, .lang = lang, .template_name = "request-rectified", .account = d->account, .dossier = s->request.id, .args = args, .n_args = 2 };
}

static int unchanged(struct sending *s, bool *ret, struct gt_error *err)
{
	struct gt_id *out;
	size_t n_out;
	for (size_t i = 0; i < s->copy->n_documents; i++)
		if (gt_id_eq(s->copy->documents[i].dossier, s->copy->id)) return GT_OK;
	int rc = gt_rectify_store_left_out(s->desk->db, s->arena, s->copy->id, &out, &n_out, err);
	return rc == GT_OK && n_out == 0 ? gt_rectify_store_is(s->desk->db, s->request.id, s->row.n - 1, s->row.sha256, ret, err) : rc;
}

/* The answers as the request's own: its id in them, sealed to its row. */
static int prepare(struct sending *s, const struct gt_dossier_row *row, const char *lang, struct gt_findings *findings, struct gt_error *err)
{
	struct gt_dossier *d = s->copy;
	struct gt_seed seed;
	struct gt_title title;
	struct gt_str plain;
	int rc = gt_dossier_seed(s->desk, s->arena, row->id, d->who, NULL, &seed, &title, err);
	if (rc != GT_OK) return rc;
	gt_case_reseed(d->answers, &seed);
	s->request = *d;
	s->request.id = row->id;
	s->request.number = row->number;
	s->row = (struct gt_rectify_row){ .copy = d->id, .request = row->id, .actor = d->account, .n = d->answers_n + 1, .now_utc_s = gt_now_utc_s(), .procedure_version = d->procedure->version };
	rc = gt_case_deposited(d->answers, &plain, err);
	if (rc == GT_OK) rc = gt_seal(s->desk->ring, s->arena, "answers", row->id, plain, &s->row.answers, err);
	if (rc != GT_OK) return rc;
	struct gt_digest *sum = gt_new(s->arena, struct gt_digest);
	*sum = gt_sha256(plain.p, plain.n);
	s->row.sha256 = (struct gt_str){ (const char *)sum->b, sizeof sum->b };
	bool same = false;
	rc = unchanged(s, &same, err);
	if (rc == GT_OK && same) {
		gt_finding_add(findings, NULL, NULL, "rectify-nothing");
		rc = gt_fail(err, GT_REFUSED, "nothing was changed");
	}
	if (rc != GT_OK) return rc;
	address_mail(s, lang);
	struct gt_paper_order order = { .kind = GT_PAPER_RECTIFICATION, .lang = GT_PAPER_LANG, .number = row->number, .service = row->service, .issued = gt_today(), .deposited = gt_date_of(row->deposited_utc_s),
		.silence = row->silence, .answers_n = s->row.n, .now_utc_s = s->row.now_utc_s };
	return gt_paper_make(s->desk, s->arena, &s->request, &order, &s->paper, err);
}

int gt_rectify_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	gt_assert(!gt_id_null(d->rectifies));
	struct sending s = { .desk = desk, .arena = arena, .copy = d };
	struct gt_dossier_row row;
	int rc = gt_dossier_store_open(desk->db, arena, d->rectifies, d->account, &row, err);
	if (rc != GT_OK) return rc;
	if (gt_state_parse(row.state) != GT_STATE_DEPOSITED || !row.rectifiable) return gt_fail(err, GT_DENIED, "an agent took the request in charge");
	if (version_seen != d->version) return gt_fail(err, GT_CONFLICT, "saved elsewhere since version %lld", (long long)version_seen);
	rc = gt_dossier_check(desk, arena, d, findings, err);
	if (rc == GT_OK) rc = prepare(&s, &row, lang, findings, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, send_tx, &s, err);
	if (rc != GT_CONFLICT && rc != GT_UNCERTAIN) return rc;
	/* Somebody was quicker, or nobody answered: the versions of the answers know. */
	bool ours = false;
	struct gt_error second;
	return gt_rectify_store_is(desk->db, row.id, s.row.n, s.row.sha256, &ours, &second) == GT_OK && ours ? GT_OK : rc;
}

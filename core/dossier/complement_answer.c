/* The applicant's side of a complement: answers kept while they are partial, new files, more time asked for, the answer sent once. Every act locks the
 * request first, as those of the agents do: what is first wins, the other finds a conflict and nothing of theirs is lost. */
#include "dossier/alert.h"
#include "dossier/complement_priv.h"
#include "dossier/decide_store.h"
#include "dossier/work_store.h"
#include "text/text.h"

#define GT_DONE 1

/* The request still asks, and this very complement was opened and waits. */
static int waits(const struct gt_complement *c, struct gt_error *err)
{
	return c->running && c->opened_utc_s ? GT_OK : gt_fail(err, GT_CONFLICT, "nothing waits for an answer");
}

static int lock_asked(struct gt_db *db, struct gt_id dossier, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("answer", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row row;
	int rc = gt_dossier_store_lock(db, arena, dossier, &row, err);
	if (rc != GT_OK) return rc;
	return gt_state_parse(row.state) == GT_STATE_COMPLEMENT_ASKED ? GT_OK : gt_fail(err, GT_CONFLICT, "the request does not wait for a complement any more");
}

static int journal(struct gt_db *db, const struct gt_dossier *d, const char *verb, const char *detail, bool received, struct gt_error *err)
{
	return gt_journal_add(db, &(struct gt_act){ .dossier = d->id, .actor_kind = GT_ACTOR_USER, .actor = d->account, .verb = verb, .detail = detail,
		.from_state = received ? gt_state_name(GT_STATE_COMPLEMENT_ASKED) : NULL, .to_state = received ? gt_state_name(GT_STATE_COMPLEMENT_RECEIVED) : NULL }, err);
}

static struct gt_complement_item *item_of(struct gt_complement *c, int64_t n)
{
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i].n == n) return &c->items[i];
	return NULL;
}

/* ---- partial answers ---- */
struct saving { const struct gt_dossier *d; const struct gt_complement *c; int64_t version_seen; struct gt_item_answer *answers; size_t n; };

static int save_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct saving *s = arg;
	int rc = lock_asked(db, s->d->id, err);
	if (rc == GT_OK) rc = gt_complement_store_save(db, s->c->id, s->version_seen, err);
	for (size_t i = 0; rc == GT_OK && i < s->n; i++) rc = gt_complement_store_item_answer(db, &s->answers[i], err);
	return rc == GT_OK ? journal(db, s->d, "save", "complement", /* received= */ false, err) : rc;
}

int gt_complement_save(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, int64_t version_seen, const struct gt_complement_answer *answers, size_t n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct saving s = { .d = d, .c = c, .version_seen = version_seen, .answers = gt_new_n(arena, struct gt_item_answer, n + 1) };
	int rc = waits(c, err);
	if (rc == GT_OK && version_seen != c->version) rc = gt_fail(err, GT_CONFLICT, "saved elsewhere since version %lld", (long long)version_seen);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		struct gt_complement_item *it = item_of(c, answers[i].n);
		if (!it) continue;
		it->answer = answers[i].answer;
		it->reason = gt_text_clean(arena, answers[i].reason ? answers[i].reason : "", /* lines= */ true);
		it->message = gt_text_clean(arena, answers[i].message ? answers[i].message : "", /* lines= */ true);
		if (it->of_answer) it->typed = answers[i].typed, it->n_typed = answers[i].n_typed;
		it->ready = gt_item_ready(it);
		struct gt_item_answer *a = &s.answers[s.n++];
		*a = (struct gt_item_answer){ .complement = c->id, .n = it->n, .answer = gt_answer_name(it->answer), .now_utc_s = gt_now_utc_s() };
		rc = gt_answer_seal(desk, arena, c->id, it, &a->text, err);
	}
	if (rc == GT_OK) rc = gt_db_tx(desk->db, save_tx, &s, err);
	if (rc == GT_OK) c->version = version_seen + 1;
	return rc;
}

/* ---- files ---- */
struct filing { struct gt_id dossier, complement, document; int64_t n, version; };

static int attach(struct gt_db *db, void *arg, struct gt_error *err) { return lock_asked(db, ((struct filing *)arg)->dossier, err); }

static int stored(struct gt_db *db, struct gt_id document, void *arg, struct gt_error *err)
{
	struct filing *f = arg;
	int rc = gt_complement_store_document_insert(db, &(struct gt_item_document_row){ .complement = f->complement, .n = f->n, .document = document, .side = "after" }, err);
	return rc == GT_OK ? gt_complement_store_touch(db, f->complement, &f->version, err) : rc;
}

int gt_complement_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, int64_t item, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	*ret_finding = (struct gt_file_finding){ 0 };
	const struct gt_complement_item *it = item_of(c, item);
	const struct gt_justificatif *j = it ? gt_procedure_justificatif(d->procedure, it->piece) : NULL;
	int rc = waits(c, err);
	if (rc != GT_OK) return rc;
	if (!j) return gt_fail(err, GT_NOTFOUND, "nothing of that number is asked");
	uint32_t kinds = 0;
	for (const char *const *k = j->kinds; *k; k++) kinds |= 1u << gt_kind_parse(*k);
	struct gt_document_at at = gt_dossier_documents_at(desk);
	struct filing f = { .dossier = d->id, .complement = c->id, .n = item };
	struct gt_upload u = { .dossier = d->id, .justificatif = j->id, .paper_case = it->n_before ? it->before[0]->paper_case : NULL, .name = file->name, .fd = file->fd, .bytes = file->bytes,
		.max_bytes = (int64_t)j->max_bytes, .max_files = j->max_files, .kinds = kinds, .actor_kind = GT_ACTOR_USER, .actor = d->account, .waits = true,
		.attach = attach, .attach_arg = &f, .stored = stored, .stored_arg = &f };
	rc = gt_document_receive(&at, arena, &u, ret, ret_finding, err);
	if (rc == GT_OK) c->version = f.version;
	return rc;
}

/* A file that was not sent is its person's alone: taken away, nothing of it stays. */
static int unfile(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct filing *f = arg;
	bool there;
	int rc = lock_asked(db, f->dossier, err);
	if (rc == GT_OK) rc = gt_complement_store_document_delete(db, f->complement, f->document, &there, err);
	if (rc == GT_OK && !there) rc = gt_fail(err, GT_NOTFOUND, "no file of this answer");
	return rc == GT_OK ? gt_complement_store_touch(db, f->complement, &f->version, err) : rc;
}

int gt_complement_remove(struct gt_desk *desk, struct gt_dossier *d, struct gt_complement *c, struct gt_id document, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_document_at at = gt_dossier_documents_at(desk);
	struct filing f = { .dossier = d->id, .complement = c->id, .document = document };
	int rc = waits(c, err);
	if (rc != GT_OK) return rc;
	rc = gt_document_remove(&at, &(struct gt_document_removal){ .dossier = d->id, .id = document, .how = GT_DOCUMENT_DESTROY, .actor_kind = GT_ACTOR_USER, .actor = d->account, .attach = unfile, .attach_arg = &f }, err);
	if (rc == GT_OK) c->version = f.version;
	return rc;
}

/* ---- sent ---- */
struct sending {
	struct gt_dossier *d;
	struct gt_complement *c;
	struct gt_id act;
	int64_t version_seen, now_utc_s;
	bool complete, answers_anew;
	struct gt_answers_row answers;                       /* the next version, when one was typed anew */
	struct gt_item_answer *said; size_t n_said;          /* what the answer was and became, with its item */
};

static int done_before(struct gt_desk *desk, const struct gt_dossier *d, struct gt_id act, struct gt_error *err)
{
	bool done = false;
	if (gt_id_null(act)) return gt_fail(err, GT_BADINPUT, "an act without key");
	int rc = gt_decide_store_done(desk->db, act, d->account, d->id, &done, err);
	return rc == GT_OK && done ? GT_DONE : rc;
}

/* Files of an item that is answered with them take the place of what was sent; files of one that is kept after all go. */
static int settle(struct gt_db *db, const struct sending *s, const struct gt_complement_item *it, struct gt_error *err)
{
	bool replaces = it->answer == GT_ANSWER_REPLACE, there;
	int rc = GT_OK;
	for (size_t i = 0; rc == GT_OK && i < it->n_after; i++) {
		const struct gt_document *doc = it->after[i];
		bool good = replaces && gt_streq(doc->state, "waiting");
		if (good) { rc = gt_document_state(db, s->d->id, doc->id, "waiting", "joined", err); continue; }
		rc = gt_complement_store_document_delete(db, s->c->id, doc->id, &there, err);
		if (rc == GT_OK) rc = gt_document_drop(db, s->d->id, doc->id, err);
	}
	for (size_t i = 0; rc == GT_OK && replaces && i < it->n_before; i++)
		if (gt_streq(it->before[i]->state, "joined")) rc = gt_document_state(db, s->d->id, it->before[i]->id, "joined", "replaced", err);
	return rc;
}

static int send_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct sending *s = arg;
	char detail[128], id[GT_ID_TEXT];
	int rc = lock_asked(db, s->d->id, err);
	if (rc == GT_OK) rc = gt_work_store_act_insert(db, s->act, s->d->account, "answer-complement", s->d->id, s->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_answered(db, s->c->id, s->version_seen, s->now_utc_s, err);
	for (size_t i = 0; rc == GT_OK && i < s->c->n_items; i++) rc = settle(db, s, &s->c->items[i], err);
	for (size_t i = 0; rc == GT_OK && i < s->n_said; i++) rc = gt_complement_store_item_answer(db, &s->said[i], err);
	if (rc == GT_OK && s->answers_anew) rc = gt_complement_store_answers(db, &s->answers, err);
	if (rc == GT_OK) rc = gt_complement_store_received(db, s->d->id, s->complete, s->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_notice_replied(db, s->c->notification, s->now_utc_s, err);
	snprintf(detail, sizeof detail, "complement=%s", gt_id_text(s->c->id, id));
	if (rc == GT_OK) rc = gt_alert_raise(db, &(struct gt_alert_new){ .service = s->d->service, .kind = "replied", .key = detail, .dossier = s->d->id }, err);
	return rc == GT_OK ? journal(db, s->d, "answer-complement", detail, /* received= */ true, err) : rc;
}

/* Each is told with the heading of its document: the summary stands far from it. */
static void check_ready(struct gt_arena *arena, const struct gt_dossier *d, const struct gt_complement *c, struct gt_findings *f)
{
	for (size_t i = 0; i < c->n_items; i++) {
		const struct gt_complement_item *it = &c->items[i];
		struct gt_piece p;
		const char *name = gt_complement_item_name(arena, it->n), *max = gt_arena_printf(arena, "%d", GT_ANSWER_WORDS_MAX);
		const char *label = gt_piece_find(d, arena, it->piece, d->who->lang, &p) ? p.heading : NULL;
		if (it->answer == GT_ANSWER_NONE) gt_finding_add(f, gt_arena_printf(arena, "%s.answer", name), label, "answer-missing");
		else if (it->answer == GT_ANSWER_KEEP && !it->ready) gt_finding_add(f, gt_arena_printf(arena, "%s.reason", name), label, "keep-reason-required");
		else if (!it->ready) gt_finding_add(f, it->of_answer ? it->piece : gt_arena_printf(arena, "%s.file", name), label, it->of_answer ? "required" : "answer-file-missing");
		if (gt_text_length(it->reason) > GT_ANSWER_WORDS_MAX) gt_finding_arg(gt_finding_add(f, gt_arena_printf(arena, "%s.reason", name), label, "too-long"), "max", max);
		if (gt_text_length(it->message) > GT_ANSWER_WORDS_MAX) gt_finding_arg(gt_finding_add(f, gt_arena_printf(arena, "%s.message", name), label, "too-long"), "max", max);
	}
}

static size_t files_after(const struct gt_dossier *d, const struct gt_complement *c, const char *justificatif)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_items; i++)
		if (gt_streq(c->items[i].piece, justificatif) && c->items[i].answer == GT_ANSWER_REPLACE) return c->items[i].n_after;
	for (size_t i = 0; i < d->n_documents; i++) n += gt_streq(d->documents[i].justificatif, justificatif) && gt_streq(d->documents[i].state, "joined");
	return n;
}

/* Complete as the law means it: every required and indispensable justificatif is there once the answer is. */
static int completes(struct gt_dossier *d, const struct gt_complement *c, bool *ret, struct gt_error *err)
{
	const struct gt_asked *asked;
	size_t n;
	int rc = gt_justificatifs_list(d->answers, &asked, &n, err);
	*ret = true;
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (asked[i].required && !files_after(d, c, asked[i].justificatif->id)) *ret = false;
	return rc;
}

/* Answers typed anew go into the case, each checked as the form checks it; what they were and became stays with the complement. */
static int type_anew(struct gt_desk *desk, struct gt_arena *arena, struct sending *s, struct gt_findings *f, struct gt_error *err)
{
	int rc = GT_OK;
	s->said = gt_new_n(arena, struct gt_item_answer, s->c->n_items + 1);
	for (size_t i = 0; rc == GT_OK && i < s->c->n_items; i++) {
		struct gt_complement_item *it = &s->c->items[i];
		if (!it->of_answer) continue;
		it->was = it->now = gt_case_value(s->d->answers, it->piece);
		if (it->answer == GT_ANSWER_REPLACE) {
			rc = gt_marked_post(s->d->answers, it->piece, it->typed, it->n_typed, f, err);
			if (rc == GT_REFUSED) { rc = GT_OK; continue; }
			it->now = gt_case_value(s->d->answers, it->piece);
			s->answers_anew |= !gt_streq(it->was, it->now);
		}
		it->answered = true;
		struct gt_item_answer *a = &s->said[s->n_said++];
		*a = (struct gt_item_answer){ .complement = s->c->id, .n = it->n, .answer = gt_answer_name(it->answer), .now_utc_s = s->now_utc_s };
		if (rc == GT_OK) rc = gt_answer_seal(desk, arena, s->c->id, it, &a->text, err);
	}
	if (rc == GT_OK && f->n) rc = gt_fail(err, GT_REFUSED, "an answer has findings");
	return rc;
}

static int seal_anew(struct gt_desk *desk, struct gt_arena *arena, struct sending *s, struct gt_error *err)
{
	struct gt_str plain;
	if (!s->answers_anew) return GT_OK;
	s->answers = (struct gt_answers_row){ .dossier = s->d->id, .actor = s->d->account, .n = s->d->answers_n + 1, .procedure_version = s->d->procedure->version, .now_utc_s = s->now_utc_s };
	int rc = gt_case_deposited(s->d->answers, &plain, err);
	if (rc != GT_OK) return rc;
	struct gt_digest *sum = gt_new(arena, struct gt_digest);
	*sum = gt_sha256(plain.p, plain.n);
	s->answers.sha256 = (struct gt_str){ (const char *)sum->b, sizeof sum->b };
	return gt_seal(desk->ring, arena, "answers", s->d->id, plain, &s->answers.sealed, err);
}

int gt_complement_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, struct gt_id act, int64_t version_seen, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct sending s = { .d = d, .c = c, .act = act, .version_seen = version_seen, .now_utc_s = gt_now_utc_s() };
	struct gt_error second;
	int rc = done_before(desk, d, act, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	rc = waits(c, err);
	if (rc == GT_OK && version_seen != c->version) rc = gt_fail(err, GT_CONFLICT, "saved elsewhere since version %lld", (long long)version_seen);
	if (rc != GT_OK) return rc;
	check_ready(arena, d, c, findings);
	if (findings->n) return gt_fail(err, GT_REFUSED, "an item without its answer");
	rc = type_anew(desk, arena, &s, findings, err);
	if (rc == GT_OK) rc = seal_anew(desk, arena, &s, err);
	if (rc == GT_OK) rc = completes(d, c, &s.complete, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, send_tx, &s, err);
	if ((rc == GT_CONFLICT || rc == GT_UNCERTAIN) && done_before(desk, d, act, &second) == GT_DONE) rc = GT_OK;
	if (rc == GT_OK) { d->state = GT_STATE_COMPLEMENT_RECEIVED; c->running = false; c->answered_utc_s = s.now_utc_s; }
	return rc;
}

/* ---- more time ---- */
struct wish { struct gt_dossier *d; struct gt_complement *c; struct gt_id act; struct gt_str reason; int64_t now_utc_s; };

static int wish_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct wish *w = arg;
	char once[96], id[GT_ID_TEXT];
	int rc = lock_asked(db, w->d->id, err);
	if (rc == GT_OK) rc = gt_work_store_act_insert(db, w->act, w->d->account, "ask-extension", w->d->id, w->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_ask_extension(db, w->c->id, w->reason, w->now_utc_s, err);
	if (rc == GT_OK) rc = gt_complement_store_replied(db, w->d->id, w->now_utc_s, err);
	snprintf(once, sizeof once, "extension=%s %lld", gt_id_text(w->c->id, id), (long long)w->now_utc_s);
	if (rc == GT_OK) rc = gt_alert_raise(db, &(struct gt_alert_new){ .service = w->d->service, .kind = "extension-asked", .key = once, .dossier = w->d->id }, err);
	return rc == GT_OK ? journal(db, w->d, "ask-extension", gt_id_text(w->c->id, id), /* received= */ false, err) : rc;
}

int gt_complement_ask_extension(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, struct gt_id act, const char *reason, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct wish w = { .d = d, .c = c, .act = act, .now_utc_s = gt_now_utc_s() };
	struct gt_error second;
	int rc = done_before(desk, d, act, err);
	if (rc != GT_OK) return rc == GT_DONE ? GT_OK : rc;
	rc = waits(c, err);
	if (rc != GT_OK) return rc;
	const char *words = gt_text_clean(arena, reason ? reason : "", /* lines= */ true);
	if (gt_empty(words)) gt_finding_add(findings, "extension", NULL, "extension-reason-required");
	if (gt_text_length(words) > GT_ANSWER_WORDS_MAX) gt_finding_arg(gt_finding_add(findings, "extension", NULL, "too-long"), "max", gt_arena_printf(arena, "%d", GT_ANSWER_WORDS_MAX));
	if (findings->n) return gt_fail(err, GT_REFUSED, "why more time is needed is missing");
	rc = gt_complement_seal(desk, arena, "complement-extension", c->id, words, &w.reason, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, wish_tx, &w, err);
	if ((rc == GT_CONFLICT || rc == GT_UNCERTAIN) && done_before(desk, d, act, &second) == GT_DONE) rc = GT_OK;
	return rc;
}

/* Messages: written, told, read. Which requests still take one, and that a second click is one message, is decided here. */
#include <stdio.h>
#include "account/agent.h"
#include "dossier/alert.h"
#include "dossier/complement_store.h"
#include "dossier/decide_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/message_store.h"
#include "dossier/notify_store.h"
#include "dossier/rectify.h"
#include "dossier/rectify_store.h"
#include "dossier/work_store.h"
#include "text/text.h"

#define DONE 1
#define FILES_WAITING_MAX 20             /* of messages that were never sent: an answer of the scanner away from it */

/* Also closed as incomplete: who could not answer in time says why, and it may be opened again. */
static bool open_state(enum gt_state s)
{
	return gt_state_waits(s) || s == GT_STATE_FAVOURABLE || s == GT_STATE_IN_FABRICATION || s == GT_STATE_AVAILABLE || s == GT_STATE_CLOSED_INCOMPLETE;
}

int gt_message_may(struct gt_desk *desk, const struct gt_dossier *d, const struct gt_agent_session *agent, bool *ret, struct gt_error *err)
{
	bool waits = false;
	int rc = agent || !gt_state_decided(d->state) ? GT_OK : gt_notice_decision_waits(desk, d->id, &waits, err);
	if (rc == GT_OK) *ret = open_state(d->state) && !waits && (!agent || gt_work_may_act(agent, d));
	return rc;
}

/* ---- reading ---- */
static void add_files(struct gt_arena *arena, struct gt_message *m, const struct gt_message_file_row *filed, size_t n_filed, const struct gt_document *documents, size_t n)
{
	m->files = gt_new_n(arena, const struct gt_document *, n_filed + 1);
	for (size_t i = 0; i < n_filed; i++)
		for (size_t k = 0; gt_id_eq(filed[i].message, m->id) && k < n; k++)
			if (gt_id_eq(documents[k].id, filed[i].document)) m->files[m->n_files++] = &documents[k];
}

int gt_messages_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, bool agent, struct gt_message **ret, size_t *ret_n, size_t *ret_unread, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_message_row *rows;
	struct gt_message_file_row *filed = NULL;
	struct gt_document *documents = NULL;
	struct gt_document_at at = gt_dossier_documents_at(desk);
	size_t n, n_filed = 0, n_documents = 0;
	int rc = gt_message_store_list(desk->db, arena, d->id, &rows, &n, err);
	if (rc == GT_OK && n) rc = gt_message_store_files(desk->db, arena, d->id, &filed, &n_filed, err);
	if (rc == GT_OK && n_filed) rc = gt_document_list(&at, arena, d->id, /* all_states= */ true, &documents, &n_documents, err);
	if (rc != GT_OK) return rc;
	struct gt_message *out = gt_new_n(arena, struct gt_message, n + 1);
	*ret_unread = 0;
	for (size_t i = 0; i < n; i++) {
		struct gt_str plain;
		rc = gt_unseal(desk->ring, arena, "message", rows[i].id, rows[i].sealed, &plain, err);
		if (rc != GT_OK) return rc;
		out[i] = (struct gt_message){ .id = rows[i].id, .from_agent = gt_streq(rows[i].from_kind, "agent"), .text = gt_arena_strndup(arena, plain.p, plain.n), .at_utc_s = rows[i].created_utc_s, .read_utc_s = rows[i].read_utc_s };
		add_files(arena, &out[i], filed, n_filed, documents, n_documents);
		if (out[i].from_agent != agent && !out[i].read_utc_s) (*ret_unread)++;
	}
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

struct reading { const struct gt_dossier *d; const struct gt_agent_session *agent; int64_t now_utc_s; };

static int read_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct reading *r = arg;
	GT_AUTO_ARENA arena = gt_arena_new("message", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	int64_t n = 0;
	/* a message that comes meanwhile has its own alert */
	int rc = gt_dossier_store_lock(db, arena, r->d->id, &now, err);
	if (rc == GT_OK) rc = gt_message_store_read(db, r->d->id, r->agent ? "user" : "agent", r->now_utc_s, &n, err);
	if (rc == GT_OK && n && r->agent) rc = gt_alert_settle(db, r->d->id, "message", err);
	if (rc == GT_OK && n && !r->agent) rc = gt_notice_store_messages_read(db, r->d->account, r->d->id, r->now_utc_s, gt_date_of(r->now_utc_s), err);
	if (rc != GT_OK || !n) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = r->d->id, .actor_kind = r->agent ? GT_ACTOR_AGENT : GT_ACTOR_USER, .actor = r->agent ? r->agent->agent : r->d->account, .verb = "read-messages" }, err);
}

int gt_messages_read(struct gt_desk *desk, const struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct reading r = { .d = d, .agent = agent, .now_utc_s = gt_now_utc_s() };
	return gt_db_tx(desk->db, read_tx, &r, err);
}

/* ---- writing ---- */
struct sending {
	struct gt_desk *desk;
	struct gt_dossier *d;
	const struct gt_agent_session *agent;                /* NULL: the applicant */
	struct gt_id act, actor;
	struct gt_message_row row;
	struct gt_notice_made notice;
	struct gt_document files[GT_MESSAGE_FILES_MAX]; size_t n_files;
	struct gt_dossier *copy;                             /* a rectification that came too late; NULL: none */
	int64_t version;
};

static int done_before(const struct sending *s, struct gt_error *err)
{
	bool done = false;
	if (gt_id_null(s->act)) return gt_fail(err, GT_BADINPUT, "a message without its key");
	int rc = gt_decide_store_done(s->desk->db, s->act, s->actor, s->d->id, &done, err);
	return rc == GT_OK && done ? DONE : rc;
}

/* The applicant's words wait for an agent's eyes; an agent's are told. */
static int tell(struct gt_db *db, struct sending *s, struct gt_error *err)
{
	char once[96], id[GT_ID_TEXT];
	if (s->agent) {
		int rc = gt_message_store_seen(db, s->d->id, s->row.created_utc_s, err);
		if (rc == GT_OK) rc = gt_alert_settle(db, s->d->id, "message", err);
		if (rc == GT_OK) rc = gt_work_store_keep(db, s->d->id, s->actor, s->row.created_utc_s + GT_WORK_LEASE_S, err);
		return rc == GT_OK ? gt_notice_tell(db, &s->notice, err) : rc;
	}
	int rc = gt_complement_store_replied(db, s->d->id, s->row.created_utc_s, err);
	snprintf(once, sizeof once, "message=%s", gt_id_text(s->row.id, id));
	return rc == GT_OK ? gt_alert_raise(db, &(struct gt_alert_new){ .service = s->d->service, .kind = "message", .key = once, .dossier = s->d->id }, err) : rc;
}

/* Its files become the request's, and it ends: nothing of it is left to send. */
static int take_over(struct gt_db *db, const struct sending *s, int64_t answers_n, struct gt_error *err)
{
	const struct gt_dossier *copy = s->copy;
	char detail[96], id[GT_ID_TEXT];
	int64_t moved;
	int rc = gt_rectify_store_end(db, copy->id, copy->version, s->row.created_utc_s, err);
	if (rc == GT_OK) rc = gt_document_move_all(db, copy->id, s->d->id, answers_n, &moved, err);
	for (size_t i = 0; rc == GT_OK && i < copy->n_documents; i++) {
		const struct gt_document *doc = &copy->documents[i];
		if (!gt_id_eq(doc->dossier, copy->id)) continue;
		rc = gt_message_store_file(db, s->row.id, doc->id, err);
		snprintf(detail, sizeof detail, "document=%s kind=%s", gt_id_text(doc->id, id), doc->kind);
		if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = s->d->id, .actor_kind = GT_ACTOR_USER, .actor = s->actor, .verb = "upload", .detail = detail }, err);
	}
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = copy->id, .actor_kind = GT_ACTOR_USER, .actor = s->actor, .verb = "abandon", .from_state = "draft", .to_state = "abandoned" }, err);
}

static int send_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct sending *s = arg;
	GT_AUTO_ARENA arena = gt_arena_new("message", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	char id[GT_ID_TEXT];
	int rc = gt_dossier_store_lock(db, arena, s->d->id, &now, err);
	if (rc == GT_OK && !open_state(gt_state_parse(now.state))) rc = gt_fail(err, GT_CONFLICT, "the request has ended");
	if (rc == GT_OK) rc = gt_work_store_act_insert(db, s->act, s->actor, "message", s->d->id, s->row.created_utc_s, err);
	if (rc == GT_OK) rc = gt_message_store_insert(db, &s->row, err);
	for (size_t i = 0; rc == GT_OK && i < s->n_files; i++) {
		rc = gt_document_state(db, s->d->id, s->files[i].id, "waiting", "joined", err);
		if (rc == GT_OK) rc = gt_message_store_file(db, s->row.id, s->files[i].id, err);
	}
	if (rc == GT_OK && s->copy) rc = take_over(db, s, now.answers_n, err);
	if (rc == GT_OK) rc = tell(db, s, err);
	if (rc != GT_OK) return rc;
	s->version = now.version + 1;
	return gt_journal_add(db, &(struct gt_act){ .dossier = s->d->id, .actor_kind = s->agent ? GT_ACTOR_AGENT : GT_ACTOR_USER, .actor = s->actor, .verb = "message", .detail = gt_id_text(s->row.id, id) }, err);
}

static int receive(struct sending *s, struct gt_arena *arena, const struct gt_file_sent *file, struct gt_findings *findings, struct gt_error *err)
{
	struct gt_document_at at = gt_dossier_documents_at(s->desk);
	struct gt_file_finding why = { 0 };
	struct gt_upload u = { .dossier = s->d->id, .justificatif = GT_MESSAGE_PIECE, .name = file->name, .fd = file->fd, .bytes = file->bytes, .max_bytes = GT_UPLOAD_MAX_BYTES, .max_files = FILES_WAITING_MAX,
		.kinds = GT_KINDS_ALL, .actor_kind = s->agent ? GT_ACTOR_AGENT : GT_ACTOR_USER, .actor = s->actor, .waits = true };
	int rc = gt_document_receive(&at, arena, &u, &s->files[s->n_files], &why, err);
	if (rc == GT_OK) { s->n_files++; return GT_OK; }
	if (!why.id) return rc;
	struct gt_finding *one = gt_finding_add(findings, "file", file->name, why.id);
	if (why.arg) gt_finding_arg(one, why.arg, why.value);
	return rc;
}

/* Files whose message was not sent after all are nobody's. */
static int leave_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct sending *s = arg;
	int rc = GT_OK;
	for (size_t i = 0; rc == GT_OK && i < s->n_files; i++) rc = gt_document_state(db, s->d->id, s->files[i].id, "waiting", "removed", err);
	return rc;
}

static int write_message(struct sending *s, struct gt_arena *arena, const struct gt_message_new *m, struct gt_findings *findings, struct gt_error *err)
{
	struct gt_error second;
	int rc = done_before(s, err);
	if (rc != GT_OK) return rc == DONE ? GT_OK : rc;
	bool may;
	rc = gt_message_may(s->desk, s->d, s->agent, &may, err);
	if (rc != GT_OK) return rc;
	if (!may) return gt_fail(err, GT_CONFLICT, "the request has ended, or its decision waits to be read");
	const char *text = gt_text_clean(arena, m->text ? m->text : "", /* lines= */ true);
	if (gt_empty(text)) gt_finding_add(findings, "message", NULL, "message-required");
	if (gt_text_length(text) > GT_MESSAGE_MAX) gt_finding_arg(gt_finding_add(findings, "message", NULL, "too-long"), "max", gt_arena_printf(arena, "%d", GT_MESSAGE_MAX));
	if (m->n_files > GT_MESSAGE_FILES_MAX) gt_finding_arg(gt_finding_add(findings, "file", NULL, "message-files"), "max", gt_arena_printf(arena, "%d", GT_MESSAGE_FILES_MAX));
	if (findings->n) return gt_fail(err, GT_REFUSED, "no message");
	s->row = (struct gt_message_row){ .id = gt_id_new(), .dossier = s->d->id, .from = s->actor, .from_kind = s->agent ? "agent" : "user", .created_utc_s = gt_now_utc_s() };
	rc = gt_seal(s->desk->ring, arena, "message", s->row.id, gt_str(text), &s->row.sealed, err);
	for (size_t i = 0; rc == GT_OK && i < m->n_files; i++) rc = receive(s, arena, &m->files[i], findings, err);
	if (rc == GT_OK) rc = gt_db_tx(s->desk->db, send_tx, s, err);
	if (rc == GT_OK) { s->d->version = s->version; return GT_OK; }
	bool done = (rc == GT_CONFLICT || rc == GT_UNCERTAIN) && done_before(s, &second) == DONE;
	if (s->n_files && rc != GT_UNCERTAIN && gt_db_tx(s->desk->db, leave_tx, s, &second) != GT_OK) return done ? GT_OK : rc;
	return done ? GT_OK : rc;
}

int gt_message_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_message_new *m, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct sending s = { .desk = desk, .d = d, .act = m->act, .actor = d->account };
	return write_message(&s, arena, m, findings, err);
}

int gt_message_of_copy(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *request, struct gt_dossier *copy, const char *text, struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(copy, GT_DOSSIER_MAGIC);
	gt_assert(gt_id_eq(copy->rectifies, request->id));
	struct sending s = { .desk = desk, .d = request, .act = copy->id, .actor = request->account, .copy = copy };
	if (gt_rectify_may(request)) return gt_fail(err, GT_DENIED, "the request can still be rectified");
	return write_message(&s, arena, &(struct gt_message_new){ .act = copy->id, .text = text }, findings, err);
}

int gt_message_answer(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_message_new *m,
	struct gt_findings *findings, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct sending s = { .desk = desk, .d = d, .agent = agent, .act = m->act, .actor = agent->agent };
	if (!gt_work_may_act(agent, d)) return gt_fail(err, GT_DENIED, "not an instructeur there");
	struct gt_notice_new what = { .account = d->account, .dossier = d->id, .type = "message", .email = d->who->email, .lang = work->applicant_lang };
	int rc = gt_notice_prepare(desk, arena, &what, &s.notice, err);
	return rc == GT_OK ? write_message(&s, arena, m, findings, err) : rc;
}

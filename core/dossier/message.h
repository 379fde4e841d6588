/* Messages between an applicant and the agents of their request, both ways, each with files if wanted; read marks. They change no answer and no state.
 * A message of an agent is told like any notification; one of the applicant brings the request under « Réponses reçues ». */
#ifndef GT_DOSSIER_MESSAGE_H
#define GT_DOSSIER_MESSAGE_H
#include "dossier/dossier.h"
#include "dossier/work.h"

#define GT_MESSAGE_MAX 4000              /* characters */
#define GT_MESSAGE_PIECE "message"       /* in place of the justificatif of its files */

struct gt_message {
	struct gt_id id;
	bool from_agent;
	const char *text;
	int64_t at_utc_s, read_utc_s;        /* read by the other side; 0: not yet */
	const struct gt_document **files; size_t n_files;
};
/* The first one first. *ret_unread: of the other side than agent, not read yet. */
int gt_messages_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, bool agent, struct gt_message **ret, size_t *ret_n, size_t *ret_unread, struct gt_error *err) GT_MUST_USE;
/* Whoever looks has read what the other side wrote; one entry of the journal. agent NULL: the applicant. */
int gt_messages_read(struct gt_desk *desk, const struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_error *err) GT_MUST_USE;

/* act: key of the form; a second click is one message. One file that is refused, and nothing is sent. ret: OK; REFUSED findings ("message", "file": labelled with
 * the file's name); DENIED; CONFLICT the request has ended; BUSY (with a finding: the scanner), UNCERTAIN, FAILED. blocks: the scanner, DB. locks: the request's row. */
struct gt_message_new { struct gt_id act; const char *text; const struct gt_file_sent *files; size_t n_files; };
int gt_message_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_message_new *m, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
int gt_message_answer(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_message_new *m,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* What a rectification that came too late would have changed, as a message: its words, and the working copy's own files, which become the request's. The copy
 * ends in the same transaction; its id is the key. ret: as gt_message_send; DENIED: the request can still be rectified. */
int gt_message_of_copy(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *request, struct gt_dossier *copy, const char *text, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Whether a message can be written: deposited and not ended, or closed as incomplete. An applicant first opens the notification of a decision that waits: what may
 * be done would tell it. agent NULL: the applicant. */
int gt_message_may(struct gt_desk *desk, const struct gt_dossier *d, const struct gt_agent_session *agent, bool *ret, struct gt_error *err) GT_MUST_USE;

int gt_message_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;    /* all statements, for the tests */

#endif

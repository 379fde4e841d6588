/* Check-list and demandes de complément: marks of an agent on each justificatif and, where the procedure allows, on each answer; what is asked again,
 * opened, answered in part, sent; the delay and its extension. Both are pieces here: a piece is the id of a justificatif, or the name of an answer in the
 * form, which alone has dots. The delay is the procedure's; a complement runs while the request is in complement-asked and it is neither answered nor cancelled. */
#ifndef GT_DOSSIER_COMPLEMENT_H
#define GT_DOSSIER_COMPLEMENT_H
#include "dossier/dossier.h"
#include "dossier/work.h"
#include "procedure/marked.h"

#define GT_MARK_WORDS_MAX 2000           /* characters of an agent's own words on one justificatif */
#define GT_ANSWER_WORDS_MAX 2000         /* characters of an applicant's words on one justificatif */
#define GT_ANSWER_PARTS_MAX 8            /* inputs of one answer: a date has three */
#define GT_EXTENSION_DAYS_MAX 60         /* granted at once: more is a decision about the file, not about its delay */

/* ---- the check-list: the agents' last word on each justificatif, theirs alone until a complement quotes it ---- */
enum gt_mark_kind { GT_MARK_CONFORM, GT_MARK_UNREADABLE, GT_MARK_ABSENT, GT_MARK_EXPIRED, GT_MARK_NOT_CONFORM, GT_MARK__MAX };
const char *gt_mark_name(enum gt_mark_kind k);           /* conforme, illisible, absent, perime, non-conforme: stored, and in text ids */
bool gt_mark_parse(const char *name, enum gt_mark_kind *ret);
/* What a mark may be put on. false: nothing of that name. heading in that language. */
struct gt_piece { const char *id, *heading, *const *reasons, *const *reasons_in_words; const struct gt_justificatif *justificatif; /* NULL: an answer */ };
bool gt_piece_find(const struct gt_dossier *d, struct gt_arena *arena, const char *id, const char *lang, struct gt_piece *ret);
/* All that can be marked now: justificatifs that are asked, then answers that are shown. NULL-terminated. */
int gt_pieces_list(const struct gt_dossier *d, struct gt_arena *arena, const char *const **ret, struct gt_error *err) GT_MUST_USE;
struct gt_mark { const char *piece, *reason, *words, *agent_name; enum gt_mark_kind kind; int64_t marked_utc_s; bool stale; /* something came since: to be looked at again, asks for nothing */ };
int gt_marks_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_mark **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* What the person will read: the reason of the procedure's library in that language, then the agent's words. "" when there is neither. */
const char *gt_mark_observation(struct gt_arena *arena, const struct gt_dossier *d, const char *lang, const struct gt_mark *m);

/* What this agent may do now. */
struct gt_may_complement { bool mark, ask, amend, cancel, extend; };
struct gt_complement;
struct gt_may_complement gt_may_complement(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_complement *running);

/* By the agent in charge. reason: id of the justificatif's library, or NULL; anything but « conforme » wants a reason or words.
 * ret: OK, d->version moved on; DENIED; CONFLICT stale, or not theirs; NOTFOUND no such piece; REFUSED findings; BUSY, FAILED. locks: the request's row. */
struct gt_mark_order { struct gt_id act; int64_t version_seen; const char *piece, *reason, *words; enum gt_mark_kind kind; };
int gt_mark_set(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_mark_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;

/* ---- a complement ---- */
enum gt_answer { GT_ANSWER_NONE, GT_ANSWER_KEEP, GT_ANSWER_REPLACE };
struct gt_complement_item {
	int64_t n;                           /* from 1 */
	const char *piece, *observation;
	bool of_answer;
	enum gt_mark_kind mark;
	bool indispensable;                  /* its lack alone would stop the study (CRPA L.114-5) */
	enum gt_answer answer;
	const char *reason, *message;        /* why it is kept; words with the new file. "" when none; both are kept while the answer is not sent */
	const struct gt_document **before, **after; size_t n_before, n_after;
	/* of an answer: as it stood, as it was sent ("" not yet); what was typed anew so far, by the names of the form */
	const char *was, *now;
	const struct gt_pair *typed; size_t n_typed;
	bool answered;                       /* was and now are those of the moment it was sent */
	bool ready;                          /* may be sent as it stands */
};
/* What was asked, for a reader in that language: kept as the person was told, but a reason of the procedure's library is said in the reader's language. */
const char *gt_item_observation(struct gt_arena *arena, const struct gt_dossier *d, const char *lang, const struct gt_complement_item *it);
struct gt_complement {
	struct gt_id id, dossier, notification, agent;
	int64_t n, version, delay_days, extended_days;
	int64_t requested_utc_s, opened_utc_s, answered_utc_s, cancelled_utc_s;     /* 0: not */
	int64_t extension_asked_utc_s, extension_answered_utc_s;
	struct gt_date opened, due;          /* y 0: not opened yet */
	const char *words, *extension_reason;                /* words of the agent above the items, "" none */
	const char *from_state;
	struct gt_complement_item *items; size_t n_items;
	bool running;                        /* waits for its answer: neither answered nor cancelled, the request still asks for it */
	bool extension_waits;
};
/* All of a request with their items and documents, the first one first. */
int gt_complements_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_complement **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* The one that runs. *ret NULL: none. */
int gt_complement_running(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_complement **ret, struct gt_error *err) GT_MUST_USE;
/* The last one that a notification told of. NOTFOUND: none. */
int gt_complement_of_notice(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_id notice, struct gt_complement **ret, struct gt_error *err) GT_MUST_USE;

/* ---- by agents: act is the key of the form, done once with it. ret of all as gt_decide. ---- */
/* What would be asked by the marks as they stand, in the applicant's language; not stored. REFUSED: nothing to ask, or a mark without its cause (findings). */
int gt_complement_preview(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const struct gt_file_work *work, struct gt_complement *ret, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Asks, in one transaction with state, notification, mail and journal. While one waits unread, it is replaced under the same notification: nothing is told twice. */
struct gt_complement_order { struct gt_id act; int64_t version_seen; const char *words; };
int gt_complement_ask(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_complement_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Only while it is unread: the request goes back to where it was, marks and words stay. */
int gt_complement_cancel(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
/* Adds days to a delay that runs, asked for or not; days 0 refuses what was asked. The person is told. REFUSED: finding at "days". */
int gt_complement_extend(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen,
	int64_t days, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* The answer was seen: the request leaves « Réponses reçues ». Any act of the agent in charge does the same. OK also when it was seen before. */
int gt_work_seen(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, struct gt_error *err) GT_MUST_USE;

/* ---- by the applicant; d and c as opened, c->running and opened, else CONFLICT ---- */
/* Saves what was answered so far. CONFLICT: saved elsewhere since version_seen. c->version moves on. */
struct gt_complement_answer { int64_t n; enum gt_answer answer; const char *reason, *message; const struct gt_pair *typed; size_t n_typed; };
int gt_complement_save(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, int64_t version_seen, const struct gt_complement_answer *answers, size_t n, struct gt_error *err) GT_MUST_USE;
/* A new file for one item; kept waiting until the answer is sent. As gt_dossier_join; files of two tabs add up, and c->version moves on: nobody sends what
 * they have not seen. */
int gt_complement_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, int64_t item, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err) GT_MUST_USE;
int gt_complement_remove(struct gt_desk *desk, struct gt_dossier *d, struct gt_complement *c, struct gt_id document, struct gt_error *err) GT_MUST_USE;
/* Sends all answers, once; an answer of the form that was typed anew makes the next version of the request's answers. REFUSED: an item without its answer
 * (findings NAME.answer, .reason, .file, NAME of gt_complement_item_name), or an answer that is wrong (findings at its own name). */
int gt_complement_send(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, struct gt_id act, int64_t version_seen, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Days from the opening to the end of the delay, extensions in it; while unopened, the delay. */
int64_t gt_complement_days(const struct gt_complement *c) GT_MUST_USE;
/* More time is asked for; one wish at a time. REFUSED: finding at "extension". */
int gt_complement_ask_extension(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_complement *c, struct gt_id act, const char *reason, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* The item's fields in forms begin with it: "piece.1". */
const char *gt_complement_item_name(struct gt_arena *arena, int64_t n);

/* All statements that this side uses, for the tests. */
int gt_complement_store_prepare(struct gt_db *db, bool agents, struct gt_error *err) GT_MUST_USE;

#endif

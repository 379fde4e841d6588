/* What falls due by itself: reminders, prolongations, alerts, drafts that end. Each verb walks all that may be due and treats each in a transaction of
 * its own, which looks again under the row's lock: several programs side by side, or one that begins again, do each thing once. The day is that of
 * the service in charge. How long each delay is, is the procedure's word. */
#ifndef GT_DOSSIER_DUE_H
#define GT_DOSSIER_DUE_H
#include "dossier/decide.h"
#include "dossier/dossier.h"

#define GT_DUE_HORIZON_DAYS 120          /* no delay of a procedure is looked at earlier before its end */
#define GT_SILENCE_NEAR_DAYS 30          /* agents are told so long before silence counts */
#define GT_DRAFT_TOLD_DAYS 15            /* a draft's person is told at least so long before it is erased */
#define GT_UNOPENED_REMINDERS 3          /* at a third, two thirds and the whole of the delay in which a notification should be opened */
#define GT_UNOPENED_DAYS 15              /* that delay where the procedure has none */
#define GT_DIGEST_HOUR 7                 /* Europe/Paris; on working days */

/* asked between two things; NULL: never. *ret_done: things done; what one of them lacks keeps the others from nothing, and is returned at the end.
 * ret of all: OK; BUSY (database away, a procedure not loaded); FAILED. */
typedef bool gt_due_ending(void);
typedef int gt_due_walk(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err);

/* Reminders of an opened demande de complément at the days of the procedure; its end passed without answer: an alert. Nothing is closed. */
gt_due_walk gt_due_complements;
/* Notifications that nobody opens: reminders, then an alert for a complement or a decision. No delay runs. */
gt_due_walk gt_due_unopened;
/* Attestations de prolongation: issued when complete, in time and the title (or the former attestation) ends soon; else an alert says why not. */
gt_due_walk gt_due_prolongations;
/* The day on which silence counts comes near, and is reached: alerts. */
gt_due_walk gt_due_silence;
/* Drafts: told before they are erased, then erased (state expired). */
gt_due_walk gt_due_drafts;
/* Mails given up, mails that do not leave: alerts; the latter settles itself. */
gt_due_walk gt_due_mails;
/* A mail a working day to each agent who wants it, when there is something in it. */
gt_due_walk gt_due_digests;

/* ---- prolongation by hand ---- */
/* Days of an attestation issued today for that request: three months less a day by the guide; false: the procedure knows none, or the request is decided. */
bool gt_prolong_days(const struct gt_dossier *d, struct gt_date *ret_from, struct gt_date *ret_to);
/* By an instructeur of the service, whatever the rule says: words tell why, and stay among the notes. Acts as in decide.h. */
struct gt_prolong_order { struct gt_id act; int64_t version_seen; const char *words; };
int gt_prolong_by_hand(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_prolong_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;

int gt_due_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;     /* all statements of the walks, for the tests */
int gt_prolong_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif

/* Closing as incomplete, and opening again. Closing is never a machine's act: an agent is offered it once the lawful path was walked to its end. */
#ifndef GT_DOSSIER_CLOSE_H
#define GT_DOSSIER_CLOSE_H
#include "dossier/decide.h"
#include "dossier/dossier.h"

/* What of the path to a closing was walked, for the last demande de complément. */
struct gt_close_path {
	bool asked;                          /* a demande de complément waits for its answer */
	bool opened;                         /* its notification was opened: the delay ran */
	bool over;                           /* the delay is over, in Paris and where the service is */
	bool reminded;                       /* every reminder of the procedure was sent */
	bool indispensable;                  /* something is missing without which the request cannot be examined (CRPA L.114-5) */
	struct gt_date requested, opened_on, due;
	int64_t reminders, reminders_wanted;
};
bool gt_close_path_walked(const struct gt_close_path *path);
int gt_close_path_of(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_close_path *ret, struct gt_error *err) GT_MUST_USE;

/* Whether this agent may do it now, path apart: in charge, while a complement is asked. */
bool gt_may_close(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent);
/* A closed request by an instructeur; a refused one by a superviseur: its paper is withdrawn. */
bool gt_may_reopen(const struct gt_dossier *d, const struct gt_agent_session *agent);

/* Both: acts as in decide.h, with words that the person reads. Paper where the procedure declares one, notification with the remedies, mail, journal.
 * ret: as decide.h; CONFLICT also when the path is not walked. */
struct gt_close_order { struct gt_id act; int64_t version_seen; const char *words; };
int gt_close_incomplete(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_close_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Back under examination, with a new day on which silence counts: the delay begins again. */
int gt_reopen(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_close_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;

int gt_close_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;   /* all statements, for the tests */

#endif

/* Decisions, and what follows them. What may be decided, with which data, reasons, paper and remedies, is the procedure's; who may decide and when is
 * decided here. One act: everything is made first, then state, decision, paper, notification, mail and journal in one transaction. */
#ifndef GT_DOSSIER_DECIDE_H
#define GT_DOSSIER_DECIDE_H
#include "dossier/dossier.h"
#include "dossier/work.h"

#define GT_DECIDE_WORDS_MAX 4000         /* characters of what an agent writes */
#define GT_DECIDE_REASONS_MAX 16

/* What this agent may do with the request as it stands. */
struct gt_may_decide {
	bool decide;                         /* a decision of the procedure */
	bool take;                           /* it would be so, once in charge */
	bool sign;                           /* a colleague's proposal waits: sign it, or send it back */
	bool own_proposal;                   /* a proposal of this agent waits for somebody else */
	bool advance; enum gt_state to;      /* the next state by hand */
};
struct gt_may_decide gt_may_decide(const struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_id *proposer);

/* A decision of a request: proposed, signed, or sent back. */
enum gt_decision_state { GT_DECISION_PROPOSED, GT_DECISION_SIGNED, GT_DECISION_SENT_BACK };
struct gt_decision_made {
	struct gt_id id, proposed_by, signed_by, paper;
	const char *outcome, *proposed_name, *signed_name;
	enum gt_decision_state state;
	int64_t proposed_utc_s, signed_utc_s;
	xmlNodePtr data;                     /* <decision id outcome date><data id label type>…</data><reason id>…</reason><words/><signed/></decision> */
};
/* The latest one; NOTFOUND: none yet. */
int gt_decision_last(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_decision_made *ret, struct gt_error *err) GT_MUST_USE;

/* All acts: act is the key their form carried; done before with it (a second click, a replay, an unanswered COMMIT) is OK and changes nothing.
 * ret: OK, d->state and d->version are the new ones; DENIED by the role; CONFLICT the request changed since version_seen, is in somebody else's hands,
 * or that act does not follow its state; REFUSED findings; BUSY, UNCERTAIN, FAILED. locks: the request's row. blocks: hook, PDF, DB. */
struct gt_decide_order {
	const struct gt_decision *decision;
	struct gt_id act;
	int64_t version_seen;
	const struct gt_pair *pairs; size_t n_pairs;         /* the posted form: its data */
	const char *const *reasons; size_t n_reasons;        /* ids; those the procedure does not know are findings */
	const char *words;
};
/* Takes the decision, or proposes it where the procedure wants a second signature (d->state tells). */
int gt_decide(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_decide_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Second signature: by a valideur who did not propose it. */
int gt_decide_sign(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Back to the examination; words tell why and stay among the notes. REFUSED: no words. */
int gt_decide_send_back(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen, const char *words,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;

/* ---- after: examined, in fabrication, available (the person is told, with the tax), handed (ended) ---- */
struct gt_advance_order {
	enum gt_state to;
	struct gt_id act;
	int64_t version_seen;
	const char *title_number;            /* of the title handed over, as typed: it enters the register with the decision's dates; other states: NULL */
};
int gt_dossier_advance(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_work *work, const struct gt_agent_session *agent, const struct gt_advance_order *order,
	struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* A paper no longer stands: the public page says so. By a superviseur. why: replaced, withdrawn. NOTFOUND: not of that request. */
int gt_paper_revoke(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id paper, const char *why, struct gt_error *err) GT_MUST_USE;

int gt_decide_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;  /* all statements, for the tests */

#endif

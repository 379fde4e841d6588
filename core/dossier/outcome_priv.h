/* Inside room dossier: one act of an agent on the outcome of a request, whichever it is: what it was seen from, what it leads to, what goes with it. */
#ifndef GT_DOSSIER_OUTCOME_PRIV_H
#define GT_DOSSIER_OUTCOME_PRIV_H
#include "account/agent.h"
#include "dossier/alert.h"
#include "dossier/decide.h"
#include "dossier/decide_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/notify.h"
#include "dossier/work_store.h"

struct gt_hook_effect;
struct gt_logic_asked { struct gt_mail_job *mails; size_t n_mails; struct gt_alert_new *alerts; size_t n_alerts; };

struct gt_outcome_act {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_dossier *d;
	const struct gt_agent_session *agent;
	struct gt_id act;
	int64_t version_seen, now_utc_s;
	const char *verb, *detail;
	struct gt_spending spending;         /* of a request that is opened again */
	enum gt_state from, to;
	enum { GT_ROW_NONE, GT_ROW_INSERT, GT_ROW_CLOSE } row_is;
	struct gt_decision_row row;
	const char *decision;                                /* word for the request's column; NULL: stays */
	bool decided, ended;
	bool reopens; struct gt_date silence;                /* no decision stands any more; the delay of silence begins again */
	struct gt_id withdrawn;                              /* paper that no longer stands; null: none */
	bool has_paper, tells, has_note;
	struct gt_paper_row paper;
	struct gt_notice_made notice;
	struct gt_note_row note;
	struct gt_effects effects;                           /* of a decision that takes effect */
	bool meets; struct gt_person person;                 /* the holder of the title, for a register that may not know them */
	struct gt_title title;                               /* number NULL: none is handed over */
	struct gt_logic_asked logic;                        /* what the procedure's logic asked for */
	bool title_known;                                    /* the register had that number already */
	gt_db_work *also; void *also_arg;                    /* more rows of the act, in its transaction; NULL: none */
};
/* Whether the act was done before, or the page is stale. ret: OK go on; GT_DONE: done by this very key; CONFLICT; BUSY, FAILED. */
#define GT_DONE 1
int gt_outcome_fresh(struct gt_outcome_act *o, struct gt_error *err) GT_MUST_USE;
/* One transaction. Somebody quicker, or no answer to the COMMIT: the key tells. */
int gt_outcome_commit(struct gt_outcome_act *o, struct gt_error *err) GT_MUST_USE;
struct gt_outcome_act gt_outcome_new(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, int64_t version_seen);

/* Effects of the logic, into o->logic. FAILED: one that is not known, or has no words. */
int gt_logic_plan(struct gt_outcome_act *o, const struct gt_file_work *work, const struct gt_hook_effect *asked, size_t n, struct gt_error *err) GT_MUST_USE;
int gt_logic_do(struct gt_db *db, struct gt_outcome_act *o, struct gt_error *err) GT_MUST_USE;   /* inside the act's transaction */

/* The decision's fields as a form in that language, outside any page. */
int gt_decision_fields(struct gt_case *c, const struct gt_decision *decision, const char *lang, xmlNodePtr *ret, struct gt_error *err) GT_MUST_USE;
/* The decision's values as <data> of a document, for papers and for the seal. */
int gt_decision_data_into(struct gt_case *c, const struct gt_decision *decision, const char *lang, xmlNodePtr to, struct gt_error *err) GT_MUST_USE;
/* Puts the values of a decision made before back into the case. */
int gt_decision_restore(struct gt_case *c, const struct gt_decision *decision, xmlNodePtr data, struct gt_error *err) GT_MUST_USE;
/* The person is told: outcome and facts in their own language. only_type: fields of that type alone, NULL all. */
int gt_outcome_tell(struct gt_outcome_act *o, const struct gt_file_work *work, const char *type, const struct gt_decision *decision, const char *only_type, struct gt_error *err) GT_MUST_USE;

#endif

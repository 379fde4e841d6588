/* Counter mode (CESEDA R.431-2): an agent enters a request for a person who cannot. The draft is the person's, as if they had begun it; the agent writes in it
 * through the same acts, and every act says so in the journal. Whoever examines in the service of that counter reaches it; a draft that an applicant began, nobody. */
#ifndef GT_DOSSIER_COUNTER_H
#define GT_DOSSIER_COUNTER_H
#include "dossier/dossier.h"

struct gt_agent_session;                                  /* account/agent.h */

#define GT_COUNTER_DRAFTS_SHOWN 50                        /* an agent's drafts on the counter's page: a day's work and more */

extern const char *const gt_counter_reasons[];           /* why the person does not do it alone; ids, NULL-terminated. Nothing about health */

/* Who began it, where, why. */
struct gt_counter_entry { struct gt_id dossier, agent; const char *service, *reason, *agent_name, *applicant_lang; int64_t at_utc_s; };
/* Whether that agent keeps the counter of a service (NULL: of any): whoever examines there. */
bool gt_counter_may(const struct gt_agent_session *agent, const char *service);

/* A draft for the person whose title is on the desk. The N° étranger, the day of birth and the number of the title must be those of one person of the register;
 * who has no account gets one that nobody signs in with: it becomes theirs the day they create it. The draft of the same person and procedure that was begun at
 * that counter is given again. in: numbers as typed. ret: OK; DENIED not this agent's counter; BADINPUT no such reason; NOTFOUND the register says otherwise, never
 * in which; REFUSED not eligible (findings), or after too many that were not found (*ret_wait_s > 0); CONFLICT too many drafts of that person; BUSY, UNCERTAIN, FAILED. */
struct gt_counter_new { const char *service, *foreigner_number, *title_number, *reason, *beneficiary, *lang; struct gt_date birth_date; const struct gt_procedure *procedure; };
int gt_counter_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_counter_new *wanted, struct gt_findings *findings, struct gt_id *ret,
	int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;

/* Open what was entered at a counter of the agent's, draft or deposited; the reading is journaled. (*ret)->who is the person, with the agent who writes for them:
 * what room dossier takes from now on. lang: of the page. ret: OK; NOTFOUND no such request, begun by an applicant, or at another counter; BUSY as gt_dossier_open; FAILED. */
int gt_counter_open(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, const char *lang, struct gt_dossier **ret, struct gt_counter_entry *ret_entry,
	struct gt_error *err) GT_MUST_USE;
/* Drafts that this agent began, the latest first; GT_COUNTER_DRAFTS_SHOWN at most. */
struct gt_counter_line { struct gt_id dossier; const char *foreigner_number, *birth_name, *first_names, *procedure_id, *procedure_version; int64_t updated_utc_s; };
int gt_counter_drafts(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_counter_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

/* Alerts: what waits for an agent's eye. Raised inside the act that notices, once a key; seen by the agents of the service (administrators where no
 * service is named); treated once. */
#ifndef GT_DOSSIER_ALERT_H
#define GT_DOSSIER_ALERT_H
#include "dossier/dossier.h"

struct gt_agent_session;

#define GT_ALERTS_MAX 50                 /* shown at once, the oldest first: what is behind comes up as these are treated */

extern const char *const gt_alert_kinds[];   /* every kind, in the order of the filter, to NULL: each has its text alert.<kind> */

/* kind: one of gt_alert_kinds. detail: ids and numbers; key: the same key is raised once for ever. service NULL: for administrators. from: comes up then; 0: now. */
struct gt_alert_new { const char *service, *kind, *detail, *key; struct gt_id dossier; int64_t from_utc_s; };
/* Inside gt_db_tx. ret: OK, also when it was raised before; BUSY, FAILED. */
int gt_alert_raise(struct gt_db *db, const struct gt_alert_new *alert, struct gt_error *err) GT_MUST_USE;
/* Its cause is gone: treated by nobody. dossier null: of the installation. Inside gt_db_tx. */
int gt_alert_settle(struct gt_db *db, struct gt_id dossier, const char *kind, struct gt_error *err) GT_MUST_USE;

struct gt_alert {
	struct gt_id id, dossier;            /* dossier null: not about a request */
	const char *kind, *detail, *service, *number, *birth_name, *first_names, *done_name, *procedure_id, *procedure_version;
	int64_t created_utc_s, done_utc_s;   /* done 0: waits; done_name NULL then means: by itself */
};
enum gt_alerts { GT_ALERTS_OPEN, GT_ALERTS_DONE };
/* Of the agent's territory; done ones the latest first; one more than GT_ALERTS_MAX tells that there are more. kind NULL or "": any. ret of all: OK, BUSY, FAILED. */
int gt_alerts_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, enum gt_alerts which, const char *kind, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Of those that wait, how many the agent may treat, at most so many: none for who only reads. mails_late: as below, for every page of agents. */
struct gt_alerts_waiting { int64_t n; bool mails_late; };
int gt_alerts_waiting(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, int64_t most, struct gt_alerts_waiting *ret, struct gt_error *err) GT_MUST_USE;
/* Those that wait about one request. */
int gt_alerts_of(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_alert **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Mails have been waiting for an hour: one of the kind mail-late is open. */
int gt_alert_mails_late(struct gt_desk *desk, bool *ret, struct gt_error *err) GT_MUST_USE;
/* Who decides in that service; of the installation's, who administers everything. */
bool gt_alert_may_treat(const struct gt_agent_session *agent, const struct gt_alert *alert);
/* ret: OK, also when it was treated before; NOTFOUND no such alert in the agent's territory; DENIED by the role (a lecteur treats nothing). */
int gt_alert_treat(struct gt_desk *desk, const struct gt_agent_session *agent, struct gt_id alert, struct gt_error *err) GT_MUST_USE;

int gt_alert_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;   /* all statements, for the tests */

#endif

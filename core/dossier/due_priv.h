/* Inside room dossier: how the walks of clocks treat one thing. */
#ifndef GT_DOSSIER_DUE_PRIV_H
#define GT_DOSSIER_DUE_PRIV_H
#include "dossier/due_store.h"
#include "journal/journal.h"

struct gt_due_thing {
	struct gt_desk *desk;
	struct gt_arena *arena;
	const struct gt_due_row *row;
	const struct gt_procedure *procedure;                /* NULL: not about a request */
	int64_t now_utc_s;
	struct gt_date today;                                /* where the service is */
	struct gt_date end;                                  /* of a draft; of the delay of a complement, as a reminder leaves it */
	const char *detail;                                  /* of the alert */
	int count;                                           /* reminders reached */
	bool done;                                           /* set by the act when there was something to do */
};
typedef int gt_due_act(struct gt_due_thing *t, struct gt_error *err);
/* Every row that may be due, in batches; each in an arena of its own. */
int gt_due_each(struct gt_desk *desk, enum gt_due_what what, struct gt_date until, int64_t until_utc_s, gt_due_act *act, gt_due_ending *ending, int64_t *done, struct gt_error *err) GT_MUST_USE;
struct gt_date gt_due_today(const struct gt_due_row *r);
/* Both inside a transaction. The alert is raised once a thing (the row's id), kind and detail. */
int gt_due_mail(struct gt_db *db, struct gt_due_thing *t, const char *template_name, const struct gt_mail_arg *args, size_t n, struct gt_error *err) GT_MUST_USE;
int gt_due_alert(struct gt_db *db, const struct gt_due_thing *t, const char *kind, const char *detail, struct gt_error *err) GT_MUST_USE;

#endif

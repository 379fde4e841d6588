/* Room jobs: what runs by itself. A table of timers, one function each; several instances side by side do each thing once. */
#ifndef GT_JOBS_H
#define GT_JOBS_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "mail/mail.h"
#include "scan/scan.h"

struct gt_plugins;

/* What the program opened for us; all live as long as the process. ending: told to end; asked between two things. */
struct gt_jobs_parts {
	const struct gt_config *config;
	struct gt_db *db;
	struct gt_keyring *ring;
	struct gt_plugins *plugins;          /* procedures as data: delays, sheets of papers */
	struct gt_mailer *mailer;
	struct gt_scan *scan;                /* guichet-scan, asked when its signatures are new */
	bool (*ending)(void);
};
struct gt_jobs;
int gt_jobs_open(const struct gt_jobs_parts *parts, struct gt_jobs **ret, struct gt_error *err) GT_MUST_USE;
void gt_jobs_free(struct gt_jobs **jobs);
/* Runs every timer that is due, in the order of the table; a fault of one keeps none of the others from running and is logged once for as long as it lasts.
 * Returns after how many ms something may be due again (at most 1000). blocks: as long as its timers do; between two mails it asks ending. */
int64_t gt_jobs_turn(struct gt_jobs *jobs);
/* The timers, for the operator and for tests; name NULL ends. period_s 0: at each turn, in every instance. */
struct gt_timer { const char *name; int64_t period_s; int (*run)(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err); };
extern const struct gt_timer gt_timers[];
/* One timer now, whatever its hour. ret: OK, BUSY (another instance is at it, or database away), NOTFOUND, FAILED. */
int gt_jobs_run(struct gt_jobs *jobs, const char *name, int64_t *ret_done, struct gt_error *err) GT_MUST_USE;
int gt_jobs_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;       /* all statements, for tests and doctor */

#endif

/* After an update of the virus signatures: files of requests nobody has decided on are looked at again, a few at a time. */
#include "document/document.h"
#include "jobs/jobs_priv.h"

#define FILES_AT_ONCE 10
#define ONE_RUN_MS 300000                /* well below the lease: what is left comes with the next run */

int jobs_rescan(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err)
{
	struct gt_document_at at = { .db = jobs->parts.db, .ring = jobs->parts.ring, .scan = jobs->parts.scan };
	int64_t begun = gt_monotonic_ms(), done = 0, infected = 0, all_infected = 0;
	int rc;

	*ret_done = 0;
	if (!at.scan)
		return GT_OK;
	do {
		rc = gt_document_rescan(&at, FILES_AT_ONCE, &done, &infected, err);
		*ret_done += done;
		all_infected += infected;
	} while (rc == GT_OK && done > 0 && gt_monotonic_ms() - begun < ONE_RUN_MS && !(jobs->parts.ending && jobs->parts.ending()));
	if (all_infected > 0)
		gt_log_at(GT_WARN, "rescan", "infected=%lld of=%lld", (long long)all_infected, (long long)*ret_done);
	return rc;
}

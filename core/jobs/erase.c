/* What is not kept any longer: room dossier erases, a timer says when to look. */
#include "dossier/erase.h"
#include "jobs/jobs_priv.h"

int jobs_erase_identity_papers(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return gt_erase_identity_papers(&jobs->desk, jobs->parts.ending, ret_done, err); }
int jobs_erase_ended(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return gt_erase_ended(&jobs->desk, jobs->parts.ending, ret_done, err); }
int jobs_erase_prepare(struct gt_db *db, struct gt_error *err) { return gt_erase_store_prepare(db, err); }

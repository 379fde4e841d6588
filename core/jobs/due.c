/* What falls due on requests: room dossier treats each thing in a transaction of its own; a timer only says when to look. */
#include "jobs/jobs_priv.h"

static int walk(struct gt_jobs *jobs, gt_due_walk *due, int64_t *ret_done, struct gt_error *err) { return due(&jobs->desk, jobs->parts.ending, ret_done, err); }

int jobs_due_complements(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_complements, ret_done, err); }
int jobs_due_unopened(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_unopened, ret_done, err); }
int jobs_due_prolongations(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_prolongations, ret_done, err); }
int jobs_due_silence(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_silence, ret_done, err); }
int jobs_due_drafts(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_drafts, ret_done, err); }
int jobs_due_mails(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_mails, ret_done, err); }
int jobs_due_digests(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return walk(jobs, gt_due_digests, ret_done, err); }
int jobs_figures(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return gt_stats_count(&jobs->desk, jobs->parts.ending, ret_done, err); }

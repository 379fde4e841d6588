/* What the files of room jobs share. */
#ifndef GT_JOBS_PRIV_H
#define GT_JOBS_PRIV_H
#include "clock/clock.h"
#include "dossier/due.h"
#include "dossier/stats.h"
#include "jobs/jobs.h"

#define JOBS_LEASE_S 900         /* an instance that died with a timer in hand holds it no longer */
#define JOBS_BATCH 1000          /* rows erased in one statement: short locks, however much there is */

struct gt_jobs {
	uint32_t magic;
	struct gt_jobs_parts parts;
	struct gt_desk desk;             /* without plugin code and without a scanner: neither is needed for what falls due */
	struct gt_arena *arena;
	char instance[64];               /* host:process */
	int faulty[32];                  /* result of the last run of each timer: a lasting fault is logged once */
	int64_t looked_ms[32];           /* when we last asked whether it is due */
};
#define JOBS_MAGIC 0x6a6f6273u

/* jobs_store.c */
int jobs_claim(struct gt_db *db, const char *name, int64_t period_s, bool at_once, const char *instance, bool *ret_ours, struct gt_error *err) GT_MUST_USE;
int jobs_done(struct gt_db *db, const char *name, const char *instance, int64_t next_utc_s, int64_t done, const char *error_or_null, struct gt_error *err) GT_MUST_USE;
/* due.c: figures of the services (dossier/stats.h) */
int jobs_figures(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
/* rescan.c */
int jobs_rescan(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
/* clean_store.c: each erases what is over, batch by batch, until nothing is left or ending; *ret_done rows. */
int jobs_clean_sessions(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_clean_links(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_clean_queue(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_clean_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

/* due.c: what falls due on requests (dossier/due.h). */
int jobs_due_complements(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_unopened(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_prolongations(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_silence(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_drafts(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_mails(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_due_digests(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);

/* erase.c: what is not kept any longer (dossier/erase.h). */
int jobs_erase_identity_papers(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_erase_ended(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err);
int jobs_erase_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif

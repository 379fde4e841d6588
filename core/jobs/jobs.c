/* The table of timers and the turn that runs them. Decides who runs what when; what a timer does stands in its own function. */
#include <stdio.h>
#include <unistd.h>
#include "jobs/jobs_priv.h"

#define LOOK_EVERY_MS 5000       /* how often an instance asks the database whether a shared timer is due */

static int send_mails(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err)
{
	struct gt_mail_sent sent = { 0 };
	int rc = gt_mail_send_due(jobs->parts.db, jobs->parts.ring, jobs->parts.mailer, jobs->instance, jobs->parts.ending, &sent, err);

	*ret_done = sent.sent;
	if (sent.sent || sent.put_off || sent.given_up)
		gt_log_at(sent.given_up ? GT_WARN : GT_INFO, "mail", "sent=%lld put_off=%lld given_up=%lld%s%s", (long long)sent.sent, (long long)sent.put_off, (long long)sent.given_up,
			sent.last_error[0] ? " last=" : "", sent.last_error);
	return rc;
}

const struct gt_timer gt_timers[] = {
	{ "complements", 600, jobs_due_complements },
	{ "unopened", 600, jobs_due_unopened },
	{ "prolongations", 600, jobs_due_prolongations },
	{ "silence", 3600, jobs_due_silence },
	{ "drafts", 3600, jobs_due_drafts },
	{ "mail-alerts", 300, jobs_due_mails },
	{ "digests", 600, jobs_due_digests },
	{ "mail", 0, send_mails },                       /* every instance: rows are claimed one by one */
	{ "figures", 900, jobs_figures },
	{ "rescan", 600, jobs_rescan },
	{ "clean-sessions", 300, jobs_clean_sessions },
	{ "clean-links", 3600, jobs_clean_links },
	{ "clean-queue", 86400, jobs_clean_queue },
	{ "erase-identity-papers", 86400, jobs_erase_identity_papers },
	{ "erase-ended", 86400, jobs_erase_ended },
	{ NULL, 0, NULL },
};

int gt_jobs_open(const struct gt_jobs_parts *parts, struct gt_jobs **ret, struct gt_error *err)
{
	struct gt_arena *arena = gt_arena_new("jobs", 1024 * 1024);
	struct gt_jobs *j = gt_new(arena, struct gt_jobs);
	char host[40] = "";

	(void)err;
	gt_assert(GT_COUNT(gt_timers) <= GT_COUNT(j->faulty));
	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	*j = (struct gt_jobs){ .magic = JOBS_MAGIC, .parts = *parts, .arena = arena,
		.desk = { .db = parts->db, .ring = parts->ring, .plugins = parts->plugins, .config = parts->config } };
	snprintf(j->instance, sizeof j->instance, "%s:%d", host, (int)getpid());
	*ret = j;
	return GT_OK;
}

void gt_jobs_free(struct gt_jobs **jobs)
{
	struct gt_jobs *j = *jobs;

	if (!j)
		return;
	GT_CHECK(j, JOBS_MAGIC);
	j->magic = 0;
	struct gt_arena *arena = j->arena;
	gt_arena_free(&arena);
	*jobs = NULL;
}

/* A timer that all instances share: claimed, run, marked. A fault is tried again after a minute, not after its period. */
static int run_shared(struct gt_jobs *j, const struct gt_timer *t, bool at_once, int64_t *ret_done, struct gt_error *err)
{
	struct gt_error own = { 0 };
	bool ours = false;
	int rc = jobs_claim(j->parts.db, t->name, t->period_s, at_once, j->instance, &ours, err);

	if (rc != GT_OK)
		return rc;
	if (!ours)
		return at_once ? gt_fail(err, GT_BUSY, "'%s' is in hand elsewhere", t->name) : GT_OK;
	int64_t begin = gt_now_utc_s();
	CRASHPOINT("timer-claimed");
	rc = t->run(j, ret_done, &own);
	CRASHPOINT("timer-run");
	int64_t next = begin + (rc == GT_OK || t->period_s < 60 ? t->period_s : 60);
	int marked = jobs_done(j->parts.db, t->name, j->instance, next, *ret_done, rc == GT_OK ? NULL : gt_rc_name(rc), rc == GT_OK ? err : NULL);
	if (rc != GT_OK && err)
		*err = own;
	return rc == GT_OK ? marked : rc;
}

static void run_one(struct gt_jobs *j, size_t i)
{
	const struct gt_timer *t = &gt_timers[i];
	struct gt_error err = { 0 };
	int64_t done = 0, now_ms = gt_monotonic_ms();

	if (t->period_s > 0 && j->looked_ms[i] && now_ms - j->looked_ms[i] < LOOK_EVERY_MS)
		return;
	j->looked_ms[i] = now_ms;
	int rc = t->period_s > 0 ? run_shared(j, t, /* at_once= */ false, &done, &err) : t->run(j, &done, &err);
	if (rc != GT_OK && j->faulty[i] != rc)
		gt_log_error(rc == GT_BUSY ? GT_WARN : GT_ERR, t->name, &err);
	else if (rc == GT_OK && j->faulty[i] != GT_OK)
		gt_log_at(GT_INFO, "jobs", "timer=%s rc=ok again", t->name);
	if (rc == GT_OK && done > 0 && t->period_s > 0)
		gt_log_at(GT_INFO, "jobs", "timer=%s done=%lld", t->name, (long long)done);
	j->faulty[i] = rc;
}

int64_t gt_jobs_turn(struct gt_jobs *j)
{
	GT_CHECK(j, JOBS_MAGIC);
	for (size_t i = 0; gt_timers[i].name && !(j->parts.ending && j->parts.ending()); i++)
		run_one(j, i);
	return 1000;
}

int gt_jobs_run(struct gt_jobs *j, const char *name, int64_t *ret_done, struct gt_error *err)
{
	GT_CHECK(j, JOBS_MAGIC);
	*ret_done = 0;
	for (const struct gt_timer *t = gt_timers; t->name; t++)
		if (gt_streq(t->name, name))
			return t->period_s > 0 ? run_shared(j, t, /* at_once= */ true, ret_done, err) : t->run(j, ret_done, err);
	return gt_fail(err, GT_NOTFOUND, "no timer of that name");
}

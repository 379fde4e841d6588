/* What is over and of no more use to anybody: sessions, links, kept forms, counters, sent mails. How long each is kept stands here, with its reason. */
#include "jobs/jobs_priv.h"

#define HOUR 3600
#define DAY 86400

/* keep_s: kept so long after its own end. */
struct rule { struct gt_query query; int64_t keep_s; };
static const struct rule sessions[] = {
	/* An hour is what a form that comes too late may count on; one more for clocks of hosts that differ. */
	{ { "DELETE FROM session WHERE expires_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 2 * HOUR },
	{ { "DELETE FROM agent_session WHERE expires_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 2 * HOUR },
	{ { "DELETE FROM session_ended WHERE ended_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 2 * HOUR },
	{ { "DELETE FROM kept_form WHERE expires_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 0 },
};
static const struct rule links[] = {
	/* A link that is over still says so for a month, and offers another. */
	{ { "DELETE FROM account_link WHERE expires_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 30 * DAY },
	{ { "DELETE FROM identity_flow WHERE expires_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, HOUR },
	/* The longest memory of failures is a day. */
	{ { "DELETE FROM throttle WHERE last_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 2 * DAY },
	/* A page left open in a browser may be sent again weeks later. */
	{ { "DELETE FROM act_done WHERE created_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 90 * DAY },
};
static const struct rule queue[] = {
	/* What was sent when, without address: as long as logs are kept at least (CNIL 2021-122: six months). */
	{ { "DELETE FROM outbox WHERE state = 'sent' AND next_try_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 180 * DAY },
	{ { "DELETE FROM outbox WHERE state = 'failed' AND next_try_utc_s < ? LIMIT 1000", "i", NULL, 0, 0 }, 180 * DAY },
};

static int prepare(struct gt_db *db, const struct rule *rules, size_t n, struct gt_error *err)
{
	int rc = GT_OK;

	for (size_t i = 0; i < n && rc == GT_OK; i++)
		rc = gt_db_prepare_all(db, &rules[i].query, 1, err);
	return rc;
}

int jobs_clean_prepare(struct gt_db *db, struct gt_error *err)
{
	int rc = prepare(db, sessions, GT_COUNT(sessions), err);

	if (rc == GT_OK)
		rc = prepare(db, links, GT_COUNT(links), err);
	return rc == GT_OK ? prepare(db, queue, GT_COUNT(queue), err) : rc;
}

static int clean(struct gt_jobs *jobs, const struct rule *rules, size_t n, int64_t *ret_done, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();

	for (size_t i = 0; i < n; i++)
		for (int64_t gone = JOBS_BATCH; gone == JOBS_BATCH && !(jobs->parts.ending && jobs->parts.ending());) {
			int rc = gt_db_exec(jobs->parts.db, &rules[i].query, GT_WITH(GT_I(now - rules[i].keep_s)), &gone, err);
			if (rc != GT_OK)
				return rc;
			*ret_done += gone;
		}
	return GT_OK;
}

int jobs_clean_sessions(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return clean(jobs, sessions, GT_COUNT(sessions), ret_done, err); }
int jobs_clean_links(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return clean(jobs, links, GT_COUNT(links), ret_done, err); }
int jobs_clean_queue(struct gt_jobs *jobs, int64_t *ret_done, struct gt_error *err) { return clean(jobs, queue, GT_COUNT(queue), ret_done, err); }

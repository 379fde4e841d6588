/* What is counted for whoever watches: numbers of things, ages of what waits. No name, no id, nothing of a person. */
#include "ctl/metrics.h"

static const struct gt_col cols[] = { GT_COL(struct gt_measure, label), GT_COL(struct gt_measure, value) };
#define ASKS(sql) { sql, "i", GT_ROW(struct gt_measure, cols) }

const struct gt_metric gt_metrics[] = {
	{ "guichet_requests", "gauge", "Requests by state", "state", ASKS("SELECT state, COUNT(*) FROM dossier WHERE updated_utc_s <= ? GROUP BY state ORDER BY state") },
	{ "guichet_request_oldest_untaken_seconds", "gauge", "Age of the oldest deposited request that nobody took", NULL,
		ASKS("SELECT NULL, CAST(COALESCE(MAX(? - deposited_utc_s), 0) AS SIGNED) FROM dossier WHERE state = 'deposited' AND agent IS NULL") },
	{ "guichet_mails", "gauge", "Mails by state", "state", ASKS("SELECT state, COUNT(*) FROM outbox WHERE created_utc_s <= ? GROUP BY state ORDER BY state") },
	{ "guichet_mail_oldest_seconds", "gauge", "Age of the oldest mail that waits", NULL, ASKS("SELECT NULL, CAST(COALESCE(MAX(? - created_utc_s), 0) AS SIGNED) FROM outbox WHERE state = 'queued'") },
	{ "guichet_timer_age_seconds", "gauge", "Since the last good run of each timer", "timer", ASKS("SELECT name, CAST(? - last_ok_utc_s AS SIGNED) FROM job_state ORDER BY name") },
	{ "guichet_timer_failed", "gauge", "1: the last run of the timer failed", "timer", ASKS("SELECT name, CAST(last_error IS NOT NULL AS SIGNED) FROM job_state WHERE last_run_utc_s <= ? ORDER BY name") },
	{ "guichet_sessions", "gauge", "Open sessions", "side",
		ASKS("SELECT s.side, s.n FROM (SELECT 'user' AS side, COUNT(*) AS n FROM session UNION ALL SELECT 'agent', COUNT(*) FROM agent_session) s WHERE ? > 0") },
	{ "guichet_files", "gauge", "Files by state", "state", ASKS("SELECT state, COUNT(*) FROM document WHERE created_utc_s <= ? GROUP BY state ORDER BY state") },
	{ "guichet_file_bytes", "gauge", "Bytes of files kept", NULL, ASKS("SELECT NULL, CAST(COALESCE(SUM(bytes), 0) AS SIGNED) FROM document WHERE created_utc_s <= ?") },
	{ "guichet_alerts_open", "gauge", "Alerts that wait for an agent", "kind", ASKS("SELECT kind, COUNT(*) FROM alert WHERE done_utc_s IS NULL AND created_utc_s <= ? GROUP BY kind ORDER BY kind") },
	{ "guichet_procedures_closed", "gauge", "Procedures closed for now", NULL, ASKS("SELECT NULL, COUNT(*) FROM procedure_enabled WHERE closed_reason IS NOT NULL AND changed_utc_s <= ?") },
	{ NULL, NULL, NULL, NULL, { 0 } },
};

int gt_metric_ask(struct gt_db *db, struct gt_arena *arena, const struct gt_metric *metric, struct gt_measure **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &metric->query, GT_WITH(GT_I(gt_now_utc_s())), ret, ret_n, err);
}

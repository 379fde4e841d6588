/* Rows of counted figures. Counting looks at indexes of a service's requests (dossier_figures); reading adds up what was counted. */
#include "dossier/stats_store.h"

#define FIGURES_MAX 20000                /* a hundred services with a few procedures each: summed by the database to a tenth of it */

#define MONTHS "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
#define MONTH_TYPES "iiiiiiiiiiii" "ssssssssssss"
_Static_assert(sizeof MONTH_TYPES - 1 == 2 * GT_STATS_MONTHS, "a parameter for each month's beginning, and one for its day");
#define BY_MONTH(kind, moment) { "INSERT INTO figure (service, kind, procedure_id, what, n) SELECT d.service, '" kind "', d.procedure_id, ELT(INTERVAL(" moment ", " MONTHS ") + 1, '', " MONTHS ") AS what, COUNT(*) " \
	"FROM dossier d WHERE d.deposited_utc_s IS NOT NULL AND " moment " IS NOT NULL AND d.service = ? AND d.rehearsal = 0 GROUP BY d.service, d.procedure_id, what", MONTH_TYPES "s", NULL, 0, 0 }

enum { Q_FORGET, Q_IN, Q_OUT, Q_STATES, Q_STEPS, Q_PIECES, Q_COUNTED, Q_STILL, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_FORGET] = { "DELETE FROM figure WHERE service = ?", "s", NULL, 0, 0 },
	[Q_IN] = BY_MONTH("in", "d.deposited_utc_s"),
	[Q_OUT] = BY_MONTH("out", "COALESCE(d.decided_utc_s, d.ended_utc_s)"),
	[Q_STATES] = { "INSERT INTO figure (service, kind, procedure_id, what, n, total, least) SELECT d.service, 'state', d.procedure_id, d.state, COUNT(*), SUM(d.deposited_utc_s), MIN(d.deposited_utc_s) "
		"FROM dossier d WHERE d.deposited_utc_s IS NOT NULL AND d.decided_utc_s IS NULL AND d.ended_utc_s IS NULL AND d.service = ? AND d.rehearsal = 0 GROUP BY d.service, d.procedure_id, d.state", "s", NULL, 0, 0 },
	/* how long it stayed: from one change of state to the next, by the journal */
	[Q_STEPS] = { "INSERT INTO figure (service, kind, procedure_id, what, n, total) SELECT x.service, 'step', x.procedure_id, x.state, COUNT(*), SUM(x.took_s) FROM (SELECT d.service, d.procedure_id, j.from_state AS state, "
		"j.at_utc_s - LAG(j.at_utc_s) OVER (PARTITION BY j.dossier ORDER BY j.seq) AS took_s FROM dossier d JOIN journal j ON j.dossier = d.id AND j.to_state IS NOT NULL "
		"WHERE d.deposited_utc_s >= ? AND d.service = ? AND d.rehearsal = 0) x WHERE x.took_s IS NOT NULL AND x.state <> 'draft' GROUP BY x.service, x.procedure_id, x.state", "is", NULL, 0, 0 },
	[Q_PIECES] = { "INSERT INTO figure (service, kind, procedure_id, what, n) SELECT d.service, 'piece', d.procedure_id, i.justificatif, COUNT(DISTINCT d.id) FROM dossier d "
		"JOIN complement c ON c.dossier = d.id AND c.cancelled_utc_s IS NULL JOIN complement_item i ON i.complement = c.id "
		"WHERE d.deposited_utc_s >= ? AND d.service = ? AND d.rehearsal = 0 GROUP BY d.service, d.procedure_id, i.justificatif", "is", NULL, 0, 0 },
	[Q_COUNTED] = { "INSERT INTO figure_counted (service, counted_utc_s) VALUES (?, ?) ON DUPLICATE KEY UPDATE counted_utc_s = VALUES(counted_utc_s)", "si", NULL, 0, 0 },
	[Q_STILL] = { "UPDATE figure_counted SET counted_utc_s = ? WHERE counted_utc_s < ?", "ii", NULL, 0, 0 },
};

#define FIGURE struct gt_figure_row
static const struct gt_col figure_map[] = { GT_COL(FIGURE, kind), GT_COL(FIGURE, procedure_id), GT_COL(FIGURE, what), GT_COL(FIGURE, n), GT_COL(FIGURE, total), GT_COL(FIGURE, least) };
#define AGE struct gt_figure_age_row
static const struct gt_col age_map[] = { GT_COL(AGE, services), GT_COL(AGE, counted), GT_COL(AGE, oldest_utc_s) };
#define SERVICE struct gt_figure_service_row
static const struct gt_col service_map[] = { GT_COL(SERVICE, code) };

static const struct gt_list_part of_figures[] = {
	[GT_PART_IN] = { " AND f.service IN (", 0 }, [GT_PART_FIRST] = { "?", 's' }, [GT_PART_NEXT] = { ", ?", 's' }, [GT_PART_END] = { ")", 0 }, [GT_PART_AMONG] = { " AND FIND_IN_SET(f.service, ?)", 's' },
	[GT_PART_SERVICE] = { " AND f.service = ?", 's' }, [GT_PART_PROCEDURE] = { " AND f.procedure_id = ?", 's' },
};
static const struct gt_list_part of_services[] = {
	[GT_PART_IN] = { " AND s.code IN (", 0 }, [GT_PART_FIRST] = { "?", 's' }, [GT_PART_NEXT] = { ", ?", 's' }, [GT_PART_END] = { ")", 0 }, [GT_PART_AMONG] = { " AND FIND_IN_SET(s.code, ?)", 's' },
	[GT_PART_SERVICE] = { " AND s.code = ?", 's' },
};
static const struct gt_list figures = { .select = "SELECT f.kind, f.procedure_id, f.what, CAST(SUM(f.n) AS SIGNED), CAST(SUM(f.total) AS SIGNED), MIN(f.least) FROM figure f WHERE TRUE",
	.tail = " GROUP BY f.kind, f.what, f.procedure_id ORDER BY f.kind, f.what, f.procedure_id", .parts = of_figures, .n_parts = GT_COUNT(of_figures), GT_ROW(FIGURE, figure_map) };
static const struct gt_list age = { .select = "SELECT COUNT(*), COUNT(c.counted_utc_s), COALESCE(MIN(c.counted_utc_s), 0) FROM service s LEFT JOIN figure_counted c ON c.service = s.code WHERE TRUE",
	.parts = of_services, .n_parts = GT_COUNT(of_services), GT_ROW(AGE, age_map) };
static const struct gt_query due = { "SELECT s.code FROM service s LEFT JOIN figure_counted c ON c.service = s.code WHERE c.counted_utc_s IS NULL OR c.counted_utc_s < ? "
	"OR c.counted_utc_s <= (SELECT d.updated_utc_s FROM dossier d FORCE INDEX (dossier_changed) WHERE d.service = s.code ORDER BY d.updated_utc_s DESC LIMIT 1) ORDER BY c.counted_utc_s LIMIT ?", "ii", GT_ROW(SERVICE, service_map) };

int gt_stats_store_prepare(struct gt_db *db, struct gt_error *err)
{
	int rc = gt_db_prepare_all(db, queries, Q__MAX, err);
	return rc == GT_OK ? gt_db_prepare_all(db, &due, 1, err) : rc;
}

int gt_stats_store_read(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_figure_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_list(db, arena, &figures, uses, n_uses, FIGURES_MAX, ret, ret_n, err);
}

int gt_stats_store_age(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_figure_age_row *ret, struct gt_error *err)
{
	struct gt_figure_age_row *rows;
	size_t n;
	int rc = gt_db_list(db, arena, &age, uses, n_uses, 1, &rows, &n, err);
	if (rc == GT_OK) *ret = n ? rows[0] : (struct gt_figure_age_row){ 0 };
	return rc;
}

int gt_stats_store_due(struct gt_db *db, struct gt_arena *arena, int64_t month_utc_s, int64_t limit, struct gt_figure_service_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &due, GT_WITH(GT_I(month_utc_s), GT_I(limit)), ret, ret_n, err);
}

static int by_month(struct gt_db *db, const struct gt_query *q, const char *service, const struct gt_figure_months *m, struct gt_error *err)
{
	struct gt_param params[2 * GT_STATS_MONTHS + 1];
	for (size_t i = 0; i < GT_STATS_MONTHS; i++) {
		params[i] = (struct gt_param)GT_I(m->begins_utc_s[i]);
		params[GT_STATS_MONTHS + i] = (struct gt_param)GT_S(m->day[i]);
	}
	params[2 * GT_STATS_MONTHS] = (struct gt_param)GT_S(service);
	return gt_db_exec(db, q, params, NULL, err);
}

int gt_stats_store_count(struct gt_db *db, const char *service, const struct gt_figure_months *m, int64_t now_utc_s, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_exec(db, &queries[Q_FORGET], GT_WITH(GT_S(service)), NULL, err);
	if (rc == GT_OK) rc = by_month(db, &queries[Q_IN], service, m, err);
	if (rc == GT_OK) rc = by_month(db, &queries[Q_OUT], service, m, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_STATES], GT_WITH(GT_S(service)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_STEPS], GT_WITH(GT_I(m->begins_utc_s[0]), GT_S(service)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_PIECES], GT_WITH(GT_I(m->begins_utc_s[0]), GT_S(service)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_COUNTED], GT_WITH(GT_S(service), GT_I(now_utc_s)), NULL, err) : rc;
}

int gt_stats_store_still(struct gt_db *db, int64_t at_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_STILL], GT_WITH(GT_I(at_utc_s), GT_I(at_utc_s)), NULL, err);
}

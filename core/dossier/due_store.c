/* Rows that clocks walk, and what they write. */
#include "dossier/due_store.h"

#define ROW struct gt_due_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, account), GT_COL(ROW, kind), GT_COL(ROW, procedure_id), GT_COL(ROW, procedure_version), GT_COL(ROW, service), GT_COL(ROW, zone),
	GT_COL(ROW, email), GT_COL(ROW, lang), GT_COL(ROW, version), GT_COL(ROW, reminded), GT_COL(ROW, open_complements), GT_COL(ROW, at_utc_s), GT_COL(ROW, told_utc_s),
	GT_COL(ROW, day), GT_COL(ROW, other), GT_COL(ROW, complete), GT_COL(ROW, in_time),
};
struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };
#define ROLE struct gt_due_role
static const struct gt_col role_map[] = { GT_COL(ROLE, role), GT_COL(ROLE, service) };

#define UNDECIDED "'deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'proposed'"
#define COMPLEMENTS_OPEN "(SELECT COUNT(*) FROM complement c WHERE c.dossier = d.id AND c.answered_utc_s IS NULL AND c.cancelled_utc_s IS NULL)"
#define OF_REQUEST "d.procedure_id, d.procedure_version, d.service, s.time_zone, a.email_typed, COALESCE(a.lang, 'fr'), d.version"
#define SINCE_DAY "COALESCE(?, DATE'1000-01-01')"
#define AROUND "LEFT JOIN service s ON s.code = d.service LEFT JOIN account a ON a.id = d.account AND a.state = 'active' "

enum { Q_COMPLEMENT_TOLD = GT_DUE__MAX, Q_COMPLEMENT_MOVED, Q_REQUEST_MOVED, Q_NOTICE_TOLD, Q_DRAFT_TOLD, Q_DRAFT_EXPIRE, Q_DIGEST, Q_DIGESTS_FORGET, Q_ROLES, Q_LATE, Q_SETTLE, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	/* Each walk goes along an index, in its order, from the last row it treated: what was treated before is not sorted again for each batch. */
	[GT_DUE_COMPLEMENT] = { .sql = "SELECT c.id, d.id, d.account, d.state, " OF_REQUEST ", c.reminded, 1, c.requested_utc_s, 0, c.due_date, NULL, d.complete, d.in_time "
		"FROM complement c FORCE INDEX (complement_due) STRAIGHT_JOIN dossier d ON d.id = c.dossier " AROUND "WHERE c.answered_utc_s IS NULL AND c.cancelled_utc_s IS NULL AND c.due_date <= ? AND d.state = 'complement-asked' "
		"AND (c.due_date > " SINCE_DAY " OR (c.due_date = ? AND c.id > ?)) ORDER BY c.due_date, c.id LIMIT 100", .params = "DDDd", GT_ROW(ROW, row_map) },
	/* a complement that was withdrawn before it was read is nothing to be reminded of */
	[GT_DUE_UNOPENED] = { .sql = "SELECT n.id, n.dossier, n.account, n.type, " OF_REQUEST ", n.reminded, 0, n.created_utc_s, 0, NULL, NULL, d.complete, d.in_time "
		"FROM notification n FORCE INDEX (notification_unopened) LEFT JOIN dossier d ON d.id = n.dossier LEFT JOIN service s ON s.code = d.service LEFT JOIN account a ON a.id = n.account AND a.state = 'active' "
		"WHERE n.opened_utc_s IS NULL AND n.created_utc_s <= ? AND n.reminded < 3 "
		"AND (n.type <> 'complement' OR (d.state = 'complement-asked' AND EXISTS (SELECT 1 FROM complement c WHERE c.notification = n.id AND c.answered_utc_s IS NULL AND c.cancelled_utc_s IS NULL))) "
		"AND (n.created_utc_s > ? OR (n.created_utc_s = ? AND n.id > ?)) ORDER BY n.created_utc_s, n.id LIMIT 100", .params = "iiid", GT_ROW(ROW, row_map) },
	[GT_DUE_PROLONGATION] = { .sql = "SELECT d.id, d.id, d.account, d.state, " OF_REQUEST ", 0, " COMPLEMENTS_OPEN ", d.deposited_utc_s, 0, d.title_end, d.prolonged_to, d.complete, d.in_time "
		"FROM dossier d FORCE INDEX (dossier_title) " AROUND "WHERE d.state IN (" UNDECIDED ") AND d.title_end <= ? AND (d.prolonged_to IS NULL OR d.prolonged_to <= ?) "
		"AND (d.state > ? OR (d.state = ? AND (d.title_end > ? OR (d.title_end = ? AND d.id > ?)))) ORDER BY d.state, d.title_end, d.id LIMIT 100", .params = "DDssDDd", GT_ROW(ROW, row_map) },
	/* told of that day and kind already: not walked again */
	[GT_DUE_SILENCE] = { .sql = "SELECT d.id, d.id, d.account, d.state, " OF_REQUEST ", (SELECT COUNT(*) FROM alert l WHERE l.dossier = d.id AND l.kind = 'silence-near' AND l.detail = CAST(d.silence_date AS CHAR)), "
		"0, d.deposited_utc_s, 0, d.silence_date, NULL, d.complete, d.in_time FROM dossier d FORCE INDEX (dossier_refusal) " AROUND "WHERE d.state IN (" UNDECIDED ") AND d.silence_date <= ? "
		"AND NOT EXISTS (SELECT 1 FROM alert l WHERE l.dossier = d.id AND l.kind = 'silence-reached' AND l.detail = CAST(d.silence_date AS CHAR)) "
		"AND (d.state > ? OR (d.state = ? AND (d.silence_date > ? OR (d.silence_date = ? AND d.id > ?)))) ORDER BY d.state, d.silence_date, d.id LIMIT 100", .params = "DssDDd", GT_ROW(ROW, row_map) },
	[GT_DUE_DRAFT] = { .sql = "SELECT d.id, d.id, d.account, d.state, " OF_REQUEST ", 0, 0, d.updated_utc_s, d.expiry_told_utc_s, NULL, NULL, d.complete, d.in_time "
		"FROM dossier d FORCE INDEX (dossier_updated) " AROUND "WHERE d.state = 'draft' AND d.updated_utc_s <= ? AND (d.updated_utc_s > ? OR (d.updated_utc_s = ? AND d.id > ?)) ORDER BY d.updated_utc_s, d.id LIMIT 100",
		.params = "iiid", GT_ROW(ROW, row_map) },
	[GT_DUE_MAIL_FAILED] = { .sql = "SELECT o.id, o.dossier, o.account, o.template, " OF_REQUEST ", 0, 0, o.created_utc_s, 0, NULL, NULL, d.complete, d.in_time FROM outbox o JOIN dossier d ON d.id = o.dossier " AROUND
		"WHERE o.state IN ('failed', 'bounced') AND o.created_utc_s >= ? AND d.deposited_utc_s IS NOT NULL "
		"AND NOT EXISTS (SELECT 1 FROM alert l WHERE l.dossier = d.id AND l.kind = 'mail-failed' AND (l.done_utc_s IS NULL OR l.created_utc_s >= o.created_utc_s)) AND o.id > COALESCE(?, '') ORDER BY o.id LIMIT 100",
		.params = "id", GT_ROW(ROW, row_map) },
	[GT_DUE_DIGEST] = { .sql = "SELECT g.id, NULL, NULL, g.name, NULL, NULL, NULL, NULL, g.email, g.lang, 0, 0, 0, 0, 0, NULL, NULL, 0, 0 FROM agent g WHERE g.state = 'active' AND g.digest_mail = 1 "
		"AND NOT EXISTS (SELECT 1 FROM digest t WHERE t.agent = g.id AND t.day = ?) AND g.id > COALESCE(?, '') ORDER BY g.id LIMIT 100", .params = "Dd", GT_ROW(ROW, row_map) },
	[Q_COMPLEMENT_TOLD] = { .sql = "UPDATE complement SET reminded = ? WHERE id = ? AND reminded < ? AND answered_utc_s IS NULL AND cancelled_utc_s IS NULL", .params = "idi" },
	[Q_COMPLEMENT_MOVED] = { .sql = "UPDATE complement SET due_date = ?, extended_days = extended_days + ? WHERE id = ? AND due_date = ?", .params = "DidD" },
	[Q_REQUEST_MOVED] = { .sql = "UPDATE dossier SET version = version + 1, due_date = ? WHERE id = ? AND state = 'complement-asked'", .params = "Dd" },
	[Q_NOTICE_TOLD] = { .sql = "UPDATE notification SET reminded = ? WHERE id = ? AND reminded < ? AND opened_utc_s IS NULL", .params = "idi" },
	[Q_DRAFT_TOLD] = { .sql = "UPDATE dossier SET expiry_told_utc_s = ? WHERE id = ? AND state = 'draft' AND version = ? AND expiry_told_utc_s = ?", .params = "idii" },
	[Q_DRAFT_EXPIRE] = { .sql = "UPDATE dossier SET version = version + 1, state = 'expired', answers = NULL, updated_utc_s = ?, ended_utc_s = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "iidi" },
	[Q_DIGEST] = { .sql = "INSERT INTO digest (agent, day) VALUES (?, ?)", .params = "dD" },
	[Q_DIGESTS_FORGET] = { .sql = "DELETE FROM digest WHERE day < ?", .params = "D" },
	[Q_ROLES] = { .sql = "SELECT role, service FROM agent_role WHERE agent = ?", .params = "d", GT_ROW(ROLE, role_map) },
	/* answered, withdrawn, opened since: by the applicants' program, which only raises alerts */
	[Q_SETTLE] = { .sql = "UPDATE alert l JOIN dossier d ON d.id = l.dossier SET l.done_utc_s = ? WHERE l.done_utc_s IS NULL AND ((l.kind IN ('complement-unopened', 'complement-overdue') "
		"AND (d.state <> 'complement-asked' OR (l.kind = 'complement-unopened' AND d.due_date IS NOT NULL) OR (l.kind = 'complement-overdue' AND d.due_date > l.detail))) "
		"OR (l.kind = 'extension-asked' AND d.state <> 'complement-asked') OR (l.kind = 'replied' AND d.state <> 'complement-received') "
		"OR (l.kind = 'message' AND NOT EXISTS (SELECT 1 FROM message m WHERE m.dossier = d.id AND m.from_kind = 'user' AND m.read_utc_s IS NULL)) "
		"OR (l.kind = 'decision-unopened' AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.dossier = d.id AND n.type = 'decision' AND n.opened_utc_s IS NULL)))", .params = "i" },
	[Q_LATE] = { .sql = "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND created_utc_s < ?) * (SELECT COUNT(*) = 0 FROM outbox WHERE state = 'sent' AND next_try_utc_s >= ?)",
		.params = "ii", GT_ROW(struct one_number, number_map) },
};

int gt_due_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_due_store_next(struct gt_db *db, struct gt_arena *arena, enum gt_due_what what, struct gt_date until, int64_t until_utc_s, const struct gt_due_row *a, struct gt_due_row **ret, size_t *ret_n, struct gt_error *err)
{
	const struct gt_query *q = &queries[what];
	switch (what) {
	case GT_DUE_COMPLEMENT: return gt_db_select(db, arena, q, GT_WITH(GT_DATE(until), GT_DATE(a->day), GT_DATE(a->day), GT_D(a->id)), ret, ret_n, err);
	case GT_DUE_PROLONGATION:
		return gt_db_select(db, arena, q, GT_WITH(GT_DATE(until), GT_DATE(until), GT_S(a->kind), GT_S(a->kind), GT_DATE(a->day), GT_DATE(a->day), GT_D(a->id)), ret, ret_n, err);
	case GT_DUE_SILENCE: return gt_db_select(db, arena, q, GT_WITH(GT_DATE(until), GT_S(a->kind), GT_S(a->kind), GT_DATE(a->day), GT_DATE(a->day), GT_D(a->id)), ret, ret_n, err);
	case GT_DUE_DIGEST: return gt_db_select(db, arena, q, GT_WITH(GT_DATE(until), GT_D(a->id)), ret, ret_n, err);
	case GT_DUE_MAIL_FAILED: return gt_db_select(db, arena, q, GT_WITH(GT_I(until_utc_s), GT_D(a->id)), ret, ret_n, err);
	default: return gt_db_select(db, arena, q, GT_WITH(GT_I(until_utc_s), GT_I(a->at_utc_s), GT_I(a->at_utc_s), GT_D(a->id)), ret, ret_n, err);
	}
}

static int once(struct gt_db *db, int q, const struct gt_param *params, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[q], params, &affected, err);
	if (rc != GT_OK) return rc;
	return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "it is not due any more");
}

int gt_due_store_complement_reminded(struct gt_db *db, struct gt_id complement, int64_t n, struct gt_error *err) { return once(db, Q_COMPLEMENT_TOLD, GT_WITH(GT_I(n), GT_D(complement), GT_I(n)), err); }

int gt_due_store_complement_moved(struct gt_db *db, const struct gt_due_row *r, struct gt_date due, int64_t days, struct gt_error *err)
{
	int rc = once(db, Q_COMPLEMENT_MOVED, GT_WITH(GT_DATE(due), GT_I(days), GT_D(r->id), GT_DATE(r->day)), err);
	return rc == GT_OK ? once(db, Q_REQUEST_MOVED, GT_WITH(GT_DATE(due), GT_D(r->dossier)), err) : rc;
}

int gt_due_store_notice_reminded(struct gt_db *db, struct gt_id notification, int64_t n, struct gt_error *err) { return once(db, Q_NOTICE_TOLD, GT_WITH(GT_I(n), GT_D(notification), GT_I(n)), err); }

int gt_due_store_draft_told(struct gt_db *db, const struct gt_due_row *r, int64_t now_utc_s, struct gt_error *err)
{
	return once(db, Q_DRAFT_TOLD, GT_WITH(GT_I(now_utc_s), GT_D(r->dossier), GT_I(r->version), GT_I(r->told_utc_s)), err);
}

int gt_due_store_draft_expire(struct gt_db *db, const struct gt_due_row *r, int64_t now_utc_s, struct gt_error *err)
{
	return once(db, Q_DRAFT_EXPIRE, GT_WITH(GT_I(now_utc_s), GT_I(now_utc_s), GT_D(r->dossier), GT_I(r->version)), err);
}

int gt_due_store_digest(struct gt_db *db, struct gt_id agent, struct gt_date day, struct gt_error *err) { return gt_db_exec(db, &queries[Q_DIGEST], GT_WITH(GT_D(agent), GT_DATE(day)), NULL, err); }

int gt_due_store_digests_forget(struct gt_db *db, struct gt_date before, struct gt_error *err) { return gt_db_exec(db, &queries[Q_DIGESTS_FORGET], GT_WITH(GT_DATE(before)), NULL, err); }

int gt_due_store_roles(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_due_role **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_ROLES], GT_WITH(GT_D(agent)), ret, ret_n, err);
}

int gt_due_store_settle(struct gt_db *db, int64_t now_utc_s, struct gt_error *err) { return gt_db_exec(db, &queries[Q_SETTLE], GT_WITH(GT_I(now_utc_s)), NULL, err); }

int gt_due_store_mails_late(struct gt_db *db, int64_t since_utc_s, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("late", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_LATE], GT_WITH(GT_I(since_utc_s), GT_I(since_utc_s)), &row, err);
	if (rc == GT_OK) *ret = row.n > 0;
	return rc;
}

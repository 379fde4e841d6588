/* Rows of marks and complements. Which may follow which is complement.c's and answer.c's. */
#include "dossier/complement_store.h"

#define MARK struct gt_mark_row
static const struct gt_col mark_map[] = { GT_COL(MARK, justificatif), GT_COL(MARK, mark), GT_COL(MARK, reason), GT_COL(MARK, agent_name), GT_COL(MARK, words), GT_COL(MARK, marked_utc_s), GT_COL(MARK, since_utc_s) };
#define ROW struct gt_complement_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, dossier), GT_COL(ROW, notification), GT_COL(ROW, agent), GT_COL(ROW, n), GT_COL(ROW, version), GT_COL(ROW, delay_days), GT_COL(ROW, extended_days),
	GT_COL(ROW, requested_utc_s), GT_COL(ROW, opened_utc_s), GT_COL(ROW, answered_utc_s), GT_COL(ROW, cancelled_utc_s), GT_COL(ROW, extension_asked_utc_s), GT_COL(ROW, extension_answered_utc_s),
	GT_COL(ROW, opened), GT_COL(ROW, due), GT_COL(ROW, words), GT_COL(ROW, extension_reason), GT_COL(ROW, from_state),
};
#define ITEM struct gt_item_row
static const struct gt_col item_map[] = { GT_COL(ITEM, complement), GT_COL(ITEM, n), GT_COL(ITEM, justificatif), GT_COL(ITEM, mark), GT_COL(ITEM, answer), GT_COL(ITEM, indispensable), GT_COL(ITEM, observation), GT_COL(ITEM, text) };
#define FILED struct gt_item_document_row
static const struct gt_col filed_map[] = { GT_COL(FILED, complement), GT_COL(FILED, document), GT_COL(FILED, n), GT_COL(FILED, side) };
struct run { struct gt_id id; int64_t delay_days; };
static const struct gt_col run_map[] = { GT_COL(struct run, id), GT_COL(struct run, delay_days) };

struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };

#define RUNS " AND answered_utc_s IS NULL AND cancelled_utc_s IS NULL"

enum { Q_LIST, Q_ITEMS, Q_DOCUMENTS, Q_DOCUMENT_INSERT, Q_DOCUMENT_DELETE, Q_SHARED,
	Q_ASK_EXTENSION = Q_SHARED, Q_SAVE, Q_TOUCH, Q_VERSION, Q_ITEM_ANSWER, Q_ANSWERED, Q_OF_NOTICE, Q_OPENED, Q_DUE, Q_RECEIVED, Q_REPLIED, Q_NOTICE_REPLIED, Q_ANSWERS, Q_ANSWERS_KEPT, Q_USERS,
	Q_MARKS = Q_USERS, Q_MARK, Q_SEEN, Q_INSERT, Q_ITEM_INSERT, Q_CANCEL, Q_EXTEND, Q_COMPLETE, Q_NEW_DUE, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_LIST] = { .sql = "SELECT c.id, c.dossier, c.notification, c.agent, c.n, c.version, c.delay_days, c.extended_days, c.requested_utc_s, t.opened_utc_s, c.answered_utc_s, c.cancelled_utc_s, "
		"c.extension_asked_utc_s, c.extension_answered_utc_s, t.opened_date, c.due_date, c.message, c.extension_reason, c.from_state FROM complement c LEFT JOIN notification t ON t.id = c.notification "
		"WHERE c.dossier = ? ORDER BY c.n", .params = "d", GT_ROW(ROW, row_map) },
	[Q_ITEMS] = { .sql = "SELECT i.complement, i.n, i.justificatif, i.mark, i.answer, i.indispensable, i.observation, i.answer_text FROM complement c JOIN complement_item i ON i.complement = c.id "
		"WHERE c.dossier = ? ORDER BY c.n, i.n", .params = "d", GT_ROW(ITEM, item_map) },
	[Q_DOCUMENTS] = { .sql = "SELECT f.complement, f.document, f.n, f.side FROM complement c JOIN complement_document f ON f.complement = c.id JOIN document d ON d.id = f.document "
		"WHERE c.dossier = ? ORDER BY c.n, f.n, d.position", .params = "d", GT_ROW(FILED, filed_map) },
	[Q_DOCUMENT_INSERT] = { .sql = "INSERT INTO complement_document (complement, n, document, side) VALUES (?, ?, ?, ?)", .params = "dids" },
	[Q_DOCUMENT_DELETE] = { .sql = "DELETE FROM complement_document WHERE complement = ? AND document = ? AND side = 'after'", .params = "dd" },

	[Q_ASK_EXTENSION] = { .sql = "UPDATE complement SET extension_asked_utc_s = ?, extension_reason = ?, extension_answered_utc_s = NULL "
		"WHERE id = ? AND due_date IS NOT NULL AND (extension_asked_utc_s IS NULL OR extension_answered_utc_s IS NOT NULL)" RUNS, .params = "ibd" },
	[Q_SAVE] = { .sql = "UPDATE complement SET version = version + 1 WHERE id = ? AND version = ? AND due_date IS NOT NULL" RUNS, .params = "di" },
	[Q_TOUCH] = { .sql = "UPDATE complement SET version = version + 1 WHERE id = ? AND due_date IS NOT NULL" RUNS, .params = "d" },
	[Q_VERSION] = { .sql = "SELECT version FROM complement WHERE id = ?", .params = "d", GT_ROW(struct one_number, number_map) },
	[Q_ITEM_ANSWER] = { .sql = "UPDATE complement_item SET answer = ?, answer_text = ?, answered_utc_s = ? WHERE complement = ? AND n = ?", .params = "sbidi" },
	[Q_ANSWERED] = { .sql = "UPDATE complement SET answered_utc_s = ?, version = version + 1 WHERE id = ? AND version = ? AND due_date IS NOT NULL" RUNS, .params = "idi" },
	[Q_OF_NOTICE] = { .sql = "SELECT id, delay_days FROM complement WHERE notification = ?" RUNS, .params = "d", GT_ROW(struct run, run_map) },
	[Q_OPENED] = { .sql = "UPDATE complement SET due_date = ? WHERE id = ?", .params = "Dd" },
	[Q_DUE] = { .sql = "UPDATE dossier SET version = version + 1, due_date = ? WHERE id = ? AND state = 'complement-asked'", .params = "Dd" },
	[Q_RECEIVED] = { .sql = "UPDATE dossier SET version = version + 1, state = 'complement-received', replied = 1, due_date = NULL, complete = ?, updated_utc_s = ? WHERE id = ? AND state = 'complement-asked'", .params = "tid" },
	[Q_REPLIED] = { .sql = "UPDATE dossier SET version = version + 1, replied = 1, updated_utc_s = ? WHERE id = ?", .params = "id" },
	[Q_NOTICE_REPLIED] = { .sql = "UPDATE notification SET replied_utc_s = ? WHERE id = ? AND replied_utc_s IS NULL", .params = "id" },

	[Q_ANSWERS] = { .sql = "UPDATE dossier SET answers = ?, answers_n = ? WHERE id = ? AND answers_n = ? AND state = 'complement-asked'", .params = "bidi" },
	[Q_ANSWERS_KEPT] = { .sql = "INSERT INTO dossier_answers (dossier, n, procedure_version, sealed, sha256, actor_kind, actor, reason, created_utc_s) VALUES (?, ?, ?, ?, ?, 'user', ?, 'complement', ?)", .params = "disbbdi" },

	[Q_MARKS] = { .sql = "SELECT m.justificatif, m.mark, m.reason, g.name, m.observation, m.marked_utc_s, GREATEST("
		"COALESCE((SELECT MAX(c.answered_utc_s) FROM complement c JOIN complement_item i ON i.complement = c.id WHERE c.dossier = m.dossier AND i.justificatif = m.justificatif), 0), "
		"COALESCE((SELECT MAX(d.created_utc_s) FROM document d WHERE d.dossier = m.dossier AND d.justificatif = m.justificatif AND d.state = 'joined'), 0)) "
		"FROM mark m LEFT JOIN agent g ON g.id = m.agent WHERE m.dossier = ? ORDER BY m.justificatif", .params = "d", GT_ROW(MARK, mark_map) },
	[Q_MARK] = { .sql = "INSERT INTO mark (dossier, justificatif, mark, reason, observation, agent, marked_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE mark = VALUES(mark), reason = VALUES(reason), "
		"observation = VALUES(observation), agent = VALUES(agent), marked_utc_s = VALUES(marked_utc_s)", .params = "dsssbdi" },
	[Q_SEEN] = { .sql = "UPDATE dossier SET version = version + 1, replied = 0, updated_utc_s = ? WHERE id = ? AND version = ?", .params = "idi" },
	[Q_INSERT] = { .sql = "INSERT INTO complement (id, dossier, n, notification, agent, message, delay_days, requested_utc_s, from_state) SELECT ?, ?, last.n + 1, ?, ?, ?, ?, ?, ? "
		"FROM (SELECT COALESCE(MAX(n), 0) AS n FROM complement WHERE dossier = ?) AS last", .params = "ddddbiisd" },
	[Q_ITEM_INSERT] = { .sql = "INSERT INTO complement_item (complement, n, justificatif, mark, indispensable, observation) VALUES (?, ?, ?, ?, ?, ?)", .params = "disstb" },
	[Q_CANCEL] = { .sql = "UPDATE complement SET cancelled_utc_s = ? WHERE id = ? AND due_date IS NULL" RUNS, .params = "id" },
	[Q_EXTEND] = { .sql = "UPDATE complement SET due_date = ?, extended_days = extended_days + ?, extension_answered_utc_s = IF(extension_asked_utc_s IS NULL, NULL, ?), reminded = IF(? > 0, 0, reminded) "
		"WHERE id = ? AND due_date IS NOT NULL" RUNS, .params = "Diiid" },
	[Q_COMPLETE] = { .sql = "UPDATE dossier SET complete = ? WHERE id = ?", .params = "td" },
	[Q_NEW_DUE] = { .sql = "UPDATE dossier SET due_date = ? WHERE id = ?", .params = "Dd" },
};

int gt_complement_store_prepare(struct gt_db *db, bool agents, struct gt_error *err)
{
	if (!agents) return gt_db_prepare_all(db, queries, Q_USERS, err);
	int rc = gt_db_prepare_all(db, queries, Q_SHARED, err);
	return rc == GT_OK ? gt_db_prepare_all(db, queries + Q_USERS, Q__MAX - Q_USERS, err) : rc;
}

static int one_row(int rc, int64_t affected, const char *why, struct gt_error *err) { return rc != GT_OK || affected == 1 ? rc : gt_fail(err, GT_CONFLICT, "%s", why); }
#define NOT_THERE "the complement does not run any more"

/* ---- marks ---- */
int gt_mark_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_mark_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_MARKS], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_mark_store_put(struct gt_db *db, const struct gt_mark_write *m, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_MARK], GT_WITH(GT_D(m->dossier), GT_S(m->justificatif), GT_S(m->mark), GT_S(m->reason), GT_B(m->words), GT_D(m->agent), GT_I(m->now_utc_s)), NULL, err);
}

int gt_mark_store_seen(struct gt_db *db, struct gt_id dossier, int64_t version_seen, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_SEEN], GT_WITH(GT_I(now_utc_s), GT_D(dossier), GT_I(version_seen)), &affected, err);
	return one_row(rc, affected, "the request changed since it was read", err);
}

/* ---- complements: reading ---- */
int gt_complement_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_complement_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_complement_store_items(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_item_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_ITEMS], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_complement_store_documents(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_item_document_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_DOCUMENTS], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

/* ---- by agents ---- */
int gt_complement_store_insert(struct gt_db *db, const struct gt_complement_row *c, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(c->id), GT_D(c->dossier), GT_D(c->notification), GT_D(c->agent), GT_B(c->words), GT_I(c->delay_days), GT_I(c->requested_utc_s),
		GT_S(c->from_state), GT_D(c->dossier)), NULL, err);
}

int gt_complement_store_item_insert(struct gt_db *db, const struct gt_item_row *i, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ITEM_INSERT], GT_WITH(GT_D(i->complement), GT_I(i->n), GT_S(i->justificatif), GT_S(i->mark), GT_T(i->indispensable), GT_B(i->observation)), NULL, err);
}

int gt_complement_store_document_insert(struct gt_db *db, const struct gt_item_document_row *d, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_DOCUMENT_INSERT], GT_WITH(GT_D(d->complement), GT_I(d->n), GT_D(d->document), GT_S(d->side)), NULL, err);
}

int gt_complement_store_cancel(struct gt_db *db, struct gt_id complement, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_CANCEL], GT_WITH(GT_I(now_utc_s), GT_D(complement)), &affected, err);
	return one_row(rc, affected, "the complement was opened, answered or cancelled", err);
}

int gt_complement_store_extend(struct gt_db *db, struct gt_id complement, struct gt_date due, int64_t days, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_EXTEND], GT_WITH(GT_DATE(due), GT_I(days), GT_I(now_utc_s), GT_I(days), GT_D(complement)), &affected, err);
	return one_row(rc, affected, NOT_THERE, err);
}

int gt_complement_store_complete(struct gt_db *db, struct gt_id dossier, bool complete, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_COMPLETE], GT_WITH(GT_T(complete), GT_D(dossier)), NULL, err);
}

int gt_complement_store_new_due(struct gt_db *db, struct gt_id dossier, struct gt_date due, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_NEW_DUE], GT_WITH(GT_DATE(due), GT_D(dossier)), NULL, err);
}

/* ---- by the applicant ---- */
int gt_complement_store_document_delete(struct gt_db *db, struct gt_id complement, struct gt_id document, bool *ret, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_DOCUMENT_DELETE], GT_WITH(GT_D(complement), GT_D(document)), &affected, err);
	*ret = affected == 1;
	return rc;
}

int gt_complement_store_ask_extension(struct gt_db *db, struct gt_id complement, struct gt_str reason, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_ASK_EXTENSION], GT_WITH(GT_I(now_utc_s), GT_B(reason), GT_D(complement)), &affected, err);
	return one_row(rc, affected, NOT_THERE ", or an extension waits already", err);
}

int gt_complement_store_save(struct gt_db *db, struct gt_id complement, int64_t version_seen, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_SAVE], GT_WITH(GT_D(complement), GT_I(version_seen)), &affected, err);
	return one_row(rc, affected, "saved elsewhere, or " NOT_THERE, err);
}

int gt_complement_store_touch(struct gt_db *db, struct gt_id complement, int64_t *ret_version, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("version", 1 << 16);
	struct one_number row = { 0 };
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_TOUCH], GT_WITH(GT_D(complement)), &affected, err);
	rc = one_row(rc, affected, NOT_THERE, err);
	if (rc == GT_OK) rc = gt_db_one(db, arena, &queries[Q_VERSION], GT_WITH(GT_D(complement)), &row, err);
	*ret_version = row.n;
	return rc;
}

int gt_complement_store_item_answer(struct gt_db *db, const struct gt_item_answer *a, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ITEM_ANSWER], GT_WITH(GT_S(a->answer), GT_B(a->text), GT_I(a->now_utc_s), GT_D(a->complement), GT_I(a->n)), NULL, err);
}

int gt_complement_store_answers(struct gt_db *db, const struct gt_answers_row *r, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_ANSWERS], GT_WITH(GT_B(r->sealed), GT_I(r->n), GT_D(r->dossier), GT_I(r->n - 1)), &affected, err);
	rc = one_row(rc, affected, "the answers changed since they were read", err);
	if (rc != GT_OK) return rc;
	return gt_db_exec(db, &queries[Q_ANSWERS_KEPT], GT_WITH(GT_D(r->dossier), GT_I(r->n), GT_S(r->procedure_version), GT_B(r->sealed), GT_B(r->sha256), GT_D(r->actor), GT_I(r->now_utc_s)), NULL, err);
}

int gt_complement_store_answered(struct gt_db *db, struct gt_id complement, int64_t version_seen, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_ANSWERED], GT_WITH(GT_I(now_utc_s), GT_D(complement), GT_I(version_seen)), &affected, err);
	return one_row(rc, affected, "saved elsewhere, or " NOT_THERE, err);
}

int gt_complement_store_opened(struct gt_db *db, struct gt_arena *arena, struct gt_id notification, struct gt_date opened, struct gt_date *ret_due, bool *ret, struct gt_error *err)
{
	struct run run;
	int rc = gt_db_one(db, arena, &queries[Q_OF_NOTICE], GT_WITH(GT_D(notification)), &run, err);
	*ret = rc == GT_OK;
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : rc;
	*ret_due = gt_date_add_days(opened, run.delay_days);
	return gt_db_exec(db, &queries[Q_OPENED], GT_WITH(GT_DATE(*ret_due), GT_D(run.id)), NULL, err);
}

int gt_complement_store_due(struct gt_db *db, struct gt_id dossier, struct gt_date due, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_DUE], GT_WITH(GT_DATE(due), GT_D(dossier)), NULL, err);
}

int gt_complement_store_received(struct gt_db *db, struct gt_id dossier, bool complete, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected = 0;
	int rc = gt_db_exec(db, &queries[Q_RECEIVED], GT_WITH(GT_T(complete), GT_I(now_utc_s), GT_D(dossier)), &affected, err);
	return one_row(rc, affected, "the request does not wait for a complement any more", err);
}

int gt_complement_store_replied(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_REPLIED], GT_WITH(GT_I(now_utc_s), GT_D(dossier)), NULL, err);
}

int gt_complement_store_notice_replied(struct gt_db *db, struct gt_id notification, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_NOTICE_REPLIED], GT_WITH(GT_I(now_utc_s), GT_D(notification)), NULL, err);
}

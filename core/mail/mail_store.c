/* Rows of the outbox, from the side that sends. Decides nothing: mail.c says what becomes of a mail. */
#include "mail/mail_priv.h"

static const struct gt_col row_cols[] = {
	GT_COL(struct mail_row, id), GT_COL(struct mail_row, account), GT_COL(struct mail_row, template_name), GT_COL(struct mail_row, lang), GT_COL(struct mail_row, message_id),
	GT_COL(struct mail_row, sealed), GT_COL(struct mail_row, tries), GT_COL(struct mail_row, created_utc_s),
	GT_COL(struct mail_row, specimen),
};
static const struct gt_col line_cols[] = {
	GT_COL(struct gt_mail_line, id), GT_COL(struct gt_mail_line, state), GT_COL(struct gt_mail_line, template_name), GT_COL(struct gt_mail_line, lang), GT_COL(struct gt_mail_line, last_error),
	GT_COL(struct gt_mail_line, account), GT_COL(struct gt_mail_line, dossier), GT_COL(struct gt_mail_line, tries), GT_COL(struct gt_mail_line, created_utc_s),
	GT_COL(struct gt_mail_line, next_try_utc_s), GT_COL(struct gt_mail_line, sent_utc_s),
};
static const struct gt_col count_cols[] = { GT_COL(struct gt_mail_count, state), GT_COL(struct gt_mail_count, n), GT_COL(struct gt_mail_count, oldest_utc_s) };

enum { Q_DUE, Q_CLAIM, Q_SENT, Q_LATER, Q_FAILED, Q_RELEASE, Q_BOUNCED, Q_REACHED, Q_LIST_STATE, Q_LIST, Q_COUNTS, Q_RETRY, Q_RETRY_ALL, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	/* SKIP LOCKED: two programs take different rows; the claim outlives the transaction, so that sending holds no lock. */
	[Q_DUE] = { "SELECT id, account, template, lang, message_id, sealed, tries, created_utc_s, "
		"EXISTS (SELECT 1 FROM dossier d WHERE d.id = outbox.dossier AND d.rehearsal = 1) OR EXISTS (SELECT 1 FROM account a WHERE a.id = outbox.account AND a.foreigner_number BETWEEN '0000000000' AND '0000999999') "
		"FROM outbox WHERE state = 'queued' AND next_try_utc_s <= ?"
		" AND claimed_to_utc_s <= ? ORDER BY next_try_utc_s LIMIT 20 FOR UPDATE SKIP LOCKED", "ii", GT_ROW(struct mail_row, row_cols) },
	[Q_CLAIM] = { "UPDATE outbox SET claimed_by = ?, claimed_to_utc_s = ?, tries = tries + 1 WHERE id = ? AND state = 'queued'", "sid", NULL, 0, 0 },
	/* The address and the arguments (a link among them) are of no more use. */
	[Q_SENT] = { "UPDATE outbox SET state = 'sent', sent_utc_s = ?, claimed_by = NULL, claimed_to_utc_s = 0, last_error = NULL, sealed = '' WHERE id = ? AND claimed_by = ?", "ids", NULL, 0, 0 },
	[Q_LATER] = { "UPDATE outbox SET next_try_utc_s = ?, last_error = ?, claimed_by = NULL, claimed_to_utc_s = 0 WHERE id = ? AND claimed_by = ?", "isds", NULL, 0, 0 },
	[Q_FAILED] = { "UPDATE outbox SET state = 'failed', last_error = ?, claimed_by = NULL, claimed_to_utc_s = 0 WHERE id = ? AND claimed_by = ?", "sds", NULL, 0, 0 },
	[Q_RELEASE] = { "UPDATE outbox SET claimed_by = NULL, claimed_to_utc_s = 0, tries = tries - 1 WHERE id = ? AND claimed_by = ?", "ds", NULL, 0, 0 },
	[Q_BOUNCED] = { "UPDATE account SET email_bounced_utc_s = ? WHERE id = ? AND email_typed = ? AND email_bounced_utc_s IS NULL", "ids", NULL, 0, 0 },
	[Q_REACHED] = { "UPDATE account SET email_bounced_utc_s = NULL WHERE id = ? AND email_typed = ? AND email_bounced_utc_s IS NOT NULL", "ds", NULL, 0, 0 },
	[Q_LIST_STATE] = { "SELECT id, state, template, lang, last_error, account, dossier, tries, created_utc_s, next_try_utc_s, sent_utc_s FROM outbox WHERE state = ?"
		" ORDER BY created_utc_s DESC LIMIT ?", "si", GT_ROW(struct gt_mail_line, line_cols) },
	[Q_LIST] = { "SELECT id, state, template, lang, last_error, account, dossier, tries, created_utc_s, next_try_utc_s, sent_utc_s FROM outbox"
		" ORDER BY created_utc_s DESC LIMIT ?", "i", GT_ROW(struct gt_mail_line, line_cols) },
	[Q_COUNTS] = { "SELECT state, COUNT(*), MIN(created_utc_s) FROM outbox GROUP BY state ORDER BY state", "", GT_ROW(struct gt_mail_count, count_cols) },
	/* created_utc_s moves too: a mail given up for its age gets a new life. IF: a row always changes, for the server counts changed rows. */
	[Q_RETRY] = { "UPDATE outbox SET state = 'queued', next_try_utc_s = IF(next_try_utc_s = ?, ? - 1, ?), created_utc_s = ? WHERE id = ? AND state IN ('queued', 'failed')", "iiiid", NULL, 0, 0 },
	[Q_RETRY_ALL] = { "UPDATE outbox SET state = 'queued', next_try_utc_s = IF(next_try_utc_s = ?, ? - 1, ?), created_utc_s = ? WHERE state IN ('queued', 'failed')", "iiii", NULL, 0, 0 },
};

int gt_mail_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

struct claim { struct gt_arena *arena; const char *instance; int64_t now_utc_s; struct mail_row *rows; size_t n; };

static int claim(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct claim *c = arg;

	c->n = 0;
	int rc = gt_db_select(db, c->arena, &queries[Q_DUE], GT_WITH(GT_I(c->now_utc_s), GT_I(c->now_utc_s)), &c->rows, &c->n, err);
	for (size_t i = 0; i < c->n && rc == GT_OK; i++)
		rc = gt_db_exec(db, &queries[Q_CLAIM], GT_WITH(GT_S(c->instance), GT_I(c->now_utc_s + MAIL_CLAIM_S), GT_D(c->rows[i].id)), NULL, err);
	return rc;
}

int mail_claim(struct gt_db *db, struct gt_arena *arena, const char *instance, int64_t now_utc_s, struct mail_row **ret, size_t *ret_n, struct gt_error *err)
{
	struct claim c = { .arena = arena, .instance = instance, .now_utc_s = now_utc_s };
	int rc = gt_db_tx(db, claim, &c, err);

	if (rc != GT_OK)
		return rc;
	*ret = c.rows;
	*ret_n = c.n;
	return GT_OK;
}

int mail_mark_sent(struct gt_db *db, const struct mail_row *row, const char *instance, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SENT], GT_WITH(GT_I(now_utc_s), GT_D(row->id), GT_S(instance)), NULL, err);
}

int mail_mark_later(struct gt_db *db, const struct mail_row *row, const char *instance, int64_t next_utc_s, const char *why, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_LATER], GT_WITH(GT_I(next_utc_s), GT_S(why), GT_D(row->id), GT_S(instance)), NULL, err);
}

int mail_mark_failed(struct gt_db *db, const struct mail_row *row, const char *instance, const char *why, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_FAILED], GT_WITH(GT_S(why), GT_D(row->id), GT_S(instance)), NULL, err);
}

int mail_release(struct gt_db *db, const struct mail_row *rows, size_t n, const char *instance, struct gt_error *err)
{
	int rc = GT_OK;

	for (size_t i = 0; i < n && rc == GT_OK; i++)
		rc = gt_db_exec(db, &queries[Q_RELEASE], GT_WITH(GT_D(rows[i].id), GT_S(instance)), NULL, err);
	return rc;
}

int mail_account_bounced(struct gt_db *db, struct gt_id account, const char *address, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_BOUNCED], GT_WITH(GT_I(now_utc_s), GT_D(account), GT_S(address)), NULL, err);
}

int mail_account_reached(struct gt_db *db, struct gt_id account, const char *address, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_REACHED], GT_WITH(GT_D(account), GT_S(address)), NULL, err);
}

int gt_mail_list(struct gt_db *db, struct gt_arena *arena, const char *state, int64_t limit, struct gt_mail_line **ret, size_t *ret_n, struct gt_error *err)
{
	if (state)
		return gt_db_select(db, arena, &queries[Q_LIST_STATE], GT_WITH(GT_S(state), GT_I(limit)), ret, ret_n, err);
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_I(limit)), ret, ret_n, err);
}

int gt_mail_counts(struct gt_db *db, struct gt_arena *arena, struct gt_mail_count **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_COUNTS], GT_NONE_WITH, ret, ret_n, err);
}

int gt_mail_retry(struct gt_db *db, struct gt_id id, int64_t *ret_n, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();
	int rc = gt_id_null(id) ? gt_db_exec(db, &queries[Q_RETRY_ALL], GT_WITH(GT_I(now), GT_I(now), GT_I(now), GT_I(now)), ret_n, err)
		: gt_db_exec(db, &queries[Q_RETRY], GT_WITH(GT_I(now), GT_I(now), GT_I(now), GT_I(now), GT_D(id)), ret_n, err);

	if (rc == GT_OK && !gt_id_null(id) && *ret_n == 0)
		return gt_fail(err, GT_NOTFOUND, "no such mail, or it was sent already");
	return rc;
}

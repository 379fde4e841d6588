/* Rows of the journal and the outbox. Decides nothing: journal.c says what a link of the chain is. */
#include "journal/journal_priv.h"

static const struct gt_col link_cols[] = { GT_COL(struct gt_link, seq), GT_COL(struct gt_link, hash) };
static const struct gt_col row_cols[] = {
	GT_COL(struct gt_journal_row, chain), GT_COL(struct gt_journal_row, seq), GT_COL(struct gt_journal_row, dossier), GT_COL(struct gt_journal_row, at_utc_s),
	GT_COL(struct gt_journal_row, actor_kind), GT_COL(struct gt_journal_row, actor), GT_COL(struct gt_journal_row, verb), GT_COL(struct gt_journal_row, from_state),
	GT_COL(struct gt_journal_row, to_state), GT_COL(struct gt_journal_row, detail), GT_COL(struct gt_journal_row, previous), GT_COL(struct gt_journal_row, hash),
};
static const struct gt_col entry_cols[] = {
	GT_COL(struct gt_journal_entry, seq), GT_COL(struct gt_journal_entry, at_utc_s), GT_COL(struct gt_journal_entry, actor_kind), GT_COL(struct gt_journal_entry, actor),
	GT_COL(struct gt_journal_entry, verb), GT_COL(struct gt_journal_entry, from_state), GT_COL(struct gt_journal_entry, to_state), GT_COL(struct gt_journal_entry, detail),
};

enum { Q_LAST, Q_ADD, Q_WALK, Q_LIST, Q__JOURNAL, Q_MAIL = Q__JOURNAL, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_LAST] = { "SELECT seq, hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1 FOR UPDATE", "d", GT_ROW(struct gt_link, link_cols) },
	[Q_ADD] = { "INSERT INTO journal (chain, seq, dossier, at_utc_s, actor_kind, actor, verb, from_state, to_state, detail, previous, hash)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "bidiidssssbb", NULL, 0, 0 },
	[Q_WALK] = { "SELECT chain, seq, dossier, at_utc_s, actor_kind, actor, verb, from_state, to_state, detail, previous, hash FROM journal"
		" WHERE (chain, seq) > (?, ?) ORDER BY chain, seq LIMIT 1000", "bi", GT_ROW(struct gt_journal_row, row_cols) },
	[Q_LIST] = { "SELECT seq, at_utc_s, actor_kind, actor, verb, from_state, to_state, detail FROM journal WHERE chain = ? ORDER BY seq LIMIT 5000",
		"d", GT_ROW(struct gt_journal_entry, entry_cols) },
	[Q_MAIL] = { "INSERT INTO outbox (id, state, template, lang, account, dossier, sealed, message_id, next_try_utc_s, created_utc_s)"
		" VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)", "dssddbsii", NULL, 0, 0 },
};

int gt_journal_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

/* The null id is the installation's own chain: it must not become NULL. */
static struct gt_str raw_id(const struct gt_id *id) { return (struct gt_str){ (const char *)id->b, 16 }; }

int gt_journal_last(struct gt_db *db, struct gt_arena *arena, struct gt_id chain, struct gt_link *ret, struct gt_error *err)
{
	static const struct gt_query own = { "SELECT seq, hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1 FOR UPDATE", "b", GT_ROW(struct gt_link, link_cols) };
	struct gt_error none = { 0 };
	int rc = gt_id_null(chain) ? gt_db_one(db, arena, &own, GT_WITH(GT_B(raw_id(&chain))), ret, &none) : gt_db_one(db, arena, &queries[Q_LAST], GT_WITH(GT_D(chain)), ret, &none);
	if (rc != GT_OK && rc != GT_NOTFOUND && err) *err = none;
	return rc;
}

int gt_journal_insert(struct gt_db *db, const struct gt_journal_row *r, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ADD], GT_WITH(GT_B(raw_id(&r->chain)), GT_I(r->seq), GT_D(r->dossier), GT_I(r->at_utc_s), GT_I(r->actor_kind), GT_D(r->actor),
		GT_S(r->verb), GT_S(r->from_state), GT_S(r->to_state), GT_S(r->detail), GT_B(r->previous), GT_B(r->hash)), NULL, err);
}

int gt_journal_walk(struct gt_db *db, struct gt_arena *arena, struct gt_id chain, int64_t seq, struct gt_journal_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_WALK], GT_WITH(GT_B(raw_id(&chain)), GT_I(seq)), ret, ret_n, err);
}

int gt_journal_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_journal_entry **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_outbox_insert(struct gt_db *db, struct gt_id id, const struct gt_mail_job *job, struct gt_str sealed, const char *message_id, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_MAIL], GT_WITH(GT_D(id), GT_S(job->template_name), GT_S(job->lang), GT_D(job->account), GT_D(job->dossier), GT_B(sealed),
		GT_S(message_id), GT_I(now_utc_s), GT_I(now_utc_s)), NULL, err);
}

/* Rows of what was entered at a counter; the only account rows that the agents' program may make, without a way to sign in. */
#include "dossier/counter_store.h"

#define ACCOUNT struct gt_counter_account
static const struct gt_col account_map[] = { GT_COL(ACCOUNT, id), GT_COL(ACCOUNT, email), GT_COL(ACCOUNT, lang) };
#define ROW struct gt_counter_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, dossier), GT_COL(ROW, account), GT_COL(ROW, agent), GT_COL(ROW, service), GT_COL(ROW, reason), GT_COL(ROW, agent_name), GT_COL(ROW, foreigner_number), GT_COL(ROW, title_number),
	GT_COL(ROW, email), GT_COL(ROW, lang), GT_COL(ROW, at_utc_s),
};
#define LINE struct gt_counter_line
static const struct gt_col line_map[] = {
	GT_COL(LINE, dossier), GT_COL(LINE, foreigner_number), GT_COL(LINE, birth_name), GT_COL(LINE, first_names), GT_COL(LINE, procedure_id), GT_COL(LINE, procedure_version), GT_COL(LINE, updated_utc_s),
};
struct one_id { struct gt_id id; };
static const struct gt_col id_map[] = { GT_COL(struct one_id, id) };

enum { Q_ACCOUNT, Q_ACCOUNT_MAKE, Q_INSERT, Q_DRAFT, Q_ROW, Q_DRAFTS, Q__MAX };
static const struct gt_query queries[Q__MAX] = {
	[Q_ACCOUNT] = { .sql = "SELECT id, email_typed, lang FROM account WHERE foreigner_number = ?", .params = "s", GT_ROW(ACCOUNT, account_map) },
	[Q_ACCOUNT_MAKE] = { .sql = "INSERT INTO account (id, foreigner_number, title_number, lang, state, created_utc_s) VALUES (?, ?, ?, ?, 'counter', ?)", .params = "dsssi" },
	[Q_INSERT] = { .sql = "INSERT INTO counter_entry (dossier, service, agent, reason, created_utc_s) VALUES (?, ?, ?, ?, ?)", .params = "dsdsi" },
	[Q_DRAFT] = { .sql = "SELECT d.id FROM dossier d JOIN counter_entry c ON c.dossier = d.id WHERE d.foreigner_number = ? AND c.service = ? AND d.procedure_id = ? AND d.beneficiary = ? AND d.state = 'draft' "
		"ORDER BY d.updated_utc_s DESC LIMIT 1", .params = "ssss", GT_ROW(struct one_id, id_map) },
	/* of a minor the request bears the minor's number after the deposit: the account says whose it is */
	[Q_ROW] = { .sql = "SELECT c.dossier, d.account, c.agent, c.service, c.reason, g.name, COALESCE(a.foreigner_number, d.foreigner_number), a.title_number, a.email_typed, a.lang, c.created_utc_s "
		"FROM counter_entry c JOIN dossier d ON d.id = c.dossier JOIN account a ON a.id = d.account LEFT JOIN agent g ON g.id = c.agent WHERE c.dossier = ?", .params = "d", GT_ROW(ROW, row_map) },
	[Q_DRAFTS] = { .sql = "SELECT d.id, d.foreigner_number, p.birth_name, p.given_names, d.procedure_id, d.procedure_version, d.updated_utc_s FROM counter_entry c JOIN dossier d ON d.id = c.dossier "
		"LEFT JOIN person p ON p.foreigner_number = d.foreigner_number WHERE c.agent = ? AND d.state = 'draft' ORDER BY c.created_utc_s DESC LIMIT ?", .params = "di", GT_ROW(LINE, line_map) },
};

int gt_counter_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_counter_store_account(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_counter_account *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_ACCOUNT], GT_WITH(GT_S(foreigner_number)), ret, err);
}

int gt_counter_store_account_make(struct gt_db *db, const struct gt_counter_begun *b, struct gt_id *ret, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	GT_AUTO_ARENA arena = gt_arena_new("account", 1 << 16);
	struct gt_counter_account there;
	int rc = gt_counter_store_account(db, arena, b->foreigner_number, &there, err);
	*ret = rc == GT_OK ? there.id : gt_id_new();
	if (rc != GT_NOTFOUND) return rc;
	rc = gt_db_exec(db, &queries[Q_ACCOUNT_MAKE], GT_WITH(GT_D(*ret), GT_S(b->foreigner_number), GT_S(b->title_number), GT_S(b->lang), GT_I(b->now_utc_s)), NULL, err);
	/* The person, or another agent, made one in between. */
	return rc == GT_CONFLICT ? gt_db_again(db, err) : rc;
}

int gt_counter_store_insert(struct gt_db *db, struct gt_id dossier, const struct gt_counter_begun *b, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(dossier), GT_S(b->service), GT_D(b->agent), GT_S(b->reason), GT_I(b->now_utc_s)), NULL, err);
}

int gt_counter_store_draft(struct gt_db *db, const struct gt_counter_new *wanted, const char *foreigner_number, struct gt_id *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("draft", 1 << 16);
	struct one_id row;
	int rc = gt_db_one(db, arena, &queries[Q_DRAFT], GT_WITH(GT_S(foreigner_number), GT_S(wanted->service), GT_S(wanted->procedure->id), GT_S(wanted->beneficiary)), &row, err);
	if (rc == GT_OK) *ret = row.id;
	return rc;
}

int gt_counter_store_row(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_counter_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_ROW], GT_WITH(GT_D(dossier)), ret, err);
}

int gt_counter_store_drafts(struct gt_db *db, struct gt_arena *arena, struct gt_id agent, struct gt_counter_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_DRAFTS], GT_WITH(GT_D(agent), GT_I(GT_COUNTER_DRAFTS_SHOWN)), ret, ret_n, err);
}

/* What invented persons leave behind. They are known by their number alone (GT_INVENTED_HEAD, room register): it begins with 0000. */
#include "ctl/rehearsal_store.h"
#include "dossier/erase.h"
#include "register/register.h"

struct only_id { struct gt_id id; };
static const struct gt_col id_cols[] = { GT_COL(struct only_id, id) };
#define PERSON struct gt_rehearsal_person
static const struct gt_col person_cols[] = {
	GT_COL(PERSON, foreigner_number), GT_COL(PERSON, birth_name), GT_COL(PERSON, given_names), GT_COL(PERSON, title), GT_COL(PERSON, from), GT_COL(PERSON, to), GT_COL(PERSON, requests), GT_COL(PERSON, account),
};

/* Those of an account in the order in which they are run: what points comes before what it points at. */
enum { Q_A_NOTIFICATION, Q_A_KEPT_FORM, Q_A_SESSION, Q_A_SESSION_ENDED, Q_A_ACCOUNT_LINK, Q_A_IDENTITY, Q_A_OUTBOX, Q_A_ACCOUNT,
	Q_REQUESTS, Q_ACCOUNTS, Q_TITLES, Q_PERSONS, Q_EPHOTOS, Q_LIST, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_A_NOTIFICATION] = { "DELETE FROM notification WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_KEPT_FORM] = { "DELETE FROM kept_form WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_SESSION] = { "DELETE FROM session WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_SESSION_ENDED] = { "DELETE FROM session_ended WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_ACCOUNT_LINK] = { "DELETE FROM account_link WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_IDENTITY] = { "DELETE FROM identity WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_OUTBOX] = { "DELETE FROM outbox WHERE account = ?", "d", NULL, 0, 0 },
	[Q_A_ACCOUNT] = { "DELETE FROM account WHERE id = ? AND foreigner_number BETWEEN '0000000000' AND '0000999999'", "d", NULL, 0, 0 },
	[Q_REQUESTS] = { "SELECT id FROM dossier WHERE foreigner_number BETWEEN '0000000000' AND '0000999999' ORDER BY created_utc_s DESC FOR UPDATE", "", GT_ROW(struct only_id, id_cols) },
	[Q_ACCOUNTS] = { "SELECT id FROM account WHERE foreigner_number BETWEEN '0000000000' AND '0000999999' FOR UPDATE", "", GT_ROW(struct only_id, id_cols) },
	[Q_TITLES] = { "DELETE FROM title WHERE foreigner_number BETWEEN '0000000000' AND '0000999999'", "", NULL, 0, 0 },
	[Q_PERSONS] = { "DELETE FROM person WHERE foreigner_number BETWEEN '0000000000' AND '0000999999'", "", NULL, 0, 0 },
	[Q_EPHOTOS] = { "DELETE FROM ephoto WHERE number >= 'ZZZZZZ'", "", NULL, 0, 0 },
	[Q_LIST] = { "SELECT p.foreigner_number, p.birth_name, p.given_names, t.number, t.valid_from, t.valid_to, "
		"(SELECT COUNT(*) FROM dossier d WHERE d.foreigner_number = p.foreigner_number), EXISTS (SELECT 1 FROM account a WHERE a.foreigner_number = p.foreigner_number) "
		"FROM person p LEFT JOIN title t ON t.foreigner_number = p.foreigner_number AND t.state = 'valid' WHERE p.foreigner_number BETWEEN '0000000000' AND '0000999999' ORDER BY p.foreigner_number, t.number",
		"", GT_ROW(PERSON, person_cols) },
};

int gt_rehearsal_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_rehearsal_persons(struct gt_db *db, struct gt_arena *arena, struct gt_rehearsal_person **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_LIST], GT_NONE_WITH, ret, ret_n, err);
}

int gt_rehearsal_erase(struct gt_db *db, struct gt_arena *arena, struct gt_rehearsal_gone *ret, struct gt_error *err)
{
	struct only_id *requests, *people;
	size_t n = 0, n_people = 0;
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_select(db, arena, &queries[Q_REQUESTS], GT_NONE_WITH, &requests, &n, err);
	if (rc == GT_OK) rc = gt_db_select(db, arena, &queries[Q_ACCOUNTS], GT_NONE_WITH, &people, &n_people, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		rc = gt_register_give_back(db, requests[i].id, err);       /* a rehearsal spends nothing */
		if (rc == GT_OK) rc = gt_erase_rows(db, requests[i].id, err);
	}
	for (size_t i = 0; rc == GT_OK && i < n_people; i++)
		for (size_t q = 0; rc == GT_OK && q <= Q_A_ACCOUNT; q++) rc = gt_db_exec(db, &queries[q], GT_WITH(GT_D(people[i].id)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_TITLES], GT_NONE_WITH, NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_EPHOTOS], GT_NONE_WITH, NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_PERSONS], GT_NONE_WITH, &ret->persons, err);
	ret->requests = (int64_t)n;
	ret->accounts = (int64_t)n_people;
	return rc;
}

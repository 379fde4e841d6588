/* Rows of requests and papers. The only SQL of this room. */
#include "dossier/dossier_store.h"

struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };

#define ROW struct gt_dossier_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, id), GT_COL(ROW, account), GT_COL(ROW, version), GT_COL(ROW, state), GT_COL(ROW, procedure_id), GT_COL(ROW, procedure_version), GT_COL(ROW, number),
	GT_COL(ROW, service), GT_COL(ROW, step), GT_COL(ROW, answers), GT_COL(ROW, silence), GT_COL(ROW, due), GT_COL(ROW, prolonged_to), GT_COL(ROW, created_utc_s), GT_COL(ROW, updated_utc_s), GT_COL(ROW, deposited_utc_s),
	GT_COL(ROW, rectifiable), GT_COL(ROW, answers_n), GT_COL(ROW, rectifies), GT_COL(ROW, rehearsal), GT_COL(ROW, no_documents),
};
#define ROW_COLUMNS "id, account, version, state, procedure_id, procedure_version, number, service, step_at, answers, silence_date, due_date, prolonged_to, created_utc_s, updated_utc_s, COALESCE(deposited_utc_s, 0), rectifiable, answers_n, rectifies, rehearsal"

struct line { struct gt_id id, rectifies; const char *state, *procedure_id, *procedure_version, *number, *step; int64_t updated_utc_s, deposited_utc_s, waits; };
static const struct gt_col line_map[] = {
	GT_COL(struct line, id), GT_COL(struct line, state), GT_COL(struct line, procedure_id), GT_COL(struct line, procedure_version), GT_COL(struct line, number),
	GT_COL(struct line, step), GT_COL(struct line, updated_utc_s), GT_COL(struct line, deposited_utc_s), GT_COL(struct line, waits), GT_COL(struct line, rectifies),
};
#define SVC struct gt_service_row
static const struct gt_col service_map[] = { GT_COL(SVC, code), GT_COL(SVC, name), GT_COL(SVC, office), GT_COL(SVC, address), GT_COL(SVC, email), GT_COL(SVC, phone), GT_COL(SVC, web) };
#define PAPER struct gt_paper_row
static const struct gt_col paper_map[] = {
	GT_COL(PAPER, id), GT_COL(PAPER, dossier), GT_COL(PAPER, kind), GT_COL(PAPER, header), GT_COL(PAPER, data), GT_COL(PAPER, sha256), GT_COL(PAPER, bytes), GT_COL(PAPER, made_utc_s), GT_COL(PAPER, revoked_utc_s),
};
struct paper_line { struct gt_id id, dossier; const char *kind; int64_t made_utc_s, revoked_utc_s; };
static const struct gt_col paper_line_map[] = {
	GT_COL(struct paper_line, id), GT_COL(struct paper_line, dossier), GT_COL(struct paper_line, kind), GT_COL(struct paper_line, made_utc_s), GT_COL(struct paper_line, revoked_utc_s),
};
#define FOUND struct gt_paper_found
static const struct gt_col found_map[] = {
	GT_COL(FOUND, id), GT_COL(FOUND, kind), GT_COL(FOUND, procedure_id), GT_COL(FOUND, procedure_version), GT_COL(FOUND, facts), GT_COL(FOUND, from), GT_COL(FOUND, to), GT_COL(FOUND, specimen),
	GT_COL(FOUND, revoked_utc_s), GT_COL(FOUND, revoked_why),
};
#define FOUND_SELECT "SELECT p.id, p.kind, d.procedure_id, d.procedure_version, p.facts, p.valid_from, p.valid_to, p.specimen, p.revoked_utc_s, p.revoked_why FROM paper p JOIN dossier d ON d.id = p.dossier "
#define TOLD " AND NOT EXISTS (SELECT 1 FROM notification t WHERE t.dossier = p.dossier AND t.paper = p.id AND t.type = 'decision' AND t.opened_utc_s IS NULL)"
#define EVENT struct gt_event
static const struct gt_col event_map[] = { GT_COL(EVENT, at_utc_s), GT_COL(EVENT, verb), GT_COL(EVENT, from_state), GT_COL(EVENT, to_state) };

enum { Q_INSERT, Q_COUNT, Q_OPEN, Q_LOCK, Q_LIST, Q_SAVE, Q_MIGRATE, Q_TOUCH, Q_ABANDON, Q_NUMBER, Q_SERIAL_MAKE, Q_SERIAL_UP, Q_SERIAL_READ, Q_DEPOSIT, Q_ENDED, Q_SUBJECT, Q_ANSWERS, Q_WORDS_GO, Q_WORD,
	Q_PAPER_INSERT, Q_PAPERS, Q_PAPER, Q_PAPERS_TOLD, Q_PAPER_TOLD, Q_PAPER_BY_ID, Q_PAPER_BY_CODE, Q_PAPER_REVOKE, Q_PAPERS_END, Q_SERVICE, Q_EVENTS, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_INSERT] = { .sql = "INSERT INTO dossier (id, state, account, foreigner_number, procedure_id, procedure_version, beneficiary, title_number, title_end, answers, step_at, created_utc_s, updated_utc_s, rehearsal) "
		"VALUES (?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .params = "ddsssssDbsiit" },
	[Q_COUNT] = { .sql = "SELECT COUNT(*) FROM dossier WHERE account = ? AND state = 'draft' AND rectifies IS NULL", .params = "d", GT_ROW(struct one_number, number_map) },
	[Q_OPEN] = { .sql = "SELECT " ROW_COLUMNS ", NOT EXISTS (SELECT 1 FROM document f WHERE f.dossier = ?) FROM dossier WHERE id = ? AND account = ? AND state NOT IN ('abandoned', 'expired')", .params = "ddd", GT_ROW(ROW, row_map) },
	[Q_LOCK] = { .sql = "SELECT " ROW_COLUMNS ", 0 FROM dossier WHERE id = ? FOR UPDATE", .params = "d", GT_ROW(ROW, row_map) },
	[Q_LIST] = { .sql = "SELECT id, state, procedure_id, procedure_version, number, step_at, updated_utc_s, COALESCE(deposited_utc_s, 0), "
		"(SELECT COUNT(*) FROM notification t WHERE t.dossier = dossier.id AND t.type = 'decision' AND t.opened_utc_s IS NULL), rectifies FROM dossier "
		"WHERE account = ? AND state NOT IN ('abandoned', 'expired') ORDER BY updated_utc_s DESC, id DESC LIMIT 200", .params = "d", GT_ROW(struct line, line_map) },
	[Q_SAVE] = { .sql = "UPDATE dossier SET version = version + 1, answers = ?, step_at = ?, updated_utc_s = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "bsidi" },
	[Q_MIGRATE] = { .sql = "UPDATE dossier SET version = version + 1, procedure_version = ?, answers = ?, step_at = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "sbsdi" },
	[Q_TOUCH] = { .sql = "UPDATE dossier SET version = version + 1, updated_utc_s = ? WHERE id = ?", .params = "id" },
	[Q_ABANDON] = { .sql = "UPDATE dossier SET version = version + 1, state = 'abandoned', updated_utc_s = ?, ended_utc_s = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "iidi" },
	[Q_NUMBER] = { .sql = "UPDATE dossier SET number = ?, service = ? WHERE id = ? AND state = 'draft'", .params = "ssd" },
	[Q_SERIAL_MAKE] = { .sql = "INSERT IGNORE INTO serial (service, last) VALUES (?, 0)", .params = "s" },
	[Q_SERIAL_UP] = { .sql = "UPDATE serial SET last = last + 1 WHERE service = ?", .params = "s" },
	[Q_SERIAL_READ] = { .sql = "SELECT last FROM serial WHERE service = ?", .params = "s", GT_ROW(struct one_number, number_map) },
	[Q_DEPOSIT] = { .sql = "UPDATE dossier SET version = version + 1, state = 'deposited', number = ?, service = ?, ephoto = ?, answers = ?, answers_n = 1, silence_date = ?, complete = 1, in_time = ?, channel = ?, "
		"deposited_utc_s = ?, updated_utc_s = ? WHERE id = ? AND version = ? AND state = 'draft'", .params = "sssbDtsiidi" },
	[Q_ENDED] = { .sql = "UPDATE dossier SET state = ?, decision = ?, rectifiable = 0, silence_date = NULL, decided_utc_s = ?, ended_utc_s = ? WHERE id = ? AND state = 'deposited'", .params = "ssiid" },
	[Q_SUBJECT] = { .sql = "UPDATE dossier SET foreigner_number = ?, subject_birth_name = ?, subject_usual_name = ?, subject_given_names = ? WHERE id = ?", .params = "ssssd" },
	[Q_ANSWERS] = { .sql = "INSERT INTO dossier_answers (dossier, n, procedure_version, sealed, sha256, actor_kind, actor, reason, created_utc_s) VALUES (?, 1, ?, ?, ?, ?, ?, 'deposit', ?)", .params = "dsbbsdi" },
	[Q_WORDS_GO] = { .sql = "DELETE FROM dossier_word WHERE dossier = ?", .params = "d" },
	[Q_WORD] = { .sql = "INSERT IGNORE INTO dossier_word (word, dossier, service) SELECT ?, id, service FROM dossier WHERE id = ?", .params = "sd" },
	/* the inner table: beside an aggregate the server takes our values for ungrouped columns, when it runs the statement a second time */
	[Q_PAPER_INSERT] = { .sql = "INSERT INTO paper (id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, valid_from, valid_to, specimen, made_utc_s) "
		"SELECT ?, ?, ?, last.n + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM (SELECT COALESCE(MAX(n), 0) AS n FROM paper WHERE dossier = ? AND kind = ?) AS last", .params = "ddsbsbbbibsDDtids" },
	[Q_PAPERS] = { .sql = "SELECT id, dossier, kind, made_utc_s, COALESCE(revoked_utc_s, 0) FROM paper WHERE dossier = ? ORDER BY made_utc_s, kind, n", .params = "d", GT_ROW(struct paper_line, paper_line_map) },
	[Q_PAPER] = { .sql = "SELECT id, dossier, kind, header, data, sha256, bytes, made_utc_s, COALESCE(revoked_utc_s, 0) FROM paper WHERE dossier = ? AND id = ?", .params = "dd", GT_ROW(PAPER, paper_map) },
	[Q_PAPERS_TOLD] = { .sql = "SELECT p.id, p.dossier, p.kind, p.made_utc_s, p.revoked_utc_s FROM paper p WHERE p.dossier = ?" TOLD " ORDER BY p.made_utc_s, p.kind, p.n", .params = "d", GT_ROW(struct paper_line, paper_line_map) },
	[Q_PAPER_TOLD] = { .sql = "SELECT p.id, p.dossier, p.kind, p.header, p.data, p.sha256, p.bytes, p.made_utc_s, p.revoked_utc_s FROM paper p WHERE p.dossier = ? AND p.id = ?" TOLD, .params = "dd", GT_ROW(PAPER, paper_map) },
	[Q_PAPER_BY_ID] = { .sql = FOUND_SELECT "WHERE p.id = ?", .params = "d", GT_ROW(FOUND, found_map) },
	[Q_PAPER_BY_CODE] = { .sql = FOUND_SELECT "WHERE p.code_hash = ?", .params = "b", GT_ROW(FOUND, found_map) },
	[Q_PAPER_REVOKE] = { .sql = "UPDATE paper SET revoked_utc_s = ?, revoked_why = ? WHERE dossier = ? AND id = ? AND revoked_utc_s IS NULL", .params = "isdd" },
	[Q_PAPERS_END] = { .sql = "UPDATE paper SET revoked_utc_s = ?, revoked_why = ? WHERE dossier = ? AND kind = ? AND revoked_utc_s IS NULL AND valid_to >= ?", .params = "isdsD" },
	[Q_SERVICE] = { .sql = "SELECT code, name, office, address, email, phone, web FROM service WHERE code = ?", .params = "s", GT_ROW(SVC, service_map) },
	[Q_EVENTS] = { .sql = "SELECT at_utc_s, verb, from_state, to_state FROM journal WHERE dossier = ? AND (to_state IS NOT NULL OR verb IN ('prolong', 'rectify', 'upload')) ORDER BY seq", .params = "d", GT_ROW(EVENT, event_map) },
};

int gt_dossier_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

static int one_row(int64_t affected, struct gt_error *err) { return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read"); }

int gt_dossier_store_draft_insert(struct gt_db *db, const struct gt_draft_new *d, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_INSERT], GT_WITH(GT_D(d->id), GT_D(d->account), GT_S(d->foreigner_number), GT_S(d->procedure_id), GT_S(d->procedure_version), GT_S(d->beneficiary),
		GT_S(d->title_number), GT_DATE(d->title_end), GT_B(d->answers), GT_S(d->step), GT_I(d->now_utc_s), GT_I(d->now_utc_s), GT_T(d->rehearsal)), NULL, err);
}

int gt_dossier_store_drafts_count(struct gt_db *db, struct gt_id account, int64_t *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("count", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_COUNT], GT_WITH(GT_D(account)), &row, err);
	if (rc == GT_OK) *ret = row.n;
	return rc;
}

int gt_dossier_store_open(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_id account, struct gt_dossier_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_OPEN], GT_WITH(GT_D(id), GT_D(id), GT_D(account)), ret, err);
}

int gt_dossier_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_dossier_row *ret, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_db_one(db, arena, &queries[Q_LOCK], GT_WITH(GT_D(id)), ret, err);
}

int gt_dossier_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id account, struct gt_dossier_line **ret, size_t *ret_n, struct gt_error *err)
{
	struct line *rows;
	size_t n;
	int rc = gt_db_select(db, arena, &queries[Q_LIST], GT_WITH(GT_D(account)), &rows, &n, err);
	if (rc != GT_OK) return rc;
	struct gt_dossier_line *out = gt_new_n(arena, struct gt_dossier_line, n + 1);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct gt_dossier_line){ .id = rows[i].id, .rectifies = rows[i].rectifies, .state = gt_state_parse(rows[i].state), .decision_waits = rows[i].waits > 0, .procedure_id = rows[i].procedure_id, .procedure_version = rows[i].procedure_version,
			.number = rows[i].number, .step = rows[i].step, .updated_utc_s = rows[i].updated_utc_s, .deposited_utc_s = rows[i].deposited_utc_s };
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

int gt_dossier_store_save(struct gt_db *db, struct gt_id id, int64_t version_seen, struct gt_str answers, const char *step, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_SAVE], GT_WITH(GT_B(answers), GT_S(step), GT_I(now_utc_s), GT_D(id), GT_I(version_seen)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_migrate(struct gt_db *db, struct gt_id id, int64_t version_seen, const char *procedure_version, struct gt_str answers, const char *step, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_MIGRATE], GT_WITH(GT_S(procedure_version), GT_B(answers), GT_S(step), GT_D(id), GT_I(version_seen)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_touch(struct gt_db *db, struct gt_id id, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_TOUCH], GT_WITH(GT_I(now_utc_s), GT_D(id)), NULL, err);
}

int gt_dossier_store_abandon(struct gt_db *db, struct gt_id id, int64_t version_seen, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_ABANDON], GT_WITH(GT_I(now_utc_s), GT_I(now_utc_s), GT_D(id), GT_I(version_seen)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_serial(struct gt_db *db, struct gt_arena *arena, const char *service, int64_t *ret, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	struct one_number row;
	int rc = gt_db_exec(db, &queries[Q_SERIAL_MAKE], GT_WITH(GT_S(service)), NULL, err);
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_SERIAL_UP], GT_WITH(GT_S(service)), NULL, err);
	if (rc == GT_OK) rc = gt_db_one(db, arena, &queries[Q_SERIAL_READ], GT_WITH(GT_S(service)), &row, err);
	if (rc == GT_OK) *ret = row.n;
	return rc;
}

int gt_dossier_store_number(struct gt_db *db, struct gt_id dossier, const char *service, const char *number, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_NUMBER], GT_WITH(GT_S(number), GT_S(service), GT_D(dossier)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_deposit(struct gt_db *db, const struct gt_deposit_row *d, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_DEPOSIT], GT_WITH(GT_S(d->number), GT_S(d->service), GT_S(d->ephoto), GT_B(d->answers), GT_DATE(d->silence), GT_T(d->in_time), GT_S(d->counter ? "counter" : "web"),
		GT_I(d->now_utc_s), GT_I(d->now_utc_s), GT_D(d->id), GT_I(d->version)), &affected, err);
	if (rc == GT_OK) rc = one_row(affected, err);
	struct gt_str digest = { (const char *)d->answers_sha256.b, sizeof d->answers_sha256.b };
	if (rc == GT_OK) rc = gt_db_exec(db, &queries[Q_ANSWERS], GT_WITH(GT_D(d->id), GT_S(d->procedure_version), GT_B(d->answers), GT_B(digest), GT_S(d->counter ? "agent" : "user"), GT_D(d->actor), GT_I(d->now_utc_s)), NULL, err);
	return rc;
}

int gt_dossier_store_ended(struct gt_db *db, struct gt_id dossier, const char *state, const char *decision, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_ENDED], GT_WITH(GT_S(state), GT_S(decision), GT_I(now_utc_s), GT_I(now_utc_s), GT_D(dossier)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_subject(struct gt_db *db, struct gt_id dossier, const struct gt_person *p, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SUBJECT], GT_WITH(GT_S(p->foreigner_number), GT_S(p->birth_name), GT_S(p->usage_name), GT_S(p->first_names), GT_D(dossier)), NULL, err);
}

int gt_dossier_store_words(struct gt_db *db, struct gt_id dossier, const char *const *words, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_WORDS_GO], GT_WITH(GT_D(dossier)), NULL, err);
	for (; rc == GT_OK && *words; words++) rc = gt_db_exec(db, &queries[Q_WORD], GT_WITH(GT_S(*words), GT_D(dossier)), NULL, err);
	return rc;
}

int gt_dossier_store_paper_insert(struct gt_db *db, const struct gt_paper_row *p, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_PAPER_INSERT], GT_WITH(GT_D(p->id), GT_D(p->dossier), GT_S(p->kind), GT_B(p->code_hash), GT_S(p->reference), GT_B(p->facts), GT_B(p->header),
		GT_B(p->data), GT_I(p->bytes), GT_B(p->sha256), GT_S(p->lang), GT_DATE(p->from), GT_DATE(p->to), GT_T(p->specimen), GT_I(p->made_utc_s), GT_D(p->dossier), GT_S(p->kind)), NULL, err);
}

static int papers(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err)
{
	struct paper_line *rows;
	size_t n;
	int rc = gt_db_select(db, arena, q, GT_WITH(GT_D(dossier)), &rows, &n, err);
	if (rc != GT_OK) return rc;
	struct gt_paper *out = gt_new_n(arena, struct gt_paper, n + 1);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct gt_paper){ .id = rows[i].id, .dossier = rows[i].dossier, .kind = rows[i].kind, .made_utc_s = rows[i].made_utc_s, .revoked = rows[i].revoked_utc_s != 0 };
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

int gt_dossier_store_papers(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err)
{
	return papers(db, arena, &queries[Q_PAPERS], dossier, ret, ret_n, err);
}

int gt_dossier_store_papers_told(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err)
{
	return papers(db, arena, &queries[Q_PAPERS_TOLD], dossier, ret, ret_n, err);
}

int gt_dossier_store_paper_told(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_paper_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PAPER_TOLD], GT_WITH(GT_D(dossier), GT_D(paper)), ret, err);
}

int gt_dossier_store_paper_by_id(struct gt_db *db, struct gt_arena *arena, struct gt_id paper, struct gt_paper_found *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PAPER_BY_ID], GT_WITH(GT_D(paper)), ret, err);
}

int gt_dossier_store_paper_by_code(struct gt_db *db, struct gt_arena *arena, struct gt_str code_hash, struct gt_paper_found *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PAPER_BY_CODE], GT_WITH(GT_B(code_hash)), ret, err);
}

int gt_dossier_store_paper_revoke(struct gt_db *db, struct gt_id dossier, struct gt_id paper, const char *why, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_PAPER_REVOKE], GT_WITH(GT_I(now_utc_s), GT_S(why), GT_D(dossier), GT_D(paper)), &affected, err);
	return rc == GT_OK ? one_row(affected, err) : rc;
}

int gt_dossier_store_papers_end(struct gt_db *db, struct gt_id dossier, const char *kind, const char *why, struct gt_date today, int64_t now_utc_s, struct gt_error *err)
{
	return kind ? gt_db_exec(db, &queries[Q_PAPERS_END], GT_WITH(GT_I(now_utc_s), GT_S(why), GT_D(dossier), GT_S(kind), GT_DATE(today)), NULL, err) : GT_OK;
}

int gt_dossier_store_paper(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_paper_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PAPER], GT_WITH(GT_D(dossier), GT_D(paper)), ret, err);
}

int gt_dossier_store_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_service_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_SERVICE], GT_WITH(GT_S(code)), ret, err);
}

int gt_dossier_store_events(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_event **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_EVENTS], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

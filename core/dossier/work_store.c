/* Rows that agents' pages ask for. */
#include "dossier/work_store.h"

#define OPEN_STATES "'deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'proposed', 'favourable', 'in-fabrication', 'available'"
#define UNDECIDED "'deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'proposed'"
#define ROW struct gt_work_row
static const struct gt_col row_map[] = {
	GT_COL(ROW, base.id), GT_COL(ROW, base.account), GT_COL(ROW, base.version), GT_COL(ROW, base.state), GT_COL(ROW, base.procedure_id), GT_COL(ROW, base.procedure_version),
	GT_COL(ROW, base.number), GT_COL(ROW, base.service), GT_COL(ROW, base.step), GT_COL(ROW, base.answers), GT_COL(ROW, base.silence), GT_COL(ROW, base.created_utc_s),
	GT_COL(ROW, base.updated_utc_s), GT_COL(ROW, base.deposited_utc_s), GT_COL(ROW, agent), GT_COL(ROW, agent_name), GT_COL(ROW, foreigner_number), GT_COL(ROW, email), GT_COL(ROW, phone),
	GT_COL(ROW, applicant_lang), GT_COL(ROW, channel), GT_COL(ROW, decision), GT_COL(ROW, lease_utc_s), GT_COL(ROW, decided_utc_s), GT_COL(ROW, ended_utc_s), GT_COL(ROW, seq),
	GT_COL(ROW, replied), GT_COL(ROW, in_time), GT_COL(ROW, complete), GT_COL(ROW, due), GT_COL(ROW, prolonged_to), GT_COL(ROW, base.answers_n), GT_COL(ROW, base.rehearsal),
	GT_COL(ROW, read),
};
#define CHARGE struct gt_charge_row
static const struct gt_col charge_map[] = { GT_COL(CHARGE, version), GT_COL(CHARGE, state), GT_COL(CHARGE, service), GT_COL(CHARGE, agent), GT_COL(CHARGE, lease_utc_s) };
#define NOTE struct gt_note_row
static const struct gt_col note_map[] = { GT_COL(NOTE, id), GT_COL(NOTE, dossier), GT_COL(NOTE, agent), GT_COL(NOTE, sealed), GT_COL(NOTE, created_utc_s), GT_COL(NOTE, author) };
#define HISTORY struct gt_history
static const struct gt_col history_map[] = {
	GT_COL(HISTORY, seq), GT_COL(HISTORY, at_utc_s), GT_COL(HISTORY, actor_kind), GT_COL(HISTORY, verb), GT_COL(HISTORY, from_state), GT_COL(HISTORY, to_state), GT_COL(HISTORY, detail), GT_COL(HISTORY, agent_name),
};
struct one_number { int64_t n; };
static const struct gt_col number_map[] = { GT_COL(struct one_number, n) };

enum { Q_OPEN, Q_LOCK, Q_CHARGE, Q_KEEP, Q_READ, Q_NOTE, Q_ACT, Q_NOTES, Q_HISTORY, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_OPEN] = { .sql = "SELECT d.id, d.account, d.version, d.state, d.procedure_id, d.procedure_version, d.number, d.service, d.step_at, d.answers, d.silence_date, d.created_utc_s, d.updated_utc_s, "
		"d.deposited_utc_s, d.agent, g.name, d.foreigner_number, a.email_typed, a.phone, COALESCE(a.lang, 'fr'), d.channel, d.decision, d.lease_utc_s, d.decided_utc_s, d.ended_utc_s, "
		"(SELECT MAX(j.seq) FROM journal j WHERE j.dossier = d.id), d.replied, d.in_time, d.complete, d.due_date, d.prolonged_to, d.answers_n, d.rehearsal, "
		"(SELECT COUNT(*) FROM journal j WHERE j.actor = ? AND j.at_utc_s > ? AND j.dossier = d.id AND j.verb = 'read') "
		"FROM dossier d LEFT JOIN account a ON a.id = d.account LEFT JOIN agent g ON g.id = d.agent "
		"WHERE d.id = ? AND d.state NOT IN ('draft', 'abandoned', 'expired')", .params = "did", GT_ROW(ROW, row_map) },
	[Q_LOCK] = { .sql = "SELECT version, state, service, agent, lease_utc_s FROM dossier WHERE id = ? FOR UPDATE", .params = "d", GT_ROW(CHARGE, charge_map) },
	[Q_CHARGE] = { .sql = "UPDATE dossier SET version = version + 1, agent = ?, lease_utc_s = ?, state = ?, rectifiable = 0, replied = 0, updated_utc_s = ? WHERE id = ? AND version = ?", .params = "disidi" },
	[Q_KEEP] = { .sql = "UPDATE dossier SET lease_utc_s = ? WHERE id = ? AND agent = ?", .params = "idd" },
	[Q_READ] = { .sql = "SELECT COUNT(*) FROM journal WHERE actor = ? AND at_utc_s > ? AND dossier = ? AND verb = ? AND COALESCE(detail, '') = ?", .params = "didss", GT_ROW(struct one_number, number_map) },
	[Q_NOTE] = { .sql = "INSERT INTO note (id, dossier, agent, sealed, created_utc_s) VALUES (?, ?, ?, ?, ?)", .params = "dddbi" },
	[Q_ACT] = { .sql = "INSERT INTO act_done (act_key, actor, verb, dossier, created_utc_s) VALUES (?, ?, ?, ?, ?)", .params = "ddsdi" },
	[Q_NOTES] = { .sql = "SELECT n.id, n.dossier, n.agent, n.sealed, n.created_utc_s, g.name FROM note n LEFT JOIN agent g ON g.id = n.agent WHERE n.dossier = ? "
		"ORDER BY n.created_utc_s DESC, n.id LIMIT 200", .params = "d", GT_ROW(NOTE, note_map) },
	[Q_HISTORY] = { .sql = "SELECT j.seq, j.at_utc_s, j.actor_kind, j.verb, j.from_state, j.to_state, j.detail, g.name FROM journal j LEFT JOIN agent g ON j.actor_kind = 1 AND g.id = j.actor "
		"WHERE j.dossier = ? AND j.seq > ? AND j.verb <> 'save' ORDER BY j.seq DESC LIMIT 300", .params = "di", GT_ROW(HISTORY, history_map) },
};

/* ---- lists ---- */
#define LINE struct gt_work_list_row
static const struct gt_col line_map[] = {
	GT_COL(LINE, id), GT_COL(LINE, agent), GT_COL(LINE, number), GT_COL(LINE, state), GT_COL(LINE, procedure_id), GT_COL(LINE, procedure_version), GT_COL(LINE, service),
	GT_COL(LINE, foreigner_number), GT_COL(LINE, birth_name), GT_COL(LINE, usual_name), GT_COL(LINE, first_names), GT_COL(LINE, agent_name), GT_COL(LINE, replied),
	GT_COL(LINE, lease_utc_s), GT_COL(LINE, deposited_utc_s), GT_COL(LINE, updated_utc_s), GT_COL(LINE, silence), GT_COL(LINE, due), GT_COL(LINE, prolonged_to), GT_COL(LINE, nearest), GT_COL(LINE, rehearsal), GT_COL(LINE, counter),
};
#define KEYSET(name, expr, type) \
	[GT_PART_##name##_AFTER] = { " AND " expr " >= ?", type }, [GT_PART_##name##_AFTER_2] = { " AND (" expr " > ?", type }, [GT_PART_##name##_AFTER_3] = { " OR d.id > ?)", 'd' }, \
	[GT_PART_##name##_UNTIL] = { " AND " expr " <= ?", type }, [GT_PART_##name##_UNTIL_2] = { " AND (" expr " < ?", type }, [GT_PART_##name##_UNTIL_3] = { " OR d.id < ?)", 'd' }

/* What was never deposited has no day of it. Not said by states: that would lead the database away from the index that gives the order. */
#define DEPOSITED_ONCE " WHERE d.deposited_utc_s IS NOT NULL"

/* Weighing twenty indexes takes the database longer than reading a thousand entries of the right one. */
static const struct gt_list_part parts[GT_PART__MAX] = {
	[GT_PART_ANYHOW] = { DEPOSITED_ONCE, 0 },
	[GT_PART_BY_TAKE] = { " FORCE INDEX (dossier_take)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_STOCK] = { " FORCE INDEX (dossier_stock)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_REPLIED] = { " FORCE INDEX (dossier_replied)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_DAY] = { " FORCE INDEX (dossier_nearest)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_DEPOSIT] = { " FORCE INDEX (dossier_service)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_CHANGE] = { " FORCE INDEX (dossier_changed)" DEPOSITED_ONCE, 0 },
	[GT_PART_BY_AGENT] = { " FORCE INDEX (dossier_mine)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_TAKE] = { " FORCE INDEX (dossier_all_take)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_STATE] = { " FORCE INDEX (dossier_all_state)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_STATE_CHANGE] = { " FORCE INDEX (dossier_updated)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_REPLIED] = { " FORCE INDEX (dossier_all_replied)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_DAY] = { " FORCE INDEX (dossier_all_nearest)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_DEPOSIT] = { " FORCE INDEX (dossier_deposited)" DEPOSITED_ONCE, 0 },
	[GT_PART_ALL_CHANGE] = { " FORCE INDEX (dossier_all_changed)" DEPOSITED_ONCE, 0 },
	[GT_PART_AT_MOST] = { " LIMIT ?", 'i' },
	[GT_PART_AND_OF] = { ") AS some UNION ALL SELECT ?, COUNT(*) FROM (SELECT 1 FROM dossier d", 'i' },
	[GT_PART_OPEN] = { " AND d.state IN (" OPEN_STATES ")", 0 },
	[GT_PART_TO_TAKE] = { " AND d.to_take = 1", 0 },
	[GT_PART_MINE] = { " AND d.agent = ?", 'd' },
	[GT_PART_NOBODY] = { " AND d.agent IS NULL", 0 },
	[GT_PART_WAITING] = { " AND d.state = 'complement-asked'", 0 },
	[GT_PART_REPLIED] = { " AND d.replied = 1", 0 },
	[GT_PART_NEAREST_BY] = { " AND d.nearest <= ?", 'D' },                /* along the index; the three after it are the rule */
	[GT_PART_SILENCE_BY] = { " AND ((d.state IN (" UNDECIDED ") AND d.silence_date <= ?)", 'D' },
	[GT_PART_DUE_BY] = { " OR (d.state = 'complement-asked' AND d.due_date <= ?)", 'D' },
	[GT_PART_PROLONGED_BY] = { " OR d.prolonged_to <= ?)", 'D' },
	[GT_PART_IN] = { " AND d.service IN (", 0 },
	[GT_PART_FIRST] = { "?", 's' },
	[GT_PART_NEXT] = { ", ?", 's' },
	[GT_PART_END] = { ")", 0 },
	[GT_PART_AMONG] = { " AND FIND_IN_SET(d.service, ?)", 's' },
	[GT_PART_PROCEDURE] = { " AND d.procedure_id = ?", 's' },
	[GT_PART_STATE] = { " AND d.state = ?", 's' },
	[GT_PART_AGENT] = { " AND d.agent = ?", 'd' },
	[GT_PART_FROM] = { " AND d.deposited_utc_s >= ?", 'i' },
	[GT_PART_BEFORE] = { " AND d.deposited_utc_s < ?", 'i' },
	[GT_PART_NUMBER] = { " AND d.number = ?", 's' },
	[GT_PART_PERSON] = { " AND d.foreigner_number = ?", 's' },
	[GT_PART_EMAIL] = { " AND d.account IN (SELECT a.id FROM account a WHERE a.email = ?)", 's' },
	[GT_PART_WORD] = { " AND d.id IN (SELECT w.dossier FROM dossier_word w WHERE w.service = d.service AND w.word LIKE ?)", 's' },
	[GT_PART_ALL_WORD] = { " AND d.id IN (SELECT w.dossier FROM dossier_word w WHERE w.word LIKE ?)", 's' },
	KEYSET(DEPOSITED, "d.deposited_utc_s", 'i'), KEYSET(UPDATED, "d.updated_utc_s", 'i'), KEYSET(NEAREST, "d.nearest", 'D'),
	[GT_PART_BY_DEPOSITED] = { " ORDER BY d.deposited_utc_s, d.id", 0 },
	[GT_PART_BY_DEPOSITED_DOWN] = { " ORDER BY d.deposited_utc_s DESC, d.id DESC", 0 },
	[GT_PART_BY_UPDATED] = { " ORDER BY d.updated_utc_s, d.id", 0 },
	[GT_PART_BY_UPDATED_DOWN] = { " ORDER BY d.updated_utc_s DESC, d.id DESC", 0 },
	[GT_PART_BY_NEAREST] = { " ORDER BY d.nearest, d.id", 0 },
	[GT_PART_BY_NEAREST_DOWN] = { " ORDER BY d.nearest DESC, d.id DESC", 0 },
};
/* The page's requests are found by the indexes alone; only then are their rows read, in no order. */
static const struct gt_list lines = {
	.select = "SELECT d.id, d.agent, d.number, d.state, d.procedure_id, d.procedure_version, d.service, d.foreigner_number, COALESCE(d.subject_birth_name, p.birth_name), IF(d.subject_birth_name IS NULL, p.usual_name, d.subject_usual_name), COALESCE(d.subject_given_names, p.given_names), g.name, d.replied, "
		"d.lease_utc_s, d.deposited_utc_s, d.updated_utc_s, d.silence_date, d.due_date, d.prolonged_to, d.nearest, d.rehearsal, d.channel = 'counter' "
		"FROM (SELECT d.id FROM dossier d",
	.end = ") AS found JOIN dossier d ON d.id = found.id LEFT JOIN person p ON p.foreigner_number = d.foreigner_number LEFT JOIN agent g ON g.id = d.agent",
	.parts = parts, .n_parts = GT_PART__MAX, GT_ROW(LINE, line_map) };
static const struct gt_list count = { .select = "SELECT COUNT(*) FROM (SELECT 1 FROM dossier d", .end = ") AS some", .parts = parts, .n_parts = GT_PART__MAX, GT_ROW(struct one_number, number_map) };

#define COUNT struct gt_work_count
static const struct gt_col counts_map[] = { GT_COL(COUNT, list), GT_COL(COUNT, n) };
static const struct gt_list counts = { .select = "SELECT 0, COUNT(*) FROM (SELECT 1 FROM dossier d", .end = ") AS some", .parts = parts, .n_parts = GT_PART__MAX, GT_ROW(COUNT, counts_map) };

#define COLLEAGUE struct gt_colleague
static const struct gt_col colleague_map[] = { GT_COL(COLLEAGUE, id), GT_COL(COLLEAGUE, name), GT_COL(COLLEAGUE, login) };
static const struct gt_list_part colleague_parts[] = {
	[GT_PART_IN] = { " AND d.service IN ('*', ", 0 }, [GT_PART_FIRST] = { "?", 's' }, [GT_PART_NEXT] = { ", ?", 's' }, [GT_PART_END] = { ")", 0 },
	[GT_PART_AMONG] = { " AND (d.service = '*' OR FIND_IN_SET(d.service, ?))", 's' },
};
static const struct gt_list colleagues = {
	.select = "SELECT DISTINCT g.id, g.name, g.login FROM agent g JOIN agent_role d ON d.agent = g.id "
		"WHERE g.state = 'active' AND d.role IN ('instructeur', 'superviseur', 'administrateur')",
	.tail = " ORDER BY g.name, g.login", .parts = colleague_parts, .n_parts = GT_COUNT(colleague_parts), GT_ROW(COLLEAGUE, colleague_map) };

int gt_work_store_prepare(struct gt_db *db, struct gt_error *err) { return gt_db_prepare_all(db, queries, Q__MAX, err); }

int gt_work_store_open(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_id reader, int64_t since_utc_s, struct gt_work_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_OPEN], GT_WITH(GT_D(reader), GT_I(since_utc_s), GT_D(id)), ret, err);
}

int gt_work_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_charge_row *ret, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_db_one(db, arena, &queries[Q_LOCK], GT_WITH(GT_D(id)), ret, err);
}

int gt_work_store_charge(struct gt_db *db, const struct gt_charge *c, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_CHARGE], GT_WITH(GT_D(c->agent), GT_I(c->lease_utc_s), GT_S(c->state), GT_I(c->now_utc_s), GT_D(c->dossier), GT_I(c->version)), &affected, err);
	if (rc != GT_OK) return rc;
	return affected == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "the request changed since it was read");
}

int gt_work_store_keep(struct gt_db *db, struct gt_id dossier, struct gt_id agent, int64_t lease_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_KEEP], GT_WITH(GT_I(lease_utc_s), GT_D(dossier), GT_D(agent)), NULL, err);
}

int gt_work_store_read_since(struct gt_db *db, struct gt_id dossier, struct gt_id agent, const char *verb, const char *detail, int64_t since_utc_s, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("read", 1 << 16);
	struct one_number row;
	int rc = gt_db_one(db, arena, &queries[Q_READ], GT_WITH(GT_D(agent), GT_I(since_utc_s), GT_D(dossier), GT_S(verb), GT_S(detail ? detail : "")), &row, err);
	if (rc == GT_OK) *ret = row.n > 0;
	return rc;
}

int gt_work_store_note_insert(struct gt_db *db, const struct gt_note_row *n, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_NOTE], GT_WITH(GT_D(n->id), GT_D(n->dossier), GT_D(n->agent), GT_B(n->sealed), GT_I(n->created_utc_s)), NULL, err);
}

int gt_work_store_act_insert(struct gt_db *db, struct gt_id act, struct gt_id actor, const char *verb, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_ACT], GT_WITH(GT_D(act), GT_D(actor), GT_S(verb), GT_D(dossier), GT_I(now_utc_s)), NULL, err);
}

int gt_work_store_notes(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_note_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_NOTES], GT_WITH(GT_D(dossier)), ret, ret_n, err);
}

int gt_work_store_history(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, int64_t after_seq, struct gt_history **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_HISTORY], GT_WITH(GT_D(dossier), GT_I(after_seq)), ret, ret_n, err);
}

int gt_work_store_lines(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t limit, struct gt_work_list_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_list(db, arena, &lines, uses, n_uses, limit, ret, ret_n, err);
}

int gt_work_store_count(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, int64_t *ret, struct gt_error *err)
{
	struct one_number *rows;
	size_t n;
	int rc = gt_db_list(db, arena, &count, uses, n_uses, most, &rows, &n, err);
	if (rc == GT_OK) *ret = n ? rows[0].n : 0;
	return rc;
}

int gt_work_store_counts(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, struct gt_work_count **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_list(db, arena, &counts, uses, n_uses, most, ret, ret_n, err);
}

int gt_work_store_colleagues(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_colleague **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_list(db, arena, &colleagues, uses, n_uses, 500, ret, ret_n, err);
}

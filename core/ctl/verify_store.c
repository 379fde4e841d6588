/* The statements behind « nothing lost, nothing twice, all or nothing ». Each looks for what must not be. One invariant, one line: whoever adds a table
 * or a state adds its line here. */
#include "ctl/verify.h"

static const struct gt_col broken_cols[] = { GT_COL(struct gt_broken, what) };
#define FINDS(sql) { sql " LIMIT 20", "", GT_ROW(struct gt_broken, broken_cols) }
#define ENDED "('handed', 'unfavourable', 'closed-incomplete', 'withdrawn', 'expired', 'abandoned', 'recorded')"

const struct gt_invariant gt_invariants[] = {
	{ "file-whole", "a file has all its pieces, without a hole",
		FINDS("SELECT HEX(d.id) FROM document d LEFT JOIN document_chunk c ON c.document = d.id GROUP BY d.id, d.chunks HAVING COUNT(c.n) <> d.chunks OR COALESCE(MAX(c.n), -1) <> d.chunks - 1") },
	{ "file-scanned", "no file without a verdict",
		FINDS("SELECT HEX(id) FROM document WHERE engine = '' OR signatures = '' OR scanned_utc_s <= 0 OR LENGTH(sha256) <> 32 OR bytes <= 0") },
	{ "file-given-up", "a request that was given up keeps no file",
		FINDS("SELECT HEX(d.id) FROM document d JOIN dossier r ON r.id = d.dossier WHERE r.state = 'abandoned'") },
	{ "deposit-columns", "number, service and day of a deposited request, and of no other",
		FINDS("SELECT HEX(id) FROM dossier WHERE (state NOT IN ('draft', 'abandoned', 'expired') AND (deposited_utc_s IS NULL OR number IS NULL OR service IS NULL))"
			" OR (state IN ('draft', 'abandoned') AND deposited_utc_s IS NOT NULL)") },
	{ "deposit-act", "one act of deposit a deposited request",
		FINDS("SELECT HEX(d.id) FROM dossier d LEFT JOIN journal j ON j.chain = d.id AND j.to_state = 'deposited' AND COALESCE(j.from_state, 'draft') = 'draft'"
			" WHERE d.deposited_utc_s IS NOT NULL GROUP BY d.id HAVING COUNT(j.seq) <> 1") },
	{ "deposit-paper", "every deposit has its paper",
		FINDS("SELECT HEX(d.id) FROM dossier d WHERE d.deposited_utc_s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM paper p WHERE p.dossier = d.id)") },
	{ "deposit-answers", "every deposit keeps what was deposited",
		FINDS("SELECT HEX(d.id) FROM dossier d WHERE d.deposited_utc_s IS NOT NULL AND (d.answers IS NULL OR NOT EXISTS (SELECT 1 FROM dossier_answers a WHERE a.dossier = d.id))") },
	{ "deposit-mail", "one mail a deposit made through the site",
		FINDS("SELECT HEX(d.id) FROM dossier d LEFT JOIN outbox o ON o.dossier = d.id AND o.template = 'deposit-confirmed' WHERE d.deposited_utc_s IS NOT NULL AND d.channel = 'web'"
			" AND d.deposited_utc_s > (SELECT COALESCE(MAX(last_run_utc_s), 0) FROM job_state) - 150 * 86400 GROUP BY d.id HAVING COUNT(o.id) <> 1") },
	{ "deposit-counter", "a deposit at the counter says whose counter it was",
		FINDS("SELECT HEX(d.id) FROM dossier d WHERE d.channel = 'counter' AND NOT EXISTS (SELECT 1 FROM counter_entry c WHERE c.dossier = d.id)") },
	{ "draft-bare", "a draft has nothing that only a deposit makes",
		FINDS("SELECT HEX(d.id) FROM dossier d WHERE d.state IN ('draft', 'abandoned') AND (EXISTS (SELECT 1 FROM paper p WHERE p.dossier = d.id)"
			" OR EXISTS (SELECT 1 FROM dossier_answers a WHERE a.dossier = d.id) OR EXISTS (SELECT 1 FROM journal j WHERE j.chain = d.id AND j.to_state = 'deposited'))") },
	{ "number-form", "a number has nineteen digits", FINDS("SELECT HEX(id) FROM dossier WHERE number IS NOT NULL AND number NOT REGEXP '^[0-9]{19}$'") },
	{ "number-serial", "no serial below a number that was given",
		FINDS("SELECT s.service FROM serial s JOIN dossier d ON d.number LIKE CONCAT(s.service, '%') GROUP BY s.service, s.last HAVING MAX(CAST(RIGHT(d.number, 7) AS UNSIGNED)) > s.last") },
	{ "history-order", "each act begins where the one before it ended",
		FINDS("SELECT CONCAT(HEX(dossier), ' ', seq) FROM (SELECT dossier, seq, from_state, LAG(to_state) OVER (PARTITION BY chain ORDER BY seq) AS before_ FROM journal"
			" WHERE dossier IS NOT NULL AND to_state IS NOT NULL) t WHERE NOT (from_state <=> before_)") },
	{ "history-state", "a request is in the state that its history says",
		FINDS("SELECT HEX(d.id) FROM dossier d LEFT JOIN (SELECT chain, MAX(seq) AS seq FROM journal WHERE to_state IS NOT NULL GROUP BY chain) l ON l.chain = d.id"
			" LEFT JOIN journal j ON j.chain = l.chain AND j.seq = l.seq WHERE NOT (j.to_state <=> d.state)") },
	{ "end-dated", "what is over says since when: its data are erased from there", FINDS("SELECT HEX(id) FROM dossier WHERE state IN " ENDED " AND ended_utc_s IS NULL") },
	{ "notification-day", "opened and its day go together",
		FINDS("SELECT HEX(id) FROM notification WHERE (opened_utc_s IS NULL) <> (opened_date IS NULL) OR opened_utc_s < created_utc_s") },
	{ "notification-once", "a notification is opened once",
		FINDS("SELECT CONCAT(HEX(dossier), ' ', COALESCE(detail, '')) FROM journal WHERE verb = 'open-notification' GROUP BY dossier, detail HAVING COUNT(*) > 1") },
	{ "complement-one", "at most one demande de complément is open a request",
		FINDS("SELECT HEX(dossier) FROM complement WHERE answered_utc_s IS NULL AND cancelled_utc_s IS NULL GROUP BY dossier HAVING COUNT(*) > 1") },
	{ "decision-one", "at most one proposal waits a request",
		FINDS("SELECT HEX(dossier) FROM decision WHERE state = 'proposed' GROUP BY dossier HAVING COUNT(*) > 1") },
	{ "decision-signed", "a signed decision has its hour and its signatory", FINDS("SELECT HEX(id) FROM decision WHERE state = 'signed' AND (signed_utc_s IS NULL OR (signed_by IS NULL AND proposed_by IS NOT NULL))") },
	{ "paper-order", "papers of one kind are numbered without a hole", FINDS("SELECT CONCAT(HEX(dossier), ' ', kind) FROM paper GROUP BY dossier, kind HAVING MAX(n) <> COUNT(*) OR MIN(n) <> 1") },
	{ "ephoto-used", "a used e-photo number names its request", FINDS("SELECT number FROM ephoto WHERE state = 'used' AND dossier IS NULL") },
	{ "mail-sent", "a mail that was sent says when", FINDS("SELECT HEX(id) FROM outbox WHERE state = 'sent' AND sent_utc_s IS NULL") },
	{ "erased-gone", "nothing is left of a request whose erasure was proved", FINDS("SELECT HEX(d.id) FROM dossier d JOIN purge_proof p ON p.dossier_hash = UNHEX(SHA2(d.id, 256))") },
	{ NULL, NULL, { 0 } },
};

int gt_invariant_ask(struct gt_db *db, struct gt_arena *arena, const struct gt_invariant *invariant, struct gt_broken **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &invariant->query, GT_NONE_WITH, ret, ret_n, err);
}

#define ITEM struct gt_sealed_item
static const struct gt_col item_cols[] = { GT_COL(ITEM, id), GT_COL(ITEM, n), GT_COL(ITEM, purpose), GT_COL(ITEM, sealed), GT_COL(ITEM, header), GT_COL(ITEM, sha256), GT_COL(ITEM, bytes) };
#define READS(sql) { sql, "bbi", GT_ROW(ITEM, item_cols) }
/* What comes after (id, n), said so that the key's order serves. */
#define AFTER(id, n) " WHERE " id " >= ? AND (" id " > ? OR " n " > ?)"
/* One sealed value a row, bound to an id of that row. */
#define ONE(table, id, purpose, column) ONE_OF(table, id, purpose, column, " AND " column " IS NOT NULL")
#define ONE_OF(table, id, purpose, column, those) READS("SELECT " id ", 0, " purpose ", " column ", NULL, NULL, 0 FROM " table AFTER(id, "0") those " ORDER BY " id " LIMIT 50")
#define ITEMS(what, column) READS("SELECT complement, n, CONCAT('complement-" what "-', n), " column ", NULL, NULL, 0 FROM complement_item" AFTER("complement", "n") \
	" AND " column " IS NOT NULL ORDER BY complement, n LIMIT 50")

const struct gt_sealed_column gt_sealed_columns[] = {
	{ "account_link.pending", ONE("account_link", "pending_id", "IF(purpose LIKE 'email%', 'account-email', 'account-link')", "pending") },
	{ "agent.totp_secret", ONE("agent", "id", "'agent-totp'", "totp_secret") },
	{ "agent.totp_pending", ONE("agent", "id", "'agent-totp'", "totp_pending") },
	{ "identity_flow.sealed", ONE("identity_flow", "sealed_id", "'identity-flow'", "sealed") },
	{ "session.id_token", ONE("session", "id", "'id-token'", "id_token") },
	{ "agent_session.id_token", ONE("agent_session", "id", "'id-token'", "id_token") },
	{ "kept_form.sealed", ONE("kept_form", "id", "'kept-form'", "sealed") },
	{ "dossier.answers", ONE("dossier", "id", "'answers'", "answers") },
	{ "dossier_answers.sealed", READS("SELECT dossier, n, 'answers', sealed, NULL, sha256, 0 FROM dossier_answers" AFTER("dossier", "n") " ORDER BY dossier, n LIMIT 50") },
	{ "document.name", ONE("document", "id", "'document-name'", "name") },
	{ "document_preview.data", READS("SELECT document, page, CONCAT('document-preview-', page), data, NULL, NULL, 0 FROM document_preview" AFTER("document", "page") " ORDER BY document, page LIMIT 10") },
	{ "paper.data", READS("SELECT id, 0, NULL, data, header, sha256, bytes FROM paper" AFTER("id", "0") " ORDER BY id LIMIT 50") },
	{ "paper.facts", ONE("paper", "id", "'paper-facts'", "facts") },
	/* bound to the request, named by the justificatif: whole requests at a time */
	{ "mark.observation", READS("SELECT m.dossier, 0, CONCAT('mark-', m.justificatif), m.observation, NULL, NULL, 0 FROM mark m JOIN (SELECT DISTINCT dossier FROM mark"
		AFTER("dossier", "0") " AND observation IS NOT NULL ORDER BY dossier LIMIT 20) r ON r.dossier = m.dossier WHERE m.observation IS NOT NULL ORDER BY m.dossier") },
	{ "complement.message", ONE("complement", "id", "'complement'", "message") },
	{ "complement.extension_reason", ONE("complement", "id", "'complement-extension'", "extension_reason") },
	{ "complement_item.observation", ITEMS("item", "observation") },
	{ "complement_item.answer_text", ITEMS("answer", "answer_text") },
	{ "message.sealed", ONE("message", "id", "'message'", "sealed") },
	{ "decision.data", ONE("decision", "id", "'decision'", "data") },
	{ "notification.sealed", ONE("notification", "id", "'notification'", "sealed") },
	{ "note.sealed", ONE("note", "id", "'note'", "sealed") },
	{ "outbox.sealed", ONE_OF("outbox", "id", "'outbox'", "sealed", " AND LENGTH(sealed) > 0") },
	{ NULL, { 0 } },
};

static struct gt_str raw_id(const struct gt_id *id) { return (struct gt_str){ (const char *)id->b, sizeof id->b }; }

int gt_sealed_page(struct gt_db *db, struct gt_arena *arena, const struct gt_sealed_column *column, struct gt_id after, int64_t n, struct gt_sealed_item **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &column->query, GT_WITH(GT_B(raw_id(&after)), GT_B(raw_id(&after)), GT_I(n)), ret, ret_n, err);
}

static const struct gt_col key_cols[] = { GT_COL(struct gt_file_key, id), GT_COL(struct gt_file_key, dossier) };
static const struct gt_query q_files = { "SELECT id, dossier FROM document WHERE id > ? AND state <> 'infected' ORDER BY id LIMIT 200", "b", GT_ROW(struct gt_file_key, key_cols) };

int gt_file_keys(struct gt_db *db, struct gt_arena *arena, struct gt_id after, struct gt_file_key **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &q_files, GT_WITH(GT_B(raw_id(&after))), ret, ret_n, err);
}

int gt_verify_prepare(struct gt_db *db, struct gt_error *err)
{
	int rc = gt_db_prepare_all(db, &q_files, 1, err);
	for (const struct gt_invariant *i = gt_invariants; rc == GT_OK && i->name; i++) rc = gt_db_prepare_all(db, &i->query, 1, err);
	for (const struct gt_sealed_column *c = gt_sealed_columns; rc == GT_OK && c->name; c++) rc = gt_db_prepare_all(db, &c->query, 1, err);
	return rc;
}

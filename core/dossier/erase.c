/* What is not kept any longer: which requests, how long, in which order. One request, one transaction: everything of it goes, its act and its proof stay. */
#include <stdio.h>
#include "dossier/erase_store.h"
#include "dossier/dossier_priv.h"
#include "plugin/plugin.h"

#define APPEAL_MONTHS 2                  /* where a procedure names no delay of appeal */
#define DAY 86400

static bool undone(const struct gt_erase_row *r) { return r->deposited_utc_s == 0; }

/* The first day on which it may go; y 0: never by itself. */
static struct gt_date erased_on(const struct gt_erase_row *r, const struct gt_procedure *p)
{
	struct gt_date ended = gt_date_of(r->ended_utc_s);
	if (undone(r)) return gt_date_add_days(ended, GT_ERASE_UNDONE_DAYS);
	return p && p->retention.decided_months ? gt_date_add_months(ended, p->retention.decided_months) : (struct gt_date){ 0 };
}

/* ---- one request ---- */
struct erasure { struct gt_id id; int64_t now_utc_s; };

static int erase_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct erasure *e = arg;
	GT_AUTO_ARENA arena = gt_arena_new("erase", 1 << 20);
	struct gt_erase_row row;
	int64_t documents = 0, papers = 0;
	char detail[64];
	int rc = gt_erase_store_lock(db, arena, e->id, &row, err);
	if (rc == GT_OK && row.ended_utc_s == 0) rc = gt_fail(err, GT_CONFLICT, "the request has not ended");
	if (rc == GT_OK) rc = gt_erase_store_count(db, e->id, &documents, &papers, err);
	snprintf(detail, sizeof detail, "documents=%lld papers=%lld", (long long)documents, (long long)papers);
	if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = e->id, .actor_kind = GT_ACTOR_SYSTEM, .verb = "erase", .detail = detail }, err);
	CRASHPOINT("erase-act");
	struct gt_digest hash = gt_sha256(e->id.b, sizeof e->id.b);
	struct gt_erase_proof proof = { .id = gt_id_new(), .dossier_hash = { (const char *)hash.b, sizeof hash.b }, .procedure_id = row.procedure_id, .state = row.state, .documents = documents, .papers = papers,
		.ended_utc_s = row.ended_utc_s, .purged_utc_s = e->now_utc_s };
	if (rc == GT_OK) rc = gt_erase_store_link(db, arena, e->id, &proof.journal_hash, err);
	if (rc == GT_OK) rc = gt_erase_store_proof(db, &proof, err);
	if (rc == GT_OK) rc = gt_erase_rows(db, e->id, err);
	CRASHPOINT("erase-rows");
	return rc;
}

int gt_erase_one(struct gt_desk *desk, struct gt_id dossier, struct gt_error *err)
{
	return gt_db_tx(desk->db, erase_tx, &(struct erasure){ dossier, gt_now_utc_s() }, err);
}

/* ---- identity papers ---- */
struct papers_gone { struct gt_id id; const struct gt_procedure *procedure; int64_t n; };

static bool identity_paper(const struct gt_procedure *p, const char *justificatif)
{
	for (const char *const *w = p->retention.identity_papers; w && *w; w++)
		if (gt_streq(*w, justificatif)) return true;
	return false;
}

static int papers_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct papers_gone *g = arg;
	GT_AUTO_ARENA arena = gt_arena_new("erase", 8 << 20);
	struct gt_erase_row row;
	struct gt_erase_file *files;
	size_t n = 0;
	char detail[64];
	g->n = 0;
	int rc = gt_erase_store_lock(db, arena, g->id, &row, err);
	if (rc == GT_OK) rc = gt_erase_store_files(db, arena, g->id, &files, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		if (!identity_paper(g->procedure, files[i].justificatif)) continue;
		rc = gt_erase_store_file(db, files[i].id, err);
		g->n += rc == GT_OK;
	}
	if (rc != GT_OK || g->n == 0) return rc;
	snprintf(detail, sizeof detail, "documents=%lld", (long long)g->n);
	return gt_journal_add(db, &(struct gt_act){ .dossier = g->id, .actor_kind = GT_ACTOR_SYSTEM, .verb = "erase-identity-papers", .detail = detail }, err);
}

static int one_identity(struct gt_desk *desk, const struct gt_erase_row *r, const struct gt_procedure *p, struct gt_date today, int64_t *done, struct gt_error *err)
{
	if (!p || undone(r) || !p->retention.identity_papers_after_decision) return GT_OK;
	struct gt_date since = gt_date_of(r->decided_utc_s ? r->decided_utc_s : r->ended_utc_s);
	if (gt_date_cmp(today, gt_date_add_months(since, p->delays.appeal_months ? p->delays.appeal_months : APPEAL_MONTHS)) < 0) return GT_OK;
	struct papers_gone g = { .id = r->id, .procedure = p };
	int rc = gt_db_tx(desk->db, papers_tx, &g, err);
	*done += g.n > 0;
	return rc == GT_CONFLICT || rc == GT_NOTFOUND ? GT_OK : rc;
}

static int one_ended(struct gt_desk *desk, const struct gt_erase_row *r, const struct gt_procedure *p, struct gt_date today, int64_t *done, struct gt_error *err)
{
	struct gt_date on = erased_on(r, p);
	if (!on.y || gt_date_cmp(today, on) < 0) return GT_OK;
	int rc = gt_erase_one(desk, r->id, err);
	*done += rc == GT_OK;
	return rc == GT_CONFLICT || rc == GT_NOTFOUND ? GT_OK : rc;
}

typedef int each(struct gt_desk *desk, const struct gt_erase_row *r, const struct gt_procedure *p, struct gt_date today, int64_t *done, struct gt_error *err);

/* All that ended, the oldest first, a page at a time; what is in hand is finished when told to end. with_any_of: only those that have a file of one of these justificatifs,
 * with commas between; NULL: all. */
static int walk(struct gt_desk *desk, gt_due_ending *ending, each *fn, const char *with_any_of, int64_t *ret_done, struct gt_error *err)
{
	struct gt_date today = gt_today();
	int64_t before = gt_now_utc_s() - GT_ERASE_UNDONE_DAYS * DAY + DAY, at = INT64_MIN;
	struct gt_id after = { { 0 } };
	for (;;) {
		GT_AUTO_ARENA arena = gt_arena_new("erase page", 8 << 20);
		struct gt_erase_row *rows;
		size_t n;
		int rc = gt_erase_store_page(desk->db, arena, before, at, after, with_any_of, &rows, &n, err);
		for (size_t i = 0; rc == GT_OK && i < n; i++) {
			if (ending && ending()) return GT_OK;
			rc = fn(desk, &rows[i], gt_plugins_procedure(desk->plugins, rows[i].procedure_id, rows[i].procedure_version), today, ret_done, err);
			at = rows[i].ended_utc_s;
			after = rows[i].id;
		}
		if (rc != GT_OK || n == 0) return rc;
	}
}

int gt_erase_ended(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err) { return walk(desk, ending, one_ended, NULL, ret_done, err); }

int gt_erase_identity_papers(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("identity papers", 8 << 20);
	struct gt_buf names = gt_buf_new(arena, 1 << 20);
	size_t n;
	if (!desk->plugins) return GT_OK;
	const struct gt_plugin *all = gt_plugins_all(desk->plugins, &n);
	for (size_t i = 0; i < n; i++)
		for (const char *const *w = all[i].procedure ? all[i].procedure->retention.identity_papers : NULL; w && *w; w++) gt_buf_printf(&names, "%s%s", names.n ? "," : "", *w);
	/* Requests of all times have ended, those that still have such a file in the last months. A version that was installed since this program began is known
	 * from the first request of it that any walk met: its files are found a day later at the latest. */
	return walk(desk, ending, one_identity, gt_buf_cstr(&names), ret_done, err);
}

/* Acts on versions of procedures, each with its entry in the journal. Decides nothing about a plugin's files: room plugin trusts and loads them. */
#include "clock/clock.h"
#include "dossier/alert.h"
#include "dossier/versions_store.h"

/* ---- acts ---- */
struct change {
	const struct gt_version_act *act;
	const char *verb, *reason, *directory, *signer;
	struct gt_digest manifest;
	struct gt_date opens, closes;
	enum gt_enable how;
	int (*run)(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err);
	bool first;                          /* may be a procedure that was never enabled */
	int64_t now_utc_s;
};

static int change_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct change *c = arg;
	GT_AUTO_ARENA arena = gt_arena_new("version", 1 << 16);
	struct gt_version_row row = { 0 };
	int rc = gt_versions_store_lock(db, arena, c->act->id, &row, err);
	if (rc == GT_NOTFOUND && !c->first) return gt_fail(err, rc, "'%s' was never enabled", c->act->id);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	if (c->act->seen && c->act->seen != row.revision) return gt_fail(err, GT_CONFLICT, "'%s' was changed meanwhile", c->act->id);
	rc = c->run(db, c, &row, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = c->act->by, .actor = c->act->actor, .verb = c->verb,
		.detail = gt_arena_printf(arena, "%s %s", c->act->id, c->act->version ? c->act->version : "") }, err);
}

static int change(struct gt_db *db, struct change c, struct gt_error *err)
{
	c.now_utc_s = gt_now_utc_s();
	return gt_db_tx(db, change_tx, &c, err);
}

static int run_install(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err)
{
	(void)row;
	return gt_versions_store_put(db, c->act->id, c->act->version, c->manifest, c->directory, c->signer, c->now_utc_s, err);
}

int gt_version_install(struct gt_db *db, const struct gt_version_act *act, struct gt_digest manifest, const char *directory, const char *signer, struct gt_error *err)
{
	return change(db, (struct change){ .act = act, .verb = "plugin-install", .run = run_install, .first = true, .manifest = manifest, .directory = directory, .signer = signer }, err);
}

/* What everybody but invented persons gets now is what a rollback returns to, and what they keep during a rehearsal. */
static int run_enable(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err)
{
	const char *version = c->act->version, *serving = row->rehearsal ? row->previous : row->current;
	bool rehearsal = c->how == GT_ENABLE_REHEARSAL;
	int rc;
	if (!row->current) rc = gt_versions_store_first(db, c->act->id, version, rehearsal, c->now_utc_s, err);
	else rc = gt_versions_store_enable(db, c->act->id, version, serving && !gt_streq(serving, version) ? serving : row->rehearsal ? NULL : row->previous, rehearsal, c->now_utc_s, err);
	return rc == GT_OK ? gt_versions_store_stamp(db, c->act->id, version, c->now_utc_s, err) : rc;
}

int gt_version_enable(struct gt_db *db, const struct gt_version_act *act, enum gt_enable how, struct gt_error *err)
{
	static const char *const verbs[] = { [GT_ENABLE] = "plugin-enable", [GT_ENABLE_ROLLBACK] = "plugin-rollback", [GT_ENABLE_REHEARSAL] = "plugin-rehearse" };
	return change(db, (struct change){ .act = act, .verb = verbs[how], .run = run_enable, .first = true, .how = how }, err);
}

static int run_retire(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err)
{
	(void)row;
	return gt_versions_store_retire(db, c->act->id, c->act->version, err);
}

int gt_version_retire(struct gt_db *db, const struct gt_version_act *act, struct gt_error *err)
{
	return change(db, (struct change){ .act = act, .verb = "plugin-retire", .run = run_retire, .first = true }, err);
}

static int run_close(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err)
{
	(void)row;
	return gt_versions_store_close(db, c->act->id, c->reason, c->now_utc_s, err);
}

int gt_procedure_close(struct gt_db *db, const struct gt_version_act *act, const char *reason, struct gt_error *err)
{
	return change(db, (struct change){ .act = act, .verb = "plugin-disable", .run = run_close, .reason = gt_empty(reason) ? "closed" : reason }, err);
}

int gt_procedure_reopen(struct gt_db *db, const struct gt_version_act *act, struct gt_error *err)
{
	return change(db, (struct change){ .act = act, .verb = "plugin-reopen", .run = run_close }, err);
}

static int run_dates(struct gt_db *db, const struct change *c, const struct gt_version_row *row, struct gt_error *err)
{
	(void)row;
	return gt_versions_store_dates(db, c->act->id, c->opens, c->closes, c->now_utc_s, err);
}

int gt_procedure_dates(struct gt_db *db, const struct gt_version_act *act, struct gt_date opens, struct gt_date closes, struct gt_error *err)
{
	return change(db, (struct change){ .act = act, .verb = "plugin-dates", .run = run_dates, .opens = opens, .closes = closes }, err);
}

/* ---- crashes ---- */
struct crash { const char *id, *version; int64_t now_utc_s; bool closed; };

static int crash_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct crash *c = arg;
	GT_AUTO_ARENA arena = gt_arena_new("crash", 1 << 16);
	struct gt_version_row row = { 0 };
	int64_t before = 0;
	c->closed = false;
	int rc = gt_versions_store_lock(db, arena, c->id, &row, err);
	if (rc == GT_OK) rc = gt_versions_store_crash_before(db, arena, c->id, &before, err);
	if (rc != GT_OK) return rc;
	c->closed = !row.closed_reason && before && c->now_utc_s - before <= GT_CRASH_WINDOW_S;
	rc = gt_versions_store_crash(db, c->id, c->closed, c->now_utc_s, err);
	if (rc != GT_OK || !c->closed) return rc;
	const char *detail = gt_arena_printf(arena, "%s %s", c->id, c->version);
	rc = gt_alert_raise(db, &(struct gt_alert_new){ .kind = "procedure-closed", .detail = detail, .key = gt_arena_printf(arena, "procedure-closed %.60s %lld", c->id, (long long)c->now_utc_s) }, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_SYSTEM, .verb = "plugin-crashes", .detail = detail }, err) : rc;
}

int gt_procedure_crashed(struct gt_db *db, const char *id, const char *version, bool *ret_closed, struct gt_error *err)
{
	struct crash c = { .id = id, .version = version, .now_utc_s = gt_now_utc_s() };
	int rc = gt_db_tx(db, crash_tx, &c, err);
	*ret_closed = rc == GT_OK && c.closed;
	return rc;
}

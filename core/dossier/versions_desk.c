/* What a worker makes of the table of procedures: which version whom, what is closed and why, whose logic is not called any more. */
#include "dossier/dossier_priv.h"
#include "dossier/versions_store.h"
#include "hook/hook.h"
#include "plugin/plugin.h"

static bool logic_closed(void *arg, const char *id)
{
	const struct gt_desk *desk = arg;
	return gt_plugins_away(desk->plugins, id) == GT_AWAY_CRASHES;
}

/* The cause stands in the log; here only its consequence for the others. */
static void logic_crashed(void *arg, const char *id, const char *version)
{
	struct gt_desk *desk = arg;
	struct gt_error err = { 0 };
	bool closed = false;
	if (gt_db_in_tx(desk->db)) return;               /* its act goes on or fails by itself; nothing is counted inside it */
	if (gt_procedure_crashed(desk->db, id, version, &closed, &err) == GT_OK && closed) gt_plugins_close(desk->plugins, id, GT_AWAY_CRASHES);
}

static enum gt_away away_of(const struct gt_enabled_row *row, struct gt_date today)
{
	if (row->closed_reason) return gt_streq(row->closed_reason, GT_CLOSED_CRASHES) ? GT_AWAY_CRASHES : GT_AWAY_CLOSED;
	if (row->opens.y && gt_date_cmp(today, row->opens) < 0) return GT_AWAY_NOT_YET;
	if (row->closes.y && gt_date_cmp(today, row->closes) > 0) return GT_AWAY_OVER;
	return GT_AWAY_NOT;
}

int gt_desk_procedures(struct gt_desk *desk, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("procedures", 1 << 20);
	struct gt_enabled_row *rows;
	size_t n, all;
	int rc = gt_versions_store_enabled(desk->db, arena, &rows, &n, err);
	if (rc != GT_OK) return rc;
	if (desk->hook) gt_hook_watch(desk->hook, &(struct gt_hook_watch){ .arg = desk, .closed = logic_closed, .crashed = logic_crashed });
	const struct gt_plugin *p = gt_plugins_all(desk->plugins, &all);
	/* Installed is not yet open: only what the table names takes new requests. */
	for (size_t i = 0; i < all; i++) {
		bool named = false;
		for (size_t k = 0; k < n && !named; k++) named = gt_streq(rows[k].procedure_id, p[i].id);
		if (!named) gt_plugins_enable(desk->plugins, p[i].id, NULL, NULL);
	}
	struct gt_date today = gt_today();
	for (size_t i = 0; i < n; i++) {
		gt_plugins_enable(desk->plugins, rows[i].procedure_id, rows[i].rehearsal ? rows[i].previous : rows[i].version, rows[i].version);
		gt_plugins_close(desk->plugins, rows[i].procedure_id, away_of(&rows[i], today));
	}
	return GT_OK;
}

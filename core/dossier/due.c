/* What falls due by itself, but prolongations (prolong.c) and digests (digest.c). Nothing here closes or refuses a request. */
#include "document/document.h"
#include "dossier/alert.h"
#include "dossier/dossier_priv.h"
#include "dossier/due_priv.h"
#include "plugin/plugin.h"

#define DAY_S 86400
#define FAULTS_MAX 20                    /* so many in one walk: it is not a request's fault */

struct gt_date gt_due_today(const struct gt_due_row *r) { return gt_date_in_zone(gt_now_utc_s(), r->zone); }

/* One thing, all of its words in one arena that is gone afterwards. */
static int one(struct gt_desk *desk, gt_due_act *act, const struct gt_due_row *row, int64_t *done, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("due", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_due_thing t = { .desk = desk, .arena = arena, .row = row, .now_utc_s = gt_now_utc_s(), .today = gt_due_today(row) };
	if (row->procedure_id) t.procedure = gt_plugins_procedure(desk->plugins, row->procedure_id, row->procedure_version);
	if (row->procedure_id && !t.procedure) return gt_fail(err, GT_BUSY, "procedure '%s' version '%s' is not loaded", row->procedure_id, row->procedure_version);
	int rc = act(&t, err);
	if (rc == GT_OK && t.done) ++*done;
	return rc;
}

int gt_due_each(struct gt_desk *desk, enum gt_due_what what, struct gt_date until, int64_t until_utc_s, gt_due_act *act, gt_due_ending *ending, int64_t *done, struct gt_error *err)
{
	GT_AUTO_ARENA last = gt_arena_new("due last", 8 << 20);
	struct gt_due_row after = GT_DUE_FIRST;
	int kept = GT_OK, faults = 0;
	for (;;) {
		GT_AUTO_ARENA arena = gt_arena_new("due rows", 8 << 20);
		struct gt_due_row *rows;
		size_t n;
		int rc = gt_due_store_next(desk->db, arena, what, until, until_utc_s, &after, &rows, &n, err);
		if (rc != GT_OK) return rc;
		for (size_t i = 0; i < n; i++) {
			struct gt_error own = { 0 };
			if (ending && ending()) return kept;
			rc = one(desk, act, &rows[i], done, &own);
			/* Changed meanwhile, or done by another program: nothing to do any more. */
			if (rc == GT_OK || rc == GT_CONFLICT || rc == GT_NOTFOUND) continue;
			if (kept == GT_OK) { kept = rc; *err = own; }
			if (++faults == FAULTS_MAX) return kept;
		}
		if (n < GT_DUE_BATCH) return kept;
		const struct gt_due_row *r = &rows[n - 1];
		after = (struct gt_due_row){ .id = r->id, .kind = gt_arena_strdup(last, r->kind), .day = r->day, .at_utc_s = r->at_utc_s };
	}
}

/* ---- in the act's transaction ---- */
int gt_due_mail(struct gt_db *db, struct gt_due_thing *t, const char *template_name, const struct gt_mail_arg *args, size_t n, struct gt_error *err)
{
	const struct gt_due_row *r = t->row;
	if (gt_empty(r->email)) return GT_OK;
	struct gt_mail_arg copy[4];
	gt_assert(n <= GT_COUNT(copy));
	for (size_t i = 0; i < n; i++) copy[i] = args[i];
	struct gt_mail_job mail = { .to = r->email, .lang = r->lang, .template_name = template_name, .account = r->account, .dossier = r->dossier, .args = copy, .n_args = n };
	return gt_outbox_mail(db, t->desk->ring, t->arena, &mail, err);
}

int gt_due_alert(struct gt_db *db, const struct gt_due_thing *t, const char *kind, const char *detail, struct gt_error *err)
{
	char id[GT_ID_TEXT];
	struct gt_alert_new alert = { .service = t->row->service, .kind = kind, .detail = detail, .dossier = t->row->dossier };
	alert.key = gt_arena_printf(t->arena, "%s:%s:%s", kind, gt_id_text(t->row->id, id), detail ? detail : "");
	return gt_alert_raise(db, &alert, err);
}

static int journal(struct gt_db *db, const struct gt_due_thing *t, const char *verb, const char *detail, struct gt_error *err)
{
	return gt_journal_add(db, &(struct gt_act){ .dossier = t->row->dossier, .actor_kind = GT_ACTOR_SYSTEM, .verb = verb, .detail = detail }, err);
}

static const char *iso(struct gt_due_thing *t, struct gt_date d)
{
	char text[11];
	return gt_arena_strdup(t->arena, gt_date_iso(d, text));
}

/* As people write a day in both languages of the site. */
static const char *shown(struct gt_due_thing *t, struct gt_date d) { return gt_arena_printf(t->arena, "%02d/%02d/%04d", d.d, d.m, d.y); }

/* ---- demandes de complément that were opened ---- */
/* How many of the days before the end are reached: written as 15 7 2. */
static int reached(const struct gt_delays *delays, int64_t left)
{
	int n = 0;
	for (int i = 0; i < delays->n_reminders; i++)
		if (left <= delays->reminders[i]) n++;
	return n;
}

/* The end of the delay as the last reminder leaves it: late (clocks that stood still, a jump of the time), it moves the end, so that nobody is closed out
 * of a delay whose end they were not told of. */
static struct gt_date end_left(const struct gt_due_thing *t, int64_t left)
{
	const struct gt_delays *delays = &t->procedure->delays;
	int least = delays->complement_days;
	for (int i = 0; i < delays->n_reminders; i++)
		if (delays->reminders[i] < least) least = delays->reminders[i];
	return t->count == delays->n_reminders && left < least ? gt_date_add_days(t->today, least) : t->row->day;
}

static int remind_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	GT_AUTO_ARENA arena = gt_arena_new("remind", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	int64_t moved = gt_days_between(t->row->day, t->end);
	int rc = gt_dossier_store_lock(db, arena, t->row->dossier, &now, err);
	if (rc == GT_OK) rc = gt_due_store_complement_reminded(db, t->row->id, t->count, err);
	if (rc == GT_OK && moved > 0) rc = gt_due_store_complement_moved(db, t->row, t->end, moved, err);
	struct gt_mail_arg args[] = { { "days", gt_arena_printf(t->arena, "%lld", (long long)gt_days_between(t->today, t->end)) }, { "date", shown(t, t->end) }, { "path", "/notifications" }, { "moved", "yes" } };
	if (rc == GT_OK) rc = gt_due_mail(db, t, "complement-reminder", args, GT_COUNT(args) - (moved > 0 ? 0 : 1), err);
	return rc == GT_OK ? journal(db, t, "remind", gt_arena_printf(t->arena, moved > 0 ? "complement %d due=%s" : "complement %d", t->count, iso(t, t->end)), err) : rc;
}

static int overdue_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	return gt_due_alert(db, t, "complement-overdue", iso(t, t->row->day), err);
}

static int complement(struct gt_due_thing *t, struct gt_error *err)
{
	int64_t left = gt_days_between(t->today, t->row->day);
	/* After days without us the last one that was due is sent, not all of them. */
	t->count = reached(&t->procedure->delays, left);
	if (t->count <= t->row->reminded) return left < 0 ? gt_db_tx(t->desk->db, overdue_tx, t, err) : GT_OK;
	t->end = end_left(t, left);
	t->done = true;
	return gt_db_tx(t->desk->db, remind_tx, t, err);
}

int gt_due_complements(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	int rc = gt_due_store_settle(desk->db, gt_now_utc_s(), err);
	if (rc != GT_OK) return rc;
	return gt_due_each(desk, GT_DUE_COMPLEMENT, gt_date_add_days(gt_today(), GT_DUE_HORIZON_DAYS), 0, complement, ending, ret_done, err);
}

/* ---- notifications that nobody opens ---- */
static const char *unopened_kind(const char *type) { return gt_streq(type, "complement") ? "complement-unopened" : gt_streq(type, "decision") ? "decision-unopened" : NULL; }

static int unopened_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	const char *kind = t->count == GT_UNOPENED_REMINDERS ? unopened_kind(t->row->kind) : NULL;
	int rc = gt_due_store_notice_reminded(db, t->row->id, t->count, err);
	struct gt_mail_arg args[] = { { "days", gt_arena_printf(t->arena, "%lld", (long long)gt_days_between(gt_date_in_zone(t->row->at_utc_s, t->row->zone), t->today)) }, { "path", "/notifications" } };
	if (rc == GT_OK) rc = gt_due_mail(db, t, "notification-unread", args, GT_COUNT(args), err);
	if (rc == GT_OK && kind && t->row->service) rc = gt_due_alert(db, t, kind, NULL, err);
	/* Without a request it is the person's own chain. */
	struct gt_act act = { .dossier = t->row->dossier, .actor_kind = GT_ACTOR_SYSTEM, .actor = gt_id_null(t->row->dossier) ? t->row->account : (struct gt_id){ { 0 } }, .verb = "remind",
		.detail = gt_arena_printf(t->arena, "unopened %s %d", t->row->kind, t->count) };
	return rc == GT_OK ? gt_journal_add(db, &act, err) : rc;
}

static int unopened(struct gt_due_thing *t, struct gt_error *err)
{
	int64_t whole = t->procedure && t->procedure->delays.unopened_days ? t->procedure->delays.unopened_days : GT_UNOPENED_DAYS, since = gt_days_between(gt_date_in_zone(t->row->at_utc_s, t->row->zone), t->today);
	t->count = 0;
	for (int i = 1; i <= GT_UNOPENED_REMINDERS; i++)
		if (since * GT_UNOPENED_REMINDERS >= whole * i) t->count = i;
	if (t->count <= t->row->reminded) return GT_OK;
	t->done = true;
	return gt_db_tx(t->desk->db, unopened_tx, t, err);
}

int gt_due_unopened(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	return gt_due_each(desk, GT_DUE_UNOPENED, (struct gt_date){ 0 }, gt_now_utc_s() - DAY_S / 2, unopened, ending, ret_done, err);
}

/* ---- the day on which silence counts ---- */
static int silence_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	bool over = gt_days_between(t->today, t->row->day) <= 0;
	int rc = over ? gt_alert_settle(db, t->row->dossier, "silence-near", err) : GT_OK;
	return rc == GT_OK ? gt_due_alert(db, t, over ? "silence-reached" : "silence-near", iso(t, t->row->day), err) : rc;
}

static int silence(struct gt_due_thing *t, struct gt_error *err)
{
	int64_t left = gt_days_between(t->today, t->row->day);
	if (left > GT_SILENCE_NEAR_DAYS || (left > 0 && t->row->reminded)) return GT_OK;
	t->done = true;
	return gt_db_tx(t->desk->db, silence_tx, t, err);
}

int gt_due_silence(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	/* A day more: it may be tomorrow already where the service is. */
	return gt_due_each(desk, GT_DUE_SILENCE, gt_date_add_days(gt_today(), GT_SILENCE_NEAR_DAYS + 1), 0, silence, ending, ret_done, err);
}

/* ---- drafts ---- */
static int draft_told_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	char id[GT_ID_TEXT];
	int rc = gt_due_store_draft_told(db, t->row, t->now_utc_s, err);
	struct gt_mail_arg args[] = { { "date", shown(t, t->end) }, { "path", gt_arena_printf(t->arena, "/demandes/%s", gt_id_text(t->row->dossier, id)) } };
	if (rc == GT_OK) rc = gt_due_mail(db, t, "draft-expiring", args, GT_COUNT(args), err);
	return rc == GT_OK ? journal(db, t, "remind", "draft", err) : rc;
}

static int draft_expire_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	int rc = gt_due_store_draft_expire(db, t->row, t->now_utc_s, err);
	if (rc == GT_OK) rc = gt_document_destroy_all(db, t->row->dossier, NULL, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = t->row->dossier, .actor_kind = GT_ACTOR_SYSTEM, .verb = "expire", .from_state = "draft", .to_state = "expired" }, err);
}

/* Kept so many months after it was last touched, and never erased without a word some time before. */
static int draft(struct gt_due_thing *t, struct gt_error *err)
{
	int months = t->procedure->retention.drafts_months;
	if (months == 0) return GT_OK;
	bool told = t->row->told_utc_s > t->row->at_utc_s;
	struct gt_date over = gt_date_add_months(gt_date_of(t->row->at_utc_s), months), least = gt_date_add_days(told ? gt_date_of(t->row->told_utc_s) : t->today, GT_DRAFT_TOLD_DAYS);
	t->end = gt_date_cmp(over, least) < 0 ? least : over;
	if (told ? gt_date_cmp(t->today, t->end) < 0 : gt_days_between(t->today, over) > GT_DRAFT_TOLD_DAYS) return GT_OK;
	t->done = true;
	return gt_db_tx(t->desk->db, told ? draft_expire_tx : draft_told_tx, t, err);
}

int gt_due_drafts(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	return gt_due_each(desk, GT_DUE_DRAFT, (struct gt_date){ 0 }, gt_now_utc_s() - GT_DRAFT_TOLD_DAYS * DAY_S, draft, ending, ret_done, err);
}

/* ---- mails that do not arrive ---- */
#define LATE_S 3600
#define FAILED_KEPT_S (90 * DAY_S)       /* older ones are history */

static int mail_failed_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_due_thing *t = arg;
	return gt_due_alert(db, t, "mail-failed", t->row->kind, err);
}

static int mail_failed(struct gt_due_thing *t, struct gt_error *err)
{
	t->done = true;
	return gt_db_tx(t->desk->db, mail_failed_tx, t, err);
}

struct lateness { bool late; const char *key; };

static int mails_late_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct lateness *l = arg;
	return l->late ? gt_alert_raise(db, &(struct gt_alert_new){ .kind = "mail-late", .key = l->key }, err) : gt_alert_settle(db, (struct gt_id){ { 0 } }, "mail-late", err);
}

int gt_due_mails(struct gt_desk *desk, gt_due_ending *ending, int64_t *ret_done, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("mails", 1 << 16);
	struct lateness l = { .late = false };
	bool was;
	int rc = gt_due_store_mails_late(desk->db, gt_now_utc_s() - LATE_S, &l.late, err);
	if (rc == GT_OK) rc = gt_alert_mails_late(desk, &was, err);
	l.key = gt_arena_printf(arena, "mail-late:%lld", (long long)gt_now_utc_s());
	if (rc == GT_OK && was != l.late) rc = gt_db_tx(desk->db, mails_late_tx, &l, err);
	if (rc != GT_OK) return rc;
	return gt_due_each(desk, GT_DUE_MAIL_FAILED, (struct gt_date){ 0 }, gt_now_utc_s() - FAILED_KEPT_S, mail_failed, ending, ret_done, err);
}

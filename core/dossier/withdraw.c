/* A request withdrawn by its person: the receipt is made first, then one short transaction. The agents' acts lock the same row: whoever is first decides. */
#include <stdio.h>
#include "dossier/alert.h"
#include "dossier/dossier_priv.h"
#include "dossier/withdraw.h"
#include "dossier/withdraw_store.h"

static bool open_for(enum gt_state s)
{
	return s == GT_STATE_DEPOSITED || s == GT_STATE_VERIFYING || s == GT_STATE_COMPLEMENT_ASKED || s == GT_STATE_COMPLEMENT_RECEIVED || s == GT_STATE_EXAMINED || s == GT_STATE_PROPOSED;
}

bool gt_withdraw_may(const struct gt_dossier *d) { return open_for(d->state); }

struct withdrawal {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_dossier *d;
	int64_t version_seen, now_utc_s;
	struct gt_paper_row paper;
	struct gt_mail_job mail;
	bool done;                           /* before, by a second click */
};

static int alert(struct gt_db *db, const struct withdrawal *w, struct gt_error *err)
{
	char id[GT_ID_TEXT], key[64];
	snprintf(key, sizeof key, "withdrawn:%s", gt_id_text(w->d->id, id));
	return gt_alert_raise(db, &(struct gt_alert_new){ .service = w->d->service, .kind = "withdrawn", .key = key, .dossier = w->d->id }, err);
}

static int withdraw_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct withdrawal *w = arg;
	GT_AUTO_ARENA arena = gt_arena_new("withdraw", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row now;
	int rc = gt_dossier_store_lock(db, arena, w->d->id, &now, err);
	if (rc != GT_OK) return rc;
	enum gt_state was = gt_state_parse(now.state);
	w->done = was == GT_STATE_WITHDRAWN;
	if (w->done) return GT_OK;
	if (!open_for(was)) return gt_fail(err, GT_DENIED, "state '%s' is not withdrawn from", now.state);
	if (now.version != w->version_seen) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)w->version_seen);
	rc = gt_after_store_withdraw(db, w->d->id, w->version_seen, w->now_utc_s, err);
	if (rc == GT_OK) rc = gt_after_store_end(db, w->d->id, w->now_utc_s, err);
	if (rc == GT_OK) rc = gt_register_give_back(db, w->d->id, err);
	if (rc == GT_OK) rc = gt_dossier_store_papers_end(db, w->d->id, w->d->procedure->paper_prolongation, "withdrawn", gt_today(), w->now_utc_s, err);
	if (rc == GT_OK) rc = gt_dossier_store_paper_insert(db, &w->paper, err);
	if (rc == GT_OK && was != GT_STATE_DEPOSITED) rc = alert(db, w, err);
	if (rc == GT_OK) rc = gt_journal_add(db, &(struct gt_act){ .dossier = w->d->id, .actor_kind = GT_ACTOR_USER, .actor = w->d->account, .verb = "withdraw", .from_state = now.state, .to_state = "withdrawn" }, err);
	if (rc == GT_OK && w->mail.to) rc = gt_outbox_mail(db, w->desk->ring, w->arena, &w->mail, err);
	return rc;
}

static void address_mail(struct withdrawal *w, const char *lang)
{
	struct gt_dossier *d = w->d;
	struct gt_mail_arg *args = gt_new_n(w->arena, struct gt_mail_arg, 1);
	args[0] = (struct gt_mail_arg){ "number", d->number };
	w->mail = (struct gt_mail_job){ .to = d->who->email, .lang = lang, .template_name = "request-withdrawn", .account = d->account, .dossier = d->id, .args = args, .n_args = 1 };
}

int gt_withdraw(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (d->state == GT_STATE_WITHDRAWN) return GT_OK;
	if (!gt_withdraw_may(d)) return gt_fail(err, GT_DENIED, "state '%s' is not withdrawn from", gt_state_name(d->state));
	if (version_seen != d->version) return gt_fail(err, GT_CONFLICT, "the request changed since version %lld", (long long)version_seen);
	struct withdrawal w = { .desk = desk, .arena = arena, .d = d, .version_seen = version_seen, .now_utc_s = gt_now_utc_s() };
	struct gt_paper_order order = { .kind = GT_PAPER_WITHDRAWAL, .lang = GT_PAPER_LANG, .number = d->number, .service = d->service, .issued = gt_today(), .deposited = gt_date_of(d->deposited_utc_s), .now_utc_s = w.now_utc_s };
	int rc = gt_paper_make(desk, arena, d, &order, &w.paper, err);
	if (rc != GT_OK) return rc;
	address_mail(&w, lang);
	rc = gt_db_tx(desk->db, withdraw_tx, &w, err);
	if (rc == GT_OK) {
		d->state = GT_STATE_WITHDRAWN;
		d->version = version_seen + 1;
	}
	return rc;
}

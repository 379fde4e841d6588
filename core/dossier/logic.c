/* What a procedure's logic asks for when a decision takes effect: mails, tasks, deadlines. Looked at before the transaction, done within it. The words are
 * the procedure's alone: no answer goes into a mail or an alert. An effect that cannot be done stops the decision: its logic is wrong, not the request. */
#include "dossier/outcome_priv.h"
#include "hook/hook.h"

static const char *words(const struct gt_outcome_act *o, const char *lang, const char *kind, const char *id, const char *part)
{
	return gt_procedure_text(o->d->procedure, lang, gt_arena_printf(o->arena, "%s.%s%s", kind, id, part), NULL);
}

static int wrong(const struct gt_outcome_act *o, const struct gt_hook_effect *e, const char *why, struct gt_error *err)
{
	return gt_fail(err, GT_FAILED, "logic of '%s' asks for a %s '%s' to '%s': %s", o->d->procedure->id, e->kind, e->text, e->target, why);
}

static void add_alert(struct gt_outcome_act *o, const char *kind, const char *id, const char *key, int64_t from_utc_s)
{
	struct gt_logic_asked *all = &o->logic;
	all->alerts[all->n_alerts++] = (struct gt_alert_new){ .service = o->d->service, .kind = kind, .detail = id, .key = key, .dossier = o->d->id, .from_utc_s = from_utc_s };
}

static int plan_mail(struct gt_outcome_act *o, const struct gt_file_work *work, const struct gt_hook_effect *e, struct gt_error *err)
{
	const bool person = gt_streq(e->target, "applicant");
	const char *lang = person ? work->applicant_lang : GT_PAPER_LANG, *to = o->d->who->email;
	if (!person && !gt_streq(e->target, "service")) return wrong(o, e, "nobody of that name", err);
	const char *subject = words(o, lang, "mail", e->text, ".subject"), *text = words(o, lang, "mail", e->text, "");
	if (!subject || !text) return wrong(o, e, "no such text", err);
	if (e->days) return wrong(o, e, "a mail leaves at once", err);
	if (!person) {
		struct gt_register_service service;
		int rc = gt_register_service(o->desk->db, o->arena, o->d->service, &service, err);
		if (rc != GT_OK) return rc;
		to = service.email;
	}
	/* A closed account, a service without mailbox: whom a mail does not reach, the agents do. */
	if (gt_empty(to)) { add_alert(o, "mail-failed", "procedure-message", NULL, 0); return GT_OK; }
	struct gt_mail_arg *args = gt_new_n(o->arena, struct gt_mail_arg, 3);
	char id[GT_ID_TEXT];
	args[0] = (struct gt_mail_arg){ "subject", subject };
	args[1] = (struct gt_mail_arg){ "text", text };
	args[2] = person ? (struct gt_mail_arg){ "path", gt_arena_printf(o->arena, "/demandes/%s", gt_id_text(o->d->id, id)) } : (struct gt_mail_arg){ "number", o->d->number };
	o->logic.mails[o->logic.n_mails++] = (struct gt_mail_job){ .to = to, .lang = lang, .template_name = "procedure-message", .account = person ? o->d->account : (struct gt_id){ { 0 } },
		.dossier = o->d->id, .args = args, .n_args = 3 };
	return GT_OK;
}

/* A task waits from now on, or comes up on its day; a deadline comes up on its day. The same target is raised once a request. */
static int plan_alert(struct gt_outcome_act *o, const struct gt_hook_effect *e, struct gt_error *err)
{
	char id[GT_ID_TEXT];
	if (!words(o, GT_PAPER_LANG, e->kind, e->text, "")) return wrong(o, e, "no such text", err);
	if (e->days < 0 || (e->days == 0 && gt_streq(e->kind, "deadline"))) return wrong(o, e, "not a day to come", err);
	const char *key = gt_empty(e->target) ? NULL : gt_arena_printf(o->arena, "%s %s %.60s", e->kind, gt_id_text(o->d->id, id), e->target);
	add_alert(o, e->kind, e->text, key, e->days ? gt_day_begins_utc_s(gt_date_add_days(gt_today(), (int)e->days)) : 0);
	return GT_OK;
}

int gt_logic_plan(struct gt_outcome_act *o, const struct gt_file_work *work, const struct gt_hook_effect *asked, size_t n, struct gt_error *err)
{
	o->logic = (struct gt_logic_asked){ .mails = gt_new_n(o->arena, struct gt_mail_job, n + 1), .alerts = gt_new_n(o->arena, struct gt_alert_new, n + 1) };
	int rc = GT_OK;
	for (size_t i = 0; i < n && rc == GT_OK; i++) rc = gt_streq(asked[i].kind, "mail") ? plan_mail(o, work, &asked[i], err) : plan_alert(o, &asked[i], err);
	return rc;
}

int gt_logic_do(struct gt_db *db, struct gt_outcome_act *o, struct gt_error *err)
{
	int rc = GT_OK;
	for (size_t i = 0; i < o->logic.n_mails && rc == GT_OK; i++) rc = gt_outbox_mail(db, o->desk->ring, o->arena, &o->logic.mails[i], err);
	for (size_t i = 0; i < o->logic.n_alerts && rc == GT_OK; i++) rc = gt_alert_raise(db, &o->logic.alerts[i], err);
	return rc;
}

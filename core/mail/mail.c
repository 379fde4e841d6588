/* What becomes of a queued mail: sent, put off (1, 2, 4 … 60 minutes), given up. Settings of the sending side. */
#include <stdio.h>
#include "mail/mail_priv.h"

static const char *needed(const struct gt_config *c, const char *key, struct gt_error *err)
{
	const char *v = gt_config_get(c, key, NULL);

	if (gt_empty(v)) {
		gt_fail(err, GT_FAILED, "setting '%s' is missing", key);
		return NULL;
	}
	return v;
}

/* « ne-pas-repondre@x.fr » or « Name <ne-pas-repondre@x.fr> ». */
static void from_read(struct gt_mailer *m, const char *from)
{
	const char *open = strchr(from, '<'), *close = open ? strchr(open, '>') : NULL;

	m->from_name = "Étrangers en France";
	m->from = from;
	if (!close || close[1] != '\0')
		return;
	m->from = gt_arena_strndup(m->arena, open + 1, (size_t)(close - open - 1));
	size_t n = (size_t)(open - from);
	while (n > 0 && from[n - 1] == ' ')
		n--;
	if (n > 0)
		m->from_name = gt_arena_strndup(m->arena, from, n);
}

static int settings_read(struct gt_mailer *m, const struct gt_config *c, struct gt_error *err)
{
	const char *host, *tls = gt_config_get(c, "mail.tls", "no"), *from;

	if (!(m->base_url = needed(c, "site.base_url", err)) || !(from = needed(c, "mail.from", err)))
		return GT_FAILED;
	from_read(m, from);
	host = gt_config_get(c, "mail.host", "127.0.0.1");
	m->bounce = gt_config_get(c, "mail.bounce", m->from);
	if (!mail_address_ok(m->from) || !mail_address_ok(m->bounce))
		return gt_fail(err, GT_FAILED, "setting 'mail.from' or 'mail.bounce' is no mail address");
	size_t n = strlen(m->base_url);
	if ((!gt_starts(m->base_url, "https://") && !gt_starts(m->base_url, "http://")) || strpbrk(m->base_url, " \t\"<>?#"))
		return gt_fail(err, GT_FAILED, "setting 'site.base_url' is no address of a site");
	m->base_url = gt_arena_strndup(m->arena, m->base_url, m->base_url[n - 1] == '/' ? n - 1 : n);
	m->domain = strchr(m->from, '@') + 1;
	if (!gt_streq(tls, "no") && !gt_streq(tls, "starttls") && !gt_streq(tls, "tls"))
		return gt_fail(err, GT_FAILED, "setting 'mail.tls' is no, starttls or tls");
	if (gt_empty(host) || strpbrk(host, " /@?#\t"))
		return gt_fail(err, GT_FAILED, "setting 'mail.host' is no name of a host");
	bool v6 = strchr(host, ':') && host[0] != '[';
	/* What follows the host is the name we greet with. */
	m->url = gt_arena_printf(m->arena, "%s://%s%s%s:%d/%s", gt_streq(tls, "tls") ? "smtps" : "smtp", v6 ? "[" : "", host, v6 ? "]" : "",
		(int)gt_config_int(c, "mail.port", 25, 1, 65535), gt_config_get(c, "mail.hello", m->domain));
	m->starttls = gt_streq(tls, "starttls");
	m->verify = gt_config_bool(c, "mail.verify", true);
	m->ca_file = gt_config_get(c, "mail.ca_file", NULL);
	m->user = gt_config_get(c, "mail.user", NULL);
	m->password = gt_config_get(c, "mail.password", NULL);
	m->timeout_s = gt_config_int(c, "mail.timeout_s", MAIL_TIMEOUT_S, 1, 300);
	m->give_up_s = gt_config_int(c, "mail.give_up_days", 5, 1, 60) * 86400;
	return GT_OK;
}

int gt_mailer_open(const struct gt_config *config, const struct gt_sheets *sheets, struct gt_mailer **ret, struct gt_error *err)
{
	struct gt_arena *arena = gt_arena_new("mailer", 1024 * 1024);
	struct gt_mailer *m = gt_new(arena, struct gt_mailer);

	*m = (struct gt_mailer){ .magic = MAIL_MAGIC, .sheets = sheets, .arena = arena };
	int rc = settings_read(m, config, err);
	if (rc != GT_OK) {
		gt_arena_free(&arena);
		return rc;
	}
	mail_mime_init();
	*ret = m;
	return GT_OK;
}

void gt_mailer_free(struct gt_mailer **mailer)
{
	struct gt_mailer *m = *mailer;

	if (!m)
		return;
	GT_CHECK(m, MAIL_MAGIC);
	mail_smtp_close(m);
	m->magic = 0;
	struct gt_arena *arena = m->arena;
	gt_arena_free(&arena);
	*mailer = NULL;
}

int gt_mail_make(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *order, struct gt_str *ret, struct gt_error *err)
{
	struct mail_message message;

	GT_CHECK(m, MAIL_MAGIC);
	if (!mail_address_ok(order->to))
		return gt_fail(err, GT_BADINPUT, "an address that no mail can go to");
	int rc = mail_message_make(m, arena, order, &message, err);
	return rc == GT_OK ? mail_mime_make(m, arena, order, &message, ret, err) : rc;
}

static int64_t pause_s(int64_t tries)
{
	int64_t minutes = tries >= 7 ? 60 : (int64_t)1 << (tries > 0 ? tries - 1 : 0);

	return 60 * (minutes > 60 ? 60 : minutes);
}

struct work { struct gt_db *db; const struct gt_keyring *ring; struct gt_mailer *m; const char *instance; struct gt_mail_sent *ret; };

static int give_up(struct work *w, const struct mail_row *row, const char *to, const char *why, struct gt_error *err)
{
	w->ret->given_up++;
	snprintf(w->ret->last_error, sizeof w->ret->last_error, "%s", why);
	int rc = mail_mark_failed(w->db, row, w->instance, why, err);
	if (rc == GT_OK && to && !gt_id_null(row->account))
		rc = mail_account_bounced(w->db, row->account, to, gt_now_utc_s(), err);
	return rc;
}

static int put_off(struct work *w, const struct mail_row *row, const char *why, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();

	if (now - row->created_utc_s > w->m->give_up_s)
		return give_up(w, row, NULL, gt_starts(why, "given up") ? why : "given up: too many days", err);
	w->ret->put_off++;
	snprintf(w->ret->last_error, sizeof w->ret->last_error, "%s", why);
	return mail_mark_later(w->db, row, w->instance, now + pause_s(row->tries + 1), why, err);
}

/* Links end after a day: a mail that brings one later would only mislead. */
static bool outlived(const struct mail_row *row, int64_t now_utc_s)
{
	static const char *const with_link[] = { "account-create", "account-password-reset", "email-old", "email-new", "email-counter" };

	for (size_t i = 0; i < GT_COUNT(with_link); i++)
		if (gt_streq(row->template_name, with_link[i]))
			return now_utc_s - row->created_utc_s >= GT_ACCOUNT_LINK_S;
	return false;
}

static int send_one(struct work *w, struct gt_arena *arena, const struct mail_row *row, struct gt_error *err)
{
	struct gt_mail_job job = { 0 };
	struct gt_error why = { 0 };
	struct gt_str message;
	char smtp_why[200] = "";
	int64_t now = gt_now_utc_s();

	if (outlived(row, now))
		return give_up(w, row, NULL, "given up: its link is over", err);
	if (gt_outbox_open(w->ring, arena, row->id, row->sealed, &job, &why) != GT_OK)
		return put_off(w, row, "cannot be unsealed", err);
	struct gt_mail_order order = { .template_name = row->template_name, .lang = row->lang, .to = job.to, .message_id = row->message_id, .args = job.args, .n_args = job.n_args, .now_utc_s = now, .specimen = row->specimen };
	int rc = gt_mail_make(w->m, arena, &order, &message, &why);
	if (rc == GT_BADINPUT)
		return give_up(w, row, job.to, "address refused by ourselves", err);
	/* A faulty template is mended by the next version of the sheets: the mail waits for it. */
	if (rc != GT_OK)
		return put_off(w, row, rc == GT_NOTFOUND ? "no such template" : "template faulty", err);
	CRASHPOINT("mail-made");
	switch (mail_smtp_send(w->m, job.to, message, smtp_why)) {
	case SMTP_NEVER: return give_up(w, row, job.to, smtp_why, err);
	case SMTP_LATER: return put_off(w, row, smtp_why, err);
	case SMTP_SENT: break;
	}
	CRASHPOINT("mail-accepted");
	/* Killed here, the mail goes a second time when the claim is over, with the same Message-ID: rather twice than never. */
	rc = mail_mark_sent(w->db, row, w->instance, now, err);
	for (int i = 0; rc == GT_BUSY && i < 3; i++)
		rc = mail_mark_sent(w->db, row, w->instance, now, err);
	CRASHPOINT("mail-marked");
	if (rc == GT_OK) {
		w->ret->sent++;
		if (!gt_id_null(row->account))
			rc = mail_account_reached(w->db, row->account, job.to, err);
	}
	return rc;
}

int gt_mail_send_due(struct gt_db *db, const struct gt_keyring *ring, struct gt_mailer *m, const char *instance, bool (*ending)(void), struct gt_mail_sent *ret, struct gt_error *err)
{
	GT_AUTO_ARENA rows_arena = gt_arena_new_clean("mail rows", 64 * 1024 * 1024);
	GT_AUTO_ARENA arena = gt_arena_new_clean("mail", 64 * 1024 * 1024);
	struct work w = { .db = db, .ring = ring, .m = m, .instance = instance, .ret = ret };
	struct mail_row *rows;
	size_t n;

	GT_CHECK(m, MAIL_MAGIC);
	*ret = (struct gt_mail_sent){ 0 };
	for (;;) {
		int64_t begin = gt_now_utc_s();
		int rc = mail_claim(db, rows_arena, instance, begin, &rows, &n, err);
		if (rc != GT_OK)
			return rc;
		CRASHPOINT("mail-claimed");
		int64_t put_off_before = ret->put_off;
		for (size_t i = 0; i < n; i++) {
			/* Told to end, the receiver away, or time running out for our claim: what is left goes back to the queue as it was. */
			bool away = ret->put_off - put_off_before >= 3 && ret->sent == 0;
			if ((ending && ending()) || away || gt_now_utc_s() - begin > MAIL_CLAIM_S / 2)
				return mail_release(db, rows + i, n - i, instance, err);
			rc = send_one(&w, arena, &rows[i], err);
			if (rc != GT_OK)
				return rc;
			gt_arena_reset(arena);
		}
		if (n < MAIL_CLAIM_MAX) {
			mail_smtp_close(m);
			return GT_OK;
		}
		gt_arena_reset(rows_arena);
	}
}

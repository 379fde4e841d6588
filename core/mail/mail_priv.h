/* What the files of room mail share. */
#ifndef GT_MAIL_PRIV_H
#define GT_MAIL_PRIV_H
#include "journal/journal.h"
#include "mail/mail.h"

#define MAIL_CLAIM_MAX 20        /* rows claimed at once: a minute's work when each takes 3 s */
#define MAIL_CLAIM_S 600         /* a program that died holds its rows no longer; 20 mails stay below it unless most of them time out */
#define MAIL_TIMEOUT_S 60        /* one mail, from connection to the receiver's word */
#define MAIL_MAX_BYTES (128 * 1024)

struct gt_mailer {
	uint32_t magic;
	const struct gt_sheets *sheets;
	struct gt_arena *arena;
	const char *base_url, *from, *from_name, *bounce, *domain;
	const char *url, *user, *password, *ca_file;
	int64_t timeout_s, give_up_s;
	bool starttls, verify;
	void *curl;
};
#define MAIL_MAGIC 0x6d61696cu

/* message.c: the sheet's message document, as text and as HTML. */
struct mail_message { const char *subject, *text, *html, *lang; };
int mail_message_make(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *order, struct mail_message *ret, struct gt_error *err) GT_MUST_USE;
/* Addresses that can stand in an SMTP command and a header: one mailbox, ASCII, no comment, no quote. */
bool mail_address_ok(const char *address);
/* mime.c */
void mail_mime_init(void);
int mail_mime_make(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *order, const struct mail_message *msg, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* smtp.c: why it did not go is said in ret_why: code and stage, never an address. */
enum smtp_end { SMTP_SENT, SMTP_LATER, SMTP_NEVER };
enum smtp_end mail_smtp_send(struct gt_mailer *m, const char *to, struct gt_str message, char ret_why[200]);
void mail_smtp_close(struct gt_mailer *m);
/* mail_store.c */
struct mail_row { struct gt_id id, account; const char *template_name, *lang, *message_id; struct gt_str sealed; int64_t tries, created_utc_s; bool specimen; };
int mail_claim(struct gt_db *db, struct gt_arena *arena, const char *instance, int64_t now_utc_s, struct mail_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int mail_mark_sent(struct gt_db *db, const struct mail_row *row, const char *instance, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int mail_mark_later(struct gt_db *db, const struct mail_row *row, const char *instance, int64_t next_utc_s, const char *why, struct gt_error *err) GT_MUST_USE;
int mail_mark_failed(struct gt_db *db, const struct mail_row *row, const char *instance, const char *why, struct gt_error *err) GT_MUST_USE;
int mail_release(struct gt_db *db, const struct mail_row *rows, size_t n, const char *instance, struct gt_error *err) GT_MUST_USE;
/* The account's own address takes mail, or does not: shown to the person at the next visit. */
int mail_account_bounced(struct gt_db *db, struct gt_id account, const char *address, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int mail_account_reached(struct gt_db *db, struct gt_id account, const char *address, struct gt_error *err) GT_MUST_USE;

#endif

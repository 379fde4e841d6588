/* Room mail: queued mails (journal's outbox) to messages to SMTP. The only user of GMime; of libcurl for SMTP. */
#ifndef GT_MAIL_H
#define GT_MAIL_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "render/render.h"

/* Settings and sheets of one sending program; connection to the receiver kept while there is something to send.
 * in: settings mail.* (README.md), site.base_url; sheets with kind "mail"; both outlive it. ret: OK; FAILED a setting is missing or wrong. */
struct gt_mailer;
int gt_mailer_open(const struct gt_config *config, const struct gt_sheets *sheets, struct gt_mailer **ret, struct gt_error *err) GT_MUST_USE;
void gt_mailer_free(struct gt_mailer **mailer);

/* One message, as it goes over the wire. in: template, to, lang, args as queued; message_id the row's. ret: OK; BADINPUT address that no mail can go to;
 * NOTFOUND no such template; FAILED sheet or template faulty. */
struct gt_mail_arg;
struct gt_mail_order { const char *template_name, *lang, *to, *message_id; const struct gt_mail_arg *args; size_t n_args; int64_t now_utc_s; bool specimen; /* of an invented person */ };
int gt_mail_make(const struct gt_mailer *mailer, struct gt_arena *arena, const struct gt_mail_order *order, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

/* Send what is due: claims rows (several programs at once never send the same), sends each, marks it; asks ending() between two mails.
 * instance: who claims, at most 64 bytes. ret: OK (counts say what happened); BUSY database away; FAILED. blocks: 60 s a mail at most. */
struct gt_mail_sent { int64_t sent, put_off, given_up; char last_error[200]; };
int gt_mail_send_due(struct gt_db *db, const struct gt_keyring *ring, struct gt_mailer *mailer, const char *instance, bool (*ending)(void), struct gt_mail_sent *ret, struct gt_error *err) GT_MUST_USE;

/* ---- the operator's view ---- */
struct gt_mail_line { struct gt_id id; const char *state, *template_name, *lang, *last_error; struct gt_id account, dossier; int64_t tries, created_utc_s, next_try_utc_s, sent_utc_s; };
struct gt_mail_count { const char *state; int64_t n, oldest_utc_s; };
/* state NULL: all; newest first, at most limit. */
int gt_mail_list(struct gt_db *db, struct gt_arena *arena, const char *state, int64_t limit, struct gt_mail_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_mail_counts(struct gt_db *db, struct gt_arena *arena, struct gt_mail_count **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Try again now: one (queued or failed), or with a null id all that failed or wait. *ret_n: how many. NOTFOUND: no such mail, or sent already. */
int gt_mail_retry(struct gt_db *db, struct gt_id id, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_mail_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;        /* all statements of the sending side, for tests and doctor */

#endif

/* Inside room account. */
#ifndef GT_ACCOUNT_PRIV_H
#define GT_ACCOUNT_PRIV_H
#include "account/account_store.h"
#include "journal/journal.h"
#include "register/register.h"
#include "text/text.h"

/* ---- throttle.c ---- */
struct gt_digest gt_throttle_subject(const struct gt_account_at *at, const char *act, const char *who);
/* Inside a transaction: counts one try, tells how many it is. ret: OK; REFUSED (rule's wait). */
int gt_throttle_count(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_throttle_rule *rule, struct gt_digest subject, int64_t *ret_failures, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* The numbers of a rule are settings: limits.<act>_free, _base_s, _max_s; a rule's own are the defaults. */
struct gt_throttle_rule gt_throttle_rule_of(const struct gt_account_at *at, const struct gt_throttle_rule *rule);

/* ---- link.c: rows of links, real ones and ones that nobody can use ---- */
struct gt_link_made { struct gt_link_row row; char token[GT_TOKEN_TEXT]; };
struct gt_pending { const char *foreigner_number, *title_number, *email, *email_typed, *lang; };
int gt_link_make_create(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_pending *p, struct gt_link_made *ret, struct gt_error *err) GT_MUST_USE;
void gt_link_make_reset(const struct gt_account_at *at, struct gt_id account, struct gt_link_made *ret);
/* Same work and same row as a real one; its token is nobody's. */
int gt_link_make_decoy(const struct gt_account_at *at, struct gt_arena *arena, struct gt_link_made *ret, struct gt_error *err) GT_MUST_USE;
/* A path of ours, as mails take it: the address before it is a setting, never what the browser said. */
const char *gt_link_path(struct gt_arena *arena, const char *path, const char *token_or_null);
/* Inside a transaction: the password is another; the journal and the person are told. */
int gt_account_password_told(const struct gt_account_at *at, struct gt_id account, const char *verb, struct gt_error *err) GT_MUST_USE;

/* ---- signin.c ---- */
/* N° étranger or e-mail, normalised; what is neither stays a text that matches nothing. */
const char *gt_login_normalise(struct gt_arena *arena, const char *login, bool *ret_email);
int gt_login_find(const struct gt_account_at *at, struct gt_arena *arena, const char *login, struct gt_account_row *ret, struct gt_error *err) GT_MUST_USE; /* OK or NOTFOUND */

/* ---- session.c ---- */
int64_t gt_session_idle_s(const struct gt_account_at *at);
int64_t gt_agent_session_idle_s(const struct gt_account_at *at);                       /* agent_session.c */
/* Of either side. end: token NULL or no token: OK. which: null id: all but the present one; NOTFOUND: not one of theirs. */
int gt_session_end(const struct gt_account_at *at, enum gt_side side, const char *token, struct gt_error *err) GT_MUST_USE;
int gt_sessions_of(const struct gt_account_at *at, struct gt_arena *arena, enum gt_side side, struct gt_id who, struct gt_id present, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_session_revoke_of(const struct gt_account_at *at, enum gt_side side, struct gt_id who, struct gt_id present, struct gt_id which, struct gt_error *err) GT_MUST_USE;
/* Inside a transaction. */
int gt_session_insert(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id account, const struct gt_session_via *via, const char *former, struct gt_digest hash, struct gt_error *err) GT_MUST_USE;
int gt_session_token_seal(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id session, const struct gt_session_via *via, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

static inline int gt_mail_queue(const struct gt_account_at *at, struct gt_arena *arena, const char *template_name, const char *lang, const char *to, struct gt_id account,
	const struct gt_mail_arg *args, size_t n, struct gt_error *err)
{
	return gt_outbox_mail(at->db, at->ring, arena, &(struct gt_mail_job){ .to = to, .lang = lang, .template_name = template_name, .account = account, .args = args, .n_args = n }, err);
}

#endif

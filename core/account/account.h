/* Room account: applicants' accounts, their links by mail, passwords, sessions and form tokens, kept forms. Agents: agent.h.
 * Nothing here tells whether somebody has an account or a title: known and unknown take the same way, the same time, the same number of mails. */
#ifndef GT_ACCOUNT_H
#define GT_ACCOUNT_H
#include "base/base.h"
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "db/db.h"

/* What the acts work with: opened by the program. */
/* by: the agent who administers others' accounts; null: the operator, at the command line. */
struct gt_account_at { struct gt_db *db; const struct gt_keyring *ring; const struct gt_config *config; struct gt_id by; };
/* Who asks, as the request says. lang: of mails. */
/* Of the counter: whose session, whose way in. */
enum gt_side { GT_SIDE_USER, GT_SIDE_AGENT, GT_SIDE__MAX };
struct gt_caller { const char *address, *browser, *lang; };

/* ---- passwords: the guide's rules one by one, and two of ours ---- */
enum gt_password_rule {
	GT_PASSWORD_LENGTH, GT_PASSWORD_UPPER, GT_PASSWORD_LOWER, GT_PASSWORD_DIGIT, GT_PASSWORD_SPECIAL,
	GT_PASSWORD_COMMON,                  /* a word of the lists of common passwords, with ornaments at most */
	GT_PASSWORD_WEAK,                    /* guessed too easily */
	GT_PASSWORD_TOO_LONG,                /* over GT_PASSWORD_MAX_BYTES */
	GT_PASSWORD__MAX
};
#define GT_PASSWORD_SPECIALS "!\"#$%&()*-./=>?@_"
/* known: words of the person (names, number, e-mail) that must not carry the password; NULL-terminated, may be NULL. Returns whether it is good;
 * broken[rule] tells the rules it breaks. */
bool gt_password_check(const char *password, const char *const *known, bool broken[GT_PASSWORD__MAX]);
const char *gt_password_rule_name(enum gt_password_rule rule);           /* "password-short": id of the finding */

/* ---- sign-up. One mail goes to the address typed, whatever is found; an existing account's own address is warned ----
 * ret: OK, the same whatever was found; BADINPUT not an e-mail address; REFUSED too many from this address or to this mailbox: *ret_wait_s; BUSY, FAILED. */
struct gt_signup { const char *number; struct gt_date start, end; const char *email; };
int gt_account_signup(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_signup *wanted, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;

/* A password of four groups that keeps every rule; to be shown once and changed at the first sign-in. */
#define GT_PASSWORD_TEMPORARY 20
void gt_password_temporary(char out[GT_PASSWORD_TEMPORARY]);

/* ---- links: 256 bits, kept as a hash, one use, GT_ACCOUNT_LINK_S ---- */
enum gt_link_purpose { GT_LINK_CREATE, GT_LINK_RESET };
struct gt_link { enum gt_link_purpose purpose; bool expired; };
/* Looks without using. ret: OK (also for an expired one, so that its page can offer another); NOTFOUND: never made, used or void; BUSY, FAILED. */
int gt_account_link_check(const struct gt_account_at *at, const char *token, struct gt_link *ret, struct gt_error *err) GT_MUST_USE;
/* Uses the link: makes the account, or gives it the new password and ends its sessions. All other links of that person are void.
 * ret: OK; REFUSED broken rules; NOTFOUND as above, expired too; BUSY, UNCERTAIN, FAILED. locks: the link's row; of two uses at once one wins. */
int gt_account_password_create(const struct gt_account_at *at, const char *token, const char *password, bool broken[GT_PASSWORD__MAX], enum gt_link_purpose *ret_purpose, struct gt_error *err) GT_MUST_USE;

/* An account made by the operator, without a link: for demonstrations and for who cannot have a mailbox checked. ret: OK; NOTFOUND no such title or person;
 * CONFLICT there is one already; REFUSED broken rules; BADINPUT e-mail; BUSY, FAILED. */
int gt_account_make(const struct gt_account_at *at, const char *foreigner_number, const char *email, const char *password, const char *lang, struct gt_error *err) GT_MUST_USE;

/* ---- forgotten: the same answer always. Password: a mail to the address of the account, if there is one; identifier: a mail to the address typed ---- */
int gt_account_password_forgotten(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
int gt_account_login_forgotten(const struct gt_account_at *at, const struct gt_caller *caller, const char *email, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;

/* ---- sign-in and sessions ---- */
struct gt_session {
	struct gt_id id, account;
	const char *name;                    /* as greeted: first name and name; the e-mail when the register has none */
	const char *foreigner_number, *title_number, *email, *phone, *lang;  /* first NULL: a visa's holder; title: the one the account was made with */
	int64_t seconds_left;                /* left when nothing is done any more */
	bool notified;                       /* of anything, ever: there is a bell to fill */
	bool email_bounced;                  /* our mails do not reach the address any more */
	char csrf[65];                       /* token of this session's forms */
};
/* login: N° étranger, or the e-mail of a person who has none. former: the session cookie that came along, if any: it ends (no fixation).
 * ret: OK, token of the new session; REFUSED wrong, or too soon (*ret_wait_s > 0); BUSY, FAILED. blocks: one Argon2 for known and unknown alike. */
int gt_account_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* Opens a session without a password: an identity provider vouched for the account. via NULL: nobody is named. */
struct gt_session_via { const char *provider, *id_token; bool second_factor; };
int gt_session_open(const struct gt_account_at *at, const struct gt_caller *caller, struct gt_id account, const struct gt_session_via *via, const char *former, char ret_token[GT_TOKEN_TEXT], struct gt_error *err) GT_MUST_USE;
/* ret: OK, and the idle time starts again; NOTFOUND no such session, or over; BUSY, FAILED. */
int gt_session_find(const struct gt_account_at *at, struct gt_arena *arena, const char *token, struct gt_session *ret, struct gt_error *err) GT_MUST_USE;
int gt_session_sign_out(const struct gt_account_at *at, const char *token, struct gt_error *err) GT_MUST_USE;     /* OK also when it was over */
struct gt_session_line { struct gt_id id; const char *browser; int64_t created_utc_s, seen_utc_s; bool current; };
int gt_session_list(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_session *session, struct gt_session_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* One of the person's own; null id: all others. NOTFOUND: none of theirs. */
int gt_session_revoke(const struct gt_account_at *at, const struct gt_session *session, struct gt_id which, struct gt_error *err) GT_MUST_USE;
int gt_account_phone_set(const struct gt_account_at *at, struct gt_id account, const char *phone, struct gt_error *err) GT_MUST_USE; /* BADINPUT not a number */
/* Knows the present password and gives another. ret: OK; DENIED the present one is wrong; REFUSED broken rules; other sessions end. */
int gt_account_password_change(const struct gt_account_at *at, const struct gt_session *session, const char *present, const char *password, bool broken[GT_PASSWORD__MAX], struct gt_error *err) GT_MUST_USE;

/* Whether that is the account's password; slowed down. ret: OK; DENIED it is not; BUSY also: too many tries; FAILED. */
int gt_account_password_is(const struct gt_account_at *at, const struct gt_session *session, const char *password, struct gt_error *err) GT_MUST_USE;

/* ---- another e-mail address: a link to the present mailbox, another to the new one; when both were used the account has it ----
 * ask: OK whether the new address is free or not; BADINPUT none; REFUSED too often (*ret_wait_s). agree: uses one half; *ret_done with the second;
 * NOTFOUND used, expired, void, or the address was taken meanwhile. locks: both links. */
int gt_account_email_ask(const struct gt_account_at *at, const struct gt_session *session, const char *email, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* *ret_alone: an agent replaced a lost mailbox, this link suffices. */
int gt_account_email_link_check(const struct gt_account_at *at, const char *token, bool *ret_alone, struct gt_error *err) GT_MUST_USE;
int gt_account_email_agree(const struct gt_account_at *at, const char *token, bool *ret_done, struct gt_error *err) GT_MUST_USE;
/* The mailbox is lost: an agent who saw the person's proof of identity at the counter gives another address. The new mailbox proves that it is read, by the
 * same link; the present one is told at once. Then the account has it and all its sessions end. email: as typed; present, lang: of the account; proof: one
 * of gt_email_proofs. ret: OK whether the new address is free or not; BADINPUT no address, or no such proof; REFUSED too often; NOTFOUND; BUSY, FAILED. */
extern const char *const gt_email_proofs[];                              /* ids, NULL-terminated */
struct gt_email_recovery { struct gt_id account, agent, dossier; const char *email, *present, *lang, *proof; };
int gt_account_email_recover(const struct gt_account_at *at, const struct gt_email_recovery *recovery, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* When the address was last changed so; 0: never. */
int gt_account_email_recovered(const struct gt_account_at *at, struct gt_id account, int64_t *ret_utc_s, struct gt_error *err) GT_MUST_USE;
/* The account signs in no more, its sessions end; its number and address may make another one. Deposited requests stay. */
int gt_account_close(const struct gt_account_at *at, const struct gt_session *session, struct gt_error *err) GT_MUST_USE;

/* ---- form tokens ---- */
/* Signed out: the cookie holds a token of gt_token_new, the form its keyed hash. */
void gt_csrf_for_cookie(const struct gt_keyring *ring, const char *cookie, char out[65]);
bool gt_csrf_same(const char *sent, const char *expected);               /* constant time; NULL is never the same */

/* ---- a form that came after its session's end ---- */
/* Kept for GT_KEPT_FORM_S when the session ended less than an hour ago and the form carried its token. ret: OK; NOTFOUND not kept; TOOBIG; BUSY, FAILED. */
#define GT_KEPT_FORM_S 3600
int gt_kept_form_put(const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, const char *path, const struct gt_pair *pairs, size_t n, struct gt_error *err) GT_MUST_USE;
struct gt_kept_form { struct gt_id id; const char *path; const struct gt_pair *pairs; size_t n; };
/* The latest of that person, still kept. NOTFOUND: none. */
int gt_kept_form_find(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id account, struct gt_kept_form *ret, struct gt_error *err) GT_MUST_USE;
int gt_kept_form_drop(const struct gt_account_at *at, struct gt_id account, struct gt_error *err) GT_MUST_USE;        /* all of that person */

/* ---- throttle: failures slow down, nothing is ever locked ---- */
struct gt_throttle_rule { const char *act; int64_t free, base_s, max_s, window_s; };  /* after `free` tries base_s, then twice as much each time, up to max_s; forgotten after window_s of quiet */
/* Counts one try of (act, who). ret: OK; REFUSED: too soon, *ret_wait_s; BUSY, FAILED. who: any text, kept as a keyed digest. */
int gt_throttle_try(const struct gt_account_at *at, const struct gt_throttle_rule *rule, const char *who, int64_t *ret_wait_s, struct gt_error *err) GT_MUST_USE;
/* The network somebody comes from: an IPv4 address, the first half of an IPv6 one (a household has the rest to choose from). */
const char *gt_throttle_network(struct gt_arena *arena, const char *address);
int gt_throttle_forget(const struct gt_account_at *at, const char *act, const char *who, struct gt_error *err) GT_MUST_USE;

#endif

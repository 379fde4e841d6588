/* Room journal: acts, chained per request by hash, and the outbox. Both are written inside the act's own transaction, never outside. */
#ifndef GT_JOURNAL_H
#define GT_JOURNAL_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"

enum gt_actor { GT_ACTOR_USER, GT_ACTOR_AGENT, GT_ACTOR_SYSTEM, GT_ACTOR_OPERATOR };
struct gt_act {
	struct gt_id dossier;                /* null: an act on an account or the installation */
	enum gt_actor actor_kind; struct gt_id actor;
	const char *verb;                    /* deposit, upload, remove-document, decide, read … */
	const char *from_state, *to_state;   /* NULL when the act changes no state */
	const char *detail;                  /* ids and numbers only, never what a person typed */
};
/* ret: OK, BUSY, FAILED. locks: the chain's last row of that dossier. Must be called inside gt_db_tx. */
int gt_journal_add(struct gt_db *db, const struct gt_act *act, struct gt_error *err) GT_MUST_USE;
/* The acts of one request (or of one actor, without request), oldest first. */
struct gt_journal_entry { int64_t seq, at_utc_s, actor_kind; struct gt_id actor; const char *verb, *from_state, *to_state, *detail; };
int gt_journal_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_journal_entry **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Recomputes every chain. REFUSED: ret_first_bad is the chain (request or actor) with the first broken link. */
int gt_journal_verify(struct gt_db *db, struct gt_arena *arena, struct gt_id *ret_first_bad, int64_t *ret_checked, struct gt_error *err) GT_MUST_USE;

/* A mail to come: template and arguments; rendered and sent by guichet-jobs. Arguments and address are sealed. */
struct gt_mail_job { const char *to, *lang, *template_name; struct gt_id account, dossier; const struct gt_mail_arg { const char *name, *value; } *args; size_t n_args; };
int gt_outbox_mail(struct gt_db *db, const struct gt_keyring *ring, struct gt_arena *arena, const struct gt_mail_job *job, struct gt_error *err) GT_MUST_USE;
/* What gt_outbox_mail sealed: fills to, args, n_args of job. For the room that sends. */
int gt_outbox_open(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id id, struct gt_str sealed, struct gt_mail_job *job, struct gt_error *err) GT_MUST_USE;
int gt_journal_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;     /* all statements, for tests and doctor */

#endif

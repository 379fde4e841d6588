/* Inside room journal: rows. */
#ifndef GT_JOURNAL_PRIV_H
#define GT_JOURNAL_PRIV_H
#include "journal/journal.h"

struct gt_link { int64_t seq; struct gt_str hash; };
struct gt_journal_row {
	struct gt_id chain; int64_t seq; struct gt_id dossier; int64_t at_utc_s, actor_kind; struct gt_id actor;
	const char *verb, *from_state, *to_state, *detail;
	struct gt_str previous, hash;
};
int gt_journal_last(struct gt_db *db, struct gt_arena *arena, struct gt_id chain, struct gt_link *ret, struct gt_error *err);
int gt_journal_insert(struct gt_db *db, const struct gt_journal_row *r, struct gt_error *err);
int gt_journal_walk(struct gt_db *db, struct gt_arena *arena, struct gt_id chain, int64_t seq, struct gt_journal_row **ret, size_t *ret_n, struct gt_error *err);
int gt_outbox_insert(struct gt_db *db, struct gt_id id, const struct gt_mail_job *job, struct gt_str sealed, const char *message_id, int64_t now_utc_s, struct gt_error *err);
/* Hash of a link: what README.md writes down. */
struct gt_digest gt_journal_hash(struct gt_arena *arena, const struct gt_journal_row *r);

#endif

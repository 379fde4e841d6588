/* The chain of acts: each link holds the hash of the one before, so a row altered, removed or slipped in is found by whoever recomputes it.
 * Who may do what, and which acts there are, is not decided here. */
#include <stdio.h>
#include "journal/journal_priv.h"

static void number(struct gt_buf *b, uint64_t v)
{
	uint8_t p[8];
	for (int i = 0; i < 8; i++) p[i] = (uint8_t)(v >> (56 - 8 * i));
	gt_buf_add(b, p, 8);
}

/* A text with its length before it: no two rows give the same bytes. NULL is not "". */
static void text(struct gt_buf *b, const char *s)
{
	number(b, s ? strlen(s) : UINT64_MAX);
	if (s) gt_buf_puts(b, s);
}

struct gt_digest gt_journal_hash(struct gt_arena *arena, const struct gt_journal_row *r)
{
	struct gt_buf b = gt_buf_new(arena, 8192);
	gt_buf_add(&b, "gt-journal-1", 12);
	gt_buf_add(&b, r->previous.p, 32);
	gt_buf_add(&b, r->chain.b, 16);
	number(&b, (uint64_t)r->seq);
	gt_buf_add(&b, r->dossier.b, 16);
	number(&b, (uint64_t)r->at_utc_s);
	number(&b, (uint64_t)r->actor_kind);
	gt_buf_add(&b, r->actor.b, 16);
	text(&b, r->verb);
	text(&b, r->from_state);
	text(&b, r->to_state);
	text(&b, r->detail);
	gt_assert(!b.overflow);
	return gt_sha256(b.p, b.n);
}

static struct gt_id chain_of(const struct gt_act *act) { return gt_id_null(act->dossier) ? act->actor : act->dossier; }

int gt_journal_add(struct gt_db *db, const struct gt_act *act, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	gt_assert(!gt_empty(act->verb) && (!act->detail || strlen(act->detail) <= 500));
	GT_AUTO_ARENA arena = gt_arena_new("journal", 65536);
	static const uint8_t zero[32];
	struct gt_link last = { .seq = 0, .hash = { (const char *)zero, 32 } };
	struct gt_journal_row row = { .chain = chain_of(act), .dossier = act->dossier, .at_utc_s = gt_now_utc_s(), .actor_kind = act->actor_kind, .actor = act->actor,
		.verb = act->verb, .from_state = act->from_state, .to_state = act->to_state, .detail = act->detail };
	int rc = gt_journal_last(db, arena, row.chain, &last, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	if (last.hash.n != 32) return gt_fail(err, GT_FAILED, "a link of the journal has no hash");
	CRASHPOINT("journal-link-read");
	row.seq = last.seq + 1;
	row.previous = last.hash;
	struct gt_digest hash = gt_journal_hash(arena, &row);
	row.hash = (struct gt_str){ (const char *)hash.b, sizeof hash.b };
	rc = gt_journal_insert(db, &row, err);
	CRASHPOINT("journal-link-written");
	/* two first acts of one chain at the same moment: there was no last row to wait on */
	return rc == GT_CONFLICT ? gt_db_again(db, err) : rc;
}

struct walk { struct gt_id chain; int64_t seq; struct gt_digest hash; bool any; };

static bool link_holds(struct gt_arena *arena, const struct walk *w, const struct gt_journal_row *r)
{
	static const struct gt_digest zero;
	bool same = w->any && gt_id_eq(w->chain, r->chain);
	const struct gt_digest *before = same ? &w->hash : &zero;
	if (r->seq != (same ? w->seq + 1 : 1) || r->previous.n != 32 || r->hash.n != 32) return false;
	if (!gt_id_eq(r->chain, gt_id_null(r->dossier) ? r->actor : r->dossier)) return false;
	struct gt_digest hash = gt_journal_hash(arena, r);
	return memcmp(r->previous.p, before->b, 32) == 0 && memcmp(r->hash.p, hash.b, 32) == 0;
}

/* A page of rows at a time, so that a journal of years needs the memory of one page. A chain cut at its end cannot be found from inside: the count
 * and the last hash written on papers and backups tell. */
int gt_journal_verify(struct gt_db *db, struct gt_arena *arena, struct gt_id *ret_first_bad, int64_t *ret_checked, struct gt_error *err)
{
	struct walk w = { .seq = 0 };
	int64_t checked = 0;
	(void)arena;
	for (;;) {
		GT_AUTO_ARENA page = gt_arena_new("journal page", 64 << 20);
		struct gt_journal_row *rows;
		size_t n;
		int rc = gt_journal_walk(db, page, w.chain, w.seq, &rows, &n, err);
		if (rc != GT_OK) return rc;
		for (size_t i = 0; i < n; i++, checked++) {
			if (!link_holds(page, &w, &rows[i])) {
				*ret_first_bad = rows[i].chain;
				*ret_checked = checked;
				return gt_fail(err, GT_REFUSED, "the journal is broken at link %lld of one chain", (long long)rows[i].seq);
			}
			w = (struct walk){ .chain = rows[i].chain, .seq = rows[i].seq, .any = true };
			memcpy(w.hash.b, rows[i].hash.p, 32);
		}
		if (n == 0) break;
	}
	*ret_checked = checked;
	return GT_OK;
}

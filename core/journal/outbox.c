/* Queue of mails to come: the act's own transaction writes them, guichet-jobs sends them. Format of the sealed part: count, then texts with their
 * length (4 bytes, big-endian): address, name, value, name, value … */
#include <stdio.h>
#include "journal/journal_priv.h"

#define ARGS_MAX 64

static void put(struct gt_buf *b, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	uint8_t head[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
	gt_buf_add(b, head, 4);
	gt_buf_add(b, s ? s : "", n);
}

static bool get(struct gt_arena *arena, struct gt_str *in, const char **ret)
{
	const uint8_t *p = (const uint8_t *)in->p;
	if (in->n < 4) return false;
	size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (n > in->n - 4) return false;
	*ret = gt_arena_strndup(arena, in->p + 4, n);
	in->p += 4 + n;
	in->n -= 4 + n;
	return true;
}

int gt_outbox_mail(struct gt_db *db, const struct gt_keyring *ring, struct gt_arena *arena, const struct gt_mail_job *job, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	gt_assert(!gt_empty(job->to) && !gt_empty(job->template_name) && job->n_args <= ARGS_MAX);
	struct gt_id id = gt_id_new();
	struct gt_buf b = gt_buf_new(arena, 1024 * 1024);
	struct gt_str sealed;
	put(&b, job->to);
	for (size_t i = 0; i < job->n_args; i++) {
		put(&b, job->args[i].name);
		put(&b, job->args[i].value);
	}
	if (b.overflow) return gt_fail(err, GT_TOOBIG, "arguments of mail '%s' are too long", job->template_name);
	int rc = gt_seal(ring, arena, "outbox", id, (struct gt_str){ b.p, b.n }, &sealed, err);
	if (rc != GT_OK) return rc;
	CRASHPOINT("mail-sealed");
	/* given once and for all: a mail sent twice after a crash carries the same one. The host is added when it is sent. */
	char text[GT_ID_TEXT];
	struct gt_mail_job row = *job;
	if (!row.lang) row.lang = "fr";
	return gt_outbox_insert(db, id, &row, sealed, gt_id_text(id, text), gt_now_utc_s(), err);
}

int gt_outbox_open(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id id, struct gt_str sealed, struct gt_mail_job *job, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_unseal(ring, arena, "outbox", id, sealed, &plain, err);
	if (rc != GT_OK) return rc;
	struct gt_mail_arg *args = gt_new_n(arena, struct gt_mail_arg, ARGS_MAX);
	size_t n = 0;
	bool good = get(arena, &plain, &job->to);
	while (good && plain.n && n < ARGS_MAX) {
		good = get(arena, &plain, &args[n].name) && get(arena, &plain, &args[n].value);
		n++;
	}
	if (!good || plain.n) return gt_fail(err, GT_FAILED, "a queued mail cannot be read");
	job->args = args;
	job->n_args = n;
	return GT_OK;
}

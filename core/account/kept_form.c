/* A form that came after its session's end: sealed, kept an hour for the same person, given back after the next sign-in. Only the latest is kept. */
#include "account/agent_priv.h"

#define KEPT_MAX_BYTES (2 * GT_FORM_BODY_MAX_BYTES)

/* name NUL value NUL … */
static int pack(struct gt_arena *arena, const struct gt_pair *pairs, size_t n, struct gt_str *ret, struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, KEPT_MAX_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(pairs[i].name, "csrf") == 0) continue;
		gt_buf_add(&b, pairs[i].name, strlen(pairs[i].name) + 1);
		gt_buf_add(&b, pairs[i].value, strlen(pairs[i].value) + 1);
	}
	if (b.overflow) return gt_fail(err, GT_TOOBIG, "a form of that size is not kept");
	*ret = (struct gt_str){ b.n ? b.p : "", b.n };
	return GT_OK;
}

static size_t unpack(struct gt_arena *arena, struct gt_str plain, const struct gt_pair **ret)
{
	size_t zeros = 0, n = 0;
	for (size_t i = 0; i < plain.n; i++) zeros += plain.p[i] == 0;
	struct gt_pair *pairs = gt_new_n(arena, struct gt_pair, zeros / 2 + 1);
	for (size_t at = 0; n < zeros / 2; n++) {
		pairs[n].name = plain.p + at;
		at += strlen(pairs[n].name) + 1;
		pairs[n].value = plain.p + at;
		at += strlen(pairs[n].value) + 1;
	}
	*ret = pairs;
	return n;
}

/* Whose session that was, if it ended less than an hour ago and the form bears its token. */
static int whose(enum gt_side side, const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, struct gt_id *ret, struct gt_error *err)
{
	struct gt_digest hash;
	struct gt_ended_row row;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = gt_store_session_ended(at->db, arena, side, hash, &row, err);
	if (rc != GT_OK) return rc;
	struct gt_digest d = { { 0 } };
	char expected[GT_DIGEST_HEX];
	if (row.csrf.n != sizeof d.b) return gt_fail(err, GT_NOTFOUND, "no form token");
	memcpy(d.b, row.csrf.p, sizeof d.b);
	if (!gt_csrf_same(csrf, gt_digest_hex(d, expected))) return gt_fail(err, GT_NOTFOUND, "the form's token is another");
	/* Of one that simply ran out the row still says when it was last seen. */
	int64_t ended = row.ended_utc_s, now = gt_now_utc_s();
	if (row.expires_utc_s != row.ended_utc_s) {
		ended += side == GT_SIDE_AGENT ? gt_agent_session_idle_s(at) : gt_session_idle_s(at);
		if (row.expires_utc_s < ended) ended = row.expires_utc_s;
	}
	if (now - ended > GT_KEPT_FORM_S) return gt_fail(err, GT_NOTFOUND, "that session is long over");
	*ret = row.who;
	return GT_OK;
}

struct keep { enum gt_side side; struct gt_id who; struct gt_kept_row row; };

static int keep_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct keep *k = arg;
	int rc = gt_store_kept_delete(db, k->side, k->who, err);
	return rc == GT_OK ? gt_store_kept_insert(db, k->side, k->who, &k->row, gt_now_utc_s(), err) : rc;
}

static int put(enum gt_side side, const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, const char *path, const struct gt_pair *pairs, size_t n, struct gt_error *err)
{
	struct keep k = { .side = side, .row = { .id = gt_id_new(), .path = path } };
	struct gt_str plain;
	if (strlen(path) > 255) return gt_fail(err, GT_TOOBIG, "path of %zu bytes", strlen(path));
	int rc = whose(side, at, arena, token, csrf, &k.who, err);
	if (rc == GT_OK) rc = pack(arena, pairs, n, &plain, err);
	if (rc == GT_OK) rc = gt_seal(at->ring, arena, "kept-form", k.row.id, plain, &k.row.sealed, err);
	return rc == GT_OK ? gt_db_tx(at->db, keep_tx, &k, err) : rc;
}

static int find(enum gt_side side, const struct gt_account_at *at, struct gt_arena *arena, struct gt_id who, struct gt_kept_form *ret, struct gt_error *err)
{
	struct gt_kept_row row;
	struct gt_str plain;
	int rc = gt_store_kept(at->db, arena, side, who, gt_now_utc_s(), &row, err);
	if (rc == GT_OK) rc = gt_unseal(at->ring, arena, "kept-form", row.id, row.sealed, &plain, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_kept_form){ .id = row.id, .path = row.path };
	ret->n = unpack(arena, plain, &ret->pairs);
	return GT_OK;
}

int gt_kept_form_put(const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, const char *path, const struct gt_pair *pairs, size_t n, struct gt_error *err)
{
	return put(GT_SIDE_USER, at, arena, token, csrf, path, pairs, n, err);
}

int gt_kept_form_find(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id account, struct gt_kept_form *ret, struct gt_error *err) { return find(GT_SIDE_USER, at, arena, account, ret, err); }
int gt_kept_form_drop(const struct gt_account_at *at, struct gt_id account, struct gt_error *err) { return gt_store_kept_delete(at->db, GT_SIDE_USER, account, err); }

int gt_agent_kept_put(const struct gt_account_at *at, struct gt_arena *arena, const char *token, const char *csrf, const char *path, const struct gt_pair *pairs, size_t n, struct gt_error *err)
{
	return put(GT_SIDE_AGENT, at, arena, token, csrf, path, pairs, n, err);
}

int gt_agent_kept_find(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id agent, struct gt_kept_form *ret, struct gt_error *err) { return find(GT_SIDE_AGENT, at, arena, agent, ret, err); }
int gt_agent_kept_drop(const struct gt_account_at *at, struct gt_id agent, struct gt_error *err) { return gt_store_kept_delete(at->db, GT_SIDE_AGENT, agent, err); }

/* Changing the e-mail address: the present mailbox agrees and the new one proves that it is read, in whatever order; then the account has the new one.
 * Closing the account. */
#include "account/account_priv.h"

static const struct gt_throttle_rule change_rule = { "email_change", 5, 60, 3600, 7200 }, recovery_rule = { "email_recovery", 10, 60, 3600, 7200 };
#define EMAIL_CHANGE "email-change"       /* verb */
#define PENDING_BYTES 600                 /* the two halves look alike */
static const char *const halves[] = { "email-old", "email-new" };
static const char by_agent[] = "email-counter";   /* one half: who lost the mailbox cannot agree from it */
const char *const gt_email_proofs[] = { "passport", "permit", "identity-card", "consular-card", NULL };

/* ---- asking ---- */
struct address { const char *typed, *normal; };
struct asking { const struct gt_account_at *at; const struct gt_session *session; struct address to; };

static int make_half(const struct gt_account_at *at, struct gt_arena *arena, const char *purpose, struct gt_id account, const struct address *to, struct gt_id change, struct gt_link_made *m, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();
	*m = (struct gt_link_made){ .row = { .purpose = purpose, .account = account, .group = change, .pending_id = gt_id_new(), .created_utc_s = now, .expires_utc_s = now + GT_ACCOUNT_LINK_S } };
	gt_token_new(m->token, &m->row.token);
	char *plain = gt_arena_alloc(arena, PENDING_BYTES);
	memcpy(plain, to->normal, strlen(to->normal));                    /* both at most GT_EMAIL_MAX_BYTES, a NUL after each */
	memcpy(plain + GT_EMAIL_MAX_BYTES + 1, to->typed, strlen(to->typed));
	int rc = gt_seal(at->ring, arena, "account-email", m->row.pending_id, (struct gt_str){ plain, PENDING_BYTES }, &m->row.pending, err);
	return rc == GT_OK ? gt_store_link_insert(at->db, &m->row, err) : rc;
}

/* The link, to the new address. One that serves another account is told so itself; whoever asked sees nothing of it. */
static int tell_new(const struct gt_account_at *at, struct gt_arena *arena, const char *mail, const char *lang, struct gt_id account, const struct address *to, const struct gt_link_made *half, struct gt_error *err)
{
	bool taken = false;
	int rc = gt_store_account_email_taken(at->db, arena, to->normal, &taken, err);
	const struct gt_mail_arg link[] = { { "path", taken ? "/connexion" : gt_link_path(arena, "/compte/adresse", half->token) } };
	return rc == GT_OK ? gt_mail_queue(at, arena, taken ? "account-exists" : mail, lang, to->typed, account, link, 1, err) : rc;
}

static int ask_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct asking *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("e-mail change", 1 << 20);
	struct gt_id change = gt_id_new();
	struct gt_account_row owner;
	struct gt_link_made old, new;
	int rc = gt_store_account_by_id(db, arena, a->session->account, &owner, err);
	/* What was asked before counts no more. */
	if (rc == GT_OK) rc = gt_store_links_void(db, owner.id, (struct gt_id){ { 0 } }, gt_now_utc_s(), err);
	if (rc == GT_OK) rc = make_half(a->at, arena, halves[0], owner.id, &a->to, change, &old, err);
	if (rc == GT_OK) rc = make_half(a->at, arena, halves[1], owner.id, &a->to, change, &new, err);
	if (rc != GT_OK) return rc;
	const struct gt_mail_arg to_old[] = { { "path", gt_link_path(arena, "/compte/adresse", old.token) } };
	rc = gt_mail_queue(a->at, arena, halves[0], owner.lang, owner.email_typed, owner.id, to_old, 1, err);
	return rc == GT_OK ? tell_new(a->at, arena, halves[1], owner.lang, owner.id, &a->to, &new, err) : rc;
}

int gt_account_email_ask(const struct gt_account_at *at, const struct gt_session *session, const char *email, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("e-mail change", 1 << 18);
	struct asking a = { .at = at, .session = session };
	char id[GT_ID_TEXT];
	*ret_wait_s = 0;
	if (!gt_text_email(arena, email ? email : "", &a.to.typed, &a.to.normal)) return gt_fail(err, GT_BADINPUT, "not an e-mail address");
	int rc = gt_throttle_try(at, &change_rule, gt_id_text(session->account, id), ret_wait_s, err);
	return rc == GT_OK ? gt_db_tx(at->db, ask_tx, &a, err) : rc;
}

/* ---- agreeing ---- */
static int find_half(const struct gt_account_at *at, struct gt_arena *arena, const char *token, bool lock, struct gt_link_row *l, struct gt_error *err)
{
	struct gt_digest hash;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = lock ? gt_store_link_lock(at->db, arena, hash, l, err) : gt_store_link(at->db, arena, hash, l, err);
	if (rc != GT_OK) return rc;
	l->token = hash;
	bool ours = strcmp(l->purpose, halves[0]) == 0 || strcmp(l->purpose, halves[1]) == 0 || strcmp(l->purpose, by_agent) == 0;
	if (!ours || l->used_utc_s || gt_now_utc_s() >= l->expires_utc_s) return gt_fail(err, GT_NOTFOUND, "used, expired, or for something else");
	return GT_OK;
}

int gt_account_email_link_check(const struct gt_account_at *at, const char *token, bool *ret_alone, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("e-mail link", 1 << 16);
	struct gt_link_row l;
	int rc = find_half(at, arena, token, /* lock= */ false, &l, err);
	if (rc == GT_OK) *ret_alone = strcmp(l.purpose, by_agent) == 0;
	return rc;
}

static int change_address(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_link_row *l, struct gt_error *err)
{
	struct gt_str plain;
	struct gt_account_row was;
	int rc = gt_unseal(at->ring, arena, "account-email", l->pending_id, l->pending, &plain, err);
	if (rc == GT_OK) rc = gt_store_account_by_id(at->db, arena, l->account, &was, err);
	if (rc == GT_OK) rc = gt_store_account_email(at->db, l->account, plain.p, plain.p + GT_EMAIL_MAX_BYTES + 1, err);
	if (rc == GT_CONFLICT) return gt_fail(err, GT_NOTFOUND, "that address serves another account");
	if (rc == GT_OK) rc = gt_mail_queue(at, arena, "email-changed", was.lang, was.email_typed, was.id, NULL, 0, err);
	bool counter = strcmp(l->purpose, by_agent) == 0;
	if (rc == GT_OK && counter) rc = gt_store_sessions_revoke(at->db, GT_SIDE_USER, was.id, (struct gt_id){ { 0 } }, err);
	return rc == GT_OK ? gt_journal_add(at->db, &(struct gt_act){ .actor_kind = GT_ACTOR_USER, .actor = was.id, .verb = EMAIL_CHANGE, .detail = counter ? by_agent : NULL }, err) : rc;
}

struct agreeing { const struct gt_account_at *at; const char *token; bool done; };

static int agree_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct agreeing *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("e-mail link", 1 << 18);
	struct gt_link_row l;
	int64_t open;
	a->done = false;
	int rc = find_half(a->at, arena, a->token, /* lock= */ true, &l, err);
	if (rc == GT_OK) rc = gt_store_link_used(db, l.token, gt_now_utc_s(), err);
	/* Both rows are locked here: of two halves used at once the second sees the first. */
	if (rc == GT_OK) rc = gt_store_links_open(db, arena, l.group, &open, err);
	if (rc != GT_OK || open > 0) return rc;
	a->done = true;
	return change_address(a->at, arena, &l, err);
}

int gt_account_email_agree(const struct gt_account_at *at, const char *token, bool *ret_done, struct gt_error *err)
{
	struct agreeing a = { at, token, false };
	int rc = gt_db_tx(at->db, agree_tx, &a, err);
	if (rc == GT_OK) *ret_done = a.done;
	return rc;
}

/* ---- by an agent, who saw a proof of identity ---- */
struct recovering { const struct gt_account_at *at; const struct gt_email_recovery *r; struct address to; };

static int recover_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct recovering *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("e-mail recovery", 1 << 20);
	struct gt_link_made new;
	int rc = gt_store_links_void(db, a->r->account, (struct gt_id){ { 0 } }, gt_now_utc_s(), err);
	if (rc == GT_OK) rc = make_half(a->at, arena, by_agent, a->r->account, &a->to, gt_id_new(), &new, err);
	if (rc == GT_OK) rc = gt_mail_queue(a->at, arena, "email-counter-old", a->r->lang, a->r->present, a->r->account, NULL, 0, err);
	if (rc == GT_OK) rc = tell_new(a->at, arena, by_agent, a->r->lang, a->r->account, &a->to, &new, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .dossier = a->r->dossier, .actor_kind = GT_ACTOR_AGENT, .actor = a->r->agent, .verb = "email-recover", .detail = a->r->proof }, err) : rc;
}

static bool known_proof(const char *proof)
{
	for (size_t i = 0; gt_email_proofs[i]; i++)
		if (gt_streq(gt_email_proofs[i], proof)) return true;
	return false;
}

int gt_account_email_recover(const struct gt_account_at *at, const struct gt_email_recovery *r, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("e-mail recovery", 1 << 18);
	struct recovering a = { .at = at, .r = r };
	char id[GT_ID_TEXT];
	*ret_wait_s = 0;
	if (gt_id_null(r->account) || gt_empty(r->present)) return gt_fail(err, GT_NOTFOUND, "no account");
	if (!gt_text_email(arena, r->email ? r->email : "", &a.to.typed, &a.to.normal)) return gt_fail(err, GT_BADINPUT, "not an e-mail address");
	if (!known_proof(r->proof)) return gt_fail(err, GT_BADINPUT, "not a proof of identity");
	int rc = gt_throttle_try(at, &recovery_rule, gt_id_text(r->agent, id), ret_wait_s, err);
	return rc == GT_OK ? gt_db_tx(at->db, recover_tx, &a, err) : rc;
}

int gt_account_email_recovered(const struct gt_account_at *at, struct gt_id account, int64_t *ret_utc_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("e-mail recovered", 8 << 20);
	struct gt_journal_entry *acts;
	size_t n = 0;
	*ret_utc_s = 0;
	int rc = gt_journal_list(at->db, arena, account, &acts, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_streq(acts[i].verb, EMAIL_CHANGE) && gt_streq(acts[i].detail, by_agent)) *ret_utc_s = acts[i].at_utc_s;
	return rc;
}

/* ---- closing ---- */
struct closing { const struct gt_account_at *at; const struct gt_session *session; };

static int close_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct closing *c = arg;
	GT_AUTO_ARENA arena = gt_arena_new("closing", 1 << 18);
	struct gt_id id = c->session->account;
	int64_t now = gt_now_utc_s();
	struct gt_account_row was;
	int rc = gt_store_account_by_id(db, arena, id, &was, err);
	if (rc == GT_OK) rc = gt_mail_queue(c->at, arena, "account-closed", was.lang, was.email_typed, id, NULL, 0, err);
	if (rc == GT_OK) rc = gt_store_account_close(db, id, now, err);
	if (rc == GT_OK) rc = gt_store_links_void(db, id, (struct gt_id){ { 0 } }, now, err);
	if (rc == GT_OK) rc = gt_store_kept_delete(db, GT_SIDE_USER, id, err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(db, GT_SIDE_USER, id, (struct gt_id){ { 0 } }, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_USER, .actor = id, .verb = "account-close" }, err) : rc;
}

int gt_account_close(const struct gt_account_at *at, const struct gt_session *session, struct gt_error *err) { return gt_db_tx(at->db, close_tx, &(struct closing){ at, session }, err); }

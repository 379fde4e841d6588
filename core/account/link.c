/* Links sent by mail: made, looked at, used once. What an account will be made of waits sealed in the link's row. */
#include "account/account_priv.h"

#define PENDING_BYTES 700                 /* plain text of every link, real or not: its length tells nothing */
static const char *const purposes[] = { [GT_LINK_CREATE] = "create", [GT_LINK_RESET] = "reset" };

const char *gt_link_path(struct gt_arena *arena, const char *path, const char *token_or_null)
{
	return token_or_null ? gt_arena_printf(arena, "%s?jeton=%s", path, token_or_null) : path;
}

/* ---- making ---- */
static void begin(struct gt_link_made *m, enum gt_link_purpose purpose)
{
	int64_t now = gt_now_utc_s();
	*m = (struct gt_link_made){ .row = { .purpose = purposes[purpose], .created_utc_s = now, .expires_utc_s = now + GT_ACCOUNT_LINK_S } };
	gt_token_new(m->token, &m->row.token);
}

static int seal_pending(const struct gt_account_at *at, struct gt_arena *arena, const char *text, struct gt_link_made *m, struct gt_error *err)
{
	char *plain = gt_arena_alloc(arena, PENDING_BYTES);
	size_t n = strlen(text);
	if (n >= PENDING_BYTES) return gt_fail(err, GT_TOOBIG, "pending account of %zu bytes", n);
	memcpy(plain, text, n);
	m->row.pending_id = gt_id_new();
	return gt_seal(at->ring, arena, "account-link", m->row.pending_id, (struct gt_str){ plain, PENDING_BYTES }, &m->row.pending, err);
}

/* All creation links of one person, whatever mailbox they went to. */
static struct gt_id group_of(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_pending *p)
{
	struct gt_digest d = gt_keyed_hash(at->ring, "account-link-group", gt_str(gt_arena_printf(arena, "%s\n%s", p->foreigner_number, *p->foreigner_number ? "" : p->title_number)));
	struct gt_id id;
	memcpy(id.b, d.b, sizeof id.b);
	return id;
}

int gt_link_make_create(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_pending *p, struct gt_link_made *ret, struct gt_error *err)
{
	begin(ret, GT_LINK_CREATE);
	ret->row.group = group_of(at, arena, p);
	return seal_pending(at, arena, gt_arena_printf(arena, "%s\n%s\n%s\n%s\n%s", p->foreigner_number, p->title_number, p->email, p->email_typed, p->lang), ret, err);
}

void gt_link_make_reset(const struct gt_account_at *at, struct gt_id account, struct gt_link_made *ret)
{
	(void)at;
	begin(ret, GT_LINK_RESET);
	ret->row.account = account;
}

int gt_link_make_decoy(const struct gt_account_at *at, struct gt_arena *arena, struct gt_link_made *ret, struct gt_error *err)
{
	struct gt_pending nobody = { "", "", "", "", "" };
	begin(ret, GT_LINK_CREATE);
	ret->row.group = gt_id_new();
	(void)group_of(at, arena, &nobody);
	int rc = seal_pending(at, arena, "", ret, err);
	explicit_bzero(ret->token, sizeof ret->token);
	return rc;
}

/* ---- looking ---- */
static int read_pending(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_link_row *l, struct gt_pending *ret, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_unseal(at->ring, arena, "account-link", l->pending_id, l->pending, &plain, err);
	if (rc != GT_OK) return rc;
	char *p = gt_arena_strndup(arena, plain.p, strnlen(plain.p, plain.n));
	const char **parts[] = { &ret->foreigner_number, &ret->title_number, &ret->email, &ret->email_typed, &ret->lang };
	for (size_t i = 0; i < GT_COUNT(parts); i++) *parts[i] = strsep(&p, "\n");
	return ret->lang ? GT_OK : gt_fail(err, GT_NOTFOUND, "a link of nobody");
}

static bool is_reset(const struct gt_link_row *l) { return strcmp(l->purpose, purposes[GT_LINK_RESET]) == 0; }

/* NOTFOUND: used, void, or of a kind that is not ours. An expired one is OK here. */
static int find_link(const struct gt_account_at *at, struct gt_arena *arena, const char *token, bool lock, struct gt_link_row *ret, struct gt_error *err)
{
	struct gt_digest hash;
	if (!gt_token_hash(token, &hash)) return gt_fail(err, GT_NOTFOUND, "not a token");
	int rc = lock ? gt_store_link_lock(at->db, arena, hash, ret, err) : gt_store_link(at->db, arena, hash, ret, err);
	if (rc != GT_OK) return rc;
	ret->token = hash;
	if (ret->used_utc_s) return gt_fail(err, GT_NOTFOUND, "the link was used");
	if (!is_reset(ret) && strcmp(ret->purpose, purposes[GT_LINK_CREATE]) != 0) return gt_fail(err, GT_NOTFOUND, "a link for something else");
	return GT_OK;
}

/* A creation link whose person has an account meanwhile, or whose mailbox serves another one, is void. */
static int creation_still_possible(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_pending *p, struct gt_error *err)
{
	struct gt_account_row a;
	int rc = *p->foreigner_number ? gt_store_account_by_number(at->db, arena, p->foreigner_number, &a, err) : gt_store_account_by_title(at->db, arena, p->title_number, &a, err);
	if (rc == GT_NOTFOUND) rc = gt_store_account_by_email(at->db, arena, p->email, &a, err);
	if (rc == GT_OK) return gt_fail(err, GT_NOTFOUND, "there is an account already");
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

int gt_account_link_check(const struct gt_account_at *at, const char *token, struct gt_link *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("link", 1 << 18);
	struct gt_link_row l;
	int rc = find_link(at, arena, token, /* lock= */ false, &l, err);
	if (rc != GT_OK) return rc;
	if (!is_reset(&l)) {
		struct gt_pending p;
		rc = read_pending(at, arena, &l, &p, err);
		if (rc == GT_OK) rc = creation_still_possible(at, arena, &p, err);
		if (rc != GT_OK) return rc;
	}
	*ret = (struct gt_link){ is_reset(&l) ? GT_LINK_RESET : GT_LINK_CREATE, gt_now_utc_s() >= l.expires_utc_s };
	return GT_OK;
}

/* ---- using ---- */
struct use { const struct gt_account_at *at; const char *token; const char *hash; };

static int act(const struct gt_account_at *at, struct gt_id account, const char *verb, struct gt_error *err)
{
	return gt_journal_add(at->db, &(struct gt_act){ .actor_kind = GT_ACTOR_USER, .actor = account, .verb = verb }, err);
}

static int use_create(const struct use *u, struct gt_arena *arena, const struct gt_link_row *l, struct gt_error *err)
{
	struct gt_pending p;
	int rc = read_pending(u->at, arena, l, &p, err);
	if (rc != GT_OK) return rc;
	struct gt_account_new a = { .id = gt_id_new(), .foreigner_number = *p.foreigner_number ? p.foreigner_number : NULL, .title_number = p.title_number, .email = p.email,
		.email_typed = p.email_typed, .password_hash = u->hash, .lang = p.lang, .now_utc_s = gt_now_utc_s() };
	rc = gt_store_account_insert(u->at->db, &a, err);
	if (rc == GT_CONFLICT) return gt_fail(err, GT_NOTFOUND, "there is an account already");
	CRASHPOINT("account-row");
	if (rc == GT_OK) rc = gt_store_links_void(u->at->db, a.id, l->group, a.now_utc_s, err);
	CRASHPOINT("account-links-void");
	return rc == GT_OK ? act(u->at, a.id, "account-create", err) : rc;
}

int gt_account_password_told(const struct gt_account_at *at, struct gt_id account, const char *verb, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("password told", 1 << 18);
	struct gt_account_row a;
	int rc = gt_store_account_by_id(at->db, arena, account, &a, err);
	if (rc == GT_OK) rc = gt_mail_queue(at, arena, "password-changed", a.lang, a.email_typed, a.id, NULL, 0, err);
	return rc == GT_OK ? act(at, account, verb, err) : rc;
}

static int use_reset(const struct use *u, const struct gt_link_row *l, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();
	int rc = gt_store_account_password(u->at->db, l->account, u->hash, now, err);
	if (rc == GT_OK) rc = gt_store_links_void(u->at->db, l->account, (struct gt_id){ { 0 } }, now, err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(u->at->db, GT_SIDE_USER, l->account, (struct gt_id){ { 0 } }, err);
	return rc == GT_OK ? gt_account_password_told(u->at, l->account, "password-reset", err) : rc;
}

static int use_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	const struct use *u = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("link", 1 << 18);
	struct gt_link_row l;
	int rc = find_link(u->at, arena, u->token, /* lock= */ true, &l, err);
	if (rc != GT_OK) return rc;
	CRASHPOINT("link-locked");
	if (gt_now_utc_s() >= l.expires_utc_s) return gt_fail(err, GT_NOTFOUND, "the link is expired");
	return is_reset(&l) ? use_reset(u, &l, err) : use_create(u, arena, &l, err);
}

/* Words the person's password must not consist of. */
static void known_words(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_link_row *l, const char *words[40])
{
	struct gt_pending p = { "", "", "", "", "" };
	struct gt_account_row a;
	struct gt_person person;
	if (is_reset(l)) {
		if (gt_store_account_by_id(at->db, arena, l->account, &a, NULL) == GT_OK) p = (struct gt_pending){ a.foreigner_number ? a.foreigner_number : "", "", a.email, "", "" };
	} else if (read_pending(at, arena, l, &p, NULL) != GT_OK) p = (struct gt_pending){ "", "", "", "", "" };
	size_t n = 0;
	words[n++] = p.foreigner_number;
	words[n++] = p.title_number;
	if (p.email) words[n++] = gt_arena_strndup(arena, p.email, strcspn(p.email, "@"));
	if (*p.foreigner_number && gt_register_person(at->db, arena, p.foreigner_number, &person, NULL) == GT_OK) {
		const char *names = gt_arena_printf(arena, "%s %s %s", person.birth_name, person.usage_name ? person.usage_name : "", person.first_names);
		for (const char *const *w = gt_text_words(arena, gt_text_fold(arena, names)); *w && n < 38; w++) words[n++] = *w;
	}
	words[n] = NULL;
}

int gt_account_password_create(const struct gt_account_at *at, const char *token, const char *password, bool broken[GT_PASSWORD__MAX], enum gt_link_purpose *ret_purpose, struct gt_error *err)
{
	memset(broken, 0, GT_PASSWORD__MAX * sizeof *broken);
	struct gt_link seen;
	int rc = gt_account_link_check(at, token, &seen, err);
	if (rc != GT_OK) return rc;
	if (seen.expired) return gt_fail(err, GT_NOTFOUND, "the link is expired");
	GT_AUTO_ARENA arena = gt_arena_new_clean("new password", 1 << 18);
	struct gt_link_row l;
	rc = find_link(at, arena, token, /* lock= */ false, &l, err);
	if (rc != GT_OK) return rc;
	const char *words[40];
	known_words(at, arena, &l, words);
	if (!gt_password_check(password, words, broken)) return gt_fail(err, GT_REFUSED, "the password breaks rules");
	char hash[GT_PASSWORD_HASH];
	rc = gt_password_hash(password, hash, err);
	if (rc != GT_OK) return rc;
	/* Locks the link's row: of two uses at once the second finds it used. */
	CRASHPOINT("link-password-hashed");
	rc = gt_db_tx(at->db, use_tx, &(struct use){ at, token, hash }, err);
	CRASHPOINT("link-used");
	if (rc == GT_OK) *ret_purpose = seen.purpose;
	return rc;
}

/* ---- without a link ---- */
static int make_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_account_new *a = arg;
	int rc = gt_store_account_insert(db, a, err);
	return rc == GT_OK ? gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_OPERATOR, .actor = a->id, .verb = "account-make" }, err) : rc;
}

int gt_account_make(const struct gt_account_at *at, const char *foreigner_number, const char *email, const char *password, const char *lang, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("account", 1 << 18);
	struct gt_title t;
	struct gt_account_new a = { .id = gt_id_new(), .foreigner_number = foreigner_number, .lang = lang, .now_utc_s = gt_now_utc_s() };
	bool broken[GT_PASSWORD__MAX];
	char hash[GT_PASSWORD_HASH];
	if (!gt_text_email(arena, email, &a.email_typed, &a.email)) return gt_fail(err, GT_BADINPUT, "not an e-mail address");
	if (!gt_password_check(password, NULL, broken)) return gt_fail(err, GT_REFUSED, "the password breaks rules");
	int rc = gt_register_title_of(at->db, arena, foreigner_number, &t, err);
	if (rc == GT_OK) rc = gt_password_hash(password, hash, err);
	if (rc != GT_OK) return rc;
	a.title_number = t.number;
	a.password_hash = hash;
	return gt_db_tx(at->db, make_tx, &a, err);
}

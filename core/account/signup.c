/* Asking for an account, a new password, the identifier. Whatever is found, the page says the same, as many rows are written and one mail goes to the
 * address typed; only who reads that mailbox learns more. A row that tells nothing (a decoy) stands in where a way would write one less. */
#include "account/account_priv.h"

/* A counter that helps many people shows one address; a mailbox is spared much sooner. */
static const struct gt_throttle_rule by_address = { "sign_up", 60, 10, 900, 3600 };
static const struct gt_throttle_rule by_mailbox = { "sign_up_mailbox", 10, 60, 3600, 7200 };
static const struct gt_throttle_rule forgotten_by_address = { "forgotten", 60, 10, 900, 3600 };
static const struct gt_throttle_rule forgotten_by_login = { "forgotten_login", 6, 120, 3600, 7200 };

static int slow_down(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_caller *caller, const struct gt_throttle_rule *address, const struct gt_throttle_rule *thing, const char *what,
	int64_t *ret_wait_s, struct gt_error *err)
{
	int rc = gt_throttle_try(at, address, gt_throttle_network(arena, caller->address), ret_wait_s, err);
	return rc == GT_OK ? gt_throttle_try(at, thing, what, ret_wait_s, err) : rc;
}

/* A look-up of accounts that may find nobody. */
static int maybe(int rc, bool *found)
{
	*found = rc == GT_OK;
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

/* ---- sign-up ---- */
struct signup { const struct gt_account_at *at; const struct gt_caller *caller; const struct gt_signup *wanted; const char *typed, *normal; };
struct found { bool title, owner, mailbox; struct gt_title t; struct gt_account_row owner_row; };

/* Four look-ups, always. */
static int look_up(const struct signup *s, struct gt_arena *arena, struct found *f, struct gt_error *err)
{
	struct gt_account_row by_number, by_title, by_email;
	bool number_found, title_found;
	int rc = maybe(gt_register_title(s->at->db, arena, s->wanted->number, s->wanted->start, s->wanted->end, &f->t, err), &f->title);
	const char *number = f->title && f->t.foreigner_number ? f->t.foreigner_number : "?", *title = f->title && !f->t.foreigner_number ? f->t.number : "?";
	if (rc == GT_OK) rc = maybe(gt_store_account_by_number(s->at->db, arena, number, &by_number, err), &number_found);
	if (rc == GT_OK) rc = maybe(gt_store_account_by_title(s->at->db, arena, title, &by_title, err), &title_found);
	if (rc == GT_OK) rc = maybe(gt_store_account_by_email(s->at->db, arena, s->normal, &by_email, err), &f->mailbox);
	if (rc != GT_OK) return rc;
	f->owner = number_found || title_found;
	if (f->owner) f->owner_row = number_found ? by_number : by_title;
	return GT_OK;
}

static int mail(const struct signup *s, struct gt_arena *arena, const char *template_name, const char *path, const char *token, struct gt_error *err)
{
	const struct gt_mail_arg args[] = { { "path", gt_link_path(arena, path, token) } };
	return gt_mail_queue(s->at, arena, template_name, s->caller->lang, s->typed, (struct gt_id){ { 0 } }, args, GT_COUNT(args), err);
}

/* Somebody asks for an account where there is one: its own mailbox hears of it, unless it is the very one that gets the answer. */
static int warn(const struct signup *s, struct gt_arena *arena, const struct gt_account_row *owner, struct gt_error *err)
{
	const struct gt_mail_arg args[] = { { "path", "/mon-compte" } };
	return gt_mail_queue(s->at, arena, "account-warning", owner->lang, owner->email_typed, owner->id, args, GT_COUNT(args), err);
}

static int insert_link(const struct signup *s, struct gt_link_made *m, struct gt_error *err) { return gt_store_link_insert(s->at->db, &m->row, err); }

static int create(const struct signup *s, struct gt_arena *arena, const struct found *f, struct gt_error *err)
{
	struct gt_link_made m;
	struct gt_pending p = { f->t.foreigner_number ? f->t.foreigner_number : "", f->t.number, s->normal, s->typed, s->caller->lang };
	int rc = gt_link_make_create(s->at, arena, &p, &m, err);
	if (rc == GT_OK) rc = insert_link(s, &m, err);
	CRASHPOINT("sign-up-link");
	if (rc == GT_OK) rc = mail(s, arena, "account-create", "/compte/mot-de-passe", m.token, err);
	explicit_bzero(m.token, sizeof m.token);
	return rc;
}

static int decoy(const struct signup *s, struct gt_arena *arena, struct gt_error *err)
{
	struct gt_link_made m;
	int rc = gt_link_make_decoy(s->at, arena, &m, err);
	return rc == GT_OK ? insert_link(s, &m, err) : rc;
}

static int signup_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	const struct signup *s = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("sign-up", 1 << 20);
	struct found f = { 0 };
	int rc = look_up(s, arena, &f, err);
	if (rc != GT_OK) return rc;
	if (f.title && !f.owner && !f.mailbox) return create(s, arena, &f, err);
	bool elsewhere = f.owner && !gt_streq(f.owner_row.email, s->normal);
	rc = elsewhere ? warn(s, arena, &f.owner_row, err) : decoy(s, arena, err);
	if (rc != GT_OK) return rc;
	return f.title ? mail(s, arena, "account-exists", "/connexion", NULL, err) : mail(s, arena, "account-unknown", "/", NULL, err);
}

int gt_account_signup(const struct gt_account_at *at, const struct gt_caller *caller, const struct gt_signup *wanted, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("sign-up", 1 << 20);
	struct signup s = { .at = at, .caller = caller, .wanted = wanted };
	*ret_wait_s = 0;
	if (!gt_text_email(arena, wanted->email ? wanted->email : "", &s.typed, &s.normal)) return gt_fail(err, GT_BADINPUT, "not an e-mail address");
	int rc = slow_down(at, arena, caller, &by_address, &by_mailbox, s.normal, ret_wait_s, err);
	CRASHPOINT("sign-up-counted");
	return rc == GT_OK ? gt_db_tx(at->db, signup_tx, &s, err) : rc;
}

/* ---- forgotten ---- */
struct forgotten { const struct gt_account_at *at; const struct gt_caller *caller; const char *what, *typed; };

/* Two rows, always: a link and a mail, or two links that nobody can use. */
static int two_decoys(const struct forgotten *w, struct gt_arena *arena, struct gt_error *err)
{
	struct signup s = { .at = w->at, .caller = w->caller };
	int rc = decoy(&s, arena, err);
	return rc == GT_OK ? decoy(&s, arena, err) : rc;
}

static int password_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	const struct forgotten *w = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("forgotten", 1 << 20);
	struct gt_account_row a;
	bool found;
	int rc = maybe(gt_login_find(w->at, arena, w->what, &a, err), &found);
	if (rc != GT_OK) return rc;
	if (!found) return two_decoys(w, arena, err);
	struct gt_link_made m;
	gt_link_make_reset(w->at, a.id, &m);
	rc = gt_store_link_insert(w->at->db, &m.row, err);
	const struct gt_mail_arg args[] = { { "path", gt_link_path(arena, "/compte/mot-de-passe", m.token) } };
	if (rc == GT_OK) rc = gt_mail_queue(w->at, arena, "account-password-reset", a.lang, a.email_typed, a.id, args, GT_COUNT(args), err);
	explicit_bzero(m.token, sizeof m.token);
	return rc;
}

int gt_account_password_forgotten(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("forgotten", 1 << 20);
	bool email;
	struct forgotten w = { at, caller, gt_login_normalise(arena, login ? login : "", &email), NULL };
	int rc = slow_down(at, arena, caller, &forgotten_by_address, &forgotten_by_login, w.what, ret_wait_s, err);
	return rc == GT_OK ? gt_db_tx(at->db, password_tx, &w, err) : rc;
}

/* To an address without an account the same mail goes, without the identifier: whoever reads that mailbox learns that there is none. */
static int login_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	const struct forgotten *w = arg;
	GT_AUTO_ARENA arena = gt_arena_new("forgotten", 1 << 20);
	struct gt_account_row a = { 0 };
	bool found;
	int rc = maybe(gt_store_account_by_email(w->at->db, arena, w->what, &a, err), &found);
	if (rc != GT_OK) return rc;
	const struct gt_mail_arg args[] = { { "path", "/connexion" }, { "login", !found ? "" : a.foreigner_number ? a.foreigner_number : a.email_typed } };
	return gt_mail_queue(w->at, arena, "account-login-reminder", found ? a.lang : w->caller->lang, found ? a.email_typed : w->typed, a.id, args, found ? 2 : 1, err);
}

int gt_account_login_forgotten(const struct gt_account_at *at, const struct gt_caller *caller, const char *email, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("forgotten", 1 << 20);
	const char *typed, *normal;
	*ret_wait_s = 0;
	if (!gt_text_email(arena, email ? email : "", &typed, &normal)) return gt_fail(err, GT_BADINPUT, "not an e-mail address");
	int rc = slow_down(at, arena, caller, &forgotten_by_address, &forgotten_by_login, normal, ret_wait_s, err);
	return rc == GT_OK ? gt_db_tx(at->db, login_tx, &(struct forgotten){ at, caller, normal, typed }, err) : rc;
}

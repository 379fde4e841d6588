/* Signing in with a password. Known and unknown identifiers take the same statements and one Argon2. Failures slow down the pair of identifier and
 * network, more each time; the person is warned; nobody can lock somebody else out. */
#include "account/account_priv.h"

static const struct gt_throttle_rule pair_rule = { "sign_in", 3, 2, 900, 3600 };
static const struct gt_throttle_rule network_rule = { "sign_in_network", 100, 1, 60, 3600 };
static const struct gt_throttle_rule person_rule = { "sign_in_person", INT64_MAX, 0, 0, 86400 };  /* counts, never waits */
#define WARN_AFTER 5                      /* failures in a row, from wherever they come */

const char *gt_login_normalise(struct gt_arena *arena, const char *login, bool *ret_email)
{
	const char *number = gt_text_number(arena, login), *typed, *normal;
	*ret_email = false;
	if (number && strlen(number) == 10 && number[strspn(number, "0123456789")] == 0) return number;
	*ret_email = gt_text_email(arena, login, &typed, &normal);
	return *ret_email ? normal : gt_arena_printf(arena, "?%.200s", login);
}

int gt_login_find(const struct gt_account_at *at, struct gt_arena *arena, const char *login, struct gt_account_row *ret, struct gt_error *err)
{
	bool email;
	const char *who = gt_login_normalise(arena, login, &email);
	if (!email) return gt_store_account_by_number(at->db, arena, who, ret, err);
	int rc = gt_store_account_by_email(at->db, arena, who, ret, err);
	/* The e-mail is the identifier of those alone who have no number. */
	return rc == GT_OK && ret->foreigner_number ? gt_fail(err, GT_NOTFOUND, "signs in with a number") : rc;
}

struct attempt {
	const struct gt_account_at *at;
	const struct gt_caller *caller;
	const char *login, *former;
	struct gt_throttle_rule pair;
	struct gt_digest pair_subject, network_subject, person_subject, token_hash;
	struct gt_account_row *account;      /* NULL: unknown */
	int64_t wait_s;
};

/* ---- before the password is looked at ---- */
static int admit_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct attempt *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("sign-in", 1 << 16);
	struct gt_throttle_row network;
	int64_t failures, now = gt_now_utc_s();
	a->wait_s = 0;
	int rc = gt_store_throttle_lock(db, arena, a->network_subject, now, &network, err);
	if (rc != GT_OK) return rc;
	if (network.until_utc_s > now) {
		a->wait_s = network.until_utc_s - now;
		return gt_fail(err, GT_REFUSED, "too many failures from there");
	}
	/* Counted as a failure beforehand: a hundred tries at once do not slip through together. A success forgets it. */
	return gt_throttle_count(a->at, arena, &a->pair, a->pair_subject, &failures, &a->wait_s, err);
}

/* ---- a wrong password ---- */
static int warn_or_not(struct attempt *a, struct gt_arena *arena, bool due, struct gt_error *err)
{
	if (!due) return GT_OK;
	if (a->account) {
		const struct gt_mail_arg args[] = { { "path", "/compte/mot-de-passe-oublie" } };
		return gt_mail_queue(a->at, arena, "signin-warning", a->account->lang, a->account->email_typed, a->account->id, args, GT_COUNT(args), err);
	}
	struct gt_link_made m;
	int rc = gt_link_make_decoy(a->at, arena, &m, err);
	return rc == GT_OK ? gt_store_link_insert(a->at->db, &m.row, err) : rc;
}

static int failed_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	struct attempt *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("sign-in", 1 << 20);
	struct gt_throttle_rule network = gt_throttle_rule_of(a->at, &network_rule);
	int64_t failures = 0, wait;
	int rc = gt_throttle_count(a->at, arena, &network, a->network_subject, &failures, &wait, err);
	if (rc != GT_OK && rc != GT_REFUSED) return rc;
	rc = gt_throttle_count(a->at, arena, &person_rule, a->person_subject, &failures, &wait, err);
	return rc == GT_OK ? warn_or_not(a, arena, failures == WARN_AFTER, err) : rc;
}

/* ---- the right one ---- */
static int signed_in_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct attempt *a = arg;
	int rc = gt_store_throttle_delete(db, a->pair_subject, err);
	if (rc == GT_OK) rc = gt_store_throttle_delete(db, a->person_subject, err);
	return rc == GT_OK ? gt_session_insert(a->at, a->caller, a->account->id, NULL, a->former, a->token_hash, err) : rc;
}

int gt_account_sign_in(const struct gt_account_at *at, const struct gt_caller *caller, const char *login, const char *password, const char *former,
	char ret_token[GT_TOKEN_TEXT], int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("sign-in", 1 << 20);
	bool email;
	const char *who = gt_login_normalise(arena, login ? login : "", &email), *network = gt_throttle_network(arena, caller->address);
	struct attempt a = { .at = at, .caller = caller, .login = who, .former = former, .pair = gt_throttle_rule_of(at, &pair_rule) };
	a.pair_subject = gt_throttle_subject(at, pair_rule.act, gt_arena_printf(arena, "%s\n%s", who, network));
	a.network_subject = gt_throttle_subject(at, network_rule.act, network);
	a.person_subject = gt_throttle_subject(at, person_rule.act, who);
	*ret_wait_s = 0;
	int rc = gt_db_tx(at->db, admit_tx, &a, err);
	if (rc == GT_REFUSED) *ret_wait_s = a.wait_s;
	if (rc != GT_OK) return rc;
	struct gt_account_row row;
	rc = gt_login_find(at, arena, who, &row, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	if (rc == GT_OK) a.account = &row;
	bool too_long = !password || strlen(password) > GT_PASSWORD_MAX_BYTES;
	rc = gt_password_verify(a.account && !too_long ? row.password_hash : NULL, too_long ? "" : password, err);
	if (rc == GT_REFUSED) {
		rc = gt_db_tx(at->db, failed_tx, &a, err);
		return rc == GT_OK ? gt_fail(err, GT_REFUSED, "wrong identifier or password") : rc;
	}
	if (rc != GT_OK) return rc;
	gt_assert(a.account);
	char token[GT_TOKEN_TEXT];
	gt_token_new(token, &a.token_hash);
	rc = gt_db_tx(at->db, signed_in_tx, &a, err);
	if (rc == GT_OK) memcpy(ret_token, token, GT_TOKEN_TEXT);
	explicit_bzero(token, sizeof token);
	return rc;
}

/* The second factor: a secret shared with a device (RFC 6238: SHA-1, six digits, 30 s), sealed at rest; a code serves once; recovery codes for the
 * day when the device is lost. Codes are computed from the host's own time: the demonstration's clock does not move other people's devices. */
#include <liboath/oath.h>
#include <qrencode.h>
#include <stdlib.h>
#include "account/agent_priv.h"

static const struct gt_throttle_rule code_rule = { "agent_code", 5, 5, 900, 3600 };
#define STEP_S 30
#define AROUND 1                          /* steps before and after */
#define SECRET_PURPOSE "agent-totp"
#define ISSUER "Guichet"

/* ---- the secret ---- */
void gt_totp_secret_new(char out[GT_TOTP_SECRET_TEXT])
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char raw[GT_TOTP_SECRET_TEXT - 1];
	gt_random(raw, sizeof raw);
	for (size_t i = 0; i < sizeof raw; i++) out[i] = base32[raw[i] % 32];   /* 32 divides 256 */
	out[sizeof raw] = 0;
	explicit_bzero(raw, sizeof raw);
}

int gt_agent_secret_seal(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id agent, const char *base32, struct gt_str *ret, struct gt_error *err)
{
	char *raw = NULL;
	size_t n = 0;
	bool good = oath_base32_decode(base32, strlen(base32), &raw, &n) == OATH_OK && n >= 10;
	if (raw) explicit_bzero(raw, n);
	free(raw);  /* liboath's */
	if (!good) return gt_fail(err, GT_BADINPUT, "the secret is no base32 of 80 bits at least");
	return gt_seal(at->ring, arena, SECRET_PURPOSE, agent, gt_str(base32), ret, err);
}

/* The step whose code this is; -1: none of those around now. */
static int64_t step_of(struct gt_str base32, const char *code)
{
	char *secret = NULL;
	size_t n = 0;
	uint64_t counter = 0;
	int position;
	if (strlen(code) != 6 || strspn(code, "0123456789") != 6) return -1;
	if (oath_base32_decode(base32.p, base32.n, &secret, &n) != OATH_OK) return -1;
	int rc = oath_totp_validate3(secret, n, (time_t)gt_real_utc_s(), STEP_S, 0, AROUND, &position, &counter, code);
	explicit_bzero(secret, n);
	free(secret);  /* liboath's */
	return rc >= 0 ? (int64_t)counter : -1;
}

/* ---- codes as typed ---- */
/* Spaces and dashes are for the eye; letters that look like figures are those figures. */
static const char *normal(struct gt_arena *arena, const char *typed)
{
	size_t n = 0;
	char *out = gt_arena_alloc(arena, strlen(typed) + 1);
	for (const char *p = typed; *p; p++) {
		char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
		if (c == ' ' || c == '-') continue;
		out[n++] = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
	}
	return out;
}

static struct gt_digest recovery_digest(const struct gt_account_at *at, struct gt_arena *arena, struct gt_id agent, const char *code)
{
	char id[GT_ID_TEXT];
	return gt_keyed_hash(at->ring, "recovery-code", gt_str(gt_arena_printf(arena, "%s\n%s", gt_id_text(agent, id), code)));
}

int gt_agent_code_use(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_row *agent, const char *code, bool *recovery, struct gt_error *err)
{
	struct gt_str secret;
	const char *typed = normal(arena, code);
	if (agent->totp_secret.n == 0) return gt_fail(err, GT_REFUSED, "no second factor");
	if (recovery) {
		int64_t n = 0;
		*recovery = false;
		if (strlen(typed) == GT_RECOVERY_TEXT - 2) {
			int rc = gt_store_recovery_delete(at->db, agent->id, recovery_digest(at, arena, agent->id, typed), &n, err);
			if (rc == GT_OK && n != 1) return gt_fail(err, GT_REFUSED, "no such recovery code");
			*recovery = rc == GT_OK;
			return rc;
		}
	}
	int rc = gt_unseal(at->ring, arena, SECRET_PURPOSE, agent->id, agent->totp_secret, &secret, err);
	if (rc != GT_OK) return rc;
	int64_t step = step_of(secret, typed);
	if (step < 0 || step <= agent->totp_last) return gt_fail(err, GT_REFUSED, "wrong or used code");
	return gt_store_agent_totp_last(at->db, agent->id, step, err);
}

int gt_agent_code_admit(const struct gt_account_at *at, struct gt_id agent, int64_t *ret_wait_s, struct gt_error *err)
{
	char who[GT_ID_TEXT];
	return gt_throttle_try(at, &code_rule, gt_id_text(agent, who), ret_wait_s, err);
}

int gt_agent_code_forget(const struct gt_account_at *at, struct gt_id agent, struct gt_error *err)
{
	char who[GT_ID_TEXT];
	return gt_throttle_forget(at, code_rule.act, gt_id_text(agent, who), err);
}

/* ---- enrolment ---- */
struct enrolment {
	const struct gt_account_at *at;
	const struct gt_agent_session *session;
	const char *code;
	struct gt_str sealed;                /* begin */
	char (*codes)[GT_RECOVERY_TEXT];     /* confirm, renew */
};

static int fresh_codes(const struct enrolment *e, struct gt_arena *arena, struct gt_error *err)
{
	int rc = gt_store_recovery_clear(e->at->db, e->session->agent, err);
	for (int i = 0; rc == GT_OK && i < GT_RECOVERY_CODES; i++) {
		char long_code[GT_PAPER_CODE];
		gt_paper_code_new(long_code);
		memcpy(e->codes[i], long_code, GT_RECOVERY_TEXT - 1);
		e->codes[i][GT_RECOVERY_TEXT - 1] = 0;
		explicit_bzero(long_code, sizeof long_code);
		rc = gt_store_recovery_insert(e->at->db, e->session->agent, recovery_digest(e->at, arena, e->session->agent, normal(arena, e->codes[i])), gt_now_utc_s(), err);
	}
	return rc;
}

static int begin_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct enrolment *e = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("enrolment", 1 << 18);
	struct gt_agent_row row;
	bool recovery;
	int rc = gt_store_agent_lock(db, arena, e->session->agent, &row, err);
	if (rc == GT_OK && row.totp_secret.n) rc = gt_agent_code_use(e->at, arena, &row, e->code, &recovery, err);
	return rc == GT_OK ? gt_store_agent_totp_pending(db, row.id, e->sealed, err) : rc;
}

static int confirm_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct enrolment *e = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("enrolment", 1 << 18);
	struct gt_agent_row row;
	struct gt_str secret;
	int rc = gt_store_agent_lock(db, arena, e->session->agent, &row, err);
	if (rc == GT_OK && row.totp_pending.n == 0) return gt_fail(err, GT_NOTFOUND, "no enrolment was begun");
	if (rc == GT_OK) rc = gt_unseal(e->at->ring, arena, SECRET_PURPOSE, row.id, row.totp_pending, &secret, err);
	if (rc != GT_OK) return rc;
	int64_t step = step_of(secret, normal(arena, e->code));
	if (step < 0) return gt_fail(err, GT_REFUSED, "wrong code");
	rc = gt_store_agent_totp(db, row.id, row.totp_pending, step, err);
	if (rc == GT_OK) rc = fresh_codes(e, arena, err);
	if (rc == GT_OK) rc = gt_store_sessions_revoke(db, GT_SIDE_AGENT, row.id, e->session->id, err);
	return rc == GT_OK ? gt_agent_told(db, GT_ACTOR_AGENT, row.id, "totp-enrol", NULL, err) : rc;
}

static int renew_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct enrolment *e = arg;
	GT_AUTO_ARENA arena = gt_arena_new_clean("recovery", 1 << 18);
	struct gt_agent_row row;
	int rc = gt_store_agent_lock(db, arena, e->session->agent, &row, err);
	if (rc == GT_OK) rc = gt_agent_code_use(e->at, arena, &row, e->code, NULL, err);
	if (rc == GT_OK) rc = fresh_codes(e, arena, err);
	return rc == GT_OK ? gt_agent_told(db, GT_ACTOR_AGENT, row.id, "recovery-renew", NULL, err) : rc;
}

static int with_code(struct enrolment *e, gt_db_work *work, int64_t *ret_wait_s, struct gt_error *err)
{
	int rc = gt_agent_code_admit(e->at, e->session->agent, ret_wait_s, err);
	if (rc != GT_OK) return rc;
	if (!e->code) e->code = "";
	rc = gt_db_tx(e->at->db, work, e, err);
	return rc == GT_OK ? gt_agent_code_forget(e->at, e->session->agent, err) : rc;
}

int gt_agent_totp_begin(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, int64_t *ret_wait_s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("enrolment", 1 << 18);
	struct enrolment e = { .at = at, .session = session, .code = code };
	char secret[GT_TOTP_SECRET_TEXT];
	gt_totp_secret_new(secret);
	int rc = gt_agent_secret_seal(at, arena, session->agent, secret, &e.sealed, err);
	explicit_bzero(secret, sizeof secret);
	return rc == GT_OK ? with_code(&e, begin_tx, ret_wait_s, err) : rc;
}

int gt_agent_totp_confirm(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, char ret_codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT],
	int64_t *ret_wait_s, struct gt_error *err)
{
	return with_code(&(struct enrolment){ .at = at, .session = session, .code = code, .codes = ret_codes }, confirm_tx, ret_wait_s, err);
}

int gt_agent_recovery_renew(const struct gt_account_at *at, const struct gt_agent_session *session, const char *code, char ret_codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT],
	int64_t *ret_wait_s, struct gt_error *err)
{
	return with_code(&(struct enrolment){ .at = at, .session = session, .code = code, .codes = ret_codes }, renew_tx, ret_wait_s, err);
}

int gt_agent_recovery_left(const struct gt_account_at *at, const struct gt_agent_session *session, int64_t *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("recovery", 1 << 16);
	return gt_store_recovery_left(at->db, arena, session->agent, ret, err);
}

/* ---- the secret before the agent's eyes ---- */
int gt_agent_totp_secret(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_agent_session *session, struct gt_totp_secret *ret, struct gt_error *err)
{
	struct gt_agent_row row;
	struct gt_str secret;
	int rc = gt_store_agent_by_id(at->db, arena, session->agent, &row, err);
	if (rc == GT_OK && row.totp_pending.n == 0) return gt_fail(err, GT_NOTFOUND, "no enrolment was begun");
	if (rc == GT_OK) rc = gt_unseal(at->ring, arena, SECRET_PURPOSE, row.id, row.totp_pending, &secret, err);
	if (rc != GT_OK) return rc;
	ret->base32 = gt_arena_strndup(arena, secret.p, secret.n);
	/* A login's characters need no escaping in an address but '@'. */
	struct gt_buf b = gt_buf_new(arena, 1000);
	gt_buf_puts(&b, "otpauth://totp/" ISSUER ":");
	for (const char *p = row.login; *p; p++) gt_buf_printf(&b, *p == '@' ? "%%40" : "%c", *p);
	gt_buf_printf(&b, "?secret=%s&issuer=" ISSUER "&algorithm=SHA1&digits=6&period=%d", ret->base32, STEP_S);
	ret->uri = gt_buf_cstr(&b);
	return GT_OK;
}

int gt_agent_totp_picture(struct gt_arena *arena, const struct gt_totp_secret *secret, struct gt_str *ret, struct gt_error *err)
{
	enum { QUIET = 4 };                  /* modules of white around, by the standard */
	QRcode *qr = QRcode_encodeString8bit(secret->uri, 0, QR_ECLEVEL_M);
	if (!qr) return gt_fail(err, GT_FAILED, "no QR code of %zu bytes", strlen(secret->uri));
	struct gt_buf b = gt_buf_new(arena, 256 << 10);
	int side = qr->width + 2 * QUIET;
	gt_buf_printf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
		side, side, side * 5, side * 5, side, side);
	for (int y = 0; y < qr->width; y++)
		for (int x = 0; x < qr->width; x++)
			if (qr->data[y * qr->width + x] & 1) gt_buf_printf(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	QRcode_free(qr);
	gt_buf_puts(&b, "\"/></svg>\n");
	*ret = (struct gt_str){ gt_buf_cstr(&b), b.n };
	return b.overflow ? gt_fail(err, GT_FAILED, "the picture is too long") : GT_OK;
}

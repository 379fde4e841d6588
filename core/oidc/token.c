/* What a token is worth: its signature, with the one algorithm that was agreed on and a key the provider publishes; then each claim. Never a key or an
 * algorithm that the token itself brings along. */
#include <cjose/cjose.h>
#include "oidc/oidc_priv.h"

#define JWT_MAX_BYTES 65536
#define KEYS_MAX 50

/* Base64url as the library takes it: it ends the process over a rest of one character. */
static bool base64url(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", p[i]) || !p[i]) return false;
	return n % 4 != 1;
}

/* ---- the provider's keys ---- */
static int fetch_keys(struct gt_oidc *o, struct gt_arena *arena, struct gt_error *err)
{
	struct gt_fetch_answer got;
	json_t *set;
	o->keys_utc_s = gt_real_utc_s();
	int rc = gt_fetch(o->fetch, arena, &(struct gt_fetch_ask){ .service = o->name, .url = o->at.keys, .type = "application/json" }, &got, err);
	/* Providers say either of two types. */
	if (rc == GT_BADINPUT) rc = gt_fetch(o->fetch, arena, &(struct gt_fetch_ask){ .service = o->name, .url = o->at.keys, .type = "application/jwk-set+json" }, &got, err);
	if (rc != GT_OK || got.status != 200) return gt_fail(err, GT_BUSY, "%s: its keys cannot be read", o->name);
	rc = oidc_json(arena, got.body, &set, err);
	if (rc != GT_OK) return rc;
	json_t *keys = json_object_get(set, "keys");
	if (!json_is_array(keys) || json_array_size(keys) == 0 || json_array_size(keys) > KEYS_MAX) return gt_fail(err, GT_BUSY, "%s: it publishes no keys, or far too many", o->name);
	json_decref(o->keys);
	o->keys = json_incref(keys);
	return GT_OK;
}

static bool fits(const json_t *key, const char *kid, const char *alg)
{
	const char *use = json_string_value(json_object_get(key, "use")), *its_alg = json_string_value(json_object_get(key, "alg")), *kind = json_string_value(json_object_get(key, "kty"));
	const char *wanted = gt_streq(alg, "ES256") ? "EC" : "RSA";
	return gt_streq(json_string_value(json_object_get(key, "kid")), kid) && (!use || gt_streq(use, "sig")) && (!its_alg || gt_streq(its_alg, alg)) && gt_streq(kind, wanted)
		&& (!gt_streq(alg, "ES256") || gt_streq(json_string_value(json_object_get(key, "crv")), "P-256"));
}

static json_t *known_key(const struct gt_oidc *o, const char *kid)
{
	for (size_t i = 0; i < json_array_size(o->keys); i++)
		if (fits(json_array_get(o->keys, i), kid, o->alg)) return json_array_get(o->keys, i);
	return NULL;
}

static int find_key(struct gt_oidc *o, struct gt_arena *arena, const char *kid, json_t **ret, struct gt_error *err)
{
	*ret = known_key(o, kid);
	if (*ret) return GT_OK;
	/* Not known yet, or new since: they change without notice. */
	int64_t now = gt_real_utc_s();
	bool again = !o->keys || now < o->keys_utc_s || now - o->keys_utc_s >= KEYS_AGAIN_S;
	int rc = again ? fetch_keys(o, arena, err) : GT_OK;
	if (rc != GT_OK) return rc;
	*ret = known_key(o, kid);
	return *ret ? GT_OK : gt_fail(err, GT_REFUSED, "%s: signed with a key it does not publish", o->name);
}

/* ---- signature ---- */
static bool verified(struct gt_arena *arena, cjose_jws_t *jws, const char *key_text, struct gt_str *ret)
{
	cjose_err why;
	uint8_t *p = NULL;
	size_t n = 0;
	cjose_jwk_t *key = cjose_jwk_import(key_text, strlen(key_text), &why);
	bool good = key && cjose_jws_verify(jws, key, &why) && cjose_jws_get_plaintext(jws, &p, &n, &why);
	if (good) *ret = (struct gt_str){ gt_arena_strndup(arena, (const char *)p, n), n };
	cjose_jwk_release(key);
	return good;
}

/* The public half of a key, and nothing else of what the provider wrote there. */
static const char *public_text(struct gt_arena *arena, const json_t *key)
{
	static const char *const parts[] = { "kty", "crv", "x", "y", "n", "e" };
	json_t *plain = json_object();
	for (size_t i = 0; i < GT_COUNT(parts); i++) {
		json_t *value = json_object_get(key, parts[i]);
		bool sound = json_is_string(value) && base64url(json_string_value(value), json_string_length(value));
		if (sound || i < 2) json_object_set(plain, parts[i], value);                    /* kty, crv: words, compared before */
	}
	char text[8192];
	size_t n = json_dumpb(plain, text, sizeof text, JSON_COMPACT);
	json_decref(plain);
	return n < sizeof text ? gt_arena_strndup(arena, text, n) : "";
}

static int open_jws(struct gt_oidc *o, struct gt_arena *arena, cjose_jws_t *jws, struct gt_str *ret, struct gt_error *err)
{
	cjose_err why;
	cjose_header_t *head = cjose_jws_get_protected(jws);
	const char *alg = head ? cjose_header_get(head, CJOSE_HDR_ALG, &why) : NULL, *kid = head ? cjose_header_get(head, CJOSE_HDR_KID, &why) : NULL;
	json_t *key;
	if (!gt_streq(alg, o->alg)) return gt_fail(err, GT_REFUSED, "%s: a token of another algorithm", o->name);
	if (gt_empty(kid) || json_object_get(head, "crit")) return gt_fail(err, GT_REFUSED, "%s: a token that names no key, or asks for more than we know", o->name);
	int rc = find_key(o, arena, kid, &key, err);
	if (rc != GT_OK) return rc;
	return verified(arena, jws, public_text(arena, key), ret) ? GT_OK : gt_fail(err, GT_REFUSED, "%s: a signature that does not hold", o->name);
}

/* head.claims.signature */
static bool three_parts(struct gt_str token)
{
	size_t parts = 0, from = 0;
	for (size_t i = 0; i <= token.n; i++) {
		if (i < token.n && token.p[i] != '.') continue;
		if (i == from || !base64url(token.p + from, i - from)) return false;
		parts++;
		from = i + 1;
	}
	return parts == 3;
}

int oidc_token_open(struct gt_oidc *o, struct gt_arena *arena, struct gt_str token, json_t **ret_claims, struct gt_error *err)
{
	cjose_err why;
	struct gt_str text = { 0 };
	while (token.n && strchr(" \r\n", token.p[token.n - 1])) token.n--;
	if (token.n == 0 || token.n > JWT_MAX_BYTES) return gt_fail(err, GT_REFUSED, "%s: a token of %zu bytes", o->name, token.n);
	cjose_jws_t *jws = three_parts(token) ? cjose_jws_import(token.p, token.n, &why) : NULL;
	if (!jws) return gt_fail(err, GT_REFUSED, "%s: not a signed token", o->name);
	int rc = open_jws(o, arena, jws, &text, err);
	cjose_jws_release(jws);
	if (rc != GT_OK) return rc;
	return oidc_json(arena, text, ret_claims, err) == GT_OK ? GT_OK : gt_fail(err, GT_REFUSED, "%s: a token that holds no claims", o->name);
}

/* ---- claims ---- */
const char *oidc_text(struct gt_arena *arena, const json_t *claims, const char *name, size_t max_bytes)
{
	json_t *value = json_object_get(claims, name);
	const char *s = json_string_value(value);
	size_t n = json_string_length(value);
	if (!s || n == 0 || n > max_bytes || strlen(s) != n) return NULL;
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f) return NULL;
	return gt_arena_strndup(arena, s, n);
}

bool oidc_listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = list + strspn(list, " "); *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (n && strcspn(p, " ") == n && strncmp(p, word, n) == 0) return true;
	return false;
}

/* For us, and for nobody else besides. */
static bool for_us(const struct gt_oidc *o, const json_t *claims)
{
	json_t *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");
	if (json_is_array(aud)) aud = json_array_size(aud) == 1 ? json_array_get(aud, 0) : NULL;
	return gt_streq(json_string_value(aud), o->client_id) && (!azp || gt_streq(json_string_value(azp), o->client_id));
}

/* name: a time; whether it is there and of a time's shape. */
static bool instant(const json_t *claims, const char *name, int64_t *ret)
{
	json_t *value = json_object_get(claims, name);
	*ret = json_is_integer(value) ? (int64_t)json_integer_value(value) : 0;
	return *ret > 0;
}

int oidc_claims_check(const struct gt_oidc *o, const json_t *claims, struct gt_error *err)
{
	int64_t now = gt_real_utc_s(), exp, iat, nbf;
	if (!gt_streq(json_string_value(json_object_get(claims, "iss")), o->issuer)) return gt_fail(err, GT_REFUSED, "%s: a token of another issuer", o->name);
	if (!for_us(o, claims)) return gt_fail(err, GT_REFUSED, "%s: a token for somebody else", o->name);
	if (json_object_get(claims, "exp") && (!instant(claims, "exp", &exp) || now >= exp + LEEWAY_S)) return gt_fail(err, GT_REFUSED, "%s: a token that is over", o->name);
	if (json_object_get(claims, "iat") && (!instant(claims, "iat", &iat) || iat > now + LEEWAY_S)) return gt_fail(err, GT_REFUSED, "%s: a token of the future", o->name);
	if (json_object_get(claims, "nbf") && (!instant(claims, "nbf", &nbf) || nbf > now + LEEWAY_S)) return gt_fail(err, GT_REFUSED, "%s: a token that is not valid yet", o->name);
	return GT_OK;
}

/* Half of the access token's digest: both were made together. */
static bool same_answer(struct gt_arena *arena, const json_t *claims, const char *access_token)
{
	json_t *hash = json_object_get(claims, "at_hash");
	struct gt_digest d = gt_sha256(access_token, strlen(access_token));
	return !hash || gt_streq(json_string_value(hash), oidc_base64url(arena, d.b, 16));
}

static bool more_than_a_password(const struct gt_oidc *o, const json_t *claims)
{
	json_t *amr = json_object_get(claims, "amr");
	for (size_t i = 0; i < json_array_size(amr); i++) {
		const char *word = json_string_value(json_array_get(amr, i));
		if (word && oidc_listed(o->second_factor, word)) return true;
	}
	return false;
}

int oidc_id_token_check(const struct gt_oidc *o, struct gt_arena *arena, const json_t *claims, const char *nonce, const char *access_token, struct gt_oidc_person *ret, struct gt_error *err)
{
	if (!json_object_get(claims, "exp") || !json_object_get(claims, "iat")) return gt_fail(err, GT_REFUSED, "%s: an id_token without its times", o->name);
	if (!gt_streq(oidc_text(arena, claims, "nonce", 200), nonce)) return gt_fail(err, GT_REFUSED, "%s: an id_token of another try", o->name);
	if (!same_answer(arena, claims, access_token)) return gt_fail(err, GT_REFUSED, "%s: id_token and access token do not belong together", o->name);
	const char *acr = oidc_text(arena, claims, "acr", 200);
	if (!acr || !oidc_listed(o->acr_accepted, acr)) return gt_fail(err, GT_REFUSED, "%s: not of the level that was asked for", o->name);
	const char *subject = oidc_text(arena, claims, "sub", GT_OIDC_SUBJECT_MAX_BYTES);
	if (!subject) return gt_fail(err, GT_REFUSED, "%s: an id_token of nobody", o->name);
	*ret = (struct gt_oidc_person){ .subject = subject, .level = acr, .second_factor = more_than_a_password(o, claims) };
	return GT_OK;
}

/* The way to a provider and back: its discovery, the address to go to, the exchange of the code, userinfo, the way out. What a token is worth: token.c. */
#include <cjose/base64.h>
#include <cjose/util.h>
#include "oidc/oidc_priv.h"

#define JSON_TYPE "application/json"

/* ---- settings ---- */
static const char *setting(const struct gt_oidc *o, struct gt_arena *arena, const char *key, const char *otherwise)
{
	return gt_config_get(o->config, gt_arena_printf(arena, "%s.%s", o->name, key), otherwise);
}

static int read_settings(struct gt_oidc *o, struct gt_arena *arena, struct gt_error *err)
{
	struct { const char **to, *key, *otherwise; } all[] = {
		{ &o->issuer, "issuer", NULL }, { &o->client_id, "client_id", NULL }, { &o->client_secret, "client_secret", NULL }, { &o->alg, "algorithm", "ES256" },
		{ &o->scope, "scope", "openid given_name family_name" }, { &o->acr, "acr", "eidas1" }, { &o->acr_accepted, "acr_accepted", "eidas1 eidas2 eidas3" },
		{ &o->second_factor, "second_factor", "" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		*all[i].to = setting(o, arena, all[i].key, all[i].otherwise);
		if (!*all[i].to) return gt_fail(err, GT_BADINPUT, "setting '%s.%s' is missing", o->name, all[i].key);
	}
	if (!gt_streq(o->alg, "ES256") && !gt_streq(o->alg, "RS256")) return gt_fail(err, GT_BADINPUT, "setting '%s.algorithm' is neither ES256 nor RS256", o->name);
	if (!gt_fetch_origin(o->config, arena, o->name)) return gt_fail(err, GT_BADINPUT, "setting '%s.issuer' is no address with https", o->name);
	o->userinfo_signed = gt_config_bool(o->config, gt_arena_printf(arena, "%s.userinfo_signed", o->name), true);
	return GT_OK;
}

int gt_oidc_open(const struct gt_config *config, const char *name, const char *back, const char *after_logout, struct gt_fetch *fetch, struct gt_oidc **ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("oidc", 1 << 16);
	*ret = NULL;
	if (!gt_config_bool(config, gt_arena_printf(arena, "%s.enabled", name), false)) return GT_OK;
	struct gt_oidc *o = gt_xalloc(sizeof *o);
	*o = (struct gt_oidc){ .magic = OIDC_MAGIC, .fetch = fetch, .config = config, .name = name, .back = gt_xstrdup(back), .after_logout = gt_xstrdup(after_logout) };
	int rc = read_settings(o, arena, err);
	if (rc == GT_OK) *ret = o;
	else gt_oidc_free(&o);
	return rc;
}

static void forget_provider(struct oidc_provider *p)
{
	gt_xfree(p->authorize);
	gt_xfree(p->token);
	gt_xfree(p->userinfo);
	gt_xfree(p->keys);
	gt_xfree(p->end);
	*p = (struct oidc_provider){ 0 };
}

void gt_oidc_free(struct gt_oidc **oidc)
{
	struct gt_oidc *o = *oidc;
	if (!o) return;
	GT_CHECK(o, OIDC_MAGIC);
	o->magic = 0;
	forget_provider(&o->at);
	json_decref(o->keys);
	gt_xfree((char *)(uintptr_t)o->back);
	gt_xfree((char *)(uintptr_t)o->after_logout);
	gt_xfree(o);
	*oidc = NULL;
}

const char *gt_oidc_issuer(const struct gt_oidc *oidc) { return oidc->issuer; }

/* ---- small helpers ---- */
static void drop_json(void *p) { json_decref(p); }

int oidc_json(struct gt_arena *arena, struct gt_str text, json_t **ret, struct gt_error *err)
{
	json_error_t why;
	json_t *j = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
	if (j) gt_arena_on_free(arena, drop_json, j);
	if (!j || !json_is_object(j)) return gt_fail(err, GT_BUSY, "not a JSON object");
	*ret = j;
	return GT_OK;
}

const char *oidc_base64url(struct gt_arena *arena, const void *p, size_t n)
{
	char *text = NULL;
	size_t length = 0;
	cjose_err why;
	if (!cjose_base64url_encode(p, n, &text, &length, &why)) gt_panic("base64url");
	const char *copy = gt_arena_strndup(arena, text, length);
	cjose_get_dealloc()(text);
	return copy;
}

static const char *challenge_of(struct gt_arena *arena, const char *verifier)
{
	struct gt_digest d = gt_sha256(verifier, strlen(verifier));
	return oidc_base64url(arena, d.b, sizeof d.b);
}

static const char *with_query(const char *address) { return strchr(address, '?') ? "&" : "?"; }

static int ask(struct gt_oidc *o, struct gt_arena *arena, const struct gt_fetch_ask *a, struct gt_fetch_answer *ret, struct gt_error *err)
{
	int rc = gt_fetch(o->fetch, arena, a, ret, err);
	/* Whatever is wrong with an answer of the provider: for us it is away. */
	return rc == GT_OK ? rc : GT_BUSY;
}

/* ---- what the provider says about itself ---- */
static bool take_address(const struct gt_oidc *o, struct gt_arena *arena, const json_t *about, const char *name, bool needed, char **to)
{
	const char *s = oidc_text(arena, about, name, 1000);
	bool good = s && gt_fetch_allowed(o->config, arena, o->name, s);
	if (good) *to = gt_xstrdup(s);
	return good || (!needed && !json_object_get(about, name));
}

static bool lists(const json_t *about, const char *name, const char *word)
{
	json_t *list = json_object_get(about, name);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (gt_streq(json_string_value(json_array_get(list, i)), word)) return true;
	return false;
}

int oidc_discover(struct gt_oidc *o, struct gt_arena *arena, struct gt_error *err)
{
	GT_CHECK(o, OIDC_MAGIC);
	int64_t now = gt_real_utc_s();
	if (o->at.authorize && now >= o->at.read_utc_s && now - o->at.read_utc_s < DISCOVERY_LIFE_S) return GT_OK;
	size_t n = strlen(o->issuer);
	const char *url = gt_arena_printf(arena, "%s%s.well-known/openid-configuration", o->issuer, n && o->issuer[n - 1] == '/' ? "" : "/");
	struct gt_fetch_answer got;
	json_t *about;
	int rc = ask(o, arena, &(struct gt_fetch_ask){ .service = o->name, .url = url, .type = JSON_TYPE }, &got, err);
	if (rc == GT_OK && got.status != 200) rc = gt_fail(err, GT_BUSY, "%s: discovery has status %lld", o->name, (long long)got.status);
	if (rc == GT_OK) rc = oidc_json(arena, got.body, &about, err);
	if (rc != GT_OK) return rc;
	const char *issuer = oidc_text(arena, about, "issuer", 1000);
	if (!gt_streq(issuer, o->issuer)) return gt_fail(err, GT_BUSY, "%s: discovery names another issuer", o->name);
	struct oidc_provider p = { .pkce = lists(about, "code_challenge_methods_supported", "S256"), .read_utc_s = now };
	bool whole = take_address(o, arena, about, "authorization_endpoint", true, &p.authorize) && take_address(o, arena, about, "token_endpoint", true, &p.token)
		&& take_address(o, arena, about, "userinfo_endpoint", true, &p.userinfo) && take_address(o, arena, about, "jwks_uri", true, &p.keys)
		&& take_address(o, arena, about, "end_session_endpoint", false, &p.end);
	if (!whole) {
		forget_provider(&p);
		return gt_fail(err, GT_BUSY, "%s: discovery lacks an address, or one is of another origin", o->name);
	}
	forget_provider(&o->at);
	o->at = p;
	return GT_OK;
}

/* ---- going ---- */
static void parameter(struct gt_buf *b, struct gt_arena *arena, const char *name, const char *value) { gt_buf_printf(b, "%s%s=%s", b->n ? "&" : "", name, gt_fetch_escape(arena, value)); }

int gt_oidc_begin(struct gt_oidc *o, struct gt_arena *arena, const struct gt_oidc_try *try, const char **ret_address, struct gt_error *err)
{
	gt_assert(strlen(try->state) >= 43 && strlen(try->nonce) >= 43 && strlen(try->verifier) >= 43);
	int rc = oidc_discover(o, arena, err);
	if (rc != GT_OK) return rc;
	struct gt_buf b = gt_buf_new(arena, GT_FETCH_URL_MAX_BYTES);
	parameter(&b, arena, "response_type", "code");
	parameter(&b, arena, "client_id", o->client_id);
	parameter(&b, arena, "redirect_uri", o->back);
	parameter(&b, arena, "scope", o->scope);
	parameter(&b, arena, "acr_values", o->acr);
	parameter(&b, arena, "state", try->state);
	parameter(&b, arena, "nonce", try->nonce);
	if (*o->second_factor) parameter(&b, arena, "claims", "{\"id_token\":{\"amr\":{\"essential\":true}}}");
	if (o->at.pkce) {
		parameter(&b, arena, "code_challenge", challenge_of(arena, try->verifier));
		parameter(&b, arena, "code_challenge_method", "S256");
	}
	const char *query = gt_buf_cstr(&b);
	if (!query) return gt_fail(err, GT_FAILED, "%s: settings too long for an address", o->name);
	*ret_address = gt_arena_printf(arena, "%s%s%s", o->at.authorize, with_query(o->at.authorize), query);
	return GT_OK;
}

/* ---- coming back ---- */
static int exchange(struct gt_oidc *o, struct gt_arena *arena, const struct gt_oidc_try *try, const char *code, json_t **ret, struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, 12000);
	parameter(&b, arena, "grant_type", "authorization_code");
	parameter(&b, arena, "code", code);
	parameter(&b, arena, "redirect_uri", o->back);
	parameter(&b, arena, "client_id", o->client_id);
	parameter(&b, arena, "client_secret", o->client_secret);
	if (o->at.pkce) parameter(&b, arena, "code_verifier", try->verifier);
	const char *form = gt_buf_cstr(&b);
	if (!form) return gt_fail(err, GT_REFUSED, "%s: a code of an unlikely length", o->name);
	struct gt_fetch_answer got;
	int rc = ask(o, arena, &(struct gt_fetch_ask){ .service = o->name, .url = o->at.token, .form = form, .type = JSON_TYPE }, &got, err);
	/* A code that was used, is over, or was made for somebody else. */
	if (rc == GT_OK && got.status != 200) return gt_fail(err, GT_REFUSED, "%s: the code was refused with status %lld", o->name, (long long)got.status);
	return rc == GT_OK ? oidc_json(arena, got.body, ret, err) : rc;
}

static int userinfo(struct gt_oidc *o, struct gt_arena *arena, const char *access_token, struct gt_oidc_person *person, struct gt_error *err)
{
	struct gt_fetch_answer got;
	json_t *claims;
	int rc = ask(o, arena, &(struct gt_fetch_ask){ .service = o->name, .url = o->at.userinfo, .bearer = access_token, .type = o->userinfo_signed ? "application/jwt" : JSON_TYPE }, &got, err);
	if (rc == GT_OK && got.status != 200) return gt_fail(err, GT_REFUSED, "%s: userinfo has status %lld", o->name, (long long)got.status);
	if (rc == GT_OK) rc = o->userinfo_signed ? oidc_token_open(o, arena, got.body, &claims, err) : oidc_json(arena, got.body, &claims, err);
	if (rc == GT_OK && o->userinfo_signed) rc = oidc_claims_check(o, claims, err);
	if (rc != GT_OK) return rc;
	if (!gt_streq(oidc_text(arena, claims, "sub", GT_OIDC_SUBJECT_MAX_BYTES), person->subject)) return gt_fail(err, GT_REFUSED, "%s: userinfo is of somebody else", o->name);
	person->given_name = oidc_text(arena, claims, "given_name", 200);
	person->family_name = oidc_text(arena, claims, "family_name", 200);
	/* ProConnect calls it so. */
	if (!person->family_name) person->family_name = oidc_text(arena, claims, "usual_name", 200);
	return GT_OK;
}

int gt_oidc_finish(struct gt_oidc *o, struct gt_arena *arena, const struct gt_oidc_try *try, const char *code, struct gt_oidc_person *ret, struct gt_error *err)
{
	json_t *answer, *claims;
	struct gt_oidc_person p = { 0 };
	int rc = oidc_discover(o, arena, err);
	if (rc == GT_OK) rc = exchange(o, arena, try, code, &answer, err);
	if (rc != GT_OK) return rc;
	const char *access_token = oidc_text(arena, answer, "access_token", 8000), *id_token = oidc_text(arena, answer, "id_token", GT_OIDC_TOKEN_MAX_BYTES);
	const char *kind = oidc_text(arena, answer, "token_type", 20);
	if (!access_token || !id_token || !kind || strcasecmp(kind, "bearer") != 0) return gt_fail(err, GT_REFUSED, "%s: the exchange gave no tokens of a likely shape", o->name);
	rc = oidc_token_open(o, arena, gt_str(id_token), &claims, err);
	if (rc == GT_OK) rc = oidc_claims_check(o, claims, err);
	if (rc == GT_OK) rc = oidc_id_token_check(o, arena, claims, try->nonce, access_token, &p, err);
	if (rc == GT_OK) rc = userinfo(o, arena, access_token, &p, err);
	p.id_token = id_token;
	if (rc == GT_OK) *ret = p;
	return rc;
}

/* ---- leaving ---- */
const char *gt_oidc_end(struct gt_oidc *o, struct gt_arena *arena, const char *id_token, const char *state)
{
	struct gt_error away;
	if (oidc_discover(o, arena, &away) != GT_OK || !o->at.end) return NULL;
	struct gt_buf b = gt_buf_new(arena, 3 * GT_OIDC_TOKEN_MAX_BYTES);
	parameter(&b, arena, "id_token_hint", id_token);
	parameter(&b, arena, "state", state);
	parameter(&b, arena, "post_logout_redirect_uri", o->after_logout);
	const char *query = gt_buf_cstr(&b);
	return query ? gt_arena_printf(arena, "%s%s%s", o->at.end, with_query(o->at.end), query) : NULL;
}

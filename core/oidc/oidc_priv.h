/* Inside room oidc. */
#ifndef GT_OIDC_PRIV_H
#define GT_OIDC_PRIV_H
#include <jansson.h>
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "oidc/oidc.h"

#define LEEWAY_S 10                      /* clocks differ a little; FranceConnect's id_token lives a minute */
#define DISCOVERY_LIFE_S 3600
#define KEYS_AGAIN_S 60                  /* an unknown key is looked for once a minute, whatever is sent to us */

/* What the provider publishes about itself, as far as we use it; each address is of the issuer's own origin. */
struct oidc_provider { char *authorize, *token, *userinfo, *keys, *end; bool pkce; int64_t read_utc_s; };

struct gt_oidc {
	uint32_t magic;
	struct gt_fetch *fetch;
	const struct gt_config *config;
	const char *name, *issuer, *client_id, *client_secret, *alg, *scope, *acr, *acr_accepted, *second_factor, *back, *after_logout;
	bool userinfo_signed;
	struct oidc_provider at;
	json_t *keys;
	int64_t keys_utc_s;
};
#define OIDC_MAGIC 0x4f494443u

/* ---- oidc.c ---- */
int oidc_discover(struct gt_oidc *o, struct gt_arena *arena, struct gt_error *err) GT_MUST_USE;
/* OK: JSON of that kind. BUSY: nonsense. The reference is the arena's. */
int oidc_json(struct gt_arena *arena, struct gt_str text, json_t **ret, struct gt_error *err) GT_MUST_USE;
const char *oidc_base64url(struct gt_arena *arena, const void *p, size_t n);

/* ---- token.c ---- */
/* Signature by a key of the provider, with the one algorithm we registered. REFUSED, BUSY. */
int oidc_token_open(struct gt_oidc *o, struct gt_arena *arena, struct gt_str token, json_t **ret_claims, struct gt_error *err) GT_MUST_USE;
/* Whom it is from and for, and when. */
int oidc_claims_check(const struct gt_oidc *o, const json_t *claims, struct gt_error *err) GT_MUST_USE;
int oidc_id_token_check(const struct gt_oidc *o, struct gt_arena *arena, const json_t *claims, const char *nonce, const char *access_token, struct gt_oidc_person *ret, struct gt_error *err) GT_MUST_USE;
/* A text claim of at most so many bytes without control characters; NULL otherwise. */
const char *oidc_text(struct gt_arena *arena, const json_t *claims, const char *name, size_t max_bytes);
/* Whether a word stands in a list separated by spaces. */
bool oidc_listed(const char *list, const char *word);

#endif

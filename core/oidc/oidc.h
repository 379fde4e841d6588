/* Room oidc: signing in with an identity provider (OpenID Connect, code flow, confidential client): FranceConnect, ProConnect. What a provider says
 * is believed only as far as its signature, and only when everything fits the try it answers. Knows no account: it says who is there. */
#ifndef GT_OIDC_H
#define GT_OIDC_H
#include "base/base.h"
#include "fetch/fetch.h"

#define GT_OIDC_SUBJECT_MAX_BYTES 255
#define GT_OIDC_TOKEN_MAX_BYTES 7000             /* an id_token; it waits sealed for the sign-out at the provider */

struct gt_oidc;
/* name: a section of the settings (docs/settings.md): "franceconnect", "proconnect". back: our address that the provider leads back to, as registered
 * there; after_logout likewise. Asks nothing yet. ret: OK, *ret NULL when NAME.enabled is no; BADINPUT a setting is missing or wrong; FAILED. */
int gt_oidc_open(const struct gt_config *config, const char *name, const char *back, const char *after_logout, struct gt_fetch *fetch, struct gt_oidc **ret, struct gt_error *err) GT_MUST_USE;
void gt_oidc_free(struct gt_oidc **oidc);
const char *gt_oidc_issuer(const struct gt_oidc *oidc);

/* One try to sign in: random texts of at least 43 characters, kept on our side until the answer. */
struct gt_oidc_try { const char *state, *nonce, *verifier; };
/* The address to send the browser to. ret: OK; BUSY the provider is away or says nonsense. blocks: one fetch, once an hour a process. */
int gt_oidc_begin(struct gt_oidc *oidc, struct gt_arena *arena, const struct gt_oidc_try *try, const char **ret_address, struct gt_error *err) GT_MUST_USE;

struct gt_oidc_person {
	const char *subject;                     /* stable, opaque, compared byte for byte together with the issuer */
	const char *given_name, *family_name;    /* may be NULL: shown to the person alone, to see whose identity this is */
	const char *level;                       /* acr */
	bool second_factor;                      /* the provider says that more than a password was asked (amr) */
	const char *id_token;                    /* for gt_oidc_end */
};
/* Exchanges the code, checks id_token and userinfo. ret: OK; REFUSED not to be believed, or not of the level that was asked for; BUSY the provider is away,
 * too slow, or says nonsense. blocks: two fetches; up to four when keys are fetched. */
int gt_oidc_finish(struct gt_oidc *oidc, struct gt_arena *arena, const struct gt_oidc_try *try, const char *code, struct gt_oidc_person *ret, struct gt_error *err) GT_MUST_USE;
/* The address that ends the session at the provider and leads back; NULL: it has none. Asks nothing unless the provider was never asked: then NULL too. */
const char *gt_oidc_end(struct gt_oidc *oidc, struct gt_arena *arena, const char *id_token, const char *state);

#endif

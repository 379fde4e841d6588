/* Tokens of an identity provider. "T": a token as it comes; whatever is changed in it, only what was really signed is believed. "C": claims, signed here
 * with the provider's key; whatever they say, who comes out is of this provider, for us, of this try and of the level asked for. "K": its published keys. */
#include <cjose/cjose.h>
#include "oidc/oidc_priv.h"
#include "tests/fuzz/fuzz.h"

/* A key made for this file alone. */
#define PUBLIC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"pQh62z_9xenggWlI65gDnep50KTdLJXC4ruqfidtmY0\",\"y\":\"rIA7gwXA5xLuHjDXZiz8dCP8-uzDjXFa-HUa8MwIVps\""
#define PRIVATE "{" PUBLIC ",\"d\":\"WnshBPJoz7ZYC0qDCfJdGfG7uRVwnjGNRWDR43_QObw\"}"
#define KEYS "[{\"kty\":\"RSA\",\"kid\":\"r1\",\"n\":\"AQAB\",\"e\":\"AQAB\"},{\"kid\":\"a1\",\"alg\":\"ES256\",\"use\":\"sig\"," PUBLIC "}]"
#define SIGNED "eyJhbGciOiJFUzI1NiIsImtpZCI6ImExIn0.eyJpc3MiOiJodHRwczovL2lkcC50ZXN0IiwiYXVkIjoiZ3VpY2hldCIsInN1YiI6InF1aSIsIm5vbmNlIjoibiIsImFjciI6ImVpZGFzMSIsImlhdCI6MSwiZXhwIjo5OTk5OTk5OTk5fQ"
#define SIGNATURE "C4yUdTvELTxj4tIV_4SQmpuxCdYbbTKMIq5OrOteIrQH0mzraT_GXrizchgmRlHvZYCI8irHIpfmB6igXeVtvw"
#define CLAIMS(more) "{\"iss\":\"https://idp.test\",\"aud\":\"guichet\",\"sub\":\"qui\",\"nonce\":\"n\",\"acr\":\"eidas1\",\"iat\":1,\"exp\":9999999999" more "}"

const struct gt_str fuzz_seeds[] = {
	GT_STR("T" SIGNED "." SIGNATURE),
	GT_STR("TeyJhbGciOiJub25lIn0.eyJzdWIiOiJxdWkifQ."),
	GT_STR("T" SIGNED "." SIGNATURE "AAA"), GT_STR("TAAAAA.AAAA.AAAA"),          /* a rest of one character */
	GT_STR("C" CLAIMS("")),
	GT_STR("C" CLAIMS(",\"amr\":[\"pwd\",\"totp\"],\"azp\":\"guichet\",\"nbf\":1,\"at_hash\":\"x\"")),
	GT_STR("C{\"iss\":\"https://idp.test\",\"aud\":[\"guichet\",\"other\"],\"sub\":\"qui\"}"),
	GT_STR("K" KEYS),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { ".", "..", "=", "eyJhbGciOiJub25lIn0", "\"aud\":", "\"sub\":\"\"", "\"exp\":1", "\"exp\":-1", "\"exp\":1e99", "null", "[[[[[[", "{\"a\":", "\\u0000", "\xff", ",\"nonce\":\"m\"", ",\"acr\":\"eidas3 eidas1\"", NULL };
const int64_t fuzz_cost = 10;

static struct gt_oidc provider(void)
{
	static json_t *keys;
	if (!keys) keys = json_loads(KEYS, 0, NULL);
	gt_assert(keys);
	return (struct gt_oidc){ .magic = OIDC_MAGIC, .name = "essai", .issuer = "https://idp.test", .client_id = "guichet", .alg = "ES256", .acr_accepted = "eidas1 eidas2",
		.second_factor = "totp mfa", .keys = keys, .keys_utc_s = gt_real_utc_s() };      /* read just now: an unknown key is not asked for again */
}

static void token(struct gt_oidc *o, struct gt_arena *arena, struct gt_str text)
{
	struct gt_error err = { 0 };
	json_t *claims;
	if (oidc_token_open(o, arena, text, &claims, &err) != GT_OK) return;
	gt_assert(text.n > sizeof SIGNED && !memcmp(text.p, SIGNED ".", sizeof SIGNED));
}

static void claims(struct gt_oidc *o, struct gt_arena *arena, struct gt_str text)
{
	static cjose_jwk_t *key;
	static cjose_header_t *head;
	cjose_err why;
	const char *compact;
	json_t *said;
	struct gt_error err = { 0 };
	struct gt_oidc_person person;
	if (!key) {
		key = cjose_jwk_import(PRIVATE, sizeof PRIVATE - 1, &why);
		head = cjose_header_new(&why);
		gt_assert(key && head && cjose_header_set(head, CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, &why) && cjose_header_set(head, CJOSE_HDR_KID, "a1", &why));
	}
	cjose_jws_t *jws = text.n ? cjose_jws_sign(key, head, (const uint8_t *)text.p, text.n, &why) : NULL;
	if (!jws) return;
	gt_assert(cjose_jws_export(jws, &compact, &why));
	int rc = oidc_token_open(o, arena, gt_str(compact), &said, &err);
	cjose_jws_release(jws);
	if (rc == GT_OK) rc = oidc_claims_check(o, said, &err);
	if (rc == GT_OK) rc = oidc_id_token_check(o, arena, said, "n", "jeton", &person, &err);
	if (rc != GT_OK) return;
	gt_assert(gt_streq(json_string_value(json_object_get(said, "iss")), "https://idp.test") && gt_streq(json_string_value(json_object_get(said, "nonce")), "n"));
	gt_assert(gt_streq(person.level, "eidas1") || gt_streq(person.level, "eidas2"));
	gt_assert(person.subject[0] && strlen(person.subject) <= GT_OIDC_SUBJECT_MAX_BYTES);
	for (const char *p = person.subject; *p; p++) gt_assert((unsigned char)*p >= 0x20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 16 << 20);
	struct gt_oidc o = provider();
	struct gt_str rest = { (const char *)data + 1, size - 1 };
	if (size && data[0] == 'T') token(&o, arena, rest);
	if (size && data[0] == 'C') claims(&o, arena, rest);
	if (size && data[0] == 'K') {
		o.keys = json_loadb(rest.p, rest.n, 0, NULL);
		if (o.keys) token(&o, arena, GT_STR(SIGNED "." SIGNATURE));
		json_decref(o.keys);
	}
	return 0;
}

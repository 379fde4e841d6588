/* Tokens, digests, signatures, codes printed on paper. */
#include <nettle/sha2.h>
#include <stdio.h>
#include "crypto/crypto_priv.h"

/* By nettle, which uses the processor's own instructions for it: libsodium takes six times as long, a seventh of an upload. */
struct gt_sha256_stream { struct sha256_ctx state; };

struct gt_sha256_stream *gt_sha256_begin(struct gt_arena *arena)
{
	struct gt_sha256_stream *s = gt_new(arena, struct gt_sha256_stream);
	sha256_init(&s->state);
	return s;
}

void gt_sha256_add(struct gt_sha256_stream *s, const void *p, size_t n) { sha256_update(&s->state, n, p); }

struct gt_digest gt_sha256_end(struct gt_sha256_stream *s)
{
	struct gt_digest d;
	sha256_digest(&s->state, sizeof d.b, d.b);
	sodium_memzero(&s->state, sizeof s->state);              /* of a token it still holds the bytes */
	return d;
}

struct gt_digest gt_sha256(const void *p, size_t n)
{
	struct gt_sha256_stream s;
	sha256_init(&s.state);
	gt_sha256_add(&s, p, n);
	return gt_sha256_end(&s);
}

bool gt_digest_eq(struct gt_digest a, struct gt_digest b) { return sodium_memcmp(a.b, b.b, sizeof a.b) == 0; }

const char *gt_digest_hex(struct gt_digest d, char out[GT_DIGEST_HEX])
{
	return sodium_bin2hex(out, GT_DIGEST_HEX, d.b, sizeof d.b);
}

void gt_token_new(char text[GT_TOKEN_TEXT], struct gt_digest *ret_hash)
{
	uint8_t raw[32];
	gt_random(raw, sizeof raw);
	sodium_bin2base64(text, GT_TOKEN_TEXT, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	*ret_hash = gt_sha256(raw, sizeof raw);
	sodium_memzero(raw, sizeof raw);
}

bool gt_token_hash(const char *text, struct gt_digest *ret_hash)
{
	uint8_t raw[32];
	size_t n = 0;
	const char *end = NULL;
	if (!text || strlen(text) != GT_TOKEN_TEXT - 1) return false;
	if (sodium_base642bin(raw, sizeof raw, text, GT_TOKEN_TEXT - 1, NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) return false;
	if (n != sizeof raw || *end) return false;
	*ret_hash = gt_sha256(raw, sizeof raw);
	sodium_memzero(raw, sizeof raw);
	return true;
}

/* What is signed: the purpose with its NUL, then the text, hashed first so that length does not matter. Output: key id and signature. */
static void signed_digest(const char *purpose, struct gt_str text, uint8_t out[64])
{
	crypto_hash_sha512_state st;
	crypto_hash_sha512_init(&st);
	crypto_hash_sha512_update(&st, (const uint8_t *)purpose, strlen(purpose) + 1);
	crypto_hash_sha512_update(&st, (const uint8_t *)text.p, text.n);
	crypto_hash_sha512_final(&st, out);
}

int gt_sign(const struct gt_keyring *ring, const char *purpose, struct gt_str text, char out_base64url[88], struct gt_error *err)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	(void)err;
	uint8_t digest[64], signature[crypto_sign_BYTES];
	signed_digest(purpose, text, digest);
	crypto_sign_detached(signature, NULL, digest, sizeof digest, ring->signing[ring->n_signing - 1].secret_key);
	sodium_bin2base64(out_base64url, 88, signature, sizeof signature, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return GT_OK;
}

/* Papers outlive keys: any key of the ring may have signed. */
int gt_verify(const struct gt_keyring *ring, const char *purpose, struct gt_str text, const char *signature_base64url)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	uint8_t digest[64], signature[crypto_sign_BYTES];
	size_t n = 0;
	const char *end = NULL;
	if (!signature_base64url || strlen(signature_base64url) > 90) return GT_REFUSED;
	if (sodium_base642bin(signature, sizeof signature, signature_base64url, strlen(signature_base64url), NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) return GT_REFUSED;
	if (n != sizeof signature || *end) return GT_REFUSED;
	signed_digest(purpose, text, digest);
	for (uint32_t i = 0; i < ring->n_signing; i++)
		if (crypto_sign_verify_detached(signature, digest, sizeof digest, ring->signing[i].public_key) == 0) return GT_OK;
	return GT_REFUSED;
}

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void gt_paper_code_new(char out[GT_PAPER_CODE])
{
	uint8_t raw[20];
	gt_random(raw, sizeof raw);
	for (size_t i = 0, at = 0; i < sizeof raw; i++) {
		if (i && i % 5 == 0) out[at++] = '-';
		out[at++] = crockford[raw[i] & 31];
		out[at] = 0;
	}
}

/* Read from paper by people: small letters, spaces, O for 0, I or L for 1 are what was meant. */
bool gt_paper_code_normalise(const char *typed, char out[GT_PAPER_CODE])
{
	char code[21];
	size_t n = 0;
	for (const char *p = typed; p && *p; p++) {
		char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
		if (c == ' ' || c == '-') continue;
		if (c == 'O') c = '0';
		if (c == 'I' || c == 'L') c = '1';
		if (!strchr(crockford, c) || n == 20) return false;
		code[n++] = c;
	}
	if (n != 20) return false;
	code[20] = 0;
	snprintf(out, GT_PAPER_CODE, "%.5s-%.5s-%.5s-%.5s", code, code + 5, code + 10, code + 15);
	return true;
}

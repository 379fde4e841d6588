/* Sealing small things: "S" 1, key id, nonce, XChaCha20-Poly1305. The row's id is additional data: a value moved to another row does not open.
 * Sealing files is in stream.c. */
#include "crypto/crypto_priv.h"

enum { HEAD = 6, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

int gt_seal(const struct gt_keyring *ring, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str plain, struct gt_str *ret, struct gt_error *err)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	(void)err;
	const struct gt_key *key = gt_sealing_key(ring);
	uint8_t use[32], *out = gt_arena_alloc(arena, HEAD + NONCE + plain.n + TAG);
	unsigned long long n = 0;
	out[0] = 'S';
	out[1] = 1;
	gt_put32(out + 2, key->id);
	gt_random(out + HEAD, NONCE);
	gt_ring_derive(key, "seal", purpose, use);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD + NONCE, &n, (const uint8_t *)plain.p, plain.n, context.b, 16, NULL, out + HEAD, use);
	sodium_memzero(use, sizeof use);
	*ret = (struct gt_str){ (const char *)out, HEAD + NONCE + (size_t)n };
	return GT_OK;
}

int gt_unseal(const struct gt_keyring *ring, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str sealed, struct gt_str *ret, struct gt_error *err)
{
	const uint8_t *in = (const uint8_t *)sealed.p;
	if (!in || sealed.n < HEAD + NONCE + TAG || in[0] != 'S' || in[1] != 1) return gt_fail(err, GT_FAILED, "not a sealed value (%s)", purpose);
	const struct gt_key *key = gt_ring_key(ring, gt_get32(in + 2));
	if (!key) return gt_fail(err, GT_FAILED, "sealed with key %04u, which is not in the ring", gt_get32(in + 2));
	size_t n = sealed.n - HEAD - NONCE - TAG;
	uint8_t use[32], *out = gt_arena_alloc(arena, n + 1);
	unsigned long long got = 0;
	gt_ring_derive(key, "seal", purpose, use);
	int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(out, &got, NULL, in + HEAD + NONCE, sealed.n - HEAD - NONCE, context.b, 16, in + HEAD, use);
	sodium_memzero(use, sizeof use);
	if (bad) return gt_fail(err, GT_FAILED, "a sealed value is altered or of another row (%s)", purpose);
	*ret = (struct gt_str){ (const char *)out, (size_t)got };
	return GT_OK;
}

/* Inside room crypto: the key ring's keys and what is derived from them. */
#ifndef GT_CRYPTO_PRIV_H
#define GT_CRYPTO_PRIV_H
#include <sodium.h>
#include "crypto/crypto.h"

#define GT_RING_MAGIC 0x67746b72u
#define GT_KEYS_MAX 32

struct gt_key { uint32_t id; bool waiting; uint8_t master[32]; };   /* waiting: opens, does not seal yet */
struct gt_signing_key { uint32_t id; uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES]; };
/* In memory of its own that is neither swapped nor dumped. Keys are sorted by id; the last one that does not wait seals, the last one signs. */
struct gt_keyring {
	uint32_t magic, n_keys, n_signing;
	struct gt_key keys[GT_KEYS_MAX];
	struct gt_signing_key signing[GT_KEYS_MAX];
};

const struct gt_key *gt_sealing_key(const struct gt_keyring *ring);
const struct gt_key *gt_ring_key(const struct gt_keyring *ring, uint32_t id);
/* 32 bytes for one use, out of a master key: keyed BLAKE2b over the purpose. */
void gt_ring_derive(const struct gt_key *key, const char *use, const char *purpose, uint8_t out[32]);
void gt_put32(uint8_t *p, uint32_t v);
uint32_t gt_get32(const uint8_t *p);

#endif

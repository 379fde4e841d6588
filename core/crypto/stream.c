/* Sealing files: a random data key a file, wrapped by the master key and bound to the file's id; secretstream over the chunks, each bound to the
 * file and its number. Order, loss and doubling of chunks are found; the end is known by its tag only. */
#include "crypto/crypto_priv.h"

#define GT_SEALER_MAGIC 0x67747365u
enum { WRAP_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, WRAPPED = 32 + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	STREAM = crypto_secretstream_xchacha20poly1305_HEADERBYTES, HEADER = 6 + WRAP_NONCE + WRAPPED + STREAM, EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES };

struct gt_sealer {
	uint32_t magic;
	bool opening, ended;
	uint64_t n;
	struct gt_id file;
	crypto_secretstream_xchacha20poly1305_state state;
	uint8_t *out; size_t room;
};

static void forget(void *p)
{
	struct gt_sealer *s = p;
	sodium_memzero(&s->state, sizeof s->state);
	s->magic = 0;
}

static struct gt_sealer *sealer_new(struct gt_arena *arena, struct gt_id file, bool opening)
{
	struct gt_sealer *s = gt_new(arena, struct gt_sealer);
	s->magic = GT_SEALER_MAGIC;
	s->file = file;
	s->opening = opening;
	s->room = GT_CHUNK_BYTES + EXTRA;
	s->out = gt_arena_alloc(arena, s->room);
	gt_arena_on_free(arena, forget, s);
	return s;
}

static void context_of(const struct gt_sealer *s, uint8_t ad[24])
{
	memcpy(ad, s->file.b, 16);
	gt_put32(ad + 16, (uint32_t)(s->n >> 32));
	gt_put32(ad + 20, (uint32_t)s->n);
}

int gt_sealer_begin(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_sealer **ret, struct gt_str *ret_header, struct gt_error *err)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	(void)err;
	const struct gt_key *key = gt_sealing_key(ring);
	uint8_t data_key[32], wrap[32], *h = gt_arena_alloc(arena, HEADER);
	struct gt_sealer *s = sealer_new(arena, file, false);
	h[0] = 'F';
	h[1] = 1;
	gt_put32(h + 2, key->id);
	gt_random(h + 6, WRAP_NONCE);
	gt_random(data_key, sizeof data_key);
	gt_ring_derive(key, "wrap", "file", wrap);
	crypto_aead_xchacha20poly1305_ietf_encrypt(h + 6 + WRAP_NONCE, NULL, data_key, 32, file.b, 16, NULL, h + 6, wrap);
	crypto_secretstream_xchacha20poly1305_init_push(&s->state, h + 6 + WRAP_NONCE + WRAPPED, data_key);
	sodium_memzero(data_key, sizeof data_key);
	sodium_memzero(wrap, sizeof wrap);
	*ret = s;
	*ret_header = (struct gt_str){ (const char *)h, HEADER };
	return GT_OK;
}

struct gt_str gt_sealer_chunk(struct gt_sealer *s, struct gt_str plain, bool last)
{
	GT_CHECK(s, GT_SEALER_MAGIC);
	gt_assert(!s->opening && !s->ended && plain.n <= GT_CHUNK_BYTES);
	uint8_t ad[24];
	unsigned long long n = 0;
	context_of(s, ad);
	crypto_secretstream_xchacha20poly1305_push(&s->state, s->out, &n, (const uint8_t *)plain.p, plain.n, ad, sizeof ad,
		last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
	s->n++;
	s->ended = last;
	return (struct gt_str){ (const char *)s->out, (size_t)n };
}

static int unwrap(const struct gt_keyring *ring, struct gt_id file, struct gt_str header, uint8_t data_key[32], struct gt_error *err)
{
	const uint8_t *h = (const uint8_t *)header.p;
	if (!h || header.n != HEADER || h[0] != 'F' || h[1] != 1) return gt_fail(err, GT_FAILED, "not the header of a sealed file");
	const struct gt_key *key = gt_ring_key(ring, gt_get32(h + 2));
	if (!key) return gt_fail(err, GT_FAILED, "sealed with key %04u, which is not in the ring", gt_get32(h + 2));
	uint8_t wrap[32];
	gt_ring_derive(key, "wrap", "file", wrap);
	int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(data_key, NULL, NULL, h + 6 + WRAP_NONCE, WRAPPED, file.b, 16, h + 6, wrap);
	sodium_memzero(wrap, sizeof wrap);
	return bad ? gt_fail(err, GT_FAILED, "the header of a sealed file is altered or of another file") : GT_OK;
}

int gt_opener_begin(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_str header, struct gt_sealer **ret, struct gt_error *err)
{
	uint8_t data_key[32];
	int rc = unwrap(ring, file, header, data_key, err);
	if (rc != GT_OK) return rc;
	struct gt_sealer *s = sealer_new(arena, file, true);
	int bad = crypto_secretstream_xchacha20poly1305_init_pull(&s->state, (const uint8_t *)header.p + 6 + WRAP_NONCE + WRAPPED, data_key);
	sodium_memzero(data_key, sizeof data_key);
	if (bad) return gt_fail(err, GT_FAILED, "the header of a sealed file is altered");
	*ret = s;
	return GT_OK;
}

int gt_opener_chunk(struct gt_sealer *s, struct gt_str sealed, struct gt_str *ret, bool *ret_last, struct gt_error *err)
{
	GT_CHECK(s, GT_SEALER_MAGIC);
	gt_assert(s->opening);
	uint8_t ad[24], tag = 0;
	unsigned long long n = 0;
	if (s->ended) return gt_fail(err, GT_FAILED, "a sealed file goes on after its end");
	if (!sealed.p || sealed.n < EXTRA || sealed.n > s->room) return gt_fail(err, GT_FAILED, "chunk %llu of a sealed file has an impossible size", (unsigned long long)s->n);
	context_of(s, ad);
	if (crypto_secretstream_xchacha20poly1305_pull(&s->state, s->out, &n, &tag, (const uint8_t *)sealed.p, sealed.n, ad, sizeof ad) != 0)
		return gt_fail(err, GT_FAILED, "chunk %llu of a sealed file is altered or out of order", (unsigned long long)s->n);
	s->n++;
	s->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	*ret = (struct gt_str){ (const char *)s->out, (size_t)n };
	*ret_last = s->ended;
	return GT_OK;
}

uint32_t gt_header_key(struct gt_str header)
{
	const uint8_t *h = (const uint8_t *)header.p;
	return h && header.n == HEADER && h[0] == 'F' && h[1] == 1 ? gt_get32(h + 2) : 0;
}

int gt_header_rewrap(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_str header, struct gt_str *ret, struct gt_error *err)
{
	uint8_t data_key[32], wrap[32];
	int rc = unwrap(ring, file, header, data_key, err);
	if (rc != GT_OK) return rc;
	const struct gt_key *key = gt_sealing_key(ring);
	uint8_t *h = gt_arena_alloc(arena, HEADER);
	memcpy(h, header.p, HEADER);
	gt_put32(h + 2, key->id);
	gt_random(h + 6, WRAP_NONCE);
	gt_ring_derive(key, "wrap", "file", wrap);
	crypto_aead_xchacha20poly1305_ietf_encrypt(h + 6 + WRAP_NONCE, NULL, data_key, 32, file.b, 16, NULL, h + 6, wrap);
	sodium_memzero(data_key, sizeof data_key);
	sodium_memzero(wrap, sizeof wrap);
	*ret = (struct gt_str){ (const char *)h, HEADER };
	return GT_OK;
}

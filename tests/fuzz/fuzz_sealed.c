/* Sealed values, headers and pieces of files as a thief of the database may leave them: nothing opens but what was sealed, whole, in its own place. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "crypto/crypto.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = { GT_STR("S\1\0\0\0\1............................................"), GT_STR("F\1\0\0\0\1"), { NULL, 0 } };
const char *const fuzz_words[] = { "S\1", "F\1", "\1", "\xff\xff\xff\xff", NULL };

static struct gt_keyring *ring;
static struct gt_id id = { { 7 } };

static void begin(void)
{
	char dir[] = "/tmp/gt-fuzz-XXXXXX", keys[64];
	struct gt_error err = { 0 };
	gt_assert(gt_crypto_init(&err) == GT_OK && mkdtemp(dir));
	snprintf(keys, sizeof keys, "%s/keys", dir);
	gt_assert(gt_keyring_create(keys, &err) == GT_OK && gt_keyring_open(keys, &ring, &err) == GT_OK);
	static const char *const files[] = { "master.0001", "sign.0001" };
	for (size_t i = 0; i < GT_COUNT(files); i++) {
		char path[96];
		snprintf(path, sizeof path, "%s/%s", keys, files[i]);
		gt_assert(unlink(path) == 0);
	}
	gt_assert(rmdir(keys) == 0 && rmdir(dir) == 0);
}

/* The first byte says where what was really sealed is altered; the rest replaces what stands there. */
static void altered(struct gt_arena *arena, const uint8_t *data, size_t size)
{
	static const char secret[] = "ce que personne ne lit";
	struct gt_str sealed, plain, header;
	struct gt_sealer *s;
	struct gt_error err = { 0 };
	bool last;
	gt_assert(gt_seal(ring, arena, "answers", id, GT_STR(secret), &sealed, &err) == GT_OK);
	char *copy = gt_arena_strndup(arena, sealed.p, sealed.n);
	size_t at = data[0] % sealed.n, n = size - 1 < sealed.n - at ? size - 1 : sealed.n - at;
	memcpy(copy + at, data + 1, n);
	bool same = memcmp(copy, sealed.p, sealed.n) == 0;
	gt_assert((gt_unseal(ring, arena, "answers", id, (struct gt_str){ copy, sealed.n }, &plain, &err) == GT_OK) == same);
	gt_assert(gt_unseal(ring, arena, "note", id, sealed, &plain, &err) != GT_OK);
	gt_assert(gt_sealer_begin(ring, arena, id, &s, &header, &err) == GT_OK);
	copy = gt_arena_strndup(arena, header.p, header.n);
	at = data[0] % header.n, n = size - 1 < header.n - at ? size - 1 : header.n - at;
	memcpy(copy + at, data + 1, n);
	same = memcmp(copy, header.p, header.n) == 0;
	struct gt_str piece = gt_sealer_chunk(s, GT_STR(secret), true);
	char *kept = gt_arena_strndup(arena, piece.p, piece.n);
	struct gt_sealer *o;
	bool opens = gt_opener_begin(ring, arena, id, (struct gt_str){ copy, header.n }, &o, &err) == GT_OK && gt_opener_chunk(o, (struct gt_str){ kept, piece.n }, &plain, &last, &err) == GT_OK;
	gt_assert(opens == same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!ring) begin();
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 64 << 20);
	struct gt_str text = { (const char *)data, size }, plain;
	struct gt_sealer *o;
	struct gt_error err = { 0 };
	gt_assert(gt_unseal(ring, arena, "answers", id, text, &plain, &err) != GT_OK);
	gt_assert(gt_opener_begin(ring, arena, id, text, &o, &err) != GT_OK);
	(void)gt_header_key(text);
	if (size) altered(arena, data, size);
	return 0;
}

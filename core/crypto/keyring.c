/* The key ring: files master.NNNN and sign.NNNN of 32 bytes in hexadecimal, 0600. The newest master key seals, all of them open; rotation is a new
 * file and a re-wrap. A new key is next.NNNN first: it opens and does not seal yet, so that programs of two generations read each other. Nothing is
 * derived from the oldest key but look-up hashes, which must stay the same for ever. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "crypto/crypto_priv.h"

void gt_put32(uint8_t *p, uint32_t v) { p[0] = (uint8_t)(v >> 24); p[1] = (uint8_t)(v >> 16); p[2] = (uint8_t)(v >> 8); p[3] = (uint8_t)v; }
uint32_t gt_get32(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }

int gt_crypto_init(struct gt_error *err)
{
	return sodium_init() < 0 ? gt_fail(err, GT_FAILED, "libsodium cannot start") : GT_OK;
}

static int write_key(int dir_fd, const char *dir, const char *name, struct gt_error *err)
{
	uint8_t key[32];
	char text[66];
	gt_random(key, sizeof key);
	sodium_bin2hex(text, sizeof text, key, sizeof key);
	text[64] = '\n';
	GT_AUTO_FD fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = fd >= 0 && gt_write_all(fd, text, 65) && fsync(fd) == 0;
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	return ok ? GT_OK : gt_fail(err, errno == EEXIST ? GT_CONFLICT : GT_FAILED, "key '%s/%s' cannot be written (errno %d)", dir, name, errno);
}

static int key_folder(const char *dir, int *ret_fd, struct gt_error *err)
{
	*ret_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *ret_fd >= 0 ? GT_OK : gt_fail(err, GT_FAILED, "folder '%s' cannot be opened (errno %d)", dir, errno);
}

int gt_keyring_create(const char *dir, struct gt_error *err)
{
	int rc = gt_crypto_init(err);
	if (rc != GT_OK) return rc;
	if (mkdir(dir, 0700) != 0 && errno != EEXIST) return gt_fail(err, GT_FAILED, "folder '%s' cannot be made (errno %d)", dir, errno);
	GT_AUTO_FD fd = -1;
	rc = key_folder(dir, &fd, err);
	if (rc == GT_OK) rc = write_key(fd, dir, "master.0001", err);
	if (rc == GT_OK) rc = write_key(fd, dir, "sign.0001", err);
	if (rc == GT_OK && fsync(fd) != 0) rc = gt_fail(err, GT_FAILED, "folder '%s' cannot be synced", dir);
	return rc;
}

/* The programs' group reads the new key as it reads the one that seals. */
static bool same_readers(int dir_fd, const char *like, const char *name)
{
	struct stat st;
	GT_AUTO_FD fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return fd >= 0 && fstatat(dir_fd, like, &st, AT_SYMLINK_NOFOLLOW) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0 && fchmod(fd, st.st_mode & 0640) == 0;
}

int gt_keyring_add(const char *dir, struct gt_error *err)
{
	struct gt_keyring *ring = NULL;
	int rc = gt_keyring_open(dir, &ring, err);
	if (rc != GT_OK) return rc;
	uint32_t now = gt_sealing_key(ring)->id, newest = ring->keys[ring->n_keys - 1].id;
	bool full = ring->n_keys == GT_KEYS_MAX;
	gt_keyring_free(&ring);
	if (newest != now) return gt_fail(err, GT_CONFLICT, "key %04u already waits in '%s'", newest, dir);
	if (full) return gt_fail(err, GT_TOOBIG, "'%s' already holds %d keys", dir, GT_KEYS_MAX);
	char name[32], like[32];
	snprintf(name, sizeof name, "next.%04u", newest + 1);
	snprintf(like, sizeof like, "master.%04u", now);
	GT_AUTO_FD fd = -1;
	rc = key_folder(dir, &fd, err);
	if (rc == GT_OK) rc = write_key(fd, dir, name, err);
	if (rc == GT_OK && (!same_readers(fd, like, name) || fsync(fd) != 0)) rc = gt_fail(err, GT_FAILED, "key '%s/%s' cannot be given to the readers of '%s' (errno %d)", dir, name, like, errno);
	return rc;
}

int gt_keyring_use(const char *dir, struct gt_error *err)
{
	struct gt_keyring *ring = NULL;
	int rc = gt_keyring_open(dir, &ring, err);
	if (rc != GT_OK) return rc;
	uint32_t now = gt_sealing_key(ring)->id, newest = ring->keys[ring->n_keys - 1].id;
	gt_keyring_free(&ring);
	if (newest == now) return gt_fail(err, GT_NOTFOUND, "no key waits in '%s'", dir);
	char from[32], to[32];
	snprintf(from, sizeof from, "next.%04u", newest);
	snprintf(to, sizeof to, "master.%04u", newest);
	GT_AUTO_FD fd = -1;
	rc = key_folder(dir, &fd, err);
	if (rc == GT_OK && (renameat(fd, from, fd, to) != 0 || fsync(fd) != 0)) rc = gt_fail(err, GT_FAILED, "key '%s/%s' cannot be renamed (errno %d)", dir, from, errno);
	return rc;
}

/* Owner's eyes only: a key that others can read is no key. Group read is let through, for the programs' own group. */
static int read_key(int dir_fd, const char *dir, const char *name, uint8_t out[32], struct gt_error *err)
{
	GT_AUTO_FD fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char text[80];
	if (fd < 0 || fstat(fd, &st) != 0) return gt_fail(err, GT_FAILED, "key '%s/%s' cannot be read (errno %d)", dir, name, errno);
	if (!S_ISREG(st.st_mode) || (st.st_mode & 0037)) return gt_fail(err, GT_FAILED, "key '%s/%s' must be a file of mode 0600 or 0640", dir, name);
	ssize_t n = read(fd, text, sizeof text);
	size_t got = 0;
	const char *end = NULL;
	bool ok = n >= 64 && n <= 66 && sodium_hex2bin(out, 32, text, 64, NULL, &got, &end) == 0 && got == 32;
	sodium_memzero(text, sizeof text);
	return ok ? GT_OK : gt_fail(err, GT_FAILED, "key '%s/%s' is not 64 hexadecimal digits", dir, name);
}

static int take(struct gt_keyring *ring, int dir_fd, const char *dir, const char *name, struct gt_error *err)
{
	bool waiting = gt_starts(name, "next."), master = waiting || gt_starts(name, "master."), sign = gt_starts(name, "sign.");
	int64_t id;
	uint8_t key[32];
	const char *digits = name + strcspn(name, ".") + 1;
	if ((!master && !sign) || strlen(digits) != 4 || strspn(digits, "0123456789") != 4) return GT_OK;
	if (!gt_parse_i64(digits + strspn(digits, "0"), 1, 9999, &id)) return gt_fail(err, GT_FAILED, "'%s/%s': keys are numbered from 0001", dir, name);
	if ((master ? ring->n_keys : ring->n_signing) == GT_KEYS_MAX) return gt_fail(err, GT_TOOBIG, "more than %d keys in '%s'", GT_KEYS_MAX, dir);
	int rc = read_key(dir_fd, dir, name, key, err);
	if (rc != GT_OK) return rc;
	if (master) {
		struct gt_key *k = &ring->keys[ring->n_keys++];
		k->id = (uint32_t)id;
		k->waiting = waiting;
		memcpy(k->master, key, 32);
	} else {
		struct gt_signing_key *k = &ring->signing[ring->n_signing++];
		k->id = (uint32_t)id;
		crypto_sign_seed_keypair(k->public_key, k->secret_key, key);
	}
	sodium_memzero(key, sizeof key);
	return GT_OK;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;   /* id is the first member of both */
	return (x > y) - (x < y);
}

int gt_keyring_open(const char *dir, struct gt_keyring **ret, struct gt_error *err)
{
	int rc = gt_crypto_init(err);
	if (rc != GT_OK) return rc;
	DIR *d = opendir(dir);
	if (!d) return gt_fail(err, errno == ENOENT ? GT_NOTFOUND : GT_FAILED, "key folder '%s' cannot be opened (errno %d)", dir, errno);
	struct gt_keyring *ring = sodium_malloc(sizeof *ring);
	gt_assert(ring);
	memset(ring, 0, sizeof *ring);
	ring->magic = GT_RING_MAGIC;
	for (struct dirent *e; rc == GT_OK && (e = readdir(d));) rc = take(ring, dirfd(d), dir, e->d_name, err);
	closedir(d);
	qsort(ring->keys, ring->n_keys, sizeof ring->keys[0], by_id);
	qsort(ring->signing, ring->n_signing, sizeof ring->signing[0], by_id);
	if (rc == GT_OK && (!ring->n_keys || ring->keys[0].waiting || !ring->n_signing)) rc = gt_fail(err, GT_NOTFOUND, "no master key or no signing key in '%s'", dir);
	if (rc != GT_OK) { gt_keyring_free(&ring); return rc; }
	sodium_mprotect_readonly(ring);
	*ret = ring;
	return GT_OK;
}

void gt_keyring_free(struct gt_keyring **ring)
{
	if (!*ring) return;
	GT_CHECK(*ring, GT_RING_MAGIC);
	sodium_free(*ring);                    /* overwrites it */
	*ring = NULL;
}

uint32_t gt_keyring_sealing(const struct gt_keyring *ring) { return gt_sealing_key(ring)->id; }

const struct gt_key *gt_sealing_key(const struct gt_keyring *ring)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	uint32_t i = ring->n_keys - 1;
	while (i > 0 && ring->keys[i].waiting) i--;
	return &ring->keys[i];
}

const struct gt_key *gt_ring_key(const struct gt_keyring *ring, uint32_t id)
{
	GT_CHECK(ring, GT_RING_MAGIC);
	for (uint32_t i = 0; i < ring->n_keys; i++)
		if (ring->keys[i].id == id) return &ring->keys[i];
	return NULL;
}

void gt_ring_derive(const struct gt_key *key, const char *use, const char *purpose, uint8_t out[32])
{
	crypto_generichash_state st;
	crypto_generichash_init(&st, key->master, 32, 32);
	crypto_generichash_update(&st, (const uint8_t *)use, strlen(use) + 1);      /* with its NUL: "ab"+"c" is not "a"+"bc" */
	crypto_generichash_update(&st, (const uint8_t *)purpose, strlen(purpose) + 1);
	crypto_generichash_final(&st, out, 32);
	sodium_memzero(&st, sizeof st);
}

struct gt_digest gt_keyed_hash(const struct gt_keyring *ring, const char *purpose, struct gt_str value)
{
	struct gt_digest d;
	uint8_t key[32];
	GT_CHECK(ring, GT_RING_MAGIC);
	gt_ring_derive(&ring->keys[0], "lookup", purpose, key);
	crypto_generichash(d.b, 32, (const uint8_t *)value.p, value.n, key, 32);
	sodium_memzero(key, sizeof key);
	return d;
}

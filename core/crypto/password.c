/* Password hashes. Argon2id takes 64 MiB and a core for a while: at most two at once on the host, over all workers, and a short queue before. The
 * two places are byte ranges of one lock file; a worker that dies leaves its place by itself. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include "crypto/crypto_priv.h"

#define MEMORY_BYTES (64u * 1024 * 1024)   /* floor of the decision on passwords */
#define PASSES 2
#define PLACES 2
#define QUEUE 20                            /* waiting at once: ten computations each, about one second */
#define WAIT_MS 3000
_Static_assert(GT_PASSWORD_HASH >= crypto_pwhash_STRBYTES, "room for a hash");

static int gate_fd = -1;

int gt_password_gate(const char *path, struct gt_error *err)
{
	gt_close(&gate_fd);
	gate_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (gate_fd < 0) return gt_fail(err, GT_FAILED, "lock file '%s' cannot be opened (errno %d)", path, errno);
	return GT_OK;
}

/* Locks of the open file description would be shared by workers forked after the gate was opened: process locks (F_SETLK) are not. */
static bool lock_byte(off_t at)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
	return fcntl(gate_fd, F_SETLK, &l) == 0;
}

static void unlock_byte(off_t at)
{
	struct flock l = { .l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
	(void)fcntl(gate_fd, F_SETLK, &l);
}

static off_t try_places(void)
{
	for (off_t i = 0; i < PLACES; i++)
		if (lock_byte(i)) return i;
	return -1;
}

/* Bytes 0 and 1 are the places, 2 … 21 the queue: whoever finds the queue full goes away at once. ret: the place, -1 none. */
static off_t enter(void)
{
	off_t place = try_places(), seat = -1;
	if (place >= 0) return place;
	for (off_t i = PLACES; i < PLACES + QUEUE && seat < 0; i++)
		if (lock_byte(i)) seat = i;
	if (seat < 0) return -1;
	for (int waited_ms = 0; place < 0 && waited_ms < WAIT_MS; waited_ms += 15) {
		poll(NULL, 0, 15);
		place = try_places();
	}
	unlock_byte(seat);
	return place;
}

static int gated(struct gt_error *err, off_t *place)
{
	*place = -1;
	if (gate_fd < 0) return GT_OK;         /* a tool alone on its own: guichetctl, tests */
	*place = enter();
	return *place < 0 ? gt_fail(err, GT_BUSY, "too many password checks at once") : GT_OK;
}

int gt_password_hash(const char *password, char out[GT_PASSWORD_HASH], struct gt_error *err)
{
	off_t place;
	size_t n = strlen(password);
	if (n > GT_PASSWORD_MAX_BYTES) return gt_fail(err, GT_TOOBIG, "password of %zu bytes", n);
	int rc = gated(err, &place);
	if (rc != GT_OK) return rc;
	char text[crypto_pwhash_STRBYTES];
	int bad = crypto_pwhash_str_alg(text, password, n, PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	if (place >= 0) unlock_byte(place);
	if (bad) return gt_fail(err, GT_BUSY, "no memory for a password hash");
	memset(out, 0, GT_PASSWORD_HASH);
	memcpy(out, text, strnlen(text, sizeof text));
	return GT_OK;
}

/* What is checked when there is no account: a hash at the same cost, of nothing anybody knows, since nobody ever hashed anything to it. */
static const char *nobody(void)
{
	static char text[crypto_pwhash_STRBYTES];
	if (!text[0]) {
		uint8_t salt[crypto_pwhash_SALTBYTES], hash[32];
		char salt_text[sodium_base64_ENCODED_LEN(sizeof salt, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)], hash_text[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
		randombytes_buf(salt, sizeof salt);
		randombytes_buf(hash, sizeof hash);
		sodium_bin2base64(salt_text, sizeof salt_text, salt, sizeof salt, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		sodium_bin2base64(hash_text, sizeof hash_text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		snprintf(text, sizeof text, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s", MEMORY_BYTES / 1024, (unsigned)PASSES, salt_text, hash_text);
		gt_assert(crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY_BYTES) == 0);      /* one the library would not take costs nothing, and tells who has an account */
	}
	return text;
}

int gt_password_verify(const char *hash_or_null, const char *password, struct gt_error *err)
{
	off_t place;
	size_t n = strlen(password);
	if (n > GT_PASSWORD_MAX_BYTES) return gt_fail(err, GT_REFUSED, "password of %zu bytes", n);
	int rc = gated(err, &place);
	if (rc != GT_OK) return rc;
	const char *hash = gt_empty(hash_or_null) ? nobody() : hash_or_null;
	int bad = crypto_pwhash_str_verify(hash, password, n);
	if (place >= 0) unlock_byte(place);
	return bad || gt_empty(hash_or_null) ? gt_fail(err, GT_REFUSED, "password does not match") : GT_OK;
}

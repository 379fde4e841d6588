/* Signers of procedures: an Ed25519 pair in two small files, the operator's own, outside the key ring. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "crypto/crypto_priv.h"

#define KEY_FILE_MAX_BYTES 256
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static int write_key(const char *path, const uint8_t *key, size_t n, mode_t mode, struct gt_error *err)
{
	char text[128];
	gt_assert(sodium_base64_ENCODED_LEN(n, BASE64) < sizeof text - 1);
	sodium_bin2base64(text, sizeof text - 1, key, n, BASE64);
	size_t len = strlen(text);
	text[len++] = '\n';
	GT_AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0) return gt_fail(err, errno == EEXIST ? GT_CONFLICT : GT_FAILED, "'%s' cannot be made (errno %d)", path, errno);
	bool good = fchmod(fd, mode) == 0 && gt_write_all(fd, text, len) && fsync(fd) == 0;
	sodium_memzero(text, sizeof text);
	return good ? GT_OK : gt_fail(err, GT_FAILED, "'%s' cannot be written (errno %d)", path, errno);
}

static int read_key(const char *path, uint8_t *key, size_t n, struct gt_error *err)
{
	struct gt_arena *arena = gt_arena_new_clean("key file", 4096);
	struct gt_str text;
	int rc = gt_file_read(arena, path, KEY_FILE_MAX_BYTES, &text, err);
	size_t got = 0;
	if (rc == GT_OK && (sodium_base642bin(key, n, text.p, text.n, "\r\n", &got, NULL, BASE64) != 0 || got != n)) rc = gt_fail(err, GT_FAILED, "'%s' holds no key of this kind", path);
	gt_arena_free(&arena);
	return rc;
}

int gt_signer_create(const char *secret_path, const char *public_path, struct gt_error *err)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
	crypto_sign_keypair(public_key, secret_key);
	int rc = write_key(secret_path, secret_key, sizeof secret_key, 0600, err);
	if (rc == GT_OK) rc = write_key(public_path, public_key, sizeof public_key, 0644, err);
	sodium_memzero(secret_key, sizeof secret_key);
	return rc;
}

int gt_signer_sign(const char *secret_path, struct gt_str text, char out_base64url[GT_SIGNATURE_TEXT], struct gt_error *err)
{
	uint8_t secret_key[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
	int rc = read_key(secret_path, secret_key, sizeof secret_key, err);
	if (rc != GT_OK) return rc;
	crypto_sign_detached(signature, NULL, (const uint8_t *)text.p, text.n, secret_key);
	sodium_memzero(secret_key, sizeof secret_key);
	sodium_bin2base64(out_base64url, GT_SIGNATURE_TEXT, signature, sizeof signature, BASE64);
	return GT_OK;
}

int gt_signer_verify(const char *public_path, struct gt_str text, const char *signature_base64url, struct gt_error *err)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
	size_t got = 0;
	int rc = read_key(public_path, public_key, sizeof public_key, err);
	if (rc != GT_OK) return rc;
	if (sodium_base642bin(signature, sizeof signature, signature_base64url, strlen(signature_base64url), NULL, &got, NULL, BASE64) != 0 || got != sizeof signature ||
	    crypto_sign_verify_detached(signature, (const uint8_t *)text.p, text.n, public_key) != 0) return gt_fail(err, GT_REFUSED, "signature does not match");
	return GT_OK;
}

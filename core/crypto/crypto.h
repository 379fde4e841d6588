/* Room crypto: password hashes, tokens, sealing, key ring, signatures. The only user of libsodium. */
#ifndef GT_CRYPTO_H
#define GT_CRYPTO_H
#include "base/base.h"

int gt_crypto_init(struct gt_error *err) GT_MUST_USE;    /* before confinement */

/* ---- passwords: Argon2id, at least 64 MiB t=2; at most two at once over all workers of the host ---- */
#define GT_PASSWORD_HASH 128
int gt_password_hash(const char *password, char out[GT_PASSWORD_HASH], struct gt_error *err) GT_MUST_USE; /* BUSY when the queue is full */
/* hash_or_null NULL: does the same work and answers REFUSED (unknown account costs the same). ret: OK, REFUSED, BUSY. */
int gt_password_verify(const char *hash_or_null, const char *password, struct gt_error *err) GT_MUST_USE;
/* The lock file that all workers of the host share; opened before confinement, forked workers inherit it. Without it nothing is counted. */
int gt_password_gate(const char *path, struct gt_error *err) GT_MUST_USE;

/* ---- tokens: 256 random bits shown once, kept as a hash ---- */
#define GT_TOKEN_TEXT 44                                  /* base64url of 32 bytes and NUL */
struct gt_digest { uint8_t b[32]; };
void gt_token_new(char text[GT_TOKEN_TEXT], struct gt_digest *ret_hash);
bool gt_token_hash(const char *text, struct gt_digest *ret_hash);  /* false: not of a token's shape */
struct gt_digest gt_sha256(const void *p, size_t n);
struct gt_sha256_stream;                                  /* by pieces */
struct gt_sha256_stream *gt_sha256_begin(struct gt_arena *arena);
void gt_sha256_add(struct gt_sha256_stream *s, const void *p, size_t n);
struct gt_digest gt_sha256_end(struct gt_sha256_stream *s);
#define GT_DIGEST_HEX 65
const char *gt_digest_hex(struct gt_digest d, char out[GT_DIGEST_HEX]);
/* Keyed hash for look-ups by a secret-ish value (e-mail, address): same key ring, purpose separates uses. */
struct gt_keyring;
struct gt_digest gt_keyed_hash(const struct gt_keyring *ring, const char *purpose, struct gt_str value);
bool gt_digest_eq(struct gt_digest a, struct gt_digest b);         /* constant time */

/* ---- key ring: a directory of key files 0600; the newest in use seals, all open ---- */
int gt_keyring_create(const char *dir, struct gt_error *err) GT_MUST_USE;        /* first master key and signing key */
/* Rotation, a step each side of a reload: add: a key that opens, so that every program learns it; use: it seals from the next opening of the ring on.
 * add: CONFLICT while one waits; use: NOTFOUND when none does. */
int gt_keyring_add(const char *dir, struct gt_error *err) GT_MUST_USE;
int gt_keyring_use(const char *dir, struct gt_error *err) GT_MUST_USE;
int gt_keyring_open(const char *dir, struct gt_keyring **ret, struct gt_error *err) GT_MUST_USE;
uint32_t gt_keyring_sealing(const struct gt_keyring *ring);                      /* number of the master key that seals */
void gt_keyring_free(struct gt_keyring **ring);

/* ---- sealing small things (answers, names of files, mail arguments): XChaCha20-Poly1305, key derived from the master key and purpose,
 * context bound as additional data (the row's id). Format documented in README.md. ---- */
int gt_seal(const struct gt_keyring *ring, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str plain, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
int gt_unseal(const struct gt_keyring *ring, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str sealed, struct gt_str *ret, struct gt_error *err) GT_MUST_USE; /* FAILED: altered, cut, of another row, key unknown */

/* ---- sealing files: secretstream in chunks; a random data key per file, wrapped by the master key ---- */
struct gt_sealer;
/* begin: header (kept with the file's row) = magic, version, key id, wrapped data key, stream header. */
int gt_sealer_begin(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_sealer **ret, struct gt_str *ret_header, struct gt_error *err) GT_MUST_USE;
struct gt_str gt_sealer_chunk(struct gt_sealer *s, struct gt_str plain, bool last);   /* valid until the next call */
int gt_opener_begin(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_str header, struct gt_sealer **ret, struct gt_error *err) GT_MUST_USE;
/* chunk n in order; ret_last only with TAG_FINAL: a file without it was cut. */
int gt_opener_chunk(struct gt_sealer *s, struct gt_str sealed, struct gt_str *ret, bool *ret_last, struct gt_error *err) GT_MUST_USE;

uint32_t gt_header_key(struct gt_str header);             /* number of the master key a header was wrapped with; 0: no header */
/* The same header with its data key wrapped by the master key in use: rotation touches no chunk. */
int gt_header_rewrap(const struct gt_keyring *ring, struct gt_arena *arena, struct gt_id file, struct gt_str header, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

/* ---- signatures of papers (Ed25519) ---- */
int gt_sign(const struct gt_keyring *ring, const char *purpose, struct gt_str text, char out_base64url[88], struct gt_error *err) GT_MUST_USE;
int gt_verify(const struct gt_keyring *ring, const char *purpose, struct gt_str text, const char *signature_base64url) GT_MUST_USE; /* OK or REFUSED */
/* ---- signers of procedures: an Ed25519 pair in two files, one line of base64url each; outside the key ring, the operator's own ---- */
#define GT_SIGNATURE_TEXT 88
int gt_signer_create(const char *secret_path, const char *public_path, struct gt_error *err) GT_MUST_USE; /* CONFLICT: a file is there already */
int gt_signer_sign(const char *secret_path, struct gt_str text, char out_base64url[GT_SIGNATURE_TEXT], struct gt_error *err) GT_MUST_USE;
int gt_signer_verify(const char *public_path, struct gt_str text, const char *signature_base64url, struct gt_error *err) GT_MUST_USE; /* OK; REFUSED; NOTFOUND, FAILED: the key file */
/* A code printed on paper: 20 characters of Crockford base32 (100 bits) in groups of 5. */
#define GT_PAPER_CODE 24
void gt_paper_code_new(char out[GT_PAPER_CODE]);
bool gt_paper_code_normalise(const char *typed, char out[GT_PAPER_CODE]);

#endif

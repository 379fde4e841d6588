/* Room crypto: what is sealed opens again, and only what was sealed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "crypto/crypto.h"

static char dir[] = "/tmp/gt-keys-XXXXXX";
static char keys[64];
static struct gt_keyring *ring;
static struct gt_arena *arena;

static int begin(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	assert_non_null(mkdtemp(dir));
	snprintf(keys, sizeof keys, "%s/keys", dir);
	assert_int_equal(gt_keyring_create(keys, &err), GT_OK);
	assert_int_equal(gt_keyring_open(keys, &ring, &err), GT_OK);
	arena = gt_arena_new("test", 64 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	gt_keyring_free(&ring);
	gt_arena_free(&arena);
	static const char *const names[] = { "master.0001", "master.0002", "master.0003", "sign.0001" };
	char path[128];
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", keys, names[i]);
		unlink(path);
	}
	rmdir(keys);
	snprintf(path, sizeof path, "%s/gate", dir);
	unlink(path);
	return rmdir(dir);
}

static void a_value_opens_for_its_row_and_purpose_only(void **state)
{
	(void)state;
	struct gt_id row = gt_id_new(), other = gt_id_new();
	struct gt_str sealed, plain;
	assert_int_equal(gt_seal(ring, arena, "name", row, GT_STR("Benali"), &sealed, NULL), GT_OK);
	assert_int_equal(gt_unseal(ring, arena, "name", row, sealed, &plain, NULL), GT_OK);
	assert_string_equal(plain.p, "Benali");
	assert_int_equal(plain.n, 6);
	assert_int_equal(gt_unseal(ring, arena, "name", other, sealed, &plain, NULL), GT_FAILED);
	assert_int_equal(gt_unseal(ring, arena, "mail", row, sealed, &plain, NULL), GT_FAILED);
}

static void every_altered_or_cut_byte_is_found(void **state)
{
	(void)state;
	struct gt_id row = gt_id_new();
	struct gt_str sealed, plain;
	assert_int_equal(gt_seal(ring, arena, "name", row, GT_STR("Benali"), &sealed, NULL), GT_OK);
	for (size_t i = 0; i < sealed.n; i++) {
		char *bad = gt_arena_alloc(arena, sealed.n);
		memcpy(bad, sealed.p, sealed.n);
		bad[i] = (char)(bad[i] ^ 1);
		assert_int_equal(gt_unseal(ring, arena, "name", row, (struct gt_str){ bad, sealed.n }, &plain, NULL), GT_FAILED);
		assert_int_equal(gt_unseal(ring, arena, "name", row, (struct gt_str){ sealed.p, i }, &plain, NULL), GT_FAILED);
	}
	assert_int_equal(gt_unseal(ring, arena, "name", row, (struct gt_str){ NULL, 0 }, &plain, NULL), GT_FAILED);
}

static void an_empty_value_is_a_value(void **state)
{
	(void)state;
	struct gt_str sealed, plain;
	struct gt_id row = gt_id_new();
	assert_int_equal(gt_seal(ring, arena, "x", row, GT_STR(""), &sealed, NULL), GT_OK);
	assert_int_equal(gt_unseal(ring, arena, "x", row, sealed, &plain, NULL), GT_OK);
	assert_int_equal(plain.n, 0);
}

#define CHUNKS 4
static void seal_file(struct gt_id file, struct gt_str *header, struct gt_str chunks[CHUNKS])
{
	struct gt_sealer *s;
	static char text[GT_CHUNK_BYTES];
	memset(text, 'x', sizeof text);
	assert_int_equal(gt_sealer_begin(ring, arena, file, &s, header, NULL), GT_OK);
	for (int i = 0; i < CHUNKS; i++) {
		text[0] = (char)('0' + i);
		struct gt_str c = gt_sealer_chunk(s, (struct gt_str){ text, i == CHUNKS - 1 ? 10 : sizeof text }, i == CHUNKS - 1);
		chunks[i] = (struct gt_str){ gt_arena_strndup(arena, "", 0), 0 };
		char *copy = gt_arena_alloc(arena, c.n);
		memcpy(copy, c.p, c.n);
		chunks[i] = (struct gt_str){ copy, c.n };
	}
}

static void a_file_comes_back_chunk_by_chunk_and_says_its_end(void **state)
{
	(void)state;
	struct gt_id file = gt_id_new();
	struct gt_str header, chunks[CHUNKS], plain;
	struct gt_sealer *s;
	bool last = false;
	seal_file(file, &header, chunks);
	assert_int_equal(header.n, 102);
	assert_int_equal(gt_opener_begin(ring, arena, file, header, &s, NULL), GT_OK);
	for (int i = 0; i < CHUNKS; i++) {
		assert_false(last);
		assert_int_equal(gt_opener_chunk(s, chunks[i], &plain, &last, NULL), GT_OK);
		assert_int_equal(plain.p[0], '0' + i);
	}
	assert_true(last);
	assert_int_equal(plain.n, 10);
	assert_int_equal(gt_opener_chunk(s, chunks[3], &plain, &last, NULL), GT_FAILED);
}

static void swapped_doubled_or_foreign_chunks_are_refused(void **state)
{
	(void)state;
	struct gt_id a = gt_id_new(), b = gt_id_new();
	struct gt_str ha, hb, ca[CHUNKS], cb[CHUNKS], plain;
	struct gt_sealer *s;
	bool last;
	seal_file(a, &ha, ca);
	seal_file(b, &hb, cb);
	assert_int_equal(gt_opener_begin(ring, arena, a, hb, &s, NULL), GT_FAILED);      /* header of another file */
	assert_int_equal(gt_opener_begin(ring, arena, a, ha, &s, NULL), GT_OK);
	assert_int_equal(gt_opener_chunk(s, ca[1], &plain, &last, NULL), GT_FAILED);     /* swapped */
	assert_int_equal(gt_opener_begin(ring, arena, a, ha, &s, NULL), GT_OK);
	assert_int_equal(gt_opener_chunk(s, ca[0], &plain, &last, NULL), GT_OK);
	assert_int_equal(gt_opener_chunk(s, ca[0], &plain, &last, NULL), GT_FAILED);     /* doubled */
	assert_int_equal(gt_opener_begin(ring, arena, a, ha, &s, NULL), GT_OK);
	assert_int_equal(gt_opener_chunk(s, cb[0], &plain, &last, NULL), GT_FAILED);     /* of another file */
	assert_int_equal(gt_opener_chunk(s, (struct gt_str){ ca[0].p, 5 }, &plain, &last, NULL), GT_FAILED);
}

static void open_again(void)
{
	gt_keyring_free(&ring);
	assert_int_equal(gt_keyring_open(keys, &ring, NULL), GT_OK);
}

static void a_key_that_was_added_opens_and_seals_only_once_it_is_used(void **state)
{
	(void)state;
	struct gt_id id = gt_id_new();
	struct gt_str sealed, plain;
	struct gt_keyring *learned;
	char path[160];
	struct stat st;
	assert_int_equal(gt_keyring_use(keys, NULL), GT_NOTFOUND);
	uint32_t was = gt_keyring_sealing(ring);
	snprintf(path, sizeof path, "%s/master.%04u", keys, was);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(gt_keyring_add(keys, NULL), GT_OK);
	assert_int_equal(chmod(path, 0600), 0);
	snprintf(path, sizeof path, "%s/next.%04u", keys, was + 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);                      /* who reads the one reads the other */
	assert_int_equal(gt_keyring_add(keys, NULL), GT_CONFLICT);
	open_again();
	assert_int_equal(gt_keyring_sealing(ring), was);
	assert_int_equal(gt_keyring_open(keys, &learned, NULL), GT_OK);  /* the generation before */
	assert_int_equal(gt_keyring_use(keys, NULL), GT_OK);
	open_again();
	assert_int_equal(gt_keyring_sealing(ring), was + 1);
	assert_int_equal(gt_seal(ring, arena, "x", id, GT_STR("new"), &sealed, NULL), GT_OK);
	assert_int_equal(gt_unseal(learned, arena, "x", id, sealed, &plain, NULL), GT_OK);
	assert_string_equal(plain.p, "new");
	gt_keyring_free(&learned);
}

static void after_a_rotation_old_things_open_and_headers_can_be_wrapped_again(void **state)
{
	(void)state;
	struct gt_id id = gt_id_new();
	struct gt_str header, chunks[CHUNKS], sealed, plain, again;
	struct gt_digest before = gt_keyed_hash(ring, "email", GT_STR("a@b.fr"));
	struct gt_sealer *s;
	bool last;
	seal_file(id, &header, chunks);
	assert_int_equal(gt_seal(ring, arena, "x", id, GT_STR("old"), &sealed, NULL), GT_OK);
	assert_int_equal(gt_keyring_add(keys, NULL), GT_OK);
	open_again();
	assert_int_equal(gt_keyring_use(keys, NULL), GT_OK);
	open_again();
	assert_true(gt_digest_eq(before, gt_keyed_hash(ring, "email", GT_STR("a@b.fr"))));
	assert_false(gt_digest_eq(before, gt_keyed_hash(ring, "address", GT_STR("a@b.fr"))));
	assert_int_equal(gt_unseal(ring, arena, "x", id, sealed, &plain, NULL), GT_OK);
	assert_int_equal(gt_header_rewrap(ring, arena, id, header, &again, NULL), GT_OK);
	assert_int_equal(gt_header_key(again), gt_keyring_sealing(ring));
	assert_int_equal(gt_opener_begin(ring, arena, id, again, &s, NULL), GT_OK);
	assert_int_equal(gt_opener_chunk(s, chunks[0], &plain, &last, NULL), GT_OK);
}

static void a_key_file_that_others_may_read_is_refused(void **state)
{
	(void)state;
	char path[128];
	struct gt_keyring *r = NULL;
	snprintf(path, sizeof path, "%s/master.0001", keys);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(gt_keyring_open(keys, &r, NULL), GT_FAILED);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(gt_keyring_create(keys, NULL), GT_CONFLICT);     /* never overwritten */
	assert_int_equal(gt_keyring_open("/nonexistent", &r, NULL), GT_NOTFOUND);
}

static void a_token_is_known_by_its_hash_and_by_nothing_else(void **state)
{
	(void)state;
	char text[GT_TOKEN_TEXT];
	struct gt_digest kept, got;
	gt_token_new(text, &kept);
	assert_int_equal(strlen(text), 43);
	assert_true(gt_token_hash(text, &got));
	assert_true(gt_digest_eq(kept, got));
	text[0] = text[0] == 'A' ? 'B' : 'A';
	assert_true(gt_token_hash(text, &got));
	assert_false(gt_digest_eq(kept, got));
	assert_false(gt_token_hash("short", &got));
	assert_false(gt_token_hash(NULL, &got));
	text[5] = '+';
	assert_false(gt_token_hash(text, &got));
}

static void a_password_matches_itself_alone(void **state)
{
	(void)state;
	char hash[GT_PASSWORD_HASH];
	assert_int_equal(gt_password_hash("Correct-Horse1", hash, NULL), GT_OK);
	assert_true(gt_starts(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
	assert_int_equal(gt_password_verify(hash, "Correct-Horse1", NULL), GT_OK);
	assert_int_equal(gt_password_verify(hash, "correct-horse1", NULL), GT_REFUSED);
	assert_int_equal(gt_password_verify(NULL, "Correct-Horse1", NULL), GT_REFUSED);
	char *longest = gt_arena_alloc(arena, GT_PASSWORD_MAX_BYTES + 2);
	memset(longest, 'a', GT_PASSWORD_MAX_BYTES + 1);
	assert_int_equal(gt_password_hash(longest, hash, NULL), GT_TOOBIG);
	assert_int_equal(gt_password_verify(hash, longest, NULL), GT_REFUSED);
}

/* Another process holds both places and the whole queue: we are told at once. */
static void a_full_queue_answers_busy(void **state)
{
	(void)state;
	char path[128], hash[GT_PASSWORD_HASH], c;
	int ready[2], done[2];
	snprintf(path, sizeof path, "%s/gate", dir);
	assert_int_equal(gt_password_gate(path, NULL), GT_OK);
	assert_int_equal(gt_password_hash("alone", hash, NULL), GT_OK);
	assert_int_equal(pipe(ready) | pipe(done), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(path, O_RDWR);
		struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 22 };
		if (fd < 0 || fcntl(fd, F_SETLK, &l) != 0 || write(ready[1], "x", 1) != 1) _exit(1);
		close(done[1]);
		_exit(read(done[0], &c, 1) == 0 ? 0 : 1);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(gt_password_hash("queued", hash, NULL), GT_BUSY);
	assert_int_equal(gt_password_verify(NULL, "queued", NULL), GT_BUSY);
	close(done[0]);
	close(done[1]);
	int status = 1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(gt_password_hash("again", hash, NULL), GT_OK);
	close(ready[0]);
	close(ready[1]);
}

static void a_signature_holds_for_its_text_and_purpose(void **state)
{
	(void)state;
	char s[88];
	assert_int_equal(gt_sign(ring, "paper", GT_STR("5901 20230510 0000114"), s, NULL), GT_OK);
	assert_int_equal(strlen(s), 86);
	assert_int_equal(gt_verify(ring, "paper", GT_STR("5901 20230510 0000114"), s), GT_OK);
	assert_int_equal(gt_verify(ring, "paper", GT_STR("5901 20230510 0000115"), s), GT_REFUSED);
	assert_int_equal(gt_verify(ring, "other", GT_STR("5901 20230510 0000114"), s), GT_REFUSED);
	s[3] = s[3] == 'A' ? 'B' : 'A';
	assert_int_equal(gt_verify(ring, "paper", GT_STR("5901 20230510 0000114"), s), GT_REFUSED);
	assert_int_equal(gt_verify(ring, "paper", GT_STR("x"), "not a signature"), GT_REFUSED);
}

static void a_code_read_from_paper_is_understood(void **state)
{
	(void)state;
	char code[GT_PAPER_CODE], got[GT_PAPER_CODE];
	gt_paper_code_new(code);
	assert_int_equal(strlen(code), 23);
	assert_true(gt_paper_code_normalise(code, got));
	assert_string_equal(code, got);
	assert_true(gt_paper_code_normalise("oil00 abcde fghjk mnpqr", got));
	assert_string_equal(got, "01100-ABCDE-FGHJK-MNPQR");
	assert_false(gt_paper_code_normalise("oil00 abcde fghjk mnpq", got));
	assert_false(gt_paper_code_normalise("oil00 abcde fghjk mnpqru", got));
	assert_false(gt_paper_code_normalise("Uil00 abcde fghjk mnpqr", got));
	assert_false(gt_paper_code_normalise(NULL, got));
}

static void sha256_by_pieces_is_the_same(void **state)
{
	(void)state;
	char hex[GT_DIGEST_HEX];
	struct gt_sha256_stream *s = gt_sha256_begin(arena);
	gt_sha256_add(s, "a", 1);
	gt_sha256_add(s, "bc", 2);
	assert_string_equal(gt_digest_hex(gt_sha256_end(s), hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(gt_digest_hex(gt_sha256("abc", 3), hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_opens_for_its_row_and_purpose_only),
		cmocka_unit_test(every_altered_or_cut_byte_is_found),
		cmocka_unit_test(an_empty_value_is_a_value),
		cmocka_unit_test(a_file_comes_back_chunk_by_chunk_and_says_its_end),
		cmocka_unit_test(swapped_doubled_or_foreign_chunks_are_refused),
		cmocka_unit_test(a_key_that_was_added_opens_and_seals_only_once_it_is_used),
		cmocka_unit_test(after_a_rotation_old_things_open_and_headers_can_be_wrapped_again),
		cmocka_unit_test(a_key_file_that_others_may_read_is_refused),
		cmocka_unit_test(a_token_is_known_by_its_hash_and_by_nothing_else),
		cmocka_unit_test(a_password_matches_itself_alone),
		cmocka_unit_test(a_full_queue_answers_busy),
		cmocka_unit_test(a_signature_holds_for_its_text_and_purpose),
		cmocka_unit_test(a_code_read_from_paper_is_understood),
		cmocka_unit_test(sha256_by_pieces_is_the_same),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

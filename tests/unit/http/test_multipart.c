/* Multipart forms: what browsers send comes out whole, however the stream is cut; everything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "http/http_priv.h"

#define TYPE "multipart/form-data; boundary=XbX"
#define FIELD(name, value) "--XbX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, type, value) "--XbX\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\nContent-Type: " type "\r\n\r\n" value "\r\n"
#define END "--XbX--\r\n"

static struct gt_arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = gt_arena_new("test", 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gt_arena_free(&arena);
	return 0;
}

/* Feed in pieces of the given size. */
static int parse_in(const char *type, struct gt_str body, size_t piece, struct gt_request *r)
{
	*r = (struct gt_request){ .arena = arena };
	struct gt_multipart *m = gt_multipart_new(arena, type, true);
	if (!m)
		return 400;
	for (size_t at = 0; at < body.n; at += piece) {
		int status = gt_multipart_feed(m, body.p + at, body.n - at < piece ? body.n - at : piece);
		if (status)
			return status;
	}
	return gt_multipart_end(m, r);
}

static int parse(const char *body, struct gt_request *r)
{
	return parse_in(TYPE, gt_str(body), strlen(body) + 1, r);
}

static const char *content(const struct gt_form_file *u)
{
	char *p = gt_arena_alloc(arena, (size_t)u->bytes + 1);
	assert_int_equal(pread(u->fd, p, (size_t)u->bytes, 0), u->bytes);
	return p;
}

static void fields_and_files_come_out_whole(void **state)
{
	(void)state;
	static const char body[] = FIELD("nom", "Ésope\r\nligne 2") FILE_PART("fichier", "pièce.pdf", "application/pdf", "a\0b\r\n--XbY\r\n-") FIELD("vide", "") END;
	struct gt_request r;
	assert_int_equal(parse_in(TYPE, (struct gt_str){ body, sizeof body - 1 }, sizeof body, &r), 0);
	assert_string_equal(gt_form(&r, "nom"), "Ésope\r\nligne 2");
	assert_string_equal(gt_form(&r, "vide"), "");
	assert_null(gt_form(&r, "fichier"));
	assert_int_equal(r.n_uploads, 1);
	assert_string_equal(r.uploads[0].field, "fichier");
	assert_string_equal(r.uploads[0].file_name, "pièce.pdf");
	assert_string_equal(r.uploads[0].declared_type, "application/pdf");
	assert_int_equal(r.uploads[0].bytes, 13);
	assert_memory_equal(content(&r.uploads[0]), "a\0b\r\n--XbY\r\n-", 13);
}

static void any_cut_of_the_stream_gives_the_same_result(void **state)
{
	(void)state;
	static const char body[] = FIELD("a", "\r\n--Xb\r\n--X") FILE_PART("f", "x.png", "image/png", "\r\n\r\n--XbX-\r\r\n--Xb\0\xff") FIELD("b", "2")
		FILE_PART("g", "", "application/octet-stream", "") END;
	for (size_t piece = 1; piece <= sizeof body; piece++) {
		struct gt_request r;
		int status = parse_in(TYPE, (struct gt_str){ body, sizeof body - 1 }, piece, &r);
		/* `\r\n--XbX-` inside the file is a delimiter followed by rubbish: refused, however it is cut */
		assert_int_equal(status, 400);
	}
	static const char good[] = FIELD("a", "\r\n--Xb\r\n--X") FILE_PART("f", "x.png", "image/png", "\r\n\r\n--XbY-\r\r\n--Xb\0\xff") FIELD("b", "2")
		FILE_PART("g", "", "application/octet-stream", "") END;
	for (size_t piece = 1; piece <= sizeof good; piece++) {
		struct gt_request r;
		assert_int_equal(parse_in(TYPE, (struct gt_str){ good, sizeof good - 1 }, piece, &r), 0);
		assert_string_equal(gt_form(&r, "a"), "\r\n--Xb\r\n--X");
		assert_string_equal(gt_form(&r, "b"), "2");
		assert_int_equal(r.n_uploads, 1);
		assert_int_equal(r.uploads[0].bytes, 19);
		assert_memory_equal(content(&r.uploads[0]), "\r\n\r\n--XbY-\r\r\n--Xb\0\xff", 19);
		gt_arena_reset(arena);
	}
}

static void every_early_end_is_refused(void **state)
{
	(void)state;
	static const char body[] = FIELD("a", "1") FILE_PART("f", "x.png", "image/png", "data") "--XbX--";
	for (size_t n = 0; n < sizeof body - 1; n++) {
		struct gt_request r;
		assert_int_equal(parse_in(TYPE, (struct gt_str){ body, n }, 7, &r), 400);
	}
	struct gt_request r;
	assert_int_equal(parse(body, &r), 0);
}

static void a_file_of_ten_megabytes_takes_constant_memory(void **state)
{
	(void)state;
	struct gt_multipart *m = gt_multipart_new(arena, TYPE, true);
	struct gt_request r = { .arena = arena };
	const char *head = "--XbX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n";
	assert_int_equal(gt_multipart_feed(m, head, strlen(head)), 0);
	size_t before = gt_arena_used(arena);
	static char piece[65536];
	for (size_t i = 0; i < sizeof piece; i++)
		piece[i] = (char)(i * 31);
	for (int i = 0; i < 160; i++)
		assert_int_equal(gt_multipart_feed(m, piece, sizeof piece), 0);
	assert_int_equal(gt_arena_used(arena), before);
	assert_int_equal(gt_multipart_feed(m, "\r\n--XbX--\r\n", 11), 0);
	assert_int_equal(gt_multipart_end(m, &r), 0);
	assert_int_equal(r.uploads[0].bytes, GT_UPLOAD_MAX_BYTES);
	char back[64];
	assert_int_equal(pread(r.uploads[0].fd, back, 64, 65536 * 159 + 100), 64);
	assert_memory_equal(back, piece + 100, 64);
}

static void a_file_can_no_longer_be_changed(void **state)
{
	(void)state;
	struct gt_request r;
	assert_int_equal(parse(FILE_PART("f", "x", "image/png", "data") END, &r), 0);
	assert_int_equal(pwrite(r.uploads[0].fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(r.uploads[0].fd, 0), -1);
	assert_int_equal(fcntl(r.uploads[0].fd, F_GET_SEALS) & 0xf, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

static void an_empty_file_and_no_file_are_told_apart(void **state)
{
	(void)state;
	struct gt_request r;
	assert_int_equal(parse(FILE_PART("f", "empty.pdf", "application/pdf", "") FILE_PART("g", "", "application/octet-stream", "") END, &r), 0);
	assert_true(r.uploads[0].fd >= 0);
	assert_int_equal(r.uploads[0].bytes, 0);
	assert_int_equal(r.n_uploads, 1);
}

static void a_form_may_have_more_file_fields_than_files(void **state)
{
	(void)state;
	struct gt_request r;
#define NONE FILE_PART("none", "", "application/octet-stream", "")
#define FOUR(x) x x x x
#define ONE FILE_PART("one", "x.png", "image/png", "data")
	assert_int_equal(parse(FOUR(NONE) FOUR(NONE) FOUR(NONE) ONE END, &r), 0);
	assert_int_equal(r.n_uploads, 1);
	assert_int_equal(parse(FOUR(ONE) FOUR(ONE) END, &r), 0);
	assert_int_equal(r.n_uploads, 8);
	assert_int_equal(parse(FOUR(ONE) FOUR(ONE) ONE END, &r), 400);
}

static void file_names_are_for_display_only(void **state)
{
	(void)state;
	static const struct { const char *raw, *clean; } cases[] = {
		{ "a.pdf", "a.pdf" }, { "../../etc/passwd", "passwd" }, { "C:\\Users\\moi\\scan.jpg", "scan.jpg" }, { "a\x01" "b", "a\xef\xbf\xbd" "b" }, { "\xff.pdf", "\xef\xbf\xbd.pdf" },
		{ "facture\xe2\x80\xae" "fdp.exe", "facturefdp.exe" }, { "", "" }, { "..", ".." }, { "été €.png", "été €.png" }, { "صورة.png", "صورة.png" }, { "a\r\nb", "a\xef\xbf\xbd\xef\xbf\xbd" "b" },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++)
		assert_string_equal(gt_file_name_clean(arena, gt_str(cases[i].raw)), cases[i].clean);
	char *lengthy = gt_arena_alloc(arena, 5000);
	for (int i = 0; i < 2000; i++)
		memcpy(lengthy + 2 * i, "é", 2);
	const char *cut = gt_file_name_clean(arena, gt_str(lengthy));
	assert_int_equal(strlen(cut), 254);
	struct gt_request r;
	assert_int_equal(parse("--XbX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a%22b\\\"c.pdf\"\r\n\r\nx\r\n" END, &r), 0);
	assert_string_equal(r.uploads[0].file_name, "a\"b\"c.pdf");
}

static void odd_shapes_are_refused(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"", "--XbX--\n", "--XbX--\r\nepilogue", "preamble\r\n" FIELD("a", "1") END, FIELD("a", "\xff") END, FIELD("a", "\x01") END,
		"--XbX\r\n\r\nno headers\r\n" END, "--XbX\r\nContent-Disposition: form-data\r\n\r\n\r\n" END, "--XbX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n" END,
		"--XbX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n\r\n" END, "--XbX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n" END,
		"--XbX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n" END, "--XbX\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XbX--\n",
		"--XbX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n" END,
		"--XbX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=Y\r\n\r\n--Y--\r\n" END,
		"--XbX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END,
		"--XbX\r\nno colon\r\n\r\n1\r\n" END, "--XbX\r\nContent-Disposition: form-data; name=\"a\"\r\n folded: x\r\n\r\n1\r\n" END, "--XbX-\r\n", "--XbXContent", "--XbY\r\n",
	};
	for (size_t i = 0; i < GT_COUNT(bodies); i++) {
		struct gt_request r;
		int status = parse(bodies[i], &r);
		if (status != 400)
			fail_msg("body %zu gave %d", i, status);
	}
}

static void a_part_with_endless_headers_is_refused(void **state)
{
	(void)state;
	struct gt_multipart *m = gt_multipart_new(arena, TYPE, true);
	assert_int_equal(gt_multipart_feed(m, "--XbX\r\nA: ", 10), 0);
	int status = 0;
	for (int i = 0; i < 1000 && !status; i++)
		status = gt_multipart_feed(m, "aaaaaaaaaaaaaaaa", 16);
	assert_int_equal(status, 400);
}

static void too_many_parts_are_refused(void **state)
{
	(void)state;
	struct gt_multipart *m = gt_multipart_new(arena, TYPE, true);
	int status = 0;
	size_t n = 0;
	for (; n < 20000 && !status; n++)
		status = gt_multipart_feed(m, FIELD("a", "1"), sizeof FIELD("a", "1") - 1);
	assert_int_equal(status, 400);
	assert_true(n <= GT_FORM_FIELDS_MAX + 2);
}

static void boundaries_are_checked(void **state)
{
	(void)state;
	static const struct { const char *type; bool good; } cases[] = {
		{ TYPE, true }, { "multipart/form-data; boundary=\"a b\"", true }, { "multipart/form-data;boundary=----WebKitFormBoundaryABC", true }, { "multipart/form-data; charset=utf-8; boundary=x", true },
		{ "multipart/form-data", false }, { "multipart/form-data; boundary=", false }, { "multipart/form-data; boundary=\"\"", false }, { "multipart/form-data; boundary=a; boundary=b", false },
		{ "multipart/form-data; boundary=a\x01", false }, { "multipart/mixed; boundary=a", false }, { "multipart/form-data; boundary=\"a ", false }, { "multipart/form-data; boundary=\"a \"", false },
		{ "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789", true },
		{ "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890", false },
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++)
		if ((gt_multipart_new(arena, cases[i].type, true) != NULL) != cases[i].good)
			fail_msg("%s", cases[i].type);
}

static void files_come_only_where_files_are_expected(void **state)
{
	(void)state;
	struct gt_multipart *m = gt_multipart_new(arena, TYPE, /* files= */ false);
	assert_int_equal(gt_multipart_feed(m, FILE_PART("f", "x", "image/png", "x"), sizeof FILE_PART("f", "x", "image/png", "x") - 1), 400);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(fields_and_files_come_out_whole), T(any_cut_of_the_stream_gives_the_same_result), T(every_early_end_is_refused),
		T(a_file_of_ten_megabytes_takes_constant_memory), T(a_file_can_no_longer_be_changed), T(an_empty_file_and_no_file_are_told_apart), T(a_form_may_have_more_file_fields_than_files), T(file_names_are_for_display_only),
		T(odd_shapes_are_refused), T(a_part_with_endless_headers_is_refused), T(too_many_parts_are_refused), T(boundaries_are_checked), T(files_come_only_where_files_are_expected),
	};
	return cmocka_run_group_tests_name("http/multipart", tests, NULL, NULL);
}

/* A multipart body: fed whole and fed in pieces, it gives the same result. The first byte says how large the pieces are. */
#include <unistd.h>
#include "http/http_priv.h"
#include "tests/fuzz/fuzz.h"

#define PART "--XbX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvaleur\r\n"
const struct gt_str fuzz_seeds[] = {
	GT_STR("\1" PART "--XbX--\r\n"),
	GT_STR("\7--XbX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n\0\xff\r\n--Xb\r\n" PART "--XbX--"),
	GT_STR("\3--XbX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--XbX--\r\n"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { "--XbX", "\r\n--XbX", "--XbX--", "\r\n", "\r\n\r\n", "--", "\r", "\n", "Content-Disposition: form-data; ", "name=\"b\"", "filename=\"", "\"", ";", "\\\"", "%22", "Content-Type: ", PART, NULL };

static int parse(struct gt_arena *arena, const char *p, size_t n, size_t piece, struct gt_request *r)
{
	*r = (struct gt_request){ .arena = arena };
	struct gt_multipart *m = gt_multipart_new(arena, "multipart/form-data; boundary=XbX", true);
	for (size_t at = 0; at < n; at += piece) {
		int status = gt_multipart_feed(m, p + at, n - at < piece ? n - at : piece);
		if (status)
			return status;
	}
	return gt_multipart_end(m, r);
}

static void same_bytes(const struct gt_form_file *a, const struct gt_form_file *b)
{
	char x[4096], y[4096];
	gt_assert(a->bytes == b->bytes && (a->fd < 0) == (b->fd < 0));
	for (int64_t at = 0; at < a->bytes; at += (int64_t)sizeof x) {
		ssize_t n = pread(a->fd, x, sizeof x, at), k = pread(b->fd, y, sizeof y, at);
		gt_assert(n > 0 && n == k && memcmp(x, y, (size_t)n) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", GT_REQUEST_ARENA_MAX_BYTES);
	const char *body = (const char *)data + 1;
	struct gt_request whole, cut;
	int a = parse(arena, body, size - 1, size, &whole), b = parse(arena, body, size - 1, data[0] % 97 + 1u, &cut);
	gt_assert((a == 0) == (b == 0));
	gt_assert(whole.n_form == cut.n_form && whole.n_uploads == cut.n_uploads);
	for (size_t i = 0; i < whole.n_form; i++)
		gt_assert(strcmp(whole.form[i].name, cut.form[i].name) == 0 && strcmp(whole.form[i].value, cut.form[i].value) == 0);
	for (size_t i = 0; i < whole.n_uploads; i++)
		same_bytes(&whole.uploads[i], &cut.uploads[i]);
	return 0;
}

/* Parameters and a form: whatever comes, what a page would read is clean text. */
#include "confine/confine.h"
#include "http/http_priv.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = {
	GT_STR("REQUEST_METHOD=GET\nDOCUMENT_URI=/demandes/x\nQUERY_STRING=a=1&b=%C3%A9\nHTTP_COOKIE=gt=abc; x=y\nREMOTE_ADDR=127.0.0.1\n\n"),
	GT_STR("REQUEST_METHOD=POST\nDOCUMENT_URI=/p\nCONTENT_TYPE=application/x-www-form-urlencoded\nCONTENT_LENGTH=11\n\nnom=ACC&x=1"),
	GT_STR("REQUEST_METHOD=POST\nDOCUMENT_URI=/upload\nCONTENT_TYPE=multipart/form-data; boundary=X\nCONTENT_LENGTH=65\n\n--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvaleur\r\n--X--\r\n"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { "%00", "%", "\xff", "\xc3", "&", "=", ";", "..", "//", "%2e%2e", "\r\n", "CONTENT_LENGTH=", "99999999999999999999", "-1", "\v", "\xe2\x80\xae", "HTTP_ORIGIN=", NULL };

static bool any(const char *path)
{
	return path[1] == 'u';
}

static size_t rest(void *arg, char *p, size_t n)
{
	struct gt_str *s = arg;
	n = n < s->n ? n : s->n;
	if (n)
		memcpy(p, s->p, n);
	s->p += n;
	s->n -= n;
	return n;
}

static void check_pairs(const struct gt_pair *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		gt_assert(gt_utf8_valid(list[i].name, strlen(list[i].name)) && gt_utf8_valid(list[i].value, strlen(list[i].value)));
		for (const char *p = list[i].value; *p; p++)
			gt_assert((unsigned char)*p >= 0x20 || *p == '\t' || *p == '\r' || *p == '\n');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", GT_REQUEST_ARENA_MAX_BYTES);
	const char *text = (const char *)data, *blank = size ? memmem(text, size, "\n\n", 2) : NULL;
	size_t n_head = blank ? (size_t)(blank - text) : size, n = 0;
	struct gt_str body = { blank ? blank + 2 : "", blank ? size - n_head - 2 : 0 };
	char *envp[GT_PARAMS_MAX + 8] = { 0 };
	for (size_t at = 0; at < n_head && n < GT_PARAMS_MAX + 5;) {
		const char *eol = memchr(text + at, '\n', n_head - at);
		size_t length = eol ? (size_t)(eol - text) - at : n_head - at;
		envp[n++] = gt_arena_strndup(arena, text + at, length);
		at += length + 1;
	}
	struct gt_request r;
	if (gt_request_build(arena, envp, any, rest, &body, &r) == 0) {
		check_pairs(r.query, r.n_query);
		check_pairs(r.form, r.n_form);
		check_pairs(r.cookies, r.n_cookies);
		gt_assert(r.path[0] == '/' && !strstr(r.path, "/../"));
		for (size_t i = 0; i < r.n_uploads; i++)
			gt_assert(gt_utf8_valid(r.uploads[i].file_name, strlen(r.uploads[i].file_name)) && !strchr(r.uploads[i].file_name, '/'));
	}
	return 0;
}

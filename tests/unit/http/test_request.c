/* From parameters to a request, and from an answer to its head: text is clean, limits hold, headers are there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "http/http_priv.h"

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

static size_t read_from(void *arg, char *p, size_t n)
{
	struct gt_str *s = arg;
	n = n < s->n ? n : s->n;
	if (n)
		memcpy(p, s->p, n);
	s->p += n;
	s->n -= n;
	return n;
}

static bool only_upload(const char *path)
{
	return gt_streq(path, "/upload");
}

static int build(struct gt_request *r, const char *body, char **envp)
{
	struct gt_str s = gt_str(body);
	return gt_request_build(arena, envp, only_upload, read_from, &s, r);
}
#define ENV(...) ((char *[]){ (char *)"FCGI_ROLE=RESPONDER", __VA_ARGS__, NULL })
#define P(s) ((char *)(uintptr_t)(s))
#define GET(path) P("REQUEST_METHOD=GET"), P("DOCUMENT_URI=" path)
#define POST(path, type, length) P("REQUEST_METHOD=POST"), P("DOCUMENT_URI=" path), P("CONTENT_TYPE=" type), P("CONTENT_LENGTH=" length)
#define URLENCODED "application/x-www-form-urlencoded"

static void a_page_reads_query_and_cookies(void **state)
{
	(void)state;
	struct gt_request r;
	assert_int_equal(build(&r, "", ENV(GET("/demandes/é"), P("QUERY_STRING=a=1&b=%C3%A9+t&a=2&vide"), P("HTTP_COOKIE=other=\xff; gt=abc; x=y=z"), P("REMOTE_ADDR=127.0.0.1"),
		P("REQUEST_ID=0123456789abcdef0123456789abcdef"), P("HTTP_ACCEPT=application/json"))), 0);
	assert_int_equal(r.method, GT_GET);
	assert_string_equal(r.path, "/demandes/é");
	assert_string_equal(gt_query(&r, "a"), "1");
	assert_string_equal(gt_query(&r, "b"), "é t");
	assert_string_equal(gt_query(&r, "vide"), "");
	assert_null(gt_query(&r, "c"));
	assert_int_equal(r.n_query, 4);
	assert_string_equal(gt_cookie(&r, "gt"), "abc");
	assert_string_equal(gt_cookie(&r, "x"), "y=z");
	assert_null(gt_cookie(&r, "other"));
	assert_string_equal(r.id, "0123456789abcdef0123456789abcdef");
	assert_true(r.wants_json);
	assert_false(r.tls);
}

static void a_form_is_read_whole_or_not_at_all(void **state)
{
	(void)state;
	struct gt_request r;
	assert_int_equal(build(&r, "nom=ACC&x=a%0D%0Ab", ENV(POST("/p", URLENCODED, "18"))), 0);
	assert_string_equal(gt_form(&r, "nom"), "ACC");
	assert_string_equal(gt_form(&r, "x"), "a\r\nb");
	assert_int_equal(build(&r, "nom=ACC&x=a%0D%0A", ENV(POST("/p", URLENCODED, "18"))), 400);
	assert_int_equal(build(&r, "", ENV(POST("/p", URLENCODED "; charset=UTF-8", "0"))), 0);
}

static void what_is_not_clean_text_is_refused(void **state)
{
	(void)state;
	static const char *const queries[] = { "a=%00", "a=%1b", "a=%zz", "a=%2", "a=%", "a=%c3", "a=%ed%a0%80", "%01=a", "a=%7f", "a=%c2%85", "a=\xff", "a=%ef%bf%bf" };
	for (size_t i = 0; i < GT_COUNT(queries); i++) {
		struct gt_request r;
		char *query = gt_arena_printf(arena, "QUERY_STRING=%s", queries[i]);
		if (build(&r, "", ENV(GET("/"), query)) != 400)
			fail_msg("'%s' was let through", queries[i]);
	}
	struct gt_request r;
	assert_int_equal(build(&r, "", ENV(GET("/"), P("QUERY_STRING=a=%0bx%0c%09%0a"))), 0);
	assert_string_equal(gt_query(&r, "a"), " x \t\n");
}

static void paths_stay_below_the_root(void **state)
{
	(void)state;
	static const char *const paths[] = { "", "x", "//a", "/a//b", "/..", "/../a", "/a/../b", "/a/.", "/./a", "/a\\b", "/a\x01", "/a\nb", "/\xff" };
	for (size_t i = 0; i < GT_COUNT(paths); i++) {
		struct gt_request r;
		if (build(&r, "", ENV(P("REQUEST_METHOD=GET"), gt_arena_printf(arena, "DOCUMENT_URI=%s", paths[i]))) != 400)
			fail_msg("'%s' was let through", paths[i]);
	}
	struct gt_request r;
	assert_int_equal(build(&r, "", ENV(GET("/.well-known/a..b/..."))), 0);
}

static void unlawful_requests_get_their_status(void **state)
{
	(void)state;
	struct gt_request r;
	assert_int_equal(build(&r, "", ENV(P("REQUEST_METHOD=PUT"), P("DOCUMENT_URI=/"))), 405);
	assert_int_equal(build(&r, "", ENV(P("REQUEST_METHOD=get"), P("DOCUMENT_URI=/"))), 405);
	assert_int_equal(build(&r, "x", ENV(GET("/"), P("CONTENT_LENGTH=1"))), 400);
	assert_int_equal(build(&r, "", ENV(P("REQUEST_METHOD=POST"), P("DOCUMENT_URI=/"))), 411);
	assert_int_equal(build(&r, "", ENV(POST("/", URLENCODED, "-1"))), 400);
	assert_int_equal(build(&r, "", ENV(POST("/", URLENCODED, "12abc"))), 400);
	assert_int_equal(build(&r, "", ENV(POST("/", URLENCODED, "262145"))), 413);
	assert_int_equal(build(&r, "", ENV(POST("/", "multipart/form-data; boundary=x", "262145"))), 413);
	assert_int_equal(build(&r, "", ENV(POST("/upload", "multipart/form-data; boundary=x", "12582913"))), 413);
	assert_int_equal(build(&r, "", ENV(POST("/upload", "multipart/form-data; boundary=x", "1000000"))), 400);
	assert_int_equal(build(&r, "{}", ENV(POST("/", "application/json", "2"))), 415);
	assert_int_equal(build(&r, "a", ENV(POST("/", "", "1"))), 415);
	char *authorizer[] = { P("FCGI_ROLE=AUTHORIZER"), GET("/"), NULL };
	assert_int_equal(build(&r, "", authorizer), 400);
	assert_true(strlen(r.id) > 8);
}

static void parameters_have_limits(void **state)
{
	(void)state;
	struct gt_request r;
	char **many = gt_new_n(arena, char *, GT_PARAMS_MAX + 4);
	many[0] = P("REQUEST_METHOD=GET");
	many[1] = P("DOCUMENT_URI=/");
	for (size_t i = 2; i < GT_PARAMS_MAX + 2; i++)
		many[i] = P("A=1");
	assert_int_equal(build(&r, "", many), 400);
	many[GT_PARAMS_MAX] = NULL;
	assert_int_equal(build(&r, "", many), 0);
	char *big = gt_arena_alloc(arena, GT_PARAMS_MAX_BYTES + 10);
	memset(big, 'a', GT_PARAMS_MAX_BYTES + 1);
	assert_int_equal(build(&r, "", ENV(GET("/"), big)), 400);
	struct gt_buf fields = gt_buf_new(arena, 1 << 20);
	for (size_t i = 0; i <= GT_FORM_FIELDS_MAX; i++)
		gt_buf_puts(&fields, "a=1&");
	assert_int_equal(build(&r, gt_buf_cstr(&fields), ENV(P("REQUEST_METHOD=POST"), P("DOCUMENT_URI=/"), P("CONTENT_TYPE=" URLENCODED), gt_arena_printf(arena, "CONTENT_LENGTH=%zu", fields.n))), 400);
}

static void every_page_carries_the_headers_of_the_house(void **state)
{
	(void)state;
	struct gt_response res = { .arena = arena, .status = 200 };
	gt_respond_body(&res, "text/html; charset=utf-8", GT_STR("<p>"));
	gt_respond_cookie(&res, "gt", "abc", 0, true);
	const char *head = gt_response_head(&res, true);
	static const char *const wanted[] = { "Status: 200 OK\r\n", "Content-Length: 3\r\n", "Content-Security-Policy: default-src 'none'; script-src 'self'; ", "Cache-Control: no-store\r\n",
		"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: same-origin\r\n", "Set-Cookie: gt=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure\r\n",
		"Strict-Transport-Security: ", "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n" };
	for (size_t i = 0; i < GT_COUNT(wanted); i++)
		if (!strstr(head, wanted[i]))
			fail_msg("missing '%s' in\n%s", wanted[i], head);
	assert_null(strstr(head, "unsafe"));
	assert_null(strstr(gt_response_head(&res, false), "Strict-Transport"));
}

static int fill_nothing(void *arg, struct gt_str *piece, struct gt_error *err)
{
	(void)arg;
	(void)err;
	*piece = (struct gt_str){ NULL, 0 };
	return GT_OK;
}

static void a_download_is_an_attachment_of_no_origin(void **state)
{
	(void)state;
	struct gt_response res = { .arena = arena, .status = 200 };
	gt_respond_stream(&res, "application/pdf", "reçu \"1\".pdf", false, 12, fill_nothing, NULL);
	const char *head = gt_response_head(&res, false);
	assert_non_null(strstr(head, "Content-Disposition: attachment; filename=\"re_u _1_.pdf\"; filename*=UTF-8''re%C3%A7u%20%221%22.pdf\r\n"));
	assert_non_null(strstr(head, "Content-Security-Policy: default-src 'none'; sandbox"));
	assert_non_null(strstr(head, "Content-Length: 12\r\n"));
	gt_respond_stream(&res, "text/html", "x.html", /* inline_picture= */ true, 1, fill_nothing, NULL);
	assert_non_null(strstr(gt_response_head(&res, false), "Content-Disposition: attachment"));
}

static void a_redirect_stays_at_home(void **state)
{
	(void)state;
	struct gt_response res = { .arena = arena, .status = 200 };
	gt_respond_see_other(&res, "/demandes/a b?é=1");
	assert_non_null(strstr(gt_response_head(&res, false), "Location: /demandes/a%20b?%C3%A9=1\r\n"));
	assert_int_equal(res.status, 303);
}

static void a_refusal_says_so_in_both_languages(void **state)
{
	(void)state;
	struct gt_request r;
	struct gt_response res = { .arena = arena };
	assert_int_equal(build(&r, "", ENV(P("REQUEST_METHOD=PUT"), P("DOCUMENT_URI=/"))), 405);
	gt_response_refusal(&res, &r, 405);
	assert_non_null(strstr(gt_response_head(&res, false), "Allow: GET, HEAD, POST\r\n"));
	assert_non_null(strstr(res.body.p, r.id));
	assert_non_null(strstr(res.body.p, "lang=\"en\""));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_page_reads_query_and_cookies), T(a_form_is_read_whole_or_not_at_all), T(what_is_not_clean_text_is_refused), T(paths_stay_below_the_root), T(unlawful_requests_get_their_status),
		T(parameters_have_limits), T(every_page_carries_the_headers_of_the_house), T(a_download_is_an_attachment_of_no_origin), T(a_redirect_stays_at_home), T(a_refusal_says_so_in_both_languages),
	};
	return cmocka_run_group_tests_name("http/request", tests, NULL, NULL);
}

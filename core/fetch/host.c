/* fetch: the half that speaks HTTP, in a process of its own a call. Decides what may be asked (the origins of the settings), for how long, how much is
 * read, and whom to believe; follows nothing, keeps nothing, has no cookie. */
#include <curl/curl.h>
#include <stdio.h>
#include <strings.h>
#include "fetch/fetch_priv.h"

#define HEADERS_MAX_BYTES 32768
#define ASK_TIMEOUT_MS 2000

struct reading { struct gt_buf body; size_t header_bytes; bool too_big; };

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;
	gt_buf_add(&r->body, p, size * n);
	r->too_big = r->too_big || r->body.overflow;
	return r->too_big ? 0 : size * n;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct reading *r = arg;
	(void)p;
	r->header_bytes += size * n;
	r->too_big = r->too_big || r->header_bytes > HEADERS_MAX_BYTES;
	return r->too_big ? 0 : size * n;
}

void gt_fetch_host_init(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) gt_panic("libcurl");
}

static const char *setting(const struct gt_config *config, struct gt_arena *arena, const char *service, const char *key)
{
	return gt_config_get(config, gt_arena_printf(arena, "%s.%s", service, key), NULL);
}

static CURLcode prepare(CURL *c, const struct gt_config *config, struct gt_arena *arena, const struct gt_fetch_ask *ask, struct reading *r, struct curl_slist *headers)
{
	long timeout = (long)gt_fetch_timeout_ms(config, arena, ask->service);
	const char *ca = setting(config, arena, ask->service, "ca_file");
	CURLcode bad = CURLE_OK;
#define SET(option, value) bad = bad ? bad : curl_easy_setopt(c, option, value)
	SET(CURLOPT_URL, ask->url);
	SET(CURLOPT_PROTOCOLS_STR, gt_starts(ask->url, "https://") ? "https" : "http");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, gt_config_get(config, "fetch.proxy", ""));
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca) SET(CURLOPT_CAINFO, ca);
	SET(CURLOPT_CONNECTTIMEOUT_MS, timeout);
	SET(CURLOPT_TIMEOUT_MS, timeout);
	SET(CURLOPT_MAXFILESIZE, (long)GT_FETCH_BODY_MAX_BYTES);
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_USERAGENT, "guichet");
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, r);
	if (ask->form) SET(CURLOPT_COPYPOSTFIELDS, ask->form);
#undef SET
	return bad;
}

/* "application/json; charset=utf-8" is application/json. */
static bool same_type(const char *has, const char *wanted)
{
	size_t n = has ? strcspn(has, "; \t") : 0;
	return n == strlen(wanted) && strncasecmp(has, wanted, n) == 0;
}

static void judge(CURL *c, CURLcode done, const struct reading *r, const struct gt_fetch_ask *ask, struct gt_arena *arena, struct gt_fetch_said *said)
{
	long status = 0;
	char *type = NULL;
	if (r->too_big || done == CURLE_FILESIZE_EXCEEDED) {
		*said = (struct gt_fetch_said){ .end = GT_FETCH_TOO_BIG, .why = "answer too long" };
		return;
	}
	if (done != CURLE_OK) {
		*said = (struct gt_fetch_said){ .end = GT_FETCH_AWAY, .why = curl_easy_strerror(done) };
		return;
	}
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
	if (status >= 500) *said = (struct gt_fetch_said){ .end = GT_FETCH_AWAY, .why = gt_arena_printf(arena, "status %ld", status) };
	else if (status < 200 || (status >= 300 && status < 400)) *said = (struct gt_fetch_said){ .end = GT_FETCH_WRONG, .why = gt_arena_printf(arena, "status %ld", status) };
	else if (!same_type(type, ask->type)) *said = (struct gt_fetch_said){ .end = GT_FETCH_WRONG, .why = "answer of another type" };
	else *said = (struct gt_fetch_said){ .end = GT_FETCH_CAME, .status = status, .body = { r->body.p, r->body.n } };
}

static struct gt_fetch_said ask_it(const struct gt_config *config, struct gt_arena *arena, const struct gt_fetch_ask *ask)
{
	struct gt_fetch_said said = { .end = GT_FETCH_AWAY, .why = "libcurl" };
	struct reading r = { .body = gt_buf_new(arena, GT_FETCH_BODY_MAX_BYTES) };
	CURL *c = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, gt_arena_printf(arena, "Accept: %s", ask->type));
	if (ask->bearer) headers = curl_slist_append(headers, gt_arena_printf(arena, "Authorization: Bearer %s", ask->bearer));
	if (c && headers && prepare(c, config, arena, ask, &r, headers) == CURLE_OK) judge(c, curl_easy_perform(c), &r, ask, arena, &said);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	return said;
}

void gt_fetch_host_serve(const struct gt_config *config, int connection)
{
	GT_AUTO_ARENA arena = gt_arena_new_clean("fetch", 4 * GT_FETCH_BODY_MAX_BYTES);
	struct gt_error err = { 0 };
	struct gt_frame frame;
	struct gt_fetch_ask ask = { 0 };
	struct gt_fetch_said said = { .end = GT_FETCH_NOT_OURS, .why = "not an address of that service" };
	GT_AUTO_FD fd = connection;
	if (gt_frame_recv(fd, arena, 65536, GT_FRAME_NO_FD, ASK_TIMEOUT_MS, &frame, &err) != GT_OK) return;
	if (frame.type != GT_FETCH_ASK || frame.version != GT_FETCH_VERSION || !gt_fetch_ask_get(frame.payload, arena, &ask)) return;
	if (gt_fetch_allowed(config, arena, ask.service, ask.url)) said = ask_it(config, arena, &ask);
	struct gt_buf b = gt_buf_new(arena, GT_FETCH_BODY_MAX_BYTES + 1024);
	gt_fetch_said_put(&b, &said);
	if (!b.overflow && gt_frame_send(fd, GT_FETCH_SAY, GT_FETCH_VERSION, (struct gt_str){ b.p, b.n }, -1, ASK_TIMEOUT_MS, &err) != GT_OK) gt_log_error(GT_DEBUG, "fetch", &err);
}

/* http: FastCGI parameters and a body become a struct gt_request, or a status that refuses them. Decides what a lawful request is. */
#include "http/http_priv.h"

#define QUERY_PAIRS_MAX 100
#define COOKIES_MAX 50
#define PATH_MAX_BYTES 1024
#define HEADER_CUT_BYTES 200
#define READ_BYTES 65536

static const char *param(char *const *envp, const char *name)
{
	size_t n = strlen(name);
	for (; *envp; envp++)
		if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
			return *envp + n + 1;
	return NULL;
}

static bool params_within_limits(char *const *envp)
{
	size_t n = 0, bytes = 0;
	for (; envp[n]; n++)
		bytes += strlen(envp[n]);
	return n <= GT_PARAMS_MAX && bytes <= GT_PARAMS_MAX_BYTES;
}

/* A header of another party, kept for logs and comparisons: cut, and left out when it is not clean. */
static const char *header(struct gt_arena *arena, char *const *envp, const char *name, size_t max)
{
	const char *value = param(envp, name);
	if (gt_empty(value))
		return NULL;
	size_t n = strnlen(value, max);
	while (n && ((unsigned char)value[n] & 0xc0) == 0x80)
		n--;
	char *copy = gt_arena_strndup(arena, value, n);
	return gt_http_text_clean(copy, n) ? copy : NULL;
}

static const char *request_id(struct gt_arena *arena, char *const *envp)
{
	const char *id = param(envp, "REQUEST_ID");
	size_t n = id ? strspn(id, "0123456789abcdef") : 0;
	if (n >= 8 && n <= 64 && !id[n])
		return gt_arena_strdup(arena, id);
	char text[GT_ID_TEXT];
	return gt_arena_strdup(arena, gt_id_text(gt_id_new(), text));
}

/* nginx decoded and folded it; what it should never let through is refused again here. */
static const char *path_of(struct gt_arena *arena, const char *raw)
{
	size_t n = raw ? strlen(raw) : 0;
	if (n == 0 || n > PATH_MAX_BYTES || raw[0] != '/')
		return NULL;
	char *path = gt_arena_strdup(arena, raw);
	if (!gt_http_text_clean(path, n) || strpbrk(path, "\t\r\n\\") || strstr(path, "//"))
		return NULL;
	for (const char *p = path; (p = strstr(p, "/.")) != NULL; p++)
		if (p[2] == 0 || p[2] == '/' || (p[2] == '.' && (p[3] == 0 || p[3] == '/')))
			return NULL;
	return path;
}

static bool type_is(const char *content_type, const char *want)
{
	size_t n = strlen(want);
	return content_type && strncasecmp(content_type, want, n) == 0 && (!content_type[n] || content_type[n] == ';' || content_type[n] == ' ');
}

static int read_form(struct gt_request *r, size_t bytes, gt_body_read *read, void *arg)
{
	if (bytes > GT_FORM_BODY_MAX_BYTES)
		return 413;
	char *body = gt_arena_alloc(r->arena, bytes + 1);
	if (read(arg, body, bytes) != bytes)
		return 400;
	struct gt_pairs pairs = { .max = GT_FORM_FIELDS_MAX };
	if (!gt_pairs_parse(r->arena, (struct gt_str){ body, bytes }, &pairs))
		return 400;
	r->form = pairs.list;
	r->n_form = pairs.n;
	return 0;
}

static int read_multipart(struct gt_request *r, const char *type, size_t bytes, bool files, gt_body_read *read, void *arg)
{
	if (bytes > (files ? GT_UPLOAD_BODY_MAX_BYTES : GT_FORM_BODY_MAX_BYTES))
		return 413;
	struct gt_multipart *m = gt_multipart_new(r->arena, type, files);
	if (!m)
		return 400;
	char *piece = gt_arena_alloc(r->arena, READ_BYTES);
	while (bytes) {
		size_t want = bytes < READ_BYTES ? bytes : READ_BYTES;
		/* a body shorter than announced is an upload that broke off: nothing of it is kept */
		if (read(arg, piece, want) != want)
			return 400;
		int status = gt_multipart_feed(m, piece, want);
		if (status)
			return status;
		bytes -= want;
	}
	return gt_multipart_end(m, r);
}

static int read_body(struct gt_request *r, char *const *envp, gt_may_upload *may_upload, gt_body_read *read, void *arg)
{
	const char *length = param(envp, "CONTENT_LENGTH"), *type = param(envp, "CONTENT_TYPE");
	int64_t bytes = 0;
	if (!gt_empty(length) && !gt_parse_i64(length, 0, INT64_MAX, &bytes))
		return 400;
	if (r->method != GT_POST)
		return bytes ? 400 : 0;
	if (gt_empty(length))
		return 411;
	if (bytes > GT_UPLOAD_BODY_MAX_BYTES)
		return 413;
	if (bytes == 0 && gt_empty(type))
		return 0;
	if (type_is(type, "application/x-www-form-urlencoded"))
		return read_form(r, (size_t)bytes, read, arg);
	if (type_is(type, "multipart/form-data"))
		return read_multipart(r, type, (size_t)bytes, may_upload && may_upload(r->path), read, arg);
	return 415;
}

static int method_of(const char *text, enum gt_method *ret)
{
	if (gt_streq(text, "GET"))
		*ret = GT_GET;
	else if (gt_streq(text, "HEAD"))
		*ret = GT_HEAD;
	else if (gt_streq(text, "POST"))
		*ret = GT_POST;
	else
		return 405;
	return 0;
}

int gt_request_build(struct gt_arena *arena, char *const *envp, gt_may_upload *may_upload, gt_body_read *read, void *read_arg, struct gt_request *r)
{
	*r = (struct gt_request){ .arena = arena, .path = "/", .address = "" };
	r->id = request_id(arena, envp);
	if (!params_within_limits(envp))
		return 400;
	const char *accept = param(envp, "HTTP_ACCEPT");
	r->wants_json = accept && strncmp(accept, "application/json", 16) == 0;
	r->tls = gt_streq(param(envp, "HTTPS"), "on");
	const char *address = header(arena, envp, "REMOTE_ADDR", 64);
	r->address = address ? address : "";
	r->accept_language = header(arena, envp, "HTTP_ACCEPT_LANGUAGE", HEADER_CUT_BYTES);
	r->user_agent = header(arena, envp, "HTTP_USER_AGENT", HEADER_CUT_BYTES);
	r->fetch_site = header(arena, envp, "HTTP_SEC_FETCH_SITE", 32);
	r->origin = header(arena, envp, "HTTP_ORIGIN", HEADER_CUT_BYTES);
	const char *role = param(envp, "FCGI_ROLE");
	if (role && !gt_streq(role, "RESPONDER"))
		return 400;
	int status = method_of(param(envp, "REQUEST_METHOD"), &r->method);
	if (status)
		return status;
	const char *path = path_of(arena, param(envp, "DOCUMENT_URI"));
	if (!path)
		return 400;
	r->path = path;
	struct gt_pairs query = { .max = QUERY_PAIRS_MAX }, cookies = { .max = COOKIES_MAX };
	const char *query_text = param(envp, "QUERY_STRING");
	if (query_text && !gt_pairs_parse(arena, gt_str(query_text), &query))
		return 400;
	gt_cookies_parse(arena, param(envp, "HTTP_COOKIE"), &cookies);
	r->query = query.list;
	r->n_query = query.n;
	r->cookies = cookies.list;
	r->n_cookies = cookies.n;
	return read_body(r, envp, may_upload, read, read_arg);
}

static const char *first(const struct gt_pair *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i].value;
	return NULL;
}

const char *gt_query(const struct gt_request *r, const char *name)
{
	return first(r->query, r->n_query, name);
}

const char *gt_form(const struct gt_request *r, const char *name)
{
	return first(r->form, r->n_form, name);
}

const char *gt_cookie(const struct gt_request *r, const char *name)
{
	return first(r->cookies, r->n_cookies, name);
}

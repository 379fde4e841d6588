/* http: what goes back. Decides status line, headers that every answer of ours carries, and how a file is named; no page's content. */
#include "http/http_priv.h"

/* A page of ours: everything from ourselves, nothing inline, in nobody's frame. */
#define CSP_PAGE "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
/* Anything else that a browser might be talked into showing: no origin, no script, nothing. */
#define CSP_FILE "default-src 'none'; sandbox; frame-ancestors 'none'"

static void no_line_end(const char *s)
{
	for (; *s; s++)
		gt_assert((unsigned char)*s >= 0x20 && *s != 0x7f);
}

void gt_respond_status(struct gt_response *res, int status)
{
	gt_assert(status >= 200 && status <= 599);
	res->status = status;
}

void gt_respond_header(struct gt_response *res, const char *name, const char *value)
{
	no_line_end(name);
	no_line_end(value);
	/* nginx obeys these: they never come from a page */
	gt_assert(strncasecmp(name, "X-Accel-", 8) != 0 && strcasecmp(name, "Status") != 0 && !strpbrk(name, ": "));
	gt_assert(res->n_headers < GT_HEADERS_MAX);
	res->headers[res->n_headers++] = (struct gt_pair){ gt_arena_strdup(res->arena, name), gt_arena_strdup(res->arena, value) };
}

void gt_respond_cookie(struct gt_response *res, const char *name, const char *value, int64_t max_age_s, bool tls)
{
	gt_assert(!strpbrk(name, "=;, \t\"") && !strpbrk(value, ";, \t\"\\"));
	struct gt_buf b = gt_buf_new(res->arena, 4096);
	gt_buf_printf(&b, "%s=%s; Path=/; HttpOnly; SameSite=Lax", name, value);
	if (max_age_s >= 0)
		gt_buf_printf(&b, "; Max-Age=%lld", (long long)max_age_s);
	if (tls)
		gt_buf_puts(&b, "; Secure");
	const char *text = gt_buf_cstr(&b);
	gt_assert(text);
	gt_respond_header(res, "Set-Cookie", text);
}

static void see_other(struct gt_response *res, const char *location)
{
	gt_respond_status(res, 303);
	/* what a page put into an address without escaping it is escaped here: a header is ASCII */
	struct gt_buf b = gt_buf_new(res->arena, 8192);
	for (const char *p = location; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>')
			gt_buf_printf(&b, "%%%02X", c);
		else
			gt_buf_add(&b, p, 1);
	}
	const char *text = gt_buf_cstr(&b);
	gt_assert(text);
	gt_respond_header(res, "Location", text);
}

void gt_respond_see_other(struct gt_response *res, const char *location)
{
	gt_assert(location[0] == '/' && location[1] != '/' && location[1] != '\\');
	see_other(res, location);
}

void gt_respond_leave(struct gt_response *res, const char *address)
{
	/* plain HTTP: a demonstration's provider on this very host */
	gt_assert(gt_starts(address, "https://") || gt_starts(address, "http://localhost:") || gt_starts(address, "http://127.0.0.1:"));
	see_other(res, address);
}

void gt_respond_body(struct gt_response *res, const char *type, struct gt_str body)
{
	no_line_end(type);
	res->type = gt_arena_strdup(res->arena, type);
	res->body = body;
	res->stream = false;
}

void gt_respond_stream(struct gt_response *res, const char *type, const char *file_name, bool inline_picture, int64_t bytes, gt_fill *fill, void *arg)
{
	no_line_end(type);
	gt_assert(bytes >= -1 && fill);
	res->type = gt_arena_strdup(res->arena, type);
	res->file_name = gt_arena_strdup(res->arena, file_name);
	res->stream = true;
	res->inline_picture = inline_picture && strncmp(type, "image/", 6) == 0;
	res->stream_bytes = bytes;
	res->fill = fill;
	res->fill_arg = arg;
}

static const char *reason(int status)
{
	static const struct { int status; const char *text; } reasons[] = {
		{ 200, "OK" }, { 204, "No Content" }, { 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" }, { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 409, "Conflict" }, { 410, "Gone" }, { 411, "Length Required" }, { 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" }, { 422, "Unprocessable Content" }, { 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 503, "Service Unavailable" },
	};
	for (size_t i = 0; i < GT_COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Status";
}

static bool has_header(const struct gt_response *res, const char *name)
{
	for (size_t i = 0; i < res->n_headers; i++)
		if (strcasecmp(res->headers[i].name, name) == 0)
			return true;
	return false;
}

static void unless_set(struct gt_buf *b, const struct gt_response *res, const char *name, const char *value)
{
	if (!has_header(res, name))
		gt_buf_printf(b, "%s: %s\r\n", name, value);
}

/* RFC 6266: a plain name for all, the true one in UTF-8 for those who read it. */
static void disposition(struct gt_buf *b, const char *kind, const char *file_name)
{
	gt_buf_printf(b, "Content-Disposition: %s", kind);
	if (!gt_empty(file_name)) {
		gt_buf_puts(b, "; filename=\"");
		for (const char *p = file_name; *p; p++) {
			unsigned char c = (unsigned char)*p;
			if ((c & 0xc0) != 0x80)
				gt_buf_add(b, c < 0x20 || c >= 0x7f || strchr("\"\\/%;:*?<>|", c) ? "_" : p, 1);
		}
		gt_buf_puts(b, "\"; filename*=UTF-8''");
		for (const char *p = file_name; *p; p++) {
			unsigned char c = (unsigned char)*p;
			if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-._~", c))
				gt_buf_add(b, p, 1);
			else
				gt_buf_printf(b, "%%%02X", c);
		}
	}
	gt_buf_puts(b, "\r\n");
}

const char *gt_response_head(const struct gt_response *res, bool tls)
{
	struct gt_buf b = gt_buf_new(res->arena, 32768);
	bool page = res->type && strncmp(res->type, "text/html", 9) == 0;
	gt_buf_printf(&b, "Status: %d %s\r\n", res->status, reason(res->status));
	if (res->type)
		gt_buf_printf(&b, "Content-Type: %s\r\n", res->type);
	if (res->status != 204 && res->status != 304 && !(res->stream && res->stream_bytes < 0))
		gt_buf_printf(&b, "Content-Length: %lld\r\n", res->stream ? (long long)res->stream_bytes : (long long)res->body.n);
	if (res->stream)
		disposition(&b, res->inline_picture ? "inline" : "attachment", res->file_name);
	for (size_t i = 0; i < res->n_headers; i++)
		gt_buf_printf(&b, "%s: %s\r\n", res->headers[i].name, res->headers[i].value);
	unless_set(&b, res, "Content-Security-Policy", page || !res->type ? CSP_PAGE : CSP_FILE);
	unless_set(&b, res, "Cache-Control", "no-store");
	unless_set(&b, res, "X-Content-Type-Options", "nosniff");
	unless_set(&b, res, "X-Frame-Options", "DENY");
	unless_set(&b, res, "Referrer-Policy", "same-origin");
	unless_set(&b, res, "Cross-Origin-Opener-Policy", "same-origin");
	unless_set(&b, res, "Cross-Origin-Resource-Policy", "same-origin");
	unless_set(&b, res, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
	if (tls)
		unless_set(&b, res, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	gt_buf_puts(&b, "\r\n");
	const char *head = gt_buf_cstr(&b);
	gt_assert(head);
	return head;
}

/* Such a request never reaches the sheets, and no page of ours sends one: two sentences in both languages are all it gets. */
static const struct { int status; const char *fr, *en; } refusals[] = {
	{ 400, "La demande envoyée par votre navigateur est incomplète ou n'a pas la forme attendue. Rien n'a été enregistré : revenez à la page précédente et recommencez.",
	  "Your browser sent an incomplete or malformed request. Nothing was saved: go back to the previous page and try again." },
	{ 405, "Cette adresse ne s'utilise pas de cette façon.", "This address cannot be used that way." },
	{ 411, "La taille de l'envoi n'est pas indiquée.", "The length of what was sent is missing." },
	{ 413, "L'envoi est trop volumineux : un fichier ne doit pas dépasser 10 Mo. Rien n'a été enregistré.", "What was sent is too large: a file must not exceed 10 MB. Nothing was saved." },
	{ 415, "Ce format d'envoi n'est pas accepté.", "This kind of content is not accepted." },
	{ 500, "Un incident est survenu de notre côté. Ce qui était enregistré l'est toujours : réessayez dans quelques minutes.",
	  "Something went wrong on our side. What was saved is still there: try again in a few minutes." },
};

void gt_response_refusal(struct gt_response *res, const struct gt_request *req, int status)
{
	size_t i = 0;
	while (i + 1 < GT_COUNT(refusals) && refusals[i].status != status)
		i++;
	*res = (struct gt_response){ .arena = res->arena, .status = status };
	if (status == 405)
		gt_respond_header(res, "Allow", "GET, HEAD, POST");
	if (req->wants_json) {
		gt_respond_body(res, "application/json", gt_str(gt_arena_printf(res->arena, "{\"status\":%d,\"message\":\"%s\",\"reference\":\"%s\"}", status, refusals[i].fr, req->id)));
		return;
	}
	gt_respond_body(res, "text/html; charset=utf-8", gt_str(gt_arena_printf(res->arena,
		"<!DOCTYPE html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Erreur %d</title></head>"
		"<body><main><h1>Erreur %d</h1><p>%s</p><p lang=\"en\">%s</p><p>Référence : <code>%s</code></p><p><a href=\"/\">Accueil</a></p></main></body></html>\n",
		status, status, refusals[i].fr, refusals[i].en, req->id)));
}

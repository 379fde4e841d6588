/* Room http: FastCGI in, one request at a time; checked values out. The only user of libfcgi.
 * Everything a page reads is valid UTF-8 without control characters (tab and line ends apart), or the request was answered 400 before. */
#ifndef GT_HTTP_H
#define GT_HTTP_H
#include "base/base.h"

enum gt_method { GT_GET, GT_HEAD, GT_POST };
/* A file field. fd: sealed memfd owned by the request, -1 when the field came without a file. */
struct gt_form_file { const char *field, *file_name, *declared_type; int fd; int64_t bytes; };

struct gt_request {
	struct gt_arena *arena;
	enum gt_method method;
	const char *path;                    /* decoded, begins with '/', no "//", "/../" */
	const struct gt_pair *query; size_t n_query;
	const struct gt_pair *form; size_t n_form;
	const struct gt_form_file *uploads; size_t n_uploads;
	const struct gt_pair *cookies; size_t n_cookies;
	const char *address;                 /* REMOTE_ADDR as nginx saw it */
	const char *id;                      /* request id of nginx, for logs and error pages */
	const char *accept_language;         /* may be NULL */
	const char *user_agent;              /* cut at 200 bytes, may be NULL */
	const char *fetch_site;              /* Sec-Fetch-Site, may be NULL */
	const char *origin;                  /* Origin, may be NULL */
	bool wants_json;                     /* Accept: application/json: the page's own script asks */
	bool tls;
};
const char *gt_query(const struct gt_request *r, const char *name);      /* first value, NULL when absent */
const char *gt_form(const struct gt_request *r, const char *name);
const char *gt_cookie(const struct gt_request *r, const char *name);

struct gt_response;
void gt_respond_status(struct gt_response *res, int status);
void gt_respond_header(struct gt_response *res, const char *name, const char *value);   /* a line end in either: panic */
void gt_respond_cookie(struct gt_response *res, const char *name, const char *value, int64_t max_age_s, bool tls); /* HttpOnly, SameSite=Lax, Path=/; max_age_s 0 deletes, -1 session */
void gt_respond_see_other(struct gt_response *res, const char *location);               /* 303; a path of our own */
void gt_respond_leave(struct gt_response *res, const char *address);                   /* 303 to another site: https, from the installation's own data, never from a request */
void gt_respond_body(struct gt_response *res, const char *type, struct gt_str body);    /* body lives in the request's arena */
/* A download streamed in pieces, bytes -1 when nobody knows how many: fill is called until it gives n = 0; attachment with RFC 6266 name, nosniff, sandbox CSP. */
typedef int gt_fill(void *arg, struct gt_str *ret_piece, struct gt_error *err);
void gt_respond_stream(struct gt_response *res, const char *type, const char *file_name, bool inline_picture, int64_t bytes, gt_fill *fill, void *arg);

/* Which requests may carry a file (and so a body of GT_UPLOAD_BODY_MAX_BYTES). */
typedef bool gt_may_upload(const char *path);
typedef void gt_handler(void *app, const struct gt_request *req, struct gt_response *res);
/* The child's life: accepts on listen_fd until told to end (SIGTERM) or max_requests were served. Returns the exit status. */
int gt_http_serve(int listen_fd, int64_t max_requests, gt_may_upload *may_upload, gt_handler *handler, void *app);
/* Where to tell the supervisor: a byte 'R' when ready to serve, 'b' when a request begins, 'e' when it ended. Before gt_http_serve; -1: nowhere. */
void gt_http_status_to(int fd);
/* A descriptor that becomes readable when this child is of no more use: it then ends between two requests. Before gt_http_serve; -1: none. */
void gt_http_ends_with(int fd);

#endif

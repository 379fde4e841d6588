/* http, inside: the parts that tests drive without libfcgi. */
#ifndef GT_HTTP_PRIV_H
#define GT_HTTP_PRIV_H
#include "http/http.h"

/* Read up to n bytes of the body; fewer only at its end. */
typedef size_t gt_body_read(void *arg, char *p, size_t n);

/* Build the request from FastCGI parameters and body. ret: 0, or the HTTP status that refuses it; ret->id, ->path, ->wants_json are set as far as known. */
int gt_request_build(struct gt_arena *arena, char *const *envp, gt_may_upload *may_upload, gt_body_read *read, void *read_arg, struct gt_request *ret);

struct gt_pairs { struct gt_pair *list; size_t n, cap, max; };
bool gt_pairs_add(struct gt_arena *arena, struct gt_pairs *pairs, const char *name, const char *value);   /* false: too many */
/* name=value&… of a query or an urlencoded body. false: a bad escape, text that is not clean, too many. */
bool gt_pairs_parse(struct gt_arena *arena, struct gt_str text, struct gt_pairs *pairs);
void gt_cookies_parse(struct gt_arena *arena, const char *header, struct gt_pairs *pairs);                /* what is not clean is passed over */

/* Text as a page may read it: valid UTF-8; of the control characters only tab, CR and LF. VT and FF, which word processors paste, become spaces. */
bool gt_http_text_clean(char *text, size_t n);
/* A file's name for display: the last part of a path, cut, what is not clean replaced. Never fails; "" stays "". */
const char *gt_file_name_clean(struct gt_arena *arena, struct gt_str raw);

/* ---- multipart/form-data, fed in pieces of any size ---- */
struct gt_multipart;
/* in: the Content-Type header. ret: NULL when it is no multipart/form-data with a lawful boundary. */
struct gt_multipart *gt_multipart_new(struct gt_arena *arena, const char *content_type, bool files);
int gt_multipart_feed(struct gt_multipart *m, const char *p, size_t n);   /* 0, or the status that refuses it: 400, 413 */
int gt_multipart_end(struct gt_multipart *m, struct gt_request *ret);     /* the whole body was there; fills form and uploads */

/* ---- response ---- */
#define GT_HEADERS_MAX 24
struct gt_response {
	struct gt_arena *arena;
	int status;
	struct gt_pair headers[GT_HEADERS_MAX]; size_t n_headers;
	const char *type;
	struct gt_str body;
	const char *file_name;
	bool stream, inline_picture;
	int64_t stream_bytes;
	gt_fill *fill; void *fill_arg;
};
const char *gt_response_head(const struct gt_response *res, bool tls);    /* the whole head, ending with an empty line */
/* The page of a request that never reached a handler. */
void gt_response_refusal(struct gt_response *res, const struct gt_request *req, int status);

#endif

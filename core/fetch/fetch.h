/* Room fetch: asks other people's HTTP servers, through guichet-fetch: the one program that speaks to them. Whoever asks here holds keys or the
 * database and opens no connection of its own; what comes back is bounded, of an expected type, and to be read as hostile all the same. */
#ifndef GT_FETCH_H
#define GT_FETCH_H
#include "base/base.h"

#define GT_FETCH_BODY_MAX_BYTES (256 * 1024)     /* a key set, a token answer, twenty addresses: all far below */
#define GT_FETCH_URL_MAX_BYTES 4096

struct gt_fetch;
/* Setting fetch.socket; otherwise fetch.sock in run.directory. Nothing is connected before the first question. */
int gt_fetch_open(const struct gt_config *config, struct gt_fetch **ret, struct gt_error *err) GT_MUST_USE;
void gt_fetch_free(struct gt_fetch **fetch);

/* service: a section of the settings, whose `url` (or `issuer`) says which origin may be asked, `ca_file` whom to believe, `timeout_ms` how long.
 * url: within that origin. form: sent as a POST; NULL: a GET. bearer: NULL, or the access token. type: the one media type that is read. */
struct gt_fetch_ask { const char *service, *url, *form, *bearer, *type; };
struct gt_fetch_answer { int64_t status; struct gt_str body; };
/* ret: OK: an answer of that type came whole, of status 200 to 499 (to be looked at); BUSY nobody there, not believed (certificate), too slow, status 500
 * and more; BADINPUT a redirection, another type; TOOBIG; DENIED not an address of that service. blocks: the service's timeout_ms and a little. */
int gt_fetch(struct gt_fetch *fetch, struct gt_arena *arena, const struct gt_fetch_ask *ask, struct gt_fetch_answer *ret, struct gt_error *err) GT_MUST_USE;

/* For %-encoding a value of a query or form (RFC 3986 unreserved stays). */
const char *gt_fetch_escape(struct gt_arena *arena, const char *value);

/* ---- the other half, linked into guichet-fetch alone ---- */
void gt_fetch_host_init(void);                                                    /* once, before the first call */
/* Answers the one question that comes on this connection; for a process of its own. blocks: the time limit of the service. */
void gt_fetch_host_serve(const struct gt_config *config, int connection);
/* The address of that service as the settings have it; NULL: not configured. Says whether url may be asked: same scheme, host and port. */
const char *gt_fetch_origin(const struct gt_config *config, struct gt_arena *arena, const char *service);
bool gt_fetch_allowed(const struct gt_config *config, struct gt_arena *arena, const char *service, const char *url);

#endif

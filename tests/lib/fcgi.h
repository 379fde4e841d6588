/* A small FastCGI client for tests: speaks records to a socket of guichet-web, well-formed or cut at will. */
#ifndef GT_TEST_FCGI_H
#define GT_TEST_FCGI_H
#include "base/base.h"

struct fcgi_call {
	const struct gt_pair *params; size_t n_params;
	struct gt_str body;
	size_t record_bytes;        /* the body goes in records of this size; 0: as large as may be */
	size_t body_sent;           /* fewer bytes than the body has, then the connection ends; 0: all */
	uint16_t role;              /* 0: responder */
};
struct fcgi_answer { int status; const char *head; struct gt_str body; bool complete; };

/* Connect, send, read all until the end of the request or of the connection. false: no connection. */
bool fcgi_call(struct gt_arena *arena, const char *socket_path, const struct fcgi_call *call, struct fcgi_answer *ret);
/* Raw bytes instead of records; what comes back is thrown away. */
bool fcgi_send_raw(const char *socket_path, struct gt_str bytes);

#endif

/* For whoever watches over the host (nginx lets nobody else come): is a worker there, and could it serve? Says nothing of people, nor of versions. */
#include <jansson.h>
#include "web/request_priv.h"

int page_health(struct gt_visit *v) { return gt_request_json(v, 200, json_pack("{s:s}", "status", "ok")); }

int page_ready(struct gt_visit *v)
{
	int64_t procedures = 0;
	int rc = gt_desk_ready(&v->web->desk, &procedures, &v->err);
	bool good = rc == GT_OK && procedures > 0;
	return gt_request_json(v, good ? 200 : 503, json_pack("{s:s, s:s, s:I}", "status", good ? "ready" : "not ready", "database", rc == GT_OK ? "ok" : "away", "procedures", (json_int_t)procedures));
}

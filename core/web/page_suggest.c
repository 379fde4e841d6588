/* Suggestions for the page's script while an address is typed: communes by the beginning of a name or postcode. Public data, compiled in. */
#include "register/register.h"
#include "web/request_priv.h"

#define SUGGESTIONS_MAX 12

int page_communes(struct gt_visit *v)
{
	struct gt_commune found[SUGGESTIONS_MAX];
	const char *query = gt_query(v->req, "q");
	size_t n = query && strlen(query) >= 2 ? gt_communes_search(v->arena, query, found, GT_COUNT(found)) : 0;
	json_t *all = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "insee", found[i].insee, "name", found[i].name, "postcode", found[i].postcode));
	return gt_request_json(v, 200, all);
}

/* What the page's script fetches: communes by the beginning of a name or postcode, and long lists that stand in a page once at the most. Public data,
 * compiled in. */
#include "register/register.h"
#include "text/text.h"
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

int page_list(struct gt_visit *v)
{
	const bool countries = gt_streq(v->args[1], "countries");
	if (!gt_web_language(v->web, v->args[0], strlen(v->args[0])) || (!countries && !gt_streq(v->args[1], "nationalities"))) return gt_fail(&v->err, GT_NOTFOUND, "no such list");
	size_t n;
	const struct gt_named *all = countries ? gt_text_countries(v->args[0], &n) : gt_text_nationalities(v->args[0], &n);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) json_array_append_new(list, json_pack("[s, s]", all[i].code, all[i].name));
	gt_respond_header(v->res, "Cache-Control", "private, max-age=86400");
	return gt_request_json(v, 200, list);
}

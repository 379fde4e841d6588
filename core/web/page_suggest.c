/* What the page's script fetches: communes by the beginning of a name or postcode, and long lists that stand in a page once at the most (public data,
 * compiled in); whole addresses where a search is configured, asked by ourselves: the browser asks nobody else. */
#include "clock/clock.h"
#include "register/register.h"
#include "text/text.h"
#include "web/request_priv.h"

#define SUGGESTIONS_MAX 12
#define ADDRESSES_MAX 6
#define LEFT_ALONE_MS 30000              /* a search that is away is not waited for at each letter */

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

/* An empty list is the answer whenever there is nothing to suggest, and while the search is away: the parts are typed by hand then. */
int page_addresses(struct gt_visit *v)
{
	static int64_t away_since_ms = -LEFT_ALONE_MS;
	struct gt_person_address found[ADDRESSES_MAX];
	const char *query = gt_query(v->req, "q");
	size_t n = 0;
	if (!gt_addresses_configured(v->web->at.config)) return gt_fail(&v->err, GT_NOTFOUND, "no address search is configured");
	if (query && gt_monotonic_ms() - away_since_ms >= LEFT_ALONE_MS && gt_addresses_search(v->web->at.config, v->web->at.fetch, v->arena, query, found, GT_COUNT(found), &n, &v->err) == GT_BUSY) {
		away_since_ms = gt_monotonic_ms();
		gt_log_error(GT_WARN, "web", &v->err);
	}
	json_t *all = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct gt_person_address *a = &found[i];
		const char *label = gt_arena_printf(v->arena, "%s%s%s, %s %s", a->number ? a->number : "", a->number ? " " : "", a->street, a->postcode, a->city);
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "label", label, "number", a->number ? a->number : "", "street", a->street, "postcode", a->postcode, "city", a->city, "insee", a->insee));
	}
	return gt_request_json(v, 200, all);
}

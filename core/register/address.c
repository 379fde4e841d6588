/* Addresses while they are typed: asked of a service compatible with the Base Adresse Nationale, when one is configured. Only suggestions: what a person
 * types by hand is as good, and an answer of somebody else's is believed in nothing but its shape. */
#include <jansson.h>
#include "register/register_priv.h"
#include "text/text.h"

#define ASKED_MIN 3
#define ASKED_MAX_BYTES 200              /* the service's own limit */

bool gt_addresses_configured(const struct gt_config *config) { return gt_config_get(config, "address.url", NULL) != NULL; }

/* A text of one line, short enough for its column; NULL otherwise. */
static const char *text_of(struct gt_arena *arena, const json_t *properties, const char *name, size_t max)
{
	const char *s = json_string_value(json_object_get(properties, name));
	size_t n = s ? strlen(s) : 0;
	if (n == 0 || n > max || n != json_string_length(json_object_get(properties, name))) return NULL;
	return gt_text_clean(arena, s, false);
}

static bool digits(const char *s, size_t n) { return s && strlen(s) == n && s[strspn(s, "0123456789AB")] == 0; }

/* A street with its town, of a commune we know; anything else is left out. */
static bool read_one(struct gt_arena *arena, const json_t *feature, struct gt_person_address *ret)
{
	const json_t *p = json_object_get(feature, "properties");
	struct gt_person_address a = { .number = text_of(arena, p, "housenumber", 20), .street = text_of(arena, p, "street", 200), .postcode = text_of(arena, p, "postcode", 5),
		.city = text_of(arena, p, "city", 120), .country = "FR", .insee = text_of(arena, p, "citycode", 5) };
	if (!a.street) a.street = text_of(arena, p, "name", 200);
	if (!a.street || !a.city || !digits(a.postcode, 5) || !digits(a.insee, 5) || !gt_register_commune_name(NULL, arena, a.insee)) return false;
	*ret = a;
	return true;
}

static void drop_json(void *p) { json_decref(p); }

int gt_addresses_search(const struct gt_config *config, struct gt_fetch *fetch, struct gt_arena *arena, const char *query, struct gt_person_address *ret, size_t max, size_t *ret_n, struct gt_error *err)
{
	const char *url = gt_config_get(config, "address.url", NULL), *asked = gt_text_clean(arena, query, false);
	struct gt_fetch_answer got;
	*ret_n = 0;
	if (!url) return gt_fail(err, GT_NOTFOUND, "no address search is configured");
	if (strlen(asked) < ASKED_MIN || strlen(asked) > ASKED_MAX_BYTES) return GT_OK;
	url = gt_arena_printf(arena, "%s%sq=%s&limit=%zu&autocomplete=1", url, strchr(url, '?') ? "&" : "?", gt_fetch_escape(arena, asked), max);
	int rc = gt_fetch(fetch, arena, &(struct gt_fetch_ask){ .service = "address", .url = url, .type = "application/json" }, &got, err);
	if (rc != GT_OK) return gt_fail(err, GT_BUSY, "address search: %s", gt_rc_name(rc));
	json_t *all = got.status == 200 ? json_loadb(got.body.p, got.body.n, JSON_REJECT_DUPLICATES, NULL) : NULL;
	if (all) gt_arena_on_free(arena, drop_json, all);
	const json_t *features = json_object_get(all, "features");
	if (!json_is_array(features)) return gt_fail(err, GT_BUSY, "address search: not a list of addresses");
	for (size_t i = 0; i < json_array_size(features) && *ret_n < max; i++)
		if (read_one(arena, json_array_get(features, i), &ret[*ret_n])) ++*ret_n;
	return GT_OK;
}

/* fetch: the question and the answer as frames; which address belongs to which service. Both halves check every number and length. */
#include "fetch/fetch_priv.h"

void gt_fetch_ask_put(struct gt_buf *b, const struct gt_fetch_ask *ask)
{
	gt_put_text(b, ask->service);
	gt_put_text(b, ask->url);
	gt_put_text(b, ask->form);
	gt_put_text(b, ask->bearer);
	gt_put_text(b, ask->type);
}

/* Nothing of a question may end a line of HTTP. */
static bool one_line(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s <= 0x20 || (unsigned char)*s >= 0x7f) return false;
	return true;
}

bool gt_fetch_ask_get(struct gt_str payload, struct gt_arena *arena, struct gt_fetch_ask *ret)
{
	struct gt_get g = gt_get(payload);
	gt_get_text(&g, arena, 64, &ret->service);
	gt_get_text(&g, arena, GT_FETCH_URL_MAX_BYTES, &ret->url);
	gt_get_text(&g, arena, GT_FETCH_FORM_MAX_BYTES, &ret->form);
	gt_get_text(&g, arena, GT_FETCH_FORM_MAX_BYTES, &ret->bearer);
	gt_get_text(&g, arena, 64, &ret->type);
	return gt_get_end(&g) && !gt_empty(ret->service) && !gt_empty(ret->url) && !gt_empty(ret->type) && one_line(ret->url) && one_line(ret->form) && one_line(ret->bearer) && one_line(ret->type);
}

void gt_fetch_said_put(struct gt_buf *b, const struct gt_fetch_said *said)
{
	gt_put_u8(b, (uint8_t)said->end);
	gt_put_i64(b, said->status);
	gt_put_bytes(b, said->body);
	gt_put_text(b, said->why);
}

bool gt_fetch_said_get(struct gt_str payload, struct gt_arena *arena, struct gt_fetch_said *ret)
{
	struct gt_get g = gt_get(payload);
	uint8_t end;
	gt_get_u8(&g, GT_FETCH_CAME, GT_FETCH_END__MAX - 1, &end);
	gt_get_i64(&g, 0, 499, &ret->status);
	gt_get_bytes(&g, GT_FETCH_BODY_MAX_BYTES, &ret->body);
	gt_get_text(&g, arena, 200, &ret->why);
	if (!gt_get_end(&g)) return false;
	ret->end = (enum gt_fetch_end)end;
	return ret->end != GT_FETCH_CAME || ret->status >= 200;
}

/* ---- which address belongs to which service ---- */
static bool plain_name(const char *s)
{
	return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_")] == 0;
}

static const char *setting(const struct gt_config *config, struct gt_arena *arena, const char *service, const char *key)
{
	return gt_config_get(config, gt_arena_printf(arena, "%s.%s", service, key), NULL);
}

/* Plain HTTP only on this very host, and only in a demonstration. */
static size_t origin_length(const struct gt_config *config, const char *url)
{
	static const char *const near[] = { "localhost", "127.0.0.1" };
	bool tls = gt_starts(url, "https://"), plain = gt_starts(url, "http://");
	size_t scheme = tls ? 8 : 7, host = strcspn(url + (tls || plain ? scheme : 0), ":/?#@\\"), all = scheme + strcspn(url + (tls || plain ? scheme : 0), "/?#");
	if ((!tls && !plain) || host == 0 || memchr(url, '@', all) || memchr(url, '\\', all)) return 0;
	if (tls) return all;
	for (size_t i = 0; i < GT_COUNT(near); i++)
		if (host == strlen(near[i]) && strncmp(url + scheme, near[i], host) == 0) return gt_config_bool(config, "demo.enabled", false) ? all : 0;
	return 0;
}

const char *gt_fetch_origin(const struct gt_config *config, struct gt_arena *arena, const char *service)
{
	if (!plain_name(service)) return NULL;
	const char *url = setting(config, arena, service, "issuer");
	if (!url) url = setting(config, arena, service, "url");
	size_t n = url ? origin_length(config, url) : 0;
	return n ? gt_arena_strndup(arena, url, n) : NULL;
}

bool gt_fetch_allowed(const struct gt_config *config, struct gt_arena *arena, const char *service, const char *url)
{
	const char *origin = gt_fetch_origin(config, arena, service);
	size_t n = origin ? strlen(origin) : 0;
	return origin && strlen(url) <= GT_FETCH_URL_MAX_BYTES && origin_length(config, url) == n && strncmp(url, origin, n) == 0;
}

int64_t gt_fetch_timeout_ms(const struct gt_config *config, struct gt_arena *arena, const char *service)
{
	return gt_config_int(config, gt_arena_printf(arena, "%s.timeout_ms", service), GT_FETCH_TIMEOUT_MS, 100, GT_FETCH_TIMEOUT_MAX_MS);
}

/* fetch: the client's half. Decides nothing about what came but its shape. */
#include "fetch/fetch_priv.h"

#define MARGIN_MS 1500                   /* the host ends its call by itself and still answers */

struct gt_fetch { uint32_t magic; char *socket_path; const struct gt_config *config; };
#define FETCH_MAGIC 0x46455443u

int gt_fetch_open(const struct gt_config *config, struct gt_fetch **ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("fetch", 1 << 16);
	const char *path = gt_config_get(config, "fetch.socket", NULL);
	if (!path) path = gt_arena_printf(arena, "%s/fetch.sock", gt_config_get(config, "run.directory", "/run/guichet"));
	if (strlen(path) > 100) return gt_fail(err, GT_BADINPUT, "fetch.socket is too long for a socket");
	struct gt_fetch *f = gt_xalloc(sizeof *f);
	*f = (struct gt_fetch){ FETCH_MAGIC, gt_xstrdup(path), config };
	*ret = f;
	return GT_OK;
}

void gt_fetch_free(struct gt_fetch **fetch)
{
	struct gt_fetch *f = *fetch;
	if (!f) return;
	GT_CHECK(f, FETCH_MAGIC);
	f->magic = 0;
	gt_xfree(f->socket_path);
	gt_xfree(f);
	*fetch = NULL;
}

int gt_fetch(struct gt_fetch *f, struct gt_arena *arena, const struct gt_fetch_ask *ask, struct gt_fetch_answer *ret, struct gt_error *err)
{
	static const int rcs[] = { [GT_FETCH_CAME] = GT_OK, [GT_FETCH_AWAY] = GT_BUSY, [GT_FETCH_WRONG] = GT_BADINPUT, [GT_FETCH_TOO_BIG] = GT_TOOBIG, [GT_FETCH_NOT_OURS] = GT_DENIED };
	GT_CHECK(f, FETCH_MAGIC);
	struct gt_buf b = gt_buf_new(arena, 2 * GT_FETCH_FORM_MAX_BYTES + 2 * GT_FETCH_URL_MAX_BYTES);
	gt_fetch_ask_put(&b, ask);
	if (b.overflow) return gt_fail(err, GT_BADINPUT, "a question of more than %zu bytes", b.max);
	struct gt_frame frame;
	struct gt_fetch_said said = { 0 };
	int rc = gt_frame_call(f->socket_path, GT_FETCH_ASK, GT_FETCH_SAY, GT_FETCH_VERSION, (struct gt_str){ b.p, b.n }, -1,
		gt_fetch_timeout_ms(f->config, arena, ask->service) + MARGIN_MS, arena, GT_FRAME_NO_FD, &frame, err);
	if (rc != GT_OK) return rc == GT_BUSY ? rc : gt_fail(err, GT_BUSY, "guichet-fetch did not answer '%s'", ask->service);
	if (!gt_fetch_said_get(frame.payload, arena, &said)) return gt_fail(err, GT_BUSY, "guichet-fetch answered something else");
	if (said.end != GT_FETCH_CAME) return gt_fail(err, rcs[said.end], "%s: %s", ask->service, gt_log_untrusted(arena, said.why ? said.why : ""));
	*ret = (struct gt_fetch_answer){ said.status, said.body };
	return GT_OK;
}

const char *gt_fetch_escape(struct gt_arena *arena, const char *value)
{
	struct gt_buf b = gt_buf_new(arena, 3 * strlen(value) + 1);
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-._~", c);
		gt_buf_printf(&b, plain ? "%c" : "%%%02X", c);
	}
	return gt_buf_cstr(&b);
}

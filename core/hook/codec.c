/* The two frames, written and read. Reading trusts nothing: the other end runs code that is not ours. */
#include "hook/hook_priv.h"

bool gt_hook_call_put(struct gt_buf *b, const struct gt_hook_call *c)
{
	gt_put_text(b, c->id);
	gt_put_text(b, c->version);
	gt_put_text(b, c->digest);
	gt_put_u8(b, (uint8_t)c->kind);
	gt_put_text(b, c->argument);
	gt_put_u32(b, c->declared);
	gt_put_text(b, c->today);
	gt_put_bytes(b, c->request);
	return !b->overflow;
}

static bool plain_name(const char *s)
{
	if (gt_empty(s) || *s == '.') return false;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '-' || *s == '.')) return false;
	return true;
}

bool gt_hook_call_get(struct gt_str payload, struct gt_arena *arena, struct gt_hook_call *ret)
{
	struct gt_get g = gt_get(payload);
	uint8_t kind;
	gt_get_text(&g, arena, 64, &ret->id);
	gt_get_text(&g, arena, 16, &ret->version);
	gt_get_text(&g, arena, 64, &ret->digest);
	gt_get_u8(&g, 0, GT_HOOK_KIND__MAX - 1, &kind);
	gt_get_text(&g, arena, 64, &ret->argument);
	gt_get_u32(&g, 0, (1u << GT_HOOK_KIND__MAX) - 1, &ret->declared);
	gt_get_text(&g, arena, 10, &ret->today);
	gt_get_bytes(&g, GT_XML_USER_MAX_BYTES, &ret->request);
	ret->kind = (enum gt_hook_kind)kind;
	return gt_get_end(&g) && plain_name(ret->id) && plain_name(ret->version) && ret->digest && strlen(ret->digest) == 64 && ret->today;
}

static void put_pairs(struct gt_buf *b, const struct gt_hook_pair *p, size_t n)
{
	gt_put_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		gt_put_text(b, p[i].a);
		gt_put_text(b, p[i].b);
	}
}

bool gt_hook_answer_put(struct gt_buf *b, const struct gt_hook_answer *a)
{
	gt_put_u8(b, (uint8_t)a->end);
	gt_put_text(b, a->cause);
	put_pairs(b, a->findings, a->n_findings);
	put_pairs(b, a->values, a->n_values);
	gt_put_u32(b, (uint32_t)a->n_effects);
	for (size_t i = 0; i < a->n_effects; i++) {
		gt_put_text(b, a->effects[i].kind);
		gt_put_text(b, a->effects[i].target);
		gt_put_text(b, a->effects[i].text);
		gt_put_i64(b, a->effects[i].days);
	}
	gt_put_text(b, a->service);
	return !b->overflow;
}

static size_t get_pairs(struct gt_get *g, struct gt_arena *arena, struct gt_hook_pair *p, uint32_t max, size_t text_max)
{
	uint32_t n;
	gt_get_u32(g, 0, max, &n);
	for (uint32_t i = 0; i < n && !g->bad; i++) {
		gt_get_text(g, arena, GT_HOOK_PATH_MAX, &p[i].a);
		gt_get_text(g, arena, text_max, &p[i].b);
	}
	return g->bad ? 0 : n;
}

bool gt_hook_answer_get(struct gt_str payload, struct gt_arena *arena, struct gt_hook_answer *ret)
{
	struct gt_get g = gt_get(payload);
	uint8_t end;
	uint32_t n;
	gt_get_u8(&g, 0, GT_HOOK_END__MAX - 1, &end);
	gt_get_text(&g, arena, 256, &ret->cause);
	ret->n_findings = get_pairs(&g, arena, ret->findings, GT_HOOK_FINDINGS_MAX, GT_HOOK_PATH_MAX);
	ret->n_values = get_pairs(&g, arena, ret->values, GT_HOOK_VALUES_MAX, GT_HOOK_TEXT_MAX);
	gt_get_u32(&g, 0, GT_HOOK_EFFECTS_MAX, &n);
	for (uint32_t i = 0; i < n && !g.bad; i++) {
		gt_get_text(&g, arena, 32, &ret->effects[i].kind);
		gt_get_text(&g, arena, GT_HOOK_PATH_MAX, &ret->effects[i].target);
		gt_get_text(&g, arena, GT_HOOK_PATH_MAX, &ret->effects[i].text);
		gt_get_i64(&g, -3660, 3660, &ret->effects[i].days);
	}
	ret->n_effects = n;
	gt_get_text(&g, arena, 4, &ret->service);
	ret->end = (enum gt_hook_end)end;
	return gt_get_end(&g);
}

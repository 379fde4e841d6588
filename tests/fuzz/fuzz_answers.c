/* What children and hosts of dangerous code say: verdicts, hooks' answers; and what a host is asked. Nothing out of range comes through; what came
 * through is written and read again the same. */
#include "hook/hook_priv.h"
#include "scan/scan_priv.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = {
	GT_STR("\1\0\1\0\0\0\1\0\0\0\x20\0\0\0\x10\xff\xff\xff\xff\xff\xff\xff\xff"),
	GT_STR("\0\xff\xff\xff\xff\0\0\0\1\0\0\0\1a\0\0\0\1b\0\0\0\0\0\0\0\0\xff\xff\xff\xff"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { "\xff\xff\xff\xff", "\1\1\1\1", "\x7f\xff\xff\xff", "\x0e", "\x0f", "\xc3", "\xed\xa0\x80", NULL };

static void verdict(struct gt_arena *arena, struct gt_str text)
{
	struct gt_get g = gt_get(text);
	struct gt_scan_answer a, b;
	if (!gt_scan_answer_get(&g, arena, &a) || !gt_get_end(&g)) return;
	gt_assert(a.cause > 0 && a.cause < GT_CAUSE__MAX && a.kind < GT_KIND__MAX && a.looks_like < GT_LOOKS_LIKE__MAX);
	struct gt_buf out = gt_buf_new(arena, 65536);
	gt_scan_answer_put(&out, &a);
	g = gt_get((struct gt_str){ out.p, out.n });
	gt_assert(gt_scan_answer_get(&g, arena, &b) && gt_get_end(&g) && a.cause == b.cause && a.kind == b.kind && a.pages == b.pages);
	if (a.cause != GT_CAUSE_CLEAN) gt_assert(gt_scan_finding(arena, &a, 1).id);
}

static void hook(struct gt_arena *arena, struct gt_str text)
{
	struct gt_hook_answer *a = gt_new(arena, struct gt_hook_answer), *b = gt_new(arena, struct gt_hook_answer);
	struct gt_hook_call call;
	if (gt_hook_answer_get(text, arena, a)) {
		gt_assert(a->end < GT_HOOK_END__MAX && a->n_findings <= GT_HOOK_FINDINGS_MAX && a->n_values <= GT_HOOK_VALUES_MAX && a->n_effects <= GT_HOOK_EFFECTS_MAX);
		struct gt_buf out = gt_buf_new(arena, GT_HOOK_ANSWER_MAX_BYTES);
		gt_assert(gt_hook_answer_put(&out, a) && gt_hook_answer_get((struct gt_str){ out.p, out.n }, arena, b) && a->n_values == b->n_values && a->n_effects == b->n_effects);
	}
	if (gt_hook_call_get(text, arena, &call)) gt_assert(call.kind < GT_HOOK_KIND__MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 64 << 20);
	struct gt_str text = { (const char *)data, size };
	verdict(arena, text);
	hook(arena, text);
	return 0;
}

/* Inside room hook: the frames between client and host, and their limits. Both ends check every number. */
#ifndef GT_HOOK_PRIV_H
#define GT_HOOK_PRIV_H
#include "confine/confine.h"

#define GT_HOOK_FRAME_CALL 1
#define GT_HOOK_FRAME_ANSWER 2
#define GT_HOOK_FRAME_VERSION 1

enum gt_hook_kind { GT_HOOK_CHECK, GT_HOOK_COMPUTE, GT_HOOK_ROUTE, GT_HOOK_BEFORE_DEPOSIT, GT_HOOK_DECIDE, GT_HOOK_KIND__MAX };
/* DONE: evaluated. The others: the cause stands in the answer's text, for the operator. */
enum gt_hook_end { GT_HOOK_DONE, GT_HOOK_CANNOT, GT_HOOK_CRASHED, GT_HOOK_TOO_SLOW, GT_HOOK_NOT_LOADED, GT_HOOK_END__MAX };

#define GT_HOOK_FINDINGS_MAX 100
#define GT_HOOK_VALUES_MAX 100
#define GT_HOOK_EFFECTS_MAX 50
#define GT_HOOK_PATH_MAX 200
#define GT_HOOK_TEXT_MAX 4000
#define GT_HOOK_ANSWER_MAX_BYTES (512 * 1024)
#define GT_HOOK_MEMORY_BYTES (256ll * 1024 * 1024)

/* call: text id, text version, text digest (64 hex), u8 kind, text argument (step, decision; may be NULL), u32 hooks declared (bits of enum gt_hook_kind),
 *       text today, bytes the request as XML.
 * answer: u8 end, text cause, u32 n { text field, text message }, u32 n { text path, text value }, u32 n { text kind, text target, text text, i64 days }, text service. */
struct gt_hook_call {
	const char *id, *version, *digest, *argument, *today;
	enum gt_hook_kind kind;
	uint32_t declared;
	struct gt_str request;
};
struct gt_hook_pair { const char *a, *b; };
struct gt_hook_task { const char *kind, *target, *text; int64_t days; };
struct gt_hook_answer {
	enum gt_hook_end end;
	const char *cause, *service;
	struct gt_hook_pair findings[GT_HOOK_FINDINGS_MAX]; size_t n_findings;
	struct gt_hook_pair values[GT_HOOK_VALUES_MAX]; size_t n_values;
	struct gt_hook_task effects[GT_HOOK_EFFECTS_MAX]; size_t n_effects;
};
bool gt_hook_call_put(struct gt_buf *b, const struct gt_hook_call *call);
bool gt_hook_call_get(struct gt_str payload, struct gt_arena *arena, struct gt_hook_call *ret);
bool gt_hook_answer_put(struct gt_buf *b, const struct gt_hook_answer *answer);
bool gt_hook_answer_get(struct gt_str payload, struct gt_arena *arena, struct gt_hook_answer *ret);

/* The host half, linked into guichet-hook alone: serves one connection; opens the object, runs the hook in a confined child, answers.
 * object: its path with a folder, for whoever tries one that is not installed; NULL: the installed one that the call names. */
void gt_hook_host_serve(const struct gt_config *config, const char *object, int connection);

#endif

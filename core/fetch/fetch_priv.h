/* Inside room fetch: the question and the answer as frames. */
#ifndef GT_FETCH_PRIV_H
#define GT_FETCH_PRIV_H
#include "fetch/fetch.h"
#include "confine/confine.h"

#define GT_FETCH_ASK 1
#define GT_FETCH_SAY 2
#define GT_FETCH_VERSION 1
#define GT_FETCH_FORM_MAX_BYTES 16384
#define GT_FETCH_TIMEOUT_MS 4000                /* default: somebody waits before a screen */
#define GT_FETCH_TIMEOUT_MAX_MS 15000           /* nginx gives up after 30 s, and a sign-in asks three times */

/* How a call ended, in words that need no number: the codes of gt_rc that a fetch can have. */
enum gt_fetch_end { GT_FETCH_CAME = 1, GT_FETCH_AWAY, GT_FETCH_WRONG, GT_FETCH_TOO_BIG, GT_FETCH_NOT_OURS, GT_FETCH_END__MAX };
struct gt_fetch_said { enum gt_fetch_end end; int64_t status; struct gt_str body; const char *why; };

void gt_fetch_ask_put(struct gt_buf *b, const struct gt_fetch_ask *ask);
bool gt_fetch_ask_get(struct gt_str payload, struct gt_arena *arena, struct gt_fetch_ask *ret);
void gt_fetch_said_put(struct gt_buf *b, const struct gt_fetch_said *said);
bool gt_fetch_said_get(struct gt_str payload, struct gt_arena *arena, struct gt_fetch_said *ret);
int64_t gt_fetch_timeout_ms(const struct gt_config *config, struct gt_arena *arena, const char *service);

#endif

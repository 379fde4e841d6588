/* For tests: several processes that act at the same moment, as people do who press together. Each child gets ready (connections of its own, the page it
 * looks at), says so, and presses when all are ready. */
#ifndef GT_TESTS_PRESS_H
#define GT_TESTS_PRESS_H
#include "base/base.h"

#define GT_PRESSES_MAX 8

struct gt_press {
	void (*ready)(void *arg);                            /* in the child, before it says that it is ready; NULL: nothing to do */
	int (*act)(void *arg, struct gt_error *err);         /* in the child, at the moment; its result ends the child */
	void *arg;
};
/* results, n of them, may be NULL. ret: how many were OK. Panics on a child that ended otherwise. Wires that a child must not share are the caller's to
 * end before (gt_pdf_end). */
int gt_press_together(const struct gt_press presses[], size_t n, int results[]);
/* One child, killed so many µs after it began to press. */
void gt_press_killed(const struct gt_press *press, unsigned after_us);

#endif

/* The same act on several requests: looked at first, then done, each in a transaction of its own with its own journal entry and the version that was looked at.
 * One that cannot be done hinders no other, and says why. Decisions are never taken so: each is somebody's judgement of one request. */
#ifndef GT_DOSSIER_BULK_H
#define GT_DOSSIER_BULK_H
#include "dossier/work.h"

enum gt_bulk_act { GT_BULK_CLAIM, GT_BULK_ASSIGN, GT_BULK_AVAILABLE, GT_BULK__MAX };        /* take in charge; give to a colleague; the title is there, its person is told */
const char *gt_bulk_name(enum gt_bulk_act act);          /* claim, assign, available: in forms and text ids */
bool gt_bulk_parse(const char *name, enum gt_bulk_act *ret);

/* What became of one, or would; text ids bulk-why.<name>. */
enum gt_bulk_why { GT_BULK_CAN, GT_BULK_DONE, GT_BULK_ALREADY, GT_BULK_GONE, GT_BULK_DENIED, GT_BULK_HELD, GT_BULK_ENDED, GT_BULK_STATE, GT_BULK_CHANGED, GT_BULK_NOBODY, GT_BULK_AWAY, GT_BULK_AGAIN, GT_BULK_WHY__MAX };
const char *gt_bulk_why_name(enum gt_bulk_why why);
struct gt_bulk_line {
	struct gt_id id;
	int64_t version_seen;                /* in: that of the look before; out of gt_bulk_look: the one it saw */
	const char *number;                  /* out; NULL: no such request for this agent */
	enum gt_state state;                 /* out */
	enum gt_bulk_why why;                /* out */
};
struct gt_bulk_order { enum gt_bulk_act act; struct gt_id to; /* a colleague, for assign */ struct gt_id key; /* of the form: sent again, it is the same act */ };
/* What would be done, line by line; nothing is. Nothing but number and state, which lists show too: no reading is journaled. blocks: DB, a few ms a line. */
void gt_bulk_look(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_bulk_order *order, struct gt_bulk_line *lines, size_t n);
/* Does it; sent twice, what is done stays done and says ALREADY. */
void gt_bulk_do(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_bulk_order *order, struct gt_bulk_line *lines, size_t n);

#endif

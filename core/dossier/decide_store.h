/* Inside room dossier: rows of decisions, and the request's state after them. */
#ifndef GT_DOSSIER_DECIDE_STORE_H
#define GT_DOSSIER_DECIDE_STORE_H
#include "db/db.h"
#include "dossier/decide.h"

struct gt_decision_row {
	struct gt_id id, dossier, proposed_by, signed_by, paper, act;
	const char *kind, *state, *proposed_name, *signed_name;      /* kind: favourable, unfavourable, neutral */
	struct gt_str data;
	int64_t proposed_utc_s, signed_utc_s;
};
int gt_decide_store_insert(struct gt_db *db, const struct gt_decision_row *r, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: it is not waiting any more. data p NULL: stays. */
int gt_decide_store_close(struct gt_db *db, const struct gt_decision_row *r, struct gt_error *err) GT_MUST_USE;
int gt_decide_store_last(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_decision_row *ret, struct gt_error *err) GT_MUST_USE;

struct gt_state_change { struct gt_id dossier; int64_t version; const char *state, *decision; bool decided, ended; int64_t now_utc_s; };
/* CONFLICT: the version is not the one seen. decision NULL: stays as it is. */
int gt_decide_store_state(struct gt_db *db, const struct gt_state_change *c, struct gt_error *err) GT_MUST_USE;
/* Whether that act was done by that actor. */
int gt_decide_store_done(struct gt_db *db, struct gt_id act, struct gt_id actor, struct gt_id dossier, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_decide_store_now(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, const char **ret_state, int64_t *ret_version, struct gt_error *err) GT_MUST_USE;

#endif

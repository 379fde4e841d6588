/* Inside room dossier: what both sides of a complement share. */
#ifndef GT_DOSSIER_COMPLEMENT_PRIV_H
#define GT_DOSSIER_COMPLEMENT_PRIV_H
#include "dossier/complement.h"
#include "dossier/complement_store.h"
#include "dossier/dossier_priv.h"

/* Words that are sealed, bound to their row; an item's to its number too. */
int gt_complement_seal(const struct gt_desk *desk, struct gt_arena *arena, const char *purpose, struct gt_id context, const char *words, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
int gt_complement_unseal(const struct gt_desk *desk, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str sealed, const char **ret, struct gt_error *err) GT_MUST_USE;
const char *gt_item_purpose(struct gt_arena *arena, const char *what, int64_t n);          /* "complement-item-1" */
bool gt_item_ready(const struct gt_complement_item *it);
const char *gt_answer_name(enum gt_answer a);                                              /* keep, replace, NULL */
/* All texts of an answer in one sealed column. */
int gt_answer_seal(const struct gt_desk *desk, struct gt_arena *arena, struct gt_id complement, const struct gt_complement_item *it, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

#endif

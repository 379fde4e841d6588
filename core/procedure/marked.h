/* Answers that agents may mark and ask for again, one at a time and outside of their form. struct gt_marked: procedure.h. */
#ifndef GT_PROCEDURE_MARKED_H
#define GT_PROCEDURE_MARKED_H
#include "procedure/procedure.h"

const struct gt_marked *gt_procedure_marked(const struct gt_procedure *p, const char *name);           /* NULL: none */
bool gt_marked_shown(struct gt_case *c, const char *name);
/* Its <field> alone, as in gt_step_view. ret: OK; NOTFOUND not shown. */
int gt_marked_view(struct gt_case *c, const char *name, const struct gt_findings *f, xmlNodePtr parent, struct gt_error *err) GT_MUST_USE;
/* Puts what was typed (pairs of that name and below it) into the case. ret: OK; NOTFOUND; REFUSED findings at name: what is wrong with it, or which other
 * answer would not go with it; FAILED. */
int gt_marked_post(struct gt_case *c, const char *name, const struct gt_pair *pairs, size_t n, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
/* A value of gt_case_value in words; *ret_type as in gt_review_view. */
const char *gt_marked_words(struct gt_case *c, const char *name, const char *value, const char **ret_type);
const char *gt_case_label_in(struct gt_case *c, const char *field, const char *lang);                  /* as gt_case_label, in that language */

#endif

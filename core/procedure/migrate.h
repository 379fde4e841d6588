/* Room procedure: drafts of an older version become ones of this, and their person is told what changed. */
#ifndef GT_PROCEDURE_MIGRATE_H
#define GT_PROCEDURE_MIGRATE_H
#include "procedure/procedure.h"

/* A draft of an older version, by the rules of <migrate>; what changed stays in the draft as a report. ret: OK; REFUSED no rule for that version. */
int gt_case_migrate(struct gt_case *c, struct gt_error *err) GT_MUST_USE;
bool gt_procedure_takes_over(const struct gt_procedure *p, const char *version);
bool gt_case_changes(const struct gt_case *c);           /* a report that the person has not read yet */
void gt_case_changes_view(struct gt_case *c, xmlNodePtr parent);                 /* <change text lang was/>…; was: an answer that is no longer asked */
void gt_case_changes_seen(struct gt_case *c);
/* The i-th justificatif that the rules give another id; false: no more. Its files follow. */
bool gt_migration_file(const struct gt_procedure *p, const char *version, size_t i, const char **ret_from, const char **ret_to);

#endif

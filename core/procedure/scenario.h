/* A procedure's own tests, replayed: for `make check` and `guichetctl plugin check` alone. */
#ifndef GT_PROCEDURE_SCENARIO_H
#define GT_PROCEDURE_SCENARIO_H
#include "procedure/procedure.h"

/* Replay one: facts and answers in, findings, justificatifs and values out. path: its file; `like` is looked for beside it. Sets the clock for good:
 * for tests and `guichetctl plugin check` alone. problems: each difference. ret: OK; REFUSED it differs; FAILED, NOTFOUND, BADINPUT. */
int gt_scenario_run(struct gt_arena *arena, const struct gt_procedure *p, const char *path, struct gt_problems *problems, struct gt_error *err) GT_MUST_USE;

#endif

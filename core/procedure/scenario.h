/* Scenarios of a procedure (xslt/schema/scenario.rng): facts and answers in; findings, documents asked and values out. Replayed by
 * `guichetctl plugin check` and by the tests; no database, no plugin code. */
#ifndef GT_SCENARIO_H
#define GT_SCENARIO_H
#include "procedure/procedure.h"

/* Replay one scenario. in: dir, the folder of scenarios; file, its name there; grammar of scenarios. Moves this process's clock to the scenario's day:
 * call gt_clock_init() when the last one has run. problems: what is not as expected, with file and line.
 * ret: OK as expected; REFUSED problems added; BADINPUT not a scenario; FAILED a rule could not be evaluated. */
int gt_scenario_run(struct gt_arena *arena, const struct gt_procedure *p, const struct gt_grammar *grammar, const char *dir, const char *file,
	struct gt_problems *problems, const char **ret_says, struct gt_error *err) GT_MUST_USE;

#endif

/* A procedure's own tests, replayed: for `make check` and `guichetctl plugin check` alone. */
#ifndef GT_PROCEDURE_SCENARIO_H
#define GT_PROCEDURE_SCENARIO_H
#include "procedure/procedure.h"

/* The procedure's C code, asked as pages ask it: room hook's functions, which stands above this one. decide: effects are written as <effect> below into. */
struct gt_hook;
struct gt_scenario_logic {
	struct gt_hook *hook;
	int (*check)(struct gt_hook *hook, struct gt_case *c, const struct gt_step *step, struct gt_findings *f, struct gt_error *err);
	int (*before_deposit)(struct gt_hook *hook, struct gt_case *c, struct gt_findings *f, struct gt_error *err);
	int (*compute)(struct gt_hook *hook, struct gt_case *c, struct gt_error *err);
	int (*route)(struct gt_hook *hook, struct gt_case *c, const char **ret_service, struct gt_error *err);
	int (*decide)(struct gt_hook *hook, struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, xmlNodePtr into, struct gt_error *err);
};
/* grammar: scenario.rng. logic: NULL where there is no object to ask; what it would have said is then not there. */
struct gt_scenario_with { const struct gt_grammar *grammar; const struct gt_scenario_logic *logic; };

/* Replay one: facts and answers in; findings, justificatifs, values and effects out. path: its file; `like` is looked for beside it. Sets the clock for
 * good: for tests and `guichetctl plugin check` alone. problems: each difference, and what is wrong in the file itself.
 * ret: OK; REFUSED it differs, or is no scenario; FAILED, NOTFOUND. */
int gt_scenario_run(struct gt_arena *arena, const struct gt_procedure *p, const char *path, const struct gt_scenario_with *with, struct gt_problems *problems, struct gt_error *err) GT_MUST_USE;

#endif

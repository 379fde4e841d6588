/* Room hook: client of guichet-hook, the only process where code of a plugin runs. A case goes in as data, findings and values come out as data,
 * each checked against the procedure before it is believed. A procedure that declares no hook never gets here. */
#ifndef GT_HOOK_H
#define GT_HOOK_H
#include "base/base.h"
#include "procedure/procedure.h"

struct gt_hook;
/* Settings: hook.socket (default <run.directory>/hook.sock). Connects only when a hook is called. */
int gt_hook_open(const struct gt_config *config, struct gt_hook **ret, struct gt_error *err) GT_MUST_USE;
struct gt_hook *gt_hook_open_at(const char *socket);      /* another one, for a try */
void gt_hook_free(struct gt_hook **hook);
/* Whoever keeps count: closed says whether a procedure's logic is called at all; crashed is told when it crashed, was too slow, could not be opened or
 * answered what it may not. Both may be called inside any call below; crashed never while the hook's own connection is in use. Copied. */
struct gt_hook_watch { void *arg; bool (*closed)(void *arg, const char *id); void (*crashed)(void *arg, const char *id, const char *version); };
void gt_hook_watch(struct gt_hook *hook, const struct gt_hook_watch *watch);

/* ret of all: OK; REFUSED findings added; BUSY nobody there, or over the time limit; FAILED crashed, could not evaluate, or answered what it may not.
 * Input stays as it was in every case. A hook not declared: OK at once. blocks: GT_HOOK_TIMEOUT_MS. */
int gt_hook_check(struct gt_hook *hook, struct gt_case *c, const struct gt_step *step, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
int gt_hook_before_deposit(struct gt_hook *hook, struct gt_case *c, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
/* Derived values are written into computed fields of the case. */
int gt_hook_compute(struct gt_hook *hook, struct gt_case *c, struct gt_error *err) GT_MUST_USE;
int gt_hook_route(struct gt_hook *hook, struct gt_case *c, const char **ret_service, struct gt_error *err) GT_MUST_USE; /* NULL: no opinion */
/* Effects as data; the caller does them inside its transaction. */
struct gt_hook_effect { const char *kind, *target, *text; int64_t days; };   /* kind: mail, task, deadline */
int gt_hook_decide(struct gt_hook *hook, struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, struct gt_hook_effect **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif

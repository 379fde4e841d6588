/* Client of guichet-hook: a case out as data, the answer in; each finding and value is held against the procedure before it is believed. */
#include <stdio.h>
#include "crypto/crypto.h"
#include "hook/hook.h"
#include "hook/hook_priv.h"

struct gt_hook { char *path; struct gt_hook_watch watch; };

int gt_hook_open(const struct gt_config *config, struct gt_hook **ret, struct gt_error *err)
{
	const char *run = gt_config_get(config, "run.directory", "/run/guichet"), *path = gt_config_get(config, "hook.socket", NULL);
	GT_AUTO_ARENA arena = gt_arena_new("hook", 1 << 16);
	if (!path) path = gt_arena_printf(arena, "%s/hook.sock", run);
	if (strlen(path) > 100) return gt_fail(err, GT_BADINPUT, "hook.socket is too long for a socket");
	*ret = gt_hook_open_at(path);
	return GT_OK;
}

struct gt_hook *gt_hook_open_at(const char *socket)
{
	struct gt_hook *h = gt_xalloc(sizeof *h);
	h->path = gt_xstrdup(socket);
	return h;
}

void gt_hook_free(struct gt_hook **hook)
{
	if (!*hook) return;
	gt_xfree((*hook)->path);
	gt_xfree(*hook);
	*hook = NULL;
}

void gt_hook_watch(struct gt_hook *hook, const struct gt_hook_watch *watch) { hook->watch = *watch; }

static void crashed(struct gt_hook *hook, const struct gt_procedure *p)
{
	if (hook->watch.crashed) hook->watch.crashed(hook->watch.arg, p->id, p->version);
}

/* It answered what the procedure does not know: as bad as a crash. */
static int unbelievable(struct gt_hook *hook, const struct gt_procedure *p, const char *what, struct gt_error *err)
{
	crashed(hook, p);
	return gt_fail(err, GT_FAILED, "logic of '%s' %s", p->id, what);
}

static uint32_t declared_bits(const struct gt_hooks_declared *d)
{
	return (d->check ? 1u << GT_HOOK_CHECK : 0) | (d->compute ? 1u << GT_HOOK_COMPUTE : 0) | (d->route ? 1u << GT_HOOK_ROUTE : 0) |
		(d->before_deposit ? 1u << GT_HOOK_BEFORE_DEPOSIT : 0) | (d->decide ? 1u << GT_HOOK_DECIDE : 0);
}

static int outcome(const struct gt_procedure *p, const struct gt_hook_answer *a, struct gt_error *err)
{
	const char *cause = a->cause ? a->cause : "no cause given";
	switch (a->end) {
	case GT_HOOK_DONE: return GT_OK;
	case GT_HOOK_TOO_SLOW: return gt_fail(err, GT_BUSY, "logic of '%s' took longer than %d ms", p->id, GT_HOOK_TIMEOUT_MS);
	default: return gt_fail(err, GT_FAILED, "logic of '%s': %s", p->id, cause);
	}
}

static int call(struct gt_hook *hook, struct gt_case *c, enum gt_hook_kind kind, const char *argument, struct gt_hook_answer *ret, struct gt_error *err)
{
	const struct gt_procedure *p = c->procedure;
	if (hook->watch.closed && hook->watch.closed(hook->watch.arg, p->id)) return gt_fail(err, GT_BUSY, "logic of '%s' is closed after repeated crashes", p->id);
	char digest[65], today[11];
	for (int i = 0; i < 32; i++) snprintf(digest + 2 * i, 3, "%02x", p->digest[i]);
	struct gt_hook_call out = { .id = p->id, .version = p->version, .digest = digest, .argument = argument, .kind = kind, .declared = declared_bits(&p->hooks), .today = gt_date_iso(gt_today(), today) };
	int rc = gt_xml_canonical(c->arena, gt_case_effective(c), &out.request, err);
	if (rc != GT_OK) return rc;
	struct gt_buf b = gt_buf_new(c->arena, GT_XML_USER_MAX_BYTES + 4096);
	if (!gt_hook_call_put(&b, &out)) return gt_fail(err, GT_TOOBIG, "the request is too long for a hook");
	struct gt_frame answer;
	rc = gt_frame_call(hook->path, GT_HOOK_FRAME_CALL, GT_HOOK_FRAME_ANSWER, GT_HOOK_FRAME_VERSION, (struct gt_str){ b.p, b.n }, -1, GT_HOOK_TIMEOUT_MS + 2000, c->arena, GT_FRAME_NO_FD, &answer, err);
	if (rc != GT_OK) return rc == GT_BUSY ? rc : gt_fail(err, GT_FAILED, "guichet-hook answered what it may not");
	memset(ret, 0, sizeof *ret);
	if (!gt_hook_answer_get(answer.payload, c->arena, ret)) return gt_fail(err, GT_FAILED, "guichet-hook answered what it may not");
	if (ret->end != GT_HOOK_DONE && ret->end != GT_HOOK_CANNOT) crashed(hook, p);
	if ((kind != GT_HOOK_COMPUTE && ret->n_values) || (kind != GT_HOOK_DECIDE && ret->n_effects) || (kind != GT_HOOK_ROUTE && ret->service))
		return unbelievable(hook, p, "gave what that hook has no say in", err);
	return outcome(p, ret, err);
}

/* A finding speaks with a text of the procedure, at a field below one of its steps. */
static int believe_findings(struct gt_hook *hook, struct gt_case *c, const struct gt_hook_answer *a, struct gt_findings *f, struct gt_error *err)
{
	const struct gt_procedure *p = c->procedure;
	for (size_t i = 0; i < a->n_findings; i++) {
		const char *field = a->findings[i].a, *id = a->findings[i].b, *lang;
		const char *text = id ? gt_procedure_text(p, c->lang, gt_arena_printf(c->arena, "error.%s", id), &lang) : NULL;
		if (!text) return unbelievable(hook, p, "gave a finding without text in texts.fr.xml", err);
		const char *step = field ? gt_arena_strndup(c->arena, field, strcspn(field, ".")) : NULL;
		if (step && !gt_procedure_step(p, step)) return unbelievable(hook, p, "gave a finding at a field that is not there", err);
		gt_finding_add_text(f, field, field ? gt_case_label(c, field) : NULL, text, gt_streq(lang, c->lang) ? NULL : lang)->rule = id;
	}
	return a->n_findings ? gt_fail(err, GT_REFUSED, "findings of the procedure's logic") : GT_OK;
}

static bool checks_step(const struct gt_hooks_declared *d, const char *step)
{
	for (const char *const *s = d->check; s && *s; s++)
		if (strcmp(*s, step) == 0) return true;
	return false;
}

int gt_hook_check(struct gt_hook *hook, struct gt_case *c, const struct gt_step *step, struct gt_findings *f, struct gt_error *err)
{
	if (!checks_step(&c->procedure->hooks, step->id)) return GT_OK;
	struct gt_hook_answer *a = gt_new(c->arena, struct gt_hook_answer);
	int rc = call(hook, c, GT_HOOK_CHECK, step->id, a, err);
	return rc == GT_OK ? believe_findings(hook, c, a, f, err) : rc;
}

int gt_hook_before_deposit(struct gt_hook *hook, struct gt_case *c, struct gt_findings *f, struct gt_error *err)
{
	if (!c->procedure->hooks.before_deposit) return GT_OK;
	struct gt_hook_answer *a = gt_new(c->arena, struct gt_hook_answer);
	int rc = call(hook, c, GT_HOOK_BEFORE_DEPOSIT, NULL, a, err);
	return rc == GT_OK ? believe_findings(hook, c, a, f, err) : rc;
}

int gt_hook_route(struct gt_hook *hook, struct gt_case *c, const char **ret_service, struct gt_error *err)
{
	*ret_service = NULL;
	if (!c->procedure->hooks.route) return GT_OK;
	struct gt_hook_answer *a = gt_new(c->arena, struct gt_hook_answer);
	int rc = call(hook, c, GT_HOOK_ROUTE, NULL, a, err);
	if (rc != GT_OK || !a->service) return rc;
	if (strlen(a->service) != 4 || strspn(a->service, "0123456789") != 4) return unbelievable(hook, c->procedure, "routed to what is no service", err);
	*ret_service = a->service;
	return GT_OK;
}

int gt_hook_compute(struct gt_hook *hook, struct gt_case *c, struct gt_error *err)
{
	if (!c->procedure->hooks.compute) return GT_OK;
	struct gt_hook_answer *a = gt_new(c->arena, struct gt_hook_answer);
	int rc = call(hook, c, GT_HOOK_COMPUTE, NULL, a, err);
	for (size_t i = 0; rc == GT_OK && i < a->n_values; i++)
		if (!a->values[i].a || !gt_case_computed_set(c, a->values[i].a, a->values[i].b ? a->values[i].b : ""))
			rc = unbelievable(hook, c->procedure, "gave a value to what is no computed field", err);
	return rc;
}

int gt_hook_decide(struct gt_hook *hook, struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, struct gt_hook_effect **ret, size_t *ret_n, struct gt_error *err)
{
	*ret = NULL;
	*ret_n = 0;
	if (!c->procedure->hooks.decide) return GT_OK;
	struct gt_hook_answer *a = gt_new(c->arena, struct gt_hook_answer);
	int rc = call(hook, c, GT_HOOK_DECIDE, d->id, a, err);
	if (rc == GT_OK) rc = believe_findings(hook, c, a, f, err);
	if (rc != GT_OK) return rc;
	struct gt_hook_effect *out = gt_new_n(c->arena, struct gt_hook_effect, a->n_effects + 1);
	for (size_t i = 0; i < a->n_effects; i++) {
		const struct gt_hook_task *t = &a->effects[i];
		if (!gt_streq(t->kind, "mail") && !gt_streq(t->kind, "task") && !gt_streq(t->kind, "deadline")) return unbelievable(hook, c->procedure, "asked for an effect that is not known", err);
		out[i] = (struct gt_hook_effect){ .kind = t->kind, .target = t->target, .text = t->text, .days = t->days };
	}
	*ret = out;
	*ret_n = a->n_effects;
	return GT_OK;
}

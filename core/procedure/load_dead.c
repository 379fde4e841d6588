/* What can never be shown: conditions that want one answer to be two things at once, their own, those of the groups around, and those of the answers they
 * look at. Only plain conditions are followed (the ones a browser can mirror); what it cannot tell, it leaves alone. */
#include "procedure/procedure_priv.h"

#define WANTS_MAX 64
#define DEPTH_MAX 8

struct wants { struct gt_loader *l; const struct gt_item *of; struct { const char *path, *value; } items[WANTS_MAX]; size_t n; const char *clash; };

static bool single(const struct gt_item *it) { return it && !it->group && !it->repeated && it->type != GT_T_MULTI_LIST; }

static void gather(struct wants *w, const struct gt_item *it, int depth);

static void want(struct wants *w, const char *path, const char *value, int depth)
{
	const struct gt_item *target = gt_item_by_name(w->l->p, path);
	if (!single(target) || w->clash) return;
	for (size_t i = 0; i < w->n; i++) {
		if (strcmp(w->items[i].path, path) != 0) continue;
		if (strcmp(w->items[i].value, value) != 0) w->clash = gt_arena_printf(w->l->arena, "'%s' would have to be '%s' and '%s'", path, w->items[i].value, value);
		return;
	}
	if (w->n == WANTS_MAX) return;
	w->items[w->n].path = path;
	w->items[w->n++].value = value;
	gather(w, target, depth + 1);                    /* an answer that is hidden is none */
}

static void gather(struct wants *w, const struct gt_item *it, int depth)
{
	for (; it && depth < DEPTH_MAX && !w->clash; it = it->parent) {
		const char *pairs = it->show ? gt_expr_mirror(w->l->arena, it->show, it, it->path) : NULL;
		for (const char *p = pairs; p && *p; p += strcspn(p, "&"), p += *p == '&') {
			size_t name = strcspn(p, "="), end = strcspn(p, "&");
			if (name < end) want(w, gt_arena_strndup(w->l->arena, p, name), gt_arena_strndup(w->l->arena, p + name + 1, end - name - 1), depth);
		}
	}
}

static void look(struct gt_loader *l, const struct gt_item *it)
{
	struct wants w = { .l = l, .of = it };
	if (it->show) gather(&w, it, 0);
	if (w.clash) {
		gt_load_problem(l, false, it->show->line, "correct one of the conditions, or drop what is never shown", "'%s' is never shown: %s", it->path, w.clash);
		return;                                  /* what is below it is not either: said once */
	}
	for (size_t i = 0; i < it->n_items; i++) look(l, it->items[i]);
}

void gt_load_dead(struct gt_loader *l)
{
	for (size_t i = 0; i < l->p->n_steps; i++)
		if (l->p->steps[i].body) look(l, l->p->steps[i].body->root);
}

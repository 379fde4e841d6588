/* Answers that agents may mark and ask for again: fields with reasons. Each is shown, typed and said alone, outside of its form, so it is a plain one:
 * one value, of the person, outside of what is repeated. Decides nothing about what is asked or kept. */
#include "procedure/marked.h"
#include "procedure/procedure_priv.h"

/* ---- load ---- */
static bool plain(enum gt_type t)
{
	static const enum gt_type never[] = { GT_T_CHECKBOX, GT_T_SWORN, GT_T_MULTI_LIST, GT_T_ADDRESS, GT_T_EPHOTO, GT_T_ESTAMP, GT_T_INFO, GT_T_COMPUTED };
	for (size_t i = 0; i < GT_COUNT(never); i++)
		if (never[i] == t) return false;
	return true;
}

/* NULL: it may be asked for alone. */
static const char *hindrance(const struct gt_item *it)
{
	if (!plain(it->type)) return "not one value";
	if (it->by) return "a list that depends on another";
	if (it->agent || it->decision) return "an answer of agents";
	if (it->locked.kind == GT_YES) return "an answer that the person cannot change";
	if (it->repeated) return "a repeated answer";
	for (const struct gt_item *g = it->parent; g; g = g->parent) {
		if (g->repeated) return "an answer of a repeated group";
		if (g->identifies) return "whom the request is about";
	}
	return NULL;
}

static void collect(struct gt_loader *l, const struct gt_item *g)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (it->group) { collect(l, it); continue; }
		if (!it->reasons.ids) continue;
		const char *why = hindrance(it);
		if (why) gt_load_problem(l, false, it->line, "drop its reasons, or ask for a document instead", "'%s' cannot be asked for again alone: %s", it->path, why);
		struct gt_marked *all = gt_new_n(l->arena, struct gt_marked, l->p->n_marked + 1);
		if (l->p->n_marked) memcpy(all, l->p->marked, l->p->n_marked * sizeof *all);
		all[l->p->n_marked++] = (struct gt_marked){ .name = it->path, .reasons = it->reasons.ids, .reasons_in_words = it->reasons.in_words };
		l->p->marked = all;
	}
}

void gt_load_marked(struct gt_loader *l)
{
	for (size_t i = 0; i < l->p->n_steps; i++)
		if (l->p->steps[i].body) collect(l, l->p->steps[i].body->root);
}

/* ---- a case ---- */
const struct gt_marked *gt_procedure_marked(const struct gt_procedure *p, const char *name)
{
	for (size_t i = 0; i < p->n_marked; i++)
		if (gt_streq(p->marked[i].name, name)) return &p->marked[i];
	return NULL;
}

bool gt_marked_shown(struct gt_case *c, const char *name)
{
	gt_case_effective(c);
	for (const char *dot = name; dot; ) {
		dot = strchr(dot, '.');
		if (gt_case_hidden(c, dot ? gt_arena_strndup(c->arena, name, (size_t)(dot - name)) : name)) return false;
		if (dot) dot++;
	}
	return gt_procedure_marked(c->procedure, name) != NULL;
}

const char *gt_marked_words(struct gt_case *c, const char *name, const char *value, const char **ret_type)
{
	const struct gt_item *it = gt_item_by_name(c->procedure, name);
	*ret_type = NULL;
	if (!it || gt_empty(value)) return "";
	xmlDocPtr doc = gt_xml_new(c->arena, "value", NULL);
	xmlNodeAddContent(gt_xml_root(doc), (const xmlChar *)value);
	return gt_value_words(c, it, gt_xml_root(doc), ret_type);
}

static bool same_finding(const struct gt_finding *a, const struct gt_finding *b) { return gt_streq(a->field, b->field) && gt_streq(a->id, b->id) && gt_streq(a->rule, b->rule); }

static bool among(const struct gt_findings *all, const struct gt_finding *one)
{
	for (size_t i = 0; i < all->n; i++)
		if (same_finding(&all->items[i], one)) return true;
	return false;
}

int gt_marked_post(struct gt_case *c, const char *name, const struct gt_pair *pairs, size_t n, struct gt_findings *f, struct gt_error *err)
{
	struct gt_findings before = gt_findings_new(c->arena), now = gt_findings_new(c->arena);
	struct gt_error unsaid;
	const char *dot = strchr(name, '.');
	const struct gt_step *s = dot ? gt_procedure_step(c->procedure, gt_arena_strndup(c->arena, name, (size_t)(dot - name))) : NULL;
	if (!s || !gt_marked_shown(c, name)) return gt_fail(err, GT_NOTFOUND, "no such answer");
	if (gt_case_check_all(c, &before, &unsaid) == GT_FAILED) { *err = unsaid; return GT_FAILED; }
	gt_step_post(c, s, GT_POST_PART, pairs, n, NULL);
	if (gt_case_check_all(c, &now, &unsaid) == GT_FAILED) { *err = unsaid; return GT_FAILED; }
	size_t had = f->n;
	for (size_t i = 0; i < now.n; i++) {
		const struct gt_finding *x = &now.items[i];
		bool own = gt_streq(x->field, name);
		if (!own && among(&before, x)) continue;
		struct gt_finding *to = gt_finding_add(f, name, gt_case_label(c, name), NULL);
		const char *field = to->field, *label = to->label;
		*to = *x;
		to->field = field;
		to->label = label;
		/* Nothing on that page can mend another answer: which one it is, is said. */
		if (own) continue;
		*to = (struct gt_finding){ .field = field, .label = label, .id = "answer-leads-further" };
		gt_finding_arg(to, "label", x->label ? x->label : "");
	}
	return f->n == had ? GT_OK : gt_fail(err, GT_REFUSED, "the new answer has findings");
}

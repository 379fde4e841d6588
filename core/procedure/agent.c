/* What agents need of a case besides the answers: marks of the procedure's rules for them, and what a decision changes outside the request. */
#include "procedure/about.h"
#include "procedure/procedure_priv.h"

struct marks { struct gt_case *c; struct gt_findings *f; struct gt_error *err; bool failed; };

static void rules(struct marks *m, const struct gt_item *it, xmlNodePtr el, const char *name)
{
	if (gt_rules_check(m->c, el, it->rules, it->n_rules, name, it->parent ? gt_item_label(m->c, it, 0, NULL) : NULL, m->f, m->err) == GT_FAILED) m->failed = true;
}

static void group(struct marks *m, const struct gt_item *g, xmlNodePtr el, const char *name)
{
	rules(m, g, el, name);
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(m->c->arena, name, it->id);
		size_t n = 0;
		GT_XML_EACH(x, el, it->id) {
			n++;
			const char *one = it->repeated ? gt_name_index(m->c->arena, child, n) : child;
			if (it->group) group(m, it, x, one);
			else rules(m, it, x, one);
		}
	}
}

int gt_case_marks(struct gt_case *c, struct gt_findings *f, struct gt_error *err)
{
	struct marks m = { .c = c, .f = f, .err = err };
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	c->body->marking = true;
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		const struct gt_step *s = &c->procedure->steps[i];
		xmlNodePtr el = s->body ? gt_xml_child(root, s->id) : NULL;
		if (el) group(&m, s->body->root, el, s->id);
	}
	c->body->marking = false;
	return m.failed ? GT_FAILED : GT_OK;
}

static const char *part(struct gt_case *c, xmlNodePtr el, size_t i) { return gt_xml_text(c->arena, gt_xml_child(el, gt_address_parts[i])); }

static int address_of(struct gt_case *c, const struct gt_effect *e, struct gt_address *ret, struct gt_error *err)
{
	xmlNodePtr *nodes;
	size_t n;
	if (!e->select) return GT_OK;
	int rc = gt_xpath_nodes(gt_case_env(c), c->arena, gt_xml_root(gt_case_effective(c)), e->select->x, &nodes, &n, err);
	if (rc || !n) return rc ? rc : gt_fail(err, GT_FAILED, "'%s': no address there", e->select->text);
	*ret = (struct gt_address){ part(c, nodes[0], 0), part(c, nodes[0], 1), part(c, nodes[0], 2), part(c, nodes[0], 3), part(c, nodes[0], 4), part(c, nodes[0], 5), part(c, nodes[0], 6) };
	return GT_OK;
}

int gt_decision_effects(struct gt_case *c, const struct gt_decision *d, struct gt_effect_asked **ret, size_t *ret_n, struct gt_error *err)
{
	const struct gt_decision_more *more = &c->procedure->body->decisions[d - c->procedure->decisions];
	struct gt_effect_asked *all = gt_new_n(c->arena, struct gt_effect_asked, more->n_effects + 1);
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	for (size_t i = 0; i < more->n_effects; i++) {
		const struct gt_effect *e = &more->effects[i];
		all[i] = (struct gt_effect_asked){ .kind = e->kind, .category = gt_case_fixed(c, NULL, NULL, root, e->category), .start = gt_case_fixed(c, NULL, NULL, root, e->start),
			.end = gt_case_fixed(c, NULL, NULL, root, e->end), .holder = gt_case_fixed(c, NULL, NULL, root, e->holder) };
		int rc = e->kind == GT_EFFECT_ADDRESS ? address_of(c, e, &all[i].address, err) : GT_OK;
		if (rc) return rc;
	}
	*ret = all;
	*ret_n = more->n_effects;
	return GT_OK;
}

const char *gt_decision_value(struct gt_case *c, const struct gt_decision *d, const char *id)
{
	xmlNodePtr el = gt_xml_child(gt_case_step_el(c->doc, d->data->root, true), id);
	return el ? gt_xml_text(c->arena, el) : "";
}

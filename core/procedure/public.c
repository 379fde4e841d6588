/* The request without what is confidential, for whatever is printed or sent. Who may read a confidential answer on a page is decided by the pages. */
#include "procedure/procedure_priv.h"

static void drop_all(xmlNodePtr el, const char *name)
{
	while (gt_xml_child(el, name)) gt_el_drop(gt_xml_child(el, name));
}

static void strip_group(const struct gt_item *g, xmlNodePtr el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (it->confidential) drop_all(el, it->id);
		else if (it->group) GT_XML_EACH(x, el, it->id) strip_group(it, x);
	}
}

static bool is_confidential(const struct gt_justificatif *j, const char *kase)
{
	for (size_t i = 0; i < j->body->n_cases; i++)
		if (gt_streq(j->body->cases[i].id, kase)) return j->body->cases[i].confidential;
	return false;
}

/* A confidential case takes its files along: their names tell it too. */
static void strip_files(const struct gt_justificatif *j, xmlNodePtr el)
{
	if (j->confidential) { gt_el_drop(el); return; }
	if (is_confidential(j, gt_xml_attr(el, "case"))) xmlUnsetProp(el, (const xmlChar *)"case");
	for (xmlNodePtr f = gt_xml_child(el, "file"), next; f; f = next) {
		next = gt_xml_next(f, "file");
		if (is_confidential(j, gt_xml_attr(f, "case"))) gt_el_drop(f);
	}
}

xmlNodePtr gt_case_public(struct gt_case *c, xmlNodePtr parent)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	const struct gt_procedure *p = c->procedure;
	xmlNodePtr root = gt_xml_copy_into(parent, gt_xml_root(gt_case_effective(c)));
	for (size_t i = 0; i < p->n_steps; i++) {
		const struct gt_step *s = &p->steps[i];
		xmlNodePtr el = s->body ? gt_xml_child(root, s->id) : NULL;
		if (!el) continue;
		strip_group(s->body->root, el);
		for (size_t k = 0; s->kind == GT_STEP_JUSTIFICATIFS && k < p->n_justificatifs; k++) {
			xmlNodePtr j = gt_xml_child(el, p->justificatifs[k].id);
			if (j) strip_files(&p->justificatifs[k], j);
		}
	}
	return root;
}

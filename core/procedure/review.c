/* Answers in words: for the review before the deposit, for papers, for agents. Shows what is shown, right and not the agent's. */
#include "procedure/procedure_priv.h"

struct review { struct gt_case *c; xmlNodePtr section; };

static void answer(struct review *r, const struct gt_item *it, xmlNodePtr el, const char *name)
{
	struct gt_case *c = r->c;
	const char *lang;
	const char *type = NULL;
	struct gt_buf b = gt_buf_new(c->arena, 64 * 1024);
	GT_XML_EACH(x, el, it->id) {
		const char *s = gt_value_words(c, it, x, &type);
		if (!*s) continue;
		if (b.n) gt_buf_puts(&b, ", ");
		gt_buf_puts(&b, s);
	}
	if (!b.n && it->type == GT_T_CHECKBOX) {        /* a box left alone is an answer */
		gt_buf_puts(&b, "no");
		type = "yes-no";
	}
	xmlNodePtr a = gt_el(r->section, "answer");
	gt_attr(a, "name", name);
	gt_attr(a, "label", gt_item_label(c, it, 0, &lang));
	if (!gt_streq(lang, c->lang)) gt_attr(a, "label-lang", lang);
	gt_attr(a, "value", b.n ? gt_buf_cstr(&b) : "");
	gt_attr(a, "type", type);
	gt_attr_flag(a, "confidential", it->confidential);
}

static void group(struct review *r, const struct gt_item *g, xmlNodePtr el, const char *name)
{
	struct gt_case *c = r->c;
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(c->arena, name, it->id);
		if (gt_case_hidden(c, child) || it->agent || it->type == GT_T_INFO) continue;
		if (!it->group) { answer(r, it, el, child); continue; }
		size_t n = 0;
		GT_XML_EACH(x, el, it->id) {
			n++;
			if (!it->untitled) {
				xmlNodePtr h = gt_el(r->section, "heading");
				gt_attr(h, "label", gt_item_label(c, it, it->repeated ? n : 0, NULL));
				gt_attr_int(h, "level", it->level);
			}
			group(r, it, x, it->repeated ? gt_name_index(c->arena, child, n) : child);
		}
	}
}

int gt_review_view(struct gt_case *c, const char *href_prefix, xmlNodePtr parent, struct gt_error *err)
{
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		const struct gt_step *s = &c->procedure->steps[i];
		xmlNodePtr el = s->body ? gt_xml_child(root, s->id) : NULL;
		if (!el || (s->kind == GT_STEP_JUSTIFICATIFS && !s->body->root->n_items)) continue;
		struct review r = { c, gt_el(parent, "section") };
		gt_attr(r.section, "id", s->id);
		gt_attr(r.section, "label", gt_step_label(c->procedure, s, c->lang));
		if (href_prefix) gt_attr(r.section, "href", gt_arena_printf(c->arena, "%s%s", href_prefix, s->id));
		group(&r, s->body->root, el, s->id);
	}
	if (c->body->failed.rc) { if (err) *err = c->body->failed; return GT_FAILED; }
	return GT_OK;
}

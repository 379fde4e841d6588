/* A case: the draft as typed, and the effective document made from it, which rules, letters and hooks see. Decides what is hidden.
 * The draft keeps all that was ever typed; the effective document holds only what is shown and right, in the order of the procedure. */
#include "procedure/procedure_priv.h"

#define ROUNDS_MAX 12   /* of conditions that depend on each other; circles are refused at load */

/* ---- small things on trees ---- */
const char *gt_name_join(struct gt_arena *arena, const char *parent, const char *id)
{
	size_t n = strlen(parent), m = strlen(id);
	char *s = gt_arena_alloc(arena, n + m + 2);
	memcpy(s, parent, n);
	s[n] = '.';
	memcpy(s + n + 1, id, m);
	return s;
}

const char *gt_name_index(struct gt_arena *arena, const char *name, size_t i) { return gt_arena_printf(arena, "%s.%zu", name, i); }

xmlNodePtr gt_case_nth(xmlNodePtr parent, const char *id, size_t n)
{
	GT_XML_EACH(el, parent, id) if (--n == 0) return el;
	return NULL;
}

size_t gt_case_count(xmlNodePtr parent, const char *id)
{
	size_t n = 0;
	GT_XML_EACH(el, parent, id) n++;
	return n;
}

bool gt_el_filled(xmlNodePtr el)
{
	for (xmlNodePtr n = el ? el->children : NULL; n; n = n->next) {
		if (n->type == XML_TEXT_NODE && n->content && *n->content) return true;
		if (n->type == XML_ELEMENT_NODE && gt_el_filled(n)) return true;
	}
	return false;
}

void gt_el_drop(xmlNodePtr el)
{
	if (!el) return;
	xmlUnlinkNode(el);
	xmlFreeNode(el);
}

void gt_el_set(xmlNodePtr el, const char *text)
{
	while (el->children) gt_el_drop(el->children);
	static const char *const wrong[] = { "bad", "typed", "d", "m", "y" };
	for (size_t i = 0; i < GT_COUNT(wrong); i++) xmlUnsetProp(el, (const xmlChar *)wrong[i]);
	gt_text(el, text);
}

xmlNodePtr gt_case_step_el(xmlDocPtr doc, const struct gt_item *root, bool make)
{
	xmlNodePtr el = NULL;
	if (root->decision) {
		GT_XML_EACH(x, gt_xml_root(doc), "decision") if (gt_streq(gt_xml_attr(x, "id"), root->decision)) el = x;
	} else el = gt_xml_child(gt_xml_root(doc), root->id);
	if (!el && make) {
		el = gt_el(gt_xml_root(doc), root->id);
		if (root->decision) gt_attr(el, "id", root->decision);
	}
	return el;
}

/* ---- the effective document ---- */
static bool in_hidden(const char *const *all, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i], name) == 0) return true;
	return false;
}

static void copy_field(const struct gt_item *it, xmlNodePtr from, xmlNodePtr to)
{
	size_t n = 0;
	if (it->compute) { gt_el(to, it->id); return; }      /* its place; the value comes when all answers are there */
	GT_XML_EACH(x, from, it->id) {
		if (it->repeated && n == it->max) break;
		if (!gt_el_filled(x) || gt_xml_attr(x, "bad")) continue;
		xmlNodePtr y = gt_xml_copy_into(to, x);
		xmlUnsetProp(y, (const xmlChar *)"typed");
		n++;
		if (!it->repeated && it->type != GT_T_MULTI_LIST && !it->locked.kind) break;
	}
}

static void copy_group(struct gt_case *c, const struct gt_item *g, const char *name, xmlNodePtr from, xmlNodePtr to, const char *const *hidden, size_t n_hidden)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(c->arena, name, it->id);
		if (in_hidden(hidden, n_hidden, child)) continue;
		if (!it->group) {
			copy_field(it, from, to);
			continue;
		}
		size_t n = it->repeated ? gt_case_count(from, it->id) : 1;
		if (n < it->min) n = it->min;
		if (n > it->max) n = it->max;
		for (size_t k = 1; k <= n; k++) copy_group(c, it, it->repeated ? gt_name_index(c->arena, child, k) : child, gt_case_nth(from, it->id, k), gt_el(to, it->id), hidden, n_hidden);
	}
}

static void copy_files(struct gt_case *c, xmlNodePtr from, xmlNodePtr to)
{
	for (size_t i = 0; i < c->procedure->n_justificatifs; i++) {
		xmlNodePtr j = gt_xml_child(from, c->procedure->justificatifs[i].id);
		if (gt_xml_child(j, "file")) gt_xml_copy_into(to, j);
	}
}

static xmlDocPtr make(struct gt_case *c, const char *const *hidden, size_t n_hidden)
{
	xmlDocPtr doc = gt_xml_new(c->arena, "request", NULL);
	xmlNodePtr root = gt_xml_root(doc), draft = gt_xml_root(c->doc);
	static const char *const attrs[] = { "id", "procedure", "version", "state", "deposited", "beneficiary" }, *const facts[] = { "person", "title", "account" };
	for (size_t i = 0; i < GT_COUNT(attrs); i++) gt_attr(root, attrs[i], gt_xml_attr(draft, attrs[i]));
	for (size_t i = 0; i < GT_COUNT(facts); i++)
		if (gt_xml_child(draft, facts[i])) gt_xml_copy_into(root, gt_xml_child(draft, facts[i]));
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		const struct gt_step *s = &c->procedure->steps[i];
		if (!s->body || in_hidden(hidden, n_hidden, s->id)) continue;
		xmlNodePtr el = gt_el(root, s->id), from = gt_xml_child(draft, s->id);
		copy_group(c, s->body->root, s->id, from, el, hidden, n_hidden);
		if (s->kind == GT_STEP_JUSTIFICATIFS) copy_files(c, from, el);
	}
	if (gt_el_filled(gt_xml_child(draft, "observations"))) gt_xml_copy_into(root, gt_xml_child(draft, "observations"));
	GT_XML_EACH(d, draft, "decision") gt_xml_copy_into(root, d);
	return doc;
}

struct gt_xpath_env *gt_env_new(struct gt_case *c, xmlDocPtr doc)
{
	struct gt_xpath_env *env = gt_xpath_env_new(c->arena, doc);
	gt_functions_register(env);
	gt_xpath_env_data(env, c);
	return env;
}

static int test_in(struct gt_xpath_env *env, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_expr *e, bool *ret, struct gt_error *err)
{
	xmlNodePtr stand = !el && parent && item ? gt_el(parent, item->id) : NULL;
	int rc = gt_xpath_bool(env, el ? el : stand, e->x, ret, err);
	gt_el_drop(stand);
	return rc;
}

int gt_case_test(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_expr *e, bool *ret, struct gt_error *err)
{
	return test_in(gt_case_env(c), parent, item, el, e, ret, err);
}

int gt_case_text(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_expr *e, const char **ret, struct gt_error *err)
{
	xmlNodePtr stand = !el && parent && item ? gt_el(parent, item->id) : NULL;
	int rc = gt_xpath_string(gt_case_env(c), c->arena, el ? el : stand, e->x, ret, err);
	gt_el_drop(stand);
	return rc;
}

bool gt_case_cond(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, struct gt_cond cond)
{
	bool yes = cond.kind == GT_YES;
	if (cond.kind == GT_BY_EXPR && gt_case_test(c, parent, item, el, cond.expr, &yes, &c->body->failed)) return false;
	return yes;
}

bool gt_case_locked(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el)
{
	for (const struct gt_item *it = item; it; it = it->parent) {
		if (it->locked.kind && gt_case_cond(c, parent, it, el, it->locked)) return true;
		el = parent;
		parent = parent ? parent->parent : NULL;
	}
	return false;
}

const char *gt_case_fixed(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, struct gt_fixed f)
{
	const char *s = NULL;
	if (f.literal) return f.literal;
	return f.expr && gt_case_text(c, parent, item, el, f.expr, &s, NULL) == GT_OK && *s ? s : NULL;
}

struct looking { struct gt_case *c; struct gt_xpath_env *env; const char **hidden; size_t n, cap; const char *const *before; size_t n_before; };

static void hide(struct looking *k, const char *name)
{
	if (k->n == k->cap) {
		size_t cap = k->cap ? 2 * k->cap : 32;
		const char **h = gt_new_n(k->c->arena, const char *, cap);
		if (k->n) memcpy(h, k->hidden, k->n * sizeof *h);
		k->hidden = h;
		k->cap = cap;
	}
	k->hidden[k->n++] = name;
}

/* el: the group in the effective document; NULL when it was hidden in the round before: then it is judged once it is back. */
static void look(struct looking *k, const struct gt_item *g, const char *name, xmlNodePtr el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(k->c->arena, name, it->id);
		xmlNodePtr first = gt_xml_child(el, it->id);
		bool shown = true;
		if (it->show && el && test_in(k->env, el, it, first, it->show, &shown, &k->c->body->failed)) shown = false;
		if (!shown) { hide(k, child); continue; }
		if (it->group && !it->repeated && first) look(k, it, child, first);
		size_t n = 0;
		if (it->group && it->repeated) GT_XML_EACH(x, el, it->id) { n++; look(k, it, gt_name_index(k->c->arena, child, n), x); }
	}
}

/* One pass over the computed answers; true: one of them changed. */
static bool compute(struct gt_case *c, struct gt_xpath_env *env, const struct gt_item *g, xmlNodePtr el)
{
	bool changed = false;
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (it->group) { GT_XML_EACH(x, el, it->id) changed |= compute(c, env, it, x); continue; }
		xmlNodePtr y = it->compute ? gt_xml_child(el, it->id) : NULL;
		if (!y) continue;
		const char *s = "";
		if (gt_xpath_string(env, c->arena, y, it->compute->x, &s, &c->body->failed) || gt_streq(s, "NaN")) s = "";
		if (gt_streq(s, gt_xml_text(c->arena, y))) continue;
		gt_el_set(y, s);
		changed = true;
	}
	return changed;
}

static void drop_empty(const struct gt_item *g, xmlNodePtr el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (it->group) GT_XML_EACH(x, el, it->id) drop_empty(it, x);
		else if (it->compute && !gt_el_filled(gt_xml_child(el, it->id))) gt_el_drop(gt_xml_child(el, it->id));
	}
}

/* Answers computed from others settle, whichever stands first; circles were refused when the procedure was read. */
static void compute_all(struct gt_case *c, struct gt_xpath_env *env, xmlDocPtr doc)
{
	bool changed = true;
	for (int pass = 0; changed && pass < ROUNDS_MAX; pass++) {
		changed = false;
		for (size_t i = 0; i < c->procedure->n_steps; i++) {
			const struct gt_step *s = &c->procedure->steps[i];
			xmlNodePtr el = s->body ? gt_xml_child(gt_xml_root(doc), s->id) : NULL;
			if (el) changed |= compute(c, env, s->body->root, el);
		}
	}
	for (size_t i = 0; i < c->procedure->n_steps; i++)
		if (c->procedure->steps[i].body) drop_empty(c->procedure->steps[i].body->root, gt_xml_child(gt_xml_root(doc), c->procedure->steps[i].id));
}

static bool same(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
	if (n_a != n_b) return false;
	for (size_t i = 0; i < n_a; i++)
		if (strcmp(a[i], b[i]) != 0) return false;
	return true;
}

xmlDocPtr gt_case_effective(struct gt_case *c)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	struct gt_case_body *b = c->body;
	if (b->effective) return b->effective;
	memset(&b->failed, 0, sizeof b->failed);
	const char **hidden = NULL;
	size_t n = 0;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		xmlDocPtr doc = make(c, hidden, n);
		struct looking k = { .c = c, .env = gt_env_new(c, doc) };
		b->effective = doc;
		b->env = k.env;
		compute_all(c, k.env, doc);
		for (size_t i = 0; i < c->procedure->n_steps; i++) {
			const struct gt_step *s = &c->procedure->steps[i];
			if (!s->body) continue;
			xmlNodePtr el = gt_xml_child(gt_xml_root(doc), s->id);
			bool shown = true;
			if (s->body->root->show && test_in(k.env, gt_xml_root(doc), s->body->root, el, s->body->root->show, &shown, &b->failed)) shown = false;
			if (!shown) hide(&k, s->id);
			else if (el) look(&k, s->body->root, s->id, el);
		}
		b->hidden = k.hidden;
		b->n_hidden = k.n;
		if (same(hidden, n, k.hidden, k.n)) break;
		hidden = k.hidden;
		n = k.n;
	}
	return b->effective;
}

struct gt_xpath_env *gt_case_env(struct gt_case *c)
{
	gt_case_effective(c);
	return c->body->env;
}

void gt_case_changed(struct gt_case *c) { c->body->effective = NULL; }

/* A name is hidden with any group around it. */
bool gt_case_hidden(struct gt_case *c, const char *name)
{
	gt_case_effective(c);
	for (size_t i = 0; i < c->body->n_hidden; i++) {
		size_t n = strlen(c->body->hidden[i]);
		if (strncmp(name, c->body->hidden[i], n) == 0 && (!name[n] || name[n] == '.')) return true;
	}
	return false;
}

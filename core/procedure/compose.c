/* Types that are several fields: a person, a child. They become a group of plain fields, whose names are those of <person> in the request; decides which
 * parts each has and which of them are needed. Their words are shared ones (field.shape.person.…). */
#include "procedure/about.h"
#include "procedure/procedure_priv.h"

enum { PERSON = 1, CHILD = 2 };
struct part { const char *id, *type; unsigned in, needed; const char *attrs[3][2]; };
static const struct part parts[] = {
	{ "birth-name", "name", PERSON | CHILD, PERSON | CHILD, { { "max-chars", "120" } } },
	{ "used-name", "name", PERSON, 0, { { "max-chars", "120" } } },
	{ "first-name", "name", PERSON | CHILD, PERSON, { { "max-chars", "120" }, { "repeat", "1..6" }, { "add", "prenom" } } },
	{ "sex", "sex", PERSON | CHILD, PERSON | CHILD, { { 0 } } },
	{ "birth-date", "date", PERSON | CHILD, PERSON | CHILD, { { 0 } } },
	{ "birth-place", "text", PERSON, 0, { { "max-chars", "120" } } },
	{ "birth-country", "country", PERSON, PERSON, { { 0 } } },
	{ "nationality", "nationality", PERSON | CHILD, PERSON | CHILD, { { "repeat", "1..3" }, { "add", "nationalite" } } },
	{ "residence", "radio", CHILD, CHILD, { { "choices", "en-france a-l-etranger" } } },
	/* only where the procedure names them */
	{ "number", "foreigner-number", 0, 0, { { 0 } } },
	{ "phone", "phone", 0, 0, { { 0 } } },
	{ "email", "email", 0, 0, { { 0 } } },
	{ "address", "address", 0, 0, { { 0 } } },
};

static unsigned kind_of(xmlNodePtr el) { return gt_streq(gt_xml_attr(el, "type"), "person") ? PERSON : gt_streq(gt_xml_attr(el, "type"), "child") ? CHILD : 0; }

bool gt_load_composed(xmlNodePtr el) { return gt_xml_is(el, "field") && kind_of(el); }

static void add_rule(xmlNodePtr field, const char *test, const char *otherwise)
{
	xmlNodePtr rule = gt_el(field, "rule");
	gt_attr(rule, "test", test);
	gt_attr(rule, "else", otherwise);
}

static void add_part(struct gt_arena *arena, xmlNodePtr shape, const struct part *p, bool needed, const char *prefill)
{
	xmlNodePtr f = gt_el(shape, "field");
	gt_attr(f, "id", p->id);
	gt_attr(f, "type", p->type);
	gt_attr(f, "required", needed ? "yes" : NULL);
	for (size_t i = 0; i < GT_COUNT(p->attrs); i++)
		if (p->attrs[i][0]) gt_attr(f, p->attrs[i][0], p->attrs[i][1]);
	bool known = p->in || gt_streq(p->id, "number") || gt_streq(p->id, "address");
	if (prefill && known && !gt_streq(p->id, "residence")) gt_attr(f, "prefill", gt_arena_printf(arena, gt_streq(p->id, "number") ? "%s/@number" : "%s/%s", prefill, p->id));
	if (!gt_streq(p->type, "date")) return;
	add_rule(f, "days(., today()) >= 0", "date-future");
	add_rule(f, "age(., today()) < 120", "naissance-trop-ancienne");
}

xmlNodePtr gt_load_composition(struct gt_loader *l, xmlNodePtr el, const char **ret_text)
{
	unsigned kind = kind_of(el);
	const char *const *wanted = gt_load_words(l->arena, gt_xml_attr(el, "parts"));
	const char *required = gt_xml_attr(el, "required");
	int line = (int)xmlGetLineNo(el);
	if (required && !gt_streq(required, "yes") && !gt_streq(required, "no")) gt_load_problem(l, false, line, "write required=\"yes\", and show=\"…\" for the condition", "'%s': a person is required or not, without a condition", gt_xml_attr(el, "id"));
	for (const char *const *w = wanted; w && *w; w++) {
		bool known = false;
		for (size_t i = 0; i < GT_COUNT(parts); i++) known |= gt_streq(parts[i].id, *w);
		if (!known) gt_load_problem(l, false, line, "see the parts of a person in procedure.rng", "'%s': there is no part '%s'", gt_xml_attr(el, "id"), *w);
	}
	xmlNodePtr shape = gt_xml_root(gt_xml_new(l->arena, "shape", NULL));
	for (size_t i = 0; i < GT_COUNT(parts); i++)
		if (wanted ? gt_word_in(wanted, parts[i].id) : (parts[i].in & kind) != 0)
			add_part(l->arena, shape, &parts[i], gt_streq(required, "yes") && (parts[i].needed & kind), gt_xml_attr(el, "prefill"));
	*ret_text = kind == PERSON ? "shape.person" : "shape.child";
	return shape;
}

/* ---- whom the request is about ---- */
static xmlNodePtr item_el(xmlNodePtr root, const struct gt_item *it)
{
	return gt_xml_child(it->parent ? item_el(root, it->parent) : root, it->id);
}

static bool same_person(struct gt_case *c, xmlNodePtr a, xmlNodePtr b)
{
	const char *name = gt_xml_text(c->arena, gt_xml_child(a, "birth-name")), *born = gt_xml_text(c->arena, gt_xml_child(a, "birth-date"));
	return *name && gt_text_same_name(c->arena, name, gt_xml_text(c->arena, gt_xml_child(b, "birth-name"))) && gt_streq(born, gt_xml_text(c->arena, gt_xml_child(b, "birth-date")));
}

xmlNodePtr gt_case_subject(struct gt_case *c)
{
	static const char *const facts[] = { "birth-name", "used-name", "first-name", "sex", "birth-date", "birth-country", "birth-place", "nationality", "address", NULL };
	xmlNodePtr root = gt_xml_root(gt_case_effective(c)), person = gt_xml_child(root, "person");
	const struct gt_item *it = c->procedure->body->subject;
	if (!it) return person;
	xmlNodePtr from = item_el(root, it), to = gt_xml_root(gt_xml_new(c->arena, "person", NULL)), number = gt_xml_child(from, "number");
	const char *const *f = facts;
	/* Whoever is known by the register keeps the number there; somebody else has the one that was said, or none. */
	bool own = same_person(c, person, from);
	gt_attr(to, "number", gt_el_filled(number) ? gt_xml_text(c->arena, number) : own ? gt_xml_attr(person, "number") : "");
	for (; *f; f++) {
		if (!gt_xml_child(from, *f)) gt_el(to, *f);
		else GT_XML_EACH(x, from, *f) gt_xml_copy_into(to, x);
	}
	return to;
}

bool gt_case_has_subject(const struct gt_procedure *p) { return p->body->subject != NULL; }

bool gt_case_about_other(struct gt_case *c)
{
	const struct gt_item *it = c->procedure->body->subject;
	if (!it) return false;
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	return !same_person(c, gt_xml_child(root, "person"), item_el(root, it)) && gt_xml_attr(root, "beneficiary") && !gt_streq(gt_xml_attr(root, "beneficiary"), "self");
}

/* ---- stamps and e-photos that the deposit uses up ---- */
struct numbers { enum gt_type type; const char **to; size_t n, max; };

static void numbers_below(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, struct numbers *all)
{
	for (size_t i = 0; i < g->n_items; i++)
		GT_XML_EACH(x, el, g->items[i]->id) {
			if (g->items[i]->group) numbers_below(c, g->items[i], x, all);
			else if (g->items[i]->type == all->type && gt_el_filled(x) && all->n < all->max) all->to[all->n++] = gt_xml_text(c->arena, x);
		}
}

static size_t numbers_of(struct gt_case *c, enum gt_type type, const char **to, size_t max)
{
	struct numbers all = { type, to, 0, max };
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		const struct gt_step *s = &c->procedure->steps[i];
		if (s->body) numbers_below(c, s->body->root, gt_xml_child(root, s->id), &all);
	}
	return all.n;
}

size_t gt_case_stamps(struct gt_case *c, const char **to, size_t max) { return numbers_of(c, GT_T_ESTAMP, to, max); }
size_t gt_case_ephotos(struct gt_case *c, const char **to, size_t max) { return numbers_of(c, GT_T_EPHOTO, to, max); }

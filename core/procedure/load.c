/* procedure.xml into the model: place, facts, steps, groups, fields. Decides what a complete procedure is; the grammar was checked before.
 * Every fault is told with its line, what is wrong and what to do; reading goes on after a fault, so that an author sees all of them. */
#include "procedure/procedure_priv.h"
#include <stdio.h>
#include <stdlib.h>

void gt_load_problem(struct gt_loader *l, bool warning, int line, const char *cure, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *cause = gt_arena_vprintf(l->arena, fmt, ap);
	va_end(ap);
	gt_problem_add(l->problems, warning, "procedure.xml", line, cure, "%s", cause);
	if (!warning) l->bad = true;
}

const char *const *gt_load_words(struct gt_arena *arena, const char *s)
{
	if (!s) return NULL;
	size_t n = 0, max = strlen(s) / 2 + 2;
	const char **out = gt_new_n(arena, const char *, max + 1);
	while (*s) {
		size_t k = strcspn(s, " \t\r\n");
		if (k) out[n++] = gt_arena_strndup(arena, s, k);
		s += k + (s[k] != 0);
	}
	return out;
}

bool gt_word_in(const char *const *words, const char *w)
{
	for (; words && *words; words++)
		if (gt_streq(*words, w)) return true;
	return false;
}

size_t gt_load_count(xmlNodePtr el, const char *name)
{
	size_t n = 0;
	GT_XML_EACH(x, el, name) n++;
	return n;
}

static struct gt_expr *make_expr(struct gt_loader *l, int line, const char *text, const struct gt_item *context, struct gt_item *owner, int use)
{
	struct gt_error e;
	struct gt_expr *x = gt_new(l->arena, struct gt_expr);
	x->text = gt_arena_strdup(l->arena, text);
	x->line = line;
	if (gt_xpath_compile(l->arena, text, &x->x, &e)) {
		gt_load_problem(l, false, line, "write an XPath 1.0 expression", "%s", e.message);
		return NULL;
	}
	if (l->n_uses == l->cap_uses) {
		size_t cap = l->cap_uses ? 2 * l->cap_uses : 64;
		struct gt_expr_use *u = gt_new_n(l->arena, struct gt_expr_use, cap);
		if (l->n_uses) memcpy(u, l->uses, l->n_uses * sizeof *u);
		l->uses = u;
		l->cap_uses = cap;
	}
	l->uses[l->n_uses++] = (struct gt_expr_use){ .expr = x, .context = context, .owner = owner, .use = use };
	return x;
}

struct gt_expr *gt_load_expr(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context, struct gt_item *owner, int use)
{
	const char *s = gt_xml_attr(el, attr);
	return s ? make_expr(l, (int)xmlGetLineNo(el), s, context, owner, use) : NULL;
}

struct gt_fixed gt_load_fixed(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context)
{
	const char *s = gt_xml_attr(el, attr);
	if (!s) return (struct gt_fixed){ 0 };
	size_t n = strlen(s);
	if (n < 2 || s[0] != '{' || s[n - 1] != '}') return (struct gt_fixed){ .literal = s };
	return (struct gt_fixed){ .expr = make_expr(l, (int)xmlGetLineNo(el), gt_arena_strndup(l->arena, s + 1, n - 2), context, NULL, GT_USE_OTHER) };
}

struct gt_cond gt_load_cond(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context)
{
	const char *s = gt_xml_attr(el, attr);
	if (!s || gt_streq(s, "no")) return (struct gt_cond){ GT_NO, NULL };
	if (gt_streq(s, "yes")) return (struct gt_cond){ GT_YES, NULL };
	struct gt_expr *x = make_expr(l, (int)xmlGetLineNo(el), s, context, NULL, GT_USE_OTHER);
	return (struct gt_cond){ x ? GT_BY_EXPR : GT_NO, x };
}

const struct gt_arg *gt_load_args(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n)
{
	struct gt_arg *args = gt_new_n(l->arena, struct gt_arg, gt_load_count(el, "arg") + 1);
	size_t n = 0;
	GT_XML_EACH(a, el, "arg") {
		struct gt_expr *x = gt_load_expr(l, a, "select", context, NULL, GT_USE_OTHER);
		if (x) args[n++] = (struct gt_arg){ .name = gt_xml_attr(a, "name"), .as = gt_xml_attr(a, "as"), .select = x };
	}
	*ret_n = n;
	return args;
}

const struct gt_rule *gt_load_rules(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n)
{
	struct gt_rule *rules = gt_new_n(l->arena, struct gt_rule, gt_load_count(el, "rule") + 1);
	size_t n = 0;
	GT_XML_EACH(r, el, "rule") {
		struct gt_rule *x = &rules[n];
		x->id = gt_xml_attr(r, "id");
		x->text = gt_xml_attr(r, "else");
		x->on = gt_xml_attr(r, "on");
		x->agent = gt_streq(gt_xml_attr(r, "agent"), "yes");
		x->test = gt_load_expr(l, r, "test", context, NULL, GT_USE_OTHER);
		x->args = gt_load_args(l, r, context, &x->n_args);
		if (x->test) n++;
	}
	*ret_n = n;
	return rules;
}

const struct gt_note *gt_load_notes(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n)
{
	struct gt_note *notes = gt_new_n(l->arena, struct gt_note, gt_load_count(el, "note") + 1);
	size_t n = 0;
	GT_XML_EACH(x, el, "note") {
		struct gt_note *o = &notes[n++];
		o->id = gt_xml_attr(x, "id");
		o->kind = gt_xml_attr(x, "kind");
		o->end = gt_streq(gt_xml_attr(x, "place"), "end");
		o->show = gt_load_expr(l, x, "show", context, NULL, GT_USE_OTHER);
		struct gt_link *links = gt_new_n(l->arena, struct gt_link, gt_load_count(x, "link") + 1);
		GT_XML_EACH(k, x, "link") links[o->n_links++] = (struct gt_link){ .id = gt_xml_attr(k, "id"), .href = gt_xml_attr(k, "href"),
			.procedure = gt_xml_attr(k, "procedure"), .back = gt_streq(gt_xml_attr(k, "return"), "yes"), .show = gt_load_expr(l, k, "show", context, NULL, GT_USE_OTHER) };
		o->links = links;
		o->args = gt_load_args(l, x, context, &o->n_args);
	}
	*ret_n = n;
	return notes;
}

/* ---- fields and groups ---- */
static const char *const type_names[GT_T__MAX] = {
	"text", "long-text", "integer", "decimal", "amount", "date", "month", "yes-no", "checkbox", "sworn", "radio", "list", "multi-list", "country", "nationality",
	"commune", "address", "name", "sex", "phone", "email", "foreigner-number", "title-number", "ephoto", "estamp", "info", "computed",
};
const char *gt_type_name(enum gt_type t) { return type_names[t]; }
bool gt_type_parse(const char *s, enum gt_type *ret)
{
	for (int i = 0; i < GT_T__MAX; i++)
		if (gt_streq(s, type_names[i])) { *ret = (enum gt_type)i; return true; }
	return false;
}

static void load_range(struct gt_loader *l, xmlNodePtr el, struct gt_item *it)
{
	const char *s = gt_xml_attr(el, "repeat");
	it->min = it->max = 1;
	if (!s) return;
	it->repeated = true;
	if (sscanf(s, "%u..%u", &it->min, &it->max) != 2 || it->min > it->max || it->max == 0 || it->max > GT_REPEAT_MAX)
		gt_load_problem(l, false, it->line, "write repeat=\"1..6\", at most " "50", "repeat=\"%s\" is no range", s);
	bool locked = false;
	for (const struct gt_item *x = it; x; x = x->parent) locked |= x->locked.kind == GT_YES;
	if (!it->add && !locked) gt_load_problem(l, false, it->line, "give add=\"…\", the id of the button's text (add.…)", "'%s' is repeated, but nothing says what its button is called", it->path);
}

static void regexp_free(void *p) { xmlRegFreeRegexp(p); }

static void load_choices(struct gt_loader *l, xmlNodePtr el, struct gt_item *it)
{
	const char *s = gt_xml_attr(el, "choices");
	bool wants = it->type == GT_T_RADIO || it->type == GT_T_LIST || it->type == GT_T_MULTI_LIST;
	if (!s) {
		if (wants) gt_load_problem(l, false, it->line, "give choices=\"a b c\" or choices=\"@list\"", "'%s' is a list without choices", it->path);
		return;
	}
	if (!wants) gt_load_problem(l, false, it->line, "use type radio, list or multi-list", "'%s' has choices, but its type is %s", it->path, gt_type_name(it->type));
	if (*s == '@') {
		for (size_t i = 0; i < l->b->n_lists; i++)
			if (gt_streq(l->b->lists[i].id, s + 1)) it->choices = &l->b->lists[i];
		if (!it->choices) gt_load_problem(l, false, it->line, "declare <list id=\"…\"> before the steps", "no list '%s'", s + 1);
		return;
	}
	const char *const *w = gt_load_words(l->arena, s);
	struct gt_choices *cs = gt_new(l->arena, struct gt_choices);
	size_t n = 0;
	while (w[n]) n++;
	struct gt_choice *items = gt_new_n(l->arena, struct gt_choice, n + 1);
	for (size_t i = 0; i < n; i++) items[i].id = w[i];
	cs->items = items;
	cs->n = n;
	it->choices = cs;
}

/* What stands on one line can stand on several. */
static bool repeatable(enum gt_type t)
{
	static const enum gt_type never[] = { GT_T_LONG_TEXT, GT_T_DATE, GT_T_MONTH, GT_T_YES_NO, GT_T_CHECKBOX, GT_T_SWORN, GT_T_RADIO, GT_T_MULTI_LIST, GT_T_ADDRESS, GT_T_SEX, GT_T_ESTAMP, GT_T_INFO, GT_T_COMPUTED };
	for (size_t i = 0; i < GT_COUNT(never); i++)
		if (never[i] == t) return false;
	return true;
}

static void load_field(struct gt_loader *l, xmlNodePtr el, struct gt_item *it)
{
	if (!gt_type_parse(gt_xml_attr(el, "type"), &it->type)) gt_load_problem(l, false, it->line, "see the list of types in procedure.rng", "'%s': no type '%s'", it->path, gt_xml_attr(el, "type"));
	load_choices(l, el, it);
	it->by = gt_load_expr(l, el, "by", it, NULL, GT_USE_OTHER);
	it->dflt = gt_load_fixed(l, el, "default", it);
	it->low = gt_load_fixed(l, el, "min", it);
	it->high = gt_load_fixed(l, el, "max", it);
	it->prefill = gt_load_expr(l, el, "prefill", NULL, NULL, GT_USE_OTHER);
	it->compute = gt_load_expr(l, el, "compute", it, it, GT_USE_SHOW);
	it->due = gt_load_expr(l, el, "due", it, NULL, GT_USE_OTHER);
	it->amount = gt_streq(gt_xml_attr(el, "as"), "amount");
	if (it->due && it->type != GT_T_ESTAMP) gt_load_problem(l, false, it->line, "make its type estamp", "'%s' has due, but its type is %s", it->path, gt_type_name(it->type));
	if (it->repeated && !repeatable(it->type)) gt_load_problem(l, false, it->line, "repeat a group that holds it", "'%s': a field of type %s is not repeated", it->path, gt_type_name(it->type));
	if (it->compute && it->type != GT_T_COMPUTED) gt_load_problem(l, false, it->line, "make its type computed", "'%s' has compute, but its type is %s", it->path, gt_type_name(it->type));
	int64_t n = 0;
	if (gt_xml_attr(el, "max-chars") && gt_parse_i64(gt_xml_attr(el, "max-chars"), 1, GT_ANSWER_TEXT_MAX_BYTES / 4, &n)) it->max_chars = (unsigned)n;
	if (!it->max_chars) it->max_chars = it->type == GT_T_LONG_TEXT ? 4000 : it->type == GT_T_NAME ? 100 : 250;
	const char *pattern = gt_xml_attr(el, "pattern");
	if (pattern) {
		it->pattern = xmlRegexpCompile((const xmlChar *)pattern);
		if (it->pattern) gt_arena_on_free(l->arena, regexp_free, it->pattern);
		else gt_load_problem(l, false, it->line, "write an XML Schema regular expression", "pattern '%s' is wrong", pattern);
	}
	if (gt_xml_child(el, "reasons")) it->reasons = gt_load_reasons(l, el);
	it->autocomplete = gt_xml_attr(el, "autocomplete");
	it->agent = gt_streq(gt_xml_attr(el, "agent"), "yes");
	if (it->locked.kind == GT_YES && !it->prefill && !it->dflt.literal && !it->dflt.expr && it->type != GT_T_COMPUTED)
		gt_load_problem(l, false, it->line, "give prefill=\"…\", or drop locked", "'%s' is locked and nothing fills it", it->path);
}

static const struct gt_item *same_id(const struct gt_item *parent, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(parent->items[i]->id, id)) return parent->items[i];
	return NULL;
}

static void load_register_check(struct gt_loader *l, xmlNodePtr el, const struct gt_item *g)
{
	struct gt_register_check *all = gt_new_n(l->arena, struct gt_register_check, l->p->n_register_checks + 1);
	if (l->p->n_register_checks) memcpy(all, l->p->register_checks, l->p->n_register_checks * sizeof *all);
	static const char *const names[] = { "number", "name", "first-names", "birth-date" };
	const char *paths[4] = { 0 };
	for (size_t i = 0; i < 4; i++) {
		const char *id = gt_xml_attr(el, names[i]);
		if (!id) continue;
		if (!same_id(g, g->n_items, id)) gt_load_problem(l, false, (int)xmlGetLineNo(el), "name a field of this group", "compare: no field '%s' in '%s'", id, g->path);
		paths[i] = gt_name_join(l->arena, g->path, id);
	}
	all[l->p->n_register_checks++] = (struct gt_register_check){ .id = gt_xml_attr(el, "id"), .number = paths[0], .birth_name = paths[1], .first_names = paths[2], .birth_date = paths[3] };
	l->p->register_checks = all;
}

static void load_children(struct gt_loader *l, xmlNodePtr el, struct gt_item *g)
{
	struct gt_item **items = gt_new_n(l->arena, struct gt_item *, g->n_items + gt_load_count(el, NULL) + 1);
	if (g->n_items) memcpy(items, g->items, g->n_items * sizeof *items);
	g->items = items;
	GT_XML_EACH(x, el, NULL) {
		if (!gt_xml_is(x, "field") && !gt_xml_is(x, "group")) continue;
		const char *id = gt_xml_attr(x, "id");
		if (same_id(g, g->n_items, id)) gt_load_problem(l, false, (int)xmlGetLineNo(x), "give each field of a group an id of its own", "'%s' stands twice in '%s'", id, g->path);
		struct gt_item *it = gt_load_item(l, x, g);
		items[g->n_items++] = it;
	}
}

/* The shape's rules after the group's own. */
static void add_rules(struct gt_loader *l, struct gt_item *g, xmlNodePtr shape)
{
	size_t n = 0;
	const struct gt_rule *more = gt_load_rules(l, shape, g, &n);
	struct gt_rule *all = gt_new_n(l->arena, struct gt_rule, g->n_rules + n + 1);
	if (g->n_rules) memcpy(all, g->rules, g->n_rules * sizeof *all);
	if (n) memcpy(all + g->n_rules, more, n * sizeof *all);
	g->rules = all;
	g->n_rules += n;
}

static void load_composed(struct gt_loader *l, xmlNodePtr el, struct gt_item *g)
{
	const char *own = g->text;
	xmlNodePtr shape = gt_load_composition(l, el, &g->text);
	load_children(l, shape, g);
	g->text = own;
	g->identifies = gt_streq(gt_xml_attr(el, "identifies"), "yes");
	g->required.kind = GT_NO;                /* it was handed to the parts */
	if (!g->identifies) return;
	bool inside = false;
	for (const struct gt_item *x = g; x; x = x->parent) inside |= x->repeated;
	if (l->b->subject || inside) gt_load_problem(l, false, g->line, "let one person, outside of repeated groups, identify the request", "'%s': the request is about one person", g->path);
	l->b->subject = g;
}

static void load_group(struct gt_loader *l, xmlNodePtr el, struct gt_item *g)
{
	const char *level = gt_xml_attr(el, "level");
	g->level = level ? *level - '0' : 1;
	g->untitled = gt_streq(gt_xml_attr(el, "untitled"), "yes");
	const char *shape = gt_xml_attr(el, "shape");
	g->rules = gt_load_rules(l, el, g, &g->n_rules);
	g->notes = gt_load_notes(l, el, g, &g->n_notes);
	if (shape) {
		xmlNodePtr found = NULL;
		GT_XML_EACH(x, l->root, "shape") if (gt_streq(gt_xml_attr(x, "id"), shape)) found = x;
		if (found) {
			const char *own = g->text;
			g->text = gt_arena_printf(l->arena, "shape.%s", shape);
			load_children(l, found, g);
			g->text = own;
			add_rules(l, g, found);
		} else gt_load_problem(l, false, g->line, "declare <shape id=\"…\"> before the steps", "no shape '%s'", shape);
	}
	if (gt_load_composed(el)) load_composed(l, el, g);
	load_children(l, el, g);
	GT_XML_EACH(x, el, "compare") load_register_check(l, x, g);
}

struct gt_item *gt_load_item(struct gt_loader *l, xmlNodePtr el, struct gt_item *parent)
{
	struct gt_item *it = gt_new(l->arena, struct gt_item);
	it->group = gt_xml_is(el, "group") || gt_load_composed(el);
	it->id = gt_xml_attr(el, "id");
	it->line = xmlGetLineNo(el) > 0 ? (int)xmlGetLineNo(el) : parent->line;
	it->parent = parent;
	it->path = gt_name_join(l->arena, parent->path, it->id);
	const char *text = gt_xml_attr(el, "text");
	it->text = text ? text : gt_name_join(l->arena, parent->text, it->id);
	it->decision = parent->decision;
	it->add = gt_xml_attr(el, "add");
	it->locked = gt_load_cond(l, el, "locked", it);
	load_range(l, el, it);
	it->required = gt_load_cond(l, el, "required", it);
	it->show = gt_load_expr(l, el, "show", it, it, GT_USE_SHOW);
	it->confirm = gt_streq(gt_xml_attr(el, "confirm"), "yes");
	it->confidential = gt_streq(gt_xml_attr(el, "confidential"), "yes") || parent->confidential;
	if (it->group) load_group(l, el, it);
	else {
		load_field(l, el, it);
		it->rules = gt_load_rules(l, el, it, &it->n_rules);
	}
	return it;
}

struct gt_item *gt_load_root(struct gt_loader *l, xmlNodePtr el, const char *id)
{
	struct gt_item *root = gt_new(l->arena, struct gt_item);
	root->group = true;
	root->id = root->path = root->text = id;
	root->line = (int)xmlGetLineNo(el);
	root->min = root->max = 1;
	return root;
}

static void load_step(struct gt_loader *l, xmlNodePtr el, struct gt_step *s)
{
	struct gt_step_body *body = gt_new(l->arena, struct gt_step_body);
	struct gt_item *root = gt_load_root(l, el, gt_xml_attr(el, "id"));
	root->show = gt_load_expr(l, el, "show", root, root, GT_USE_SHOW);
	load_children(l, el, root);
	root->rules = gt_load_rules(l, el, root, &root->n_rules);
	root->notes = gt_load_notes(l, el, root, &root->n_notes);
	body->root = root;
	*s = (struct gt_step){ .id = root->id, .kind = GT_STEP_ANSWERS, .body = body };
}

/* ---- what stands before the steps ---- */
static void load_dated(struct gt_loader *l, const char *name, const char *attr, struct gt_dated **ret, size_t *ret_n)
{
	struct gt_dated *all = gt_new_n(l->arena, struct gt_dated, gt_load_count(l->root, name) + 1);
	size_t n = 0;
	GT_XML_EACH(x, l->root, name) {
		all[n].id = gt_xml_attr(x, "id");
		all[n].value = gt_xml_attr(x, attr);
		if (!gt_date_parse(gt_xml_attr(x, "from"), &all[n].from)) gt_load_problem(l, false, (int)xmlGetLineNo(x), "write YYYY-MM-DD", "'%s' is no day", gt_xml_attr(x, "from"));
		if (gt_streq(gt_xml_attr(x, "confirmed"), "no")) gt_load_problem(l, true, (int)xmlGetLineNo(x), "have it confirmed before real use", "%s '%s' = %s is not confirmed", name, all[n].id, all[n].value);
		n++;
	}
	*ret = all;
	*ret_n = n;
}

static void load_delay(struct gt_loader *l, xmlNodePtr x)
{
	struct gt_delays *d = &l->p->delays;
	const char *id = gt_xml_attr(x, "id"), *days = gt_xml_attr(x, "days"), *months = gt_xml_attr(x, "months");
	int64_t n = 0;
	bool ok;
	if (gt_streq(id, "reminders")) {
		ok = days != NULL;
		for (const char *const *w = gt_load_words(l->arena, days); w && *w && d->n_reminders < 8; w++)
			if (gt_parse_i64(*w, 1, 1000, &n)) d->reminders[d->n_reminders++] = (int)n;
	} else {
		const struct { const char *id; bool months; int *to; } all[] = {
			{ "complement", false, &d->complement_days }, { "unopened", false, &d->unopened_days }, { "silence", true, &d->silence_months }, { "appeal", true, &d->appeal_months },
			{ "prolongation", true, &d->prolongation_months }, { "prolongation-before", false, &d->prolongation_before_days },
			{ "prolongation-in-time", false, &d->prolongation_in_time_days }, { "renewal-opens", false, &d->renewal_opens_days },
		};
		ok = false;
		for (size_t i = 0; i < GT_COUNT(all); i++)
			if (gt_streq(all[i].id, id) && gt_parse_i64(all[i].months ? months : days, 1, 3660, &n)) { *all[i].to = (int)n; ok = true; }
		if (gt_streq(id, "silence")) d->silence_refuses = !gt_streq(gt_xml_attr(x, "effect"), "acceptance");
	}
	if (!ok) gt_load_problem(l, false, (int)xmlGetLineNo(x), "days for complement, reminders, unopened, prolongation-before, prolongation-in-time, renewal-opens; months for the others", "delay '%s' has no value of its unit", id);
	if (gt_streq(gt_xml_attr(x, "confirmed"), "no")) gt_load_problem(l, true, (int)xmlGetLineNo(x), "have it confirmed before real use", "delay '%s' is not confirmed", id);
}

static void load_place(struct gt_loader *l)
{
	struct gt_procedure *p = l->p;
	xmlNodePtr x = gt_xml_child(l->root, "place");
	p->tile = gt_xml_attr(x, "tile");
	p->nature = gt_xml_attr(x, "nature");
	p->renews = gt_load_words(l->arena, gt_xml_attr(x, "renews") ? gt_xml_attr(x, "renews") : "");
	p->beneficiary = gt_xml_attr(x, "beneficiary");
	p->entry = gt_xml_attr(x, "entry");
	if (gt_xml_attr(x, "open-from")) gt_date_parse(gt_xml_attr(x, "open-from"), &p->open_from);
	if (gt_xml_attr(x, "open-to")) gt_date_parse(gt_xml_attr(x, "open-to"), &p->open_to);
	if (gt_streq(p->nature, "renewal") && !p->renews[0]) gt_load_problem(l, false, (int)xmlGetLineNo(x), "give renews=\"category\"", "a renewal that renews no title");
	GT_XML_EACH(d, gt_xml_child(l->root, "delays"), "delay") load_delay(l, d);
}

static void load_lists(struct gt_loader *l)
{
	l->b->lists = gt_new_n(l->arena, struct gt_choices, gt_load_count(l->root, "list") + 1);
	GT_XML_EACH(x, l->root, "list") {
		struct gt_choice *items = gt_new_n(l->arena, struct gt_choice, gt_load_count(x, "choice") + 1);
		size_t n = 0;
		GT_XML_EACH(k, x, "choice") items[n++] = (struct gt_choice){ .id = gt_xml_attr(k, "id"), .of = gt_load_words(l->arena, gt_xml_attr(k, "of")),
			.show = gt_load_expr(l, k, "show", NULL, NULL, GT_USE_OTHER) };
		l->b->lists[l->b->n_lists++] = (struct gt_choices){ .id = gt_xml_attr(x, "id"), .items = items, .n = n };
	}
}

static void load_eligibility(struct gt_loader *l)
{
	xmlNodePtr el = gt_xml_child(l->root, "eligibility");
	l->b->eligibility = (struct gt_rule *)gt_load_rules(l, el, NULL, &l->b->n_eligibility);
	l->b->advice = gt_new_n(l->arena, struct gt_advice, gt_load_count(el, "advice") + 1);
	GT_XML_EACH(x, el, "advice") {
		struct gt_advice *a = &l->b->advice[l->b->n_advice];
		*a = (struct gt_advice){ .id = gt_xml_attr(x, "id"), .text = gt_xml_attr(x, "text"), .kind = gt_xml_attr(x, "kind"), .legal = gt_xml_attr(x, "legal"),
			.test = gt_load_expr(l, x, "test", NULL, NULL, GT_USE_OTHER) };
		a->args = gt_load_args(l, x, NULL, &a->n_args);
		if (a->test) l->b->n_advice++;
	}
	xmlNodePtr r = gt_xml_child(l->root, "route");
	l->b->service = gt_load_expr(l, r, "service", NULL, NULL, GT_USE_OTHER);
	l->b->fallback = gt_xml_attr(r, "fallback");
	l->b->preamble = (struct gt_note *)gt_load_notes(l, gt_xml_child(l->root, "preamble"), NULL, &l->b->n_preamble);
}

static void load_steps(struct gt_loader *l)
{
	struct gt_step *steps = gt_new_n(l->arena, struct gt_step, gt_load_count(l->root, "step") + gt_load_count(l->root, "justificatifs") + 3);
	struct gt_procedure *p = l->p;
	p->steps = steps;
	GT_XML_EACH(x, l->root, NULL) {
		bool files = gt_xml_is(x, "justificatifs");
		if (!files && !gt_xml_is(x, "step")) continue;
		const char *id = gt_xml_attr(x, files ? "step" : "id");
		static const char *const taken[] = { "depot", "confirmation", "person", "title", "account", "observations", "decision", NULL };
		if (gt_word_in(taken, id) || gt_procedure_step(p, id)) gt_load_problem(l, false, (int)xmlGetLineNo(x), "choose another id", "step '%s' stands twice, or is one of the core's names", id);
		if (files) {
			if (p->n_justificatifs) gt_load_problem(l, false, (int)xmlGetLineNo(x), "put all sections into one", "a second step of justificatifs");
			steps[p->n_steps].id = id;
			steps[p->n_steps].kind = GT_STEP_JUSTIFICATIFS;
			p->n_steps++;
			gt_load_justificatifs(l, x);
		} else load_step(l, x, &steps[p->n_steps++]);
	}
	steps[p->n_steps++] = (struct gt_step){ .id = "depot", .kind = GT_STEP_REVIEW };
	steps[p->n_steps++] = (struct gt_step){ .id = "confirmation", .kind = GT_STEP_CONFIRMATION };
}

/* The vocabulary and the hooks grow together: a procedure says the oldest host that can run it. */
static void check_abi(struct gt_loader *l)
{
	const unsigned host_major = 1, host_minor = 0;
	unsigned major = 0, minor = 0;
	const char *s = gt_xml_attr(l->root, "min-abi");
	if (s && sscanf(s, "%u.%u", &major, &minor) == 2 && major == host_major && minor <= host_minor) return;
	gt_load_problem(l, false, (int)xmlGetLineNo(l->root), "install a newer Guichet, or lower min-abi", "it needs ABI %s, this host has %u.%u", s ? s : "?", host_major, host_minor);
}

/* What nothing uses is no fault, but a sign of one. */
static void check_unused(struct gt_loader *l)
{
	const struct gt_procedure *p = l->p;
	xmlChar *whole = NULL;
	int n = 0;
	xmlDocDumpMemory(l->b->doc, &whole, &n);
	for (size_t i = 0; whole && i < l->b->n_lists; i++)
		if (!strstr((const char *)whole, gt_arena_printf(l->arena, "\"@%s\"", l->b->lists[i].id)))
			gt_load_problem(l, true, (int)xmlGetLineNo(l->root), "drop it, or use it by choices=\"@…\"", "list '%s' is used by no field", l->b->lists[i].id);
	GT_XML_EACH(x, l->root, "shape")
		if (whole && !strstr((const char *)whole, gt_arena_printf(l->arena, "shape=\"%s\"", gt_xml_attr(x, "id"))))
			gt_load_problem(l, true, (int)xmlGetLineNo(x), "drop it, or use it by shape=\"…\"", "shape '%s' is used by no group", gt_xml_attr(x, "id"));
	xmlFree(whole);
	for (size_t i = 0; i < p->n_justificatifs; i++)
		if (!p->justificatifs[i].reasons[0])
			gt_load_problem(l, true, p->justificatifs[i].body->line, "give <reasons ids=\"illisible …\"/>", "an agent has no reason to pick when asking '%s' again", p->justificatifs[i].id);
	for (size_t i = 0; i < l->n_uses; i++)
		if (l->uses[i].use == GT_USE_SHOW && gt_streq(l->uses[i].expr->text, "false()"))
			gt_load_problem(l, true, l->uses[i].expr->line, "drop it, or its condition", "'%s' is never shown", l->uses[i].owner ? l->uses[i].owner->path : "it");
}

int gt_procedure_build(struct gt_arena *arena, xmlDocPtr doc, const struct gt_procedure_file *texts, size_t n_texts,
	struct gt_problems *problems, const struct gt_procedure **ret, struct gt_error *err)
{
	struct gt_loader l = { .arena = arena, .problems = problems, .p = gt_new(arena, struct gt_procedure), .b = gt_new(arena, struct gt_procedure_body), .root = gt_xml_root(doc) };
	struct gt_procedure *p = l.p;
	if (!gt_xml_is(l.root, "procedure")) return gt_fail(err, GT_REFUSED, "procedure.xml: the root is <%s>, not <procedure>", (const char *)l.root->name);
	p->magic = GT_PROCEDURE_MAGIC;
	p->body = l.b;
	l.b->doc = doc;
	p->id = gt_xml_attr(l.root, "id");
	p->version = gt_xml_attr(l.root, "version");
	size_t before = problems->n;
	gt_load_texts(&l, texts, n_texts);
	load_dated(&l, "fact", "value", &l.b->facts, &l.b->n_facts);
	load_dated(&l, "tariff", "euros", &l.b->tariffs, &l.b->n_tariffs);
	load_place(&l);
	load_lists(&l);
	load_eligibility(&l);
	load_steps(&l);
	gt_load_marked(&l);
	gt_load_outcome(&l);
	gt_load_expressions(&l);
	gt_load_dead(&l);
	gt_load_texts_check(&l);
	check_abi(&l);
	check_unused(&l);
	if (!l.bad) {
		*ret = p;
		return GT_OK;
	}
	for (size_t i = before; i < problems->n; i++)
		if (!problems->items[i].warning) return gt_fail(err, GT_REFUSED, "%s:%d: %s", problems->items[i].file, problems->items[i].line, problems->items[i].cause);
	return gt_fail(err, GT_REFUSED, "the procedure is wrong");
}

bool gt_procedure_open(const struct gt_procedure *p, struct gt_date on)
{
	return (!p->open_from.y || gt_date_cmp(p->open_from, on) <= 0) && (!p->open_to.y || gt_date_cmp(on, p->open_to) <= 0);
}

const struct gt_step *gt_procedure_step(const struct gt_procedure *p, const char *id)
{
	for (size_t i = 0; i < p->n_steps; i++)
		if (gt_streq(p->steps[i].id, id)) return &p->steps[i];
	return NULL;
}

const struct gt_justificatif *gt_procedure_justificatif(const struct gt_procedure *p, const char *id)
{
	for (size_t i = 0; i < p->n_justificatifs; i++)
		if (gt_streq(p->justificatifs[i].id, id)) return &p->justificatifs[i];
	return NULL;
}

const struct gt_decision *gt_procedure_decision(const struct gt_procedure *p, const char *id)
{
	for (size_t i = 0; i < p->n_decisions; i++)
		if (gt_streq(p->decisions[i].id, id)) return &p->decisions[i];
	return NULL;
}

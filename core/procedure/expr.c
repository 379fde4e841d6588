/* What an expression speaks of. A reader of XPath 1.0 beside the library's own: it finds the answers an expression looks at, so that a name that is
 * not there, a comparison that can never be true, and answers that depend on each other in a circle are told when the procedure is read. */
#include "procedure/procedure_priv.h"
#include <ctype.h>

enum at { AT_ANY, AT_DOCUMENT, AT_REQUEST, AT_PERSON, AT_ADDRESS, AT_ACCOUNT, AT_TITLE, AT_ITEM };
struct place { enum at at; const struct gt_item *item; };
/* An operand: a plain path to an item, or a quoted text, or anything else. */
struct operand { const struct gt_item *item; const char *literal; bool date; };
struct reader {
	struct gt_loader *l;
	const struct gt_expr_use *use;
	const char *s;
	struct place here;
	int depth;
};

static void skip(struct reader *r) { while (isspace((unsigned char)*r->s)) r->s++; }
static bool is_name_start(char c) { return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }
static bool is_name(char c) { return is_name_start(c) || isdigit((unsigned char)c) || c == '-' || c == '.'; }

static bool eat(struct reader *r, const char *op)
{
	skip(r);
	size_t n = strlen(op);
	if (strncmp(r->s, op, n) != 0) return false;
	if (isalpha((unsigned char)*op) && is_name(r->s[n])) return false;
	r->s += n;
	return true;
}

static const struct gt_item *child_item(const struct gt_item *g, const char *id)
{
	for (size_t i = 0; g && g->group && i < g->n_items; i++)
		if (gt_streq(g->items[i]->id, id)) return g->items[i];
	return NULL;
}

static const struct gt_item *root_item(const struct gt_procedure *p, const char *step)
{
	const struct gt_step *s = gt_procedure_step(p, step);
	return s && s->body ? s->body->root : NULL;
}

static bool known_in(const char *const *names, const char *name) { return gt_word_in(names, name); }

static void unknown(struct reader *r, const char *name, const char *where)
{
	gt_load_problem(r->l, false, r->use->expr->line, "see the document that rules see, at the head of procedure.rng", "'%s': there is no '%s' in %s", r->use->expr->text, name, where);
}

static struct place step_into(struct reader *r, struct place p, const char *name)
{
	static const char *const person[] = { "birth-name", "used-name", "first-name", "sex", "birth-date", "birth-country", "birth-place", "nationality", "address", NULL };
	static const char *const account[] = { "email", "phone", NULL };
	const struct gt_procedure *proc = r->l->p;
	switch (p.at) {
	case AT_DOCUMENT:
		if (!gt_streq(name, "request")) { unknown(r, name, "the document: it begins with /request"); return (struct place){ AT_ANY, NULL }; }
		return (struct place){ AT_REQUEST, NULL };
	case AT_REQUEST:
		if (gt_streq(name, "person")) return (struct place){ AT_PERSON, NULL };
		if (gt_streq(name, "account")) return (struct place){ AT_ACCOUNT, NULL };
		if (gt_streq(name, "title")) return (struct place){ AT_TITLE, NULL };
		if (gt_streq(name, "observations") || gt_streq(name, "decision")) return (struct place){ AT_ANY, NULL };
		if (root_item(proc, name)) return (struct place){ AT_ITEM, root_item(proc, name) };
		unknown(r, name, "the request");
		return (struct place){ AT_ANY, NULL };
	case AT_PERSON:
		if (!known_in(person, name)) unknown(r, name, "person");
		return (struct place){ gt_streq(name, "address") ? AT_ADDRESS : AT_ANY, NULL };
	case AT_ADDRESS:
		if (!known_in(gt_address_parts, name)) unknown(r, name, "an address");
		return (struct place){ AT_ANY, NULL };
	case AT_ACCOUNT:
		if (!known_in(account, name)) unknown(r, name, "account");
		return (struct place){ AT_ANY, NULL };
	case AT_TITLE: unknown(r, name, "title (its facts are attributes: title/@end)"); return (struct place){ AT_ANY, NULL };
	case AT_ITEM: {
		const struct gt_item *c = child_item(p.item, name);
		if (c) return (struct place){ AT_ITEM, c };
		if (!p.item->group && p.item->type == GT_T_ADDRESS) return step_into(r, (struct place){ AT_ADDRESS, NULL }, name);
		bool files = !p.item->parent && gt_procedure_step(proc, p.item->id) && gt_procedure_step(proc, p.item->id)->kind == GT_STEP_JUSTIFICATIFS;
		if (files && gt_procedure_justificatif(proc, name)) return (struct place){ AT_ANY, NULL };
		unknown(r, name, gt_arena_printf(r->l->arena, "'%s'", p.item->path));
		return (struct place){ AT_ANY, NULL };
	}
	default: return (struct place){ AT_ANY, NULL };
	}
}

static struct place step_up(struct place p)
{
	if (p.at == AT_ITEM) return p.item->parent ? (struct place){ AT_ITEM, p.item->parent } : (struct place){ p.item->decision ? AT_ANY : AT_REQUEST, NULL };
	if (p.at == AT_PERSON || p.at == AT_TITLE || p.at == AT_ACCOUNT) return (struct place){ AT_REQUEST, NULL };
	return (struct place){ AT_ANY, NULL };
}

static struct operand read_or(struct reader *r);

static void predicates(struct reader *r, struct place p)
{
	while (eat(r, "[")) {
		struct place outer = r->here;
		r->here = p;
		read_or(r);
		r->here = outer;
		if (!eat(r, "]")) { r->s += strlen(r->s); return; }
	}
}

static const char *read_name(struct reader *r)
{
	const char *a = r->s;
	while (is_name(*r->s)) r->s++;
	return gt_arena_strndup(r->l->arena, a, (size_t)(r->s - a));
}

/* One step of a path: `..`, `.`, `@name`, `*`, `name`. */
static struct place read_step(struct reader *r, struct place p)
{
	skip(r);
	if (eat(r, "..")) p = step_up(p);
	else if (*r->s == '.' && !isdigit((unsigned char)r->s[1])) r->s++;
	else if (eat(r, "@")) { if (eat(r, "*")) {} else read_name(r); p = (struct place){ p.at == AT_TITLE ? AT_TITLE : AT_ANY, NULL }; }
	else if (eat(r, "*")) p = (struct place){ AT_ANY, NULL };
	else if (is_name_start(*r->s)) {
		const char *name = read_name(r);
		if (eat(r, "::")) { if (!eat(r, "*")) { skip(r); read_name(r); } p = (struct place){ AT_ANY, NULL }; if (eat(r, "(")) eat(r, ")"); }
		else if (eat(r, "(")) { eat(r, ")"); p = (struct place){ AT_ANY, NULL }; }  /* text(), node() */
		else p = step_into(r, p, name);
	}
	predicates(r, p);
	return p;
}

static void depend(struct reader *r, const struct gt_item *on)
{
	struct gt_item *o = r->use->owner;
	if (!o || r->use->use != GT_USE_SHOW) return;
	const struct gt_item **all = gt_new_n(r->l->arena, const struct gt_item *, o->n_depends + 1);
	if (o->n_depends) memcpy(all, o->depends, o->n_depends * sizeof *all);
	all[o->n_depends++] = on;
	o->depends = all;
}

static struct operand read_path(struct reader *r, struct place p)
{
	p = read_step(r, p);
	for (;;) {
		if (eat(r, "//")) p = read_step(r, (struct place){ AT_ANY, NULL });
		else if (eat(r, "/")) p = read_step(r, p);
		else break;
	}
	if (p.at != AT_ITEM) return (struct operand){ 0 };
	depend(r, p.item);
	return (struct operand){ .item = p.item, .date = !p.item->group && p.item->type == GT_T_DATE };
}

static struct operand read_call(struct reader *r, const char *name)
{
	static const char *const known[] = { "last", "position", "count", "name", "local-name", "string", "concat", "starts-with", "contains", "substring-before", "substring-after",
		"substring", "string-length", "normalize-space", "translate", "boolean", "not", "true", "false", "number", "sum", "floor", "ceiling", "round",
		"today", "age", "days", "add-days", "add-months", "choose", "same-name", "tariff", "fact", "delay", "service-of", "upper", "lower", NULL };
	if (!gt_word_in(known, name)) gt_load_problem(r->l, false, r->use->expr->line, "see FUNCTIONS at the head of procedure.rng", "'%s': there is no function '%s'", r->use->expr->text, name);
	const char *first = NULL;
	if (!eat(r, ")")) {
		do {
			struct operand o = read_or(r);
			if (!first) first = o.literal ? o.literal : "";
		} while (eat(r, ","));
		if (!eat(r, ")")) r->s += strlen(r->s);
	}
	const struct gt_procedure_body *b = r->l->b;
	struct gt_date far = { 9999, 12, 31 };
	if (first && *first && gt_streq(name, "tariff") && !gt_dated_value(b->tariffs, b->n_tariffs, first, far)) unknown(r, first, "the tariffs");
	if (first && *first && gt_streq(name, "fact") && !gt_dated_value(b->facts, b->n_facts, first, far)) unknown(r, first, "the facts");
	return (struct operand){ .date = gt_streq(name, "today") || gt_streq(name, "add-days") || gt_streq(name, "add-months") };
}

static struct operand read_primary(struct reader *r)
{
	skip(r);
	char c = *r->s;
	if (c == '\'' || c == '"') {
		const char *a = ++r->s;
		while (*r->s && *r->s != c) r->s++;
		const char *lit = gt_arena_strndup(r->l->arena, a, (size_t)(r->s - a));
		if (*r->s) r->s++;
		return (struct operand){ .literal = lit };
	}
	if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)r->s[1]))) {
		while (isdigit((unsigned char)*r->s) || *r->s == '.') r->s++;
		return (struct operand){ 0 };
	}
	if (eat(r, "(")) {
		read_or(r);
		eat(r, ")");
		predicates(r, (struct place){ AT_ANY, NULL });
		while (eat(r, "/")) read_step(r, (struct place){ AT_ANY, NULL });
		return (struct operand){ 0 };
	}
	if (eat(r, "//")) return read_path(r, (struct place){ AT_ANY, NULL });
	if (c == '/') {
		r->s++;
		skip(r);
		return is_name_start(*r->s) || *r->s == '*' ? read_path(r, (struct place){ AT_DOCUMENT, NULL }) : (struct operand){ 0 };
	}
	if (is_name_start(c)) {
		const char *back = r->s, *name = read_name(r);
		static const char *const nodes[] = { "text", "node", "comment", NULL };
		skip(r);
		if (*r->s == '(' && !gt_word_in(nodes, name)) { r->s++; return read_call(r, name); }
		r->s = back;
	}
	return read_path(r, r->here);
}

static struct operand read_sum(struct reader *r)
{
	while (eat(r, "-")) {}
	struct operand o = read_primary(r);
	for (;;) {
		if (eat(r, "|") || eat(r, "+") || eat(r, "*") || eat(r, "div") || eat(r, "mod")) {}
		else { skip(r); if (*r->s == '-') r->s++; else return o; }
		while (eat(r, "-")) {}
		read_primary(r);
		o = (struct operand){ 0 };
	}
}

static void compare_choice(struct reader *r, struct operand a, struct operand b)
{
	const struct gt_item *it = a.item ? a.item : b.item;
	const char *lit = a.item ? b.literal : a.literal;
	if (!it || it->group || gt_empty(lit)) return;
	bool found = true;
	if (it->choices) {
		found = false;
		for (size_t i = 0; i < it->choices->n; i++) found |= gt_streq(it->choices->items[i].id, lit);
	} else if (it->type == GT_T_YES_NO) found = gt_streq(lit, "yes") || gt_streq(lit, "no");
	else if (it->type == GT_T_CHECKBOX || it->type == GT_T_SWORN) found = gt_streq(lit, "yes");
	else if (it->type == GT_T_SEX) found = gt_streq(lit, "M") || gt_streq(lit, "F") || gt_streq(lit, "X");
	if (!found) gt_load_problem(r->l, false, r->use->expr->line, "compare it with one of its values", "'%s': '%s' is never '%s'", r->use->expr->text, it->path, lit);
}

static struct operand read_relation(struct reader *r)
{
	struct operand a = read_sum(r);
	for (;;) {
		bool order = false;
		if (eat(r, "!=") || eat(r, "=")) {}
		else if (eat(r, "<=") || eat(r, ">=") || eat(r, "<") || eat(r, ">")) order = true;
		else return a;
		struct operand b = read_sum(r);
		if (order && (a.date || b.date)) gt_load_problem(r->l, false, r->use->expr->line, "write days(a, b) > 0", "'%s': dates are text, < and > never hold between them", r->use->expr->text);
		if (!order) compare_choice(r, a, b);
		a = (struct operand){ 0 };
	}
}

static struct operand read_or(struct reader *r)
{
	if (++r->depth > 60) { r->s += strlen(r->s); r->depth--; return (struct operand){ 0 }; }
	struct operand o = read_relation(r);
	while (eat(r, "and") || eat(r, "or")) { read_relation(r); o = (struct operand){ 0 }; }
	r->depth--;
	return o;
}

/* Depth first over what showing depends on; a grey one met again closes a circle. An answer also depends on the groups around it. */
static bool circle(struct gt_loader *l, struct gt_item *it)
{
	if (it->colour == 2) return false;
	if (it->colour == 1) {
		gt_load_problem(l, false, it->line, "let one of them stand without a condition", "'%s' is shown depending on itself, in a circle", it->path);
		return true;
	}
	it->colour = 1;
	bool bad = false;
	for (size_t i = 0; i < it->n_depends && !bad; i++)
		for (const struct gt_item *d = it->depends[i]; d && !bad; d = d->parent)
			if (d == it || d->n_depends) bad = circle(l, (struct gt_item *)d);
	it->colour = 2;
	return bad;
}

void gt_load_expressions(struct gt_loader *l)
{
	for (size_t i = 0; i < l->n_uses; i++) {
		const struct gt_expr_use *u = &l->uses[i];
		struct reader r = { .l = l, .use = u, .s = u->expr->text, .here = { u->context ? AT_ITEM : AT_REQUEST, u->context } };
		read_or(&r);
	}
	for (size_t i = 0; i < l->n_uses; i++)
		if (l->uses[i].owner && circle(l, l->uses[i].owner)) break;
}

/* ---- the mirror for the browser ---- */
static const char *mirror_path(struct gt_arena *arena, const char **s, const struct gt_item *item, const char *name)
{
	const char *p = *s;
	char *base;
	const struct gt_item *at;
	if (gt_starts(p, "/request/")) {
		p += 9;
		base = gt_arena_strdup(arena, "");
		at = NULL;
	} else if (gt_starts(p, "../")) {
		base = gt_arena_strdup(arena, name);
		at = item;
		while (gt_starts(p, "../")) {
			if (!at || !at->parent) return NULL;
			char *cut = strrchr(base, '.');
			if (at->repeated && cut && isdigit((unsigned char)cut[1])) { *cut = 0; cut = strrchr(base, '.'); }
			if (!cut) return NULL;
			*cut = 0;
			at = at->parent;
			p += 3;
		}
	} else return NULL;
	struct gt_buf b = gt_buf_new(arena, 500);
	gt_buf_puts(&b, base);
	while (is_name_start(*p)) {
		if (b.n) gt_buf_puts(&b, ".");
		while (is_name(*p)) gt_buf_add(&b, p++, 1);
		if (*p == '/') p++;
	}
	*s = p;
	return gt_buf_cstr(&b);
}

static void blanks(const char **s) { while (isspace((unsigned char)**s)) (*s)++; }

/* The field of that name in this item's step; NULL when the browser does not have it: another step, a locked answer, a computed one. */
static const struct gt_item *beside(const struct gt_item *item, const char *path)
{
	const struct gt_item *at = item;
	while (at->parent) at = at->parent;
	size_t n = strcspn(path, ".");
	if (strlen(at->id) != n || strncmp(at->id, path, n) != 0) return NULL;
	for (path += n; *path == '.'; path += n) {
		n = strcspn(++path, ".");
		if (isdigit((unsigned char)*path)) continue;
		const struct gt_item *below = NULL;
		for (size_t i = 0; at->group && i < at->n_items; i++)
			if (strlen(at->items[i]->id) == n && strncmp(at->items[i]->id, path, n) == 0) below = at->items[i];
		if (!below || below->locked.kind != GT_NO) return NULL;
		at = below;
	}
	return at->group || at->type == GT_T_COMPUTED ? NULL : at;
}

const char *gt_expr_path(struct gt_arena *arena, const struct gt_expr *e, const struct gt_item *item, const char *name)
{
	const char *s = e->text, *path;
	blanks(&s);
	path = mirror_path(arena, &s, item, name);
	blanks(&s);
	return path && !*s && beside(item, path) ? path : NULL;
}

/* A condition as alternatives of tests that all hold: « a=x&b!=y|c=z ». Few of them: what is longer is asked of the server. */
#define ALTERNATIVES_MAX 12
struct mirror { struct gt_arena *arena; const char *s; const struct gt_item *item; const char *name; bool failed; };
struct either { const char *all[ALTERNATIVES_MAX]; size_t n; };

static struct either one(const char *tests) { return (struct either){ { tests }, 1 }; }

static struct either both(struct mirror *m, struct either a, struct either b)
{
	struct either r = { { 0 }, 0 };
	if (a.n * b.n > ALTERNATIVES_MAX) { m->failed = true; return a; }
	for (size_t i = 0; i < a.n; i++)
		for (size_t k = 0; k < b.n; k++) r.all[r.n++] = gt_arena_printf(m->arena, "%s&%s", a.all[i], b.all[k]);
	return r;
}

static struct either any(struct mirror *m, struct either a, struct either b)
{
	if (a.n + b.n > ALTERNATIVES_MAX) { m->failed = true; return a; }
	for (size_t i = 0; i < b.n; i++) a.all[a.n++] = b.all[i];
	return a;
}

static bool take(struct mirror *m, const char *word)
{
	blanks(&m->s);
	size_t n = strlen(word);
	if (!gt_starts(m->s, word) || (isalpha((unsigned char)word[n - 1]) && is_name(m->s[n]))) return false;
	m->s += n;
	return true;
}

static const char *quoted(struct mirror *m)
{
	blanks(&m->s);
	char q = *m->s;
	const char *from = m->s + 1, *end = q == '\'' || q == '"' ? strchr(from, q) : NULL;
	if (!end || strcspn(from, "&|=!") < (size_t)(end - from)) { m->failed = true; return ""; }
	m->s = end + 1;
	return gt_arena_strndup(m->arena, from, (size_t)(end - from));
}

static struct either mirror_or(struct mirror *m, bool negated);

/* x = 'v'; x != 'v' (which an unanswered x does not fulfil); string(x) or normalize-space(x) against ''. */
static struct either mirror_test(struct mirror *m, bool negated)
{
	bool text = take(m, "normalize-space(") || take(m, "string(");
	blanks(&m->s);
	const char *path = mirror_path(m->arena, &m->s, m->item, m->name);
	if (!path || !beside(m->item, path) || (text && !take(m, ")"))) { m->failed = true; return one(""); }
	bool differs = take(m, "!=");
	if (!differs && !take(m, "=")) { m->failed = true; return one(""); }
	const char *v = quoted(m);
	if (!*v && !text) m->failed = true;
	struct either is = one(gt_arena_printf(m->arena, "%s=%s", path, v)), is_not = one(gt_arena_printf(m->arena, "%s!=%s", path, v));
	if (text || !differs) return differs == negated ? is : is_not;
	const char *empty = gt_arena_printf(m->arena, "%s=", path), *filled = gt_arena_printf(m->arena, "%s!=", path);
	return negated ? any(m, is, one(empty)) : both(m, is_not, one(filled));
}

static struct either mirror_term(struct mirror *m, bool negated)
{
	bool no = take(m, "not(");
	if (!no && !take(m, "(")) return mirror_test(m, negated);
	struct either r = mirror_or(m, negated != no);
	if (!take(m, ")")) m->failed = true;
	return r;
}

static struct either mirror_and(struct mirror *m, bool negated)
{
	struct either r = mirror_term(m, negated);
	while (!m->failed && take(m, "and")) r = negated ? any(m, r, mirror_term(m, true)) : both(m, r, mirror_term(m, false));
	return r;
}

static struct either mirror_or(struct mirror *m, bool negated)
{
	struct either r = mirror_and(m, negated);
	while (!m->failed && take(m, "or")) r = negated ? both(m, r, mirror_and(m, true)) : any(m, r, mirror_and(m, false));
	return r;
}

const char *gt_expr_mirror(struct gt_arena *arena, const struct gt_expr *e, const struct gt_item *item, const char *name)
{
	struct mirror m = { .arena = arena, .s = e->text, .item = item, .name = name };
	struct either r = mirror_or(&m, false);
	blanks(&m.s);
	if (m.failed || *m.s) return NULL;
	struct gt_buf b = gt_buf_new(arena, 4000);
	for (size_t i = 0; i < r.n; i++) gt_buf_printf(&b, "%s%s", i ? "|" : "", r.all[i]);
	return gt_buf_cstr(&b);
}

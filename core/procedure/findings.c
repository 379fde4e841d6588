/* What is said to a person about an answer, and to an author about a procedure. Decides nothing. */
#include "procedure/procedure_priv.h"

struct gt_findings gt_findings_new(struct gt_arena *arena) { return (struct gt_findings){ .arena = arena }; }

static struct gt_finding *next_finding(struct gt_findings *f)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? 2 * f->cap : 16;
		struct gt_finding *items = gt_new_n(f->arena, struct gt_finding, cap);
		if (f->n) memcpy(items, f->items, f->n * sizeof *items);
		f->items = items;
		f->cap = cap;
	}
	return &f->items[f->n++];
}

struct gt_finding *gt_finding_add(struct gt_findings *f, const char *field, const char *label, const char *id)
{
	struct gt_finding *x = next_finding(f);
	*x = (struct gt_finding){ .field = gt_arena_strdup(f->arena, field), .label = gt_arena_strdup(f->arena, label), .id = gt_arena_strdup(f->arena, id) };
	return x;
}

struct gt_finding *gt_finding_add_text(struct gt_findings *f, const char *field, const char *label, const char *text, const char *lang)
{
	struct gt_finding *x = gt_finding_add(f, field, label, NULL);
	x->text = gt_arena_strdup(f->arena, text);
	x->lang = gt_arena_strdup(f->arena, lang);
	return x;
}

void gt_finding_arg(struct gt_finding *f, const char *name, const char *value)
{
	if (f->n_args < GT_COUNT(f->args)) f->args[f->n_args++] = (struct gt_finding_arg){ name, value };
}

static void finding_body(const struct gt_finding *x, xmlNodePtr el)
{
	gt_attr(el, "id", x->id);
	gt_attr(el, "text", x->text);
	gt_attr(el, "lang", x->lang);
	for (size_t i = 0; i < x->n_args; i++) gt_attr(gt_el_text(el, "arg", x->args[i].value), "name", x->args[i].name);
}

void gt_findings_view(const struct gt_findings *f, xmlNodePtr parent)
{
	if (!f || !f->n) return;
	xmlNodePtr all = gt_xml_child(parent, "findings");
	if (!all) all = gt_el(parent, "findings");
	for (size_t i = 0; i < f->n; i++) {
		xmlNodePtr el = gt_el(all, "finding");
		gt_attr(el, "field", f->items[i].field);
		gt_attr(el, "label", f->items[i].label);
		finding_body(&f->items[i], el);
	}
}

void gt_errors_view(const struct gt_findings *f, const char *name, xmlNodePtr parent)
{
	for (size_t i = 0; f && i < f->n; i++)
		if (gt_streq(f->items[i].field, name)) finding_body(&f->items[i], gt_el(parent, "error"));
}

void gt_problem_add(struct gt_problems *p, bool warning, const char *file, int line, const char *cure, const char *fmt, ...)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? 2 * p->cap : 16;
		struct gt_problem *items = gt_new_n(p->arena, struct gt_problem, cap);
		if (p->n) memcpy(items, p->items, p->n * sizeof *items);
		p->items = items;
		p->cap = cap;
	}
	va_list ap;
	va_start(ap, fmt);
	const char *cause = gt_arena_vprintf(p->arena, fmt, ap);
	va_end(ap);
	p->items[p->n++] = (struct gt_problem){ .file = gt_arena_strdup(p->arena, file), .line = line, .cause = cause, .cure = gt_arena_strdup(p->arena, cure), .warning = warning };
}

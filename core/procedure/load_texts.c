/* Whether every text that a page, a paper or a mail can need is there in French. A text missing elsewhere falls back, and is only counted. */
#include "procedure/procedure_priv.h"

static bool has(struct gt_loader *l, const char *id) { return gt_text_of(l->b, "fr", id) != NULL; }

static void need(struct gt_loader *l, int line, const char *id)
{
	if (!l->b->texts[0].by_id || has(l, id)) return;
	gt_load_problem(l, false, line, gt_arena_printf(l->arena, "add <text id=\"%s\">…</text> to texts.fr.xml", id), "no French text '%s'", id);
}

#define NEED(line, ...) need(l, (line), gt_arena_printf(l->arena, __VA_ARGS__))

static const struct gt_item *by_path(const struct gt_item *g, const char *path)
{
	size_t n = strcspn(path, ".");
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (strlen(it->id) != n || strncmp(it->id, path, n) != 0) continue;
		if (!path[n]) return it;
		return it->group ? by_path(it, path + n + 1) : NULL;
	}
	return NULL;
}

static bool path_known(struct gt_loader *l, const char *path)
{
	for (size_t i = 0; i < l->p->n_steps; i++) {
		const struct gt_step *s = &l->p->steps[i];
		size_t n = strlen(s->id);
		if (!s->body || !gt_starts(path, s->id)) continue;
		if (path[n] == '.' && (by_path(s->body->root, path + n + 1) || gt_procedure_justificatif(l->p, path + n + 1))) return true;
	}
	return false;
}

static void rules(struct gt_loader *l, const struct gt_item *g, const struct gt_rule *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		NEED(r[i].test->line, "error.%s", r[i].text);
		if (r[i].on && !(g && by_path(g, r[i].on)) && !path_known(l, r[i].on)) gt_load_problem(l, false, r[i].test->line, "name a field of this group, or by its path from the request, such as motif.situation.etat", "rule: no field '%s'", r[i].on);
	}
}

static void notes(struct gt_loader *l, int line, const struct gt_note *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		NEED(line, "note.%s", x[i].id);
		for (size_t k = 0; k < x[i].n_links; k++) NEED(line, "link.%s", x[i].links[k].id);
	}
}

static void words(struct gt_loader *l, int line, const char *head, const char *const *w)
{
	for (; w && *w; w++) NEED(line, "%s.%s", head, *w);
}

static void item(struct gt_loader *l, const struct gt_item *it)
{
	const char *kind = it->decision ? "decision" : it->group ? "group" : "field";
	if (it->parent && !(it->group && it->untitled)) NEED(it->line, "%s.%s", kind, it->text);
	if (it->add) NEED(it->line, "add.%s", it->add);
	if (it->confirm) NEED(it->line, "%s.%s.confirm", kind, it->text);
	if (it->confirm && !it->group) NEED(it->line, "field.%s.remove", it->text);
	for (size_t i = 0; it->choices && i < it->choices->n; i++)
		if (!has(l, gt_arena_printf(l->arena, "%s.%s.%s", kind, it->text, it->choices->items[i].id))) NEED(it->line, "choice.%s", it->choices->items[i].id);
	words(l, it->line, "reason", it->reasons.ids);
	rules(l, it, it->rules, it->n_rules);
	notes(l, it->line, it->notes, it->n_notes);
	for (size_t i = 0; i < it->n_items; i++) item(l, it->items[i]);
}

static void justificatif(struct gt_loader *l, const struct gt_justificatif *j)
{
	const struct gt_justificatif_body *b = j->body;
	NEED(b->line, "justificatif.%s", j->id);
	words(l, b->line, "reason", j->reasons);
	notes(l, b->line, b->notes, b->n_notes);
	for (size_t i = 0; i < b->n_cases; i++) {
		if (b->n_cases > 1) NEED(b->line, "case.%s", b->cases[i].id);
		words(l, b->line, "document", b->cases[i].papers);
		words(l, b->line, "document", b->cases[i].also);
	}
}

static void outcome(struct gt_loader *l)
{
	const struct gt_procedure *p = l->p;
	int line = (int)xmlGetLineNo(l->root);
	for (size_t i = 0; i < p->n_decisions; i++) {
		NEED(p->decisions[i].data->root->line, "decision.%s", p->decisions[i].id);
		if (p->decisions[i].remedies) NEED(p->decisions[i].data->root->line, "remedies.%s", p->decisions[i].remedies);
		words(l, p->decisions[i].data->root->line, "reason", p->decisions[i].reasons);
		item(l, p->decisions[i].data->root);
	}
	for (size_t i = 0; i < p->n_papers; i++) NEED(line, "paper.%s", p->papers[i].id);
	for (size_t i = 0; i < p->n_mails; i++) {
		NEED(line, "mail.%s.subject", p->mails[i].id);
		NEED(line, "mail.%s.body", p->mails[i].id);
	}
	for (size_t i = 0; i < l->b->n_migrations; i++)
		for (size_t k = 0; k < l->b->migrations[i].n_moves; k++)
			if (l->b->migrations[i].moves[k].text) NEED(line, "migrate.%s", l->b->migrations[i].moves[k].text);
}

void gt_load_texts_check(struct gt_loader *l)
{
	struct gt_procedure_body *b = l->b;
	int line = (int)xmlGetLineNo(l->root);
	need(l, line, "title");
	for (size_t i = 0; i < l->p->n_steps; i++) {
		const struct gt_step *s = &l->p->steps[i];
		if (!s->body) continue;
		NEED(s->body->root->line, "step.%s", s->id);
		item(l, s->body->root);
	}
	for (size_t i = 0; i < b->n_sections; i++) {
		NEED(line, "section.%s", b->sections[i].id);
		notes(l, line, b->sections[i].notes, b->sections[i].n_notes);
	}
	for (size_t i = 0; i < l->p->n_justificatifs; i++) justificatif(l, &l->p->justificatifs[i]);
	rules(l, NULL, b->eligibility, b->n_eligibility);
	for (size_t i = 0; i < b->n_advice; i++) NEED(b->advice[i].test->line, "advice.%s", b->advice[i].text);
	notes(l, line, b->preamble, b->n_preamble);
	outcome(l);
}

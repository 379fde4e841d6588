/* procedure.xml into the model: justificatifs, decisions, papers, retention, hooks, migrations. */
#include "procedure/procedure_priv.h"
#include <stdlib.h>

struct limits { const char *const *kinds; size_t max_bytes; unsigned max_files; };

static struct limits limits_of(struct gt_loader *l, xmlNodePtr el, struct limits outer)
{
	int64_t n;
	if (gt_xml_attr(el, "kinds")) outer.kinds = gt_load_words(l->arena, gt_xml_attr(el, "kinds"));
	if (gt_xml_attr(el, "max-bytes")) {
		if (gt_parse_i64(gt_xml_attr(el, "max-bytes"), 1, GT_UPLOAD_MAX_BYTES, &n)) outer.max_bytes = (size_t)n;
		else gt_load_problem(l, false, (int)xmlGetLineNo(el), "the machine takes 10485760 at most", "max-bytes=\"%s\" is too much", gt_xml_attr(el, "max-bytes"));
	}
	if (gt_xml_attr(el, "max-files")) {
		if (gt_parse_i64(gt_xml_attr(el, "max-files"), 1, 20, &n)) outer.max_files = (unsigned)n;
		else gt_load_problem(l, false, (int)xmlGetLineNo(el), "20 at most", "max-files=\"%s\" is too much", gt_xml_attr(el, "max-files"));
	}
	return outer;
}

struct into { struct gt_justificatif *all; struct gt_item *root; struct gt_item **fields; struct limits limits; };

struct gt_reasons gt_load_reasons(struct gt_loader *l, xmlNodePtr el)
{
	xmlNodePtr x = gt_xml_child(el, "reasons");
	const char *ids = gt_xml_attr(x, "ids"), *in_words = gt_xml_attr(x, "words");
	struct gt_reasons r = { gt_load_words(l->arena, ids ? ids : ""), gt_load_words(l->arena, in_words ? in_words : "") };
	for (const char *const *w = r.in_words; *w; w++)
		if (!gt_word_in(r.ids, *w)) gt_load_problem(l, false, (int)xmlGetLineNo(el), "name it among the ids too", "reasons of '%s': '%s' stands in words alone", gt_xml_attr(el, "id"), *w);
	return r;
}

static void load_justificatif(struct gt_loader *l, xmlNodePtr el, struct into *to, const char *section, const char *sub)
{
	struct gt_justificatif *j = &to->all[l->p->n_justificatifs++];
	struct gt_justificatif_body *b = gt_new(l->arena, struct gt_justificatif_body);
	struct limits lim = limits_of(l, el, to->limits);
	struct gt_reasons reasons = gt_load_reasons(l, el);
	*j = (struct gt_justificatif){ .reasons_in_words = reasons.in_words, .id = gt_xml_attr(el, "id"), .indispensable = !gt_streq(gt_xml_attr(el, "indispensable"), "no"), .legal = gt_xml_attr(el, "legal"),
		.confidential = gt_streq(gt_xml_attr(el, "confidential"), "yes"), .listed = !gt_streq(gt_xml_attr(el, "listed"), "no"), .reasons = reasons.ids,
		.max_files = lim.max_files, .max_bytes = lim.max_bytes, .kinds = lim.kinds, .body = b };
	for (size_t i = 0; i + 1 < l->p->n_justificatifs; i++)
		if (gt_streq(to->all[i].id, j->id)) gt_load_problem(l, false, (int)xmlGetLineNo(el), "give each justificatif an id of its own", "justificatif '%s' stands twice", j->id);
	int64_t n = 0;
	b->line = (int)xmlGetLineNo(el);
	b->required = gt_load_cond(l, el, "required", NULL);
	b->show = gt_load_expr(l, el, "show", NULL, NULL, GT_USE_OTHER);
	b->section = section;
	b->sub_section = sub;
	if (gt_xml_attr(el, "months") && gt_parse_i64(gt_xml_attr(el, "months"), 1, 1200, &n)) b->months = (unsigned)n;
	b->translation = gt_streq(gt_xml_attr(el, "translation"), "yes");
	b->notes = gt_load_notes(l, el, NULL, &b->n_notes);
	struct gt_paper_case *cases = gt_new_n(l->arena, struct gt_paper_case, gt_load_count(el, "case") + 1);
	GT_XML_EACH(x, el, "case") cases[b->n_cases++] = (struct gt_paper_case){ .id = gt_xml_attr(x, "id"), .papers = gt_load_words(l->arena, gt_xml_attr(x, "papers")),
		.also = gt_load_words(l->arena, gt_xml_attr(x, "also")), .all = gt_streq(gt_xml_attr(x, "all"), "yes"),
		.confidential = gt_streq(gt_xml_attr(x, "confidential"), "yes"), .show = gt_load_expr(l, x, "show", NULL, NULL, GT_USE_OTHER) };
	b->cases = cases;
}

static void load_section(struct gt_loader *l, xmlNodePtr el, struct into *to, const char *top, const char *parent)
{
	const char *id = gt_xml_attr(el, "id");
	struct gt_section *s = &l->b->sections[l->b->n_sections++];
	*s = (struct gt_section){ .id = id, .parent = parent, .list = gt_xml_attr(el, "list") };
	s->notes = gt_load_notes(l, el, NULL, &s->n_notes);
	GT_XML_EACH(x, el, NULL) {
		if (gt_xml_is(x, "justificatif")) load_justificatif(l, x, to, top ? top : id, top ? id : NULL);
		else if (gt_xml_is(x, "field")) {
			struct gt_item *it = gt_load_item(l, x, to->root);
			it->section = id;
			to->fields[to->root->n_items++] = it;
		} else if (gt_xml_is(x, "section")) {
			load_section(l, x, to, top ? top : id, id);
		}
	}
}

static size_t count_deep(xmlNodePtr el, const char *name)
{
	size_t n = 0;
	GT_XML_EACH(x, el, NULL) n += (gt_xml_is(x, name) ? 1u : 0u) + count_deep(x, name);
	return n;
}

void gt_load_justificatifs(struct gt_loader *l, xmlNodePtr el)
{
	static const char *const every_kind[] = { "jpg", "png", "pdf", "tiff", "bmp", NULL };
	struct gt_step *step = (struct gt_step *)&l->p->steps[l->p->n_steps - 1];
	struct gt_step_body *body = gt_new(l->arena, struct gt_step_body);
	struct into to = { .all = gt_new_n(l->arena, struct gt_justificatif, count_deep(el, "justificatif") + 1), .root = gt_load_root(l, el, step->id),
		.fields = gt_new_n(l->arena, struct gt_item *, count_deep(el, "field") + 1),
		.limits = limits_of(l, el, (struct limits){ .kinds = every_kind, .max_bytes = GT_UPLOAD_MAX_BYTES, .max_files = GT_FILES_PER_JUSTIFICATIF }) };
	to.root->items = to.fields;
	l->p->justificatifs = to.all;
	l->b->sections = gt_new_n(l->arena, struct gt_section, count_deep(el, "section") + 1);
	GT_XML_EACH(x, el, "section") load_section(l, x, &to, NULL, NULL);
	to.root->rules = gt_load_rules(l, el, to.root, &to.root->n_rules);
	to.root->notes = gt_load_notes(l, el, to.root, &to.root->n_notes);
	body->root = to.root;
	step->body = body;
	for (size_t i = 0; i < to.root->n_items; i++)
		if (gt_procedure_justificatif(l->p, to.root->items[i]->id)) gt_load_problem(l, false, to.root->items[i]->line, "rename one of them", "'%s' is a field and a justificatif", to.root->items[i]->id);
}

static const struct gt_effect *load_effects(struct gt_loader *l, xmlNodePtr el, size_t *ret_n)
{
	struct gt_effect *all = gt_new_n(l->arena, struct gt_effect, gt_load_count(el, "effect") + 1);
	GT_XML_EACH(x, el, "effect") {
		const char *kind = gt_xml_attr(x, "kind");
		all[(*ret_n)++] = (struct gt_effect){ .kind = gt_streq(kind, "title") ? GT_EFFECT_TITLE : gt_streq(kind, "address") ? GT_EFFECT_ADDRESS : GT_EFFECT_VALIDATION,
			.select = gt_load_expr(l, x, "select", NULL, NULL, GT_USE_OTHER), .category = gt_load_fixed(l, x, "category", NULL),
			.start = gt_load_fixed(l, x, "start", NULL), .end = gt_load_fixed(l, x, "end", NULL), .holder = gt_load_fixed(l, x, "holder", NULL) };
	}
	return all;
}

static void load_decision(struct gt_loader *l, xmlNodePtr el, struct gt_decision *d, struct gt_decision_more *more)
{
	const char *outcome = gt_xml_attr(el, "outcome");
	struct gt_step_body *body = gt_new(l->arena, struct gt_step_body);
	*d = (struct gt_decision){ .id = gt_xml_attr(el, "id"), .outcome = gt_streq(outcome, "favourable") ? GT_FAVOURABLE : gt_streq(outcome, "neutral") ? GT_NEUTRAL : GT_UNFAVOURABLE,
		.second_signature = gt_streq(gt_xml_attr(el, "second-signature"), "yes"), .reasons_required = gt_streq(gt_xml_attr(el, "reasons"), "required"),
		.paper = gt_xml_attr(el, "paper"), .remedies = gt_xml_attr(el, "remedies"), .legal = gt_xml_attr(el, "legal"), .data = body,
		.reasons = gt_load_words(l->arena, gt_xml_child(el, "reasons") ? gt_xml_attr(gt_xml_child(el, "reasons"), "ids") : "") };
	more->automatic = gt_load_expr(l, el, "automatic", NULL, NULL, GT_USE_OTHER);
	d->may_be_automatic = more->automatic != NULL;
	if (d->may_be_automatic && d->outcome == GT_UNFAVOURABLE) gt_load_problem(l, false, (int)xmlGetLineNo(el), "an unfavourable decision is a person's: drop automatic", "decision '%s' is unfavourable and automatic", d->id);
	struct gt_item *root = gt_load_root(l, el, "decision");
	root->decision = d->id;
	root->text = d->id;
	struct gt_item **items = gt_new_n(l->arena, struct gt_item *, gt_load_count(el, "data") + 1);
	root->items = items;
	GT_XML_EACH(x, el, "data") items[root->n_items++] = gt_load_item(l, x, root);
	body->root = root;
	more->effects = load_effects(l, el, &more->n_effects);
}

static void load_decisions(struct gt_loader *l)
{
	size_t n = gt_load_count(l->root, "decision");
	struct gt_decision *all = gt_new_n(l->arena, struct gt_decision, n + 1);
	l->b->decisions = gt_new_n(l->arena, struct gt_decision_more, n + 1);
	l->p->decisions = all;
	GT_XML_EACH(x, l->root, "decision") {
		load_decision(l, x, &all[l->p->n_decisions], &l->b->decisions[l->p->n_decisions]);
		l->p->n_decisions++;
	}
}

static void load_papers(struct gt_loader *l)
{
	static const char *const whens[] = { "list", "deposit", "prolongation", "decision", "closing", NULL };
	struct gt_paper_declared *all = gt_new_n(l->arena, struct gt_paper_declared, gt_load_count(l->root, "paper") + 1);
	struct gt_procedure *p = l->p;
	const char **first[] = { &p->paper_list, &p->paper_deposit, &p->paper_prolongation, NULL, &p->paper_closing };
	GT_XML_EACH(x, l->root, "paper") {
		struct gt_paper_declared *d = &all[p->n_papers++];
		*d = (struct gt_paper_declared){ .id = gt_xml_attr(x, "id"), .sheet = gt_xml_attr(x, "sheet") };
		for (int i = 0; whens[i]; i++) if (gt_streq(whens[i], gt_xml_attr(x, "when"))) d->when = (enum gt_paper_when)i;
		if (d->when != GT_PAPER_DECISION && !*first[d->when]) *first[d->when] = d->id;
	}
	p->papers = all;
	for (size_t i = 0; i < p->n_decisions; i++) {
		bool found = !p->decisions[i].paper;
		for (size_t k = 0; k < p->n_papers; k++) found |= gt_streq(all[k].id, p->decisions[i].paper) && all[k].when == GT_PAPER_DECISION;
		if (!found) gt_load_problem(l, false, (int)xmlGetLineNo(l->root), "declare <paper id=\"…\" when=\"decision\"/>", "decision '%s' makes a paper '%s' that is not declared", p->decisions[i].id, p->decisions[i].paper);
	}
	struct gt_mail_declared *mails = gt_new_n(l->arena, struct gt_mail_declared, gt_load_count(l->root, "mail") + 1);
	GT_XML_EACH(x, l->root, "mail") mails[p->n_mails++] = (struct gt_mail_declared){ .id = gt_xml_attr(x, "id"), .when = gt_xml_attr(x, "when") };
	p->mails = mails;
}

static void load_migrations(struct gt_loader *l)
{
	size_t n = gt_load_count(l->root, "migrate");
	l->b->migrations = gt_new_n(l->arena, struct gt_migration, n + 1);
	const char **from = gt_new_n(l->arena, const char *, n + 1);
	GT_XML_EACH(x, l->root, "migrate") {
		struct gt_migration *m = &l->b->migrations[l->b->n_migrations];
		from[l->b->n_migrations++] = m->from = gt_xml_attr(x, "from");
		m->moves = gt_new_n(l->arena, struct gt_move, gt_load_count(x, NULL) + 1);
		GT_XML_EACH(k, x, NULL) {
			struct gt_move *v = &m->moves[m->n_moves++];
			v->kind = gt_xml_is(k, "rename") ? GT_MOVE_RENAME : gt_xml_is(k, "remove") ? GT_MOVE_REMOVE : GT_MOVE_ADD;
			v->path = gt_xml_attr(k, v->kind == GT_MOVE_RENAME ? "from" : "path");
			v->to = gt_xml_attr(k, "to");
			v->value = gt_xml_attr(k, "value");
			v->text = gt_xml_attr(k, "text");
		}
	}
	l->p->migrates_from = from;
}

void gt_load_outcome(struct gt_loader *l)
{
	struct gt_procedure *p = l->p;
	int64_t n = 0;
	xmlNodePtr x = gt_xml_child(l->root, "observations");
	if (x && gt_parse_i64(gt_xml_attr(x, "max-chars"), 1, GT_ANSWER_TEXT_MAX_BYTES / 4, &n)) p->observations_max_chars = (unsigned)n;
	else if (x) gt_load_problem(l, false, (int)xmlGetLineNo(x), "4000 at most", "observations of too many characters");
	x = gt_xml_child(l->root, "rectification");
	p->rectify = !x || !gt_streq(gt_xml_attr(x, "until"), "never");
	load_decisions(l);
	load_papers(l);
	x = gt_xml_child(l->root, "retention");
	if (gt_parse_i64(gt_xml_attr(x, "drafts-months"), 1, 1200, &n)) p->retention.drafts_months = (int)n;
	if (gt_parse_i64(gt_xml_attr(x, "decided-months"), 1, 1200, &n)) p->retention.decided_months = (int)n;
	p->retention.identity_papers_after_decision = gt_streq(gt_xml_attr(x, "identity-papers"), "after-decision");
	p->retention.identity_papers = gt_load_words(l->arena, gt_xml_attr(x, "justificatifs") ? gt_xml_attr(x, "justificatifs") : "");
	for (const char *const *w = p->retention.identity_papers; *w; w++)
		if (!gt_procedure_justificatif(p, *w)) gt_load_problem(l, false, (int)xmlGetLineNo(x), "name a justificatif of this procedure", "retention: no justificatif '%s'", *w);
	x = gt_xml_child(l->root, "hooks");
	if (x) {
		p->hooks = (struct gt_hooks_declared){ .check = gt_load_words(l->arena, gt_xml_attr(x, "check")), .compute = gt_streq(gt_xml_attr(x, "compute"), "yes"),
			.route = gt_streq(gt_xml_attr(x, "route"), "yes"), .before_deposit = gt_streq(gt_xml_attr(x, "before-deposit"), "yes"), .decide = gt_streq(gt_xml_attr(x, "decide"), "yes") };
		p->hooks.any = p->hooks.check || p->hooks.compute || p->hooks.route || p->hooks.before_deposit || p->hooks.decide;
		for (const char *const *w = p->hooks.check; w && *w; w++)
			if (!gt_procedure_step(p, *w)) gt_load_problem(l, false, (int)xmlGetLineNo(x), "name a step of this procedure", "hooks: no step '%s'", *w);
	}
	load_migrations(l);
}

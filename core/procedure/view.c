/* The form of a step, in the vocabulary of xslt/README.md. Decides nothing about answers: it shows the draft as it is, with what was found. */
#include "procedure/marked.h"
#include "procedure/procedure_priv.h"
#include <ctype.h>
#include <stdio.h>

struct view { struct gt_case *c; const struct gt_findings *f; bool agent; };

/* ---- notes ---- */
static void note_link(struct gt_case *c, xmlNodePtr el, const struct gt_link *k)
{
	xmlNodePtr x = gt_el(el, "link");
	const char *label = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "link.%s", k->id), NULL);
	gt_attr(x, "label", label ? label : k->id);
	gt_attr(x, "href", k->href ? k->href : gt_arena_printf(c->arena, "/demarches/procedure/%s%s", k->procedure, k->back ? "?retour=oui" : ""));
	gt_attr(x, "procedure", k->procedure);
	gt_attr_flag(x, "return", k->back);
}

static bool link_shown(struct gt_case *c, xmlNodePtr context, const struct gt_link *k)
{
	bool yes = true;
	return !k->show || (gt_xpath_bool(gt_case_env(c), context, k->show->x, &yes, NULL) == GT_OK && yes);
}

void gt_note_view(struct gt_case *c, xmlNodePtr context, const struct gt_note *n, xmlNodePtr parent)
{
	bool yes = true;
	if (n->show && (gt_xpath_bool(gt_case_env(c), context, n->show->x, &yes, NULL) || !yes)) return;
	const char *lang, *text = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "note.%s", n->id), &lang);
	text = gt_args_fill(c, context, text ? text : "", n->args, n->n_args);
	xmlNodePtr el = gt_el(parent, "note");
	gt_attr(el, "id", n->id);
	gt_attr(el, "kind", n->kind ? n->kind : "text");
	if (!gt_streq(lang, c->lang)) gt_attr(el, "lang", lang);
	if (n->end) gt_attr(el, "place", "end");
	bool *done = gt_new_n(c->arena, bool, n->n_links + 1);
	while (*text) {
		const char *best = NULL;
		size_t which = 0, mark_n = 0;
		for (size_t i = 0; i < n->n_links; i++) {
			const char *mark = gt_arena_printf(c->arena, "{%s}", n->links[i].id), *at = strstr(text, mark);
			if (at && (!best || at < best)) { best = at; which = i; mark_n = strlen(mark); }
		}
		if (!best) break;
		gt_text(el, gt_arena_strndup(c->arena, text, (size_t)(best - text)));
		if (link_shown(c, context, &n->links[which])) note_link(c, el, &n->links[which]);
		done[which] = true;
		text = best + mark_n;
	}
	gt_text(el, text);
	for (size_t i = 0; i < n->n_links; i++) {
		if (done[i] || !link_shown(c, context, &n->links[i])) continue;
		gt_text(el, " ");
		note_link(c, el, &n->links[i]);
	}
}

void gt_preamble_view(struct gt_case *c, xmlNodePtr parent)
{
	const struct gt_procedure_body *b = c->procedure->body;
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	for (size_t i = 0; i < b->n_preamble; i++) gt_note_view(c, root, &b->preamble[i], parent);
}

static void notes(struct view *v, const struct gt_item *g, xmlNodePtr el, xmlNodePtr out)
{
	for (size_t i = 0; i < g->n_notes; i++) gt_note_view(v->c, el, &g->notes[i], out);
}

/* ---- choices ---- */
static xmlNodePtr option(xmlNodePtr field, const char *value, const char *label, bool selected)
{
	xmlNodePtr o = gt_el(field, "option");
	gt_attr(o, "value", value);
	gt_attr(o, "label", label);
	gt_attr_flag(o, "selected", selected);
	return o;
}

/* Long lists stand once a page, at its root; a form built elsewhere gets them in the field. */
static void long_list(struct view *v, xmlNodePtr field, const char *id, const struct gt_named *all, size_t n)
{
	xmlNodePtr root = gt_xml_root(field->doc), list = NULL;
	(void)v;
	if (!gt_xml_is(root, "page")) {
		for (size_t i = 0; i < n; i++) option(field, all[i].code, all[i].name, false);
		return;
	}
	gt_attr(field, "choices", id);
	GT_XML_EACH(x, root, "choices") if (gt_streq(gt_xml_attr(x, "id"), id)) list = x;
	if (list) return;
	list = gt_el(root, "choices");
	gt_attr(list, "id", id);
	for (size_t i = 0; i < n; i++) option(list, all[i].code, all[i].name, false);
}

static bool chosen(struct gt_case *c, const struct gt_item *it, xmlNodePtr draft, const char *value)
{
	if (it->repeated) return false;          /* each value chooses for itself */
	GT_XML_EACH(x, draft, it->id) if (gt_streq(gt_xml_text(c->arena, x), value)) return true;
	return false;
}

/* A list that depends on another: all of it stands on the page, under the words of what it goes with; a script leaves those that fit. */
static void linked(struct view *v, const struct gt_item *it, xmlNodePtr draft, xmlNodePtr field)
{
	struct gt_case *c = v->c;
	const char *name = gt_xml_attr(field, "name");
	const struct gt_item *other = NULL;
	gt_attr(field, "by", gt_expr_path(c->arena, it->by, it, name));
	if (gt_xml_attr(field, "by")) other = gt_item_by_name(c->procedure, gt_xml_attr(field, "by"));
	for (size_t i = 0; i < it->choices->n; i++) {
		const struct gt_choice *choice = &it->choices->items[i];
		if (!gt_choice_shown(c, choice)) continue;
		xmlNodePtr o = option(field, choice->id, gt_choice_label(c, it, choice->id), chosen(c, it, draft, choice->id));
		struct gt_buf of = gt_buf_new(c->arena, 2000), words = gt_buf_new(c->arena, 2000);
		for (const char *const *w = choice->of; w && *w; w++) {
			gt_buf_printf(&of, "%s%s", of.n ? " " : "", *w);
			gt_buf_printf(&words, "%s%s", words.n ? ", " : "", other && other->choices ? gt_choice_label(c, other, *w) : *w);
		}
		if (!of.n) continue;
		gt_attr(o, "of", gt_buf_cstr(&of));
		gt_attr(o, "group", gt_buf_cstr(&words));
	}
}

static void options(struct view *v, const struct gt_item *it, xmlNodePtr draft, bool locked, xmlNodePtr field)
{
	struct gt_case *c = v->c;
	size_t n;
	if (locked) return;
	switch (it->type) {
	case GT_T_COUNTRY: { const struct gt_named *all = gt_text_countries(c->lang, &n); long_list(v, field, "countries", all, n); break; }
	case GT_T_NATIONALITY: { const struct gt_named *all = gt_text_nationalities(c->lang, &n); long_list(v, field, "nationalities", all, n); break; }
	case GT_T_SEX: {
		static const char *const codes[] = { "M", "F" };
		for (size_t i = 0; i < 2; i++) {
			const char *own = gt_item_text(c, it, codes[i], NULL);
			gt_attr(option(field, codes[i], own, chosen(c, it, draft, codes[i])), "label-id", own ? NULL : gt_arena_printf(c->arena, "option.%s", codes[i]));
		}
		break;
	}
	case GT_T_RADIO: case GT_T_LIST: case GT_T_MULTI_LIST:
		if (it->by) linked(v, it, draft, field);
		for (size_t i = 0; !it->by && i < it->choices->n; i++)
			if (gt_choice_shown(c, &it->choices->items[i]))
				option(field, it->choices->items[i].id, gt_choice_label(c, it, it->choices->items[i].id), chosen(c, it, draft, it->choices->items[i].id));
		break;
	default: break;
	}
}

/* ---- fields ---- */
static void value_of(struct view *v, const struct gt_item *it, xmlNodePtr x, bool locked, xmlNodePtr field)
{
	bool coded = it->type == GT_T_YES_NO || it->type == GT_T_CHECKBOX || it->type == GT_T_SWORN || it->type == GT_T_SEX;   /* the sheet has the words */
	const char *type, *typed = gt_xml_attr(x, "typed");
	bool words = ((locked && !coded) || it->type == GT_T_PHONE) && gt_el_filled(x);
	xmlNodePtr el = gt_el_text(field, "value", typed ? typed : words ? gt_value_words(v->c, it, x, &type) : x ? gt_value_typed(v->c, it, gt_xml_text(v->c->arena, x)) : "");
	static const char *const parts[] = { "d", "m", "y" };
	for (size_t i = 0; i < 3; i++) if (x) gt_attr(el, parts[i], gt_xml_attr(x, parts[i]));
}

static void address_parts(struct view *v, const struct gt_item *it, xmlNodePtr x, bool locked, const char *name, xmlNodePtr field)
{
	static const char *const browser[] = { NULL, "address-line1", "address-line2", "postal-code", "address-level2", "country", NULL, NULL };
	for (size_t i = 0; gt_address_parts[i]; i++) {
		const char *part = gt_address_parts[i], *typed = gt_xml_text(v->c->arena, gt_xml_child(x, part));
		if (locked && i == 7) continue;
		xmlNodePtr p = gt_el(field, "field");
		gt_attr(p, "name", gt_name_join(v->c->arena, name, part));
		gt_attr(p, "part", part);
		gt_attr(p, "type", i == 5 ? "country" : i == 7 ? "checkbox" : "text");
		gt_attr(p, "label-id", gt_arena_printf(v->c->arena, "field.address-%s", part));
		gt_attr(p, "autocomplete", browser[i]);
		gt_attr_flag(p, "locked", locked);
		gt_attr_flag(p, "required", it->required.kind == GT_YES && (i == 1 || i == 3 || i == 4));
		if (i == 5 && !*typed && !locked) typed = "FR";
		gt_el_text(p, "value", i == 5 && locked ? gt_text_country(typed, v->c->lang) : typed);
		if (i == 5 && !locked) { size_t n; const struct gt_named *all = gt_text_countries(v->c->lang, &n); long_list(v, p, "countries", all, n); }
		gt_errors_view(v->f, gt_name_join(v->c->arena, name, part), p);
	}
}

static void shown_marks(struct view *v, const struct gt_item *it, const char *name, xmlNodePtr out)
{
	/* What has no rule of its own goes with the group around it, which a script may open at any time. */
	if (!it->show) return;
	gt_attr_flag(out, "hidden", gt_case_hidden(v->c, name));
	const char *rule = gt_expr_mirror(v->c->arena, it->show, it, name);
	gt_attr(out, "show-when", rule ? rule : "");      /* empty: there is a rule that scripts cannot follow; the server tells them */
}

static void errors(struct view *v, const struct gt_item *it, const char *name, xmlNodePtr field)
{
	gt_errors_view(v->f, name, field);
	for (size_t i = 1; it->repeated && i <= it->max; i++) gt_errors_view(v->f, gt_name_index(v->c->arena, name, i), field);
}

static void field_view(struct view *v, const struct gt_item *it, xmlNodePtr draft, xmlNodePtr el, const char *name, xmlNodePtr out)
{
	struct gt_case *c = v->c;
	const char *lang;
	if (it->agent && !v->agent) return;
	xmlNodePtr first = gt_xml_child(draft, it->id), right = gt_xml_child(el, it->id), field = gt_el(out, "field");
	bool locked = it->type == GT_T_COMPUTED || gt_case_locked(c, el ? el : draft, it, right);
	gt_attr(field, "id", it->id);
	gt_attr(field, "name", name);
	gt_attr(field, "type", gt_type_name(it->type));
	gt_attr(field, "label", gt_item_label(c, it, 0, &lang));
	if (!gt_streq(lang, c->lang)) gt_attr(field, "label-lang", lang);
	gt_attr(field, "hint", gt_item_text(c, it, "hint", NULL));
	gt_attr_flag(field, "required", !locked && gt_case_cond(c, el ? el : draft, it, right, it->required));
	gt_attr_flag(field, "locked", locked);
	gt_attr(field, "autocomplete", it->autocomplete);
	if (it->type == GT_T_COMMUNE && !locked) gt_attr(field, "suggest", "communes");
	if (it->type == GT_T_TEXT || it->type == GT_T_LONG_TEXT || it->type == GT_T_NAME) gt_attr_int(field, "max", it->max_chars);
	if (it->confirm && !locked) {
		gt_attr(field, "confirm", gt_item_text(c, it, "confirm", NULL));
		gt_attr(field, "remove", gt_item_text(c, it, "remove", NULL));
		gt_attr_flag(field, "confirmed", gt_xml_attr(first, "confirmed") != NULL);
	}
	if (it->repeated && !locked) {
		gt_attr(field, "add", gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "add.%s", it->add ? it->add : ""), NULL));
		gt_attr_flag(field, "add-off", gt_case_count(draft, it->id) >= it->max);
	}
	shown_marks(v, it, name, field);
	if (it->type == GT_T_ADDRESS) address_parts(v, it, locked && right ? right : first, locked, name, field);
	else if (it->type == GT_T_COMPUTED) value_of(v, it, right, true, field);
	else if (it->repeated || it->type == GT_T_MULTI_LIST || locked) {
		GT_XML_EACH(x, draft, it->id) value_of(v, it, x, locked, field);
		if (!first && it->type != GT_T_MULTI_LIST) value_of(v, it, NULL, locked, field);
	} else if (it->type != GT_T_INFO) value_of(v, it, first, false, field);
	options(v, it, draft, locked, field);
	errors(v, it, name, field);
}

/* ---- groups ---- */
static void items_view(struct view *v, const struct gt_item *g, xmlNodePtr draft, xmlNodePtr el, const char *name, xmlNodePtr out);

static void group_view(struct view *v, const struct gt_item *it, xmlNodePtr draft, xmlNodePtr el, const char *name, size_t index, size_t count, xmlNodePtr out)
{
	struct gt_case *c = v->c;
	const char *lang;
	xmlNodePtr g = gt_el(out, "group");
	const char *own = index ? gt_name_index(c->arena, name, index) : name;
	gt_attr(g, "id", it->id);
	gt_attr(g, "name", name);
	if (!it->untitled) {
		gt_attr(g, "legend", gt_item_label(c, it, index, &lang));
		if (!gt_streq(lang, c->lang)) gt_attr(g, "legend-lang", lang);
	}
	gt_attr_int(g, "level", it->level);
	gt_attr(g, "hint", gt_item_text(c, it, "hint", NULL));
	gt_attr_flag(g, "locked", gt_case_locked(c, el ? el->parent : draft->parent, it, el));
	shown_marks(v, it, name, g);
	if (it->confirm) gt_attr(g, "confirm", gt_item_text(c, it, "confirm", NULL));
	if (index) {
		gt_attr_int(g, "index", (int64_t)index);
		gt_attr_int(g, "count", (int64_t)count);
		if (count > it->min) gt_attr(g, "remove", own);
	}
	gt_errors_view(v->f, own, g);
	notes(v, it, el ? el : draft, g);
	items_view(v, it, draft, el, own, g);
}

static void repeated_view(struct view *v, const struct gt_item *it, xmlNodePtr draft, xmlNodePtr el, const char *name, xmlNodePtr out)
{
	size_t n = gt_case_count(draft, it->id), count = n < it->min ? it->min : n;
	for (; n < count; n++) gt_case_fill(v->c, gt_env_new(v->c, v->c->doc), it, gt_el(draft, it->id));
	for (size_t k = 1; k <= count; k++) group_view(v, it, gt_case_nth(draft, it->id, k), gt_case_nth(el, it->id, k), name, k, count, out);
	if (count >= it->max) return;
	xmlNodePtr add = gt_el(out, "add");
	gt_attr(add, "name", name);
	gt_attr(add, "label", gt_procedure_text(v->c->procedure, v->c->lang, gt_arena_printf(v->c->arena, "add.%s", it->add ? it->add : ""), NULL));
	shown_marks(v, it, name, add);
}

/* Fields among the justificatifs stand under their section's heading, after its notes; fields of one section together. */
static xmlNodePtr section_view(struct view *v, const char *id, xmlNodePtr out)
{
	const struct gt_procedure_body *b = v->c->procedure->body;
	xmlNodePtr last = xmlGetLastChild(out);
	while (last && last->type != XML_ELEMENT_NODE) last = last->prev;
	if (last && gt_xml_is(last, "group") && gt_streq(gt_xml_attr(last, "id"), id)) return last;
	xmlNodePtr g = gt_el(out, "group");
	gt_attr(g, "id", id);
	gt_attr(g, "name", gt_arena_printf(v->c->arena, "section.%s", id));
	gt_attr(g, "legend", gt_procedure_text(v->c->procedure, v->c->lang, gt_arena_printf(v->c->arena, "section.%s", id), NULL));
	gt_attr_int(g, "level", 2);
	for (size_t i = 0; i < b->n_sections; i++)
		for (size_t k = 0; gt_streq(b->sections[i].id, id) && k < b->sections[i].n_notes; k++)
			gt_note_view(v->c, gt_xml_root(gt_case_effective(v->c)), &b->sections[i].notes[k], g);
	return g;
}

static void items_view(struct view *v, const struct gt_item *g, xmlNodePtr draft, xmlNodePtr el, const char *name, xmlNodePtr out)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(v->c->arena, name, it->id);
		if (!it->group) field_view(v, it, draft, el, child, it->section ? section_view(v, it->section, out) : out);
		else if (it->repeated) repeated_view(v, it, draft, el, child, out);
		else {
			xmlNodePtr d = gt_xml_child(draft, it->id);
			group_view(v, it, d ? d : gt_el(draft, it->id), gt_xml_child(el, it->id), child, 0, 0, out);
		}
	}
}

static int view(struct gt_case *c, const struct gt_item *root, const char *name, const struct gt_findings *f, bool agent, xmlNodePtr parent, struct gt_error *err)
{
	struct view v = { c, f, agent };
	xmlNodePtr draft = gt_case_step_el(c->doc, root, true), el = gt_case_step_el(gt_case_effective(c), root, false);
	notes(&v, root, el ? el : draft, parent);
	items_view(&v, root, draft, el, name, parent);
	if (c->body->failed.rc) { if (err) *err = c->body->failed; return GT_FAILED; }
	return GT_OK;
}

int gt_step_view(struct gt_case *c, const struct gt_step *s, const struct gt_findings *f, xmlNodePtr form, struct gt_error *err)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	return s->body ? view(c, s->body->root, s->id, f, false, form, err) : GT_OK;
}

int gt_marked_view(struct gt_case *c, const char *name, const struct gt_findings *f, xmlNodePtr parent, struct gt_error *err)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	const struct gt_item *it = gt_item_by_name(c->procedure, name);
	const char *dot = strrchr(name, '.');
	if (!it || !dot || !gt_marked_shown(c, name)) return gt_fail(err, GT_NOTFOUND, "no such answer");
	struct view v = { c, f, false };
	const char *group = gt_arena_strndup(c->arena, name, (size_t)(dot - name));
	xmlNodePtr draft = gt_case_walk(gt_xml_root(c->doc), group), el = gt_case_walk(gt_xml_root(gt_case_effective(c)), group);
	if (!draft) return gt_fail(err, GT_NOTFOUND, "no such answer");
	field_view(&v, it, draft, el, name, parent);
	return GT_OK;
}

/* ---- what the script asks after a field was saved ---- */
static void states(struct gt_case *c, const struct gt_item *g, xmlNodePtr draft, const char *name, xmlNodePtr out)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(c->arena, name, it->id);
		if (it->show) {
			xmlNodePtr x = gt_el(out, "state");
			gt_attr(x, "name", child);
			gt_attr_flag(x, "hidden", gt_case_hidden(c, child));
		}
		if (it->group && !it->repeated) states(c, it, gt_xml_child(draft, it->id), child, out);
		size_t n = 0;
		if (it->group && it->repeated) GT_XML_EACH(x, draft, it->id) { n++; states(c, it, x, gt_name_index(c->arena, child, n), out); }
	}
}

int gt_step_shown(struct gt_case *c, const struct gt_step *s, xmlNodePtr parent, struct gt_error *err)
{
	if (!s->body) return GT_OK;
	gt_case_effective(c);
	states(c, s->body->root, gt_case_step_el(c->doc, s->body->root, true), s->id, parent);
	if (c->body->failed.rc) { if (err) *err = c->body->failed; return GT_FAILED; }
	return GT_OK;
}

/* ---- decisions: the same form, of the agent's data ---- */
int gt_decision_view(struct gt_case *c, const struct gt_decision *d, const struct gt_findings *f, xmlNodePtr form, struct gt_error *err)
{
	const struct gt_item *root = d->data->root;
	gt_case_fill(c, gt_env_new(c, c->doc), root, gt_case_step_el(c->doc, root, true));
	gt_case_changed(c);
	return view(c, root, "decision", f, true, form, err);
}

void gt_decision_post(struct gt_case *c, const struct gt_decision *d, const struct gt_pair *pairs, size_t n)
{
	bool reshaped;
	const struct gt_item *root = d->data->root;
	xmlNodePtr el = gt_case_step_el(c->doc, root, true);
	gt_group_post(c, root, el, "decision", GT_POST_PART, pairs, n, &reshaped);
	gt_case_fill(c, gt_env_new(c, c->doc), root, el);
	gt_case_changed(c);
}

int gt_decision_check(struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, struct gt_error *err)
{
	const struct gt_item *root = d->data->root;
	gt_case_step_el(c->doc, root, true);
	return gt_group_check(c, root, gt_case_step_el(gt_case_effective(c), root, true), "decision", f, err);
}

/* The texts of a procedure by id and language. Decides that a missing text is French, and says so; and where {placeholders} go. */
#include "procedure/procedure_priv.h"
#include <libxml/hash.h>
#include <stdio.h>

static void hash_free(void *p) { xmlHashFree(p, NULL); }

/* What cleaning needs is ten times the text: it does not stay. */
static const char *inner_text(struct gt_arena *arena, xmlNodePtr el)
{
	GT_AUTO_ARENA once = gt_arena_new("text", 64u << 20);
	return gt_arena_strdup(arena, gt_text_clean(once, gt_xml_text(once, el), true));
}

static void read_file(struct gt_loader *l, const struct gt_procedure_file *f, struct gt_texts *t)
{
	xmlNodePtr root = gt_xml_root(f->doc);
	t->lang = gt_arena_strdup(l->arena, gt_xml_attr(root, "lang"));
	t->by_id = xmlHashCreate(256);
	if (!t->by_id) gt_panic("out of memory (texts)");
	gt_arena_on_free(l->arena, hash_free, t->by_id);
	if (gt_empty(t->lang)) {
		gt_problem_add(l->problems, false, f->name, 1, "write <texts lang=\"fr\">", "no language on the root element");
		l->bad = true;
		t->lang = "??";
	}
	GT_XML_EACH(el, root, "text") {
		const char *id = gt_xml_attr(el, "id");
		if (gt_empty(id)) continue;
		const char *text = inner_text(l->arena, el);
		if (gt_empty(text)) gt_problem_add(l->problems, true, f->name, (int)xmlGetLineNo(el), "write it, or leave the line out", "text '%s' is empty", id);
		if (xmlHashAddEntry(t->by_id, (const xmlChar *)id, (void *)(uintptr_t)text)) {
			gt_problem_add(l->problems, false, f->name, (int)xmlGetLineNo(el), "keep one of them", "text '%s' stands twice", id);
			l->bad = true;
		}
	}
}

/* The procedure's own files first; a further file of the same language holds words that procedures share. */
bool gt_load_texts(struct gt_loader *l, const struct gt_procedure_file *files, size_t n)
{
	l->b->texts = gt_new_n(l->arena, struct gt_texts, n + 1);
	size_t k = 1;
	bool french = false;
	for (size_t i = 0; i < n; i++) {
		bool first = !french && gt_starts(files[i].name, "texts.") && gt_streq(gt_xml_attr(gt_xml_root(files[i].doc), "lang"), "fr");
		read_file(l, &files[i], &l->b->texts[first ? 0 : k++]);
		french |= first;
	}
	l->b->n_texts = k;
	if (french) return true;
	gt_problem_add(l->problems, false, "texts.fr.xml", 1, "write all texts in French first", "no French texts");
	l->bad = true;
	return false;
}

const char *gt_text_of(const struct gt_procedure_body *b, const char *lang, const char *id)
{
	for (size_t i = 0; i < b->n_texts; i++) {
		const char *s = b->texts[i].by_id && gt_streq(b->texts[i].lang, lang) ? xmlHashLookup(b->texts[i].by_id, (const xmlChar *)id) : NULL;
		if (s) return s;
	}
	return NULL;
}

const char *gt_procedure_text(const struct gt_procedure *p, const char *lang, const char *id, const char **ret_lang)
{
	const char *s = gt_text_of(p->body, lang, id);
	if (ret_lang) *ret_lang = s ? lang : "fr";
	return s ? s : gt_text_of(p->body, "fr", id);
}

const char *gt_procedure_lang(const struct gt_procedure *p, size_t i) { return i < p->body->n_texts ? p->body->texts[i].lang : NULL; }

const char *gt_procedure_title(const struct gt_procedure *p, const char *lang)
{
	const char *s = gt_procedure_text(p, lang, "title", NULL);
	return s ? s : p->id;
}

static const char *text_of_step(const struct gt_procedure *p, const struct gt_step *s, const char *lang, const char *tail)
{
	char id[120];
	snprintf(id, sizeof id, "step.%s%s", s->id, tail);
	return gt_procedure_text(p, lang, id, NULL);
}

const char *gt_step_label(const struct gt_procedure *p, const struct gt_step *s, const char *lang) { return text_of_step(p, s, lang, ""); }

const char *gt_step_heading(const struct gt_procedure *p, const struct gt_step *s, const char *lang)
{
	const char *h = text_of_step(p, s, lang, ".heading");
	return h ? h : gt_step_label(p, s, lang);
}

const char *gt_text_fill(struct gt_arena *arena, const char *text, const char *name, const char *value)
{
	if (!text) return NULL;
	const char *mark = gt_arena_printf(arena, "{%s}", name), *at = strstr(text, mark);
	if (!at) return text;
	return gt_text_fill(arena, gt_arena_printf(arena, "%.*s%s%s", (int)(at - text), text, value ? value : "", at + strlen(mark)), name, "");
}

const char *gt_date_words(struct gt_arena *arena, const char *iso, const char *lang)
{
	struct gt_date d;
	(void)lang;
	if (!iso || strlen(iso) < 10 || !gt_date_parse(gt_arena_strndup(arena, iso, 10), &d)) return iso;
	return gt_arena_printf(arena, "%02d/%02d/%04d", d.d, d.m, d.y);
}

const char *gt_args_fill(struct gt_case *c, xmlNodePtr context, const char *text, const struct gt_arg *args, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *v = "";
		if (gt_xpath_string(gt_case_env(c), c->arena, context, args[i].select->x, &v, NULL)) v = "";
		if (gt_streq(args[i].as, "date")) v = gt_date_words(c->arena, v, c->lang);
		else if (gt_streq(args[i].as, "amount")) v = gt_amount_words(c->arena, v, c->lang);
		text = gt_text_fill(c->arena, text, args[i].name, v);
	}
	return text;
}

const char *gt_item_text(struct gt_case *c, const struct gt_item *item, const char *leaf, const char **ret_lang)
{
	const char *kind = item->decision ? "decision" : item->group ? "group" : "field";
	return gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "%s.%s%s%s", kind, item->text, *leaf ? "." : "", leaf), ret_lang);
}

const char *gt_item_label(struct gt_case *c, const struct gt_item *item, size_t index, const char **ret_lang)
{
	const char *s = gt_item_text(c, item, "", ret_lang);
	if (!s) return item->id;
	return gt_text_fill(c->arena, s, "n", index ? gt_arena_printf(c->arena, "%zu", index) : "");
}

const char *gt_choice_label(struct gt_case *c, const struct gt_item *item, const char *choice)
{
	const char *own = gt_item_text(c, item, choice, NULL);
	if (own) return own;
	own = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "choice.%s", choice), NULL);
	return own ? own : choice;
}

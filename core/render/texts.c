/* Texts of a language and names of static files, as the sheets of phase 1 ask for them. Decides which file wins when an id stands twice.
 * Does not decide what happens when a text is missing: write.c does. */
#include "render/render_priv.h"
#include <stdlib.h>

struct entry { const char *id; xmlNodePtr node; };
struct gt_texts { struct gt_arena *arena; const char *lang; struct entry *list; size_t n, cap; };

struct gt_texts *gt_texts_new(struct gt_arena *arena, const char *lang)
{
	struct gt_texts *t = gt_new(arena, struct gt_texts);
	t->arena = arena;
	t->lang = gt_arena_strdup(arena, lang);
	return t;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static void add(struct gt_texts *t, const char *id, xmlNodePtr node)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 256;
		struct entry *list = gt_new_n(t->arena, struct entry, cap);
		if (t->n) memcpy(list, t->list, t->n * sizeof *list);
		t->list = list;
		t->cap = cap;
	}
	t->list[t->n++] = (struct entry){ id, node };
}

int gt_texts_read(struct gt_texts *t, const char *path, struct gt_error *err)
{
	xmlDocPtr doc;
	int rc = gt_xml_parse_file(t->arena, path, GT_XML_PLUGIN_MAX_BYTES, &doc, err);
	return rc ? rc : gt_texts_take(t, path, doc, err);
}

int gt_texts_take(struct gt_texts *t, const char *path, xmlDocPtr doc, struct gt_error *err)
{
	struct gt_texts fresh = { .arena = t->arena };
	GT_XML_EACH(el, gt_xml_root(doc), "text") {
		const char *id = gt_xml_attr(el, "id");
		if (gt_empty(id)) return gt_fail(err, GT_FAILED, "%s:%ld: a text without an id", path, xmlGetLineNo(el));
		if (!gt_texts_find(t, id)) add(&fresh, id, el);
	}
	if (fresh.n) qsort(fresh.list, fresh.n, sizeof *fresh.list, by_id);
	for (size_t i = 1; i < fresh.n; i++)
		if (!strcmp(fresh.list[i - 1].id, fresh.list[i].id))
			return gt_fail(err, GT_FAILED, "%s:%ld: the text '%s' stands twice", path, xmlGetLineNo(fresh.list[i].node), fresh.list[i].id);
	for (size_t i = 0; i < fresh.n; i++) add(t, fresh.list[i].id, fresh.list[i].node);
	if (t->n) qsort(t->list, t->n, sizeof *t->list, by_id);
	return GT_OK;
}

void gt_texts_add_all(struct gt_texts *t, const struct gt_texts *more)
{
	size_t n = t->n;
	if (t->cap < n + more->n) {
		struct entry *list = gt_new_n(t->arena, struct entry, n + more->n);
		if (n) memcpy(list, t->list, n * sizeof *list);
		t->list = list;
		t->cap = n + more->n;
	}
	for (size_t i = 0; i < more->n; i++) {
		struct entry *e = n ? bsearch(&more->list[i], t->list, n, sizeof *t->list, by_id) : NULL;
		if (!e) add(t, more->list[i].id, more->list[i].node);
	}
	if (t->n) qsort(t->list, t->n, sizeof *t->list, by_id);
}

xmlNodePtr gt_texts_find(const struct gt_texts *t, const char *id)
{
	struct entry key = { id, NULL };
	if (!t->n) return NULL;
	struct entry *e = bsearch(&key, t->list, t->n, sizeof *t->list, by_id);
	return e ? e->node : NULL;
}

const char *gt_texts_plain(const struct gt_texts *t, const char *id)
{
	xmlNodePtr n = gt_texts_find(t, id), c = n ? n->children : NULL;
	if (!n || !c) return n ? "" : NULL;
	return c->type == XML_TEXT_NODE && !c->next && !strchr((const char *)c->content, '{') ? (const char *)c->content : NULL;
}

size_t gt_texts_count(const struct gt_texts *t) { return t->n; }
xmlNodePtr gt_texts_at(const struct gt_texts *t, size_t i, const char **ret_id) { *ret_id = t->list[i].id; return t->list[i].node; }
const char *gt_texts_lang(const struct gt_texts *t) { return t->lang; }

/* ---- manifest: a line a file, "name name-with-digest" ---- */
struct name { const char *name, *address; };
struct gt_manifest { struct name *list; size_t n; };

int gt_manifest_read(struct gt_arena *arena, const char *path, struct gt_manifest **ret, struct gt_error *err)
{
	struct gt_str text;
	int rc = gt_file_read(arena, path, 64 * 1024, &text, err);
	if (rc) return rc;
	size_t lines = 1;
	for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
	struct gt_manifest *m = gt_new(arena, struct gt_manifest);
	m->list = gt_new_n(arena, struct name, lines);
	const char *p = text.p, *end = text.p + text.n;
	for (int line = 1; p < end; line++) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol) eol = end;
		if (eol > p) {
			const char *space = memchr(p, ' ', (size_t)(eol - p));
			if (!space) return gt_fail(err, GT_FAILED, "%s:%d: two names expected", path, line);
			m->list[m->n].name = gt_arena_strndup(arena, p, (size_t)(space - p));
			m->list[m->n++].address = gt_arena_printf(arena, "/static/%.*s", (int)(eol - space - 1), space + 1);
		}
		p = eol + 1;
	}
	*ret = m;
	return GT_OK;
}

const char *gt_manifest_find(const struct gt_manifest *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->list[i].name, name)) return m->list[i].address;
	return NULL;
}

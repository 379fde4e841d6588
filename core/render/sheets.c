/* Loading: finds sheets and languages, resolves includes within the sheets' own folders, compiles. Decides where an include may lead.
 * Does not transform documents: run.c does. */
#include "render/render_priv.h"
#include <dirent.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SHEETS_MAX 400

struct kept { const char *kind, *name, *lang; const struct gt_sheet *sheet; };
struct gt_sheets {
	struct gt_arena *arena;
	const char *dir, *languages[GT_RENDER_LANGUAGES_MAX + 1];
	struct gt_texts *texts[GT_RENDER_LANGUAGES_MAX];
	struct gt_sources files;
	struct kept *list; size_t n;
	struct gt_skeletons *skeletons;
};
static const struct gt_sheets *house; /* the last ones loaded: their texts serve procedures too */

/* A template called by name, as the sheet has it: libxslt would find out in the middle of a page that there is none. */
struct call { struct call *next; const char *name, *path; long line; };

/* One loading at a time; NULL otherwise, and then nothing can be loaded at all. */
static struct loading {
	struct gt_arena *arena;
	const char *dir, *shared;
	const struct gt_writing *writing;
	struct gt_sources *files, *house;      /* NULL: read now, and never again */
	struct call *calls;
	struct gt_error *err;
	bool flatten, failed;
} *loading;
static char shared_dir[512]; /* the house's sheets, for plugins that include guichet:NAME */

static void note_calls(struct loading *l, xmlNodePtr parent, const char *path)
{
	GT_XML_EACH(n, parent, NULL) {
		if (gt_xml_is(n, "call-template") && n->ns && gt_streq((const char *)n->ns->href, GT_XSL_NS)) {
			struct call *c = gt_new(l->arena, struct call);
			*c = (struct call){ l->calls, gt_arena_strdup(l->arena, gt_xml_attr(n, "name")), path, xmlGetLineNo(n) };
			l->calls = c;
		}
		note_calls(l, n, path);
	}
}

static bool has_template(xsltStylesheetPtr style, const char *name)
{
	for (; style; style = style->next) {
		for (xsltTemplatePtr t = style->templates; t; t = t->next)
			if (gt_streq((const char *)t->name, name)) return true;
		if (style->imports && has_template(style->imports, name)) return true;
	}
	return false;
}

static int check_calls(const struct loading *l, xsltStylesheetPtr style, struct gt_error *err)
{
	for (const struct call *c = l->calls; c; c = c->next)
		if (!has_template(style, c->name)) return gt_fail(err, GT_FAILED, "%s:%ld: no template '%s'", c->path, c->line, c->name ? c->name : "");
	return GT_OK;
}

static bool is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);
	return n && !strncmp(path, dir, n) && path[n] == '/';
}

static int parse_sheet(struct loading *l, struct gt_arena *arena, const char *path, xmlDocPtr *ret, struct gt_error *err)
{
	if (!l->files) return gt_xml_parse_file(arena, path, GT_XML_PLUGIN_MAX_BYTES, ret, err);
	struct gt_str text;
	int rc = gt_source_read(l->house && is_below(path, l->shared) ? l->house : l->files, path, &text, err);
	return rc ? rc : gt_xml_parse_as(arena, path, text, GT_XML_PLUGIN_MAX_BYTES, ret, err);
}

static int read_sheet(struct loading *l, const char *path, xmlDocPtr *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("sheet", 64u << 20);
	xmlDocPtr mine;
	int rc = parse_sheet(l, arena, path, &mine, err);
	if (rc) return rc;
	xmlDocPtr doc = xmlCopyDoc(mine, 1); /* libxslt frees what it compiles */
	if (!doc) gt_panic("out of memory (sheet)");
	xmlFree((void *)(uintptr_t)doc->URL);
	doc->URL = xmlStrdup((const xmlChar *)path);
	rc = gt_sheet_write(l->writing, doc, err);
	if (rc) { xmlFreeDoc(doc); return rc; }
	note_calls(l, gt_xml_root(doc), gt_arena_strdup(l->arena, path));
	if (l->flatten) gt_sheet_flatten(doc);
	*ret = doc;
	return GT_OK;
}

/* Where an include leads: a file of the same tree of sheets, or guichet:NAME for a letter sheet of the house. NULL: nowhere. */
static const char *include_path(const struct loading *l, const char *uri)
{
	if (gt_starts(uri, "guichet:")) {
		const char *name = uri + 8;
		if (gt_empty(name) || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name)) return NULL;
		return gt_arena_printf(l->arena, "%s/letter/%s.xsl", l->shared, name);
	}
	if (strstr(uri, "/../")) return NULL;
	return is_below(uri, l->dir) || is_below(uri, l->shared) ? uri : NULL;
}

static xmlDocPtr load_include(const xmlChar *uri, xmlDictPtr dict, int options, void *ctxt, xsltLoadType type)
{
	(void)dict; (void)options; (void)ctxt;
	if (type != XSLT_LOAD_STYLESHEET || !loading || loading->failed) return NULL;
	const char *path = include_path(loading, (const char *)uri);
	xmlDocPtr doc = NULL;
	if (!path) gt_fail(loading->err, GT_FAILED, "a sheet includes '%s', which is outside of the sheets", (const char *)uri);
	else if (!read_sheet(loading, path, &doc, loading->err)) return doc;
	loading->failed = true;
	return NULL;
}

/* libxslt says "compilation error: file F line N element E\n<what>"; we say "F:N: what". */
static int compile_fault(const char *path, struct gt_error *err)
{
	const char *s = gt_render_messages(), *file = strstr(s, "file "), *line = file ? strstr(file, " line ") : NULL, *rest = line ? strchr(line, '\n') : NULL;
	if (!rest) return gt_fail(err, GT_FAILED, "%s: %s", path, *s ? s : "not a style sheet");
	size_t n = strcspn(rest + 1, "\n");
	return gt_fail(err, GT_FAILED, "%.*s:%d: %.*s", (int)(line - file - 5), file + 5, atoi(line + 6), (int)n, rest + 1);
}

static void free_style(void *p) { xsltFreeStylesheet(p); }

static int compile(struct loading *l, xmlDocPtr doc, const char *path, xsltStylesheetPtr *ret, struct gt_error *err)
{
	gt_render_messages_clear();
	l->err = err;
	l->failed = false;
	loading = l;
	xsltSetLoaderFunc(load_include);
	xsltSetDefaultSecurityPrefs(NULL); /* reading is what load_include decides; documents of data are never loaded */
	xsltStylesheetPtr style = xsltParseStylesheetDoc(doc);
	gt_render_forbid();
	loading = NULL;
	bool bad = !style || style->errors || style->warnings || l->failed || *gt_render_messages();
	if (!bad && check_calls(l, style, err)) {
		xsltFreeStylesheet(style);
		return GT_FAILED;
	}
	if (!bad) {
		style->_private = (void *)(uintptr_t)l->writing->own; /* for t:text(); lives in the same arena, or longer */
		gt_arena_on_free(l->arena, free_style, style);
		*ret = style;
		return GT_OK;
	}
	int rc = l->failed ? GT_FAILED : compile_fault(path, err);
	if (style) xsltFreeStylesheet(style);
	else xmlFreeDoc(doc);
	return rc;
}

/* ---- folders ---- */
static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Names in dir that end in suffix, sorted, without it. A folder that is not there has none. */
static size_t list(struct gt_arena *arena, const char *dir, const char *suffix, const char **names, size_t max)
{
	DIR *d = opendir(dir);
	if (!d) return 0;
	size_t n = 0, ns = strlen(suffix);
	for (struct dirent *e; n < max && (e = readdir(d));) {
		size_t len = strlen(e->d_name);
		if (e->d_name[0] == '.' || len <= ns || strcmp(e->d_name + len - ns, suffix)) continue;
		names[n++] = gt_arena_strndup(arena, e->d_name, len - ns);
	}
	closedir(d);
	qsort(names, n, sizeof *names, by_name);
	return n;
}

/* texts/LANG.xml, then texts/LANG.PART.xml. */
static int read_language(struct gt_arena *arena, const char *dir, const char *lang, struct gt_texts **ret, struct gt_error *err)
{
	struct gt_texts *t = gt_texts_new(arena, lang);
	const char *names[64];
	const char *texts = gt_arena_printf(arena, "%s/texts", dir);
	size_t n = list(arena, texts, ".xml", names, GT_COUNT(names)), len = strlen(lang);
	for (size_t i = 0; i < n; i++) {
		if (strncmp(names[i], lang, len) || (names[i][len] && names[i][len] != '.')) continue;
		int rc = gt_texts_read(t, gt_arena_printf(arena, "%s/%s.xml", texts, names[i]), err);
		if (rc) return rc;
	}
	*ret = t;
	return GT_OK;
}

static void find_languages(struct gt_sheets *s)
{
	const char *names[64];
	size_t n = list(s->arena, gt_arena_printf(s->arena, "%s/texts", s->dir), ".xml", names, GT_COUNT(names)), out = 0;
	s->languages[out++] = "fr";
	for (size_t i = 0; i < n && out < GT_RENDER_LANGUAGES_MAX; i++)
		if (!strchr(names[i], '.') && strcmp(names[i], "fr")) s->languages[out++] = names[i];
	s->languages[out] = NULL;
}

static xmlNodePtr include(xmlNodePtr root, const char *path)
{
	xmlNodePtr el = xmlNewChild(root, root->ns, (const xmlChar *)"include", NULL);
	xmlNewProp(el, (const xmlChar *)"href", (const xmlChar *)path);
	return el;
}

static struct gt_sheet *sheet_new(struct gt_arena *arena, xsltStylesheetPtr style, const char *path)
{
	struct gt_sheet *s = gt_new(arena, struct gt_sheet);
	*s = (struct gt_sheet){ .magic = GT_SHEET_MAGIC, .style = style, .name = gt_arena_strdup(arena, path) };
	return s;
}

/* Pages share most of their sheets: one compiled sheet holds them all, instead of forty copies of the same components. */
static int load_together(struct loading *l, const char *kind, struct gt_sheet **ret, struct gt_error *err)
{
	l->calls = NULL;
	xmlDocPtr doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlNodePtr root = xmlNewDocNode(doc, NULL, (const xmlChar *)"stylesheet", NULL);
	xmlSetNs(root, xmlNewNs(root, (const xmlChar *)GT_XSL_NS, (const xmlChar *)"xsl"));
	xmlNewProp(root, (const xmlChar *)"version", (const xmlChar *)"1.0");
	xmlDocSetRootElement(doc, root);
	const char *top = gt_arena_printf(l->arena, "%s/%s.xsl", l->dir, kind);
	doc->URL = xmlStrdup((const xmlChar *)top);
	const char *folders[] = { "site", kind };
	for (size_t f = 0; f < GT_COUNT(folders); f++) {
		const char *names[SHEETS_MAX], *dir = gt_arena_printf(l->arena, "%s/%s", l->dir, folders[f]);
		size_t n = list(l->arena, dir, ".xsl", names, SHEETS_MAX);
		for (size_t i = 0; i < n; i++) include(root, gt_arena_printf(l->arena, "%s/%s.xsl", dir, names[i]));
	}
	xsltStylesheetPtr style;
	int rc = compile(l, doc, top, &style, err);
	if (!rc) *ret = sheet_new(l->arena, style, top);
	return rc;
}

static void keep(struct gt_sheets *s, const char *kind, const char *name, const char *lang, const struct gt_sheet *sheet)
{
	if (s->n == SHEETS_MAX * 2) gt_panic("over %d sheets", SHEETS_MAX * 2);
	s->list[s->n++] = (struct kept){ kind, name, lang, sheet };
}

/* Pages and mails are compiled now; what a worker seldom needs, when it does. */
static int load_one(struct gt_sheets *s, struct loading *l, const char *kind, const char *path, struct gt_sheet **ret, struct gt_error *err)
{
	xmlDocPtr doc;
	xsltStylesheetPtr style = NULL;
	const struct gt_writing *w = l->writing;
	if (!gt_streq(kind, "mail")) {
		struct gt_recipe *r = gt_new(s->arena, struct gt_recipe);
		*r = (struct gt_recipe){ .path = path, .dir = s->dir, .shared = s->dir, .lang = w->lang, .own = w->own, .french = w->french, .manifest = w->manifest, .files = &s->files };
		return gt_sheet_promise(s->arena, r, ret, err);
	}
	l->calls = NULL;
	int rc = read_sheet(l, path, &doc, err);
	if (!rc) rc = compile(l, doc, path, &style, err);
	if (!rc) *ret = sheet_new(s->arena, style, path);
	return rc;
}

static int load_kind(struct gt_sheets *s, struct loading *l, const char *kind, const char *lang, struct gt_error *err)
{
	const char *names[SHEETS_MAX], *dir = gt_arena_printf(s->arena, "%s/%s", s->dir, kind);
	size_t n = list(s->arena, dir, ".xsl", names, SHEETS_MAX);
	bool together = gt_streq(kind, "page");
	struct gt_sheet *sheet = NULL;
	l->flatten = together;
	for (size_t i = 0; i < n; i++) {
		int rc = GT_OK;
		if (together && !sheet) rc = load_together(l, kind, &sheet, err);
		else if (!together) rc = load_one(s, l, kind, gt_arena_printf(s->arena, "%s/%s.xsl", dir, names[i]), &sheet, err);
		if (rc) return GT_FAILED;
		keep(s, gt_arena_strdup(s->arena, kind), names[i], lang, sheet);
	}
	return GT_OK;
}

static const char *whole_path(struct gt_arena *arena, const char *path)
{
	char *p = realpath(path, NULL);
	const char *ret = gt_arena_strdup(arena, p ? p : path);
	free(p);
	return ret;
}

static void forget_house(void *p)
{
	gt_sheets_forget_made();
	if (house == p) house = NULL;
}

int gt_sheets_load(struct gt_arena *arena, const char *dir, const char *const kinds[], struct gt_sheets **ret, struct gt_error *err)
{
	gt_render_init();
	struct gt_sheets *s = gt_new(arena, struct gt_sheets);
	s->arena = arena;
	s->dir = whole_path(arena, dir);
	s->files.arena = arena;
	s->list = gt_new_n(arena, struct kept, SHEETS_MAX * 2);
	snprintf(shared_dir, sizeof shared_dir, "%s", s->dir);
	find_languages(s);
	struct gt_manifest *manifest = NULL;
	int rc = gt_manifest_read(arena, gt_arena_printf(arena, "%s/static/manifest.txt", s->dir), &manifest, err);
	if (rc && rc != GT_NOTFOUND) return GT_FAILED;
	for (size_t i = 0; s->languages[i]; i++) {
		if (read_language(arena, s->dir, s->languages[i], &s->texts[i], err)) return GT_FAILED;
		struct gt_writing w = { .arena = arena, .lang = s->languages[i], .own = s->texts[i], .french = s->texts[0], .manifest = manifest };
		struct loading l = { .arena = arena, .dir = s->dir, .shared = s->dir, .writing = &w };
		for (size_t k = 0; kinds[k]; k++)
			if (load_kind(s, &l, kinds[k], s->languages[i], err)) return GT_FAILED;
	}
	house = s;
	gt_arena_on_free(arena, forget_house, s);
	*ret = s;
	return GT_OK;
}

/* The house's texts for sheets of procedures: those of its own sheets, else read once for the life of the process. */
static int house_texts(const char *dir, const char *lang, const struct gt_texts **ret, struct gt_error *err)
{
	static struct { const char *dir, *lang; struct gt_texts *texts; } known[GT_RENDER_LANGUAGES_MAX];
	static struct gt_arena *arena;
	static size_t n;
	for (size_t i = 0; house && gt_streq(house->dir, dir) && house->languages[i]; i++)
		if (gt_streq(house->languages[i], lang)) { *ret = house->texts[i]; return GT_OK; }
	for (size_t i = 0; i < n; i++)
		if (gt_streq(known[i].dir, dir) && gt_streq(known[i].lang, lang)) { *ret = known[i].texts; return GT_OK; }
	if (!arena) arena = gt_arena_new("house texts", 256u << 20);
	struct gt_texts *t;
	int rc = read_language(arena, dir, lang, &t, err);
	if (rc) return rc;
	if (n < GT_COUNT(known)) {
		known[n].dir = gt_arena_strdup(arena, dir);
		known[n].lang = gt_arena_strdup(arena, lang);
		known[n++].texts = t;
	}
	*ret = t;
	return GT_OK;
}

/* A procedure's texts first, then the house's of that language, then the house's French. */
static int procedure_texts(const struct gt_recipe *r, struct gt_arena *arena, struct gt_writing *w, struct gt_error *err)
{
	struct gt_texts *own = gt_texts_new(arena, r->lang);
	const struct gt_texts *shared;
	struct gt_str text;
	xmlDocPtr doc;
	int rc = r->texts_path ? gt_source_read(r->files, r->texts_path, &text, err) : GT_OK;
	if (!rc && r->texts_path) rc = gt_xml_parse_as(arena, r->texts_path, text, GT_XML_PLUGIN_MAX_BYTES, &doc, err);
	if (!rc && r->texts_path) rc = gt_texts_take(own, r->texts_path, doc, err);
	if (!rc) rc = house_texts(r->shared, r->lang, &shared, err);
	if (rc) return rc;
	gt_texts_add_all(own, shared);
	w->own = own;
	return house_texts(r->shared, "fr", &w->french, err);
}

int gt_sheet_compile(const struct gt_recipe *r, struct gt_arena *arena, xsltStylesheetPtr *ret, struct gt_error *err)
{
	struct gt_writing w = { .arena = arena, .lang = r->lang, .own = r->own, .french = r->french, .manifest = r->manifest };
	struct loading l = { .arena = arena, .dir = r->dir, .shared = r->shared, .writing = &w, .files = r->files, .house = r->house };
	xmlDocPtr doc;
	int rc = r->own ? GT_OK : procedure_texts(r, arena, &w, err);
	if (!rc) rc = read_sheet(&l, r->path, &doc, err);
	return rc ? GT_FAILED : compile(&l, doc, r->path, ret, err);
}

int gt_sheet_load(struct gt_arena *arena, const char *path, const char *texts_path, const char *lang, struct gt_sheet **ret, struct gt_error *err)
{
	static struct gt_sources shared_files;
	gt_render_init();
	if (!shared_files.arena) shared_files.arena = gt_arena_new("house sheets", 64u << 20);
	const char *whole = whole_path(arena, path), *slash = strrchr(whole, '/');
	struct gt_recipe *r = gt_new(arena, struct gt_recipe);
	struct gt_sources *files = gt_new(arena, struct gt_sources);
	files->arena = arena;
	*r = (struct gt_recipe){ .path = whole, .dir = gt_arena_strndup(arena, whole, slash ? (size_t)(slash - whole) : 0), .shared = *shared_dir ? gt_arena_strdup(arena, shared_dir) : GT_DATADIR "/xslt",
		.texts_path = gt_arena_strdup(arena, texts_path), .lang = gt_arena_strdup(arena, lang), .files = files, .house = &shared_files };
	return gt_sheet_promise(arena, r, ret, err);
}

static const struct kept *find(const struct gt_sheets *s, const char *kind, const char *name, const char *lang)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->list[i].name, name) && !strcmp(s->list[i].lang, lang) && !strcmp(s->list[i].kind, kind)) return &s->list[i];
	return NULL;
}

bool gt_sheets_has(const struct gt_sheets *s, const char *kind, const char *name, const char *lang) { return find(s, kind, name, lang) != NULL; }
const struct gt_sheet *gt_sheets_find(const struct gt_sheets *s, const char *kind, const char *name, const char *lang)
{
	const struct kept *k = find(s, kind, name, lang);
	if (!k) k = find(s, kind, name, "fr");
	return k ? k->sheet : NULL;
}

void gt_sheets_keep_pages(struct gt_sheets *s) { if (!s->skeletons) s->skeletons = gt_skeletons_new(s->arena); }

const char *const *gt_sheets_languages(const struct gt_sheets *s) { return s->languages; }

int gt_render(const struct gt_sheets *s, struct gt_arena *arena, const char *kind, const char *name, const char *lang, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err)
{
	const struct gt_sheet *sheet = gt_sheets_find(s, kind, name, lang);
	if (!sheet) return gt_fail(err, GT_NOTFOUND, "no sheet '%s/%s'", kind, name);
	if (s->skeletons && gt_streq(kind, "page") && gt_skeletons_page(name)) return gt_skeleton_text(s->skeletons, sheet, arena, doc, ret, err);
	return gt_sheet_text(sheet, arena, doc, ret, err);
}

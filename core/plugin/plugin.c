/* Procedures as installed: one folder a version, trusted, read, compiled. A refused one keeps its reason and harms no other. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "plugin/plugin_priv.h"

#define LANGUAGES_MAX 16

static int load_grammars(struct gt_arena *arena, const struct gt_config *config, struct gt_grammar **procedure, struct gt_grammar **catalogue, struct gt_error *err)
{
	const char *dir = gt_plugin_schemas(config);
	int rc = gt_grammar_load(arena, gt_arena_printf(arena, "%s/procedure.rng", dir), procedure, err);
	if (rc == GT_OK && catalogue) rc = gt_grammar_load(arena, gt_arena_printf(arena, "%s/catalogue.rng", dir), catalogue, err);
	return rc;
}

/* ---- texts and sheets of one folder ---- */
static const char *language_of(struct gt_arena *arena, const char *name)
{
	size_t n = strlen(name);
	if (!gt_starts(name, "texts.") || n < 12 || strcmp(name + n - 4, ".xml") != 0) return NULL;
	return gt_arena_strndup(arena, name + 6, n - 10);
}

static size_t read_texts(struct gt_arena *arena, struct gt_arena *docs, const char *dir, struct gt_procedure_file *files, const char **langs, size_t max, struct gt_problems *problems)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && n < max && (e = readdir(d));) {
		const char *lang = language_of(arena, e->d_name);
		if (!lang) continue;
		struct gt_error err;
		files[n].name = gt_arena_strdup(arena, e->d_name);
		if (gt_xml_parse_file(docs, gt_arena_printf(docs, "%s/%s", dir, e->d_name), GT_XML_PLUGIN_MAX_BYTES, &files[n].doc, &err) != GT_OK) {
			gt_problem_add(problems, false, files[n].name, 0, "write well-formed XML without DOCTYPE", "%s", err.message);
			continue;
		}
		langs[n++] = lang;
	}
	if (d) closedir(d);
	return n;
}

/* Words that procedures share stand beside the grammars, in xslt/texts. Where there are none, a procedure says all of its own. */
static size_t add_shared_words(struct gt_arena *arena, struct gt_arena *docs, const char *schemas, struct gt_procedure_file *files, size_t n, const char *const *langs, size_t n_langs, size_t max)
{
	for (size_t i = 0; i < n_langs && n < max; i++) {
		struct gt_error err;
		files[n].name = gt_arena_printf(arena, "%s.words.xml", langs[i]);
		if (gt_xml_parse_file(docs, gt_arena_printf(docs, "%s/../texts/%s", schemas, files[n].name), GT_XML_PLUGIN_MAX_BYTES, &files[n].doc, &err) == GT_OK) n++;
	}
	return n;
}

static void load_sheets(struct gt_arena *arena, const char *dir, const struct gt_procedure *p, const char *const *langs, size_t n_langs, struct gt_plugin_body *body, struct gt_problems *problems)
{
	body->sheets = gt_new_n(arena, struct gt_paper_sheet, p->n_papers * n_langs + 1);
	for (size_t i = 0; i < p->n_papers; i++) {
		for (size_t k = 0; k < n_langs; k++) {
			struct gt_error err;
			struct gt_paper_sheet *s = &body->sheets[body->n_sheets];
			const char *texts = gt_arena_printf(arena, "%s/texts.%s.xml", dir, langs[k]);
			if (gt_sheet_load(arena, gt_arena_printf(arena, "%s/%s", dir, p->papers[i].sheet), texts, langs[k], &s->sheet, &err) != GT_OK) {
				gt_problem_add(problems, false, p->papers[i].sheet, 0, "correct the sheet", "%s", err.message);
				continue;
			}
			s->paper = p->papers[i].id;
			s->lang = langs[k];
			body->n_sheets++;
		}
	}
}

static int first_error(const struct gt_problems *problems, struct gt_error *err)
{
	for (size_t i = 0; i < problems->n; i++) {
		const struct gt_problem *p = &problems->items[i];
		if (!p->warning) return gt_fail(err, GT_REFUSED, "%s:%d: %s", p->file, p->line, p->cause);
	}
	return GT_OK;
}

/* procedure.xml, grammar, texts, model, sheets. */
static int read_folder(struct gt_arena *arena, const struct gt_config *config, const struct gt_grammar *grammar, const char *dir, struct gt_problems *problems, struct gt_plugin *ret, struct gt_error *err)
{
	struct gt_str text;
	xmlDocPtr doc;
	struct gt_error cause;
	if (gt_file_read(arena, gt_arena_printf(arena, "%s/procedure.xml", dir), GT_XML_PLUGIN_MAX_BYTES, &text, &cause) != GT_OK) return gt_fail(err, GT_REFUSED, "%s", cause.message);
	ret->digest = gt_sha256(text.p, text.n);
	if (gt_xml_parse(arena, text, GT_XML_PLUGIN_MAX_BYTES, &doc, &cause) != GT_OK) {
		gt_problem_add(problems, false, "procedure.xml", 0, "write well-formed XML without DOCTYPE", "%s", cause.message);
		return first_error(problems, err);
	}
	if (gt_grammar_check(grammar, doc, &cause) != GT_OK) {
		gt_problem_add(problems, false, "procedure.xml", 0, "see the grammar procedure.rng: each element is described there", "%s", cause.message);
		return first_error(problems, err);
	}
	struct gt_procedure_file files[2 * LANGUAGES_MAX];
	const char *langs[LANGUAGES_MAX];
	GT_AUTO_ARENA docs = gt_arena_new("texts", 64u << 20); /* the procedure keeps the words, not their trees */
	size_t n = read_texts(arena, docs, dir, files, langs, GT_COUNT(langs), problems), all = add_shared_words(arena, docs, gt_plugin_schemas(config), files, n, langs, n, GT_COUNT(files));
	if (gt_procedure_build(arena, doc, files, all, problems, &ret->procedure, &cause) != GT_OK) {
		ret->procedure = NULL;
		int rc = first_error(problems, err);
		return rc == GT_OK ? gt_fail(err, GT_REFUSED, "%s", cause.message) : rc;
	}
	memcpy(((struct gt_procedure *)(uintptr_t)ret->procedure)->digest, ret->digest.b, sizeof ret->digest.b);
	struct gt_plugin_body *body = gt_new(arena, struct gt_plugin_body);
	body->source = doc;
	load_sheets(arena, dir, ret->procedure, langs, n, body, problems);
	ret->body = body;
	ret->id = ret->procedure->id;
	ret->version = ret->procedure->version;
	int rc = first_error(problems, err);
	if (rc != GT_OK) ret->procedure = NULL;
	return rc;
}

/* An author may check before building; what is to serve has its object. */
static int check_object(struct gt_arena *arena, const char *dir, enum gt_plugin_trust trust, struct gt_problems *problems, struct gt_plugin *p, struct gt_error *err)
{
	struct gt_error cause;
	int rc = gt_plugin_object_check(arena, dir, p->id, &cause);
	if (rc == GT_OK) return rc;
	bool needed = p->procedure->hooks.any && trust == GT_PLUGIN_TRUSTED;
	if (rc != GT_NOTFOUND) gt_problem_add(problems, false, gt_arena_printf(arena, "%s.so", p->id), 0, "build it as the template does (guichetctl plugin new)", "%s", cause.message);
	else gt_problem_add(problems, !needed, gt_arena_printf(arena, "%s.so", p->id), 0, "build it (make), and check the folder that make lays down", "its object is not there");
	rc = first_error(problems, err);
	if (rc != GT_OK) p->procedure = NULL;
	return rc;
}

int gt_plugin_check(struct gt_arena *arena, const struct gt_config *config, const char *dir, enum gt_plugin_trust trust, struct gt_problems *problems, struct gt_plugin *ret, struct gt_error *err)
{
	struct gt_grammar *grammar;
	struct gt_str manifest;
	*ret = (struct gt_plugin){ .dir = dir };
	int rc = load_grammars(arena, config, &grammar, NULL, err);
	if (rc != GT_OK) return rc;
	if (trust == GT_PLUGIN_TRUSTED) rc = gt_plugin_trust(arena, config, dir, &ret->signer, &ret->manifest, err);
	else rc = gt_plugin_manifest(arena, dir, trust, &manifest, err);
	if (rc == GT_OK) rc = read_folder(arena, config, grammar, dir, problems, ret, err);
	return rc == GT_OK ? check_object(arena, dir, trust, problems, ret, err) : rc;
}

/* ---- all of them ---- */
static void load_one(struct gt_plugins *all, const struct gt_config *config, const struct gt_grammar *grammar, const char *id, const char *version)
{
	struct gt_plugin *p = &all->items[all->n++];
	struct gt_problems problems = { .arena = all->arena };
	struct gt_error err;
	const char *dir = gt_arena_printf(all->arena, "%s/%s/%s", gt_plugin_directory(config), id, version);
	*p = (struct gt_plugin){ .dir = dir };
	int rc = gt_plugin_trust(all->arena, config, dir, &p->signer, &p->manifest, &err);
	if (rc == GT_OK) rc = read_folder(all->arena, config, grammar, dir, &problems, p, &err);
	if (rc == GT_OK) rc = check_object(all->arena, dir, GT_PLUGIN_TRUSTED, &problems, p, &err);
	if (rc == GT_OK && (!gt_streq(p->id, id) || !gt_streq(p->version, version))) {
		p->procedure = NULL;
		rc = gt_fail(&err, GT_REFUSED, "procedure.xml says '%s' version '%s', its folder another", p->id, p->version);
	}
	p->id = id;
	p->version = version;
	if (rc != GT_OK) p->reason = gt_arena_strdup(all->arena, err.message);
}

static int version_cmp(const char *a, const char *b)
{
	while (*a && *b) {
		char *x, *y;
		long m = strtol(a, &x, 10), n = strtol(b, &y, 10);
		if (m != n) return m < n ? -1 : 1;
		if (x == a || y == b) break;
		a = x + (*x == '.');
		b = y + (*y == '.');
	}
	return strcmp(a, b);
}

static int by_id_then_newest(const void *a, const void *b)
{
	const struct gt_plugin *p = a, *q = b;
	int c = strcmp(p->id, q->id);
	return c ? c : version_cmp(q->version, p->version);
}

static size_t names_in(struct gt_arena *arena, const char *dir, const char **names, size_t max)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && n < max && (e = readdir(d));) {
		struct stat st;
		if (e->d_name[0] == '.' || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode)) continue;
		names[n++] = gt_arena_strdup(arena, e->d_name);
	}
	if (d) closedir(d);
	return n;
}

#define PLUGINS_MAX 256

static void load_all(struct gt_plugins *all, const struct gt_config *config, const struct gt_grammar *grammar)
{
	const char *ids[PLUGINS_MAX], *versions[PLUGINS_MAX];
	all->items = gt_new_n(all->arena, struct gt_plugin, PLUGINS_MAX);
	size_t n = names_in(all->arena, gt_plugin_directory(config), ids, PLUGINS_MAX);
	for (size_t i = 0; i < n; i++) {
		size_t m = names_in(all->arena, gt_arena_printf(all->arena, "%s/%s", gt_plugin_directory(config), ids[i]), versions, PLUGINS_MAX);
		for (size_t k = 0; k < m && all->n < PLUGINS_MAX; k++) load_one(all, config, grammar, ids[i], versions[k]);
	}
	qsort(all->items, all->n, sizeof *all->items, by_id_then_newest);
	for (size_t i = 0; i < all->n; i++) {
		bool another = false;
		for (size_t k = 0; k < i; k++) another |= all->items[k].enabled && gt_streq(all->items[k].id, all->items[i].id);
		all->items[i].enabled = all->items[i].rehearsed = all->items[i].procedure && !another;
	}
}

int gt_plugins_load(const struct gt_config *config, struct gt_plugins **ret, struct gt_error *err)
{
	struct gt_plugins *all = gt_xalloc(sizeof *all);
	all->magic = GT_PLUGINS_MAGIC;
	all->arena = gt_arena_new("plugins", SIZE_MAX / 2);
	struct gt_grammar *procedure, *catalogue;
	const char *path = gt_config_get(config, "plugins.catalogue", GT_DATADIR "/plugins/catalogue.xml");
	int rc = load_grammars(all->arena, config, &procedure, &catalogue, err);
	if (rc == GT_OK) rc = gt_xml_parse_file(all->arena, path, GT_XML_PLUGIN_MAX_BYTES, &all->catalogue, err);
	if (rc == GT_OK) rc = gt_grammar_check(catalogue, all->catalogue, err);
	if (rc != GT_OK) {
		gt_plugins_free(&all);
		return rc == GT_FAILED ? rc : gt_fail(err, GT_FAILED, "catalogue '%s': %s", path, err->message);
	}
	all->config = config;
	all->grammar = procedure;
	load_all(all, config, procedure);
	*ret = all;
	return GT_OK;
}

void gt_plugins_free(struct gt_plugins **plugins)
{
	if (!*plugins) return;
	gt_arena_free(&(*plugins)->arena);
	gt_xfree(*plugins);
	*plugins = NULL;
}

/* ---- looking up ---- */
const struct gt_plugin *gt_plugins_all(const struct gt_plugins *plugins, size_t *ret_n)
{
	*ret_n = plugins->n;
	return plugins->items;
}

static struct gt_plugin *loaded(const struct gt_plugins *plugins, const char *id, const char *version)
{
	for (size_t i = 0; i < plugins->n; i++) {
		struct gt_plugin *p = &plugins->items[i];
		if (gt_streq(p->id, id) && (version ? gt_streq(p->version, version) : p->enabled)) return p;
	}
	return NULL;
}

static bool plain_name(const char *s) { return !gt_empty(s) && s[0] != '.' && strlen(s) < 65 && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-._")] == 0; }

/* Installed since the others were loaded: its folder is there whole (it was renamed into place), so it is read now, or refused now. */
static bool add_installed(struct gt_plugins *all, const char *id, const char *version)
{
	struct stat st;
	if (all->n == PLUGINS_MAX || !plain_name(id) || !plain_name(version)) return false;
	if (lstat(gt_arena_printf(all->arena, "%s/%s/%s", gt_plugin_directory(all->config), id, version), &st) < 0 || !S_ISDIR(st.st_mode)) return false;
	enum gt_away away = gt_plugins_away(all, id);
	load_one(all, all->config, all->grammar, gt_arena_strdup(all->arena, id), gt_arena_strdup(all->arena, version));
	all->items[all->n - 1].away = away;
	qsort(all->items, all->n, sizeof *all->items, by_id_then_newest);
	return true;
}

const struct gt_plugin *gt_plugins_find(struct gt_plugins *plugins, const char *id, const char *version)
{
	GT_CHECK(plugins, GT_PLUGINS_MAGIC);
	const struct gt_plugin *p = loaded(plugins, id, version);
	return !p && version && add_installed(plugins, id, version) ? loaded(plugins, id, version) : p;
}

const struct gt_procedure *gt_plugins_procedure(struct gt_plugins *plugins, const char *id, const char *version)
{
	const struct gt_plugin *p = gt_plugins_find(plugins, id, version);
	return p ? p->procedure : NULL;
}

const struct gt_plugin *gt_plugins_current(struct gt_plugins *plugins, const char *id, bool invented)
{
	if (!invented) return gt_plugins_find(plugins, id, NULL);
	for (size_t i = 0; i < plugins->n; i++)
		if (plugins->items[i].rehearsed && gt_streq(plugins->items[i].id, id)) return &plugins->items[i];
	return NULL;
}

bool gt_plugins_enable(struct gt_plugins *plugins, const char *id, const char *version, const char *rehearsed)
{
	const char *wanted[] = { version, rehearsed };
	bool good = true;
	for (size_t i = 0; i < GT_COUNT(wanted); i++) {
		if (!wanted[i] || gt_plugins_procedure(plugins, id, wanted[i])) continue;
		good = i > 0 && good;
		wanted[i] = NULL;
	}
	if (!good) return false;
	for (size_t i = 0; i < plugins->n; i++) {
		struct gt_plugin *p = &plugins->items[i];
		if (!gt_streq(p->id, id)) continue;
		p->enabled = wanted[0] && gt_streq(p->version, wanted[0]);
		p->rehearsed = wanted[1] && gt_streq(p->version, wanted[1]);
	}
	return true;
}

void gt_plugins_close(struct gt_plugins *plugins, const char *id, enum gt_away why)
{
	for (size_t i = 0; i < plugins->n; i++)
		if (gt_streq(plugins->items[i].id, id)) plugins->items[i].away = why;
}

enum gt_away gt_plugins_away(const struct gt_plugins *plugins, const char *id)
{
	for (size_t i = 0; i < plugins->n; i++)
		if (gt_streq(plugins->items[i].id, id)) return plugins->items[i].away;
	return GT_AWAY_NOT;
}

struct gt_offers gt_plugins_offers(const struct gt_plugins *plugins, const struct gt_offer_for *asked)
{
	struct gt_offers offers = { .n = 0 };
	for (size_t i = 0; i < plugins->n && offers.n < GT_COUNT(offers.items); i++) {
		const struct gt_plugin *it = &plugins->items[i];
		const struct gt_procedure *p = (asked->invented ? it->rehearsed : it->enabled) ? it->procedure : NULL;
		if (!p || !gt_streq(p->tile, asked->tile)) continue;
		if (asked->beneficiary && p->beneficiary && !gt_streq(p->beneficiary, asked->beneficiary)) continue;
		if (it->away) offers.away = it->away;
		else if (!gt_procedure_open(p, asked->on)) offers.away = p->open_from.y && gt_date_cmp(asked->on, p->open_from) < 0 ? GT_AWAY_NOT_YET : GT_AWAY_OVER;
		else offers.items[offers.n++] = p;
	}
	return offers;
}

static const struct gt_plugin_body *body_of(const struct gt_plugins *plugins, const struct gt_procedure *p)
{
	for (size_t i = 0; i < plugins->n; i++)
		if (plugins->items[i].procedure == p) return plugins->items[i].body;
	gt_panic("a procedure that was not loaded here");
}

int gt_plugins_sheet(const struct gt_plugins *plugins, const struct gt_procedure *p, const char *paper, const char *lang, const struct gt_sheet **ret, struct gt_error *err)
{
	const struct gt_plugin_body *body = body_of(plugins, p);
	const struct gt_sheet *french = NULL;
	for (size_t i = 0; i < body->n_sheets; i++) {
		if (!gt_streq(body->sheets[i].paper, paper)) continue;
		if (gt_streq(body->sheets[i].lang, lang)) { *ret = body->sheets[i].sheet; return GT_OK; }
		if (gt_streq(body->sheets[i].lang, "fr")) french = body->sheets[i].sheet;
	}
	if (!french) return gt_fail(err, GT_NOTFOUND, "procedure '%s' has no paper '%s'", p->id, paper);
	*ret = french;
	return GT_OK;
}

xmlNodePtr gt_plugins_source(const struct gt_plugins *plugins, const struct gt_procedure *p) { return gt_xml_root(body_of(plugins, p)->source); }

/* ---- the catalogue ---- */
xmlNodePtr gt_plugins_catalogue(const struct gt_plugins *plugins) { return gt_xml_root(plugins->catalogue); }

const char *gt_catalogue_text(struct gt_arena *arena, xmlNodePtr el, const char *name, const char *lang)
{
	const char *french = NULL;
	GT_XML_EACH(text, el, name) {
		const char *of = gt_xml_attr(text, "lang");
		if (gt_streq(of, lang)) return gt_xml_text(arena, text);
		if (!french && gt_streq(of, "fr")) french = gt_xml_text(arena, text);
	}
	return french;
}

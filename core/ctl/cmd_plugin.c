/* plugin: procedures as folders: checked, signed, installed, enabled, gone back from, retired. Workers see it after a reload (SIGHUP to guichetd). */
#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock/clock.h"
#include "ctl/families.h"
#include "ctl/plugin_store.h"
#include "journal/journal.h"
#include "plugin/plugin.h"
#include "procedure/scenario.h"
#include "text/text.h"

#define SCENARIOS_MAX 300

static int wants(int argc, char **argv, int n, const char *usage, struct gt_error *err)
{
	if (argc == n) return GT_OK;
	return argc > n ? gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[n]) : gt_fail(err, GT_BADINPUT, "say %s", usage);
}

/* ---- check ---- */
static void print_problems(struct gt_ctl *ctl, const struct gt_problems *p, size_t from)
{
	for (size_t i = from; i < p->n; i++)
		fprintf(ctl->out, "%s:%d: %s%s\n    %s\n", p->items[i].file, p->items[i].line, p->items[i].warning ? "warning: " : "", p->items[i].cause, p->items[i].cure ? p->items[i].cure : "");
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static size_t scenarios_of(struct gt_arena *arena, const char *dir, const char **names)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d)) && n < SCENARIOS_MAX;) {
		size_t k = strlen(e->d_name);
		if (k > 4 && strcmp(e->d_name + k - 4, ".xml") == 0) names[n++] = gt_arena_printf(arena, "%s/%s", dir, e->d_name);
	}
	if (d) closedir(d);
	qsort(names, n, sizeof *names, by_name);
	return n;
}

static int replay(struct gt_ctl *ctl, const struct gt_procedure *p, const char *dir, struct gt_error *err)
{
	const char *names[SCENARIOS_MAX];
	size_t n = scenarios_of(ctl->arena, gt_arena_printf(ctl->arena, "%s/scenarios", dir), names), bad = 0;
	for (size_t i = 0; i < n; i++) {
		GT_AUTO_ARENA one = gt_arena_new("scenario", GT_REQUEST_ARENA_MAX_BYTES);
		struct gt_problems problems = { .arena = one };
		struct gt_error cause;
		int rc = gt_scenario_run(one, p, names[i], &problems, &cause);
		if (rc == GT_OK) continue;
		bad++;
		if (rc == GT_REFUSED) print_problems(ctl, &problems, 0);
		else fprintf(ctl->out, "%s\n", cause.message);
	}
	fprintf(ctl->out, "%zu scenarios, %zu differ\n", n, bad);
	return bad ? gt_fail(err, GT_REFUSED, "scenarios of '%s' do not come out as they say", p->id) : GT_OK;
}

static int check_folder(struct gt_ctl *ctl, const char *dir, enum gt_plugin_trust trust, bool quiet, struct gt_plugin *plugin, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_problems problems = { .arena = ctl->arena };
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_text_init(err);
	if (rc != GT_OK) return rc;
	rc = gt_plugin_check(ctl->arena, config, dir, trust, &problems, plugin, err);
	for (size_t i = 0; i < problems.n && quiet; i++)
		if (problems.items[i].warning) problems.items[i] = problems.items[--problems.n], i--;
	print_problems(ctl, &problems, 0);
	return rc;
}

static int check(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	bool trusted = gt_ctl_flag(&argc, argv, "trusted"), quiet = gt_ctl_flag(&argc, argv, "quiet");
	struct gt_plugin plugin;
	int rc = wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK) rc = check_folder(ctl, argv[0], trusted ? GT_PLUGIN_TRUSTED : GT_PLUGIN_UNSIGNED, quiet, &plugin, err);
	if (rc == GT_OK) rc = replay(ctl, plugin.procedure, argv[0], err);
	if (rc == GT_OK) fprintf(ctl->out, "%s %s is good\n", plugin.id, plugin.version);
	return rc;
}

/* ---- signing ---- */
static int signer(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	int rc = wants(argc, argv, 2, "two files: the secret key and the public one", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_signer_create(argv[0], argv[1], err);
	if (rc == GT_OK) fprintf(ctl->out, "keep %s where only the signer reads it; %s goes into the folder plugins.signers\n", argv[0], argv[1]);
	return rc;
}

static int sign(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *key = gt_ctl_option(&argc, argv, "key");
	int rc = wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK && !key) rc = gt_fail(err, GT_BADINPUT, "say --key FILE, the signer's secret key");
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_plugin_sign(ctl->arena, argv[0], key, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s signed\n", argv[0]);
	return rc;
}

/* ---- rows and the journal ---- */
struct act { struct gt_ctl *ctl; const char *verb, *id, *version, *reason; const struct gt_plugin *plugin; int64_t now_utc_s; };

static int act_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct act *a = arg;
	int rc = GT_OK;
	if (a->plugin) rc = gt_version_put(db, a->id, a->version, a->plugin->manifest, gt_arena_printf(a->ctl->arena, "%s/%s", a->id, a->version), a->plugin->signer, a->now_utc_s, err);
	else if (gt_streq(a->verb, "plugin-retire")) rc = gt_version_state(db, a->id, a->version, "retired", err);
	else if (a->reason) rc = gt_procedure_close(db, a->id, a->reason, a->now_utc_s, err);
	else rc = gt_version_enable(db, a->id, a->version, a->now_utc_s, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_OPERATOR, .verb = a->verb, .detail = gt_arena_printf(a->ctl->arena, "%s %s", a->id, a->version ? a->version : "") }, err);
}

static int record(struct gt_ctl *ctl, struct act *a, struct gt_error *err)
{
	struct gt_db *db;
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc != GT_OK) return rc;
	a->ctl = ctl;
	a->now_utc_s = gt_now_utc_s();
	return gt_db_tx(db, act_tx, a, err);
}

static const char *home_of(struct gt_ctl *ctl, const struct gt_config *config, const char *id, const char *version)
{
	return gt_arena_printf(ctl->arena, "%s/%s/%s", gt_config_get(config, "plugins.directory", GT_PLUGINDIR), id, version);
}

/* ---- install ---- */
static int drop_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st; (void)type; (void)at;
	return remove(path);
}

static int drop_folder(struct gt_ctl *ctl, const char *dir, struct gt_error *err)
{
	const char *aside = gt_arena_printf(ctl->arena, "%.*s/.gone.%d", (int)(strrchr(dir, '/') - dir), dir, (int)getpid());
	if (rename(dir, aside) < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be moved away", dir);
	return nftw(aside, drop_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? GT_OK : gt_fail(err, GT_FAILED, "'%s' cannot be removed", aside);
}

static bool same_manifest(struct gt_ctl *ctl, const char *one, const char *other)
{
	struct gt_str a, b;
	struct gt_error unused;
	return gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/MANIFEST", one), 1 << 20, &a, &unused) == GT_OK &&
		gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/MANIFEST", other), 1 << 20, &b, &unused) == GT_OK && gt_str_eq(a, b);
}

static bool same_digest(const struct gt_version_row *row, const struct gt_plugin *p)
{
	return row->digest.n == sizeof p->manifest.b && memcmp(row->digest.p, p->manifest.b, row->digest.n) == 0;
}

/* What an author wants while a version is being written; a real installation never lets a version change. */
static int make_room(struct gt_ctl *ctl, const struct gt_config *config, const char *place, struct gt_error *err)
{
	if (!gt_config_bool(config, "demo.enabled", false)) return gt_fail(err, GT_DENIED, "--replace is for demonstrations (demo.enabled = yes): an installed version never changes");
	return drop_folder(ctl, place, err);
}

static int install(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	bool replace = gt_ctl_flag(&argc, argv, "replace");
	const struct gt_config *config;
	struct gt_plugin plugin;
	int rc = wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = check_folder(ctl, argv[0], GT_PLUGIN_TRUSTED, true, &plugin, err);
	if (rc != GT_OK) return rc;
	const char *place = home_of(ctl, config, plugin.id, plugin.version);
	bool there = access(place, F_OK) == 0;
	if (there && same_manifest(ctl, argv[0], place)) fprintf(ctl->out, "%s %s is installed already\n", plugin.id, plugin.version);
	else {
		if (there && replace) rc = make_room(ctl, config, place, err);
		if (rc == GT_OK) rc = gt_plugin_install(ctl->arena, config, argv[0], &plugin, err);
		if (rc == GT_OK) fprintf(ctl->out, "%s %s installed in %s\n", plugin.id, plugin.version, place);
	}
	struct gt_db *db;
	struct gt_version_row row;
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc != GT_OK) return rc;
	rc = gt_version_get(db, ctl->arena, plugin.id, plugin.version, &row, err);
	if (rc == GT_OK && same_digest(&row, &plugin) && !gt_streq(row.state, "retired")) return GT_OK;      /* nothing new to tell */
	struct act a = { .verb = "plugin-install", .id = plugin.id, .version = plugin.version, .plugin = &plugin };
	return rc == GT_OK || rc == GT_NOTFOUND ? record(ctl, &a, err) : rc;
}

/* ---- enable, disable, rollback, retire ---- */
static void say_reload(struct gt_ctl *ctl) { fprintf(ctl->out, "workers see it after a reload (SIGHUP to guichetd)\n"); }

static int enable_version(struct gt_ctl *ctl, const char *verb, const char *id, const char *version, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_plugin plugin;
	struct gt_db *db;
	struct gt_version_row row;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_version_get(db, ctl->arena, id, version, &row, err);
	if (rc == GT_NOTFOUND) return gt_fail(err, rc, "'%s' version '%s' is not installed", id, version);
	if (rc == GT_OK) rc = check_folder(ctl, home_of(ctl, config, id, version), GT_PLUGIN_TRUSTED, true, &plugin, err);
	if (rc != GT_OK) return rc;
	if (!same_digest(&row, &plugin)) return gt_fail(err, GT_REFUSED, "'%s' version '%s' is not what was installed", id, version);
	if (gt_streq(row.current, version) && !row.closed_reason) {
		fprintf(ctl->out, "%s %s is enabled already\n", id, version);
		return GT_OK;
	}
	struct act a = { .verb = verb, .id = id, .version = version };
	rc = record(ctl, &a, err);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "new requests of %s get version %s\n", id, version);
	say_reload(ctl);
	return GT_OK;
}

static int enable(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	int rc = wants(argc, argv, 2, "which procedure and which version", err);
	return rc == GT_OK ? enable_version(ctl, "plugin-enable", argv[0], argv[1], err) : rc;
}

static int disable(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *reason = gt_ctl_option(&argc, argv, "reason");
	int rc = wants(argc, argv, 1, "which procedure", err);
	if (rc != GT_OK) return rc;
	struct act a = { .verb = "plugin-disable", .id = argv[0], .reason = reason ? reason : "closed by the operator" };
	rc = record(ctl, &a, err);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "%s takes no new request; those under way go on\n", argv[0]);
	say_reload(ctl);
	return GT_OK;
}

static int rows(struct gt_ctl *ctl, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_db *db;
	int rc = gt_ctl_db(ctl, &db, err);
	return rc == GT_OK ? gt_versions_list(db, ctl->arena, ret, ret_n, err) : rc;
}

static int rollback(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_version_row *all;
	size_t n;
	int rc = wants(argc, argv, 1, "which procedure", err);
	if (rc == GT_OK) rc = rows(ctl, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_streq(all[i].procedure_id, argv[0]) && all[i].previous) return enable_version(ctl, "plugin-rollback", argv[0], all[i].previous, err);
	return rc == GT_OK ? gt_fail(err, GT_NOTFOUND, "'%s' has no version before", argv[0]) : rc;
}

static int retire(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_db *db;
	struct gt_version_row row;
	int64_t requests = 0;
	int rc = wants(argc, argv, 2, "which procedure and which version", err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_version_get(db, ctl->arena, argv[0], argv[1], &row, err);
	if (rc == GT_OK && gt_streq(row.current, argv[1])) return gt_fail(err, GT_REFUSED, "version '%s' is the enabled one", argv[1]);
	if (rc == GT_OK) rc = gt_version_requests(db, ctl->arena, argv[0], argv[1], &requests, err);
	if (rc == GT_OK && requests) return gt_fail(err, GT_REFUSED, "%lld requests stay on version '%s'", (long long)requests, argv[1]);
	struct act a = { .verb = "plugin-retire", .id = argc > 0 ? argv[0] : "", .version = argc > 1 ? argv[1] : "" };
	if (rc == GT_OK) rc = record(ctl, &a, err);
	const char *place = rc == GT_OK ? home_of(ctl, config, argv[0], argv[1]) : NULL;
	if (place && access(place, F_OK) == 0) rc = drop_folder(ctl, place, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s %s retired\n", argv[0], argv[1]);
	return rc;
}

/* ---- list, diff, new ---- */
static const struct gt_version_row *row_of(const struct gt_version_row *all, size_t n, const struct gt_plugin *p)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].procedure_id, p->id) && gt_streq(all[i].version, p->version)) return &all[i];
	return NULL;
}

static const char *state_of(const struct gt_plugin *p, const struct gt_version_row *row)
{
	if (!p->procedure) return "refused";
	if (!row) return "unknown";
	if (gt_streq(row->current, p->version)) return row->closed_reason ? "closed" : "enabled";
	return row->state;
}

static int list(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_version_row *all = NULL;
	struct gt_plugins *plugins;
	size_t n = 0, n_plugins;
	int rc = wants(argc, argv, 0, "nothing more", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_text_init(err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = rows(ctl, &all, &n, err);
	if (rc == GT_OK) rc = gt_plugins_load(config, &plugins, err);
	if (rc != GT_OK) return rc;
	const struct gt_plugin *p = gt_plugins_all(plugins, &n_plugins);
	for (size_t i = 0; i < n_plugins; i++) {
		const struct gt_version_row *row = row_of(all, n, &p[i]);
		fprintf(ctl->out, "%-40s %-8s %-10s %s\n", p[i].id, p[i].version, state_of(&p[i], row), p[i].procedure ? p[i].signer ? p[i].signer : "-" : p[i].reason);
	}
	gt_plugins_free(&plugins);
	return GT_OK;
}

/* Lines of one manifest that the other has not: which files differ. */
static void only_in(struct gt_ctl *ctl, const char *mark, struct gt_str one, struct gt_str other)
{
	for (const char *line = one.p; *line;) {
		size_t k = strcspn(line, "\n");
		const char *text = gt_arena_strndup(ctl->arena, line, k);
		if (k > 66 && !strstr(other.p, text)) fprintf(ctl->out, "%s %s\n", mark, text + 66);
		line += k + (line[k] == '\n');
	}
}

static int diff(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_str m[2];
	int rc = wants(argc, argv, 3, "which procedure and which two versions", err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	for (int i = 0; i < 2 && rc == GT_OK; i++) rc = gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/MANIFEST", home_of(ctl, config, argv[0], argv[i + 1])), 1 << 20, &m[i], err);
	if (rc != GT_OK) return rc;
	only_in(ctl, "-", m[0], m[1]);
	only_in(ctl, "+", m[1], m[0]);
	return GT_OK;
}

/* The template's files, with the id in place of its mark (__ID__; __IDC__ where C and make want underscores). */
static int new_file(struct gt_ctl *ctl, const char *from, const char *to, const char *name, const char *id, struct gt_error *err)
{
	struct gt_str text;
	int rc = gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/%s", from, name), 1 << 20, &text, err);
	if (rc != GT_OK) return rc;
	char *underscores = gt_arena_strdup(ctl->arena, id);
	for (char *c = underscores; *c; c++) if (*c == '-') *c = '_';
	FILE *f = fopen(gt_arena_printf(ctl->arena, "%s/%s", to, name), "wx");
	if (!f) return gt_fail(err, GT_FAILED, "'%s/%s' cannot be written, or is there already", to, name);
	for (const char *p = text.p; *p;) {
		if (gt_starts(p, "__IDC__")) { fputs(underscores, f); p += 7; }
		else if (gt_starts(p, "__ID__")) { fputs(id, f); p += 6; }
		else fputc(*p++, f);
	}
	return fclose(f) == 0 ? GT_OK : gt_fail(err, GT_FAILED, "'%s/%s' cannot be written", to, name);
}

static int new_folder(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	static const char *const files[] = { "README.md", "configure.ac", "Makefile.am", "plugin.c", "procedure.xml", "texts.fr.xml", "letter-confirmation.xsl", "scenarios/01-simple.xml" };
	const char *from = gt_ctl_option(&argc, argv, "template");
	int rc = wants(argc, argv, 1, "which folder: its name becomes the procedure's id", err);
	if (rc != GT_OK) return rc;
	const char *slash = strrchr(argv[0], '/'), *id = slash ? slash + 1 : argv[0];
	if (!*id || strlen(id) > 48 || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(id) || !(*id >= 'a' && *id <= 'z'))
		return gt_fail(err, GT_BADINPUT, "'%s' is no id: small letters, digits and hyphens", id);
	if (mkdir(argv[0], 0755) < 0 || mkdir(gt_arena_printf(ctl->arena, "%s/scenarios", argv[0]), 0755) < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be made, or is there already", argv[0]);
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(files); i++) rc = new_file(ctl, from ? from : GT_DATADIR "/template", argv[0], files[i], id, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s is ready: see its README.md\n", argv[0]);
	return rc;
}

const struct gt_ctl_entry gt_ctl_plugin[] = {
	{ "plugin new", "DIR [--template DIR]", "A procedure to begin with, that builds and passes its checks; the folder's name becomes its id.", new_folder },
	{ "plugin list", "", "Versions of procedures: enabled, installed, closed, refused (and why).", list },
	{ "plugin check", "DIR [--trusted] [--quiet]", "Reads a folder as an author wants it read: file, line, what is wrong, what to do; replays its scenarios. --trusted: its signature too.", check },
	{ "plugin signer", "SECRET PUBLIC", "Makes a signer's pair of keys.", signer },
	{ "plugin sign", "DIR --key SECRET", "Writes the manifest of every file, and its signature.", sign },
	{ "plugin install", "DIR [--replace]", "Copies a signed folder to its place. The same again does nothing; another under the same version is refused (--replace: demonstrations only).", install },
	{ "plugin enable", "ID VERSION", "New requests get that version.", enable },
	{ "plugin disable", "ID [--reason TEXT]", "No new request; those under way go on.", disable },
	{ "plugin rollback", "ID", "Back to the version that was enabled before.", rollback },
	{ "plugin retire", "ID VERSION", "Removes a version that no request needs.", retire },
	{ "plugin diff", "ID VERSION VERSION", "Files that differ.", diff },
	{ 0 },
};

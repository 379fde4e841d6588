/* plugin: procedures as folders: checked, signed, installed, enabled, gone back from, retired. Workers look at what is enabled every second. */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock/clock.h"
#include "ctl/families.h"
#include "ctl/plugin_ctl.h"
#include "dossier/versions.h"
#include "text/text.h"

int gt_ctl_wants(int argc, char **argv, int n, const char *usage, struct gt_error *err)
{
	if (argc == n) return GT_OK;
	return argc > n ? gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[n]) : gt_fail(err, GT_BADINPUT, "say %s", usage);
}

/* ---- check ---- */
void gt_ctl_problems_print(struct gt_ctl *ctl, const struct gt_problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		fprintf(ctl->out, "%s:%d: %s%s\n    %s\n", p->items[i].file, p->items[i].line, p->items[i].warning ? "warning: " : "", p->items[i].cause, p->items[i].cure ? p->items[i].cure : "");
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
	gt_ctl_problems_print(ctl, &problems);
	return rc;
}

static int check(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	bool trusted = gt_ctl_flag(&argc, argv, "trusted"), quiet = gt_ctl_flag(&argc, argv, "quiet");
	struct gt_plugin plugin;
	int rc = gt_ctl_wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK) rc = check_folder(ctl, argv[0], trusted ? GT_PLUGIN_TRUSTED : GT_PLUGIN_UNSIGNED, quiet, &plugin, err);
	if (rc == GT_OK) rc = gt_ctl_object_try(ctl, argv[0], &plugin, err);
	if (rc == GT_OK) rc = gt_ctl_scenarios_replay(ctl, argv[0], &plugin, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s %s is good\n", plugin.id, plugin.version);
	return rc;
}

/* ---- signing ---- */
static int signer(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	int rc = gt_ctl_wants(argc, argv, 2, "two files: the secret key and the public one", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_signer_create(argv[0], argv[1], err);
	if (rc == GT_OK) fprintf(ctl->out, "keep %s where only the signer reads it; %s goes into the folder plugins.signers\n", argv[0], argv[1]);
	return rc;
}

static int sign(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *key = gt_ctl_option(&argc, argv, "key");
	int rc = gt_ctl_wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK && !key) rc = gt_fail(err, GT_BADINPUT, "say --key FILE, the signer's secret key");
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_plugin_sign(ctl->arena, argv[0], key, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s signed\n", argv[0]);
	return rc;
}

/* ---- install ---- */
const char *gt_ctl_plugin_home(struct gt_ctl *ctl, const struct gt_config *config, const char *id, const char *version)
{
	return gt_arena_printf(ctl->arena, "%s/%s/%s", gt_config_get(config, "plugins.directory", GT_PLUGINDIR), id, version);
}

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
	int rc = gt_ctl_wants(argc, argv, 1, "which folder", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = check_folder(ctl, argv[0], GT_PLUGIN_TRUSTED, true, &plugin, err);
	if (rc == GT_OK) rc = gt_ctl_object_try(ctl, argv[0], &plugin, err);
	if (rc != GT_OK) return rc;
	const char *place = gt_ctl_plugin_home(ctl, config, plugin.id, plugin.version);
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
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = plugin.id, .version = plugin.version };
	return gt_version_install(db, &act, plugin.manifest, gt_arena_printf(ctl->arena, "%s/%s", plugin.id, plugin.version), plugin.signer, err);
}

/* ---- enable, disable, rollback, retire ---- */
static int row_of_version(struct gt_ctl *ctl, const char *id, const char *version, struct gt_db **ret_db, struct gt_version_row *row, struct gt_error *err)
{
	int rc = gt_ctl_db(ctl, ret_db, err);
	if (rc == GT_OK) rc = gt_version_get(*ret_db, ctl->arena, id, version, row, err);
	return rc == GT_NOTFOUND ? gt_fail(err, rc, "'%s' version '%s' is not installed", id, version) : rc;
}

/* What is enabled is what was installed, and still does what its scenarios say. */
static int fit_to_serve(struct gt_ctl *ctl, const struct gt_version_row *row, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_plugin plugin;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc != GT_OK) return rc;
	const char *place = gt_ctl_plugin_home(ctl, config, row->procedure_id, row->version);
	rc = check_folder(ctl, place, GT_PLUGIN_TRUSTED, true, &plugin, err);
	if (rc != GT_OK) return rc;
	if (!same_digest(row, &plugin)) return gt_fail(err, GT_REFUSED, "'%s' version '%s' is not what was installed", row->procedure_id, row->version);
	rc = gt_ctl_object_try(ctl, place, &plugin, err);
	return rc == GT_OK ? gt_ctl_scenarios_replay(ctl, place, &plugin, err) : rc;
}

static int enable_version(struct gt_ctl *ctl, enum gt_enable how, const char *id, const char *version, struct gt_error *err)
{
	struct gt_db *db;
	struct gt_version_row row;
	int rc = row_of_version(ctl, id, version, &db, &row, err);
	if (rc == GT_OK) rc = fit_to_serve(ctl, &row, err);
	if (rc != GT_OK) return rc;
	if (gt_streq(row.current, version) && !row.closed_reason && row.rehearsal == (how == GT_ENABLE_REHEARSAL)) {
		fprintf(ctl->out, "%s %s is enabled already\n", id, version);
		return GT_OK;
	}
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = id, .version = version };
	rc = gt_version_enable(db, &act, how, err);
	if (rc != GT_OK) return rc;
	if (how == GT_ENABLE_REHEARSAL) fprintf(ctl->out, "requests of invented persons get version %s of %s; nobody else sees it\n", version, id);
	else fprintf(ctl->out, "new requests of %s get version %s\n", id, version);
	return GT_OK;
}

static int enable(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	bool rehearsal = gt_ctl_flag(&argc, argv, "rehearsal");
	int rc = gt_ctl_wants(argc, argv, 2, "which procedure and which version", err);
	return rc == GT_OK ? enable_version(ctl, rehearsal ? GT_ENABLE_REHEARSAL : GT_ENABLE, argv[0], argv[1], err) : rc;
}

static int disable(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *reason = gt_ctl_option(&argc, argv, "reason");
	struct gt_db *db;
	int rc = gt_ctl_wants(argc, argv, 1, "which procedure", err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc != GT_OK) return rc;
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = argv[0] };
	rc = gt_procedure_close(db, &act, reason ? reason : "closed by the operator", err);
	if (rc == GT_OK) fprintf(ctl->out, "%s takes no new request; those under way go on\n", argv[0]);
	return rc;
}

static bool day_of(const char *text, struct gt_date *ret)
{
	*ret = (struct gt_date){ 0 };
	return !text || gt_streq(text, "-") || gt_date_parse(text, ret);
}

static int dates(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *opens = gt_ctl_option(&argc, argv, "opens"), *closes = gt_ctl_option(&argc, argv, "closes");
	struct gt_date from, to;
	struct gt_db *db;
	int rc = gt_ctl_wants(argc, argv, 1, "which procedure", err);
	if (rc == GT_OK && (!day_of(opens, &from) || !day_of(closes, &to))) rc = gt_fail(err, GT_BADINPUT, "days are written 2026-09-01, or - for none");
	if (rc == GT_OK && from.y && to.y && gt_date_cmp(from, to) > 0) rc = gt_fail(err, GT_BADINPUT, "it would close before it opens");
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc != GT_OK) return rc;
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = argv[0] };
	rc = gt_procedure_dates(db, &act, from, to, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s takes new requests from %s to %s\n", argv[0], from.y ? opens : "now", to.y ? closes : "no end");
	return rc;
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
	int rc = gt_ctl_wants(argc, argv, 1, "which procedure", err);
	if (rc == GT_OK) rc = rows(ctl, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_streq(all[i].procedure_id, argv[0]) && all[i].previous) return enable_version(ctl, GT_ENABLE_ROLLBACK, argv[0], all[i].previous, err);
	return rc == GT_OK ? gt_fail(err, GT_NOTFOUND, "'%s' has no version before", argv[0]) : rc;
}

static int retire(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_db *db;
	struct gt_version_row row;
	int64_t requests = 0;
	int rc = gt_ctl_wants(argc, argv, 2, "which procedure and which version", err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = row_of_version(ctl, argv[0], argv[1], &db, &row, err);
	if (rc == GT_OK && (gt_streq(row.current, argv[1]) || (row.rehearsal && gt_streq(row.previous, argv[1])))) return gt_fail(err, GT_REFUSED, "version '%s' is the enabled one", argv[1]);
	if (rc == GT_OK) rc = gt_version_requests(db, ctl->arena, argv[0], argv[1], &requests, err);
	if (rc == GT_OK && requests) return gt_fail(err, GT_REFUSED, "%lld requests stay on version '%s'", (long long)requests, argv[1]);
	struct gt_version_act act = { .by = GT_ACTOR_OPERATOR, .id = argc > 0 ? argv[0] : "", .version = argc > 1 ? argv[1] : "" };
	if (rc == GT_OK) rc = gt_version_retire(db, &act, err);
	const char *place = rc == GT_OK ? gt_ctl_plugin_home(ctl, config, argv[0], argv[1]) : NULL;
	if (place && access(place, F_OK) == 0) rc = drop_folder(ctl, place, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s %s retired\n", argv[0], argv[1]);
	return rc;
}

/* ---- list, verify ---- */
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
	if (gt_streq(row->current, p->version)) return row->closed_reason ? "closed" : row->rehearsal ? "rehearsed" : "enabled";
	if (row->rehearsal && gt_streq(row->previous, p->version)) return "enabled";
	return row->state;
}

static int list(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_version_row *all = NULL;
	struct gt_version_use *uses = NULL;
	struct gt_plugins *plugins;
	struct gt_db *db;
	size_t n = 0, n_uses = 0, n_plugins;
	int rc = gt_ctl_wants(argc, argv, 0, "nothing more", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_text_init(err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = rows(ctl, &all, &n, err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_versions_use(db, ctl->arena, &uses, &n_uses, err);
	if (rc == GT_OK) rc = gt_plugins_load(config, &plugins, err);
	if (rc != GT_OK) return rc;
	const struct gt_plugin *p = gt_plugins_all(plugins, &n_plugins);
	for (size_t i = 0; i < n_plugins; i++) {
		const struct gt_version_row *row = row_of(all, n, &p[i]);
		struct gt_version_use use = { 0 };
		for (size_t k = 0; k < n_uses; k++)
			if (gt_streq(uses[k].procedure_id, p[i].id) && gt_streq(uses[k].version, p[i].version)) use = uses[k];
		fprintf(ctl->out, "%-40s %-8s %-10s %6lld drafts %6lld open  %s\n", p[i].id, p[i].version, state_of(&p[i], row), (long long)use.drafts, (long long)use.open,
			p[i].procedure ? p[i].signer ? p[i].signer : "-" : p[i].reason);
		if (row && row->closed_reason && gt_streq(row->current, p[i].version)) fprintf(ctl->out, "    closed: %s\n", row->closed_reason);
	}
	gt_plugins_free(&plugins);
	return GT_OK;
}

/* One folder, or everything installed: who signed it, or why it is not trusted. */
static int verify(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_plugins *plugins;
	size_t n, bad = 0;
	int rc = gt_ctl_wants(argc, argv, argc ? 1 : 0, "which folder", err);
	if (rc == GT_OK) rc = gt_crypto_init(err);
	if (rc == GT_OK) rc = gt_text_init(err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	if (rc != GT_OK) return rc;
	const char *signer;
	if (argc) {
		rc = gt_plugin_verify(ctl->arena, config, argv[0], &signer, err);
		if (rc == GT_OK) fprintf(ctl->out, "%s: whole, signed by %s\n", argv[0], signer);
		return rc;
	}
	rc = gt_plugins_load(config, &plugins, err);
	if (rc != GT_OK) return rc;
	const struct gt_plugin *p = gt_plugins_all(plugins, &n);
	for (size_t i = 0; i < n; i++) {
		bool good = gt_plugin_verify(ctl->arena, config, p[i].dir, &signer, err) == GT_OK;
		fprintf(ctl->out, "%-40s %-8s %s%s\n", p[i].id, p[i].version, good ? "whole, signed by " : "", good ? signer : err->message);
		bad += !good;
	}
	gt_plugins_free(&plugins);
	return bad ? gt_fail(err, GT_REFUSED, "%zu not trusted", bad) : GT_OK;
}

const struct gt_ctl_entry gt_ctl_plugin[] = {
	{ "plugin new", "DIR [--template DIR]", "A procedure to begin with, that builds and passes its checks; the folder's name becomes its id.", gt_ctl_plugin_new },
	{ "plugin list", "", "Versions of procedures: enabled, installed, closed, refused (and why).", list },
	{ "plugin check", "DIR [--trusted] [--quiet]", "Reads a folder as an author wants it read: file, line, what is wrong, what to do; replays its scenarios. --trusted: its signature too.", check },
	{ "plugin signer", "SECRET PUBLIC", "Makes a signer's pair of keys.", signer },
	{ "plugin sign", "DIR --key SECRET", "Writes the manifest of every file, and its signature.", sign },
	{ "plugin verify", "[DIR]", "Owner, mode, manifest and signature of a folder, or of everything installed.", verify },
	{ "plugin install", "DIR [--replace]", "Copies a signed folder to its place. The same again does nothing; another under the same version is refused (--replace: demonstrations only).", install },
	{ "plugin enable", "ID VERSION [--rehearsal]", "New requests get that version, from the next page on. --rehearsal: those of invented persons alone; everybody else keeps the one before.", enable },
	{ "plugin disable", "ID [--reason TEXT]", "No new request; those under way go on. Enabling it again opens it.", disable },
	{ "plugin dates", "ID [--opens DAY] [--closes DAY]", "First and last day on which new requests are taken (2026-09-01; - or left out: no such bound).", dates },
	{ "plugin rollback", "ID", "Back to the version that was enabled before.", rollback },
	{ "plugin retire", "ID VERSION", "Removes a version that no request needs.", retire },
	{ "plugin diff", "ID VERSION VERSION", "What differs: questions, documents, decisions and papers that came, went or changed; and files.", gt_ctl_plugin_diff },
	{ 0 },
};

/* Inside room plugin: what loading, trusting and installing share. */
#ifndef GT_PLUGIN_PRIV_H
#define GT_PLUGIN_PRIV_H
#include "plugin/plugin.h"

#define GT_PLUGINS_MAGIC 0x47a91015u
#define GT_PLUGIN_FILES_MAX 200
#define GT_PLUGIN_FILE_MAX_BYTES (16 * 1024 * 1024)   /* the shared object is the largest */
#define GT_MANIFEST "MANIFEST"
#define GT_MANIFEST_SIG "MANIFEST.sig"

struct gt_paper_sheet { const char *paper, *lang; struct gt_sheet *sheet; };
struct gt_plugin_body { xmlDocPtr source; struct gt_paper_sheet *sheets; size_t n_sheets; };
struct gt_plugins {
	uint32_t magic;
	struct gt_arena *arena;
	struct gt_plugin *items; size_t n;
	xmlDocPtr catalogue;
	const struct gt_config *config;
	struct gt_grammar *grammar;
};

/* "sha256  name" of every file below dir (folders of scenarios too), sorted by name; without the manifest and its signature.
 * trusted: refuses what is not a plain file, or that others than root and the owner of the plugin folder could have written. */
int gt_plugin_manifest(struct gt_arena *arena, const char *dir, enum gt_plugin_trust trusted, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* Owner, mode, manifest of every file, signature of an allowed signer: before anything of it is read. *ret_signer: name of the key file. */
int gt_plugin_trust(struct gt_arena *arena, const struct gt_config *config, const char *dir, const char **ret_signer, struct gt_digest *ret_manifest, struct gt_error *err) GT_MUST_USE;
/* The shared object as a file: exports gt_plugin alone, needs libc alone, no memory both written and run. ret: OK; NOTFOUND there is none; REFUSED. */
int gt_plugin_object_check(struct gt_arena *arena, const char *dir, const char *id, struct gt_error *err) GT_MUST_USE;
const char *gt_plugin_directory(const struct gt_config *config);

#endif

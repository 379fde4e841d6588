/* Room plugin: procedures as installed on disk: trusted, checked, loaded; and the catalogue. Runs no code of a plugin (that is hook's).
 * On disk: <plugins.directory>/<id>/<version>/ holds procedure.xml, texts.<lang>.xml, sheets, <id>.so, MANIFEST, MANIFEST.sig. */
#ifndef GT_PLUGIN_H
#define GT_PLUGIN_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "procedure/procedure.h"
#include "render/render.h"
#include "xml/xml.h"

/* Why a procedure takes no new request although a version of it is enabled: not before its first day, after its last, closed by the operator, or because its
 * logic crashed again and again (nothing of it is called then). */
enum gt_away { GT_AWAY_NOT, GT_AWAY_NOT_YET, GT_AWAY_OVER, GT_AWAY_CLOSED, GT_AWAY_CRASHES };

struct gt_plugin {
	const char *id, *version, *dir;                     /* dir: its folder */
	const struct gt_procedure *procedure;               /* NULL: refused */
	const char *reason;                                 /* why refused: path, cause */
	const char *signer;                                 /* name of the public key file that matched */
	struct gt_digest digest, manifest;                  /* SHA-256 of procedure.xml as read, of MANIFEST */
	bool enabled;                                       /* the version that new requests get */
	bool rehearsed;                                     /* the version that invented persons get: the same, or one that is being rehearsed */
	enum gt_away away;                                  /* of its procedure */
	const struct gt_plugin_body *body;
};
struct gt_plugins;

/* Load everything below plugins.directory. A plugin that is refused keeps its reason and closes nothing but its own procedure.
 * Settings: plugins.directory, plugins.signers (folder of *.pub), plugins.schemas (folder of procedure.rng, catalogue.rng), plugins.catalogue.
 * Until gt_plugins_enable is called, the newest good version of each procedure counts as enabled.
 * ret: OK also with no plugin at all; FAILED: the grammar or the catalogue itself is wrong. Before confinement: reads files. */
int gt_plugins_load(const struct gt_config *config, struct gt_plugins **ret, struct gt_error *err) GT_MUST_USE;
void gt_plugins_free(struct gt_plugins **plugins);
const struct gt_plugin *gt_plugins_all(const struct gt_plugins *plugins, size_t *ret_n);           /* by id, then version, the newest first */
/* version NULL: the enabled one, also while it is closed. A version that was installed after the others were loaded is loaded now, beside them: what is
 * loaded never changes. Pointers to struct gt_plugin hold until the next call; procedures as long as the process. */
const struct gt_plugin *gt_plugins_find(struct gt_plugins *plugins, const char *id, const char *version);
/* The same. NULL: not there, refused, or not enabled. */
const struct gt_procedure *gt_plugins_procedure(struct gt_plugins *plugins, const char *id, const char *version);
/* The version that new requests get, or those of invented persons; also while it is closed. NULL: none. */
const struct gt_plugin *gt_plugins_current(struct gt_plugins *plugins, const char *id, bool invented);
/* What the table procedure_enabled says: the version that new requests get, and the one that those of invented persons get; NULL: none. Unknown or refused
 * ones are ignored (false). */
bool gt_plugins_enable(struct gt_plugins *plugins, const char *id, const char *version, const char *rehearsed);
void gt_plugins_close(struct gt_plugins *plugins, const char *id, enum gt_away why);               /* NOT: open */
enum gt_away gt_plugins_away(const struct gt_plugins *plugins, const char *id);
/* Procedures that take new requests on that day under a tile, for a beneficiary (NULL: any). away: why there is none although one is enabled. */
struct gt_offers { const struct gt_procedure *items[32]; size_t n; enum gt_away away; };
struct gt_offer_for { const char *tile, *beneficiary; bool invented; struct gt_date on; };
struct gt_offers gt_plugins_offers(const struct gt_plugins *plugins, const struct gt_offer_for *asked);
/* Root of a loaded procedure's procedure.xml, as it was parsed. */
xmlNodePtr gt_plugins_source(const struct gt_plugins *plugins, const struct gt_procedure *p);
/* The compiled sheet of a paper. ret: OK; NOTFOUND. */
int gt_plugins_sheet(const struct gt_plugins *plugins, const struct gt_procedure *p, const char *paper, const char *lang, const struct gt_sheet **ret, struct gt_error *err) GT_MUST_USE;

/* ---- the catalogue: tiles, menus, categories of titles, other titles (xslt/schema/catalogue.rng), as it was parsed ---- */
xmlNodePtr gt_plugins_catalogue(const struct gt_plugins *plugins);                                  /* its root element */
/* The text of an element of the catalogue: its child <text lang="…">, else the French one. */
const char *gt_catalogue_text(struct gt_arena *arena, xmlNodePtr el, const char *name, const char *lang);

/* ---- what guichetctl does ---- */
const char *gt_plugin_schemas(const struct gt_config *config);                                      /* the folder of the grammars */
/* Everything `check` can say of a folder without running it. trust: also owner, mode, manifest and signature. problems gets all.
 * ret: OK (warnings at most), REFUSED, FAILED. */
enum gt_plugin_trust { GT_PLUGIN_UNSIGNED, GT_PLUGIN_TRUSTED };
int gt_plugin_check(struct gt_arena *arena, const struct gt_config *config, const char *dir, enum gt_plugin_trust trust, struct gt_problems *problems, struct gt_plugin *ret, struct gt_error *err) GT_MUST_USE;
/* Owner, mode, manifest and signature alone; *ret_signer: name of the key file. ret: OK, REFUSED. */
int gt_plugin_verify(struct gt_arena *arena, const struct gt_config *config, const char *dir, const char **ret_signer, struct gt_error *err) GT_MUST_USE;
/* Write MANIFEST and MANIFEST.sig. */
int gt_plugin_sign(struct gt_arena *arena, const char *dir, const char *secret_path, struct gt_error *err) GT_MUST_USE;
/* Copy a signed folder to <plugins.directory>/<id>/<version>: into a new folder beside it, then renamed; files 0444. CONFLICT: that version is there. */
int gt_plugin_install(struct gt_arena *arena, const struct gt_config *config, const char *dir, struct gt_plugin *ret, struct gt_error *err) GT_MUST_USE;

#endif

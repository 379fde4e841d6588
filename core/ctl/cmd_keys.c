/* keys: the key ring's files. */
#include <unistd.h>
#include "ctl/families.h"
#include "ctl/keys_store.h"

static int directory(struct gt_ctl *ctl, int argc, char **argv, const char **ret, struct gt_error *err)
{
	const struct gt_config *config;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc != GT_OK) return rc;
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	*ret = gt_config_get(config, "keys.directory", GT_SYSCONFDIR "/keys");
	return GT_OK;
}

typedef int change(const char *dir, struct gt_error *err);
static int changed(struct gt_ctl *ctl, int argc, char **argv, change *make, const char *what, const char *then, struct gt_error *err)
{
	const char *dir = NULL;
	int rc = directory(ctl, argc, argv, &dir, err);
	if (rc == GT_OK) rc = make(dir, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s in %s%s\n", what, dir, then);
	return rc;
}

static int create(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	return changed(ctl, argc, argv, gt_keyring_create, "keys made", "; keep a copy apart from the database's backups: without them nothing sealed can be read", err);
}

static int add(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	return changed(ctl, argc, argv, gt_keyring_add, "new master key", ", which opens and does not seal yet; copy it, reload the programs, then: guichetctl keys use", err);
}

static int use(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	return changed(ctl, argc, argv, gt_keyring_use, "the new master key", " seals after the next reload; former keys stay, they open what they sealed", err);
}

/* One kind of file after the other, a page at a time; each header is replaced only if it is still the one that was read. */
static int rewrap_all(struct gt_ctl *ctl, struct gt_db *db, const struct gt_keyring *ring, enum gt_sealed_kind kind, int64_t *done, struct gt_error *err)
{
	struct gt_id after = { { 0 } };
	for (;;) {
		GT_AUTO_ARENA page = gt_arena_new("rewrap", 16 << 20);
		struct gt_sealed_file *files;
		size_t n;
		int rc = gt_sealed_files(db, page, kind, after, &files, &n, err);
		if (rc != GT_OK || n == 0) return rc;
		for (size_t i = 0; rc == GT_OK && i < n; i++) {
			struct gt_str header;
			after = files[i].id;
			if (gt_header_key(files[i].header) == gt_keyring_sealing(ring)) continue;
			rc = gt_header_rewrap(ring, page, files[i].id, files[i].header, &header, err);
			if (rc == GT_OK) rc = gt_sealed_header_set(db, kind, &files[i], header, err);
			*done += rc == GT_OK;
			CRASHPOINT("key-rewrapped");
		}
		if (rc != GT_OK) return rc;
		if (ctl->out == stdout && isatty(1)) fprintf(stderr, "\r%lld", (long long)*done);
	}
}

static int rewrap(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_db *db;
	const struct gt_keyring *ring;
	int64_t done = 0;
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_keyring(ctl, &ring, err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	for (enum gt_sealed_kind kind = 0; rc == GT_OK && kind < GT_SEALED__MAX; kind++) rc = rewrap_all(ctl, db, ring, kind, &done, err);
	if (rc == GT_OK) fprintf(ctl->out, "%lld files now depend on master key %04u\n", (long long)done, gt_keyring_sealing(ring));
	return rc;
}

const struct gt_ctl_entry gt_ctl_keys[] = {
	{ "keys create", "", "Makes the first master key and signing key in keys.directory. Never overwrites.", create },
	{ "keys add", "", "Adds a master key that opens; programs learn it at their next reload.", add },
	{ "keys use", "", "The key added before seals from the next reload on.", use },
	{ "keys rewrap", "", "Wraps the data keys of all stored files and papers with the master key in use. May be stopped and begun again.", rewrap },
	{ 0 },
};

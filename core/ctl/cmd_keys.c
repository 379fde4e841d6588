/* keys: the key ring's files. */
#include "ctl/families.h"

static int directory(struct gt_ctl *ctl, int argc, char **argv, const char **ret, struct gt_error *err)
{
	const struct gt_config *config;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc != GT_OK) return rc;
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	*ret = gt_config_get(config, "keys.directory", GT_SYSCONFDIR "/keys");
	return GT_OK;
}

static int create(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *dir;
	int rc = directory(ctl, argc, argv, &dir, err);
	if (rc == GT_OK) rc = gt_keyring_create(dir, err);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "keys made in %s; keep a copy apart from the database's backups: without them nothing sealed can be read\n", dir);
	return GT_OK;
}

static int rotate(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *dir;
	int rc = directory(ctl, argc, argv, &dir, err);
	if (rc == GT_OK) rc = gt_keyring_add(dir, err);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "new master key in %s; programs use it after a reload; former keys stay, they open what they sealed\n", dir);
	return GT_OK;
}

const struct gt_ctl_entry gt_ctl_keys[] = {
	{ "keys create", "", "Makes the first master key and signing key in keys.directory. Never overwrites.", create },
	{ "keys rotate", "", "Adds a master key: the next things are sealed with it.", rotate },
	{ 0 },
};

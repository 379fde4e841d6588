/* migrate: brings the database to this program's schema; makes the programs' accounts and gives them their rights. */
#include "ctl/families.h"
#include "db/migrate.h"

static int where(struct gt_ctl *ctl, int *argc, char **argv, const struct gt_config **config, const char **dir, struct gt_error *err)
{
	const char *given = gt_ctl_option(argc, argv, "sql");
	int rc = gt_ctl_config(ctl, config, err);
	if (rc != GT_OK) return rc;
	if (*argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	*dir = given ? given : gt_config_get(*config, "paths.sql", GT_DATADIR "/sql");
	return GT_OK;
}

static int migrate(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	const char *dir;
	int64_t done;
	int rc = where(ctl, &argc, argv, &config, &dir, err);
	if (rc == GT_OK) rc = gt_db_migrate(config, dir, ctl->arena, &done, err);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "%lld migrations applied, accounts and rights set\n", (long long)done);
	return GT_OK;
}

static int status(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	const char *dir;
	struct gt_migration *list;
	size_t n;
	int rc = where(ctl, &argc, argv, &config, &dir, err);
	if (rc == GT_OK) rc = gt_db_migrations(config, dir, ctl->arena, &list, &n, err);
	if (rc != GT_OK) return rc;
	bool waiting = false;
	for (size_t i = 0; i < n; i++) {
		fprintf(ctl->out, "%s  %s\n", list[i].applied ? "applied" : "waiting", list[i].name);
		waiting |= !list[i].applied;
	}
	return waiting ? GT_REFUSED : GT_OK;
}

const struct gt_ctl_entry gt_ctl_migrate[] = {
	{ "migrate", "[--sql DIR]", "Applies the migrations that are missing (as database.admin), then the programs' accounts and rights. Forward only; one run at a time.", migrate },
	{ "migrate status", "[--sql DIR]", "Which migrations are applied; status 1 when one is waiting.", status },
	{ 0 },
};

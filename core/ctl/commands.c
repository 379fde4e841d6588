/* Which families of commands there are, and how a command line finds its function. A family is cmd_<family>.c and one line here. */
#include <stdlib.h>
#include "ctl/ctl.h"
#include "ctl/families.h"

const struct gt_ctl_entry *const gt_ctl_families[] = {
	gt_ctl_help,
	gt_ctl_migrate,
	gt_ctl_keys,
	gt_ctl_journal,
	gt_ctl_mail,
	gt_ctl_doctor,
	gt_ctl_verify,
	gt_ctl_backup,
	gt_ctl_metrics,
	gt_ctl_plugin,
	gt_ctl_titles,
	gt_ctl_agents,
	gt_ctl_demo,
	gt_ctl_rehearsal,
	NULL,
};

/* How many of argv's first words the entry's words take; 0: another command. */
static int match(const char *words, int argc, char **argv)
{
	int taken = 0;
	while (*words) {
		size_t n = strcspn(words, " ");
		if (taken == argc || strlen(argv[taken]) != n || strncmp(argv[taken], words, n) != 0) return 0;
		taken++;
		words += n;
		while (*words == ' ') words++;
	}
	return taken;
}

static const struct gt_ctl_entry *find(int argc, char **argv, int *ret_taken)
{
	const struct gt_ctl_entry *best = NULL;
	*ret_taken = 0;
	for (const struct gt_ctl_entry *const *family = gt_ctl_families; *family; family++)
		for (const struct gt_ctl_entry *e = *family; e->words; e++) {
			int taken = match(e->words, argc, argv);
			if (taken > *ret_taken) { best = e; *ret_taken = taken; }
		}
	return best;
}

static void take_out(int *argc, char **argv, int at, int n)
{
	for (int i = at; i + n < *argc; i++) argv[i] = argv[i + n];
	*argc -= n;
}

const char *gt_ctl_option(int *argc, char **argv, const char *name)
{
	size_t n = strlen(name);
	for (int i = 0; i < *argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strncmp(argv[i] + 2, name, n) != 0) continue;
		if (argv[i][n + 2] == '=') {
			const char *value = argv[i] + n + 3;
			take_out(argc, argv, i, 1);
			return value;
		}
		if (argv[i][n + 2] == 0 && i + 1 < *argc) {
			const char *value = argv[i + 1];
			take_out(argc, argv, i, 2);
			return value;
		}
	}
	return NULL;
}

bool gt_ctl_flag(int *argc, char **argv, const char *name)
{
	for (int i = 0; i < *argc; i++)
		if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, name) == 0) {
			take_out(argc, argv, i, 1);
			return true;
		}
	return false;
}

int gt_ctl_run(struct gt_ctl *ctl, int argc, char **argv)
{
	struct gt_error err = { 0 };
	int taken;
	argc--;
	argv++;
	const char *settings = gt_ctl_option(&argc, argv, "config");
	if (settings) ctl->settings_path = settings;
	const struct gt_ctl_entry *e = argc ? find(argc, argv, &taken) : NULL;
	if (!e) {
		fprintf(stderr, "guichetctl: %s (guichetctl help)\n", argc ? "no such command" : "a command is needed");
		return 2;
	}
	int rc = e->run(ctl, argc - taken, argv + taken, &err);
	if (rc == GT_OK) return 0;
	if (err.rc) fprintf(stderr, "guichetctl: %s%s%s%s\n", err.message, err.detail[0] ? " (" : "", err.detail, err.detail[0] ? ")" : "");
	if (rc == GT_BADINPUT) fprintf(stderr, "usage: guichetctl [--config FILE] %s %s\n", e->words, e->usage);
	return rc == GT_BADINPUT ? 2 : 1;
}

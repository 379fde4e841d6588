/* help: every command, one line each; or one command in full. */
#include "ctl/families.h"

static int help(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	(void)err;
	bool any = false;
	for (const struct gt_ctl_entry *const *family = gt_ctl_families; *family; family++)
		for (const struct gt_ctl_entry *e = *family; e->words; e++) {
			if (argc && !gt_starts(e->words, argv[0])) continue;
			any = true;
			fprintf(ctl->out, argc ? "guichetctl %s %s\n    %s\n" : "  %s %s\n      %s\n", e->words, e->usage, e->help);
		}
	if (!argc) fprintf(ctl->out, "\nEach takes --config FILE (otherwise %s).\n", ctl->settings_path);
	return any ? GT_OK : gt_fail(err, GT_NOTFOUND, "no such command");
}

const struct gt_ctl_entry gt_ctl_help[] = {
	{ "help", "[COMMAND]", "Lists the commands.", help },
	{ 0 },
};

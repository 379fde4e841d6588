/* Room ctl: the commands of guichetctl. A family of commands is a file cmd_<family>.c and its lines in commands.c. */
#ifndef GT_CTL_CTL_H
#define GT_CTL_CTL_H
#include <stdio.h>
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"

/* What a command may ask for; opened when first asked, closed at the end by the caller. */
struct gt_ctl {
	struct gt_arena *arena;
	const char *settings_path;
	FILE *out;                           /* for the operator; the log goes to stderr */
	struct gt_config *config_;           /* through the functions below */
	struct gt_db *db_;
	struct gt_keyring *ring_;
};
int gt_ctl_config(struct gt_ctl *ctl, const struct gt_config **ret, struct gt_error *err) GT_MUST_USE;
int gt_ctl_db(struct gt_ctl *ctl, struct gt_db **ret, struct gt_error *err) GT_MUST_USE;           /* account "ctl" */
int gt_ctl_keyring(struct gt_ctl *ctl, const struct gt_keyring **ret, struct gt_error *err) GT_MUST_USE; /* keys.directory */
void gt_ctl_close(struct gt_ctl *ctl);

/* argv: what follows the command's own words. ret: GT_OK, or err filled: printed once by the caller. REFUSED: the command said all it had to say. */
typedef int gt_ctl_command(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err);
struct gt_ctl_entry { const char *words, *usage, *help; gt_ctl_command *run; };
/* Tables of all families; NULL-terminated. A family adds its table here and nowhere else. */
extern const struct gt_ctl_entry *const gt_ctl_families[];
/* Runs one command line (argv[0] = program). Returns the exit status: 0 done, 1 refused or failed, 2 not a command. */
int gt_ctl_run(struct gt_ctl *ctl, int argc, char **argv);
/* "--name value" or "--name=value" taken out of argv; NULL when absent. */
const char *gt_ctl_option(int *argc, char **argv, const char *name);
bool gt_ctl_flag(int *argc, char **argv, const char *name);

#endif

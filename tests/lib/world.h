/* A whole Guichet without HTTP, for scenarios: the private MariaDB with the programs' own accounts, a real guichet-scan and guichet-hook, a procedure of
 * the tree signed and installed, a virtual clock that all of them follow. */
#ifndef GT_TESTS_WORLD_H
#define GT_TESTS_WORLD_H
#include "dossier/dossier.h"
#include "jobs/jobs.h"
#include "tests/lib/db_harness.h"
#include "tests/lib/scan_harness.h"

struct gt_world {
	struct gt_harness *h;
	struct gt_scan_harness scanner;
	struct gt_plugins *plugins;
	struct gt_hook *hook;
	struct gt_config *config;
	pid_t hook_pid;
	const char *sheets, *offset;                         /* xslt/ of the tree; the file of the clock */
	struct gt_desk user, agent, jobs;                    /* as guichet-web's two pools and guichet-jobs have them */
};
/* NULL: a part is not on this host (skip). procedures: ids of folders of plugins/, NULL-terminated. */
struct gt_world *gt_world_start(const char *const *procedures);
void gt_world_stop(struct gt_world *w);
/* Empty tables, drawing process alive. */
void gt_world_clean(struct gt_world *w);
void gt_world_clock(struct gt_world *w, int64_t utc_s);
/* A sealed file of one page that the scanner finds clean. */
int gt_world_file(int *ret_bytes);

#endif

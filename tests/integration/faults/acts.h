/* The acts that are made to fail: what each needs before, how it is done (as a worker does it, in a process of its own), what must be true afterwards. */
#ifndef GT_TESTS_ACTS_H
#define GT_TESTS_ACTS_H
#include "tests/lib/db_harness.h"
#include "tests/lib/scan_harness.h"

struct acts {                            /* made before each try, read by the act's own process after fork */
	struct gt_harness *h;
	struct gt_arena *arena;
	struct gt_config *config;
	struct gt_scan_harness *scan;
	struct gt_plugins *plugins;
	const char *move, *renewal;          /* versions of the two procedures */
	struct gt_id account, agent, dossier, document, notice, act;
	int64_t version;
	char token[GT_TOKEN_TEXT];
};
void acts_open(struct acts *a);          /* procedures, scanner: once */
/* A worker's drawing process dies with it; here all workers inherit one: after a death in the middle of its answer it is started anew. */
void acts_drawer_anew(struct acts *a);
void acts_fresh(struct acts *a);         /* people and their things, made anew */
void acts_close(struct acts *a);

struct act {
	const char *name;
	void (*before)(struct acts *a);
	int (*run)(struct acts *a, struct gt_error *err);        /* connects for itself */
	const char *done;                    /* SQL: 1 when it was done once and wholly, 0 when not at all; anything else is a fault */
	bool once;                           /* done twice it must still be 1: the second answers OK or says that it was done */
};
extern const struct act all_acts[];      /* name NULL ends */

#endif

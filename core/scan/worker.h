/* Inside room scan: a worker of the service. */
#ifndef GT_SCAN_WORKER_H
#define GT_SCAN_WORKER_H
#include <signal.h>
#include "scan/scan_priv.h"

/* Shared by the first process, which alone writes it, and by the workers, who tell it; a child that looks inside a file has it not. */
struct gt_scan_wait { _Atomic int64_t since_utc_s, needs_bytes, left_bytes; };

struct gt_worker {
	const struct gt_scan_service *service;
	struct gt_engine *engine;
	const char *dir;                     /* its own temporary folder, made and wiped here */
	struct gt_scan_wait *wait;
	int64_t peak_bytes;                  /* of loading the engine */
	bool test_set;
	volatile sig_atomic_t *ending;
	struct gt_child_started child; int feed;     /* stands ready for the next file; feed -1: none does */
	struct { uint8_t sum[32]; int64_t until_ms; enum gt_cause cause; } slow[16]; size_t next_slow;
};
int gt_worker_run(struct gt_worker *w);
void gt_scan_wipe(const char *dir);
#endif

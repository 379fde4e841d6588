/* For integration tests: a real guichet-scan with the shipped test signatures, as a child of the test.
 * The program is top_builddir/core/prog/guichet-scan; the environment comes from make check. */
#ifndef GT_TESTS_SCAN_HARNESS_H
#define GT_TESTS_SCAN_HARNESS_H
#include <sys/types.h>
#include "scan/scan.h"

struct gt_scan_harness { char dir[64], socket[96], config[96], tmp[96], signatures[96]; pid_t pid; struct gt_scan *scan; };
bool gt_scan_harness_start(struct gt_scan_harness *h);   /* false: no program (skip); waits until it answers */
void gt_scan_harness_kill(struct gt_scan_harness *h);    /* as a crash would */
bool gt_scan_harness_again(struct gt_scan_harness *h);   /* after a kill */
/* From now on a file holding these bytes is infected. */
bool gt_scan_harness_learn(struct gt_scan_harness *h, const char *name, const char *bytes);
void gt_scan_harness_stop(struct gt_scan_harness *h);
int gt_test_memfd(const void *p, size_t n);              /* sealed */
/* Makes all files of tests/lib/files/make.py in dir, and the directory itself. false: no python3. */
bool gt_test_files_make(const char *dir);
#endif

/* For integration tests: procedures of the tree, signed and installed for one test, with their hooks taken out (no guichet-hook runs there).
 * Load the house's sheets first (gt_sheets_load): papers of procedures include them. */
#ifndef GT_TESTS_PROCEDURE_HARNESS_H
#define GT_TESTS_PROCEDURE_HARNESS_H
#include "tests/lib/db_harness.h"

/* Adds to the harness's settings what procedures and pages need, and reads them again. */
struct gt_config *gt_test_procedures_begin(struct gt_harness *h);
const char *gt_test_procedure_install(struct gt_harness *h, const struct gt_config *config, const char *id);   /* its version */
void gt_test_procedure_enable(struct gt_harness *h, const char *id, const char *version);                       /* rows: new requests are taken */

#endif

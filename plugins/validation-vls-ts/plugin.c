/* No logic: everything stands in procedure.xml. */
#include <guichet/plugin.h>
#include "procedure-digest.h"
GT_PLUGIN(.name = "validation-vls-ts", .version = "1.0", .procedure_sha256 = PROCEDURE_DIGEST);

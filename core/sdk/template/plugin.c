/* What XML cannot say of this procedure. Everything a hook may use is described in <guichet/plugin.h>. A procedure without logic keeps the last line
 * alone (without .hooks), and no <hooks/> in procedure.xml. */
#include <guichet/plugin.h>
#include <string.h>
#include "procedure-digest.h"

static int check(const struct gt_host *h, const struct gt_request_data *d, const char *step)
{
	if (strcmp(step, "demande") == 0 && h->same_name(h, h->value_get(h, d, "demande.objet.nom"), h->value_get(h, d, "person.birth-name")))
		h->finding_add(h, "demande.objet.nom", "soi-meme");
	return GT_PLUGIN_OK;
}

GT_HOOKS(.check = check);
GT_PLUGIN(.name = "__ID__", .version = "1.0", .procedure_sha256 = PROCEDURE_DIGEST, .hooks = &hooks);

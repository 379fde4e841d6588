/* journal: proves that no act was altered, removed or slipped in. */
#include "ctl/families.h"
#include "journal/journal.h"

static int verify(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_db *db;
	struct gt_id bad = { { 0 } };
	int64_t checked = 0;
	char text[GT_ID_TEXT];
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_journal_verify(db, ctl->arena, &bad, &checked, err);
	if (rc == GT_REFUSED) fprintf(ctl->out, "broken: chain %s, after %lld good links\n", gt_id_text(bad, text), (long long)checked);
	if (rc == GT_OK) fprintf(ctl->out, "whole: %lld links\n", (long long)checked);
	return rc;
}

const struct gt_ctl_entry gt_ctl_journal[] = {
	{ "journal verify", "", "Recomputes every chain of the journal. Status 1: a link does not hold; its chain (request or actor) is named.", verify },
	{ 0 },
};

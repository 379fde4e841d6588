/* Rows that only a demonstration asks for or makes. */
#include "ctl/demo_store.h"

struct count { int64_t n; };
static const struct gt_col count_map[] = { GT_COL(struct count, n) };
static const struct gt_query q_people = { "SELECT (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM agent)", "", GT_ROW(struct count, count_map) };

int gt_demo_people(struct gt_db *db, struct gt_arena *arena, int64_t *ret_n, struct gt_error *err)
{
	struct count row;
	int rc = gt_db_one(db, arena, &q_people, GT_NONE_WITH, &row, err);
	if (rc == GT_OK) *ret_n = row.n;
	return rc;
}


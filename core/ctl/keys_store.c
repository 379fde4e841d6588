/* Headers of sealed files: read in pages, replaced one by one. */
#include "ctl/keys_store.h"

static const struct gt_col cols[] = { GT_COL(struct gt_sealed_file, id), GT_COL(struct gt_sealed_file, header) };
static const struct gt_query q_files[GT_SEALED__MAX] = {
	[GT_SEALED_DOCUMENT] = { "SELECT id, header FROM document WHERE id > ? ORDER BY id LIMIT 500", "b", GT_ROW(struct gt_sealed_file, cols) },
	[GT_SEALED_PAPER] = { "SELECT id, header FROM paper WHERE id > ? ORDER BY id LIMIT 500", "b", GT_ROW(struct gt_sealed_file, cols) },
};
static const struct gt_query q_set[GT_SEALED__MAX] = {
	[GT_SEALED_DOCUMENT] = { "UPDATE document SET header = ? WHERE id = ? AND header = ?", "bdb", NULL, 0, 0 },
	[GT_SEALED_PAPER] = { "UPDATE paper SET header = ? WHERE id = ? AND header = ?", "bdb", NULL, 0, 0 },
};

int gt_sealed_files(struct gt_db *db, struct gt_arena *arena, enum gt_sealed_kind kind, struct gt_id after, struct gt_sealed_file **ret, size_t *ret_n, struct gt_error *err)
{
	/* as bytes: the null id is a place to begin, not SQL NULL */
	return gt_db_select(db, arena, &q_files[kind], GT_WITH(GT_B(((struct gt_str){ (const char *)after.b, sizeof after.b }))), ret, ret_n, err);
}

int gt_sealed_header_set(struct gt_db *db, enum gt_sealed_kind kind, const struct gt_sealed_file *seen, struct gt_str header, struct gt_error *err)
{
	return gt_db_exec(db, &q_set[kind], GT_WITH(GT_B(header), GT_D(seen->id), GT_B(seen->header)), NULL, err);
}

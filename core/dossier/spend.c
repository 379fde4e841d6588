/* What a request pays and proves with, outside its answers: stamps and e-photos serve one request, and are given back when it ends without a title. */
#include "dossier/dossier_priv.h"

struct gt_spending gt_spending_of(struct gt_dossier *d)
{
	struct gt_spending s = { 0 };
	s.n_stamps = gt_case_stamps(d->answers, s.stamps, GT_COUNT(s.stamps));
	s.n_ephotos = gt_case_ephotos(d->answers, s.ephotos, GT_COUNT(s.ephotos));
	return s;
}

int gt_spend(struct gt_db *db, struct gt_arena *arena, const struct gt_spending *s, struct gt_id dossier, enum gt_spend how, struct gt_error *err)
{
	int rc = GT_OK;
	for (size_t i = 0; rc == GT_OK && i < s->n_stamps + s->n_ephotos; i++) {
		rc = i < s->n_stamps ? gt_register_stamp_use(db, s->stamps[i], dossier, err) : gt_register_ephoto_use(db, arena, s->ephotos[i - s->n_stamps], dossier, err);
		if (rc == GT_CONFLICT && how == GT_SPEND_IF_FREE) rc = GT_OK;
	}
	return rc;
}

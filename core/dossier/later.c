/* Documents added after the deposit: the same pipeline, a trace of their own. */
#include "dossier/dossier_priv.h"
#include "dossier/later.h"
#include "dossier/withdraw_store.h"

static bool open_for(enum gt_state s)
{
	return s == GT_STATE_DEPOSITED || s == GT_STATE_VERIFYING || s == GT_STATE_COMPLEMENT_RECEIVED || s == GT_STATE_EXAMINED || s == GT_STATE_PROPOSED;
}

bool gt_later_may(const struct gt_dossier *d) { return open_for(d->state); }

struct adding { struct gt_dossier *d; struct gt_upload *upload; };

/* The version moves on: who decides on a page that does not show the document is told. */
static int attach(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct adding *a = arg;
	GT_AUTO_ARENA arena = gt_arena_new("attach", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row row;
	int rc = gt_dossier_store_lock(db, arena, a->d->id, &row, err);
	if (rc != GT_OK) return rc;
	if (!open_for(gt_state_parse(row.state))) return gt_fail(err, GT_CONFLICT, "nothing can be added in state '%s'", row.state);
	a->upload->added_n = row.answers_n;
	rc = gt_after_store_added(db, a->d->id, gt_now_utc_s(), err);
	if (rc == GT_OK) a->d->version = row.version + 1;
	return rc;
}

static int asked_of(struct gt_dossier *d, const char *id, const struct gt_justificatif **ret, struct gt_error *err)
{
	const struct gt_asked *all;
	size_t n;
	int rc = gt_justificatifs_list(d->answers, &all, &n, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].justificatif->id, id)) { *ret = all[i].justificatif; return GT_OK; }
	return gt_fail(err, GT_NOTFOUND, "that justificatif is not asked");
}

int gt_later_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_later_may(d)) return gt_fail(err, GT_CONFLICT, "nothing can be added in state '%s'", gt_state_name(d->state));
	struct gt_upload u = { .dossier = d->id, .justificatif = GT_LATER_OTHER, .paper_case = file->paper_case, .name = file->name, .fd = file->fd, .bytes = file->bytes, .max_bytes = GT_UPLOAD_MAX_BYTES,
		.max_files = GT_OTHER_FILES_MAX, .kinds = GT_KINDS_ALL, .actor_kind = GT_ACTOR_USER, .actor = d->account, .added_n = d->answers_n };
	if (!gt_streq(file->justificatif, GT_LATER_OTHER)) {
		const struct gt_justificatif *j = NULL;
		int rc = asked_of(d, file->justificatif, &j, err);
		if (rc != GT_OK) return rc;
		u.justificatif = j->id;
		u.max_bytes = (int64_t)j->max_bytes;
		u.max_files = j->max_files;
		u.kinds = 0;
		for (const char *const *k = j->kinds; *k; k++) u.kinds |= 1u << gt_kind_parse(*k);
	}
	struct adding a = { .d = d, .upload = &u };
	u.attach = attach;
	u.attach_arg = &a;
	struct gt_document_at at = gt_dossier_documents_at(desk);
	return gt_document_receive(&at, arena, &u, ret, ret_finding, err);
}

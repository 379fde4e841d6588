/* Downloads of a whole request, and of everything the house holds of a person. */
#include "dossier/export.h"
#include "web/request_priv.h"

static int send(struct gt_visit *v, struct gt_export *x, const char *name)
{
	gt_respond_status(v->res, 200);
	gt_respond_stream(v->res, "application/zip", name, /* inline_picture= */ false, -1, gt_export_piece, x);
	return GT_OK;
}

int page_export_request(struct gt_visit *v)
{
	struct gt_export *x;
	int rc = gt_export_request(&v->web->desk, v->arena, v->dossier, v->agent, &x, &v->err);
	return rc == GT_OK ? send(v, x, gt_arena_printf(v->arena, "demande-%s.zip", v->dossier->number ? v->dossier->number : "brouillon")) : rc;
}

int page_export_account(struct gt_visit *v)
{
	struct gt_export *x;
	char day[11];
	int rc = gt_export_account(&v->web->desk, v->arena, v->applicant, v->session->phone, &x, &v->err);
	return rc == GT_OK ? send(v, x, gt_arena_printf(v->arena, "mes-donnees-%s.zip", gt_date_iso(gt_today(), day))) : rc;
}

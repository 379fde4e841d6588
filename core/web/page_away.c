/* A request that cannot be opened because its version of the procedure is not loaded: what is kept, what to do, when to come back. */
#include "web/web_priv.h"

int gt_page_request_away(struct gt_visit *v)
{
	struct gt_dossier_away away;
	struct gt_error why = v->err, unused;
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return GT_BUSY;
	if ((v->agent ? gt_work_away(&v->web->desk, v->arena, v->agent, id, &away, &unused) : gt_dossier_away(&v->web->desk, v->arena, id, v->applicant, &away, &unused)) != GT_OK) return GT_BUSY;
	gt_log_error(GT_ERR, "web", &why);
	gt_respond_header(v->res, "Retry-After", "3600");
	xmlNodePtr root = gt_page_new(v, "request-away"), el = gt_el(root, "away");
	if (v->agent) gt_page_crumb(v, "crumb.work-all", "/demandes?liste=all");
	else gt_page_crumb(v, "crumb.requests", "/mes-demandes");
	if (v->agent) gt_attr(el, "version", gt_arena_printf(v->arena, "%s %s", away.procedure_id, away.procedure_version));
	gt_attr(el, "number", away.number);
	gt_page_time(el, "at", away.updated_utc_s);
	gt_attr(el, "reference", v->req->id);
	gt_web_offer_again(v);
	return gt_page_send_status(v, 503);
}

/* Review, deposit, confirmation, papers. */
#include "dossier/rectify.h"
#include "text/text.h"
#include "web/counter_priv.h"

static const struct gt_step *step_of_kind(const struct gt_visit *v, enum gt_step_kind kind)
{
	const struct gt_procedure *p = v->dossier->procedure;
	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].kind == kind) return &p->steps[i];
	gt_panic("procedure '%s' has no step of kind %d", p->id, (int)kind);
}

static int add_review(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_dossier *d = v->dossier;
	xmlNodePtr review = gt_el(root, "review");
	int rc = gt_review_view(d->answers, gt_request_href(v, "/etape/"), review, &v->err);
	const struct gt_asked *asked;
	size_t n;
	if (rc == GT_OK) rc = gt_justificatifs_list(d->answers, &asked, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr files = gt_el(root, "files");
	for (size_t i = 0; i < d->procedure->n_steps; i++)
		if (d->procedure->steps[i].kind == GT_STEP_JUSTIFICATIFS) gt_attr(files, "href", gt_request_step_href(v, &d->procedure->steps[i]));
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr j = gt_el(files, "justificatif");
		gt_attr(j, "id", asked[i].justificatif->id);
		gt_attr(j, "heading", asked[i].heading);
		gt_attr_flag(j, "required", asked[i].required);
		for (size_t k = 0; k < d->n_documents; k++)
			if (gt_streq(d->documents[k].justificatif, asked[i].justificatif->id)) gt_document_view(v, j, &d->documents[k]);
	}
	return GT_OK;
}

static int request_of(struct gt_visit *v, struct gt_dossier **ret) { return gt_dossier_open(&v->web->desk, v->arena, v->dossier->rectifies, v->applicant, ret, &v->err); }

static int add_changes(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_dossier *request;
	int rc = request_of(v, &request);
	return rc == GT_OK ? gt_rectify_changes(v, root, request) : rc;
}

/* An agent was quicker: said at once, not after the last button. ret: OK answered; GT_NOTFOUND: it goes on. */
static int late(struct gt_visit *v)
{
	struct gt_dossier *request;
	if (!gt_request_is_copy(v)) return GT_NOTFOUND;
	int rc = request_of(v, &request);
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_FAILED : rc;
	return gt_rectify_may(request) ? GT_NOTFOUND : gt_rectify_late(v, request);
}

static int show(struct gt_visit *v, const struct gt_findings *f, int status)
{
	struct gt_dossier *d = v->dossier;
	const struct gt_step *s = step_of_kind(v, GT_STEP_REVIEW);
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "deposit");
	gt_request_steps(v, s->id);
	gt_attr_flag(root, "rectify", d->procedure->rectify);
	int rc = add_review(v, root);
	if (rc == GT_OK && gt_request_is_copy(v)) rc = add_changes(v, root);
	if (rc != GT_OK) return rc;
	xmlNodePtr form = gt_form_new(root, gt_request_href(v, "/depot"));
	gt_attr_int(form, "version", d->version);
	if (d->procedure->observations_max_chars) {
		xmlNodePtr field = gt_form_field(v, form, "observations", "long-text", "field.observations", false, gt_case_observations(d->answers));
		gt_attr_int(field, "max", d->procedure->observations_max_chars);
	}
	gt_request_buttons(v, form, gt_request_is_copy(v) ? "button.rectify-send" : "button.deposit");
	if (f) gt_findings_view(f, root);
	return gt_page_send_status(v, status);
}

/* What is still missing is said at once, before the person presses. */
int page_deposit(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	int rc = late(v);
	if (rc != GT_NOTFOUND) return rc;
	rc = gt_dossier_check(&v->web->desk, v->arena, v->dossier, &f, &v->err);
	if (rc == GT_FAILED) return rc;
	return show(v, f.n ? &f : NULL, 200);
}

static int deposit(struct gt_visit *v, int64_t version)
{
	struct gt_findings f = gt_findings_new(v->arena);
	bool copy = gt_request_is_copy(v);
	const char *lang = v->counter ? v->counter->applicant_lang : v->lang;      /* of the mail */
	int rc = copy ? gt_rectify_send(&v->web->desk, v->arena, v->dossier, version, lang, &f, &v->err) : gt_dossier_deposit(&v->web->desk, v->arena, v->dossier, version, lang, &f, &v->err);
	if (rc == GT_OK) return copy ? gt_rectify_home(v, "rectified") : gt_see_other(v, "%s", gt_request_href(v, "/confirmation"));
	if (rc == GT_DENIED && copy) return late(v);
	if (rc == GT_REFUSED) return show(v, &f, 422);
	if (rc == GT_CONFLICT) {
		rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
		if (rc != GT_OK) return rc;
		gt_request_page(v, "deposit");
		gt_page_message(v, "warning", "conflict-deposit");
		return show(v, NULL, 409);
	}
	if (rc == GT_BUSY) {
		gt_request_page(v, "deposit");
		gt_page_message(v, "error", "deposit-later");
		gt_log_error(GT_WARN, "web", &v->err);
		return show(v, NULL, 503);
	}
	return rc;
}

int page_deposit_post(struct gt_visit *v)
{
	struct gt_dossier *d = v->dossier;
	const struct gt_step *s = step_of_kind(v, GT_STEP_REVIEW);
	const char *go = gt_form(v->req, "go"), *said = gt_form(v->req, "observations");
	int64_t version = gt_request_version_seen(v);
	if (said && d->procedure->observations_max_chars) {
		if (gt_text_length(said) > d->procedure->observations_max_chars) {
			struct gt_findings f = gt_findings_new(v->arena);
			struct gt_finding *one = gt_finding_add(&f, "observations", NULL, "too-long");
			gt_finding_arg(one, "max", gt_arena_printf(v->arena, "%u", d->procedure->observations_max_chars));
			gt_case_observations_set(d->answers, said);
			return show(v, &f, 422);
		}
		if (!gt_streq(said, gt_case_observations(d->answers))) {
			gt_case_observations_set(d->answers, said);
			int rc = gt_dossier_save(&v->web->desk, v->arena, d, version, s->id, &v->err);
			if (rc == GT_CONFLICT) return deposit(v, -1);
			if (rc != GT_OK) return rc;
			version = d->version;
		}
	}
	if (gt_streq(go, "quit")) return gt_request_quit(v);
	if (gt_streq(go, "abandon")) return gt_see_other(v, "%s", gt_request_href(v, "/abandonner"));
	if (gt_streq(go, "previous")) return gt_request_go_previous(v, s);
	return deposit(v, version);
}

/* ---- after ---- */
int page_confirmation(struct gt_visit *v)
{
	if (v->dossier->state == GT_STATE_DRAFT) return gt_see_other(v, "%s", gt_request_href(v, ""));
	xmlNodePtr root = gt_request_page(v, "confirmation");
	gt_request_steps(v, step_of_kind(v, GT_STEP_CONFIRMATION)->id);
	gt_request_head(v, root);
	bool alone;
	int rc = gt_request_ended_alone(v, &alone);
	gt_attr_flag(gt_xml_child(root, "request"), "automatic", rc == GT_OK && alone);
	if (rc == GT_OK) rc = gt_request_papers(v, root);
	if (rc == GT_OK) rc = gt_page_requests(v, root, GT_LINES_NEW);     /* a draft this one was opened from goes on */
	return rc == GT_OK ? gt_page_send(v) : rc;
}

static int send_pdf(struct gt_visit *v, struct gt_str pdf, const char *name)
{
	gt_respond_status(v->res, 200);
	gt_respond_header(v->res, "Content-Disposition", gt_arena_printf(v->arena, "attachment; filename=\"%s.pdf\"", name));
	gt_respond_body(v->res, "application/pdf", pdf);
	return GT_OK;
}

int page_paper(struct gt_visit *v)
{
	struct gt_id id;
	struct gt_str pdf;
	if (!gt_id_parse(v->args[1], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	/* A paper that a notification brings is given after it was opened. */
	int rc = v->agent ? gt_paper_read(&v->web->desk, v->arena, v->dossier->id, id, &pdf, &v->err) : gt_paper_read_told(&v->web->desk, v->arena, v->dossier->id, id, &pdf, &v->err);
	return rc == GT_OK ? send_pdf(v, pdf, v->dossier->number ? v->dossier->number : "document") : rc;
}

int page_pieces(struct gt_visit *v)
{
	struct gt_str pdf;
	int rc = gt_paper_pieces(&v->web->desk, v->arena, v->dossier, v->lang, &pdf, &v->err);
	return rc == GT_OK ? send_pdf(v, pdf, "liste-des-pieces-justificatives") : rc;
}

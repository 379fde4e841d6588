/* After the deposit: a document added, the request withdrawn. */
#include "dossier/later.h"
#include "dossier/rectify.h"
#include "dossier/withdraw.h"
#include "web/request_priv.h"

static void act(struct gt_visit *v, xmlNodePtr acts, const char *id, const char *rest)
{
	xmlNodePtr el = gt_el(acts, "act");
	gt_attr(el, "id", id);
	gt_attr(el, "href", gt_request_href(v, rest));
}

int gt_request_acts(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr acts = gt_el(root, "acts");
	int rc = gt_rectify_acts(v, acts);
	if (gt_later_may(v->dossier)) act(v, acts, "add", "/documents");
	act(v, acts, "download", "/dossier.zip");
	if (gt_withdraw_may(v->dossier)) act(v, acts, "withdraw", "/retirer");
	return rc;
}

/* ---- a document more ---- */
static int show_later(struct gt_visit *v, const struct gt_findings *f, int status)
{
	struct gt_dossier *d = v->dossier;
	const struct gt_asked *asked;
	size_t n;
	int rc = gt_justificatifs_list(d->answers, &asked, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "later"), later = gt_el(root, "later");
	gt_request_head(v, root);
	gt_attr(later, "action", gt_request_href(v, "/documents/fichier"));
	gt_attr_flag(later, "open", gt_later_may(d));
	const char *chosen = gt_form(v->req, "justificatif");
	for (size_t i = 0; i < n; i++) gt_form_option(later, asked[i].justificatif->id, asked[i].heading, gt_streq(chosen, asked[i].justificatif->id));
	for (size_t i = 0; i < d->n_documents; i++) {
		if (d->documents[i].added_n == 0) continue;
		gt_page_time(gt_document_view(v, later, &d->documents[i]), "at", d->documents[i].created_utc_s);
	}
	if (f) gt_findings_view(f, root);
	return gt_page_send_status(v, status);
}

int page_later(struct gt_visit *v)
{
	if (v->dossier->state == GT_STATE_DRAFT) return gt_see_other(v, "%s", gt_request_href(v, ""));
	return show_later(v, NULL, 200);
}

static int refused(struct gt_visit *v, const struct gt_file_finding *why, int status)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_finding *one = gt_finding_add(&f, "file", NULL, why->id);
	if (why->arg) gt_finding_arg(one, why->arg, why->value);
	return show_later(v, &f, status);
}

int page_later_post(struct gt_visit *v)
{
	if (v->dossier->state == GT_STATE_DRAFT) return gt_fail(&v->err, GT_NOTFOUND, "a draft has its step of files");
	if (v->req->n_uploads == 0 || v->req->uploads[0].fd < 0 || v->req->uploads[0].bytes == 0) return refused(v, &(struct gt_file_finding){ .id = "file-none" }, 422);
	const struct gt_form_file *sent = &v->req->uploads[0];
	const char *justificatif = gt_form(v->req, "justificatif");
	struct gt_file_sent file = { .justificatif = gt_empty(justificatif) ? GT_LATER_OTHER : justificatif, .name = sent->file_name, .fd = sent->fd, .bytes = sent->bytes };
	struct gt_document doc;
	struct gt_file_finding why = { 0 };
	int rc = gt_later_join(&v->web->desk, v->arena, v->dossier, &file, &doc, &why, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s?m=document-added", gt_request_href(v, "/documents"));
	if (rc == GT_CONFLICT) return gt_see_other(v, "%s?m=add-closed", gt_request_href(v, ""));
	if (why.id && (rc == GT_REFUSED || rc == GT_BUSY)) return refused(v, &why, rc == GT_BUSY ? 503 : 422);
	return rc;
}

/* ---- withdrawn ---- */
static int show_withdraw(struct gt_visit *v, int status)
{
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "withdraw");
	gt_request_head(v, root);
	xmlNodePtr form = gt_form_new(root, gt_request_href(v, "/retirer"));
	gt_attr_int(form, "version", v->dossier->version);
	gt_form_button(form, "go", "withdraw", "button.withdraw-confirm", "primary");
	gt_form_button(form, "go", "keep", "button.withdraw-keep", "secondary");
	return gt_page_send_status(v, status);
}

int page_withdraw(struct gt_visit *v) { return gt_withdraw_may(v->dossier) ? show_withdraw(v, 200) : gt_see_other(v, "%s", gt_request_href(v, "")); }

int page_withdraw_post(struct gt_visit *v)
{
	if (!gt_streq(gt_form(v->req, "go"), "withdraw")) return gt_see_other(v, "%s", gt_request_href(v, ""));
	int rc = gt_withdraw(&v->web->desk, v->arena, v->dossier, gt_request_version_seen(v), v->lang, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s?m=withdrawn", gt_request_href(v, ""));
	if (rc == GT_DENIED) return gt_see_other(v, "%s?m=withdraw-late", gt_request_href(v, ""));
	if (rc != GT_CONFLICT) return rc;
	/* Something happened to it meanwhile: the person sees what, and decides again. */
	rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
	if (rc != GT_OK) return rc;
	if (!gt_withdraw_may(v->dossier)) return gt_see_other(v, "%s?m=withdraw-late", gt_request_href(v, ""));
	gt_request_page(v, "withdraw");
	gt_page_message(v, "warning", "conflict-withdraw");
	return show_withdraw(v, 409);
}

/* Rectifying a deposited request: the working copy is walked by the pages of any draft; here it begins, shows what it changes, and ends. */
#include "dossier/message.h"
#include "dossier/rectify.h"
#include "web/complement_priv.h"
#include "web/request_priv.h"

static int home(struct gt_visit *v, struct gt_id request, const char *message)
{
	char id[GT_ID_TEXT];
	return gt_see_other(v, "/demandes/%s?m=%s", gt_id_text(request, id), message);
}

int gt_rectify_home(struct gt_visit *v, const char *message) { return home(v, v->dossier->rectifies, message); }

static const char *copy_href(struct gt_visit *v, struct gt_id copy)
{
	char id[GT_ID_TEXT];
	return gt_arena_printf(v->arena, "/demandes/%s/depot", gt_id_text(copy, id));
}

int page_rectify_post(struct gt_visit *v)
{
	struct gt_id copy;
	int rc = gt_rectify_begin(&v->web->desk, v->arena, v->dossier, &copy, &v->err);
	if (rc == GT_REFUSED) return home(v, v->dossier->id, "rectify-late");
	return rc == GT_OK ? gt_see_other(v, "%s", copy_href(v, copy)) : rc;
}

int gt_rectify_acts(struct gt_visit *v, xmlNodePtr acts)
{
	struct gt_id copy;
	int rc = gt_rectify_running(&v->web->desk, v->dossier->id, &copy, &v->err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	if (rc == GT_NOTFOUND && !gt_rectify_may(v->dossier)) return GT_OK;
	xmlNodePtr act = gt_el(acts, "act");
	gt_attr(act, "id", rc == GT_OK ? "rectify-resume" : "rectify");
	gt_attr(act, "href", rc == GT_OK ? copy_href(v, copy) : gt_request_href(v, "/rectifier"));
	gt_attr_flag(act, "post", rc == GT_NOTFOUND);
	return GT_OK;
}

/* ---- what it changes ---- */
static xmlNodePtr review_of(struct gt_visit *v, struct gt_dossier *d, int *rc)
{
	xmlNodePtr all = gt_xml_root(gt_xml_new(v->arena, "review", NULL));
	*rc = gt_review_view(d->answers, NULL, all, &v->err);
	return all;
}

static xmlNodePtr answer_named(xmlNodePtr review, const char *name)
{
	GT_XML_EACH(section, review, "section") GT_XML_EACH(el, section, "answer") if (gt_streq(gt_xml_attr(el, "name"), name)) return el;
	return NULL;
}

static void change(xmlNodePtr changes, xmlNodePtr answer, const char *before, const char *after)
{
	xmlNodePtr el = gt_el(changes, "change");
	gt_attr(el, "label", gt_xml_attr(answer, "label"));
	gt_attr(el, "type", gt_xml_attr(answer, "type"));
	gt_attr(el, "before", before);
	gt_attr(el, "after", after);
}

static void compare(xmlNodePtr changes, xmlNodePtr was, xmlNodePtr is)
{
	GT_XML_EACH(section, is, "section") GT_XML_EACH(el, section, "answer") {
		xmlNodePtr former = answer_named(was, gt_xml_attr(el, "name"));
		const char *before = former ? gt_xml_attr(former, "value") : NULL, *after = gt_xml_attr(el, "value");
		if (gt_streq(before ? before : "", after ? after : "")) continue;
		change(changes, el, before, after);
	}
	GT_XML_EACH(section, was, "section") GT_XML_EACH(el, section, "answer")
		if (!answer_named(is, gt_xml_attr(el, "name")) && !gt_empty(gt_xml_attr(el, "value"))) change(changes, el, gt_xml_attr(el, "value"), NULL);
}

static bool has_document(const struct gt_dossier *d, struct gt_id id)
{
	for (size_t i = 0; i < d->n_documents; i++)
		if (gt_id_eq(d->documents[i].id, id)) return true;
	return false;
}

static void only_in(xmlNodePtr changes, const struct gt_dossier *here, const struct gt_dossier *there, const char *kind)
{
	for (size_t i = 0; i < here->n_documents; i++) {
		if (has_document(there, here->documents[i].id)) continue;
		xmlNodePtr el = gt_el(changes, "file");
		gt_attr(el, "kind", kind);
		gt_attr(el, "name", here->documents[i].name);
	}
}

int gt_rectify_changes(struct gt_visit *v, xmlNodePtr root, struct gt_dossier *request)
{
	int rc, rc_is;
	xmlNodePtr was = review_of(v, request, &rc), is = review_of(v, v->dossier, &rc_is), changes = gt_el(root, "changes");
	if (rc != GT_OK || rc_is != GT_OK) return rc != GT_OK ? rc : rc_is;
	compare(changes, was, is);
	const char *said = gt_case_observations(request->answers), *says = gt_case_observations(v->dossier->answers);
	if (!gt_streq(said, says)) {
		xmlNodePtr el = gt_el(changes, "change");
		gt_attr(el, "label-id", "observations");
		gt_attr(el, "before", said);
		gt_attr(el, "after", says);
	}
	only_in(changes, v->dossier, request, "added");
	only_in(changes, request, v->dossier, "removed");
	return GT_OK;
}

/* ---- an agent was quicker ---- */
static int add_message(struct gt_visit *v, xmlNodePtr root, const struct gt_dossier *request)
{
	bool may;
	int rc = gt_message_may(&v->web->desk, request, NULL, &may, &v->err);
	if (rc != GT_OK || !may) return rc;
	xmlNodePtr form = gt_form_new(root, gt_request_href(v, "/rectification/message"));
	/* untouched, the sheet says the changes in words */
	gt_attr_int(gt_form_field(v, form, "message", "long-text", "field.late-message", true, gt_form(v->req, "message")), "max", GT_MESSAGE_MAX);
	gt_form_button(form, "go", "message", "button.send-changes", "primary");
	return GT_OK;
}

static int late_page(struct gt_visit *v, struct gt_dossier *request, const struct gt_findings *f, int status)
{
	char id[GT_ID_TEXT];
	v->page = NULL;
	xmlNodePtr root = gt_request_page(v, "rectify-late"), head = gt_el(root, "request");
	gt_attr(head, "number", request->number);
	gt_attr(head, "href", gt_arena_printf(v->arena, "/demandes/%s", gt_id_text(request->id, id)));
	if (f && f->n) gt_findings_view(f, root);
	int rc = gt_rectify_changes(v, root, request);
	if (rc == GT_OK) rc = add_message(v, root, request);
	return rc == GT_OK ? gt_page_send_status(v, status) : rc;
}

int gt_rectify_late(struct gt_visit *v, struct gt_dossier *request) { return late_page(v, request, NULL, 409); }

int page_rectify_message_post(struct gt_visit *v)
{
	struct gt_dossier *request;
	struct gt_findings f = gt_findings_new(v->arena);
	if (gt_id_null(v->dossier->rectifies)) return gt_fail(&v->err, GT_NOTFOUND, "no working copy");
	int rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->rectifies, v->applicant, &request, &v->err);
	if (rc == GT_OK) rc = gt_message_of_copy(&v->web->desk, v->arena, request, v->dossier, gt_form(v->req, "message"), &f, &v->err);
	if (rc == GT_OK) return home(v, request->id, "message-sent#messages");
	if (rc == GT_DENIED) return gt_see_other(v, "%s", copy_href(v, v->dossier->id));
	if (rc == GT_CONFLICT) return gt_message_too_late(v, request->id);
	return rc == GT_REFUSED && f.n ? late_page(v, request, &f, 422) : rc;
}

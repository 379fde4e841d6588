/* Messages between an applicant and the agents: one thread, on the page of each side, with a form that takes files. Looking at it is reading it: what
 * the other side wrote is marked so, as the journal marks who read what. */
#include "dossier/message.h"
#include "web/complement_priv.h"
#include "web/request_priv.h"

static void add_form(struct gt_visit *v, xmlNodePtr thread)
{
	char act[GT_ID_TEXT];
	xmlNodePtr form = gt_form_new(thread, gt_dossier_href(v, "/messages/fichier"));
	gt_attr(form, "id", "message");
	gt_attr_flag(form, "multipart", true);
	gt_form_hidden(form, "act", gt_id_text(gt_id_new(), act));
	gt_attr_int(gt_form_field(v, form, "message", "long-text", v->agent ? "field.message-to-user" : "field.message-to-agent", true, v->req->method == GT_POST ? gt_form(v->req, "message") : NULL), "max", GT_MESSAGE_MAX);
	gt_form_field(v, form, "file", "file", "field.message-file", false, NULL);
	gt_form_button(form, "go", "message", "button.send-message", "secondary");
}

int gt_thread_view(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_message *all;
	size_t n, unread;
	bool may;
	const char *unsent = v->req->method == GT_POST ? gt_form(v->req, "message") : NULL;
	int rc = gt_message_may(&v->web->desk, v->dossier, v->agent, &may, &v->err);
	if (rc == GT_OK) rc = gt_messages_list(&v->web->desk, v->arena, v->dossier, v->agent != NULL, &all, &n, &unread, &v->err);
	if (rc == GT_OK && unread) rc = gt_messages_read(&v->web->desk, v->dossier, v->agent, &v->err);
	if (rc != GT_OK || (!n && !may && gt_empty(unsent) && !gt_page_lost(v, NULL))) return rc;
	xmlNodePtr thread = gt_el(root, "thread");
	gt_attr(thread, "side", v->agent ? "agent" : "user");
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr el = gt_el(thread, "entry");
		gt_attr(el, "by", all[i].from_agent ? "agent" : "user");
		gt_page_time(el, "at", all[i].at_utc_s);
		gt_complement_instant(el, "read", all[i].read_utc_s);
		gt_attr_flag(el, "new", all[i].from_agent != (v->agent != NULL) && !all[i].read_utc_s);
		gt_el_text(el, "words", all[i].text);
		for (size_t k = 0; k < all[i].n_files; k++) gt_document_view(v, el, all[i].files[k]);
	}
	gt_page_lost(v, thread);
	if (may) add_form(v, thread);
	else if (!gt_empty(unsent)) gt_el_text(thread, "unsent", unsent);
	return GT_OK;
}

static int refused(struct gt_visit *v, const struct gt_findings *f, int status)
{
	xmlNodePtr root = v->agent ? gt_file_page(v, "examine") : gt_request_page(v, "follow-up");
	gt_findings_view(f, root);
	return v->agent ? gt_file_show(v, status) : gt_follow_show(v, status);
}

int gt_message_too_late(struct gt_visit *v, struct gt_id request)
{
	int rc = v->agent ? gt_work_open_file(&v->web->desk, v->arena, v->agent, request, &v->dossier, v->work, &v->err) :
		gt_dossier_open(&v->web->desk, v->arena, request, v->applicant, &v->dossier, &v->err);
	if (rc != GT_OK) return rc;
	if (v->agent) gt_file_page(v, "examine");
	else gt_request_page(v, "follow-up");
	gt_page_message(v, "warning", gt_page_lost(v, NULL) ? "message-late-files" : "message-late");
	return v->agent ? gt_file_show(v, 409) : gt_follow_show(v, 409);
}

int page_message_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_file_sent *files = gt_new_n(v->arena, struct gt_file_sent, v->req->n_uploads + 1);
	struct gt_message_new m = { .text = gt_form(v->req, "message"), .files = files };
	if (!gt_act_key(v, &m.act)) return GT_BADINPUT;
	for (size_t i = 0; i < v->req->n_uploads; i++) {
		const struct gt_form_file *sent = &v->req->uploads[i];
		if (sent->fd >= 0) files[m.n_files++] = (struct gt_file_sent){ .name = sent->file_name, .fd = sent->fd, .bytes = sent->bytes };
	}
	int rc = v->agent ? gt_message_answer(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &m, &f, &v->err) : gt_message_send(&v->web->desk, v->arena, v->dossier, &m, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_dossier_href(v, "?m=message-sent#messages"));
	if (rc == GT_CONFLICT) return gt_message_too_late(v, v->dossier->id);
	if (f.n && (rc == GT_REFUSED || rc == GT_BUSY)) return refused(v, &f, rc == GT_BUSY ? 503 : 422);
	return rc;
}

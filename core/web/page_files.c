/* Justificatifs of a draft: what is asked, files joined one request each, previews, removal, downloads. */
#include "web/work_priv.h"

#define FILE_FIELD "file."             /* with the justificatif's id: its file input and its list of cases */
#define CASE_FIELD "case."

static struct gt_document_at files_at(const struct gt_visit *v) { return (struct gt_document_at){ .db = v->web->at.db, .ring = v->web->at.ring, .scan = v->web->at.scan }; }

const char *gt_dossier_href(struct gt_visit *v, const char *rest) { return v->agent && !v->counter ? gt_file_href(v, rest) : gt_request_href(v, rest); }

xmlNodePtr gt_document_view(struct gt_visit *v, xmlNodePtr parent, const struct gt_document *doc)
{
	char id[GT_ID_TEXT];
	const char *href = gt_dossier_href(v, gt_arena_printf(v->arena, "/documents/%s", gt_id_text(doc->id, id)));
	xmlNodePtr el = gt_el(parent, "document");
	gt_attr(el, "id", id);
	gt_attr(el, "name", doc->name);
	gt_attr(el, "kind", doc->kind);
	gt_attr_int(el, "bytes", doc->bytes);
	gt_attr_int(el, "pages", doc->pages);
	gt_attr(el, "state", doc->state);
	gt_attr(el, "href", href);
	if (!gt_streq(doc->state, "infected")) gt_attr(el, "preview", gt_arena_printf(v->arena, "%s/apercu/1", href));
	return el;
}

static void add_documents(struct gt_visit *v, xmlNodePtr list)
{
	struct gt_dossier *d = v->dossier;
	GT_XML_EACH(j, list, "justificatif") {
		gt_attr(j, "upload", gt_request_href(v, gt_arena_printf(v->arena, "/justificatifs/%s/fichier", gt_xml_attr(j, "id"))));
		for (size_t i = 0; i < d->n_documents; i++)
			if (gt_streq(d->documents[i].justificatif, gt_xml_attr(j, "id"))) {
				xmlNodePtr el = gt_document_view(v, j, &d->documents[i]);
				gt_attr(el, "remove", gt_arena_printf(v->arena, "%s/supprimer", gt_xml_attr(el, "href")));
			}
	}
}

static int show(struct gt_visit *v, const struct gt_step *s, const struct gt_findings *f, int status)
{
	struct gt_dossier *d = v->dossier;
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "justificatifs");
	gt_request_steps(v, s->id);
	gt_el_text(root, "step-title", gt_step_heading(d->procedure, s, v->lang));
	xmlNodePtr form = gt_form_new(root, gt_request_step_href(v, s));
	gt_attr_int(form, "version", d->version);
	gt_attr(form, "autosave", gt_arena_printf(v->arena, "%s/champ", gt_request_step_href(v, s)));
	int rc = gt_step_view(d->answers, s, f, form, &v->err);
	if (rc == GT_OK) rc = gt_justificatifs_view(d->answers, f, root, &v->err);
	if (rc != GT_OK) return rc;
	add_documents(v, root);
	gt_request_buttons(v, form, "button.save-next");
	if (f) gt_findings_view(f, root);
	return gt_page_send_status(v, status);
}

int page_justificatifs(struct gt_visit *v)
{
	const struct gt_step *s = gt_request_step(v, GT_STEP_JUSTIFICATIFS);
	return s ? show(v, s, NULL, 200) : gt_fail(&v->err, GT_NOTFOUND, "no such step");
}

/* What was typed on the page, saved with whatever button was pressed. A stale version here is no clash of answers but a file joined in another tab:
 * it is put on the fresh draft. GT_CONFLICT: it is no draft any more. */
static int save_typed(struct gt_visit *v, const struct gt_step *s, const struct gt_step *next)
{
	int rc = gt_dossier_save(&v->web->desk, v->arena, v->dossier, gt_request_version_seen(v), next->id, &v->err);
	for (int tries = 0; rc == GT_CONFLICT && tries < GT_SAVE_TRIES; tries++) {
		rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
		if (rc != GT_OK) return rc;
		if (v->dossier->state != GT_STATE_DRAFT) return GT_CONFLICT;
		bool reshaped;
		gt_step_post(v->dossier->answers, s, GT_POST_WHOLE, v->req->form, v->req->n_form, &reshaped);
		rc = gt_dossier_save(&v->web->desk, v->arena, v->dossier, v->dossier->version, next->id, &v->err);
	}
	return rc == GT_CONFLICT ? gt_fail(&v->err, GT_BUSY, "saved elsewhere again and again") : rc;
}

/* Without scripts a file that was chosen and not sent comes as its name alone: going on would lose it without a word. */
static void chosen_and_not_sent(struct gt_visit *v, struct gt_findings *f)
{
	for (size_t i = 0; i < v->req->n_form; i++) {
		const struct gt_pair *p = &v->req->form[i];
		if (gt_starts(p->name, FILE_FIELD) && !gt_empty(p->value))
			gt_finding_arg(gt_finding_add(f, gt_arena_printf(v->arena, "justificatifs.%s", p->name + strlen(FILE_FIELD)), NULL, "file-not-sent"), "name", p->value);
	}
}

int page_justificatifs_post(struct gt_visit *v)
{
	const struct gt_step *s = gt_request_step(v, GT_STEP_JUSTIFICATIFS);
	if (!s) return gt_fail(&v->err, GT_NOTFOUND, "no such step");
	struct gt_dossier *d = v->dossier;
	const char *go = gt_form(v->req, "go"), *sure = gt_form(v->req, "confirm");
	bool reshaped;
	gt_step_post(d->answers, s, GT_POST_WHOLE, v->req->form, v->req->n_form, &reshaped);
	struct gt_findings f = gt_findings_new(v->arena);
	int checked = GT_OK;
	if (gt_streq(go, "next")) {
		int fields = gt_step_check(d->answers, s, &f, &v->err), files = gt_justificatifs_check(d->answers, &f, &v->err);
		if (fields == GT_FAILED || files == GT_FAILED) return GT_FAILED;
		chosen_and_not_sent(v, &f);
		if (f.n) checked = GT_REFUSED;
	} else if (sure) {          /* also of a number that stands confirmed now: used before, unknown */
		checked = gt_request_confirmed(sure, gt_step_check(d->answers, s, &f, &v->err), &f);
		if (checked == GT_FAILED) return GT_FAILED;
	}
	const struct gt_step *next = checked == GT_OK && gt_streq(go, "next") ? s + 1 : s;
	int rc = save_typed(v, s, next);
	if (rc == GT_CONFLICT) return gt_see_other(v, "%s?m=already-deposited", gt_request_href(v, ""));
	if (rc != GT_OK) return rc;
	if (checked != GT_OK) return show(v, s, &f, 422);
	if (gt_streq(go, "quit")) return gt_request_quit(v);
	if (gt_streq(go, "abandon")) return gt_see_other(v, "%s", gt_request_href(v, "/abandonner"));
	if (gt_streq(go, "previous")) return gt_request_go_previous(v, s);
	return gt_see_other(v, "%s", gt_request_step_href(v, next));
}

static const struct gt_step *files_step(const struct gt_visit *v)
{
	const struct gt_procedure *p = v->dossier->procedure;
	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].kind == GT_STEP_JUSTIFICATIFS) return &p->steps[i];
	return NULL;
}

/* The buttons of files stand in the step's own form: without scripts what was typed beside them comes along, and is kept. */
static int keep_typed(struct gt_visit *v, const struct gt_step *s)
{
	if (v->req->wants_json || !gt_form(v->req, "version")) return GT_OK;
	struct gt_str was, is;
	bool reshaped;
	int rc = gt_case_serialise(v->dossier->answers, &was, &v->err);
	gt_step_post(v->dossier->answers, s, GT_POST_WHOLE, v->req->form, v->req->n_form, &reshaped);
	if (rc == GT_OK) rc = gt_case_serialise(v->dossier->answers, &is, &v->err);
	if (rc != GT_OK || (was.n == is.n && memcmp(was.p, is.p, is.n) == 0)) return rc;
	return save_typed(v, s, s);
}

/* ---- files come ---- */
json_t *gt_file_finding_json(const struct gt_file_finding *why)
{
	json_t *one = json_object();
	json_object_set_new(one, "id", json_string(why->id));
	if (why->arg) json_object_set_new(one, why->arg, json_string(why->value));
	json_t *answer = json_object();
	json_object_set_new(answer, "finding", one);
	return answer;
}

static int refused_json(struct gt_visit *v, const struct gt_file_finding *why, int status) { return gt_request_json(v, status, gt_file_finding_json(why)); }

static void file_finding(struct gt_visit *v, struct gt_findings *f, const char *justificatif, const struct gt_file_finding *why)
{
	struct gt_finding *one = gt_finding_add(f, gt_arena_printf(v->arena, "justificatifs.%s", justificatif), NULL, why->id);
	if (why->arg) gt_finding_arg(one, why->arg, why->value);
}

json_t *gt_document_json(struct gt_visit *v, const struct gt_document *doc, const char *remove, int64_t version)
{
	char id[GT_ID_TEXT];
	const char *href = gt_request_href(v, gt_arena_printf(v->arena, "/documents/%s", gt_id_text(doc->id, id)));
	json_t *one = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:s}", "id", id, "name", doc->name, "kind", doc->kind, "bytes", (json_int_t)doc->bytes, "pages", (json_int_t)doc->pages,
		"href", href, "preview", gt_arena_printf(v->arena, "%s/apercu/1", href), "remove", remove ? remove : gt_arena_printf(v->arena, "%s/supprimer", href));
	json_t *answer = json_object();
	json_object_set_new(answer, "document", one);
	json_object_set_new(answer, "version", json_integer(version));
	return answer;
}

static int joined_json(struct gt_visit *v, const struct gt_document *doc) { return gt_request_json(v, 201, gt_document_json(v, doc, NULL, v->dossier->version)); }

/* One file as it came. It names its justificatif, or goes to the one the address names. */
static int join(struct gt_visit *v, const struct gt_form_file *sent, const char **ret_justificatif, struct gt_document *doc, struct gt_file_finding *why)
{
	const char *to = gt_starts(sent->field, FILE_FIELD) ? sent->field + strlen(FILE_FIELD) : v->args[1], *own = gt_form(v->req, gt_arena_printf(v->arena, CASE_FIELD "%s", to));
	*ret_justificatif = to;
	struct gt_file_sent file = { .justificatif = to, .paper_case = own ? own : gt_form(v->req, "case"), .name = sent->file_name, .fd = sent->fd, .bytes = sent->bytes };
	int rc = gt_dossier_join(&v->web->desk, v->arena, v->dossier, &file, doc, why, &v->err);
	if (rc != GT_REFUSED && rc != GT_BUSY) why->id = NULL;
	return rc;
}

/* The page's script sends one file a request; without it the form brings every file that was chosen, each for its own justificatif. */
int page_upload_post(struct gt_visit *v)
{
	const struct gt_step *s = files_step(v);
	if (!s) return gt_fail(&v->err, GT_NOTFOUND, "no files in this procedure");
	int rc = keep_typed(v, s), worst = 0;
	if (rc == GT_CONFLICT) return gt_see_other(v, "%s?m=already-deposited", gt_request_href(v, ""));
	if (rc != GT_OK) return rc;
	struct gt_findings f = gt_findings_new(v->arena);
	const size_t came = v->req->n_uploads;
	for (size_t i = 0; i < came && worst != 503; i++) {
		const char *justificatif;
		struct gt_document doc;
		struct gt_file_finding why = { 0 };
		rc = join(v, &v->req->uploads[i], &justificatif, &doc, &why);
		if (rc != GT_OK && !why.id) return rc;
		int status = rc == GT_OK ? 201 : rc == GT_BUSY ? 503 : 422;
		if (v->req->wants_json) return rc == GT_OK ? joined_json(v, &doc) : refused_json(v, &why, status);
		if (rc == GT_OK) continue;
		file_finding(v, &f, justificatif, &why);
		worst = status;
	}
	const struct gt_file_finding none = { .id = "file-none" };
	if (!came && v->req->wants_json) return refused_json(v, &none, 422);
	if (!came) file_finding(v, &f, v->args[1], &none);
	if (!f.n) return gt_see_other(v, "%s?m=document-added#justificatif-%s", gt_request_step_href(v, s), v->args[1]);
	rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
	return rc == GT_OK ? show(v, s, &f, worst ? worst : 422) : rc;
}

static int document_of(struct gt_visit *v, struct gt_id *ret) { return gt_id_parse(v->args[1], ret) ? GT_OK : gt_fail(&v->err, GT_NOTFOUND, "not an id"); }

int page_document_remove_post(struct gt_visit *v)
{
	struct gt_id id;
	const struct gt_step *s = files_step(v);
	if (!s) return gt_fail(&v->err, GT_NOTFOUND, "no files in this procedure");
	int rc = document_of(v, &id);
	if (rc == GT_OK) rc = keep_typed(v, s);
	if (rc == GT_OK) rc = gt_dossier_remove_document(&v->web->desk, v->dossier, id, &v->err);
	if (rc != GT_OK) return rc;
	if (v->req->wants_json) return gt_request_json(v, 200, json_pack("{s:I}", "version", (json_int_t)v->dossier->version));
	return gt_see_other(v, "%s?m=document-removed", gt_request_step_href(v, s));
}

int page_document(struct gt_visit *v)
{
	struct gt_id id;
	struct gt_document doc;
	struct gt_document_reader *reader;
	struct gt_document_at at = files_at(v);
	int rc = document_of(v, &id);
	if (rc == GT_OK) rc = gt_document_open(&at, v->arena, gt_dossier_document_of(v->dossier, id), id, &doc, &reader, &v->err);
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, 200);
	gt_respond_stream(v->res, gt_kind_mime(gt_kind_parse(doc.kind)), doc.name, /* inline_picture= */ false, doc.bytes, gt_document_piece, reader);
	return GT_OK;
}

int page_document_preview(struct gt_visit *v)
{
	struct gt_id id;
	struct gt_str png;
	int64_t page;
	struct gt_document_at at = files_at(v);
	if (!gt_parse_i64(v->args[2], 1, GT_SCAN_PAGES_MAX, &page)) return gt_fail(&v->err, GT_NOTFOUND, "not a page");
	int rc = document_of(v, &id);
	if (rc == GT_OK) rc = gt_document_preview(&at, v->arena, gt_dossier_document_of(v->dossier, id), id, page, &png, &v->err);
	if (rc == GT_REFUSED) return gt_fail(&v->err, GT_NOTFOUND, "no picture of it can be made");
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, 200);
	gt_respond_header(v->res, "Cache-Control", "private, max-age=600");
	gt_respond_body(v->res, "image/png", png);
	return GT_OK;
}

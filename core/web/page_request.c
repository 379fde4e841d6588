/* The steps of a draft: preamble, answers, saving, leaving, giving up. What is asked and what is wrong comes from room procedure. */
#include "web/counter_priv.h"

const char *gt_request_href(struct gt_visit *v, const char *rest)
{
	char id[GT_ID_TEXT];
	return gt_arena_printf(v->arena, "/demandes/%s%s", gt_id_text(v->dossier->id, id), rest);
}

const char *gt_request_step_href(struct gt_visit *v, const struct gt_step *s)
{
	if (s->kind == GT_STEP_REVIEW) return gt_request_href(v, "/depot");
	if (s->kind == GT_STEP_CONFIRMATION) return gt_request_href(v, "/confirmation");
	return gt_request_href(v, gt_arena_printf(v->arena, "/etape/%s", s->id));
}

/* The five steps: those before the furthest one are links. */
void gt_request_steps(struct gt_visit *v, const char *here)
{
	const struct gt_procedure *p = v->dossier->procedure;
	const struct gt_step *at = gt_procedure_step(p, here), *left = gt_procedure_step(p, v->dossier->step ? v->dossier->step : "");
	xmlNodePtr steps = gt_el(gt_xml_root(v->page), "steps");
	for (size_t i = 0; i < p->n_steps; i++) {
		const struct gt_step *s = &p->steps[i];
		xmlNodePtr el = gt_el(steps, "step");
		gt_attr(el, "id", s->id);
		const char *label = gt_step_label(p, s, v->lang);
		gt_attr(el, label ? "label" : "label-id", label ? label : gt_arena_printf(v->arena, "step.%s", s->id));
		gt_attr(el, "state", s == at ? "current" : s < at ? "done" : "todo");
		if (s != at && left && s <= left && v->dossier->state == GT_STATE_DRAFT) gt_attr(el, "href", gt_request_step_href(v, s));
	}
}

xmlNodePtr gt_request_page(struct gt_visit *v, const char *id)
{
	xmlNodePtr root = gt_page_new(v, id);
	const char *heading = gt_tile_heading(v, v->dossier->procedure->tile);
	if (v->counter) gt_page_crumb(v, "crumb.counter", "/guichet");
	if (heading) gt_page_crumb_text(v, heading, NULL);
	else gt_page_crumb(v, "crumb.request", NULL);
	xmlNodePtr procedure = gt_el(root, "procedure");
	gt_attr(procedure, "heading", heading);
	gt_attr(procedure, "title", gt_procedure_title(v->dossier->procedure, v->lang));
	gt_attr(procedure, "href", gt_request_href(v, ""));
	gt_attr(procedure, "abandon", gt_request_href(v, "/abandonner"));
	if (gt_request_is_copy(v)) gt_attr(procedure, "rectifies", v->dossier->number);
	gt_counter_view(v, root);
	return root;
}

static const struct gt_step *neighbour(struct gt_visit *v, const struct gt_step *s, int by)
{
	const struct gt_procedure *p = v->dossier->procedure;
	ptrdiff_t i = s - p->steps + by;
	return i < 0 || (size_t)i >= p->n_steps ? NULL : &p->steps[i];
}

bool gt_request_is_copy(const struct gt_visit *v) { return !gt_id_null(v->dossier->rectifies); }

int gt_request_quit(struct gt_visit *v)
{
	if (v->counter) return gt_see_other(v, "/guichet?m=counter-kept");
	return gt_request_is_copy(v) ? gt_rectify_home(v, "rectify-kept") : gt_see_other(v, "/?m=draft-kept");
}

void gt_request_buttons(struct gt_visit *v, xmlNodePtr form, const char *next_label_id)
{
	gt_form_button(form, "go", "previous", "button.previous", "link");
	gt_form_button(form, "go", "abandon", gt_request_is_copy(v) ? "button.rectify-cancel" : "button.abandon", "link");
	gt_form_button(form, "go", "quit", "button.quit", "secondary");
	gt_form_button(form, "go", "next", next_label_id, "primary");
}

int gt_request_go_previous(struct gt_visit *v, const struct gt_step *s)
{
	const struct gt_step *before = neighbour(v, s, -1);
	return gt_see_other(v, "%s", before ? gt_request_step_href(v, before) : gt_request_href(v, "/preambule"));
}

int64_t gt_request_version_seen(struct gt_visit *v)
{
	int64_t n;
	return gt_parse_i64(gt_form(v->req, "version"), 0, INT64_MAX, &n) ? n : -1;
}

/* ---- preamble ---- */
int page_preamble(struct gt_visit *v)
{
	const struct gt_procedure *p = v->dossier->procedure;
	xmlNodePtr root = gt_request_page(v, "preamble");
	gt_request_steps(v, p->steps[0].id);
	GT_XML_EACH(el, gt_xml_child(root, "steps"), "step") {
		const char *text = gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "step.%s.about", gt_xml_attr(el, "id")), NULL);
		if (text) gt_attr(el, "description", text);
	}
	gt_preamble_view(v->dossier->answers, root);
	gt_advice_view(v->dossier->answers, root);
	gt_attr(gt_el(root, "list"), "href", gt_request_href(v, "/pieces.pdf"));
	xmlNodePtr form = gt_form_new(root, gt_request_href(v, "/preambule"));
	gt_form_button(form, "go", "abandon", "button.abandon", "link");
	gt_form_button(form, "go", "quit", "button.quit", "secondary");
	gt_form_button(form, "go", "next", "button.continue", "primary");
	return gt_page_send(v);
}

int page_preamble_post(struct gt_visit *v)
{
	const char *go = gt_form(v->req, "go");
	if (gt_streq(go, "quit")) return gt_request_quit(v);
	if (gt_streq(go, "abandon")) return gt_see_other(v, "%s", gt_request_href(v, "/abandonner"));
	return gt_see_other(v, "%s", gt_request_step_href(v, &v->dossier->procedure->steps[0]));
}

/* ---- a step of answers ---- */
static int show_step(struct gt_visit *v, const struct gt_step *s, const struct gt_findings *f, int status)
{
	struct gt_dossier *d = v->dossier;
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "step");
	gt_request_steps(v, s->id);
	gt_el_text(root, "step-title", gt_step_heading(d->procedure, s, v->lang));
	xmlNodePtr form = gt_form_new(root, gt_request_step_href(v, s));
	gt_attr_int(form, "version", d->version);
	gt_attr(form, "autosave", gt_arena_printf(v->arena, "%s/champ", gt_request_step_href(v, s)));
	int rc = gt_step_view(d->answers, s, f, form, &v->err);
	if (rc != GT_OK) return rc;
	gt_request_buttons(v, form, "button.save-next");
	if (f) gt_findings_view(f, root);
	return gt_page_send_status(v, status);
}

const struct gt_step *gt_request_step(struct gt_visit *v, enum gt_step_kind kind)
{
	const struct gt_step *s = gt_procedure_step(v->dossier->procedure, v->args[1]);
	return s && s->kind == kind ? s : NULL;
}

int page_step(struct gt_visit *v)
{
	const struct gt_step *s = gt_procedure_step(v->dossier->procedure, v->args[1]);
	if (s && s->kind == GT_STEP_JUSTIFICATIFS) return page_justificatifs(v);
	if (!s || s->kind != GT_STEP_ANSWERS) return gt_fail(&v->err, GT_NOTFOUND, "no such step");
	return show_step(v, s, NULL, 200);
}

/* The answers of one step in words, as the review shows them. */
static int answers_of(struct gt_visit *v, const struct gt_step *s, xmlNodePtr *ret)
{
	xmlNodePtr all = gt_xml_root(gt_xml_new(v->arena, "answers", NULL));
	int rc = gt_review_view(v->dossier->answers, NULL, all, &v->err);
	*ret = NULL;
	GT_XML_EACH(section, all, "section") if (gt_streq(gt_xml_attr(section, "id"), s->id)) *ret = section;
	return rc;
}

static const char *answer_named(xmlNodePtr section, const char *name)
{
	if (section) GT_XML_EACH(el, section, "answer") if (gt_streq(gt_xml_attr(el, "name"), name)) return gt_xml_attr(el, "value");
	return NULL;
}

/* Saved since this form was made: by its own script a moment ago, or in another tab. What was typed here is put on the fresh draft; where both
 * said different things, both are shown and nothing is saved: *ret_clash. */
static int merge(struct gt_visit *v, const struct gt_step *s, xmlNodePtr *ret_clash)
{
	int rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
	if (rc != GT_OK) return rc;
	*ret_clash = NULL;
	if (v->dossier->state != GT_STATE_DRAFT) return GT_OK;
	xmlNodePtr there, here;
	rc = answers_of(v, s, &there);
	if (rc != GT_OK) return rc;
	bool reshaped;
	gt_step_post(v->dossier->answers, s, GT_POST_WHOLE, v->req->form, v->req->n_form, &reshaped);
	rc = answers_of(v, s, &here);
	if (rc != GT_OK || !there) return rc;
	GT_XML_EACH(el, there, "answer") {
		const char *value = gt_xml_attr(el, "value");
		if (gt_empty(value) || gt_streq(value, answer_named(here, gt_xml_attr(el, "name")))) continue;
		if (!*ret_clash) *ret_clash = gt_el(gt_request_page(v, "step"), "elsewhere");
		gt_xml_copy_into(*ret_clash, el);
	}
	return GT_OK;
}

static int check_step(struct gt_visit *v, const struct gt_step *s, struct gt_findings *f)
{
	int rc = gt_hook_compute(v->web->desk.hook, v->dossier->answers, &v->err);
	if (rc == GT_OK) rc = gt_step_check(v->dossier->answers, s, f, &v->err);
	if (rc == GT_OK) rc = gt_hook_check(v->web->desk.hook, v->dossier->answers, s, f, &v->err);
	return rc;
}

/* « Confirmer »: what stands at that field or in that group is looked at, nothing else. */
int gt_request_confirmed(const char *name, int checked, struct gt_findings *f)
{
	size_t n = 0;
	const size_t length = strlen(name);
	for (size_t i = 0; i < f->n; i++) {
		const char *field = f->items[i].field;
		if (field && !strncmp(field, name, length) && (!field[length] || field[length] == '.')) f->items[n++] = f->items[i];
	}
	f->n = n;
	return checked == GT_REFUSED && !n ? GT_OK : checked;
}

int page_step_post(struct gt_visit *v)
{
	struct gt_dossier *d = v->dossier;
	const struct gt_step *s = gt_procedure_step(d->procedure, v->args[1]);
	if (s && s->kind == GT_STEP_JUSTIFICATIFS) return page_justificatifs_post(v);
	if (!s || s->kind != GT_STEP_ANSWERS) return gt_fail(&v->err, GT_NOTFOUND, "no such step");
	const char *go = gt_form(v->req, "go"), *sure = gt_form(v->req, "confirm");
	bool reshaped;
	gt_step_post(d->answers, s, GT_POST_WHOLE, v->req->form, v->req->n_form, &reshaped);
	struct gt_findings f = gt_findings_new(v->arena);
	int checked = GT_OK;
	if ((gt_streq(go, "next") && !reshaped) || sure) checked = check_step(v, s, &f);
	if (sure) checked = gt_request_confirmed(sure, checked, &f);
	struct gt_error why = v->err;
	const struct gt_step *next = gt_streq(go, "next") && !reshaped && checked == GT_OK ? neighbour(v, s, 1) : s;
	int rc = gt_dossier_save(&v->web->desk, v->arena, d, gt_request_version_seen(v), next->id, &v->err);
	for (int tries = 0; rc == GT_CONFLICT && tries < GT_SAVE_TRIES; tries++) {
		xmlNodePtr clash;
		rc = merge(v, s, &clash);
		if (rc != GT_OK) return rc;
		if (v->dossier->state != GT_STATE_DRAFT) return gt_see_other(v, "%s?m=already-deposited", gt_request_href(v, ""));
		if (clash) {
			gt_page_message(v, "warning", "conflict");
			return show_step(v, s, NULL, 409);
		}
		rc = gt_dossier_save(&v->web->desk, v->arena, v->dossier, v->dossier->version, next->id, &v->err);
	}
	if (rc != GT_OK) return rc;
	if (reshaped && checked == GT_OK) return gt_see_other(v, "%s#form", gt_request_step_href(v, s));
	if (checked == GT_BUSY || checked == GT_FAILED) {      /* what was typed is saved; the rules could not be asked */
		gt_log_error(GT_ERR, "web", &why);
		gt_request_page(v, "step");
		gt_page_message(v, "error", gt_plugins_away(v->web->at.plugins, v->dossier->procedure->id) == GT_AWAY_CRASHES ? "procedure-away" : "logic-away");
		return show_step(v, s, NULL, checked == GT_BUSY ? 503 : 500);
	}
	if (checked != GT_OK) return show_step(v, s, &f, 422);
	if (gt_streq(go, "quit")) return gt_request_quit(v);
	if (gt_streq(go, "abandon")) return gt_see_other(v, "%s", gt_request_href(v, "/abandonner"));
	if (gt_streq(go, "previous")) return gt_request_go_previous(v, s);
	return gt_see_other(v, "%s", gt_request_step_href(v, next));
}

/* ---- one field, saved by the page's script ---- */
static json_t *findings_of_field(struct gt_visit *v, const struct gt_findings *f, const char *field)
{
	json_t *all = json_array();
	for (size_t i = 0; i < f->n; i++) {
		if (!gt_streq(f->items[i].field, field)) continue;
		json_t *one = json_object();
		if (f->items[i].text) json_object_set_new(one, "text", json_string(f->items[i].text));
		if (f->items[i].id) json_object_set_new(one, "id", json_string(f->items[i].id));
		json_array_append_new(all, one);
	}
	(void)v;
	return all;
}

static json_t *shown_of(struct gt_visit *v, const struct gt_step *s)
{
	xmlNodePtr root = gt_xml_root(gt_xml_new(v->arena, "shown", NULL));
	json_t *all = json_object();
	if (gt_step_shown(v->dossier->answers, s, root, &v->err) != GT_OK) return all;
	GT_XML_EACH(el, root, NULL) {
		const char *name = gt_xml_attr(el, "name");
		if (name) json_object_set_new(all, name, json_boolean(!gt_streq(gt_xml_attr(el, "hidden"), "yes")));
	}
	return all;
}

int gt_request_json(struct gt_visit *v, int status, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	gt_respond_status(v->res, status);
	gt_respond_body(v->res, "application/json", gt_str(gt_arena_strdup(v->arena, text)));
	free(text);
	return GT_OK;
}

int page_field_post(struct gt_visit *v)
{
	struct gt_dossier *d = v->dossier;
	const struct gt_step *s = gt_procedure_step(d->procedure, v->args[1]);
	const char *field = gt_form(v->req, "field");
	if (!s || !field || (s->kind != GT_STEP_ANSWERS && s->kind != GT_STEP_JUSTIFICATIFS)) return gt_fail(&v->err, GT_NOTFOUND, "no such field");
	bool reshaped;
	gt_step_post(d->answers, s, GT_POST_PART, v->req->form, v->req->n_form, &reshaped);
	int rc = gt_dossier_save(&v->web->desk, v->arena, d, gt_request_version_seen(v), s->id, &v->err);
	if (rc != GT_OK) return rc;
	struct gt_findings f = gt_findings_new(v->arena);
	rc = gt_step_check(d->answers, s, &f, &v->err);
	if (rc == GT_FAILED) return rc;
	json_t *answer = json_object();
	json_object_set_new(answer, "version", json_integer(d->version));
	json_object_set_new(answer, "findings", findings_of_field(v, &f, field));
	json_object_set_new(answer, "shown", shown_of(v, s));
	return gt_request_json(v, 200, answer);
}

/* ---- what a new version changed ---- */
static int changes_page(struct gt_visit *v)
{
	const struct gt_procedure *p = v->dossier->procedure;
	const struct gt_step *left = gt_procedure_step(p, v->dossier->step ? v->dossier->step : "");
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_request_page(v, "changes"), form;
	gt_case_changes_view(v->dossier->answers, root);
	/* What was right before and is no longer: said now, on the steps already filled in. */
	struct gt_findings f = gt_findings_new(v->arena);
	for (size_t i = 0; i < p->n_steps && left && &p->steps[i] <= left; i++)
		if (p->steps[i].kind == GT_STEP_ANSWERS && &p->steps[i] < left && gt_step_check(v->dossier->answers, &p->steps[i], &f, &v->err) == GT_FAILED) return GT_FAILED;
	xmlNodePtr again = f.n ? gt_el(root, "again") : NULL;
	for (size_t i = 0; i < f.n; i++) {
		const char *last = again->last ? gt_xml_attr(again->last, "label") : NULL;
		if (gt_streq(last, f.items[i].label)) continue;
		xmlNodePtr el = gt_el(again, "answer");
		gt_attr(el, "label", f.items[i].label ? f.items[i].label : "");
		gt_attr(el, "value", "");
	}
	form = gt_form_new(root, gt_request_href(v, "/nouvelle-version"));
	gt_attr_int(form, "version", v->dossier->version);
	gt_form_button(form, "go", "quit", "button.quit", "secondary");
	gt_form_button(form, "go", "next", "button.continue", "primary");
	return gt_page_send(v);
}

int page_changes(struct gt_visit *v)
{
	return gt_case_changes(v->dossier->answers) ? changes_page(v) : gt_see_other(v, "%s", gt_request_href(v, ""));
}

int page_changes_post(struct gt_visit *v)
{
	if (gt_streq(gt_form(v->req, "go"), "quit")) return gt_request_quit(v);
	int rc = gt_dossier_changes_seen(&v->web->desk, v->arena, v->dossier, gt_request_version_seen(v), &v->err);
	return rc == GT_OK || rc == GT_CONFLICT ? gt_see_other(v, "%s", gt_request_href(v, "")) : rc;
}

/* ---- giving up ---- */
int page_abandon(struct gt_visit *v)
{
	xmlNodePtr root = gt_request_page(v, "abandon");
	xmlNodePtr form = gt_form_new(root, gt_request_href(v, "/abandonner"));
	gt_attr_int(form, "version", v->dossier->version);
	bool copy = gt_request_is_copy(v);
	gt_form_button(form, "go", "abandon", copy ? "button.rectify-cancel-confirm" : "button.abandon-confirm", "primary");
	gt_form_button(form, "go", "keep", copy ? "button.rectify-cancel-keep" : "button.abandon-keep", "secondary");
	return gt_page_send(v);
}

int page_abandon_post(struct gt_visit *v)
{
	if (!gt_streq(gt_form(v->req, "go"), "abandon")) return gt_see_other(v, "%s", gt_request_href(v, ""));
	int rc = gt_dossier_abandon(&v->web->desk, v->dossier, gt_request_version_seen(v), &v->err);
	if (rc == GT_CONFLICT) return gt_see_other(v, "%s?m=conflict", gt_request_href(v, "/abandonner"));
	if (rc != GT_OK) return rc;
	if (gt_request_is_copy(v)) return gt_rectify_home(v, "rectify-cancelled");
	return gt_see_other(v, v->counter ? "/guichet?m=counter-abandoned" : "/?m=abandoned");
}

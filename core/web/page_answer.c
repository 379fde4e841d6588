/* A complement before the applicant's eyes: what is asked again, their answer kept while it is partial, new files, more time, the answer sent. With and
 * without scripts the same: one form holds everything, and whichever of its buttons is pressed, what was typed is saved first. */
#include "web/complement_priv.h"
#include "web/request_priv.h"

static const char *href(struct gt_visit *v, const struct gt_complement *c, const char *rest)
{
	char id[GT_ID_TEXT];
	return gt_request_href(v, gt_arena_printf(v->arena, "/complements/%s%s", gt_id_text(c->id, id), rest));
}

static const char *notice_href(struct gt_visit *v, const struct gt_complement *c, const char *rest)
{
	char id[GT_ID_TEXT];
	return gt_arena_printf(v->arena, "/notifications/%s%s", gt_id_text(c->notification, id), rest);
}

static const char *name_of(struct gt_visit *v, int64_t n, const char *part) { return gt_arena_printf(v->arena, "%s.%s", gt_complement_item_name(v->arena, n), part); }

static enum gt_answer answer_of(const char *s) { return gt_streq(s, "keep") ? GT_ANSWER_KEEP : gt_streq(s, "replace") ? GT_ANSWER_REPLACE : GT_ANSWER_NONE; }

/* The complement the address names, of the request that is opened. */
static int find(struct gt_visit *v, struct gt_complement **ret)
{
	struct gt_id id;
	struct gt_complement *all;
	size_t n;
	if (!gt_id_parse(v->args[1], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_complements_list(&v->web->desk, v->arena, v->dossier, &all, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		if (gt_id_eq(all[i].id, id)) { *ret = &all[i]; return GT_OK; }
	return rc == GT_OK ? gt_fail(&v->err, GT_NOTFOUND, "no such complement") : rc;
}

/* ---- what was typed ---- */
struct typed { struct gt_complement_answer *answers; size_t n; };

/* The inputs of an answer of the form bear its own names. */
static bool is_part(const char *name, const char *of) { size_t n = strlen(of); return strncmp(name, of, n) == 0 && (!name[n] || name[n] == '.'); }

static void typed_anew(struct gt_visit *v, const struct gt_complement_item *it, struct gt_complement_answer *a)
{
	struct gt_pair *parts = gt_new_n(v->arena, struct gt_pair, GT_ANSWER_PARTS_MAX);
	for (size_t i = 0; i < v->req->n_form && a->n_typed < GT_ANSWER_PARTS_MAX; i++)
		if (is_part(v->req->form[i].name, it->piece) && !gt_empty(v->req->form[i].value)) parts[a->n_typed++] = v->req->form[i];
	a->typed = parts;
}

static struct typed typed_of(struct gt_visit *v, const struct gt_complement *c)
{
	struct typed t = { .answers = gt_new_n(v->arena, struct gt_complement_answer, c->n_items + 1) };
	for (size_t i = 0; i < c->n_items; i++) {
		int64_t n = c->items[i].n;
		t.answers[t.n++] = (struct gt_complement_answer){ .n = n, .answer = answer_of(gt_form(v->req, name_of(v, n, "answer"))), .reason = gt_form(v->req, name_of(v, n, "reason")),
			.message = gt_form(v->req, name_of(v, n, "message")) };
		if (c->items[i].of_answer) typed_anew(v, &c->items[i], &t.answers[i]);
	}
	return t;
}

static bool same(const char *typed, const char *kept) { return gt_streq(typed ? typed : "", kept ? kept : ""); }

static bool same_parts(const struct gt_complement_item *it, const struct gt_complement_answer *a)
{
	bool same_all = it->n_typed == a->n_typed;
	for (size_t i = 0; same_all && i < a->n_typed; i++) same_all = gt_streq(it->typed[i].name, a->typed[i].name) && gt_streq(it->typed[i].value, a->typed[i].value);
	return same_all;
}

/* Something stands there already that this form does not say. */
static bool clashes(const struct gt_complement_item *it, const struct gt_complement_answer *a)
{
	return (it->answer != GT_ANSWER_NONE && it->answer != a->answer) || (!gt_empty(it->reason) && !same(a->reason, it->reason)) || (!gt_empty(it->message) && !same(a->message, it->message)) || (it->n_typed && !same_parts(it, a));
}

/* ---- the page ---- */
static xmlNodePtr field(struct gt_visit *v, xmlNodePtr asked, const struct gt_complement_item *it, const char *part, const char *type, const char *label, bool required, const char *value)
{
	xmlNodePtr el = gt_form_field(v, asked, name_of(v, it->n, part), type, label, required, value);
	if (gt_streq(type, "long-text")) gt_attr_int(el, "max", GT_ANSWER_WORDS_MAX);
	return el;
}

static void add_answer(struct gt_visit *v, xmlNodePtr asked, const struct gt_complement_item *it, const struct gt_complement_answer *a)
{
	bool nothing = !it->n_before && !it->of_answer;      /* there is no document to keep */
	xmlNodePtr el = field(v, asked, it, "answer", "radio", "field.answer", true, NULL);
	gt_form_option(el, "keep", NULL, a->answer == GT_ANSWER_KEEP);
	gt_attr(el->last, "label-id", nothing ? "option.cannot" : it->of_answer ? "option.keep-answer" : "option.keep");
	gt_form_option(el, "replace", NULL, a->answer == GT_ANSWER_REPLACE);
	gt_attr(el->last, "label-id", nothing ? "option.add" : it->of_answer ? "option.change-answer" : "option.replace");
	el = field(v, asked, it, "reason", "long-text", nothing ? "field.cannot-reason" : it->of_answer ? "field.keep-answer-reason" : "field.reason", true, a->reason);
	gt_attr(el, "show-when", gt_arena_printf(v->arena, "%s=keep", name_of(v, it->n, "answer")));
	el = field(v, asked, it, "message", "long-text", "field.message", false, a->message);
	gt_attr(el, "show-when", gt_arena_printf(v->arena, "%s=replace", name_of(v, it->n, "answer")));
}

/* The question again, as its form puts it, with what was typed so far. */
static int add_question(struct gt_visit *v, xmlNodePtr asked, const struct gt_complement_item *it, const struct gt_complement_answer *a, const struct gt_findings *f)
{
	struct gt_findings own = gt_findings_new(v->arena);
	int rc = a->n_typed ? gt_marked_post(v->dossier->answers, it->piece, a->typed, a->n_typed, &own, &v->err) : GT_OK;
	if (rc == GT_REFUSED) rc = GT_OK;
	if (rc == GT_OK) rc = gt_marked_view(v->dossier->answers, it->piece, f, asked, &v->err);
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : rc;
	gt_attr(asked->last, "show-when", gt_arena_printf(v->arena, "%s=replace", name_of(v, it->n, "answer")));
	gt_attr_flag(asked->last, "required", true);
	return GT_OK;
}

static const char *accept_of(struct gt_visit *v, const struct gt_justificatif *j)
{
	struct gt_buf b = gt_buf_new(v->arena, 200);
	for (const char *const *k = j->kinds; *k; k++) gt_buf_printf(&b, "%s.%s%s", b.n ? "," : "", *k, gt_streq(*k, "jpg") ? ",.jpeg" : gt_streq(*k, "tiff") ? ",.tif" : "");
	return gt_buf_cstr(&b);
}

static int add_item(struct gt_visit *v, xmlNodePtr parent, const struct gt_complement *c, const struct gt_complement_item *it, const struct gt_complement_answer *typed, const struct gt_findings *f)
{
	const struct gt_justificatif *j = gt_procedure_justificatif(v->dossier->procedure, it->piece);
	const struct gt_complement_answer kept = { .n = it->n, .answer = it->answer, .reason = it->reason, .message = it->message, .typed = it->typed, .n_typed = it->n_typed }, *a = typed ? typed : &kept;
	char id[GT_ID_TEXT];
	xmlNodePtr el = gt_complement_asked(v, parent, it, v->lang);
	for (size_t i = 0; i < it->n_before; i++) gt_document_view(v, el, it->before[i]);
	if (!c->running) {
		if (a->answer != GT_ANSWER_NONE) gt_attr(el, "answer", gt_arena_printf(v->arena, "%s", a->answer == GT_ANSWER_KEEP ? "keep" : "replace"));
		if (!gt_empty(a->reason) && a->answer != GT_ANSWER_REPLACE) gt_el_text(el, "said", a->reason);
		if (!gt_empty(a->message) && a->answer != GT_ANSWER_KEEP) gt_el_text(el, "said", a->message);
	} else {
		gt_attr_flag(el, "ready", it->ready && !typed && !(f && it->of_answer));
		gt_attr_flag(el, "may-add", j && it->n_after < j->max_files);
		gt_attr_int(el, "max-bytes", j ? (int64_t)j->max_bytes : GT_UPLOAD_MAX_BYTES);
		if (j) gt_attr(el, "accept", accept_of(v, j));
		gt_attr(el, "upload", href(v, c, "/fichier"));
		add_answer(v, el, it, a);
		int rc = it->of_answer ? add_question(v, el, it, a, f) : GT_OK;
		if (rc != GT_OK) return rc;
	}
	for (size_t i = 0; i < it->n_after; i++) {
		xmlNodePtr document = gt_document_view(v, el, it->after[i]);
		gt_attr_flag(document, "new", true);
		if (c->running) gt_attr(document, "remove", href(v, c, gt_arena_printf(v->arena, "/retirer/%s", gt_id_text(it->after[i]->id, id))));
	}
	return GT_OK;
}

static void add_extension(struct gt_visit *v, xmlNodePtr el, const struct gt_complement *c)
{
	char act[GT_ID_TEXT];
	if (c->extension_waits) { gt_attr(el, "extension", "waits"); return; }
	xmlNodePtr form = gt_form_new(el, href(v, c, "/delai"));
	gt_attr(form, "id", "extension");
	gt_form_hidden(form, "act", gt_id_text(gt_id_new(), act));
	gt_attr_int(gt_form_field(v, form, "extension", "long-text", "field.extension", true, gt_form(v->req, "extension")), "max", GT_ANSWER_WORDS_MAX);
	gt_form_button(form, "go", "extension", "button.ask-extension", "secondary");
}

int gt_complement_view(struct gt_visit *v, xmlNodePtr root, const struct gt_complement *c, const struct gt_complement_answer *typed, const struct gt_findings *f)
{
	int rc = GT_OK;
	char act[GT_ID_TEXT];
	xmlNodePtr el = gt_el(root, "complement");
	gt_attr_int(el, "days", gt_complement_days(c));
	gt_complement_instant(el, "replied", c->answered_utc_s);
	if (!c->running && !c->answered_utc_s) gt_attr(el, "ended", c->cancelled_utc_s ? "cancelled" : "moved-on");
	if (c->running) {
		gt_complement_day(el, "due", c->due);
		gt_attr_int(el, "days-left", gt_days_between(gt_today(), c->due));
		xmlNodePtr form = gt_form_new(el, href(v, c, "/reponse"));
		gt_attr(form, "id", "answer");
		gt_attr_int(form, "version", c->version);
		gt_attr(form, "autosave", href(v, c, "/champ"));
		gt_form_hidden(form, "act", gt_id_text(gt_id_new(), act));
		gt_form_button(form, "go", "save", "button.save-answer", "secondary");
		gt_form_button(form, "go", "send", "button.send-answer", "primary");
		add_extension(v, el, c);
	}
	if (!gt_empty(c->words)) gt_el_text(el, "words", c->words);
	for (size_t i = 0; rc == GT_OK && i < c->n_items; i++) rc = add_item(v, el, c, &c->items[i], typed ? &typed[i] : NULL, f);
	return rc;
}

/* What stands there already, beside what was typed. */
static void add_elsewhere(struct gt_visit *v, xmlNodePtr root, const struct gt_complement *c, const struct gt_complement_answer *typed)
{
	xmlNodePtr el = gt_el(root, "elsewhere");
	for (size_t i = 0; i < c->n_items; i++) {
		const struct gt_complement_item *it = &c->items[i];
		const char *kept = it->answer == GT_ANSWER_REPLACE ? it->message : it->reason;
		if (!clashes(it, &typed[i])) continue;
		xmlNodePtr a = gt_el(el, "answer");
		gt_attr(a, "label", gt_piece_heading(v, it->piece, v->lang));
		gt_attr(a, "value", gt_empty(kept) ? "–" : kept);
	}
}

/* The notification's page again, with what was typed and what is wrong with it. */
static int show(struct gt_visit *v, const struct gt_complement *c, const struct gt_complement_answer *typed, const struct gt_findings *f, const char *message, int status)
{
	struct gt_notice n;
	xmlNodePtr body;
	int rc = gt_notice_read(&v->web->desk, v->arena, v->session->account, c->notification, &n, &body, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_notice_page(v, &n);
	if (message) gt_page_message(v, "warning", message);
	if (f && f->n) gt_findings_view(f, root);
	if (message && c->running && typed) add_elsewhere(v, root, c, typed);
	rc = gt_complement_view(v, root, c, typed, f);
	return rc == GT_OK ? gt_page_send_status(v, status) : rc;
}

/* It was cancelled, withdrawn or answered meanwhile: told, with what was typed beside it. */
static int too_late(struct gt_visit *v, struct gt_complement *c)
{
	struct typed t = typed_of(v, c);
	int rc = gt_dossier_open(&v->web->desk, v->arena, v->dossier->id, v->applicant, &v->dossier, &v->err);
	if (rc == GT_OK) rc = find(v, &c);
	if (rc != GT_OK) return rc;
	return show(v, c, t.answers, NULL, c->running ? "answer-elsewhere" : "answer-too-late", 409);
}

/* ---- saving ---- */
/* Saved since this form was made, by its own script a moment ago or in another tab: what agrees goes on. CONFLICT: the same answer, differently. */
static int save(struct gt_visit *v, struct gt_complement *c, const struct typed *t)
{
	bool changes = false, stale = gt_request_version_seen(v) != c->version;
	for (size_t i = 0; i < c->n_items; i++) {
		const struct gt_complement_item *it = &c->items[i];
		const struct gt_complement_answer *a = &t->answers[i];
		if (stale && clashes(it, a)) return gt_fail(&v->err, GT_CONFLICT, "answered elsewhere");
		changes |= it->answer != a->answer || !same(a->reason, it->reason) || !same(a->message, it->message) || (it->of_answer && !same_parts(it, a));
	}
	return changes ? gt_complement_save(&v->web->desk, v->arena, v->dossier, c, c->version, t->answers, t->n, &v->err) : GT_OK;
}

int page_answer_post(struct gt_visit *v)
{
	struct gt_complement *c;
	struct gt_id act;
	struct gt_findings f = gt_findings_new(v->arena);
	bool sends = gt_streq(gt_form(v->req, "go"), "send");
	int rc = find(v, &c);
	if (rc != GT_OK) return rc;
	if (sends && !gt_act_key(v, &act)) return GT_BADINPUT;
	struct typed t = typed_of(v, c);
	/* the second click of an answer that is sent finds it so */
	if (c->running) rc = save(v, c, &t);
	else if (!sends) return too_late(v, c);
	if (rc == GT_CONFLICT) return too_late(v, c);
	if (rc != GT_OK) return rc;
	if (!sends) return gt_see_other(v, "%s", notice_href(v, c, "?m=answer-saved"));
	rc = gt_complement_send(&v->web->desk, v->arena, v->dossier, c, act, c->version, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", notice_href(v, c, "?m=complement-sent"));
	if (rc == GT_CONFLICT) return too_late(v, c);
	return rc == GT_REFUSED && f.n ? show(v, c, NULL, &f, NULL, 422) : rc;
}

/* One answer at a time, from the script. */
int page_answer_field_post(struct gt_visit *v)
{
	struct gt_complement *c;
	const char *named = gt_form(v->req, "field");
	int rc = find(v, &c);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; named && i < c->n_items; i++) {
		const struct gt_complement_item *it = &c->items[i];
		struct gt_complement_answer a = { .n = it->n, .answer = it->answer, .reason = it->reason, .message = it->message, .typed = it->typed, .n_typed = it->n_typed };
		const char *value = gt_form(v->req, named);
		if (gt_streq(named, name_of(v, it->n, "answer"))) a.answer = answer_of(value);
		else if (gt_streq(named, name_of(v, it->n, "reason"))) a.reason = value;
		else if (gt_streq(named, name_of(v, it->n, "message"))) a.message = value;
		else if (it->of_answer && is_part(named, it->piece)) a.n_typed = 0, typed_anew(v, it, &a);
		else continue;
		rc = gt_complement_save(&v->web->desk, v->arena, v->dossier, c, gt_request_version_seen(v), &a, 1, &v->err);
		return rc == GT_OK ? gt_request_json(v, 200, json_pack("{s:I, s:[], s:{}}", "version", (json_int_t)c->version, "findings", "shown")) : rc;
	}
	return gt_fail(&v->err, GT_NOTFOUND, "no such field");
}

/* ---- files ---- */
static int refuse_file(struct gt_visit *v, const struct gt_complement *c, int64_t n, const struct gt_file_finding *why, int status)
{
	if (v->req->wants_json) return gt_request_json(v, status, gt_file_finding_json(why));
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_finding *one = gt_finding_add(&f, name_of(v, n, "file"), gt_piece_heading(v, c->items[n - 1].piece, v->lang), why->id);
	if (why->arg) gt_finding_arg(one, why->arg, why->value);
	return show(v, c, NULL, &f, NULL, status);
}

/* The file of that item among those of the form; without scripts the other inputs are sent along, empty. */
static const struct gt_form_file *file_of(struct gt_visit *v, int64_t n)
{
	const char *name = name_of(v, n, "file");
	for (size_t i = 0; i < v->req->n_uploads; i++)
		if (v->req->uploads[i].fd >= 0 && (gt_streq(v->req->uploads[i].field, name) || gt_streq(v->req->uploads[i].field, "file"))) return &v->req->uploads[i];
	return NULL;
}

int page_answer_file_post(struct gt_visit *v)
{
	struct gt_complement *c;
	struct gt_document doc;
	struct gt_file_finding why = { 0 };
	int64_t n = 0;
	int rc = find(v, &c);
	if (rc != GT_OK) return rc;
	if (!gt_parse_i64(gt_form(v->req, "item") ? gt_form(v->req, "item") : "", 1, (int64_t)c->n_items, &n)) return gt_fail(&v->err, GT_BADINPUT, "a file for nothing that is asked");
	struct typed t = typed_of(v, c);
	if (!v->req->wants_json && c->running) {             /* the whole form came with it */
		if (t.answers[n - 1].answer == GT_ANSWER_NONE) t.answers[n - 1].answer = GT_ANSWER_REPLACE;
		rc = save(v, c, &t);
	}
	if (rc == GT_CONFLICT) return too_late(v, c);
	if (rc != GT_OK) return rc;
	const struct gt_form_file *sent = file_of(v, n);
	if (!sent) return refuse_file(v, c, n, &(struct gt_file_finding){ .id = "file-none" }, 422);
	struct gt_file_sent file = { .name = sent->file_name, .fd = sent->fd, .bytes = sent->bytes };
	rc = gt_complement_join(&v->web->desk, v->arena, v->dossier, c, n, &file, &doc, &why, &v->err);
	if (why.id && (rc == GT_REFUSED || rc == GT_BUSY)) return refuse_file(v, c, n, &why, rc == GT_BUSY ? 503 : 422);
	if (rc == GT_CONFLICT && !v->req->wants_json) return too_late(v, c);
	if (rc != GT_OK) return rc;
	char id[GT_ID_TEXT];
	if (v->req->wants_json) return gt_request_json(v, 201, gt_document_json(v, &doc, href(v, c, gt_arena_printf(v->arena, "/retirer/%s", gt_id_text(doc.id, id))), c->version));
	return gt_see_other(v, "%s", notice_href(v, c, gt_arena_printf(v->arena, "?m=document-added#f-%s", gt_complement_item_name(v->arena, n))));
}

int page_answer_remove_post(struct gt_visit *v)
{
	struct gt_complement *c;
	struct gt_id id;
	int rc = find(v, &c);
	if (rc == GT_OK && !gt_id_parse(v->args[2], &id)) rc = gt_fail(&v->err, GT_NOTFOUND, "not an id");
	if (rc == GT_OK && !v->req->wants_json && c->running) {
		struct typed t = typed_of(v, c);
		rc = save(v, c, &t);
	}
	if (rc == GT_OK) rc = gt_complement_remove(&v->web->desk, v->dossier, c, id, &v->err);
	if (rc == GT_CONFLICT && !v->req->wants_json) return too_late(v, c);
	if (rc != GT_OK) return rc;
	if (v->req->wants_json) return gt_request_json(v, 200, json_pack("{s:I}", "version", (json_int_t)c->version));
	return gt_see_other(v, "%s", notice_href(v, c, "?m=document-removed"));
}

/* ---- more time ---- */
int page_extension_post(struct gt_visit *v)
{
	struct gt_complement *c;
	struct gt_id act;
	struct gt_findings f = gt_findings_new(v->arena);
	int rc = find(v, &c);
	if (rc != GT_OK) return rc;
	if (!gt_act_key(v, &act)) return GT_BADINPUT;
	rc = gt_complement_ask_extension(&v->web->desk, v->arena, v->dossier, c, act, gt_form(v->req, "extension"), &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", notice_href(v, c, "?m=extension-asked"));
	if (rc == GT_CONFLICT) return gt_see_other(v, "%s", notice_href(v, c, ""));
	return rc == GT_REFUSED && f.n ? show(v, c, NULL, &f, NULL, 422) : rc;
}

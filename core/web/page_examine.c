/* One request before an agent's eyes: who, what they answered, their documents, what was done, notes; who is in charge of it. */
#include "procedure/about.h"
#include "text/text.h"
#include "web/complement_priv.h"

#define ZOOM_MAX 4

const char *gt_file_href(struct gt_visit *v, const char *rest)
{
	char id[GT_ID_TEXT];
	return gt_arena_printf(v->arena, "/dossiers/%s%s", gt_id_text(v->dossier->id, id), rest);
}

/* ---- the head: shared with the pages of decisions ---- */
static void add_day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, day));
}

static void add_request(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_dossier *d = v->dossier;
	xmlNodePtr el = gt_el(root, "request"), person = gt_case_subject(d->answers);
	gt_attr(el, "href", gt_file_href(v, ""));
	gt_attr(el, "zip", gt_file_href(v, "/dossier.zip"));
	gt_attr(el, "number", d->number);
	gt_attr(el, "state", gt_state_name(d->state));
	gt_attr(el, "who", gt_who_acts(gt_state_name(d->state)));
	gt_attr(el, "procedure", gt_procedure_title(d->procedure, v->lang));
	gt_attr(el, "service", d->service);
	gt_page_time(el, "deposited", d->deposited_utc_s);
	if (gt_state_waits(d->state)) add_day(el, "silence", d->silence);
	add_day(el, "due", v->work->due);
	add_day(el, "prolonged-to", v->work->prolonged_to);
	gt_attr(el, "in-time", v->work->in_time ? "yes" : "no");
	gt_attr(el, "channel", v->work->channel);
	gt_attr_flag(el, "replied", v->work->replied);
	gt_attr(el, "foreigner-number", gt_xml_attr(person, "number"));
	gt_attr(el, "birth-name", gt_text_upper(v->arena, gt_xml_text(v->arena, gt_xml_child(person, "birth-name"))));
	const char *used = gt_xml_text(v->arena, gt_xml_child(person, "used-name"));
	if (!gt_empty(used)) gt_attr(el, "usual-name", gt_text_upper(v->arena, used));
	struct gt_buf names = gt_buf_new(v->arena, GT_ANSWER_TEXT_MAX_BYTES);
	GT_XML_EACH(name, person, "first-name") gt_buf_printf(&names, "%s%s", names.n ? " " : "", gt_xml_text(v->arena, name));
	gt_attr(el, "first-names", gt_buf_cstr(&names));
}

static void add_charge(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_file_work *w = v->work;
	bool nobody = gt_id_null(w->agent), mine = !nobody && gt_id_eq(w->agent, v->agent->agent);
	xmlNodePtr el = gt_el(root, "charge");
	gt_attr(el, "state", nobody ? "nobody" : mine ? "mine" : w->leased ? "leased" : "other");
	gt_attr(el, "agent", w->agent_name);
	if (w->leased) gt_page_time(el, "until", w->lease_utc_s);
	gt_attr_flag(el, "may-act", gt_work_may_act(v->agent, v->dossier));
}

xmlNodePtr gt_file_page(struct gt_visit *v, const char *id)
{
	xmlNodePtr root = gt_page_new(v, id);
	gt_page_crumb(v, "crumb.work-all", "/demandes?liste=all");
	if (strcmp(id, "examine") == 0) gt_page_crumb_text(v, v->dossier->number, NULL);
	else gt_page_crumb_text(v, v->dossier->number, gt_file_href(v, ""));
	add_request(v, root);
	add_charge(v, root);
	return root;
}

xmlNodePtr gt_file_form(struct gt_visit *v, xmlNodePtr parent, const char *rest, const char *id)
{
	char act[GT_ID_TEXT];
	xmlNodePtr form = gt_form_new(parent, gt_file_href(v, rest));
	gt_attr(form, "id", id);
	gt_attr_int(form, "version", v->dossier->version);
	gt_form_hidden(form, "seen", gt_arena_printf(v->arena, "%lld", (long long)v->work->seq));
	gt_form_hidden(form, "act", gt_id_text(gt_id_new(), act));
	return form;
}

/* ---- identity and title ---- */
static void add_answer(xmlNodePtr parent, const char *id, const char *value, const char *type)
{
	if (gt_empty(value)) return;
	xmlNodePtr el = gt_el(parent, "fact");
	gt_attr(el, "id", id);
	gt_attr(el, "value", value);
	gt_attr(el, "type", type);
}

static const char *text_of(struct gt_visit *v, xmlNodePtr from, const char *name) { return gt_xml_text(v->arena, gt_xml_child(from, name)); }

static const char *address_text(struct gt_visit *v, xmlNodePtr a)
{
	if (!a) return NULL;
	const char *country = gt_text_country(text_of(v, a, "country"), v->lang), *more = text_of(v, a, "complement");
	return gt_arena_printf(v->arena, "%s %s%s%s, %s %s%s%s", text_of(v, a, "number"), text_of(v, a, "street"), gt_empty(more) ? "" : ", ", more, text_of(v, a, "postcode"), text_of(v, a, "city"),
		country ? ", " : "", country ? country : "");
}

static const char *category_label(struct gt_visit *v, const char *category)
{
	xmlNodePtr all = gt_xml_child(gt_plugins_catalogue(v->web->at.plugins), "categories");
	GT_XML_EACH(el, all, "category") if (gt_streq(gt_xml_attr(el, "id"), category)) return gt_catalogue_text(v->arena, el, "label", v->lang);
	return category;
}

static void add_identity(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr request = gt_xml_root(gt_case_effective(v->dossier->answers)), person = gt_case_subject(v->dossier->answers), title = gt_xml_child(request, "title"), el = gt_el(root, "identity");
	bool other = gt_case_about_other(v->dossier->answers);
	const char *sex = text_of(v, person, "sex"), *nationality = text_of(v, person, "nationality"), *country = gt_text_country(text_of(v, person, "birth-country"), v->lang);
	add_answer(el, "foreigner-number", gt_xml_attr(person, "number"), NULL);
	add_answer(el, "sex", sex, "sex");
	add_answer(el, "birth-date", text_of(v, person, "birth-date"), "date");
	add_answer(el, "birth-place", gt_arena_printf(v->arena, "%s%s%s", text_of(v, person, "birth-place"), country ? ", " : "", country ? country : ""), NULL);
	add_answer(el, "nationality", gt_text_nationality(nationality, v->lang, *sex), NULL);
	xmlNodePtr home = gt_xml_child(person, "address");
	if (!gt_empty(text_of(v, home, "city"))) add_answer(el, "address", address_text(v, home), NULL);
	add_answer(el, "email", v->dossier->who->email, NULL);
	add_answer(el, "phone", v->work->applicant_phone, NULL);
	xmlNodePtr account = gt_xml_child(request, "person");
	if (other) add_answer(el, "representative", gt_arena_printf(v->arena, "%s %s %s", gt_text_upper(v->arena, text_of(v, account, "birth-name")), text_of(v, account, "first-name"),
		gt_xml_attr(account, "number") ? gt_xml_attr(account, "number") : ""), NULL);
	if (!title || other) return;
	add_answer(el, "title-number", gt_xml_attr(title, "number"), NULL);
	add_answer(el, "title-category", category_label(v, gt_xml_attr(title, "category")), NULL);
	add_answer(el, "title-start", gt_xml_attr(title, "start"), "date");
	add_answer(el, "title-end", gt_xml_attr(title, "end"), "date");
}

/* ---- the register beside what was declared ---- */
/* The group that was compared: its legend. */
static const char *check_label(struct gt_visit *v, const char *id)
{
	const struct gt_procedure *p = v->dossier->procedure;
	for (size_t i = 0; i < p->n_register_checks; i++) {
		if (!gt_streq(p->register_checks[i].id, id)) continue;
		const char *path = p->register_checks[i].number, *dot = strrchr(path, '.');
		return dot ? gt_procedure_text(p, v->lang, gt_arena_printf(v->arena, "group.%.*s", (int)(dot - path), path), NULL) : id;
	}
	return id;
}

static int add_checks(struct gt_visit *v, xmlNodePtr root)
{
	static const struct { unsigned bit; const char *id; } differences[] = {
		{ GT_CLAIM_UNKNOWN, "unknown" }, { GT_CLAIM_NAME, "name" }, { GT_CLAIM_FIRST_NAMES, "first-names" }, { GT_CLAIM_BIRTH_DATE, "birth-date" }, { GT_CLAIM_NO_TITLE, "no-title" },
	};
	struct gt_work_check *checks;
	size_t n;
	int rc = gt_work_checks(&v->web->desk, v->arena, v->dossier, &checks, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr el = gt_el(root, "check");
		gt_attr(el, "label", check_label(v, checks[i].id));
		gt_attr(el, "number", checks[i].number);
		gt_attr_flag(el, "agrees", checks[i].bits == 0);
		for (size_t k = 0; k < GT_COUNT(differences); k++)
			if (checks[i].bits & differences[k].bit) gt_attr(gt_el(el, "difference"), "id", differences[k].id);
	}
	return GT_OK;
}

/* ---- documents and the viewer ---- */
struct pile { const struct gt_asked *asked; size_t n_asked; const struct gt_document **documents; size_t n; };  /* documents in the order of the page */

static bool asked_for(const struct pile *p, const struct gt_document *doc)
{
	for (size_t i = 0; i < p->n_asked; i++)
		if (gt_streq(doc->justificatif, p->asked[i].justificatif->id)) return true;
	return false;
}

static int pile_of(struct gt_visit *v, struct pile *ret)
{
	const struct gt_dossier *d = v->dossier;
	int rc = gt_justificatifs_list(d->answers, &ret->asked, &ret->n_asked, &v->err);
	if (rc != GT_OK) return rc;
	ret->documents = gt_new_n(v->arena, const struct gt_document *, d->n_documents + 1);
	ret->n = 0;
	for (size_t i = 0; i < ret->n_asked; i++)
		for (size_t k = 0; k < d->n_documents; k++)
			if (gt_streq(d->documents[k].justificatif, ret->asked[i].justificatif->id)) ret->documents[ret->n++] = &d->documents[k];
	/* Joined when it was asked, not asked any more. */
	for (size_t k = 0; k < d->n_documents; k++)
		if (!asked_for(ret, &d->documents[k])) ret->documents[ret->n++] = &d->documents[k];
	return GT_OK;
}

static size_t chosen_document(struct gt_visit *v, const struct pile *p)
{
	struct gt_id id;
	const char *asked = gt_query(v->req, "doc");
	for (size_t i = 0; asked && gt_id_parse(asked, &id) && i < p->n; i++)
		if (gt_id_eq(p->documents[i]->id, id)) return i;
	const char *piece = gt_file_piece(v);
	for (size_t i = 0; piece && i < p->n; i++)
		if (gt_streq(p->documents[i]->justificatif, piece)) return i;
	/* a justificatif without any file: nothing is shown that could be taken for it */
	return piece ? p->n : 0;
}

static const char *view_href(struct gt_visit *v, struct gt_id id, int64_t page, int64_t zoom, int64_t turn)
{
	char text[GT_ID_TEXT];
	return gt_file_href(v, gt_arena_printf(v->arena, "?doc=%s&page=%lld&zoom=%lld&rotation=%lld#visionneuse", gt_id_text(id, text), (long long)page, (long long)zoom, (long long)turn));
}

static int64_t number_asked(const struct gt_visit *v, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
	int64_t n;
	return gt_parse_i64(gt_query(v->req, name) ? gt_query(v->req, name) : "", min, max, &n) ? n : otherwise;
}

static void add_viewer(struct gt_visit *v, xmlNodePtr root, const struct pile *pile, size_t at)
{
	char id[GT_ID_TEXT];
	const struct gt_document *doc = pile->documents[at];
	int64_t pages = doc->pages > 0 ? doc->pages : 1, page = number_asked(v, "page", 1, pages, 1), zoom = number_asked(v, "zoom", 1, ZOOM_MAX, 1), turn = number_asked(v, "rotation", 0, 3, 0);
	const char *file = gt_file_href(v, gt_arena_printf(v->arena, "/documents/%s", gt_id_text(doc->id, id)));
	xmlNodePtr el = gt_el(root, "viewer");
	gt_attr(el, "document", id);
	gt_attr(el, "name", doc->name);
	gt_attr(el, "kind", doc->kind);
	gt_attr_int(el, "bytes", doc->bytes);
	gt_page_time(el, "at", doc->created_utc_s);
	gt_attr(el, "state", doc->state);
	gt_attr_int(el, "page", page);
	gt_attr_int(el, "pages", pages);
	gt_attr_int(el, "zoom", zoom);
	gt_attr_int(el, "turn", turn);
	gt_attr(el, "file", file);
	gt_attr(el, "pictures", gt_arena_printf(v->arena, "%s/apercu/", file));
	if (page > 1) gt_attr(el, "page-before", view_href(v, doc->id, page - 1, zoom, turn));
	if (page < pages) gt_attr(el, "page-after", view_href(v, doc->id, page + 1, zoom, turn));
	if (zoom < ZOOM_MAX) gt_attr(el, "larger", view_href(v, doc->id, page, zoom + 1, turn));
	if (zoom > 1) gt_attr(el, "smaller", view_href(v, doc->id, page, zoom - 1, turn));
	gt_attr(el, "turned", view_href(v, doc->id, page, zoom, (turn + 1) % 4));
	if (at > 0) gt_attr(el, "document-before", view_href(v, pile->documents[at - 1]->id, 1, 1, 0));
	if (at + 1 < pile->n) gt_attr(el, "document-after", view_href(v, pile->documents[at + 1]->id, 1, 1, 0));
}

static void add_document(struct gt_visit *v, xmlNodePtr parent, const struct gt_document *doc, const struct gt_document *shown)
{
	xmlNodePtr el = gt_document_view(v, parent, doc);
	gt_attr(el, "view", view_href(v, doc->id, 1, 1, 0));
	gt_attr_flag(el, "shown", doc == shown);
}

static int add_files(struct gt_visit *v, xmlNodePtr root)
{
	struct pile pile;
	int rc = pile_of(v, &pile);
	if (rc != GT_OK) return rc;
	size_t at = chosen_document(v, &pile);
	const struct gt_document *shown = at < pile.n ? pile.documents[at] : NULL;
	const char *piece = shown ? shown->justificatif : gt_file_piece(v);
	xmlNodePtr files = gt_el(root, "files");
	for (size_t i = 0; i < pile.n_asked; i++) {
		xmlNodePtr j = gt_el(files, "justificatif");
		gt_attr(j, "id", pile.asked[i].justificatif->id);
		gt_attr(j, "heading", pile.asked[i].heading);
		gt_attr_flag(j, "required", pile.asked[i].required);
		gt_attr_flag(j, "confidential", pile.asked[i].confidential);
		gt_attr(j, "case", pile.asked[i].case_label);
		for (size_t k = 0; k < pile.n; k++)
			if (gt_streq(pile.documents[k]->justificatif, pile.asked[i].justificatif->id)) add_document(v, j, pile.documents[k], shown);
	}
	for (size_t k = 0; k < pile.n; k++)
		if (!asked_for(&pile, pile.documents[k])) add_document(v, files, pile.documents[k], shown);
	if (shown) add_viewer(v, root, &pile, at);
	return gt_file_checklist(v, root, files, piece ? piece : pile.n_asked ? pile.asked[0].justificatif->id : NULL);
}

/* ---- history, notes, papers ---- */
static void add_event(xmlNodePtr parent, const struct gt_history *h)
{
	static const char *const kinds[] = { [GT_ACTOR_USER] = "user", [GT_ACTOR_AGENT] = "agent", [GT_ACTOR_SYSTEM] = "system", [GT_ACTOR_OPERATOR] = "operator" };
	xmlNodePtr el = gt_el(parent, "event");
	gt_attr(el, "verb", h->verb);
	gt_page_time(el, "at", h->at_utc_s);
	if (h->actor_kind >= 0 && h->actor_kind < (int64_t)GT_COUNT(kinds)) gt_attr(el, "by", kinds[h->actor_kind]);
	gt_attr(el, "who", h->agent_name);
	gt_attr(el, "from", h->from_state);
	gt_attr(el, "to", h->to_state);
}

static bool is_reading(const struct gt_history *h) { return gt_starts(h->verb, "read"); }

static int add_history(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_history *all;
	size_t n;
	int rc = gt_work_history(&v->web->desk, v->arena, v->dossier, 0, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr acts = gt_el(root, "history"), readings = gt_el(root, "readings");
	for (size_t i = 0; i < n; i++) add_event(is_reading(&all[i]) ? readings : acts, &all[i]);
	return GT_OK;
}

static int add_notes(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_note *notes;
	size_t n;
	int rc = gt_work_notes(&v->web->desk, v->arena, v->dossier, &notes, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr all = gt_el(root, "notes");
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr el = gt_el_text(all, "note", notes[i].text);
		gt_attr(el, "by", notes[i].author);
		gt_page_time(el, "at", notes[i].at_utc_s);
	}
	return GT_OK;
}

static int add_papers(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_paper *papers;
	size_t n;
	int rc = gt_papers_list(&v->web->desk, v->arena, v->dossier->id, &papers, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		xmlNodePtr el = gt_paper_view(v, root, &papers[i]);
		if (!papers[i].revoked && gt_agent_may(v->agent, "superviseur", v->dossier->service)) gt_attr(el, "revoke", gt_arena_printf(v->arena, "%s/retirer", gt_xml_attr(el, "href")));
	}
	return rc;
}

/* ---- what one may do ---- */
static int add_assign(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_colleague *all;
	size_t n;
	int rc = gt_work_colleagues(&v->web->desk, v->arena, v->agent, v->dossier->service, &all, &n, &v->err);
	if (rc != GT_OK || n == 0) return rc;
	xmlNodePtr form = gt_file_form(v, root, "/affecter", "assign"), field = gt_form_field(v, form, "to", "select", "field.to", true, NULL);
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		if (gt_id_eq(all[i].id, v->work->agent)) continue;
		gt_form_option(field, gt_arena_strdup(v->arena, gt_id_text(all[i].id, id)), gt_arena_printf(v->arena, "%s (%s)", all[i].name, all[i].login), false);
	}
	gt_form_button(form, "go", "assign", "button.assign", "secondary");
	return GT_OK;
}

static int add_acts(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_file_work *w = v->work;
	if (!gt_work_may_act(v->agent, v->dossier)) return GT_OK;
	bool nobody = gt_id_null(w->agent), mine = !nobody && gt_id_eq(w->agent, v->agent->agent), over = w->ended_utc_s != 0, superior = gt_agent_may(v->agent, "superviseur", v->dossier->service);
	int rc = GT_OK;
	if (!over && (mine || nobody || !w->leased))
		gt_form_button(gt_file_form(v, root, "/prendre", "claim"), "go", "claim", nobody ? "button.claim" : mine ? "button.claim-keep" : "button.take-over", mine ? "secondary" : "primary");
	if (!over && !nobody && (mine || superior)) gt_form_button(gt_file_form(v, root, "/liberer", "release"), "go", "release", "button.release", "secondary");
	if (!over && (mine || superior)) rc = add_assign(v, root);
	if (rc != GT_OK) return rc;
	xmlNodePtr form = gt_file_form(v, root, "/notes", "note");
	const char *typed = v->req->method == GT_POST ? gt_form(v->req, "note") : NULL;
	xmlNodePtr field = gt_form_field(v, form, "note", "long-text", "field.note", false, typed);
	gt_attr_int(field, "max", GT_WORK_NOTE_MAX);
	gt_form_button(form, "go", "note", "button.note", "secondary");
	return GT_OK;
}

int gt_file_show(struct gt_visit *v, int status)
{
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_file_page(v, "examine");
	add_identity(v, root);
	int rc = add_checks(v, root);
	if (rc == GT_OK) rc = gt_review_view(v->dossier->answers, NULL, gt_el(root, "review"), &v->err);
	const char *said = gt_case_observations(v->dossier->answers);
	if (!gt_empty(said)) gt_el_text(root, "observations", said);
	if (rc == GT_OK) rc = add_files(v, root);
	if (rc == GT_OK) rc = add_acts(v, root);
	if (rc == GT_OK) rc = gt_file_decisions(v, root);
	if (rc == GT_OK) rc = gt_file_clocks(v, root);
	if (rc == GT_OK) rc = gt_file_alerts(v, root);
	if (rc == GT_OK) rc = gt_thread_view(v, root);
	if (rc == GT_OK) rc = add_notes(v, root);
	if (rc == GT_OK) rc = add_history(v, root);
	if (rc == GT_OK) rc = add_papers(v, root);
	return rc == GT_OK ? gt_page_send_status(v, status) : rc;
}

int page_examine(struct gt_visit *v) { return gt_file_show(v, 200); }

/* ---- somebody was quicker ---- */
int gt_file_conflict(struct gt_visit *v)
{
	int64_t seen;
	struct gt_history *since;
	size_t n;
	int rc = gt_work_open_file(&v->web->desk, v->arena, v->agent, v->dossier->id, &v->dossier, v->work, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_file_page(v, "examine");
	gt_page_message(v, "warning", "work-conflict");
	if (gt_parse_i64(gt_form(v->req, "seen") ? gt_form(v->req, "seen") : "", 0, INT64_MAX, &seen)) {
		rc = gt_work_history(&v->web->desk, v->arena, v->dossier, seen, &since, &n, &v->err);
		if (rc != GT_OK) return rc;
		xmlNodePtr changed = gt_el(root, "changed");
		for (size_t i = 0; i < n; i++)
			if (!is_reading(&since[i])) add_event(changed, &since[i]);
	}
	return gt_file_show(v, 409);
}

int gt_file_after_act(struct gt_visit *v, int rc, const char *message)
{
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	if (rc == GT_REFUSED) return gt_see_other(v, "%s", gt_file_href(v, "?m=file-ended"));
	return rc == GT_OK ? gt_see_other(v, "%s", gt_file_href(v, gt_arena_printf(v->arena, "?m=%s", message))) : rc;
}

int page_claim_post(struct gt_visit *v) { return gt_file_after_act(v, gt_work_claim(&v->web->desk, v->dossier, v->agent, gt_request_version_seen(v), &v->err), "claimed"); }

int page_release_post(struct gt_visit *v) { return gt_file_after_act(v, gt_work_release(&v->web->desk, v->dossier, v->agent, gt_request_version_seen(v), &v->err), "released"); }

int page_assign_post(struct gt_visit *v)
{
	struct gt_id to;
	if (!gt_id_parse(gt_form(v->req, "to") ? gt_form(v->req, "to") : "", &to)) {
		gt_file_page(v, "examine");
		gt_page_finding(v, "to", "choice-required");
		return gt_file_show(v, 422);
	}
	return gt_file_after_act(v, gt_work_assign(&v->web->desk, v->dossier, v->agent, to, gt_request_version_seen(v), &v->err), "assigned");
}

int page_note_post(struct gt_visit *v)
{
	struct gt_id act;
	if (!gt_id_parse(gt_form(v->req, "act") ? gt_form(v->req, "act") : "", &act)) return gt_fail(&v->err, GT_BADINPUT, "a note without its key");
	int rc = gt_work_note_add(&v->web->desk, v->arena, v->dossier, v->agent, act, gt_form(v->req, "note"), &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, "?m=note-added#notes"));
	if (rc != GT_REFUSED && rc != GT_TOOBIG) return rc;
	gt_file_page(v, "examine");
	xmlNodePtr finding = gt_page_finding(v, "note", rc == GT_TOOBIG ? "too-long" : "required");
	if (rc == GT_TOOBIG) gt_attr(gt_el_printf(finding, "arg", "%d", GT_WORK_NOTE_MAX), "name", "max");
	return gt_file_show(v, 422);
}

/* ---- documents: the applicant's pages give them, the journal knows who looked ---- */
static int journal_reading(struct gt_visit *v)
{
	struct gt_id id;
	if (!gt_id_parse(v->args[1], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	struct gt_document_at at = { .db = v->web->at.db, .ring = v->web->at.ring, .scan = v->web->at.scan };
	struct gt_document doc;
	int rc = gt_document_get(&at, v->arena, v->dossier->id, id, &doc, &v->err);
	/* also what was replaced; never what its person has not sent yet */
	if (rc == GT_OK && gt_streq(doc.state, "waiting")) rc = gt_fail(&v->err, GT_NOTFOUND, "not sent yet");
	return rc == GT_OK ? gt_work_read_document(&v->web->desk, v->agent, v->dossier, id, &v->err) : rc;
}

int page_examine_document(struct gt_visit *v)
{
	int rc = journal_reading(v);
	return rc == GT_OK ? page_document(v) : rc;
}

int page_examine_preview(struct gt_visit *v)
{
	int rc = journal_reading(v);
	return rc == GT_OK ? page_document_preview(v) : rc;
}

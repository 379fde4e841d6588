/* Check-list and complements before an agent's eyes: marks beside the viewer, what they would ask, what was asked, and the answer before and after. */
#include "web/complement_priv.h"

bool gt_act_key(struct gt_visit *v, struct gt_id *ret)
{
	const char *s = gt_form(v->req, "act");
	return (s && gt_id_parse(s, ret)) || (gt_fail(&v->err, GT_BADINPUT, "an act without its key"), false);
}

const char *gt_piece_heading(struct gt_visit *v, const char *piece, const char *lang)
{
	struct gt_piece p;
	return gt_piece_find(v->dossier, v->arena, piece, lang, &p) ? p.heading : piece;
}

void gt_complement_day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, day));
}

void gt_complement_instant(xmlNodePtr el, const char *name, int64_t utc_s) { if (utc_s) gt_complement_day(el, name, gt_date_of(utc_s)); }

static void add_value(struct gt_visit *v, xmlNodePtr asked, const struct gt_complement_item *it, const char *value, bool after)
{
	const char *type, *words = gt_marked_words(v->dossier->answers, it->piece, value, &type);
	xmlNodePtr el = gt_el(asked, "answer");
	gt_attr(el, "label-id", after ? "complements.after" : "complements.before");
	gt_attr(el, "value", gt_empty(words) ? "–" : words);
	gt_attr(el, "type", type);
	gt_attr_flag(el, "new", after);
}

xmlNodePtr gt_complement_asked(struct gt_visit *v, xmlNodePtr parent, const struct gt_complement_item *it, const char *lang)
{
	xmlNodePtr el = gt_el(parent, "asked");
	gt_attr(el, "id", gt_complement_item_name(v->arena, it->n));
	gt_attr(el, "heading", gt_piece_heading(v, it->piece, lang));
	gt_attr(el, "mark", gt_mark_name(it->mark));
	gt_attr_flag(el, "optional", !it->indispensable && !it->of_answer);
	if (it->of_answer) add_value(v, el, it, it->was, /* after= */ false);
	if (it->of_answer && it->answered && it->answer == GT_ANSWER_REPLACE) add_value(v, el, it, it->now, /* after= */ true);
	if (!gt_empty(it->observation)) gt_el_text(el, "observation", gt_item_observation(v->arena, v->dossier, lang, it));
	return el;
}

/* ---- the check-list, on the page of the request ---- */
const char *gt_file_piece(struct gt_visit *v)
{
	const char *asked = v->req->method == GT_POST ? v->args[1] : gt_query(v->req, "piece");
	struct gt_piece p;
	return gt_piece_find(v->dossier, v->arena, asked, v->lang, &p) ? p.id : NULL;
}

static const struct gt_mark *mark_of(const struct gt_mark *marks, size_t n, const char *piece)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(marks[i].piece, piece)) return &marks[i];
	return NULL;
}

static const char *piece_href(struct gt_visit *v, const char *piece) { return gt_file_href(v, gt_arena_printf(v->arena, "?piece=%s#avis", piece)); }

struct checked { const struct gt_mark *marks; size_t n; bool may; };

static void show_mark(struct gt_visit *v, xmlNodePtr el, const char *piece, const struct checked *by)
{
	const struct gt_mark *m = mark_of(by->marks, by->n, piece);
	if (m) gt_attr(el, "mark", gt_mark_name(m->kind));
	if (m) gt_attr_flag(el, "stale", m->stale);
	if (by->may) gt_attr(el, "check", piece_href(v, piece));
}

static void show_marks(struct gt_visit *v, xmlNodePtr root, xmlNodePtr files, const struct checked *by)
{
	GT_XML_EACH(el, files, "justificatif") show_mark(v, el, gt_xml_attr(el, "id"), by);
	GT_XML_EACH(section, gt_xml_child(root, "review"), "section")
		GT_XML_EACH(el, section, "answer")
			if (gt_procedure_marked(v->dossier->procedure, gt_xml_attr(el, "name"))) show_mark(v, el, gt_xml_attr(el, "name"), by);
}

/* What was typed when the form was refused, else the mark as it stands. */
static void mark_form(struct gt_visit *v, xmlNodePtr root, const struct gt_piece *p, const struct gt_mark *m)
{
	bool again = v->req->method == GT_POST && gt_streq(v->args[1], p->id);
	const char *kind = again ? gt_form(v->req, "mark") : m && !m->stale ? gt_mark_name(m->kind) : NULL, *reason = again ? gt_form(v->req, "reason") : m ? m->reason : NULL;
	xmlNodePtr form = gt_file_form(v, root, gt_arena_printf(v->arena, "/pieces/%s", p->id), "mark");
	gt_attr(form, "legend", p->heading);
	xmlNodePtr field = gt_form_field(v, form, "mark", "radio", "field.mark", true, NULL);
	for (int k = 0; k < GT_MARK__MAX; k++) {
		const char *name = gt_mark_name((enum gt_mark_kind)k);
		gt_form_option(field, name, NULL, gt_streq(kind, name));
		gt_attr(field->last, "label-id", gt_arena_printf(v->arena, "option.%s", name));
	}
	if (p->reasons && *p->reasons) {
		field = gt_form_field(v, form, "reason", "select", "field.mark-reason", false, reason);
		for (const char *const *r = p->reasons; *r; r++)
			gt_form_option(field, *r, gt_procedure_text(v->dossier->procedure, v->lang, gt_arena_printf(v->arena, "reason.%s", *r), NULL), gt_streq(reason, *r));
	}
	field = gt_form_field(v, form, "words", "long-text", "field.mark-words", false, again ? gt_form(v->req, "words") : m ? m->words : NULL);
	gt_attr_int(field, "max", GT_MARK_WORDS_MAX);
	gt_form_button(form, "go", "mark", "button.mark", "primary");
}

static void running_view(struct gt_visit *v, xmlNodePtr root, const struct gt_complement *c, struct gt_may_complement may)
{
	xmlNodePtr el = gt_el(root, "complement");
	gt_attr_int(el, "n", c->n);
	gt_complement_instant(el, "at", c->requested_utc_s);
	gt_complement_instant(el, "opened", c->opened_utc_s);
	gt_complement_instant(el, "replied", c->answered_utc_s);
	gt_complement_day(el, "due", c->due);
	gt_attr(el, "state", c->running ? c->opened_utc_s ? "opened" : "unread" : c->answered_utc_s ? "answered" : "cancelled");
	if (c->running && c->due.y) gt_attr_int(el, "days-left", gt_days_between(gt_today(), c->due));
	gt_attr(el, "href", gt_file_href(v, "/complements"));
	if (c->running && c->extension_waits) gt_el_text(el, "extension", c->extension_reason);
	if (may.cancel) gt_form_button(gt_file_form(v, root, "/complement/annuler", "cancel-complement"), "go", "cancel", "button.cancel-complement", "secondary");
	if (!may.extend) return;
	xmlNodePtr form = gt_file_form(v, root, "/complement/delai", "extend");
	gt_form_field(v, form, "days", "integer", "field.extension-days", true, gt_form(v->req, "days"));
	gt_form_button(form, "go", "extend", "button.extend", "primary");
	if (c->extension_waits) gt_form_button(form, "go", "refuse", "button.refuse-extension", "secondary");
}

int gt_file_checklist(struct gt_visit *v, xmlNodePtr root, xmlNodePtr files, const char *piece)
{
	struct gt_mark *marks;
	struct gt_complement *all;
	size_t n_marks, n;
	struct gt_piece p;
	bool known = gt_piece_find(v->dossier, v->arena, piece, v->lang, &p);
	int rc = gt_marks_list(&v->web->desk, v->arena, v->dossier, &marks, &n_marks, &v->err);
	if (rc == GT_OK) rc = gt_complements_list(&v->web->desk, v->arena, v->dossier, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	struct gt_complement *last = n ? &all[n - 1] : NULL;
	struct gt_may_complement may = gt_may_complement(v->dossier, v->work, v->agent, last && last->running ? last : NULL);
	show_marks(v, root, files, &(struct checked){ marks, n_marks, may.mark });
	if (may.mark && known) mark_form(v, root, &p, mark_of(marks, n_marks, p.id));
	if (may.ask || may.amend) gt_attr(files, "ask", gt_file_href(v, "/complement"));
	gt_attr_flag(files, "amend", may.amend);
	if (last) running_view(v, root, last, may);
	if (v->work->replied && gt_work_may_act(v->agent, v->dossier)) gt_form_button(gt_file_form(v, root, "/vu", "seen"), "go", "seen", "button.seen", "secondary");
	return GT_OK;
}

/* The next one that nobody has looked at. */
static const char *next_piece(struct gt_visit *v, const char *after)
{
	const char *const *pieces;
	struct gt_mark *marks;
	size_t n = 0, n_marks, at = 0;
	if (gt_pieces_list(v->dossier, v->arena, &pieces, &v->err) != GT_OK || gt_marks_list(&v->web->desk, v->arena, v->dossier, &marks, &n_marks, &v->err) != GT_OK) return after;
	for (; pieces[n]; n++)
		if (gt_streq(pieces[n], after)) at = n;
	for (size_t i = 1; i < n; i++) {
		const char *id = pieces[(at + i) % n];
		const struct gt_mark *m = mark_of(marks, n_marks, id);
		if (!m || m->stale) return id;
	}
	return after;
}

static int show_refused(struct gt_visit *v, const struct gt_findings *f)
{
	gt_findings_view(f, gt_file_page(v, "examine"));
	return gt_file_show(v, 422);
}

int page_mark_post(struct gt_visit *v)
{
	const char *kind = gt_form(v->req, "mark"), *reason = gt_form(v->req, "reason");
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_mark_order order = { .version_seen = gt_request_version_seen(v), .piece = v->args[1], .reason = gt_empty(reason) ? NULL : reason, .words = gt_form(v->req, "words") };
	if (!gt_act_key(v, &order.act)) return GT_BADINPUT;
	if (!gt_mark_parse(kind, &order.kind)) {
		gt_finding_add(&f, "mark", NULL, "choice-required");
		return show_refused(v, &f);
	}
	int rc = gt_mark_set(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	if (rc == GT_REFUSED && f.n) return show_refused(v, &f);
	return rc == GT_OK ? gt_see_other(v, "%s", gt_file_href(v, gt_arena_printf(v->arena, "?piece=%s&m=marked#avis", next_piece(v, v->args[1])))) : rc;
}

int page_seen_post(struct gt_visit *v)
{
	struct gt_id act;
	if (!gt_act_key(v, &act)) return GT_BADINPUT;
	return gt_file_after_act(v, gt_work_seen(&v->web->desk, v->dossier, v->agent, act, gt_request_version_seen(v), &v->err), "seen");
}

/* ---- what would be asked, as the person will read it ---- */
static int complement_page(struct gt_visit *v, const struct gt_findings *refused)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_complement what = { 0 }, *all;
	size_t n;
	const char *lang = v->work->applicant_lang;
	int rc = gt_complement_preview(&v->web->desk, v->arena, v->dossier, v->work, &what, &f, &v->err);
	if (rc == GT_REFUSED && f.n) rc = GT_OK;
	if (rc == GT_OK) rc = gt_complements_list(&v->web->desk, v->arena, v->dossier, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	const char *former = n && !all[n - 1].answered_utc_s ? all[n - 1].words : "";        /* what was written before it was completed or cancelled */
	xmlNodePtr root = gt_file_page(v, "complement");
	gt_page_crumb(v, "crumb.complement", NULL);
	if (refused || f.n) gt_findings_view(refused ? refused : &f, root);
	xmlNodePtr el = gt_el(root, "complement");
	gt_attr_int(el, "days", what.delay_days);
	gt_attr(el, "lang", gt_streq(lang, v->lang) ? NULL : lang);
	gt_attr_flag(el, "amend", v->dossier->state == GT_STATE_COMPLEMENT_ASKED);
	for (size_t i = 0; i < what.n_items; i++) {
		xmlNodePtr asked = gt_complement_asked(v, el, &what.items[i], lang);
		for (size_t k = 0; k < what.items[i].n_before; k++) gt_document_view(v, asked, what.items[i].before[k]);
	}
	if (!f.n) {
		xmlNodePtr form = gt_file_form(v, root, "/complement", "complement");
		gt_attr_int(gt_form_field(v, form, "words", "long-text", "field.complement-words", false, v->req->method == GT_POST ? gt_form(v->req, "words") : former), "max", GT_MARK_WORDS_MAX);
		gt_form_button(form, "go", "ask", "button.ask-complement", "primary");
	}
	return gt_page_send_status(v, refused ? 422 : 200);
}

static int may_ask(struct gt_visit *v, bool *ret)
{
	struct gt_complement *running;
	int rc = gt_complement_running(&v->web->desk, v->arena, v->dossier, &running, &v->err);
	struct gt_may_complement may = rc == GT_OK ? gt_may_complement(v->dossier, v->work, v->agent, running) : (struct gt_may_complement){ 0 };
	*ret = may.ask || may.amend;
	return rc;
}

int page_complement(struct gt_visit *v)
{
	bool may;
	int rc = may_ask(v, &may);
	if (rc != GT_OK) return rc;
	return may ? complement_page(v, NULL) : gt_see_other(v, "%s", gt_file_href(v, "?m=not-now"));
}

int page_complement_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_complement_order order = { .version_seen = gt_request_version_seen(v), .words = gt_form(v->req, "words") };
	if (!gt_act_key(v, &order.act)) return GT_BADINPUT;
	int rc = gt_complement_ask(&v->web->desk, v->arena, v->dossier, v->work, v->agent, &order, &f, &v->err);
	if (rc == GT_CONFLICT) return gt_file_conflict(v);
	if (rc == GT_REFUSED && f.n) return complement_page(v, &f);
	return rc == GT_OK ? gt_see_other(v, "%s", gt_file_href(v, "?m=complement-asked")) : rc;
}

int page_complement_cancel_post(struct gt_visit *v)
{
	struct gt_id act;
	if (!gt_act_key(v, &act)) return GT_BADINPUT;
	return gt_file_after_act(v, gt_complement_cancel(&v->web->desk, v->arena, v->dossier, v->work, v->agent, act, gt_request_version_seen(v), &v->err), "complement-cancelled");
}

int page_complement_extend_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	struct gt_id act;
	int64_t days = 0;
	bool refuse = gt_streq(gt_form(v->req, "go"), "refuse");
	if (!gt_act_key(v, &act)) return GT_BADINPUT;
	/* what is no number of days is none that may be granted */
	if (!refuse && (!gt_parse_i64(gt_form(v->req, "days") ? gt_form(v->req, "days") : "", 1, GT_EXTENSION_DAYS_MAX, &days))) days = -1;
	int rc = gt_complement_extend(&v->web->desk, v->arena, v->dossier, v->work, v->agent, act, gt_request_version_seen(v), days, &f, &v->err);
	if (rc == GT_REFUSED && f.n) return show_refused(v, &f);
	return gt_file_after_act(v, rc, refuse ? "extension-refused" : "extended");
}

/* ---- what was asked and answered: before and after side by side ---- */
static void add_item(struct gt_visit *v, xmlNodePtr round, const struct gt_complement_item *it, bool sent, bool may_mark)
{
	xmlNodePtr el = gt_complement_asked(v, round, it, v->lang);
	for (size_t i = 0; i < it->n_before; i++) gt_document_view(v, el, it->before[i]);
	if (!sent) return;
	if (it->answer != GT_ANSWER_NONE) gt_attr(el, "answer", it->answer == GT_ANSWER_KEEP ? "keep" : "replace");
	for (size_t i = 0; i < it->n_after; i++) gt_attr_flag(gt_document_view(v, el, it->after[i]), "new", true);
	const char *said = it->answer == GT_ANSWER_KEEP ? it->reason : it->message;
	if (!gt_empty(said)) gt_el_text(el, "said", said);
	if (may_mark) gt_attr(el, "check", piece_href(v, it->piece));
}

int page_complements(struct gt_visit *v)
{
	struct gt_complement *all;
	size_t n;
	int rc = gt_complements_list(&v->web->desk, v->arena, v->dossier, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_file_page(v, "complements");
	gt_page_crumb(v, "crumb.complements", NULL);
	while (n-- > 0) {
		const struct gt_complement *c = &all[n];
		struct gt_may_complement may = gt_may_complement(v->dossier, v->work, v->agent, c->running ? c : NULL);
		xmlNodePtr round = gt_el(root, "round");
		gt_attr_int(round, "n", c->n);
		gt_complement_instant(round, "at", c->requested_utc_s);
		gt_complement_instant(round, "opened", c->opened_utc_s);
		gt_complement_instant(round, "replied", c->answered_utc_s);
		gt_complement_instant(round, "cancelled", c->cancelled_utc_s);
		gt_complement_day(round, "due", c->due);
		if (!gt_empty(c->words)) gt_el_text(round, "words", c->words);
		for (size_t i = 0; i < c->n_items; i++) add_item(v, round, &c->items[i], c->answered_utc_s != 0, may.mark);
	}
	return gt_page_send(v);
}

/* What the entries of an export hold, and their names. */
#include <stdio.h>
#include "dossier/export_priv.h"
#include "dossier/export_store.h"
#include "dossier/notify.h"
#include "text/text.h"

#define ENTRIES_MAX 2200                                 /* documents (document_store.c), papers, versions and the rest */

/* ---- names: ASCII letters, digits and hyphens; the true ones stand in the PDF ---- */
static const char *plain(struct gt_arena *arena, const char *s, size_t max)
{
	const char *folded = gt_text_fold(arena, s);
	char *out = gt_arena_alloc(arena, max + 1);
	size_t n = 0;
	for (; *folded && n < max; folded++) {
		char c = *folded;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out[n++] = c;
		else if (n && out[n - 1] != '-') out[n++] = '-';
	}
	while (n && out[n - 1] == '-') n--;
	out[n] = '\0';
	return n ? out : "document";
}

static const char *without_extension(struct gt_arena *arena, const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot && dot != name && strlen(dot) <= 5 ? gt_arena_strndup(arena, name, (size_t)(dot - name)) : name;
}

static const char *folder_of(struct gt_arena *arena, const struct gt_dossier *d)
{
	char id[GT_ID_TEXT], day[11];
	if (!gt_id_null(d->rectifies)) return gt_arena_printf(arena, "rectification-%s", d->number);
	if (d->number) return d->number;
	return gt_arena_printf(arena, "brouillon-%s-%.8s", gt_date_iso(gt_date_of(d->created_utc_s), day), plain(arena, gt_id_text(d->id, id), 8));
}

/* ---- the list ---- */
struct list { struct gt_arena *arena; struct gt_export_entry *items; size_t n; const char *folder; struct gt_dossier *d; };

static struct gt_export_entry *add(struct list *l, enum gt_export_kind kind, const char *name)
{
	gt_assert(l->n < ENTRIES_MAX);
	struct gt_export_entry *e = &l->items[l->n++];
	*e = (struct gt_export_entry){ .kind = kind, .path = gt_arena_printf(l->arena, "%s/%s", l->folder, name), .d = l->d, .dossier = l->d->id };
	return e;
}

static int add_versions(struct gt_desk *desk, struct list *l, struct gt_error *err)
{
	struct gt_version_row *rows;
	size_t n;
	int rc = gt_export_store_versions(desk->db, l->arena, l->d->id, &rows, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		struct gt_export_entry *e = add(l, GT_EXPORT_VERSION, gt_arena_printf(l->arena, "reponses-version-%lld.xml", (long long)rows[i].n));
		e->sealed = rows[i].sealed;
		e->at_utc_s = rows[i].created_utc_s;
	}
	if (rc == GT_OK && n == 0) add(l, GT_EXPORT_DRAFT, "reponses.xml");
	return rc;
}

static int add_papers(struct gt_desk *desk, struct list *l, bool agent, struct gt_error *err)
{
	struct gt_paper *papers;
	size_t n;
	char day[11];
	int rc = agent ? gt_papers_list(desk, l->arena, l->d->id, &papers, &n, err) : gt_papers_told(desk, l->arena, l->d->id, &papers, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n && i < 100; i++) {
		struct gt_export_entry *e = add(l, GT_EXPORT_PAPER, gt_arena_printf(l->arena, "papiers/%02zu-%s-%s.pdf", i + 1, plain(l->arena, papers[i].kind, 40), gt_date_iso(gt_date_of(papers[i].made_utc_s), day)));
		e->paper = papers[i].id;
		e->at_utc_s = papers[i].made_utc_s;
	}
	return rc;
}

/* For the applicant also what waits to be sent; an agent never sees that. */
static bool shown_to(const struct gt_document *doc, bool agent) { return !gt_streq(doc->state, "infected") && !(agent && gt_streq(doc->state, "waiting")); }

static int add_documents(struct gt_desk *desk, struct list *l, bool agent, struct gt_error *err)
{
	struct gt_document_at at = gt_dossier_documents_at(desk);
	struct gt_document *all;
	size_t n;
	int rc = gt_document_list(&at, l->arena, l->d->id, true, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		if (!shown_to(&all[i], agent)) continue;
		bool former = gt_streq(all[i].state, "removed") || gt_streq(all[i].state, "replaced");
		struct gt_export_entry *e = add(l, GT_EXPORT_DOCUMENT, gt_arena_printf(l->arena, "documents/%s%03zu-%s-%s.%s", former ? "anciens/" : "", i + 1, plain(l->arena, all[i].justificatif, 40),
			plain(l->arena, without_extension(l->arena, all[i].name), 60), all[i].kind));
		e->document = all[i].id;
		e->bytes = all[i].bytes;
		e->at_utc_s = all[i].created_utc_s;
	}
	return rc;
}

int gt_export_parts(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_export_for *who, struct gt_export_entry **ret, size_t *ret_n, struct gt_error *err)
{
	struct list l = { .arena = arena, .items = gt_new_n(arena, struct gt_export_entry, ENTRIES_MAX), .folder = folder_of(arena, d), .d = d };
	bool agent = who->agent != NULL;
	add(&l, GT_EXPORT_ANSWERS, "demande.pdf");
	int rc = add_versions(desk, &l, err);
	if (rc == GT_OK) add(&l, GT_EXPORT_HISTORY, "historique.xml");
	if (rc == GT_OK && d->state != GT_STATE_DRAFT) add(&l, GT_EXPORT_SAID, "echanges.xml");
	if (rc == GT_OK) rc = add_papers(desk, &l, agent, err);
	if (rc == GT_OK) rc = add_documents(desk, &l, agent, err);
	*ret = l.items;
	*ret_n = l.n;
	return rc;
}

/* ---- history ---- */
static xmlNodePtr event(xmlNodePtr history, int64_t at_utc_s, const char *by, const char *verb, const char *state)
{
	char at[32];
	xmlNodePtr el = gt_el(history, "event");
	gt_time_text(at_utc_s, at);
	gt_attr(el, "at", at);
	gt_attr(el, "by", by);
	gt_attr(el, "verb", verb);
	gt_attr(el, "state", state);
	return el;
}

static const char *const actors[] = { [GT_ACTOR_USER] = "user", [GT_ACTOR_AGENT] = "agent", [GT_ACTOR_SYSTEM] = "system", [GT_ACTOR_OPERATOR] = "operator" };

/* The person's own acts, the states they were told of, prolongations; an outcome whose notification waits stays untold, here too. */
static int history_told(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, xmlNodePtr history, struct gt_error *err)
{
	struct gt_journal_entry *all;
	size_t n;
	bool waits = true;
	int rc = gt_notice_decision_waits(desk, d->id, &waits, err);
	if (rc == GT_OK) rc = gt_journal_list(desk->db, arena, d->id, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		const struct gt_journal_entry *j = &all[i];
		bool own = j->actor_kind == GT_ACTOR_USER || gt_streq(j->verb, "prolong"), proposal = gt_streq(j->to_state, "proposed") || gt_streq(j->from_state, "proposed");
		if (gt_streq(j->verb, "save") || (!own && (!j->to_state || proposal || (waits && gt_state_decided(gt_state_parse(j->to_state)))))) continue;
		event(history, j->at_utc_s, actors[j->actor_kind], own ? j->verb : "state", j->to_state);
	}
	return rc;
}

static int history_whole(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, xmlNodePtr history, struct gt_error *err)
{
	struct gt_history *all;
	size_t n;
	int rc = gt_work_history(desk, arena, d, 0, &all, &n, err);
	while (rc == GT_OK && n-- > 0) gt_attr(event(history, all[n].at_utc_s, actors[all[n].actor_kind], all[n].verb, all[n].to_state), "agent", all[n].agent_name);
	return rc;
}

static int add_history(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const struct gt_export_for *who, xmlNodePtr parent, struct gt_error *err)
{
	xmlNodePtr history = gt_el(parent, "history");
	gt_attr(history, "number", d->number);
	return who->agent ? history_whole(desk, arena, d, history, err) : history_told(desk, arena, d, history, err);
}

/* ---- bodies ---- */
static int canonical(struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err) { return gt_xml_canonical(arena, doc, ret, err); }

static int history_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr doc = gt_xml_new(arena, "request", NULL);
	int rc = add_history(desk, arena, e->d, who, gt_xml_root(doc), err);
	return rc == GT_OK ? canonical(arena, doc, ret, err) : rc;
}

static int said_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr doc = gt_xml_new(arena, "exchanges", NULL);
	gt_attr(gt_xml_root(doc), "number", e->d->number);
	int rc = gt_export_said(desk, arena, e->d, who, gt_xml_root(doc), err);
	return rc == GT_OK ? canonical(arena, doc, ret, err) : rc;
}

const char *gt_export_lang(const struct gt_export_for *who) { return who->agent && who->agent->lang ? who->agent->lang : who->applicant->lang; }

static int answers_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err)
{
	struct gt_dossier *d = e->d;
	struct gt_document_at at = gt_dossier_documents_at(desk);
	struct gt_document *all;
	size_t n;
	xmlDocPtr doc = gt_xml_new(arena, "more", NULL);
	xmlNodePtr more = gt_xml_root(doc), review = gt_el(more, "review");
	int rc = gt_review_view(d->answers, NULL, review, err);
	if (rc == GT_OK) rc = gt_document_list(&at, arena, d->id, true, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		char when[32];
		if (!shown_to(&all[i], who->agent != NULL) && !gt_streq(all[i].state, "infected")) continue;
		xmlNodePtr el = gt_el(more, "document");
		gt_attr(el, "name", all[i].name);
		gt_attr(el, "state", all[i].state);
		gt_attr_int(el, "n", (int64_t)i + 1);
		gt_time_text(all[i].created_utc_s, when);
		gt_attr(el, "at", when);
	}
	if (rc == GT_OK && !gt_empty(gt_case_observations(d->answers))) gt_el_text(more, "observations", gt_case_observations(d->answers));
	if (rc == GT_OK) rc = gt_export_said(desk, arena, d, who, more, err);
	if (rc == GT_OK) rc = add_history(desk, arena, d, who, more, err);
	return rc == GT_OK ? gt_paper_answers(desk, arena, d, gt_export_lang(who), more, ret, err) : rc;
}

static void put(xmlNodePtr parent, const char *name, const char *value) { if (!gt_empty(value)) gt_el_text(parent, name, value); }

static void put_day(xmlNodePtr parent, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_el_text(parent, name, gt_date_iso(d, day));
}

static int register_into(struct gt_desk *desk, struct gt_arena *arena, const char *number, xmlNodePtr root, struct gt_error *err)
{
	struct gt_person p;
	struct gt_title t = { 0 };
	if (gt_empty(number)) return GT_OK;
	int rc = gt_register_person(desk->db, arena, number, &p, err);
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : rc;
	xmlNodePtr el = gt_el(root, "person"), address = gt_el(el, "address"), title;
	put(el, "birth-name", p.birth_name);
	put(el, "used-name", p.usage_name);
	put(el, "first-names", p.first_names);
	put(el, "sex", p.sex);
	put_day(el, "birth-date", p.birth_date);
	put(el, "birth-place", p.birth_place);
	put(el, "birth-country", p.birth_country);
	put(el, "nationality", p.nationality);
	put(address, "number", p.address.number);
	put(address, "street", p.address.street);
	put(address, "complement", p.address.extra);
	put(address, "postcode", p.address.postcode);
	put(address, "city", p.address.city);
	put(address, "country", p.address.country);
	rc = gt_register_title_of(desk->db, arena, number, &t, err);
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : rc;
	title = gt_el(root, "title");
	put(title, "number", t.number);
	put(title, "category", t.category);
	put_day(title, "start", t.start);
	put_day(title, "end", t.end);
	return GT_OK;
}

static int account_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr doc = gt_xml_new(arena, "account", NULL);
	xmlNodePtr root = gt_xml_root(doc), history;
	struct gt_journal_entry *all;
	size_t n;
	put(root, "foreigner-number", who->applicant->foreigner_number);
	put(root, "email", who->applicant->email);
	put(root, "phone", who->phone);
	put(root, "language", who->applicant->lang);
	int rc = register_into(desk, arena, who->applicant->foreigner_number, root, err);
	if (rc == GT_OK) rc = gt_journal_list(desk->db, arena, who->applicant->account, &all, &n, err);
	if (rc != GT_OK) return rc;
	history = gt_el(root, "history");
	for (size_t i = 0; i < n; i++) event(history, all[i].at_utc_s, actors[all[i].actor_kind], all[i].verb, NULL);
	return canonical(arena, doc, ret, err);
}

static int version_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, struct gt_str *ret, struct gt_error *err)
{
	return gt_unseal(desk->ring, arena, "answers", e->dossier, e->sealed, ret, err);
}

int gt_export_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err)
{
	switch (e->kind) {
	case GT_EXPORT_ACCOUNT: return account_body(desk, arena, who, ret, err);
	case GT_EXPORT_ANSWERS: return answers_body(desk, arena, e, who, ret, err);
	case GT_EXPORT_VERSION: return version_body(desk, arena, e, ret, err);
	case GT_EXPORT_DRAFT: return gt_case_serialise(e->d->answers, ret, err);
	case GT_EXPORT_SAID: return said_body(desk, arena, e, who, ret, err);
	case GT_EXPORT_HISTORY: return history_body(desk, arena, e, who, ret, err);
	case GT_EXPORT_PAPER: return who->agent ? gt_paper_read(desk, arena, e->dossier, e->paper, ret, err) : gt_paper_read_told(desk, arena, e->dossier, e->paper, ret, err);
	default: gt_panic("an entry without a body");
	}
}

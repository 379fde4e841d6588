/* Papers: the document a sheet is given (plugins/README.md), the letter it makes of it, the PDF, sealed with its code and signed reference.
 * The same bytes are given back for ever. */
#include <stdio.h>
#include "dossier/dossier_priv.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "text/text.h"

static const char *iso(struct gt_arena *arena, struct gt_date d)
{
	char text[11];
	return d.y ? gt_arena_strdup(arena, gt_date_iso(d, text)) : NULL;
}

static const char *value(struct gt_arena *arena, xmlNodePtr from, const char *name) { return gt_xml_text(arena, gt_xml_child(from, name)); }

static void add_coded(xmlNodePtr parent, const char *name, const char *code, const char *words)
{
	if (gt_empty(code)) return;
	gt_attr(gt_el_text(parent, name, words ? words : code), "code", code);
}

static void add_address(struct gt_arena *arena, xmlNodePtr person, xmlNodePtr from, const char *lang)
{
	xmlNodePtr el = gt_el(person, "address");
	if (!from) return;
	gt_attr(el, "insee", value(arena, from, "insee"));
	static const char *const parts[] = { "number", "street", "complement", "postcode", "city" };
	for (size_t i = 0; i < GT_COUNT(parts); i++) gt_el_text(el, parts[i], value(arena, from, parts[i]));
	const char *country = value(arena, from, "country");
	add_coded(el, "country", country, gt_text_country(country, lang));
}

/* The address of the request is the one confirmed in its answers (a field of type address), else the register's. */
static xmlNodePtr address_of(xmlNodePtr request)
{
	GT_XML_EACH(step, request, NULL) {
		if (gt_xml_is(step, "person") || gt_xml_is(step, "title") || gt_xml_is(step, "account")) continue;
		GT_XML_EACH(group, step, NULL) GT_XML_EACH(field, group, NULL) if (gt_xml_child(field, "postcode") && gt_xml_child(field, "insee")) return field;
	}
	return gt_xml_child(gt_xml_child(request, "person"), "address");
}

static void add_person(struct gt_arena *arena, xmlNodePtr paper, xmlNodePtr request, xmlNodePtr from, const char *lang)
{
	xmlNodePtr el = gt_el(paper, "person");
	gt_attr(el, "number", gt_xml_attr(from, "number"));
	const char *sex = value(arena, from, "sex");
	gt_el_text(el, "birth-name", value(arena, from, "birth-name"));
	gt_el_text(el, "used-name", value(arena, from, "used-name"));
	GT_XML_EACH(name, from, "first-name") gt_el_text(el, "first-name", gt_xml_text(arena, name));
	gt_el_text(el, "sex", sex);
	gt_el_text(el, "birth-date", value(arena, from, "birth-date"));
	const char *country = value(arena, from, "birth-country"), *nationality = value(arena, from, "nationality");
	add_coded(el, "birth-country", country, gt_text_country(country, lang));
	gt_el_text(el, "birth-place", value(arena, from, "birth-place"));
	add_coded(el, "nationality", nationality, gt_text_nationality(nationality, lang, *sex));
	add_address(arena, el, address_of(request), lang);
}

static int add_service(struct gt_desk *desk, struct gt_arena *arena, xmlNodePtr paper, const char *code, struct gt_error *err)
{
	struct gt_service_row s;
	int rc = gt_dossier_store_service(desk->db, arena, code, &s, err);
	if (rc == GT_NOTFOUND) return gt_fail(err, GT_FAILED, "service '%s' is not in the table of services", code);
	if (rc != GT_OK) return rc;
	xmlNodePtr el = gt_el(paper, "service"), address = gt_el(el, "address");
	gt_attr(el, "code", s.code);
	gt_attr(el, "name", s.name);
	gt_attr(el, "office", s.office);
	for (const char *line = s.address; line && *line;) {
		size_t n = strcspn(line, "\n");
		gt_el_text(address, "line", gt_arena_strndup(arena, line, n));
		line += n + (line[n] == '\n');
	}
	if (s.email) gt_el_text(el, "mail", s.email);
	if (s.phone) gt_el_text(el, "phone", s.phone);
	return GT_OK;
}

static void add_dates(struct gt_arena *arena, xmlNodePtr paper, const struct gt_procedure *p, const struct gt_paper_order *o)
{
	xmlNodePtr el = gt_el(paper, "dates");
	gt_attr(el, "silence", iso(arena, o->silence));
	if (o->silence.y) gt_attr(el, "silence-effect", p->delays.silence_refuses ? "refusal" : "acceptance");
	if (p->delays.appeal_months) gt_attr_int(el, "appeal-months", p->delays.appeal_months);
	if (p->delays.complement_days) gt_attr_int(el, "complement-days", p->delays.complement_days);
	gt_attr(el, "from", iso(arena, o->from));
	gt_attr(el, "to", iso(arena, o->to));
}

/* The reference in the QR code: paper id, number, day and signature; the printed code is for hands. */
static int add_verify(struct gt_desk *desk, struct gt_arena *arena, xmlNodePtr paper, const struct gt_paper_row *row, const char *number, const char *issued, struct gt_error *err)
{
	char id[GT_ID_TEXT], signature[88];
	const char *signed_text = gt_arena_printf(arena, "%s.%s.%s", gt_id_text(row->id, id), number, issued);
	int rc = gt_sign(desk->ring, "paper", gt_str(signed_text), signature, err);
	if (rc != GT_OK) return rc;
	const char *base = gt_config_get(desk->config, "site.base_url", "");
	xmlNodePtr el = gt_el(paper, "verify");
	gt_attr(el, "url", gt_arena_printf(arena, "%s/verifier", base));
	gt_attr(el, "qr", gt_arena_printf(arena, "%s/verifier?r=%s.%s", base, signed_text, signature));
	gt_attr(el, "code", row->reference);
	return GT_OK;
}

static bool specimen(const struct gt_desk *desk, const struct gt_dossier *d) { return d->rehearsal || gt_config_bool(desk->config, "demo.enabled", false); }

static xmlNodePtr paper_new(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const char *kind, const char *id, const char *lang, const char *issued, xmlDocPtr *ret)
{
	*ret = gt_xml_new(arena, "paper", NULL);
	xmlNodePtr paper = gt_xml_root(*ret);
	const struct gt_procedure *p = d->procedure;
	gt_attr(paper, "kind", kind);
	gt_attr(paper, "id", id);
	gt_attr(paper, "lang", lang);
	gt_attr(paper, "issued", issued);
	gt_attr_flag(paper, "specimen", specimen(desk, d));
	if (strcmp(kind, "list") == 0) {
		gt_xml_copy_into(paper, gt_plugins_source(desk->plugins, p));
		return paper;
	}
	xmlNodePtr procedure = gt_el(paper, "procedure");
	gt_attr(procedure, "id", p->id);
	gt_attr(procedure, "version", p->version);
	return paper;
}

static bool of_house(const char *id) { return gt_streq(id, GT_PAPER_RECTIFICATION) || gt_streq(id, GT_PAPER_WITHDRAWAL) || gt_streq(id, GT_PAPER_ANSWERS); }

static int draw(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const char *id, const char *lang, xmlDocPtr paper, struct gt_str *ret, struct gt_error *err)
{
	const struct gt_sheet *sheet = of_house(id) && desk->sheets ? gt_sheets_find(desk->sheets, "receipt", id, lang) : NULL;
	xmlDocPtr letter;
	int rc = sheet ? GT_OK : gt_plugins_sheet(desk->plugins, d->procedure, id, lang, &sheet, err);
	if (rc == GT_OK) rc = gt_sheet_apply(sheet, arena, paper, &letter, err);
	if (rc != GT_OK) return rc;
	return gt_pdf_make(arena, letter, &(struct gt_pdf_options){ .specimen = specimen(desk, d) }, ret, err);
}

static int seal_paper(struct gt_desk *desk, struct gt_arena *arena, struct gt_str pdf, struct gt_paper_row *row, struct gt_error *err)
{
	struct gt_sealer *sealer;
	int rc = gt_sealer_begin(desk->ring, arena, row->id, &sealer, &row->header, err);
	if (rc != GT_OK) return rc;
	struct gt_str sealed = gt_sealer_chunk(sealer, pdf, true);
	char *copy = gt_arena_alloc(arena, sealed.n);
	memcpy(copy, sealed.p, sealed.n);
	row->data = (struct gt_str){ copy, sealed.n };
	struct gt_digest *digest = gt_new(arena, struct gt_digest);
	*digest = gt_sha256(pdf.p, pdf.n);
	row->sha256 = (struct gt_str){ (const char *)digest->b, sizeof digest->b };
	row->bytes = (int64_t)pdf.n;
	return GT_OK;
}

/* What a verifier may be shown: of what is printed that which tells whose paper it is and what it gives. Not where they live, not why a request
 * was refused. */
static void facts_person(xmlNodePtr to, xmlNodePtr from)
{
	xmlNodePtr person = gt_el(to, "person");
	gt_attr(person, "number", gt_xml_attr(from, "number"));
	GT_XML_EACH(x, from, NULL) if (!gt_xml_is(x, "address")) gt_xml_copy_into(person, x);
}

static void facts_decision(xmlNodePtr to, xmlNodePtr from)
{
	xmlNodePtr decision = gt_el(to, "decision");
	static const char *const kept[] = { "id", "outcome", "date" };
	for (size_t i = 0; i < GT_COUNT(kept); i++) gt_attr(decision, kept[i], gt_xml_attr(from, kept[i]));
	GT_XML_EACH(x, from, "data") gt_xml_copy_into(decision, x);
}

static int seal_facts(struct gt_desk *desk, struct gt_arena *arena, xmlDocPtr paper, struct gt_paper_row *row, struct gt_error *err)
{
	xmlDocPtr facts = gt_xml_new(arena, "facts", NULL);
	xmlNodePtr to = gt_xml_root(facts), from = gt_xml_root(paper);
	gt_attr(to, "number", gt_xml_attr(from, "number"));
	gt_attr(to, "issued", gt_xml_attr(from, "issued"));
	gt_attr(to, "deposited", gt_xml_attr(from, "deposited"));
	facts_person(to, gt_xml_child(from, "person"));
	static const char *const kept[] = { "service", "dates" };
	for (size_t i = 0; i < GT_COUNT(kept); i++)
		if (gt_xml_child(from, kept[i])) gt_xml_copy_into(to, gt_xml_child(from, kept[i]));
	if (gt_xml_child(from, "decision")) facts_decision(to, gt_xml_child(from, "decision"));
	struct gt_str text;
	int rc = gt_xml_canonical(arena, facts, &text, err);
	return rc == GT_OK ? gt_seal(desk->ring, arena, "paper-facts", row->id, text, &row->facts, err) : rc;
}

static const char *kind_of(const struct gt_procedure *p, const char *id)
{
	static const char *const kinds[] = { [GT_PAPER_LIST] = "list", [GT_PAPER_DEPOSIT] = "deposit", [GT_PAPER_PROLONGATION] = "prolongation", [GT_PAPER_DECISION] = "decision", [GT_PAPER_CLOSING] = "closing" };
	for (size_t i = 0; i < p->n_papers; i++)
		if (gt_streq(p->papers[i].id, id)) return kinds[p->papers[i].when];
	if (of_house(id)) return id;
	gt_panic("procedure '%s' declares no paper '%s'", p->id, id ? id : "-");
}

static const char *category_label(struct gt_desk *desk, struct gt_arena *arena, const char *category, const char *lang)
{
	xmlNodePtr categories = gt_xml_child(gt_plugins_catalogue(desk->plugins), "categories");
	GT_XML_EACH(el, categories, "category") if (gt_streq(gt_xml_attr(el, "id"), category)) return gt_catalogue_text(arena, el, "label", lang);
	return category;
}

/* The answers in words of the paper's language, for a sheet that lists them; never what is confidential. */
static int add_answers(struct gt_dossier *d, const char *lang, xmlNodePtr paper, struct gt_error *err)
{
	const char *was = d->answers->lang;
	xmlNodePtr to = gt_el(paper, "answers");
	d->answers->lang = lang;
	int rc = gt_review_view(d->answers, NULL, to, err);
	d->answers->lang = was;
	if (rc != GT_OK) return rc;
	GT_XML_EACH(section, to, "section")
		for (xmlNodePtr x = gt_xml_child(section, "answer"), next; x; x = next) {
			next = gt_xml_next(x, "answer");
			if (!gt_xml_attr(x, "confidential")) continue;
			xmlUnlinkNode(x);
			xmlFreeNode(x);
		}
	return GT_OK;
}

int gt_paper_make(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_paper_order *o, struct gt_paper_row *ret, struct gt_error *err)
{
	const char *issued = iso(arena, o->issued);
	xmlDocPtr doc;
	xmlNodePtr paper = paper_new(desk, arena, d, kind_of(d->procedure, o->kind), o->kind, o->lang, issued, &doc);
	gt_attr(paper, "number", o->number);
	gt_attr(paper, "deposited", iso(arena, o->deposited));
	if (o->counter) gt_attr(paper, "channel", "counter");
	if (o->answers_n) gt_attr_int(paper, "answers", o->answers_n);
	xmlNodePtr request = gt_xml_root(gt_case_effective(d->answers));
	add_person(arena, paper, request, gt_case_subject(d->answers), o->lang);
	xmlNodePtr title = gt_xml_child(request, "title");
	if (title && !gt_case_about_other(d->answers)) gt_attr(gt_xml_copy_into(paper, title), "label", category_label(desk, arena, gt_xml_attr(title, "category"), o->lang));
	int rc = add_service(desk, arena, paper, o->service, err);
	if (rc != GT_OK) return rc;
	add_dates(arena, paper, d->procedure, o);
	char code[GT_PAPER_CODE];
	gt_paper_code_new(code);
	*ret = (struct gt_paper_row){ .id = gt_id_new(), .dossier = d->id, .kind = o->kind, .reference = gt_arena_strdup(arena, code), .lang = o->lang, .from = o->from, .to = o->to,
		.specimen = specimen(desk, d), .made_utc_s = o->now_utc_s };
	struct gt_digest *hash = gt_new(arena, struct gt_digest);
	*hash = gt_keyed_hash(desk->ring, "paper-code", gt_str(code));
	ret->code_hash = (struct gt_str){ (const char *)hash->b, sizeof hash->b };
	rc = add_verify(desk, arena, paper, ret, o->number, issued, err);
	if (rc != GT_OK) return rc;
	if (o->decision) gt_xml_copy_into(paper, o->decision);
	gt_case_public(d->answers, paper);
	rc = add_answers(d, o->lang, paper, err);
	if (rc != GT_OK) return rc;
	struct gt_str pdf;
	rc = draw(desk, arena, d, o->kind, o->lang, doc, &pdf, err);
	if (rc == GT_OK) rc = seal_paper(desk, arena, pdf, ret, err);
	if (rc == GT_OK) rc = seal_facts(desk, arena, doc, ret, err);
	return rc;
}

int gt_paper_answers(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const char *lang, xmlNodePtr more, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr doc;
	xmlNodePtr paper = paper_new(desk, arena, d, GT_PAPER_ANSWERS, GT_PAPER_ANSWERS, lang, iso(arena, gt_today()), &doc);
	gt_attr(paper, "number", d->number);
	add_person(arena, paper, gt_xml_root(gt_case_effective(d->answers)), gt_case_subject(d->answers), lang);
	int rc = d->service ? add_service(desk, arena, paper, d->service, err) : GT_OK;
	if (rc != GT_OK) return rc;
	gt_xml_copy_into(paper, more);
	return draw(desk, arena, d, GT_PAPER_ANSWERS, lang, doc, ret, err);
}

int gt_papers_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_dossier_store_papers(desk->db, arena, dossier, ret, ret_n, err);
}

static int open_paper(struct gt_desk *desk, struct gt_arena *arena, struct gt_paper_row row, struct gt_str *ret_pdf, struct gt_error *err)
{
	struct gt_sealer *opener;
	struct gt_str pdf;
	bool last = false;
	int rc = gt_opener_begin(desk->ring, arena, row.id, row.header, &opener, err);
	if (rc == GT_OK) rc = gt_opener_chunk(opener, row.data, &pdf, &last, err);
	if (rc != GT_OK) return rc;
	struct gt_digest found = gt_sha256(pdf.p, pdf.n);
	if (!last || row.sha256.n != sizeof found.b || memcmp(found.b, row.sha256.p, sizeof found.b) != 0) return gt_fail(err, GT_FAILED, "paper is not what was made");
	char *copy = gt_arena_alloc(arena, pdf.n);
	memcpy(copy, pdf.p, pdf.n);
	*ret_pdf = (struct gt_str){ copy, pdf.n };
	return GT_OK;
}

int gt_papers_told(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_dossier_store_papers_told(desk->db, arena, dossier, ret, ret_n, err);
}

int gt_paper_read(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_str *ret_pdf, struct gt_error *err)
{
	struct gt_paper_row row;
	int rc = gt_dossier_store_paper(desk->db, arena, dossier, paper, &row, err);
	return rc == GT_OK ? open_paper(desk, arena, row, ret_pdf, err) : rc;
}

int gt_paper_read_told(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_str *ret_pdf, struct gt_error *err)
{
	struct gt_paper_row row;
	int rc = gt_dossier_store_paper_told(desk->db, arena, dossier, paper, &row, err);
	return rc == GT_OK ? open_paper(desk, arena, row, ret_pdf, err) : rc;
}

int gt_paper_pieces(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const char *lang, struct gt_str *ret_pdf, struct gt_error *err)
{
	const struct gt_procedure *procedure = d->procedure;
	if (!procedure->paper_list) return gt_fail(err, GT_NOTFOUND, "procedure '%s' prints no list", procedure->id);
	xmlDocPtr doc;
	paper_new(desk, arena, d, "list", procedure->paper_list, lang, iso(arena, gt_today()), &doc);
	return draw(desk, arena, d, procedure->paper_list, lang, doc, ret_pdf, err);
}

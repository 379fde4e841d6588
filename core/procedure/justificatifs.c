/* Which supporting documents are asked of these answers, and which are still missing. Decides by the procedure's conditions alone; the files
 * themselves are room document's. */
#include "procedure/procedure_priv.h"

static const struct gt_step *files_step(const struct gt_procedure *p)
{
	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].kind == GT_STEP_JUSTIFICATIFS) return &p->steps[i];
	return NULL;
}

static bool holds(struct gt_case *c, const struct gt_expr *e)
{
	bool yes = false;
	if (gt_xpath_bool(gt_case_env(c), gt_xml_root(gt_case_effective(c)), e->x, &yes, &c->body->failed)) return false;
	return yes;
}

bool gt_justificatif_shown(struct gt_case *c, const struct gt_justificatif *j) { return !j->body->show || holds(c, j->body->show); }

bool gt_justificatif_required(struct gt_case *c, const struct gt_justificatif *j)
{
	return j->body->required.kind == GT_YES || (j->body->required.kind == GT_BY_EXPR && holds(c, j->body->required.expr));
}

/* The draft's element, where the files and the chosen case are kept whatever is shown. */
static xmlNodePtr kept(struct gt_case *c, const char *id)
{
	const struct gt_step *s = files_step(c->procedure);
	return s ? gt_xml_child(gt_xml_child(gt_xml_root(c->doc), s->id), id) : NULL;
}

void gt_case_files_set(struct gt_case *c, const struct gt_file *files, size_t n)
{
	const struct gt_step *s = files_step(c->procedure);
	if (!s) return;
	xmlNodePtr step = gt_case_step_el(c->doc, s->body->root, true);
	for (size_t i = 0; i < c->procedure->n_justificatifs; i++) {
		xmlNodePtr j = gt_xml_child(step, c->procedure->justificatifs[i].id);
		while (gt_xml_child(j, "file")) gt_el_drop(gt_xml_child(j, "file"));
	}
	for (size_t i = 0; i < n; i++) {
		if (!gt_procedure_justificatif(c->procedure, files[i].justificatif)) continue;
		xmlNodePtr j = gt_xml_child(step, files[i].justificatif);
		if (!j) j = gt_el(step, files[i].justificatif);
		if (files[i].kase) gt_attr(j, "case", files[i].kase);
		xmlNodePtr f = gt_el(j, "file");
		gt_attr(f, "id", files[i].id);
		gt_attr(f, "kind", files[i].kind);
		gt_attr_int(f, "bytes", files[i].bytes);
		gt_attr(f, "case", files[i].kase);
		gt_attr(f, "paper", files[i].paper);
		gt_attr(f, "name", files[i].name);
	}
	gt_case_changed(c);
}

static const char *heading(struct gt_case *c, const struct gt_justificatif *j)
{
	const char *s = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "justificatif.%s", j->id), NULL);
	return s ? s : j->id;
}

static bool case_offered(struct gt_case *c, const struct gt_paper_case *k) { return !k->show || holds(c, k->show); }

static size_t cases_offered(struct gt_case *c, const struct gt_justificatif *j, const struct gt_paper_case **ret_only)
{
	size_t n = 0;
	for (size_t i = 0; i < j->body->n_cases; i++)
		if (case_offered(c, &j->body->cases[i])) { n++; *ret_only = &j->body->cases[i]; }
	return n;
}

static const struct gt_paper_case *case_chosen(struct gt_case *c, const struct gt_justificatif *j)
{
	const char *id = gt_xml_attr(kept(c, j->id), "case");
	const struct gt_paper_case *only = NULL;
	for (size_t i = 0; i < j->body->n_cases; i++)
		if (gt_streq(j->body->cases[i].id, id) && case_offered(c, &j->body->cases[i])) return &j->body->cases[i];
	return cases_offered(c, j, &only) == 1 ? only : NULL;
}

static const char *case_label(struct gt_case *c, const struct gt_paper_case *k) { return gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "case.%s", k->id), NULL); }

static int failed(struct gt_case *c, struct gt_error *err)
{
	if (!c->body->failed.rc) return GT_OK;
	if (err) *err = c->body->failed;
	return GT_FAILED;
}

int gt_justificatifs_list(struct gt_case *c, const struct gt_asked **ret, size_t *ret_n, struct gt_error *err)
{
	const struct gt_procedure *p = c->procedure;
	struct gt_asked *all = gt_new_n(c->arena, struct gt_asked, p->n_justificatifs + 1);
	size_t n = 0;
	const struct gt_step *s = files_step(p);
	gt_case_effective(c);
	for (size_t i = 0; i < p->n_justificatifs && !gt_case_hidden(c, s->id); i++) {
		const struct gt_justificatif *j = &p->justificatifs[i];
		if (!gt_justificatif_shown(c, j)) continue;
		const struct gt_paper_case *k = case_chosen(c, j);
		all[n++] = (struct gt_asked){ .justificatif = j, .required = gt_justificatif_required(c, j), .confidential = j->confidential || (k && k->confidential), .heading = heading(c, j),
			.kase = k ? k->id : NULL, .case_label = k && j->body->n_cases > 1 ? case_label(c, k) : NULL, .n_files = gt_case_count(kept(c, j->id), "file") };
	}
	*ret = all;
	*ret_n = n;
	return failed(c, err);
}

static void papers(struct gt_case *c, const char *const *ids, bool also, xmlNodePtr out)
{
	for (; ids && *ids; ids++) {
		const char *s = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "document.%s", *ids), NULL);
		xmlNodePtr x = gt_el(out, "paper");
		gt_attr(x, "id", *ids);
		gt_attr(x, "label", s ? s : *ids);
		gt_attr_flag(x, "also", also);
	}
}

static const char *accept_of(struct gt_arena *arena, const char *const *kinds)
{
	struct gt_buf b = gt_buf_new(arena, 200);
	for (; *kinds; kinds++) gt_buf_printf(&b, "%s.%s%s", b.n ? "," : "", *kinds, gt_streq(*kinds, "jpg") ? ",.jpeg" : gt_streq(*kinds, "tiff") ? ",.tif" : "");
	return gt_buf_cstr(&b);
}

static void section_name(struct gt_case *c, xmlNodePtr el, const char *attr, const char *id)
{
	if (id) gt_attr(el, attr, gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "section.%s", id), NULL));
}

static void one_view(struct gt_case *c, const struct gt_asked *a, const struct gt_findings *f, xmlNodePtr parent)
{
	const struct gt_justificatif *j = a->justificatif;
	const struct gt_justificatif_body *b = j->body;
	const struct gt_paper_case *only = NULL;
	xmlNodePtr el = gt_el(parent, "justificatif"), root = gt_xml_root(gt_case_effective(c));
	gt_attr(el, "id", j->id);
	gt_attr(el, "heading", a->heading);
	section_name(c, el, "section", b->section);
	section_name(c, el, "sub-section", b->sub_section);
	gt_attr(el, "hint", gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "justificatif.%s.hint", j->id), NULL));
	gt_attr_flag(el, "required", a->required);
	gt_attr(el, "case", a->kase);
	gt_attr_int(el, "max-bytes", (int64_t)j->max_bytes);
	gt_attr_int(el, "max-files", j->max_files);
	gt_attr(el, "accept", accept_of(c->arena, j->kinds));
	gt_attr_flag(el, "may-add", a->n_files < j->max_files);
	gt_attr_flag(el, "translation", b->translation);
	gt_attr_flag(el, "confidential", j->confidential);
	if (b->months) gt_attr_int(el, "months", b->months);
	for (size_t i = 0; i < b->n_notes; i++) gt_note_view(c, root, &b->notes[i], el);
	bool single = cases_offered(c, j, &only) == 1;
	for (size_t i = 0; i < b->n_cases; i++) {
		const struct gt_paper_case *k = &b->cases[i];
		if (!case_offered(c, k)) continue;
		xmlNodePtr x = gt_el(el, "case");
		gt_attr(x, "id", k->id);
		if (!single || b->n_cases > 1) gt_attr(x, "label", case_label(c, k));
		gt_attr_flag(x, "chosen", gt_streq(k->id, a->kase));
		gt_attr_flag(x, "all", k->all);
		gt_attr_flag(x, "confidential", k->confidential && !j->confidential);
		papers(c, k->papers, false, x);
		papers(c, k->also, true, x);
	}
	gt_errors_view(f, gt_arena_printf(c->arena, "%s.%s", files_step(c->procedure)->id, j->id), el);
}

int gt_justificatifs_view(struct gt_case *c, const struct gt_findings *f, xmlNodePtr parent, struct gt_error *err)
{
	const struct gt_asked *all;
	size_t n;
	int rc = gt_justificatifs_list(c, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) one_view(c, &all[i], f, parent);
	return rc ? rc : failed(c, err);
}

/* A file may say which paper it is; one that does not may hold all of them, which a person will see. */
static bool paper_there(struct gt_case *c, const struct gt_justificatif *j, const char *paper)
{
	GT_XML_EACH(f, kept(c, j->id), "file") if (!gt_xml_attr(f, "paper") || gt_streq(gt_xml_attr(f, "paper"), paper)) return true;
	return false;
}

static void check_one(struct gt_case *c, const struct gt_asked *a, struct gt_findings *f)
{
	const struct gt_justificatif *j = a->justificatif;
	const char *field = gt_arena_printf(c->arena, "%s.%s", files_step(c->procedure)->id, j->id);
	const struct gt_paper_case *k = case_chosen(c, j);
	if (!a->n_files) {
		if (a->required) gt_finding_add(f, field, a->heading, "missing-justificatif");
		return;
	}
	if (!k) { gt_finding_add(f, field, a->heading, "missing-case"); return; }
	for (const char *const *p = k->papers; k->all && *p; p++) {
		if (paper_there(c, j, *p)) continue;
		const char *s = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "document.%s", *p), NULL);
		gt_finding_arg(gt_finding_add(f, field, a->heading, "missing-paper"), "paper", s ? s : *p);
	}
}

int gt_justificatifs_check(struct gt_case *c, struct gt_findings *f, struct gt_error *err)
{
	const struct gt_asked *all;
	size_t n, before = f->n;
	int rc = gt_justificatifs_list(c, &all, &n, err);
	if (rc) return rc;
	for (size_t i = 0; i < n; i++) check_one(c, &all[i], f);
	return f->n == before ? GT_OK : gt_fail(err, GT_REFUSED, "%zu justificatifs or papers are missing", f->n - before);
}

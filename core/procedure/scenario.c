/* A procedure's own tests, replayed: what a person would type, through the same functions as the pages and the same logic. Decides nothing; it compares. */
#include "procedure/about.h"
#include "procedure/procedure_priv.h"
#include "procedure/scenario.h"

#define LIKE_MAX 4     /* a scenario like another, like another … */

struct scenario {
	struct gt_arena *arena;
	const struct gt_procedure *p;
	const struct gt_scenario_with *with;
	struct gt_problems *problems;
	const char *path;
	xmlNodePtr root, person, address, title, account, decide, effects;
	struct gt_pair *answers; size_t n_answers, cap_answers;
	struct { const char *justificatif, *kase; int64_t files; } joins[60]; size_t n_joins;
	bool differs;
};

static void differ(struct scenario *s, xmlNodePtr at, const char *fmt, ...) GT_PRINTF(3, 4);
static void differ(struct scenario *s, xmlNodePtr at, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *cause = gt_arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	gt_problem_add(s->problems, false, s->path, at ? (int)xmlGetLineNo(at) : 1, "correct the procedure, or what the scenario expects", "%s", cause);
	s->differs = true;
}

/* Of a field that is several, each part has a name of its own below it. */
static bool known_field(struct scenario *s, const char *name)
{
	const char *dot = strrchr(name, '.');
	const struct gt_item *whole = dot ? gt_item_by_name(s->p, gt_arena_strndup(s->arena, name, (size_t)(dot - name))) : NULL;
	return gt_item_by_name(s->p, name) || (whole && whole->type == GT_T_ADDRESS);
}

static void answer(struct scenario *s, xmlNodePtr el)
{
	const char *name = gt_xml_attr(el, "field"), *value = gt_xml_text(s->arena, el);
	if (gt_xml_is(el->parent, "scenario") && !known_field(s, name)) differ(s, el, "no field '%s'", name);
	for (size_t i = 0; i < s->n_answers; i++)
		if (gt_streq(s->answers[i].name, name)) { s->answers[i].value = value; return; }
	if (s->n_answers == s->cap_answers) {
		size_t cap = s->cap_answers ? 2 * s->cap_answers : 64;
		struct gt_pair *a = gt_new_n(s->arena, struct gt_pair, cap);
		if (s->n_answers) memcpy(a, s->answers, s->n_answers * sizeof *a);
		s->answers = a;
		s->cap_answers = cap;
	}
	s->answers[s->n_answers++] = (struct gt_pair){ name, value };
}

static void join(struct scenario *s, xmlNodePtr el)
{
	const char *id = gt_xml_attr(el, "justificatif"), *files = gt_xml_attr(el, "files");
	const struct gt_justificatif *j = gt_procedure_justificatif(s->p, id);
	size_t i = 0;
	if (!j) differ(s, el, "no justificatif '%s'", id);
	while (i < s->n_joins && !gt_streq(s->joins[i].justificatif, id)) i++;
	if (i == GT_COUNT(s->joins)) return;
	if (i == s->n_joins) s->n_joins++;
	s->joins[i].justificatif = id;
	s->joins[i].kase = gt_xml_attr(el, "case");
	s->joins[i].files = 1;
	if (files && !gt_parse_i64(files, 0, 20, &s->joins[i].files)) s->joins[i].files = 1;
}

/* A message that begins with « path:line » or « line n », as the parser and the grammar write them. */
static int wrong_file(struct scenario *s, const char *path, const char *cure, struct gt_error *err)
{
	const char *at = gt_starts(err->message, path) ? err->message + strlen(path) + 1 : gt_starts(err->message, "line ") ? err->message + 5 : "", *words = strstr(at, ": ");
	int64_t line = 0;
	if (words && !gt_parse_i64(gt_arena_strndup(s->arena, at, (size_t)(words - at)), 0, INT32_MAX, &line)) words = NULL;
	gt_problem_add(s->problems, false, path, (int)line, cure, "%s", words ? words + 2 : err->message);
	return gt_fail(err, GT_REFUSED, "%s: it is no scenario", path);
}

static int read_file(struct scenario *s, const char *path, int depth, struct gt_error *err)
{
	xmlDocPtr doc;
	int rc = gt_xml_parse_file(s->arena, path, GT_XML_USER_MAX_BYTES, &doc, err);
	if (rc == GT_BADINPUT || rc == GT_TOOBIG) return wrong_file(s, path, "write well-formed XML without DOCTYPE", err);
	if (rc == GT_NOTFOUND && depth) return wrong_file(s, path, "name a scenario of the same folder in « like »", err);
	if (rc) return rc;
	if (gt_grammar_check(s->with->grammar, doc, err)) return wrong_file(s, path, "see the grammar scenario.rng: each element is described there", err);
	xmlNodePtr root = gt_xml_root(doc);
	const char *like = gt_xml_attr(root, "like"), *slash = strrchr(path, '/');
	if (like && depth == LIKE_MAX) return gt_fail(err, GT_BADINPUT, "%s: like another, too many times", path);
	if (like && (rc = read_file(s, gt_arena_printf(s->arena, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path, like), depth + 1, err))) return rc;
	s->root = root;
	s->path = path;
	GT_XML_EACH(el, root, NULL) {
		if (gt_xml_is(el, "person")) s->person = el;
		else if (gt_xml_is(el, "address")) s->address = el;
		else if (gt_xml_is(el, "title")) s->title = el;
		else if (gt_xml_is(el, "account")) s->account = el;
		else if (gt_xml_is(el, "answer")) answer(s, el);
		else if (gt_xml_is(el, "join")) join(s, el);
	}
	s->decide = gt_xml_child(root, "decide");
	return GT_OK;
}

static struct gt_case *begin(struct scenario *s)
{
	xmlNodePtr p = s->person, a = s->address, t = s->title;
	struct gt_seed seed = {
		.request_id = "scenario", .foreigner_number = gt_xml_attr(p, "number"), .birth_name = gt_xml_attr(p, "birth-name"), .use_name = gt_xml_attr(p, "used-name"),
		.first_names = gt_xml_attr(p, "first-names"), .sex = gt_xml_attr(p, "sex"), .birth_date = gt_xml_attr(p, "birth-date"), .birth_country = gt_xml_attr(p, "birth-country"),
		.birth_place = gt_xml_attr(p, "birth-place"), .nationality = gt_xml_attr(p, "nationality"), .email = gt_xml_attr(s->account, "email"), .phone = gt_xml_attr(s->account, "phone"),
		.address = { gt_xml_attr(a, "number"), gt_xml_attr(a, "street"), gt_xml_attr(a, "complement"), gt_xml_attr(a, "postcode"), gt_xml_attr(a, "city"), gt_xml_attr(a, "country"), gt_xml_attr(a, "insee") },
		.title_number = gt_xml_attr(t, "number"), .title_category = gt_xml_attr(t, "category"), .title_start = gt_xml_attr(t, "start"), .title_end = gt_xml_attr(t, "end"), .title_validated = gt_xml_attr(t, "validated"),
	};
	return gt_case_new(s->arena, s->p, "fr", NULL, &seed);
}

/* As a browser sends it: a date in three parts. */
static size_t typed(struct scenario *s, const char *step, struct gt_pair *out)
{
	size_t n = 0, len = strlen(step);
	for (size_t i = 0; i < s->n_answers; i++) {
		const char *name = s->answers[i].name, *v = s->answers[i].value;
		if (!gt_starts(name, step) || name[len] != '.') continue;
		const struct gt_item *it = gt_item_by_name(s->p, name);
		if (it && it->type == GT_T_DATE && strlen(v) == 10) {
			out[n++] = (struct gt_pair){ gt_name_join(s->arena, name, "d"), v + 8 };
			out[n++] = (struct gt_pair){ gt_name_join(s->arena, name, "m"), gt_arena_strndup(s->arena, v + 5, 2) };
			out[n++] = (struct gt_pair){ gt_name_join(s->arena, name, "y"), gt_arena_strndup(s->arena, v, 4) };
		} else out[n++] = (struct gt_pair){ name, v };
	}
	return n;
}

static void confirm_all(struct gt_case *c, const struct gt_step *step)
{
	const struct gt_item *g = step->body->root;
	for (size_t i = 0; i < g->n_items; i++) {
		if (!g->items[i]->confirm || g->items[i]->group) continue;
		struct gt_pair sure = { "confirm", gt_name_join(c->arena, step->id, g->items[i]->id) };
		gt_step_post(c, step, GT_POST_PART, &sure, 1, NULL);
	}
}

/* What the logic could not say is told; what it said stands among the findings. */
static void asked(struct scenario *s, int rc, const struct gt_error *e)
{
	if (rc != GT_OK && rc != GT_REFUSED) differ(s, s->root, "%s", e->message);
}

static void type_all(struct scenario *s, struct gt_case *c)
{
	struct gt_pair *pairs = gt_new_n(s->arena, struct gt_pair, 3 * s->n_answers + 1);
	for (size_t i = 0; i < s->p->n_steps; i++) {
		const struct gt_step *step = &s->p->steps[i];
		if (!step->body) continue;
		size_t n = typed(s, step->id, pairs);
		gt_step_post(c, step, GT_POST_WHOLE, pairs, n, NULL);
		confirm_all(c, step);
	}
	struct gt_file files[200];
	size_t n = 0;
	for (size_t i = 0; i < s->n_joins; i++)
		for (int64_t k = 0; k < s->joins[i].files && n < GT_COUNT(files); k++)
			files[n++] = (struct gt_file){ .id = gt_arena_printf(s->arena, "f%zu", n), .justificatif = s->joins[i].justificatif, .kase = s->joins[i].kase, .name = "f.pdf", .kind = "pdf", .bytes = 1000 };
	gt_case_files_set(c, files, n);
}

/* ---- what came of it ---- */
static const char *said(const struct gt_finding *f) { return f->rule ? f->rule : f->id; }

static bool has(const struct gt_findings *f, const char *field, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (gt_streq(said(&f->items[i]), id) && (!field || gt_streq(f->items[i].field, field))) return true;
	return false;
}

static void compare_findings(struct scenario *s, xmlNodePtr expect, const struct gt_findings *f)
{
	GT_XML_EACH(x, expect, "finding")
		if (!has(f, gt_xml_attr(x, "field"), gt_xml_attr(x, "error"))) differ(s, x, "'%s' was not found at '%s'", gt_xml_attr(x, "error"), gt_xml_attr(x, "field") ? gt_xml_attr(x, "field") : "any field");
	if (gt_streq(gt_xml_attr(expect, "findings"), "these")) return;
	for (size_t i = 0; i < f->n; i++) {
		bool known = false;
		GT_XML_EACH(x, expect, "finding") known |= gt_streq(gt_xml_attr(x, "error"), said(&f->items[i])) && (!gt_xml_attr(x, "field") || gt_streq(gt_xml_attr(x, "field"), f->items[i].field));
		if (!known) differ(s, expect, "'%s' was found at '%s'", said(&f->items[i]), f->items[i].field ? f->items[i].field : "the request");
	}
}

static const struct gt_asked *asked_of(const struct gt_asked *all, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].justificatif->id, id)) return &all[i];
	return NULL;
}

static void compare_cases(struct scenario *s, struct gt_case *c, xmlNodePtr x, const char *id)
{
	const char *const *want = gt_load_words(s->arena, gt_xml_attr(x, "cases"));
	xmlDocPtr doc = gt_xml_new(s->arena, "view", NULL);
	if (!want || gt_justificatifs_view(c, NULL, gt_xml_root(doc), NULL)) return;
	GT_XML_EACH(j, gt_xml_root(doc), "justificatif") {
		if (!gt_streq(gt_xml_attr(j, "id"), id)) continue;
		size_t n = 0;
		for (; want[n]; n++) {
			bool found = false;
			GT_XML_EACH(k, j, "case") found |= gt_streq(gt_xml_attr(k, "id"), want[n]);
			if (!found) differ(s, x, "'%s' does not offer the case '%s'", id, want[n]);
		}
		if (gt_case_count(j, "case") != n) differ(s, x, "'%s' offers %zu cases, not %zu", id, gt_case_count(j, "case"), n);
	}
}

static void compare_files(struct scenario *s, struct gt_case *c, xmlNodePtr expect)
{
	const struct gt_asked *all;
	size_t n;
	struct gt_error e;
	struct gt_findings f = gt_findings_new(s->arena);
	if (gt_justificatifs_list(c, &all, &n, &e)) { differ(s, expect, "%s", e.message); return; }
	bool missing = gt_justificatifs_check(c, &f, NULL) != GT_OK;
	GT_XML_EACH(x, expect, NULL) {
		const char *id = gt_xml_attr(x, "justificatif");
		const struct gt_asked *a = id ? asked_of(all, n, id) : NULL;
		if (gt_xml_is(x, "asked")) {
			if (!a) { differ(s, x, "justificatif '%s' is not asked", id); continue; }
			if (gt_xml_attr(x, "required") && gt_streq(gt_xml_attr(x, "required"), "yes") != a->required) differ(s, x, "justificatif '%s' is %srequired", id, a->required ? "" : "not ");
			compare_cases(s, c, x, id);
		} else if (gt_xml_is(x, "not-asked") && a) differ(s, x, "justificatif '%s' is asked", id);
		else if (gt_xml_is(x, "missing") && !has(&f, gt_arena_printf(s->arena, "justificatifs.%s", id), "missing-justificatif")) differ(s, x, "justificatif '%s' is not missing", id);
		else if (gt_xml_is(x, "nothing-missing") && missing) differ(s, x, "'%s' at '%s'", said(&f.items[0]), f.items[0].field);
	}
}

static void compare_begin(struct scenario *s, struct gt_case *c, xmlNodePtr expect)
{
	struct gt_findings f = gt_findings_new(s->arena);
	struct gt_error e = { 0 };
	xmlNodePtr view = gt_xml_root(gt_xml_new(s->arena, "view", NULL));
	if (gt_eligibility_check(c, &f, &e) == GT_FAILED) differ(s, expect, "%s", e.message);
	gt_advice_view(c, view);
	bool wanted = false;
	GT_XML_EACH(x, expect, NULL) {
		if (gt_xml_is(x, "refused")) {
			wanted = true;
			if (!has(&f, NULL, gt_xml_attr(x, "error"))) differ(s, x, "eligibility does not refuse with '%s'", gt_xml_attr(x, "error"));
		} else if (gt_xml_is(x, "advice")) {
			bool found = false;
			GT_XML_EACH(a, view, "advice") found |= gt_streq(gt_xml_attr(a, "id"), gt_xml_attr(x, "id"));
			if (!found) differ(s, x, "advice '%s' is not given", gt_xml_attr(x, "id"));
		} else if (gt_xml_is(x, "no-advice") && gt_xml_child(view, "advice")) differ(s, x, "advice '%s' is given", gt_xml_attr(gt_xml_child(view, "advice"), "id"));
	}
	if (f.n && !wanted) differ(s, expect, "eligibility refuses with '%s'", said(&f.items[0]));
}

static void compare_values(struct scenario *s, struct gt_case *c, xmlNodePtr expect)
{
	struct gt_error e;
	GT_XML_EACH(x, expect, NULL) {
		const char *name = gt_xml_attr(x, gt_xml_is(x, "service") ? "code" : "field"), *got = "";
		if (gt_xml_is(x, "service")) {
			int rc = s->with->logic ? s->with->logic->route(s->with->logic->hook, c, &got, &e) : GT_OK;
			if (rc == GT_OK && gt_empty(got)) rc = gt_case_route(c, &got, &e);
			if (rc) differ(s, x, "%s", e.message);
			else if (!gt_streq(got, name)) differ(s, x, "the request goes to service %s", got);
		} else if (gt_xml_is(x, "value")) {
			xmlNodePtr d = s->decide ? gt_case_step_el(gt_case_effective(c), gt_procedure_decision(s->p, gt_xml_attr(s->decide, "decision"))->data->root, false) : NULL;
			xmlNodePtr el = strchr(name, '.') ? NULL : gt_xml_child(d, name);
			got = el ? gt_xml_text(s->arena, el) : gt_case_value(c, name);
			if (!gt_streq(got, gt_xml_attr(x, "is"))) differ(s, x, "'%s' is '%s'", name, got);
		}
	}
}

/* How it ends by itself, and whom it is about. */
static void compare_end(struct scenario *s, struct gt_case *c, xmlNodePtr expect)
{
	const struct gt_decision *d = NULL;
	struct gt_error e;
	xmlNodePtr about = gt_xml_child(expect, "about"), end = gt_xml_child(expect, "ends"), subject = gt_case_subject(c);
	const char *name = gt_xml_text(s->arena, gt_xml_child(subject, "birth-name")), *number = gt_xml_attr(subject, "number");
	if (about && !gt_streq(gt_xml_attr(about, "birth-name"), name)) differ(s, about, "it is about '%s'", name);
	if (gt_xml_attr(about, "number") && !gt_streq(gt_xml_attr(about, "number"), number)) differ(s, about, "it is about number '%s'", number ? number : "");
	if (!end) return;
	if (gt_case_decision(c, &d, &e)) differ(s, end, "%s", e.message);
	else if (strcmp(gt_xml_attr(end, "decision") ? gt_xml_attr(end, "decision") : "", d ? d->id : "") != 0) differ(s, end, d ? "it ends by itself with '%s'" : "an agent decides", d ? d->id : "");
}

static void decide(struct scenario *s, struct gt_case *c, struct gt_findings *f)
{
	const struct gt_decision *d = gt_procedure_decision(s->p, gt_xml_attr(s->decide, "decision"));
	if (!d) { differ(s, s->decide, "no decision '%s'", gt_xml_attr(s->decide, "decision")); s->decide = NULL; return; }
	struct gt_pair pairs[30];
	size_t n = 0;
	GT_XML_EACH(x, s->decide, "answer")
		if (n < GT_COUNT(pairs)) pairs[n++] = (struct gt_pair){ gt_name_join(s->arena, "decision", gt_xml_attr(x, "field")), gt_xml_text(s->arena, x) };
	gt_decision_post(c, d, pairs, n);
	struct gt_error e = { 0 };
	if (gt_decision_check(c, d, f, &e) == GT_FAILED) differ(s, s->decide, "%s", e.message);
	s->effects = gt_xml_root(gt_xml_new(s->arena, "effects", NULL));
	const struct gt_scenario_logic *logic = s->with->logic;
	if (logic && !f->n) asked(s, logic->decide(logic->hook, c, d, f, s->effects, &e), &e);
}

static bool same_effect(xmlNodePtr x, xmlNodePtr y)
{
	static const char *const told[] = { "kind", "target", "text", "days" };
	for (size_t i = 0; i < GT_COUNT(told); i++)
		if (gt_xml_attr(x, told[i]) && !gt_streq(gt_xml_attr(x, told[i]), gt_xml_attr(y, told[i]))) return false;
	return true;
}

/* Only where one is expected: what the logic asks for besides is its own affair. */
static void compare_effects(struct scenario *s, xmlNodePtr expect)
{
	GT_XML_EACH(x, expect, "effect") {
		bool found = false;
		if (s->effects) GT_XML_EACH(y, s->effects, "effect") found |= same_effect(x, y);
		if (!found) differ(s, x, "the decision asks for no such %s '%s'", gt_xml_attr(x, "kind"), gt_xml_attr(x, "text"));
	}
}

/* Everything that stands between the last answer and the deposit, in the pages' order. */
static void check_all(struct scenario *s, struct gt_case *c, struct gt_findings *f, xmlNodePtr expect)
{
	const struct gt_scenario_logic *logic = s->with->logic;
	struct gt_error e = { 0 };
	if (logic) asked(s, logic->compute(logic->hook, c, &e), &e);
	asked(s, gt_case_check_all(c, f, &e), &e);
	for (size_t i = 0; logic && i < s->p->n_steps; i++) {
		const struct gt_step *step = &s->p->steps[i];
		struct gt_findings own = gt_findings_new(s->arena);
		if (step->body && gt_step_check(c, step, &own, &e) == GT_OK) asked(s, logic->check(logic->hook, c, step, f, &e), &e);
	}
	compare_files(s, c, expect);
	if (logic && !f->n) asked(s, logic->before_deposit(logic->hook, c, f, &e), &e);
}

static bool set_today(const char *iso)
{
	struct gt_date d, epoch = { 1970, 1, 1 };
	if (!iso || !gt_date_parse(iso, &d)) return false;
	gt_clock_set_fixed(gt_days_between(epoch, d) * 86400 + 43200);     /* noon: the same day in every zone of Europe */
	return true;
}

int gt_scenario_run(struct gt_arena *arena, const struct gt_procedure *p, const char *path, const struct gt_scenario_with *with, struct gt_problems *problems, struct gt_error *err)
{
	struct scenario s = { .arena = arena, .p = p, .with = with, .problems = problems, .path = path };
	int rc = read_file(&s, path, 0, err);
	if (rc) return rc;
	if (!set_today(gt_xml_attr(s.root, "today")) ) return gt_fail(err, GT_BADINPUT, "%s: no day", path);
	xmlNodePtr expect = gt_xml_child(s.root, "expect");
	struct gt_case *c = begin(&s);
	compare_begin(&s, c, expect);
	type_all(&s, c);
	struct gt_findings f = gt_findings_new(arena);
	if (!gt_xml_child(expect, "refused")) check_all(&s, c, &f, expect);
	compare_end(&s, c, expect);
	if (s.decide) decide(&s, c, &f);
	compare_findings(&s, expect, &f);
	compare_values(&s, c, expect);
	compare_effects(&s, expect);
	return s.differs ? gt_fail(err, GT_REFUSED, "%s: it does not come out as it says", path) : GT_OK;
}

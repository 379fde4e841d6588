/* Replays scenarios: posts the answers as a browser would, then compares. Decides what "as expected" means; the rules are the procedure's. */
#include "procedure/scenario.h"
#include <stdio.h>
#include "base/limits.h"

#define LIKE_MAX 4
#define ANSWERS_MAX 400
#define JOINS_MAX 40

struct answer { const char *field, *value; };
struct join { const char *justificatif, *kase; int64_t files; };
struct play {
	struct gt_arena *arena;
	const struct gt_procedure *p;
	const struct gt_grammar *grammar;
	const char *dir, *file;
	struct gt_problems *problems;
	bool bad;
	struct gt_seed seed;
	struct answer answers[ANSWERS_MAX]; size_t n_answers;
	struct join joins[JOINS_MAX]; size_t n_joins;
	xmlNodePtr decide;
	struct gt_case *c;
	struct gt_findings findings;
};

static void wrong(struct play *s, xmlNodePtr at, const char *what, const char *is, const char *expected)
{
	s->bad = true;
	gt_problem_add(s->problems, false, gt_arena_printf(s->arena, "scenarios/%s", s->file), (int)xmlGetLineNo(at), "mend the procedure, or the scenario", "%s: '%s', expected '%s'", what, is, expected);
}

/* ---- reading, with what it is like ---- */
static void read_person(struct play *s, xmlNodePtr el)
{
	struct gt_seed *d = &s->seed;
	d->foreigner_number = gt_xml_attr(el, "number");
	d->birth_name = gt_xml_attr(el, "birth-name");
	d->use_name = gt_xml_attr(el, "used-name");
	d->first_names = gt_xml_attr(el, "first-names");
	d->sex = gt_xml_attr(el, "sex");
	d->birth_date = gt_xml_attr(el, "birth-date");
	d->birth_country = gt_xml_attr(el, "birth-country");
	d->birth_place = gt_xml_attr(el, "birth-place");
	d->nationality = gt_xml_attr(el, "nationality");
}

static void read_facts(struct play *s, xmlNodePtr root)
{
	xmlNodePtr el;
	struct gt_seed *d = &s->seed;
	if ((el = gt_xml_child(root, "person"))) read_person(s, el);
	if ((el = gt_xml_child(root, "address")))
		d->address = (struct gt_address){ gt_xml_attr(el, "number"), gt_xml_attr(el, "street"), gt_xml_attr(el, "complement"), gt_xml_attr(el, "postcode"),
			gt_xml_attr(el, "city"), gt_xml_attr(el, "country"), gt_xml_attr(el, "insee") };
	if ((el = gt_xml_child(root, "title"))) {
		d->title_number = gt_xml_attr(el, "number");
		d->title_category = gt_xml_attr(el, "category");
		d->title_start = gt_xml_attr(el, "start");
		d->title_end = gt_xml_attr(el, "end");
	}
	if ((el = gt_xml_child(root, "account"))) {
		d->email = gt_xml_attr(el, "email");
		d->phone = gt_xml_attr(el, "phone");
	}
}

static void put_answer(struct play *s, const char *field, const char *value)
{
	size_t i = 0;
	while (i < s->n_answers && strcmp(s->answers[i].field, field) != 0) i++;
	if (i == ANSWERS_MAX) gt_panic("over %d answers in a scenario", ANSWERS_MAX);
	if (i == s->n_answers) s->n_answers++;
	s->answers[i] = (struct answer){ field, value };
}

static void put_join(struct play *s, xmlNodePtr el)
{
	const char *id = gt_xml_attr(el, "justificatif");
	int64_t files = 1;
	if (gt_xml_attr(el, "files") && !gt_parse_i64(gt_xml_attr(el, "files"), 0, 100, &files)) files = 0;
	size_t i = 0;
	while (i < s->n_joins && strcmp(s->joins[i].justificatif, id) != 0) i++;
	if (i == JOINS_MAX) gt_panic("over %d justificatifs in a scenario", JOINS_MAX);
	if (i == s->n_joins) s->n_joins++;
	s->joins[i] = (struct join){ id, gt_xml_attr(el, "case"), files };
}

static int read_scenario(struct play *s, const char *file, int depth, xmlNodePtr *ret, struct gt_error *err)
{
	xmlDocPtr doc;
	if (depth > LIKE_MAX) return gt_fail(err, GT_BADINPUT, "scenarios/%s: like goes in a circle", file);
	int rc = gt_xml_parse_file(s->arena, gt_arena_printf(s->arena, "%s/%s", s->dir, file), GT_XML_PLUGIN_MAX_BYTES, &doc, err);
	if (rc == GT_OK) rc = gt_grammar_check(s->grammar, doc, err);
	if (rc != GT_OK) return gt_fail(err, GT_BADINPUT, "scenarios/%s: %s", file, err->message);
	xmlNodePtr root = gt_xml_root(doc), ignored;
	const char *like = gt_xml_attr(root, "like");
	if (like && (rc = read_scenario(s, like, depth + 1, &ignored, err)) != GT_OK) return rc;
	read_facts(s, root);
	GT_XML_EACH(el, root, "answer") put_answer(s, gt_xml_attr(el, "field"), gt_xml_text(s->arena, el));
	GT_XML_EACH(el, root, "join") put_join(s, el);
	s->decide = gt_xml_child(root, "decide"); /* not inherited: each scenario says what it decides */
	*ret = root;
	return GT_OK;
}

/* ---- playing ---- */
/* A date is typed in its three parts; other values as they are. */
static size_t add_pairs(struct play *s, struct gt_pair *to, const char *name, const char *value)
{
	struct gt_date d;
	to[0] = (struct gt_pair){ name, value };
	if (strlen(value) != 10 || !gt_date_parse(value, &d)) return 1;
	to[0] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.d", name), gt_arena_printf(s->arena, "%d", d.d) };
	to[1] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.m", name), gt_arena_printf(s->arena, "%d", d.m) };
	to[2] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.y", name), gt_arena_printf(s->arena, "%d", d.y) };
	return 3;
}

static void post_step(struct play *s, const struct gt_step *step)
{
	struct gt_pair *pairs = gt_new_n(s->arena, struct gt_pair, ANSWERS_MAX * 3 + JOINS_MAX);
	size_t n = 0, len = strlen(step->id);
	bool reshaped;
	for (size_t i = 0; i < s->n_answers; i++)
		if (!strncmp(s->answers[i].field, step->id, len) && s->answers[i].field[len] == '.') n += add_pairs(s, pairs + n, s->answers[i].field, s->answers[i].value);
	for (size_t i = 0; step->kind == GT_STEP_JUSTIFICATIFS && i < s->n_joins; i++)
		if (s->joins[i].kase && s->joins[i].files) pairs[n++] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.%s.case", step->id, s->joins[i].justificatif), s->joins[i].kase };
	gt_step_post(s->c, step, GT_POST_WHOLE, pairs, n, &reshaped);
}

static void join_files(struct play *s)
{
	struct gt_file *files = gt_new_n(s->arena, struct gt_file, JOINS_MAX * 100 + 1);
	size_t n = 0;
	for (size_t i = 0; i < s->n_joins; i++)
		for (int64_t k = 0; k < s->joins[i].files; k++)
			files[n++] = (struct gt_file){ gt_arena_printf(s->arena, "%s-%d", s->joins[i].justificatif, (int)k), s->joins[i].justificatif, s->joins[i].kase, NULL, "piece.pdf", "pdf", 1000 };
	gt_case_files_set(s->c, files, n);
}

static int decide(struct play *s, struct gt_error *err)
{
	if (!s->decide) return GT_OK;
	const char *id = gt_xml_attr(s->decide, "decision");
	const struct gt_decision *d = gt_procedure_decision(s->p, id);
	if (!d) return gt_fail(err, GT_BADINPUT, "scenarios/%s: no decision '%s'", s->file, id);
	struct gt_pair pairs[ANSWERS_MAX];
	size_t n = 0;
	GT_XML_EACH(el, s->decide, "answer") {
		if (n + 3 > GT_COUNT(pairs)) break;
		n += add_pairs(s, pairs + n, gt_arena_printf(s->arena, "decision.%s", gt_xml_attr(el, "field")), gt_xml_text(s->arena, el));
	}
	if (n) gt_decision_post(s->c, d, pairs, n);
	int rc = gt_decision_check(s->c, d, &s->findings, err);
	return rc == GT_REFUSED ? GT_OK : rc;
}

static int play_all(struct play *s, struct gt_error *err)
{
	s->c = gt_case_new(s->arena, s->p, "fr", NULL, &s->seed);
	s->findings = gt_findings_new(s->arena);
	for (size_t i = 0; i < s->p->n_steps; i++)
		if (s->p->steps[i].kind <= GT_STEP_JUSTIFICATIFS) post_step(s, &s->p->steps[i]);
	join_files(s);
	int rc = gt_case_check_all(s->c, &s->findings, err);
	return rc == GT_OK || rc == GT_REFUSED ? decide(s, err) : rc;
}

/* ---- comparing ---- */
/* A finding of the procedure's own carries words, not an id: it is recognised by the words of error.<id>, up to their first placeholder. */
static bool is_error(struct play *s, const struct gt_finding *f, const char *id)
{
	if (gt_streq(f->id, id)) return true;
	const char *words = gt_procedure_text(s->p, "fr", gt_arena_printf(s->arena, "error.%s", id), NULL);
	return words && f->text && !strncmp(words, f->text, strcspn(words, "{"));
}

static const char *shown(struct play *s, const struct gt_finding *f)
{
	return gt_arena_printf(s->arena, "%s: %s", f->field ? f->field : "page", f->id ? f->id : f->text ? f->text : "?");
}

static void compare_findings(struct play *s, xmlNodePtr expect, struct gt_findings *found, const char *name)
{
	bool *met = gt_new_n(s->arena, bool, found->n + 1);
	GT_XML_EACH(el, expect, name) {
		const char *field = gt_xml_attr(el, "field"), *error = gt_xml_attr(el, "error");
		size_t i = 0;
		while (i < found->n && (met[i] || (field && !gt_streq(found->items[i].field, field)) || !is_error(s, &found->items[i], error))) i++;
		if (i < found->n) met[i] = true;
		else wrong(s, el, name, "nothing", gt_arena_printf(s->arena, "%s %s", field ? field : "", error));
	}
	if (gt_streq(gt_xml_attr(expect, "findings"), "these")) return;
	for (size_t i = 0; i < found->n; i++)
		if (!met[i]) wrong(s, expect, name, shown(s, &found->items[i]), "nothing");
}

static int compare_eligibility(struct play *s, xmlNodePtr expect, struct gt_error *err)
{
	struct gt_findings refused = gt_findings_new(s->arena);
	int rc = gt_eligibility_check(s->c, &refused, err);
	if (rc != GT_OK && rc != GT_REFUSED) return rc;
	compare_findings(s, expect, &refused, "refused");
	xmlDocPtr doc = gt_xml_new(s->arena, "advice-given", NULL);
	gt_advice_view(s->c, gt_xml_root(doc));
	GT_XML_EACH(el, expect, "advice") {
		bool found = false;
		GT_XML_EACH(a, gt_xml_root(doc), "advice") found |= gt_streq(gt_xml_attr(a, "id"), gt_xml_attr(el, "id"));
		if (!found) wrong(s, el, "advice", "nothing", gt_xml_attr(el, "id"));
	}
	xmlNodePtr given = gt_xml_child(gt_xml_root(doc), "advice"), none = gt_xml_child(expect, "no-advice");
	if (none && given) wrong(s, none, "advice", gt_xml_attr(given, "id"), "nothing");
	return GT_OK;
}

static const char *cases_of(struct play *s, xmlNodePtr viewed)
{
	struct gt_buf b = gt_buf_new(s->arena, 4096);
	GT_XML_EACH(k, viewed, "case") gt_buf_printf(&b, "%s%s", b.n ? " " : "", gt_xml_attr(k, "id"));
	return gt_buf_cstr(&b);
}

static int compare_asked(struct play *s, xmlNodePtr expect, struct gt_error *err)
{
	const struct gt_asked *asked;
	size_t n;
	xmlDocPtr doc = gt_xml_new(s->arena, "asked", NULL);
	int rc = gt_justificatifs_list(s->c, &asked, &n, err);
	if (rc == GT_OK) rc = gt_justificatifs_view(s->c, NULL, gt_xml_root(doc), err);
	if (rc != GT_OK) return rc;
	GT_XML_EACH(el, expect, NULL) {
		bool want = gt_xml_is(el, "asked");
		if (!want && !gt_xml_is(el, "not-asked")) continue;
		const char *id = gt_xml_attr(el, "justificatif"), *required = gt_xml_attr(el, "required"), *cases = gt_xml_attr(el, "cases");
		size_t i = 0;
		while (i < n && strcmp(asked[i].justificatif->id, id) != 0) i++;
		if (want != (i < n)) wrong(s, el, id, i < n ? "asked" : "not asked", want ? "asked" : "not asked");
		if (!want || i == n) continue;
		if (required && asked[i].required != gt_streq(required, "yes")) wrong(s, el, id, asked[i].required ? "required" : "not required", required);
		xmlNodePtr viewed = gt_xml_child(gt_xml_root(doc), "justificatif");
		while (viewed && !gt_streq(gt_xml_attr(viewed, "id"), id)) viewed = gt_xml_next(viewed, "justificatif");
		const char *has = viewed ? cases_of(s, viewed) : "";
		if (cases && *has && strcmp(has, cases) != 0) wrong(s, el, id, has, cases);
	}
	return GT_OK;
}

static int compare_missing(struct play *s, xmlNodePtr expect, struct gt_error *err)
{
	struct gt_findings missing = gt_findings_new(s->arena);
	int rc = gt_justificatifs_check(s->c, &missing, err);
	if (rc != GT_OK && rc != GT_REFUSED) return rc;
	GT_XML_EACH(el, expect, "missing") {
		const char *id = gt_xml_attr(el, "justificatif");
		bool found = false;
		for (size_t i = 0; i < missing.n; i++) {
			const char *dot = missing.items[i].field ? strrchr(missing.items[i].field, '.') : NULL;
			found |= dot && gt_streq(dot + 1, id);
		}
		if (!found) wrong(s, el, "missing", "nothing", id);
	}
	xmlNodePtr nothing = gt_xml_child(expect, "nothing-missing");
	if (nothing && missing.n) wrong(s, nothing, "missing", shown(s, &missing.items[0]), "nothing");
	return GT_OK;
}

static const char *value_of(struct play *s, const char *field)
{
	if (strchr(field, '.')) return gt_case_value(s->c, field);
	xmlNodePtr decision = gt_xml_child(gt_xml_root(gt_case_effective(s->c)), "decision");
	return decision ? gt_xml_text(s->arena, gt_xml_child(decision, field)) : "";
}

static int compare(struct play *s, xmlNodePtr expect, struct gt_error *err)
{
	const char *service;
	int rc = compare_eligibility(s, expect, err);
	compare_findings(s, expect, &s->findings, "finding");
	if (rc == GT_OK) rc = compare_asked(s, expect, err);
	if (rc == GT_OK) rc = compare_missing(s, expect, err);
	if (rc == GT_OK && gt_xml_child(expect, "service")) rc = gt_case_route(s->c, &service, err);
	if (rc != GT_OK) return rc;
	GT_XML_EACH(el, expect, "service") if (!gt_streq(service, gt_xml_attr(el, "code"))) wrong(s, el, "service", service, gt_xml_attr(el, "code"));
	GT_XML_EACH(el, expect, "value") {
		const char *is = value_of(s, gt_xml_attr(el, "field"));
		if (!gt_streq(is ? is : "", gt_xml_attr(el, "is"))) wrong(s, el, gt_xml_attr(el, "field"), is ? is : "", gt_xml_attr(el, "is"));
	}
	return GT_OK;
}

int gt_scenario_run(struct gt_arena *arena, const struct gt_procedure *p, const struct gt_grammar *grammar, const char *dir, const char *file,
	struct gt_problems *problems, const char **ret_says, struct gt_error *err)
{
	struct play *s = gt_new(arena, struct play);
	*s = (struct play){ .arena = arena, .p = p, .grammar = grammar, .dir = dir, .file = file, .problems = problems };
	xmlNodePtr root;
	struct gt_date today;
	int rc = read_scenario(s, file, 0, &root, err);
	if (rc != GT_OK) return rc;
	if (ret_says) *ret_says = gt_xml_attr(root, "says");
	if (!gt_date_parse(gt_xml_attr(root, "today"), &today)) return gt_fail(err, GT_BADINPUT, "scenarios/%s: today is no date", file);
	gt_clock_set_fixed(gt_days_between((struct gt_date){ 1970, 1, 1 }, today) * 86400 + 12 * 3600);
	rc = play_all(s, err);
	if (rc == GT_OK) rc = compare(s, gt_xml_child(root, "expect"), err);
	return rc == GT_OK && s->bad ? GT_REFUSED : rc;
}

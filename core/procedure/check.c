/* Whether answers are complete and right. Looks at the draft for what was typed wrong and what is missing, at the effective document for the rest.
 * What is hidden, locked or the agent's is not asked of the person. */
#include "procedure/procedure_priv.h"
#include <math.h>
#include <stdlib.h>

struct check { struct gt_case *c; struct gt_findings *f; int rc; struct gt_error *err; };

static struct gt_finding *found(struct check *k, const struct gt_item *it, const char *name, const char *id)
{
	return gt_finding_add(k->f, name, gt_item_label(k->c, it, 0, NULL), id);
}

static void found_n(struct check *k, const struct gt_item *it, const char *name, const char *id, const char *arg, const char *value)
{
	gt_finding_arg(found(k, it, name, id), arg, value);
}

/* Numbers compare as numbers, dates as dates (ISO order). */
static int order(const struct gt_item *it, const char *a, const char *b)
{
	if (it->type == GT_T_DATE || it->type == GT_T_MONTH) return strcmp(a, b);
	double x = strtod(a, NULL), y = strtod(b, NULL);
	return x < y ? -1 : x > y;
}

static void check_bounds(struct check *k, const struct gt_item *it, xmlNodePtr parent, xmlNodePtr el, const char *name, const char *v)
{
	bool date = it->type == GT_T_DATE || it->type == GT_T_MONTH, number = it->type == GT_T_INTEGER || it->type == GT_T_DECIMAL || it->type == GT_T_AMOUNT;
	if (!date && !number) return;
	const char *low = gt_case_fixed(k->c, parent, it, el, it->low), *high = gt_case_fixed(k->c, parent, it, el, it->high);
	if (low && order(it, v, low) < 0) found_n(k, it, name, date ? "date-too-early" : "too-small", "min", gt_bound_words(k->c, it, low));
	if (high && order(it, v, high) > 0) found_n(k, it, name, date ? "date-too-late" : "too-big", "max", gt_bound_words(k->c, it, high));
}

static void check_choice(struct check *k, const struct gt_item *it, xmlNodePtr parent, xmlNodePtr el, const char *name, const char *v)
{
	for (size_t i = 0; it->choices && i < it->choices->n; i++)
		if (gt_streq(it->choices->items[i].id, v) && gt_choice_offered(k->c, parent, it, el, &it->choices->items[i])) return;
	if (it->choices) found(k, it, name, "choice-invalid");
}

static void check_address(struct check *k, const struct gt_item *it, xmlNodePtr el, const char *name)
{
	const char *v[8];
	for (size_t i = 0; gt_address_parts[i]; i++) v[i] = gt_xml_text(k->c->arena, gt_xml_child(el, gt_address_parts[i]));
	const char *country = *v[5] ? v[5] : "FR";
	bool france = gt_streq(country, "FR");
	if (!*v[1] || !*v[4] || (france && !*v[3])) { found(k, it, name, "address-incomplete"); return; }
	if (france && (strlen(v[3]) != 5 || strspn(v[3], "0123456789") != 5)) found(k, it, gt_name_join(k->c->arena, name, "postcode"), "postcode-invalid");
	else if (!gt_text_country(country, "fr")) found(k, it, gt_name_join(k->c->arena, name, "country"), "country-invalid");
}

/* Known, unused, and worth what is due. Without a register (a procedure's own tests) its shape is all there is. */
static void check_stamp(struct check *k, const struct gt_item *it, xmlNodePtr parent, xmlNodePtr el, const char *name, const char *v)
{
	struct gt_case *c = k->c;
	struct gt_stamp stamp;
	const char *due = "";
	if (!c->facts || !c->facts->stamp) return;
	if (c->facts->stamp(c->facts->arg, v, &stamp, k->err) != GT_OK || (it->due && gt_case_text(c, parent, it, el, it->due, &due, k->err) != GT_OK)) { k->rc = GT_FAILED; return; }
	if (stamp.state == GT_STAMP_UNKNOWN) found(k, it, name, "estamp-unknown");
	else if (stamp.state == GT_STAMP_SPENT) found(k, it, name, "estamp-spent");
	else if ((double)stamp.cents + 0.5 < strtod(due, NULL) * 100)
		found_n(k, it, name, "estamp-too-small", "due", gt_amount_words(c->arena, due, c->lang));
}

/* Not used for another request, not over; known, where the house is told of all of them. */
static void check_ephoto(struct check *k, const struct gt_item *it, const char *name, const char *v)
{
	static const char *const wrong[] = { [GT_STAMP_UNKNOWN] = "ephoto-unknown", [GT_STAMP_SPENT] = "ephoto-spent", [GT_STAMP_OVER] = "ephoto-over" };
	const struct gt_facts *facts = k->c->facts;
	struct gt_stamp photo;
	if (!facts || !facts->ephoto) return;
	if (facts->ephoto(facts->arg, v, &photo, k->err) != GT_OK) k->rc = GT_FAILED;
	else if (photo.state != GT_STAMP_FREE) found(k, it, name, wrong[photo.state]);
}

static void check_value(struct check *k, const struct gt_item *it, xmlNodePtr parent, xmlNodePtr el, const char *name)
{
	const char *v = gt_xml_text(k->c->arena, el);
	size_t before = k->f->n;
	if (it->type == GT_T_ADDRESS) check_address(k, it, el, name);
	if (it->type == GT_T_ESTAMP) check_stamp(k, it, parent, el, name, v);
	if (it->type == GT_T_EPHOTO) check_ephoto(k, it, name, v);
	if ((it->type == GT_T_TEXT || it->type == GT_T_LONG_TEXT || it->type == GT_T_NAME) && gt_text_length(v) > it->max_chars)
		found_n(k, it, name, "too-long", "max", gt_arena_printf(k->c->arena, "%u", it->max_chars));
	check_bounds(k, it, parent, el, name, v);
	check_choice(k, it, parent, el, name, v);
	if (k->f->n != before) return;
	const char *label = gt_item_label(k->c, it, 0, NULL);
	int rc = gt_rules_check(k->c, el, it->rules, it->n_rules, name, label, k->f, k->err);
	if (rc == GT_FAILED) k->rc = rc;
}

static void check_field(struct check *k, const struct gt_item *it, xmlNodePtr draft, xmlNodePtr el, const char *name)
{
	struct gt_case *c = k->c;
	if (it->agent || it->type == GT_T_INFO || it->type == GT_T_COMPUTED || gt_case_locked(c, el, it, gt_xml_child(el, it->id))) return;
	size_t typed = 0, n = 0, at = 0;
	bool wrong = false;
	GT_XML_EACH(x, draft, it->id) {
		typed++;
		const char *one = it->repeated ? gt_name_index(c->arena, name, typed) : name, *bad = gt_xml_attr(x, "bad");
		if (bad) {
			wrong = true;
			if (gt_streq(bad, "too-long")) found_n(k, it, one, bad, "max", gt_arena_printf(c->arena, "%u", it->max_chars));
			else found(k, it, one, bad);
		} else if (gt_el_filled(x)) {
			xmlNodePtr right = gt_case_nth(el, it->id, ++at);
			if (right) { n++; check_value(k, it, el, right, one); }
		}
	}
	if (wrong) return;
	unsigned least = it->repeated && it->min ? it->min : 1;
	if (n < least && gt_case_cond(c, el, it, gt_xml_child(el, it->id), it->required)) {
		const char *one = it->repeated ? gt_name_index(c->arena, name, n + 1) : name;
		if (n) found_n(k, it, one, "too-few", "min", gt_arena_printf(c->arena, "%u", least));
		else found(k, it, one, it->type == GT_T_SWORN ? "sworn-required" : "required");
	} else if (it->confirm && n && !gt_xml_attr(gt_xml_child(draft, it->id), "confirmed")) found(k, it, name, "ephoto-not-confirmed");
}

static void check_group(struct check *k, const struct gt_item *g, xmlNodePtr draft, xmlNodePtr el, const char *name)
{
	struct gt_case *c = k->c;
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(c->arena, name, it->id);
		if (gt_case_hidden(c, child)) continue;
		if (!it->group) check_field(k, it, draft, el, child);
		else {
			size_t n = 0;
			GT_XML_EACH(x, el, it->id) {
				n++;
				check_group(k, it, gt_case_nth(draft, it->id, n), x, it->repeated ? gt_name_index(c->arena, child, n) : child);
			}
			if (it->repeated && gt_case_count(draft, it->id) > it->max)
				gt_finding_arg(gt_finding_add(k->f, child, gt_item_label(c, it, 0, NULL), "too-many"), "max", gt_arena_printf(c->arena, "%u", it->max));
		}
	}
	int rc = gt_rules_check(c, el, g->rules, g->n_rules, name, g->parent ? gt_item_label(c, g, 0, NULL) : NULL, k->f, k->err);
	if (rc == GT_FAILED) k->rc = rc;
}

/* ---- rules ---- */
void gt_rule_finding(struct gt_case *c, struct gt_findings *f, xmlNodePtr context, const struct gt_rule *r, const char *field, const char *label)
{
	const char *lang, *id = gt_arena_printf(c->arena, "error.%s", r->text), *text = gt_procedure_text(c->procedure, c->lang, id, &lang);
	text = gt_args_fill(c, context, text ? text : r->text, r->args, r->n_args);
	struct gt_finding *x = gt_finding_add_text(f, field, label, text, gt_streq(lang, c->lang) ? NULL : lang);
	x->rule = r->text;
}

const struct gt_item *gt_item_by_name(const struct gt_procedure *p, const char *name)
{
	const struct gt_item *g = NULL;
	while (*name) {
		size_t n = strcspn(name, ".");
		const struct gt_item *next = NULL;
		if (!g) {
			for (size_t i = 0; i < p->n_steps; i++)
				if (p->steps[i].body && strlen(p->steps[i].id) == n && strncmp(p->steps[i].id, name, n) == 0) next = p->steps[i].body->root;
		} else if (name[0] >= '0' && name[0] <= '9') next = g;
		else for (size_t i = 0; g->group && i < g->n_items; i++)
			if (strlen(g->items[i]->id) == n && strncmp(g->items[i]->id, name, n) == 0) next = g->items[i];
		if (!next) return NULL;
		g = next;
		name += n + (name[n] == '.');
	}
	return g;
}

/* on: a field of the group around the rule, or a path from the request. A repeated field is pointed at by its first. */
static const char *place_of(struct gt_case *c, const struct gt_rule *r, const char *field, const char **label)
{
	if (!r->on) return field;
	const char *near = field ? gt_name_join(c->arena, field, r->on) : r->on;
	const struct gt_item *it = gt_item_by_name(c->procedure, near);
	if (!it) { near = r->on; it = gt_item_by_name(c->procedure, near); }
	if (it) *label = gt_item_label(c, it, 0, NULL);
	return it && it->repeated && !it->group ? gt_name_index(c->arena, near, 1) : near;
}

int gt_rules_check(struct gt_case *c, xmlNodePtr context, const struct gt_rule *rules, size_t n, const char *field, const char *label, struct gt_findings *f, struct gt_error *err)
{
	size_t before = f->n;
	for (size_t i = 0; i < n; i++) {
		bool yes = true;
		if (rules[i].agent != c->body->marking) continue;
		if (gt_xpath_bool(gt_case_env(c), context, rules[i].test->x, &yes, err)) return GT_FAILED;
		if (yes) continue;
		const char *said = label, *where = place_of(c, &rules[i], field, &said);
		gt_rule_finding(c, f, context, &rules[i], where, said);
	}
	return f->n == before ? GT_OK : GT_REFUSED;
}

/* ---- a step, all steps ---- */
int gt_group_check(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, struct gt_findings *f, struct gt_error *err)
{
	struct check k = { .c = c, .f = f, .err = err };
	size_t before = f->n;
	check_group(&k, g, gt_case_step_el(c->doc, g, true), el, name);
	if (k.rc) return k.rc;
	if (c->body->failed.rc) { if (err) *err = c->body->failed; return GT_FAILED; }
	return f->n == before ? GT_OK : gt_fail(err, GT_REFUSED, "%zu findings", f->n - before);
}

int gt_step_check(struct gt_case *c, const struct gt_step *s, struct gt_findings *f, struct gt_error *err)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	gt_case_effective(c);
	if (!s->body || gt_case_hidden(c, s->id)) return GT_OK;
	gt_case_step_el(c->doc, s->body->root, true);
	return gt_group_check(c, s->body->root, gt_case_step_el(gt_case_effective(c), s->body->root, true), s->id, f, err);
}

int gt_case_check_all(struct gt_case *c, struct gt_findings *f, struct gt_error *err)
{
	int rc = GT_OK;
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		int one = gt_step_check(c, &c->procedure->steps[i], f, err);
		if (one == GT_FAILED) return one;
		if (one) rc = one;
	}
	const char *o = gt_case_observations(c);
	if (gt_text_length(o) > c->procedure->observations_max_chars) {
		gt_finding_arg(gt_finding_add(f, "observations", NULL, "too-long"), "max", gt_arena_printf(c->arena, "%u", c->procedure->observations_max_chars));
		rc = gt_fail(err, GT_REFUSED, "observations too long");
	}
	return rc;
}

int gt_eligibility_check(struct gt_case *c, struct gt_findings *f, struct gt_error *err)
{
	const struct gt_procedure_body *b = c->procedure->body;
	int rc = gt_rules_check(c, gt_xml_root(gt_case_effective(c)), b->eligibility, b->n_eligibility, NULL, NULL, f, err);
	return rc == GT_REFUSED ? gt_fail(err, rc, "not eligible") : rc;
}

void gt_advice_view(struct gt_case *c, xmlNodePtr parent)
{
	const struct gt_procedure_body *b = c->procedure->body;
	xmlNodePtr root = gt_xml_root(gt_case_effective(c));
	for (size_t i = 0; i < b->n_advice; i++) {
		const struct gt_advice *a = &b->advice[i];
		bool yes = false;
		if (gt_xpath_bool(gt_case_env(c), root, a->test->x, &yes, NULL) || !yes) continue;
		const char *lang, *text = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "advice.%s", a->text), &lang);
		xmlNodePtr el = gt_el(parent, "advice");
		gt_attr(el, "id", a->id);
		gt_attr(el, "kind", a->kind ? a->kind : "info");
		gt_attr(el, "text", gt_args_fill(c, root, text ? text : a->text, a->args, a->n_args));
		if (!gt_streq(lang, c->lang)) gt_attr(el, "lang", lang);
		gt_attr(el, "legal", a->legal);
	}
}

int gt_case_route(struct gt_case *c, const char **ret_service, struct gt_error *err)
{
	const struct gt_procedure_body *b = c->procedure->body;
	const char *s = "";
	int rc = gt_xpath_string(gt_case_env(c), c->arena, gt_xml_root(gt_case_effective(c)), b->service->x, &s, err);
	if (rc) return rc;
	*ret_service = strlen(s) == 4 && strspn(s, "0123456789") == 4 ? s : b->fallback;
	return GT_OK;
}

int gt_case_decision(struct gt_case *c, const struct gt_decision **ret, struct gt_error *err)
{
	*ret = NULL;
	for (size_t i = 0; i < c->procedure->n_decisions; i++) {
		const struct gt_expr *e = c->procedure->body->decisions[i].automatic;
		bool yes = false;
		if (!e) continue;
		int rc = gt_xpath_bool(gt_case_env(c), gt_xml_root(gt_case_effective(c)), e->x, &yes, err);
		if (rc) return rc;
		if (yes) { *ret = &c->procedure->decisions[i]; break; }
	}
	return GT_OK;
}

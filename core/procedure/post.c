/* What a form sent, into the draft. Decides that nothing typed is lost, and that what is locked or unknown is not read. */
#include "procedure/procedure_priv.h"
#include <stdio.h>

struct posted { const struct gt_pair *pairs; size_t n; enum gt_post how; };

static const char *get(const struct posted *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->pairs[i].name, name) == 0) return p->pairs[i].value;
	return NULL;
}

static bool has_below(const struct posted *p, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < p->n; i++)
		if (strncmp(p->pairs[i].name, name, n) == 0 && (!p->pairs[i].name[n] || p->pairs[i].name[n] == '.')) return true;
	return false;
}

static const char *part(struct gt_case *c, const struct posted *p, const char *name, const char *leaf) { return get(p, gt_name_join(c->arena, name, leaf)); }

static void write_raw(struct gt_case *c, const struct gt_item *it, xmlNodePtr el, const char *raw)
{
	const char *bad, *v = gt_value_read(c, it, raw, &bad);
	if (strlen(raw) > GT_ANSWER_TEXT_MAX_BYTES) { v = NULL; bad = "too-long"; raw = ""; }
	gt_el_set(el, v);
	if (v) return;
	gt_attr(el, "bad", bad);
	gt_attr(el, "typed", raw);
}

/* "5" "mai"? Lists give numbers; people without scripts type them too. */
static void write_date(struct gt_case *c, const struct gt_item *it, xmlNodePtr el, const struct posted *p, const char *name)
{
	const char *whole = get(p, name), *d = part(c, p, name, "d"), *m = part(c, p, name, "m"), *y = part(c, p, name, "y");
	if (whole && !d && !m && !y) { write_raw(c, it, el, whole); return; }
	bool month = it->type == GT_T_MONTH;
	d = d ? gt_text_clean(c->arena, d, false) : "";
	m = m ? gt_text_clean(c->arena, m, false) : "";
	y = y ? gt_text_clean(c->arena, y, false) : "";
	int64_t dd = 1, mm = 0, yy = 0;
	if (!*d && !*m && !*y) { gt_el_set(el, ""); return; }
	bool ok = (month || gt_parse_i64(d, 1, 31, &dd)) && gt_parse_i64(m, 1, 12, &mm) && strlen(y) == 4 && gt_parse_i64(y, 1000, 9999, &yy) && gt_date_valid((int)yy, (int)mm, (int)dd);
	gt_el_set(el, ok ? gt_arena_printf(c->arena, month ? "%04d-%02d" : "%04d-%02d-%02d", (int)yy, (int)mm, (int)dd) : "");
	if (ok) return;
	gt_attr(el, "bad", month ? "month-invalid" : !*d || !*m || !*y ? "date-incomplete" : "date-invalid");
	if (!month) gt_attr(el, "d", d);
	gt_attr(el, "m", m);
	gt_attr(el, "y", y);
}

/* An address typed by hand bears no commune code: it is found from postcode and town, so that the request reaches the right service. */
static void fill_insee(struct gt_case *c, xmlNodePtr el)
{
	xmlNodePtr code = gt_xml_child(el, "insee");
	const char *country = gt_xml_text(c->arena, gt_xml_child(el, "country"));
	if (!code || !c->facts || !c->facts->insee_of || (*country && strcmp(country, "FR") != 0)) return;
	const char *postcode = gt_xml_text(c->arena, gt_xml_child(el, "postcode")), *city = gt_xml_text(c->arena, gt_xml_child(el, "city"));
	if (!*postcode || !*city) return;
	const char *found = c->facts->insee_of(c->facts->arg, c->arena, postcode, city);
	if (found) gt_el_set(code, found);
}

static void write_address(struct gt_case *c, xmlNodePtr el, const struct posted *p, const char *name)
{
	for (size_t i = 0; gt_address_parts[i]; i++) {
		const char *leaf = gt_address_parts[i], *raw = part(c, p, name, leaf);
		if (!raw && p->how == GT_POST_PART) continue;
		xmlNodePtr x = gt_xml_child(el, leaf);
		if (!x) x = gt_el(el, leaf);
		const char *v = gt_text_clean(c->arena, raw ? raw : "", false);
		if (strlen(v) > 400) v = "";
		gt_el_set(x, v);
	}
	fill_insee(c, el);
}

static bool is_box(const struct gt_item *it) { return it->type == GT_T_CHECKBOX || it->type == GT_T_SWORN; }

static void write_one(struct gt_case *c, const struct gt_item *it, xmlNodePtr el, const struct posted *p, const char *name)
{
	if (it->type == GT_T_DATE || it->type == GT_T_MONTH) write_date(c, it, el, p, name);
	else if (it->type == GT_T_ADDRESS) write_address(c, el, p, name);
	else {
		const char *raw = get(p, name);
		write_raw(c, it, el, raw ? raw : "");
	}
}

static xmlNodePtr nth_or_new(xmlNodePtr parent, const char *id, size_t n)
{
	xmlNodePtr el = gt_case_nth(parent, id, n);
	return el ? el : gt_el(parent, id);
}

static void post_multi(struct gt_case *c, const struct gt_item *it, xmlNodePtr group, const struct posted *p, const char *name)
{
	const char *bad, *v;
	while (gt_xml_child(group, it->id)) gt_el_drop(gt_xml_child(group, it->id));
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->pairs[i].name, name) == 0 && (v = gt_value_read(c, it, p->pairs[i].value, &bad)) && *v) gt_el_text(group, it->id, v);
	if (!gt_xml_child(group, it->id)) gt_el(group, it->id);
}

static void post_field(struct gt_case *c, const struct gt_item *it, xmlNodePtr group, const struct posted *p, const char *name)
{
	bool sent = has_below(p, name);
	if (it->type == GT_T_INFO || it->type == GT_T_COMPUTED || it->agent) return;
	if (gt_xml_attr(gt_xml_child(group, it->id), "confirmed")) return;
	if (!sent) {
		/* A box that is not ticked is not sent: it was unticked only if it stood on the page. */
		bool silent = is_box(it) || it->type == GT_T_MULTI_LIST;
		if (p->how == GT_POST_PART || !silent || gt_case_hidden(c, name)) return;
	}
	if (it->type == GT_T_MULTI_LIST) { post_multi(c, it, group, p, name); return; }
	if (!it->repeated) {
		write_one(c, it, nth_or_new(group, it->id, 1), p, name);
		return;
	}
	for (size_t i = 1; i <= it->max; i++) {
		const char *one = gt_name_index(c->arena, name, i);
		if (!has_below(p, one)) continue;
		size_t at = gt_case_count(group, it->id);
		write_one(c, it, nth_or_new(group, it->id, i <= at ? i : at + 1), p, one);
	}
}

/* The element of the effective document that stands for a draft group, for conditions of locking. */
static bool locked(struct gt_case *c, const struct gt_item *it, xmlNodePtr group) { return gt_case_locked(c, group, it, gt_xml_child(group, it->id)); }

static void post_items(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const struct posted *p)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		const char *child = gt_name_join(c->arena, name, it->id);
		if (!it->group) {
			if (!locked(c, it, el)) post_field(c, it, el, p, child);
		} else if (!it->repeated) {
			post_items(c, it, nth_or_new(el, it->id, 1), child, p);
		} else for (size_t k = 1; k <= it->max; k++) {
			const char *one = gt_name_index(c->arena, child, k);
			size_t at = gt_case_count(el, it->id);
			if (k > at && !has_below(p, one)) continue;
			post_items(c, it, nth_or_new(el, it->id, k <= at ? k : at + 1), one, p);
		}
	}
}

/* ---- more and fewer ---- */
static const struct gt_item *find(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const char *want, xmlNodePtr *ret_el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i], *deep = NULL;
		const char *child = gt_name_join(c->arena, name, it->id);
		if (it->repeated && gt_streq(child, want)) { *ret_el = el; return it; }
		if (it->group && !it->repeated) deep = find(c, it, nth_or_new(el, it->id, 1), child, want, ret_el);
		size_t k = 0;
		if (it->group && it->repeated) for (xmlNodePtr x = gt_xml_child(el, it->id); x && !deep; x = gt_xml_next(x, it->id)) deep = find(c, it, x, gt_name_index(c->arena, child, ++k), want, ret_el);
		if (deep) return deep;
	}
	return NULL;
}

/* A field by its name, in the group that holds it. */
static const struct gt_item *find_field(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const char *want, xmlNodePtr *ret_el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i], *deep;
		const char *child = gt_name_join(c->arena, name, it->id);
		if (!it->group && gt_streq(child, want)) { *ret_el = el; return it; }
		if (it->group && !it->repeated && (deep = find_field(c, it, nth_or_new(el, it->id, 1), child, want, ret_el))) return deep;
	}
	return NULL;
}

/* « Confirmer le numéro »: it then stands alone, until it is taken away. Only a number of the right shape can be confirmed. */
static bool confirm(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const char *want)
{
	xmlNodePtr parent, x;
	const struct gt_item *it = find_field(c, g, el, name, want, &parent);
	if (!it || !it->confirm || !(x = gt_xml_child(parent, it->id)) || !gt_el_filled(x)) return false;
	gt_attr(x, "confirmed", "yes");
	return true;
}

static bool unconfirm(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const char *want)
{
	xmlNodePtr parent, x;
	const struct gt_item *it = find_field(c, g, el, name, want, &parent);
	if (!it || !it->confirm || !(x = gt_xml_child(parent, it->id))) return false;
	xmlUnsetProp(x, (const xmlChar *)"confirmed");
	gt_el_set(x, "");
	return true;
}

static bool reshape(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, const struct posted *p)
{
	const char *add = get(p, "add"), *remove = get(p, "remove"), *sure = get(p, "confirm");
	xmlNodePtr parent;
	if (sure && confirm(c, g, el, name, sure)) return true;
	if (add) {
		const struct gt_item *it = find(c, g, el, name, add, &parent);
		if (!it || locked(c, it, parent)) return it != NULL;
		size_t n = gt_case_count(parent, it->id), shown = it->group ? it->min : it->min ? it->min : 1;
		for (; n < shown; n++) gt_el(parent, it->id);                /* the ones the page showed empty */
		if (n < it->max) gt_el(parent, it->id);
		if (it->group) gt_case_fill(c, gt_env_new(c, c->doc), g, el);
		return true;
	}
	if (remove && unconfirm(c, g, el, name, remove)) return true;
	if (remove) {
		const char *dot = strrchr(remove, '.');
		int64_t k = 0;
		if (!dot || !gt_parse_i64(dot + 1, 1, GT_REPEAT_MAX, &k)) return false;
		const struct gt_item *it = find(c, g, el, name, gt_arena_strndup(c->arena, remove, (size_t)(dot - remove)), &parent);
		if (it && !locked(c, it, parent)) gt_el_drop(gt_case_nth(parent, it->id, (size_t)k));
		return it != NULL;
	}
	return false;
}

/* Repeated fields left empty go, so that « Prénom 2 » is not asked for ever. */
static void tidy(const struct gt_item *g, xmlNodePtr el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (it->group) { GT_XML_EACH(x, el, it->id) tidy(it, x); continue; }
		if (!it->repeated) continue;
		for (xmlNodePtr x = gt_xml_child(el, it->id), next; x; x = next) {
			next = gt_xml_next(x, it->id);
			if (!gt_el_filled(x) && !gt_xml_attr(x, "bad") && gt_case_count(el, it->id) > (it->min ? it->min : 1)) gt_el_drop(x);
		}
	}
}

void gt_group_post(struct gt_case *c, const struct gt_item *g, xmlNodePtr el, const char *name, enum gt_post how, const struct gt_pair *pairs, size_t n, bool *reshaped)
{
	struct posted p = { pairs, n, how };
	gt_case_effective(c);
	post_items(c, g, el, name, &p);
	*reshaped = reshape(c, g, el, name, &p);
	if (!*reshaped && how == GT_POST_WHOLE) tidy(g, el);
	gt_case_changed(c);
}

static void post_cases(struct gt_case *c, const char *step, xmlNodePtr el, const struct posted *p)
{
	for (size_t i = 0; i < c->procedure->n_justificatifs; i++) {
		const struct gt_justificatif *j = &c->procedure->justificatifs[i];
		const char *v = get(p, gt_arena_printf(c->arena, "%s.%s.case", step, j->id));
		if (!v) continue;
		for (size_t k = 0; k < j->body->n_cases; k++) {
			if (!gt_streq(j->body->cases[k].id, v)) continue;
			xmlNodePtr x = nth_or_new(el, j->id, 1);
			gt_attr(x, "case", v);
		}
	}
}

void gt_step_post(struct gt_case *c, const struct gt_step *s, enum gt_post how, const struct gt_pair *pairs, size_t n, bool *ret_reshaped)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	bool reshaped = false;
	if (s->body) {
		xmlNodePtr el = gt_case_step_el(c->doc, s->body->root, true);
		gt_group_post(c, s->body->root, el, s->id, how, pairs, n, &reshaped);
		if (s->kind == GT_STEP_JUSTIFICATIFS) post_cases(c, s->id, el, &(struct posted){ pairs, n, how });
		gt_case_changed(c);
	}
	if (ret_reshaped) *ret_reshaped = reshaped;
}

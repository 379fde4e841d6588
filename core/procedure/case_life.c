/* A case's beginning and its keeping. Decides what the register's facts look like to rules. */
#include "procedure/marked.h"
#include "procedure/procedure_priv.h"

static struct gt_case *case_make(struct gt_arena *arena, const struct gt_procedure *p, const char *lang, const struct gt_facts *facts)
{
	GT_CHECK(p, GT_PROCEDURE_MAGIC);
	struct gt_case *c = gt_new(arena, struct gt_case);
	*c = (struct gt_case){ .magic = GT_CASE_MAGIC, .arena = arena, .procedure = p, .lang = lang, .facts = facts, .body = gt_new(arena, struct gt_case_body) };
	return c;
}

static void seed_person(struct gt_case *c, xmlNodePtr root, const struct gt_seed *s)
{
	xmlNodePtr p = gt_el(root, "person");
	gt_attr(p, "number", s->foreigner_number ? s->foreigner_number : "");
	gt_el_text(p, "birth-name", s->birth_name);
	gt_el_text(p, "used-name", s->use_name);
	const char *const *names = gt_load_words(c->arena, s->first_names ? s->first_names : "");
	for (; *names; names++) gt_el_text(p, "first-name", *names);
	gt_el_text(p, "sex", s->sex);
	gt_el_text(p, "birth-date", s->birth_date);
	gt_el_text(p, "birth-country", s->birth_country);
	gt_el_text(p, "birth-place", s->birth_place);
	const char *const *nat = gt_load_words(c->arena, s->nationality ? s->nationality : "");
	for (; *nat; nat++) gt_el_text(p, "nationality", *nat);
	xmlNodePtr a = gt_el(p, "address");
	const struct gt_address *ad = &s->address;
	const char *const parts[] = { ad->number, ad->street, ad->extra, ad->postcode, ad->city, ad->country, ad->insee };
	for (size_t i = 0; i < GT_COUNT(parts); i++) gt_el_text(a, gt_address_parts[i], parts[i]);
}

/* Before the steps, whatever was there: facts are not answers. */
static void seed_facts(struct gt_case *c, const struct gt_seed *s)
{
	xmlNodePtr root = gt_xml_root(c->doc);
	static const char *const facts[] = { "person", "title", "account" };
	for (size_t i = 0; i < GT_COUNT(facts); i++) gt_el_drop(gt_xml_child(root, facts[i]));
	gt_attr(root, "id", s->request_id);
	gt_attr(root, "beneficiary", s->beneficiary);
	seed_person(c, root, s);
	if (s->title_number || s->title_category) {
		xmlNodePtr t = gt_el(root, "title");
		gt_attr(t, "number", s->title_number);
		gt_attr(t, "category", s->title_category);
		gt_attr(t, "mention", s->title_mention);
		gt_attr(t, "start", s->title_start);
		gt_attr(t, "end", s->title_end);
		gt_attr(t, "validated", s->title_validated);
	}
	xmlNodePtr a = gt_el(root, "account");
	gt_el_text(a, "email", s->email);
	gt_el_text(a, "phone", s->phone);
}

/* ---- prefills and defaults ---- */
static void take(const struct gt_item *it, xmlNodePtr el, xmlNodePtr *nodes, size_t n)
{
	while (gt_xml_child(el, it->id)) gt_el_drop(gt_xml_child(el, it->id));
	for (size_t i = 0; i < n && (i == 0 || it->repeated || it->locked.kind); i++) {
		xmlNodePtr to = gt_el(el, it->id);
		if (it->type == GT_T_ADDRESS) { GT_XML_EACH(part, nodes[i], NULL) gt_xml_copy_into(to, part); }
		else { xmlChar *s = xmlNodeGetContent(nodes[i]); gt_text(to, (const char *)s); xmlFree(s); }
	}
}

static void fill_field(struct gt_case *c, struct gt_xpath_env *env, const struct gt_item *it, xmlNodePtr el)
{
	bool there = gt_xml_child(el, it->id) != NULL, locked = false;
	for (const struct gt_item *x = it; x && it->prefill; x = x->parent) {
		if (x->locked.kind == GT_YES) locked = true;
		if (x->locked.kind != GT_BY_EXPR) continue;
		xmlNodePtr at = el;
		for (const struct gt_item *y = it->parent; y && y != x; y = y->parent) at = at->parent;
		xmlNodePtr stand = x == it ? gt_el(el, it->id) : at;
		bool yes = false;
		if (gt_xpath_bool(env, stand, x->locked.expr->x, &yes, NULL) == GT_OK && yes) locked = true;
		if (x == it) gt_el_drop(stand);
	}
	if (there && !locked) return;
	xmlNodePtr *nodes = NULL;
	size_t n = 0;
	const char *s = NULL;
	if (it->prefill) {
		if (gt_xpath_nodes(env, c->arena, NULL, it->prefill->x, &nodes, &n, NULL) == GT_OK) {
			bool any = false;
			for (size_t i = 0; i < n; i++) any |= gt_el_filled(nodes[i]) || nodes[i]->type == XML_ATTRIBUTE_NODE;
			if (any || locked) take(it, el, nodes, n);
			if (any) return;
		} else if (gt_xpath_string(env, c->arena, NULL, it->prefill->x, &s, NULL) == GT_OK && *s && (!there || locked)) {
			while (gt_xml_child(el, it->id)) gt_el_drop(gt_xml_child(el, it->id));
			gt_el_text(el, it->id, s);
			return;
		}
	}
	if (there) return;
	xmlNodePtr stand = gt_el(el, it->id);
	if (it->dflt.literal) s = it->dflt.literal;
	else if (!it->dflt.expr || gt_xpath_string(env, c->arena, stand, it->dflt.expr->x, &s, NULL)) s = NULL;
	const char *bad;
	if (gt_empty(s) || gt_streq(s, "NaN") || gt_empty(s = gt_value_read(c, it, s, &bad))) gt_el_drop(stand);
	else gt_text(stand, s);
}

void gt_case_fill(struct gt_case *c, struct gt_xpath_env *env, const struct gt_item *g, xmlNodePtr el)
{
	for (size_t i = 0; i < g->n_items; i++) {
		const struct gt_item *it = g->items[i];
		if (!it->group) { fill_field(c, env, it, el); continue; }
		if (!it->repeated) {
			xmlNodePtr x = gt_xml_child(el, it->id);
			gt_case_fill(c, env, it, x ? x : gt_el(el, it->id));
		} else GT_XML_EACH(x, el, it->id) gt_case_fill(c, env, it, x);
	}
}

void gt_case_fill_all(struct gt_case *c)
{
	struct gt_xpath_env *env = gt_env_new(c, c->doc);
	for (size_t i = 0; i < c->procedure->n_steps; i++) {
		const struct gt_step *s = &c->procedure->steps[i];
		if (s->body) gt_case_fill(c, env, s->body->root, gt_case_step_el(c->doc, s->body->root, true));
	}
	gt_case_changed(c);
}

static void remember(struct gt_case *c, const struct gt_seed *seed)
{
	seed_facts(c, seed);
	gt_case_fill_all(c);
}

struct gt_case *gt_case_new(struct gt_arena *arena, const struct gt_procedure *p, const char *lang, const struct gt_facts *facts, const struct gt_seed *seed)
{
	struct gt_case *c = case_make(arena, p, lang, facts);
	c->doc = gt_xml_new(arena, "request", NULL);
	xmlNodePtr root = gt_xml_root(c->doc);
	gt_attr(root, "procedure", p->id);
	gt_attr(root, "version", p->version);
	gt_attr(root, "state", "draft");
	remember(c, seed);
	return c;
}

int gt_case_parse(struct gt_arena *arena, const struct gt_procedure *p, const char *lang, const struct gt_facts *facts, struct gt_str text, struct gt_case **ret, struct gt_error *err)
{
	struct gt_case *c = case_make(arena, p, lang, facts);
	int rc = gt_xml_parse(arena, text, GT_XML_USER_MAX_BYTES, &c->doc, err);
	if (rc) return rc;
	xmlNodePtr root = gt_xml_root(c->doc);
	if (!gt_xml_is(root, "request") || !gt_streq(gt_xml_attr(root, "procedure"), p->id)) return gt_fail(err, GT_BADINPUT, "not a request of procedure '%s'", p->id);
	*ret = c;
	return GT_OK;
}

void gt_case_reseed(struct gt_case *c, const struct gt_seed *seed) { remember(c, seed); }

int gt_case_serialise(struct gt_case *c, struct gt_str *ret, struct gt_error *err)
{
	GT_CHECK(c, GT_CASE_MAGIC);
	int rc = gt_xml_canonical(c->arena, c->doc, ret, err);
	if (rc == GT_OK && ret->n > GT_XML_USER_MAX_BYTES) return gt_fail(err, GT_TOOBIG, "%zu bytes of answers", ret->n);
	return rc;
}

int gt_case_deposited(struct gt_case *c, struct gt_str *ret, struct gt_error *err)
{
	xmlNodePtr root = gt_xml_root(c->doc);
	char today[11];
	gt_attr(root, "state", "deposited");
	/* what is changed afterwards keeps the day of the deposit */
	if (!gt_xml_attr(root, "deposited")) gt_attr(root, "deposited", gt_date_iso(gt_today(), today));
	gt_case_changed(c);
	return gt_xml_canonical(c->arena, gt_case_effective(c), ret, err);
}

/* ---- single values ---- */
xmlNodePtr gt_case_walk(xmlNodePtr el, const char *name)
{
	while (el && *name) {
		size_t n = strcspn(name, ".");
		char id[64];
		if (!n || n >= sizeof id) return NULL;
		memcpy(id, name, n);
		id[n] = 0;
		name += n + (name[n] == '.');
		size_t nth = 1;
		if (*name >= '1' && *name <= '9') {
			nth = 0;
			while (*name >= '0' && *name <= '9' && nth < 1000) nth = nth * 10 + (size_t)(*name++ - '0');
			if (*name == '.') name++;
		}
		el = gt_case_nth(el, id, nth);
	}
	return el;
}

const char *gt_case_value(struct gt_case *c, const char *field)
{
	xmlNodePtr el = gt_case_walk(gt_xml_root(gt_case_effective(c)), field);
	return el ? gt_xml_text(c->arena, el) : "";
}

const char *gt_case_label(struct gt_case *c, const char *field)
{
	const struct gt_item *it = gt_item_by_name(c->procedure, field);
	return it ? gt_item_label(c, it, 0, NULL) : NULL;
}

const char *gt_case_label_in(struct gt_case *c, const char *field, const char *lang)
{
	const char *was = c->lang;
	c->lang = lang;
	const char *label = gt_case_label(c, field);
	c->lang = was;
	return label;
}

void gt_case_observations_set(struct gt_case *c, const char *text)
{
	xmlNodePtr root = gt_xml_root(c->doc), el = gt_xml_child(root, "observations");
	if (!el) el = gt_el(root, "observations");
	gt_el_set(el, gt_text_clean(c->arena, text ? text : "", true));
	gt_case_changed(c);
}

const char *gt_case_observations(struct gt_case *c) { return gt_xml_text(c->arena, gt_xml_child(gt_xml_root(c->doc), "observations")); }

/* A computed field without an expression of its own, outside repeated groups: what a hook may fill. */
bool gt_case_computed_set(struct gt_case *c, const char *field, const char *value)
{
	size_t head = strcspn(field, ".");
	const struct gt_step *s = gt_procedure_step(c->procedure, gt_arena_strndup(c->arena, field, head));
	const struct gt_item *at = s && s->body ? s->body->root : NULL;
	xmlNodePtr el = at ? gt_case_step_el(c->doc, at, true) : NULL;
	for (const char *p = field + head; at && *p == '.';) {
		size_t n = strcspn(++p, ".");
		const struct gt_item *below = NULL;
		for (size_t i = 0; i < at->n_items && at->group; i++)
			if (strlen(at->items[i]->id) == n && memcmp(at->items[i]->id, p, n) == 0) below = at->items[i];
		if (!below || below->repeated) return false;
		xmlNodePtr child = gt_xml_child(el, below->id);
		el = child ? child : gt_el(el, below->id);
		at = below;
		p += n;
	}
	if (!at || at->group || at->type != GT_T_COMPUTED || at->compute) return false;
	gt_el_set(el, gt_text_clean(c->arena, value, false));
	gt_case_changed(c);
	return true;
}

/* What a decision changes outside its request, in the decision's own transaction, whoever took it. A title is not among it: it is handed over later. */
#include "dossier/dossier_priv.h"
#include "text/text.h"

int gt_effects_apply(struct gt_db *db, const struct gt_dossier *d, const struct gt_effects *effects, struct gt_error *err)
{
	int rc = GT_OK;
	gt_assert(gt_db_in_tx(db));
	for (size_t i = 0; rc == GT_OK && i < effects->n; i++) {
		const struct gt_effect_asked *e = &effects->items[i];
		const struct gt_address *from = &e->address;
		struct gt_person_address to = { .number = from->number, .street = from->street, .extra = from->extra, .postcode = from->postcode, .city = from->city, .country = from->country, .insee = from->insee };
		if (e->kind == GT_EFFECT_ADDRESS) rc = gt_register_address_set(db, d->who->foreigner_number, &to, gt_now_utc_s(), err);
		if (e->kind == GT_EFFECT_VALIDATION) rc = gt_register_title_validated(db, effects->title_number, gt_today(), err);
	}
	return rc;
}

int gt_effects_of(struct gt_dossier *d, const struct gt_decision *decision, struct gt_effects *ret, struct gt_error *err)
{
	struct gt_effect_asked *items;
	xmlNodePtr title = gt_xml_child(gt_xml_root(gt_case_effective(d->answers)), "title");
	int rc = gt_decision_effects(d->answers, decision, &items, &ret->n, err);
	if (rc != GT_OK) return rc;
	ret->items = items;
	ret->title_number = gt_arena_strdup(d->answers->arena, title && gt_xml_attr(title, "number") ? gt_xml_attr(title, "number") : "");
	return GT_OK;
}

/* ---- the person of the request, as the register would have it ---- */
static const char *part(struct gt_arena *arena, xmlNodePtr person, const char *name)
{
	const char *s = gt_xml_text(arena, gt_xml_child(person, name));
	return *s ? s : NULL;
}

const char *const *gt_dossier_words(struct gt_arena *arena, struct gt_dossier *d)
{
	struct gt_person p = gt_subject_person(d);
	const char *all = gt_arena_printf(arena, "%s %s %s", p.birth_name ? p.birth_name : "", p.usage_name ? p.usage_name : "", p.first_names ? p.first_names : "");
	return gt_text_words(arena, gt_text_fold(arena, all));
}

struct gt_person gt_subject_person(struct gt_dossier *d)
{
	struct gt_arena *arena = d->answers->arena;
	xmlNodePtr from = gt_case_subject(d->answers);
	struct gt_buf names = gt_buf_new(arena, 1000);
	GT_XML_EACH(x, from, "first-name") gt_buf_printf(&names, "%s%s", names.n ? " " : "", gt_xml_text(arena, x));
	const char *number = gt_xml_attr(from, "number");
	struct gt_person p = { .foreigner_number = gt_empty(number) ? NULL : number, .birth_name = part(arena, from, "birth-name"), .usage_name = part(arena, from, "used-name"),
		.first_names = names.n ? gt_buf_cstr(&names) : NULL, .sex = part(arena, from, "sex"), .birth_place = part(arena, from, "birth-place"), .birth_country = part(arena, from, "birth-country"),
		.nationality = part(arena, from, "nationality") };
	if (part(arena, from, "birth-date")) gt_date_parse(part(arena, from, "birth-date"), &p.birth_date);
	return p;
}

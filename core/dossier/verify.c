/* Papers checked by anybody. The number of the request alone answers nothing: either our signature over the reference, or 100 random bits. */
#include "dossier/dossier_priv.h"
#include "dossier/verify.h"
#include "plugin/plugin.h"

static int told(struct gt_desk *desk, struct gt_arena *arena, const struct gt_paper_found *f, const char *lang, struct gt_paper_checked *ret, struct gt_error *err)
{
	struct gt_str plain;
	xmlDocPtr doc;
	int rc = gt_unseal(desk->ring, arena, "paper-facts", f->id, f->facts, &plain, err);
	if (rc == GT_OK) rc = gt_xml_parse(arena, plain, GT_XML_USER_MAX_BYTES, &doc, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_paper_checked){ .kind = f->kind, .facts = gt_xml_root(doc), .procedure = gt_plugins_procedure(desk->plugins, f->procedure_id, f->procedure_version), .from = f->from, .to = f->to,
		.revoked = f->revoked_utc_s != 0, .specimen = f->specimen, .revoked_why = f->revoked_why };
	if (ret->revoked) ret->revoked_on = gt_date_of(f->revoked_utc_s);
	ret->label = ret->procedure ? gt_procedure_text(ret->procedure, lang, gt_arena_printf(arena, "paper.%s", f->kind), NULL) : NULL;
	return GT_OK;
}

/* id.number.day.signature: the id finds the row, but only after the whole was found to be ours. */
int gt_paper_check_reference(struct gt_desk *desk, struct gt_arena *arena, const char *reference, const char *lang, struct gt_paper_checked *ret, struct gt_error *err)
{
	const char *first = strchr(reference, '.'), *last = strrchr(reference, '.');
	struct gt_id id;
	struct gt_paper_found found;
	if (!first || first == last || strlen(reference) > 200) return gt_fail(err, GT_NOTFOUND, "not a reference");
	struct gt_str signed_text = { reference, (size_t)(last - reference) };
	if (gt_verify(desk->ring, "paper", signed_text, last + 1) != GT_OK || !gt_id_parse(gt_arena_strndup(arena, reference, (size_t)(first - reference)), &id))
		return gt_fail(err, GT_NOTFOUND, "signature is not ours");
	int rc = gt_dossier_store_paper_by_id(desk->db, arena, id, &found, err);
	return rc == GT_OK ? told(desk, arena, &found, lang, ret, err) : rc;
}

int gt_paper_check_code(struct gt_desk *desk, struct gt_arena *arena, const char *typed, const char *lang, struct gt_paper_checked *ret, struct gt_error *err)
{
	char code[GT_PAPER_CODE];
	struct gt_paper_found found;
	if (gt_empty(typed) || !gt_paper_code_normalise(typed, code)) return gt_fail(err, GT_NOTFOUND, "not a code");
	struct gt_digest hash = gt_keyed_hash(desk->ring, "paper-code", gt_str(code));
	int rc = gt_dossier_store_paper_by_code(desk->db, arena, (struct gt_str){ (const char *)hash.b, sizeof hash.b }, &found, err);
	return rc == GT_OK ? told(desk, arena, &found, lang, ret, err) : rc;
}

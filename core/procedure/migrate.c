/* A draft of an older version becomes one of this: by the rules of <migrate>, with a report that stays in the draft until the person has read it.
 * Decides nothing about when: whoever opens the draft does. Paths have slashes and begin at the request. */
#include "procedure/migrate.h"
#include "procedure/procedure_priv.h"

#define REPORT "changes"      /* element of the draft; the effective document never has it */
#define WAS_MAX_BYTES 2000    /* of an answer that is no longer asked, kept for the report */

static xmlNodePtr by_slashes(xmlNodePtr el, const char *path, bool make)
{
	while (el && *path) {
		size_t n = strcspn(path, "/");
		char id[64];
		if (!n || n >= sizeof id) return NULL;
		memcpy(id, path, n);
		id[n] = 0;
		path += n + (path[n] == '/');
		xmlNodePtr next = gt_xml_child(el, id);
		el = next ? next : make ? gt_el(el, id) : NULL;
	}
	return el;
}

static void rename_to(xmlNodePtr root, const char *from, const char *to)
{
	const char *leaf = strrchr(to, '/');
	xmlNodePtr parent = leaf ? by_slashes(root, gt_arena_strndup(root->doc->_private, to, (size_t)(leaf - to)), true) : root;
	for (xmlNodePtr el; (el = by_slashes(root, from, false)) && parent; ) {
		xmlUnlinkNode(el);
		xmlNodeSetName(el, (const xmlChar *)(leaf ? leaf + 1 : to));
		xmlAddChild(parent, el);
		if (gt_streq(from, to)) break;
	}
}

/* What stood there, in the person's own words, so that nothing typed vanishes unseen. */
static const char *words_of(struct gt_case *c, xmlNodePtr el)
{
	struct gt_buf b = gt_buf_new(c->arena, WAS_MAX_BYTES);
	const char *typed = gt_xml_attr(el, "typed"), *whole = typed ? typed : gt_xml_child(el, NULL) ? NULL : gt_xml_text(c->arena, el);
	if (!whole) GT_XML_EACH(x, el, NULL) if (!gt_empty(gt_xml_text(c->arena, x))) gt_buf_printf(&b, "%s%s", b.n ? ", " : "", gt_xml_text(c->arena, x));
	if (!whole) whole = gt_buf_cstr(&b);
	return gt_empty(whole) || strlen(whole) > WAS_MAX_BYTES ? NULL : whole;
}

static const struct gt_migration *rules_for(const struct gt_procedure *p, const char *version)
{
	for (size_t i = 0; i < p->body->n_migrations; i++)
		if (gt_streq(p->body->migrations[i].from, version)) return &p->body->migrations[i];
	return NULL;
}

bool gt_procedure_takes_over(const struct gt_procedure *p, const char *version) { return rules_for(p, version) != NULL; }

/* The last report that was not read yet goes on: a draft may skip over several versions unseen. */
static xmlNodePtr report_of(xmlNodePtr root, const char *from, const char *to)
{
	xmlNodePtr report = gt_xml_child(root, REPORT);
	if (!report) {
		report = gt_el(root, REPORT);
		gt_attr(report, "from", from);
	}
	xmlSetProp(report, (const xmlChar *)"to", (const xmlChar *)to);
	return report;
}

static void move(struct gt_case *c, xmlNodePtr root, xmlNodePtr report, const struct gt_move *v)
{
	xmlNodePtr there = by_slashes(root, v->path, false);
	const char *was = NULL;
	bool tell = there != NULL;
	switch (v->kind) {
	case GT_MOVE_RENAME: rename_to(root, v->path, v->to); break;
	case GT_MOVE_REMOVE:
		if (there) was = words_of(c, there);
		for (xmlNodePtr el; (el = by_slashes(root, v->path, false)); ) gt_el_drop(el);
		break;
	default:
		if (!there && !gt_empty(v->value)) gt_text(by_slashes(root, v->path, true), v->value);
		tell = !there;
	}
	if (!tell || !v->text) return;
	xmlNodePtr line = gt_el(report, "change");
	gt_attr(line, "text", v->text);
	gt_attr(line, "was", was);
}

int gt_case_migrate(struct gt_case *c, struct gt_error *err)
{
	xmlNodePtr root = gt_xml_root(c->doc);
	const struct gt_procedure *p = c->procedure;
	const char *version = gt_xml_attr(root, "version");
	if (gt_streq(version, p->version)) return GT_OK;
	const struct gt_migration *m = rules_for(p, version);
	if (!m) return gt_fail(err, GT_REFUSED, "version %s of '%s' does not take over drafts of %s", p->version, p->id, version ? version : "?");
	xmlNodePtr report = report_of(root, version, p->version);
	for (size_t i = 0; i < m->n_moves; i++) move(c, root, report, &m->moves[i]);
	xmlSetProp(root, (const xmlChar *)"version", (const xmlChar *)p->version);
	gt_case_fill_all(c);
	return GT_OK;
}

bool gt_case_changes(const struct gt_case *c) { return gt_xml_child(gt_xml_root(c->doc), REPORT) != NULL; }

void gt_case_changes_view(struct gt_case *c, xmlNodePtr parent)
{
	GT_XML_EACH(line, gt_xml_child(gt_xml_root(c->doc), REPORT), "change") {
		const char *lang, *text = gt_procedure_text(c->procedure, c->lang, gt_arena_printf(c->arena, "migrate.%s", gt_xml_attr(line, "text")), &lang);
		if (!text) continue;
		xmlNodePtr el = gt_el(parent, "change");
		gt_attr(el, "text", text);
		if (!gt_streq(lang, c->lang)) gt_attr(el, "lang", lang);
		gt_attr(el, "was", gt_xml_attr(line, "was"));
	}
}

void gt_case_changes_seen(struct gt_case *c)
{
	gt_el_drop(gt_xml_child(gt_xml_root(c->doc), REPORT));
	gt_case_changed(c);
}

bool gt_migration_file(const struct gt_procedure *p, const char *version, size_t i, const char **ret_from, const char **ret_to)
{
	const struct gt_migration *m = rules_for(p, version);
	const struct gt_step *files = NULL;
	for (size_t k = 0; k < p->n_steps; k++)
		if (p->steps[k].kind == GT_STEP_JUSTIFICATIFS) files = &p->steps[k];
	for (size_t k = 0; m && files && k < m->n_moves; k++) {
		const struct gt_move *v = &m->moves[k];
		size_t n = strlen(files->id);
		const char *to = v->kind == GT_MOVE_RENAME && gt_starts(v->to, files->id) && v->to[n] == '/' ? v->to + n + 1 : NULL, *slash = strrchr(v->path, '/');
		if (!to || !slash || !gt_procedure_justificatif(p, to) || i--) continue;
		*ret_from = slash + 1;
		*ret_to = to;
		return true;
	}
	return false;
}

/* Phase 1: writes texts and names of static files into a sheet. Decides the fallback to French and where markup may stand.
 * Does not compile: sheets.c does. */
#include "render/render_priv.h"

struct job { const struct gt_writing *w; xmlDocPtr doc; const char *path; struct gt_error *err; };

static bool is_ns(xmlNodePtr n, const char *ns) { return n->ns && n->ns->href && !strcmp((const char *)n->ns->href, ns); }
static bool is_t(xmlNodePtr n, const char *name) { return is_ns(n, GT_TEXT_NS) && gt_xml_is(n, name); }

static int fault(const struct job *j, xmlNodePtr at, const char *what, const char *which)
{
	return gt_fail(j->err, GT_FAILED, "%s:%ld: %s '%s'", j->path, xmlGetLineNo(at), what, which);
}

static xmlNsPtr xsl_ns(const struct job *j)
{
	xmlNodePtr root = xmlDocGetRootElement(j->doc);
	return xmlSearchNsByHref(j->doc, root, (const xmlChar *)GT_XSL_NS);
}

static xmlNodePtr xsl_new(const struct job *j, const char *name)
{
	return xmlNewDocNode(j->doc, xsl_ns(j), (const xmlChar *)name, NULL);
}

static void set(xmlNodePtr el, const char *name, const char *value)
{
	xmlNewProp(el, (const xmlChar *)name, (const xmlChar *)value);
}

/* Where markup cannot stand: attributes, and elements that hold text alone. */
static bool is_plain_place(xmlNodePtr at)
{
	for (xmlNodePtr p = at->parent; p && p->type == XML_ELEMENT_NODE; p = p->parent) {
		if (is_ns(p, GT_XSL_NS) && gt_xml_is(p, "attribute")) return true;
		if (!p->ns && (gt_xml_is(p, "title") || gt_xml_is(p, "option") || gt_xml_is(p, "textarea"))) return true;
	}
	return false;
}

/* What a placeholder of this place stands for: t:with of a t:text, or the argument of that name of the current node in a t:choose. */
static const char *placeholder(const struct job *j, xmlNodePtr at, const char *name)
{
	if (is_t(at, "choose")) return gt_arena_printf(j->w->arena, "arg[@name='%s']", name);
	for (xmlNodePtr c = at->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && is_t(c, "with") && gt_streq(gt_xml_attr(c, "name"), name)) return gt_xml_attr(c, "select");
	return NULL;
}

static xmlNodePtr text_new(const struct job *j, const char *p, size_t n)
{
	xmlNodePtr el = xsl_new(j, "text"); /* always xsl:text: a blank between two placeholders would be stripped otherwise */
	xmlAddChild(el, xmlNewDocTextLen(j->doc, (const xmlChar *)p, (int)n));
	return el;
}

/* Appends the pieces of one run of characters to parent; placeholders become xsl:value-of. */
static int write_run(const struct job *j, xmlNodePtr at, xmlNodePtr parent, const char *s)
{
	while (*s) {
		const char *open = strchr(s, '{');
		size_t before = open ? (size_t)(open - s) : strlen(s);
		if (before) xmlAddChild(parent, text_new(j, s, before));
		if (!open) break;
		const char *close = strchr(open, '}');
		if (!close) return fault(j, at, "a text with an open brace:", s);
		const char *name = gt_arena_strndup(j->w->arena, open + 1, (size_t)(close - open - 1));
		const char *select = placeholder(j, at, name);
		if (!select) return fault(j, at, "nothing given for the placeholder", name);
		xmlNodePtr value = xsl_new(j, "value-of");
		set(value, "select", select);
		xmlAddChild(parent, value);
		s = close + 1;
	}
	return GT_OK;
}

/* An attribute of inline markup: {name} becomes {select}, an attribute value template. */
static int write_attribute(const struct job *j, xmlNodePtr at, xmlNodePtr el, const char *name, const char *s)
{
	struct gt_buf b = gt_buf_new(j->w->arena, 16 * 1024);
	while (*s) {
		const char *open = strchr(s, '{');
		const char *close = open ? strchr(open, '}') : NULL;
		if (!close) { gt_buf_puts(&b, s); break; }
		gt_buf_add(&b, s, (size_t)(open - s));
		const char *id = gt_arena_strndup(j->w->arena, open + 1, (size_t)(close - open - 1));
		const char *select = strncmp(id, "static:", 7) ? placeholder(j, at, id) : id;
		if (!select) return fault(j, at, "nothing given for the placeholder", id);
		gt_buf_printf(&b, "{%s}", select);
		s = close + 1;
	}
	set(el, name, gt_buf_cstr(&b));
	return GT_OK;
}

static int write_nodes(const struct job *j, xmlNodePtr at, xmlNodePtr parent, xmlNodePtr from, bool plain)
{
	for (; from; from = from->next) {
		int rc = GT_OK;
		if (from->type == XML_TEXT_NODE) rc = write_run(j, at, parent, (const char *)from->content);
		else if (from->type == XML_ELEMENT_NODE && plain) rc = write_nodes(j, at, parent, from->children, plain);
		else if (from->type == XML_ELEMENT_NODE) {
			xmlNodePtr el = xmlNewDocNode(j->doc, NULL, from->name, NULL);
			xmlAddChild(parent, el);
			for (xmlAttrPtr a = from->properties; a && !rc; a = a->next)
				rc = write_attribute(j, at, el, (const char *)a->name, gt_xml_attr(from, (const char *)a->name));
			if (!rc) rc = write_nodes(j, at, el, from->children, plain);
		}
		if (rc) return rc;
	}
	return GT_OK;
}

/* The text of an id into parent; from French, marked as such, when the language has none. */
static int write_text(const struct job *j, xmlNodePtr at, xmlNodePtr parent, const char *id, bool plain)
{
	xmlNodePtr own = gt_texts_find(j->w->own, id);
	xmlNodePtr text = own ? own : gt_texts_find(j->w->french, id);
	if (!text) return fault(j, at, "no text", id);
	if (!own && !plain) {
		xmlNodePtr span = xmlNewDocNode(j->doc, NULL, (const xmlChar *)"span", NULL);
		set(span, "lang", "fr");
		xmlAddChild(parent, span);
		parent = span;
	}
	return write_nodes(j, at, parent, text->children, plain);
}

/* Puts the children of a holder in the place of a node, which goes. */
static void replace_by_children(xmlNodePtr node, xmlNodePtr holder)
{
	while (holder->children) {
		xmlNodePtr c = holder->children;
		xmlUnlinkNode(c);
		xmlAddPrevSibling(node, c);
	}
	xmlFreeNode(holder);
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

static int do_text(const struct job *j, xmlNodePtr node)
{
	const char *id = gt_xml_attr(node, "id");
	if (gt_empty(id)) return fault(j, node, "t:text without", "id");
	xmlNodePtr holder = xmlNewDocNode(j->doc, NULL, (const xmlChar *)"holder", NULL);
	int rc = write_text(j, node, holder, id, is_plain_place(node));
	if (rc) { xmlFreeNode(holder); return rc; }
	replace_by_children(node, holder);
	return GT_OK;
}

/* A text of the choice; its placeholders are arguments of the current node, whatever their name. */
static int add_when(const struct job *j, xmlNodePtr node, xmlNodePtr choose, const char *id, const char *select, const char *prefix)
{
	xmlNodePtr when = xsl_new(j, "when");
	set(when, "test", gt_arena_printf(j->w->arena, "%s='%s'", select, id + strlen(prefix)));
	xmlAddChild(choose, when);
	return write_text(j, node, when, id, is_plain_place(node));
}

static int do_choose(const struct job *j, xmlNodePtr node)
{
	const char *prefix = gt_xml_attr(node, "prefix"), *select = gt_xml_attr(node, "select"), *otherwise = gt_xml_attr(node, "otherwise");
	if (!prefix || gt_empty(select)) return fault(j, node, "t:choose without", prefix ? "select" : "prefix");
	xmlNodePtr choose = xsl_new(j, "choose");
	xmlAddPrevSibling(node, choose);
	size_t found = 0;
	/* texts of characters alone are looked up by t:text() at run time: forty comparisons would cost more than the rest of the field.
	 * French holds every id that there is; a language may only know fewer */
	for (size_t pass = 0; pass < 2; pass++) {
		const struct gt_texts *t = pass ? j->w->french : j->w->own;
		if (pass && j->w->french == j->w->own) break;
		for (size_t i = 0; i < gt_texts_count(t); i++) {
			const char *id;
			gt_texts_at(t, i, &id);
			if (!gt_starts(id, prefix) || (pass && gt_texts_find(j->w->own, id))) continue;
			found++;
			if (!pass && gt_texts_plain(j->w->own, id)) continue;
			int rc = add_when(j, node, choose, id, select, prefix);
			if (rc) return rc;
		}
	}
	if (!found) return fault(j, node, "no text begins with", prefix);
	xmlNodePtr value = xsl_new(j, "value-of");
	set(value, "select", gt_arena_printf(j->w->arena, "t:text('%s',%s%s)", prefix, select, gt_streq(otherwise, "nothing") ? ",''" : ""));
	if (choose->children) {
		xmlNodePtr other = xsl_new(j, "otherwise");
		xmlAddChild(choose, other);
		xmlAddChild(other, value);
	} else {
		xmlReplaceNode(choose, value);
		xmlFreeNode(choose);
	}
	xmlUnlinkNode(node);
	xmlFreeNode(node);
	return GT_OK;
}

/* The text of an id as the value of an attribute: characters alone, braces doubled. */
static void plain_into(struct gt_buf *b, struct gt_arena *arena, xmlNodePtr text)
{
	for (const char *s = gt_xml_text(arena, text); *s; s++) {
		if (*s == '{' || *s == '}') gt_buf_add(b, s, 1);
		gt_buf_add(b, s, 1);
	}
}

static int do_attribute(const struct job *j, xmlNodePtr el, xmlAttrPtr attr)
{
	xmlChar *raw = xmlNodeListGetString(j->doc, attr->children, 1);
	if (!raw) return GT_OK;
	const char *value = gt_arena_strdup(j->w->arena, (const char *)raw), *s = value;
	xmlFree(raw);
	if (!strstr(s, "{t:") && !strstr(s, "{static:")) return GT_OK;
	struct gt_buf b = gt_buf_new(j->w->arena, 16 * 1024);
	while (*s) {
		bool text = gt_starts(s, "{t:"), file = gt_starts(s, "{static:");
		if (!text && !file) { gt_buf_add(&b, s++, 1); continue; }
		const char *start = s + (text ? 3 : 8), *end = strchr(start, '}');
		if (!end) return fault(j, el, "an open brace in", value);
		const char *id = gt_arena_strndup(j->w->arena, start, (size_t)(end - start));
		if (text) {
			xmlNodePtr node = gt_texts_find(j->w->own, id);
			if (!node) node = gt_texts_find(j->w->french, id);
			if (!node) return fault(j, el, "no text", id);
			plain_into(&b, j->w->arena, node);
		} else {
			const char *star = strchr(id, '*');       /* the language of the sheet */
			if (star) id = gt_arena_printf(j->w->arena, "%.*s%s%s", (int)(star - id), id, j->w->lang, star + 1);
			const char *address = j->w->manifest ? gt_manifest_find(j->w->manifest, id) : gt_arena_printf(j->w->arena, "/static/%s", id);
			if (!address) return fault(j, el, "no static file", id);
			gt_buf_puts(&b, address);
		}
		s = end + 1;
	}
	const char *done = gt_buf_cstr(&b);
	if (!done) return fault(j, el, "too long an attribute:", (const char *)attr->name);
	xmlSetNsProp(el, attr->ns, attr->name, (const xmlChar *)done);
	return GT_OK;
}

static int walk(const struct job *j, xmlNodePtr parent)
{
	for (xmlNodePtr n = parent->children, next; n; n = next) {
		next = n->next;
		if (n->type != XML_ELEMENT_NODE) continue;
		xmlNodePtr before = n->prev;
		int rc;
		if (is_t(n, "text") || is_t(n, "choose")) {
			rc = is_t(n, "text") ? do_text(j, n) : do_choose(j, n);
			if (rc) return rc;
			next = before ? before->next : parent->children; /* what was just written may name static files */
			continue;
		}
		if (is_ns(n, GT_TEXT_NS)) return fault(j, n, "unknown element of our namespace:", (const char *)n->name);
		if (!is_ns(n, GT_XSL_NS))
			for (xmlAttrPtr a = n->properties, after; a; a = after) {
				after = a->next;
				rc = do_attribute(j, n, a);
				if (rc) return rc;
			}
		rc = walk(j, n);
		if (rc) return rc;
	}
	return GT_OK;
}

int gt_sheet_write(const struct gt_writing *w, xmlDocPtr doc, struct gt_error *err)
{
	struct job j = { .w = w, .doc = doc, .path = (const char *)doc->URL, .err = err };
	xmlNodePtr root = xmlDocGetRootElement(doc);
	if (!xsl_ns(&j)) return fault(&j, root, "not a style sheet:", (const char *)root->name);
	/* t:text() is called in its name, and no page may carry the declaration */
	if (!xmlSearchNsByHref(doc, root, (const xmlChar *)GT_TEXT_NS)) return walk(&j, root);
	if (!gt_xml_attr(root, "exclude-result-prefixes")) return fault(&j, root, "exclude-result-prefixes must name", "t");
	return walk(&j, root);
}

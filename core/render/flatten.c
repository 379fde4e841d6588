/* Literal elements of a sheet become text that is written as it stands: <p class="x">…</p> turns into two runs of characters around its content.
 * Decides which elements qualify: those whose attributes are all fixed and whose place in the tree nobody looks at.
 * The result's bytes are the same; there are fewer nodes to make, and runs side by side become one. */
#include "render/render_priv.h"
#include <libxml/HTMLtree.h>

static bool is_xsl(xmlNodePtr n, const char *name) { return n->ns && !strcmp((const char *)n->ns->href, GT_XSL_NS) && (!name || gt_xml_is(n, name)); }

/* html, head and body stay elements: the serialiser puts the document type and the character set by them. Texts that must stay plain, too. */
static bool is_kept(xmlNodePtr n)
{
	static const char *const names[] = { "html", "head", "body", "script", "style", "textarea", "pre", "title" };
	for (size_t i = 0; i < GT_COUNT(names); i++)
		if (gt_xml_is(n, names[i])) return true;
	return false;
}

static bool is_void(xmlNodePtr n)
{
	static const char *const names[] = { "area", "br", "col", "hr", "img", "input", "link", "meta" };
	for (size_t i = 0; i < GT_COUNT(names); i++)
		if (gt_xml_is(n, names[i])) return true;
	return false;
}

/* Whether an attribute of the parent may be added here. A named template that does so is called attr-SOMETHING: a rule of ours, held by a lint. */
static bool gives_attribute(xmlNodePtr c)
{
	if (!is_xsl(c, NULL)) return false;
	if (is_xsl(c, "attribute") || is_xsl(c, "copy-of")) return true;
	if (is_xsl(c, "call-template")) return gt_starts(gt_xml_attr(c, "name"), "attr-");
	if (!is_xsl(c, "if") && !is_xsl(c, "choose") && !is_xsl(c, "when") && !is_xsl(c, "otherwise") && !is_xsl(c, "for-each")) return false;
	GT_XML_EACH(inner, c, NULL)
		if (gives_attribute(inner)) return true;
	return false;
}

/* Its start tag is then not known here. */
static bool adds_attributes(xmlNodePtr n)
{
	GT_XML_EACH(c, n, NULL)
		if (gives_attribute(c)) return true;
	return false;
}

static void escape(struct gt_buf *b, const char *s, bool attribute)
{
	for (; *s; s++) {
		if (*s == '&') gt_buf_puts(b, "&amp;");
		else if (*s == '<') gt_buf_puts(b, "&lt;");
		else if (*s == '>') gt_buf_puts(b, "&gt;");
		else if (*s == '"' && attribute) gt_buf_puts(b, "&quot;");
		else if (attribute && (*s == '{' || *s == '}') && s[1] == *s) gt_buf_add(b, s++, 1);
		else gt_buf_add(b, s, 1);
	}
}

/* A brace that is not doubled asks for a value at run time. */
static bool is_fixed(const char *s)
{
	for (; *s; s++) {
		if (*s != '{' && *s != '}') continue;
		if (s[1] != *s) return false;
		s++;
	}
	return true;
}

static bool qualifies(struct gt_arena *arena, xmlNodePtr n, struct gt_buf *tag)
{
	if (n->ns || n->nsDef || is_kept(n) || (!is_void(n) && adds_attributes(n))) return false;
	gt_buf_printf(tag, "<%s", (const char *)n->name);
	for (xmlAttrPtr a = n->properties; a; a = a->next) {
		if (a->ns) return false;
		const char *value = gt_arena_strdup(arena, gt_xml_attr(n, (const char *)a->name));
		if (!is_fixed(value)) return false;
		gt_buf_printf(tag, " %s=\"", (const char *)a->name);
		escape(tag, value, true);
		gt_buf_puts(tag, "\"");
	}
	gt_buf_puts(tag, ">");
	return !is_void(n) || !n->children;
}

static xmlNodePtr raw_new(xmlDocPtr doc, xmlNsPtr xsl, const char *s)
{
	xmlNodePtr el = xmlNewDocNode(doc, xsl, (const xmlChar *)"text", NULL);
	xmlNewProp(el, (const xmlChar *)"disable-output-escaping", (const xmlChar *)"yes");
	xmlAddChild(el, xmlNewDocText(doc, (const xmlChar *)s));
	return el;
}

static bool is_raw(xmlNodePtr n) { return n && n->type == XML_ELEMENT_NODE && is_xsl(n, "text") && xmlHasProp(n, (const xmlChar *)"disable-output-escaping"); }

static bool is_blank(const char *s) { return s[strspn(s, " \t\r\n")] == 0; }

/* Plain characters between raw runs become raw too, escaped here, so that all of them join. */
static void join(struct gt_arena *arena, xmlNodePtr parent, xmlNsPtr xsl)
{
	for (xmlNodePtr n = parent->children, next; n; n = next) {
		next = n->next;
		bool plain = n->type == XML_TEXT_NODE || (n->type == XML_ELEMENT_NODE && is_xsl(n, "text") && !is_raw(n));
		if (n->type == XML_COMMENT_NODE || (n->type == XML_TEXT_NODE && is_blank((const char *)n->content))) {
			xmlUnlinkNode(n);
			xmlFreeNode(n);
			continue;
		}
		if (plain && (is_raw(n->prev) || is_raw(next))) {
			struct gt_buf b = gt_buf_new(arena, GT_XML_PLUGIN_MAX_BYTES);
			escape(&b, gt_xml_text(arena, n), false);
			xmlNodePtr raw = raw_new(n->doc, xsl, gt_buf_cstr(&b));
			xmlReplaceNode(n, raw);
			xmlFreeNode(n);
			n = raw;
		}
		if (is_raw(n) && is_raw(n->prev)) {
			xmlNodeAddContent(n->prev->children, n->children->content);
			xmlUnlinkNode(n);
			xmlFreeNode(n);
		}
	}
}

/* Trees that are read again as values keep their elements: a variable, a parameter, an attribute, a message. */
static bool is_read_again(xmlNodePtr n)
{
	return is_xsl(n, "variable") || is_xsl(n, "with-param") || is_xsl(n, "param") || is_xsl(n, "attribute") || is_xsl(n, "text") || is_xsl(n, "sort");
}

static void walk(struct gt_arena *arena, xmlNodePtr parent, xmlNsPtr xsl)
{
	bool any = false;
	for (xmlNodePtr n = parent->children, next; n; n = next) {
		next = n->next;
		if (n->type != XML_ELEMENT_NODE || is_read_again(n)) continue;
		bool text_only = !is_xsl(n, NULL) && (gt_xml_is(n, "title") || gt_xml_is(n, "textarea"));
		if (text_only) continue;
		walk(arena, n, xsl);
		if (is_xsl(n, NULL)) continue;
		struct gt_buf tag = gt_buf_new(arena, 64 * 1024);
		if (!qualifies(arena, n, &tag)) continue;
		any = true;
		xmlAddPrevSibling(n, raw_new(n->doc, xsl, gt_buf_cstr(&tag)));
		while (n->children) {
			xmlNodePtr c = n->children;
			xmlUnlinkNode(c);
			xmlAddPrevSibling(n, c);
		}
		if (!is_void(n)) xmlAddPrevSibling(n, raw_new(n->doc, xsl, gt_arena_printf(arena, "</%s>", (const char *)n->name)));
		xmlUnlinkNode(n);
		xmlFreeNode(n);
	}
	if (any) join(arena, parent, xsl);
}

void gt_sheet_flatten(xmlDocPtr doc)
{
	xmlNodePtr root = xmlDocGetRootElement(doc);
	xmlNsPtr xsl = xmlSearchNsByHref(doc, root, (const xmlChar *)GT_XSL_NS);
	GT_AUTO_ARENA arena = gt_arena_new("flatten", GT_REQUEST_ARENA_MAX_BYTES);
	GT_XML_EACH(t, root, "template") walk(arena, t, xsl);
}

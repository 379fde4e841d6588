/* Building and reading trees. Decides that nothing enters a tree which XML 1.0 cannot hold. No text is ever pasted into markup. */
#include "xml/xml_priv.h"
#include <libxml/c14n.h>
#include <libxml/xmlmemory.h>
#include <stdio.h>

/* One character of UTF-8: its length, or 0 when the bytes are no character; *ret_keep tells whether XML 1.0 can hold it. */
static size_t char_at(const unsigned char *s, bool *ret_keep)
{
	uint32_t c;
	size_t n;
	if (s[0] < 0x80) { c = s[0]; n = 1; }
	else if ((s[0] & 0xe0) == 0xc0) { c = s[0] & 0x1fu; n = 2; }
	else if ((s[0] & 0xf0) == 0xe0) { c = s[0] & 0x0fu; n = 3; }
	else if ((s[0] & 0xf8) == 0xf0) { c = s[0] & 0x07u; n = 4; }
	else return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80) return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return 0;
	*ret_keep = c >= 0x20 ? c != 0xfffe && c != 0xffff && c != 0x7f : c == '\t' || c == '\n' || c == '\r';
	return n;
}

static bool is_clean(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	while (*s) {
		bool keep;
		size_t n = char_at(s, &keep);
		if (!n || !keep) return false;
		s += n;
	}
	return true;
}

/* out holds at least 3 n + 1 bytes: each bad byte becomes the three of U+FFFD. */
static void clean_into(char *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	while (*s) {
		bool keep;
		size_t n = char_at(s, &keep);
		if (!n) { memcpy(out, "\xef\xbf\xbd", 3); out += 3; s++; continue; }
		if (keep) { memcpy(out, s, n); out += n; }
		s += n;
	}
	*out = 0;
}

const char *gt_xml_clean(struct gt_arena *arena, const char *text)
{
	if (!text || is_clean(text)) return text;
	char *out = gt_arena_alloc(arena, gt_mul(3, strlen(text)) + 1);
	clean_into(out, text);
	return out;
}

static const xmlChar *cleaned(const char *text, char **ret_owned)
{
	*ret_owned = NULL;
	if (is_clean(text)) return (const xmlChar *)text;
	*ret_owned = gt_xalloc(gt_mul(3, strlen(text)) + 1);
	clean_into(*ret_owned, text);
	return (const xmlChar *)*ret_owned;
}

static void *had(void *p)
{
	if (!p) gt_panic("out of memory (XML tree)");
	return p;
}

/* Names in the trees that we build are words of our own vocabularies: kept once, not copied into every node. Never used for what comes from outside. */
static xmlDictPtr shared_names(void)
{
	static xmlDictPtr names;
	if (!names) names = had(xmlDictCreate());
	had(xmlDictReference(names) == 0 ? names : NULL);
	return names;
}

xmlDocPtr gt_xml_new(struct gt_arena *arena, const char *root, const char *ns)
{
	gt_xml_init();
	xmlDocPtr doc = had(xmlNewDoc((const xmlChar *)"1.0"));
	doc->_private = arena;
	doc->dict = shared_names();
	gt_arena_on_free(arena, gt_xml_doc_free_cb, doc);
	xmlNodePtr el = had(xmlNewDocNode(doc, NULL, (const xmlChar *)root, NULL));
	xmlDocSetRootElement(doc, el);
	if (ns) xmlSetNs(el, had(xmlNewNs(el, (const xmlChar *)ns, NULL)));
	return doc;
}

xmlNodePtr gt_xml_root(xmlDocPtr doc) { return xmlDocGetRootElement(doc); }

xmlNodePtr gt_el(xmlNodePtr parent, const char *name)
{
	return had(xmlNewChild(parent, NULL, (const xmlChar *)name, NULL));
}

void gt_text(xmlNodePtr el, const char *text)
{
	if (gt_empty(text)) return;
	char *owned;
	xmlNodePtr t = had(xmlNewDocText(el->doc, cleaned(text, &owned)));
	gt_xfree(owned);
	had(xmlAddChild(el, t));
}

xmlNodePtr gt_el_text(xmlNodePtr parent, const char *name, const char *text)
{
	xmlNodePtr el = gt_el(parent, name);
	gt_text(el, text);
	return el;
}

xmlNodePtr gt_el_printf(xmlNodePtr parent, const char *name, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	gt_assert(n >= 0);
	char *text = gt_xalloc((size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	xmlNodePtr el = gt_el_text(parent, name, text);
	gt_xfree(text);
	return el;
}

void gt_attr(xmlNodePtr el, const char *name, const char *value)
{
	if (!value) return;
	char *owned;
	const xmlChar *text = cleaned(value, &owned);
	/* names of ours have no prefix: nothing to look up but whether it is there */
	if (xmlHasProp(el, (const xmlChar *)name)) had(xmlSetProp(el, (const xmlChar *)name, text));
	else had(xmlNewProp(el, (const xmlChar *)name, text));
	gt_xfree(owned);
}

void gt_attr_int(xmlNodePtr el, const char *name, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	gt_attr(el, name, text);
}

void gt_attr_flag(xmlNodePtr el, const char *name, bool on)
{
	if (on) gt_attr(el, name, "yes");
}

xmlNodePtr gt_xml_copy_into(xmlNodePtr parent, xmlNodePtr node)
{
	return had(xmlAddChild(parent, had(xmlDocCopyNode(node, parent->doc, 1))));
}

const char *gt_xml_attr(xmlNodePtr el, const char *name)
{
	if (!el || el->type != XML_ELEMENT_NODE) return NULL;
	for (xmlAttrPtr a = el->properties; a; a = a->next)
		if (!a->ns && strcmp((const char *)a->name, name) == 0)
			return a->children && a->children->content ? (const char *)a->children->content : "";
	return NULL;
}

static void text_of(struct gt_buf *b, xmlNodePtr node)
{
	for (xmlNodePtr n = node; n; n = n->next) {
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) gt_buf_puts(b, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE) text_of(b, n->children);
	}
}

const char *gt_xml_text(struct gt_arena *arena, xmlNodePtr el)
{
	if (!el) return "";
	if (el->type != XML_ELEMENT_NODE) return el->content ? gt_arena_strdup(arena, (const char *)el->content) : "";
	if (!el->children) return "";
	if (!el->children->next && el->children->type == XML_TEXT_NODE) return gt_arena_strdup(arena, (const char *)el->children->content);
	struct gt_buf b = gt_buf_new(arena, GT_XML_PLUGIN_MAX_BYTES);
	text_of(&b, el->children);
	const char *s = gt_buf_cstr(&b);
	return s ? s : "";
}

static xmlNodePtr element_from(xmlNodePtr n, const char *name)
{
	for (; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE && (!name || strcmp((const char *)n->name, name) == 0)) return n;
	return NULL;
}

xmlNodePtr gt_xml_child(xmlNodePtr el, const char *name)
{
	return el && el->type == XML_ELEMENT_NODE ? element_from(el->children, name) : NULL;
}

xmlNodePtr gt_xml_next(xmlNodePtr el, const char *name) { return el ? element_from(el->next, name) : NULL; }

int gt_xml_canonical(struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err)
{
	xmlChar *text = NULL;
	int n = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_1, NULL, 0, &text);
	if (n < 0 || !text) {
		xmlFree(text);
		return gt_fail(err, GT_FAILED, "no canonical form of the document");
	}
	*ret = (struct gt_str){ gt_arena_strndup(arena, (const char *)text, (size_t)n), (size_t)n };
	xmlFree(text);
	return GT_OK;
}

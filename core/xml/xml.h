/* Room xml: the only place that reads or writes XML text. Parsing is closed to network, files, entities and DOCTYPE. */
#ifndef GT_XML_H
#define GT_XML_H
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include "base/base.h"

/* Once per process, before any fork of workers. */
void gt_xml_init(void);

/* Parse bytes from outside. in: text of n bytes, max its limit. The document is freed with the arena.
 * ret: OK; TOOBIG; BADINPUT (not well-formed, a DOCTYPE, too deep): err->message holds line and cause. */
int gt_xml_parse(struct gt_arena *arena, struct gt_str text, size_t max_bytes, xmlDocPtr *ret, struct gt_error *err) GT_MUST_USE;
/* The same, messages begin with path:line; from bytes that are at hand already, or from the file. NOTFOUND too. */
int gt_xml_parse_as(struct gt_arena *arena, const char *path, struct gt_str text, size_t max_bytes, xmlDocPtr *ret, struct gt_error *err) GT_MUST_USE;
int gt_xml_parse_file(struct gt_arena *arena, const char *path, size_t max_bytes, xmlDocPtr *ret, struct gt_error *err) GT_MUST_USE;

/* A RELAX NG grammar, compiled once. Freed with the arena. */
struct gt_grammar;
int gt_grammar_load(struct gt_arena *arena, const char *path, struct gt_grammar **ret, struct gt_error *err) GT_MUST_USE;
int gt_grammar_check(const struct gt_grammar *g, xmlDocPtr doc, struct gt_error *err) GT_MUST_USE; /* REFUSED: line and cause */

/* ---- building: elements, attributes, text; text is checked and escaped by the tree itself ---- */
xmlDocPtr gt_xml_new(struct gt_arena *arena, const char *root, const char *ns_or_null);
xmlNodePtr gt_xml_root(xmlDocPtr doc);
xmlNodePtr gt_el(xmlNodePtr parent, const char *name);
xmlNodePtr gt_el_text(xmlNodePtr parent, const char *name, const char *text);       /* NULL text: an empty element */
xmlNodePtr gt_el_printf(xmlNodePtr parent, const char *name, const char *fmt, ...) GT_PRINTF(3, 4);
void gt_attr(xmlNodePtr el, const char *name, const char *value);                   /* NULL value: no attribute */
void gt_attr_int(xmlNodePtr el, const char *name, int64_t value);
void gt_attr_flag(xmlNodePtr el, const char *name, bool on);                        /* "yes" or nothing at all */
void gt_text(xmlNodePtr el, const char *text);
xmlNodePtr gt_xml_copy_into(xmlNodePtr parent, xmlNodePtr node);                    /* deep copy of a node of another document */
/* Characters that XML 1.0 cannot hold are dropped, invalid UTF-8 is replaced by U+FFFD: what gt_el_text and gt_attr do by themselves. */
const char *gt_xml_clean(struct gt_arena *arena, const char *text);

/* ---- reading ---- */
const char *gt_xml_attr(xmlNodePtr el, const char *name);                           /* NULL when absent; lives as long as the document */
const char *gt_xml_text(struct gt_arena *arena, xmlNodePtr el);                     /* direct and nested text; "" when none */
xmlNodePtr gt_xml_child(xmlNodePtr el, const char *name_or_null);                   /* first child element of that name (any when NULL) */
xmlNodePtr gt_xml_next(xmlNodePtr el, const char *name_or_null);                    /* next sibling element of that name */
#define GT_XML_EACH(var, parent, name) for (xmlNodePtr var = gt_xml_child((parent), (name)); var; var = gt_xml_next(var, (name)))
static inline bool gt_xml_is(xmlNodePtr el, const char *name) { return el && el->type == XML_ELEMENT_NODE && strcmp((const char *)el->name, name) == 0; }

/* ---- XPath, bounded: no file, no network, no extension but ours ---- */
struct gt_xpath;                                                                    /* compiled once, immortal with its arena */
typedef void gt_xpath_function(xmlXPathParserContextPtr ctxt, int nargs);
int gt_xpath_compile(struct gt_arena *arena, const char *expr, struct gt_xpath **ret, struct gt_error *err) GT_MUST_USE;
/* Context for many evaluations over one document; functions registered on it by name. Freed with the arena. */
struct gt_xpath_env;
struct gt_xpath_env *gt_xpath_env_new(struct gt_arena *arena, xmlDocPtr doc);
void gt_xpath_env_function(struct gt_xpath_env *env, const char *name, gt_xpath_function *fn);
void gt_xpath_env_data(struct gt_xpath_env *env, void *data);                       /* what ctxt->context->userData gives the functions */
int gt_xpath_bool(struct gt_xpath_env *env, xmlNodePtr context, const struct gt_xpath *x, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_xpath_string(struct gt_xpath_env *env, struct gt_arena *arena, xmlNodePtr context, const struct gt_xpath *x, const char **ret, struct gt_error *err) GT_MUST_USE;
int gt_xpath_nodes(struct gt_xpath_env *env, struct gt_arena *arena, xmlNodePtr context, const struct gt_xpath *x, xmlNodePtr **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- writing ---- */
/* Canonical XML 1.1 without comments, UTF-8: the form that is sealed and hashed. */
int gt_xml_canonical(struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

#endif

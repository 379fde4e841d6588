/* Reading XML from outside. Decides what is refused: DOCTYPE, entities of any kind but the five built in, network, other files,
 * too much, too deep. Does not decide what the words mean: grammars do (grammar.c). */
#include "xml/xml_priv.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>

struct state { struct gt_xml_fault fault; bool doctype; };

static xmlParserInputPtr loader_refuse(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url; (void)id; (void)ctxt;
	return NULL;
}

static void generic_silent(void *ctx, const char *fmt, ...) GT_PRINTF(2, 3);
static void generic_silent(void *ctx, const char *fmt, ...) { (void)ctx; (void)fmt; }

void gt_xml_init(void)
{
	static bool done;
	if (done) return;
	done = true;
	setenv("XML_CATALOG_FILES", "", 1);     /* a catalogue is a file somebody else could write */
	xmlInitParser();
	xmlXPathInit();
	xmlSetExternalEntityLoader(loader_refuse);
	xmlSetGenericErrorFunc(NULL, generic_silent); /* what matters comes through structured handlers */
}

void gt_xml_fault_note(void *p, xmlErrorPtr e)
{
	struct gt_xml_fault *f = p;
	if (!f || !e || f->seen || e->level == XML_ERR_WARNING) return;
	f->seen = true;
	f->line = e->line;
	const char *m = e->message ? e->message : "unknown error";
	size_t n = strlen(m);
	while (n && (m[n - 1] == '\n' || m[n - 1] == ' ')) n--;
	if (n >= sizeof f->text) n = sizeof f->text - 1;
	memcpy(f->text, m, n);
	f->text[n] = 0;
}

static void on_error(void *ctx, xmlErrorPtr e)
{
	xmlParserCtxtPtr c = ctx;
	struct state *s = c ? c->_private : NULL;
	if (s) gt_xml_fault_note(&s->fault, e);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *ext, const xmlChar *sys)
{
	(void)name; (void)ext; (void)sys;
	xmlParserCtxtPtr c = ctx;
	struct state *s = c->_private;
	s->doctype = true;
	s->fault.line = c->input ? c->input->line : 0;
	xmlStopParser(c);
}

void gt_xml_doc_free_cb(void *doc) { xmlFreeDoc(doc); }

static int parse(struct gt_arena *arena, const char *path, struct gt_str text, size_t max, xmlDocPtr *ret, struct gt_error *err)
{
	const char *before = path ? path : "", *colon = path ? ":" : "line ";
	gt_xml_init();
	if (text.n > max) return gt_fail(err, GT_TOOBIG, "%s%s%zu bytes of XML, at most %zu", before, path ? ": " : "", text.n, max);
	if (!text.n) return gt_fail(err, GT_BADINPUT, "%s%s1: an empty document", before, colon);
	xmlParserCtxtPtr c = xmlNewParserCtxt();
	if (!c) gt_panic("out of memory (XML parser)");
	struct state s = { .doctype = false };
	c->_private = &s;
	c->sax->internalSubset = on_doctype;
	c->sax->externalSubset = on_doctype;
	c->sax->serror = on_error;
	xmlDocPtr doc = xmlCtxtReadMemory(c, text.p, (int)text.n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
	bool ok = doc && c->wellFormed && !s.doctype && !s.fault.seen && !doc->intSubset && xmlDocGetRootElement(doc);
	xmlFreeParserCtxt(c);
	if (!ok) {
		xmlFreeDoc(doc);
		if (s.doctype) return gt_fail(err, GT_BADINPUT, "%s%s%d: a DOCTYPE is not allowed", before, colon, s.fault.line);
		return gt_fail(err, GT_BADINPUT, "%s%s%d: %s", before, colon, s.fault.line, s.fault.seen ? s.fault.text : "not well-formed");
	}
	doc->_private = arena;
	gt_arena_on_free(arena, gt_xml_doc_free_cb, doc);
	*ret = doc;
	return GT_OK;
}

int gt_xml_parse(struct gt_arena *arena, struct gt_str text, size_t max, xmlDocPtr *ret, struct gt_error *err)
{
	return parse(arena, NULL, text, max, ret, err);
}

int gt_xml_parse_as(struct gt_arena *arena, const char *path, struct gt_str text, size_t max, xmlDocPtr *ret, struct gt_error *err)
{
	return parse(arena, path, text, max, ret, err);
}

int gt_xml_parse_file(struct gt_arena *arena, const char *path, size_t max, xmlDocPtr *ret, struct gt_error *err)
{
	GT_AUTO_ARENA bytes = gt_arena_new("file", SIZE_MAX / 2);
	struct gt_str text;
	int rc = gt_file_read(bytes, path, max, &text, err);
	return rc ? rc : parse(arena, path, text, max, ret, err);
}

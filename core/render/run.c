/* Phase 2: one transformation, walled in: no file, no network, no parameter, bounded steps, depth and output.
 * Decides what counts as a failed transformation. Does not choose the sheet. */
#include "render/render_priv.h"
#include <libxml/xmlerror.h>
#include <libxslt/documents.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxml/xpathInternals.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>

static char said[512];
static xsltSecurityPrefsPtr nothing_allowed;

void gt_render_messages_clear(void) { said[0] = 0; }
const char *gt_render_messages(void) { return said; }

static void hear(void *ctx, const char *fmt, ...) GT_PRINTF(2, 3);
static void hear(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	size_t n = strlen(said);
	if (n + 1 >= sizeof said) return;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(said + n, sizeof said - n, fmt, ap);
	va_end(ap);
}

/* t:text(prefix, id): the text of that id in the sheet's language; otherwise the id itself, or what the third argument says. */
static void text_function(xmlXPathParserContextPtr x, int nargs)
{
	if (nargs != 2 && nargs != 3) { xmlXPathSetArityError(x); return; }
	xmlChar *otherwise = nargs == 3 ? xmlXPathPopString(x) : NULL, *id = xmlXPathPopString(x), *prefix = xmlXPathPopString(x);
	xsltTransformContextPtr c = xsltXPathGetTransformContext(x);
	const struct gt_texts *texts = c && c->style ? c->style->_private : NULL;
	char name[160];
	const char *found = NULL;
	if (!x->error && texts && (size_t)snprintf(name, sizeof name, "%s%s", (const char *)prefix, (const char *)id) < sizeof name) found = gt_texts_plain(texts, name);
	valuePush(x, xmlXPathNewString(found ? (const xmlChar *)found : otherwise ? otherwise : id));
	xmlFree(otherwise);
	xmlFree(id);
	xmlFree(prefix);
}

void gt_render_init(void)
{
	if (nothing_allowed) return;
	gt_xml_init();
	xsltInit();
	nothing_allowed = xsltNewSecurityPrefs();
	if (!nothing_allowed) gt_panic("out of memory (sheet rights)");
	static const xsltSecurityOption all[] = { XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
		XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK };
	for (size_t i = 0; i < GT_COUNT(all); i++) gt_assert(!xsltSetSecurityPrefs(nothing_allowed, all[i], xsltSecurityForbid));
	gt_render_forbid();
	gt_assert(!xsltRegisterExtModuleFunction((const xmlChar *)"text", (const xmlChar *)GT_TEXT_NS, text_function));
	xsltSetGenericErrorFunc(NULL, hear);
}

void gt_render_forbid(void) { xsltSetDefaultSecurityPrefs(nothing_allowed); }

/* libxslt speaks in several lines; the first that says something is enough for one message. */
static const char *first_message(void)
{
	static char line[200];
	size_t n = 0;
	for (const char *s = said; *s && n + 1 < sizeof line; s++) {
		if (*s == '\n' && n > 60) break;
		line[n++] = *s == '\n' ? ' ' : *s;
	}
	line[n] = 0;
	return n ? line : "no message";
}

int gt_sheet_run(const struct gt_sheet *s, xmlDocPtr doc, xmlDocPtr *ret, struct gt_error *err)
{
	xsltStylesheetPtr style;
	int made = gt_sheet_style(s, &style, err);
	if (made) return made;
	gt_render_messages_clear();
	xsltTransformContextPtr c = xsltNewTransformContext(style, doc);
	if (!c) return gt_fail(err, GT_FAILED, "sheet '%s': no context", s->name);
	c->opLimit = GT_RENDER_STEPS_MAX;
	c->xpathCtxt->opLimit = GT_RENDER_XPATH_STEPS_MAX;
	c->maxTemplateDepth = GT_RENDER_DEPTH_MAX;
	c->maxTemplateVars = GT_RENDER_VARIABLES_MAX;
	xmlDocPtr out = NULL;
	if (!xsltSetCtxtSecurityPrefs(nothing_allowed, c)) out = xsltApplyStylesheetUser(style, doc, NULL, NULL, NULL, c);
	bool ok = out && c->state == XSLT_STATE_OK;
	int state = (int)c->state;
	xsltFreeTransformContext(c);
	if (!ok) {
		xmlFreeDoc(out);
		int rc = gt_fail(err, GT_FAILED, "sheet '%s' stopped (state %d)", s->name, state);
		gt_error_detail(err, "%s", first_message());
		return rc;
	}
	*ret = out;
	return GT_OK;
}

static int write_some(void *ctx, const char *p, int n)
{
	struct gt_buf *b = ctx;
	gt_buf_add(b, p, (size_t)n);
	return b->overflow ? -1 : n;
}

static int close_nothing(void *ctx) { (void)ctx; return 0; }

int gt_sheet_text(const struct gt_sheet *s, struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr out;
	xsltStylesheetPtr style;
	int rc = gt_sheet_run(s, doc, &out, err);
	if (rc) return rc;
	gt_assert(!gt_sheet_style(s, &style, err)); /* the one just used */
	struct gt_buf b = gt_buf_new(arena, GT_PAGE_MAX_BYTES);
	xmlOutputBufferPtr o = xmlOutputBufferCreateIO(write_some, close_nothing, &b, NULL);
	if (!o) gt_panic("out of memory (output)");
	int written = xsltSaveResultTo(o, out, style);
	int closed = xmlOutputBufferClose(o);
	xmlFreeDoc(out);
	if (b.overflow) return gt_fail(err, GT_TOOBIG, "sheet '%s' wrote over %d bytes", s->name, GT_PAGE_MAX_BYTES);
	if (written < 0 || closed < 0) return gt_fail(err, GT_FAILED, "sheet '%s': its result could not be written", s->name);
	const char *p = gt_buf_cstr(&b);
	*ret = (struct gt_str){ p, b.n };
	return GT_OK;
}

int gt_sheet_apply(const struct gt_sheet *s, struct gt_arena *arena, xmlDocPtr doc, xmlDocPtr *ret, struct gt_error *err)
{
	xmlDocPtr out;
	int rc = gt_sheet_run(s, doc, &out, err);
	if (rc) return rc;
	if (!xmlDocGetRootElement(out)) {
		xmlFreeDoc(out);
		return gt_fail(err, GT_FAILED, "sheet '%s' wrote no element", s->name);
	}
	/* the result shares the sheet's dictionary; a copy of its own may outlive the sheet */
	xmlDocPtr copy = xmlCopyDoc(out, 1);
	xmlFreeDoc(out);
	if (!copy) gt_panic("out of memory (result)");
	copy->_private = arena;
	gt_arena_on_free(arena, (void (*)(void *))xmlFreeDoc, copy);
	*ret = copy;
	return GT_OK;
}

/* XPath 1.0, bounded: a number of operations, and no function but the language's own and those registered. Compiled expressions hold no
 * document: one serves every request. */
#include "xml/xml_priv.h"
#include <libxml/xpathInternals.h>

/* A hostile rule stops after about 35 ms; the heaviest lawful one of a 15-children request needs less than a hundredth. */
#define OPERATIONS_MAX 1000000u

struct gt_xpath { const char *text; xmlXPathCompExprPtr comp; };
struct gt_xpath_env { xmlXPathContextPtr ctx; };

static void comp_free(void *p) { xmlXPathFreeCompExpr(p); }
static void ctx_free(void *p) { xmlXPathFreeContext(p); }
static void on_error(void *data, xmlErrorPtr e) { (void)data; (void)e; }

static const char *code_text(int code)
{
	switch (code) {
	case XML_XPATH_UNFINISHED_LITERAL_ERROR: return "a quoted text is not closed";
	case XML_XPATH_START_LITERAL_ERROR: return "a quoted text was expected";
	case XML_XPATH_VARIABLE_REF_ERROR: case XML_XPATH_UNDEF_VARIABLE_ERROR: return "there are no variables";
	case XML_XPATH_INVALID_PREDICATE_ERROR: return "a condition in [ ] is wrong";
	case XML_XPATH_EXPR_ERROR: return "not an expression";
	case XML_XPATH_UNCLOSED_ERROR: return "a ( is not closed";
	case XML_XPATH_UNKNOWN_FUNC_ERROR: return "a function that does not exist";
	case XML_XPATH_INVALID_OPERAND: case XML_XPATH_INVALID_TYPE: return "values of the wrong kind";
	case XML_XPATH_INVALID_ARITY: return "a function with the wrong number of values";
	case XML_XPATH_UNDEF_PREFIX_ERROR: return "a prefix that does not exist";
	case XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED: return "more work than a rule may ask for";
	default: return "wrong expression";
	}
}

/* XPath numbers its own errors from 0; the error record holds them shifted by XML_XPATH_EXPRESSION_OK. */
static const char *ctx_cause(xmlXPathContextPtr ctx) { return code_text(ctx->lastError.code); }

int gt_xpath_compile(struct gt_arena *arena, const char *expr, struct gt_xpath **ret, struct gt_error *err)
{
	gt_xml_init();
	if (strlen(expr) > 2000) return gt_fail(err, GT_BADINPUT, "an expression of more than 2000 bytes");
	xmlXPathContextPtr ctx = xmlXPathNewContext(NULL);
	if (!ctx) gt_panic("out of memory (XPath)");
	ctx->error = on_error;
	ctx->opLimit = OPERATIONS_MAX;
	xmlXPathCompExprPtr comp = xmlXPathCtxtCompile(ctx, (const xmlChar *)expr);
	const char *cause = comp ? NULL : ctx_cause(ctx);
	int at = ctx->lastError.int1;
	xmlXPathFreeContext(ctx);
	if (!comp) return gt_fail(err, GT_BADINPUT, "'%s': %s, at character %d", expr, cause, at + 1);
	struct gt_xpath *x = gt_new(arena, struct gt_xpath);
	x->text = gt_arena_strdup(arena, expr);
	x->comp = comp;
	gt_arena_on_free(arena, comp_free, comp);
	*ret = x;
	return GT_OK;
}

struct gt_xpath_env *gt_xpath_env_new(struct gt_arena *arena, xmlDocPtr doc)
{
	gt_xml_init();
	struct gt_xpath_env *env = gt_new(arena, struct gt_xpath_env);
	env->ctx = xmlXPathNewContext(doc);
	if (!env->ctx) gt_panic("out of memory (XPath)");
	env->ctx->error = on_error;
	gt_arena_on_free(arena, ctx_free, env->ctx);
	return env;
}

void gt_xpath_env_function(struct gt_xpath_env *env, const char *name, gt_xpath_function *fn)
{
	if (xmlXPathRegisterFunc(env->ctx, (const xmlChar *)name, fn)) gt_panic("XPath function '%s'", name);
}

void gt_xpath_env_data(struct gt_xpath_env *env, void *data) { env->ctx->userData = data; }

static int eval(struct gt_xpath_env *env, xmlNodePtr node, const struct gt_xpath *x, xmlXPathObjectPtr *ret, struct gt_error *err)
{
	env->ctx->node = node ? node : xmlDocGetRootElement(env->ctx->doc);
	env->ctx->opLimit = OPERATIONS_MAX;
	env->ctx->opCount = 0;
	xmlResetError(&env->ctx->lastError);
	*ret = xmlXPathCompiledEval(x->comp, env->ctx);
	if (*ret && env->ctx->lastError.code == XML_ERR_OK) return GT_OK;
	xmlXPathFreeObject(*ret);
	return gt_fail(err, GT_FAILED, "'%s': %s", x->text, ctx_cause(env->ctx));
}

int gt_xpath_bool(struct gt_xpath_env *env, xmlNodePtr context, const struct gt_xpath *x, bool *ret, struct gt_error *err)
{
	xmlXPathObjectPtr o;
	int rc = eval(env, context, x, &o, err);
	if (rc) return rc;
	*ret = xmlXPathCastToBoolean(o);
	xmlXPathFreeObject(o);
	return GT_OK;
}

int gt_xpath_string(struct gt_xpath_env *env, struct gt_arena *arena, xmlNodePtr context, const struct gt_xpath *x, const char **ret, struct gt_error *err)
{
	xmlXPathObjectPtr o;
	int rc = eval(env, context, x, &o, err);
	if (rc) return rc;
	xmlChar *s = xmlXPathCastToString(o);
	xmlXPathFreeObject(o);
	if (!s) gt_panic("out of memory (XPath)");
	*ret = gt_arena_strdup(arena, (const char *)s);
	xmlFree(s);
	return GT_OK;
}

int gt_xpath_nodes(struct gt_xpath_env *env, struct gt_arena *arena, xmlNodePtr context, const struct gt_xpath *x, xmlNodePtr **ret, size_t *ret_n, struct gt_error *err)
{
	xmlXPathObjectPtr o;
	int rc = eval(env, context, x, &o, err);
	if (rc) return rc;
	if (o->type != XPATH_NODESET) {
		xmlXPathFreeObject(o);
		return gt_fail(err, GT_FAILED, "'%s': not a choice of nodes", x->text);
	}
	size_t n = o->nodesetval ? (size_t)o->nodesetval->nodeNr : 0;
	xmlNodePtr *nodes = gt_new_n(arena, xmlNodePtr, n + 1);
	for (size_t i = 0; i < n; i++) nodes[i] = o->nodesetval->nodeTab[i];
	xmlXPathFreeObject(o);
	*ret = nodes;
	*ret_n = n;
	return GT_OK;
}

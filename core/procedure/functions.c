/* The functions that rules have besides XPath's own. Each is pure but today(), which is the clock's legal day. */
#include "procedure/procedure_priv.h"
#include <libxml/xpathInternals.h>
#include <math.h>

static struct gt_case *case_of(xmlXPathParserContextPtr ctxt)
{
	struct gt_case *c = ctxt->context->userData;
	GT_CHECK(c, GT_CASE_MAGIC);
	return c;
}

static const char *pop(xmlXPathParserContextPtr ctxt)
{
	xmlChar *s = xmlXPathPopString(ctxt);
	const char *r = gt_arena_strdup(case_of(ctxt)->arena, s ? (const char *)s : "");
	xmlFree(s);
	return r;
}

static void push(xmlXPathParserContextPtr ctxt, const char *s) { valuePush(ctxt, xmlXPathNewCString(s ? s : "")); }
static void push_number(xmlXPathParserContextPtr ctxt, double n) { valuePush(ctxt, xmlXPathNewFloat(n)); }

#define NEEDS(n) do { if (nargs != (n)) { xmlXPathSetArityError(ctxt); return; } } while (0)

static void fn_today(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(0);
	char text[11];
	push(ctxt, gt_date_iso(gt_today(), text));
}

static void fn_age(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(2);
	struct gt_date on, birth;
	bool ok = gt_date_parse(pop(ctxt), &on);
	ok = gt_date_parse(pop(ctxt), &birth) && ok;
	push_number(ctxt, ok ? (double)gt_age(birth, on) : (double)NAN);
}

static void fn_days(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(2);
	struct gt_date from, to;
	bool ok = gt_date_parse(pop(ctxt), &to);
	ok = gt_date_parse(pop(ctxt), &from) && ok;
	push_number(ctxt, ok ? (double)gt_days_between(from, to) : (double)NAN);
}

static void add(xmlXPathParserContextPtr ctxt, bool months)
{
	double n = xmlXPathPopNumber(ctxt);
	struct gt_date d;
	char text[11];
	if (!gt_date_parse(pop(ctxt), &d) || !(fabs(n) <= 40000)) { push(ctxt, ""); return; }
	push(ctxt, gt_date_iso(months ? gt_date_add_months(d, (int)n) : gt_date_add_days(d, (int64_t)n), text));
}

static void fn_add_days(xmlXPathParserContextPtr ctxt, int nargs) { NEEDS(2); add(ctxt, false); }
static void fn_add_months(xmlXPathParserContextPtr ctxt, int nargs) { NEEDS(2); add(ctxt, true); }

static void fn_choose(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(3);
	xmlXPathObjectPtr b = valuePop(ctxt), a = valuePop(ctxt);
	bool first = xmlXPathPopBoolean(ctxt);
	xmlXPathFreeObject(first ? b : a);
	valuePush(ctxt, first ? a : b);
}

static void fn_same_name(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(2);
	const char *b = pop(ctxt), *a = pop(ctxt);
	valuePush(ctxt, xmlXPathNewBoolean(*a && *b && gt_text_same_name(case_of(ctxt)->arena, a, b)));
}

const char *gt_dated_value(const struct gt_dated *d, size_t n, const char *id, struct gt_date on)
{
	const struct gt_dated *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (gt_streq(d[i].id, id) && gt_date_cmp(d[i].from, on) <= 0 && (!best || gt_date_cmp(d[i].from, best->from) >= 0)) best = &d[i];
	return best ? best->value : NULL;
}

static void fn_tariff(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(2);
	struct gt_date on;
	bool ok = gt_date_parse(pop(ctxt), &on);
	const char *id = pop(ctxt);
	const struct gt_procedure_body *b = case_of(ctxt)->procedure->body;
	push(ctxt, ok ? gt_dated_value(b->tariffs, b->n_tariffs, id, on) : NULL);
}

static void fn_fact(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(1);
	const struct gt_procedure_body *b = case_of(ctxt)->procedure->body;
	push(ctxt, gt_dated_value(b->facts, b->n_facts, pop(ctxt), gt_today()));
}

static void fn_delay(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(1);
	const struct gt_delays *d = &case_of(ctxt)->procedure->delays;
	const char *id = pop(ctxt);
	const struct { const char *id; int n; } all[] = {
		{ "complement", d->complement_days }, { "unopened", d->unopened_days }, { "silence", d->silence_months }, { "appeal", d->appeal_months },
		{ "prolongation", d->prolongation_months }, { "prolongation-before", d->prolongation_before_days },
		{ "prolongation-in-time", d->prolongation_in_time_days }, { "renewal-opens", d->renewal_opens_days },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++)
		if (gt_streq(id, all[i].id) && all[i].n) { push_number(ctxt, all[i].n); return; }
	push_number(ctxt, (double)NAN);
}

static void fn_service_of(xmlXPathParserContextPtr ctxt, int nargs)
{
	NEEDS(1);
	struct gt_case *c = case_of(ctxt);
	const char *insee = pop(ctxt);
	push(ctxt, *insee && c->facts && c->facts->service_of ? c->facts->service_of(c->facts->arg, c->arena, insee) : NULL);
}

static void fn_upper(xmlXPathParserContextPtr ctxt, int nargs) { NEEDS(1); push(ctxt, gt_text_upper(case_of(ctxt)->arena, pop(ctxt))); }
static void fn_lower(xmlXPathParserContextPtr ctxt, int nargs) { NEEDS(1); push(ctxt, gt_text_lower(case_of(ctxt)->arena, pop(ctxt))); }

void gt_functions_register(struct gt_xpath_env *env)
{
	static const struct { const char *name; gt_xpath_function *fn; } all[] = {
		{ "today", fn_today }, { "age", fn_age }, { "days", fn_days }, { "add-days", fn_add_days }, { "add-months", fn_add_months }, { "choose", fn_choose },
		{ "same-name", fn_same_name }, { "tariff", fn_tariff }, { "fact", fn_fact }, { "delay", fn_delay }, { "service-of", fn_service_of },
		{ "upper", fn_upper }, { "lower", fn_lower },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) gt_xpath_env_function(env, all[i].name, all[i].fn);
}

/* Looks through a rendered page for what a browser would not complain of but a person would: labels, identifiers, links within the page, script in the page.
 * Decides nothing about words or looks. */
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include "render/render.h"
#include "look.h"

struct look { xmlDocPtr doc; xmlXPathContextPtr xp; const char *page; int faults; };

static void fault(struct look *l, const char *what, const char *which)
{
	fprintf(stderr, "%s: %s '%s'\n", l->page, what, which ? which : "");
	l->faults++;
}

static xmlXPathObjectPtr find(struct look *l, const char *xpath)
{
	xmlXPathObjectPtr o = xmlXPathEvalExpression((const xmlChar *)xpath, l->xp);
	if (!o) gt_panic("bad XPath '%s'", xpath);
	return o;
}

static int count(xmlXPathObjectPtr o) { return o->nodesetval ? o->nodesetval->nodeNr : 0; }

/* Nothing may be found; each thing found is a fault. */
static void none(struct look *l, const char *xpath, const char *what)
{
	xmlXPathObjectPtr o = find(l, xpath);
	for (int i = 0; i < count(o); i++) {
		xmlChar *s = xmlNodeGetContent(o->nodesetval->nodeTab[i]);
		fault(l, what, (const char *)s);
		xmlFree(s);
	}
	xmlXPathFreeObject(o);
}

static void exactly_one(struct look *l, const char *xpath, const char *what)
{
	xmlXPathObjectPtr o = find(l, xpath);
	if (count(o) != 1) fault(l, "not exactly one", what);
	xmlXPathFreeObject(o);
}

/* Identifiers named by an attribute, several with blanks between, must stand in the page, once. */
static void named(struct look *l, const char *attribute)
{
	char xpath[80];
	snprintf(xpath, sizeof xpath, "//@%s", attribute);
	xmlXPathObjectPtr o = find(l, xpath);
	for (int i = 0; i < count(o); i++) {
		xmlChar *all = xmlNodeGetContent(o->nodesetval->nodeTab[i]);
		char *rest = (char *)all;
		for (char *id; (id = strsep(&rest, " "));) {
			char one[400];
			if (!*id) continue;
			snprintf(one, sizeof one, "//*[@id=\"%s\"]", id);
			xmlXPathObjectPtr there = find(l, one);
			if (count(there) != 1) fault(l, attribute, id);
			xmlXPathFreeObject(there);
		}
		xmlFree(all);
	}
	xmlXPathFreeObject(o);
}

int look_through(const char *page, const char *html, size_t n)
{
	struct look l = { .page = page };
	l.doc = htmlReadMemory(html, (int)n, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	l.xp = xmlXPathNewContext(l.doc);
	exactly_one(&l, "//h1", "h1");
	exactly_one(&l, "//main", "main");
	exactly_one(&l, "/html[@lang != '' and @dir != '']", "html with lang and dir");
	exactly_one(&l, "/html/head/title[normalize-space() != '']", "title");
	none(&l, "//*[@id and @id = preceding::*/@id]/@id", "an identifier that stands twice:");
	none(&l, "//@style | //@*[starts-with(name(), 'on')]", "style or event attribute:");
	none(&l, "//script[normalize-space() != ''] | //style", "script or style in the page:");
	none(&l, "//img[not(@alt)]/@src", "a picture without alt:");
	none(&l, "//img[normalize-space(@src) = '']/@alt | //a[@href = '']", "a picture or link of nothing:");
	none(&l, "//input[not(@type = 'hidden')][not(@id = //label/@for) and not(@aria-label)]/@name", "an input without label:");
	none(&l, "//select[not(@id = //label/@for)]/@name | //textarea[not(@id = //label/@for)]/@name", "a list or text without label:");
	none(&l, "//form[not(.//input[@name = 'csrf']) and @method = 'post']/@action", "a form without its token:");
	none(&l, "//button[normalize-space() = '']/@name | //a[@href and normalize-space() = '' and not(.//img[@alt != ''])]/@href", "a button or link without words:");
	none(&l, "//a[starts-with(@href, '#') and not(substring(@href, 2) = //@id)]/@href", "a link to nowhere in the page:");
	none(&l, "//fieldset[not(legend) and not(contains(@class, 'gt-group'))]/@class", "a fieldset without legend:");
	none(&l, "//h3[not(preceding::h2)] | //h4[not(preceding::h3)]", "a heading that skips a level:");
	none(&l, "//holder | //text()[contains(., '{t:') or contains(., '{static:')] | //@*[contains(., '{')]", "something unresolved:");
	named(&l, "for");
	named(&l, "aria-describedby");
	named(&l, "aria-labelledby");
	named(&l, "aria-controls");
	if (n > 60 * 1024) fault(&l, "over 60 kB of HTML", NULL);
	xmlXPathFreeContext(l.xp);
	xmlFreeDoc(l.doc);
	return l.faults;
}

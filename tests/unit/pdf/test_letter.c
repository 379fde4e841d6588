/* The shared parts of papers (xslt/letter/letter.xsl): from <paper> to a letter of the grammar to a PDF, in each language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "pdf/pdf.h"
#include "render/render.h"

static struct gt_arena *arena;

static const char *source(const char *relative)
{
	const char *top = getenv("top_srcdir");

	return gt_arena_printf(arena, "%s/%s", top ? top : ".", relative);
}

static void ask(int rc, const struct gt_error *err)
{
	if (rc != GT_OK)
		fail_msg("%s: %s", gt_rc_name(rc), err->message);
}

static const char *letter_of(const char *lang, struct gt_str *ret_paper)
{
	struct gt_error err = { 0 };
	struct gt_sheet *sheet;
	xmlDocPtr paper, letter;
	struct gt_str text;

	ask(gt_sheet_load(arena, source("tests/unit/pdf/letters/sample-letter.xsl"), NULL, lang, &sheet, &err), &err);
	ask(gt_xml_parse_file(arena, source("tests/unit/pdf/letters/sample-paper.xml"), 65536, &paper, &err), &err);
	gt_attr(gt_xml_root(paper), "lang", lang);
	ask(gt_sheet_apply(sheet, arena, paper, &letter, &err), &err);
	ask(gt_xml_canonical(arena, letter, &text, &err), &err);
	ask(gt_pdf_make(arena, letter, NULL, ret_paper, &err), &err);
	return text.p;
}

static void expect(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is missing in:\n%s", part, text);
}

static void the_parts_say_what_the_law_and_the_guide_ask(void **state)
{
	static const char *const parts[] = {
		"<references title=\"Vos références :\">", "<ref label=\"Identifiant (N° étranger)\">5903007069</ref>", "<ref label=\"N° de la demande\">5901202305100000114</ref>",
		"<ref label=\"DATE D'ÉMISSION\">10/05/2023</ref>", "<ref label=\"Validité\">du 15/05/2023 au 14/08/2023</ref>", "<row label=\"Nom de naissance\">ACC</row>",
		"<row label=\"Nom d'usage\"></row>", "<row label=\"Prénom\">CONJOINTE VALERIA INÉS LAN ANH</row>", "<row label=\"Né(e) le\">01/05/1990</row>", "<row label=\"A\">CANCUN, MEXIQUE</row>", "<row label=\"Nationalité\">MEXICAINE</row>",
		"<row label=\"Adresse\">20 RUE NATIONALE 59000 LILLE FRANCE</row>", "<para>1er mai 2023 / 10 mai 2023</para>", "<para>0 € / 225,50 €</para>", "Préfecture du Nord</strong>, 12 rue Jean-sans-Peur, 59039 Lille Cedex",
		"03 20 30 59 59", "pref@nord.example.fr", "10/09/2023", "délai de 2 mois", "specimen=\"yes\"", "date=\"2023-05-10\"", "code=\"7K2MQ-4HWTD-XN8PV-03RCE\"",
	};
	struct gt_str paper;

	(void)state;
	const char *text = letter_of("fr", &paper);
	for (size_t i = 0; i < GT_COUNT(parts); i++)
		expect(text, parts[i]);
}

static void another_language_says_the_same_in_its_words(void **state)
{
	struct gt_str paper;

	(void)state;
	const char *text = letter_of("en", &paper);
	expect(text, "lang=\"en\"");
	expect(text, "<ref label=\"Application number\">5901202305100000114</ref>");
	expect(text, "<para>1 May 2023 / 10 May 2023</para>");
}

static int setup(void **state)
{
	static const char *const none[] = { NULL };
	struct gt_error err = { 0 };
	struct gt_sheets *house;

	(void)state;
	arena = gt_arena_new("test", 256 * 1024 * 1024);
	gt_xml_init();
	/* Tells where the house's own sheets are. */
	if (gt_sheets_load(arena, source("xslt"), none, &house, &err) != GT_OK || gt_pdf_warm(NULL, source("xslt"), &err) != GT_OK) {
		fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gt_pdf_end();
	gt_arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_parts_say_what_the_law_and_the_guide_ask), cmocka_unit_test(another_language_says_the_same_in_its_words) };

	return cmocka_run_group_tests(tests, setup, teardown);
}

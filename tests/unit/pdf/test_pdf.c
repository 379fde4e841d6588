/* Room pdf: who draws, what is refused, what happens when the drawing process dies. What a paper looks like: papers.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <poll.h>
#include <unistd.h>
#include <cmocka.h>
#include "pdf/pdf.h"

static struct gt_arena *arena;

static const char *xslt_dir(void)
{
	const char *top = getenv("top_srcdir");

	return gt_arena_printf(arena, "%s/xslt", top ? top : ".");
}

static int make(const char *text, struct gt_str *ret, struct gt_error *err)
{
	xmlDocPtr doc;
	int rc = gt_xml_parse(arena, gt_str(text), 512 * 1024, &doc, err);

	return rc == GT_OK ? gt_pdf_make(arena, doc, NULL, ret, err) : rc;
}

static int setup(void **state)
{
	struct gt_error err = { 0 };

	(void)state;
	arena = gt_arena_new("test", 256 * 1024 * 1024);
	if (gt_pdf_warm(NULL, xslt_dir(), &err) != GT_OK) {
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

#define LETTER(body) "<letter lang='fr' title='Essai' date='2024-02-29'>" body "</letter>"

static void a_small_letter_becomes_a_pdf(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };

	(void)state;
	assert_int_equal(make(LETTER("<para>Bonjour</para>"), &paper, &err), GT_OK);
	assert_true(paper.n > 1000 && paper.n < GT_PDF_MAX_BYTES);
	assert_memory_equal(paper.p, "%PDF-1.7", 8);
}

static void what_is_no_letter_is_a_fault_that_names_itself(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };

	(void)state;
	assert_int_equal(make(LETTER("<marquee>Bonjour</marquee>"), &paper, &err), GT_FAILED);
	assert_non_null(strstr(err.message, "marquee"));
	assert_int_equal(make("<letter lang='fr' title='x' date='hier'><para>a</para></letter>", &paper, &err), GT_FAILED);
	assert_int_equal(make(LETTER("<para><link href='javascript:alert(1)'>x</link></para>"), &paper, &err), GT_FAILED);
	assert_null(paper.p);
}

static void hostile_texts_are_only_text(void **state)
{
	static const char *const texts[] = {
		"&#x202e;evil &#x2066;x&#x2069;", "%s%n {{7*7}} ${x} ') Tj (", "&#xfffd;&#x1f600;&#x0e01;&#x4e2d;&#x600;&#x5d0;&#x645;&#x10ffff;", "a&#x300;&#x301;&#x302;&#x303;&#x304;&#x305;",
		"&#x200d;&#x200c;&#x200b;&#xfeff;", "((((((\\\\\\\\", "&lt;script&gt;",
	};

	(void)state;
	for (size_t i = 0; i < GT_COUNT(texts); i++) {
		struct gt_error err = { 0 };
		struct gt_str paper = { 0 };
		char letter[1000];
		snprintf(letter, sizeof letter, LETTER("<h1>%s</h1><identity><row label='Nom'>%s</row></identity><para><strong>%s</strong> <em>%s</em></para><footer>%s</footer>"),
			texts[i], texts[i], texts[i], texts[i], texts[i]);
		if (make(letter, &paper, &err) != GT_OK)
			fail_msg("%s: %s", texts[i], err.message);
	}
}

/* Every combination of size, weight, slant and script that the vocabulary can ask for is warm: a child that met another would be killed. */
static void every_style_in_every_script_is_warm(void **state)
{
	static const char *const scripts[] = { "Ça, «œuvre» Żółć ắ", "Αθήνα, 12 (ξ)", "Жанна, 12 «Ї»", "a Ж α 1 ✓ ж: b ; c" };
	struct gt_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < GT_COUNT(scripts); i++) {
		struct gt_str paper = { 0 };
		const char *s = scripts[i], *mix = gt_arena_printf(arena, "%s <strong>%s <em>%s</em></strong> <em>%s</em>", s, s, s, s);
		const char *body = gt_arena_printf(arena, "<letter lang='fr' title='Essai' date='2024-02-29'><header brand='%s'><line>%s</line></header><h1>%s</h1><subtitle>%s</subtitle><h2>%s</h2><h3>%s</h3>"
			"<references title='%s'><ref label='%s'>%s</ref></references><identity><row label='%s'>%s</row></identity><para>%s</para><para kind='small'>%s</para><para kind='lead'>%s</para>"
			"<list kind='number'><item>%s<list><item>%s</item></list></item></list><table><row header='yes'><cell>%s</cell></row><row><cell header='yes'>%s</cell></row><row><cell>%s</cell></row></table>"
			"<box title='%s'><para>%s</para></box><qr text='x' code='%s' label='%s'/><signature><line>%s</line></signature><footer>%s</footer></letter>",
			s, mix, mix, mix, mix, mix, s, s, mix, s, mix, mix, mix, mix, mix, mix, mix, mix, mix, s, mix, s, s, mix, mix);
		if (make(body, &paper, &err) != GT_OK)
			fail_msg("%s: %s", s, err.message);
	}
}

static void long_letters_go_over_pages_and_endless_ones_are_refused(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };
	struct gt_buf b = gt_buf_new(arena, 400 * 1024);

	(void)state;
	gt_buf_puts(&b, "<letter lang='fr' title='Essai' date='2024-02-29'><header/>");
	for (int i = 0; i < 150; i++)
		gt_buf_printf(&b, "<para>Alinéa %d : un texte d'une ligne ou deux, pour que la page se remplisse et que la suivante commence là où il le faut.</para>", i);
	gt_buf_puts(&b, "</letter>");
	assert_int_equal(make(gt_buf_cstr(&b), &paper, &err), GT_OK);
	b = gt_buf_new(arena, 400 * 1024);
	gt_buf_puts(&b, "<letter lang='fr' title='Essai' date='2024-02-29'><header/>");
	for (int i = 0; i < 1500; i++)
		gt_buf_printf(&b, "<para>Alinéa %d : un texte d'une ligne ou deux, pour que la page se remplisse et que la suivante commence.</para>", i);
	gt_buf_puts(&b, "</letter>");
	assert_int_equal(make(gt_buf_cstr(&b), &paper, &err), GT_TOOBIG);
}

/* pdf I1: a box, a column or a table larger than a page neither hangs nor is lost. */
static void blocks_larger_than_a_page_end(void **state)
{
	static const char *const opens[] = { "<box>", "<columns><column>", "<list>" }, *const closes[] = { "</box>", "</column></columns>", "</list>" };

	(void)state;
	for (size_t k = 0; k < GT_COUNT(opens); k++) {
		struct gt_error err = { 0 };
		struct gt_str paper = { 0 };
		struct gt_buf b = gt_buf_new(arena, 100 * 1024);
		gt_buf_printf(&b, "<letter lang='fr' title='Essai' date='2024-02-29'>%s", opens[k]);
		for (int i = 0; i < 100; i++)
			gt_buf_printf(&b, k == 2 ? "<item>point %d</item>" : "<para>ligne %d</para>", i);
		gt_buf_printf(&b, "%s</letter>", closes[k]);
		assert_int_equal(make(gt_buf_cstr(&b), &paper, &err), GT_OK);
	}
}

static void a_worker_sees_at_once_that_its_drawing_process_has_gone_and_makes_no_more_papers(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };
	char command[100];

	(void)state;
	struct pollfd gone = { .fd = gt_pdf_lifeline(), .events = POLLIN };
	assert_int_equal(poll(&gone, 1, 50), 0);
	snprintf(command, sizeof command, "kill -9 $(cat /proc/%d/task/%d/children)", (int)getpid(), (int)getpid());
	/* the shell is a child too by then, and is spared by its own death being of no consequence */
	if (system(command) == -1)
		fail();
	assert_int_equal(poll(&gone, 1, 5000), 1);
	assert_int_equal(make(LETTER("<para>Bonjour</para>"), &paper, &err), GT_BUSY);
	assert_int_equal(make(LETTER("<para>Bonjour</para>"), &paper, &err), GT_BUSY);
	assert_int_equal(gt_pdf_warm(NULL, xslt_dir(), &err), GT_OK);
	assert_int_equal(make(LETTER("<para>Bonjour</para>"), &paper, &err), GT_OK);
}

static void a_child_that_dies_while_it_stands_ready_costs_no_paper(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };
	char command[400];

	(void)state;
	/* killed, and seen to have ended: until then it would still take a letter */
	snprintf(command, sizeof command, "for d in $(cat /proc/%d/task/%d/children); do test $d = $$ && continue; for c in $(cat /proc/$d/task/$d/children 2>/dev/null); do kill -9 $c && echo $c; "
		"until grep -q ') Z ' /proc/$c/stat 2>/dev/null || ! test -e /proc/$c; do sleep 0.01; done; done; done | grep -q .", (int)getpid(), (int)getpid());
	assert_int_equal(make(LETTER("<para>Bonjour</para>"), &paper, &err), GT_OK);
	assert_int_equal(system(command), 0);
	assert_int_equal(make(LETTER("<para>Bonsoir</para>"), &paper, &err), GT_OK);
}

static void an_unknown_font_is_told_at_the_start(void **state)
{
	char path[] = "/tmp/gt-pdf-XXXXXX";
	struct gt_error err = { 0 };
	struct gt_config *config;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_true(gt_write_all(fd, "[pdf]\nfont = No Such Family\n", 28));
	gt_close(&fd);
	assert_int_equal(gt_config_load(path, &config, &err), GT_OK);
	unlink(path);
	assert_int_equal(gt_pdf_warm(config, xslt_dir(), &err), GT_FAILED);
	assert_non_null(strstr(err.message, "No Such Family"));
	gt_config_free(&config);
	assert_int_equal(gt_pdf_warm(NULL, xslt_dir(), &err), GT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_letter_becomes_a_pdf), cmocka_unit_test(what_is_no_letter_is_a_fault_that_names_itself), cmocka_unit_test(hostile_texts_are_only_text),
		cmocka_unit_test(every_style_in_every_script_is_warm), cmocka_unit_test(long_letters_go_over_pages_and_endless_ones_are_refused),
		cmocka_unit_test(blocks_larger_than_a_page_end), cmocka_unit_test(a_worker_sees_at_once_that_its_drawing_process_has_gone_and_makes_no_more_papers),
		cmocka_unit_test(a_child_that_dies_while_it_stands_ready_costs_no_paper), cmocka_unit_test(an_unknown_font_is_told_at_the_start),
	};

	gt_xml_init();
	return cmocka_run_group_tests(tests, setup, teardown);
}

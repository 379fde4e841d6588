/* Folders that are wrong in one way each: refused with file and reason before anything of them serves, or, for sheets, stopped while they run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "plugin/plugin.h"
#include "procedure/procedure.h"
#include "text/text.h"

#define XML "<procedure xmlns='urn:guichet:procedure:1' id='essai' version='1.0' min-abi='1.0'><place tile='titre-sejour' nature='change' beneficiary='self'/><delays/><route service=\"''\" fallback='0000'/>" \
	"<step id='motif'><group id='g' untitled='yes'><field id='a' type='yes-no'/><field id='b' type='text' show=\"../a = 'yes'\"/><field id='c' type='date'><rule test='days(., today()) &gt;= 0' else='tard'/></field>" \
	"</group></step><paper id='p' sheet='letter-p.xsl' when='deposit'/><retention drafts-months='3' decided-months='60' identity-papers='with-request'/></procedure>"
#define TEXTS "<texts lang='fr'><text id='title'>Essai</text><text id='step.motif'>Motif</text><text id='field.motif.g.a'>A</text><text id='field.motif.g.b'>B</text><text id='field.motif.g.c'>C</text>" \
	"<text id='error.tard'>Trop tard.</text><text id='paper.p'>Papier</text></texts>"
#define XSL "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:exsl='http://exslt.org/common' extension-element-prefixes='exsl'>" \
	"<xsl:template match='/paper'><letter title='x'>BODY</letter></xsl:template></xsl:stylesheet>"

static char dir[] = "/tmp/gt-bad-XXXXXX";
static struct gt_arena *arena;
static struct gt_config *config;
static const char *key, *place;

#define AT(...) gt_arena_printf(arena, __VA_ARGS__)

static void put(const char *path, const char *text)
{
	unlink(path);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0644), 0);
}

static const char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	if (!at) fail_msg("no '%s' to replace", from);
	return AT("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at) { (void)st; (void)type; (void)at; return remove(path); }

static void lay_down(const char *xml, const char *texts, const char *body)
{
	nftw(place, drop, 16, FTW_DEPTH | FTW_PHYS);
	mkdir(place, 0755);
	put(AT("%s/procedure.xml", place), xml);
	put(AT("%s/texts.fr.xml", place), texts);
	put(AT("%s/letter-p.xsl", place), replaced(XSL, "BODY", body));
}

static void sign(void)
{
	struct gt_error err;
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
}

/* Refused, by name, with the reason in words; and in no time. */
static void refused(enum gt_plugin_trust trust, const char *what, const char *reason)
{
	struct gt_problems problems = { .arena = arena };
	struct gt_plugin p;
	struct gt_error err = { 0 };
	int64_t begin = gt_monotonic_ms();
	int rc = gt_plugin_check(arena, config, place, trust, &problems, &p, &err);
	if (rc != GT_REFUSED) fail_msg("%s: result %d", what, rc);
	bool said = strstr(err.message, reason) != NULL;
	for (size_t i = 0; i < problems.n; i++) said |= strstr(problems.items[i].cause, reason) != NULL && !gt_empty(problems.items[i].cure);
	if (!said) fail_msg("%s: '%s'", what, err.message);
	assert_null(p.procedure);
	assert_in_range(gt_monotonic_ms() - begin, 0, 5000);
}

static void the_good_one_is_good(void **state)
{
	(void)state;
	struct gt_problems problems = { .arena = arena };
	struct gt_plugin p;
	struct gt_error err = { 0 };
	lay_down(XML, TEXTS, "");
	sign();
	if (gt_plugin_check(arena, config, place, GT_PLUGIN_TRUSTED, &problems, &p, &err) != GT_OK) fail_msg("%s", err.message);
}

static void a_procedure_that_is_wrong_is_refused_with_line_cause_and_cure(void **state)
{
	(void)state;
	static const struct { const char *what, *from, *to, *reason; } all[] = {
		{ "cut off", "</step>", "", "mismatch" },
		{ "a DOCTYPE", "<procedure ", "<!DOCTYPE procedure><procedure ", "DOCTYPE" },
		{ "an XML bomb", "<procedure ", "<!DOCTYPE p [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><procedure ", "DOCTYPE" },
		{ "an outside entity", "<procedure ", "<!DOCTYPE p [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><procedure ", "DOCTYPE" },
		{ "an element of no grammar", "<delays/>", "<delays/><secret/>", "secret" },
		{ "a newer host needed", "min-abi='1.0'", "min-abi='1.9'", "1.9" },
		{ "wrong XPath", "../a = 'yes'", "../a = = 'yes'", "not an expression" },
		{ "an unknown function", "../a = 'yes'", "shell(../a)", "no function 'shell'" },
		{ "an unknown name", "../a = 'yes'", "../nowhere = 'yes'", "nowhere" },
		{ "a dead condition", "../a = 'yes'", "../a = 'oui'", "never 'oui'" },
		{ "a condition against itself", "../a = 'yes'", "../a = 'yes' and ../a = 'no'", "never shown" },
		{ "a question out of reach", "<field id='c' type='date'>", "<field id='d' type='text' show=\"../b = 'x' and ../a = 'no'\"/><field id='c' type='date'>", "'motif.g.d' is never shown" },
		{ "a circle", "id='a' type='yes-no'", "id='a' type='yes-no' show=\"../b = 'x'\"", "circle" },
		{ "dates compared as numbers", "days(., today()) &gt;= 0", ". &gt;= today()", "dates are text" },
		{ "the same id twice", "id='b'", "id='a'", "twice" },
		{ "a finding without words", "else='tard'", "else='jamais'", "error.jamais" },
		{ "a list that is not there", "type='text' show", "type='list' choices='@nulle-part' show", "nulle-part" },
		{ "a hook at a step that is not there", "identity-papers='with-request'/>", "identity-papers='with-request'/><hooks check='ailleurs'/>", "ailleurs" },
		{ "a decision by a machine against somebody", "<paper ", "<decision id='non' outcome='unfavourable' automatic='true()'/><paper ", "automatic" },
		{ "a paper whose sheet is not there", "letter-p.xsl", "letter-q.xsl", "letter-q.xsl" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		lay_down(replaced(XML, all[i].from, all[i].to), TEXTS, "");
		refused(GT_PLUGIN_UNSIGNED, all[i].what, all[i].reason);
	}
	lay_down(XML, replaced(TEXTS, "<text id='field.motif.g.a'>A</text>", ""), "");
	refused(GT_PLUGIN_UNSIGNED, "a missing text", "field.motif.g.a");
	lay_down(XML, "<texts lang='fr'>", "");
	refused(GT_PLUGIN_UNSIGNED, "texts cut off", "texts.fr.xml");
	lay_down(XML, TEXTS, "<xsl:value-of/>");
	refused(GT_PLUGIN_UNSIGNED, "a sheet that does not compile", "letter-p.xsl");
}

static void what_was_not_signed_or_could_have_been_changed_is_not_read(void **state)
{
	(void)state;
	struct gt_error err;
	lay_down(XML, TEXTS, "");
	refused(GT_PLUGIN_TRUSTED, "no signature", "not signed");
	sign();
	put(AT("%s/texts.fr.xml", place), TEXTS " ");
	refused(GT_PLUGIN_TRUSTED, "a changed file", "manifest");
	lay_down(XML, TEXTS, "");
	sign();
	put(AT("%s/more.xml", place), "<x/>");
	refused(GT_PLUGIN_TRUSTED, "a file more", "manifest");
	lay_down(XML, TEXTS, "");
	assert_int_equal(gt_plugin_sign(arena, place, AT("%s/stranger.key", dir), &err), GT_OK);
	refused(GT_PLUGIN_TRUSTED, "a stranger's signature", "no allowed signer");
	lay_down(XML, TEXTS, "");
	sign();
	put(AT("%s/MANIFEST.sig", place), "c2lnbmF0dXJl\n");
	refused(GT_PLUGIN_TRUSTED, "no signature at all in its file", "no allowed signer");
	lay_down(XML, TEXTS, "");
	sign();
	assert_int_equal(chmod(AT("%s/texts.fr.xml", place), 0664), 0);
	refused(GT_PLUGIN_TRUSTED, "a file of the group", "written by others");
	assert_int_equal(chmod(AT("%s/texts.fr.xml", place), 0644), 0);
	assert_int_equal(chmod(place, 0777), 0);
	refused(GT_PLUGIN_TRUSTED, "a folder of everybody", "written by others");
	assert_int_equal(chmod(place, 0755), 0);
	unlink(AT("%s/texts.fr.xml", place));
	assert_int_equal(symlink("/etc/passwd", AT("%s/texts.fr.xml", place)), 0);
	refused(GT_PLUGIN_TRUSTED, "a link", "link");
	if (geteuid() == 0) {
		lay_down(XML, TEXTS, "");
		sign();
		assert_int_equal(chown(AT("%s/texts.fr.xml", place), 65534, 65534), 0);
		refused(GT_PLUGIN_TRUSTED, "somebody else's file", "belongs to");
	}
}

/* ---- objects, read as files: no code of theirs runs ---- */
static void compile(const char *source, const char *more)
{
	const char *object = AT("%s/essai.so", place);
	put(AT("%s/object.c", dir), source);
	pid_t pid = fork();
	if (pid == 0) {
		execlp("cc", "cc", "-shared", "-fPIC", "-O1", "-o", object, AT("%s/object.c", dir), more, (char *)NULL);
		_exit(127);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void an_object_that_shows_or_needs_too_much_is_refused(void **state)
{
	(void)state;
	static const struct { const char *what, *source, *flag, *reason; } all[] = {
		{ "another symbol", "const int gt_plugin = 1; int other(void) { return 2; }", NULL, "other" },
		{ "no symbol", "static int x; int *gt_other(void) { return &x; }", NULL, "gt_other" },
		{ "a search path of its own", "const int gt_plugin = 1;", "-Wl,-rpath,/tmp", "search path" },
		{ "memory that is written and run", "const int gt_plugin = 1;", "-Wl,-z,execstack", "written and run" },
		{ "another library", "extern int pthread_nothing(void); extern void *zlibVersion(void); const int gt_plugin = 1; static void *use(void) __attribute__((used)); static void *use(void) { return zlibVersion(); }", "-l:libz.so.1", "libz.so.1" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		lay_down(XML, TEXTS, "");
		if (all[i].flag && gt_starts(all[i].flag, "-l:") && access("/usr/lib/x86_64-linux-gnu/libz.so.1", F_OK) < 0 && access("/lib/x86_64-linux-gnu/libz.so.1", F_OK) < 0) continue;
		compile(all[i].source, all[i].flag);
		refused(GT_PLUGIN_UNSIGNED, all[i].what, all[i].reason);
	}
	lay_down(XML, TEXTS, "");
	compile("const int gt_plugin = 1;", NULL);
	assert_int_equal(truncate(AT("%s/essai.so", place), 700), 0);
	refused(GT_PLUGIN_UNSIGNED, "a cut file", "cut");
	put(AT("%s/essai.so", place), "#!/bin/sh\n");
	refused(GT_PLUGIN_UNSIGNED, "no object at all", "shared object");
}

/* ---- sheets, while they run ---- */
static void a_sheet_that_runs_away_is_stopped_at_once_and_reaches_nothing(void **state)
{
	(void)state;
	static const struct { const char *what, *body; } all[] = {
		{ "a loop", "<xsl:call-template name='l'/>" },
		{ "a huge output", "<xsl:for-each select='//*|//@*'><xsl:for-each select='//*|//@*'><xsl:for-each select='//*|//@*'><xsl:for-each select='//*|//@*'><para>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</para></xsl:for-each></xsl:for-each></xsl:for-each></xsl:for-each>" },
		{ "reading a file", "<xsl:copy-of select=\"document('/etc/hostname.xml')\"/><xsl:copy-of select=\"document('file:///etc/passwd')\"/>" },
		{ "writing a file", "<exsl:document href='/tmp/gt-bad-written'>x</exsl:document>" },
	};
	for (size_t i = 0; i < GT_COUNT(all); i++) {
		struct gt_sheet *sheet;
		struct gt_error err = { 0 };
		xmlDocPtr in, letter = NULL;
		lay_down(XML, TEXTS, all[i].body);
		const char *path = AT("%s/letter-p.xsl", place);
		if (strstr(all[i].body, "call-template")) put(path, replaced(replaced(XSL, "BODY", all[i].body), "</xsl:stylesheet>", "<xsl:template name='l'><xsl:call-template name='l'/></xsl:template></xsl:stylesheet>"));
		if (gt_sheet_load(arena, path, AT("%s/texts.fr.xml", place), "fr", &sheet, &err) != GT_OK) continue;    /* refused when it is read: better still */
		GT_AUTO_ARENA one = gt_arena_new("sheet", GT_REQUEST_ARENA_MAX_BYTES);
		const char *many = "<paper>" "<a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/>"
			"<a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/><a b='1'/></paper>";
		assert_int_equal(gt_xml_parse(one, gt_str(many), 10000, &in, &err), GT_OK);
		int64_t begin = gt_monotonic_ms();
		int rc = gt_sheet_apply(sheet, one, in, &letter, &err);
		if (rc == GT_OK && !strstr(all[i].what, "file")) fail_msg("%s went through", all[i].what);
		if (rc == GT_OK && letter && strstr(gt_xml_text(one, gt_xml_root(letter)), "root:")) fail_msg("%s: it read it", all[i].what);
		assert_in_range(gt_monotonic_ms() - begin, 0, 4000);
	}
	assert_int_not_equal(access("/tmp/gt-bad-written", F_OK), 0);
}

static int begin(void **state)
{
	(void)state;
	struct gt_error err;
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	arena = gt_arena_new("t", 512 << 20);
	umask(022);
	if (!mkdtemp(dir) || gt_crypto_init(&err) || gt_text_init(&err)) return -1;
	gt_xml_init();
	place = AT("%s/essai", dir);
	mkdir(AT("%s/signers", dir), 0755);
	put(AT("%s/settings", dir), AT("[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s/xslt/schema\ncatalogue = %s/plugins/catalogue.xml\n", dir, dir, top, top));
	key = AT("%s/key", dir);
	return gt_config_load(AT("%s/settings", dir), &config, &err) || gt_signer_create(key, AT("%s/signers/me.pub", dir), &err) || gt_signer_create(AT("%s/stranger.key", dir), AT("%s/stranger.pub", dir), &err);
}

static int end(void **state)
{
	(void)state;
	nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
	gt_config_free(&config);
	gt_arena_free(&arena);
	return 0;
}

int main(void)
{
	gt_log_init("test", GT_ERR);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_good_one_is_good),
		cmocka_unit_test(a_procedure_that_is_wrong_is_refused_with_line_cause_and_cure),
		cmocka_unit_test(what_was_not_signed_or_could_have_been_changed_is_not_read),
		cmocka_unit_test(an_object_that_shows_or_needs_too_much_is_refused),
		cmocka_unit_test(a_sheet_that_runs_away_is_stopped_at_once_and_reaches_nothing),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

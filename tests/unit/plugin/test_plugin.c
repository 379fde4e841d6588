/* Room plugin: what is trusted, what is refused and why, which version counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "plugin/plugin.h"
#include "text/text.h"

static char dir[] = "/tmp/gt-plugin-XXXXXX";
static struct gt_arena *arena;
static struct gt_config *config;
static const char *key;

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

static const char *xml_of(const char *id, const char *version)
{
	return AT("<procedure xmlns='urn:guichet:procedure:1' id='%s' version='%s' min-abi='1.0'><place tile='titre-sejour' nature='change' beneficiary='self' open-to='2030-01-01'/><delays/>"
		"<route service=\"''\" fallback='0000'/><step id='motif'><group id='g' untitled='yes'><field id='nom' type='name'/></group></step>"
		"<retention drafts-months='3' decided-months='60' identity-papers='with-request'/></procedure>", id, version);
}

#define TEXTS "<texts lang='fr'><text id='title'>Essai</text><text id='step.motif'>Motif</text><text id='field.motif.g.nom'>Nom</text></texts>"

/* A signed folder of that version, in its place. */
static const char *installed(const char *id, const char *version)
{
	struct gt_error err;
	const char *home = AT("%s/plugins/%s", dir, id), *place = AT("%s/%s", home, version);
	mkdir(home, 0755);
	mkdir(place, 0755);
	put(AT("%s/procedure.xml", place), xml_of(id, version));
	put(AT("%s/texts.fr.xml", place), TEXTS);
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
	return place;
}

static struct gt_plugins *load(void)
{
	struct gt_plugins *p;
	struct gt_error err = { 0 };
	if (gt_plugins_load(config, &p, &err)) fail_msg("%s", err.message);
	return p;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at) { (void)st; (void)type; (void)at; return remove(path); }
static int clean(void **state)
{
	(void)state;
	nftw(AT("%s/plugins", dir), drop, 16, FTW_DEPTH | FTW_PHYS);
	return mkdir(AT("%s/plugins", dir), 0755);
}

static struct gt_offers offers(const struct gt_plugins *p, const char *tile, const char *beneficiary, struct gt_date on)
{
	return gt_plugins_offers(p, &(struct gt_offer_for){ .tile = tile, .beneficiary = beneficiary, .on = on });
}

static void no_plugin_at_all_is_no_failure(void **state)
{
	(void)state;
	struct gt_plugins *p = load();
	size_t n;
	gt_plugins_all(p, &n);
	assert_int_equal(n, 0);
	assert_null(gt_plugins_procedure(p, "essai", NULL));
	assert_non_null(gt_plugins_catalogue(p));
	gt_plugins_free(&p);
	assert_null(p);
}

static void the_newest_good_version_counts_until_the_operator_says_otherwise(void **state)
{
	(void)state;
	installed("essai", "1.9");
	installed("essai", "1.10");
	struct gt_plugins *p = load();
	assert_string_equal(gt_plugins_procedure(p, "essai", NULL)->version, "1.10");
	assert_string_equal(gt_plugins_procedure(p, "essai", "1.9")->version, "1.9");
	assert_true(gt_plugins_enable(p, "essai", "1.9", NULL));
	assert_string_equal(gt_plugins_procedure(p, "essai", NULL)->version, "1.9");
	assert_false(gt_plugins_enable(p, "essai", "7.7", NULL));
	gt_plugins_enable(p, "essai", NULL, NULL);
	assert_null(gt_plugins_procedure(p, "essai", NULL));
	assert_non_null(gt_plugins_procedure(p, "essai", "1.9"));      /* requests under way keep theirs */
	gt_plugins_free(&p);
}

static void a_procedure_is_offered_under_its_tile_while_it_is_open(void **state)
{
	(void)state;
	installed("essai", "1.0");
	struct gt_plugins *p = load();
	struct gt_date open = { 2026, 10, 1 }, closed = { 2031, 1, 1 };
	assert_int_equal(offers(p, "titre-sejour", "self", open).n, 1);
	assert_int_equal(offers(p, "titre-sejour", NULL, open).n, 1);
	assert_int_equal(offers(p, "titre-sejour", "minor", open).n, 0);
	assert_int_equal(offers(p, "titre-sejour", "self", closed).n, 0);
	assert_int_equal(offers(p, "document-voyage", "self", open).n, 0);
	gt_plugins_free(&p);
}

/* After the change, the folder is refused, its neighbour is not, and the reason holds a word. */
static void refused_with(const char *word)
{
	struct gt_plugins *p = load();
	const struct gt_plugin *bad = gt_plugins_find(p, "essai", "1.0");
	assert_null(gt_plugins_procedure(p, "essai", "1.0"));
	assert_non_null(gt_plugins_procedure(p, "voisine", "1.0"));
	if (!bad || !bad->reason) fail_msg("no reason is kept ('%s')", word);
	if (!strstr(bad->reason, word)) fail_msg("'%s' is not in: %s", word, bad->reason);
	gt_plugins_free(&p);
}

static void files_that_are_not_what_was_signed_are_refused(void **state)
{
	(void)state;
	installed("voisine", "1.0");
	const char *place = installed("essai", "1.0");
	put(AT("%s/texts.fr.xml", place), TEXTS " ");
	refused_with("manifest");
	installed("essai", "1.0");
	put(AT("%s/more.xsl", place), "x");
	refused_with("manifest");
	unlink(AT("%s/more.xsl", place));
	unlink(AT("%s/texts.fr.xml", place));
	refused_with("manifest");
}

static void files_that_others_could_write_and_links_are_refused(void **state)
{
	(void)state;
	installed("voisine", "1.0");
	const char *place = installed("essai", "1.0");
	assert_int_equal(chmod(AT("%s/procedure.xml", place), 0664), 0);
	refused_with("written by others");
	installed("essai", "1.0");
	assert_int_equal(chmod(place, 0777), 0);
	refused_with("written by others");
	assert_int_equal(chmod(place, 0755), 0);
	unlink(AT("%s/texts.fr.xml", place));
	assert_int_equal(symlink("/etc/passwd", AT("%s/texts.fr.xml", place)), 0);
	refused_with("texts.fr.xml");
}

static void a_signature_of_nobody_we_know_is_refused(void **state)
{
	(void)state;
	struct gt_error err;
	installed("voisine", "1.0");
	const char *place = installed("essai", "1.0"), *stranger = AT("%s/stranger.key", dir);
	assert_int_equal(gt_signer_create(stranger, AT("%s/stranger.pub", dir), &err), GT_OK);
	assert_int_equal(gt_plugin_sign(arena, place, stranger, &err), GT_OK);
	refused_with("signer");
	put(AT("%s/MANIFEST.sig", place), "AAAA\n");
	refused_with("signer");
	unlink(AT("%s/MANIFEST.sig", place));
	refused_with("signed");
}

static void a_procedure_that_is_wrong_is_refused_with_file_and_line(void **state)
{
	(void)state;
	struct gt_error err;
	installed("voisine", "1.0");
	const char *place = installed("essai", "1.0");
	put(AT("%s/procedure.xml", place), xml_of("autre", "1.0"));
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
	refused_with("'autre'");
	put(AT("%s/procedure.xml", place), "<procedure xmlns='urn:guichet:procedure:1' id='essai'>\n<nothing/></procedure>");
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
	refused_with("procedure.xml");
	put(AT("%s/procedure.xml", place), "<!DOCTYPE procedure SYSTEM 'file:///etc/passwd'><procedure/>");
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
	refused_with("DOCTYPE");
	installed("essai", "1.0");
	put(AT("%s/texts.fr.xml", place), "<texts lang='fr'><text id='title'>Essai</text></texts>");
	assert_int_equal(gt_plugin_sign(arena, place, key, &err), GT_OK);
	refused_with("step.motif");
}

static void installing_copies_what_is_signed_and_never_over_a_version(void **state)
{
	(void)state;
	struct gt_error err;
	struct gt_plugin got;
	struct stat st;
	const char *stage = AT("%s/stage", dir);
	mkdir(stage, 0755);
	put(AT("%s/procedure.xml", stage), xml_of("essai", "2.0"));
	put(AT("%s/texts.fr.xml", stage), TEXTS);
	assert_int_equal(gt_plugin_install(arena, config, stage, &got, &err), GT_REFUSED);
	assert_int_equal(gt_plugin_sign(arena, stage, key, &err), GT_OK);
	assert_int_equal(gt_plugin_install(arena, config, stage, &got, &err), GT_OK);
	assert_string_equal(got.version, "2.0");
	assert_int_equal(stat(AT("%s/plugins/essai/2.0/procedure.xml", dir), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0444);
	assert_int_equal(gt_plugin_install(arena, config, stage, &got, &err), GT_CONFLICT);
	struct gt_plugins *p = load();
	assert_non_null(gt_plugins_procedure(p, "essai", "2.0"));
	gt_plugins_free(&p);
}

static int begin(void **state)
{
	(void)state;
	struct gt_error err;
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	arena = gt_arena_new("t", 256 << 20);
	umask(022);
	if (gt_crypto_init(&err) || gt_text_init(&err) || !mkdtemp(dir)) return -1;
	mkdir(AT("%s/signers", dir), 0755);
	mkdir(AT("%s/plugins", dir), 0755);
	key = AT("%s/demo.key", dir);
	put(AT("%s/settings", dir), AT("[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s/xslt/schema\ncatalogue = %s/plugins/catalogue.xml\n", dir, dir, top, top));
	if (gt_signer_create(key, AT("%s/signers/demo.pub", dir), &err)) return -1;
	return gt_config_load(AT("%s/settings", dir), &config, &err);
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(no_plugin_at_all_is_no_failure, clean),
		cmocka_unit_test_setup(the_newest_good_version_counts_until_the_operator_says_otherwise, clean),
		cmocka_unit_test_setup(a_procedure_is_offered_under_its_tile_while_it_is_open, clean),
		cmocka_unit_test_setup(files_that_are_not_what_was_signed_are_refused, clean),
		cmocka_unit_test_setup(files_that_others_could_write_and_links_are_refused, clean),
		cmocka_unit_test_setup(a_signature_of_nobody_we_know_is_refused, clean),
		cmocka_unit_test_setup(a_procedure_that_is_wrong_is_refused_with_file_and_line, clean),
		cmocka_unit_test_setup(installing_copies_what_is_signed_and_never_over_a_version, clean),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

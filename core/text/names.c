/* Names of countries and languages come from ICU, names of nationalities from a kept table: ICU has none. */
#include <stdlib.h>
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include "text/text_priv.h"

enum { FR, EN, LANGS };
static const char *const locales[LANGS] = { "fr", "en" };
static struct gt_arena *kept;
static struct { struct gt_named *items; size_t n; } countries[LANGS], nationalities[LANGS], languages[LANGS];
static const struct { char code[3]; const char *fr_m, *fr_f, *en; } table[] = {
#include "text/nationalities.inc"
};
static UCollator *collator[LANGS];
static int sorting;

static int lang_of(const char *lang) { return lang && lang[0] == 'e' && lang[1] == 'n' ? EN : FR; }

static int by_name(const void *a, const void *b)
{
	UErrorCode e = U_ZERO_ERROR;
	return (int)ucol_strcollUTF8(collator[sorting], ((const struct gt_named *)a)->name, -1, ((const struct gt_named *)b)->name, -1, &e);
}

static const char *display_country(const char *code, int lang)
{
	UChar name[128];
	char id[8] = "und_";
	UErrorCode e = U_ZERO_ERROR;
	memcpy(id + 4, code, 3);
	int32_t n = uloc_getDisplayCountry(id, locales[lang], name, (int32_t)GT_COUNT(name), &e);
	if (U_FAILURE(e) || e == U_USING_DEFAULT_WARNING || n <= 0) return NULL;
	return gt_text_to8(kept, name, n);
}

static const char *display_language(const char *code, int lang)
{
	UChar name[128];
	UErrorCode e = U_ZERO_ERROR;
	int32_t n = uloc_getDisplayLanguage(code, locales[lang], name, (int32_t)GT_COUNT(name), &e);
	if (U_FAILURE(e) || e == U_USING_DEFAULT_WARNING || n <= 0) return NULL;
	const char *s = gt_text_to8(kept, name, n);
	return strcmp(s, code) == 0 ? NULL : s;
}

static void add(struct gt_named *items, size_t *n, const char *code, const char *name)
{
	if (name) items[(*n)++] = (struct gt_named){ .code = code, .name = name };
}

static void fill(int lang)
{
	size_t room = 0;
	const char *const *iso = uloc_getISOCountries(), *const *tongues = uloc_getISOLanguages();
	while (iso[room]) room++;
	countries[lang].items = gt_new_n(kept, struct gt_named, room + 1);
	for (size_t i = 0; i < room; i++)
		if (strcmp(iso[i], "XK") != 0) add(countries[lang].items, &countries[lang].n, iso[i], display_country(iso[i], lang));
	add(countries[lang].items, &countries[lang].n, "XK", display_country("XK", lang)); /* no ISO code of its own, but passports and births */
	nationalities[lang].items = gt_new_n(kept, struct gt_named, GT_COUNT(table));
	for (size_t i = 0; i < GT_COUNT(table); i++)
		add(nationalities[lang].items, &nationalities[lang].n, table[i].code, lang == EN ? table[i].en : table[i].fr_m);
	for (room = 0; tongues[room];) room++;
	languages[lang].items = gt_new_n(kept, struct gt_named, room);
	for (size_t i = 0; i < room; i++)
		if (strlen(tongues[i]) == 2) add(languages[lang].items, &languages[lang].n, tongues[i], display_language(tongues[i], lang));
	sorting = lang;
	qsort(countries[lang].items, countries[lang].n, sizeof(struct gt_named), by_name);
	qsort(nationalities[lang].items, nationalities[lang].n, sizeof(struct gt_named), by_name);
	qsort(languages[lang].items, languages[lang].n, sizeof(struct gt_named), by_name);
}

int gt_names_init(struct gt_error *err)
{
	if (kept) return GT_OK;
	kept = gt_arena_new("names", 16 << 20);
	for (int lang = 0; lang < LANGS; lang++) {
		UErrorCode e = U_ZERO_ERROR;
		collator[lang] = ucol_open(locales[lang], &e);
		if (U_FAILURE(e)) return gt_fail(err, GT_FAILED, "ICU: no collation for '%s': %s", locales[lang], u_errorName(e));
		fill(lang);
		if (countries[lang].n < 200 || languages[lang].n < 100) return gt_fail(err, GT_FAILED, "ICU has no names in '%s'", locales[lang]);
	}
	return GT_OK;
}

static const char *find(const struct gt_named *items, size_t n, const char *code)
{
	for (size_t i = 0; code && i < n; i++)
		if (strcmp(items[i].code, code) == 0) return items[i].name;
	return NULL;
}

const char *gt_text_country(const char *iso2, const char *lang)
{
	gt_text_tools();
	return find(countries[lang_of(lang)].items, countries[lang_of(lang)].n, iso2);
}

const struct gt_named *gt_text_countries(const char *lang, size_t *ret_n)
{
	gt_text_tools();
	*ret_n = countries[lang_of(lang)].n;
	return countries[lang_of(lang)].items;
}

const char *gt_text_nationality(const char *iso2, const char *lang, char sex)
{
	for (size_t i = 0; iso2 && i < GT_COUNT(table); i++)
		if (strcmp(table[i].code, iso2) == 0) return lang_of(lang) == EN ? table[i].en : sex == 'F' ? table[i].fr_f : table[i].fr_m;
	return NULL;
}

const struct gt_named *gt_text_nationalities(const char *lang, size_t *ret_n)
{
	gt_text_tools();
	*ret_n = nationalities[lang_of(lang)].n;
	return nationalities[lang_of(lang)].items;
}

const char *gt_text_language(const char *code, const char *lang)
{
	gt_text_tools();
	return find(languages[lang_of(lang)].items, languages[lang_of(lang)].n, code);
}

const struct gt_named *gt_text_languages(const char *lang, size_t *ret_n)
{
	gt_text_tools();
	*ret_n = languages[lang_of(lang)].n;
	return languages[lang_of(lang)].items;
}

bool gt_text_rtl(const char *lang) { return lang && *lang && uloc_isRightToLeft(lang); }

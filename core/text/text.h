/* Room text: Unicode and the names of countries, nationalities and languages. The only user of ICU.
 * Strings in and out are valid UTF-8; results live in the arena given, those of tables for the life of the process. */
#ifndef GT_TEXT_H
#define GT_TEXT_H
#include "base/base.h"

/* Checks the data and the library; before confinement (ICU reads its files then). */
int gt_text_init(struct gt_error *err) GT_MUST_USE;

bool gt_text_utf8(const char *s, size_t n);              /* well-formed, no NUL inside */
size_t gt_text_length(const char *s);                    /* characters (code points) of the NFC form, as the reader counts them */
/* NFC, white space at both ends removed, runs of it made one space, line ends kept when lines is true. */
const char *gt_text_nfc(struct gt_arena *arena, const char *s);
const char *gt_text_clean(struct gt_arena *arena, const char *s, bool lines);
/* For search and comparison of names: case, accents, ligatures, apostrophes, hyphens and spaces no longer count. "Lætitia  D'Été" -> "laetitia d ete". */
const char *gt_text_fold(struct gt_arena *arena, const char *s);
/* The words of a folded text, NULL-terminated, without doubles: rows of a search table. */
const char *const *gt_text_words(struct gt_arena *arena, const char *s);
bool gt_text_same_name(struct gt_arena *arena, const char *a, const char *b); /* equal once folded, whatever the order of words */
const char *gt_text_upper(struct gt_arena *arena, const char *s);    /* French capitals with their accents */
const char *gt_text_lower(struct gt_arena *arena, const char *s);
const char *gt_text_title(struct gt_arena *arena, const char *s);    /* "JEAN-PIERRE" -> "Jean-Pierre" */

/* ---- e-mail: one address, no display name. Normalised form is the key of accounts: NFKC, host in lower case and A-labels, local part
 * folded in case; dots and +tags stay: they are other addresses. ret false: not an address we can write to. */
bool gt_text_email(struct gt_arena *arena, const char *typed, const char **ret_typed, const char **ret_normalised);
/* E.164 or 10 French digits -> E.164 ("+33612345678"); false: neither. */
bool gt_text_phone(struct gt_arena *arena, const char *typed, const char **ret_e164);
/* Numbers of titles, visas, foreigners, e-photos: spaces (all kinds), dots and hyphens dropped, upper case; only A-Z 0-9 stay, else NULL. */
const char *gt_text_number(struct gt_arena *arena, const char *typed);

/* ---- names by code; lang "fr" or "en" (another: French). NULL: no such code ---- */
struct gt_named { const char *code, *name; };
const char *gt_text_country(const char *iso2, const char *lang);
const struct gt_named *gt_text_countries(const char *lang, size_t *ret_n);          /* sorted as the language sorts */
/* sex 'M', 'F' or 0 (masculine, as in lists): "mexicain" -> « Mexicaine ». Capitals are made by gt_text_upper. */
const char *gt_text_nationality(const char *iso2, const char *lang, char sex);
const struct gt_named *gt_text_nationalities(const char *lang, size_t *ret_n);
const char *gt_text_language(const char *code, const char *lang);                   /* "ar" -> « arabe » */
const struct gt_named *gt_text_languages(const char *lang, size_t *ret_n);
bool gt_text_rtl(const char *lang);                      /* written from right to left */

#endif

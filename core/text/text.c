/* Normal forms, folding, capitals. What is a good name or a good answer is decided elsewhere. */
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/utrans.h>
#include "text/text_priv.h"

static struct gt_text_tools tools;

const struct gt_text_tools *gt_text_tools(void)
{
	if (!tools.nfc && gt_text_init(NULL) != GT_OK) gt_panic("ICU has no data");
	return &tools;
}

int gt_text_init(struct gt_error *err)
{
	if (tools.nfc) return GT_OK;
	UErrorCode e = U_ZERO_ERROR;
	/* Marks removed after decomposition; Latin-ASCII then turns what does not decompose (œ, ø, ł, ı) and typographic marks. */
	static const UChar rules[] = u"NFKC; Lower; NFD; [:Mn:] Remove; NFC; Latin-ASCII; Lower";
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&e), *nfkc = unorm2_getNFKCInstance(&e);
	UTransliterator *fold = utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
	UIDNA *idna = uidna_openUTS46(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &e);
	if (U_FAILURE(e)) return gt_fail(err, GT_FAILED, "ICU: %s", u_errorName(e));
	tools = (struct gt_text_tools){ .nfc = nfc, .nfkc = nfkc, .fold = fold, .idna = idna };
	return gt_names_init(err);
}

bool gt_text_utf8(const char *s, size_t n)
{
	if (n > INT32_MAX || (n && memchr(s, 0, n))) return false;
	UErrorCode e = U_ZERO_ERROR;
	u_strFromUTF8(NULL, 0, NULL, s, (int32_t)n, &e);      /* only counts, but looks at every byte */
	return e != U_INVALID_CHAR_FOUND;
}

UChar *gt_text_to16(struct gt_arena *arena, const char *s, int32_t *ret_n)
{
	size_t bytes = strlen(s);
	gt_assert(bytes < INT32_MAX / 4);
	UErrorCode e = U_ZERO_ERROR;
	UChar *out = gt_new_n(arena, UChar, bytes + 1);      /* never more units than bytes */
	u_strFromUTF8WithSub(out, (int32_t)bytes + 1, ret_n, s, (int32_t)bytes, 0xFFFD, NULL, &e);
	gt_assert(U_SUCCESS(e));
	return out;
}

const char *gt_text_to8(struct gt_arena *arena, const UChar *s, int32_t n)
{
	UErrorCode e = U_ZERO_ERROR;
	char *out = gt_arena_alloc(arena, (size_t)n * 3 + 1);
	u_strToUTF8WithSub(out, n * 3 + 1, NULL, s, n, 0xFFFD, NULL, &e);
	gt_assert(U_SUCCESS(e));
	return out;
}

static UChar *normalise(struct gt_arena *arena, const struct UNormalizer2 *form, const UChar *s, int32_t n, int32_t *ret_n)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t room = n * 3 + 64;
	for (int i = 0; i < 2; i++) {
		UChar *out = gt_new_n(arena, UChar, (size_t)room);
		*ret_n = unorm2_normalize(form, s, n, out, room, &e);
		if (U_SUCCESS(e)) return out;
		gt_assert(e == U_BUFFER_OVERFLOW_ERROR);
		e = U_ZERO_ERROR;
		room = *ret_n + 1;
	}
	gt_panic("normalisation does not end");
}

const char *gt_text_nfc(struct gt_arena *arena, const char *s)
{
	int32_t n;
	UChar *t = gt_text_to16(arena, s, &n);
	UErrorCode e = U_ZERO_ERROR;
	if (unorm2_isNormalized(gt_text_tools()->nfc, t, n, &e) && U_SUCCESS(e)) return gt_text_to8(arena, t, n);
	t = normalise(arena, tools.nfc, t, n, &n);
	return gt_text_to8(arena, t, n);
}

size_t gt_text_length(const char *s)
{
	GT_AUTO_ARENA arena = gt_arena_new("length", 64 << 20);
	int32_t n;
	UChar *t = gt_text_to16(arena, s, &n);
	t = normalise(arena, gt_text_tools()->nfc, t, n, &n);
	return (size_t)u_countChar32(t, n);
}

const char *gt_text_clean(struct gt_arena *arena, const char *s, bool lines)
{
	int32_t n, at = 0, out = 0;
	UChar *t = gt_text_to16(arena, s, &n);
	t = normalise(arena, gt_text_tools()->nfc, t, n, &n);
	bool space = false;
	int ends = 0;
	while (at < n) {
		UChar32 c;
		U16_NEXT(t, at, n, c);
		if (c == '\r' && at < n && t[at] == '\n') continue;
		if (lines && (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)) { ends++; space = false; continue; }
		if (u_isUWhiteSpace(c)) { space = true; continue; }
		if (u_iscntrl(c) || c == 0xFEFF || c == 0x200B) continue;
		if (out && ends) for (int i = 0; i < (ends > 2 ? 2 : ends); i++) t[out++] = '\n';  /* one empty line at most */
		else if (out && space) t[out++] = ' ';
		space = false;
		ends = 0;
		U16_APPEND_UNSAFE(t, out, c);
	}
	/* what stood between a letter and its accent is gone: they join now */
	t = normalise(arena, gt_text_tools()->nfc, t, out, &out);
	return gt_text_to8(arena, t, out);
}

const char *gt_text_fold(struct gt_arena *arena, const char *s)
{
	int32_t n, at = 0;
	UChar *t = gt_text_to16(arena, s, &n);
	UErrorCode e = U_ZERO_ERROR;
	int32_t room = n * 6 + 64, limit = n;
	UChar *b = gt_new_n(arena, UChar, (size_t)room);
	memcpy(b, t, (size_t)n * sizeof *t);
	utrans_transUChars(gt_text_tools()->fold, b, &n, room, 0, &limit, &e);
	if (U_FAILURE(e)) return gt_text_lower(arena, s);      /* longer than six times itself: no name */
	UChar *out = gt_new_n(arena, UChar, (size_t)n + 1);
	int32_t k = 0;
	bool space = false;
	while (at < n) {
		UChar32 c;
		U16_NEXT(b, at, n, c);
		if (!u_isalnum(c)) { space = true; continue; }
		if (k && space) out[k++] = ' ';
		space = false;
		U16_APPEND_UNSAFE(out, k, c);
	}
	return gt_text_to8(arena, out, k);
}

const char *const *gt_text_words(struct gt_arena *arena, const char *s)
{
	char *folded = gt_arena_strdup(arena, gt_text_fold(arena, s));
	const char **words = gt_new_n(arena, const char *, strlen(folded) / 2 + 2);
	size_t n = 0;
	char *rest = folded;
	for (char *w; (w = strsep(&rest, " "));) {
		bool known = !*w;
		for (size_t i = 0; i < n && !known; i++) known = strcmp(words[i], w) == 0;
		if (!known) words[n++] = w;
	}
	return words;
}

/* As many words, each of them in the other: "Anne Marie" and "Marie-Anne" are one name typed by two people. */
bool gt_text_same_name(struct gt_arena *arena, const char *a, const char *b)
{
	const char *const *x = gt_text_words(arena, a), *const *y = gt_text_words(arena, b);
	size_t nx = 0, ny = 0, common = 0;
	while (x[nx]) nx++;
	while (y[ny]) ny++;
	for (size_t i = 0; i < nx; i++)
		for (size_t j = 0; j < ny; j++) common += strcmp(x[i], y[j]) == 0;
	return nx > 0 && nx == ny && common == nx;
}

typedef int32_t change_case(UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

/* Making the iterator that tells where words begin costs more than all the rest: one serves for good. */
static int32_t title_case(UChar *out, int32_t room, const UChar *s, int32_t n, const char *locale, UErrorCode *e)
{
	static UBreakIterator *words;
	if (!words) words = ubrk_open(UBRK_WORD, locale, NULL, 0, e);
	return u_strToTitle(out, room, s, n, words, locale, e);
}

static const char *change(struct gt_arena *arena, const char *s, change_case *fn)
{
	int32_t n, got;
	UChar *t = gt_text_to16(arena, s, &n);
	UErrorCode e = U_ZERO_ERROR;
	int32_t room = n * 3 + 4;
	UChar *out = gt_new_n(arena, UChar, (size_t)room);
	got = fn(out, room, t, n, "fr", &e);
	gt_assert(U_SUCCESS(e));
	return gt_text_to8(arena, out, got);
}

const char *gt_text_upper(struct gt_arena *arena, const char *s) { return change(arena, s, u_strToUpper); }
const char *gt_text_lower(struct gt_arena *arena, const char *s) { return change(arena, s, u_strToLower); }
const char *gt_text_title(struct gt_arena *arena, const char *s) { return change(arena, s, title_case); }

const char *gt_text_number(struct gt_arena *arena, const char *typed)
{
	int32_t n, at = 0;
	size_t k = 0;
	UChar *t = gt_text_to16(arena, typed, &n);
	t = normalise(arena, gt_text_tools()->nfkc, t, n, &n);
	char *out = gt_arena_alloc(arena, (size_t)n + 1);
	while (at < n) {
		UChar32 c;
		U16_NEXT(t, at, n, c);
		if (u_isUWhiteSpace(c) || c == '.' || c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013) continue;
		if (c >= 'a' && c <= 'z') c -= 32;
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return NULL;
		out[k++] = (char)c;
	}
	return k ? out : NULL;
}

/* ---- e-mail and phone ---- */

static bool local_part(const char *p, size_t n)
{
	if (n == 0 || n > 64 || p[0] == '.' || p[n - 1] == '.') return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && !(c && strchr("!#$%&'*+-/=?^_`{|}~.", c))) return false;
		if (c == '.' && p[i + 1] == '.') return false;
	}
	return true;
}

/* A-labels in lower case; a host has a dot and its last label is no number. */
static const char *host_part(struct gt_arena *arena, const char *host)
{
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode e = U_ZERO_ERROR;
	char *out = gt_arena_alloc(arena, 256);
	int32_t n = uidna_nameToASCII_UTF8(gt_text_tools()->idna, host, (int32_t)strlen(host), out, 255, &info, &e);
	if (U_FAILURE(e) || info.errors || n <= 0 || n > 253) return NULL;
	out[n] = 0;
	const char *dot = strrchr(out, '.');
	if (!dot || dot == out || !dot[1] || strspn(dot + 1, "0123456789") == strlen(dot + 1)) return NULL;
	return out;
}

bool gt_text_email(struct gt_arena *arena, const char *typed, const char **ret_typed, const char **ret_normalised)
{
	const char *text = gt_text_clean(arena, typed, false);
	if (strlen(text) > GT_EMAIL_MAX_BYTES || strchr(text, ' ')) return false;
	int32_t n;
	UChar *t = gt_text_to16(arena, text, &n);
	t = normalise(arena, gt_text_tools()->nfkc, t, n, &n);
	const char *s = gt_text_to8(arena, t, n), *at = strrchr(s, '@');
	if (!at || !local_part(s, (size_t)(at - s))) return false;
	const char *host = host_part(arena, at + 1);
	if (!host) return false;
	const char *local = gt_arena_strndup(arena, s, (size_t)(at - s));
	const char *normalised = gt_arena_printf(arena, "%s@%s", gt_text_lower(arena, local), host);
	if (strlen(normalised) > GT_EMAIL_MAX_BYTES) return false;
	bool ascii = true;
	for (const char *p = at + 1; *p; p++) ascii = ascii && !((unsigned char)*p & 0x80);
	*ret_typed = gt_arena_printf(arena, "%s@%s", local, ascii ? at + 1 : host);
	*ret_normalised = normalised;
	return true;
}

/* Ten digits: which country code stands for the leading 0 (overseas departments have their own). */
static const char *french_prefix(const char *digits)
{
	static const struct { const char *begins, *code; } table[] = {
		{ "0262", "+262" }, { "0263", "+262" }, { "0692", "+262" }, { "0693", "+262" }, { "0269", "+262" }, { "0639", "+262" }, { "0590", "+590" }, { "0690", "+590" },
		{ "0691", "+590" }, { "0594", "+594" }, { "0694", "+594" }, { "0596", "+596" }, { "0696", "+596" }, { "0697", "+596" }, { "0508", "+508" },
	};
	for (size_t i = 0; i < GT_COUNT(table); i++)
		if (gt_starts(digits, table[i].begins)) return table[i].code;
	return "+33";
}

bool gt_text_phone(struct gt_arena *arena, const char *typed, const char **ret_e164)
{
	int32_t n, at = 0;
	size_t k = 0;
	UChar *t = gt_text_to16(arena, typed, &n);
	t = normalise(arena, gt_text_tools()->nfkc, t, n, &n);
	char *d = gt_arena_alloc(arena, (size_t)n + 2);
	while (at < n) {
		UChar32 c;
		U16_NEXT(t, at, n, c);
		if (c == '(' && at + 1 < n && t[at] == '0' && t[at + 1] == ')' && k && d[0] == '+') { at += 2; continue; } /* +33 (0)6 … */
		if (u_isUWhiteSpace(c) || (c < 128 && strchr(".-/()", (int)c))) continue;
		if (!((c >= '0' && c <= '9') || (c == '+' && k == 0))) return false;
		d[k++] = (char)c;
	}
	if (k > 2 && d[0] == '0' && d[1] == '0') { memmove(d + 1, d + 2, k - 1); d[0] = '+'; k--; }
	if (d[0] == '+') {
		if (k < 9 || k > 16 || d[1] == '0') return false;
		if (gt_starts(d, "+33") && k != 12) return false;
		*ret_e164 = d;
		return true;
	}
	if (k != 10 || d[0] != '0' || d[1] == '0') return false;
	*ret_e164 = gt_arena_printf(arena, "%s%s", french_prefix(d), d + 1);
	return true;
}

/* What people type into small fields, and what stands in addresses: dates, e-mails, telephones, numbers, names, ids, tokens, codes of papers. */
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "http/http_priv.h"
#include "text/text.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = {
	GT_STR("2026-11-29"), GT_STR("Nadia@Exemple.test"), GT_STR("06 12 34 56 78"), GT_STR("5903007069"), GT_STR("L\xc3\xa6titia D\xe2\x80\x99\xc3\x89t\xc3\xa9"), GT_STR("AAAAAAAAAAAAAAAAAAAAAA"), GT_STR("ABCDE-FGHJK-MNPQR-STVWX"), GT_STR("E\xe2\x80\xae\xcc\x81t\xc3\xa9"), { NULL, 0 },
};
const char *const fuzz_words[] = { "@", "..", "\xcc\x81", "\xe2\x80\xae", "\xef\xbb\xbf", "\xc4\xb1", "+33", "-", "9999", "02-29", "xn--", "\xf0\x9f\x98\x80", "\"", "<", "%", "\r\n", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 64 << 20);
	static bool ready;
	struct gt_error err = { 0 };
	if (!ready) gt_assert(gt_text_init(&err) == GT_OK && gt_crypto_init(&err) == GT_OK);
	ready = true;
	char *s = gt_arena_strndup(arena, (const char *)data, size), code[GT_PAPER_CODE], iso[11];
	struct gt_date date;
	struct gt_id id;
	struct gt_digest hash;
	const char *typed, *normal, *again;
	if (!gt_http_text_clean(s, strlen(s))) return 0;       /* no page ever sees it */
	if (gt_date_parse(s, &date)) gt_assert(gt_date_valid(date.y, date.m, date.d) && gt_streq(gt_date_iso(date, iso), s));
	if (gt_id_parse(s, &id)) { char text[GT_ID_TEXT]; gt_assert(gt_streq(gt_id_text(id, text), s)); }
	(void)gt_token_hash(s, &hash);
	if (gt_paper_code_normalise(s, code)) { char twice[GT_PAPER_CODE]; gt_assert(gt_paper_code_normalise(code, twice) && gt_streq(code, twice)); }
	if (gt_text_email(arena, s, &typed, &normal)) {
		gt_assert(strlen(normal) <= GT_EMAIL_MAX_BYTES && strchr(normal, '@') && !strpbrk(normal, "\r\n ,;<>"));
		gt_assert(gt_text_email(arena, normal, &typed, &again) && gt_streq(normal, again));
	}
	if (gt_text_phone(arena, s, &normal)) gt_assert(normal[0] == '+' && strspn(normal + 1, "0123456789") == strlen(normal + 1));
	normal = gt_text_number(arena, s);
	if (normal) gt_assert(strspn(normal, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(normal));
	const char *folded = gt_text_fold(arena, s);
	gt_assert(gt_text_utf8(folded, strlen(folded)) && gt_streq(gt_text_fold(arena, folded), folded));
	const char *clean = gt_text_clean(arena, s, /* lines= */ false);
	gt_assert(gt_streq(gt_text_clean(arena, clean, /* lines= */ false), clean) && !strpbrk(clean, "\r\n"));
	return 0;
}

/* One answer: what was typed into the form it is kept in, and back into words. Decides the shape of each type; bounds and choices that depend
 * on other answers are check.c's. */
#include "procedure/procedure_priv.h"
#include <ctype.h>

const char *const gt_address_parts[] = { "number", "street", "complement", "postcode", "city", "country", "insee", "overseas", NULL };

static const char *without_blanks(struct gt_arena *arena, const char *s)
{
	char *out = gt_arena_strdup(arena, s), *to = out;
	for (; *s; s++) {
		if (*s == ' ' || *s == '\t') continue;
		if (gt_starts(s, "\xc2\xa0")) { s++; continue; }
		if (gt_starts(s, "\xe2\x80\xaf")) { s += 2; continue; }
		*to++ = *s;
	}
	*to = 0;
	return out;
}

static const char *read_integer(struct gt_arena *arena, const char *raw)
{
	int64_t n;
	const char *s = without_blanks(arena, raw);
	return gt_parse_i64(s, -999999999999999, 999999999999999, &n) ? gt_arena_printf(arena, "%lld", (long long)n) : NULL;
}

/* "1 234,5" -> "1234.5"; amounts always with two decimals. */
static const char *read_decimal(struct gt_arena *arena, const char *raw, bool amount)
{
	const char *s = without_blanks(arena, raw);
	size_t n = strlen(s);
	if (amount && n > 3 && gt_streq(s + n - 3, "€")) n -= 3;
	bool minus = *s == '-';
	const char *digits = s + minus;
	size_t whole = 0, frac = 0;
	while (isdigit((unsigned char)digits[whole])) whole++;
	const char *tail = digits + whole;
	if (*tail == '.' || *tail == ',') {
		tail++;
		while (isdigit((unsigned char)tail[frac])) frac++;
		if (!frac) return NULL;
	}
	if (!whole || whole > 12 || (size_t)(tail + frac - s) != n || frac > (amount ? 2u : 6u)) return NULL;
	while (whole > 1 && *digits == '0') { digits++; whole--; }
	if (amount) return gt_arena_printf(arena, "%s%.*s.%.*s%s", minus ? "-" : "", (int)whole, digits, (int)frac, tail, frac == 0 ? "00" : frac == 1 ? "0" : "");
	return gt_arena_printf(arena, "%s%.*s%s%.*s", minus ? "-" : "", (int)whole, digits, frac ? "." : "", (int)frac, tail);
}

static bool is_name(const char *s)
{
	bool letter = false;
	for (; *s; s++) {
		if (isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80) letter = true;
		else if (!strchr(" -'.", *s)) return false;
	}
	return letter;
}

static bool shaped(const char *s, size_t min, size_t max, bool digits_only)
{
	size_t n = strlen(s);
	if (n < min || n > max) return false;
	for (; *s; s++)
		if (!isdigit((unsigned char)*s) && (digits_only || !isalpha((unsigned char)*s))) return false;
	return true;
}

static const char *read_number(struct gt_case *c, const struct gt_item *it, const char *raw)
{
	const char *s = gt_text_number(c->arena, raw);
	if (!s) return NULL;
	if (it->pattern) return s;
	switch (it->type) {
	case GT_T_FOREIGNER_NUMBER: return shaped(s, 10, 10, true) ? s : NULL;
	case GT_T_TITLE_NUMBER: return shaped(s, 6, 12, false) ? s : NULL;
	case GT_T_EPHOTO: return shaped(s, 20, 32, false) ? s : NULL;
	default: return shaped(s, 16, 16, true) ? s : NULL;          /* e-stamp */
	}
}

/* A code, « Lille », « 59000 Lille », or « Lille (59350) » as the page shows it. *ret_bad: what is wrong when several have that name. */
static const char *read_commune(struct gt_case *c, const char *raw, const char **ret_bad)
{
	const char *open = strrchr(raw, '('), *s = gt_text_number(c->arena, open ? open + 1 : raw);
	if (open && s && strlen(s) > 5) s = NULL;
	if (open && !s) s = gt_text_number(c->arena, gt_arena_strndup(c->arena, open + 1, strcspn(open + 1, ")")));
	bool code = s && shaped(s, 5, 5, false) && (open || isdigit((unsigned char)s[3]));
	if (code && (!c->facts || !c->facts->commune_name || c->facts->commune_name(c->facts->arg, c->arena, s))) return s;
	const char *found = c->facts && c->facts->commune_find ? c->facts->commune_find(c->facts->arg, c->arena, raw) : NULL;
	if (found && !*found) *ret_bad = "commune-several";
	return gt_empty(found) ? NULL : found;
}

static const char *read_choice(const struct gt_item *it, const char *s)
{
	for (size_t i = 0; it->choices && i < it->choices->n; i++)
		if (gt_streq(it->choices->items[i].id, s)) return it->choices->items[i].id;
	return NULL;
}

static const char *read_month(const char *s)
{
	struct gt_date d;
	char day[12] = { 0 };
	if (strlen(s) != 7) return NULL;
	memcpy(day, s, 7);
	memcpy(day + 7, "-01", 4);
	return gt_date_parse(day, &d) ? s : NULL;
}

/* The site's text error.<id> for an answer of the wrong shape. */
static const char *bad_id(enum gt_type t)
{
	switch (t) {
	case GT_T_INTEGER: case GT_T_DECIMAL: return "number-invalid";
	case GT_T_AMOUNT: return "amount-invalid";
	case GT_T_DATE: return "date-invalid";
	case GT_T_MONTH: return "month-invalid";
	case GT_T_YES_NO: case GT_T_RADIO: case GT_T_LIST: case GT_T_MULTI_LIST: case GT_T_SEX: return "choice-invalid";
	case GT_T_COUNTRY: return "country-invalid";
	case GT_T_NATIONALITY: return "nationality-invalid";
	case GT_T_COMMUNE: return "commune-unknown";
	case GT_T_NAME: return "name-invalid";
	case GT_T_PHONE: return "phone-invalid";
	case GT_T_EMAIL: return "email-invalid";
	case GT_T_FOREIGNER_NUMBER: return "foreigner-number-invalid";
	case GT_T_TITLE_NUMBER: return "title-number-invalid";
	case GT_T_EPHOTO: return "ephoto-invalid";
	case GT_T_ESTAMP: return "estamp-invalid";
	default: return "format-invalid";
	}
}

const char *gt_value_read(struct gt_case *c, const struct gt_item *it, const char *raw, const char **ret_bad)
{
	struct gt_arena *a = c->arena;
	struct gt_date d;
	const char *s = gt_text_clean(a, raw, it->type == GT_T_LONG_TEXT), *v = NULL, *typed;
	*ret_bad = bad_id(it->type);
	if (!*s) return "";
	switch (it->type) {
	case GT_T_TEXT: case GT_T_LONG_TEXT: v = s; break;
	case GT_T_NAME: v = is_name(s) ? s : NULL; break;
	case GT_T_INTEGER: v = read_integer(a, s); break;
	case GT_T_DECIMAL: v = read_decimal(a, s, false); break;
	case GT_T_AMOUNT: v = read_decimal(a, s, true); break;
	case GT_T_DATE: v = gt_date_parse(s, &d) ? s : NULL; break;
	case GT_T_MONTH: v = read_month(s); break;
	case GT_T_YES_NO: v = gt_streq(s, "yes") || gt_streq(s, "no") ? s : NULL; break;
	case GT_T_CHECKBOX: case GT_T_SWORN: v = gt_streq(s, "yes") || gt_streq(s, "on") ? "yes" : ""; break;
	case GT_T_RADIO: case GT_T_LIST: case GT_T_MULTI_LIST: v = read_choice(it, s); break;
	case GT_T_SEX: v = shaped(s, 1, 1, false) && strchr("MFX", *s) ? s : NULL; break;
	case GT_T_COUNTRY: v = gt_text_country(s, "fr") ? s : NULL; break;
	case GT_T_NATIONALITY: v = gt_text_nationality(s, "fr", 0) ? s : NULL; break;
	case GT_T_COMMUNE: v = read_commune(c, s, ret_bad); break;
	case GT_T_PHONE: v = gt_text_phone(a, s, &v) ? v : NULL; break;
	case GT_T_EMAIL: v = gt_text_email(a, s, &typed, &v) ? typed : NULL; break;
	case GT_T_FOREIGNER_NUMBER: case GT_T_TITLE_NUMBER: case GT_T_EPHOTO: case GT_T_ESTAMP: v = read_number(c, it, s); break;
	default: return "";
	}
	if (v && *v && it->pattern && xmlRegexpExec(it->pattern, (const xmlChar *)v) != 1) v = NULL;
	return v;
}

static const char *commune_words(struct gt_case *c, const char *insee)
{
	const char *s = c->facts && c->facts->commune_name ? c->facts->commune_name(c->facts->arg, c->arena, insee) : NULL;
	return s ? s : insee;
}

/* 1234.5 as « 1 234,5 » (no-break thin space) or « 1,234.5 ». */
const char *gt_number_words(struct gt_arena *arena, const char *v, const char *lang)
{
	bool english = gt_streq(lang, "en");
	bool minus = *v == '-';
	const char *digits = v + minus;
	size_t whole = strspn(digits, "0123456789");
	struct gt_buf b = gt_buf_new(arena, 200);
	if (!whole || (digits[whole] && digits[whole] != '.')) return v;
	if (minus) gt_buf_puts(&b, "-");
	for (size_t i = 0; i < whole; i++) {
		if (i && (whole - i) % 3 == 0) gt_buf_puts(&b, english ? "," : "\xe2\x80\xaf");
		gt_buf_add(&b, digits + i, 1);
	}
	if (digits[whole]) gt_buf_printf(&b, "%s%s", english ? "." : ",", digits + whole + 1);
	return gt_buf_cstr(&b);
}

/* Whole euros without cents: « 0 € », as the guide and the papers have it. */
const char *gt_amount_words(struct gt_arena *arena, const char *v, const char *lang)
{
	size_t n = strlen(v);
	bool whole = n > 3 && gt_streq(v + n - 3, ".00");
	return gt_arena_printf(arena, "%s\xc2\xa0€", gt_number_words(arena, whole ? gt_arena_strndup(arena, v, n - 3) : v, lang));
}

/* A bound of a field, as its finding says it. */
const char *gt_bound_words(struct gt_case *c, const struct gt_item *it, const char *v)
{
	if (it->type == GT_T_DATE) return gt_date_words(c->arena, v, c->lang);
	if (it->type == GT_T_MONTH) return strlen(v) == 7 ? gt_arena_printf(c->arena, "%s/%.4s", v + 5, v) : v;
	return it->type == GT_T_AMOUNT ? gt_amount_words(c->arena, v, c->lang) : gt_number_words(c->arena, v, c->lang);
}

/* 1234567890123456 in fours, as it is printed. */
static const char *stamp_words(struct gt_arena *arena, const char *v)
{
	return strlen(v) == 16 ? gt_arena_printf(arena, "%.4s %.4s %.4s %.4s", v, v + 4, v + 8, v + 12) : v;
}

static const char *address_words(struct gt_case *c, xmlNodePtr el)
{
	const char *part[8];
	for (size_t i = 0; i < 8; i++) part[i] = gt_xml_text(c->arena, gt_xml_child(el, gt_address_parts[i]));
	const char *country = *part[5] && !gt_streq(part[5], "FR") ? gt_text_country(part[5], c->lang) : NULL;
	const char *s = gt_arena_printf(c->arena, "%s %s %s %s %s %s", part[0], part[1], part[2], part[3], part[4], country ? country : "");
	return gt_text_clean(c->arena, s, false);
}

static const char *phone_words(struct gt_arena *arena, const char *v)
{
	if (!gt_starts(v, "+33") || strlen(v) != 12) return v;
	return gt_arena_printf(arena, "0%c %.2s %.2s %.2s %.2s", v[3], v + 4, v + 6, v + 8, v + 10);
}

/* What the site has texts for stays a code: the sheet writes option.yes, option.F. */
const char *gt_value_words(struct gt_case *c, const struct gt_item *it, xmlNodePtr el, const char **ret_type)
{
	*ret_type = NULL;
	if (it->type == GT_T_ADDRESS) return address_words(c, el);
	const char *v = gt_xml_text(c->arena, el), *s = NULL;
	if (!*v) return v;
	const char *sex = gt_xml_text(c->arena, gt_xml_child(gt_xml_child(gt_xml_root(gt_case_effective(c)), "person"), "sex"));
	switch (it->type) {
	case GT_T_DATE: *ret_type = "date"; return v;
	case GT_T_YES_NO: case GT_T_CHECKBOX: case GT_T_SWORN: case GT_T_SEX:
		s = gt_item_text(c, it, v, NULL);
		if (!s) *ret_type = it->type == GT_T_SEX ? "sex" : "yes-no";
		break;
	case GT_T_RADIO: case GT_T_LIST: case GT_T_MULTI_LIST: return gt_choice_label(c, it, v);
	case GT_T_COUNTRY: s = gt_text_country(v, c->lang); break;
	case GT_T_NATIONALITY: s = gt_text_nationality(v, c->lang, it->locked.kind ? *sex : 0); break;
	case GT_T_COMMUNE: return commune_words(c, v);
	case GT_T_PHONE: return phone_words(c->arena, v);
	case GT_T_MONTH: *ret_type = "month"; return v;
	case GT_T_AMOUNT: return gt_amount_words(c->arena, v, c->lang);
	case GT_T_INTEGER: case GT_T_DECIMAL: return gt_number_words(c->arena, v, c->lang);
	case GT_T_ESTAMP: return stamp_words(c->arena, v);
	case GT_T_COMPUTED: return it->amount ? gt_amount_words(c->arena, v, c->lang) : v;
	default: break;
	}
	return s ? s : v;
}

/* What stands in the input: as the person would type it. */
const char *gt_value_typed(struct gt_case *c, const struct gt_item *it, const char *v)
{
	if (it->type == GT_T_COMMUNE && *v) return gt_arena_printf(c->arena, "%s (%s)", commune_words(c, v), v);
	if (it->type == GT_T_ESTAMP) return stamp_words(c->arena, v);
	if ((it->type != GT_T_AMOUNT && it->type != GT_T_DECIMAL) || gt_streq(c->lang, "en")) return v;
	const char *point = strchr(v, '.');
	return point ? gt_arena_printf(c->arena, "%.*s,%s", (int)(point - v), v, point + 1) : v;
}

/* What `by` says here: the value of the other list. */
const char *gt_choice_by(struct gt_case *c, xmlNodePtr parent, const struct gt_item *it, xmlNodePtr el)
{
	const char *v = "";
	return it->by && gt_case_text(c, parent, it, el, it->by, &v, NULL) == GT_OK ? v : "";
}

bool gt_choice_shown(struct gt_case *c, const struct gt_choice *choice)
{
	bool yes = true;
	return !choice->show || (gt_xpath_bool(gt_case_env(c), NULL, choice->show->x, &yes, NULL) == GT_OK && yes);
}

bool gt_choice_offered(struct gt_case *c, xmlNodePtr parent, const struct gt_item *it, xmlNodePtr el, const struct gt_choice *choice)
{
	return gt_choice_shown(c, choice) && (!choice->of || !it->by || gt_word_in(choice->of, gt_choice_by(c, parent, it, el)));
}

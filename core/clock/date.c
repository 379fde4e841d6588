/* Calendar dates of the proleptic Gregorian calendar. Knows no instant and no zone. */
#include <stdio.h>
#include "clock/clock_priv.h"

static bool leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int month_days(int y, int m)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool gt_date_valid(int y, int m, int d) { return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= month_days(y, m); }

/* Years begin in March, so that the leap day is the last of its year; eras of 400 years repeat exactly. */
int64_t gt_day_number(struct gt_date d)
{
	int64_t y = d.m <= 2 ? d.y - 1 : d.y, m = d.m > 2 ? d.m - 3 : d.m + 9;
	int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400, doy = (153 * m + 2) / 5 + d.d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct gt_date gt_day_date(int64_t n)
{
	n += 719468;
	int64_t era = (n >= 0 ? n : n - 146096) / 146097, doe = n - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int64_t m = mp < 10 ? mp + 3 : mp - 9;
	return (struct gt_date){ .y = (int16_t)(yoe + era * 400 + (m <= 2)), .m = (int8_t)m, .d = (int8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

int gt_weekday(int64_t n) { return (int)(((n % 7) + 7 + 4) % 7); }

bool gt_date_parse(const char *iso, struct gt_date *ret)
{
	int v[3] = { 0 };
	static const int8_t at[] = { 0, 0, 0, 0, -1, 1, 1, -1, 2, 2 };
	if (!iso || strlen(iso) != 10) return false;
	for (int i = 0; i < 10; i++) {
		if (at[i] < 0) { if (iso[i] != '-') return false; continue; }
		if (iso[i] < '0' || iso[i] > '9') return false;
		v[at[i]] = v[at[i]] * 10 + (iso[i] - '0');
	}
	if (!gt_date_valid(v[0], v[1], v[2])) return false;
	*ret = (struct gt_date){ .y = (int16_t)v[0], .m = (int8_t)v[1], .d = (int8_t)v[2] };
	return true;
}

const char *gt_date_iso(struct gt_date d, char out[11])
{
	snprintf(out, 11, "%04u-%02u-%02u", (unsigned)d.y % 10000u, (unsigned)d.m % 100u, (unsigned)d.d % 100u);
	return out;
}

int gt_date_cmp(struct gt_date a, struct gt_date b)
{
	int64_t x = (int64_t)a.y * 10000 + a.m * 100 + a.d, y = (int64_t)b.y * 10000 + b.m * 100 + b.d;
	return (x > y) - (x < y);
}

int64_t gt_days_between(struct gt_date from, struct gt_date to) { return gt_day_number(to) - gt_day_number(from); }
struct gt_date gt_date_add_days(struct gt_date d, int64_t days) { return gt_day_date(gt_day_number(d) + days); }

struct gt_date gt_date_add_months(struct gt_date d, int months)
{
	int n = d.y * 12 + (d.m - 1) + months, y = n / 12, m = n % 12 + 1, last = month_days(y, m);
	return (struct gt_date){ .y = (int16_t)y, .m = (int8_t)m, .d = (int8_t)(d.d > last ? last : d.d) };
}

/* Born on 29 February: a year older on 1 March of common years. */
int gt_age(struct gt_date birth, struct gt_date on)
{
	return on.y - birth.y - (on.m < birth.m || (on.m == birth.m && on.d < birth.d));
}

/* Easter Sunday (Gregorian): Meeus' rule. */
static int64_t easter(int y)
{
	int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
	return gt_day_number((struct gt_date){ .y = (int16_t)y, .m = (int8_t)(n / 31), .d = (int8_t)(n % 31 + 1) });
}

/* The holidays of article L.3133-1 of the Code du travail. */
static bool holiday(int64_t n)
{
	static const struct { int8_t m, d; } fixed[] = { { 1, 1 }, { 5, 1 }, { 5, 8 }, { 7, 14 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 } };
	struct gt_date d = gt_day_date(n);
	for (size_t i = 0; i < GT_COUNT(fixed); i++)
		if (fixed[i].m == d.m && fixed[i].d == d.d) return true;
	int64_t after = n - easter(d.y);
	return after == 1 || after == 39 || after == 50;
}

struct gt_date gt_date_add_working_days(struct gt_date d, int n)
{
	int64_t day = gt_day_number(d);
	int step = n < 0 ? -1 : 1;
	while (n != 0) {
		day += step;
		int w = gt_weekday(day);
		if (w != 0 && w != 6 && !holiday(day)) n -= step;
	}
	return gt_day_date(day);
}

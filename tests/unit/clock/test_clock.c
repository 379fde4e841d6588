/* Room clock: dates, zones, working days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "clock/clock.h"

static struct gt_date day(const char *iso)
{
	struct gt_date d = { 0 };
	assert_true(gt_date_parse(iso, &d));
	return d;
}
#define SAME(d, iso) do { char t_[11]; assert_string_equal(gt_date_iso((d), t_), (iso)); } while (0)

static void only_real_dates_are_parsed(void **state)
{
	(void)state;
	struct gt_date d;
	static const char *const bad[] = { "", "2023-02-29", "2023-13-01", "2023-00-10", "2023-1-01", "2023-01-1", "20230101", "2023-01-01 ", "0000-01-01", "2023/01/01", "1900-02-29" };
	for (size_t i = 0; i < GT_COUNT(bad); i++) assert_false(gt_date_parse(bad[i], &d));
	SAME(day("2024-02-29"), "2024-02-29");
	SAME(day("2000-02-29"), "2000-02-29");
	assert_false(gt_date_parse(NULL, &d));
}

static void every_day_of_six_centuries_counts_up_by_one(void **state)
{
	(void)state;
	struct gt_date first = day("1700-01-01");
	for (int64_t i = 0; i < 220000; i++) {
		struct gt_date d = gt_date_add_days(first, i);
		assert_true(gt_date_valid(d.y, d.m, d.d));
		assert_int_equal(gt_days_between(first, d), i);
		SAME(gt_date_add_days(d, -i), "1700-01-01");
	}
}

static void adding_months_clips_to_the_end_of_the_month(void **state)
{
	(void)state;
	SAME(gt_date_add_months(day("2023-01-31"), 1), "2023-02-28");
	SAME(gt_date_add_months(day("2024-01-31"), 1), "2024-02-29");
	SAME(gt_date_add_months(day("2023-05-15"), 3), "2023-08-15");
	SAME(gt_date_add_months(day("2023-11-30"), 3), "2024-02-29");
	SAME(gt_date_add_months(day("2023-03-31"), -1), "2023-02-28");
	SAME(gt_date_add_months(day("2023-12-31"), 12), "2024-12-31");
}

static void an_attestation_of_three_months_less_a_day_ends_as_in_the_guide(void **state)
{
	(void)state;
	SAME(gt_date_add_days(gt_date_add_months(day("2023-05-15"), 3), -1), "2023-08-14");
}

static void the_day_is_the_one_of_paris_over_both_changes_of_hour(void **state)
{
	(void)state;
	SAME(gt_date_of(1704063599), "2023-12-31");       /* 23:59:59 in Paris */
	SAME(gt_date_of(1704063600), "2024-01-01");
	SAME(gt_date_of(1719784800), "2024-07-01");       /* 30 June 22:00 UTC: midnight in summer */
	SAME(gt_date_of(1719784799), "2024-06-30");
	char t[32];
	gt_time_text(1711846800, t);                      /* 31 March 2024 01:00 UTC: 2 o'clock becomes 3 */
	assert_string_equal(t, "2024-03-31T03:00:00+02:00");
	gt_time_text(1711846799, t);
	assert_string_equal(t, "2024-03-31T01:59:59+01:00");
	gt_time_text(1729990800, t);                      /* 27 October 2024 01:00 UTC */
	assert_string_equal(t, "2024-10-27T02:00:00+01:00");
}

static void overseas_services_have_their_own_day(void **state)
{
	(void)state;
	int64_t noon_paris = 1704106800;                  /* 1 January 2024 11:00 UTC */
	SAME(gt_date_in_zone(noon_paris, "Indian/Reunion"), "2024-01-01");
	SAME(gt_date_in_zone(noon_paris + 10 * 3600, "Indian/Reunion"), "2024-01-02");
	SAME(gt_date_in_zone(noon_paris - 2 * 3600, "Pacific/Tahiti"), "2023-12-31");
	SAME(gt_date_in_zone(noon_paris + 2 * 3600, "Pacific/Noumea"), "2024-01-02");
	SAME(gt_date_in_zone(1719799200, "America/Miquelon"), "2024-07-01");  /* 02:00 UTC, summer: midnight */
	SAME(gt_date_in_zone(1719799199, "America/Miquelon"), "2024-06-30");
	SAME(gt_date_in_zone(1704078000 - 1, "America/Miquelon"), "2023-12-31"); /* winter: midnight at 03:00 UTC */
	assert_true(gt_zone_known("America/Cayenne"));
	assert_false(gt_zone_known("Mars/Olympus"));
}

static void ages_count_whole_years(void **state)
{
	(void)state;
	assert_int_equal(gt_age(day("2007-05-10"), day("2023-05-09")), 15);
	assert_int_equal(gt_age(day("2007-05-10"), day("2023-05-10")), 16);
	assert_int_equal(gt_age(day("2004-02-29"), day("2022-02-28")), 17);
	assert_int_equal(gt_age(day("2004-02-29"), day("2022-03-01")), 18);
}

static void working_days_step_over_weekends_and_the_eleven_holidays(void **state)
{
	(void)state;
	SAME(gt_date_add_working_days(day("2023-05-05"), 1), "2023-05-09");   /* Friday; Monday is 8 May */
	SAME(gt_date_add_working_days(day("2023-05-17"), 1), "2023-05-19");   /* Ascension */
	SAME(gt_date_add_working_days(day("2023-05-26"), 1), "2023-05-30");   /* Pentecost Monday */
	SAME(gt_date_add_working_days(day("2024-03-29"), 1), "2024-04-02");   /* Easter Monday; Good Friday is no holiday */
	SAME(gt_date_add_working_days(day("2023-12-22"), 2), "2023-12-27");
	SAME(gt_date_add_working_days(day("2023-05-09"), -1), "2023-05-05");
	SAME(gt_date_add_working_days(day("2023-05-10"), 0), "2023-05-10");
}

static void a_fixed_clock_stands_still(void **state)
{
	(void)state;
	gt_clock_set_fixed(1683727620);
	assert_int_equal(gt_now_utc_s(), 1683727620);
	SAME(gt_today(), "2023-05-10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_real_dates_are_parsed),
		cmocka_unit_test(every_day_of_six_centuries_counts_up_by_one),
		cmocka_unit_test(adding_months_clips_to_the_end_of_the_month),
		cmocka_unit_test(an_attestation_of_three_months_less_a_day_ends_as_in_the_guide),
		cmocka_unit_test(the_day_is_the_one_of_paris_over_both_changes_of_hour),
		cmocka_unit_test(overseas_services_have_their_own_day),
		cmocka_unit_test(ages_count_whole_years),
		cmocka_unit_test(working_days_step_over_weekends_and_the_eleven_holidays),
		cmocka_unit_test(a_fixed_clock_stands_still),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Room clock: the only source of time. Instants are UTC seconds; days are calendar dates of Europe/Paris unless a zone is named. */
#ifndef GT_CLOCK_H
#define GT_CLOCK_H
#include "base/base.h"

struct gt_date { int16_t y; int8_t m, d; };             /* y 0: no date */

/* The demonstration's clock may be moved: offset in seconds read from clock.offset_file (refused unless demo.enabled).
 * NULL settings: real time. gt_clock_set_fixed is for tests. */
void gt_clock_init(const struct gt_config *config);
void gt_clock_set_fixed(int64_t utc_s);
int64_t gt_now_utc_s(void);
int64_t gt_real_utc_s(void);                             /* never moved by the demonstration: for codes that another device computes by its own clock */
int64_t gt_monotonic_ms(void);
struct gt_date gt_today(void);                           /* in Europe/Paris */
struct gt_date gt_date_of(int64_t utc_s);                /* in Europe/Paris */
struct gt_date gt_date_in_zone(int64_t utc_s, const char *tz); /* overseas services; unknown zone: Paris */
int64_t gt_day_begins_utc_s(struct gt_date day);          /* its first second, in Europe/Paris */
bool gt_zone_known(const char *tz);                      /* a name a service may carry */
void gt_time_text(int64_t utc_s, char out[32]);          /* "10/05/2023 à 14 h 07" is made by sheets; this is ISO 8601 with offset of Paris */

bool gt_date_valid(int y, int m, int d);
bool gt_date_parse(const char *iso, struct gt_date *ret);          /* YYYY-MM-DD */
const char *gt_date_iso(struct gt_date d, char out[11]);
int gt_date_cmp(struct gt_date a, struct gt_date b);
int64_t gt_days_between(struct gt_date from, struct gt_date to);
struct gt_date gt_date_add_days(struct gt_date d, int64_t days);
struct gt_date gt_date_add_months(struct gt_date d, int months);    /* day clipped to the month's end */
int gt_age(struct gt_date birth, struct gt_date on);               /* whole years */
struct gt_date gt_date_add_working_days(struct gt_date d, int n);   /* Saturdays, Sundays and the 11 French holidays apart */

#endif

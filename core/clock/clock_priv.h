/* Inside room clock: days counted from 1970-01-01, the one form dates are calculated in. */
#ifndef GT_CLOCK_PRIV_H
#define GT_CLOCK_PRIV_H
#include "clock/clock.h"

int64_t gt_day_number(struct gt_date d);
struct gt_date gt_day_date(int64_t n);
int gt_weekday(int64_t n);                               /* 0 Sunday … 6 Saturday */

#endif

/* Now, and which day it is where. Paris comes from the host's zone data, read once at start (a confined process could not read it later);
 * overseas zones are a table, because switching TZ to and fro would need the files again. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "clock/clock_priv.h"

static bool ready, fixed;
static int64_t fixed_utc_s, offset_s, offset_read_ms;
static int offset_fd = -1;
static char *offset_path;

static int paris_offset_s(int64_t utc_s)
{
	time_t t = (time_t)utc_s;
	struct tm tm;
	return localtime_r(&t, &tm) ? (int)tm.tm_gmtoff : 3600;
}

/* Without zone data glibc falls back to UTC in silence: then the rule in force since 1996 is given by hand. */
static void zone_init(void)
{
	if (ready) return;
	ready = true;
	setenv("TZ", ":Europe/Paris", 1);
	tzset();
	if (paris_offset_s(1719792000) == 7200 && paris_offset_s(1704067200) == 3600) return;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
}

void gt_clock_init(const struct gt_config *config)
{
	zone_init();
	const char *path = gt_config_get(config, "clock.offset_file", NULL);
	if (!path) return;
	if (!gt_config_bool(config, "demo.enabled", false)) gt_panic("clock.offset_file is for demonstrations only (demo.enabled = yes)");
	offset_path = gt_xstrdup(path);
	offset_fd = open(path, O_RDONLY | O_CLOEXEC);
}

void gt_clock_set_fixed(int64_t utc_s)
{
	zone_init();
	fixed = true;
	fixed_utc_s = utc_s;
}

int64_t gt_monotonic_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Read again at most every second, so that a running demonstration follows. The open descriptor still works behind walls. */
static int64_t demo_offset_s(void)
{
	int64_t now_ms = gt_monotonic_ms();
	if (!offset_path || (offset_read_ms && now_ms - offset_read_ms < 1000)) return offset_s;
	offset_read_ms = now_ms;
	char text[32];
	if (offset_fd < 0) offset_fd = open(offset_path, O_RDONLY | O_CLOEXEC);
	ssize_t n = offset_fd >= 0 ? pread(offset_fd, text, sizeof text - 1, 0) : 0;
	if (n <= 0) return offset_s;
	text[n] = 0;
	text[strcspn(text, "\r\n ")] = 0;
	int64_t v;
	if (gt_parse_i64(text, -3153600000, 3153600000, &v)) offset_s = v;
	return offset_s;
}

int64_t gt_real_utc_s(void)
{
	if (fixed) return fixed_utc_s;
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec;
}

int64_t gt_now_utc_s(void) { return fixed ? fixed_utc_s : gt_real_utc_s() + demo_offset_s(); }

static struct gt_date date_at(int64_t utc_s, int zone_s)
{
	int64_t local = utc_s + zone_s, day = local / 86400;
	if (local % 86400 < 0) day--;
	return gt_day_date(day);
}

struct gt_date gt_date_of(int64_t utc_s)
{
	zone_init();
	return date_at(utc_s, paris_offset_s(utc_s));
}

struct gt_date gt_today(void) { return gt_date_of(gt_now_utc_s()); }

static const struct { const char *name; int offset_s; } overseas[] = {
	{ "America/Guadeloupe", -4 * 3600 }, { "America/Martinique", -4 * 3600 }, { "America/Marigot", -4 * 3600 }, { "America/St_Barthelemy", -4 * 3600 },
	{ "America/Cayenne", -3 * 3600 }, { "America/Miquelon", -3 * 3600 }, { "Indian/Reunion", 4 * 3600 }, { "Indian/Mayotte", 3 * 3600 },
	{ "Indian/Kerguelen", 5 * 3600 }, { "Pacific/Noumea", 11 * 3600 }, { "Pacific/Wallis", 12 * 3600 }, { "Pacific/Tahiti", -10 * 3600 },
	{ "Pacific/Marquesas", -34200 }, { "Pacific/Gambier", -9 * 3600 }, { "UTC", 0 },
};

/* Day number of the nth Sunday of a month. */
static int64_t nth_sunday(int y, int m, int n)
{
	int64_t first = gt_day_number((struct gt_date){ .y = (int16_t)y, .m = (int8_t)m, .d = 1 });
	return first + (7 - gt_weekday(first)) % 7 + 7 * (n - 1);
}

/* Miquelon goes with North America: second Sunday of March to first of November, at 2 o'clock. */
static bool miquelon_summer(int64_t utc_s)
{
	int y = date_at(utc_s, -3 * 3600).y;
	return utc_s >= nth_sunday(y, 3, 2) * 86400 + 5 * 3600 && utc_s < nth_sunday(y, 11, 1) * 86400 + 4 * 3600;
}

int64_t gt_day_begins_utc_s(struct gt_date day)
{
	int64_t t = gt_days_between((struct gt_date){ 1970, 1, 1 }, day) * 86400 - 4 * 3600;
	while (gt_date_cmp(gt_date_of(t), day) < 0) t += 1800;
	return t;
}

bool gt_zone_known(const char *tz)
{
	if (gt_streq(tz, "Europe/Paris")) return true;
	for (size_t i = 0; i < GT_COUNT(overseas); i++)
		if (gt_streq(overseas[i].name, tz)) return true;
	return false;
}

struct gt_date gt_date_in_zone(int64_t utc_s, const char *tz)
{
	for (size_t i = 0; tz && i < GT_COUNT(overseas); i++)
		if (strcmp(overseas[i].name, tz) == 0)
			return date_at(utc_s, overseas[i].offset_s + (strcmp(tz, "America/Miquelon") == 0 && miquelon_summer(utc_s) ? 3600 : 0));
	return gt_date_of(utc_s);
}

void gt_time_text(int64_t utc_s, char out[32])
{
	zone_init();
	int zone_s = paris_offset_s(utc_s);
	int64_t in_day = ((utc_s + zone_s) % 86400 + 86400) % 86400;
	struct gt_date d = date_at(utc_s, zone_s);
	char day[11];
	unsigned h = (unsigned)(in_day / 3600) % 24, min = (unsigned)(in_day / 60) % 60, sec = (unsigned)(in_day % 60) % 60, east = (unsigned)zone_s / 3600 % 24;
	snprintf(out, 32, "%sT%02u:%02u:%02u+%02u:00", gt_date_iso(d, day), h, min, sec, east); /* Paris has stood east of Greenwich by whole hours since 1911 */
}
